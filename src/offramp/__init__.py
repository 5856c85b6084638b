"""offramp: a workbench for arguments about how a war ends.

    import offramp
    scenario = offramp.load("ukraine-2024")
    solution = offramp.solve(scenario, "sustain")        # one world, central values
    study = offramp.run(scenario, worlds=64)             # many worlds, weighed by the record

Heavy parts are imported on first use, so that `offramp --help` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offramp.scenario import load
    from offramp.study import Solution, Study, run, solve

    __version__: str

__all__ = ["Solution", "Study", "__version__", "load", "run", "solve"]

_HOMES = {
    "load": "offramp.scenario",
    "run": "offramp.study",
    "solve": "offramp.study",
    "Study": "offramp.study",
    "Solution": "offramp.study",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name == "__version__":
        globals()[name] = found = _version()
        return found
    raise AttributeError(f"module 'offramp' has no attribute {name!r}")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("offramp")
    except PackageNotFoundError:  # run from a source tree that is not installed
        return "0"
