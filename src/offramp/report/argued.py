"""The argument in tables and as JSON: conclusions by reading, obstacles, timing, what talking would teach."""

from __future__ import annotations

import math
from typing import Any

from rich.table import Table

from offramp.argument.argue import Argument
from offramp.argument.conclusions import Verdict
from offramp.argument.obstacles import ObstacleFindings
from offramp.argument.readings import OPEN
from offramp.findings.spread import Spread
from offramp.report.machine import number, plain, spread_of

OBSTACLE_NAMES = {
    "channel": "no channel",
    "red-lines": "red lines",
    "optimism": "optimism",
    "commitment": "a deal would not hold",
    "audience": "audience at home",
}
FEW = "too few"


def conclusions_table(argument: Argument) -> Table:
    """In what share of the assumptions each conclusion holds, by reading."""
    table = Table(
        title="Conclusions: hold in % of the assumptions tried (5%-95% of resamples); ? = not settled",
        title_justify="left",
        title_style="bold",
        header_style="",
        box=None,
        pad_edge=False,
    )
    table.add_column("conclusion", ratio=3)
    for run in argument.readings.values():
        table.add_column(run.name, justify="right")
    table.add_column("talking free", justify="right")
    table.add_column("party weights", justify="right")
    for key, conclusion in argument.scenario.conclusions.items():
        by_reading = argument.verdicts[key]
        free = argument.talking_free.get(key)
        opened = by_reading.get(OPEN)
        agree = opened.weights_agree if opened is not None and opened.enough else float("nan")
        table.add_row(
            f"{key} {conclusion.says}",
            *(verdict_text(by_reading[name]) for name in argument.readings),
            verdict_text(free) if free is not None else "",
            "" if math.isnan(agree) else f"{100 * agree:.0f}",
        )
    return table


def verdict_text(verdict: Verdict | None) -> str:
    """`62 (55-70)`, with a question mark where the interval does not settle on a side of a half."""
    if verdict is None:
        return "-"
    if not verdict.enough:
        return FEW
    span = f"{100 * verdict.holds:.0f} ({100 * verdict.low:.0f}-{100 * verdict.high:.0f})"
    return span if verdict.settled else f"{span}?"


def obstacles_table(found: ObstacleFindings) -> Table:
    """What stands in the way of a settlement within a year."""
    table = Table(
        title=f"What stands in the way of a settlement within a year under {found.policy} ({found.worlds} worlds, "
        f"{found.effective:.0f} effective): points of chance",
        title_justify="left",
        title_style="bold",
        header_style="",
        box=None,
        pad_edge=False,
    )
    table.add_column("obstacle")
    for heading in (
        "lifted alone",
        "missing if it alone stays",
        "Shapley share (middle 80%)",
        "largest in % of assumptions",
    ):
        table.add_column(heading, justify="right")
    for name, share in sorted(found.shapley.items(), key=lambda entry: -float(entry[1].mean)):
        table.add_row(
            OBSTACLE_NAMES[name],
            f"{100 * float(found.alone[name].mean):+.0f}",
            f"{100 * float(found.needed[name].mean):+.0f}",
            _points(share),
            f"{100 * found.largest[name]:.0f}",
        )
    return table


def obstacles_line(found: ObstacleFindings) -> str:
    """The chance with nothing and with everything lifted, and the strongest interaction."""
    pair, strength = next(iter(found.interactions.items()))
    first, second = (OBSTACLE_NAMES[name] for name in pair)
    sense = "block together: lifting both does more than lifting each" if float(strength.mean) > 0 else "overlap"
    return (
        f"Settlement within a year: {100 * float(found.none.mean):.0f}% as it is, "
        f"{100 * float(found.every.mean):.0f}% with all lifted. "
        f"'{first}' and '{second}' {sense} ({100 * float(strength.mean):+.0f} points)."
    )


def _points(spread: Spread) -> str:
    mean, low, high = (100 * float(x) for x in (spread.mean, spread.low, spread.high))
    return f"{mean:+.0f} ({low:+.0f} to {high:+.0f})"


def document(argument: Argument) -> dict[str, Any]:
    """The argument as JSON-ready dicts and lists."""
    return {
        "readings": {
            name: {
                "label": run.label,
                "claims": run.claims,
                "moves": run.adopted.moved_by,
                "not_testable": run.adopted.untested,
                "effective_sample_size": number(run.effective),
            }
            for name, run in argument.readings.items()
        },
        "conclusions": {
            key: {
                "says": conclusion.says,
                "by_reading": {name: _verdict(v) for name, v in argument.verdicts[key].items()},
                "talking_free": _verdict(argument.talking_free.get(key)),
            }
            for key, conclusion in argument.scenario.conclusions.items()
        },
        "obstacles": _obstacles(argument.obstacles),
        "timing": [_timing(t) for t in argument.timing],
        "testing_by_talking": [plain(vars(lesson)) for lesson in argument.lessons],
        "record_favours": [plain(vars(f) | {"clear": f.clear}) for f in argument.favours],
    }


def _verdict(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {
        "holds_in": number(verdict.holds),
        "low": number(verdict.low),
        "high": number(verdict.high),
        "effective_sample_size": number(verdict.effective),
        "enough_worlds": verdict.enough,
        "settled": verdict.settled,
        "by_how_much": spread_of(verdict.by_how_much) | {"ratio": verdict.ratio},
        "party_weights_agree": number(verdict.weights_agree),
    }


def _obstacles(found: ObstacleFindings | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "policy": found.policy,
        "worlds": found.worlds,
        "effective_sample_size": number(found.effective),
        "as_it_is": spread_of(found.none),
        "all_lifted": spread_of(found.every),
        "by_obstacle": {
            name: {
                "alone": spread_of(found.alone[name]),
                "missing_if_it_stays": spread_of(found.needed[name]),
                "shapley": spread_of(found.shapley[name]),
                "largest_in": number(found.largest[name]),
            }
            for name in found.shapley
        },
        "interactions": [{"pair": list(pair)} | spread_of(spread) for pair, spread in found.interactions.items()],
        "sets": [{"lifted": list(s), "chance": number(chance)} for s, chance in found.sets.items()],
    }


def _timing(timing: Any) -> dict[str, Any]:
    return {
        "policy": timing.policy,
        "effective_sample_size": number(timing.effective),
        "ripe_by_month": plain(timing.ripe),
        "starts": [
            {
                "month": start.month,
                "announced": start.announced,
                "gain_over_now": {party: spread_of(gain) for party, gain in start.gain.items()},
                "better_than_now_in": plain(start.better),
                "best_start_in": plain(start.best),
                "first_settlement": spread_of(start.signed),
                "packages": plain(start.packages),
            }
            for start in timing.starts
        ],
    }
