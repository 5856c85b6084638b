"""Scores of constructed cases whose answers are known by hand."""

import json
import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from offramp.calibration.baselines import base_rates, baselines, constant_hazard
from offramp.calibration.scoring import Score, score, scoreable
from offramp.calibration.weights import weigh_worlds
from offramp.cli.main import app
from offramp.ensemble.store import STATES
from offramp.scenario import Scenario, load
from offramp.scenario.argued import WhatHappened

MONTHS, POLICY = 4, "hold-out"


@dataclass
class MadeUp:
    """A run folder of two worlds, the first weighed three times as much: deals by month are given, the rest is fighting."""

    deals: Any
    first: Any
    log_weight: Any = field(default_factory=lambda: np.log([0.75, 0.25]))

    def worlds(self) -> xr.Dataset:
        return xr.Dataset({"log_weight": ("world", self.log_weight)})

    def variable(self, name: str) -> xr.DataArray:
        deals = np.asarray(self.deals, dtype=float)  # world, package, month
        chance = np.zeros((2, len(STATES), MONTHS + 1))
        chance[:, 0] = 1 - deals.sum(1)
        front = np.zeros((2, MONTHS + 1, 3))
        front[:, :, 1] = chance[:, 0]
        arrays = {
            "peace": (("world", "policy", "package", "month"), deals[:, None]),
            "chance": (("world", "policy", "state", "month"), chance[:, None]),
            "front": (("world", "policy", "month", "cell"), front[:, None]),
            "first_signed": (("world", "policy", "step", "package"), np.asarray(self.first, dtype=float)[:, None]),
        }
        dims, values = arrays[name]
        labels = {
            "policy": [POLICY],
            "package": ["armistice-choice", "other"],
            "state": list(STATES),
            "cell": [-1.0, 0.0, 1.0],
        }
        return xr.DataArray(values, dims=dims, coords={d: labels[d] for d in dims if d in labels})


def made_up() -> MadeUp:
    deals = np.zeros((2, 2, MONTHS + 1))
    deals[0, 0, 3:], deals[0, 1, 3:] = 0.4, 0.2
    deals[1, 0, 3:] = 0.8
    first = np.zeros((2, MONTHS, 2))
    first[0, 2, 0], first[1, 2, 0] = 0.1, 0.5
    return MadeUp(deals, first)


def korea(**happened: Any) -> Scenario:
    told = WhatHappened(as_of="1951-10", text="made up", **happened)
    return load("korea-1951").model_copy(update={"what_happened": told, "horizon": MONTHS})


def scored(folder: MadeUp, **happened: Any) -> Score:
    return score(korea(**happened), folder, POLICY)  # type: ignore[arg-type]


def test_a_deal_is_scored_by_state_package_and_month() -> None:
    found = scored(made_up(), outcome="deal:armistice-choice", month=2, front=0.0)
    assert found.state.mean == pytest.approx(0.75 * 0.6 + 0.25 * 0.8)
    assert found.package is not None
    assert found.package.mean == pytest.approx(0.75 * 0.4 + 0.25 * 0.8)
    assert found.in_month is not None
    assert found.in_month.mean == pytest.approx(0.75 * 0.1 + 0.25 * 0.5)
    assert found.state.log == pytest.approx(math.log(0.65))
    assert (found.state.low, found.state.high) == pytest.approx((0.6, 0.8))
    assert found.effective == pytest.approx(1.6)
    assert found.expected_front == (0.0, 0.0, 0.0)


def test_a_war_that_goes_on_ends_in_no_month() -> None:
    found = scored(made_up(), outcome="war-goes-on", month=2)
    assert found.state.mean == pytest.approx(0.35)
    assert found.package is None
    assert found.in_month is None


def test_a_month_before_the_deals_gives_them_nothing() -> None:
    found = scored(made_up(), outcome="deal", month=1)
    assert found.state.mean == 0
    assert found.state.log == -math.inf


