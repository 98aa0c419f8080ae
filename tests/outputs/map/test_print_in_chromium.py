"""What comes out of the printer: one page, true to scale, with the numbers of the list."""

from __future__ import annotations

import re
import subprocess
import zlib
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image
from pyproj import Geod

from innenstadt_gis.outputs.map import MapLayer, sealed_html
from tests.outputs.map.conftest import CRS, X, Y

pytestmark = pytest.mark.browser

MM = 96 / 25.4  # pixels of a millimetre on paper
SHEETS = {
    ("a4", "landscape"): (297, 210), ("a4", "portrait"): (210, 297),
    ("a3", "landscape"): (420, 297), ("a3", "portrait"): (297, 420),
    ("a0", "landscape"): (1189, 841), ("a0", "portrait"): (841, 1189),
}  # fmt: skip
CHOOSE = "choice => Object.assign(ig.printChoice, choice)"
BEFORE, AFTER = (f"() => dispatchEvent(new Event('{one}print'))" for one in ("before", "after"))


def sizes(pdf):
    """Millimetres of each page of a PDF."""
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    assert len(boxes) == pages
    return [tuple(round(float(side) / 72 * 25.4) for side in box) for box in boxes]


def streams(pdf):
    """What the pages draw, as text."""
    told = []
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            told.append(zlib.decompress(packed).decode("latin-1"))
        except zlib.error:
            continue
    return told


def printed(page):
    return page.pdf(prefer_css_page_size=True, print_background=True)


