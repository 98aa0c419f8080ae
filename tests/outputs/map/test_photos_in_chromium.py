"""Photos in the page: beside a pointer, large, before and after by keys; hostile words stay words."""

from __future__ import annotations

import io
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from PIL import Image

from innenstadt_gis.errors import InputError
from innenstadt_gis.outputs.map import MapLayer, MapPhoto, MapPhotos, sealed_html

pytestmark = pytest.mark.browser

RED, BLUE = (200, 30, 30), (30, 30, 200)


def jpeg(colour=(0, 128, 128), size=(160, 120)):
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def photo(colour=(0, 128, 128), **said):
    return MapPhoto(data=jpeg(colour), width=160, height=120, **said)


@pytest.fixture
def make_photos(make_model, units):
    """The kiosk (u5) before and after, and one photo of the optician (u3)."""

    def make(words="Schaufenster", title="Kiosk", **changes):
        base = make_model()
        frame = gpd.GeoDataFrame(
            {"title": [title, "Optiker"]}, index=[0, 1],
            geometry=[units.geometry["u5"], units.geometry["u3"]], crs=units.crs,
        )  # fmt: skip
        layer = MapLayer(
            key="photos", title="Fotos", kind="points", frame=frame, tooltip=(("title", "Foto"),),
            visible=False, notes=("3 weitere Fotos passen nicht in diese Datei",),
        )  # fmt: skip
        pair = MapPhotos(
            title=title, unit="u5", row=0, pair=(0, 1),
            photos=(
                photo(RED, when="01.05.2023", moment="before", caption=words),
                photo(BLUE, when="01.09.2024", moment="after", credit="Foto: Stadt"),
            ),
        )  # fmt: skip
        one = MapPhotos(title="Optiker", unit="u3", row=1, photos=(photo(caption=words),))
        return replace(base, layers=(*base.layers, layer), photos=(pair, one), **changes)

    return make


def middle_of(page, unit):
    """Where on the screen the mark of a unit stands."""
    return page.evaluate(
        """unit => {
        const layer = __ig.layers.find(one => one.key === "units");
        const path = layer.pathOf.get(layer.unit.indexOf(unit));
        const at = path._radius ? __ig.map.layerPointToContainerPoint(path._point)
          : __ig.map.latLngToContainerPoint(path.getBounds().getCenter());
        return [at.x, at.y];
      }""",
        unit,
    )


