"""The editor's own work: faults as the command line tells them, one number changed in place, nothing overwritten."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from starlette.testclient import TestClient

from offramp.errors import UnknownNameError
from offramp.scenario import library, loads
from offramp.web import drafts
from offramp.web.app import create_app
from offramp.web.places import Places

TEXT = (library.FOLDER / "korea-1951.yaml").read_text(encoding="utf-8")
BAD = TEXT.replace("horizon: 36", "horizont: 36").replace("run_out: 48", "run_out: many")


@pytest.fixture
def client(tmp_path):
    app = create_app(Places(tmp_path / "runs", tmp_path / "scenarios"), 8765)
    yield TestClient(app, base_url="http://127.0.0.1:8765")
    app.state.desk.solvers.close()


def test_faults_are_those_of_offramp_check(tmp_path) -> None:
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    command = [sys.executable, "-m", "offramp.cli.main", "check", "./bad.yaml", "--json"]
    told = json.loads(subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout)
    found = drafts.checked(BAD, "bad")["problems"]
    assert len(found) == len(told["problems"]) >= 2
    for ours, theirs in zip(found, told["problems"], strict=True):
        assert ours["line"] == theirs["line"]
        assert ours["found"] == theirs["found"]
        assert ours["expected"] == theirs["expected"]


def test_one_number_is_changed_and_nothing_else() -> None:
    new = drafts.changed(TEXT, ["battlefield", "mobility", "loguniform"], [0.25, 4])
    assert new == TEXT.replace("mobility: {loguniform: [0.5, 4]", "mobility: {loguniform: [0.25, 4]")
    assert loads(new).graph.entries["battlefield.mobility"].number.distribution.bounds() == (0.25, 4)


def test_fields_of_the_form_can_be_written_back() -> None:
    for name in library.names():
        text = (library.FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        scenario = loads(text)
        every, new = drafts.fields(scenario), text
        for field in [*every[:6], *every[6 :: max(1, len(every) // 6)]]:
            new = drafts.changed(new, field["place"], field["values"])
        assert loads(new).hash == scenario.hash, name


def test_text_is_quoted_where_it_could_be_taken_for_something_else() -> None:
    new = drafts.changed(TEXT, ["title"], ["a: {b} # c"])
    assert loads(new).title == "a: {b} # c"


def test_a_place_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownNameError, match=r"nowhere\.at\.all"):
        drafts.changed(TEXT, ["nowhere", "at", "all"], [1.0])


@pytest.mark.parametrize("text", ["", "{", "a: [1", "\t", "&a [*a]", "!!python/object:os.system x", "a: " + "[" * 5000])
def test_malformed_yaml_is_told_as_a_fault(client, text: str) -> None:
    assert drafts.checked(text, "x")["valid"] is False
    saved = client.post("/api/drafts/save", json={"text": text, "name": "x"})
    assert saved.status_code == 422


def test_a_file_is_never_replaced_unless_its_fingerprint_is_named(client, tmp_path) -> None:
    path = tmp_path / "scenarios" / "mine.yaml"
    saved = client.post("/api/drafts/save", json={"text": TEXT, "name": "mine"})
    assert saved.status_code == 201
    other = TEXT.replace("horizon: 36", "horizon: 24")
    assert client.post("/api/drafts/save", json={"text": other, "name": "mine"}).status_code == 409
    assert client.post("/api/drafts/save", json={"text": other, "name": "mine", "over": "0" * 64}).status_code == 409
    assert path.read_text(encoding="utf-8") == TEXT
    over = saved.json()["over"]
    assert client.post("/api/drafts/save", json={"text": other, "name": "mine", "over": over}).status_code == 201
    assert path.read_text(encoding="utf-8") == other


@pytest.mark.parametrize("name", ["../x", "X", "a/b", "", ".hidden", "a" * 61, "con fig"])
def test_a_name_that_cannot_be_a_file_is_refused(client, tmp_path, name: str) -> None:
    assert client.post("/api/drafts/save", json={"text": TEXT, "name": name}).status_code == 404
    assert not (tmp_path / "scenarios").exists()