def test_every_size_is_one_page_of_its_size_and_the_screen_comes_back(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("2")
        seen = "() => [__ig.map.getCenter().lat, __ig.map.getZoom(), __ig.map.getSize().x, document.documentElement.className]"
        before = page.evaluate(seen)
        for (paper, way), size in SHEETS.items():
            page.evaluate(CHOOSE, {"paper": paper, "way": way})
            pdf = printed(page)
            assert sizes(pdf) == [size]
            # 72 / 300, then 300 / 96: a pixel is a pixel, nothing was shrunk to fit
            (content,) = [
                one for one in streams(pdf) if re.match(r"\.2[34]\d* 0 0 -\.2[34]\d* 0", one)
            ]
            first, second = (
                float(one)
                for one in re.findall(r"^([\d.]+) 0 0 -?[\d.]+ ", content, re.MULTILINE)[:2]
            )
            assert first * second == pytest.approx(0.75, rel=1e-4)
        assert page.evaluate(seen) == before
        assert page.evaluate("() => document.querySelectorAll('.ig-on-paper').length") == 0


@pytest.fixture
def marked(make_model):
    """Two lone marks, 300 m from west to east and 100 m from north to south of one another."""
    earth, start = Geod(ellps="GRS80"), gpd.GeoSeries([shapely.Point(X, Y)], crs=CRS).to_crs(4326)
    west = (start.x[0], start.y[0])
    east = earth.fwd(*earth.fwd(*west, 90, 300)[:2], 180, 100)[:2]
    frame = gpd.GeoDataFrame(
        {"name": ["West", "Ost"], "status": ["vacant", "occupied"]}, index=["a", "b"],
        geometry=[shapely.Point(west), shapely.Point(east)], crs=4326,
    ).to_crs(CRS)  # fmt: skip
    base = make_model()
    return replace(base, layers=(replace(base.layers[0], frame=frame),))


@pytest.fixture
def paper(pdftoppm, tmp_path):
    """Give the first page of a PDF as pixels, and how many of them make a millimetre."""

    def picture(pdf, dots):
        (tmp_path / "paper.pdf").write_bytes(pdf)
        name = tmp_path / "paper"
        command = [pdftoppm, "-singlefile", "-r", str(dots), f"{name}.pdf", name]
        subprocess.run(command, check=True)
        with Image.open(f"{name}.ppm") as page:
            return np.asarray(page.convert("RGB")).astype(np.int16), dots / 25.4

    return picture


def middle(pixels, colour):
    """Middle of what has a colour on the map, which is left of the text."""
    near = np.abs(pixels[:, : pixels.shape[1] * 77 // 100] - colour).sum(axis=2) < 40
    ys, xs = np.nonzero(near)
    return (xs.min() + xs.max() + 1) / 2, (ys.min() + ys.max() + 1) / 2


def bar_length(pixels):
    """Pixels from end to end of the frame of the scale's bar, below on the right."""
    high, wide, _ = pixels.shape
    dark = (pixels[high // 2 :, wide * 39 // 50 :] < 90).all(axis=2)
    rows = ("".join(np.where(row, "#", " ")) for row in dark)
    return max(len(run) for row in rows for run in row.split())


def test_a_distance_measured_on_paper_is_that_on_the_ground(opened, marked, paper):
    with opened(sealed_html(marked)) as page:
        # 300 x 100 m with 6 mm (A4) around them: the map is 219 mm wide on A4 landscape
        # (297 - 16 - 4 - 56 less the rim) and the text is short, so 1:1500 needs 200 + 12 mm
        for size, scale, dots in (("a4", 1500, 200), ("a3", 1000, 150), ("a0", 500, 60)):
            page.evaluate(CHOOSE, {"paper": size, "way": "landscape", "numbers": False})
            pixels, per_mm = paper(printed(page), dots)
            metres = scale / 1000 / per_mm  # of ground a pixel of the picture
            (x0, y0), (x1, y1) = (middle(pixels, one) for one in ((178, 24, 43), (0, 114, 178)))
            assert (x1 - x0) * metres == pytest.approx(300, rel=0.005)
            assert (y1 - y0) * metres == pytest.approx(100, rel=0.005)
            page.evaluate(BEFORE)
            said = page.locator(".ig-sheet-words").inner_text()
            bar = page.locator(".ig-sheet-bar").get_attribute("data-metres")
            page.evaluate(AFTER)
            assert said == f"Maßstab 1 : {scale:,} ({size.upper()})".replace(",", ".")
            assert bar_length(pixels) * metres == pytest.approx(float(bar), rel=0.005)


SHEET = """() => {
  const map = document.getElementById("map").getBoundingClientRect();
  const parts = [...document.querySelectorAll(".ig-sheet-part")].map(one => one.getBoundingClientRect());
  const panels = [...document.querySelectorAll(".ig-panel")].filter(one => one.getClientRects().length).length;
  const over = parts.filter(one => one.left < map.right - 1 && one.right > map.left + 1 && one.top < map.bottom - 1 && one.bottom > map.top + 1).length;
  const side = document.querySelector(".ig-sheet-side");
  const grown = Number(getComputedStyle(document.documentElement).getPropertyValue("--grown"));
  const small = [...document.querySelectorAll(".ig-sheet-part, .ig-sheet-part *")].filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(one => parseFloat(getComputedStyle(one).fontSize) * grown * 0.75);
  const lost = ig.data.layers.flatMap(layer => layer.visible ? layer.paths : []).filter(({ path }) => path.getLatLng &&
    !L.bounds([0, 0], ig.map.getSize()).contains(ig.map.latLngToContainerPoint(path.getLatLng()))).length;
  return { over, panels, small: Math.min(...small), lost, cut: side.scrollHeight > side.clientHeight + 1 };
}"""


def test_text_stands_beside_the_map_in_readable_type_and_all_units_are_on_it(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("2")
        for paper, way in SHEETS:
            page.evaluate(CHOOSE, {"paper": paper, "way": way})
            page.evaluate(BEFORE)
            told = page.evaluate(SHEET)
            page.evaluate(AFTER)
            least = {"a4": 7, "a3": 9, "a0": 20}[paper]
            assert told.pop("small") >= least
            assert told == {"over": 0, "panels": 0, "lost": 0, "cut": False}


def test_the_paper_says_what_the_screen_says(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("3")  # filtered by Lebensmittel
        page.evaluate(BEFORE)
        head, side, foot = (
            " ".join(page.locator(f".ig-sheet-{part}").inner_text().split())
            for part in ("head", "side", "foot")
        )
        page.evaluate(AFTER)
        assert head == "Leerstand Ort · Stand: 01.10.2024 WORKSHOP"
        assert foot.startswith("© OpenStreetMap-Mitwirkende (ODbL) · Erhebung der Stadt")
        for text in ("Für Familien", "Hier gibt es Brot.", "Die Läden", "Der Laden ist leer 2/3",
                     "gefiltert: 3 von 7. Branche: Lebensmittel", "▲N", "1 ohne Lage",
                     "Nummern wie in der Liste."):  # fmt: skip
            assert text in side.replace("▲ N", "▲N")
        page.keyboard.press("2")
        page.evaluate(BEFORE)
        side = page.locator(".ig-sheet-side").inner_text()
        page.evaluate(AFTER)
        assert "Belegt (ausgeblendet)" in side
        assert "gefiltert: 5 von 7. ausgeblendet: Belegt" in side


WRITTEN = """() => {
  const told = [];
  const fill = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { told.push(text); fill.call(this, text, ...at); };
  const { drawOn } = ig.names;
  ig.names.drawOn = function (pen) { told.length = 0; drawOn.call(this, pen); }; // the last one is the sheet's
  dispatchEvent(new Event("beforeprint"));
  ig.names.drawOn = drawOn;
  CanvasRenderingContext2D.prototype.fillText = fill;
  const left = document.querySelector(".ig-sheet-left").textContent;
  dispatchEvent(new Event("afterprint"));
  return [[...new Set(told.filter(one => /^\\d/.test(one)))].sort(), left];
}"""


def test_units_carry_the_numbers_of_the_list(opened, make_story):
    # Gasse: 1 Eck-Laden, 2 Kiosk, 3 Optiker; Markt: 4 Bäckerei, 5 Buch & Papier, 6 Metzger;
    # 7 Verschollen has no place. Houses: Bäckerei + Metzger, Buch & Papier + Optiker
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("t")
        rows = page.locator("#ig-list tbody tr").all_inner_texts()
        assert [re.split(r"\s+", row)[0] for row in rows] == list("1234567")
        page.keyboard.press("Escape")
        numbers, left = page.evaluate(WRITTEN)
        assert numbers == ["1", "2", "3, 5", "4, 6"]
        assert left == "Nummern wie in der Liste."
        page.evaluate(CHOOSE, {"numbers": False})
        assert page.evaluate(WRITTEN) == [
            ["2"],
            "",
        ]  # how many units stand in one house, as on screen


def test_a_number_without_room_is_named_and_neighbours_make_a_range(opened, make_model):
    # 300 doorsteps 6 m apart with two units each, and a lone unit 3 km away: no room for all on A4
    points = [shapely.Point(X + 6 * (n // 2 % 20), Y + 6 * (n // 40)) for n in range(600)]
    frame = gpd.GeoDataFrame(
        {"name": [f"Laden {n}" for n in range(601)], "status": "vacant"}, crs=CRS,
        geometry=[*points, shapely.Point(X + 3000, Y)], index=[f"u{n}" for n in range(601)],
    )  # fmt: skip
    base = make_model()
    model = replace(base, layers=(replace(base.layers[0], frame=frame),))
    with opened(sealed_html(model)) as page:
        page.evaluate(CHOOSE, {"paper": "a4", "way": "landscape"})
        numbers, left = page.evaluate(WRITTEN)
        assert "601" in numbers
        assert any(re.fullmatch(r"\d+–\d+", one) for one in numbers)
        written = {n for text in numbers for part in text.split(", ") for n in span(part)}
        missing = int(re.search(r"(\d+) Nummern ohne Platz auf dieser Karte[.:]", left).group(1))
        assert missing > 0
        assert written < set(range(1, 602))
        assert len(written) + missing == 601


def span(text):
    ends = [int(one) for one in text.split("–")]
    return range(ends[0], ends[-1] + 1)


def test_the_dialog_asks_once_and_ctrl_p_keeps_the_answer(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.evaluate("() => { window.print = () => { window.asked = (window.asked || 0) + 1; }; }")
        page.keyboard.press("p")
        dialog = page.locator("#ig-print")
        assert dialog.locator("legend").all_inner_texts() == ["Was", "Papier", "Format"]
        assert dialog.locator("input:checked").evaluate_all("all => all.map(one => one.value)") == [
            "area", "a3", "", "on",
        ]  # fmt: skip
        small = dialog.locator("label, button").evaluate_all(
            "all => all.filter(one => one.offsetHeight < 40 || one.offsetWidth < 40).length"
        )
        assert small == 0
        page.keyboard.press("ArrowDown")  # the view on the screen
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowUp")  # A4
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")  # portrait
        dialog.get_by_role("button", name="Drucken").press("Enter")
        assert page.locator("dialog[open]").count() == 0
        assert page.evaluate("() => window.asked") == 1
        assert sizes(printed(page)) == [(210, 297)]
        # what was on the screen is on the paper
        corners = "() => { const b = __ig.map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"
        west, south, east, north = page.evaluate(corners)
        page.evaluate(BEFORE)
        paper = page.evaluate(corners)
        page.evaluate(AFTER)
        assert paper[0] <= west and paper[1] <= south and paper[2] >= east and paper[3] >= north


def test_the_list_prints_on_as_many_pages_as_it_needs_with_its_head_on_each(opened, make_model):
    names = [f"Laden {n}" for n in range(150)]
    frame = gpd.GeoDataFrame(
        {"name": names, "status": "vacant"}, geometry=[shapely.Point(X, Y)] * 150, crs=CRS,
        index=[f"u{n}" for n in range(150)],
    )  # fmt: skip
    base = make_model()
    with opened(sealed_html(replace(base, layers=(replace(base.layers[0], frame=frame),)))) as page:
        page.evaluate("() => { ig.sheet = 'list'; }")
        pdf = printed(page)
        assert len(sizes(pdf)) >= 3
        assert set(sizes(pdf)) == {(210, 297)}
        page.evaluate("() => ig.setFilter({ text: 'laden 14', by: {} })")
        page.evaluate(BEFORE)
        told = page.locator("#ig-sheet-list")
        assert told.locator("thead th").all_inner_texts() == ["Nr.", "Name", "Klasse"]
        head = told.locator("thead").evaluate("one => getComputedStyle(one).display")
        rows = told.locator("tbody tr").all_inner_texts()
        assert head == "table-header-group"  # repeated on every page
        assert "gefiltert: 12 von 150 Einheiten; Suche: laden 14" in told.inner_text()
        assert rows[0].split("\t")[:2] == ["15", "Laden 14"]
        assert len(rows) == 12  # 14, 114 and 140 to 149
        page.evaluate(AFTER)
        assert len(sizes(printed(page))) == 1


def test_a_map_without_units_prints_what_it_shows(opened, make_model, buildings):
    area = MapLayer(key="area", title="Zu Fuß", kind="area", frame=buildings)
    with opened(sealed_html(make_model(layers=(area,)))) as page:
        assert len(sizes(printed(page))) == 1
        page.evaluate(BEFORE)
        assert "Zu Fuß" in page.locator(".ig-sheet-side").inner_text()
        assert re.match(r"Maßstab 1 : \d", page.locator(".ig-sheet-words").inner_text())
        page.evaluate(AFTER)
