"""A solved model for other programs: GraphML of the moves, CSV of the states."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from offramp.graphmodel.model import GraphModel, GraphModelError
from offramp.graphmodel.stability import CONCEPTS, Stability

MAX_EDGES = 2_000_000


def edges(model: GraphModel) -> Iterator[tuple[int, int, int, bool]]:
    """(mover, from, to, whether the mover prefers it) for every move.

    Raises:
        GraphModelError: more than two million moves.
    """
    moves, rank, given = model.moves, model.rank, 0
    for i in range(moves.makers):
        for s in range(moves.states):
            for t in moves.from_state(i, s):
                given += 1
                if given > MAX_EDGES:
                    raise GraphModelError([f"more than {MAX_EDGES:,} moves: too many to list; leave out options"])
                yield i, s, t, bool(rank[i, t] > rank[i, s])


def csv_text(model: GraphModel, found: Stability) -> str:
    """A row per state as CSV.

    Number, pattern, name, each decision maker's rank (1 the best), who finds it stable under what, equilibria.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    ranks = [f"rank: {name}" for name in model.names]
    stable = [f"{concept}: {name}" for concept in CONCEPTS for name in model.names]
    writer.writerow(["state", "pattern", "name", *ranks, *stable, *(f"{concept}: equilibrium" for concept in CONCEPTS)])
    best = model.rank.max(axis=1)
    equilibria = found.equilibria
    for s in range(model.states.count):
        places = (best - model.rank[:, s] + 1).tolist()
        marks = [int(mark) for concept in found.stable[:, :, s] for mark in concept]
        row = [
            s + 1,
            model.states.pattern(s),
            model.states.names.get(s, ""),
            *places,
            *marks,
            *equilibria[:, s].astype(int).tolist(),
        ]
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue()


def graphml_text(model: GraphModel, found: Stability) -> str:
    """The graph of moves as GraphML.

    States carry their labels and equilibria, moves who makes them and whether that improves things for them.

    Raises:
        GraphModelError: more than two million moves.
    """
    keys = [("label", "node", "string"), ("equilibrium", "node", "string"), ("status_quo", "node", "boolean")]
    keys += [("mover", "edge", "string"), ("improvement", "edge", "boolean")]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [f'  <key id="{key}" for="{part}" attr.name="{key}" attr.type="{kind}"/>' for key, part, kind in keys]
    lines.append(f'  <graph id={quoteattr(model.title or "graph model")} edgedefault="directed">')
    equilibria = found.equilibria
    for s in range(model.states.count):
        concepts = " ".join(concept for k, concept in enumerate(CONCEPTS) if equilibria[k, s])
        label = model.states.names.get(s) or model.states.pattern(s) or str(s + 1)
        start = "true" if s == model.status_quo else "false"
        data = [("label", label), ("equilibrium", concepts), ("status_quo", start)]
        lines.append(
            f'    <node id="s{s + 1}">' + "".join(f'<data key="{k}">{escape(v)}</data>' for k, v in data) + "</node>"
        )
    for i, s, t, better in edges(model):
        data = [("mover", model.names[i]), ("improvement", "true" if better else "false")]
        body = "".join(f'<data key="{k}">{escape(v)}</data>' for k, v in data)
        lines.append(f'    <edge source="s{s + 1}" target="s{t + 1}">{body}</edge>')
    return "\n".join([*lines, "  </graph>", "</graphml>", ""])


def _safe(cell: object) -> object:
    """Text that a spreadsheet might take for a formula gets a quote before it."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "@") else cell
