"""Pictures from drawings, in processes of their own: `python -m offramp.report.figures.pictures DRAWING.svg...`.

However many threads ask it, the engine draws one picture at a time in a process, and a picture takes it a fifth of a
second: a report's twenty are most of what writing it takes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from offramp.ensemble.writing import write_whole
from offramp.errors import RunFolderError
from offramp.report.figures.svg import size

#: Width of a picture in pixels.
WIDTH = 1440
#: Below so many drawings for each, a process is not worth its start.
FEWEST = 4


def write_pictures(drawings: Sequence[Path]) -> list[Path]:
    """Write NAME.png beside every NAME.svg; returns them. Raises RunFolderError."""
    processes = max(1, min(os.cpu_count() or 1, len(drawings) // FEWEST))
    command = [sys.executable, "-m", __name__]
    started = [
        subprocess.Popen([*command, *map(str, drawings[first::processes])], stderr=subprocess.PIPE)  # noqa: S603  ours
        for first in range(1, processes)
    ]
    try:
        for drawing in drawings[::processes]:
            write_picture(drawing)
    finally:
        said = [process.communicate()[1].decode(errors="replace").strip() for process in started]
    for process, words in zip(started, said, strict=True):
        if process.returncode:
            raise RunFolderError(f"cannot draw pictures: {words.splitlines()[-1] if words else process.returncode}")
    return [drawing.with_suffix(".png") for drawing in drawings]


def write_picture(drawing: Path) -> None:
    """Write NAME.png beside NAME.svg, whole or not at all. Raises RunFolderError."""
    import vl_convert

    svg = drawing.read_text(encoding="utf-8")
    write_whole(drawing.with_suffix(".png"), vl_convert.svg_to_png(svg, scale=WIDTH / size(svg)[0]))


def main(drawings: Sequence[str]) -> int:
    """Write the pictures of these drawings; 1 with a line on stderr where one cannot be."""
    try:
        for drawing in drawings:
            write_picture(Path(drawing))
    except RunFolderError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
