"""Bugs planted in the kernels one at a time: the comparison with the plain solver catches every one.

Each bug is put into a copy of the package, whose kernels then run uncompiled (numba's own switch), on games small enough for that.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import offramp

PACKAGE = Path(offramp.__file__).parent
TESTS = Path(__file__).parents[1]
#: Comparisons that a bug has to get past: courses and values of these seeds, among them games full of ties.
COMPARED = (
    "(same_values or same_course or ties) and (" + " or ".join(f"[{seed}]" for seed in (0, 1, 2, 3, 5, 8, 13)) + ")"
)


class Bug(NamedTuple):
    """What is wrong, in which kernel, and the change of its source."""

    what: str
    file: str
    right: str
    wrong: str


BUGS = (
    Bug("wrong sign: a front that falls gains", "fighting", "fall[j] * down * (below[j] - level[j])", "fall[j] * down * (level[j] - below[j])"),
    Bug("missing discount: signing values the future in full", "holding", "beta[side]\n            w0", "1.0\n            w0"),
    Bug("wrong side: the other side's moment to propose", "settlement", "chance_b if mover else chance_a", "chance_a if mover else chance_b"),
    Bug("off by one: the last line within reach is left out", "settlement", "window[1, f, d] if offered", "window[1, f, d] - 1 if offered"),
    Bug("wrong guarantor: the breaker's own", "holding", "a_own = (1.0 - guard_b) * lone_a[x] + guard_b", "a_own = (1.0 - guard_a) * lone_a[x] + guard_a"),
    Bug("wrong odds of moving first", "kernels", "before_talks(k, now[MOVER_A], f", "before_talks(k, 1.0 - now[MOVER_A], f"),
    Bug("lotteries across a change of breaker", "linking", "same[line] = before if here[line] == above[line] else 0.0", "same[line] = before"),
    Bug("help for the breaker", "holding", "ca + support, c1 - 1) if case == 4", "ca + support, c1 - 1) if case == 3"),
    Bug("general war is counted and fought on", "nature", "level[j] += lives - rises", "level[j] += here[j] - rises"),
    Bug("rearming of the wrong side", "keeping", "add_share(up_a * (1.0 - up_b), here, into[shift_a:])", "add_share(up_b * (1.0 - up_a), here, into[shift_a:])"),
    Bug("indifferent sides climb", "fighting", "value = stay if stay >= best - tol else value\n        theirs", "value = stay if stay > best + tol else value\n        theirs"),
    Bug("penalty never paid", "holding", "+ guard_b * aided_a[x] - fine_a", "+ guard_b * aided_a[x]"),
    Bug("no belief: the high hypothesis is certain", "fighting", "high * first + (1.0 - high) * second", "first"),
    Bug("the second side's break is not foreseen", "holding", "wait_a = b_their if b_second else keep_a", "wait_a = keep_a"),
)  # fmt: skip


def compare(package: Path) -> subprocess.CompletedProcess[str]:
    """The comparison of solvers with this copy of the package."""
    # our conftest would try the solver out in a whole war, which takes long uncompiled
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--noconftest", "-p", "no:cacheprovider", "-k", COMPARED]
    environment = os.environ | {
        "NUMBA_DISABLE_JIT": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(package.parent),
        "OFFRAMP_CACHE": str(package.parent),
    }
    return subprocess.run(
        [*command, str(TESTS / "crosscheck" / "test_plain_against_compiled.py")],
        env=environment, cwd=TESTS.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip


def copied(folder: Path) -> Path:
    """A copy of the package that is imported before the installed one."""
    return Path(shutil.copytree(PACKAGE, folder / "offramp", ignore=shutil.ignore_patterns("__pycache__")))


#: Of every kernel one bug is tried each time, the rest in the long run.
EACH_TIME = {bug.file: bug.what for bug in BUGS}.values()


@pytest.mark.parametrize(
    "bug",
    [pytest.param(bug, id=bug.what, marks=[] if bug.what in EACH_TIME else [pytest.mark.long]) for bug in BUGS],
)
def test_a_bug_in_the_kernel_is_caught(bug: Bug, tmp_path: Path) -> None:
    """The comparison fails, and fails for a difference of numbers."""
    package = copied(tmp_path)
    kernel = package / "game" / f"{bug.file}.py"
    source = kernel.read_text(encoding="utf-8")
    assert bug.right in source, "the kernel no longer has the line in which this bug is planted"
    kernel.write_text(source.replace(bug.right, bug.wrong, 1), encoding="utf-8")
    found = compare(package)
    assert found.returncode == 1, found.stdout + found.stderr
    assert "Not equal to tolerance" in found.stdout, found.stdout


def test_without_a_bug_the_comparison_passes(tmp_path: Path) -> None:
    """So a failure above is the bug's doing, not that of running uncompiled."""
    found = compare(copied(tmp_path))
    assert found.returncode == 0, found.stdout + found.stderr
