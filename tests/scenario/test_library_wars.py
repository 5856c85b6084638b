"""The bundled wars: each is valid and can be played, and says what happened."""

from pathlib import Path

import pytest

from offramp import study
from offramp.errors import ScenarioError
from offramp.scenario import Scenario, library, load
from offramp.scenario.argued import HAPPENED

WARS = ["enlargement-2021", "iran-iraq-1987", "istanbul-2022", "winter-war-1940"]


@pytest.fixture(scope="module", params=library.names())
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return load(request.param)


def test_it_says_what_happened_and_under_which_policy(scenario: Scenario) -> None:
    happened = scenario.what_happened
    assert happened is not None
    assert happened.policy in scenario.policies
    assert str(happened.outcome).split(":")[0] in HAPPENED
    assert happened.month is not None
    assert 0 <= happened.month < scenario.horizon


def test_what_happened_came_after_the_start_and_nothing_else_speaks_of_it(scenario: Scenario) -> None:
    """The source of what happened is used by no number."""
    happened = scenario.what_happened
    assert happened is not None
    assert happened.as_of > scenario.start
    users = {info.path for info in scenario.quantities() if info.rests_on and info.rests_on.source == happened.source}
    assert not users or scenario.sources[str(happened.source)].basis == "recalled"


@pytest.mark.parametrize("name", WARS)
def test_four_more_wars_have_enough_to_choose_from(name: str) -> None:
    war = load(name)
    assert len(war.packages) >= 4
    assert len(war.policies) >= 3
    assert len(war.red_lines) >= 3
    assert len([info for info in war.quantities() if info.is_default]) >= 20
    assert 100 <= len(library.find(name).read_text(encoding="utf-8").splitlines()) <= 270


@pytest.mark.parametrize("name", WARS)
def test_four_worlds_can_be_played_under_every_policy(name: str, tmp_path: Path) -> None:
    war = load(name).model_copy(update={"record": None, "horizon": 12, "run_out": 12})
    found = study.run(war, worlds=4, out=tmp_path / "run", jobs=1, check_horizon=False)
    assert found.findings.failed == {}
    for policy in war.policies:
        chances = found.findings.outcomes[policy].chance
        assert sum(float(chances[name].mean[-1]) for name in chances) == pytest.approx(1.0)


def test_a_policy_of_what_happened_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    text = library.find("winter-war-1940").read_text(encoding="utf-8")
    file = tmp_path / "war.yaml"
    file.write_text(text.replace("  policy: stockholm\n  front", "  policy: stokholm\n  front"), encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        load(file)
    assert "stockholm" in str(raised.value.problems[0])
