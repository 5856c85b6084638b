"""Parts of the file about the bargain: issues, packages, preferences, red lines, commitment, beliefs, talking."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from offramp.scenario.fields import Number, Part, SidedNumber, Spec

SideName = Literal["a", "b"]


class Issue(Part):
    """Something a deal must settle, with its options."""

    harmless: ClassVar[dict[str, Any]] = {"options": {"none": ""}}

    label: str = Field(default="", description="name, in words")
    question: str = Field(default="", description="the question it settles")
    options: dict[str, str] = Field(min_length=1, description="option -> label")


class Package(Part):
    """A deal that may be put on the table: an option for every issue, and how it would be kept."""

    label: str = Field(default="", description="name, in words")
    about: str = Field(default="", description="a sentence on it")
    terms: dict[str, str] = Field(default_factory=dict, description="issue -> option; every issue")
    line: float | None = Field(default=None, description="the line it names, in front units; left out: bargained over")
    claimant: SideName | None = Field(default=None, description="side that claims land beyond the front by that line")
    guarantee: Annotated[
        SidedNumber, Spec("chance", "chance that a guarantor steps in for this side when the other breaks", 0, 1)
    ]
    incident: Annotated[Number, Spec("chance a month", "chance of a month of fighting that nobody ordered", 0, 1)]
    penalty: Annotated[SidedNumber, Spec("flow, once", "what breaking costs this side", 0)]
    rearm: Annotated[SidedNumber, Spec("chance a month", "chance of regaining a level in a month of peace", 0, 1)]


class StartIn(Part):
    """A war that begins in peace: the package in force at the start, and its line."""

    harmless: ClassVar[dict[str, Any]] = {"package": ""}

    package: str = Field(description="the package in force at the start; it need not be on offer")
    line: float | None = Field(
        default=None,
        description="the line it holds at, in front units; left out: the line the package names, else `front.now`",
    )


class Territory(Part):
    """What land is worth to a side."""

    weight: Annotated[Number, Spec("share of the stakes", "what all the land counts", 0, dated=False)]
    values: Annotated[
        dict[str, Number] | None,
        Spec("share of the land's worth", "position -> worth, straight lines between; default 0 to 1", dated=False),
    ] = None


class Preferences(Part):
    """What a side's leadership wants. Weights of land and issues should add up to 1: to win everything is 1 a month."""

    territory: Territory = Field(description="land")
    weights: Annotated[dict[str, Number], Spec("share of the stakes", "weight of each issue", 0)]
    values: Annotated[dict[str, dict[str, Number]], Spec("0 to 1", "worth of each option of each issue")] = Field(
        default_factory=dict
    )
    politics: Annotated[Number, Spec("flow a month", "what being at war is worth at home; above 0 prolongs it")]
    weariness: Annotated[Number, Spec("share", "by how much the cost has risen once capacity is gone", 0)]
    discount: Annotated[Number, Spec("factor a month", "weight of next month against this one", 0, 0.9999, dated=False)]
    victory: Annotated[Number, Spec("flow for ever", "prevailing", dated=False)]
    defeat: Annotated[Number, Spec("flow for ever", "being defeated", dated=False)]
    catastrophe: Annotated[Number, Spec("flow for ever", "general war", dated=False)]
    audience: Annotated[Number, Spec("flow per unit short of the aim", "cost at home of settling below the aim", 0)]
    aim: Annotated[Number, Spec("share of the stakes", "terms a leader has promised at home")]


class RedLine(Part):
    """Terms that a side would never sign, if the red line is real."""

    harmless: ClassVar[dict[str, Any]] = {"crossed_by": {"none": ["none"]}}

    side: SideName = Field(description="whose red line it is")
    label: str = Field(default="", description="name, in words")
    question: str = Field(default="", description="the question it raises")
    crossed_by: dict[str, list[str]] = Field(
        min_length=1, description="issue -> options that cross it; a package crosses it with any of them"
    )
    real: Annotated[
        Number, Spec("probability", "probability that the red line is real", 0, 1, dated=False, yes_no=True)
    ]


class Commitment(Part):
    """How deals are kept and broken; the default of every package."""

    penalty: Annotated[SidedNumber, Spec("flow, once", "what breaking costs this side", 0)]
    guarantee: Annotated[
        SidedNumber, Spec("chance", "chance that a guarantor steps in for this side when the other breaks", 0, 1)
    ]
    support: int = Field(default=1, ge=0, le=20, description="capacity levels a guarantor adds")
    incident: Annotated[Number, Spec("chance a month", "chance of a month of fighting that nobody ordered", 0, 1)]
    rearm: Annotated[SidedNumber, Spec("chance a month", "chance of regaining a level in a month of peace", 0, 1)]
    other_rung: int = Field(
        default=1, ge=0, le=11, description="rung of the side that is attacked, in the month of the break"
    )
    incident_rung: int = Field(default=1, ge=0, le=11, description="rung of both sides in an incident")


class Beliefs(Part):
    """Disagreement about `battlefield.theta`: two hypotheses, theta + delta (high) and theta - delta (low)."""

    delta: Annotated[Number, Spec("log-odds", "half the distance between the two hypotheses", 0, dated=False)]
    prior: Annotated[SidedNumber, Spec("probability", "this side's prior on the high one", 0, 1, dated=False)]
    truth: Annotated[
        Number, Spec("probability", "probability that the high one is true", 0, 1, dated=False, yes_no=True)
    ]


class Channel(Part):
    """Contact between the sides."""

    a: Annotated[Number, Spec("chance a month", "willingness of side a to talk while at war", 0, 1)]
    b: Annotated[Number, Spec("chance a month", "willingness of side b; contact is the product of the two", 0, 1)]
    peace: Annotated[Number, Spec("chance a month", "chance of talks about a better deal in a month of peace", 0, 1)]


class Talking(Part):
    """What talking costs while a channel is open."""

    aid: Annotated[SidedNumber, Spec("share", "share of this side's aid lost while contact is 1", 0, 1)]
    morale: Annotated[SidedNumber, Spec("share", "share of this side's recovery lost while contact is 1", 0, 1)]
    signal: Annotated[
        SidedNumber, Spec("log-odds", "shift of the enemy's belief in its own favour when this side talks")
    ]
