"""The argument in sentences: conclusions, what flips them, obstacles, timing. Used by the screen and the page alike.

A share is a share of the assumptions tried, weighed by the record; no sentence calls it a probability, and none says
what should be done. Where too few worlds carry weight, words stand in the place of percentages.
"""

from __future__ import annotations

import math

from offramp.argument.argue import Argument
from offramp.argument.claims import Following
from offramp.argument.conclusions import HALF, Verdict
from offramp.argument.flips import Decider
from offramp.calibration.weights import ENOUGH
from offramp.ensemble.discovery.saying import facts
from offramp.report.amounts import amount, at, chance, percent, weighed
from offramp.report.naming import Names, capital, whether
from offramp.scenario.argued import OPEN


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
        f"resampling the worlds, it stays {'above' if verdict.low > HALF else 'below'} a half in nine cases of ten"
        if verdict.settled
        else "too near a half to call: resampling the worlds puts it on either side"
    )
    return f"With no claim adopted it holds in {holds_in(verdict)} of the assumptions tried{weighed(argument.scenario)}; {settled}."


def by_how_much_sentence(argument: Argument, key: str) -> str:
    """By how much left and right differ, in the unit of what is compared."""
    verdict = argument.verdicts[key].get(OPEN)
    if verdict is None or not math.isfinite(at(verdict.by_how_much)[0]):
        return ""
    mean, low, high = at(verdict.by_how_much)
    if verdict.ratio:
        middle, low, high = without_dust([verdict.middle, low, high])
        return (
            f"The ratio of the two is {amount(middle)} in the middle of the assumptions, and {amount(low)} to "
            f"{amount(high)} in the middle 80% of them."
        )
    scale, unit = _unit(argument, key)
    told = (amount(scale * x) for x in without_dust([mean, low, high]))
    return "The difference of the two is {}{} on average ({} to {} in the middle 80% of the assumptions).".format(
        next(told), unit, *told
    )


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
        return (
            f"Over the ways of weighing what the party counts, the average difference has the sign asked for {share}."
        )
    return f"The average difference has the sign asked for under {share} of the ways tried of weighing what the party counts."


def talking_free_sentence(argument: Argument, key: str) -> str:
    """The same with talking that costs nothing; empty for conclusions on no talks."""
    found = argument.talking_free.get(key)
    if found is None:
        return ""
    return f"If talking cost nothing: {holds_in(found.free)}; as it is, in the same worlds: {holds_in(found.as_it_is)}."


def decider_words(decider: Decider) -> str:
    """A quantity and what it does to the conclusion: `X: holds in 80% below 3, in 35% above`."""
    enough = decider.effective >= ENOUGH
    yes_no = math.isnan(decider.middle)
    label = capital(whether(decider.label)) if yes_no else decider.label
    middle = f"{amount(decider.middle)} {decider.unit}".strip()
    low, high = ("if not", "if so") if yes_no else (f"below {middle}", "above" if enough else f"above {middle}")
    below, above = (chance(x, enough=enough) for x in (decider.below, decider.above))
    if below == above:
        return f"{label}: holds more often {low if decider.below > decider.above else high}"
    told = [f"{_in(below, enough=enough)} {low}", f"{_in(above, enough=enough)} {'above' if not yes_no else high}"]
    return f"{label}: holds {', '.join(reversed(told) if yes_no else told)}"


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
    told = f"{'; '.join(decider_words(decider) for decider in telling)}."
    if any(decider.flips for decider in telling):
        return told
    return f"{told} {'This does not flip' if len(telling) == 1 else 'None of these flips'} it by itself."


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
    enough = strongest.effective >= ENOUGH
    return f"{where}; there it holds {_in(chance(strongest.against, enough=enough), enough=enough)}."


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
