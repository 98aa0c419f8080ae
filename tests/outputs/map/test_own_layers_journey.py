"""An analyst adds an own layer and folium's to the map of Musterstadt, saves it, and a coach shows it."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import folium
import openpyxl
import pytest

import innenstadt_gis as ig
from innenstadt_gis.crs import to_degrees
from innenstadt_gis.outputs.map import sealed_html

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def town(musterstadt):
    return musterstadt


@pytest.fixture(scope="module")
def pages(town, tmp_path_factory):
    """The file that the analyst saves, and the map without what was added."""
    shops = town.premises[town.premises["in_register"].fillna(False).astype(bool)]
    parcels = ig.layer(
        to_degrees(town.parcels), column="area_m2", title="Grundstücke nach Fläche", unit="m²",
        source="Kataster", visible=False,
    )  # fmt: skip
    areas = ig.layer(
        shops, column="sales_area_m2", title="Verkaufsfläche", unit="m²", breaks=[100, 400],
        tooltip={"name": "Name", "street": "Straße"},
    )  # fmt: skip
    m = ig.workshop_map(town, layers=[parcels, areas])
    at = to_degrees(town.centres[["geometry"]]).geometry.iloc[0].centroid
    folium.Marker((at.y, at.x), tooltip="Brunnen <b>neu</b>").add_to(m)
    ways = folium.FeatureGroup("Wege der Gruppe 2").add_to(m)
    folium.PolyLine([(at.y, at.x), (at.y + 0.001, at.x + 0.002)], tooltip="Schulweg").add_to(ways)
    folium.GeoJson(
        to_degrees(town.brownfields[["geometry"]]), name="Brachen aus dem Gespräch",
        style_function=lambda _: {"color": "purple"},
    ).add_to(m)  # fmt: skip
    folium.LayerControl().add_to(m)
    path = tmp_path_factory.mktemp("out") / "karte.html"
    m.save(path)
    plain = sealed_html(replace(m.model, layers=m.model.layers[:-2]))
    return path.read_text("utf-8"), plain


@pytest.fixture
def page_text(pages):
    return pages[0]


#: Lines that are written into the picture.
PICTURE = """() => {
  const pen = CanvasRenderingContext2D.prototype;
  const { fillText } = pen;
  const said = [];
  pen.fillText = function (text, ...at) { said.push(text); return fillText.call(this, text, ...at); };
  __ig.ig.picture();
  pen.fillText = fillText;
  return said;
}"""


def legend(page):
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("#ig-legend > * > .ig-layer, #ig-rest > .ig-layer")].map(box => [
          box.querySelector("h2 .ig-label").textContent, {
            shown: box.querySelector("h2 button").getAttribute("aria-pressed") === "true",
            folded: Boolean(box.closest("#ig-rest")),
            classes: [...box.querySelectorAll(".ig-classes .ig-class")].map(one => [
              one.querySelector(".ig-label").textContent, one.querySelector(".ig-count").textContent]),
            notes: [...box.querySelectorAll(".ig-note")].map(one => one.textContent) }]))"""
    )


def test_the_legend_of_every_scene_holds_the_layers_as_they_opened(opened, page_text, town):
    shops = town.premises[town.premises["in_register"].fillna(False).astype(bool)]
    sizes = shops["sales_area_m2"]
    with opened(page_text) as page:
        scenes = page.evaluate("() => __ig.ig.story.played().length")
        assert scenes > 10
        order = page.evaluate("() => __ig.layers.map(one => one.title)")
        assert order[-5:] == [
            "Grundstücke nach Fläche", "Verkaufsfläche", "Wege der Gruppe 2",
            "Brachen aus dem Gespräch", "Ergänzungen",
        ]  # fmt: skip
        for _ in range(scenes):
            told = legend(page)
            own = {title: told[title] for title in order[-5:]}
            assert [one["shown"] for one in own.values()] == [False, True, True, True, True]
            page.keyboard.press("PageDown")
        assert own["Verkaufsfläche"]["classes"] == [
            ["bis 100\u00a0m²", str((sizes <= 100).sum())],
            ["über 100 bis 400\u00a0m²", str(((sizes > 100) & (sizes <= 400)).sum())],
            ["über 400\u00a0m²", str((sizes > 400).sum())],
            ["keine Angabe", str(sizes.isna().sum())],
        ]  # fmt: skip
        assert own["Grundstücke nach Fläche"]["notes"][-1] == "Quelle: Kataster"
        assert own["Grundstücke nach Fläche"]["folded"] is True


