"""Writes what `offramp score` prints into docs/explanation/wars.md, as the tables of validation.md are written.

    PYTHONPATH=tests python tests/crosscheck/scores.py

Blocks stand between `<!-- begin NAME -->` and `<!-- end NAME -->`. To be run again whenever a bundled scenario or the solver changes;
a long test fails when a block is no longer what a fresh run prints.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from crosscheck.agreement import NUMBER, section, table
from offramp.calibration.scoring import PLAIN
from offramp.cli.main import app

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "wars.md"
SEEDS = (1, 2, 3)


@cache
def asked(seed: int, *words: str) -> str:
    """What `offramp score --all` prints with these words more."""
    done = CliRunner().invoke(app, ["score", "--all", "--seed", str(seed), "--quiet", *words])
    if done.exit_code != 0:
        raise RuntimeError(f"offramp score ended with exit code {done.exit_code}: {done.stderr}")
    return done.stdout


def printed() -> str:
    """The command's own words, with seed 1."""
    return f"```text\n{asked(SEEDS[0]).rstrip()}\n```"


@cache
def scores(seed: int) -> list[dict[str, Any]]:
    """Every war's score as data."""
    found = json.loads(asked(seed, "--json"))
    assert found["note"] == PLAIN
    return found["scores"]


def by_seed() -> str:
    """The chance of the state by then with each seed, and the sum of the logarithms."""
    rows = [
        [war["scenario"], *(f"{scores(seed)[place]['state']['mean']:.3f}" for seed in SEEDS)]
        for place, war in enumerate(scores(SEEDS[0]))
    ]
    rows.append(["sum of the logs", *(total(seed) for seed in SEEDS)])
    return table(["war", *(f"seed {seed}" for seed in SEEDS)], rows)


def total(seed: int) -> str:
    """Sum of the logarithms over all wars; the logarithm of nothing is null in the data."""
    logs = [war["state"]["log"] for war in scores(seed)]
    return "−∞" if None in logs else f"{sum(logs):.2f}".replace("-", "−")


def blocks() -> dict[str, str]:
    """All blocks of the page, by name."""
    return {"scores": printed(), "scores by seed": by_seed()}


def fresh(kept: str, now: str) -> bool:
    """Whether two blocks have the same words, and numbers that differ by no more than one of their last printed digit.

    The same seed draws the same worlds; processors may round the last digit of a sum otherwise.
    """
    if NUMBER.sub("#", kept) != NUMBER.sub("#", now):
        return False
    return all(near(a, b) for a, b in zip(NUMBER.findall(kept), NUMBER.findall(now), strict=True))


def near(a: str, b: str) -> bool:
    """Numbers that differ by at most one of the last digit printed; in the same form."""
    decimals = [len(number.partition(".")[2]) for number in (a, b)]
    return decimals[0] == decimals[1] and abs(float(a) - float(b)) < 1.01 * 10.0 ** -decimals[0]


def write() -> None:
    """Put every block into the page."""
    text = PAGE.read_text(encoding="utf-8")
    for name, now in blocks().items():
        section(text, name)
        block = f"<!-- begin {name} -->\n{now}\n<!-- end {name} -->"
        text = re.sub(rf"<!-- begin {name} -->\n.*?<!-- end {name} -->", lambda _, b=block: b, text, flags=re.DOTALL)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
