"""Run the Python of a tutorial page in order, and put what it prints beside what the page says it prints.

    python docs/tutorials/replaying.py PAGE.md ...    # rewrite the text blocks of these pages to what their Python prints

A page's `python` blocks share their names; a `text` block says what the block before it printed.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BLOCK = re.compile(r"```(python|text)\n(.*?)```", re.DOTALL)


@dataclass
class Replay:
    """What running a page gave: its names, and for every text block what the page says and what was printed."""

    names: dict[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)


def replay(page: Path) -> Replay:
    """Run all Python blocks of a page."""
    found, printed = Replay(), ""
    for kind, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "text":
            found.said.append(block)
            found.printed.append(printed)
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(block, page.name, "exec"), found.names)  # noqa: S102 - the page's own code
        printed = out.getvalue()
    return found


def rewrite(page: Path) -> None:
    """Put what is printed into the page's text blocks."""
    printed = iter(replay(page).printed)
    text = page.read_text(encoding="utf-8")
    page.write_text(
        BLOCK.sub(lambda block: block[0] if block[1] == "python" else f"```text\n{next(printed)}```", text),
        encoding="utf-8",
    )


if __name__ == "__main__":
    for name in sys.argv[1:]:
        rewrite(Path(name))
