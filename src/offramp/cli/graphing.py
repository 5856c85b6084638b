"""`offramp graph MODEL`: a graph model file, or an ordinal model derived from a scenario."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.cli.console import INVALID, say, write_new
from offramp.ensemble.preparing import prepare
from offramp.errors import RunFolderError, UnknownNameError

if TYPE_CHECKING:
    from offramp.graphmodel.answer import Answer
    from offramp.graphmodel.derive import Derived
    from offramp.graphmodel.model import GraphModel
    from offramp.report.graph_compared import Compared

ENDINGS = ".yaml, .gmcr, .csv or .graphml"


@dataclass(frozen=True)
class Options:
    """What the user asked for."""

    policy: str | None
    all_coalitions: bool
    coalitions: list[str]
    samples: int
    seed: int
    write: Path | None
    out: Path | None
    game: bool
    as_json: bool


def show(name: str, options: Options) -> int:
    """Solve and print; returns the exit code."""
    from offramp.graphmodel.model import GraphModelError

    try:
        return _show(name, options)
    except GraphModelError as error:
        count = len(error.problems)
        say(f"{count} problem{'s' if count != 1 else ''} in the graph model:")
        for number, problem in enumerate(error.problems, 1):
            say(f"{number:3d}. {problem}")
        return INVALID


def _show(name: str, options: Options) -> int:
    from offramp.graphmodel.answer import answer, document
    from offramp.graphmodel.terminal import text

    model, derived, comment = _model(name, options.policy)
    named = [_coalition(model, members) for members in options.coalitions] or list(model.coalitions)
    found = answer(
        model, coalitions=None if options.all_coalitions else named, samples=options.samples, seed=options.seed
    )
    compared = _compared(name, derived, found) if derived is not None and options.game else []
    if options.write:
        _write_one(options.write, model, found, comment)
    if options.out:
        say(f"{_write_all(options.out, model, found, comment, compared)} written")
    if options.as_json:
        extra = {"policy": derived.policy, "beside_the_game": [asdict(one) for one in compared]} if derived else {}
        print(json.dumps({**document(found), **extra}, indent=1, ensure_ascii=False))
        return 0
    print(text(found))
    if derived is not None:
        _print_derived(derived, compared, comment, model)
    return 0


def _model(name: str, policy: str | None) -> tuple[GraphModel, Derived | None, str]:
    """The model, what it was derived from if it was, and a comment for its file."""
    from offramp.graphmodel import build
    from offramp.graphmodel.model_file import is_graph_model, load

    path = Path(name)
    if path.suffix == ".gmcr" or (path.is_file() and is_graph_model(path)):
        if policy:
            raise UnknownNameError("--policy goes with a scenario, not with a graph model file")
        return load(path), None, ""
    from offramp.graphmodel.derive import derive
    from offramp.scenario import load as load_scenario

    derived = derive(load_scenario(name), policy)
    return build(derived.data, file=f"the model derived from {name}"), derived, derived.comment


def _compared(name: str, derived: Derived, found: Answer) -> list[Compared]:
    from offramp import study
    from offramp.report.graph_compared import compare
    from offramp.scenario import load as load_scenario

    scenario = load_scenario(name)
    prepare(scenario, say)
    return compare(derived, found, study.solve(scenario, derived.policy))


def _coalition(model: GraphModel, members: str) -> tuple[int, ...]:
    """A coalition from names with + or commas between them."""
    out = []
    for name in (part.strip() for part in members.replace("+", ",").split(",")):
        if name not in model.names:
            near = get_close_matches(name, model.names, n=1, cutoff=0.0)
            raise UnknownNameError(
                f"no decision maker is called {name!r}; did you mean {near[0]!r}? There are: {', '.join(model.names)}"
            )
        out.append(model.names.index(name))
    return tuple(sorted(set(out)))


def _writers(model: GraphModel, found: Answer, comment: str) -> dict[str, Callable[[], str]]:
    """Ending of a file -> its text."""
    from offramp.graphmodel import export, gmcr_file, model_file
    from offramp.graphmodel.model import GraphModelError

    def solved() -> Any:
        if found.stability is None:
            raise GraphModelError(["tables need full rankings; this model has comparisons only"])
        return found.stability

    def yaml() -> str:
        return model_file.to_yaml(model.data, comment)

    return {
        ".yaml": yaml,
        ".yml": yaml,
        ".gmcr": lambda: json.dumps(gmcr_file.content_of(model), ensure_ascii=False),
        ".csv": lambda: export.csv_text(model, solved()),
        ".graphml": lambda: export.graphml_text(model, solved()),
    }


def _write_one(path: Path, model: GraphModel, found: Answer, comment: str) -> None:
    """Write one file in the format of its ending; an existing file is left alone."""
    writers = _writers(model, found, comment)
    if path.suffix not in writers:
        raise UnknownNameError(f"cannot tell the format of {str(path)!r}: it should end in {ENDINGS}")
    content = writers[path.suffix]()
    write_new(path, content)
    say(f"{path} written")


def _write_all(folder: Path, model: GraphModel, found: Answer, comment: str, compared: list[Compared]) -> Path:
    """Write report.html, model.yaml and, for models that are not too large, states.csv and moves.graphml."""
    from offramp.graphmodel.model import GraphModelError
    from offramp.report.graph_page import render

    writers = _writers(model, found, comment)
    page = folder / "report.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        page.write_text(render(found, compared), encoding="utf-8")
        for file, ending in (("model.yaml", ".yaml"), ("states.csv", ".csv"), ("moves.graphml", ".graphml")):
            try:
                (folder / file).write_text(writers[ending](), encoding="utf-8")
            except GraphModelError as error:
                say(f"{file} left out: {error}")
    except OSError as error:
        raise RunFolderError(f"cannot write to {folder}: {error.strerror}") from None
    return page


def _print_derived(derived: Derived, compared: list[Compared], comment: str, model: GraphModel) -> None:
    """The derived model for edit, and the comparison."""
    from offramp.graphmodel.model_file import to_yaml

    print("\nThe model, for edit (--write FILE.yaml saves it):\n")
    print(to_yaml(model.data, comment))
    if compared:
        from offramp.report.graph_compared import text

        print(text(compared, derived))
