"""The solver is compiled by two processes at once, and either one alone would do."""

from __future__ import annotations

import subprocess

import pytest

from offramp.ensemble import preparing
from offramp.game import survival, walking
from offramp.scenario import load


def compiled() -> list[int]:
    """Signatures of the kernels that walk forwards."""
    return [len(kernel.signatures) for kernel in (walking.walk, survival.follow)]


def test_the_process_beside_compiles_the_very_kernels_that_a_run_calls() -> None:
    preparing.try_out(load("ukraine-2024"))
    needed = compiled()
    preparing.main()
    assert min(needed) > 0
    assert compiled() == needed


def test_where_no_process_can_be_started_everything_is_compiled_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with preparing._forwards_beside() as forwards:
        assert forwards() is None


def test_the_process_beside_ends_with_the_one_that_started_it(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def kept(*words: object, **options: object) -> subprocess.Popen[bytes]:
        begun.append(start(*words, **options))  # type: ignore[call-overload]
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", kept)
    with pytest.raises(KeyboardInterrupt), preparing._forwards_beside():
        raise KeyboardInterrupt
    assert begun[0].poll() is not None
