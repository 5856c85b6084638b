"""Fills the shared default ranges (defaults.yaml) into what a file says, and remembers where.

Works on plain values before they are checked, so it takes any nonsense in its stride: what is not a mapping is left
alone.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from offramp.scenario.fields import SIDES
from offramp.scenario.numbers import NO_ABOUT, About
from offramp.scenario.parsing import NumberError, is_number, parse_about
from offramp.scenario.reading import Place, read_text

DISCOUNT = {
    "uniform": [0.985, 0.998],
    "label": "Discounting of the ledger",
    "question": "How much does next month count in this party's ledger, against this one?",
    "rests_on": {"basis": "judgement", "note": "a horizon of five to forty years"},
}
FIGHTING = {"label": "Months of fighting", "unit": "months", "scale": 12, "drivers": [{"of": "fighting", "value": 1}]}
COMMITTED = ("guarantee", "penalty", "rearm")


@dataclass
class Filled:
    """A file's content with the defaults filled in.

    Attributes:
        data: the content; nothing in it is shared with the original.
        places: places that come from the defaults.
        names: side -> name, put in for {name} (the side in question), {a} and {b} in the words of the defaults.
    """

    data: Any
    places: set[Place] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)

    def is_default(self, place: Place) -> bool:
        """Whether the value at `place` is a shared default."""
        return any(place[:length] in self.places for length in range(1, len(place) + 1))

    def about(self, place: Place) -> About:
        """The words that the shared defaults have for `place`, if any."""
        node: Any = template()
        for key in place:
            if not isinstance(node, dict):
                return NO_ABOUT
            node = node.get(key, node.get("side", node.get("each"))) if key in SIDES else node.get(key)
        side = next((str(key) for key in reversed(place) if key in SIDES), "")
        if not isinstance(node, dict) or not is_number(node):
            return NO_ABOUT
        try:
            return parse_about(self._named(node, side))
        except NumberError:
            return NO_ABOUT

    def put(self, target: dict[str, Any], place: Place, value: Any) -> None:
        """Set a default where the file says nothing."""
        if place[-1] not in target:
            target[str(place[-1])] = copy.deepcopy(value)
            self.places.add(place)

    def _named(self, value: Any, side: str) -> Any:
        if isinstance(value, str):
            for word, who in (("{name}", side), ("{a}", "a"), ("{b}", "b")):
                value = value.replace(word, self.names.get(who, f"side {who}"))
            return value
        if isinstance(value, dict):
            return {key: self._named(inner, side) for key, inner in value.items()}
        return [self._named(inner, side) for inner in value] if isinstance(value, list) else value

    def merge(self, target: Any, model: dict[str, Any], place: Place, side: str = "") -> None:
        """Fill `target` from a part of the template."""
        if not isinstance(target, dict):
            return
        for key, value in _for_sides(model).items():
            inner, who = (*place, key), key if key in SIDES else side
            group = isinstance(value, dict) and not is_number(value)
            if group and "each" in value:
                self._merge_sided(target, inner, value["each"])
            elif group:
                self.merge(target.setdefault(key, {}), value, inner, who)
            else:
                self.put(target, inner, self._named(value, who))

    def _merge_sided(self, target: dict[str, Any], place: Place, each: Any) -> None:
        key = str(place[-1])
        target[key] = sided(target.get(key, {}), place)
        if isinstance(target[key], dict):
            for side in SIDES:
                self.put(target[key], (*place, side), self._named(each, side))


@cache
def template() -> dict[str, Any]:
    """The content of defaults.yaml."""
    text = resources.files("offramp.scenario").joinpath("defaults.yaml").read_text(encoding="utf-8")
    return read_text(text, "defaults.yaml").data


def fill(data: Any) -> Filled:
    """A copy of a file's content with every default filled in."""
    filled = Filled(copy.deepcopy(data))
    if not isinstance(filled.data, dict):
        return filled
    filled.names = _side_names(filled.data)
    _fill_start(filled)
    filled.merge(filled.data, template(), ())
    _fill_weights(filled)
    _fill_packages(filled)
    _fill_levers(filled)
    _fill_ledger(filled)
    return filled


