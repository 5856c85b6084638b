"""An answer for a reader at a terminal: states by stability concept as in the literature, evolution, coalitions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from offramp.graphmodel.answer import Answer, path_of
from offramp.graphmodel.model import GraphModel
from offramp.graphmodel.stability import CONCEPTS, NAMES

MOST_ROWS = 40


def text(found: Answer) -> str:
    """All of an answer."""
    model = found.model
    names = ", ".join(f"{i + 1} {name}" for i, name in enumerate(model.names))
    lines = [
        model.title or "Graph model",
        f"{model.states.count:,} states, {len(model.options)} options; decision makers: {names}",
    ]
    lines += [f"note: {note}" for note in model.notes]
    if model.options:
        lines += ["", *option_lines(model)]
    if found.stability is not None:
        lines += ["", *table_lines(found)]
    if found.by_moves is not None:
        lines += ["", *evolution_lines(found)]
    for part in (coalition_lines(found), robust_lines(found)):
        lines += ["", *part] if part else []
    return "\n".join(lines)


def option_lines(model: GraphModel) -> list[str]:
    """Options in the order of the letters of a pattern."""
    out = ["Options, in the order of the letters of a state:"]
    for bit, option in enumerate(model.options):
        one_way = {"both": "", "forward": "; once taken, for good", "backward": "; once dropped, for good"}[
            option.direction
        ]
        label = f" ({option.label})" if option.label and option.label != option.name else ""
        out.append(f"  {bit + 1:2d} {model.makers[option.owner].name}: {option.name}{label}{one_way}")
    return out


def table_lines(found: Answer) -> list[str]:
    """A row per state: E an equilibrium, else the decision makers for whom it is stable."""
    model, stability = found.model, found.stability
    if stability is None:
        return []
    every = list(range(model.states.count)) if model.states.count <= MOST_ROWS else found.notable()[:MOST_ROWS]
    labels = [_label(model, s) for s in every]
    wide = max([len("state"), *map(len, labels)])
    cells = [[mark(stability.stable[k, :, s]) for k in range(len(CONCEPTS))] for s in every]
    column = max([4, *(len(cell) for row in cells for cell in row)])
    title = "States by stability: E equilibrium (stable for all), else the decision makers for whom it is stable"
    lines = [title, f"  {'state':{wide}}  " + "  ".join(f"{c:{column}}" for c in CONCEPTS)]
    lines += [
        f"  {label:{wide}}  " + "  ".join(f"{c:{column}}" for c in row)
        for label, row in zip(labels, cells, strict=True)
    ]
    if len(every) < model.states.count:
        counts = ", ".join(f"{c} {int(n):,}" for c, n in zip(CONCEPTS, stability.equilibria.sum(axis=1), strict=True))
        lines.append(
            f"  ({len(every)} of {len(found.notable()):,} states that are an equilibrium under some concept;"
            f" by concept: {counts})"
        )
    lines += [f"  {NAMES[c]} equilibria: {_few(stability.of(c))}" for c in CONCEPTS]
    return lines


def mark(stable: Sequence[bool] | np.ndarray) -> str:
    """One cell of the table, from whether each decision maker finds the state stable."""
    return "E" if all(stable) else ",".join(str(i + 1) for i, yes in enumerate(stable) if yes) or "."


def evolution_lines(found: Answer) -> list[str]:
    """Shortest ways from the status quo to the equilibria."""
    model = found.model
    if model.status_quo is None:
        return []
    out = [f"From the status quo, {_label(model, model.status_quo)}, by improvements only, or else by any moves:"]
    ends = found.notable()
    strict = [s for s in ends if found.strict()[s]] or ends
    for state in strict[:MOST_ROWS]:
        ways = path_of(found, state)
        steps, kind = (
            (ways["by_improvements"], "improvements")
            if ways["by_improvements"] is not None
            else (ways["by_moves"], "moves")
        )
        out.append(f"  to {_label(model, state)}: {way(steps, kind)}")
    return out if len(out) > 1 else []


def way(steps: list[dict] | None, kind: str) -> str:
    """A path in words."""
    if steps is None:
        return "not reached"
    return (
        f"{kind}: " + ", ".join(f"{step['decision_maker']} to {step['state']}" for step in steps)
        if steps
        else "it is the status quo"
    )


def coalition_lines(found: Answer) -> list[str]:
    """What coalitions would change, equilibria first."""
    model = found.model
    if not found.coalitions or found.stability is None:
        return []
    out = ["Coalitions: equilibria (R or SEQ) that a coalition would leave for a state that all its members prefer:"]
    ends = np.flatnonzero(found.strict()).tolist()
    for one in found.coalitions:
        upset = [f"{s + 1} for {_few(one.improvements[s])}" for s in ends if s in one.improvements]
        out.append(f"  {model.coalition_name(one.members)}: {'; '.join(upset) or 'none'}")
    return out


def robust_lines(found: Answer) -> list[str]:
    """States by how often they are an equilibrium under sampled rankings."""
    robust = found.robust
    if robust is None:
        return []
    drawn = f"{robust.samples} sampled rankings of {', '.join(robust.uncertain)}"
    out = [f"Share of {drawn} in which a state is an equilibrium, in %:"]
    out.append("  state  " + "  ".join(f"{c:>5}" for c in CONCEPTS))
    order = np.lexsort((np.arange(found.model.states.count), -robust.share[3], -robust.share[0]))
    for s in [s for s in order.tolist() if robust.share[:, s].any()][:MOST_ROWS]:
        out.append(f"  {_label(found.model, s)}  " + "  ".join(f"{100 * share:5.1f}" for share in robust.share[:, s]))
    return out


def _label(model: GraphModel, state: int) -> str:
    parts = [str(state + 1), model.states.pattern(state), model.states.names.get(state, "")]
    return "  ".join(part for part in parts if part)


def _few(states: list[int], most: int = 20) -> str:
    more = f" and {len(states) - most:,} more" if len(states) > most else ""
    return ", ".join(str(s + 1) for s in states[:most]) + more if states else "none"
