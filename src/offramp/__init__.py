"""offramp: a workbench for arguments about how a war ends.

    import offramp
    scenario = offramp.load("ukraine-2024")
    solution = offramp.solve(scenario, "sustain")        # one world, central values
    study = offramp.run(scenario, worlds=64)             # many worlds, weighed by the record

Heavy parts are imported on first use, so that `offramp --help` is quick.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from offramp.scenario import load
    from offramp.study import Solution, Study, run, solve

try:
    __version__ = version("offramp")
except PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "0"

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
    raise AttributeError(f"module 'offramp' has no attribute {name!r}")
