"""The argument on the screen: conclusions by reading, what they turn on, obstacles, timing, talking."""

from __future__ import annotations

import math

from rich.table import Table

from offramp.argument.argue import Argument
from offramp.argument.conclusions import Verdict
from offramp.argument.obstacles import ObstacleFindings
from offramp.argument.timing import Timing
from offramp.calibration.weights import ENOUGH
from offramp.report import argued_record
from offramp.report.amounts import chance, points, points_span
from offramp.report.argued import decider_words
from offramp.report.argued_peace import OBSTACLE_NAMES
from offramp.report.naming import Names
from offramp.scenario import Scenario
from offramp.scenario.argued import OPEN

#: Shares in words where too few worlds carry weight for percentages.
SHORT = (
    (0.02, "hardly"),
    (0.25, "seldom"),
    (0.45, "under half"),
    (0.55, "half"),
    (0.75, "over half"),
    (0.98, "mostly"),
)


def conclusions_table(argument: Argument) -> Table:
    """In what share of the assumptions each conclusion holds, by reading."""
    table = _table(
        "Conclusions: hold in % of the assumptions tried (with no claim: 5%-95% of resamples); ? = not settled; - = not "
        "run (later starts: with no claim only)"
    )
    table.padding = NARROW
    table.add_column("conclusion", min_width=24, ratio=1)
    for run in argument.readings.values():
        table.add_column(run.name, justify="right", no_wrap=True)
    table.add_column("talking free\n(as it is)", justify="right")
    table.add_column("party\nweights", justify="right")
    for key, conclusion in argument.scenario.conclusions.items():
        by_reading = argument.verdicts[key]
        free, opened = argument.talking_free.get(key), by_reading.get(OPEN)
        agree = opened.weights_agree if opened is not None and opened.enough else float("nan")
        table.add_row(
            f"{key} {conclusion.says}",
            *(verdict_text(by_reading[name], span=name == OPEN) for name in argument.readings),
            ""
            if free is None
            else f"{verdict_text(free.free, span=False)} ({verdict_text(free.as_it_is, span=False)})",
            "" if math.isnan(agree) else f"{100 * agree:.0f}",
        )
    return table


def verdict_text(verdict: Verdict | None, *, span: bool = True) -> str:
    """`62 (55-70)`, with a question mark where the interval does not settle on a side of a half; a word where few."""
    if verdict is None:
        return "-"
    if not verdict.enough:
        return next((word for limit, word in SHORT if verdict.holds < limit), "nearly all")
    told = f"{100 * verdict.holds:.0f}"
    told += f" ({100 * verdict.low:.0f}-{100 * verdict.high:.0f})" if span else ""
    return told if verdict.settled else f"{told}?"


def flips_table(argument: Argument) -> Table:
    """What each conclusion turns on most."""
    table = _table("What flips them: of the assumptions that stand out from chance, the one that moves it most")
    for heading in ("conclusion", "", "on"):
        table.add_column(heading)
    for key, flip in argument.flips.items():
        telling = flip.standing_out[:1]
        how = ["flips" if decider.flips else "leans" for decider in telling]
        words = [decider_words(decider) for decider in telling]
        reason = flip.reason or "no single assumption stands out from chance"
        table.add_row(key, "".join(how), "".join(words) or reason)
    return table


def favours_table(argument: Argument) -> Table:
    """How likely each reading makes the record of the war, against no claim, by what was observed."""
    table = _table(argued_record.TITLE)
    table.padding = NARROW
    first, *others = argued_record.favours_headings(argument)
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right")
    for row in argued_record.favours_rows(argument):
        table.add_row(*row)
    return table


def obstacles_table(found: ObstacleFindings) -> Table:
    """What stands in the way of a settlement within a year."""
    table = _table(
        f"What stands in the way of a settlement within a year under {found.policy} ({found.worlds} worlds, "
        f"{found.effective:.0f} effective): points of chance"
    )
    table.add_column("obstacle")
    headings = (
        "lifted alone",
        "missing if it alone stays",
        "Shapley share (middle 80%)",
        "largest in % of assumptions",
    )
    for heading in headings:
        table.add_column(heading, justify="right")
    for name, share in sorted(found.shapley.items(), key=lambda entry: -float(entry[1].mean)):
        table.add_row(
            OBSTACLE_NAMES[name],
            points(float(found.alone[name].mean)),
            points(float(found.needed[name].mean)),
            points_span(share, unit=""),
            chance(found.largest[name], enough=found.effective >= ENOUGH),
        )
    return table


def timing_table(scenario: Scenario, timing: Timing) -> Table:
    """A policy started now or later: for whom that is better, and what is signed."""
    names, enough = Names(scenario), timing.effective >= ENOUGH
    table = _table(
        f"When: {timing.policy} started later, better than now for (share of the assumptions tried; "
        f"{math.floor(timing.effective)} effective worlds)"
    )
    table.padding = NARROW
    table.add_column("start")
    for label in names.parties.values():
        table.add_column(shortened(label).replace(" ", "\n"), justify="right")
    table.add_column("a deal", justify="right")
    table.add_column("first, mostly")
    for start in timing.starts:
        better = [chance(start.better[p], enough=enough) if start.month else "" for p in names.parties]
        first = max(start.packages, key=lambda d: start.packages[d], default="")
        table.add_row(
            SHORT_START.get(start.announced, "").format(start.month) if start.month else "now",
            *better,
            chance(float(start.signed.mean), enough=enough),
            names.packages[first] if start.packages.get(first, 0.0) > 0.005 else "none",
        )
    return table


#: Room around the cells of a table with a column for every reading or party: it fits a screen of 80 characters.
NARROW = (0, 1, 0, 0)
#: A start in few words, by whether it is announced.
SHORT_START = {True: "{} months", False: "{} months, surprise"}


def shortened(label: str, most: int = 16) -> str:
    """A label cut at a word, with dots."""
    return label if len(label) <= most else f"{label[:most].rsplit(' ', 1)[0].rstrip(',')}…"


def talking_table(rows: list[list[str]]) -> Table:
    """What months of talks without a deal would teach."""
    table = _table("Testing by talking: months of open channel without a deal")
    for heading in (
        "policy",
        "months",
        "comes to that in",
        "red lines taken for real: before → after",
        "shifts",
        "in the way",
    ):
        table.add_column(heading)
    for row in rows:
        table.add_row(*row)
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", header_style="", box=None, pad_edge=False)
