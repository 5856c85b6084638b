"""`offramp solve SCENARIO`."""

from __future__ import annotations

import json

from offramp import study
from offramp.cli.console import say
from offramp.ensemble.preparing import prepare
from offramp.scenario import load


def show(name: str, policy: str | None, *, as_json: bool) -> None:
    """Solve one world and print what it shows."""
    from offramp.report import depth

    scenario = load(name)
    study.checked_policies(scenario, [policy] if policy else [])
    prepare(scenario, say)
    solution = study.solve(scenario, policy)
    print(json.dumps(depth.document(solution), ensure_ascii=False) if as_json else depth.text(solution))
