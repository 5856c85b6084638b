"""Parts of the file about what patrons do and what may happen: changes, policies, events, switches."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from offramp.scenario.fields import Number, Part, SidedNumber, Spec
from offramp.scenario.parsing import NumberError, parse_month


class Change(Part):
    """A number laid over another one from a month on: replaced (`to`) or multiplied (`times`).

    Months count from the start of the policy, switch or event that makes the change. Build one by hand as
    `Change(path="channel.a", to=Fixed(1.0))`; scalars are taken too.
    """

    harmless: ClassVar[dict[str, Any]] = {"to": 0.5}

    name: str = Field(default="", description="name, used in paths instead of its place in the list")
    path: str = Field(min_length=1, description="path of the number that is changed")
    to: Annotated[Number | None, Spec("", "new value")] = None
    times: Annotated[Number | None, Spec("factor", "factor on the old value")] = None
    from_: int = Field(default=0, alias="from", ge=-2400, le=2400, description="first month of the change")
    over: int = Field(default=0, ge=0, le=2400, description="months of a straight line from old to new; 0: at once")
    _home: str = PrivateAttr(default="")

    @property
    def home(self) -> str:
        """Path of the change itself in its scenario; empty for one built in Python."""
        return self._home

    def settle(self, home: str) -> None:
        """Tell the change its own path, which names the draws of its numbers; called once, on loading."""
        self._home = home

    @model_validator(mode="after")
    def _one_of_two(self) -> Change:
        if (self.to is None) == (self.times is None):
            raise PydanticCustomError(
                "expected",
                "{found}|{expected}",
                {
                    "found": "both `to` and `times`" if self.to else "neither `to` nor `times`",
                    "expected": "exactly one of `to` (new value) and `times` (factor)",
                },
            )
        return self


def _offers(raw: Any) -> Any:
    """A plain list of packages is what is offered in every month."""
    if isinstance(raw, list):
        return {0: raw}
    if not isinstance(raw, dict):
        return raw
    steps = raw.get("steps") if set(raw) == {"steps"} else raw
    if not isinstance(steps, dict) or not steps:
        raise PydanticCustomError(
            "expected",
            "",
            {
                "found": "no list of packages",
                "expected": "a list of packages, or {steps: {month: [packages]}}",
            },
        )
    try:
        return dict(sorted((key if isinstance(key, int) else parse_month(key), value) for key, value in steps.items()))
    except NumberError as error:
        fault = error.faults[0]
        raise PydanticCustomError("expected", "", {"found": fault.found, "expected": fault.expected}) from None


class Policy(Part):
    """What patrons do: which packages are on offer, bounds on the ladders, and dated changes of numbers."""

    harmless: ClassVar[dict[str, Any]] = {"offers": {0: []}}

    label: str = Field(default="", description="name, in words")
    about: str = Field(default="", description="a sentence on it")
    offers: Annotated[dict[int, list[str]], BeforeValidator(_offers)] = Field(
        description="packages on offer: a list, or {steps: {month: [packages]}}; months count from the policy's start"
    )
    floor: Annotated[SidedNumber, Spec("rung", "lowest rung this side may step down to", 0, 11, whole=True)]
    cap: Annotated[SidedNumber, Spec("rung", "highest rung this side may climb to", 0, 11, whole=True)]
    changes: list[Change] = Field(default_factory=list, description="dated changes of numbers")

    def offered(self, month: int) -> list[str]:
        """Packages on offer in a month counted from the policy's start."""
        past = [start for start in self.offers if start <= month]
        return self.offers[past[-1] if past else next(iter(self.offers))]


class Event(Part):
    """Something that may happen in a month, whatever the policy; drawn per world as yes or no."""

    label: str = Field(default="", description="name, in words")
    question: str = Field(default="", description="the question it raises")
    month: int = Field(ge=0, le=2400, description="month in which it happens, if it does")
    happens: Annotated[Number, Spec("probability", "probability that it happens", 0, 1, dated=False, yes_no=True)]
    surprise: Annotated[
        Number,
        Spec("probability", "probability that nobody saw it coming, if it happens", 0, 1, dated=False, yes_no=True),
    ]
    changes: list[Change] = Field(default_factory=list, description="what it changes, months counted from its month")
    policies: list[str] | None = Field(default=None, description="policies under which it can happen; left out: all")


class Switch(Part):
    """A change from one policy to another."""

    label: str = Field(default="", description="name, in words")
    first: str = Field(description="policy until the switch")
    then: str = Field(description="policy from then on; its own dates count from the switch")
    at: int = Field(ge=0, le=2400, description="month of the switch")
    announced: bool = Field(default=True, description="both sides know of it from the start")
