"""`offramp score`."""

from __future__ import annotations

import json
import math
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import offramp
from offramp import study
from offramp.calibration.scoring import PLAIN, Chance, Score, score, scoreable
from offramp.calibration.weights import ENOUGH
from offramp.cli.console import OK, PARTIAL, say
from offramp.errors import UnknownNameError
from offramp.scenario import Scenario, library, load

#: Worlds of a war to begin with, and the most that are drawn, where their number is left open.
FIRST_WORLDS, MOST_WORLDS = 64, 512


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line. Attributes: worlds: None: as many as it takes for percentages."""

    worlds: int | None
    seed: int
    policy: str | None
    jobs: int | None
    as_json: bool
    quiet: bool


def show(name: str | None, options: Options, *, every: bool) -> int:
    """Run and score one scenario, or every bundled one that says what happened. Raises UnknownNameError, ScenarioError."""
    if bool(name) == every:
        raise UnknownNameError("name a scenario, or say --all for every bundled one")
    scores, left_out = [], {}
    for scenario in [load(known) for known in (library.names() if every else [name or ""])]:
        if reason := scoreable(scenario.what_happened, scenario.horizon):
            if not every:
                raise UnknownNameError(f"{scenario.name} cannot be scored: {reason}")
            left_out[scenario.name] = reason
            continue
        scores.append(_run(scenario, options))
    _tell(scores, left_out, options)
    return PARTIAL if left_out or any(not found.worlds for found in scores) else OK


def _run(scenario: Scenario, options: Options) -> Score:
    """Solve the scenario under the policy nearest to what was done, in a folder that is thrown away, and score it."""
    happened = scenario.what_happened
    nearest = (happened.policy if happened else None) or scenario.baseline
    policy = study.checked_policies(scenario, [options.policy or nearest])[0]
    with tempfile.TemporaryDirectory(prefix="offramp-score-") as folder:
        worlds = options.worlds or FIRST_WORLDS
        found = _scored(scenario, policy, worlds, options, Path(folder) / "run")
        while options.worlds is None and not found.enough and worlds < MOST_WORLDS:
            worlds *= 2
            found = _scored(scenario, policy, worlds, options, Path(folder) / "run")
        return found


def _scored(scenario: Scenario, policy: str, worlds: int, options: Options, out: Path) -> Score:
    """The score of so many worlds; what lies in `out` already is continued."""
    if not options.quiet:
        say(f"{scenario.name}: {worlds} worlds under {policy}")
    found = study.run(
        scenario,
        worlds=worlds,
        seed=options.seed,
        policies=[policy],
        jobs=options.jobs,
        out=out,
        resume=out.exists(),
        check_horizon=False,
    )
    return score(scenario, found.folder, policy)


def _tell(scores: list[Score], left_out: dict[str, str], options: Options) -> None:
    if options.as_json:
        print(json.dumps(document(scores, left_out, options), indent=1, ensure_ascii=False))
        return
    for found in scores:
        print("\n".join(_lines(found)) + "\n")
    for name, reason in left_out.items():
        print(f"{name} is left out: {reason}")
    if len(scores) > 1:
        print("\n".join(_totals(scores)))
    worlds = "" if options.worlds is None else f"{options.worlds} worlds a war, "
    print(f"{PLAIN}\nofframp {offramp.__version__}, {worlds}seed {options.seed}.")


def document(scores: list[Score], left_out: dict[str, str], options: Options) -> dict[str, Any]:
    """What --json prints: every score with its logarithms (null for minus infinity), and whether there are worlds enough."""
    return {
        "version": offramp.__version__,
        "worlds": options.worlds,
        "seed": options.seed,
        "scores": [_entry(found) for found in scores],
        "left_out": left_out,
        "note": PLAIN,
    }


def _entry(found: Score) -> dict[str, Any]:
    entry: dict[str, Any] = asdict(found)
    entry["enough_worlds"] = found.enough
    for key in ("state", "package", "in_month"):
        if entry[key] is not None:
            entry[key] = {name: _finite(value) for name, value in entry[key].items()}
            entry[key]["log"] = _finite(getattr(found, key).log)
    for row in entry["baselines"]:
        row["log"] = _finite(_log(row["state"]))
    return entry


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _lines(found: Score) -> list[str]:
    """One war as text; without figures where fewer than `ENOUGH` worlds count."""
    lines = [
        f"{found.scenario}, under {found.policy}: {found.outcome} in month {found.month}",
        f"  {found.worlds} worlds, {found.effective:.0f} effective",
    ]
    if not found.enough:
        return [lines[0], f"{lines[1]}: fewer than {ENOUGH}, so no figures are given; ask for more worlds (--worlds)"]
    lines += [
        f"  {'':32s} {'chance':>7s}  {'middle 80% of worlds':>34s}  {'log':>6s}",
        _row("the state by then", found.state),
    ]
    if found.package is not None:
        lines.append(_row("that very deal in force by then", found.package))
    if found.in_month is not None:
        lines.append(_row("in that very month", found.in_month))
    for row in found.baselines:
        lines.append(f"  {row.name:32s} {_percent(row.state):>7s}  {row.about:>34s}  {_shown(_log(row.state)):>6s}")
    if found.front is not None and found.expected_front is not None:
        low, middle, high = found.expected_front
        lines.append(f"  front: {found.front:g}; expected while war goes on {middle:g} ({low:g} to {high:g})")
    return lines


def _row(name: str, chance: Chance) -> str:
    between = f"{_percent(chance.low)} to {_percent(chance.high)}"
    return f"  {name:32s} {_percent(chance.mean):>7s}  {between:>34s}  {_shown(chance.log):>6s}"


def _totals(scores: list[Score]) -> list[str]:
    """Sums of the logarithms over all wars: the model's, and each baseline's where it speaks of every war."""
    few = [found.scenario for found in scores if not found.enough]
    if few:
        return [f"No sum over the wars: too few worlds for {', '.join(few)}."]
    lines = [f"All {len(scores)} wars, sum of the logs of the state by then: model {_shown(_sum(scores))}"]
    for place, name in ((0, "constant hazard, all wars (or record of crises)"), (-1, "no change")):
        lines.append(f"  {name}: {_shown(sum(_log(found.baselines[place].state) for found in scores))}")
    return lines


def _sum(scores: list[Score]) -> float:
    return sum(found.state.log for found in scores)


def _log(chance: float) -> float:
    return math.log(chance) if chance > 0 else -math.inf


def _percent(chance: float) -> str:
    if math.isnan(chance):
        return "·"
    return f"{100 * chance:.0f}%" if chance >= 0.1 else f"{100 * chance:.1f}%"


def _shown(log: float) -> str:
    return "−∞" if log == -math.inf else f"{log:.2f}"
