"""The argument in sentences: conclusions, what flips them, obstacles, timing. Used by the screen and the page alike.

A share is a share of the assumptions tried, weighed by the record; no sentence calls it a probability, and none says
what should be done. Where too few worlds carry weight, words stand in the place of percentages.
"""

from __future__ import annotations

import math

from offramp.argument.argue import Argument
from offramp.argument.claims import Following
from offramp.argument.conclusions import Verdict
from offramp.argument.flips import Decider
from offramp.argument.readings import OPEN
from offramp.calibration.weights import ENOUGH
from offramp.ensemble.discovery.saying import facts
from offramp.report.amounts import amount, at, chance, percent
from offramp.report.naming import Names, capital, whether


def holds_in(verdict: Verdict | None) -> str:
    """`62% (55% to 70%)`, or a word where too few worlds carry weight."""
    if verdict is None:
        return "not run"
    if not verdict.enough:
        return chance(verdict.holds, enough=False)
    return f"{percent(verdict.holds)} ({percent(verdict.low)} to {percent(verdict.high)})"


def verdict_sentence(argument: Argument, key: str) -> str:
    """In what share of the assumptions a conclusion holds, and whether the worlds are enough to say so."""
    verdict = argument.verdicts[key].get(OPEN)
    if verdict is None:
        return "It was not run."
    if not verdict.enough:
        return (
            f"As far as a first look tells, it holds {chance(verdict.holds, enough=False)}: {ENOUGH} effective worlds are "
            f"needed for percentages, and there are {math.floor(verdict.effective)}."
        )
    settled = (
        "resampling the worlds leaves it on that side of a half"
        if verdict.settled
        else "too near a half to call: resampling the worlds leaves it on neither side"
    )
    return f"With no claim adopted it holds in {holds_in(verdict)} of the assumptions tried, weighed by the record; {settled}."


def by_how_much_sentence(argument: Argument, key: str) -> str:
    """By how much left and right differ, in the unit of what is compared."""
    verdict = argument.verdicts[key].get(OPEN)
    if verdict is None or not math.isfinite(at(verdict.by_how_much)[0]):
        return ""
    scale, unit = (1.0, "") if verdict.ratio else _unit(argument, key)
    told = [scale * x for x in at(verdict.by_how_much)]
    mean, low, high = (amount(x) for x in without_dust(told))
    what = "The ratio of the two" if verdict.ratio else "The difference of the two"
    return f"{what} is {mean}{unit} on average ({low} to {high} in the middle 80% of the assumptions)."


def _unit(argument: Argument, key: str) -> tuple[float, str]:
    """What a difference is multiplied by to be told, and its unit with a space before it."""
    term = argument.scenario.conclusions[key].left
    if term.value_of is not None:
        return 1.0, f" in the units that {Names(argument.scenario).parties[term.value_of]} counts in"
    if term.measure is not None:
        unit = argument.scenario.measures[term.measure].unit
        return 1.0, f" {unit}" if unit else ""
    return (1.0, " deals") if term.chance_of == "broken" else (100.0, " points of chance")


def without_dust(values: list[float]) -> list[float]:
    """The values, those that are nothing beside the largest of them (a thousandth) as 0."""
    largest = max(abs(x) for x in values)
    return [0.0 if abs(x) < largest / 1000 else x for x in values]


def weights_sentence(argument: Argument, key: str) -> str:
    """Under what share of the party's weights the sign holds; empty where the conclusion is on no account."""
    verdict = argument.verdicts[key].get(OPEN)
    if verdict is None or math.isnan(verdict.weights_agree):
        return ""
    share = chance(verdict.weights_agree, enough=verdict.enough)
    if not verdict.enough:
        return f"Over the ways of weighing what the party counts, the average difference has this sign {share}."
    return f"The average difference has this sign under {share} of the ways tried of weighing what the party counts."


def talking_free_sentence(argument: Argument, key: str) -> str:
    """The same with talking that costs nothing; empty for conclusions on no talks."""
    free = argument.talking_free.get(key)
    return f"If talking cost nothing: {holds_in(free)}." if free is not None else ""


def decider_words(decider: Decider, *, enough: bool) -> str:
    """A quantity and what it does to the conclusion: `X: holds in 80% below 3, 35% from 3 up`."""
    below, above = (chance(x, enough=enough) for x in (decider.below, decider.above))
    if math.isnan(decider.middle):
        return f"{capital(whether(decider.label))}: holds {_in(above, enough=enough)} if so, {_in(below, enough=enough)} if not"
    middle = f"{amount(decider.middle)} {decider.unit}".strip()
    return f"{decider.label}: holds {_in(below, enough=enough)} below {middle}, {_in(above, enough=enough)} above"


def _in(words: str, *, enough: bool) -> str:
    return f"in {words}" if enough else words


def flips_sentence(argument: Argument, key: str, most: int = 3) -> str:
    """What decides a conclusion."""
    flip, verdict = argument.flips.get(key), argument.verdicts[key].get(OPEN)
    if flip is None or verdict is None:
        return ""
    if flip.reason:
        return f"Nothing can be told: {flip.reason}."
    telling = flip.standing_out[:most]
    if not telling:
        return "No single assumption stands out from chance."
    return f"{'; '.join(decider_words(decider, enough=verdict.enough) for decider in telling)}."


def against_sentence(argument: Argument, key: str) -> str:
    """The strongest assumption against a conclusion; empty where none stands out."""
    flip, verdict = argument.flips.get(key), argument.verdicts[key].get(OPEN)
    strongest = flip.strongest_against if flip is not None else None
    if strongest is None or verdict is None:
        return ""
    middle = f"{amount(strongest.middle)} {strongest.unit}".strip()
    if math.isnan(strongest.middle):
        where = _assumed(strongest.label, so=strongest.below >= strongest.above)
    else:
        side = "below" if strongest.below < strongest.above else "above"
        where = f"{strongest.label} {side} {middle}"
    return f"{where}; there it holds {_in(chance(strongest.against, enough=verdict.enough), enough=verdict.enough)}."


def _assumed(label: str, *, so: bool) -> str:
    """A yes/no draw as an assumption that it is so, or not."""
    said = facts(label)
    return f"that this is {'so' if so else 'not so'}: {label}" if said is None else f"that {said[0] if so else said[1]}"


def claims_for(argument: Argument, conclusion: str, turn: str) -> list[str]:
    """Claims near which a conclusion holds more, or less, often."""
    return [claim for claim, told in argument.following.items() if _turn(told, conclusion) == turn]


def _turn(told: dict[str, Following], conclusion: str) -> str:
    found = told.get(conclusion)
    return found.turn if found is not None else ""


def follows_from(argument: Argument, claim: str) -> list[str]:
    """What follows near a claim: which conclusions hold more and less often."""
    told = argument.following.get(claim, {})
    out = []
    for turn in ("more often", "less often"):
        keys = [_follow_words(key, found) for key, found in told.items() if found.turn == turn]
        if keys:
            out.append(f"Hold {turn}: {', '.join(keys)}.")
    return out or (["No conclusion turns clearly."] if told else [])


def _follow_words(key: str, found: Following) -> str:
    return f"{key} ({percent(found.near)} against {percent(found.elsewhere)})" if found.enough else key
