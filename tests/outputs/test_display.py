"""What notebooks show of a town, of findings and of a figure: all of it, escaped, in any light."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from html.parser import HTMLParser

import geopandas as gpd
import pytest
import shapely

import innenstadt_gis as ig
from innenstadt_gis import town as town_room
from innenstadt_gis.importlog import ImportLog, Missing, SourceLog
from innenstadt_gis.outputs.chapters import CHAPTERS, chapter_of
from innenstadt_gis.outputs.sentences import headline
from innenstadt_gis.words import Text

HOSTILE = '<img src=x onerror=alert(1)> & "Stadt" {{7*7}}'


class Reader(HTMLParser):
    """The words of a page by row and by paragraph; fails where tags do not close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.said: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.add(tag)
        assert set(dict(attrs)) <= {"class", "lang", "open"}
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in {"td", "th"}:
            self.rows[-1][-1] += data
        elif self.open and self.open[-1] != "style" and data.strip():
            self.said.append(data)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return ig.musterstadt(tmp_path_factory.mktemp("stadt"))


@pytest.fixture(scope="module")
def findings(town):
    return ig.analyse(town)


def small_town(**changes):
    told = {
        "name": HOSTILE, "crs": "EPSG:25833", "survey_day": dt.date(2024, 10, 1),
        "premises": gpd.GeoDataFrame(
            {"status": ["vacant", "unknown", "occupied"], "in_register": [True, True, False],
             "source": "test", "located_by": "address"},
            index=["u-1", "u-2", "u-3"],
            geometry=[shapely.Point(362_000, 5_610_000), None, None], crs="EPSG:25833",
        ),
        "log": ImportLog(
            (SourceLog(role="register", file=f"{HOSTILE}.xlsx", kind="xlsx", day="2024-10-01",
                       rows_in=5, records=3, nonrecords=1, rejected=1),),
            (Missing("gtfs", Text("keine Datei", "no file"), Text("gtfs.zip nennen", "name gtfs.zip")),),
        ),
    }  # fmt: skip
    return ig.Town.from_tables(**(told | changes))


def test_a_town_shows_its_tables_day_sources_and_what_is_missing_with_what_to_do():
    page = Reader(small_town()._repr_html_())
    said = " ".join(page.said)

    assert [
        "town.premises",
        "Ladenlokale und andere öffentlich zugängliche Einheiten",
        "3",
    ] in page.rows
    assert "01.10.2024" in said and "ETRS89 / UTM zone 33N (EPSG:25833)" in said
    # two of the three units stand in the register, one of them is unknown and without a place
    assert "2 Einheiten laut Register, davon 1 mit unbekanntem Status, 1 ohne Ort" in said
    assert ["Fahrplan", "keine Datei", "gtfs.zip nennen"] in page.rows
    register = next(row for row in page.rows if row[0] == "Leerstandskataster")
    assert register[2:6] == ["01.10.2024", "3", "5", "1"]
    assert re.search(r"Ohne Zeilen: records, history, .*scenes", said)


def test_a_town_without_a_register_or_sources_says_so():
    bare = small_town(log=ImportLog(), premises=small_town().premises.assign(in_register=False))
    said = " ".join(Reader(bare._repr_html_()).said)

    assert "kein Register: keine Quote" in said and "laut Register" not in said
    assert "keine genannt (eigene Tabellen)" in said
    assert "kein Fahrplan" in said


def test_findings_show_the_headline_and_every_figure_once_by_theme(findings):
    page = Reader(findings._repr_html_())
    whole = [f for f in findings.figures if f.group is None]
    rows = {row[0]: row for row in page.rows if re.fullmatch(r"[A-Z]-\d\d", row[0])}

    assert f"{headline(findings.figure('vacancy_rate')).de} (L-01)" in page.said
    by_theme = [f.id for one in CHAPTERS for f in whole if chapter_of(f) == one]
    assert [row[0] for row in page.rows if row[0] in rows] == by_theme
    assert len(rows) == len(whole) > 100
    assert rows["L-01"][2:] == [
        "20,0\u00a0%", "12 von 60",
        "Wilson 95 %: 11,8–31,8\u00a0%; je nach den Unbekannten: 18,8–25,0\u00a0%", "94\u00a0%",
    ]  # fmt: skip
    assert rows["M-01"][2:4] == ["40\u00a0Branchen", "49"]  # no share: counted from 49 units