def test_points_of_ones_own_are_not_filtered_and_do_not_move_the_view(opened, pages):
    page_text, plain = pages
    # beside a wider legend the middle lies elsewhere from west to east
    view = "() => [__ig.map.getCenter().lat.toFixed(4), __ig.map.getZoom()]"
    with opened(page_text) as page, opened(plain) as other:
        seen = []
        for one in (page, other):
            one.keyboard.press("2")
            assert one.evaluate("() => __ig.ig.filteredText()") == ""
            one.evaluate("() => __ig.ig.setFilter({ text: 'apotheke', by: {} })")
            seen.append((one.locator("#ig-filtered").inner_text(), one.evaluate(view)))
        assert seen[0] == seen[1]
        assert seen[0][0] != ""
        shown = page.evaluate(
            "() => __ig.layers.filter(one => one.told && one.visible).every(one => one.code.every((_, i) => __ig.ig.rowShown(one, i)))"
        )
        assert shown is True


def test_list_workbook_picture_and_print_hold_the_own_layers(opened, page_text):
    with opened(page_text) as page:
        page.keyboard.press("2")
        page.keyboard.press("t")
        heads = page.locator("#ig-list thead th").all_inner_texts()
        assert heads[-2:] == ["Klasse", "Ebene"]
        assert re.fullmatch(
            r"Liste: \d+( von \d+)? Einheiten \+ \d+ in eigenen Ebenen",
            page.locator("#ig-list h2").inner_text(),
        )
        page.locator("#ig-text").fill("schulweg")
        rows = page.locator("#ig-list tbody tr")
        assert rows.count() == 1
        assert rows.locator("th").inner_text() == "Schulweg"
        assert rows.locator("td").last.inner_text() == "Wege der Gruppe 2"
        rows.locator("button").click()
        assert page.locator("#ig-live").inner_text().startswith("Schulweg, ")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Auswahl: Excel").click()
        book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
        table = [list(row) for row in book.active.iter_rows(values_only=True)]
        assert table[-1][:2] == [None, "Schulweg"]  # no unit: no number
        page.locator("#ig-text").fill("brunnen <b>neu</b>")
        assert rows.locator("th").inner_text() == "Brunnen <b>neu</b>"
        page.locator("#ig-text").fill("")
        written = page.evaluate(PICTURE)
        assert {"Verkaufsfläche", "Ergänzungen", "Brachen aus dem Gespräch"} <= set(written)
        assert [one for one in written if one.startswith("keine Angabe (")]
        assert "Grundstücke nach Fläche" not in written  # hidden
    with opened(page_text) as page:
        page.keyboard.press("2")
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
        page.emulate_media(media="print")
        assert page.locator("#ig-legend .ig-label", has_text="Verkaufsfläche").is_visible()


def test_axe_finds_nothing_serious_with_own_layers_and_their_list(opened, page_text):
    axe = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH.read_text("utf-8")
    with opened(page_text) as page:
        page.evaluate(axe)
        page.keyboard.press("2")
        page.keyboard.press("t")
        found = page.evaluate(
            """() => axe.run(document).then(found => found.violations
              .filter(one => ["serious", "critical"].includes(one.impact)).map(one => [one.id, one.nodes[0].html]))"""
        )
        assert found == []
