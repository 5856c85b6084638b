"""The page holds all it shows, fetches nothing, escapes what a scenario says, and claims no more than it may."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import offramp
from offramp.findings.stability import HorizonCheck
from offramp.report.page import render, write_report
from report.factory import FILE, make, outcomes, scenario

MOST_BYTES = 1_500_000
SECTIONS = [
    *("answer", "comparison", "course", "ground", "deals", "holding", "ledger", "put-in"),
    *("record", "assumed", "argued", "limits", "enough", "provenance", "glossary"),
]
VOID = {"meta", "input", "br", "rect", "path", "line", "circle"}


class Page(HTMLParser):
    """What a page holds: ids, local links, attributes, its text, and whether its tags close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids, self.links, self.attributes, self.text, self.open = set(), set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        found = dict(attrs)
        self.ids |= {found["id"]} if "id" in found else set()
        self.links |= {found["href"]} if tag == "a" else set()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)


@pytest.fixture(scope="module")
def war():
    return scenario()


@pytest.fixture(scope="module")
def text(war):
    return render(make(war))


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


@pytest.fixture(scope="module")
def few(war):
    return render(make(war, effective=20.0))


def test_the_page_fetches_nothing(text, page):
    assert not re.search(r"@import|url\(|<link|<iframe|<img|<object|<embed|fetch\(|XMLHttp|import\(", text)
    for _, name, value in page.attributes:
        assert name not in ("src", "srcset", "action", "formaction", "data", "poster", "ping"), (name, value)
        assert not (name == "href" and not value.startswith("#")), value
        assert not name.startswith("on"), name
    assert "default-src 'none'" in text


def test_the_page_is_well_formed_and_its_links_lead_somewhere(page):
    assert page.open == []
    assert {link.removeprefix("#") for link in page.links} <= page.ids


def test_every_section_is_there(page):
    assert set(SECTIONS) <= page.ids


def test_every_figure_has_a_title_an_alternative_and_a_table(text):
    found = re.findall(r'<figure id="figure-[^"]*".*?</figure>', text, flags=re.DOTALL)
    assert len(found) == 16
    for figure in found:
        assert re.search(r"<h3>[^<]{10,}</h3>", figure)
        assert re.search(r'<svg role="img" aria-label="[^"]{10,}"', figure)
        assert "<details" in figure
        assert "<td>" in figure


def test_sides_go_by_their_names(page):
    assert not re.search(
        r"\b[AB] (prevails|refuses|breaks)|\b[ab]-prevails|side [ab]\b(?! to talk| talk)", "".join(page.text)
    )
    assert "North prevails" in "".join(page.text)


def test_shares_are_never_called_probabilities(page):
    said = "".join(page.text)
    assert "share of the assumptions tried, weighed by the record" in said
    assert not re.search(r"with (a )?probability|probability of \d|\d% probability", said)


def test_no_policy_is_recommended(page):
    said = "".join(page.text).lower()
    assert "recommends none" in said
    assert not re.search(r"\bshould (be|choose|prefer|adopt)\b|best policy|we recommend|\bought to", said)


def test_a_hostile_scenario_is_shown_as_text():
    hostile = scenario(
        **{
            "A_small_war_that_uses_every_feature_of_the_format": "'<script>alert(1)</script>'",
            "Bare_ceasefire": "'<img src=x onerror=alert(2)>'",
            "North_would_win_in_the_long_run.": "'\"><script>alert(3)</script>'",
            "An_essay": "'<a href=\"http://evil.example\">x</a>'",
        }
    )
    text = render(make(hostile))
    page = Page(text)
    assert page.open == []
    assert text.count("<script") == 1
    assert "<img" not in text
    assert all(link.startswith("#") for link in page.links)
    assert "&lt;script&gt;alert(1)" in text


def test_too_few_worlds_leave_no_percentage(few):
    said = "".join(Page(few).text)
    assert not re.search(r"\d\s?%", said)
    assert not re.search(
        r"\d%", re.sub(r"<style>.*?</style>|<script>.*?</script>", "", few, flags=re.DOTALL).replace('"100%"', "")
    )
    assert "50 are needed" in said
    assert few.count("Provisional: too few worlds") == 16


def test_headlines_that_move_with_the_horizon_are_marked(war):
    moved = HorizonCheck(8, {"run-out doubled": {"sustain": {"peace": -0.057}, "wind-down": {"peace": 0.001}}})
    section = render(make(war, horizon_check=moved), {}).split('id="put-in"')[1].split("</section>")[0]
    assert "5.7 points" in section
    steady = render(make(war, horizon_check=HorizonCheck(8, {})), {}).split('id="put-in"')[1].split("</section>")[0]
    assert "moves no headline by more than 2 points" in steady
    assert "Not checked" in render(make(war, horizon_check=None), {})


def test_the_page_turns_round_with_its_numbers(war):
    swapped = {p: outcomes(war, {"peace": x}) for p, x in (("sustain", 0.6), ("wind-down", 0.3))}
    assert "less likely under “Wind down” than under “Sustain”" in render(replace(make(war), outcomes=swapped), {})


def test_provisional_findings_say_so(war, text):
    assert "more sets of assumptions are still to come" in render(make(war, provisional=True), {})
    assert "more sets of assumptions are still to come" not in text


def test_claims_and_conclusions_are_shown_and_not_computed(page):
    said = "".join(page.text)
    assert "North would win in the long run." in said
    assert "disputed by" in said
    assert "Winding down is better for South." in said
    assert "not tested in this run" in said


def test_assumptions_name_their_grounds(page):
    said = "".join(page.text)
    assert "judgement" in said
    assert "Atlas of the war" in said
    assert "recalled, unverified" in said


def test_the_largest_bundled_scenario_makes_a_page_of_bearable_size():
    war = offramp.load("ukraine-2024")
    text = render(make(war, policies=list(war.policies)))
    assert len(text.encode()) < MOST_BYTES
    assert "Russia prevails" in text


def test_a_real_run_writes_page_and_figures(tmp_path):
    study = offramp.run(FILE, worlds=8, policies=["sustain"], out=tmp_path / "run", check_horizon=False)
    path = write_report(study.findings, tmp_path / "run")
    assert path == tmp_path / "run" / "report.html"
    assert path.stat().st_size < MOST_BYTES
    assert Page(path.read_text(encoding="utf-8")).open == []
    names = {file.name for file in (tmp_path / "run" / "figures").iterdir()}
    assert {"comparison.png", "comparison.svg", "outcomes.png", "outcomes.svg"} <= names
    assert not [name for name in names if name.endswith(".tmp")]


def test_a_bracket_stands_apart_from_the_word_before_it(text):
    assert re.search(r"going on(<[^>]*>)* \(then there is a", text)
