"""`offramp play SCENARIO`: the same matches as in the browser, in a terminal."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

from offramp.cli.console import INTERRUPTED, OK, say
from offramp.scenario import load

SHOWN = 40  # offers that are listed; the others can still be typed


@dataclass(frozen=True)
class Options:
    """What the command line said."""

    side: str
    policy: str | None
    seed: int
    months: int
    hints: bool
    choices: str | None
    as_json: bool


def show(name: str, options: Options) -> int:
    """Play a match, asking for every choice, and debrief; with `--choices` nothing is asked."""
    from offramp import study
    from offramp.play.debriefing import debrief
    from offramp.play.setup import set_up
    from offramp.play.telling import Teller

    scenario = load(name)
    policy = options.policy or scenario.baseline
    study.checked_policies(scenario, [policy])
    study.prepare(scenario, say)
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
        for event in match.record.events:
            print(f"month {event.month + 1:3d}  {teller.event(event)}")
    _tell(match, teller)
    return OK


def _play(match, teller, *, hints: bool) -> None:  # noqa: ANN001  imported late, for a quick --help
    """Ask until nothing is left to choose."""
    told = 0
    while True:
        for event in match.record.events[told:]:
            print(f"month {event.month + 1:3d}  {teller.event(event)}")
        told = len(match.record.events)
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
