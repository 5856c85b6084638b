"""`offramp list`."""

from __future__ import annotations

import json

from offramp.scenario import library, load


def show(*, as_json: bool) -> None:
    """Print the bundled scenarios."""
    rows = []
    for name in library.names():
        scenario = load(name)
        rows.append(
            {"name": name, "title": scenario.title, "start": scenario.start, "policies": list(scenario.policies)}
        )
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['name']:18s} {row['start']}  {row['title']}")
        print(f"{'':18s} policies: {', '.join(row['policies'])}")
