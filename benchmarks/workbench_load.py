"""How long the workbench lets one wait: a page for twenty browsers at once, a what-if for one hand on a slider.

python benchmarks/workbench_load.py ADDRESS      (of a running `offramp serve`, as it prints it)
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

PAGES = ("/", "/wars/korea-1951", "/wars/ukraine-2024", "/wars/ukraine-2024/what-if", "/wars/korea-1951/play")
BROWSERS = 20
MOVES = 15
ASKED = {  # war: a number that is moved, the policy, the one it is compared with
    "ukraine-2024": ("battlefield.theta", "talks-now", "sustain"),
    "korea-1951": ("battlefield.theta", "insist", "hold-out"),
}


def main(address: str) -> None:
    """Measure and print both."""
    print(f"load average before: {os.getloadavg()[0]:.2f}")
    pages(address)
    for war, (path, policy, base) in ASKED.items():
        moves(address, war, path, {"policy": policy, "base": base})


def moves(address: str, war: str, path: str, asked: dict) -> None:
    """A slider moved once the last move is answered: the round trip without the browser's own drawing."""
    waited = []
    with httpx.Client(base_url=address, timeout=300) as client:
        for move in range(MOVES + 1):
            begun = time.monotonic()
            client.post(f"/api/wars/{war}/what-if", json={**asked, "pins": {path: 0.013 * move}}).raise_for_status()
            waited.append(1000 * (time.monotonic() - begun))
    warm = sorted(waited[1:])  # the first one starts the process and may compile
    print(f"what if, {war}: median {warm[MOVES // 2]:.0f} ms, fastest {warm[0]:.0f}, slowest {warm[-1]:.0f}")


def pages(address: str) -> None:
    """Twenty browsers at once."""

    def read(number: int) -> float:
        with httpx.Client(base_url=address, timeout=30) as client:
            begun = time.monotonic()
            client.get(PAGES[number % len(PAGES)]).raise_for_status()
            return time.monotonic() - begun

    for number in range(len(PAGES)):  # scenarios are read once
        read(number)
    with ThreadPoolExecutor(BROWSERS) as pool:
        waited = sorted(pool.map(read, range(BROWSERS)))
    print(f"{BROWSERS} browsers: median {waited[BROWSERS // 2]:.2f} s, slowest {waited[-1]:.2f} s")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
