"""An ordinal model's equilibria beside the game's answer: package by package, where they agree, where not, and why.

Both speak of one world with central values under one policy. The game says whether a side would sign a package in the
first month of contact, who stands in the way, and how likely the deal is to hold. The ordinal model says whether both
sides prefer the deal to the status quo, and whether it is an equilibrium.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from offramp.game.grid import A, B
from offramp.graphmodel.answer import Answer
from offramp.graphmodel.derive import Derived
from offramp.graphmodel.stability import CONCEPTS
from offramp.report import depth
from offramp.study import Solution

HOLDS_MONTHS = 12
SELDOM = 0.5

WHY_APART = (
    "The ordinal model says yes to a deal that both sides prefer to the status quo and that is an equilibrium under"
    " SEQ; the game, to one that some side would sign in the first month of contact. The ordinal model knows only who"
    " prefers what to what with rungs and aid held fixed. It has no time (nobody waits for a better moment), no chance"
    " (no front that may move either way, no channel that may stay shut), and no commitment problem: a deal may be"
    " left, but nobody rearms under it. Where it differs from the game, one of these is the reason."
)


@dataclass(frozen=True)
class Compared:
    """One package in both lights.

    Attributes:
        package: its name. agree: whether both say yes or both say no.
        ordinal, game: what each says, in words. why: where they differ, why; else empty.
    """

    package: str
    agree: bool
    ordinal: str
    game: str
    why: str


def compare(derived: Derived, found: Answer, solution: Solution) -> list[Compared]:
    """Every package that the policy offers, those that cross red lines left out by both."""
    looked = depth.document(solution)
    signed = _signed(solution)
    return [_compared(package, derived, found, looked, signed, solution) for package in derived.packages]


def _signed(solution: Solution) -> dict[str, list[str]]:
    """Package -> sides that would sign it in month 0 when it is their move and there is contact."""
    names, sides = list(solution.scenario.packages), solution.scenario.sides
    out: dict[str, list[str]] = {}
    for mover, side in ((A, sides.a.name), (B, sides.b.name)):
        choice = _choice(solution, mover)
        if choice is not None:
            out.setdefault(names[choice], []).append(side)
    return out


def _choice(solution: Solution, mover: int) -> int | None:
    """The package that a mover signs in month 0 on contact, or leaves in force; None where it signs none, or breaks."""
    eq, (kind, *place) = solution.equilibrium, depth.start_state(solution)
    if kind == "war":
        return eq.strategy(0, mover, tuple(place)).package
    d, line, ca, cb = place
    after = int(eq.strategies.amend[0, mover, d, (ca * eq.packed.capacity_levels + cb) * eq.packed.lines + line])
    return after if eq.breaker(0, mover, after, line, (ca, cb)) is None else None


def _compared(
    package: str,
    derived: Derived,
    found: Answer,
    looked: dict[str, Any],
    signed: dict[str, list[str]],
    solution: Solution,
) -> Compared:
    model, sides = found.model, solution.scenario.sides
    state = next(s for s, name in model.states.names.items() if name == derived.packages[package])
    names = (sides.a.name, sides.b.name)
    now, in_force = model.status_quo or 0, derived.in_force == package
    prefer = [name for i, name in enumerate(names) if in_force or model.rank[i, state] > model.rank[i, now]]
    concepts = [] if found.stability is None else [c for c in CONCEPTS if state in found.stability.of(c)]
    yes = len(prefer) == 2 and "SEQ" in concepts
    wanted = "it is in force" if in_force else _wanted(prefer)
    ordinal = f"{wanted}; equilibrium under {', '.join(concepts) or 'no concept'}"
    holds = looked["would_hold"][package]["holds"]
    kept = holds[min(HOLDS_MONTHS, len(holds) - 1)]
    blocked = looked["bargaining_range"][package]["blocked_by"]
    blocker = {"a": names[0], "b": names[1], "both": "both sides"}.get(blocked, str(blocked))
    how = "kept" if in_force else "signed at once on contact"
    game = (
        f"{how}, on the initiative of {' and '.join(signed[package])}"
        if package in signed
        else f"not signed at once; in the way: {blocker}"
    )
    game += f"; would hold a year in {100 * kept:.0f}%"
    agree = yes == (package in signed)
    return Compared(
        package, agree, ordinal, game, "" if agree else _why(yes, blocked, blocker, kept, signed, concepts, prefer)
    )


def _wanted(prefer: list[str]) -> str:
    """Which sides prefer a package to the status quo, in words."""
    if len(prefer) == 2:
        return "both sides prefer it to the status quo"
    return f"only {prefer[0]} prefers it" if prefer else "neither side prefers it"


def _why(
    yes: bool,
    blocked: str,
    blocker: str,
    kept: float,
    signed: dict[str, list[str]],
    concepts: list[str],
    prefer: list[str],
) -> str:
    """Why the two differ on one package."""
    if yes:
        if blocked == "nobody":
            return (
                "In the game it is acceptable to both, but whoever proposes does better with another deal"
                f" ({', '.join(signed) or 'later'}): the ordinal model knows no one who proposes."
            )
        if blocked in ("a", "b", "both"):
            verb = "expect" if blocked == "both" else "expects"
            seldom = " and the deal would seldom hold" if kept < SELDOM else ""
            return (
                f"In the game {blocker} {verb} more from going on, for the war may yet turn or the enemy give"
                f" way{seldom}; a ranking with everything held fixed sees neither."
            )
        return f"In the game there is a bar that the ordinal model lacks: {blocker}."
    if len(prefer) < 2:
        return (
            "The ordinal model holds rungs and aid fixed; in the game going on is worth less, since what follows may be"
            " worse (attrition, climbing, general war)."
        )
    return (
        f"Both prefer it, but in the ordinal model it is upset (equilibrium under {', '.join(concepts) or 'no concept'}"
        "): someone has an improvement that nobody would answer; in the game leaving a deal has its price."
    )


def text(compared: list[Compared], derived: Derived) -> str:
    """The comparison for a terminal."""
    lines = [f"Beside the game (central values, policy {derived.policy}):"]
    for one in compared:
        lines.append(f"  {one.package}: {'they agree' if one.agree else 'they differ'}")
        lines += [f"    ordinal: {one.ordinal}", f"    game:    {one.game}"]
        lines += [f"    why:     {one.why}"] if one.why else []
    lines += [
        f"  {package}: left out of both, it crosses the red line {line}" for package, line in derived.barred.items()
    ]
    return "\n".join([*lines, f"  {WHY_APART}"])
