"""The table of closed forms: what each case is, where it comes from, what is expected, and how the number is obtained.

The tests assert on these rows, and docs/explanation/validation.md shows them (tests/crosscheck/agreement.py writes it there).
Expected numbers were computed apart from this code, by small independent scripts, and are rounded to six digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from analytic.solvers import month_zero, run_course, solve
from offramp import theory
from offramp.game.rules import Game

# Half a unit of the sixth digit, and as much again for everything else.
TABLE = 1e-6
# Of an undiscounted limit, played with a factor of 1 - 1e-6, which takes off a millionth for each month to come (here some four
# months, of a part of a half), and half a unit of the sixth digit.
UNDISCOUNTED, LIMIT = 1 - 1e-6, 2e-6
# Bisection of thresholds stops at 1e-8.
BISECTION = 1e-8
P1, BETA = 0.2, 0.9


@dataclass(frozen=True)
class Case:
    """A row of the table.

    Attributes:
        what: the case in words; source: author and year of the idea.
        expected: the number on paper; obtain: the number by a solver ("plain" or "compiled").
        tolerance: of their difference; slow: the plain solver needs more than a second or so.
    """

    what: str
    source: str
    expected: float
    obtain: Callable[[str], float]
    tolerance: float = TABLE
    slow: bool = False


@cache
def obtained(case: Case, solver: str) -> float:
    """The number by this solver (kept: the tests and the table both ask)."""
    return case.obtain(solver)


def worth(game: Game, side: int, f: int) -> Callable[[str], float]:
    """V of a side at war with the front in cell f in month 0."""
    top = game.grid.rungs[0] - 1
    return lambda solver: float(solve(solver, game).war[side, 0, f, 1, 1, top, top] * (1 - game.beta[side]))


def walk(game: Game, k: int, what: str) -> Callable[[str], float]:
    """Of a war of 400 months without talks: the chance that A prevails, or the months fought."""

    def obtain(solver: str) -> float:
        course = run_course(solver, game, solve(solver, game), 400, theory.at_war(k))
        return float(course.a_prevails[-1] if what == "prevails" else course.fought.sum())

    return obtain


def attrition(game: Game, what: str) -> Callable[[str], float]:
    """Of a war of will: the months fought."""
    return lambda solver: float(getattr(month_zero(solver, game, theory.at_war(1), 300), what).sum())


def by_lot(concedes: tuple[float, float], what: str) -> Callable[[str], float]:
    """Of a war in which sides give up by lot: the chance that A does, or the moves made, that of giving up included."""

    def obtain(solver: str) -> float:
        course = month_zero(solver, theory.attrition_by_chance(concedes), theory.at_war(1), 400)
        return float(course.b_prevails[-1] if what == "A concedes" else course.fought.sum())

    return obtain


def sides_fight_below(priors: tuple[float, float]) -> Callable[[str], float]:
    """What the war must cost, (1-beta)/beta times the sum of the sides' costs, for optimists to settle it."""

    def obtain(solver: str) -> float:
        def is_war(negative: float) -> bool:
            game = theory.optimists(priors, -negative * 0.95 / 0.05)
            return bool(month_zero(solver, game, theory.at_war(1)).signed[0].sum() < 0.5)

        return -theory.threshold(is_war, -0.9, -0.01, BISECTION)

    return obtain


def share_at_war(step: float) -> Callable[[str], float]:
    """Of ten forts with deals in steps, the share of interior cells in which month 0 is fought whoever moves."""

    def obtain(solver: str) -> float:
        game = theory.coarse_deals(step)
        solution, cells = solve(solver, game), range(1, game.grid.front_top)
        signed = [run_course(solver, game, solution, 1, theory.at_war(f)).signed[0].sum() for f in cells]
        return sum(s < TABLE for s in signed) / len(signed)

    return obtain