def colours(page, selector):
    """Colours a tenth from the left and from the right edge, at the middle of its height."""
    with Image.open(io.BytesIO(page.locator(selector).screenshot())) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    high, wide, _ = pixels.shape
    return [tuple(pixels[high // 2, int(wide * at)]) for at in (0.1, 0.9)]


def is_near(found, wanted):
    return all(abs(a - b) < 25 for a, b in zip(found, wanted, strict=True))


def test_a_pointer_shows_the_photo_small_and_a_click_shows_it_large(opened, make_photos):
    with opened(sealed_html(make_photos())) as page:
        x, y = middle_of(page, 5)
        page.mouse.move(x, y)
        small = page.locator(".leaflet-tooltip img")
        assert small.count() == 1
        assert small.evaluate("one => one.complete && one.naturalWidth") == 160
        page.mouse.click(x, y)
        dialog = page.locator("dialog[open]")
        assert dialog.locator("h2").inner_text() == "Kiosk"
        assert dialog.locator("figcaption").all_inner_texts() == ["Schaufenster", "Foto: Stadt"]
        assert dialog.locator(".ig-moment").all_inner_texts() == [
            "vorher · 01.05.2023", "nachher · 01.09.2024",
        ]  # fmt: skip
        page.keyboard.press("Escape")
        assert page.locator("dialog[open]").count() == 0


def test_a_unit_without_a_photo_opens_nothing(opened, make_photos):
    with opened(sealed_html(make_photos())) as page:
        page.mouse.click(*middle_of(page, 4))
        assert page.locator("dialog[open]").count() == 0


def test_all_photos_are_reached_and_compared_by_keys_alone(opened, make_photos):
    with opened(sealed_html(make_photos())) as page:
        page.locator("#ig-open-photos").focus()
        page.keyboard.press("Enter")
        assert page.locator("dialog[open] h2").inner_text() == "Fotos (3)"
        assert page.locator("dialog[open] .ig-note").inner_text() == (
            "3 weitere Fotos passen nicht in diese Datei"
        )
        assert page.locator(".ig-thumb").all_inner_texts() == ["Kiosk (vorher/nachher)", "Optiker"]
        page.locator(".ig-thumb").first.focus()
        page.keyboard.press("Enter")
        slide = page.locator(".ig-slide")
        assert slide.evaluate("one => one === document.activeElement")
        left, right = colours(page, ".ig-before-after")
        assert is_near(left, RED) and is_near(right, BLUE)
        place = page.locator(".ig-place").count()
        page.keyboard.press("End")
        assert slide.get_attribute("aria-valuetext") == "100 % vorher"
        assert all(is_near(one, RED) for one in colours(page, ".ig-before-after"))
        page.keyboard.press("Home")
        assert all(is_near(one, BLUE) for one in colours(page, ".ig-before-after"))
        page.keyboard.press("ArrowRight")
        assert slide.input_value() == "1"
        page.keyboard.press("PageDown")  # the story stays where it is
        assert page.locator(".ig-place").count() == place
        page.keyboard.press("Escape")
        assert page.evaluate("() => document.activeElement.id") == "ig-open-photos"


def test_a_photo_leads_to_its_unit_on_the_map(opened, make_photos):
    with opened(sealed_html(make_photos())) as page:
        page.locator("#ig-open-photos").click()
        page.locator(".ig-thumb").last.click()
        page.locator("dialog[open]").get_by_role("button", name="auf der Karte zeigen").click()
        assert page.locator("dialog[open]").count() == 0
        assert page.locator("#ig-live").inner_text().startswith("Optiker")


def test_a_sticker_that_is_put_on_a_unit_opens_no_photo(opened, make_photos):
    with opened(sealed_html(make_photos())) as page:
        page.locator("#ig-open-ideas").click()
        page.mouse.click(*middle_of(page, 5))
        assert page.locator(".ig-photos[open]").count() == 0


def test_hostile_words_of_a_photo_are_shown_as_they_were_typed(opened, make_photos, hostile):
    words = hostile.replace("\ud800", "").replace("\x00", "")
    with opened(sealed_html(make_photos(words=words, title=words + "!"))) as page:
        page.locator("#ig-open-photos").click()
        page.locator(".ig-thumb").first.click()
        shown = page.locator("dialog[open] figcaption").first
        assert shown.evaluate("one => one.textContent") == words
        assert shown.evaluate("one => one.children.length") == 0
        assert page.evaluate("() => window.pwned") is None


def test_a_saved_copy_keeps_the_photos(opened, make_photos):
    with opened(sealed_html(make_photos())) as page:
        copy = page.evaluate("() => __ig.ig.copyOf({})")
    with opened(copy) as page:
        page.locator("#ig-open-photos").click()
        assert page.locator(".ig-thumb img").first.evaluate("one => one.naturalWidth") == 160


def test_axe_finds_nothing_serious_beside_photos(opened, make_photos):
    axe = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH.read_text("utf-8")
    with opened(sealed_html(make_photos())) as page:
        page.evaluate(axe)
        page.locator("#ig-open-photos").click()
        run = """() => axe.run(document).then(told => told.violations
          .filter(one => ["serious", "critical"].includes(one.impact)).map(one => one.id))"""
        assert page.evaluate(run) == []
        page.locator(".ig-thumb").first.click()
        assert page.evaluate(run) == []


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_a_large_photo_fits_the_screen(opened, make_photos, size):
    with opened(sealed_html(make_photos()), width=size[0], height=size[1]) as page:
        page.locator("#ig-open-photos").click()
        page.locator(".ig-thumb").first.click()
        box = page.locator("dialog[open]").bounding_box()
        slide = page.locator(".ig-slide").bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= size[1]
        assert slide["y"] + slide["height"] <= box["y"] + box["height"]
        assert slide["height"] >= 40


def test_a_page_without_photos_has_nothing_of_them(make_model):
    page = sealed_html(make_model())

    assert "ig-open-photos" not in page and "ig-before-after" not in page


def test_what_is_no_jpeg_is_no_photo_of_a_page():
    with pytest.raises(InputError, match="no JPEG"):
        MapPhoto(data=b"<svg onload=alert(1)>", width=1, height=1)
