"""What a file says about one number -> Number, or the faults in it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from offramp.scenario.numbers import NO_ABOUT, About, AnyNumber, Dated, Fixed, RestsOn, Uncertain, Use
from offramp.scenario.problems import Fault, listed, nearest, shown
from offramp.scenario.quantities import (
    Beta,
    Discrete,
    Distribution,
    LogNormal,
    LogUniform,
    Pert,
    Triangular,
    TruncNorm,
    Uniform,
)

ABOUT_KEYS = ("label", "unit", "question", "rests_on")
BASES = ("read", "recalled", "judgement")
MAX_POINTS = 600
MAX_MONTH = 2400
ONE_NUMBER = "a number, a quantity (value, uniform, ...), a dated number (steps, lines) or `use`"


class NumberError(Exception):
    """Everything that is wrong with one number."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"found {fault.found}; expected {fault.expected}" for fault in faults))


def fault(where: tuple[str | int, ...], value: object, expected: str, near: str | None = None) -> NumberError:
    """One fault, ready to be raised."""
    return NumberError([Fault(where, shown(value), expected, near)])


def parse_number(raw: Any, *, inside_dated: bool = False) -> AnyNumber:
    """Turn a value of a file into a Number. Raises NumberError."""
    if _is_real(raw):
        return Fixed(float(raw))
    if not isinstance(raw, dict):
        raise fault((), raw, ONE_NUMBER)
    _refuse_unknown(raw, (*KINDS, *ABOUT_KEYS, "times"))
    kinds = [key for key in raw if key in KINDS]
    if len(kinds) != 1:
        found = f"{len(kinds)} of them ({listed(kinds)})" if kinds else f"a mapping with {listed(raw)}"
        raise NumberError([Fault((), found, f"exactly one of {listed(KINDS)}")])
    kind = kinds[0]
    if "times" in raw and kind != "use":
        raise fault(("times",), raw["times"], "`times` only beside `use`")
    if inside_dated and kind in ("steps", "lines"):
        raise fault((kind,), raw[kind], "a number, a quantity or `use`: dates inside dates are not read")
    return KINDS[kind](kind, raw, parse_about(raw))


def is_number(raw: Any) -> bool:
    """Whether `raw` is written as one number (and not, say, as a mapping of sides or packages to numbers)."""
    return _is_real(raw) or (isinstance(raw, dict) and any(key in KINDS for key in raw))


def parse_about(raw: dict[str, Any]) -> About:
    """The label, unit, question and grounds beside a number. Raises NumberError."""
    texts = {}
    for key in ("label", "unit", "question"):
        texts[key] = raw.get(key, "")
        if not isinstance(texts[key], str):
            raise fault((key,), raw[key], "text")
    grounds = parse_rests_on(raw["rests_on"]) if "rests_on" in raw else None
    return About(rests_on=grounds, **texts) if grounds or any(texts.values()) else NO_ABOUT


def parse_rests_on(raw: Any) -> RestsOn:
    """What a number rests on: `{basis, source, note}`. Raises NumberError."""
    if not isinstance(raw, dict):
        raise fault(("rests_on",), raw, "a mapping with basis, source, note")
    for key in raw:
        if key not in ("basis", "source", "note"):
            raise fault(("rests_on", key), key, "basis, source or note", nearest(key, ("basis", "source", "note")))
    if raw.get("basis") not in BASES:
        raise fault(("rests_on", "basis"), raw.get("basis"), "read, recalled or judgement")
    for key in ("source", "note"):
        if not isinstance(raw.get(key, ""), str):
            raise fault(("rests_on", key), raw[key], "text")
    return RestsOn(raw["basis"], raw.get("source") or None, raw.get("note", ""))


def _value(kind: str, raw: dict[str, Any], about: About) -> AnyNumber:
    return Fixed(_real(raw[kind], (kind,)), about)


def _spread(kind: str, raw: dict[str, Any], about: About) -> AnyNumber:
    return Uncertain(DISTRIBUTIONS[kind](kind, raw[kind]), about)


def _dated(kind: str, raw: dict[str, Any], about: About) -> AnyNumber:
    given = raw[kind]
    if not isinstance(given, dict) or not 0 < len(given) <= MAX_POINTS:
        raise fault((kind,), given, f"a mapping of 1 to {MAX_POINTS} months to numbers, e.g. {{0: 1, 12: 0.5}}")
    points, faults = {}, []
    for key, value in given.items():
        try:
            month = parse_month(key)
            if month in points:
                raise fault((), key, "each month once")
            points[month] = parse_number(value, inside_dated=True)
        except NumberError as error:
            faults += [Fault((kind, key, *f.where), f.found, f.expected, f.nearest) for f in error.faults]
    if faults:
        raise NumberError(faults)
    return Dated(kind, dict(sorted(points.items())), about)


def parse_month(key: str) -> int:
    """A month as a key of a mapping; months count from the start and may be negative. Raises NumberError."""
    try:
        month = int(key)
    except ValueError:
        raise fault((), key, "a whole month, counted from the start (negative: before it)") from None
    if abs(month) > MAX_MONTH:
        raise fault((), key, f"a month between -{MAX_MONTH} and {MAX_MONTH}")
    return month


def _use(kind: str, raw: dict[str, Any], about: About) -> AnyNumber:
    name, times = raw[kind], raw.get("times", 1.0)
    if not isinstance(name, str) or not name:
        raise fault((kind,), name, "the name of one of `quantities`, or the path of a number")
    if _is_real(times):
        return Use(name, float(times), about)
    if not isinstance(times, str) or not times:
        raise fault(("times",), times, "a number, or the name of one of `quantities`")
    return Use(name, times, about)


