"""How headlines move with the horizon that is solved.

T, T+1, T+2 months and a doubled run-out, on a subsample of worlds.

Equilibria with breaking in play can flip between neighbouring horizons; a headline that moves by more than `LIMIT` is
marked.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Points (of probability) by which a headline may move before it is marked.
LIMIT = 0.02

VARIANTS = ("one month more", "two months more", "run-out doubled")


@dataclass(frozen=True)
class HorizonCheck:
    """How far each headline moves.

    Attributes:
        worlds: how many are in the subsample.
        by_variant: variant -> policy -> outcome -> change of its mean chance at the horizon.
    """

    worlds: int
    by_variant: dict[str, dict[str, dict[str, float]]]

    @property
    def moved(self) -> dict[str, dict[str, float]]:
        """Policy -> outcome -> largest absolute move over the variants."""
        out: dict[str, dict[str, float]] = {}
        for by_policy in self.by_variant.values():
            for policy, by_outcome in by_policy.items():
                seen = out.setdefault(policy, {})
                for outcome, move in by_outcome.items():
                    seen[outcome] = max(seen.get(outcome, 0.0), abs(move))
        return out

    @property
    def marked(self) -> list[tuple[str, str, float]]:
        """(policy, outcome, move) of every headline that moves by more than the limit, largest first."""
        found = [(p, o, m) for p, by_outcome in self.moved.items() for o, m in by_outcome.items() if m > LIMIT]
        return sorted(found, key=lambda entry: -entry[2])
