"""Every exception offramp raises on purpose, under one base class."""

from __future__ import annotations


class OfframpError(Exception):
    """Something a user can mend; its text says what was found and what to change."""


class RulesError(OfframpError):
    """A game whose numbers cannot be played: a probability outside [0, 1], a cell off the grid, arrays of wrong shape.

    Carries every problem found at once in `problems`.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class ScenarioError(OfframpError):
    """A scenario file that cannot be used; `problems` lists every fault with its place in the file."""

    def __init__(self, problems: list) -> None:
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems))


class UnknownNameError(OfframpError):
    """A scenario, policy or other name that does not exist; the text names the nearest one."""


class RunFolderError(OfframpError):
    """A run folder that cannot be written, read or resumed."""


class ExportError(OfframpError):
    """A game that cannot be written in another program's form: too large for it, or saying what it cannot say."""
