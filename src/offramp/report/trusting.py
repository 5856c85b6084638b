"""Whether there are worlds enough, in words and tables: how far halves of them differ, what has settled, what is borne out.

Every sentence is made from the checks of the headlines and turns round when they do. Where too few worlds carry weight no
distance is told, only from how many worlds a headline stays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from offramp.argument.argue import Argument
from offramp.calibration.weights import ENOUGH
from offramp.ensemble.trust import MARGIN, Trust
from offramp.findings.collect import Findings
from offramp.findings.trusting import Headline
from offramp.report.amounts import chance, counted, points
from offramp.report.argued import holds_in
from offramp.report.argued_peace import OBSTACLE_NAMES
from offramp.report.figures.figure import DataTable
from offramp.report.first_lines import NOTHING
from offramp.report.naming import Names, capital
from offramp.report.verdicts import better_in
from offramp.scenario.argued import OPEN

WITHIN = f"{100 * MARGIN:.0f} points"
NOT_TOLD = "not told"
HEADINGS = (
    "halves differ by",
    "in 9 of 10 splits, by at most",
    f"within {WITHIN} of its last value from",
    "enough worlds?",
    "about so many would be",
)


def distance(apart: float) -> str:
    """How far halves lie apart, in whole points."""
    whole = round(100 * apart)
    return counted(whole, "point") if whole else "less than a point"


def halves_sentence(headlines: Sequence[Headline], name: Callable[[Headline], str]) -> str:
    """How far halves of the worlds differ on the average headline and on which most; empty where no two worlds count."""
    known = [one for one in headlines if math.isfinite(one.trust.apart)]
    if not known:
        return ""
    widest = max(known, key=lambda one: one.trust.apart)
    average, most = (distance(x) for x in (sum(one.trust.apart for one in known) / len(known), widest.trust.apart))
    if most == distance(0):
        return f"Random halves of the worlds differ by {most} on every headline."
    least = f"by {average} on the average headline and " if len(known) > 1 else ""
    return f"Random halves of the worlds differ {least}by up to {most} ({name(widest)})."


def settled_sentence(headlines: Sequence[Headline]) -> str:
    """How many headlines stay where they are over the second half of the worlds."""
    settled = sum(one.trust.has_settled for one in headlines)
    meaning = f"from half of the worlds on they stay within {WITHIN} of where they end"
    return f"{capital(_so_many(settled, len(headlines)))} settled: {meaning}."


def _so_many(some: int, every: int) -> str:
    """How many of all headlines have, with the verb."""
    if some == every:
        return f"all {every} headlines have" if every > 1 else "the only headline has"
    return f"{some or 'none'} of {counted(every, 'headline')} {'has' if some < 2 else 'have'}"


def enough_sentence(headlines: Sequence[Headline]) -> str:
    """For how many headlines the worlds are enough, and about how many would be for all."""
    borne = sum(one.trust.enough for one in headlines)
    if borne == len(headlines):
        return f"The worlds are enough to tell every headline to within {WITHIN}."
    needed = [one.trust.needed for one in headlines]
    all_of_them = (
        "even a million would not be" if None in needed else f"about {_rounded(max(n or 0 for n in needed))} would be"
    )
    return (
        f"The worlds are enough to tell {borne or 'none'} of {counted(len(headlines), 'headline')} to within {WITHIN}; "
        f"for all of them {all_of_them}."
    )


def _rounded(worlds: int) -> str:
    """A number of worlds to two figures, upwards: an estimate from resampling is no better."""
    step = 10 ** max(0, len(str(worlds)) - 2)
    return f"{math.ceil(worlds / step) * step:,}"


def short_name(findings: Findings) -> Callable[[Headline], str]:
    """A headline as the screen names it: by the policy's key."""
    names = Names(findings.scenario)

    def name(one: Headline) -> str:
        return f"{one.policy}: {_of(names, one)}"

    return name


