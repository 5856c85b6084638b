"""The workbench's pages of a war that begins in peace say so, and none says that it is being fought."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from offramp.scenario import library
from offramp.web.app import create_app
from offramp.web.places import Places
from offramp.web.solver import matches, spread

NAME = "enlargement-2021"
WAR = f"/wars/{NAME}"


@pytest.fixture
def client(tmp_path):
    app = create_app(Places(tmp_path / "runs", tmp_path / "scenarios"), 8765)
    yield TestClient(app, base_url="http://127.0.0.1:8765")
    app.state.desk.solvers.close()


def test_the_page_of_the_war_names_the_deal_and_its_line(client) -> None:
    page = client.get(WAR).text
    assert "Peace today, under “Things as they stand”; the line: 7.2 %" in page
    assert "The front today" not in page
    assert "(today)" not in page


def test_a_what_if_measures_deals_against_the_one_in_force(client) -> None:
    page = client.get(f"{WAR}/what-if").text
    assert "would rather have it than the deal in force" in page
    assert "the line in force" in page
    assert "today's front" not in page


def test_a_match_opens_in_peace() -> None:
    told = matches.told(str(library.find(NAME)), 0.0, "open-door", "a", 1, 3, 6, [])
    assert told["kind"] in {"propose", "reply", "keep"}
    assert told["options"]


def test_the_spread_of_a_what_if_weighs_sets_by_whether_the_peace_held() -> None:
    path = str(library.find(NAME))
    assert 1 < spread.size(path, 0.0, "") <= spread.WORLDS
    band = spread.band(spread.part(path, 0.0, "", [], {}, "open-door", 0, 3))
    assert band["band"][2, :, 0].tolist() == [1.0, 1.0, 1.0]
