"""The tutorials on theory run, print what they say, and their figures are drawn from their own numbers."""

from __future__ import annotations

import math
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
# Pixels. Coordinates are written to a tenth or finer, and the numbers behind them are the same to six digits.
PLACE = 0.1


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
    """The same words as in the picture that is kept, and the same marks in the same places."""
    drawn = figures.draw(replayed(page).names, page)
    kept = (figures.PICTURES / f"{page}.svg").read_text(encoding="utf-8")
    words = re.findall(r"<text[^>]*>([^<]*)</text>", kept)
    assert words
    assert words == re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert len(marks(kept)) >= 2
    assert moved(kept, drawn) <= PLACE


def marks(picture: str) -> list[tuple[str, list[float]]]:
    """Every line, area and point of a picture: its colour, and the numbers that say where it is and what shape it has."""
    found = []
    for inside in re.findall(r"<path([^>]*)/?>", picture):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', inside))
        colour = next((told[name] for name in ("fill", "stroke") if told.get(name, "").startswith("#")), "")
        where = f"{told.get('transform', '')} {told.get('d', '')}"
        found.append((colour, [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", where)]))
    return found


def moved(kept: str, drawn: str) -> float:
    """The most that any coordinate of any mark differs between two pictures, in pixels; infinite where marks are others."""
    pairs = list(zip(marks(kept), marks(drawn), strict=False))
    if len(marks(kept)) != len(marks(drawn)) or any(a[0] != b[0] or len(a[1]) != len(b[1]) for a, b in pairs):
        return math.inf
    return max(abs(x - y) for a, b in pairs for x, y in zip(a[1], b[1], strict=True))


def test_a_point_that_is_drawn_elsewhere_is_seen() -> None:
    """A picture whose numbers changed by a hundredth of the axis is told from the one that is kept."""
    page = next(iter(PAGES))
    kept = (figures.PICTURES / f"{page}.svg").read_text(encoding="utf-8")
    (x, y), *_ = re.findall(r"translate\(([\d.]+),([\d.]+)\)\" d=", kept)
    elsewhere = kept.replace(f'translate({x},{y})" d=', f'translate({x},{float(y) + 2.7})" d=', 1)
    assert moved(kept, elsewhere) > 10 * PLACE
    assert moved(kept, kept.replace("<path", "<hidden", 1)) == math.inf


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
