"""Pictures of every page of the workbench in light and dark, for docs/how-to/workbench.md.

Starts `offramp serve` in a folder of its own, runs one small war, and writes docs/pictures/workbench/NAME-SCHEME.png
(and the narrow ones of a phone). Needs chromium and the check extra. Usage: python benchmarks/workbench_pictures.py
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from web.workbench import ARGUMENTS, CHROMIUM, Server, serving, until

OUT = ROOT / "docs" / "pictures" / "workbench"
ARGUED = ROOT / "tests" / "scenario" / "data" / "every-feature.yaml"
PLAY = "/wars/ukraine-2024/play?side=b&policy=sustain-and-talk&seed=4&months=24"
PATRON = "/wars/korea-1951/play?side=UN%20Command&policy=hold-out&seed=4&months=12&every=3&choices=announce:give-way,stay,stay"


def main() -> None:
    """Take them all."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server, sync_playwright() as playwright:
        (Path(folder) / "scenarios").mkdir()
        shutil.copy(ARGUED, Path(folder) / "scenarios" / "every-feature.yaml")
        run = finished(server, {"war": "korea-1951", "worlds": 96})
        argued = finished(server, {"war": "~every-feature", "worlds": 96, "argument": True})
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        for scheme in ("light", "dark"):
            for name, path, ready in pages(run, argued):
                take(browser, server, f"{name}-{scheme}", path, ready, scheme)
        take(browser, server, "what-if-phone", "/wars/ukraine-2024/what-if", "#answer[data-spread]", "light", width=380)
        browser.close()


def pages(run: str, argued: str) -> list[tuple[str, str, str]]:
    """Name, address, and what stands there once the page is ready."""
    return [
        ("shelf", "/", "main"),
        ("war", "/wars/ukraine-2024", "main"),
        ("what-if", "/wars/ukraine-2024/what-if", "#answer[data-spread]"),
        ("play", PLAY, "#table:not([hidden])"),
        ("patron", PATRON, "#debriefing:not([hidden])"),
        ("edit", "/wars/korea-1951/edit", "#state[data-valid]"),
        ("run", f"/runs/{run}", "main"),
        ("policies", f"/runs/{run}/policies", "main"),
        ("argument", f"/runs/{argued}/argument", "main"),
    ]


def finished(server: Server, order: dict) -> str:
    """A run that has come to its end."""
    run = server.post("/api/runs", order).json()["id"]
    until(lambda: server.get(f"/api/runs/{run}").json()["state"] in ("complete", "failed"), patience=600, pause=0.5)
    return run


def take(browser: Browser, server: Server, name: str, path: str, ready: str, scheme: str, width: int = 1200) -> None:
    """One picture, of the first 900 or so pixels."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # pyright: ignore[reportArgumentType]
        base_url=server.address,
    )
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector(ready, timeout=120_000)
    page.screenshot(path=str(OUT / f"{name}.png"))
    context.close()


if __name__ == "__main__":
    main()
