"""Worlds: the same draws whatever else is drawn, dated changes in layers, references, yes and no."""

import pickle
import time

import numpy as np
import pytest

from offramp.errors import UnknownNameError
from offramp.scenario import Change, Scenario, World, central_world, draw_worlds, load, loads
from offramp.scenario.drawing import uniform_at, uniforms
from offramp.scenario.numbers import Dated, Fixed, Uncertain, Use
from offramp.scenario.quantities import Uniform
from scenario.places import EVERY, SHORTEST

MONTHS = np.arange(-6, 24)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(EVERY)


@pytest.fixture(scope="module")
def centre(scenario: Scenario) -> World:
    return central_world(scenario)


def at(world: World, path: str, *months: int) -> list[float]:
    return [round(float(x), 6) for x in world.series(path, list(months))]


def test_world_k_is_the_same_however_many_are_drawn(scenario: Scenario) -> None:
    few, many = draw_worlds(scenario, 5, seed=3), draw_worlds(scenario, 200, seed=3)
    assert [world.draws for world in few] == [world.draws for world in many[:5]]
    assert few[0].draws != draw_worlds(scenario, 1, seed=4)[0].draws


def test_a_further_quantity_shifts_no_other() -> None:
    text = SHORTEST.read_text(encoding="utf-8")
    before = draw_worlds(loads(text), 50, seed=1)
    after = draw_worlds(loads(text + "quantities: {extra: {uniform: [0, 1]}}\n"), 50, seed=1)
    for one, two in zip(before, after, strict=True):
        assert two.draws.items() > one.draws.items()


def test_a_reading_keeps_the_draw_and_changes_the_distribution(scenario: Scenario) -> None:
    plain = draw_worlds(scenario, 100, seed=2)
    claimed = draw_worlds(scenario, 100, seed=2, adopt={"channel.a": Uncertain(Uniform(0.5, 0.9)), "mover": Fixed(0.3)})
    for one, two in zip(plain, claimed, strict=True):
        assert two.value("channel.a") == pytest.approx(one.value("channel.a") + 0.3)  # [.2, .6] -> [.5, .9]
        assert (one.value("mover"), two.value("mover")) == (0.5, 0.3)
        assert one.draws["battlefield.theta"] == two.draws["battlefield.theta"]


def test_a_fixed_number_may_be_adopted_as_a_distribution_or_as_dates(scenario: Scenario) -> None:
    claims = {
        "beliefs.delta": Uncertain(Uniform(0, 1)),
        "mover": Dated("steps", {0: Fixed(0.1), 6: Uncertain(Uniform(0, 1))}),
    }
    world = draw_worlds(scenario, 3, seed=2, adopt=claims)[2]
    assert world.value("beliefs.delta") == uniforms(2, "beliefs.delta", 3)[2]
    assert at(world, "mover", 0, 6) == [0.1, round(uniforms(2, "mover.steps.6", 3)[2], 6)]


def test_raising_a_probability_turns_only_no_into_yes(scenario: Scenario) -> None:
    path = "red_lines.recognition.real"
    plain = draw_worlds(scenario, 400, seed=5)
    surer = draw_worlds(scenario, 400, seed=5, adopt={path: Fixed(0.7)})
    pairs = [(one.yes(path), two.yes(path)) for one, two in zip(plain, surer, strict=True)]
    assert (True, False) not in pairs
    assert np.mean([yes for yes, _ in pairs]) == pytest.approx(0.4, abs=0.08)
    assert np.mean([yes for _, yes in pairs]) == pytest.approx(0.7, abs=0.08)


def test_one_draw_on_demand_is_the_one_of_the_list() -> None:
    every = uniforms(11, "battlefield.theta", 50)
    assert [uniform_at(11, "battlefield.theta", k) for k in range(50)] == every.tolist()


def test_draws_of_different_paths_are_uniform_and_independent() -> None:
    x, y = uniforms(0, "one", 20_000), uniforms(0, "two", 20_000)
    # four standard errors of a mean (.29/sqrt n) and of a correlation (1/sqrt n)
    assert abs(x.mean() - 0.5) < 4 * 0.29 / np.sqrt(20_000)
    assert abs(np.corrcoef(x, y)[0, 1]) < 4 / np.sqrt(20_000)


def test_steps_and_lines_hold_their_ends(centre: World) -> None:
    assert at(centre, "preferences.a.politics", -20, -6, -1, 0, 99) == [0.05, 0.05, 0.05, 0.02, 0.02]
    assert at(centre, "battlefield.mobility", -5, 0, 6, 12, 99) == [0.1, 0.1, 0.1125, 0.125, 0.125]


def test_references_share_the_draw(scenario: Scenario, centre: World) -> None:
    for world in draw_worlds(scenario, 20, seed=1):
        aid = world.draws["quantities.us-aid"]
        assert world.value("quantities.twice") == 2 * aid
        assert at(world, "aid.b.Europe", 5, 6) == [1, round(2 * aid, 6)]
        winter = world.draws["quantities.winter.lines.6"]
        assert world.value("aid.b.United States", 6) == pytest.approx(aid * winter)
    assert centre.value("channel.b") == centre.value("quantities.resolve")


def test_a_package_follows_the_common_commitment_until_it_has_numbers_of_its_own(centre: World) -> None:
    assert centre.value("packages.ceasefire.penalty.a") == centre.value("commitment.penalty.a")
    assert centre.value("packages.treaty.penalty.a") == 1
    more = centre.changed([Change(path="commitment.penalty.a", to=Fixed(9))])
    assert (more.value("packages.ceasefire.penalty.a"), more.value("packages.treaty.penalty.a")) == (9, 1)


