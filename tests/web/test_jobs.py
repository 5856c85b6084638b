"""Runs survive what servers do not: a run is seen by every server and the command line, and can be gone on with."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from offramp.cli.main import app
from offramp.errors import RunFolderError
from offramp.web.app import create_app
from offramp.web.jobs.order import Order, order_in, place
from offramp.web.jobs.queue import Queue
from offramp.web.jobs.watching import look
from offramp.web.places import Places
from web.workbench import serving, until

SMALL = (
    Path(__file__).parents[1] / "scenario" / "data" / "shortest.yaml"
)  # how long a war's run takes is not the question
# as many worlds as a server needs to end before they are solved, several times over
WAR = {"war": "~shortest", "worlds": 384}
TEXT = "offramp: 1\n"


@pytest.fixture
def small(tmp_path):
    """A folder with a small war of one's own."""
    (tmp_path / "scenarios").mkdir()
    shutil.copy(SMALL, tmp_path / "scenarios")
    return tmp_path


def status(folder, run: str) -> dict:
    """What the command line says of a run."""
    done = CliRunner().invoke(app, ["status", str(folder / "runs" / run), "--json"])
    return json.loads(done.stdout)


def test_orders_are_served_in_turn_and_one_that_waits_can_be_stopped(tmp_path) -> None:
    places = Places(tmp_path / "runs", tmp_path / "scenarios")
    queue = Queue(places)  # not started: nothing is run
    folders = [places.new_run("korea-1951", "x") for _ in range(1)]
    place(folders[0], Order("korea-1951", 16), TEXT)
    folders.append(places.new_run("korea-1951", "x"))
    place(folders[1], Order("korea-1951", 16), TEXT)
    assert queue.waiting() == folders
    queue.stop(folders[0])
    assert queue.waiting() == folders[1:]
    assert look(folders[0]).state == "interrupted"
    queue.resume(folders[0])
    assert queue.waiting() == [folders[1], folders[0]]
    with pytest.raises(RunFolderError, match="cannot be resumed"):
        queue.resume(folders[1])


def test_a_page_that_has_just_seen_its_run_stopped_is_told_that_it_goes_on(tmp_path) -> None:
    places = Places(tmp_path / "runs", tmp_path / "scenarios")
    folder = places.new_run("korea-1951", "x")
    place(folder, Order("korea-1951", 16), TEXT)
    Queue(places).stop(folder)
    client = TestClient(create_app(places, 8765), base_url="http://127.0.0.1:8765")  # its queue is not started
    path = f"/api/runs/{folder.name}"
    assert client.get(path).json()["state"] == "interrupted"
    assert client.post(f"{path}/resume", json={}).json()["state"] == "queued"
    assert client.post(f"{path}/stop", json={}).json()["state"] == "interrupted"


def test_a_run_outlives_its_server_and_is_resumed_by_the_next(small) -> None:
    with serving(small) as first:
        run = first.post("/api/runs", WAR).json()["id"]
        until(lambda: first.get(f"/api/runs/{run}").json()["done"] >= 16)
        first.end()
    known = status(small, run)
    assert known["state"] == "interrupted"
    assert known["done"] >= 16
    with serving(small) as second:
        seen = second.get(f"/api/runs/{run}").json()
        assert (seen["state"], seen["done"]) == ("interrupted", known["done"])
        second.post(f"/api/runs/{run}/resume", {})
        until(lambda: second.get(f"/api/runs/{run}").json()["state"] == "complete")
        assert second.get(f"/runs/{run}/report").status_code == 200
        assert second.post(f"/api/runs/{run}/resume", {}).status_code == 409
    assert status(small, run)["state"] == "complete"


@pytest.mark.long
def test_the_worker_of_a_killed_server_is_seen_and_stopped_by_the_next(small) -> None:
    with serving(small) as first:
        run = first.post("/api/runs", {**WAR, "worlds": 4000}).json()["id"]
        until(lambda: first.get(f"/api/runs/{run}").json()["state"] == "running")
        first.end(signal.SIGKILL)
    with serving(small) as second:
        assert second.get(f"/api/runs/{run}").json()["state"] == "running"
        second.post(f"/api/runs/{run}/stop", {})
        until(lambda: second.get(f"/api/runs/{run}").json()["state"] == "interrupted")


@pytest.mark.long
def test_a_run_of_the_command_line_is_seen_and_can_be_stopped(tmp_path) -> None:
    command = [sys.executable, "-m", "offramp.cli.main", "run", "korea-1951", "--worlds", "4000", "--out", "runs/mine"]
    with serving(tmp_path) as server:
        process = subprocess.Popen([*command, "-q"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until(lambda: server.get("/api/runs/mine").json().get("state") == "running")
        server.post("/api/runs/mine/stop", {})
        assert process.wait(60) == 130
        assert until(lambda: server.get("/api/runs/mine").json()["can_resume"])


def test_a_garbled_order_is_said_and_does_not_stop_the_queue(tmp_path) -> None:
    places = Places(tmp_path / "runs", tmp_path / "scenarios")
    folder = tmp_path / "runs" / "bad"
    folder.mkdir(parents=True)
    (folder / "order.json").write_text("[1, 2")
    with pytest.raises(RunFolderError, match="cannot be read"):
        order_in(folder)
    assert Queue(places).waiting() == []
