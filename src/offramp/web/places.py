"""Where the workbench may read and write: one folder of runs, one of own scenarios, and the bundled wars.

Every name that comes from outside is checked here, and the path it leads to must lie in its folder once links are
followed. Nothing else of the workbench makes a path from what a browser sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from offramp.errors import UnknownNameError
from offramp.scenario import library
from offramp.scenario.problems import nearest

OWN = "~"  # an own file's key begins with it, so that it never hides a bundled war
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_PICTURE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.(png|svg)")


@dataclass(frozen=True)
class Places:
    """Attributes: runs: folder of run folders; scenarios: folder of own scenario files. Neither need exist yet."""

    runs: Path
    scenarios: Path

    def run(self, name: str) -> Path:
        """The folder of a run. Raises UnknownNameError, naming the nearest, where there is none."""
        if _RUN.fullmatch(name) and ".." not in name:
            path = self.runs / name
            if path.is_dir() and _within(path, self.runs):
                return path
        raise _unknown("run", name, [path.name for path in self.run_folders()])

    def new_run(self, scenario: str, when: str) -> Path:
        """A folder name for a new run that nothing bears yet."""
        stem = f"{scenario}-{when}"
        names = [stem, *(f"{stem}-{n}" for n in range(2, 1000))]
        return next(self.runs / name for name in names if not (self.runs / name).exists())

    def run_folders(self) -> list[Path]:
        """Run folders and those of runs still to come, the youngest first."""
        found = [path for path in _children(self.runs) if _is_run(path) and _within(path, self.runs)]
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)

    def picture(self, run: str, name: str) -> Path:
        """A figure of a run's report. Raises UnknownNameError."""
        path = self.run(run) / "figures" / name
        if _PICTURE.fullmatch(name) and path.is_file() and _within(path, self.runs):
            return path
        raise UnknownNameError(f"run {run} has no figure {name!r}")

    def report(self, run: str) -> Path:
        """A run's report. Raises UnknownNameError where it is not written yet."""
        path = self.run(run) / "report.html"
        if path.is_file() and _within(path, self.runs):
            return path
        raise UnknownNameError(f"run {run} has no report yet")

    def wars(self) -> list[str]:
        """Keys of all wars: the bundled ones, then own files as `~name`."""
        own = sorted(path.stem for path in _children(self.scenarios) if self._is_own(path))
        return [*library.names(), *(OWN + name for name in own)]

    def war(self, key: str) -> Path:
        """The file of a war. Raises UnknownNameError naming the nearest."""
        if key in library.names():
            return library.FOLDER / f"{key}.yaml"
        path = self.scenarios / f"{key[1:]}.yaml"
        if key.startswith(OWN) and _NAME.fullmatch(key[1:]) and self._is_own(path):
            return path
        raise _unknown("war", key, self.wars())

    def new_war(self, name: str) -> Path:
        """Where an own scenario called `name` is kept. Raises UnknownNameError for a name that cannot be one."""
        if not _NAME.fullmatch(name):
            raise UnknownNameError(
                f"{name[:60]!r} cannot be a file name: use lower case letters, digits and dashes, up to 60 of them"
            )
        return self.scenarios / f"{name}.yaml"

    def _is_own(self, path: Path) -> bool:
        named = path.suffix == ".yaml" and bool(_NAME.fullmatch(path.stem))
        return named and path.is_file() and _within(path, self.scenarios)


def _children(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.iterdir()
    except OSError:
        return


def _is_run(path: Path) -> bool:
    return bool(_RUN.fullmatch(path.name)) and ((path / "run.json").is_file() or (path / "order.json").is_file())


def _within(path: Path, folder: Path) -> bool:
    """Whether a path lies in a folder once links are followed."""
    return path.resolve().is_relative_to(folder.resolve())


def _unknown(kind: str, name: str, known: list[str]) -> UnknownNameError:
    near = nearest(name, known)
    hint = f"; did you mean {near!r}?" if near else ""
    return UnknownNameError(f"there is no {kind} called {name[:60]!r}{hint}")
