"""Wars without talks as sgamesolver sees them: the same values in every state (tests/crosscheck/stationary)."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crosscheck.stationary.games import ENDS, main, states, stationary, wars
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


@pytest.mark.parametrize("name", wars())
def test_the_stationary_equilibrium_found_by_sgamesolver_has_our_values_in_every_state(name: str) -> None:
    game = wars()[name]
    assert KEPT[name]["states"] == len(states(game)) + len(ENDS)
    assert distance(game, KEPT[name]) < AGREEMENT


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
    """Where OFFRAMP_SGAMESOLVER names the Python of an environment with sgamesolver (see stationary/README.md)."""
    python = os.environ.get("OFFRAMP_SGAMESOLVER")
    if not python:
        pytest.skip(
            "OFFRAMP_SGAMESOLVER does not name the Python of an environment with sgamesolver and its older NumPy"
        )
    monkeypatch.setattr("sys.argv", ["games.py", str(tmp_path)])
    main()
    done = subprocess.run([python, str(HERE / "ask.py"), str(tmp_path)], capture_output=True, text=True, check=True)
    answers = json.loads(done.stdout)["games"]
    for name, game in wars().items():
        assert distance(game, answers[name]) < AGREEMENT
