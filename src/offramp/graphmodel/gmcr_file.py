"""The `.gmcr` files of GMCR+ (Kinsara, Petersons, Hipel & Kilgour 2015), read and written without loss.

JSON: `options` with `permittedDirection` both, fwd or back; `decisionMakers` with indices of their options,
`preferences` (prioritised; a list of [option, "Y" or "N"] is a conjunction, `{"compound": true, "members": [...]}` one
of several), `preferenceRanking` (a nested list is a tie) and `payoffs`; `infeasibles`; `coalitions`;
`useManualPreferenceRanking`, in older files `useManualPreferenceVectors`. Whatever else a file holds (misperceptions,
versions) is kept and written back.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from offramp.errors import RunFolderError
from offramp.graphmodel.build import Builder, build
from offramp.graphmodel.logic import Condition, all_of, any_of, literal
from offramp.graphmodel.model import GraphModel, GraphModelError
from offramp.graphmodel.states import is_pattern
from offramp.scenario.problems import Problem, shown

MAX_BYTES = 50_000_000
TO_OURS = {"both": "both", "fwd": "forward", "back": "backward"}
TO_THEIRS = {ours: theirs for theirs, ours in TO_OURS.items()}
NEWEST_SWITCH = "useManualPreferenceRanking"
SWITCHES = (NEWEST_SWITCH, "useManualPreferenceVectors")


def read_gmcr(path: str | Path) -> GraphModel:
    """Read a .gmcr file; all of its content stays in `kept`. Raises GraphModelError."""
    name = str(path)
    try:
        if Path(path).stat().st_size > MAX_BYTES:
            raise GraphModelError([Problem(name, 0, "", "a file over 50 MB", "a .gmcr file of at most 50 MB")])
        raw = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise GraphModelError(
            [Problem(name, error.lineno, "", f"JSON that does not parse ({error.msg})", "a .gmcr file")]
        ) from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise GraphModelError(
            [Problem(name, 0, "", f"something that is not JSON ({type(error).__name__})", "a .gmcr file")]
        ) from None
    except OSError as error:
        raise GraphModelError(
            [Problem(name, 0, "", (error.strerror or "an unreadable file").lower(), "a .gmcr file")]
        ) from None
    return model_of(raw, name)


def model_of(raw: Any, file: str = "the model") -> GraphModel:
    """A model from the content of a .gmcr file. Raises GraphModelError."""
    model = build(plain_form(raw, file), file=file)
    return GraphModel(
        **{**{key: getattr(model, key) for key in model.__dataclass_fields__}, "kept": copy.deepcopy(raw)}
    )


def write_gmcr(model: GraphModel, path: str | Path) -> None:
    """Write a model as .gmcr. Raises GraphModelError, or RunFolderError where the file cannot be written."""
    text = json.dumps(content_of(model), ensure_ascii=False)
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunFolderError(f"cannot write {path}: {error.strerror}") from None


def content_of(model: GraphModel) -> dict[str, Any]:
    """The content of a .gmcr file: what was read, with what has changed since laid over it.

    Raises:
        GraphModelError: a model without options, or one with coalesced states, which such files cannot hold.
    """
    if not model.options or model.states.coalesced:
        found = "coalesced states" if model.options else "a model given by its moves alone"
        raise GraphModelError([f"a .gmcr file cannot hold {found}; write YAML instead"])
    fresh = _translated(model)
    if not model.kept:
        return {**fresh, "program": "offramp"}
    before = _translated(model_of(model.kept))
    return _merged(model.kept, before, fresh)


def plain_form(raw: Any, file: str) -> dict[str, Any]:
    """The content of a .gmcr file in the form of our YAML. Raises GraphModelError."""
    try:
        return _plain_form(raw)
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        what = f"the key {error} missing" if isinstance(error, KeyError) else str(error)
        raise GraphModelError([Problem(file, 0, "", what, "a .gmcr file as GMCR+ writes it")]) from None


def _plain_form(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise TypeError(shown(raw))
    options = raw["options"]
    names = _unique([str(option["name"]) for option in options])
    makers: dict[str, Any] = {}
    owned: dict[int, str] = {}
    for label, maker in zip(
        _unique([str(m["name"]) for m in raw["decisionMakers"]]), raw["decisionMakers"], strict=True
    ):
        own = {}
        for index in maker["options"]:
            if not 0 <= index < len(names):
                raise IndexError(f"option {index} of {label}, where options are 0 to {len(names) - 1}")
            if index in owned:
                raise ValueError(f"the option {names[index]!r} of two decision makers, {owned[index]} and {label}")
            owned[index] = label
            own[names[index]] = TO_OURS[options[index].get("permittedDirection", "both")]
        makers[label] = {"options": own, "preferences": _preferences(raw, maker, names)}
    loose = [name for index, name in enumerate(names) if index not in owned]
    if loose:
        raise ValueError(f"the option {loose[0]!r} without a decision maker")
    infeasible = [_pattern(entry, len(names)) for entry in raw.get("infeasibles", [])]
    out = {
        "graphmodel": 1,
        "title": str(raw.get("title", "")),
        "decision_makers": makers,
        "option_order": names,
        "infeasible": infeasible,
    }
    labels = list(makers)
    groups = [
        [labels[i] for i in entry] for entry in raw.get("coalitions", []) if isinstance(entry, list) and len(entry) > 1
    ]
    return {**out, "coalitions": groups} if groups else out


def _pattern(entry: list[list[Any]], count: int) -> str:
    """An infeasible pattern as letters."""
    letters = ["-"] * count
    for index, letter in entry:
        if not 0 <= index < count:
            raise IndexError(f"option {index} in an infeasible pattern, where options are 0 to {count - 1}")
        letters[index] = str(letter)
    return "".join(letters)


def _preferences(raw: dict[str, Any], maker: dict[str, Any], names: list[str]) -> dict[str, Any]:
    manual = any(raw.get(switch) for switch in SWITCHES)
    ranking = maker.get("preferenceRanking", maker.get("preferenceVec"))
    if manual and ranking:
        return {"ranking": copy.deepcopy(ranking)}
    if maker.get("preferences"):
        return {"statements": [_condition(entry).text(names) for entry in maker["preferences"]]}
    if maker.get("payoffs"):
        return {"payoffs": list(maker["payoffs"])}
    return {"ranking": copy.deepcopy(ranking)} if ranking else {}


def _condition(entry: Any) -> Condition:
    """A preference of a .gmcr file as a condition."""
    if isinstance(entry, dict):
        return any_of([_condition(member) for member in entry["members"]])
    return all_of([literal(int(index), taken=taken == "Y") for index, taken in entry])


def _translated(model: GraphModel) -> dict[str, Any]:
    """A model in the words of a .gmcr file, without what such a file may hold besides."""
    manual = any(preference.form == "ranking" for preference in model.preferences)
    makers = []
    for maker, preference in zip(model.makers, model.preferences, strict=True):
        out: dict[str, Any] = {"name": maker.name, "options": list(maker.options)}
        if preference.form == "statements":
            out["preferences"] = [_entry(statement) for statement in preference.statements]
        if manual or preference.form == "comparisons":
            out["preferenceRanking"] = _ranking(preference.rank.tolist())
        if preference.form == "payoffs":
            out["payoffs"] = (preference.rank + 1).tolist()
        makers.append(out)
    out = {
        "options": [{"name": o.name, "permittedDirection": TO_THEIRS[o.direction]} for o in model.options],
        "decisionMakers": makers,
        "infeasibles": _infeasibles(model),
        NEWEST_SWITCH: manual,
    }
    if model.coalitions:
        alone = sorted(set(range(len(model.makers))) - {i for members in model.coalitions for i in members})
        out["coalitions"] = [*alone, *(list(members) for members in model.coalitions)]
    return out


def _entry(statement: Condition) -> Any:
    """A condition as a preference of a .gmcr file."""
    cases = [[[option, "Y" if taken else "N"] for option, taken in sorted(case.items())] for case in statement.cases()]
    return cases[0] if len(cases) == 1 else {"compound": True, "members": cases}


def _ranking(rank: list[int]) -> list[Any]:
    """States from 1, best first, ties as lists."""
    groups: dict[int, list[int]] = {}
    for state, place in enumerate(rank):
        groups.setdefault(place, []).append(state + 1)
    return [group[0] if len(group) == 1 else group for _, group in sorted(groups.items(), reverse=True)]


def _infeasibles(model: GraphModel) -> list[list[list[Any]]]:
    """Infeasible patterns; conditions become as many patterns as they have alternatives."""
    count = len(model.options)
    if model.data.get("feasible"):
        raise GraphModelError(["a .gmcr file cannot hold `feasible` patterns; write what is infeasible, or YAML"])
    builder = Builder(model.data)
    builder.options, builder.makers = list(model.options), list(model.makers)
    out = []
    for text, condition in zip(model.data.get("infeasible") or [], builder.conditions("infeasible"), strict=True):
        if isinstance(text, str) and is_pattern(text, count):
            out.append([[bit, letter] for bit, letter in enumerate(text) if letter != "-"])
        else:
            out += [
                [[option, "Y" if taken else "N"] for option, taken in sorted(case.items())]
                for case in condition.cases()
            ]
    return out


def _merged(kept: Any, before: Any, fresh: Any) -> Any:
    """`fresh` where it differs from `before`, else what was `kept`; keys that we know nothing of stay as they are."""
    if fresh == before:
        return copy.deepcopy(kept)
    if isinstance(kept, dict) and isinstance(before, dict) and isinstance(fresh, dict):
        out = {
            key: _merged(kept.get(key), before.get(key), fresh[key]) if key in fresh else value
            for key, value in kept.items()
            if key in fresh or key not in before
        }
        added = {key: value for key, value in fresh.items() if key not in out and value != before.get(key)}
        return {**out, **copy.deepcopy(added)}
    if (
        isinstance(kept, list)
        and isinstance(before, list)
        and isinstance(fresh, list)
        and len(kept) == len(before) == len(fresh)
    ):
        return [_merged(*three) for three in zip(kept, before, fresh, strict=True)]
    return copy.deepcopy(fresh)


def _unique(names: list[str]) -> list[str]:
    """The same names, a number behind those that come again."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out
