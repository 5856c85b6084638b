"""What is refused: foreign hosts and origins, forms, huge bodies, paths that lead out; what every answer carries."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from offramp.web.app import create_app
from offramp.web.guard import MOST_BYTES
from offramp.web.places import Places

HERE = "http://127.0.0.1:8765"
DRAFT = {"text": "offramp: 1", "like": "korea-1951"}


@pytest.fixture
def client(tmp_path):
    app = create_app(Places(tmp_path / "runs", tmp_path / "scenarios"), 8765)
    yield TestClient(app, base_url=HERE, raise_server_exceptions=False)  # without its queue: nothing is run
    app.state.desk.solvers.close()


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1:80", "127.0.0.1.evil.example:8765", ""]
)
def test_a_foreign_host_is_refused(client, host: str) -> None:
    """A name of someone else's that was made to point to this machine."""
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765"])
def test_our_own_names_are_served(client, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:8765", "http://127.0.0.1:9999"])
def test_a_foreign_origin_is_refused(client, origin: str) -> None:
    for answer in (
        client.post("/api/drafts/difference", json=DRAFT, headers={"origin": origin}),
        client.get("/", headers={"origin": origin}),
    ):
        assert answer.status_code == 403


def test_our_own_origin_is_served(client) -> None:
    assert client.post("/api/drafts/difference", json=DRAFT, headers={"origin": HERE}).status_code == 200


def test_another_site_may_lead_here_but_not_read(client) -> None:
    abroad = {"sec-fetch-site": "cross-site"}
    assert client.get("/", headers={**abroad, "sec-fetch-mode": "navigate"}).status_code == 200
    assert client.get("/static/page.js", headers={**abroad, "sec-fetch-mode": "no-cors"}).status_code == 403


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""])
def test_what_a_form_can_send_is_refused(client, kind: str) -> None:
    answer = client.post("/api/drafts/difference", content=b'{"text": "x"}', headers={"content-type": kind})
    assert answer.status_code == 415


def test_a_huge_body_is_refused_whether_its_length_is_told_or_not(client) -> None:
    json = {"content-type": "application/json"}
    assert client.post("/api/drafts/check", content=b" " * (MOST_BYTES + 1), headers=json).status_code == 413

    def pieces():
        for _ in range(20):
            yield b" " * 100_000

    assert client.post("/api/drafts/check", content=pieces(), headers=json).status_code == 413


def test_every_answer_forbids_what_is_not_ours(client) -> None:
    for path in ("/", "/static/page.js", "/nothing", "/api/runs/none"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/runs/..%2f..%2fetc/report",
        "/runs/%2e%2e/report",
        "/runs/a/figures/..%2frun.json",
        "/runs/a/figures/secret.txt",
        "/wars/..%2f..%2fetc%2fpasswd",
        "/wars/~..%2fsecret",
        "/wars/~secret.yaml",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
    ],
)
def test_no_path_leads_out_of_the_folders(client, tmp_path, path: str) -> None:
    (tmp_path / "secret.yaml").write_text("offramp: 1")
    run = tmp_path / "runs" / "a"
    (run / "figures").mkdir(parents=True)
    (run / "run.json").write_text("{}")
    (run / "figures" / "secret.txt").write_text("x")
    assert client.get(path).status_code in (404, 405)


def test_links_that_lead_out_are_not_followed(client, tmp_path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("run.json", "report.html"):
        (outside / name).write_text("{}")
    (tmp_path / "runs").mkdir()
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "runs" / "link").symlink_to(outside)
    (tmp_path / "scenarios" / "link.yaml").symlink_to(outside / "run.json")
    assert client.get("/runs/link/report").status_code == 404
    assert client.get("/wars/~link/edit").status_code == 404
    shelf = client.get("/").text
    assert "/runs/link" not in shelf
    assert "~link" not in shelf


def test_script_in_labels_is_shown_as_text(client, tmp_path) -> None:
    from scenario.places import DATA

    text = (DATA / "shortest.yaml").read_text(encoding="utf-8")
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    folder = tmp_path / "scenarios"
    folder.mkdir()
    lines = [f"title: '{evil}'" if line.startswith("title:") else line for line in text.splitlines()]
    (folder / "evil.yaml").write_text("\n".join(lines))
    for path in ("/", "/wars/~evil", "/wars/~evil/what-if", "/wars/~evil/play", "/wars/~evil/edit"):
        found = client.get(path)
        assert found.status_code == 200, path
        assert "<script>alert" not in found.text, path
        assert "<img src=x" not in found.text, path
        assert "&lt;script&gt;alert" in found.text, path
