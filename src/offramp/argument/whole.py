"""What an argument is made of: the jobs it has solved, its readings, and what they come to together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from offramp.argument import claims, conclusions, obstacles, put_in, record_favours, stances, talking, timing
from offramp.argument.budget import Budget
from offramp.argument.flips import Flip
from offramp.argument.readings import Adopted
from offramp.argument.results import Results
from offramp.ensemble.following import Chosen
from offramp.ensemble.sensitivity import SobolIndex
from offramp.ensemble.store import RunFolder
from offramp.findings.trusting import Headline
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World


@dataclass(frozen=True)
class Job:
    """Something to solve beyond the run itself.

    Attributes:
        folder: name inside the run folder; reading: whose claims are adopted.
        worlds: how many; plays: which.
        screened: whether the record is weighed anew to choose them; else they are the run's first worlds.
        talking_free: whether talking costs nothing.
        lean: whether what only deals today and first settlements need is left out.
    """

    folder: str
    reading: str
    worlds: int
    plays: list[str]
    screened: bool = False
    talking_free: bool = False
    lean: bool = False


#: Solves a job into its folder and gives the folder and the worlds by index.
Solve = Callable[[Job], tuple[RunFolder, dict[int, World]]]


@dataclass(frozen=True)
class Run:
    """The finished run under the open reading that an argument starts from.

    `pick` gives so many of its worlds that count as evenly as can be, and the log of the probability with which each
    came to be there; `key` marks what its numbers were made from.
    """

    folder: RunFolder
    chosen: Chosen
    pick: Callable[[int], tuple[list[World], Floats]]
    key: str


@dataclass(frozen=True)
class ReadingRun:
    """One reading's results: its claims, what they move, its worlds by index, where they lie."""

    name: str
    label: str
    claims: list[str]
    adopted: Adopted
    worlds: dict[int, World]
    results: Results
    effective: float


@dataclass(frozen=True)
class TalkingFree:
    """A conclusion about talks if talking cost nothing (`free`), and in the same worlds as it is."""

    free: conclusions.Verdict
    as_it_is: conclusions.Verdict


@dataclass(frozen=True)
class Argument:
    """What the argument comes to.

    Attributes:
        readings: by name, the open one first.
        verdicts: conclusion -> reading -> Verdict (None where it was not run).
        talking_free: conclusion about talks -> how it fares under the open reading if talking cost nothing.
        obstacles: None where no world could be used; timing, lessons: by policy; favours: which reading the record
            favours.
        flips: conclusion -> what decides it; following: claim -> conclusion -> what follows near the claim.
        stances: robustness of policies, None without parties.
        put_in: headlines with what was put in and what comes out.
        sobol: conclusion -> Sobol' indices of its difference, where they were asked for.
        budget: how many worlds each part got.
        headlines: conclusions under the open reading and obstacles, each with how far it can be trusted.
    """

    scenario: Scenario
    readings: dict[str, ReadingRun]
    verdicts: dict[str, dict[str, conclusions.Verdict | None]]
    talking_free: dict[str, TalkingFree]
    obstacles: obstacles.ObstacleFindings | None
    timing: list[timing.Timing]
    lessons: list[talking.Lesson]
    favours: list[record_favours.Favour]
    flips: dict[str, Flip]
    following: dict[str, dict[str, claims.Following]]
    stances: stances.Stances | None
    put_in: list[put_in.PutIn]
    sobol: dict[str, list[SobolIndex]]
    budget: Budget
    headlines: list[Headline]
