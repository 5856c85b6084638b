"""Twenty browsers at once: every page comes within a second."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx

PAGES = ("/", "/wars/korea-1951", "/wars/ukraine-2024", "/wars/ukraine-2024/what-if", "/wars/korea-1951/play")
BROWSERS = 20


def test_pages_come_within_a_second_for_twenty_browsers(server) -> None:
    for path in PAGES:  # scenarios are read once
        assert server.get(path).status_code == 200

    def read(number: int) -> float:
        with httpx.Client(base_url=server.address, timeout=30) as client:
            begun = time.monotonic()
            assert client.get(PAGES[number % len(PAGES)]).status_code == 200
            return time.monotonic() - begun

    with ThreadPoolExecutor(BROWSERS) as pool:
        waited = sorted(pool.map(read, range(BROWSERS)))
    assert waited[BROWSERS // 2] < 1.0, waited  # the median: the slowest also measures what else the machine does
