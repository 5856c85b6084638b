"""Draw the figures of the tutorials on theory, from what their own code has computed.

    python docs/tutorials/figures.py [PAGE ...]    # default: all; writes docs/pictures/theory/PAGE.svg

Each page leaves its numbers in `table`; here they only get axes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from offramp.report.figures.compose import as_sheet
from offramp.report.figures.figure import WIDE, DataTable, Drawing, Figure, Key, Panel
from offramp.report.figures.svg import Words
from offramp.report.palette import BLUE, GREEN, GREY, ORANGE, SIDE

HERE = Path(__file__).parent
PICTURES = HERE.parent / "pictures" / "theory"
HEIGHT = 270

Spec = dict[str, Any]
Rows = Sequence[Spec]


def axis(field: str, title: str, domain: Sequence[float], **more: Any) -> Spec:
    """A position on a plain axis that starts and ends where it is told."""
    scale = {"domain": list(domain), "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": {"title": title, **more}}


def points(rows: Rows, mark: Spec, **encoding: Spec) -> Spec:
    """A layer of marks with its own numbers."""
    return {"data": {"values": list(rows)}, "mark": mark, **({"encoding": encoding} if encoding else {})}


def line(rows: Rows, colour: str, *, dots: bool = False) -> Spec:
    """A line through rows of x and y, with a dot at each if asked for."""
    mark: Spec = {"type": "line", "color": colour, "strokeWidth": 2.5}
    return points(rows, mark | ({"point": {"color": colour, "size": 60}} if dots else {}))


def sheet(
    name: str, title: str, how: str, alt: str, spec: Spec, legend: Sequence[Key], words: Sequence[Words] = ()
) -> str:
    """One wide drawing under its title, as SVG."""
    drawing = Drawing(
        {"width": WIDE, "height": HEIGHT, "autosize": {"type": "fit-x", "contains": "padding"}, **spec}, words
    )
    return as_sheet(Figure(name, title, how, [Panel("", drawing, alt)], DataTable([], []), legend))


def bargaining_range(page: dict[str, Any]) -> str:
    rows = [{"x": p, "y": high, "low": low} for p, low, high in page["table"]]
    spec = {
        "encoding": {
            "x": axis("x", "A's chance of winning", (0.2, 0.8), format="%"),
            "y": axis("y", "A's share of the prize", (0, 1), format="%"),
        },
        "layer": [
            points(rows, {"type": "area", "color": GREEN, "opacity": 0.35}, y2={"field": "low"}),
            points(
                [{"x": r["x"], "y": r["low"]} for r in rows],
                {"type": "line", "color": SIDE["a"], "strokeWidth": 2.5, "point": {"color": SIDE["a"]}},
            ),
            line(rows, SIDE["b"], dots=True),
        ],
    }
    return sheet(
        "bargaining-range", "There is always something to sign, and it is worth what war would destroy",
        "Deals between the lines are better for both than the battle; whoever makes the offers gets the far edge.",
        "A band a quarter wide rises with A's chance of winning", spec,
        [Key("both would sign", GREEN), Key("the least that A accepts (B proposes)", SIDE["a"]), Key("the most that B leaves it (A proposes)", SIDE["b"])],
    )  # fmt: skip


def who_proposes(page: dict[str, Any]) -> str:
    turns = [{"x": months, "y": share} for months, share, _ in page["table"]]
    by_lot = [{"x": months, "y": share} for months, _, share in page["table"]]
    spec = {
        "encoding": {
            "x": axis("x", "months until the end", (1, 24), values=[1, 6, 12, 18, 24], grid=False),
            "y": axis("y", "share of the first proposer", (0, 1), format="%"),
        },
        "layer": [line(turns, ORANGE, dots=True), line(by_lot, BLUE, dots=True)],
    }
    return sheet(
        "who-proposes", "Strict turns make the last month matter; a proposer drawn by lot does not",
        "Discount .9 a month for each. On the left, what comes in the last months decides nearly everything.",
        "The line of strict turns swings from .1 to .9 and calms down; the line by lot lies at .55 from the second month on", spec,
        [Key("strict turns", ORANGE), Key("proposer by lot, even chances", BLUE)],
    )  # fmt: skip


def shift_of_power(page: dict[str, Any]) -> str:
    by_support = {s: [{"x": g, "y": past} for support, g, past in page["table"] if support == s] for s in (1, 2)}
    none = by_support[1][0]["y"]
    spec = {
        "encoding": {
            "x": axis("x", "chance that the guarantor keeps its word", (0, 1), format="%"),
            "y": axis("y", "riser's chance to win from tomorrow on", (0.2, 0.6), format="%"),
        },
        "layer": [
            points(
                [{"y": none}],
                {"type": "rule", "color": GREY, "strokeDash": [4, 4]},
                x={"value": 0},
                x2={"value": "width"},
                y={"field": "y", "type": "quantitative"},
            ),
            line(by_support[1], BLUE, dots=True),
            line(by_support[2], GREEN, dots=True),
        ],
    }
    return sheet(
        "shift-of-power", "A guarantee lets more power shift before peace becomes impossible",
        "Above a line the declining side fights today; below it both sign. The riser wins with chance 20% today; war destroys a tenth.",
        "Two lines rise from 35%, one to 44%, the other to 51%", spec,
        [Key("two levels of help", GREEN), Key("one level of help", BLUE), Key("no guarantee", GREY)],
        [Words(120, 30, "war today"), Words(560, 190, "peace")],
    )  # fmt: skip


def preventive_war(page: dict[str, Any]) -> str:
    shares = [0.18 + 0.001 * k for k in range(96)]
    paper = [{"x": b, "y": page["formula"](b)} for b in shares]
    played = [{"x": b, "y": p2} for b, p2, _ in page["table"]]
    spec = {
        "encoding": {
            "x": axis("x", "share of the flow that the rising side holds in peace", (0.18, 0.275), format=".1%"),
            "y": axis("y", "riser's chance to win from tomorrow on", (0.2, 0.32), format="%"),
        },
        "layer": [
            line(paper, GREY),
            points(played, {"type": "point", "filled": True, "size": 90, "color": BLUE, "opacity": 1}),
        ],
    }
    return sheet(
        "preventive-war", "The more the rising side already holds, the larger the rise that peace survives, with a dip at first",
        "Above the line the peace is broken in month 0, below it is kept then. The riser wins with chance 20% today.",
        "A line falls slightly to 19% and rises from there; six dots of the game lie on it", spec,
        [Key("on paper", GREY), Key("as played by the game", BLUE)],
        [Words(150, 40, "the peace is broken at once"), Words(520, 200, "the peace is kept today")],
    )  # fmt: skip


def learning_by_fighting(page: dict[str, Any]) -> str:
    a = [{"x": fort, "y": thinks} for fort, thinks, _, _ in page["table"]]
    b = [{"x": fort, "y": thinks} for fort, _, thinks, _ in page["table"]]
    at_war = [fort for fort, _, _, settled in page["table"] if settled < 0.5]
    band = [{"x": min(at_war) - 0.5, "x2": max(at_war) + 0.5}]
    spec = {
        "encoding": {
            "x": axis(
                "x", "fort at which the front is; the war begins at 4", (0.5, 7.5), values=list(range(1, 8)), grid=False
            ),
            "y": axis("y", "A's chance in the next battle", (0.2, 0.8), format="%"),
        },
        "layer": [
            points(
                band,
                {"type": "rect", "color": GREY, "opacity": 0.25},
                x2={"field": "x2"},
                y={"value": 0},
                y2={"value": "height"},
            ),
            line(a, SIDE["a"], dots=True),
            line(b, SIDE["b"], dots=True),
        ],
    }
    return sheet(
        "learning-by-fighting", "They fight while they disagree, and settle where battles have brought them together",
        "What each side thinks of the next battle, by where the front is. In the grey forts they fight on, in the others they sign.",
        "Two curves are .4 apart at fort 4 and close in on each other towards both ends; forts 3 to 5 are shaded", spec,
        [Key("A thinks", SIDE["a"]), Key("B thinks", SIDE["b"]), Key("they fight", GREY)],
    )  # fmt: skip


def climbing_when_losing(page: dict[str, Any]) -> str:
    order = ["climb", "attack", "hold", "gives up"]
    cases = {"general war is as bad as defeat": page["bleak"], "general war is worse than defeat": page["dire"]}
    rows = [
        {"case": case, "x": fort, "y": page["names"][rung], "side": side}
        for case, chosen in cases.items()
        for side, rungs in zip("AB", chosen, strict=True)
        for fort, rung in enumerate(rungs, 1)
    ]
    place: Spec = {
        "x": {
            "field": "x",
            "type": "ordinal",
            "axis": {"title": "fort (A's last is 1, B's last is 9)", "labelAngle": 0},
        },
        "y": {
            "field": "y",
            "type": "ordinal",
            "sort": order,
            "scale": {"domain": order},
            "axis": {"title": None, "grid": True},
        },
    }
    panels = []
    for case in cases:
        marks = [
            points([r for r in rows if r["case"] == case and r["side"] == side],
                   {"type": "point", "filled": True, "size": 130, "shape": shape, "color": SIDE[side.lower()], "opacity": 1, "yOffset": offset})
            for side, shape, offset in (("A", "triangle-up", -8), ("B", "circle", 8))
        ]  # fmt: skip
        size: Spec = {"width": 340, "height": 210, "autosize": {"type": "fit-x", "contains": "padding"}}
        drawing = Drawing({**size, "encoding": place, "layer": marks})
        panels.append(Panel(case, drawing, f"Where {case}"))
    figure = Figure(
        "climbing-when-losing", "A losing side climbs where defeat is as bad as general war, and not where general war is worse",
        "What each side does, by where the front is: A (triangles) is nearly beaten on the left, B (circles) on the right.",
        panels, DataTable([], []), [Key("A", SIDE["a"]), Key("B", SIDE["b"])],
    )  # fmt: skip
    return as_sheet(figure)


DRAWN: dict[str, Callable[[dict[str, Any]], str]] = {
    "bargaining-range": bargaining_range,
    "who-proposes": who_proposes,
    "shift-of-power": shift_of_power,
    "preventive-war": preventive_war,
    "learning-by-fighting": learning_by_fighting,
    "climbing-when-losing": climbing_when_losing,
}


def draw(names: dict[str, Any], page: str) -> str:
    """The figure of a page as SVG, from the names that running the page left."""
    return DRAWN[page](names)


def main() -> None:
    from replaying import replay

    PICTURES.mkdir(parents=True, exist_ok=True)
    for page in sys.argv[1:] or DRAWN:
        (PICTURES / f"{page}.svg").write_text(draw(replay(HERE / f"{page}.md").names, page), encoding="utf-8")


if __name__ == "__main__":
    main()
