"""What a player may do at a point of a match: options by their codes, and the settlements they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from offramp.errors import UnknownNameError
from offramp.play.states import Peace, War
from offramp.scenario.problems import nearest

SHOWN = 12  # codes that an error names; offers alone may be scores


class Coded(Protocol):
    """Something with a code to choose it by."""

    @property
    def code(self) -> str:
        """What the player says to choose it."""
        ...


CodedT = TypeVar("CodedT", bound=Coded)


def option_called(code: str, options: Sequence[CodedT], shown: int | None = None) -> CodedT:
    """The option with this code. Raises UnknownNameError naming the nearest, and the first `shown` of those there are."""
    found = next((option for option in options if option.code == code), None)
    if found is None:
        codes = [option.code for option in options]
        near = nearest(code, codes)
        hint = f"; did you mean {near!r}?" if near else ""
        raise UnknownNameError(f"{code[:40]!r} cannot be done now{hint} (can: {', '.join(codes[:shown])})")
    return found


@dataclass(frozen=True)
class Deal:
    """A settlement: package, line, and the chance that it is the next line instead (a lottery between neighbours)."""

    d: int
    line: int
    mix: float = 0.0


@dataclass(frozen=True)
class Option:
    """Something the player may do: its code, its worth to the player, and the settlement it is about, if any."""

    code: str
    worth: float
    deal: Deal | None = None


@dataclass(frozen=True)
class Decision:
    """A point at which the player must choose.

    Attributes:
        month, kind: when, and which of `offer`, `answer`, `move`, `propose`, `reply`, `keep`.
        state: where the match stands; options: what may be done; best: code of the option of the equilibrium.
        accepted: of an offer or proposal: codes that the other side would accept.
        deal: what the other side has put on the table, for `answer` and `reply`.
    """

    month: int
    kind: str
    state: War | Peace
    options: tuple[Option, ...]
    best: str
    accepted: frozenset[str] = frozenset()
    deal: Deal | None = None

    def option(self, code: str) -> Option:
        """The option with this code. Raises UnknownNameError naming the nearest."""
        return option_called(code, self.options, SHOWN)

    def cost(self, code: str) -> float:
        """What choosing `code` gives away against the best option, in values of the game; never below 0."""
        return max(0.0, self.option(self.best).worth - self.option(code).worth)