def powell_threshold(
    *, riser_moves: bool, contact: float, lost: float = 0.1, months: int = 40
) -> Callable[[str], float]:
    """p2 past which month 0 is fought instead of settled."""

    def obtain(solver: str) -> float:
        def is_war(p2: float) -> bool:
            game = theory.powell(p2, riser_moves=riser_moves, contact=contact, lost=lost, months=months)
            return bool(month_zero(solver, game, theory.at_war(1)).signed[0].sum() < 0.5)

        return theory.threshold(is_war, P1, 0.95, BISECTION)

    return obtain


def breaks_at_once(solver: str, p2: float, b_share: float, rho: float) -> bool:
    """Whether the uneasy peace is broken in month 0."""
    course = month_zero(solver, theory.uneasy_peace(p2, b_share, rho), {("peace", 0, 1, 1, 1): 1.0})
    return bool(course.broken[0].sum() > 0.5)


def preventive_threshold(b_share: float) -> Callable[[str], float]:
    """p2 past which the uneasy peace is broken in month 0."""
    return lambda solver: theory.threshold(lambda p2: breaks_at_once(solver, p2, b_share, 0.5), P1, 0.95, BISECTION)


def guarantee_threshold(guarantee: float, support: int) -> Callable[[str], float]:
    """p2 past which month 0 is fought although a guarantor may help."""

    def obtain(solver: str) -> float:
        def is_war(p2: float) -> bool:
            game = theory.powell(p2, riser_moves=False, contact=1.0, guarantee=guarantee, support=support)
            return bool(month_zero(solver, game, theory.at_war(1)).signed[0].sum() < 0.5)

        return theory.threshold(is_war, P1, 0.95, BISECTION)

    return obtain


PATIENT4 = theory.forts(4, 0.6, UNDISCOUNTED, (0.02, 0.04))
FORTS4, FORTS10 = theory.forts(4, 0.6, 0.95, (0.02, 0.04)), theory.forts(10, 0.55, 0.95, (0.01, 0.03))
WILL = (
    theory.attrition_by_will((0.95, 0.90), (0.05, 0.08), 0.5),
    theory.attrition_by_will((0.95, 0.95), (0.2, 0.3), 0.7),
)

# (forts, front, A's chance in a battle): A's chance to win the war, and its expected months
RUIN = {
    (4, 2, 0.6): (0.692308, 3.846154),
    (10, 5, 0.55): (0.731717, 23.171740),
    (10, 3, 0.5): (0.3, 21.0),
}

