"""The argument as JSON: conclusions by reading, obstacles, timing, what talking would teach, robustness, what was put in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from offramp.argument.argue import Argument, TalkingFree
from offramp.argument.conclusions import Verdict
from offramp.argument.obstacles import ObstacleFindings
from offramp.argument.stances import Stances
from offramp.argument.timing import Timing
from offramp.ensemble.robustness import Regret, Satisficing
from offramp.report.claims_part import claims_document
from offramp.report.flips_json import told_of_flip
from offramp.report.machine import headline, number, plain, spread_of


def document(argument: Argument) -> dict[str, Any]:
    """The argument as JSON-ready dicts and lists."""
    return {
        "readings": _readings(argument),
        "conclusions": {
            key: {
                "says": conclusion.says,
                "by_reading": {name: _verdict(v) for name, v in argument.verdicts[key].items()},
                "talking_free": _talking_free(argument.talking_free.get(key)),
                "flips": told_of_flip(argument.flips.get(key)),
                "sobol": [plain(asdict(index)) for index in argument.sobol.get(key, [])],
            }
            for key, conclusion in argument.scenario.conclusions.items()
        },
        "claims": claims_document(argument),
        "obstacles": _obstacles(argument.obstacles),
        "timing": [_timing(t) for t in argument.timing],
        "testing_by_talking": [plain(vars(lesson)) for lesson in argument.lessons],
        "record_favours": [plain(vars(f) | {"clear": f.clear}) for f in argument.favours],
        "robustness": _stances(argument.stances),
        "put_in": [
            {
                "kind": found.kind,
                "of": found.of,
                "put_in": spread_of(found.put_in),
                "comes_out": spread_of(found.comes_out),
                "explained": number(found.explained),
                "same_direction": number(found.same_direction),
                "restates": found.restates,
            }
            for found in argument.put_in
        ],
        "argument_budget": asdict(argument.budget),
        "argument_headlines": [headline(one, one.of) for one in argument.headlines],
    }


def _readings(argument: Argument) -> dict[str, Any]:
    return {
        name: {
            "label": run.label,
            "claims": run.claims,
            "moves": run.adopted.moved_by,
            "not_testable": run.adopted.untested,
            "effective_sample_size": number(run.effective),
        }
        for name, run in argument.readings.items()
    }


def _verdict(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {
        "holds_in": number(verdict.holds),
        "low": number(verdict.low),
        "high": number(verdict.high),
        "effective_sample_size": number(verdict.effective),
        "enough_worlds": verdict.enough,
        "settled": verdict.settled,
        "by_how_much": spread_of(verdict.by_how_much) | {"middle": number(verdict.middle), "ratio": verdict.ratio},
        "party_weights_agree": number(verdict.weights_agree),
    }


def _talking_free(found: TalkingFree | None) -> dict[str, Any] | None:
    """The verdict if talking cost nothing, with that as it is in the same worlds beside it."""
    return None if found is None else {**(_verdict(found.free) or {}), "as_it_is": _verdict(found.as_it_is)}


def _obstacles(found: ObstacleFindings | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "policy": found.policy,
        "worlds": found.worlds,
        "effective_sample_size": number(found.effective),
        "as_it_is": spread_of(found.none),
        "all_lifted": spread_of(found.every),
        "by_obstacle": {
            name: {
                "alone": spread_of(found.alone[name]),
                "missing_if_it_stays": spread_of(found.needed[name]),
                "shapley": spread_of(found.shapley[name]),
                "largest_in": number(found.largest[name]),
            }
            for name in found.shapley
        },
        "interactions": [{"pair": list(pair)} | spread_of(spread) for pair, spread in found.interactions.items()],
        "sets": [{"lifted": list(s), "chance": number(chance)} for s, chance in found.sets.items()],
    }


def _timing(timing: Timing) -> dict[str, Any]:
    return {
        "policy": timing.policy,
        "effective_sample_size": number(timing.effective),
        "ripe_by_month": plain(timing.ripe),
        "starts": [
            {
                "month": start.month,
                "announced": start.announced,
                "gain_over_now": {party: spread_of(gain) for party, gain in start.gain.items()},
                "better_than_now_in": plain(start.better),
                "best_start_in": plain(start.best),
                "first_settlement": spread_of(start.signed),
                "packages": plain(start.packages),
            }
            for start in timing.starts
        ],
    }


def _stances(found: Stances | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "policies": found.policies,
        "parties": found.parties,
        "thresholds": dict(zip(found.parties, plain(found.thresholds), strict=True)),
        "regret": {name: _regret(found, one) for name, one in found.regret.items()},
        "worst_regret": _regret(found, found.worst_regret),
        "satisficing": {name: _satisficing(found, one) for name, one in found.satisficing.items()},
        "worst_satisficing": _satisficing(found, found.worst_satisficing),
        "dominated": {
            name: [{"policy": found.policies[d.policy], "by": found.policies[d.by], "in": number(d.share)} for d in one]
            for name, one in found.dominated.items()
        },
        "trade_off_front": found.front,
    }


def _regret(found: Stances, one: Regret) -> dict[str, Any]:
    kinds = {"maximum": one.maximum, "percentile_90": one.percentile, "mean": one.mean}
    return {kind: _by_policy(found, table) for kind, table in kinds.items()}


def _satisficing(found: Stances, one: Satisficing) -> dict[str, Any]:
    return {
        "each": _by_policy(found, one.each),
        "jointly": dict(zip(found.policies, plain(one.jointly), strict=True)),
    }


def _by_policy(found: Stances, table: Any) -> dict[str, dict[str, Any]]:
    rows = plain(table)
    return {p: dict(zip(found.parties, row, strict=True)) for p, row in zip(found.policies, rows, strict=True)}