def test_a_number_for_both_sides_is_one_draw_and_can_be_changed_for_one(centre: World) -> None:
    a, b = "packages.treaty.guarantee.a", "packages.treaty.guarantee.b"
    assert centre.value(a) == centre.value(b) == centre.value("packages.treaty.guarantee")
    one = centre.changed([Change(path=a, to=Fixed(0.0))])
    assert (one.value(a), one.value(b)) == (0, centre.value(b))
    both = centre.changed([Change(path="packages.treaty.guarantee", to=Fixed(0.1))])
    assert (both.value(a), both.value(b)) == (0.1, 0.1)


def test_changes_begin_in_their_month_and_run_over_their_months(centre: World) -> None:
    at_once = Change.model_validate({"path": "mover", "to": 0.9, "from": 4})
    slowly = Change.model_validate({"path": "mover", "times": 0.0, "from": 2, "over": 4})
    assert at(centre.changed([at_once]), "mover", 0, 3, 4, 50) == [0.5, 0.5, 0.9, 0.9]
    assert at(centre.changed([at_once], start=10), "mover", 13, 14) == [0.5, 0.9]
    assert at(centre.changed([slowly]), "mover", 2, 3, 4, 6, 50) == [0.5, 0.375, 0.25, 0, 0]
    assert at(centre, "mover", 50) == [0.5]


def test_layers_compose_in_order(centre: World) -> None:
    double = Change.model_validate({"path": "mover", "times": 2.0, "from": 1})
    set_to = Change.model_validate({"path": "mover", "to": 0.2, "from": 2})
    assert at(centre.changed([double]).changed([set_to]), "mover", 0, 1, 2) == [0.5, 1, 0.2]
    assert at(centre.changed([set_to]).changed([double]), "mover", 0, 1, 2) == [0.5, 1, 0.4]


def test_a_change_of_a_shared_number_reaches_all_that_use_it(scenario: Scenario, centre: World) -> None:
    event = scenario.events["election"]
    after = centre.changed(event.changes, start=event.month)
    assert after.value("aid.b.United States", 12) == pytest.approx(0.25 * centre.value("aid.b.United States", 12))
    assert after.value("aid.b.Europe", 7) == pytest.approx(0.25 * centre.value("aid.b.Europe", 7))
    assert at(after, "aid.b.Europe", 6) == at(centre, "aid.b.Europe", 6)


def test_uncertain_and_dated_numbers_inside_changes(scenario: Scenario) -> None:
    changes = scenario.policies["wind-down"].changes
    for world in draw_worlds(scenario, 5, seed=1):
        changed = world.changed(changes, start=2)
        factor = world.draws["policies.wind-down.changes.europe.times"]
        assert at(changed, "aid.b.Europe", 4, 5) == [1, round(factor, 6)]
        assert at(changed, "channel.b", 2, 8, 14) == [0.1, 0.45, 0.8]  # dates of a policy count from its start


def test_points_that_are_changed_over_time_still_draw_straight_lines(centre: World) -> None:
    number = Dated("lines", {0: Fixed(0), 10: Use("mover")})
    world = centre.changed([Change.model_validate({"path": "mover", "to": 1.0, "from": 6})])
    assert world.number(number, "new", [0, 5, 6, 10, 20]).tolist() == [0, 0.25, 0.6, 1, 1]


def test_a_number_that_is_not_in_the_file_is_drawn_by_its_path(scenario: Scenario, centre: World) -> None:
    world = draw_worlds(scenario, 4, seed=9)[3]
    number = Uncertain(Uniform(0, 1))
    assert world.number(number, "channel.a", [0])[0] == uniforms(9, "channel.a", 4)[3]
    assert centre.number(number, "anything", [0, 1]).tolist() == [0.5, 0.5]


def test_yes_follows_a_changed_probability(scenario: Scenario) -> None:
    path = "red_lines.membership.real"
    for world in [central_world(scenario), *draw_worlds(scenario, 10, seed=1)]:
        assert world.changed([Change(path=path, to=Fixed(0))]).yes(path) is False
        assert world.changed([Change(path=path, to=Fixed(1))]).yes(path) is True
        assert world.yes(path) == (world.draws[path + ".drawn"] == 1.0)


def test_the_central_world_is_the_medians(scenario: Scenario, centre: World) -> None:
    assert centre.index == -1
    for info in scenario.quantities():
        assert info.distribution is not None
        assert centre.draws[info.path] == pytest.approx(info.distribution.centre())


def test_an_unknown_path_names_the_nearest(centre: World) -> None:
    with pytest.raises(UnknownNameError, match=r"battlefield\.theta"):
        centre.value("battlefield.teta")


def test_worlds_survive_pickling(scenario: Scenario) -> None:
    world = draw_worlds(scenario, 3, seed=1)[2]
    again = pickle.loads(pickle.dumps(world))
    assert again.draws == world.draws
    np.testing.assert_array_equal(again.series("aid.b.Europe", MONTHS), world.series("aid.b.Europe", MONTHS))


def test_a_thousand_worlds_of_150_quantities_are_drawn_in_two_seconds_of_cpu() -> None:
    extra = "quantities:\n" + "".join(f"  q{i}: {{pert: [0, {i}, 300]}}\n" for i in range(1, 151))
    scenario = loads(SHORTEST.read_text(encoding="utf-8") + extra)
    before = time.process_time()
    draw_worlds(scenario, 1000, seed=1)
    assert time.process_time() - before < 2
