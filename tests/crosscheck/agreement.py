"""Writes the tables of agreement into docs/explanation/validation.md from what the tests compare.

    PYTHONPATH=tests python tests/crosscheck/agreement.py

A table stands between `<!-- begin NAME -->` and `<!-- end NAME -->`. A test fails when one is stale: other words, or a result
that differs by more than its last printed digit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analytic.cases import CASES, obtained
from crosscheck import test_gambit, test_planted_bugs, test_stationary
from crosscheck.stationary.games import ENDS, OTHERS, wars
from game.trying import LONG, PROPERTIES

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "validation.md"
DECIMALS = 6
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def closed_forms() -> str:
    """Every case, expected on paper and obtained by the compiled solver."""
    rows = [
        [case.what, case.source, f"{case.expected:.6f}", f"{obtained(case, 'compiled'):.6f}", f"{case.tolerance:.0e}"]
        for case in CASES
    ]
    return table(["case", "source", "on paper", "obtained", "tolerance"], rows)


def planted_bugs() -> str:
    """Every bug that is planted in the kernels."""
    return table(["bug", "kernel"], [[bug.what, bug.file] for bug in test_planted_bugs.BUGS])


def gambit(folder: Path) -> str:
    """Values by offramp and by Gambit, and what a player could gain anywhere."""
    rows = []
    for name, tree in test_gambit.all_trees(folder).items():
        theirs = test_gambit.KEPT[name]
        alone = pair(theirs["logit"]) if "logit" in theirs else "not asked"
        gain = "none" if theirs["largest gain"] <= test_gambit.ROUNDING else "some"
        rows.append([name, f"{tree.size}", pair(tree.worth), pair(theirs["payoffs"]), alone, gain])
    return table(
        ["war", "nodes", "offramp", "Gambit", "Gambit's own equilibrium", "gain by another choice at any node"], rows
    )


def sgamesolver() -> str:
    """Values at the start, the mover being A, by offramp and by sgamesolver."""
    rows = []
    for name, game in wars().items():
        start = test_stationary.states(game).index((game.front_now, 1, 1, 1, 1, 0))
        ours = test_stationary.our_values(game)[start]
        theirs = np.array(test_stationary.KEPT[name]["values"][start]) * (1 - game.beta)
        count = len(test_stationary.states(game)) + len(ENDS)
        same = "another equilibrium" if name in OTHERS else "the same in every state"
        seconds = f"{test_stationary.KEPT[name]['seconds']}"
        rows.append([name, f"{count}", pair(ours), pair(theirs), same, seconds])
    return table(["war", "states", "offramp", "sgamesolver", "", "its seconds of CPU time"], rows)


def properties() -> str:
    """Every property of all wars, and how many wars it is tried on."""
    rows = [[each.what, each.wars, f"{each.short}", f"{LONG}"] for each in PROPERTIES.values()]
    return table(["what holds", "of which wars", "wars in `make test`", "in `make long`"], rows)


def pair(values: Sequence[float]) -> str:
    return f"{values[0]:.6f}, {values[1]:.6f}"


def tables(folder: Path) -> dict[str, str]:
    """All tables, by name; `folder` is for a scenario file."""
    return {
        "closed forms": closed_forms(),
        "planted bugs": planted_bugs(),
        "Gambit": gambit(folder),
        "sgamesolver": sgamesolver(),
        "properties": properties(),
    }


def section(text: str, name: str) -> str:
    """The table of this name as it stands in the page. Raises ValueError where the page has no place for it."""
    found = re.search(rf"<!-- begin {name} -->\n(.*?)\n?<!-- end {name} -->", text, re.DOTALL)
    if found is None:
        raise ValueError(f"the page has no section {name!r}")
    return found[1]


def fresh(kept: str, now: str) -> bool:
    """Whether two tables have the same words, and numbers that differ by no more than their last printed digit."""
    if NUMBER.sub("#", kept) != NUMBER.sub("#", now):
        return False
    return all(near(a, b) for a, b in zip(NUMBER.findall(kept), NUMBER.findall(now), strict=True))


def near(a: str, b: str) -> bool:
    """The same number; of results, which have six decimals, the last digit may be one off."""
    result = len(a.partition(".")[2]) == DECIMALS == len(b.partition(".")[2])
    return a == b or (result and abs(float(a) - float(b)) < 1.01 * 10.0**-DECIMALS)


def write(folder: Path) -> None:
    """Put every table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    for name, now in tables(folder).items():
        section(text, name)
        replacement = f"<!-- begin {name} -->\n{now}\n<!-- end {name} -->"
        text = re.sub(
            rf"<!-- begin {name} -->\n.*?<!-- end {name} -->", lambda _, r=replacement: r, text, flags=re.DOTALL
        )
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as scratch:
        write(Path(scratch))
