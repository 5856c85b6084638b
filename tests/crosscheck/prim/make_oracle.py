"""Make `boxes.json` and the published data with EMA Workbench; see README.md. Not run by the tests.

python make_oracle.py data EXAMPLES   writes the three published data sets, reduced to what PRIM reads
python make_oracle.py boxes           writes what EMA Workbench finds in these and in the planted ones
python make_oracle.py speed           times both on 10,000 cases of 20 quantities, in one run
"""

from __future__ import annotations

import json
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from planted import PLANTED

HERE = Path(__file__).parent

#: data set -> arguments of EMA Workbench's Prim, and how many boxes are sought one after the other.
RUNS = {
    "bryant lempert 2010": ({"threshold": 0.8, "peel_alpha": 0.1}, 2),
    "flu": ({"threshold": 0.8}, 1),
    "world container model": ({"threshold": 0.75, "mass_min": 0.05}, 2),
    "box in noise": ({"threshold": 0.5}, 1),
    "two boxes": ({"threshold": 0.5}, 3),
    "categories": ({"threshold": 0.5}, 2),
    "whole numbers": ({"threshold": 0.5}, 1),
    "nothing there": ({"threshold": 0.5, "mass_min": 0.1}, 1),
    "real outcome": ({"threshold": 0.5, "objective": "mean", "mass_min": 0.1}, 1),
}


def published(examples: Path) -> None:
    """The data of the examples of EMA Workbench, columns that PRIM reads; floats to four significant digits."""
    bryant = pd.read_csv(examples / "bryant et al 2010 data.csv", index_col=False)
    flu, deaths = _archive(examples / "1000 flu cases no policy.tar.gz", "deceased_population_region_1.csv")
    wcm, through = _archive(examples / "5000 runs WCM.tar.gz", "throughput Rotterdam.csv")
    tables = {
        "bryant": bryant.iloc[:, 2:11].assign(y=bryant.iloc[:, 15]),
        "flu": flu.assign(y=(deaths.iloc[-len(flu) :, -1].to_numpy() > 1e6).astype(int)),
        "wcm": wcm.assign(y=(through[0].to_numpy() / 2.178849944502783e7 < 1).astype(int)),
    }
    for name, table in tables.items():
        for column in table.select_dtypes("float"):
            table[column] = [float(f"{value:.4g}") for value in table[column]]
        table.to_csv(HERE / f"{name}.csv.gz", index=False, compression={"method": "gzip", "mtime": 0})


def _archive(path: Path, outcome: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    with tarfile.open(path) as archive:
        experiments = pd.read_csv(archive.extractfile("experiments.csv"))
        outcomes = pd.read_csv(archive.extractfile(outcome), header=None)
    return experiments.drop(columns=["scenario", "policy", "model"]), outcomes


def oracle() -> None:
    """Trajectories and boxes as EMA Workbench finds them."""
    found = {}
    for name, (settings, boxes) in RUNS.items():
        x, y = _data(name)
        found[name] = {"settings": settings, "check": [len(y), float(y.sum())], "boxes": _search(x, y, settings, boxes)}
    text = json.dumps(_rounded(found), separators=(",", ":"))
    (HERE / "boxes.json").write_text(text.replace('{"coverage', '\n{"coverage') + "\n")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_rounded(entry) for entry in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value


def _data(name: str) -> tuple[pd.DataFrame, np.ndarray]:
    if name in PLANTED:
        return PLANTED[name]()
    file = {"bryant lempert 2010": "bryant", "flu": "flu", "world container model": "wcm"}[name]
    table = pd.read_csv(HERE / f"{file}.csv.gz")
    return table.drop(columns="y"), table.y.to_numpy().astype(float)


def _search(x: pd.DataFrame, y: np.ndarray, settings: dict, boxes: int) -> list[list[dict]]:
    from ema_workbench.analysis import prim
    from ema_workbench.analysis.scenario_discovery_util import RuleInductionType

    x = x.copy()
    for column in x.select_dtypes("number"):
        x[column] = x[column].astype(float)
    more = {key: value for key, value in settings.items() if key != "objective"}
    if settings.get("objective") == "mean":
        more |= {"obj_function": prim.PRIMObjectiveFunctions.ORIGINAL, "mode": RuleInductionType.REGRESSION}
    search = prim.Prim(x, y, **more)
    found = [search.find_box() for _ in range(boxes)]
    return [_steps(box, search.box_init) for box in found if box is not None]


def _steps(box, whole: pd.DataFrame) -> list[dict]:
    out = []
    for i, row in box.peeling_trajectory.iterrows():
        step = {key: float(row[key]) for key in ("coverage", "density", "mean", "mass", "n")}
        step["limits"] = {name: _limit(box.box_lims[i][name], whole[name], qp) for name, qp in box.qp[i].items()}
        out.append(step)
    return out


def _limit(limit: pd.Series, whole: pd.Series, qp: list[float]) -> dict:
    if isinstance(limit[0], set):
        return {"allowed": sorted(bool(v) if isinstance(v, np.bool_) else v for v in limit[0]), "qp": [qp[0]]}
    ends = [float(limit[i]) if limit[i] != whole[i] else None for i in (0, 1)]
    return {"lower": ends[0], "upper": ends[1], "qp": [float(p) for p in qp if p >= 0]}


def speed() -> None:
    """Seconds of the faster of three runs each, and their ratio; needs offramp on the path as well."""
    from ema_workbench.analysis import prim as theirs

    from offramp.ensemble.discovery import gather_cases, prim

    rng = np.random.default_rng(0)
    x = pd.DataFrame(rng.random((10_000, 20)), columns=[f"x{j}" for j in range(20)])
    hit = (x.x0 > 0.6) & (x.x1 < 0.4) & x.x2.between(0.2, 0.8)
    y = (hit | (rng.random(10_000) < 0.05)).to_numpy().astype(int)
    cases = gather_cases(x, y)
    spent: dict[str, list[float]] = {"EMA Workbench": [], "offramp": []}
    for _ in range(3):
        for name, search in (
            ("EMA Workbench", lambda: theirs.Prim(x, y, threshold=0.5).find_box()),
            ("offramp", lambda: prim(cases)),
        ):
            start = time.perf_counter()
            search()
            spent[name].append(time.perf_counter() - start)
    best = {name: min(times) for name, times in spent.items()}
    print({**best, "times as fast": best["EMA Workbench"] / best["offramp"]})


if __name__ == "__main__":
    {"data": lambda: published(Path(sys.argv[2])), "boxes": oracle, "speed": speed}[sys.argv[1]]()
