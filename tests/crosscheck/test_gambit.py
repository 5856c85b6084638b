"""Small wars as Gambit sees them: the same value, and nobody gains by another choice at any node (tests/crosscheck/gambit)."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crosscheck.gambit.games import WITH_TIES, trees
from crosscheck.outside import GAMBIT
from offramp.extensive import Tree

HERE = Path(__file__).parent / "gambit"
KEPT = json.loads((HERE / "answers.json").read_text(encoding="utf-8"))["games"]
# Payoffs are written with fifteen decimals and lotteries tilted by 1e-9; logit_solve stops at a regret of 1e-10.
AGREEMENT = 1e-6
# Gambit adds up payoffs in double precision.
ROUNDING = 1e-12


@cache
def all_trees(folder: Path) -> dict[str, Tree]:
    return trees(folder)


def agrees(tree: Tree, answer: dict[str, Any]) -> None:
    """Gambit's answer is ours."""
    assert answer["nodes"] == tree.size
    assert answer["payoffs"] == pytest.approx(tree.worth, abs=AGREEMENT)
    assert answer["largest gain"] <= ROUNDING
    assert answer["largest gain, every choice turned round"] > 0.01
    if "logit" in answer:
        assert answer["logit"] == pytest.approx(tree.worth, abs=AGREEMENT)


@pytest.mark.parametrize("name", KEPT)
def test_gambit_gives_the_game_the_same_value_and_nobody_a_better_choice(name: str, tmp_path_factory) -> None:
    agrees(all_trees(tmp_path_factory.getbasetemp())[name], KEPT[name])


def test_gambit_was_asked_for_an_equilibrium_of_its_own_where_nobody_is_indifferent() -> None:
    asked = {name for name, answer in KEPT.items() if "logit" in answer}
    assert len(asked) >= 2
    assert not asked & set(WITH_TIES)


@pytest.mark.long
def test_gambit_asked_again_answers_as_it_did(tmp_path: Path) -> None:
    """Where its environment could be built (see outside.py and gambit/README.md)."""
    if GAMBIT.python is None:
        pytest.skip(GAMBIT.missing)
    from crosscheck.gambit.games import chosen, extensive

    for name, tree in trees(tmp_path).items():
        text = extensive.efg(tree, name)
        (tmp_path / f"{name}.efg").write_text(text, encoding="utf-8")
        (tmp_path / f"{name}.choices.json").write_text(json.dumps(chosen(text)), encoding="utf-8")
    asked = [name for name, answer in KEPT.items() if "logit" in answer]
    done = subprocess.run(
        [GAMBIT.python, str(HERE / "ask.py"), str(tmp_path), *asked], capture_output=True, text=True, check=True
    )
    answers = json.loads(done.stdout)["games"]
    assert set(answers) == set(KEPT)
    for name, tree in trees(tmp_path).items():
        agrees(tree, answers[name])
