"""Pictures from drawings, in processes of their own: `python -m offramp.report.figures.pictures`.

However many threads ask it, the engine draws one picture at a time in a process, and a picture takes it half a second: a
report's thirty are most of what writing it takes. They are painted while further drawings are made.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from offramp.ensemble.writing import write_whole
from offramp.errors import RunFolderError
from offramp.report.figures.svg import size

#: Width of a picture in pixels.
WIDTH = 1440
#: Below so many drawings a process is not worth its start.
FEWEST = 8


def write_pictures(drawings: Iterable[Path], count: int) -> list[Path]:
    """Write NAME.png beside every NAME.svg as it comes; returns them. Raises RunFolderError.

    About `count` drawings come.
    """
    if count < FEWEST:
        return [write_picture(drawing) for drawing in drawings]
    with _painters(os.cpu_count() or 1) as free, ThreadPoolExecutor(free.qsize()) as pool:
        return [each.result() for each in [pool.submit(_painted, drawing, free) for drawing in drawings]]


def write_picture(drawing: Path) -> Path:
    """Write NAME.png beside NAME.svg, whole or not at all; returns it. Raises RunFolderError."""
    import vl_convert

    svg, picture = drawing.read_text(encoding="utf-8"), drawing.with_suffix(".png")
    write_whole(picture, vl_convert.svg_to_png(svg, scale=WIDTH / size(svg)[0]))
    return picture


@contextmanager
def _painters(count: int) -> Iterator[SimpleQueue[subprocess.Popen[str]]]:
    """So many processes that paint what they are told, those that are free; all end with this."""
    command, pipe = [sys.executable, "-m", __name__], subprocess.PIPE
    # in a session of their own: an interrupt from the keyboard is for us, and we end them
    started: list[subprocess.Popen[str]] = []
    free: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
    try:
        for _ in range(count):
            started.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, start_new_session=True))  # noqa: S603  ours
            free.put(started[-1])
        yield free
    finally:
        for painter in started:
            painter.terminate()
            painter.communicate()


def _painted(drawing: Path, free: SimpleQueue[subprocess.Popen[str]]) -> Path:
    """Have a drawing painted by a process that is free: it is told the path and answers with what went wrong, if anything."""
    painter = free.get()
    try:
        print(json.dumps(str(drawing)), file=painter.stdin, flush=True)
        said = painter.stdout.readline() if painter.stdout else ""
    except OSError:
        said = ""
    finally:
        free.put(painter)
    if wrong := json.loads(said) if said else "the process that paints them has ended":
        raise RunFolderError(f"cannot draw pictures: {wrong}")
    return drawing.with_suffix(".png")


def main() -> None:
    """Write the picture of every drawing whose path comes in, and answer."""
    for line in sys.stdin:
        try:
            write_picture(Path(json.loads(line)))
        except (RunFolderError, OSError, ValueError) as error:
            print(json.dumps(str(error)), flush=True)
        else:
            print(json.dumps(""), flush=True)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        os._exit(1)  # whoever asked has gone