def sided(raw: Any, place: Place) -> Any:
    """A number written for both sides at once becomes one number that both sides use."""
    if is_number(raw):
        raw = {"both": raw}
    if isinstance(raw, dict) and "both" in raw:
        path = ".".join(map(str, place))
        return {**raw, **{side: {"use": f"{path}.both"} for side in SIDES if side not in raw}}
    return raw


def _for_sides(model: dict[str, Any]) -> dict[str, Any]:
    """`side:` of the template stands for both sides."""
    if "side" not in model:
        return model
    rest = {key: value for key, value in model.items() if key != "side"}
    return {**dict.fromkeys(SIDES, model["side"]), **rest}


def _side_names(data: dict[str, Any]) -> dict[str, str]:
    result = {}
    for side in SIDES:
        name = _part(_part(data, "sides"), side).get("name")
        result[side] = name if isinstance(name, str) else f"side {side}"
        part = _part(_part(data, "sides"), side)
        if isinstance(name, str) and part:
            part.setdefault("people", name)
    return result


def _part(data: Any, key: str) -> dict[str, Any]:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


def _fill_start(filled: Filled) -> None:
    """With a lower top than usual the forces start at that top."""
    capacity = _part(filled.data, "capacity")
    top = capacity.get("top", 5)
    if isinstance(top, int) and top < 4:
        filled.merge(capacity, {"now": {"each": top}}, ("capacity",))


def _fill_weights(filled: Filled) -> None:
    """Issues share evenly what the land leaves at its usual half of the stakes."""
    issues = _part(filled.data, "issues")
    for side in SIDES:
        preferences = _part(_part(filled.data, "preferences"), side)
        if not preferences:
            continue
        if "weights" not in preferences:
            preferences["weights"] = {}
            for issue in issues:
                filled.put(preferences["weights"], ("preferences", side, "weights", issue), round(0.5 / len(issues), 6))


def _fill_packages(filled: Filled) -> None:
    """A package keeps to the scenario's commitment numbers (the same draws) where it names none of its own."""
    for name, package in _part(filled.data, "packages").items():
        if not isinstance(package, dict):
            continue
        place: Place = ("packages", name)
        filled.put(package, (*place, "incident"), {"use": "commitment.incident"})
        for key in COMMITTED:
            package[key] = sided(package.get(key, {}), (*place, key))
            if isinstance(package[key], dict):
                for side in SIDES:
                    filled.put(package[key], (*place, key, side), {"use": f"commitment.{key}.{side}"})


def _fill_levers(filled: Filled) -> None:
    data = filled.data
    for key in ("aid", "aid_scale"):
        part = data.setdefault(key, {})
        for side in SIDES:
            if isinstance(part, dict):
                filled.put(part, (key, side), {} if key == "aid" else 1.0)
    tops = {side: len(_part(_part(data, "ladders"), side).get("rungs") or ()) - 1 for side in SIDES}
    policies = _part(data, "policies")
    for name, policy in policies.items():
        if not isinstance(policy, dict):
            continue
        for key, each in (("floor", {"a": 0, "b": 0}), ("cap", tops)):
            policy[key] = sided(policy.get(key, {}), ("policies", name, key))
            if isinstance(policy[key], dict):
                for side in SIDES:
                    filled.put(policy[key], ("policies", name, key, side), max(each[side], 0))
    if policies:
        filled.put(data, ("baseline",), next(iter(policies)))
    record = _part(data, "record")
    if record:
        filled.put(record, ("record", "policy"), data.get("baseline", ""))
        if "capacity" in record:
            record["capacity"] = sided(record["capacity"], ("record", "capacity"))


def _fill_ledger(filled: Filled) -> None:
    data = filled.data
    if "measures" not in data:
        filled.put(data, ("measures",), {"fighting": FIGHTING})
    if "parties" not in data:
        data["parties"] = {}
        weights = dict.fromkeys(_part(data, "measures"), 1)
        for name in filled.names.values():
            filled.put(data["parties"], ("parties", name), {"label": name, "weights": weights})
    for name, party in _part(data, "parties").items():
        if isinstance(party, dict):
            filled.put(party, ("parties", name, "discount"), DISCOUNT)
            filled.put(party, ("parties", name, "weights"), {})
