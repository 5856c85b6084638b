"""PRIM on 10,000 worlds of 20 quantities, next to EMA Workbench's, in one run.

    python benchmarks/prim_speed.py [PYTHON_WITH_EMA_WORKBENCH]

EMA Workbench is an oracle only and no dependency: it lives in an environment of its own. Without the argument one is
made in a temporary folder and `ema_workbench==2.5.3` installed into it (a few minutes, once a run). Both search the same
data (a planted box of three quantities in 5% noise), in turn, three times; the faster time of each counts. The last boxes
must be the same. The script exits with 1 where ours is not ten times as fast, or another box.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import numpy as np

from offramp.ensemble.discovery import gather_cases, prim

WORLDS, QUANTITIES, ROUNDS, AT_LEAST, SAME = 10_000, 20, 3, 10.0, 1e-9
ORACLE = "ema_workbench==2.5.3"

#: Run by the other interpreter: a search for every line that comes in; out go seconds and the limits of the last box.
THEIRS = """
import json, logging, sys, time, warnings
warnings.simplefilter("ignore")
import numpy as np, pandas as pd
from ema_workbench.analysis import prim
data = np.load(sys.argv[1])
x, y = pd.DataFrame(data["x"], columns=[f"x{j}" for j in range(data["x"].shape[1])]), data["y"].astype(int)
print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    box = prim.Prim(x, y, threshold=0.5).find_box()
    spent = time.perf_counter() - start
    limits = box.box_lims[-1]
    print(json.dumps([spent, {c: [float(v) for v in limits[c]] for c in limits.columns}]), flush=True)
"""


def planted() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    x = rng.random((WORLDS, QUANTITIES))
    inside = (x[:, 0] > 0.6) & (x[:, 1] < 0.4) & (x[:, 2] > 0.2) & (x[:, 2] < 0.8)
    return x, inside | (rng.random(WORLDS) < 0.05)


def environment(folder: Path) -> Path:
    """A new environment with EMA Workbench in `folder`; its interpreter."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", ORACLE], check=True)
    return python


def same_box(theirs: dict[str, list[float]], x: np.ndarray, ours: dict[str, list[float]]) -> bool:
    """Whether both boxes have the same limits; a limit at the edge of the data is none."""
    edges = {f"x{j}": [float(x[:, j].min()), float(x[:, j].max())] for j in range(QUANTITIES)}
    return all(np.allclose(theirs[name], ours.get(name, edges[name]), rtol=0, atol=SAME) for name in edges)


def main(python: Path, folder: Path) -> int:
    x, y = planted()
    np.savez(folder / "data.npz", x=x, y=y)
    cases = gather_cases(x, y)
    spent: dict[str, list[float]] = {"EMA Workbench": [], "offramp": []}
    command = [python, "-c", THEIRS, str(folder / "data.npz")]
    limits: dict[str, list[float]] = {}
    box = None
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None and other.stdout is not None  # noqa: PT018, S101  # both are pipes
        other.stdout.readline()
        for _ in range(ROUNDS):
            other.stdin.write("again\n")
            other.stdin.flush()
            seconds, limits = json.loads(other.stdout.readline())
            spent["EMA Workbench"].append(seconds)
            start = time.perf_counter()
            box = prim(cases).last.box
            spent["offramp"].append(time.perf_counter() - start)
        other.stdin.close()
    edges = {f"x{j}": (float(x[:, j].min()), float(x[:, j].max())) for j in range(QUANTITIES)}
    ours = {
        one.name: [
            edges[one.name][0] if one.lower is None else one.lower,
            edges[one.name][1] if one.upper is None else one.upper,
        ]
        for one in (box.limits if box else ())
    }
    best = {name: min(times) for name, times in spent.items()}
    ratio, same = best["EMA Workbench"] / best["offramp"], same_box(limits, x, ours)
    print(f"{WORLDS} worlds, {QUANTITIES} quantities, the faster of {ROUNDS}:")
    for name, seconds in best.items():
        print(f"  {name:14s} {seconds:8.3f} s")
    print(
        f"  {ratio:.1f} times as fast (at least {AT_LEAST:g}); the last box is {'the same' if same else 'ANOTHER ONE'}"
    )
    return 0 if ratio >= AT_LEAST and same else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        asked = Path(sys.argv[1]) if len(sys.argv) > 1 else environment(Path(made) / "ema")
        sys.exit(main(asked, Path(made)))
