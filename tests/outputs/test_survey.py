"""The survey: a walk, a workbook and map sheets for towns without any list."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import shutil
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.errors import InputError
from innenstadt_gis.mapping import FIELDS
from innenstadt_gis.outputs.paper import frame_around, label_places
from innenstadt_gis.outputs.survey import (
    SurveyStop,
    map_sheets_html,
    survey_stops,
    survey_workbook,
    walking_order,
)
from innenstadt_gis.outputs.survey.stops import split_sheets
from innenstadt_gis.outputs.survey.workbook import HEADER_ROW
from innenstadt_gis.pipeline import read_town
from innenstadt_gis.pipeline.survey import survey
from innenstadt_gis.tables import EDGES, NODES, SECTIONS, STATUS
from innenstadt_gis.words import Text

CRS = "EPSG:25832"
AREA = Text("im Zentrum", "in the centre")
DAY = dt.date(2026, 10, 1)


def stop(number=1, **told) -> SurveyStop:
    return SurveyStop(**{"number": number, "sheet": 1, "x": 0.0, "y": 0.0} | told)


def book_of(stops, **options):
    options = {"town": "Ort", "area": AREA, "day": DAY} | options
    return openpyxl.load_workbook(io.BytesIO(survey_workbook(stops, **options)))


def table(page) -> list[dict[str, object]]:
    rows = list(page.iter_rows(min_row=HEADER_ROW, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


# the walk ---------------------------------------------------------------------


def cross():
    """Two streets of 200 m that cross at 0/0: High Street west to east, Side Street south to north."""
    places = {1: (-100, 0), 2: (0, 0), 3: (100, 0), 4: (0, -100), 5: (0, 100)}
    nodes = gpd.GeoDataFrame(
        {"source": "osm"}, index=list(places), geometry=[shapely.Point(p) for p in places.values()],
        crs=CRS,
    )  # fmt: skip
    ways = [(1, 2), (2, 3), (4, 2), (2, 5)]
    lines = [shapely.LineString([places[a], places[b]]) for a, b in ways]
    edges = gpd.GeoDataFrame(
        {"u": [a for a, _ in ways], "v": [b for _, b in ways], "length_m": 100.0, "steps": False,
         "foot_oneway": "both", "bridge": False, "tunnel": False, "source": "osm"},
        geometry=lines, crs=CRS,
    )  # fmt: skip
    sections = gpd.GeoDataFrame(
        {"street": ["High", "High", "Side", "Side"], "number": [1, 2, 1, 2], "centreline_m": 100.0,
         "source": "osm"},
        index=["high-1", "high-2", "side-1", "side-2"], geometry=lines, crs=CRS,
    )  # fmt: skip
    return {
        "sections": SECTIONS.conform(sections, crs=CRS), "nodes": NODES.conform(nodes, crs=CRS),
        "edges": EDGES.conform(edges, crs=CRS),
    }  # fmt: skip


def test_a_wide_street_is_walked_side_after_side_and_not_in_zigzag():
    doors = [(x, y) for x in (10, 30, 50, 70, 90) for y in (-12, 12)]

    order = walking_order(
        shapely.points(doors), ["high-2"] * 10, start=shapely.Point(0, 0), **cross()
    )

    sides = [doors[i][1] for i in order]
    assert sum(a != b for a, b in pairwise(sides)) == 1
    assert [doors[i][0] for i in order] == [10, 30, 50, 70, 90, 90, 70, 50, 30, 10]


def test_the_walk_begins_at_the_centre_and_goes_through_the_streets_one_after_the_other():
    doors = [(-80, 5), (80, 5), (5, -80), (5, 80), (-20, 5), (20, 5), (5, -20), (5, 20)]
    names = ["high-1", "high-2", "side-1", "side-2"] * 2

    order = walking_order(shapely.points(doors), names, start=shapely.Point(-100, 0), **cross())

    assert order[0] == 0 and order[1] == 4  # from the west end inwards
    streets = [names[i] for i in order]
    assert len([1 for a, b in pairwise(streets) if a != b]) == 3


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.floats(-150, 150), st.floats(-150, 150),
            st.sampled_from(["high-1", "side-2", None, "elsewhere-9"]),
        ),
        max_size=20,
    )
)  # fmt: skip
def test_every_door_stands_in_the_walk_once(doors):
    points = shapely.points([(x, y) for x, y, _ in doors] or [(0, 0)])[: len(doors)]

    order = walking_order(points, [s for *_, s in doors], start=shapely.Point(0, 0), **cross())

    assert sorted(order) == list(range(len(doors)))


def test_sheets_hold_about_forty_and_keep_a_street_together():
    stops = [stop(section_id=f"s{n // 15}") for n in range(100)]

    sheets = split_sheets(stops)

    assert [sheets.count(n) for n in (1, 2, 3)] == [30, 30, 40]
    assert sheets == sorted(sheets)


def test_one_long_street_is_divided_too():
    assert max(map([*split_sheets([stop(section_id="s")] * 130)].count, (1, 2, 3, 4))) == 40


# the workbook -----------------------------------------------------------------


def test_the_headers_are_those_that_the_register_reader_knows():
    page = book_of([stop()]).worksheets[0]
    known = {text.de for text in FIELDS.values()}

    headers = [cell.value for cell in page[HEADER_ROW]]

    assert set(headers) - known == {"Kartenblatt", "zuletzt (Vorjahr)", "auch ansehen"}
    needed = ("unit_id", "street", "house_number", "floor", "name", "branch", "status", "since",
              "sales_area", "frontage", "step_free", "remark", "observed_on", "object_number")  # fmt: skip
    assert {FIELDS[key].de for key in needed} <= set(headers)


def test_the_status_is_blank_and_the_last_one_stands_beside():
    page = book_of([stop(last="leer seit 03/2025", name="Laden", unit_id="u-1")]).worksheets[0]

    row = table(page)[0]

    assert row["Status"] is None
    assert row["zuletzt (Vorjahr)"] == "leer seit 03/2025"
    assert (row["Name des Geschäfts"], row["Einheit (u-…)"]) == ("Laden", "u-1")


def test_drop_downs_hold_every_word_that_can_be_chosen():
    book = book_of([stop()])
    page = book.worksheets[0]
    headers = [cell.value for cell in page[HEADER_ROW]]
    rules = {}
    for rule in page.data_validations.dataValidation:
        if rule.type == "list":
            sheet, where = rule.formula1.split("!")
            words = [cell[0].value for cell in book[sheet][where.replace("$", "")]]
            rules[headers[next(iter(rule.sqref.ranges)).min_col - 1]] = (
                words,
                rule.showErrorMessage,
            )

    assert rules["Status"] == ([text.de for text in STATUS.values()], True)
    assert set(rules["Branche"][0]) == {branch.label.de for branch in BRANCHES.values()}
    assert set(rules) == {"Status", "Branche", "Geschoss", "stufenlos", "baulicher Zustand"}


def test_there_is_room_for_new_units_below_each_street_and_at_the_end():
    stops = [stop(1, street="A", section_id="a"), stop(2, street="B", section_id="b")]

    blank = [not any(row.values()) for row in table(book_of(stops).worksheets[0])]

    assert blank[:4] == [False, True, True, False]
    assert len(blank) >= 34 and all(blank[4:])


def test_pages_break_where_the_map_sheet_changes_and_the_header_is_printed_on_each():
    stops = [stop(n, street="A", sheet=1 + (n > 2)) for n in (1, 2, 3)]

    page = book_of(stops).worksheets[0]

    assert [b.id for b in page.row_breaks.brk] == [HEADER_ROW + 2]
    assert page.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    assert (page.page_setup.orientation, page.page_setup.fitToWidth) == ("landscape", 1)
    assert page.freeze_panes == f"E{HEADER_ROW + 1}"


def test_no_value_of_an_input_becomes_a_formula():
    page = book_of(
        [stop(name="=HYPERLINK(1)", street="@x", house_number="+1a")], town="=1+1"
    ).worksheets[0]

    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


def test_the_same_survey_gives_the_same_bytes():
    stops = [stop(n, name=f"Laden {n}") for n in (1, 2)]

    first = survey_workbook(stops, town="Ort", area=AREA, day=DAY)
    second = survey_workbook(stops, town="Ort", area=AREA, day=DAY)

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert b"2026-10-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_no_cell_has_a_fill_that_a_reader_would_take_for_a_status():
    page = book_of([stop(last="leer")]).worksheets[0]

    fills = {c.fill.fill_type for row in page.iter_rows(min_row=HEADER_ROW + 1) for c in row}

    assert fills == {None}


# the maps ---------------------------------------------------------------------


def test_the_stated_scale_is_true_and_every_door_is_on_its_page():
    stops = [stop(1, x=0, y=0), stop(2, x=400, y=100)]

    frame = frame_around([s.x for s in stops], [s.y for s in stops])
    (x1, y1), (x2, y2) = frame.to_mm(shapely.get_coordinates(shapely.points([(0, 0), (400, 100)])))

    assert math.hypot(x2 - x1, y2 - y1) * frame.scale / 1000 == pytest.approx(math.hypot(400, 100))
    assert y1 > y2, "north is up"
    assert all(0 < x < 279 and 0 < y < 172 for x, y in ((x1, y1), (x2, y2)))


def test_numbers_of_doors_that_lie_close_do_not_touch():
    doors = [(100 + 0.5 * n, 80.0) for n in range(12)]

    labels = label_places(doors)

    apart = [math.dist(a, b) for n, a in enumerate(labels) for b in labels[:n]]
    assert min(apart) >= 2 * 2.7


def test_names_of_an_input_are_text_on_the_map_and_nothing_is_fetched(made):
    town, stops = made
    streets = town.sections.assign(street="<script>alert(1)</script>")

    page = map_sheets_html(replace(town, sections=streets, name="<b>"), stops)

    assert "<script" not in page and "<b>" not in page
    assert not re.search(r"(?:src|href)=|url\(|@import|https?:", page)


# a whole town -----------------------------------------------------------------


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Path:
    """Musterstadt as a town that keeps no list."""
    from innenstadt_gis.musterstadt import write_musterstadt

    file = write_musterstadt(tmp_path_factory.mktemp("town"))
    text = re.sub(r"(?s)\[\[registers\]\].*?(?=\n\[|\Z)", "", file.read_text("utf-8"))
    file.write_text(text.replace("[town]", "[town]\nsurvey_day = 2026-10-01", 1)
                    if "survey_day" not in text else text, "utf-8")  # fmt: skip
    return file


@pytest.fixture(scope="module")
def made(study):
    town = read_town(study)
    centre = town.centres.geometry.iloc[0].representative_point()
    return town, survey_stops(town, centre.buffer(300), start=centre)


def test_every_unit_of_the_area_stands_in_the_survey_once(made):
    town, stops = made
    area = town.centres.geometry.iloc[0].representative_point().buffer(300)
    units = town.premises[
        town.premises.geometry.intersects(area) & (town.premises.status != "gone")
    ]

    assert sorted(s.unit_id for s in stops if s.unit_id) == sorted(units.index)
    assert [s.number for s in stops] == list(range(1, len(stops) + 1))
    assert len(stops) > 20


def test_a_house_with_trade_and_without_a_known_unit_is_looked_at_too(made):
    town, _ = made
    centre = town.centres.geometry.iloc[0].representative_point()
    near = town.addresses[town.addresses.geometry.dwithin(centre, 300)]
    houses = town.buildings.assign(use="retail")

    stops = survey_stops(
        replace(town, premises=town.premises.iloc[:0], buildings=houses),
        centre.buffer(300), start=centre,
    )  # fmt: skip

    assert stops and not any(s.unit_id or s.name for s in stops)
    pairs = {(s.street, s.house_number) for s in stops}
    assert pairs <= set(zip(near["street"], near["house_number"], strict=True))


def test_gaps_in_a_row_of_shops_are_named_as_a_hint_and_are_no_rows(made):
    town, stops = made
    taken = {(s.street, s.house_number) for s in stops}
    hints = [(s.street, house) for s in stops for house in s.also.split(", ") if house]

    assert hints and not taken & set(hints)
    assert len(hints) == len(set(hints))
    assert set(hints) <= set(
        zip(town.addresses["street"], town.addresses["house_number"], strict=True)
    )


def test_units_of_the_register_without_a_place_stand_at_the_end_and_on_no_map(made):
    town, _ = made
    lost = town.premises.assign(in_register=True)
    lost.loc[lost.index[:3], "geometry"] = None
    centre = town.centres.geometry.iloc[0].representative_point()

    stops = survey_stops(replace(town, premises=lost), centre.buffer(300), start=centre)

    assert {s.unit_id for s in stops[-3:]} == set(lost.index[:3])
    assert [s.sheet for s in stops[-3:]] == [0, 0, 0] and stops[-4].sheet > 0
    drawn = map_sheets_html(town, stops)
    assert drawn.count('class="number"') == len(stops) - 3
    assert table(book_of(stops).worksheets[0])[0]["Kartenblatt"] == 1


def filled(workbook: Path, target: Path) -> dict[str, str]:
    """Fill the workbook as a person would; returns the status by unit id."""
    book = openpyxl.load_workbook(workbook)
    page = book.worksheets[0]
    head = {cell.value: cell.column for cell in page[HEADER_ROW]}
    page["B2"] = dt.datetime(2026, 10, 5)  # noqa: DTZ001  as Excel keeps a day
    told, blank = {}, []
    for row in range(HEADER_ROW + 1, page.max_row + 1):
        if page.cell(row, 1).value is None:
            blank.append(row)
            continue
        word = "leer" if row % 4 == 0 else "belegt"
        page.cell(row, head["Status"]).value = word
        told[page.cell(row, head["Einheit (u-…)"]).value] = word
    for row, word in zip(blank, ("leer", "belegt"), strict=False):
        page.cell(row, head["Straße"]).value = page.cell(HEADER_ROW + 1, head["Straße"]).value
        page.cell(row, head["Hausnr."]).value = "1"
        page.cell(row, head["Status"]).value = word
    book.save(target)
    return told


def test_the_filled_workbook_is_read_back_without_a_mapping(study, tmp_path):
    from innenstadt_gis.ingest.registers import read_register

    done = survey(study, out=tmp_path)
    told = filled(done.workbook, tmp_path / "bogen.xlsx")

    register = read_register(tmp_path / "bogen.xlsx")

    rows = register.records
    assert register.survey_day == dt.date(2026, 10, 5)
    assert (register.log.rejected, len(rows)) == (0, done.units + 2)
    words = {"leer": "vacant", "belegt": "occupied"}
    status = dict(zip(rows["unit_given"], rows["status"], strict=True))
    assert {unit: status[unit] for unit in told} == {u: words[w] for u, w in told.items()}
    assert rows["unit_given"].isna().sum() == 2


def test_the_filled_workbook_founds_the_same_units_and_next_year_starts_from_them(study, tmp_path):
    town = tmp_path / "town"
    shutil.copytree(study.parent, town)
    done = survey(town, out=tmp_path)
    told = filled(done.workbook, town / "daten" / "bogen.xlsx")
    book = openpyxl.load_workbook(town / "daten" / "bogen.xlsx")
    page = book.worksheets[0]
    number = [cell.value for cell in page[HEADER_ROW]].index("Hausnr.") + 1
    page.cell(HEADER_ROW + 2, number).value = "99"  # a corrected address is the same unit still
    book.save(town / "daten" / "bogen.xlsx")
    file = town / "study.toml"
    file.write_text(
        file.read_text("utf-8") + '\n[[registers]]\npath = "daten/bogen.xlsx"\n', "utf-8"
    )

    read = read_town(town)

    units = read.premises[read.premises["in_register"].astype(bool)]
    assert set(told) <= set(units.index)
    assert len(units) == done.units + 2
    assert read.survey_day == dt.date(2026, 10, 5)
    assert read.scope == "all_units"

    again = survey(town, out=tmp_path / "next")
    rows = table(openpyxl.load_workbook(again.workbook).worksheets[0])
    last = {r["Einheit (u-…)"]: r["zuletzt (Vorjahr)"] for r in rows if r["Einheit (u-…)"]}
    assert again.workbook.name.endswith("_2026-10-05.xlsx")
    assert {unit: last[unit] for unit in told} == told
    assert all(r["Status"] is None for r in rows)


def test_survey_writes_two_files_and_says_how_far_it_went(study, tmp_path):
    done = survey(study, out=tmp_path, within_m=250)

    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        [done.workbook.name, done.maps.name]
    )
    assert re.fullmatch(r"Erhebung_Musterstadt_\d{4}-\d\d-\d\d\.xlsx", done.workbook.name)
    assert "bis 250 m Fußweg vom Zentrum" in done.sentences[0].de
    assert done.units < survey(study, out=tmp_path, within_m=600).units


def test_an_area_without_anything_to_look_at_is_an_error_that_says_what_to_do(study, tmp_path):
    with pytest.raises(InputError) as caught:
        survey(study, out=tmp_path, within_m=0)

    assert "--within" in caught.value.text.de


@pytest.mark.browser
def test_each_sheet_is_one_printed_page_and_no_request_is_made(study, tmp_path, chromium):
    from playwright.sync_api import sync_playwright

    done = survey(study, out=tmp_path)
    asked = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.on("request", lambda request: asked.append(request.url))
        page.goto(done.maps.as_uri())
        numbers = page.locator("text.number").all_text_contents()
        wide = page.locator("svg").first.bounding_box()["width"]
        pdf = page.pdf(prefer_css_page_size=True)
        browser.close()

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == done.sheets
    assert asked == [done.maps.as_uri()]
    assert [int(n) for n in numbers] == list(range(1, done.units + 1))
    assert wide * 25.4 / 96 == pytest.approx(281, abs=0.5)
