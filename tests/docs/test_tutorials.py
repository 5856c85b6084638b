"""The tutorials on theory run, print what they say, and their figures are drawn from their own numbers."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = ROOT / "docs" / "tutorials"
sys.path.insert(0, str(HERE))

import figures  # noqa: E402 - the documents' own scripts
import replaying  # noqa: E402

PAGES = sorted(figures.DRAWN)


@cache
def replayed(page: str) -> replaying.Replay:
    """A page's Python, run once."""
    return replaying.replay(HERE / f"{page}.md")


@pytest.mark.parametrize("page", PAGES)
def test_a_tutorial_prints_what_it_says(page: str) -> None:
    found = replayed(page)
    assert len(found.said) >= 3
    assert found.printed == found.said


@pytest.mark.parametrize("page", PAGES)
def test_the_figure_of_a_tutorial_is_drawn_from_its_own_numbers(page: str) -> None:
    """The same words as in the picture that is kept; its marks depend on the drawing library's version."""
    drawn = figures.draw(replayed(page).names, page)
    kept = (figures.PICTURES / f"{page}.svg").read_text(encoding="utf-8")
    words = re.findall(r"<text[^>]*>([^<]*)</text>", kept)
    assert words
    assert words == re.findall(r"<text[^>]*>([^<]*)</text>", drawn)


@pytest.mark.parametrize("page", PAGES)
def test_the_figure_of_a_tutorial_is_described_in_words(page: str) -> None:
    text = (HERE / f"{page}.md").read_text(encoding="utf-8")
    (description,) = re.findall(rf"!\[([^\]]*)\]\(\.\./pictures/theory/{page}\.svg\)", text)
    assert len(description.split()) >= 10


def test_every_tutorial_on_theory_is_in_the_list_of_documents() -> None:
    """The README leads to the first, which leads to the others."""
    assert "docs/tutorials/bargaining-range.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    first = (HERE / "bargaining-range.md").read_text(encoding="utf-8")
    assert all(f"({page}.md)" in first for page in PAGES if page != "bargaining-range")
