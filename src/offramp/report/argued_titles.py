"""Titles of the argument's figures: each says what there is to see, and turns round when the numbers do."""

from __future__ import annotations

import numpy as np

from offramp.argument.argue import Argument
from offramp.argument.obstacles import ObstacleFindings
from offramp.argument.put_in import PutIn
from offramp.argument.stances import Stances
from offramp.argument.timing import Timing
from offramp.report.amounts import COARSE_TIE, TIE, at, chance, counted
from offramp.report.argued_peace import OBSTACLE_NAMES
from offramp.report.naming import Names, capital, listed
from offramp.scenario.argued import OPEN


def title_for_conclusions(argument: Argument) -> str:
    """The conclusion on which the readings differ most."""
    spans = {}
    for key, by in argument.verdicts.items():
        held = [found.holds for name, found in by.items() if found is not None and name != OPEN]
        if len(held) > 1:
            spans[key] = max(held) - min(held)
    if not spans:
        return "In what share of the assumptions each conclusion holds"
    key = max(spans, key=lambda one: spans[one])
    return f"Readings differ most on {key}: {argument.scenario.conclusions[key].says}"


def title_for_obstacles(found: ObstacleFindings) -> str:
    """The obstacle with the largest share."""
    largest = max(found.shapley, key=lambda name: float(found.shapley[name].mean))
    if float(found.shapley[largest].mean) < TIE:
        return "No obstacle has a share in the missing settlement worth naming"
    return f"“{capital(OBSTACLE_NAMES[largest])}” has the largest share in the missing settlement"


def title_for_timing(argument: Argument, found: Timing) -> str:
    """For whom a later start is better on average, whenever it comes, and for whom worse."""
    names = Names(argument.scenario)
    later = [start for start in found.starts if start.month and start.announced]
    if not later:
        return f"{names.policy(found.policy)} was not tried later than now"
    kinds: dict[str, list[str]] = {"worse for": [], "better for": [], "now one, now the other for": []}
    for party, label in names.parties.items():
        means = [at(start.gain[party])[0] for start in later]
        kind = "worse for" if max(means) < 0 else "better for" if min(means) > 0 else "now one, now the other for"
        kinds[kind].append(label)
    parts = [
        f"{kind} {'every party' if len(parties) == len(names.parties) > 1 else listed(parties)}"
        for kind, parties in kinds.items()
        if parties
    ]
    return f"{names.policy(found.policy)} started later than now, on average: {'; '.join(parts)}"


def title_for_put_in(told: list[PutIn]) -> str:
    """How many of the chances restate what was put in."""
    restate, every = sum(found.restates for found in told), counted(len(told), "chance")
    if restate == 1:
        return f"One of these {every} mostly restates what was put in"
    return f"{'All' if restate == len(told) else restate or 'None'} of these {every} mostly restate what was put in"


def title_for_good_enough(argument: Argument, found: Stances) -> str:
    """In how many of the assumptions a policy is good enough for all parties at once, from the least to the most."""
    names, enough = Names(argument.scenario), found.enough[OPEN]
    jointly = np.asarray(found.satisficing[OPEN].jointly, dtype=float)
    least, most = int(jointly.argmin()), int(jointly.argmax())
    of = " of the assumptions" if enough else ""
    low, high = (
        f"{chance(float(jointly[i]), enough=enough)} ({names.policy(found.policies[i])})" for i in (least, most)
    )
    if jointly[most] - jointly[least] < (TIE if enough else COARSE_TIE):
        same = chance(float(jointly[most]), enough=enough)
        return f"Good enough for all parties at once, whatever the policy: {same}{of}"
    return f"Good enough for all parties at once: from {low} to {high}{of}"