def _ordered(kind: str, raw: Any) -> list[float]:
    names = {"uniform": "[low, high]", "loguniform": "[low, high]"}.get(kind, "[low, mode, high]")
    count = names.count(",") + 1
    if not isinstance(raw, list) or len(raw) != count:
        raise fault((kind,), raw, names)
    ends = [_real(value, (kind, place)) for place, value in enumerate(raw)]
    if ends != sorted(ends) or ends[0] == ends[-1]:
        raise NumberError([Fault((kind,), str(raw), f"{names} in increasing order")])
    if kind == "loguniform" and ends[0] <= 0:
        raise NumberError([Fault((kind,), str(raw), "ends above 0")])
    return ends


def _fields(kind: str, raw: Any, needed: tuple[str, ...], optional: dict[str, float]) -> dict[str, float]:
    if not isinstance(raw, dict):
        raise fault((kind,), raw, f"a mapping with {listed((*needed, *optional))}")
    for key in raw:
        if key not in needed and key not in optional:
            allowed = (*needed, *optional)
            raise fault((kind, key), key, f"one of {listed(allowed)}", nearest(key, allowed))
    for key in needed:
        if key not in raw:
            raise NumberError([Fault((kind,), f"no {key}", f"{kind}: {{{', '.join(needed)}}}")])
    return {key: _real(raw.get(key, optional.get(key)), (kind, key)) for key in (*needed, *optional)}


def _beta(kind: str, raw: Any) -> Distribution:
    got = _fields(kind, raw, ("a", "b"), {"low": 0.0, "high": 1.0})
    if min(got["a"], got["b"]) <= 0 or got["low"] >= got["high"]:
        raise NumberError([Fault((kind,), str(raw), "a and b above 0, and low below high")])
    return Beta(**got)


def _truncnorm(kind: str, raw: Any) -> Distribution:
    got = _fields(kind, raw, ("mean", "sd", "low", "high"), {})
    if got["sd"] <= 0 or got["low"] >= got["high"]:
        raise NumberError([Fault((kind,), str(raw), "sd above 0, and low below high")])
    if got["low"] - got["mean"] > 8 * got["sd"] or got["mean"] - got["high"] > 8 * got["sd"]:
        raise NumberError([Fault((kind,), str(raw), "low to high within 8 sd of the mean")])
    return TruncNorm(**got)


def _lognormal(kind: str, raw: Any) -> Distribution:
    got = _fields(kind, raw, ("median", "spread"), {})
    if got["median"] <= 0 or got["spread"] <= 1:
        raise NumberError([Fault((kind,), str(raw), "median above 0 and spread above 1 (a factor)")])
    return LogNormal(**got)


def _discrete(kind: str, raw: Any) -> Distribution:
    pairs: list[tuple[float, float]] = []
    if isinstance(raw, dict):
        pairs = [(_text_real(key, (kind, key)), _real(chance, (kind, key))) for key, chance in raw.items()]
    elif isinstance(raw, list):
        for place, item in enumerate(raw):
            got = _fields(str(place), item, ("value", "chance"), {})
            pairs.append((got["value"], got["chance"]))
    values, chances = [v for v, _ in pairs], [c for _, c in pairs]
    if not pairs or len(set(values)) != len(values):
        raise fault((kind,), raw, "a mapping of values to chances, each value once, or a list of {value, chance}")
    if min(chances) < 0 or not math.isclose(sum(chances), 1.0, abs_tol=1e-6):
        raise NumberError(
            [Fault((kind,), f"chances that sum to {sum(chances):g}", "chances from 0 to 1 that sum to 1")]
        )
    pairs = sorted((v, c) for v, c in pairs if c > 0)
    return Discrete(tuple(v for v, _ in pairs), tuple(c for _, c in pairs))


def _choice(kind: str, raw: Any) -> Distribution:
    if not isinstance(raw, list) or not raw:
        raise fault((kind,), raw, "a list of equally likely values")
    values = sorted(_real(value, (kind, place)) for place, value in enumerate(raw))
    return Discrete(tuple(values), (1 / len(values),) * len(values))


DISTRIBUTIONS: dict[str, Callable[[str, Any], Distribution]] = {
    "uniform": lambda kind, raw: Uniform(*_ordered(kind, raw)),
    "loguniform": lambda kind, raw: LogUniform(*_ordered(kind, raw)),
    "triangular": lambda kind, raw: Triangular(*_ordered(kind, raw)),
    "pert": lambda kind, raw: Pert(*_ordered(kind, raw)),
    "beta": _beta,
    "truncnorm": _truncnorm,
    "lognormal": _lognormal,
    "discrete": _discrete,
    "choice": _choice,
}
KINDS: dict[str, Callable[[str, dict[str, Any], About], AnyNumber]] = {
    "value": _value,
    **dict.fromkeys(DISTRIBUTIONS, _spread),
    "steps": _dated,
    "lines": _dated,
    "use": _use,
}


def _is_real(raw: Any) -> bool:
    return isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) < 1e15 and math.isfinite(raw)


def _real(raw: Any, where: tuple[str | int, ...]) -> float:
    if not _is_real(raw):
        raise fault(where, raw, "a number")
    return float(raw)


def _text_real(key: str, where: tuple[str | int, ...]) -> float:
    try:
        return _real(float(key), where)
    except ValueError:
        raise fault(where, key, "a number") from None


def _refuse_unknown(raw: dict[str, Any], allowed: tuple[str, ...]) -> None:
    for key in raw:
        if key not in allowed:
            raise fault((key,), key, f"one of {listed(allowed)}", nearest(key, allowed))
