"""What stands in the way of peace, when, and what talking would teach, in sentences; and what was put in for a headline."""

from __future__ import annotations

import math

from offramp.argument.argue import Argument
from offramp.argument.obstacles import ObstacleFindings
from offramp.argument.put_in import PutIn
from offramp.argument.readings import OPEN
from offramp.argument.timing import Start, Timing
from offramp.calibration.weights import ENOUGH
from offramp.findings.spread import Spread
from offramp.report.amounts import TIE, at, chance, percent, points
from offramp.report.naming import Names, capital, listed
from offramp.scenario import Scenario

OBSTACLE_NAMES = {
    "channel": "no channel",
    "red-lines": "red lines",
    "optimism": "optimism",
    "commitment": "a deal would not hold",
    "audience": "audience at home",
}
#: A red line is told if what is thought of it moves by this share or more.
MOVES = 0.02
#: Ripe: share of unsigned wars in which one side would propose a deal that the other accepts, from here on.
RIPE = 0.5


def obstacles_sentences(found: ObstacleFindings) -> list[str]:
    """The chance with nothing and everything lifted, the largest obstacle, and the strongest interaction."""
    largest = max(found.shapley, key=lambda name: float(found.shapley[name].mean))
    pair, strength = next(iter(found.interactions.items()))
    first, second = (OBSTACLE_NAMES[name] for name in pair)
    sense = "block together: lifting both does more than lifting each" if float(strength.mean) > 0 else "overlap"
    rough = "" if found.effective >= ENOUGH else f" ({math.floor(found.effective)} effective worlds: read it as rough)"
    return [
        (
            f"The chance of a settlement within a year is {100 * float(found.none.mean):.0f}% as it is and "
            f"{100 * float(found.every.mean):.0f}% with all obstacles lifted, on average{rough}."
        ),
        (
            f"The largest share of the difference falls to “{OBSTACLE_NAMES[largest]}” "
            f"({points(float(found.shapley[largest].mean))} points)."
        ),
        *(_other_way(name, float(share.mean)) for name, share in found.shapley.items() if float(share.mean) <= -TIE),
        f"“{capital(first)}” and “{second}” {sense} ({points(float(strength.mean))} points).",
    ]


def _other_way(name: str, share: float) -> str:
    return (
        f"“{capital(OBSTACLE_NAMES[name])}” works the other way ({points(share)} points): without it a settlement within a "
        "year is less likely."
    )


def start_name(start: Start) -> str:
    """`now`, `in 6 months`, `in 6 months, as a surprise`."""
    if start.month == 0:
        return "now"
    return f"in {start.month} months{'' if start.announced else ', as a surprise'}"


def timing_sentences(scenario: Scenario, timing: Timing) -> list[str]:
    """Where the peak is for each party, when the best terms are signed, and whether the moment is ripe."""
    names, announced = Names(scenario), [start for start in timing.starts if start.announced]
    enough = timing.effective >= ENOUGH
    by_start: dict[int, list[str]] = {}
    for party in announced[0].gain:
        best = max(announced, key=lambda start: start.best[party])  # not the mean: a few worlds can carry it
        by_start.setdefault(best.month, []).append(names.parties[party])
    peaks = [
        f"{'now' if month == 0 else f'in {month} months'} for {listed(parties)}"
        for month, parties in sorted(by_start.items())
    ]
    most = max(timing.starts, key=lambda start: float(start.signed.mean))
    out = [
        (
            f"{capital(names.policy(timing.policy))}: of the announced starts tried, the one that is best in the largest share of "
            f"the assumptions is {'; '.join(peaks)}."
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
        return f"{first}: in this sense the moment is ripe."
    when = f"it becomes so around month {ripe[0]}" if ripe else "it does not become so within the horizon"
    return f"{first}: in this sense the moment is not ripe yet, and {when}."


def lessons_rows(argument: Argument) -> list[list[str]]:
    """What months of talks without a deal would teach: policy, months, chance of it, red lines, what shifts."""
    names, opened = Names(argument.scenario), argument.readings[OPEN]
    enough = opened.effective >= ENOUGH
    rows = []
    for lesson in argument.lessons:
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
        ]
        rows.append([names.policies[lesson.policy], str(lesson.months), *cells])
    return rows


def put_in_sentence(scenario: Scenario, found: PutIn) -> str:
    """What was put in, what comes out, and whether the headline merely restates its prior."""
    spans = [_span(found, spread) for spread in (found.put_in, found.comes_out)]
    explained = "an unknown part" if math.isnan(found.explained) else percent(found.explained)
    verdict = (
        "It mostly restates what was put in"
        if found.restates
        else "It is more than what was put in: how far the sides climb, and how the war goes on, changes it"
    )
    return (
        f"{_headline(scenario, found)}: put in {spans[0]}, comes out {spans[1]}. {capital(explained)} of its spread over the "
        f"assumptions goes with what was put in. {verdict}."
    )


def _span(found: PutIn, spread: Spread) -> str:
    mean, low, high = at(spread)
    if found.kind == "ratio":
        return f"a factor of {low:.2g} to {high:.2g}"
    return f"{percent(mean)} ({percent(low)} to {percent(high)})"


def _headline(scenario: Scenario, found: PutIn) -> str:
    names = Names(scenario)
    if found.kind == "general-war":
        return f"General war within {scenario.horizon} months under {names.policy(found.of)}"
    if found.kind == "ratio":
        return f"{found.of}, how much likelier general war is"
    return f"“{names.packages[found.of]}” signed today and ended within {scenario.horizon} months"
