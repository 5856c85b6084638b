"""The tour, in a real browser: run, reload, stop, resume, report, edit, play (it begins in `test_sliders`)."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from web.workbench import faults

WAR = "/wars/korea-1951"


def test_run_reload_stop_resume_and_read_the_report(tab, server) -> None:
    page = tab(WAR)
    page.get_by_label("Sets of assumptions").fill("48")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*")
    expect(page.locator("[data-field=done]")).to_have_text(re.compile(r"^(1[6-9]|[2-9]\d|\d{3})$"))
    page.reload()
    expect(page.locator("#run")).to_have_attribute("data-live", "yes")
    second = tab(page.url)
    page.get_by_role("button", name="Stop").click()
    for each in (page, second):
        expect(each.locator("[data-field=words]")).to_have_text("stopped")
    folder = server.folder / "runs" / page.url.rsplit("/", 1)[1]
    kept = {path.name: path.stat().st_mtime_ns for path in (folder / "chunks").glob("*.parquet")}
    assert kept
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("link", name="The report")).to_be_visible(timeout=180_000)
    assert all((folder / "chunks" / name).stat().st_mtime_ns == when for name, when in kept.items())
    assert json.loads((folder / "run.json").read_text())["status"] == "complete"
    for link in ("Policies side by side", "The argument", "The report"):
        page.get_by_role("link", name=link, exact=True).first.click()
        expect(page.locator("h1")).to_be_visible()
        assert not faults(page), link
        page.go_back()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Save it as a file").click()
    assert waiting.value.suggested_filename.endswith(".html")
    page.goto(f"/runs/{folder.name}/policies")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="comparison.png").click()
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")


def test_edit_a_scenario_with_a_mistake(tab, server) -> None:
    page = tab(f"{WAR}/edit")
    state = page.locator("#state")
    expect(state).to_have_text("No faults.")
    field = page.locator("#fields fieldset", has_text="Mobility of the front").locator("input").nth(1)
    field.fill("3")
    field.press("Tab")
    expect(page.locator("#text")).to_have_value(re.compile(re.escape("mobility: {loguniform: [0.5, 3]")))
    expect(page.locator("#diff ins").filter(has_text="loguniform: [0.5, 3]")).to_have_count(1)
    text = page.locator("#text").input_value()
    page.locator("#text").fill(text.replace("horizon: 36", "horizont: 36"))
    expect(state).to_contain_text("fault")
    expect(page.locator("#faults")).to_contain_text("did you mean 'horizon'?")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    page.locator("#faults button").first.click()
    assert page.evaluate("document.getSelection().toString()").startswith("horizont")
    page.locator("#text").fill(text)
    expect(state).to_have_text("No faults.")
    page.get_by_label("Save as").fill("tour")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/wars/~tour")
    saved = server.folder / "scenarios" / "tour.yaml"
    assert "[0.5, 3]" in saved.read_text()
    before = saved.read_bytes()
    page.goto(f"{WAR}/edit")
    expect(state).to_have_text("No faults.")
    page.get_by_label("Save as").fill("tour")
    refused = server.post("/api/drafts/save", {"text": text, "name": "tour"})
    assert refused.status_code == 409
    assert saved.read_bytes() == before
    page.goto("/")
    expect(page.locator(".card", has_text="your own file tour.yaml")).to_be_visible()
    mine, bundled = (
        f"What if: The armistice talks in Korea, July 1951{more}" for more in (", your file tour.yaml", "")
    )
    for name in (mine, bundled):
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(1)


def test_play_three_months_and_read_the_debriefing(tab) -> None:
    page = tab(f"{WAR}/play")
    page.get_by_label("Months", exact=True).fill("3")
    page.get_by_label("Show what the equilibrium would do").check()
    page.get_by_role("button", name="Begin").click()
    table = page.locator("#table")
    while True:
        expect(table).to_have_attribute("aria-busy", "false")
        if page.locator("#debriefing").is_visible():
            break
        page.locator("#asked li.hint button, #asked [data-code=none]").first.click()
    expect(page.locator("#debriefing")).to_contain_text("choices were those of the equilibrium")
    told = page.locator("#table .told").inner_text()
    page.reload()
    expect(page.locator("#debriefing")).to_be_visible()
    assert page.locator("#table .told").inner_text() == told
    assert not faults(page)


def test_a_patron_switches_the_policy_and_reads_what_it_gained(tab) -> None:
    page = tab(f"{WAR}/play")
    page.get_by_label("You are").select_option("UN Command")
    page.get_by_label("Decide again after").select_option("3")
    page.get_by_label("Months", exact=True).fill("12")
    page.get_by_role("button", name="Begin").click()
    for button in ("Announce “", "Stay with", "Stay with"):
        expect(page.locator("#table")).to_have_attribute("aria-busy", "false")
        page.get_by_role("button", name=button).first.click()
    debriefing = page.locator("#debriefing")
    expect(debriefing).to_contain_text("by your choices")
    expect(debriefing.locator("[data-field=along] tbody tr")).to_have_count(3)
    expect(debriefing.locator("[data-field=stayed] tbody tr")).to_have_count(3)
    expect(page.locator("#table .told")).to_contain_text("announced for month 10")
    told = debriefing.inner_text()
    page.reload()
    expect(debriefing).to_be_visible()
    assert debriefing.inner_text() == told
    assert not faults(page)
