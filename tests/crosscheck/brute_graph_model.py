"""A slow solver of graph models, written from the definitions alone: sets, and legal sequences as they are defined.

States are 0..S-1. `moves[i][s]` is the set of states that decision maker i reaches from s in one move; `worth[i][s]`
is higher for better. Nothing of offramp is imported.

- Legal sequences: Fang, Hipel & Kilgour (1993), section 3.4: R_H(s) and Omega_H(s, t), the set of all who may have
  moved last.
- R, GMR, SMR, SEQ: ibid., chapter 3. SSEQ: Rego & Vieira (2017).
- Coalitions: R_H++(s), sanctions and the class of coalitions P(N - H): Inohara & Hipel (2008).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import combinations

Steps = Callable[[int, int], set[int]]  # (mover, state) -> states


def legal(movers: list[int], origin: int, steps: Steps) -> set[int]:
    """R_H(origin): the inductive definition, with Omega as a dict from state to the set of last movers."""
    omega: dict[int, set[int]] = {}
    for j in movers:
        for t in steps(j, origin):
            omega.setdefault(t, set()).add(j)
    grown = True
    while grown:
        grown = False
        for s1, last in list(omega.items()):
            for j in movers:
                if last == {j}:
                    continue
                for s2 in steps(j, s1):
                    if j not in omega.setdefault(s2, set()):
                        omega[s2].add(j)
                        grown = True
    return set(omega)


class Brute:
    """One model; every question is answered by going through the definition."""

    def __init__(self, moves: list[list[set[int]]], worth: list[list[float]]) -> None:
        self.moves, self.worth = moves, worth
        self.makers, self.states = range(len(moves)), range(len(worth[0]))
        self.reach = cache(self.reach)  # the same sets are asked for again and again
        self.coalition_improvements = cache(self.coalition_improvements)
        self.class_improvements = cache(self.class_improvements)

    def move(self, i: int, s: int) -> set[int]:
        return self.moves[i][s]

    def improve(self, i: int, s: int) -> set[int]:
        return {t for t in self.moves[i][s] if self.worth[i][t] > self.worth[i][s]}

    def stable(self, i: int, s: int) -> dict[str, bool]:
        others = [j for j in self.makers if j != i]
        first = self.improve(i, s)
        not_better = {t for t in self.states if self.worth[i][t] <= self.worth[i][s]}

        def answered(steps: Steps, *, symmetric: bool) -> bool:
            for s1 in first:
                sanctions = legal(others, s1, steps) & not_better
                if symmetric:
                    sanctions = {s2 for s2 in sanctions if self.move(i, s2) <= not_better}
                if not sanctions:
                    return False
            return True

        return {
            "R": not first,
            "GMR": answered(self.move, symmetric=False),
            "SMR": answered(self.move, symmetric=True),
            "SEQ": answered(self.improve, symmetric=False),
            "SSEQ": answered(self.improve, symmetric=True),
        }

    def reach(self, members: tuple[int, ...], s: int) -> set[int]:
        return legal(list(members), s, self.move)

    def coalition_improvements(self, members: tuple[int, ...], s: int) -> set[int]:
        return {t for t in self.reach(members, s) if all(self.worth[i][t] > self.worth[i][s] for i in members)}

    def class_improvements(self, members: tuple[int, ...], s: int) -> set[int]:
        """States reached by legal sequences of improvements by coalitions in `members`, none twice in a row."""
        classes = [c for size in range(1, len(members) + 1) for c in combinations(members, size)]
        return legal(list(range(len(classes))), s, lambda k, t: self.coalition_improvements(classes[k], t))

    def coalition_stable(self, members: tuple[int, ...], s: int) -> dict[str, bool]:
        others = [j for j in self.makers if j not in members]
        first = self.coalition_improvements(members, s)
        not_better = {t for t in self.states if any(self.worth[i][t] <= self.worth[i][s] for i in members)}

        def answered(answers: Callable[[int], set[int]], *, symmetric: bool) -> bool:
            for s1 in first:
                sanctions = answers(s1) & not_better
                if symmetric:
                    sanctions = {s2 for s2 in sanctions if self.reach(members, s2) <= not_better}
                if not sanctions:
                    return False
            return True

        def by_moves(s1: int) -> set[int]:
            return self.reach(tuple(others), s1)

        def by_improvements(s1: int) -> set[int]:
            return self.class_improvements(tuple(others), s1)

        return {
            "R": not first,
            "GMR": answered(by_moves, symmetric=False),
            "SMR": answered(by_moves, symmetric=True),
            "SEQ": answered(by_improvements, symmetric=False),
            "SSEQ": answered(by_improvements, symmetric=True),
        }

    def distances(self, origin: int, steps: Steps) -> dict[int, int]:
        """Fewest moves of a legal sequence of all decision makers from `origin` to each state it reaches."""
        nodes = {(origin, None)}
        seen, out, length = set(nodes), {origin: 0}, 0
        while nodes:
            length += 1
            nodes = {(t, j) for s, last in nodes for j in self.makers if j != last for t in steps(j, s)} - seen
            seen |= nodes
            for t, _ in nodes:
                out.setdefault(t, length)
        return out


def from_options(data: dict) -> list[list[set[int]]]:
    """Moves of a model in option form, straight from its plain form (patterns only).

    States are the feasible patterns by number, option 1 the lowest bit; patterns that match a coalesced one are one
    state, after all others.
    """
    options = [(i, d) for i, m in enumerate(data["decision_makers"].values()) for d in m["options"].values()]
    every = [tuple("NY"[code >> k & 1] for k in range(len(options))) for code in range(2 ** len(options))]

    def matches(state: tuple[str, ...], pattern: str) -> bool:
        return all(want in ("-", have) for want, have in zip(pattern, state, strict=True))

    feasible = [s for s in every if not any(matches(s, p) for p in data.get("infeasible", []))]
    merged = list(data.get("coalesced", {}).values())
    group = {s: next((k for k, p in enumerate(merged) if matches(s, p)), None) for s in feasible}
    singles = [s for s in feasible if group[s] is None]
    used = [k for k in range(len(merged)) if k in group.values()]
    number = {s: singles.index(s) if group[s] is None else len(singles) + used.index(group[s]) for s in feasible}
    moves: list[list[set[int]]] = [[set() for _ in range(len(singles) + len(used))] for _ in data["decision_makers"]]
    for s in feasible:
        for t in feasible:
            changed = [k for k in range(len(options)) if s[k] != t[k]]
            movers = {options[k][0] for k in changed}
            allowed = all(options[k][1] in ("both", "forward" if t[k] == "Y" else "backward") for k in changed)
            if len(movers) == 1 and allowed and number[s] != number[t]:
                moves[movers.pop()][number[s]].add(number[t])
    return moves
