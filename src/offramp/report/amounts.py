"""Numbers as a reader meets them: chances, shares and amounts, or coarse words where too few worlds carry weight."""

from __future__ import annotations

import math

from offramp.calibration.weights import ENOUGH
from offramp.findings.collect import Findings
from offramp.findings.spread import Spread
from offramp.scenario import Scenario

#: Two chances closer than this are told as equal.
TIE = 0.01
#: Without enough worlds only differences larger than this are told at all.
COARSE_TIE = 0.1

SHARE = "share of the assumptions tried, weighed by the record"

_WORDS = (
    (0.02, "hardly ever"),
    (0.25, "seldom"),
    (0.45, "less often than not"),
    (0.55, "about as often as not"),
    (0.75, "more often than not"),
    (0.98, "mostly"),
)


def percent(value: float) -> str:
    """A chance or share as a percentage: one decimal below one percent, none above."""
    if not math.isfinite(value):
        return "not known"
    points = 100 * value
    if 0 < points < 0.1:
        return "under 0.1%"
    if points < 0.95:
        return f"{points:.1f}%" if points > 0 else "0%"
    return "over 99%" if 99.5 <= points < 100 else f"{points:.0f}%"


def coarse(value: float) -> str:
    """A chance or share as words that claim little."""
    if not math.isfinite(value):
        return "not known"
    return next((word for limit, word in _WORDS if value < limit), "nearly always")


def chance(value: float, *, enough: bool) -> str:
    """A percentage, or words where no percentage may be given."""
    return percent(value) if enough else coarse(value)


def at(spread: Spread, index: int = -1) -> tuple[float, float, float]:
    """Mean, low and high of a spread over months at one month, or of a scalar one."""
    parts = (spread.mean, spread.low, spread.high)
    mean, low, high = (float(part[index]) if getattr(part, "ndim", 0) else float(part) for part in parts)
    return mean, low, high


def chance_span(spread: Spread, index: int = -1, *, enough: bool) -> str:
    """A chance with its range over worlds."""
    mean, low, high = at(spread, index)
    return f"{percent(mean)} ({percent(low)} to {percent(high)})" if enough else coarse(mean)


def points(change: float) -> str:
    """A change of a chance in whole points, with its sign."""
    return f"{round(100 * change):+d}" if math.isfinite(change) else "not known"


def points_span(spread: Spread, unit: str = " points") -> str:
    """A change of a chance in points, with its range over worlds."""
    mean, low, high = (points(x) for x in at(spread))
    return f"{mean}{unit} ({low} to {high})"


def amount(value: float) -> str:
    """A number to three figures, thousands apart."""
    if not math.isfinite(value):
        return "not known"
    if value == 0:
        return "0"
    figures = 2 - math.floor(math.log10(abs(value)))
    rounded = round(value, figures)
    if abs(rounded) >= 1e7 or abs(rounded) < 1e-4:
        return f"{rounded:.2e}".replace("e-0", "e-").replace("e+0", "e")
    return f"{rounded:,.{max(figures, 0)}f}" if abs(rounded) < 100 else f"{rounded:,.0f}"


def amount_span(spread: Spread, index: int = -1, *, enough: bool = True) -> str:
    """An amount with its range over worlds; to one figure where too few worlds carry weight."""
    mean, low, high = at(spread, index)
    if enough:
        return f"{amount(mean)} ({amount(low)} to {amount(high)})"
    return f"about {one_figure(mean)}"


def one_figure(value: float) -> str:
    """A number to one figure."""
    if not math.isfinite(value) or value == 0:
        return amount(value)
    return amount_short(round(value, -math.floor(math.log10(abs(value)))))


def amount_short(value: float) -> str:
    """A round number without needless zeros."""
    return f"{value:,.0f}" if abs(value) >= 1 else f"{value:.6g}"


def compared(new: float, old: float, *, enough: bool = True) -> str:
    """How a chance compares with another: more, less or about as likely."""
    if abs(new - old) < (TIE if enough else COARSE_TIE):
        return "about as likely"
    return "more likely" if new > old else "less likely"


def compared_rare(new: float, old: float) -> str:
    """How a small chance compares with another, as a factor."""
    if not (math.isfinite(new) and math.isfinite(old)) or min(new, old) <= 0 or 0.8 < new / old < 1.25:
        return compared(new, old)
    return f"{new / old:.2g} times as likely"


def weighed(scenario: Scenario) -> str:
    """What is said after "the assumptions tried": that they were weighed by the record, where there is one."""
    return ", weighed by the record" if scenario.record is not None else ""


def share_words(findings: Findings) -> str:
    """What a share is a share of: never a probability."""
    return (
        SHARE
        if findings.scenario.record is not None
        else "share of the assumptions tried (no record of this war to weigh them by)"
    )


def range_words(findings: Findings) -> str:
    """What a range is a range of."""
    return f"range over {'the middle 80%' if findings.enough else 'most'} of the assumptions tried"


def tried(findings: Findings) -> int:
    """How many sets of assumptions were weighed by the record; those that fit it badly are followed no further."""
    return max(findings.candidates, findings.worlds)


def followed(findings: Findings) -> str:
    """How many of them were followed under every policy, where that is not all; with a comma before it."""
    return f", {findings.worlds} of them followed to the end" if tried(findings) > findings.worlds else ""


def too_few(findings: Findings) -> str:
    """Why no percentage is given."""
    counted = math.floor(findings.weights.effective)
    return (
        f"Too few worlds carry weight for percentages: {tried(findings)} were tried{followed(findings)}; weighed by the "
        f"record they count as {counted}, and {ENOUGH} are needed"
    )


def counted(count: int, what: str) -> str:
    """`1 month`, `2 months`."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def months(count: int) -> str:
    """A number of months in words."""
    return counted(count, "month")
