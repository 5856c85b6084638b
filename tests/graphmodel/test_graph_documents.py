"""The tutorial on Elmira runs and prints what it says; the reference's example is a model."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

from offramp.graphmodel import build
from offramp.graphmodel.build import KEYS
from offramp.graphmodel.model_file import load, loads

DOCS = Path(__file__).parents[2] / "docs"
TUTORIAL = DOCS / "tutorials" / "elmira.md"
REFERENCE = DOCS / "reference" / "graph-model-file.md"


def test_the_tutorial_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    blocks = re.findall(r"```(python|text)\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL)
    printed, compared = "", 0
    for kind, block in blocks:
        if kind == "text":
            assert printed == block
            compared += 1
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(block, names)  # noqa: S102 - the tutorial's own code
        printed = out.getvalue()
    assert compared == 3
    assert load(tmp_path / "elmira.yaml").data == names["elmira"].data


def test_the_example_of_the_reference_is_a_model_and_every_key_is_told() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    model = loads(example)
    assert model.states.names[model.states.count - 1] == "quarrel"
    assert build(model.data).rank.tolist() == model.rank.tolist()
    for key in KEYS:
        assert f"`{key}`" in text, key
