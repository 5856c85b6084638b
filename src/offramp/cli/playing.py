"""`offramp play SCENARIO`: the same matches as in the browser, in a terminal."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

from offramp.cli.console import INTERRUPTED, OK, say
from offramp.ensemble.preparing import prepare
from offramp.scenario import load

SHOWN = 40  # offers that are listed; the others can still be typed


@dataclass(frozen=True)
class Options:
    """What the command line said."""

    side: str
    policy: str | None
    seed: int
    months: int
    every: int
    hints: bool
    choices: str | None
    as_json: bool


def show(name: str, options: Options) -> int:
    """Play a match, asking for every choice, and debrief; with `--choices` nothing is asked."""
    from offramp import study
    from offramp.play.debriefing import debrief
    from offramp.play.patron import patrons
    from offramp.play.setup import set_up
    from offramp.play.telling import Teller

    scenario = load(name)
    policy = options.policy or scenario.baseline
    study.checked_policies(scenario, [policy])
    prepare(scenario, say)
    if options.side.lower() in {name.lower() for pair in patrons(scenario).items() for name in pair}:
        return _as_patron(scenario, policy, options)
    board = set_up(scenario, policy)
    given = [code for code in (options.choices or "").split(",") if code]
    match, teller = board.match(options.side, options.seed, options.months, given), Teller(board)
    if options.choices is None and not options.as_json:
        say(f"You are {teller.side(match.side)}. Seed {options.seed}, {match.months} months, policy {policy}.")
        try:
            _play(match, teller, hints=options.hints)
        except (EOFError, KeyboardInterrupt):
            say("\nleft early; the debriefing is of what was played")
            _tell(match, teller)
            return INTERRUPTED
    found = debrief(match)
    if options.as_json:
        codes = [code for _, code in match.record.decisions]
        waiting = [option.code for option in match.pending.options] if match.pending else []
        told = {"choices": codes, "state": teller.state(match.state), "waiting": waiting}
        cost = {"cost": found.total, "followed": found.followed, "debriefing": teller.debriefing(match, found)}
        print(json.dumps(told | cost, indent=1, ensure_ascii=False))
        return OK
    if options.choices is not None:
        _happened(match, teller, 0)
    _tell(match, teller)
    return OK


def _play(match, teller, *, hints: bool) -> None:  # noqa: ANN001  imported late, for a quick --help
    """Ask until nothing is left to choose."""
    told = 0
    while True:
        told = _happened(match, teller, told)
        decision = match.pending
        if decision is None:
            return
        print(f"\nMonth {decision.month + 1}. {teller.state(decision.state)}\n{teller.question(match, decision)}")
        listed = [option for option in decision.options if hints or option.code != "offer:lottery"]
        for number, option in enumerate(listed[:SHOWN], 1):
            mark = "  <- equilibrium" if hints and option.code == decision.best else ""
            print(f"  {number:2d}  {teller.option(match, decision, option)}{mark}")
        match.choose(_asked([option.code for option in listed]))
        print()


def _as_patron(scenario, policy: str, options: Options) -> int:  # noqa: ANN001  imported late, for a quick --help
    """A patron's match: the same, with policies to choose from."""
    from offramp.play.patron import set_up_patron
    from offramp.play.patron_debriefing import debrief_patron
    from offramp.play.patron_telling import PatronTeller

    board = set_up_patron(scenario, options.side, policy)
    given = [code for code in (options.choices or "").split(",") if code]
    match, teller = board.match(options.seed, options.months, options.every, given), PatronTeller(board)
    left, told = OK, 0
    if options.choices is None and not options.as_json:
        say(f"You are {teller.party}. Seed {options.seed}, {match.months} months, beginning with the policy {policy}.")
        try:
            while match.pending is not None:
                told = _happened(match, teller, told)
                decision = match.pending
                print(f"\nMonth {decision.month + 1}. {teller.state(decision.state)}\n{teller.asked(decision)}")
                for number, turn in enumerate(decision.options, 1):
                    print(f"  {number:2d}  {teller.turn(decision, turn)}")
                match.choose(_asked([turn.code for turn in decision.options]))
        except (EOFError, KeyboardInterrupt):
            say("\nleft early; the debriefing is of what was played")
            left = INTERRUPTED
    found = debrief_patron(match)
    sentences = teller.looking_back(match, found)
    if options.as_json:
        waiting = [turn.code for turn in match.pending.options] if match.pending else []
        codes = [turn.code for _, turn in match.turns]
        account = {"begun": found.begun, "ended": found.ended, "choices": found.by_choice, "luck": found.by_luck}
        stayed = {each.policy: {"foretold": each.foretold, "same_luck": each.with_this_luck} for each in found.stayed}
        document = {"choices": codes, "state": teller.state(match.state), "waiting": waiting, "account": account}
        print(json.dumps(document | {"stayed": stayed, "debriefing": sentences}, indent=1, ensure_ascii=False))
        return OK
    _happened(match, teller, told)
    print(f"\n{teller.state(match.state)}\n\nDebriefing")
    for sentence in sentences:
        print(f"- {sentence}")
    return left


def _happened(match, teller, told: int) -> int:  # noqa: ANN001  imported late, for a quick --help
    """Print what happened since; returns how many events have been told."""
    for event in match.record.events[told:]:
        print(f"month {event.month + 1:3d}  {teller.event(event)}")
    return len(match.record.events)


def _asked(codes: list[str]) -> str:
    """A number or a code that was typed, asked for again until it is one of these."""
    while True:
        print("> ", end="", flush=True)
        typed = sys.stdin.readline()
        if not typed:
            raise EOFError
        word = typed.strip()
        if word.isdigit() and 1 <= int(word) <= len(codes):
            return codes[int(word) - 1]
        if word in codes:
            return word
        say(f"type a number from 1 to {len(codes)} (Ctrl-C leaves)")


def _tell(match, teller) -> None:  # noqa: ANN001  imported late, for a quick --help
    from offramp.play.debriefing import debrief

    print(f"\n{teller.state(match.state)}\n\nDebriefing")
    for sentence in teller.debriefing(match, debrief(match)):
        print(f"- {sentence}")
