"""Wars without talks as sgamesolver sees them: the same values in every state (tests/crosscheck/stationary)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crosscheck.outside import SGAMESOLVER
from crosscheck.stationary.games import ENDS, OTHERS, main, states, stationary, wars
from offramp.game.rules import Game
from offramp.game.solve import solve

HERE = Path(__file__).parent / "stationary"
KEPT = json.loads((HERE / "answers.json").read_text(encoding="utf-8"))["games"]
# As flows for ever. Homotopies stop near, not at, the limit; the last month counts for .95^700 < 1e-15.
AGREEMENT = 1e-6


def our_values(game: Game) -> np.ndarray:
    """Values of `offramp` in month 0, the mover known, as flows for ever: (states, 2)."""
    rungs = game.grid.rungs
    no_deal = solve(game).values.no_deal[0].reshape(2, 2, game.grid.front_top + 1, 2, 2, *rungs)
    return np.array([no_deal[m, :, f, ca, cb, ra, rb] for f, ca, cb, ra, rb, m in states(game)]) * (1 - game.beta)


def distance(game: Game, answer: dict[str, Any]) -> float:
    """Largest difference between sgamesolver's values and ours."""
    theirs = np.array(answer["values"])[: -len(ENDS)] * (1 - game.beta)
    return float(np.abs(theirs - our_values(game)).max())


def gain_anywhere(game: Game, values: np.ndarray) -> float:
    """The most by which, in any state, values (states with ends, 2) differ from the mover's best choice against them.

    It is 0 for the values of a stationary equilibrium: the mover has the most that any choice gives, and the other side what one of
    the mover's best choices gives it.
    """
    told, worst = stationary(game), 0.0
    for s, (*_, mover) in enumerate(states(game)):
        pays = np.array(told["payoffs"][s]).reshape(2, -1)
        ways = np.array(told["transitions"][s]).reshape(pays.shape[1], -1)
        each = pays + game.beta[:, None] * (ways @ values).T
        best = each[mover] >= each[mover].max() - AGREEMENT
        off = abs(each[mover].max() - values[s, mover])
        other = each[1 - mover, best]
        outside = max(other.min() - values[s, 1 - mover], values[s, 1 - mover] - other.max(), 0.0)
        worst = max(worst, off, outside)
    return float(worst * (1 - game.beta[0]))


@pytest.mark.parametrize("name", [name for name in wars() if name not in OTHERS])
def test_the_stationary_equilibrium_found_by_sgamesolver_has_our_values_in_every_state(name: str) -> None:
    game = wars()[name]
    assert KEPT[name]["states"] == len(states(game)) + len(ENDS)
    assert distance(game, KEPT[name]) < AGREEMENT


@pytest.mark.parametrize("name", OTHERS)
def test_where_sgamesolver_finds_other_values_both_are_stationary_equilibria(name: str) -> None:
    """A stationary game may have many; going backwards from a last month picks one of them."""
    game = wars()[name]
    theirs = np.array(KEPT[name]["values"])
    ours = theirs.copy()
    ours[: -len(ENDS)] = our_values(game) / (1 - game.beta)
    assert distance(game, KEPT[name]) > 0.1
    assert gain_anywhere(game, ours) < AGREEMENT
    assert gain_anywhere(game, theirs) < AGREEMENT


def test_a_wrong_conversion_would_be_seen() -> None:
    """With the odds of moving first the other way round the values differ by far more than the tolerance."""
    name, game = next(iter(wars().items()))
    from dataclasses import replace

    assert distance(replace(game, mover_a=np.full(game.months, 0.3)), KEPT[name]) > 100 * AGREEMENT


def test_in_the_stationary_game_one_side_acts_in_each_state_and_nature_is_sure_to_lead_somewhere() -> None:
    told = stationary(next(iter(wars().values())))
    for ways in told["transitions"]:
        shape = np.array(ways).shape
        assert 1 in shape[:2]
        assert np.array(ways).sum(axis=2) == pytest.approx(np.ones(shape[:2]), abs=1e-12)


@pytest.mark.long
def test_sgamesolver_asked_again_answers_as_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its environment could be built (see outside.py and stationary/README.md)."""
    if SGAMESOLVER.python is None:
        pytest.skip(SGAMESOLVER.missing)
    monkeypatch.setattr("sys.argv", ["games.py", str(tmp_path)])
    main()
    done = subprocess.run(
        [SGAMESOLVER.python, str(HERE / "ask.py"), str(tmp_path)], capture_output=True, text=True, check=True
    )
    answers = json.loads(done.stdout)["games"]
    for name, game in wars().items():
        theirs = np.array(answers[name]["values"])
        assert gain_anywhere(game, theirs) < AGREEMENT
        assert np.abs(theirs - np.array(KEPT[name]["values"])).max() * (1 - game.beta).max() < AGREEMENT
