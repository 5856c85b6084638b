"""One world in depth: what the sides would sign today, what would hold, when they climb, and the course of the war."""

from __future__ import annotations

from typing import Any

import numpy as np

from offramp.game.bargaining import BargainingRange, range_today
from offramp.game.equilibrium import CAPITULATES, State
from offramp.game.given import start_in_peace, start_of, war_at_start
from offramp.game.grid import A, B
from offramp.game.survival import Survival, survival_today
from offramp.report.machine import outcome_keys
from offramp.study import Solution

CAUSES = ("a", "b", "incident")
PLACES = {
    "war": ("front_cell", "capacity_a", "capacity_b", "rung_a", "rung_b"),
    "peace": ("package", "line", "capacity_a", "capacity_b"),
}


def document(solution: Solution) -> dict[str, Any]:
    """One solved world as JSON-ready dicts and lists."""
    scenario, course = solution.scenario, solution.course
    state = start_state(solution)
    parts = (course.fighting, course.frozen, course.peace.sum(1), *course.ends.T)
    value = _value(solution, state)
    return {
        "scenario": scenario.name,
        "hash": scenario.hash,
        "policy": solution.policy,
        "world": "central values" if solution.world.index < 0 else solution.world.index,
        "start": dict(zip(PLACES[state[0]], map(int, state[1:]), strict=True)),
        "value": {s: float(v) for s, v in zip(("a", "b"), value, strict=True)},
        "months": list(range(scenario.horizon + 1)),
        "chance": {key: part.tolist() for key, part in zip(outcome_keys(scenario).values(), parts, strict=True)},
        "bargaining_range": _range(solution, state),
        "would_hold": _holds(solution, state),
        "rung_choice": {side: rung_map(solution, mover).tolist() for side, mover in (("a", A), ("b", B))},
    }


def text(solution: Solution) -> str:
    """One solved world for a reader at a terminal."""
    scenario = solution.scenario
    found = document(solution)
    worth = _worth(solution)
    lines = [
        f"{scenario.title}, under {solution.policy}; one world, {found['world']}",
        f"{_where(solution)} what follows is worth, as a flow: {worth}",
        "",
        f"What could be signed today (gain over {_instead(solution)}):",
        *_range_lines(solution, found),
        "",
        f"Would it hold, if signed today at {_line_today(solution)} or its own line?",
        *_hold_lines(solution, found),
        "",
        *_rung_lines(solution),
        "",
        "The course of the war (chance in %):",
        *_course_lines(solution, found),
    ]
    return "\n".join(lines)


def _where(solution: Solution) -> str:
    """Where things stand at the start."""
    scenario = solution.scenario
    peace = start_in_peace(scenario)
    if peace is None:
        return f"At today's front ({scenario.front.now:g} {scenario.front.unit})"
    line = solution.equilibrium.game.grid.line_positions()[peace[1]]
    return f"In peace under {list(scenario.packages)[peace[0]]}, at the line {line:g} {scenario.front.unit},"


def _instead(solution: Solution) -> str:
    """What a deal is measured against."""
    if start_in_peace(solution.scenario) is None:
        return "going on, per month of the stakes; best line within reach"
    return "the deal in force, per month of the stakes"


def _line_today(solution: Solution) -> str:
    return "today's front" if start_in_peace(solution.scenario) is None else "the line in force"


def start_state(solution: Solution) -> State:
    """The state at the start, of war or peace."""
    (state,) = start_of(solution.scenario, solution.world)
    return state


def _value(solution: Solution, state: State) -> np.ndarray:
    """What the start is worth to A and B, (2,)."""
    eq = solution.equilibrium
    return (eq.war if state[0] == "war" else eq.peace)[(slice(None), 0, *state[1:])]


def rung_map(solution: Solution, mover: int) -> np.ndarray:
    """Rung that a side chooses in month 0, (F+1, C+1), the other's capacity and both rungs being those of the start."""
    state = _war_state(solution)
    return solution.equilibrium.rung_choices(0, mover, state[2] if mover == A else state[1], (state[3], state[4]))


def _war_state(solution: Solution) -> tuple[int, int, int, int, int]:
    """The war state at the start, or that in which it would find a war that begins in peace."""
    _, f, ca, cb, ra, rb = war_at_start(solution.scenario, solution.world)
    return f, ca, cb, ra, rb


