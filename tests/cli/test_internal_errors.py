"""A fault of the program itself is told like any other error: a message, a file with the details, exit code 1."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from offramp.cli.console import INTERNAL, guarded


def test_an_internal_error_is_a_message_and_not_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """The details go to a file that the message names."""

    def fails() -> None:
        raise ZeroDivisionError("nothing to divide by")

    assert guarded(fails) == INTERNAL
    said = capsys.readouterr().err
    assert "internal error (ZeroDivisionError: nothing to divide by)" in said
    assert "Traceback" not in said
    details = Path(re.search(r"fault: (.*)$", said, re.MULTILINE)[1])
    assert "in fails" in details.read_text(encoding="utf-8")
    details.unlink()
