"""The how-to on adding a claim, done as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from offramp.cli.main import app

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-claim.md"


def test_the_how_to_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```(sh|yaml)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    printed = ""
    for kind, block in blocks:
        if kind == "yaml":
            with (tmp_path / "mine.yaml").open("a", encoding="utf-8") as file:
                file.write(f"\n{block}")
            continue
        for line in block.splitlines():
            done = CliRunner().invoke(app, shlex.split(line)[1:])
            assert done.exit_code == 0, done.output
            printed += done.output
    for part in ("q01", "q02", "q03", "essay", "What stands in the way", "When: talks"):
        assert part in printed
