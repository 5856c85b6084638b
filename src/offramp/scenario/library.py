"""The scenarios that come with offramp."""

from __future__ import annotations

from pathlib import Path

from offramp.errors import UnknownNameError
from offramp.scenario.problems import listed, nearest

FOLDER = Path(__file__).parent / "library"


def names() -> list[str]:
    """Names of the bundled scenarios, in alphabetical order."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def find(name_or_path: str | Path) -> Path:
    """The file of a bundled scenario, or the path itself. Raises UnknownNameError naming the nearest."""
    text = str(name_or_path)
    if text in names():
        return FOLDER / f"{text}.yaml"
    path = Path(name_or_path)
    if path.exists() or (path.suffix in (".yaml", ".yml") and "/" in text):
        return path
    near = nearest(text, [*names(), *(file.name for file in Path().glob("*.yaml"))])
    hint = f"; did you mean {near!r}?" if near else ""
    raise UnknownNameError(f"no scenario and no file is called {text!r}{hint} (bundled: {listed(names())})")
