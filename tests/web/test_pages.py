"""Every page in a real browser: usable by keyboard and screen reader, on a phone and a beamer, in light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from web.workbench import faults

WAR = "/wars/korea-1951"
PAGES = ("/", WAR, f"{WAR}/what-if", f"{WAR}/play?side=b&policy=hold-out&seed=1&months=12", f"{WAR}/edit")
READY = {
    f"{WAR}/what-if": "#answer[data-answered]",
    f"{WAR}/edit": "#state[data-valid]",
    PAGES[3]: "#table:not([hidden])",
}


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_fits_a_phone(tab, path: str, scheme: str) -> None:
    page = tab(path, width=380, scheme=scheme)
    if path in READY:
        page.wait_for_selector(READY[path])
    assert fits(page)
    assert not faults(page)
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert fits(page)


def test_a_term_is_explained_on_demand_by_keyboard(tab) -> None:
    page = tab(WAR)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    term = page.locator("button.term").first
    term.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#explained")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#explained")).to_be_hidden()
    expect(term).to_be_focused()


def test_the_theme_is_chosen_and_remembered(tab) -> None:
    page = tab("/")
    page.get_by_role("button", name="Dark or light").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
