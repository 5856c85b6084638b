"""The solver is compiled once for all processes of a session, while the tests that need no solver already run."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# In this order: the first compiles what graph models need, which the other one that needs it then finds compiled.
WITHOUT_SOLVER = (
    *("crosscheck/test_graph_models_against_brute_force", "ensemble/test_sensitivity", "ensemble/test_discovery"),
    *("docs/test_docs", "ensemble/test_robustness", "crosscheck/test_prim_against_ema", "report/test_figures"),
    *("scenario/test_library_scenarios", "scenario/test_problems", "scenario/test_quantities"),
    *("scenario/test_reading", "scenario/test_scenario", "scenario/test_world", "scenario/test_start_in"),
    *("scenario/test_departures", "scenario/test_grounds"),
    *("crosscheck/test_published_graph_models", "graphmodel/test_faults", "graphmodel/test_files"),
    *("graphmodel/test_graph_documents", "graphmodel/test_logic", "graphmodel/test_models"),
)
# Files that take longest come first, so that no worker is left alone with one of them at the end.
LONGEST = (
    *("web/test_tour", "web/test_pages", "crosscheck/test_planted_bugs", "cli/test_status", "web/test_jobs"),
    *("web/test_sliders", "ensemble/test_failing_disks", "ensemble/test_resume", "argument/test_debate"),
    *("cli/test_commands", "crosscheck/test_plain_against_compiled", "report/test_page", "ensemble/test_run"),
    *("scenario/test_fuzzing", "ensemble/test_damage", "cli/test_closed_pipe", "game/test_monotonicity"),
    *("docs/test_add_a_claim", "game/test_properties", "ensemble/test_cluster", "analytic/test_invariants"),
    *("play/test_match", "cli/test_argument_stage"),
)
COMPILE = (
    "from offramp.ensemble.preparing import prepare; from offramp.scenario import load; prepare(load('korea-1951'))"
)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have a process of its own compile what is not compiled yet; the workers wait for it."""
    if session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput"):
        subprocess.Popen([sys.executable, "-c", COMPILE])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files without the solver, then the longest, then the rest: workers take whole files in this order."""
    rank = {name: place for place, name in enumerate((*WITHOUT_SOLVER, *LONGEST))}
    items.sort(key=lambda item: rank.get(name_of(item), len(rank)))


def name_of(item: pytest.Item) -> str:
    return str(item.path.relative_to(HERE).with_suffix(""))


def without_solver(item: pytest.Item) -> bool:
    return name_of(item) in WITHOUT_SOLVER


@cache
def solver_is_ready() -> None:
    from offramp.ensemble.preparing import prepare
    from offramp.scenario import load

    prepare(load("korea-1951"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A compiled solver for tests that may need one, before their fixtures are set up."""
    if not without_solver(item):
        solver_is_ready()
