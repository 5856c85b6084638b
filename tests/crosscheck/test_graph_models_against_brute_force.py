"""The graph model library against the solver that goes by the definitions, on random models."""

from __future__ import annotations

import numpy as np
import pytest
from brute_graph_model import Brute, from_options
from random_graph_models import random_model

from offramp.graphmodel import CONCEPTS, GraphModel, solve
from offramp.graphmodel.coalitions import analyse, every_coalition
from offramp.graphmodel.evolution import evolve

NORMAL, LONG = 200, 5_000


def brute_of(model: GraphModel) -> Brute:
    moves = (
        from_options(model.data)
        if model.data
        else [[set(model.moves.from_state(i, s)) for s in range(model.states.count)] for i in range(len(model.makers))]
    )
    return Brute(moves, model.rank.tolist())


def check(seed: int) -> None:
    model = random_model(seed)
    brute = brute_of(model)
    count, makers = model.states.count, len(model.makers)
    assert len(brute.moves[0]) == count
    for i in range(makers):
        assert [set(model.moves.from_state(i, s)) for s in range(count)] == brute.moves[i]
    found = solve(model).stable
    for i in range(makers):
        for s in range(count):
            assert dict(zip(CONCEPTS, found[:, i, s].tolist(), strict=True)) == brute.stable(i, s), (seed, i, s)
    for coalition in analyse(model, every_coalition(makers, least=1)):
        for s in range(count):
            assert set(coalition.improvements.get(s, [])) == brute.coalition_improvements(coalition.members, s)
            by_concept = dict(zip(CONCEPTS, coalition.stable[:, s].tolist(), strict=True))
            assert by_concept == brute.coalition_stable(coalition.members, s), (seed, coalition.members, s)
    origin = seed % count
    for improving, steps in ((False, brute.move), (True, brute.improve)):
        found_steps = evolve(model, improving=improving, origin=origin)
        expected = brute.distances(origin, steps)
        assert {s: int(n) for s, n in enumerate(found_steps.steps) if n >= 0} == expected, (seed, improving)
        for s, length in expected.items():
            path = found_steps.path(s)
            assert path is not None
            assert len(path) == length
            at, last = origin, None
            for mover, state in path:
                assert mover != last
                assert state in steps(mover, at)
                at, last = state, mover
            assert at == s


@pytest.mark.parametrize("block", range(4))
def test_random_models_agree_with_the_definitions(block: int) -> None:
    for seed in range(block, NORMAL, 4):
        check(seed)


@pytest.mark.long
@pytest.mark.parametrize("block", range(8))
def test_thousands_of_random_models_agree_with_the_definitions(block: int) -> None:
    for seed in range(NORMAL + block, NORMAL + LONG, 8):
        check(seed)


def test_the_random_models_cover_what_they_should() -> None:
    models = [random_model(seed) for seed in range(NORMAL)]
    assert {len(model.makers) for model in models} == {2, 3, 4, 5}
    assert sum(model.states.coalesced for model in models) > 20
    assert sum(not model.data for model in models) > 50
    differ = [
        np.any(found[1] != found[3]) and np.any(found[3] != found[4])
        for model in models
        if (found := solve(model).stable) is not None
    ]
    assert sum(differ) > 10