def test_what_could_not_be_computed_is_named_with_its_reason(findings):
    page = Reader(findings._repr_html_())
    rows = {row[0]: row for row in page.rows}

    (gap,) = findings.missing
    assert rows["Veränderung"] == ["Veränderung", gap.why.de, gap.todo.de]
    without = [f for f in findings.figures if f.value is None and f.group is None]
    assert len(without) > 10
    for figure in without:
        assert rows[figure.id][2] == f"Nicht berechnet, weil {figure.why.de}"


def test_findings_tell_their_tables_and_breakdowns(findings):
    page = Reader(findings._repr_html_())
    tables = {row[0]: row[2] for row in page.rows if row[0].startswith("findings.tables")}

    assert len(tables) == len(findings.tables)
    assert tables["findings.tables['clusters']"] == "1"
    assert any("L-11 Leerstandsquote je Straße (8)" in said for said in page.said)


def test_nothing_found_is_a_page_too():
    page = Reader(ig.Findings()._repr_html_())

    assert "0 Kennzahlen, davon 0 mit Wert; 0 Tabellen" in page.said
    assert "Nichts fehlt." in page.said


def test_a_figure_shows_its_method_and_how_many_rows_stand_behind_it(findings):
    rate = findings.figure("vacancy_rate")
    said = Reader(rate._repr_html_()).said

    assert rate.method.de in said
    assert "Zeilen dahinter: gezählt 60, davon im Zähler 12, ausgelassen 2, unbekannt 4" in said


def pages(town, findings):
    return [
        small_town()._repr_html_(), town._repr_html_(), findings._repr_html_(),
        findings.figure("L-01")._repr_html_(),
    ]  # fmt: skip


def test_pages_hold_no_script_and_fetch_nothing_and_strangers_words_stay_words(town, findings):
    told = pages(town, findings)

    assert HOSTILE in " ".join(Reader(told[0]).said)
    assert any(row[1] == f"{HOSTILE}.xlsx" for row in Reader(told[0]).rows)
    for page in told:
        assert Reader(page).tags <= {
            "div", "style", "h3", "h4", "p", "table", "tr", "th", "td", "details", "summary",
        }  # fmt: skip
        style = page[page.index("<style>") : page.index("</style>")]
        assert not re.search(r"url|@|expression", style)
        assert len(page.encode()) < 60_000


def test_pages_take_the_colours_of_the_notebook(town, findings):
    for page in pages(town, findings):
        style = page[page.index("<style>") : page.index("</style>")]
        colours = set(re.findall(r"(?:color|background|border[a-z-]*):([^;}]*)", style))

        assert colours <= {
            "inherit", "none", "0", "collapse", ".35em solid currentColor",
            "1px solid rgba(128,128,128,.45)",
        }  # fmt: skip


def test_pages_are_the_same_every_time_and_in_the_language_of_the_reader(
    town, findings, monkeypatch
):
    assert pages(town, findings) == pages(town, findings)

    monkeypatch.setenv("INNENSTADT_LANG", "en")

    assert "12 of 60" in findings._repr_html_() and 'lang="en"' in town._repr_html_()
    assert "as of 2026-09-15" in town._repr_html_()


def test_contacts_of_the_sources_are_on_no_page(town):
    secret = "erika@beispiel.example"
    with_contacts = town.replace(personal=frozenset({secret}))

    assert secret not in with_contacts._repr_html_() + repr(with_contacts)


def test_the_repr_of_each_is_one_line_of_what_counts(town, findings):
    assert repr(findings.figure("L-01")) == (
        "<Figure L-01 vacancy_rate: 0.2 share; 12 of 60; Wilson 95 % 0.118285 to 0.317818; "
        "bounds 0.1875 to 0.25; known for 0.9375>"
    )
    assert "not computed; no shop has a brand entered" in repr(findings.figure("chain_share"))
    assert repr(findings).startswith("<Findings: 311 of 329 figures have a value, 43 tables")
    assert repr(town).startswith(
        "<Town Musterstadt (14521999), 2026-09-15, ETRS89 / UTM zone 33N: "
    )
    assert "missing: gtfs" in repr(small_town()) and "3 premises" in repr(small_town())


def test_without_the_room_that_writes_pages_notebooks_show_the_line(monkeypatch):
    monkeypatch.setattr(town_room, "_PAGES", {})

    assert small_town()._repr_html_() is None


def test_the_door_brings_the_pages_without_the_whole_house():
    code = (
        "import sys, datetime as dt, innenstadt_gis as ig\n"
        "town = ig.Town.from_tables(name='Ort', crs=25833, survey_day=dt.date(2024, 10, 1))\n"
        "assert 'innenstadt_gis.pipeline' not in sys.modules\n"
        "print(town._repr_html_())"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, encoding="utf-8",
        check=True,
    )  # fmt: skip

    assert "Ort" in Reader(done.stdout).said
