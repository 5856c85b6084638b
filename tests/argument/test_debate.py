"""The whole argument on a small war: every part is there, an interruption changes nothing, known answers come out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

import offramp
from offramp.argument import obstacles
from offramp.argument.argue import Argument, Job
from offramp.argument.budget import Budget
from offramp.argument.readings import worlds_under
from offramp.argument.trusting import trusting
from offramp.cli.main import app
from offramp.debate import debate, numbers_of
from offramp.ensemble.plays import later
from offramp.ensemble.run import solve_ensemble
from offramp.ensemble.store import RunFolder
from offramp.errors import ScenarioError
from offramp.findings.standing import standing
from offramp.report import argued_json, machine
from offramp.report.page import render
from offramp.report.tables import show_argument
from offramp.scenario import Scenario, draw_worlds, loads
from offramp.scenario.numbers import Fixed
from offramp.study import Study, about_run

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "tests" / "scenario" / "data" / "every-feature.yaml").read_text(encoding="utf-8")
ADDED = {
    "claims:\n": "claims:\n  a04: {says: Talks are likely., would_make: {channel.a: {uniform: [0.5, 0.6]}}}\n",
    "readings:\n": "readings:\n  blank: {label: Blank, claims: []}\n  hopeful: {label: Hopeful, claims: [a04]}\n",
    "conclusions:\n": "conclusions:\n"
    "  c04: {says: There is always some chance of general war., is: greater, right: 0,\n"
    "        left: {chance_of: general-war, policy: sustain}}\n"
    "  c05: {says: The hazard grows., is: greater, factor: 1.5, left: {chance_of: general-war, policy: sustain},\n"
    "        right: {chance_of: general-war, policy: wind-down}}\n"
    "  c06: {says: Winding down now is better for South than in half a year., is: greater,\n"
    "        left: {value_of: South, policy: wind-down}, right: {value_of: South, policy: wind-down, from: 6}}\n",
}
BUDGET = Budget(reading=8, obstacles=3, later=6, talking_free=4)


def text_with(added: dict[str, str]) -> str:
    text = TEXT
    for place, more in added.items():
        assert text.count(f"\n{place}") == 1
        text = text.replace(f"\n{place}", f"\n{more}")
    return text


@pytest.fixture(scope="module")
def war() -> Scenario:
    return loads(text_with(ADDED))


@pytest.fixture(scope="module")
def study(war: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Study:
    return offramp.run(war, worlds=16, out=tmp_path_factory.mktemp("argued") / "run", check_horizon=False)


@pytest.fixture(scope="module")
def argued(study: Study) -> Argument:
    return debate(study, budget=BUDGET, jobs=2)


def test_a_claim_and_a_conclusion_added_to_the_file_are_computed(argued: Argument) -> None:
    assert list(argued.readings) == ["open", "hopeful", "essay"]
    by_reading = argued.verdicts["c04"]
    assert [by_reading[name].holds for name in argued.readings] == pytest.approx([1.0, 1.0, 1.0])
    assert argued.readings["hopeful"].adopted.moved_by == {"channel.a": ["a04"]}


def test_what_holds_by_construction_holds_in_all_worlds_and_its_opposite_in_none(
    study: Study, argued: Argument
) -> None:
    from offramp.argument.conclusions import verdict

    run = argued.readings["open"]
    opposite = argued.scenario.conclusions["c04"].model_copy(update={"is_": "less"})
    assert argued.verdicts["c04"]["open"].holds == 1.0
    assert verdict(study.scenario, opposite, run.results, run.worlds).holds == 0.0


def test_the_json_of_run_and_argument_keeps_the_published_schema(study: Study, argued: Argument) -> None:
    document = machine.document(study.findings) | argued_json.document(argued)
    again = json.loads(json.dumps(document, allow_nan=False))
    jsonschema.validate(again, json.loads((ROOT / "docs" / "reference" / "run.schema.json").read_text()))
    assert {"conclusions", "obstacles", "timing", "robustness", "put_in", "testing_by_talking"} <= set(again)
    assert {one["kind"] for one in again["headlines"]} == {"chance", "better"}
    assert {one["kind"] for one in again["argument_headlines"]} == {"conclusion", "obstacle"}
    assert "north-prevails" in {one["of"] for one in again["headlines"]}


def test_conclusions_and_obstacles_are_checked_in_the_worlds_they_were_asked_of(study: Study, argued: Argument) -> None:
    checked = {one.of: one for one in argued.headlines}
    assert argued.obstacles is not None
    assert set(checked) == set(argued.scenario.conclusions) | set(argued.obstacles.shapley)
    for key, by in argued.verdicts.items():
        verdict, trust = by["open"], checked[key].trust
        assert verdict is not None
        assert (trust.value, trust.counts[-1]) == (pytest.approx(verdict.holds), len(verdict.worlds))
        assert trust.half_width == pytest.approx(max(verdict.high - verdict.holds, verdict.holds - verdict.low))
        assert not trust.enough  # 16 worlds bear nothing out
    for name, share in argued.obstacles.shapley.items():
        assert checked[name].trust.value == pytest.approx(float(share.mean), abs=1e-12)
        assert checked[name].trust.counts[-1] == BUDGET.obstacles
    assert checked["c06"].trust.counts[-1] == BUDGET.later  # it speaks of a later start


def test_the_checks_of_an_argument_come_from_the_seed_of_its_run(study: Study, argued: Argument) -> None:
    at_open = {key: by["open"] for key, by in argued.verdicts.items()}
    again, other = (trusting(at_open, argued.obstacles, seed) for seed in (study.findings.seed, 99))
    assert again == argued.headlines
    assert other != argued.headlines


def test_an_argument_without_verdicts_or_obstacles_has_no_headlines() -> None:
    assert trusting({"c01": None}, None, 1) == []


def test_page_and_screen_tell_the_argument_and_recommend_nothing(
    study: Study, argued: Argument, capsys: pytest.CaptureFixture[str]
) -> None:
    page = render(study.findings, None, argued)
    assert 'id="conclusion-c06"' in page
    assert 'id="figure-obstacles"' in page
    assert 'id="figure-timing-wind-down"' in page
    assert "Share of “no channel”" in page.split("Are there worlds enough for it?")[1]
    show_argument(argued)
    printed = capsys.readouterr().out
    for part in ("c06", "What flips them", "What stands in the way", "When: wind-down", "12 months, surprise"):
        assert part in printed, printed[printed.index("When:") :][:1500]
    for text in (page.split('id="argued"')[1], printed):
        assert "recommend" not in text
        assert "should" not in text
        assert "a probability of" not in text


def test_later_starts_are_timed_announced_and_as_a_surprise(argued: Argument) -> None:
    (timing,) = argued.timing
    assert [(s.month, s.announced) for s in timing.starts] == [
        *((month, True) for month in (0, 3, 6, 12, 18)),
        *((month, False) for month in (3, 6, 12, 18)),
    ]
    now = timing.starts[0]
    assert all(float(spread.mean) == 0.0 for spread in now.gain.values())
    assert set(now.better.values()) == {0.0}


def test_an_interrupted_argument_goes_on_to_the_same_answer(study: Study, argued: Argument, tmp_path: Path) -> None:
    """The first stage's folders are there: everything is read again, nothing solved anew, and the answer is the same."""
    files = sorted(path for path in study.folder.path.rglob("*.parquet") if "chunks" in path.parts)
    before = {path: path.read_bytes() for path in files}
    rows = sorted((study.folder.path / "obstacles").glob("*.json"))
    rows[0].unlink()
    files[-1].unlink()
    assert standing(study.folder).argued

    def interrupt(step: str) -> None:
        if step.startswith("lifting"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        debate(study, budget=BUDGET, jobs=1, tell=interrupt)
    seen = standing(study.folder)
    assert (seen.state, seen.argued, seen.left) == ("interrupted", False, None)
    parts = {part.name: (part.done, part.worlds) for part in seen.argument}
    assert parts["later"] == (6, 6)
    assert parts["talking-free"] == (4, 4)
    assert parts["obstacles"] == (2, 3)
    shutil.copytree(study.folder.path, tmp_path / "damaged")
    (tmp_path / "damaged" / "later" / "run.json").write_text("{}")
    assert standing(RunFolder(tmp_path / "damaged")).argument[-1].worlds == 3  # no fault of a part hides the others
    assert "obstacles 2 of 3" in CliRunner().invoke(app, ["status", str(study.folder.path)]).stdout
    again = debate(study, budget=BUDGET, jobs=1)
    assert argued_json.document(again) == argued_json.document(argued)
    assert {path: path.read_bytes() for path in files} == before


def test_a_reading_that_adopts_no_claim_equals_the_open_one_to_the_byte(war: Scenario, tmp_path: Path) -> None:
    made = []
    for name in ("open", "blank"):
        folder = RunFolder.create(tmp_path / name)
        worlds = worlds_under(war, name, 3, 1)
        assert numbers_of(war, Job(name, name, 3, [])) == {}
        solve_ensemble(war, worlds, ["sustain"], folder, about_run(war, ["sustain"], 3, 1))
        made.append((folder.path / "chunks" / "00000.parquet").read_bytes())
    assert made[0] == made[1]


def without_obstacles(**kept: object) -> dict:
    """Numbers of a war in which nothing stands in the way of a deal but what is kept."""
    calm = {"channel.a": 1.0, "channel.b": 1.0, "red_lines.membership.real": 0.0, "red_lines.recognition.real": 0.0}
    calm |= {"beliefs.delta": 0.0, "preferences.a.audience": 0.0, "preferences.b.audience": 0.0}
    for package in ("ceasefire", "treaty", "demand"):
        calm |= {f"packages.{package}.penalty.{side}": 500.0 for side in ("a", "b")}
        calm[f"packages.{package}.incident"] = 0.0
    return {path: Fixed(float(value)) for path, value in (calm | kept).items()}  # type: ignore[arg-type]


def shares(numbers: dict) -> tuple[dict[str, float], float]:
    """Shapley shares of the settlement chance in one world, as parts of what lifting everything adds."""
    war = loads(TEXT.split("record:")[0] + "claims:" + TEXT.split("\nclaims:")[1])
    (world,) = draw_worlds(war, 1, 3, adopt=numbers)
    found = obstacles.obstacles(war, [world], "sustain")
    gained = float(found.every.mean) - float(found.none.mean)
    return {name: float(share.mean) / gained for name, share in found.shapley.items()}, gained


def test_the_only_obstacle_of_a_war_has_the_whole_share() -> None:
    found, gained = shares(without_obstacles(**{"channel.a": 0.0}))
    assert gained > 0.1
    assert found["channel"] == pytest.approx(1.0)
    assert [found[name] for name in ("red-lines", "optimism", "audience")] == pytest.approx([0.0] * 3, abs=1e-9)


def test_two_obstacles_that_must_both_go_share_alike() -> None:
    """The line on recognition bars the treaty, that on alignment the ceasefire; and there is no channel."""
    war = TEXT.replace("crossed_by: {alignment: [member]}", "crossed_by: {alignment: [open]}")
    war = loads(war.split("record:")[0] + "claims:" + war.split("\nclaims:")[1])
    lines = {"red_lines.membership.real": 1.0, "red_lines.recognition.real": 1.0, "channel.a": 0.0}
    (world,) = draw_worlds(war, 1, 3, adopt=without_obstacles(**lines))
    found = obstacles.obstacles(war, [world], "sustain")
    gained = float(found.every.mean) - float(found.none.mean)
    assert gained > 0.1
    assert float(found.shapley["channel"].mean) == pytest.approx(float(found.shapley["red-lines"].mean))
    assert float(found.shapley["channel"].mean) == pytest.approx(gained / 2)


SOUTH = "left: {value_of: South, policy: sustain}"


@pytest.mark.parametrize(
    ("conclusion", "part"),
    [
        ("left: {value_of: Sooth, policy: sustain}, is: greater, right: 0", "South"),
        ("left: {chance_of: victory, policy: sustain}, is: greater, right: 0", "an outcome"),
        ("left: {value_of: South, policy: sustian}, is: greater, right: 0", "sustain"),
        ("left: {value_of: South, policy: sustain}, is: more, right: 0", "greater"),
        ("left: {value_of: South, policy: sustain}, is: greater, right: \"__import__('os').system('true')\"", "right"),
        ("left: \"value_of('South') + 1\", is: greater, right: 0", "left"),
        ("left: {value_of: South, policy: sustain}, is: greater, right: 0, factor: '2*3'", "factor"),
        ("left: {value_of: South, policy: sustain, from: 99}, is: greater, right: 0", "horizon"),
        (f"{SOUTH}, is: greater, right: {{chance_of: deal, policy: sustain}}", "the account of South, as on the left"),
        (f"{SOUTH}, is: greater, right: {{measure: dead, policy: sustain}}", "found a measure in thousands"),
        (
            "left: {measure: dead, policy: sustain}, is: less, right: {measure: money, policy: sustain}",
            "in thousands, as",
        ),
        ("left: {chance_of: broken, policy: sustain}, is: less, right: {chance_of: deal, policy: sustain}", "of deals"),
        ("left: {chance_of: deal, policy: sustain}, is: greater, right: 50", "a chance from 0 to 1"),
        ("left: {chance_of: broken, policy: sustain}, is: greater, right: -1", "a number of deals"),
        (f"{SOUTH}, is: greater, right: {{value_of: South, policy: wind-down}}, factor: 1.5", "`margin`"),
        ("left: {value_of: South, policy: sustain, by_month: 6}, is: greater, right: 0", "no `by_month`"),
        ("left: {chance_of: deal, policy: later, from: 6}, is: greater, right: 0.5", "no `from` with the switch"),
        ("left: {chance_of: deal, policy: later, announced: false}, is: greater, right: 0.5", "no `announced`"),
        ("left: {chance_of: deal, policy: sustain, announced: false}, is: greater, right: 0.5", "a later start"),
    ],
)
def test_a_wrong_or_hostile_conclusion_is_refused_with_its_line(conclusion: str, part: str) -> None:
    added = {"conclusions:\n": "conclusions:\n  c99: {says: x, " + conclusion + "}\n"}
    text = text_with(added)
    line = next(i for i, row in enumerate(text.splitlines(), 1) if "c99:" in row)
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert part in str(caught.value)
    assert f":{line}" in str(caught.value)


def test_a_wrong_claim_is_refused_with_its_line() -> None:
    text = text_with({"claims:\n": "claims:\n  a99: {says: x, would_make: {battlefield.tetha: 0.2}}\n"})
    line = next(i for i, row in enumerate(text.splitlines(), 1) if "a99:" in row)
    with pytest.raises(ScenarioError, match=r"battlefield\.theta") as caught:
        loads(text)
    assert f":{line}" in str(caught.value)


def test_worlds_picked_for_the_dear_questions_count_evenly_and_without_bias() -> None:
    from offramp.ensemble.following import thinned

    rng = np.random.default_rng(4)
    log_weight = rng.normal(size=200)
    weight = np.exp(log_weight)
    value = rng.normal(size=200) + log_weight
    told = []
    for u in rng.random(400):
        places, log_keep = thinned(log_weight, 40, u)
        assert len(places) in (40, 41)
        own = weight[places] / np.exp(log_keep)
        told.append((own * value[places]).sum() / weight.sum())
        assert own.sum() ** 2 / (own**2).sum() > 0.75 * len(places)
    assert np.mean(told) == pytest.approx((weight * value).sum() / weight.sum(), abs=0.02)
    assert later("talks", 6) == "talks@6"
