"""Parts of the file about the ledger and the record: measures with their drivers, parties, what was observed."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from offramp.scenario.bargaining import SideName
from offramp.scenario.fields import Number, NumberByName, Part, SidedNumber, Spec
from offramp.scenario.levers import Change
from offramp.scenario.numbers import Fixed

End = Literal["a-prevails", "b-prevails", "general-war"]
Rate = Annotated[Number, Spec("measure units", "what it adds")]


class RungsDriver(Part):
    """Adds by the rung a side is on, in months of war."""

    of: Literal["rungs"] = Field(description="months of war, by a side's rung")
    side: SideName = Field(description="whose rung")
    values: Annotated[list[Number], Spec("measure units a month", "a number per rung")]


class StateDriver(Part):
    """Adds in every month of a kind: fighting (war, not both on the lowest rung), frozen (both are), war (either)."""

    of: Literal["fighting", "frozen", "war"] = Field(description="kind of month")
    value: Rate


class PeaceDriver(Part):
    """Adds in months of peace, or once at a signing; one number, or one by package."""

    of: Literal["peace", "signed"] = Field(description="peace: each month of it; signed: once")
    value: Annotated[NumberByName, Spec("measure units", "what it adds: a number, or package -> number (others 0)")]


class FrontDriver(Part):
    """Adds by the position of the front (or of the line, in peace)."""

    of: Literal["front"] = Field(description="position of the front")
    value: Annotated[Number, Spec("measure units a month per front unit", "what it adds")]
    above: float = Field(default=0.0, description="counted from this position; nothing below it")
    in_: list[Literal["war", "peace"]] = Field(
        default=["war", "peace"], alias="in", min_length=1, description="in which months it counts"
    )


class AidDriver(Part):
    """Adds what a donor pays while the war is on."""

    of: Literal["aid"] = Field(description="aid paid while the war is on")
    side: SideName = Field(description="receiver")
    donor: str | None = Field(default=None, description="one of the receiver's donors; left out: all")
    value: Annotated[Number, Spec("measure units per aid unit", "what it adds")] = Fixed(1.0)


class HazardDriver(Part):
    """Adds in proportion to the month's chance of general war."""

    of: Literal["hazard"] = Field(description="chance of general war")
    value: Annotated[Number, Spec("measure units per unit of chance", "what it adds")]


class EntryDriver(Part):
    """Adds each time a rung is entered."""

    of: Literal["entry"] = Field(description="entries to a rung")
    side: SideName = Field(description="whose rung")
    rung: str = Field(description="name of the rung")
    value: Rate


class EndDriver(Part):
    """Adds once when the war ends so (`end`), or in each month after it (`ended`)."""

    of: Literal["end", "ended"] = Field(description="end: once; ended: each month after")
    end: End = Field(description="a-prevails, b-prevails or general-war")
    value: Rate


class BrokenDriver(Part):
    """Adds for each deal that is broken."""

    of: Literal["broken"] = Field(description="broken deals")
    value: Rate


_KIND_OF = {"frozen": "fighting", "war": "fighting", "signed": "peace", "ended": "end"}
_KINDS = ("rungs", "fighting", "peace", "front", "aid", "hazard", "entry", "end", "broken")
DRIVER_KINDS = (*_KINDS, *_KIND_OF)


def _driver_kind(raw: Any) -> str | None:
    of = raw.get("of") if isinstance(raw, dict) else getattr(raw, "of", None)
    kind = _KIND_OF.get(str(of), str(of))
    return f"<{kind}>" if kind in _KINDS else None


Driver = Annotated[
    Annotated[RungsDriver, Tag("<rungs>")]
    | Annotated[StateDriver, Tag("<fighting>")]
    | Annotated[PeaceDriver, Tag("<peace>")]
    | Annotated[FrontDriver, Tag("<front>")]
    | Annotated[AidDriver, Tag("<aid>")]
    | Annotated[HazardDriver, Tag("<hazard>")]
    | Annotated[EntryDriver, Tag("<entry>")]
    | Annotated[EndDriver, Tag("<end>")]
    | Annotated[BrokenDriver, Tag("<broken>")],
    Discriminator(_driver_kind, custom_error_type="driver", custom_error_message="unknown driver"),
]


class Measure(Part):
    """Something counted month by month: the sum of its drivers."""

    harmless: ClassVar[dict[str, Any]] = {"drivers": [{"of": "fighting", "value": 1}]}

    label: str = Field(default="", description="name, in words")
    unit: str = Field(default="", description="unit of the total")
    scale: float = Field(default=1.0, gt=0, description="amount that counts as 1 when parties weigh measures")
    assumed: bool = Field(default=False, description="assumed per outcome, not derived; said wherever it is printed")
    bad: bool = Field(default=True, description="more of it is worse")
    drivers: list[Driver] = Field(min_length=1, max_length=60, description="what adds to it")


class Party(Part):
    """Someone whose interests are accounted for; parties do not decide."""

    label: str = Field(default="", description="name, in words")
    discount: Annotated[Number, Spec("factor a month", "weight of next month against this one", 0, 0.9999, dated=False)]
    weights: Annotated[
        dict[str, Number],
        Spec(
            "per scale of the measure",
            "weight of a measure; above 0: it matters (the sign comes from `bad`)",
            dated=False,
        ),
    ]


class Seen(Part):
    """Rungs seen in a month of the record."""

    month: int = Field(ge=-2400, le=0, description="month, counted from the start (0 or negative)")
    side: SideName = Field(description="whose rung")
    rungs: list[str] = Field(min_length=1, description="names of the rungs it may have been on")


class Record(Part):
    """The war so far, month by month up to the start: what worlds are weighed against."""

    harmless: ClassVar[dict[str, Any]] = {"from": "2000-01", "front": [None]}

    from_: str = Field(alias="from", description="first month, YYYY-MM")
    front: list[float | None] = Field(
        min_length=1,
        max_length=600,
        description="front by month; the last is the start month; null: not known, or no war",
    )
    error: Annotated[
        Number | None,
        Spec(
            "front units",
            "standard deviation of the error of an observation; needed where a front was observed",
            0,
            dated=False,
        ),
    ] = None
    no_deal: bool = Field(default=True, description="no deal was signed in these months")
    capacity: Annotated[
        SidedNumber | None,
        Spec("levels", "capacity in its first month; left out: as at the start", 1, 20, dated=False, whole=True),
    ] = None
    rungs: dict[SideName, int] | None = Field(
        default=None, description="rungs in its first month; left out: `start` of the ladders"
    )
    seen: list[Seen] = Field(default_factory=list, description="rungs that were seen")
    changes: list[Change] = Field(
        default_factory=list, description="levers of these months; months count from the start, so `from` is negative"
    )
    policy: str = Field(default="", description="policy whose levers hold in it; the baseline if left out")
