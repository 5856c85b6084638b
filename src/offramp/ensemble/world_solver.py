"""Solves the games of one world, identical ones once."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Self

import numpy as np

from offramp.game.equilibrium import Equilibrium
from offramp.game.rulebook import Rulebook
from offramp.game.rules import Bools, Game
from offramp.game.solve import room_of_thread, solve
from offramp.game.spec import Plan, rulebook
from offramp.scenario import Scenario, World


class WorldSolver:
    """Equilibria of one world's plans; strategies are kept for `keep` months (default: the scenario's horizon).

    Used in a ``with``: after it, and after `forget`, the equilibria may not be asked any more, as their memory serves the thread's
    next games.
    """

    def __init__(self, scenario: Scenario, world: World, keep: int | None = None) -> None:
        self.scenario, self.world = scenario, world
        self.keep = scenario.horizon if keep is None else keep
        self._packages: Bools | None = None
        self._known: dict[bytes, Equilibrium] = {}
        self._books: dict[tuple[object, object], Rulebook] = {}
        self._games: dict[Plan, tuple[bytes, Game]] = {}

    def __call__(self, plan: Plan) -> Equilibrium:
        """The equilibrium of what both sides expect. Raises RulesError."""
        key, game = self._game(plan)
        if key not in self._known:
            self._known[key] = solve(
                game, keep=self.keep, with_values=False, packages=self._packages, room=room_of_thread()
            )
        return self._known[key]

    def key(self, plan: Plan) -> bytes:
        """Fingerprint of the game that a plan makes: plans that make the same game have the same."""
        return self._game(plan)[0]

    def ask_only(self, plans: Iterable[Plan]) -> None:
        """From now on only these plans are followed, from a war: packages that none of them puts on offer are not worked out."""
        self._packages = np.logical_or.reduce([self._game(plan)[1].offered.any(axis=0) for plan in plans])

    def forget(self, but: Iterable[Plan] = ()) -> None:
        """Give back the equilibria that none of these plans needs."""
        needed = {self.key(plan) for plan in but}
        for key in [key for key in self._known if key not in needed]:
            room_of_thread().leave(self._known.pop(key))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.forget()

    def _game(self, plan: Plan) -> tuple[bytes, Game]:
        if plan not in self._games:
            expected = (plan.policies, plan.events)
            if expected not in self._books:
                self._books[expected] = rulebook(self.scenario, self.world, plan)
            game = self._books[expected].game(plan.lifted)
            self._games[plan] = digest(game), game
        return self._games[plan]


def digest(game: Game) -> bytes:
    """Fingerprint of a game's numbers: equal games are solved once."""
    found = sha256()
    for value in vars(game).values():
        parts = value if isinstance(value, tuple) else (value,)
        for part in parts:
            array = getattr(part, "positions", part)
            found.update(np.ascontiguousarray(array).tobytes() if not isinstance(array, str) else array.encode())
    return found.digest()
