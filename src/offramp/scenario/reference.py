"""The reference of the scenario file, written from the schema and the shared defaults.

`python -m offramp.scenario.reference` writes docs/reference/scenario-file.md; a test fails when that page is stale.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from offramp.scenario.defaults import DISCOUNT, FIGHTING, template
from offramp.scenario.fields import SidedNumber, Spec
from offramp.scenario.parsing import is_number
from offramp.scenario.schema import Scenario
from offramp.scenario.structure import is_number_type, keys_of, options
from offramp.scenario.writing import flow

PAGE = Path("docs/reference/scenario-file.md")
INTRODUCTION = """# The scenario file

<!-- written by `python -m offramp.scenario.reference`; a test fails when it is stale -->

A scenario is one YAML 1.2 file. Keys are always read as text; tags, anchors, aliases and merge keys are refused, and
so are files over 1 MB. Nothing in a file is ever executed. `offramp check` lists every fault with its line.

## Numbers

Where this page says *number*, a file may write

- a scalar: `0.3`;
- a quantity, drawn once per world: a mapping with exactly one of `value: x`, `uniform: [low, high]`,
  `loguniform: [low, high]`, `triangular: [low, mode, high]`, `pert: [low, mode, high]`,
  `beta: {a, b, low: 0, high: 1}`, `truncnorm: {mean, sd, low, high}`, `lognormal: {median, spread}` (`spread` is the
  factor of one standard deviation), `discrete: {"0.2": 0.5, "0.7": 0.5}` (or a list of `{value, chance}`), or
  `choice: [x, y]` (equally likely);
- a dated number: `steps: {0: n, 7: n}` (each holds until the next) or `lines: {0: n, 12: n}` (straight lines between);
  months count from `start` and may be negative; the end values hold before the first and after the last date;
- a reference: `use: NAME`, one of `quantities` or the path of any number, and optionally `times:` a scalar or a name.
  Everything that uses a number shares its draw.

Beside any of the last three may stand `label`, `unit`, `question`, and `rests_on: {basis, source, note}` with `basis`
one of `read`, `recalled`, `judgement`.

A *number per side* is `{a: number, b: number}`, or one number for both (and then one draw for both).

The **path** of a number is the dotted keys down to it: `battlefield.theta`, `red_lines.membership.real`,
`quantities.us-aid`. Items of a list go by their `name`, or by their place counted from 0. One date of a dated number is
`PATH.steps.7`. Ranges below hold over the whole range of a distribution. Numbers marked *fixed* cannot be dated and
cannot be changed by a policy.
"""


def page() -> str:
    """The whole page, Markdown."""
    parts = [INTRODUCTION, "## The top level", table(Scenario, ())]
    seen: set[type] = set()
    for title, model, place in _models(Scenario, (), seen):
        parts += [f"## {title}", (model.__doc__ or "").strip().splitlines()[0], table(model, place)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def table(model: type[BaseModel], place: tuple[str, ...]) -> str:
    """The keys of one part of the schema, as a Markdown table."""
    rows = ["| key | what | kind | default |", "|---|---|---|---|"]
    for key, info in keys_of(model).items():
        spec = _spec(info)
        words = spec.about if spec else info.description or ""
        if spec and not words:
            words = info.description or ""
        rows.append(
            f"| `{key}` | {_cell(words)} | {_cell(_kind(info, spec))} | {_cell(_default(info, (*place, key)))} |"
        )
    return "\n".join(rows)


def _models(
    model: type[BaseModel], place: tuple[str, ...], seen: set[type]
) -> Iterator[tuple[str, type[BaseModel], tuple[str, ...]]]:
    """Every part of the schema under `model`, once, where it is first met."""
    for key, info in keys_of(model).items():
        free, kind = _content(info.annotation)
        for option in options(kind):
            if not (isinstance(option, type) and issubclass(option, BaseModel)) or option in seen | {SidedNumber}:
                continue
            seen.add(option)
            here = (*place, key, *free)
            if not option.__name__.startswith("Pair"):
                yield "`" + ".".join(here) + "`" + _of(option), option, here
            yield from _models(option, here, seen)


def _content(kind: Any) -> tuple[tuple[str, ...], Any]:
    """What is inside mappings and lists, and how the way there is written."""
    way: list[str] = []
    while True:
        inner = options(kind)[0]
        if get_origin(inner) not in (dict, list):
            return tuple(way), kind
        way.append("NAME" if get_origin(inner) is dict else "ITEM")
        kind = get_args(inner)[-1]


def _of(option: type[BaseModel]) -> str:
    """For drivers: which ones are meant."""
    info = keys_of(option).get("of")
    return " of " + ", ".join(get_args(info.annotation)) if info else ""


def _spec(info: FieldInfo) -> Spec | None:
    return next((item for item in info.metadata if isinstance(item, Spec)), None)


def _kind(info: FieldInfo, spec: Spec | None) -> str:
    free, inner = _content(info.annotation)
    first = options(inner)[0]
    if is_number_type(inner):
        name = "number"
    elif get_origin(first) is Literal:
        name = ", ".join(f"`{value}`" for value in get_args(first))
    elif isinstance(first, type) and issubclass(first, SidedNumber):
        name = "number per side"
    elif isinstance(first, type) and issubclass(first, BaseModel):
        name = "part" if free else "see below"
    else:
        name = {str: "text", int: "whole number", float: "scalar", bool: "true or false"}.get(first, "value")
    for step in reversed(free):
        name = f"mapping of names to {name}" if step == "NAME" else f"list of {name}"
    if spec and spec.about.startswith("what it adds: a number"):
        name = "number, or mapping of packages to number"
    return name + (_limits(spec) if spec else _plain_limits(info))


def _plain_limits(info: FieldInfo) -> str:
    """Limits of a scalar, from the field's own constraints."""
    words = {"ge": "at least", "gt": "above", "le": "at most", "max_length": "at most"}
    notes = []
    for item in info.metadata:
        for key, word in words.items():
            if getattr(item, key, None) is not None:
                notes.append(f"{word} {getattr(item, key):g}{' entries' if key == 'max_length' else ''}")
    return "; " + ", ".join(notes) if notes else ""


