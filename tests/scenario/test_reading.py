"""Reading: plain YAML 1.2 with lines; hostile files are refused quickly and in little memory."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from offramp.errors import ScenarioError, UnknownNameError
from offramp.scenario import load, loads
from offramp.scenario.reading import MAX_DEPTH, read_text
from scenario.places import SHORTEST

HOSTILE = {
    "too large": "a: 1\n" * 250_000,
    "too many lines": "\n" * 20_000,
    "one long line": "a: " + "x" * 500_000,
    "many short values": ("[" + ",".join("1" * 900) + "]\n").join(f"k{i}: " for i in range(60)),
    "alias bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "alias to itself": "a: &a [*a]\n",
    "merge key": "base: {x: 1}\nb: {<<: {x: 2}}\n",
    "python object": "a: !!python/object/apply:os.system ['touch /tmp/owned']\n",
    "any tag": "a: !secret 1\n",
    "deep nesting": "a: " + "[" * 900 + "]" * 900,
    "deep blocks": "\n".join("  " * depth + "k:" for depth in range(200)),
    "many brackets": "a: " + "[" * 1900,
    "nested question marks": "? " * 900,
    "not a number": "horizon: .nan\n",
    "infinite": "horizon: -.inf\n",
    "infinite in disguise": "horizon: 1e999\n",
    "another version": "%YAML 1.1\n---\na: 1\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "mapping as key": "{a: 1}: 2\n",
    "empty": "",
    "a list": "- 1\n",
    "control characters": "a: \x00\n",
    "broken quotes": 'a: "x\n',
    "many digits": "horizon: " + "9" * 1500 + "\n",
    "many duplicates": "a: 1\n" * 3000,
    "many unknown keys": "".join(f"key{i}: 1\n" for i in range(7000)),
    "many dead ends": SHORTEST.read_text(encoding="utf-8")
    + "quantities:\n"
    + "".join(f"  q{i}: {{use: r{i}}}\n" for i in range(4000)),
    "a long chain into a circle": SHORTEST.read_text(encoding="utf-8")
    + "quantities:\n"
    + "".join(f"  q{i}: {{use: q{(i + 1) % 4000}}}\n" for i in range(4000)),
    "a long chain": SHORTEST.read_text(encoding="utf-8")
    + "mover: 2\nquantities:\n"
    + "".join(f"  q{i}: {{use: q{i + 1}}}\n" for i in range(4000))
    + "  q4000: 1\n",
    "fast growth": SHORTEST.read_text(encoding="utf-8")
    + "mover: 2\nquantities:\n"
    + "".join(f"  q{i}: {{use: q{i + 1}, times: q{i + 1}}}\n" for i in range(60))
    + "  q60: 1\n",
    "huge grid": SHORTEST.read_text(encoding="utf-8").replace(
        "cells: [0, 1, 2, 3, 4]", f"lines_per_cell: 16, cells: {list(range(100))}"
    )
    + "horizon: 1200\nrun_out: 1200\ncapacity: {top: 20}\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_refused_with_a_place(name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    with pytest.raises(ScenarioError) as caught:
        loads(HOSTILE[name])
    # CPU time, not wall time, and double the promised second: the machine may be busy and slow
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 2
    assert 0 < len(caught.value.problems) < 300


def test_hostile_files_are_refused_in_little_memory(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    with big.open("wb") as file:
        file.truncate(5_000_000_000)
    code = (
        "import resource, sys; from offramp.scenario import load; from offramp.errors import ScenarioError\n"
        "base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for path in sys.argv[1:]:\n"
        "    try: load(path); sys.exit(9)\n"
        "    except ScenarioError: pass\n"
        "sys.exit(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base > 100_000)"
    )
    paths = [str(big), "/dev/zero"]
    assert subprocess.run([sys.executable, "-c", code, *paths], timeout=60, check=False).returncode == 0


def test_yaml_1_2_has_no_yes_no_or_octal_surprises() -> None:
    data = read_text("a: no\nb: 2024-07\nc: 010\nd: 0.30\ne: .5\nf: 1e3\ng: ~\nh: true\ni: '1'\n12: x\n").data
    expected = {"a": "no", "b": "2024-07", "c": 10, "d": 0.3, "e": 0.5, "f": 1000.0, "g": None, "h": True, "i": "1"}
    assert data == {**expected, "12": "x"}


def test_every_key_and_item_has_its_line() -> None:
    document = read_text("a:\n  b: 1\n  c:\n    - x\n    - {y: 2}\n")
    assert [document.line(place) for place in [("a",), ("a", "c"), ("a", "c", 1), ("a", "c", 1, "y")]] == [1, 3, 5, 5]
    assert document.line(("a", "missing", "deeper")) == 1


def test_nesting_up_to_the_limit_is_read() -> None:
    levels = MAX_DEPTH - 1
    assert read_text("a: " + "[" * levels + "1" + "]" * levels).data


def test_an_unknown_scenario_names_the_nearest_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SHORTEST.parent)
    with pytest.raises(UnknownNameError, match=r"shortest\.yaml"):
        load("shortes.yaml")


def test_bytes_that_are_not_text_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert caught.value.problems[0].line == 2
