"""The tour begins, in a real browser: choose a war, move an assumption, see what changes, save the picture."""

from __future__ import annotations

from playwright.sync_api import expect

WAR = "/wars/korea-1951"


def test_choose_a_war_and_move_a_slider(tab) -> None:
    page = tab("/")
    page.get_by_role("link", name="What if: The armistice talks in Korea, July 1951", exact=True).click()
    answer = page.locator("#answer")
    expect(answer).to_have_attribute("aria-busy", "false")
    expect(answer).to_have_attribute("data-spread", "before")
    before = page.locator("[data-panel=peace] path").nth(-1).get_attribute("d")
    slider = page.locator(".knob[data-kind=slider] input").first
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".knob.moved")).to_have_count(1)
    expect(answer).to_have_attribute("aria-busy", "false")
    assert page.locator("[data-panel=peace] path").nth(-1).get_attribute("d") != before
    expect(answer).to_have_attribute("data-spread", "pinned")
    expect(page.locator("[data-field=band]")).to_contain_text("spread with your change")
    page.get_by_role("button", name="Put everything back").click()
    expect(page.locator(".knob.moved")).to_have_count(0)
    expect(answer).to_have_attribute("aria-busy", "false")
    assert page.locator("[data-panel=peace] path").nth(-1).get_attribute("d") == before


def test_a_picture_of_what_is_shown_can_be_saved(tab) -> None:
    page = tab(f"{WAR}/what-if")
    expect(page.locator("#answer")).to_have_attribute("aria-busy", "false")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as PNG").first.click()
    found = waiting.value
    assert found.suggested_filename == "korea-1951-what-if.png"
    content = found.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 20_000
