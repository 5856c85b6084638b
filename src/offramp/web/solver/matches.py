"""Matches for the browser: the board is solved once, the match is played again from its choices at every question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from offramp.play.debriefing import debrief
from offramp.play.decisions import Decision
from offramp.play.patron import PatronBoard, PatronMatch, set_up_patron
from offramp.play.patron_debriefing import PatronDebriefing, debrief_patron
from offramp.play.patron_telling import PatronTeller
from offramp.play.setup import Board, set_up
from offramp.play.states import Over, Peace, War
from offramp.play.table import Match
from offramp.play.telling import SIDES, Teller, stakes
from offramp.web.drawing.front import front_strip
from offramp.web.solver.loaded import scenario_at


@lru_cache(maxsize=3)
def _board(path: str, stamp: float, policy: str) -> Board:
    return set_up(scenario_at(path, stamp), policy)


@lru_cache(maxsize=2)
def _patron_board(path: str, stamp: float, party: str, policy: str) -> PatronBoard:
    return set_up_patron(scenario_at(path, stamp), party, policy)


def told(
    path: str, stamp: float, policy: str, side: str, seed: int, months: int, every: int, choices: Sequence[str]
) -> dict[str, Any]:
    """Where a match stands after these choices, JSON-ready; `side` is a, b or a patron.

    `every`: months between a patron's decisions. Raises UnknownNameError, RulesError.
    """
    if side not in SIDES:
        return _patron_told(_patron_board(path, stamp, side, policy), seed, months, every, choices)
    board = _board(path, stamp, policy)
    match, teller = board.match(side, seed, months, choices), Teller(board)
    pending = match.pending
    return {
        "month": match.month,
        "months": match.months,
        "side": SIDES[match.side],
        "over": pending is None,
        "state": _state(board, teller, match),
        "told": _told(match, teller),
        "question": teller.question(match, pending) if pending else "",
        "kind": pending.kind if pending else "",
        "options": _options(match, teller, pending) if pending else [],
        "best": pending.best if pending else "",
        "best_words": teller.option(match, pending, pending.option(pending.best)) if pending else "",
        "debriefing": _debriefing(match, teller) if match.record.decisions and pending is None else None,
    }


def _patron_told(board: PatronBoard, seed: int, months: int, every: int, choices: Sequence[str]) -> dict[str, Any]:
    match, teller = board.match(seed, months, every, choices), PatronTeller(board)
    pending = match.pending
    found = debrief_patron(match) if pending is None else None
    options = [] if pending is None else pending.options
    return {
        "month": match.month,
        "months": match.months,
        "side": board.party,
        "over": pending is None,
        "state": _state(board, teller, match),
        "told": _told(match, teller),
        "question": teller.asked(pending) if pending else "",
        "kind": "policy" if pending else "",
        "options": [{"code": turn.code, "words": teller.turn(pending, turn)} for turn in options] if pending else [],
        "best": "",
        "best_words": "",
        "debriefing": _patron_debriefing(match, teller, found) if found else None,
    }


def _patron_debriefing(match: PatronMatch, teller: PatronTeller, found: PatronDebriefing) -> dict[str, Any]:
    return {"sentences": teller.looking_back(match, found), "slips": [], "missed": [], **teller.tables(found)}


def _state(board: Board | PatronBoard, teller: Teller, match: Match | PatronMatch) -> dict[str, Any]:
    at, scenario = match.state, board.scenario
    found: dict[str, Any] = {"words": teller.state(at), "kind": type(at).__name__.lower(), "top": scenario.capacity.top}
    if isinstance(at, War):
        position = float(teller.cells[at.f])
        found |= {"front": str(front_strip(scenario, width=480, at=position)), "capacity": [at.ca, at.cb]}
        found["rungs"] = [teller.names.rung(SIDES[i], rung) for i, rung in enumerate((at.ra, at.rb))]
    elif isinstance(at, Peace):
        position = float(teller.lines[at.line])
        found |= {"front": str(front_strip(scenario, width=480, at=position)), "capacity": [at.ca, at.cb]}
        found["rungs"] = [teller.packages[at.d]] * 2
    else:
        assert isinstance(at, Over)  # noqa: S101  the third and last kind of state
    return found


def _options(match: Match, teller: Teller, pending: Decision) -> list[dict[str, Any]]:
    """Options in words; of an offer also its package and line, so that a page may ask for them one by one."""
    out = []
    for option in pending.options:
        row: dict[str, Any] = {"code": option.code, "words": teller.option(match, pending, option)}
        if pending.kind == "offer" and option.deal is not None and not option.deal.mix:
            row["package"] = teller.packages[option.deal.d]
            row["line"] = teller.unit(float(teller.lines[option.deal.line]))
        out.append(row)
    return out


def _told(match: Match | PatronMatch, teller: Teller) -> list[dict[str, Any]]:
    """What happened, month by month, the latest first."""
    months: dict[int, list[dict[str, str]]] = {}
    for event in match.record.events:
        if words := teller.event(event):
            months.setdefault(event.month, []).append({"who": event.who, "words": words})
    return [{"month": month, "events": events} for month, events in reversed(months.items())]


def _debriefing(match: Match, teller: Teller) -> dict[str, Any]:
    found = debrief(match)
    slips = [
        [
            str(slip.decision.month + 1),
            teller.option(match, slip.decision, slip.decision.option(slip.chosen)),
            teller.option(match, slip.decision, slip.decision.option(slip.decision.best)),
            stakes(slip.cost),
        ]
        for slip in found.slips
    ]
    missed = [[str(month + 1), teller.deal(deal), stakes(gain)] for month, deal, gain in found.missed]
    return {"sentences": teller.debriefing(match, found), "slips": slips, "missed": missed, "along": [], "stayed": []}
