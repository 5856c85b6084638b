"""What stands in the way of peace, when, and what talking would teach, in sentences; and what was put in for a headline."""

from __future__ import annotations

import math

from offramp.argument.argue import Argument
from offramp.argument.obstacles import ObstacleFindings
from offramp.argument.talking import Lesson
from offramp.argument.timing import Start, Timing
from offramp.calibration.weights import ENOUGH
from offramp.report.amounts import TIE, chance, points, points_span
from offramp.report.naming import Names, capital
from offramp.scenario import Scenario

OBSTACLE_NAMES = {
    "channel": "no channel",
    "red-lines": "red lines",
    "optimism": "optimism",
    "commitment": "a deal would not hold",
    "audience": "audience at home",
}
#: Pairs of obstacles are told from this interaction on.
INTERACTS = 0.05
_WAITING = " (a deal that would hold is worth waiting for, and one that may be broken is signed more readily)"
#: A red line or an obstacle is told if what is thought of it moves by this share or more.
MOVES = 0.02
#: Ripe: share of unsigned wars in which one side would propose a deal that the other accepts, from here on.
RIPE = 0.5


def obstacles_sentences(found: ObstacleFindings) -> list[str]:
    """The chance with nothing and everything lifted, the largest obstacle, those that work the other way, and interactions."""
    enough = found.effective >= ENOUGH
    as_it_is, lifted = (chance(float(spread.mean), enough=enough) for spread in (found.none, found.every))
    if enough:
        lead = f"The chance of a settlement within a year is {as_it_is} as it is and {lifted} with all obstacles lifted"
    else:
        lead = f"A settlement within a year comes {as_it_is} as it is and {lifted} with all obstacles lifted"
    rough = "" if enough else f" ({math.floor(found.effective)} effective worlds: read it as a first look)"
    out = [f"{lead}, on average{rough}."]
    largest = max(found.shapley, key=lambda name: float(found.shapley[name].mean))
    if float(found.shapley[largest].mean) >= TIE:
        share = points(float(found.shapley[largest].mean))
        out.append(f"The largest share of the difference falls to “{OBSTACLE_NAMES[largest]}” ({share} points).")
    other_way = [(name, float(share.mean)) for name, share in found.shapley.items() if float(share.mean) <= -TIE]
    out += [
        f"“{capital(OBSTACLE_NAMES[name])}” works the other way ({points(share)} points): without it a settlement within a "
        f"year is less likely{_WAITING if name == 'commitment' else ''}."
        for name, share in other_way
    ]
    strong = [(pair, float(s.mean)) for pair, s in found.interactions.items() if abs(float(s.mean)) >= INTERACTS]
    return out + [_interaction(pair, strength) for pair, strength in strong[:3]]


def interactions_rows(found: ObstacleFindings) -> list[list[str]]:
    """Every pair of obstacles: what lifting both adds beyond what lifting each adds, the strongest first."""
    return [
        [" and ".join(f"“{OBSTACLE_NAMES[name]}”" for name in pair), points_span(strength)]
        for pair, strength in found.interactions.items()
    ]


def _interaction(pair: tuple[str, str], strength: float) -> str:
    first, second = (OBSTACLE_NAMES[name] for name in pair)
    much = f"{points(abs(strength)).lstrip('+')} points"
    if strength > 0:
        return f"“{capital(first)}” and “{second}” block together: lifting both adds {much} more than each by itself."
    return f"“{capital(first)}” and “{second}”: lifting both adds {much} less than the two by themselves."


def _weighs(lesson: Lesson) -> list[str]:
    """Obstacles whose share would be judged larger or smaller: `Red lines: +15 → +19 points`."""
    told = []
    for name, (before, after) in lesson.obstacles.items():
        if abs(after - before) >= MOVES:
            change = (
                f"{points(before)} → {points(after)} points"
                if lesson.effective_lifted >= ENOUGH
                else ("more in the way" if after > before else "less in the way")
            )
            told.append(f"{capital(OBSTACLE_NAMES[name])}: {change}")
    return told


def start_name(start: Start) -> str:
    """`now`, `in 6 months`, `in 6 months, as a surprise`."""
    if start.month == 0:
        return "now"
    return f"in {start.month} months{'' if start.announced else ', as a surprise'}"


def timing_sentences(scenario: Scenario, timing: Timing) -> list[str]:
    """Where the peak is for each party, when the best terms are signed, and whether the moment is ripe."""
    names, announced = Names(scenario), [start for start in timing.starts if start.announced]
    enough = timing.effective >= ENOUGH
    most = max(timing.starts, key=lambda start: float(start.signed.mean))
    out = [
        (
            f"In what share of the assumptions each announced start of {names.policy(timing.policy)} is the best of those tried: "
            f"{'; '.join(_best(announced, party, label, enough=enough) for party, label in names.parties.items())}."
        ),
        (
            f"A first settlement is likeliest with a start {start_name(most)} "
            f"({chance(float(most.signed.mean), enough=enough)} within {scenario.horizon} months)."
        ),
        ripe_sentence(timing, enough=enough),
    ]
    if not enough:
        out.append(f"These rest on {math.floor(timing.effective)} effective worlds: read them as a first look.")
    return out


def _best(announced: list[Start], party: str, label: str, *, enough: bool) -> str:
    """`for Ukraine now 69%, in 18 months 21%`: the two starts that are best most often."""
    first, *others = sorted(
        announced, key=lambda start: -start.best[party]
    )  # not by the mean: a few worlds can carry it
    told = [f"{start_name(start)} {chance(start.best[party], enough=enough)}" for start in (first, *others[:1])]
    return f"for {label} {', '.join(told)}"


def ripe_sentence(timing: Timing, *, enough: bool) -> str:
    """Whether the moment is ripe."""
    now = float(timing.ripe[0]) if len(timing.ripe) else math.nan
    if not math.isfinite(now):
        return "Whether the moment is ripe cannot be told."
    share = chance(now, enough=enough)
    ripe = [month for month, value in enumerate(timing.ripe) if math.isfinite(value) and value >= RIPE]
    told = f"in {share} of the wars" if enough else f"{share}, over the wars"
    first = f"On the first month's terms one side would propose a deal that the other accepts {told} still going on"
    if now >= RIPE:
        return f"{first}. From a half on it counts as ripe: by this measure it is."
    when = f"it is from around month {ripe[0]}" if ripe else "it does not come to that within the horizon"
    return f"{first}. From a half on it counts as ripe: by this measure it is not yet, and {when}."


def lessons_rows(argument: Argument) -> list[list[str]]:
    """What months of talks without a deal would teach: policy, months, chance of it, red lines, what shifts, obstacles."""
    names, rows = Names(argument.scenario), []
    for lesson in argument.lessons:
        enough = lesson.effective >= ENOUGH
        red = [
            f"{argument.scenario.red_lines[name].label or name}: {chance(before, enough=enough)} → {chance(after, enough=enough)}"
            for name, (before, after) in lesson.red_lines.items()
            if abs(after - before) >= MOVES
        ]
        shifted = [
            f"{label} {'up' if shift > 0 else 'down'}" for _, label, shift in lesson.shifted if abs(shift) >= 0.05
        ]
        cells = [
            chance(lesson.likely, enough=enough),
            "; ".join(red) or "hardly moved",
            "; ".join(shifted[:4]) or "next to nothing",
            "; ".join(_weighs(lesson)) or ("hardly moved" if lesson.obstacles else "not asked"),
        ]
        rows.append([names.policies[lesson.policy], str(lesson.months), *cells])
    return rows