def _range(solution: Solution, state: State) -> dict[str, Any]:
    found: BargainingRange = range_today(solution.equilibrium, state)
    positions = solution.equilibrium.game.grid.line_positions()
    out = {}
    for d, name in enumerate(solution.scenario.packages):
        known = found.lines[d] >= 0
        out[name] = {
            "lines": positions[found.lines[d][known]].tolist(),
            "gain_a": found.gain[A, d][known].tolist(),
            "gain_b": found.gain[B, d][known].tolist(),
            "may_be_proposed": bool(found.open[d]),
            "blocked_by": _blocked(found, d),
        }
    return out


def _blocked(found: BargainingRange, d: int) -> str:
    a, b = found.acceptable[A, d], found.acceptable[B, d]
    if a and b:
        return (
            ("nobody" if found.open[d] else "not offered or a red line") if found.signable[d] else "no line suits both"
        )
    return "b" if a else ("a" if b else "both")


def _holds(solution: Solution, state: State) -> dict[str, Any]:
    out = {}
    for d, name in enumerate(solution.scenario.packages):
        found: Survival = survival_today(solution.equilibrium, d, state, solution.scenario.horizon)
        out[name] = {"holds": found.holds.tolist(), "ends_by": dict(zip(CAUSES, found.ended.tolist(), strict=True))}
    return out


def _names(solution: Solution) -> dict[str, str]:
    sides = solution.scenario.sides
    return {"a": sides.a.name, "b": sides.b.name, "both": "both", "incident": "incidents"}


def _worth(solution: Solution) -> str:
    names, eq = _names(solution), solution.equilibrium
    value = _value(solution, start_state(solution)) * (1 - eq.game.beta)
    return ", ".join(f"{names[s]} {v:+.3f}" for s, v in zip(("a", "b"), value, strict=True))


def _range_lines(solution: Solution, found: dict[str, Any]) -> list[str]:
    names = _names(solution)
    lines = [f"  {'package':24s} {names['a']:>14s} {names['b']:>14s}  blocked by"]
    for name, entry in found["bargaining_range"].items():
        best = [max(entry[f"gain_{s}"], default=float("nan")) for s in ("a", "b")]
        blocked = names.get(entry["blocked_by"], entry["blocked_by"])
        begins = solution.scenario.start_in
        told = "in force" if begins is not None and begins.package == name else blocked
        told = told if entry["lines"] else "names another line"
        lines.append(f"  {name:24s} {best[0]:+14.3f} {best[1]:+14.3f}  {told}")
    return lines


def _hold_lines(solution: Solution, found: dict[str, Any]) -> list[str]:
    names, last = _names(solution), solution.scenario.horizon
    lines = []
    for name, entry in found["would_hold"].items():
        holds, by = entry["holds"], entry["ends_by"]
        mostly = max(by, key=by.get)
        ending = f"ended mostly by {names[mostly]}" if by[mostly] > 0.005 else "nothing ends it"
        year = min(12, last)
        kept = f"{100 * holds[year]:5.1f}% after {year} months, {100 * holds[last]:5.1f}% after {last}"
        lines.append(f"  {name:24s} {kept}; {ending}")
    return lines


def _rung_lines(solution: Solution) -> list[str]:
    scenario, state = solution.scenario, _war_state(solution)
    today = "today (now" if scenario.start_in is None else "should war come (then on"
    lines = []
    for side, mover in (("a", A), ("b", B)):
        rungs = scenario.ladders[side].rungs
        now = rungs[state[3 + mover]].name
        lines.append(
            f"Rung that {scenario.sides[side].name} chooses {today}: {now}); its capacity down, the front across; "
            "- lower, = same, + higher, x capitulates:"
        )
        choice = rung_map(solution, mover)
        header = "".join(f"{cell:>7g}" for cell in scenario.front.cells[1:-1])
        lines.append(f"  {'':10s}{header}")
        for capacity in range(choice.shape[1] - 1, 0, -1):
            marks = "".join(f"{_mark(int(r), state[3 + mover]):>7s}" for r in choice[1:-1, capacity])
            lines.append(f"  capacity {capacity}{marks}")
    return lines


def _mark(rung: int, now: int) -> str:
    if rung == CAPITULATES:
        return "x"
    return "=" if rung == now else ("+" if rung > now else "-")


def _course_lines(solution: Solution, found: dict[str, Any]) -> list[str]:
    last = solution.scenario.horizon
    months = sorted({m for m in (0, 1, 3, 6, 12, 18, 24, 36, 48, last) if m <= last})
    lines = [f"  {'month':24s}" + "".join(f"{m:>7d}" for m in months)]
    for key, chances in found["chance"].items():
        lines.append(f"  {key:24s}" + "".join(f"{100 * chances[m]:>7.1f}" for m in months))
    return lines
