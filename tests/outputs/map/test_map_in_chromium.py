"""What a coach sees: the sealed page in Chromium, with the network cut."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from innenstadt_gis.outputs.map import MapLayer, sealed_html
from innenstadt_gis.outputs.map import page as page_module

pytestmark = pytest.mark.browser


def test_the_page_opens_without_network_and_says_what_it_shows(opened, make_model):
    with opened(sealed_html(make_model())) as page:
        assert page.evaluate("() => window.__ig.ready") is True
        assert page.locator("h1").inner_text() == "Leerstand"
        assert page.locator("#ig-title p").inner_text() == "Ort · Stand: 01.10.2024"
        assert page.locator("#ig-stamp").inner_text() == "WORKSHOP"
        assert page.locator("#ig-sentence").inner_text() == "3 von 5 stehen leer. L-01"
        assert page.locator("#ig-sources").inner_text().startswith("© OpenStreetMap-Mitwirkende")
        assert re.fullmatch(r"\d+ m", page.locator("#ig-scale").inner_text())
        assert page.locator("html").get_attribute("lang") == "de"


def test_the_legend_counts_the_units_and_says_who_has_no_place(opened, make_model):
    with opened(sealed_html(make_model())) as page:
        assert page.locator(".ig-label").all_inner_texts() == [
            "Leer", "Teilleer", "Belegt", "keine Angabe",
        ]  # fmt: skip
        assert page.locator(".ig-count").all_inner_texts() == ["3", "1", "2", "1"]
        assert (
            page.locator("#ig-legend .ig-note").inner_text() == "1 ohne Lage, nicht auf der Karte"
        )


def test_figures_that_belong_to_a_layer_stand_below_its_classes(opened, make_model):
    model = make_model()
    layer = replace(model.layers[0], notes=("61 % erreichen <b>das Zentrum</b>",))
    with opened(sealed_html(replace(model, layers=(layer, *model.layers[1:])))) as page:
        assert page.locator("#ig-legend .ig-note").all_inner_texts() == [
            "61 % erreichen <b>das Zentrum</b>", "1 ohne Lage, nicht auf der Karte",
        ]  # fmt: skip


def drawn(page, colour):
    """Pixels of a colour on the canvas of the themes."""
    return page.evaluate(
        """colour => {
        const map = document.querySelector(".leaflet-overlay-pane canvas");
        const canvas = new OffscreenCanvas(map.width, map.height);
        const pen = canvas.getContext("2d", { willReadFrequently: true });
        pen.drawImage(map, 0, 0);
        const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
        let count = 0;
        for (let i = 0; i < data.length; i += 4) {
          count += data[i] === colour[0] && data[i + 1] === colour[1] && data[i + 2] === colour[2];
        }
        return count;
      }""",
        colour,
    )


def test_a_class_that_is_switched_off_leaves_the_map_and_comes_back(opened, make_model):
    red = [178, 24, 43]
    with opened(sealed_html(make_model())) as page:
        button = page.locator(".ig-class").first
        assert button.get_attribute("aria-pressed") == "true"
        before = drawn(page, red)
        button.click()
        page.wait_for_timeout(100)
        assert button.get_attribute("aria-pressed") == "false"
        assert "line-through" not in button.evaluate("b => getComputedStyle(b).textDecoration")
        assert page.locator("#ig-live").inner_text() == "Leer: ausgeblendet"
        off = drawn(page, red)
        button.click()
        page.wait_for_timeout(100)
        assert before > 100
        assert off == 0
        assert drawn(page, red) == before


def test_the_first_view_shows_the_core_clear_of_the_panels(opened, make_model):
    for width, height in ((1280, 720), (1920, 1080)):
        with opened(sealed_html(make_model()), width=width, height=height) as page:
            hidden = page.evaluate(
                """() => {
                const { map, layers } = window.__ig;
                const panels = [...document.querySelectorAll(".ig-panel")].map(p => p.getBoundingClientRect());
                return layers[0].paths.map(({ path }) => map.latLngToContainerPoint(
                    path.getLatLng ? path.getLatLng() : path.getBounds().getCenter()))
                  .filter(p => p.x < 0 || p.y < 0 || p.x > innerWidth || p.y > innerHeight ||
                    panels.some(r => p.x > r.left && p.x < r.right && p.y > r.top && p.y < r.bottom)).length;
              }"""
            )
            assert hidden == 0


def test_every_button_can_be_reached_and_hit(opened, make_model):
    with opened(sealed_html(make_model())) as page:
        boxes = page.evaluate(
            """() => [...document.querySelectorAll("button")].filter(b => b.offsetParent)
               .map(b => [b.offsetWidth, b.offsetHeight, b.tabIndex, b.textContent])"""
        )
        assert len(boxes) >= 5 + 3 + 4  # zoom and type, panel, classes
        assert [b for b in boxes if b[0] < 40 or b[1] < 40 or b[2] != 0] == []


def test_keys_work_and_the_frame_stays(opened, make_model):
    with opened(sealed_html(make_model())) as page:
        zoom = page.evaluate("() => window.__ig.map.getZoom()")
        page.keyboard.press("-")
        page.wait_for_timeout(400)
        assert page.evaluate("() => window.__ig.map.getZoom()") == zoom - 0.5
        page.keyboard.press("l")
        assert not page.locator("#ig-legend").is_visible()
        page.keyboard.press("b")
        assert page.locator("#ig-black").is_visible()
        page.keyboard.press("b")
        assert not page.locator("#ig-black").is_visible()
        size = page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")
        assert size == pytest.approx(0.029 * 720, abs=0.1)
        assert page.locator("#ig-sources").is_visible()


@pytest.mark.parametrize("zoom", [12, 15, 16.5, 20])
def test_the_ground_is_drawn_for_the_very_zoom(opened, make_model, zoom):
    with opened(sealed_html(make_model(view=(12.8816, 50.5778, zoom)))) as page:
        tiles = page.evaluate(
            """() => [...document.querySelectorAll(".leaflet-tile-container")]
               .filter(c => c.childElementCount).map(c => new DOMMatrix(getComputedStyle(c).transform).a)"""
        )
        assert tiles == [1]


def test_no_word_of_the_data_is_run(opened, hostile_model, hostile):
    with opened(sealed_html(hostile_model)) as page:
        page.keyboard.press("t")
        page.locator("tbody button").first.click()
        page.keyboard.press("Escape")
        for spot in ((400, 300), (640, 300), (640, 360), (700, 340)):
            page.mouse.move(*spot)
        for button in page.locator(".ig-class").all():
            button.click()
        assert page.evaluate("() => window.pwned") is None
        shown = page.locator("h1").evaluate("h => h.textContent")
        assert shown == hostile.encode("utf-8", "replace").decode()
        assert page.locator("script").count() == len(page_module.SCRIPTS) + 2
        assert page.locator("img").count() == 0


def test_areas_and_lines_are_layers_that_can_be_switched(opened, make_model, units, buildings):
    area = buildings.assign(minutes="5")
    base = make_model()
    layers = (
        MapLayer(key="area", title="Zu Fuß", kind="area", frame=area, visible=False),
        *base.layers,
    )
    with opened(sealed_html(make_model(layers=layers))) as page:
        heads = page.locator(".ig-head")
        assert heads.all_inner_texts() == ["Ladenlokale", "Zu Fuß"]
        assert heads.nth(1).get_attribute("aria-pressed") == "false"
        page.locator(".ig-fold").click()
        heads.nth(1).click()
        assert page.locator("#ig-live").inner_text() == "Zu Fuß: eingeblendet"
        page.wait_for_timeout(100)
