"""Findings as JSON; the schema is published in docs/reference/run.schema.json and checked in the tests.

Chances are by month 0..horizon; their means sum to 1. A number that does not exist (a front when no war is left) is
null.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from offramp.ensemble.trust import MARGIN
from offramp.findings.collect import Findings
from offramp.findings.deals import Deal
from offramp.findings.outcomes import FRONT_LEVELS, OUTCOMES, Outcomes
from offramp.findings.spread import Spread
from offramp.findings.trusting import Headline
from offramp.scenario import Scenario

DIGITS = 10


def caption(scenario: Scenario) -> str:
    """What the shares are shares of."""
    weighing = ", weighed by the record of the war" if scenario.record is not None else ""
    return f"Shares are shares of the assumptions tried{weighing}; they are not probabilities."


def document(findings: Findings) -> dict[str, Any]:
    """The whole of `findings` as JSON-ready dicts and lists."""
    scenario = findings.scenario
    return {
        "offramp": findings.version,
        "scenario": scenario.name,
        "title": scenario.title,
        "hash": scenario.hash,
        "seed": findings.seed,
        "worlds": findings.worlds,
        "failed_worlds": {str(world): reason for world, reason in findings.failed.items()},
        "impossible_worlds": findings.impossible,
        "effective_sample_size": number(findings.weights.effective),
        "enough_worlds": findings.enough,
        "provisional": findings.provisional,
        "note": caption(findings.scenario),
        "horizon": scenario.horizon,
        "run_out": scenario.run_out,
        "baseline": findings.baseline,
        "record": {
            part: {
                "effective_sample_size": number(findings.part_effective[part]),
                "informs": [{"path": i.path, "shift": number(i.shift)} for i in informed],
            }
            for part, informed in findings.informed.items()
        },
        "policies": {name: _policy(findings, name) for name in findings.policies},
        "agreement": {
            policy: {
                key: number(found.agree[outcome]) for outcome, key in outcome_keys(scenario).items() if found.agree
            }
            for policy, found in findings.outcomes.items()
        },
        "assumptions": [plain(vars(a)) for a in findings.assumptions],
        "hinges": [plain(vars(h)) for h in findings.hinges],
        "horizon_check": None
        if findings.horizon_check is None
        else {"worlds": findings.horizon_check.worlds, "moved": plain(findings.horizon_check.moved)},
        "headlines": [headline(one, outcome_keys(scenario).get(one.of, one.of)) for one in findings.headlines],
    }


def headline(one: Headline, of: str) -> dict[str, Any]:
    """A headline, by the key of what it is of, with the checks of how far it can be trusted."""
    trust = one.trust
    return {
        "kind": one.kind,
        "policy": one.policy or None,
        "of": of,
        "value": number(trust.value),
        "halves_apart": {"mean": number(trust.apart), "percentile_90": number(trust.apart_most)},
        "by_worlds": {"worlds": list(trust.counts), "value": plain(trust.by_count)},
        "settled_from": trust.settled,
        "settled": trust.has_settled,
        "margin": MARGIN,
        "half_width": number(trust.half_width),
        "enough_worlds": trust.enough,
        "worlds_needed": trust.needed,
    }


def outcome_keys(scenario: Scenario) -> dict[str, str]:
    """Outcome in the model -> its key in the JSON, with the sides' names: `russia-prevails`."""
    named = {f"{s}-prevails": f"{slug(scenario.sides[s].name)}-prevails" for s in ("a", "b")}
    return {outcome: named.get(outcome, outcome) for outcome in OUTCOMES}


def slug(name: str) -> str:
    """A name in lower case with dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "side"


def _policy(findings: Findings, name: str) -> dict[str, Any]:
    scenario, found = findings.scenario, findings.outcomes[name]
    account = findings.accounts[name]
    return {
        "label": scenario.policies[name].label or name,
        "months": list(range(scenario.horizon + 1)),
        "chance": {key: spread_of(found.chance[outcome]) for outcome, key in outcome_keys(scenario).items()},
        "likeliest": {key: number(found.likely[outcome]) for outcome, key in outcome_keys(scenario).items()},
        "packages": {package: plain(by_month) for package, by_month in found.packages.items()},
        "front": _front(scenario, found),
        "measures": {
            measure: {
                "total": spread_of(total),
                "by_month": plain(account.monthly[measure]),
                "unit": scenario.measures[measure].unit,
                "assumed": scenario.measures[measure].assumed,
            }
            for measure, total in account.totals.items()
        },
        "value": {
            party: {
                **spread_of(value),
                "against_baseline": spread_of(account.gain[party]),
                "better_in": number(account.better[party]),
            }
            for party, value in account.value.items()
        },
        "terms": {package: _terms(deal) for package, deal in findings.deals[name].items()},
    }


def _front(scenario: Scenario, found: Outcomes) -> dict[str, Any]:
    return {
        "measure": scenario.front.measure,
        "unit": scenario.front.unit,
        "given": "the war goes on",
        "quantiles": {f"{level:g}": plain(row) for level, row in zip(FRONT_LEVELS, found.front, strict=True)},
    }


def _terms(deal: Deal) -> dict[str, Any]:
    return {
        "accepted_by_a": number(deal.a_accepts),
        "accepted_by_b": number(deal.b_accepts),
        "acceptable_to_both": number(deal.both),
        "may_be_proposed": number(deal.open),
        "blocked_by": plain(deal.blocks),
        "first_settlement": spread_of(deal.first),
        "line": number(deal.first_line),
        "holds": spread_of(deal.holds),
        "ends_by": plain(deal.ends),
    }


def spread_of(spread: Spread) -> dict[str, Any]:
    """A spread as mean, low and high."""
    return {"mean": plain(spread.mean), "low": plain(spread.low), "high": plain(spread.high)}


def number(value: Any) -> float | None:
    """A finite number rounded, or None."""
    value = float(value)
    return round(value, DIGITS) if math.isfinite(value) else None


def plain(value: Any) -> Any:
    """Arrays, mappings and numbers as JSON has them."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, float | np.floating):
        return number(value)
    return value
