"""Graph models as files: our YAML, with every fault and its line, and the choice of format by a file's ending."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from offramp.errors import ScenarioError, UnknownNameError
from offramp.graphmodel.build import build
from offramp.graphmodel.gmcr_file import read_gmcr
from offramp.graphmodel.model import GraphModel, GraphModelError
from offramp.scenario.reading import Document, read_file, read_text

YAML_ENDINGS = (".yaml", ".yml")
GMCR_ENDING = ".gmcr"
WIDTH = 118
_PLAIN = re.compile(r"[A-Za-z_](?:[\w.'()/ -]*[\w.'()/-])?", re.ASCII)
_WORDS = {"true", "false", "null", "y", "n", "yes", "no", "on", "off"}


def load(path: str | Path) -> GraphModel:
    """Read a model from a YAML or .gmcr file.

    Raises:
        UnknownNameError: no such file, or an ending that is neither.
        GraphModelError: the file has faults; `problems` lists all of them.
    """
    path = Path(path)
    if not path.exists():
        raise UnknownNameError(f"no file is called {str(path)!r}; a graph model is a .yaml or .gmcr file")
    if path.suffix == GMCR_ENDING:
        return read_gmcr(path)
    if path.suffix not in YAML_ENDINGS:
        raise UnknownNameError(f"{str(path)!r} is neither .yaml nor .gmcr, the two formats of graph models")
    try:
        return _model(read_file(path))
    except GraphModelError:
        raise
    except ScenarioError as error:
        raise GraphModelError(error.problems) from None


def loads(text: str, file: str = "<text>") -> GraphModel:
    """Read a model from YAML text. Raises GraphModelError."""
    try:
        return _model(read_text(text, file))
    except GraphModelError:
        raise
    except ScenarioError as error:
        raise GraphModelError(error.problems) from None


def is_graph_model(path: Path) -> bool:
    """Whether a file looks like a graph model: a .gmcr file, or YAML with a line that begins with `graphmodel:`."""
    if path.suffix == GMCR_ENDING:
        return True
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return any(line.startswith(("graphmodel:", "decision_makers:")) for line in file)
    except OSError:
        return False


def _model(document: Document) -> GraphModel:
    """A model from a document; faults of the YAML and of the model together."""
    try:
        model = build(document.data, document.line, document.file)
    except GraphModelError as error:
        raise GraphModelError([*document.problems, *error.problems]) from None
    if document.problems:
        raise GraphModelError(document.problems)
    return model


def to_yaml(data: dict[str, Any], comment: str = "") -> str:
    """The plain form of a model as YAML, `comment` before it line by line."""
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    return "\n".join([*lines, *_block(data, ""), ""])


def _block(value: dict[str, Any] | list[Any], indent: str) -> list[str]:
    """A mapping or a list in lines, what is short on one line."""
    pairs = (
        [(f"{_scalar(key)}:", inner) for key, inner in value.items()]
        if isinstance(value, dict)
        else [("-", v) for v in value]
    )
    out = []
    for head, inner in pairs:
        short = _inline(inner)
        if short is not None and (not isinstance(inner, dict | list) or len(indent) + len(head) + len(short) < WIDTH):
            out.append(f"{indent}{head} {short}")
        else:
            out += [f"{indent}{head}", *_block(inner, indent + "  ")]
    return out


def _inline(value: Any) -> str | None:
    """A value on one line; None for what reads better in several (mappings of mappings, lists of texts with blanks)."""
    if isinstance(value, dict):
        nested = any(isinstance(inner, dict | list) for inner in value.values())
        return None if nested else "{" + ", ".join(f"{_scalar(k)}: {_scalar(v)}" for k, v in value.items()) + "}"
    if not isinstance(value, list):
        return _scalar(value)
    if any(isinstance(inner, str) and " " in inner for inner in value):
        return None
    parts = [_inline(inner) for inner in value]
    return None if None in parts else "[" + ", ".join(part for part in parts if part is not None) + "]"


def _scalar(value: Any) -> str:
    """A scalar; text in quotes unless it is plainly text."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    plain_inside = '"' in value and "'" not in value and value.isprintable()
    return f"'{value}'" if plain_inside else json.dumps(value, ensure_ascii=False)