def test_worlds_without_weight_do_not_count() -> None:
    folder = made_up()
    folder.log_weight = np.array([0.0, -np.inf])
    assert scored(folder, outcome="deal", month=2).state.mean == pytest.approx(0.6)
    assert weigh_worlds(folder.log_weight).usable == 1


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        ({"outcome": "deal", "month": 9}, "outside its horizon"),
        ({"outcome": "broken", "month": 1}, "no state"),
        ({"outcome": None, "month": 1}, "no what_happened"),
    ],
)
def test_what_cannot_be_scored_says_why(happened: dict[str, Any], why: str) -> None:
    assert why in scoreable(WhatHappened(as_of="x", text="y", **happened), MONTHS)


def test_a_constant_hazard_gives_back_the_hazard_it_was_made_from() -> None:
    made = {month: 0.9**month for month in (12, 24, 36)}
    assert constant_hazard(made) == pytest.approx(0.1)


def test_the_baselines_of_one_month_add_up() -> None:
    """In a war, the chances of all ends and of going on are 1; the first month's ending is the state after it."""
    for place in (0, 1, 2):
        kinds = ("deal", "a-prevails", "b-prevails", "frozen", "war-goes-on")
        assert sum(baselines(kind, 7, begins="fighting")[place].state for kind in kinds) == pytest.approx(1)
    first = baselines("deal", 1, begins="fighting")[1]
    assert first.state == pytest.approx(first.in_month)
    assert first.state == pytest.approx(0.008 * base_rates()["endings"]["shares"]["deal"])


def test_half_of_the_wars_that_grow_out_of_crises_have_begun_by_the_median() -> None:
    crisis = baselines("fighting", 1, begins="frozen")[0]
    assert 0 < crisis.state < base_rates()["crises"]["full_war"] / 2
    assert baselines("fighting", 200, begins="frozen")[0].state == pytest.approx(0.21)


def test_a_war_that_begins_in_peace_has_no_change_where_a_deal_is_in_force() -> None:
    crisis, no_change = baselines("deal", 3, begins="deal")
    assert no_change.state == 1.0
    assert crisis.state + baselines("fighting", 3, begins="deal")[0].state == pytest.approx(1)
    assert baselines("frozen", 3, begins="deal")[1].state == 0.0


def test_fewer_than_fifty_worlds_give_no_percentages() -> None:
    """As `run` has it: the text says that there are too few, and holds no figure and no sum."""
    done = CliRunner().invoke(app, ["score", "winter-war-1940", "--worlds", "4", "--jobs", "1", "--quiet"])
    assert done.exit_code == 0, done.output
    assert "4 effective: fewer than 50, so no figures are given" in done.stdout
    assert "%" not in done.stdout


def test_without_a_number_worlds_are_drawn_until_fifty_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """64 to begin with, and twice as many again and again; what was solved is continued."""
    from offramp.cli import scoring

    asked: list[int] = []

    def stand_in(_scenario: Scenario, _policy: str, worlds: int, _options: Any, _out: Any) -> Score:
        asked.append(worlds)
        found = scored(made_up(), outcome="deal", month=2)
        return replace(found, effective=worlds / 4)

    monkeypatch.setattr(scoring, "_scored", stand_in)
    done = CliRunner().invoke(app, ["score", "winter-war-1940", "--quiet"])
    assert done.exit_code == 0, done.output
    assert asked == [64, 128, 256]
    assert "%" in done.stdout


def test_the_command_scores_a_war_and_says_what_that_is_worth() -> None:
    done = CliRunner().invoke(app, ["score", "winter-war-1940", "--worlds", "4", "--jobs", "1", "--quiet", "--json"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    (entry,) = document["scores"]
    assert (entry["outcome"], entry["month"], entry["worlds"]) == ("deal:peters-border", 1, 4)
    assert 0 <= entry["package"]["mean"] <= entry["state"]["mean"] <= 1
    assert entry["enough_worlds"] is False
    assert "proves nothing" in document["note"]
    assert CliRunner().invoke(app, ["score"]).exit_code == 2
