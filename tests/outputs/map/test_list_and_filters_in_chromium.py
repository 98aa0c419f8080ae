"""List and filters: in step with the map, by keyboard, and nothing is chosen unseen."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from innenstadt_gis.outputs.map import MapLayer, sealed_html
from tests.outputs.map.conftest import CRS, X, Y

sync_api = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.browser


def names(page):
    return page.locator("#ig-list tbody th").all_inner_texts()


def said(page):
    return page.locator("#ig-live").inner_text()


def test_the_list_shows_every_unit_sorts_and_leads_to_the_place(opened, make_model):
    with opened(sealed_html(make_model())) as page:
        page.keyboard.press("t")
        assert page.locator("#ig-list tbody tr").count() == 7
        heads = page.locator("#ig-list thead th")
        assert heads.all_inner_texts()[1:] == ["Name", "Klasse"]
        assert heads.first.get_attribute("aria-sort") == "ascending"  # by number
        by_name = heads.nth(1).locator("button")
        by_name.focus()
        page.keyboard.press("Enter")
        in_order = [
            "Bäckerei", "Buch & Papier", "Eck-Laden", "Kiosk", "Metzger", "Optiker", "Verschollen",
        ]  # fmt: skip
        assert names(page) == in_order
        assert [one.get_attribute("aria-sort") for one in heads.all()] == [
            "none", "ascending", "none",
        ]  # fmt: skip
        page.keyboard.press("Enter")  # the keyboard has stayed on the head
        assert names(page) == in_order[::-1]
        page.locator("#ig-list tbody button", has_text="Kiosk").click()
        assert said(page) == "Kiosk, Teilleer"
        page.keyboard.press("Escape")
        assert not page.locator("#ig-list").is_visible()


@pytest.fixture
def sorted_model(make_model):
    """Columns whose letters say another order than their meaning; the third row is blank in all."""
    order = pd.CategoricalDtype(["unter 1 Jahr", "1 bis 2 Jahre", "über 5 Jahre"])
    frame = gpd.GeoDataFrame(
        {
            "name": ["a", "b", "c", "d"], "area": [1234.5, 85.0, None, 999.0],
            "day": pd.to_datetime(["2024-01-02", "2023-12-31", None, "2024-01-01"]).date,
            "since": pd.Series(["über 5 Jahre", "1 bis 2 Jahre", None, "unter 1 Jahr"], dtype=order).array,
        },
        geometry=[shapely.Point(X + 20 * n, Y) for n in range(4)], crs=CRS, index=list("wxyz"),
    )  # fmt: skip
    layer = MapLayer(
        key="units", title="x", kind="units", frame=frame, filters=(("since", "leer seit"),),
        tooltip=(("name", "Name"), ("area", "Fläche"), ("day", "Tag"), ("since", "leer seit")),
    )  # fmt: skip
    return make_model(layers=(layer,))


def test_numbers_sort_as_numbers_days_as_days_durations_in_their_order_and_blanks_last(
    opened, sorted_model
):
    with opened(sealed_html(sorted_model)) as page:
        page.keyboard.press("t")
        heads = page.locator("#ig-list thead button")
        for column, up in ((2, "bdac"), (3, "bdac"), (4, "dbac"), (1, "abcd"), (0, "abcd")):
            heads.nth(column).click()
            if column == 0:  # the list opens by number
                assert names(page) == list("abcd")
                heads.nth(column).click()
                assert names(page) == list("dcba")
                continue
            assert names(page) == list(up)
            heads.nth(column).click()
            blank = up[-1] if column > 1 else ""
            assert names(page) == [*up.removesuffix(blank)[::-1], *blank]


def test_a_row_marks_its_place_and_a_place_its_row(opened, make_story):
    ring = '[...document.querySelectorAll(".leaflet-overlay-pane path")].length'
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("2")
        page.keyboard.press("t")
        page.locator("#ig-list tbody button", has_text="Kiosk").focus()
        assert page.evaluate(ring) == 1
        centre = page.evaluate("() => __ig.map.getCenter().lng")
        page.locator("#ig-list tbody button", has_text="Kiosk").press("Enter")
        assert page.evaluate("() => __ig.map.getCenter().lng") != centre
        at = page.evaluate(
            """() => { const layer = __ig.layers.find(one => one.key === "units");
              const path = layer.pathOf.get(5);
              const box = __ig.map.getContainer().getBoundingClientRect();
              const at = __ig.map.layerPointToContainerPoint(path._point);
              return [box.left + at.x, box.top + at.y]; }"""
        )
        page.locator("#ig-list thead button").first.focus()
        page.mouse.click(*at)
        current = page.locator('#ig-list [aria-current="true"]')
        assert current.all_inner_texts() == ["Kiosk"]
        assert page.evaluate("() => document.activeElement.textContent") == "Kiosk"
        # the class of the row is hidden: it goes, and the keyboard stays in the list
        page.evaluate("() => ig.setFilter({ text: 'metz', by: {} })")
        assert names(page) == ["Metzger"]
        assert page.evaluate("() => document.activeElement.className") == "ig-scroll"
        page.keyboard.press("Escape")
        assert page.evaluate(ring) == 0


def test_several_values_of_a_column_are_chosen_by_keyboard_and_say_what_they_would_show(
    opened, make_story
):
    # without the two occupied: Lebensmittel (Bäckerei, Metzger, Kiosk), Bücher, one blank
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("2")
        page.keyboard.press("t")
        button = page.locator("#ig-by-branch")
        assert button.inner_text().strip() == "alle"
        button.focus()
        page.keyboard.press("ArrowDown")
        ticks = page.locator("#ig-ticks-branch")
        assert button.get_attribute("aria-expanded") == "true"
        lines = [re.split(r"\s+", one) for one in ticks.locator("label").all_inner_texts()]
        assert lines == [
            ["Bücher", "1"], ["Lebensmittel", "3"], ["Optik", "0"], ["ohne", "Angabe", "1"],
        ]  # fmt: skip
        page.keyboard.press("Space")  # Bücher
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")  # Lebensmittel
        assert page.locator("#ig-filtered").inner_text() == "gefiltert: 4 von 7"
        assert button.inner_text().strip() == "Bücher, Lebensmittel"
        title = "Branche: Bücher, Lebensmittel; ausgeblendet: Belegt"
        assert page.locator("#ig-filtered").get_attribute("title") == title
        page.keyboard.press("Escape")
        assert not ticks.is_visible()
        assert page.locator("#ig-list").is_visible()
        assert page.evaluate("() => document.activeElement.id") == "ig-by-branch"
        # streets are counted among what the branch lets through; Markt holds three of four
        page.locator("#ig-by-street").click()
        lines = page.locator("#ig-ticks-street label").all_inner_texts()
        assert [re.split(r"\s+", one) for one in lines] == [
            ["Gasse", "1"], ["Markt", "3"], ["ohne", "Angabe", "0"],
        ]  # fmt: skip
        page.locator("#ig-ticks-street button", has_text="alle").click()
        assert page.locator("#ig-ticks-street :checked").count() == 3
        page.locator("#ig-ticks-street label", has_text="Markt").click()
        assert page.locator("#ig-filtered").inner_text() == "gefiltert: 1 von 7"
        page.locator("#ig-ticks-street button", has_text="keine").click()
        assert page.locator("#ig-filtered").inner_text() == "gefiltert: 4 von 7"
        page.locator("#ig-text").click()  # somewhere else: the choice closes
        assert not page.locator("#ig-ticks-street").is_visible()


def test_the_filter_says_how_many_units_it_leaves(opened, make_story):
    # 7 units; Lebensmittel: Bäckerei, Metzger (vacant), Kiosk (partly); at Markt the first three
    with opened(sealed_html(make_story())) as page:
        text = page.locator("#ig-filtered")
        assert not text.is_visible()
        page.keyboard.press("2")  # without the two that are occupied
        assert text.inner_text() == "gefiltert: 5 von 7"
        page.keyboard.press("3")
        assert text.inner_text() == "gefiltert: 3 von 7"
        counts = page.locator(".ig-layer:visible .ig-count").all_inner_texts()
        assert counts[:4] == ["2/3", "1/1", "0/2", "0/1"]
        page.keyboard.press("t")
        assert page.locator("#ig-by-branch").inner_text().strip() == "Lebensmittel"
        assert page.locator("#ig-list h2").inner_text() == "Liste: 3 von 7 Einheiten"
        page.locator("#ig-by-street").click()
        page.locator("#ig-ticks-street label", has_text="Markt").click()
        assert text.inner_text() == "gefiltert: 2 von 7"
        assert said(page) == "gefiltert: 2 von 7"
        page.locator("#ig-text").fill("metz lebens")
        assert text.inner_text() == "gefiltert: 1 von 7"
        assert names(page) == ["Metzger"]
        page.locator("button", has_text="Filter aufheben").click()
        assert not text.is_visible()
        assert page.locator("#ig-list tbody tr").count() == 7


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BÄCKEREI", True), ("baeckerei", True), ("backerei", True), ("äcker", True),
        ("bäckerei leer", True), ("leer bäck", True), ("bäckerei belegt", False), ("  ", True),
        ("bauerei", False), ("erei", True),
    ],
)  # fmt: skip
def test_a_text_is_found_whatever_its_case_and_however_its_umlauts_are_spelled(
    search_page, text, found
):
    test = "text => ['Bäckerei', 'Baeckerei', 'BÄCKEREI'].map(one => ig.searcher(text)(ig.searchable([one, 'Leer'])))"
    assert search_page.evaluate(test, text) == [found] * 3


def test_letters_behind_a_vowel_are_not_lost_to_the_spelling_of_umlauts(search_page):
    test = "([text, word]) => ig.searcher(text)(ig.searchable([word]))"
    for text, word in (("er", "Bauer"), ("straße", "Lange Strasse"), ("strasse", "Lange Straße"),
                       ("cafe", "Café"), ("neu", "Neue Gasse"), ("neue", "Neue Gasse")):  # fmt: skip
        assert search_page.evaluate(test, [text, word]) is True


@pytest.fixture(scope="module")
def search_page(browser, tmp_path_factory):
    from innenstadt_gis.outputs.map import MapModel
    from innenstadt_gis.tables import BASEMAP, BUILDINGS

    empty = gpd.GeoDataFrame({"source": []}, geometry=[], crs=CRS)
    model = MapModel(
        title="x", town="x", day_text="", audience_stamp="", sentence="", figure_id="", layers=(),
        sources=("x",), basemap=BASEMAP.conform(empty), buildings=BUILDINGS.conform(empty),
        view=(12.9, 50.6, 15),
    )  # fmt: skip
    path = tmp_path_factory.mktemp("search") / "x.html"
    path.write_text(sealed_html(model), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    yield page
    page.close()


def test_the_workbook_is_what_the_list_shows_with_its_numbers_and_words(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("3")
        page.keyboard.press("t")
        with page.expect_download() as waiting:
            page.locator("#ig-list button", has_text="Excel").click()
        assert re.fullmatch(
            r"Auswahl_Ort_Stand_01\.10\.2024\.xlsx", waiting.value.suggested_filename
        )
        book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
        rows = [list(row) for row in book.active.iter_rows(values_only=True)]
        assert rows[2][0] == "gefiltert: 3 von 7 Einheiten · Branche: Lebensmittel"
        assert rows[3][0].startswith("© OpenStreetMap-Mitwirkende")
        assert rows[5] == ["Nr.", "Name", "Branche", "Klasse"]
        assert rows[6:] == [
            [2, "Kiosk", "Lebensmittel", "Teilleer"], [4, "Bäckerei", "Lebensmittel", "Leer"],
            [6, "Metzger", "Lebensmittel", "Leer"],
        ]  # fmt: skip
        assert [row.split("\t")[0] for row in page.locator("#ig-list tbody tr").all_inner_texts()] == [
            "2", "4", "6",
        ]  # fmt: skip


def test_a_list_of_thousands_can_be_read_at_once_and_is_complete_soon(opened, make_model):
    count = 5000
    frame = gpd.GeoDataFrame(
        {"name": [f"Laden {n}" for n in range(count)], "status": "vacant"},
        geometry=[shapely.Point(X + n % 70, Y + n // 70) for n in range(count)], crs=CRS,
        index=[f"u{n}" for n in range(count)],
    )  # fmt: skip
    base = make_model()
    model = replace(base, layers=(replace(base.layers[0], frame=frame),))
    with opened(sealed_html(model)) as page:
        at_once = page.evaluate(
            "() => { ig.toggleList(); return document.querySelectorAll('#ig-list tbody tr').length; }"
        )
        assert 0 < at_once < count  # the rest is drawn while people read
        sync_api.expect(page.locator("#ig-list tbody tr")).to_have_count(count, timeout=30_000)
        page.evaluate("() => ig.setFilter({ text: 'laden 4999', by: {} })")
        assert names(page) == ["Laden 4999"]
