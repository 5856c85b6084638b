"""Powell's own finite game, in which an agreement is for one period: the table of its thresholds, by backward induction.

It is not a game of this model, in which what is signed goes on until it is broken, and so it is no test of the solver. It is here
because the model's own rows (test_commitment.py) should be read beside it: with an endless horizon and contact in every month the
decliner's are the same, the riser's are not.
"""

from __future__ import annotations

import pytest

from offramp import theory

DELTA, LOST, P1 = 0.9, 0.1, 0.2
TABLE = 1e-6  # six digits
BISECTION = 1e-9


def remaining(periods: int) -> float:
    """What a flow of 1 is worth over so many periods."""
    return (1 - DELTA**periods) / (1 - DELTA)


def is_war(p2: float, periods: int, *, riser_offers: bool) -> bool:
    """Whether the first period is fought: no division of it is worth as much to both as war, given what follows.

    The riser wins a war with P1 in the first period and p2 afterwards. From the last period backwards whoever makes the offers leaves
    the other what war is worth to it, as long as a period can be divided that way.
    """
    riser, decliner = 0.0, 0.0
    for left in range(1, periods + 1):
        p = P1 if left == periods else p2
        stake = (1 - LOST) * remaining(left)
        by_war = (p * stake, (1 - p) * stake)
        # shares x of this period for the riser that leave each side no worse off than war
        least, most = by_war[0] - DELTA * riser, 1 + DELTA * decliner - by_war[1]
        if max(least, 0.0) > min(most, 1.0):
            if left == periods:
                return True
            riser, decliner = by_war
            continue
        x = min(most, 1.0) if riser_offers else max(least, 0.0)
        riser, decliner = x + DELTA * riser, 1 - x + DELTA * decliner
    return False


@pytest.mark.parametrize(
    ("riser_offers", "periods", "expected"),
    [
        *((False, t, v) for t, v in ((2, 0.656790), (3, 0.493047), (12, 0.361488), (24, 0.349041), (60, 0.345748))),
        *((True, t, v) for t, v in ((2, 0.545679), (3, 0.381936), (12, 0.250377), (24, 0.237930), (60, 0.234637))),
    ],
)
def test_the_rising_side_is_fought_past_powells_threshold(riser_offers: bool, periods: int, expected: float) -> None:
    """Six digits of what the formulas give (the riser's over 60 periods is .234637, not the .234635 of one table of them)."""
    found = theory.threshold(lambda p2: is_war(p2, periods, riser_offers=riser_offers), P1, 0.99, BISECTION)
    assert found == pytest.approx(expected, abs=TABLE)
