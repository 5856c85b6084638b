from __future__ import annotations

import pytest

from web.workbench import ARGUMENTS, CHROMIUM, NEEDED, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("workbench")) as found:
        yield found


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing: no browser to test with"
        pytest.fail(reason) if NEEDED else pytest.skip(reason)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium, server):
    """Opens tabs; afterwards none may have complained on its console or asked anything of another address."""
    opened, complaints = [], []

    def open_tab(path: str = "/", width: int = 1280, scheme: str = "light"):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            base_url=server.address,
            accept_downloads=True,
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: complaints.append(r.url) if _outside(r.url, server.address) else None)
        opened.append(context)
        page.goto(path)
        return page

    yield open_tab
    for context in opened:
        context.close()
    assert not complaints


def _outside(url: str, address: str) -> bool:
    return not url.startswith((address, "blob:", "data:"))
