"""The argument of a run as its page shows it, from the findings in its folder; what a run did not tell is left out."""

from __future__ import annotations

from typing import Any

from offramp.scenario import Scenario

Document = dict[str, Any]
OBSTACLES = {
    "channel": "there is no channel",
    "red-lines": "red lines bar it",
    "optimism": "a side expects too much of the fighting",
    "commitment": "a deal would not hold",
    "audience": "conceding costs leaders at home",
}


def readings(document: Document) -> list[tuple[str, str]]:
    """Key and label of every reading."""
    return [(key, found.get("label") or key) for key, found in document.get("readings", {}).items()]


def conclusions(scenario: Scenario, document: Document) -> list[dict[str, Any]]:
    """Every conclusion: what it says, how it fares under each reading, and what flips it where that was looked for."""
    out = []
    for key, found in document.get("conclusions", {}).items():
        by_reading = {name: verdict(told) for name, told in found.get("by_reading", {}).items()}
        held = {told["kind"] for told in by_reading.values() if told["kind"] in ("holds", "fails")}
        known = scenario.conclusions.get(key)
        out.append(
            {
                "key": key,
                "says": found.get("says", ""),
                "party": known.party if known is not None else None,
                "by_reading": by_reading,
                "free": verdict(found.get("talking_free")),
                "split": len(held) > 1,
                "flips": _flips(found.get("flips")),
            }
        )
    return out


def verdict(told: dict[str, Any] | None) -> dict[str, Any]:
    """How a conclusion fares, in words and as a share; never a percentage where too few worlds carry weight."""
    if told is None:
        return {"kind": "none", "words": "not tested", "share": None}
    if not told.get("enough_worlds"):
        return {"kind": "few", "words": "too few sets of assumptions", "share": None}
    share = float(told["holds_in"])
    span = f"holds in {share:.0%} of the assumptions tried ({told['low']:.0%} to {told['high']:.0%} in resamples)"
    if not told.get("settled"):
        return {"kind": "open", "words": f"{span}: not settled", "share": share}
    return {"kind": "holds" if share > 0.5 else "fails", "words": span, "share": share}


def obstacles(document: Document) -> dict[str, Any] | None:
    """What stands in the way of a settlement within a year: rows with the largest share first, and the frame."""
    found = document.get("obstacles")
    if not found:
        return None
    rows = [
        {
            "name": OBSTACLES.get(key, key),
            "shapley": _points(told["shapley"]["mean"]),
            "range": f"{_points(told['shapley']['low'])} to {_points(told['shapley']['high'])}",
            "alone": _points(told["alone"]["mean"]),
            "size": max(0.0, float(told["shapley"]["mean"] or 0.0)),
        }
        for key, told in found["by_obstacle"].items()
    ]
    return {
        "rows": sorted(rows, key=lambda row: -row["size"]),
        "policy": found["policy"],
        "now": found["as_it_is"]["mean"],
        "every": found["all_lifted"]["mean"],
        "worlds": found["worlds"],
        "effective": found["effective_sample_size"],
    }


def _points(value: float | None) -> str:
    return "unknown" if value is None else f"{100 * value:+.0f}"


def _flips(told: dict[str, Any] | None) -> list[str]:
    if not told:
        return []
    if told.get("reason"):
        return [str(told["reason"])]
    standing = [str(each["words"]) for each in told.get("deciders", []) if each.get("stands_out") and "words" in each]
    return standing[:3] or ["no single assumption stands out"]
