"""Parts of the file about the argument: sources, claims, readings, conclusions. Only read here."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from offramp.scenario.fields import Number, Part, Spec

Basis = Literal["read", "recalled", "judgement"]
OUTCOMES = ("deal", "a-prevails", "b-prevails", "general-war", "war-goes-on", "frozen", "broken")
#: What can have happened: the outcomes, or fighting, for a war that began along a still front.
HAPPENED = (*OUTCOMES, "fighting")
#: The reading that adopts no claim: the results of the run itself.
OPEN = "open"


class Source(Part):
    """Where a claim or a number comes from."""

    title: str = Field(min_length=1, description="title")
    basis: Basis = Field(description="read (it was opened), recalled (from memory) or judgement")
    where: str = Field(default="", description='file, search result or page; or "from memory"')
    note: str = Field(default="", description="anything a reader should know about it")


class Claim(Part):
    """One statement of one source, in our words, and what it would make of the numbers if it were true."""

    harmless: ClassVar[dict[str, Any]] = {"not_testable": "none"}

    says: str = Field(min_length=1, description="the claim, in our words")
    source: str | None = Field(default=None, description="key of a source")
    where: str = Field(default="", description="place in the source")
    disputed_by: str = Field(default="", description="who disputes it, and why")
    speaks_of: list[str] = Field(default_factory=list, description="paths it speaks of")
    would_make: Annotated[dict[str, Number], Spec("", "path -> number if the claim is true")] = Field(
        default_factory=dict
    )
    not_testable: str = Field(default="", description="why it moves no number here")

    @model_validator(mode="after")
    def _moves_or_says_why(self) -> Claim:
        if bool(self.would_make) == bool(self.not_testable):
            raise PydanticCustomError(
                "expected",
                "",
                {
                    "found": "both of them" if self.would_make else "a claim that moves no number",
                    "expected": "either `would_make` (path -> number) or `not_testable` (the reason)",
                },
            )
        return self


class Reading(Part):
    """A set of claims, adopted together."""

    label: str = Field(default="", description="name, in words")
    about: str = Field(default="", description="a sentence on it")
    claims: list[str] = Field(default_factory=list, description="keys of claims")


class Term(Part):
    """One side of a conclusion: a value, a chance or a measure under a policy (or a switch)."""

    harmless: ClassVar[dict[str, Any]] = {"measure": "none"}

    value_of: str | None = Field(default=None, description="party whose ledger is meant")
    chance_of: str | None = Field(default=None, description=f"outcome: {', '.join(OUTCOMES)}, or deal:PACKAGE")
    measure: str | None = Field(default=None, description="measure whose total is meant")
    policy: str = Field(description="policy or switch")
    by_month: int | None = Field(
        default=None,
        ge=0,
        le=2400,
        description="month of the chance, or up to which a measure and broken deals are counted; left out: the horizon",
    )
    from_: int = Field(
        default=0, alias="from", ge=0, le=2400, description="the policy starts in this month, the baseline holds before"
    )
    announced: bool = Field(default=True, description="that later start is known from the beginning")

    @model_validator(mode="after")
    def _one_of_three(self) -> Term:
        given = [key for key in ("value_of", "chance_of", "measure") if getattr(self, key) is not None]
        if len(given) != 1:
            raise PydanticCustomError(
                "expected",
                "",
                {
                    "found": " and ".join(given) or "none of them",
                    "expected": "exactly one of value_of, chance_of, measure",
                },
            )
        return self


def _term_kind(raw: Any) -> str:
    return "<number>" if isinstance(raw, int | float) else "<term>"


class Conclusion(Part):
    """A testable statement: left is greater or less than right, a number of the same kind."""

    says: str = Field(min_length=1, description="the conclusion, in our words")
    left: Term = Field(description="what is compared")
    is_: Literal["greater", "less"] = Field(alias="is", description="greater or less")
    right: Annotated[Annotated[Term, Tag("<term>")] | Annotated[float, Tag("<number>")], Discriminator(_term_kind)] = (
        Field(description="what it is compared with, or a number")
    )
    factor: float | None = Field(
        default=None, gt=0, description="left must exceed right times this factor (be under right divided by it)"
    )
    margin: float | None = Field(default=None, ge=0, description="left must exceed (or be under) right by this much")
    party: str | None = Field(default=None, description="party it is about")

    @property
    def terms(self) -> list[Term]:
        """The sides that are no plain number."""
        return [side for side in (self.left, self.right) if isinstance(side, Term)]

    @model_validator(mode="after")
    def _one_size(self) -> Conclusion:
        if self.factor is not None and self.margin is not None:
            raise PydanticCustomError(
                "expected",
                "",
                {
                    "found": "both `factor` and `margin`",
                    "expected": "at most one of them",
                },
            )
        return self


class WhatHappened(Part):
    """What came later: shown to the reader and scored by `offramp score`; it moves no number."""

    as_of: str = Field(description="date up to which this was known")
    text: str = Field(description="what happened, in words")
    outcome: str | None = Field(default=None, description=f"one of {', '.join(HAPPENED)}, or deal:PACKAGE")
    month: int | None = Field(
        default=None,
        description="month of the outcome, counted from the start; the last one known of a war that goes on",
    )
    policy: str | None = Field(default=None, description="policy nearest to what was done")
    front: float | None = Field(default=None, description="front in that month, in front units, before any withdrawal")
    source: str | None = Field(default=None, description="key of a source")


class Departure(Part):
    """A number that departs from the shared default range, and why."""

    path: str = Field(description="path of the number")
    reason: str = Field(min_length=1, description="why this war is different")
