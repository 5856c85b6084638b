"""Parts of the file about the ground: sides, front, capacity, battlefield, ladders, hazard."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from offramp.scenario.fields import Number, Pair, Part, SidedNumber, Spec
from offramp.scenario.numbers import Fixed

MAX_CELLS = 120
MAX_RUNGS = 12


class Side(Part):
    """One of the two belligerents."""

    name: str = Field(min_length=1, description="name of the side")
    people: str = Field(default="", description="adjective or people, for texts; the name if left out")


class Front(Part):
    """The front as a position on one axis; larger values are good for side a."""

    harmless: ClassVar[dict[str, Any]] = {"cells": [0.0, 1.0, 2.0], "now": 1.0}

    measure: str = Field(default="front", description="what is measured")
    unit: str = Field(default="", description="unit of the positions")
    cells: list[float] = Field(
        min_length=3, max_length=MAX_CELLS, description="increasing positions; the first and last one are decisive"
    )
    now: float = Field(description="position at the start; one of the cells, not the first or last")
    lines_per_cell: int = Field(default=1, ge=1, le=16, description="lines that can be signed per cell")
    reach: Annotated[
        Number, Spec("cells", "how far from the front a bargained line may lie, in cells", 0, MAX_CELLS, dated=False)
    ]


class Capacity(Part):
    """Levels of people and materiel; 0 is collapse."""

    top: int = Field(default=5, ge=1, le=20, description="highest level")
    label: str = Field(default="capacity to fight", description="what is counted")
    meaning: str = Field(default="", description="what one level means")
    now: Annotated[SidedNumber, Spec("levels", "capacity at the start", 1, 20, dated=False, whole=True)]
    recovery: Annotated[SidedNumber, Spec("chance a month", "chance of regaining one level in a month of war", 0, 1)]
    attrition: Annotated[
        Number, Spec("chance a month", "chance of losing a level in an even month in which both press", 0, 1)
    ]
    exposure: Annotated[Number, Spec("share", "how much a side's own attacks wear it down, beside the enemy's", 0)]


class Battlefield(Part):
    """Who wins the month, and how far the front moves."""

    theta: Annotated[Number, Spec("log-odds", "balance at equal capacity; above 0 favours side a")]
    slope: Annotated[Number, Spec("factor", "how sharply strength turns into success", 0, dated=False)]
    mobility: Annotated[Number, Spec("front units a month", "how far a fully successful attack moves the front", 0)]
    aid_edge: Annotated[Number, Spec("log-odds per unit of aid", "battlefield edge from aid of 1", 0, dated=False)]
    aid_recovery: Annotated[Number, Spec("chance a month per unit of aid", "recovery from aid of 1", 0, 1, dated=False)]


class Rung(Part):
    """One rung of a ladder."""

    name: str = Field(min_length=1, description="name, unique on its ladder")
    label: str = Field(default="", description="what it is, in words")
    drive: Annotated[Number, Spec("share", "how hard it presses the front; 0 on the first rung", 0, 10, dated=False)]
    edge: Annotated[Number, Spec("log-odds", "battlefield advantage on this rung", dated=False)] = Fixed(0.0)
    cost: Annotated[
        Number, Spec("flow a month", "cost of a month on this rung at full capacity; all of the stakes = 1")
    ]
    nuclear: bool = Field(default=False, description="entering it counts as nuclear use")


class Ladder(Part):
    """Escalation ladder of one side; the first rung is to hold the line."""

    harmless: ClassVar[dict[str, Any]] = {"rungs": [{"name": "hold", "drive": 0, "cost": 0}]}

    start: int = Field(default=1, ge=0, le=MAX_RUNGS, description="rung at the start, counted from 0")
    rungs: list[Rung] = Field(min_length=1, max_length=MAX_RUNGS, description="rungs from the lowest up")


class Ladders(Pair[Ladder]):
    """The two ladders, and what the other's rung costs."""

    interaction: Annotated[Number, Spec("share", "share of the other side's cost that one bears as well", 0)]


class Hazard(Part):
    """General war: `base * growth ** (rung of a + rung of b)` a month, unless the table says otherwise."""

    base: Annotated[Number, Spec("chance a month", "chance of general war with both on the lowest rung", 0, 1)]
    growth: Annotated[Number, Spec("factor per rung", "how much each rung of either side multiplies it", 0)]
    table: Annotated[
        list[list[Number | None]] | None,
        Spec("chance a month", "overrides: a row per rung of a, an entry per rung of b, null for the formula", 0, 1),
    ] = None
