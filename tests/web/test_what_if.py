"""What if: an answer is the world's own course, a finished run of the war says what comes first and how wide the spread is."""

from __future__ import annotations

import asyncio
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from offramp import study
from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.solve_world import solve_world
from offramp.findings.outcomes import OUTCOMES
from offramp.web import run_of_war
from offramp.web.desk import Desk
from offramp.web.jobs.queue import Queue
from offramp.web.knobs import FIRST, knobs, leading
from offramp.web.places import Places
from offramp.web.solver import process, spread, whatif
from offramp.web.solver.loaded import middle_world, scenario_at
from offramp.web.solver.process import Line, OvertakenError, Solvers

WAR = Path(__file__).parents[1] / "scenario" / "data" / "every-feature.yaml"
KEY, WORLDS = "~every-feature", 64
THETA = {"battlefield.theta": 0.4}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk without a server: one own war."""
    folder = tmp_path_factory.mktemp("desk")
    places = Places(folder / "runs", folder / "scenarios")
    (folder / "scenarios").mkdir(exist_ok=True)
    shutil.copy(WAR, folder / "scenarios" / WAR.name)
    return Desk(places, Queue(places), Solvers())


@pytest.fixture(scope="module")
def run(desk):
    """A finished run of that war."""
    folder = desk.places.new_run("every-feature", "x")
    study.run(desk.scenario(KEY), worlds=WORLDS, out=folder, check_horizon=False)
    (folder / "report.html").touch()  # what it says does not matter here, only that the run is finished
    known = run_of_war.latest(desk, desk.scenario(KEY), KEY)
    assert known is not None
    return known


def test_an_answer_is_the_course_of_the_world_with_the_number_pinned() -> None:
    scenario = scenario_at(str(WAR), 0.0)
    policy, base = list(scenario.policies)[-1], scenario.baseline
    told = whatif.answer(str(WAR), 0.0, [], THETA, policy, base)
    solved = solve_world(scenario, middle_world(scenario, [], THETA), [policy, base])
    peace = solved.policies[policy].peace.sum(0)
    row = told["course"][OUTCOMES.index("peace")]
    assert row[3] == f"{peace[-1]:.0%}"
    assert row[4] == f"{solved.policies[base].peace.sum(0)[-1]:.0%}"
    assert told["values"]["battlefield.theta"] == 0.4


def test_without_a_run_the_numbers_come_as_the_file_has_them(desk) -> None:
    scenario = desk.scenario(KEY)
    alone = Desk(Places(desk.places.runs / "none", desk.places.scenarios), desk.queue, desk.solvers)
    first, why = leading(alone, scenario, KEY)
    assert first == list(knobs(scenario))[:FIRST]
    assert "war's file" in why


def test_a_run_of_the_war_says_which_numbers_come_first(desk, run) -> None:
    first, why = leading(desk, desk.scenario(KEY), KEY)
    order = [path for path, _ in run_of_war.deciders(run, desk.scenario(KEY).baseline)]
    assert first == [path for path in order if path in knobs(desk.scenario(KEY))][:FIRST]
    assert run.folder.name in why


def test_a_number_that_alone_decides_comes_first(desk, run, monkeypatch) -> None:
    """The same worlds with an outcome made of one drawn number."""
    cases, effective = run_of_war._cases(run, desk.scenario(KEY).baseline)
    name = next(name for name in cases.names if len(np.unique(cases.column(name))) == WORLDS)
    made = run_of_war.Cases(
        cases.names, cases.values, cases.levels, cases.column(name), cases.weight, interest=cases.interest
    )
    monkeypatch.setattr(run_of_war, "_cases", lambda *_: (made, effective))
    run_of_war._deciders.cache_clear()
    assert run_of_war.deciders(run, "sustain")[0] == (name, True)
    run_of_war._deciders.cache_clear()


def test_the_spread_before_a_change_is_that_of_the_runs_worlds(desk, run) -> None:
    folder, policy = run_of_war.RunFolder.reopen(run.folder), desk.scenario(KEY).baseline
    found = run_of_war.spread_of(run, policy)
    weights = weigh_worlds(folder.worlds()["log_weight"].values)
    assert found["effective"] == pytest.approx(weights.effective)
    assert found["band"].shape[:2] == (6, 3)
    peace = folder.variable("peace").sel(policy=policy).isel(month=-1).sum("package").values
    low, high = found["band"][2, 0, -1], found["band"][2, 2, -1]
    # quantiles of 64 weighed worlds: a step may fall either side of a tenth
    assert weights.of[peace < low].sum() <= 0.1
    assert weights.of[peace > high].sum() <= 0.1


def test_a_file_that_has_changed_since_is_not_the_run_s_war(desk, run) -> None:
    changed = desk.places.war(KEY).with_name("other.yaml")
    text = desk.places.war(KEY).read_text(encoding="utf-8").replace("horizon: 24", "horizon: 23")
    changed.write_text(text, encoding="utf-8")
    other = desk.scenario("~other")
    assert other.hash != desk.scenario(KEY).hash
    assert run_of_war.latest(desk, other, "~other") is None
    assert run_of_war.latest(desk, other, KEY) is None


def test_pinned_sets_come_from_the_runs_worlds_by_their_weights(desk, run) -> None:
    path = str(desk.places.war(KEY))
    known = spread.sets(path, 0.0, str(run.folder))
    folder = run_of_war.RunFolder.reopen(run.folder)
    worlds = folder.worlds()
    weight = dict(zip(worlds["world"].values.tolist(), weigh_worlds(worlds["log_weight"].values).of, strict=True))
    assert sum(one.times for one in known.chosen) == spread.WORLDS
    for one in known.chosen:  # systematic resampling: the expected count, rounded down or up
        assert abs(one.times - spread.WORLDS * weight[one.world.index]) < 1
        drawn = folder.design().sel(world=one.world.index)
        assert one.world.draws["battlefield.theta"] == pytest.approx(float(drawn["battlefield.theta"]))
    pinned = spread.part(path, 0.0, str(run.folder), [], THETA, desk.scenario(KEY).baseline, 0, 4)
    told = spread.band(pinned)
    assert told["sets"] == spread.WORLDS
    assert 0 < told["effective"] <= 4


def test_nothing_pinned_leaves_the_weights_as_they_are(desk, run) -> None:
    """A pin at the value that was drawn changes nothing: each set keeps its log-weight."""
    path = str(desk.places.war(KEY))
    one = spread.sets(path, 0.0, str(run.folder)).chosen[0]
    pins = {"battlefield.theta": one.world.draws["battlefield.theta"]}
    found = spread.part(path, 0.0, str(run.folder), [], pins, desk.scenario(KEY).baseline, 0, 1)[0]
    assert found is not None
    assert found[0] == pytest.approx(np.log(one.times), abs=1e-9)  # two solves of one game: rounding only


class _Gate:
    """A process whose answer is given once it is told that it was overtaken."""

    def __init__(self) -> None:
        self.overtaken, self.begun = threading.Event(), threading.Event()

    def call(self, name: str) -> str:
        if name == "first":
            self.begun.set()
            assert self.overtaken.wait(30)
            raise OvertakenError
        return name


def test_a_newer_question_of_the_same_tab_ends_the_one_being_answered() -> None:
    async def ask_twice() -> list[object]:
        line = Line()
        gate = line.process = _Gate()  # pyright: ignore[reportAttributeAccessIssue]
        first = asyncio.ensure_future(line.ask("tab", "first"))
        await asyncio.to_thread(gate.begun.wait)
        return await asyncio.gather(first, line.ask("tab", "second"), return_exceptions=True)

    with ThreadPoolExecutor(1) as apart:  # the browser of other tests keeps a loop in this thread
        first, second = apart.submit(asyncio.run, ask_twice()).result()
    assert isinstance(first, OvertakenError)
    assert second == "second"


def test_an_overtaken_answer_is_given_up_before_its_next_game(monkeypatch) -> None:
    overtaken = threading.Event()
    overtaken.set()
    monkeypatch.setattr(process, "_overtaken", overtaken)
    with pytest.raises(OvertakenError):
        whatif.answer(str(WAR), 0.0, [], THETA, "sustain", "sustain")
