"""The scenario as a whole: the top level of the file."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, PrivateAttr
from pydantic_core import PydanticCustomError

from offramp.scenario.accounts import Measure, Party, Record
from offramp.scenario.argued import Claim, Conclusion, Departure, Reading, Source, WhatHappened
from offramp.scenario.bargaining import (
    Beliefs,
    Channel,
    Commitment,
    Issue,
    Package,
    Preferences,
    RedLine,
    StartIn,
    Talking,
)
from offramp.scenario.catalogue import Entry, QuantityInfo, entries
from offramp.scenario.fields import Number, Pair, Part, Spec
from offramp.scenario.graph import NumberGraph
from offramp.scenario.ground import Battlefield, Capacity, Front, Hazard, Ladders, Side
from offramp.scenario.levers import Event, Policy, Switch
from offramp.scenario.numbers import About
from offramp.scenario.provenance import Provenance

MAX_MONTHS = 1200


def month_index(text: str) -> int:
    """Months since year 0 of a `YYYY-MM`."""
    year, month = text.split("-")
    return int(year) * 12 + int(month) - 1


def _year_month(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise PydanticCustomError("expected", "", {"found": f"the text {text!r}", "expected": "a month, YYYY-MM"})
    return text


class Scenario(Part):
    """One war as its file describes it, shared defaults filled in. Made by `load`; all maps keep the file's order."""

    harmless: ClassVar[dict[str, Any]] = {
        "start": "2000-01",
        "policies": {"none": {"offers": [], "floor": {"a": 0, "b": 0}, "cap": {"a": 0, "b": 0}}},
    }

    offramp: Literal[1] = Field(description="version of this format")
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60, description="short name, lower case with dashes")
    title: str = Field(min_length=1, description="title")
    question: str = Field(default="", description="what this file is for, as one question")
    start: Annotated[str, AfterValidator(_year_month)] = Field(description="calendar month 0, YYYY-MM")
    horizon: int = Field(default=36, ge=1, le=MAX_MONTHS, description="months reported")
    run_out: int = Field(
        default=48, ge=0, le=MAX_MONTHS, description="further months solved, so that the end does not show"
    )
    sources: dict[str, Source] = Field(default_factory=dict, description="key -> source")
    shared: Annotated[dict[str, Number], Spec("", "a shared number, for `use`")] = Field(
        default_factory=dict, alias="quantities"
    )
    sides: Pair[Side] = Field(description="the two belligerents; larger front values are good for a")
    front: Front = Field(description="the front")
    capacity: Capacity = Field(description="people and materiel")
    battlefield: Battlefield = Field(description="the balance of the fighting")
    ladders: Ladders = Field(description="escalation ladders")
    hazard: Hazard = Field(description="general war")
    issues: dict[str, Issue] = Field(default_factory=dict, max_length=20, description="what a deal must settle")
    packages: dict[str, Package] = Field(
        default_factory=dict, max_length=40, description="deals that may be on the table"
    )
    start_in: StartIn | None = Field(
        default=None, description="the peace the war begins in; left out: it begins in war at `front.now`"
    )
    preferences: Pair[Preferences] = Field(description="what each side's leadership wants")
    red_lines: dict[str, RedLine] = Field(
        default_factory=dict, max_length=40, description="terms a side would never sign"
    )
    commitment: Commitment = Field(description="how deals are kept and broken")
    beliefs: Beliefs = Field(description="disagreement about the balance")
    channel: Channel = Field(description="contact between the sides")
    talking: Talking = Field(description="what talking costs")
    mover: Annotated[Number, Spec("probability", "probability that a moves in a month", 0, 1)]
    aid: Annotated[Pair[dict[str, Number]], Spec("aid units", "amount a month by donor", 0)]
    aid_unit: str = Field(default="EUR bn a month", description="unit of aid")
    aid_scale: Pair[float] = Field(description="amount of aid a month that is 1 in the model, by side; above 0")
    policies: dict[str, Policy] = Field(
        min_length=1, max_length=40, description="what patrons may do: the thing under test"
    )
    baseline: str = Field(default="", description="policy that the others are compared with; the first if left out")
    events: dict[str, Event] = Field(
        default_factory=dict, max_length=20, description="what may happen under any policy"
    )
    switches: dict[str, Switch] = Field(default_factory=dict, max_length=40, description="changes of policy")
    measures: dict[str, Measure] = Field(max_length=60, description="what is counted month by month")
    parties: dict[str, Party] = Field(max_length=40, description="whose interests are accounted for")
    record: Record | None = Field(default=None, description="the war so far")
    claims: dict[str, Claim] = Field(default_factory=dict, description="statements of the sources")
    readings: dict[str, Reading] = Field(default_factory=dict, description="sets of claims")
    conclusions: dict[str, Conclusion] = Field(default_factory=dict, description="statements to test")
    what_happened: WhatHappened | None = Field(default=None, description="what came later; moves no number")
    departures: list[Departure] = Field(default_factory=list, description="departures from the shared default ranges")

    _raw: dict[str, Any] = PrivateAttr(default_factory=dict)
    _file: str = PrivateAttr(default="")
    _provenance: Provenance | None = PrivateAttr(default=None)

    def settle(self, raw: dict[str, Any], file: str, provenance: Provenance) -> None:
        """Tell the scenario where it comes from; called once, on loading."""
        self._raw, self._file, self._provenance = raw, file, provenance

    @property
    def raw(self) -> dict[str, Any]:
        """The content as plain dicts, lists and scalars, with the shared defaults filled in."""
        return self._raw

    @property
    def file(self) -> str:
        """The file it was read from."""
        return self._file

    @property
    def line_today(self) -> float:
        """Where the sides stand at the start: the line of the peace the war begins in, else the front."""
        if self.start_in is None:
            return self.front.now
        named = self.packages[self.start_in.package].line
        return next(line for line in (self.start_in.line, named, self.front.now) if line is not None)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the content, defaults included, in hex: layout and comments do not count, order does."""
        text = json.dumps(_canonical(self._raw), separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def short_hash(self) -> str:
        """The first 16 digits of `hash`, for showing."""
        return self.hash[:16]

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Path -> number, for every number of a world."""
        return {entry.path: entry for entry in entries(self)}

    @cached_property
    def graph(self) -> NumberGraph:
        """The numbers compiled for worlds."""
        return NumberGraph.build(self.entries)

    def quantities(self) -> list[QuantityInfo]:
        """What differs between worlds: every number with a distribution, and every yes/no draw that is not settled."""
        return [info for info in self.all_numbers() if info.distribution is not None]

    def all_numbers(self) -> list[QuantityInfo]:
        """Every number with its label, unit, question and grounds, fixed ones too, and the yes/no draws."""
        provenance = self._provenance or Provenance.none()
        return provenance.infos(self.entries, self.graph)

    def about(self, path: str) -> About:
        """Label, unit, question and grounds of the number at `path`. Raises UnknownNameError."""
        entry = self.entries[self.graph.canonical(path)]
        return (self._provenance or Provenance.none()).about(entry)


def _canonical(value: Any) -> Any:
    """Whole numbers as floats, so that 1 and 1.0 are the same content."""
    if isinstance(value, dict):
        return {key: _canonical(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_canonical(inner) for inner in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
