"""Graph models as files: our YAML, with every fault and its line, and the choice of format by a file's ending."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from offramp.errors import ScenarioError, UnknownNameError
from offramp.graphmodel.build import build
from offramp.graphmodel.gmcr_file import read_gmcr
from offramp.graphmodel.model import GraphModel, GraphModelError
from offramp.scenario.reading import Document, read_file, read_text

YAML_ENDINGS = (".yaml", ".yml")
GMCR_ENDING = ".gmcr"


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
    dumper = YAML(typ="rt")
    dumper.width = 118
    dumper.default_flow_style = None
    dumper.indent(mapping=2, sequence=4, offset=2)
    dumper.representer.ignore_aliases = lambda *_: True
    out = io.StringIO()
    dumper.dump(data, out)
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    return "\n".join([*lines, out.getvalue()])
