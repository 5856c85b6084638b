"""Every figure says in words what it shows, holds its numbers as a table, and keeps to the rules of the house."""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from offramp.errors import RunFolderError
from offramp.report.figures.compose import as_sheet, write_drawing
from offramp.report.figures.gallery import figures
from offramp.report.figures.pictures import FEWEST, write_pictures
from offramp.report.figures.svg import shortened, size, width_of
from offramp.report.palette import OUTCOME, SIDE, shades
from report.factory import make, scenario

NAMES = [
    *("comparison", "fans", "outcomes", "front", "rungs"),
    *("acceptance", "blocks", "first-settlement", "survival", "endings"),
    *("ledger", "measures", "general-war", "record", "informed", "convergence"),
]


@pytest.fixture(scope="module")
def war():
    return scenario()


@pytest.fixture(scope="module")
def drawn(war):
    return figures(make(war))


@pytest.fixture(scope="module")
def few(war):
    return figures(make(war, effective=20.0))


def words_of(figure) -> str:
    """Everything a figure says, drawn or written."""
    table = [*figure.table.headings, figure.table.caption, *(cell for row in figure.table.rows for cell in row)]
    panels = [part for p in figure.panels for part in (p.heading, p.alt, p.note, p.svg, p.wide_svg)]
    return "\n".join([figure.title, figure.how, figure.caption, *(key.label for key in figure.legend), *table, *panels])


def test_all_figures_are_there(drawn):
    assert list(drawn) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_has_words_and_a_table(drawn, name):
    figure = drawn[name]
    assert len(figure.title) > 10
    assert len(figure.how) > 20
    assert all(panel.alt for panel in figure.panels)
    assert figure.table.rows
    assert {len(row) for row in figure.table.rows} == {len(figure.table.headings)}


@pytest.mark.parametrize("name", NAMES)
def test_type_is_never_smaller_than_eleven_pixels(drawn, name):
    sizes = [float(x) for x in re.findall(r'font-size="([\d.]+)(?:px)?"', as_sheet(drawn[name]))]
    assert sizes
    assert min(sizes) >= 11


@pytest.mark.parametrize("name", NAMES)
def test_sides_go_by_their_names(drawn, name):
    text = re.sub(r"<[^>]*>", " ", words_of(drawn[name]))
    assert not re.search(r"\b(side )?[AB] (prevails|refuses|would|breaks)|\b[ab]-prevails", text)


@pytest.mark.parametrize("name", NAMES)
def test_too_few_worlds_leave_no_percentage(few, name):
    assert few[name].provisional
    text = re.sub(r"\(%\)|Share of South.*?%", "", re.sub(r"<[^>]*>", " ", words_of(few[name])))
    assert not re.search(r"\d\s*%", text)
    assert "PROVISIONAL" in as_sheet(few[name])


def test_shares_are_captioned_as_shares(drawn):
    for name in ("acceptance", "blocks", "ledger"):
        caption = drawn[name].caption.lower()
        assert "share of the assumptions tried, weighed by the record" in caption
        assert "probability" not in caption


def test_assumed_measures_are_marked(drawn):
    marked = {panel.heading: panel.note for panel in drawn["measures"].panels}
    assert marked["Close calls, calls"] == "assumed, not derived"
    assert marked["Military dead, thousands"] == ""
    assert any("assumed, not derived" in row[0] for row in drawn["measures"].table.rows)


def test_the_ledger_turns_round(war):
    def means(gain):
        figure = figures(make(war, gains={"sustain": (0, 0), "wind-down": (gain, 0.9)}))["ledger"]
        return figure.table.rows[0][2]

    assert means(5.0).startswith("5.00 (2.50")
    assert means(-5.0).startswith("-5.00 (-7.50")


def test_a_war_without_packages_parties_or_record_still_has_its_figures(war):
    bare = war.model_copy(update={"packages": {}, "parties": {}, "record": None, "measures": {}})
    made = make(bare, deals={"sustain": {}, "wind-down": {}}, informed={}, part_effective={}, assumptions=[])
    assert set(figures(made)) == {"comparison", "fans", "outcomes", "front", "rungs", "general-war", "convergence"}
    assert all(words_of(figure) for figure in figures(made).values())


def test_a_war_that_is_over_has_no_front_to_draw(war):
    made = make(war)
    for found in made.outcomes.values():
        found.front[:] = np.nan
        found.rungs[:] = 0.0
    figure = figures(made)["front"]
    assert "not known" in figure.title
    assert figure.panels[0].alt == "Hardly any war is left to follow"
    assert words_of(figures(made)["rungs"])


def test_files_are_whole_and_stand_alone(drawn, tmp_path):
    svg = write_drawing(drawn["fans"], tmp_path)
    (png,) = write_pictures([svg], 1)
    root = ET.fromstring(svg.read_text(encoding="utf-8"))  # noqa: S314  our own file
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawn["fans"].title in root.findtext("{http://www.w3.org/2000/svg}title")
    assert png.read_bytes().startswith(b"\x89PNG")
    assert not re.search(r'(href|src)="|url\(|@import', svg.read_text(encoding="utf-8"))


def test_many_pictures_are_painted_as_drawings_come_and_no_process_is_left(drawn, tmp_path, monkeypatch):
    begun, start = [], subprocess.Popen

    def kept(*words, **options):
        begun.append(start(*words, **options))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", kept)
    some = [drawn[name] for name in ("fans", "comparison", "front")]
    painted = write_pictures((write_drawing(figure, tmp_path) for figure in some), FEWEST)
    assert painted == [tmp_path / f"{figure.name}.png" for figure in some]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in painted)
    assert begun
    assert all(painter.poll() is not None for painter in begun)


def test_a_picture_that_cannot_be_painted_is_told(drawn, tmp_path):
    drawing = write_drawing(drawn["fans"], tmp_path)
    with pytest.raises(RunFolderError, match=r"cannot draw pictures: .*missing\.svg"):
        write_pictures(iter([drawing, tmp_path / "missing.svg"]), FEWEST)


def test_a_painter_that_ends_is_told(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", shutil.which("true"))
    with pytest.raises(RunFolderError, match="has ended"):
        write_pictures([write_drawing(drawn["fans"], tmp_path)], FEWEST)


def test_a_name_can_break_neither_drawing_nor_file():
    hostile = scenario(Bare_ceasefire="'</svg><script>alert(1)</script>&\"'")
    figure = figures(make(hostile))["blocks"]
    sheet = as_sheet(figure)
    assert "<script" not in sheet
    ET.fromstring(sheet)  # noqa: S314  our own file
    assert "&lt;script&gt;" in figure.panels[0].svg or "&lt;/svg&gt;" in figure.panels[0].svg


def test_colours_of_outcomes_differ_and_follow_the_sides():
    assert len(set(OUTCOME.values())) == len(OUTCOME)
    assert (OUTCOME["a-prevails"], OUTCOME["b-prevails"]) == (SIDE["a"], SIDE["b"])
    assert shades("#009E73", 3)[0] == "#009E73"
    assert len(set(shades("#009E73", 7))) == 7


def test_labels_that_do_not_fit_are_cut_where_it_shows():
    assert shortened("short", 200) == "short"
    cut = shortened("a very long label indeed, much too long", 80)
    assert cut.endswith("…")
    assert width_of(cut) <= 80


def test_a_drawing_is_as_wide_as_it_says(drawn):
    for figure in drawn.values():
        for panel in figure.panels:
            assert size(panel.svg)[0] == pytest.approx(340, abs=2)
