"""What flips a conclusion as JSON: the assumptions that decide it, and the rules with their figures."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from offramp.argument.flips import Decider, Flip
from offramp.ensemble.discovery import Rule, Score
from offramp.report.argued import decider_words
from offramp.report.machine import number, plain


def told_of_flip(flip: Flip | None) -> dict[str, Any] | None:
    """What flips a conclusion, JSON-ready."""
    if flip is None:
        return None
    return {
        "reason": flip.reason,
        "deciders": [_decider(decider) for decider in flip.deciders],
        "rules": list(flip.sentences),
        "boxes": [] if flip.rules is None else [_box(rule) for rule in flip.rules.rules],
        "sought_by": None if flip.rules is None else flip.rules.method,
    }


def _decider(decider: Decider) -> dict[str, Any]:
    return {
        "path": decider.path,
        "label": decider.label,
        "unit": decider.unit,
        "pawn": plain(asdict(decider.pawn)),
        "trees": None if decider.trees is None else plain(asdict(decider.trees)),
        "stands_out": decider.stands_out,
        "middle": number(decider.middle),
        "holds_below": number(decider.below),
        "holds_above": number(decider.above),
        "effective_sample_size": number(decider.effective),
        "flips": decider.flips,
        "words": decider_words(decider),
    }


def _box(rule: Rule) -> dict[str, Any]:
    """One rule: its limits, its figures in both halves, and how often its quantities come back in resampled searches."""
    return {
        "limits": [
            {"path": limit.name, "at_least": limit.lower, "at_most": limit.upper, "one_of": plain(limit.allowed)}
            for limit in rule.box.limits
        ],
        "found": _score(rule.found),
        "other_half": _score(rule.scored),
        "density_without": number(rule.base),
        "chance_by_luck": number(rule.by_luck),
        "carries_over": rule.carries_over,
        "quasi_p": [{"path": path, "side": side, "p": number(p)} for (path, side), p in rule.quasi.items()],
        "comes_back": {path: plain(asdict(found)) for path, found in rule.stability.items() if path in rule.box.names},
    }


def _score(found: Score) -> dict[str, Any]:
    return {"coverage": number(found.coverage), "density": number(found.density), "mass": number(found.mass)}