BARGAINING = [
    *(
        Case(f"bargaining range, {who} makes all offers: A's part", "Fearon 1995", v, worth(theory.fearon(rho), 0, 1))
        for rho, who, v in ((1.0, "A", 0.75), (0.0, "B", 0.50))
    ),
    *(
        Case(f"random proposer, rho {rho}: A keeps as proposer", "Merlo & Wilson 1995", v,
             worth(theory.random_proposer(rho, a_moves_first=True), 0, 1))
        for rho, v in ((0.5, 0.55), (0.3, 0.37), (0.8, 0.82))
    ),
    *(
        Case(f"breakdown with chance .1 a refusal, {who} offers first: A's part", "Binmore, Rubinstein & Wolinsky 1986", v,
             worth(theory.breakdown(0.1, (0.4, 0.3), a_moves_first=who == "A"), 0, 1), tolerance=LIMIT)
        for who, v in (("A", 0.557895), ("B", 0.542105))
    ),
    *(
        Case(f"4 forts undiscounted, front at {k}: A's part", "after Smith & Stam 2004", v, worth(PATIENT4, 0, k), LIMIT, slow=True)
        for k, v in ((1, 0.448462), (2, 0.730769), (3, 0.902308))
    ),
    *(
        Case(f"4 forts, front at {k}: A's part", "after Smith & Stam 2004", v, worth(FORTS4, 0, k), slow=True)
        for k, v in ((1, 0.430370), (2, 0.693631), (3, 0.868580))
    ),
    *(
        Case(f"10 forts, deals in steps of {step}: share of cells at war", "the grid's own doing", v, share_at_war(step), slow=True)
        for step, v in ((0.03, 0.0), (0.05, 4 / 9), (0.1, 6 / 9))
    ),
    Case("10 forts, front at 5: A's part", "after Slantchev 2003", 0.712728, worth(FORTS10, 0, 5), slow=True),
]  # fmt: skip
WALKS = [
    *(
        Case(f"gambler's ruin, {n} forts from {k}, p {p}: {what}", "Feller 1968", v,
             walk(theory.ruin(n, p, 0.95), k, what), slow=True)
        for (n, k, p), both in RUIN.items()
        for what, v in zip(("prevails", "months"), both, strict=True)
    ),
    *(
        # A value, not a flow for ever: winning is worth 1 on the day.
        Case(f"discounted ruin, 10 forts from 5, p .55, beta .95: {who}", "Feller 1968", v,
             lambda solver, side=side: worth(theory.ruin(10, 0.55, 0.95), side, 5)(solver) / (1 - 0.95), slow=True)
        for side, who, v in ((0, "winning", 0.293635), (1, "losing", 0.107661))
    ),
]  # fmt: skip
OPTIMISM = [
    *(
        Case(f"one battle, priors {priors[0]} and {priors[1]}: cost of war past which they settle", "after Smith & Stam 2004", v,
             sides_fight_below(priors), slow=True)
        for priors, v in (((0.8, 0.3), 0.25), ((0.9, 0.1), 0.40))
    ),
    *(
        Case(f"four forts, priors .75 and .25, beta .99999: {who}", "after Smith & Stam 2004", v, worth(theory.learners(), side, 2))
        for side, who, v in ((0, "A's chance by A", 0.699978), (1, "B's chance by B", 1 - 0.300022))
    ),
]  # fmt: skip
COMMITMENT = [
    *(
        Case(f"the riser's p2 past which there is war; decliner offers, d {lost}, contact {contact}", "Powell 2006", v,
             powell_threshold(riser_moves=False, contact=contact, lost=lost), slow=True)
        for lost, contact, v in ((0.1, 1.0, 0.345679), (0.1, 0.8, 0.323457), (0.1, 0.5, 0.311111), (0.1, 0.0, 0.311111),
                                 (0.05, 1.0, 0.280702), (0.02, 0.5, 0.234694))
    ),
    *(
        Case(f"the same; riser offers, {months} months", "after Powell 2006", 0.311111,
             powell_threshold(riser_moves=True, contact=0.0, months=months), slow=True)
        for months in (15, 40, 80)
    ),
    *(
        Case(f"the same; decliner offers, a guarantor of {support} level(s) helps with chance {g}", "after Powell 2006", v,
             guarantee_threshold(g, support), slow=True)
        for g, support, v in ((1.0, 1, 0.442105), (1.0, 2, 0.513761), (0.5, 1, 0.391333))
    ),
    *(
        Case(f"preventive war, the riser holds {b}: p2 past which the peace is broken", "Fearon 1995, Powell 2006", v,
             preventive_threshold(b), slow=True)
        for b, v in ((0.18, 0.212346), (0.185, 0.211728), (0.25, 0.277778), (0.275, 0.305556))
    ),
]  # fmt: skip
ATTRITION = [
    *(
        Case(f"war of will, {name}: worth to {'AB'[side]}", "Maynard Smith 1974", v, worth(WILL[i], side, 1))
        for i, (name, both) in enumerate((("B gives up", (0.95, -0.007273)), ("A gives up", (-0.004196, 0.972727))))
        for side, v in enumerate(both)
    ),
    *(
        Case(f"war of will, {name}: months fought", "Maynard Smith 1974", v, attrition(WILL[i], "fought"))
        for i, (name, v) in enumerate((("B gives up", 1.0), ("A gives up", 0.428571)))
    ),
    *(
        Case(f"war of will, sides give up by lot (.05 and .1 a move, imposed): {what}", "Maynard Smith 1974", v,
             by_lot((0.05, 0.1), what))
        for what, v in (("A concedes", 0.344828), ("moves", 13.448276))
    ),
]  # fmt: skip
CASES = [*BARGAINING, *WALKS, *OPTIMISM, *COMMITMENT, *ATTRITION]
