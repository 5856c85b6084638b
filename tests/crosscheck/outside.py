"""Environments of other solvers, which do not install beside this project: builds them, and says where they are.

    python tests/crosscheck/outside.py        (as `make long` does)

What to install stands in the README.md of `gambit` and `stationary`, versions and all: the lines with `pip install` are followed here.
Each environment is built once, under .venv/outside, within a quarter of an hour; where that fails the output says why, and the tests
that need it are skipped with that reason. A variable may name the Python of an environment that exists already.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1] / ".venv" / "outside"
#: Seconds that building an environment may take.
LIMIT = 15 * 60.0
#: The Python that the pinned versions have wheels for; else that which runs this.
PYTHON = "python3.11"


@dataclass(frozen=True)
class Outside:
    """A solver of others: its name, the folder of its recipe, and the variable that may name its Python."""

    name: str
    recipe: Path
    variable: str

    @property
    def folder(self) -> Path:
        """Where its environment is built."""
        return ROOT / self.name

    @property
    def python(self) -> str | None:
        """The Python of its environment; None where there is none."""
        built = self.folder / "bin" / "python"
        return os.environ.get(self.variable) or (str(built) if (self.folder / "ready").exists() else None)

    @property
    def missing(self) -> str:
        """Why there is no environment."""
        failed = self.folder.with_suffix(".failed")
        why = failed.read_text(encoding="utf-8") if failed.exists() else "it was not built (`make long` tries)"
        return f"no environment with {self.name}: {why}; {self.variable} may name its Python"

    def installs(self) -> list[list[str]]:
        """Arguments of `pip install`, line by line, as the recipe gives them."""
        text = (self.recipe / "README.md").read_text(encoding="utf-8")
        return [line.split() for line in re.findall(r"^\S+/bin/pip install (.*)$", text, re.MULTILINE)]


GAMBIT = Outside("pygambit", HERE / "gambit", "OFFRAMP_GAMBIT")
SGAMESOLVER = Outside("sgamesolver", HERE / "stationary", "OFFRAMP_SGAMESOLVER")


def build(solver: Outside, limit: float = LIMIT) -> str:
    """Build a solver's environment unless it is there; returns a line that says how it went."""
    if solver.python:
        return f"{solver.name}: there already, {solver.python}"
    begun, failed = time.monotonic(), solver.folder.with_suffix(".failed")
    solver.folder.parent.mkdir(parents=True, exist_ok=True)
    failed.unlink(missing_ok=True)
    python, pip = shutil.which(PYTHON) or sys.executable, [str(solver.folder / "bin" / "pip"), "install", "--quiet"]
    try:
        for step in (
            [python, "-m", "venv", "--clear", str(solver.folder)],
            *(pip + more for more in solver.installs()),
        ):
            left = limit - (time.monotonic() - begun)
            subprocess.run(step, check=True, capture_output=True, text=True, timeout=max(left, 0.0))
    except (OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(solver.folder, ignore_errors=True)
        failed.write_text(reason(error), encoding="utf-8")
        return f"{solver.name}: NOT BUILT, its recipe is not run: {reason(error)}"
    (solver.folder / "ready").touch()
    return f"{solver.name}: built in {time.monotonic() - begun:.0f} s"


def reason(error: Exception) -> str:
    """Why a step failed, in a line."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it was not done after {LIMIT / 60:.0f} minutes"
    if isinstance(error, subprocess.CalledProcessError):
        said = [line for line in error.stderr.splitlines() if line.strip()]
        return next((line for line in said if line.startswith("ERROR")), said[-1] if said else str(error))
    return str(error)


def main() -> None:
    """Build both side by side."""
    solvers = (GAMBIT, SGAMESOLVER)
    print(
        f"environments of other solvers, a quarter of an hour at most: {', '.join(s.name for s in solvers)}", flush=True
    )
    with ThreadPoolExecutor(len(solvers)) as pool:
        for line in pool.map(build, solvers):
            print(f"  {line}", flush=True)


if __name__ == "__main__":
    main()
