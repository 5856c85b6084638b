"""What a run leaves behind for its readers: `findings.json`, the report and its figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from offramp.argument.argue import Argument
from offramp.ensemble.writing import write_whole
from offramp.findings.collect import Findings
from offramp.findings.convergence import Round
from offramp.report import argued_json, machine
from offramp.report.page import write_report


def write_all(
    findings: Findings, folder: Path, argument: Argument | None = None, convergence: Sequence[Round] = ()
) -> tuple[dict[str, Any], Path]:
    """Write all of it into the run folder; returns what `findings.json` says, and the page. Raises RunFolderError."""
    document = machine.document(findings)
    if argument is not None:
        document |= argued_json.document(argument)
    if convergence:
        document["convergence"] = [asdict(row) for row in convergence]
    write_whole(folder / "findings.json", (json.dumps(document, ensure_ascii=False) + "\n").encode())
    return document, write_report(findings, folder, argument)