def long_name(findings: Findings) -> Callable[[Headline], str]:
    """A headline as the page names it: by the policy's label."""
    names = Names(findings.scenario)

    def name(one: Headline) -> str:
        return f"under {names.policy(one.policy)}: {_of(names, one)}"

    return name


def _of(names: Names, one: Headline) -> str:
    return names.outcomes[one.of] if one.kind == "chance" else f"better for {names.parties[one.of]}"


def screen_sentence(findings: Findings) -> str:
    """The one sentence that the screen has room for."""
    if not (findings.headlines and findings.weights.effective > 0):
        return ""
    if not findings.enough:
        return enough_sentence(findings.headlines)
    return halves_sentence(findings.headlines, short_name(findings)) or enough_sentence(findings.headlines)


def page_sentences(findings: Findings) -> list[str]:
    """What the page says of all headlines."""
    headlines = findings.headlines
    if not headlines:
        return []
    if not findings.weights.effective > 0:
        return [NOTHING]
    apart = halves_sentence(headlines, long_name(findings)) if findings.enough else ""
    told = [apart, settled_sentence(headlines), enough_sentence(headlines)]
    return [sentence for sentence in told if sentence]


def table(findings: Findings) -> DataTable:
    """Every headline of the run with its checks."""
    names, rows = Names(findings.scenario), []
    for one in findings.headlines:
        value = (
            chance(one.trust.value, enough=findings.enough)
            if one.kind == "chance"
            else better_in(findings, one.policy, one.of)
        )
        rows.append([names.policies[one.policy], _of(names, one), value, *_checks(one.trust, enough=findings.enough)])
    return DataTable(["policy", "headline", "value", *HEADINGS], rows)


def argument_sentences(argument: Argument) -> list[str]:
    """What the page says of the argument's headlines."""
    headlines = argument.headlines
    return [settled_sentence(headlines), _asked_of_enough(headlines)] if headlines else []


def _asked_of_enough(headlines: Sequence[Headline]) -> str:
    """How many of an argument's headlines the worlds bear that each was asked of; those differ from one to the next."""
    borne, every = sum(one.trust.enough for one in headlines), len(headlines)
    said = f"asked of enough worlds to be told to within {WITHIN}, and on one side of a half if it is a conclusion"
    if borne == every:
        return f"Each was {said}."
    some = f"{borne or 'None'} of {counted(every, 'headline')} {'was' if borne < 2 else 'were'}"
    return f"{some} {said}; the table has how many would do."


def argument_table(argument: Argument) -> DataTable:
    """Every conclusion with no claim adopted, and every obstacle's share, with the checks."""
    rows = []
    for one in argument.headlines:
        if one.kind == "conclusion":
            verdict = argument.verdicts[one.of][OPEN]
            enough, value = verdict is not None and verdict.enough, holds_in(verdict)
            name = f"{one.of} {argument.scenario.conclusions[one.of].says}"
        else:
            enough = argument.obstacles is not None and argument.obstacles.effective >= ENOUGH
            value = f"{points(one.trust.value)} points" if enough else NOT_TOLD
            name = f"Share of “{OBSTACLE_NAMES[one.of]}”"
        rows.append([name, value, *_checks(one.trust, enough=enough)])
    return DataTable(["headline", "value", *HEADINGS], rows)


def _checks(trust: Trust, *, enough: bool) -> list[str]:
    """The checks of one headline as cells of a table, without distances where none may be given."""
    told = enough and math.isfinite(trust.apart)
    distances = [distance(x) if told else NOT_TOLD for x in (trust.apart, trust.apart_most)]
    settled = f"{trust.settled} of {trust.counts[-1]}" if trust.settled < trust.counts[-1] else "not yet"
    return [*distances, settled, "yes" if trust.enough else "no", _enough_from(trust)]


def _enough_from(trust: Trust) -> str:
    """About how many worlds would be enough."""
    if trust.enough:
        return "these are"
    if trust.needed is None:
        return "over a million" if math.isfinite(trust.value) else "not known"
    return _rounded(trust.needed)
