"""Environments of other solvers: their recipes say what they need, and one that cannot be built is said to be missing, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crosscheck import outside
from crosscheck.outside import GAMBIT, SGAMESOLVER, Outside


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is built yet."""
    monkeypatch.setattr(outside, "ROOT", tmp_path / "outside")
    for solver in (GAMBIT, SGAMESOLVER):
        monkeypatch.delenv(solver.variable, raising=False)
    return tmp_path


@pytest.mark.parametrize("solver", [GAMBIT, SGAMESOLVER], ids=lambda solver: solver.name)
def test_a_recipe_says_what_to_install_and_in_which_version(solver: Outside) -> None:
    named = [word for line in solver.installs() for word in line]
    assert any(word.startswith(f"{solver.name}==") for word in named)
    assert any(word.startswith("numpy==") for word in named)


def test_an_environment_that_is_not_done_in_time_is_told_and_left_out(elsewhere: Path) -> None:
    assert "was not built" in GAMBIT.missing
    told = outside.build(GAMBIT, limit=0.0)
    assert told.startswith("pygambit: NOT BUILT, its recipe is not run: it was not done")
    assert GAMBIT.python is None
    assert "it was not done" in GAMBIT.missing


@pytest.mark.long
def test_what_cannot_be_installed_is_told_in_the_words_of_the_installer(elsewhere: Path) -> None:
    (elsewhere / "README.md").write_text("nothing-env/bin/pip install ./nowhere\n", encoding="utf-8")
    nobody = replace(GAMBIT, name="nobody", recipe=elsewhere)
    assert "nobody: NOT BUILT, its recipe is not run: ERROR: " in outside.build(nobody)


def test_a_variable_may_name_the_python_of_an_environment_that_is_there(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(GAMBIT.variable, "/somewhere/bin/python")
    assert outside.build(GAMBIT) == "pygambit: there already, /somewhere/bin/python"
