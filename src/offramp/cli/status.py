"""`offramp status RUN`."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path

from offramp.ensemble.store import RunFolder
from offramp.findings.standing import Standing, standing


def show(run: Path, *, as_json: bool) -> None:
    """Print where the run in a folder stands."""
    found = standing(RunFolder.reopen(run))
    print(json.dumps(_plain(found), indent=1, ensure_ascii=False) if as_json else _told(run, found))


def duration(seconds: float) -> str:
    """Seconds in words: `42 s`, `7 min`, `3 h 20 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = math.floor(seconds / 60 + 0.5)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _plain(found: Standing) -> dict[str, object]:
    out = asdict(found)
    out["effective_sample_size"] = out.pop("effective")
    out["failed_worlds"] = {str(world): why for world, why in out.pop("failed").items()}
    out["seconds_spent"], out["seconds_left"] = out.pop("spent"), out.pop("left")
    return out


def _told(run: Path, found: Standing) -> str:
    state = found.state + (f" ({found.by})" if found.by else f": {found.reason}" if found.reason else "")
    lines = [
        f"Run:        {run} ({found.scenario})",
        f"State:      {state}",
        f"Worlds:     {found.done} of {found.worlds} done, {found.effective:.0f} effective",
        f"Time:       {duration(found.spent)} spent, {_left(found)}",
        f"Failed:     {len(found.failed)} worlds" + "".join(f"\n  {w}: {why}" for w, why in _first(found.failed)),
    ]
    lines += _of_argument(found)
    lines += [f"Damage:     {told}" for told in found.damage]
    if found.state in ("interrupted", "failed"):
        lines.append(f"Go on with: offramp run --resume {run}")
    return "\n".join(lines)


def _of_argument(found: Standing) -> list[str]:
    """What of the argument has been tested so far."""
    if found.argued:
        return ["Argument:   tested"]
    if not found.argument:
        return []
    told = ", ".join(f"{part.name} {part.done} of {part.worlds}" for part in found.argument)
    return [f"Argument:   {told} worlds; more to come"]


def _left(found: Standing) -> str:
    if found.state == "complete":
        return "none left"
    return "time left not known yet" if found.left is None else f"about {duration(found.left)} left"


def _first(failed: dict[int, str], most: int = 5) -> list[tuple[int, str]]:
    return sorted(failed.items())[:most]
