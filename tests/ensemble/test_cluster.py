"""Chunks solved by dask workers: the same bytes as at home, whatever happens to a worker."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from killing import TEXT

import offramp
from offramp import study
from offramp.debate import Budget, debate
from offramp.ensemble import chunks, cluster
from offramp.ensemble.cluster import ClusterError, connected, solve_order
from offramp.ensemble.run import Progress, Work
from offramp.ensemble.store import RunFolder
from offramp.errors import RunFolderError
from offramp.report import argued_json
from offramp.scenario import Scenario, draw_worlds, load, loads
from offramp.scenario.numbers import Fixed

distributed = pytest.importorskip("distributed", reason="needs offramp[cluster]")
WORLDS = 112
FEATURES = Path(__file__).parents[1] / "scenario" / "data" / "every-feature.yaml"


@pytest.fixture(scope="module")
def scheduler() -> Iterator[distributed.LocalCluster]:
    quiet = {"dashboard_address": "127.0.0.1:0", "silence_logs": 50}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, **quiet) as local:
        yield local


def run(out: Path, **more) -> Path:
    return offramp.run(loads(TEXT), worlds=WORLDS, out=out, check_horizon=False, **more).folder.path


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in [folder / "design.parquet", *chunks.paths(folder)]}


def test_a_killed_worker_costs_time_and_no_result(scheduler: distributed.LocalCluster, tmp_path: Path) -> None:
    with distributed.Client(scheduler) as client:
        workers = list(client.run(os.getpid).values())
    alive = list(workers)

    def kill_one(_: Progress) -> None:
        if len(alive) == len(workers):
            os.kill(alive.pop(), signal.SIGKILL)

    there = run(tmp_path / "there", cluster=scheduler.scheduler_address, progress=kill_one)
    assert len(alive) == 1
    assert content(there) == content(run(tmp_path / "here"))
    assert RunFolder(there).about["status"] == "complete"


@pytest.mark.long
def test_an_argument_tested_on_a_cluster_is_the_one_tested_here(
    scheduler: distributed.LocalCluster, tmp_path: Path
) -> None:
    """Readings adopt numbers, and later starts and free talks are further jobs: all of them travel to the workers."""
    found = offramp.run(load(FEATURES), worlds=16, out=tmp_path / "here", check_horizon=False)
    budget = Budget(reading=8, obstacles=2, later=6, talking_free=4)
    shutil.copytree(found.folder.path, tmp_path / "there")
    there = study.resume(tmp_path / "there", check_horizon=False)
    here = debate(found, budget=budget)
    assert argued_json.document(debate(there, budget=budget, cluster=scheduler.scheduler_address)) == (
        argued_json.document(here)
    )
    for name in ("later", "readings/essay", "talking-free"):
        assert content(tmp_path / "there" / name) == content(tmp_path / "here" / name)


@pytest.mark.long
def test_a_run_goes_on_with_workers_of_its_own_where_threads_were_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the way dask gives the only worker up, as it does with one that is long in coming back."""
    monkeypatch.setattr(cluster, "PAUSE", 0.5)
    own: list[distributed.LocalCluster] = []
    threads = cluster.Cluster._threads

    def remember(found: cluster.Cluster) -> int:
        assert found.local is not None
        own[:] = [found.local]
        return threads(found)

    monkeypatch.setattr(cluster.Cluster, "_threads", remember)

    def lose_the_worker(progress: Progress) -> None:
        if progress.done == 48:
            own[0].scale(0)

    def stop(progress: Progress) -> None:
        if progress.done > 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "run", progress=stop)
    study.resume(tmp_path / "run", cluster="local", jobs=1, check_horizon=False, progress=lose_the_worker)
    assert content(tmp_path / "run") == content(run(tmp_path / "here"))


def order(tmp_path: Path, scenario: Scenario, **adopt: Fixed) -> tuple[cluster.Order, Path]:
    """The first chunk of a run as it would be sent, and the run's folder."""
    folder = RunFolder(run(tmp_path / "run"))
    worlds = draw_worlds(scenario, 16, seed=1, adopt=adopt)
    about = folder.about
    work = Work(scenario, about["policies"], folder, about, adopt)
    return cluster._order(work, TEXT, chunks.plan(about, worlds)[0]), folder.path


def test_a_worker_solves_what_is_solved_here_to_the_byte(tmp_path: Path) -> None:
    sent, folder = order(tmp_path, loads(TEXT))
    path = chunks.path_of(folder, 0)
    right = path.read_bytes()
    path.unlink()
    solve_order(sent)
    assert path.read_bytes() == right


def test_numbers_adopted_by_a_reading_reach_the_worker(tmp_path: Path) -> None:
    sent, folder = order(tmp_path, loads(TEXT), **{"battlefield.mobility": Fixed(0.05)})
    before = chunks.path_of(folder, 0).read_bytes()
    solve_order(sent)
    assert chunks.path_of(folder, 0).read_bytes() != before
    assert sent.adopt == {"battlefield.mobility": Fixed(0.05)}


def test_a_worker_without_the_folder_or_with_another_version_says_so(tmp_path: Path) -> None:
    sent, _ = order(tmp_path, loads(TEXT))
    elsewhere = cluster.Order(**(vars(sent) | {"folder": str(tmp_path / "elsewhere")}))
    with pytest.raises(ClusterError, match="does not see"):
        solve_order(elsewhere)
    older = cluster.Order(**(vars(sent) | {"about": sent.about | {"code": "0"}}))
    with pytest.raises(ClusterError, match="another version"):
        solve_order(older)


def test_a_scenario_changed_in_memory_is_not_sent(scheduler: distributed.LocalCluster, tmp_path: Path) -> None:
    changed = loads(TEXT).model_copy(update={"start": "2030-01"})
    with pytest.raises(ClusterError, match="changed in memory"):
        offramp.run(changed, worlds=16, out=tmp_path / "run", cluster=scheduler.scheduler_address)


def test_what_a_worker_could_not_write_is_told_here(scheduler: distributed.LocalCluster, tmp_path: Path) -> None:
    out = tmp_path / "run"

    def lose_the_folder(_: Progress) -> None:
        if (out / "chunks").is_dir():
            (out / "chunks").rename(out / "moved")
            (out / "chunks").write_text("a file in the place of the folder")

    with pytest.raises(RunFolderError):
        run(out, cluster=scheduler.scheduler_address, progress=lose_the_folder)


def test_a_cluster_that_is_left_without_workers_is_a_message_and_the_run_can_be_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PAUSE", 0.5)
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    out = tmp_path / "run"
    quiet = {"dashboard_address": "127.0.0.1:0", "silence_logs": 50}
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, **quiet) as other,
        pytest.raises(ClusterError, match="no workers left"),
    ):
        run(out, cluster=other.scheduler_address, progress=lambda _: other.scale(0))
    assert RunFolder(out).about["status"] == "failed"
    study.resume(out, check_horizon=False)
    assert content(out) == content(run(tmp_path / "here"))


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'offramp\[cluster\]'"), connected("local", 1):
        pass


def test_an_address_where_nobody_answers_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        with pytest.raises(ClusterError, match="no cluster answers"), connected(address, 1):
            pass
