"""The addresses of the workbench keep their OpenAPI contract under fuzzing, and never fail on their own account."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from offramp.cli.serving import _listen
from offramp.web.app import create_app
from offramp.web.places import Places

HOST = {"Host": "127.0.0.1:8765"}


@pytest.fixture(scope="module")
def contract(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contract")
    # without its queue, since no lifespan is entered: what is ordered waits for ever
    app = create_app(Places(folder / "runs", folder / "own"), 8765)
    yield schemathesis.openapi.from_asgi("/openapi.json", app, headers=HOST)
    app.state.desk.solvers.close()


SOLVING = ("/what-if", "/spread", "/play", "/check", "/events")  # these start a process: asked by the tour


def test_no_request_makes_the_workbench_fail(contract) -> None:
    for found in contract.get_all_operations():
        operation = found.ok()
        if operation.path.endswith(SOLVING):
            continue

        @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def asked(case) -> None:
            answer = case.call(headers=HOST)
            assert answer.status_code < 500, answer.text
            assert "content-security-policy" in answer.headers

        asked()


def test_the_contract_is_served_and_names_every_address(contract) -> None:
    paths = contract.raw_schema["paths"]
    assert {"/", "/api/runs", "/api/wars/{key}/what-if", "/api/wars/{key}/play", "/api/drafts/save"} <= set(paths)


def test_answers_are_not_held_back_until_the_last_one_is_acknowledged() -> None:
    """The event loop switches the delay off for sockets that are named TCP, and for no others."""
    with closing(_listen("127.0.0.1", 0)) as listening:
        assert listening.proto == socket.IPPROTO_TCP
