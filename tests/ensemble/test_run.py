"""Many worlds: the same bytes whatever the number of threads, and nothing lost when worlds fail or a run is stopped."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

import offramp
from offramp.ensemble.plays import actual_world, plays
from offramp.ensemble.run import CHUNK, TURN, Progress, threads
from offramp.ensemble.solve_world import solve_world
from offramp.ensemble.store import RunFolder
from offramp.errors import RunFolderError, UnknownNameError
from offramp.scenario import Scenario, central_world, draw_worlds, load, loads

DATA = Path(__file__).parents[1] / "scenario" / "data"
SHORTEST = (DATA / "shortest.yaml").read_text()


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(DATA / "every-feature.yaml")


def run(scenario: Scenario, out: Path, worlds: int = CHUNK, jobs: int = 2, **more) -> offramp.Study:
    return offramp.run(scenario, worlds=worlds, jobs=jobs, out=out, check_horizon=False, **more)


def test_any_number_of_threads_and_worlds_gives_the_same_bytes(scenario: Scenario, tmp_path: Path) -> None:
    run(scenario, tmp_path / "one", jobs=1)
    run(scenario, tmp_path / "two", worlds=CHUNK + 4, jobs=2)
    chunk = Path("chunks") / "00000.parquet"
    assert (tmp_path / "one" / chunk).read_bytes() == (tmp_path / "two" / chunk).read_bytes()


def test_threads_take_turns_sooner_only_as_long_as_worlds_are_solved() -> None:
    before = sys.getswitchinterval()
    with pytest.raises(KeyboardInterrupt), threads(2) as solver:
        during = sys.getswitchinterval()
        assert solver.jobs == 2
        raise KeyboardInterrupt
    assert during == pytest.approx(TURN)
    assert sys.getswitchinterval() == before


def test_the_chances_of_a_month_sum_to_one_in_every_world(scenario: Scenario, tmp_path: Path) -> None:
    data = run(scenario, tmp_path / "run").dataset
    total = data["chance"].sum("state") + data["peace"].sum("package")
    np.testing.assert_allclose(total.values, 1.0, atol=1e-9)  # exact up to the rounding of sums


def test_the_first_settlement_is_signed_at_most_once(scenario: Scenario, tmp_path: Path) -> None:
    data = run(scenario, tmp_path / "run").dataset
    first, any_deal = data["first_signed"].sum(("step", "package")), data["signed"].sum(("step", "package"))
    assert float(first.max()) <= 1 + 1e-9
    assert bool((first <= any_deal + 1e-9).all())


def test_a_stopped_run_leaves_a_folder_that_can_be_read(scenario: Scenario, tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.done > CHUNK:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(scenario, tmp_path / "run", worlds=2 * CHUNK, progress=stop)
    folder = RunFolder(tmp_path / "run")
    assert folder.about["status"] == "interrupted"
    assert folder.about["done"] == CHUNK
    assert folder.variable("chance").sizes["world"] == CHUNK


def test_a_world_that_cannot_be_played_is_kept_and_flagged(tmp_path: Path) -> None:
    too_fast = SHORTEST.replace("mobility: {uniform: [0.02, 0.1]}", "mobility: {uniform: [0.1, 3]}")
    study = run(loads(too_fast), tmp_path / "run")
    assert 0 < len(study.findings.failed) < study.findings.worlds
    assert "battlefield.mobility" in next(iter(study.findings.failed.values()))
    assert all(study.findings.weights.of[world] == 0 for world in study.findings.failed)
    assert np.isfinite(study.findings.outcomes["sustain"].chance["peace"].mean).all()


def test_a_world_whose_numbers_are_none_is_kept_and_flagged() -> None:
    """So small a unit of aid passes for a number above 0, and what is divided by it is infinite."""
    text = SHORTEST + "aid: {a: {ally: {discrete: {0: 0.5, 2: 0.5}}}, b: {}}\naid_scale: {a: 1.0e-320, b: 1}\n"
    scenario = loads(text)
    found = [solve_world(scenario, world, ["sustain"]) for world in draw_worlds(scenario, 8, seed=1)]
    without = [result for result in found if result.failure]
    assert 0 < len(without) < len(found)
    assert without[0].failure.startswith("aid: not a finite number")
    assert all(np.isfinite(result.policies["sustain"].value).all() for result in found if not result.failure)


def test_a_result_that_is_no_number_flags_its_world() -> None:
    """The game is sound; what it costs a party is beyond what a number can hold."""
    counted = "{label: cost, unit: EUR, scale: 1.0e-300, drivers: [{of: war, value: 900000000000}]}"
    scenario = loads(
        f"{SHORTEST}measures: {{cost: {counted}}}\nparties: {{north: {{label: North, weights: {{cost: 1}}}}}}\n"
    )
    found = solve_world(scenario, draw_worlds(scenario, 1, seed=1)[0], ["sustain"])
    assert "value came out as no finite number" in found.failure
    assert found.policies == {}


def test_a_folder_that_holds_a_run_is_never_written_over(scenario: Scenario, tmp_path: Path) -> None:
    run(scenario, tmp_path / "run")
    with pytest.raises(RunFolderError, match="already holds a run"):
        run(scenario, tmp_path / "run")


def test_an_unknown_policy_names_the_nearest(scenario: Scenario, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="'sustain'"):
        run(scenario, tmp_path / "run", policies=["sustian"])


def test_a_surprise_is_played_only_from_its_month_and_a_foreseen_event_from_the_start(scenario: Scenario) -> None:
    seen = {
        tuple(month for month, _ in plays(scenario, world, "sustain")) for world in draw_worlds(scenario, 40, seed=2)
    }
    months = {event.month for event in scenario.events.values()}
    assert (0,) in seen
    assert any(len(played) == 2 and played[1] in months for played in seen)


def test_what_really_happens_includes_what_nobody_saw_coming(scenario: Scenario) -> None:
    name, event = next(iter(scenario.events.items()))
    path = event.changes[0].path
    month = np.array([event.month + event.changes[0].from_ + event.changes[0].over + 1])
    worlds = draw_worlds(scenario, 40, seed=2)
    happened = next(w for w in worlds if w.yes(f"events.{name}.happens"))
    assert actual_world(scenario, happened, "sustain").series(path, month) != happened.series(path, month)


def test_packages_that_never_come_on_offer_are_left_out_without_changing_the_war(scenario: Scenario) -> None:
    names = [*scenario.policies, *scenario.switches]
    for world in draw_worlds(scenario, 4, seed=5):
        whole, lean = solve_world(scenario, world, names), solve_world(scenario, world, names, lean=True)
        assert lean.log_likelihood == whole.log_likelihood
        for name in names:
            for what in ("chance", "peace", "front", "value", "signed", "broken"):
                np.testing.assert_array_equal(getattr(lean.policies[name], what), getattr(whole.policies[name], what))


def test_one_world_is_solved_in_depth(scenario: Scenario) -> None:
    solution = offramp.solve(scenario, "sustain")
    assert solution.world.index == central_world(scenario).index
    assert solution.equilibrium.war.shape[1] == scenario.horizon + scenario.run_out + 1
    assert solution.course.fighting[0] == pytest.approx(1.0)
