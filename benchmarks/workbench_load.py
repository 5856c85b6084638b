"""Twenty browsers at once: how long a page of the workbench takes.

python benchmarks/workbench_load.py ADDRESS      (of a running `offramp serve`, as it prints it)
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

PAGES = ("/", "/wars/korea-1951", "/wars/ukraine-2024", "/wars/ukraine-2024/what-if", "/wars/korea-1951/play")
BROWSERS = 20


def main(address: str) -> None:
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