def _limits(spec: Spec) -> str:
    notes = [spec.unit] if spec.unit else []
    if not math.isinf(spec.low):
        notes.append(f"at least {spec.low:g}" if math.isinf(spec.high) else f"{spec.low:g} to {spec.high:g}")
    notes += ["whole"] * spec.whole + ["fixed"] * (not spec.dated) + ["drawn per world as yes or no"] * spec.yes_no
    return "; " + "; ".join(notes) if notes else ""


def _default(info: FieldInfo, place: tuple[str, ...]) -> str:
    shared = _shared(place)
    if shared is not None:
        return shared
    if info.is_required():
        return "**required**"
    value = info.get_default(call_default_factory=True, validated_data={})
    value = getattr(value, "value", value)
    return "none" if value is None or value in ("", {}, []) else f"`{flow(value)}`"


COMPUTED = {
    "ladders": "two rungs a side: hold and attack",
    "aid": "none",
    "aid_scale": "`{a: 1, b: 1}`",
    "measures": f"`fighting`: {FIGHTING['label'].lower()}",
    "parties": "the two sides, weight 1 on each measure",
    "baseline": "the first policy",
    "parties.NAME.discount": f"`{flow({'uniform': DISCOUNT['uniform']})}`",
    "parties.NAME.weights": "none",
    "policies.NAME.floor": "0",
    "policies.NAME.cap": "the top of the ladder",
    "preferences.weights": "0.5 shared evenly",
    "preferences.territory.values": "0 to 1 along the front for a, 1 to 0 for b",
    "record.policy": "the baseline",
    "sides.people": "the name",
    **{f"packages.NAME.{key}": f"as `commitment.{key}`" for key in ("guarantee", "penalty", "rearm", "incident")},
}


def _shared(place: tuple[str, ...]) -> str | None:
    """The shared default at a place, or None."""
    way = [key for key in place if key not in ("a", "b")]
    if ".".join(way) in COMPUTED:
        return COMPUTED[".".join(way)]
    node: Any = template()
    for key in place:
        node = node.get(key, node.get("side")) if isinstance(node, dict) and key in ("a", "b") else _get(node, key)
    node = node.get("each", node) if isinstance(node, dict) else node
    if not is_number(node):
        return "see below" if isinstance(node, dict) else None
    kind = (
        next((key for key in node if key not in ("label", "unit", "question", "rests_on")), "")
        if isinstance(node, dict)
        else ""
    )
    if not kind:
        return f"`{flow(node)}`"
    value = flow(node[kind]) if kind == "value" else flow({kind: node[kind]})
    return f"`{value}` ({node['rests_on']['note']})"


def _get(node: Any, key: str) -> Any:
    if not isinstance(node, dict):
        return None
    return node.get(key, node["side"].get(key) if isinstance(node.get("side"), dict) else None)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> None:
    """Write the page under the current directory."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")


if __name__ == "__main__":
    main()
