"""Results of one reading that lie in several run folders (the main run, later starts): asked by play, aligned by world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from offramp.calibration.weights import Weights, weigh_worlds
from offramp.ensemble.store import RunFolder


@dataclass(frozen=True)
class Results:
    """Run folders of one reading, the largest first; a play is read from the first folder that holds it."""

    folders: Sequence[RunFolder]
    _read: dict[tuple[int, str], xr.DataArray] = field(default_factory=dict, repr=False, compare=False)
    _weighed: list[xr.DataArray] = field(default_factory=list, repr=False, compare=False)

    def has(self, play: str) -> bool:
        """Whether some folder holds the play."""
        return any(play in folder.about["policies"] for folder in self.folders)

    def of(self, name: str, play: str) -> xr.DataArray:
        """Array `name` of a play along world and its own axes. Raises KeyError where no folder holds the play."""
        for place, folder in enumerate(self.folders):
            if play in folder.about["policies"]:
                if (place, name) not in self._read:
                    self._read[place, name] = folder.variable(name)
                return self._read[place, name].sel(policy=play, drop=True)
        raise KeyError(play)

    def log_weight(self, worlds: np.ndarray) -> np.ndarray:
        """Log-weight of these worlds by the record; minus infinity for unknown or failed ones.

        Taken from the smallest folder that holds all of them: worlds that were picked from a larger run count by the
        probability with which they were picked.
        """
        if not self._weighed:
            tables = [folder.worlds()["log_weight"] for folder in self.folders]
            self._weighed.extend(sorted(tables, key=lambda table: table.sizes["world"]))
        holding = [table for table in self._weighed if np.isin(worlds, table.coords["world"].values).all()]
        known = (holding or self._weighed[-1:])[0].reindex(world=worlds).values
        return np.where(np.isfinite(known), known, -np.inf)

    def weights(self, worlds: np.ndarray) -> Weights:
        """Weights of these worlds by the record."""
        return weigh_worlds(self.log_weight(worlds))
