"""What screening has weighed once, a resumed run takes from its folder, unless it is damaged or of other numbers."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

import offramp
from offramp import study
from offramp.ensemble import candidates
from offramp.ensemble.candidates import MARK, mark
from offramp.ensemble.screening import PILOT
from offramp.ensemble.store import CANDIDATES
from offramp.scenario import Scenario, World, load

FEATURES = Path(__file__).parents[1] / "scenario" / "data" / "every-feature.yaml"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(FEATURES)


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Worlds that are weighed from now on."""
    found: list[int] = []
    weigh = candidates.record_in

    def counted(scenario: Scenario, world: World) -> object:
        found.append(world.index)
        return weigh(scenario, world)

    monkeypatch.setattr(candidates, "record_in", counted)
    return found


@pytest.fixture
def run(scenario: Scenario, tmp_path: Path) -> Path:
    return offramp.run(
        scenario, worlds=8, policies=[scenario.baseline], out=tmp_path / "run", check_horizon=False
    ).folder.path


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(bytes(content))


def of_other_numbers(path: Path) -> None:
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({MARK: "another"}), path)


def missing(path: Path) -> None:
    path.unlink()


def test_a_resumed_run_weighs_nothing_twice(run: Path, weighed: list[int]) -> None:
    before = (run / CANDIDATES).read_bytes()
    study.resume(run, check_horizon=False)
    assert not weighed
    assert (run / CANDIDATES).read_bytes() == before


@pytest.mark.parametrize("spoil", [damaged, of_other_numbers, missing])
def test_what_cannot_be_relied_on_is_weighed_again(run: Path, weighed: list[int], spoil) -> None:
    before = (run / CANDIDATES).read_bytes()
    spoil(run / CANDIDATES)
    study.resume(run, check_horizon=False)
    assert sorted(weighed) == list(range(PILOT))
    assert (run / CANDIDATES).read_bytes() == before


def test_the_mark_tells_seeds_scenarios_and_adopted_claims_apart(scenario: Scenario) -> None:
    adopted = {"mover": scenario.model_copy(deep=True).mover}
    other = scenario.model_copy(update={"horizon": scenario.horizon + 1})
    marks = {mark(scenario, 1), mark(scenario, 2), mark(scenario, 1, adopted), mark(other, 1)}
    assert len(marks) == 4
    assert mark(scenario, 1) == mark(load(FEATURES), 1)
