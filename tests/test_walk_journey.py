"""The coach plans a walk on the map by keys, takes the GPX along, prints, opens the copy again."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from lxml import etree

from innenstadt_gis import pipeline
from innenstadt_gis.musterstadt import write_musterstadt
from tests.laptops import laptop, until

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")

GPX = "{http://www.topografix.com/GPX/1/1}"
PAGE = rb"/Type\s*/Page\b(?!s)"
ROWS = """() => __ig.ig.walk.route().rows.map(row => row.place.name)"""


@pytest.fixture(scope="module")
def karte(tmp_path_factory):
    study = write_musterstadt(tmp_path_factory.mktemp("musterstadt"))
    return pipeline.run(study, only="map").map


def tab_to(page, name, *, back=False):
    """Go to a control by the Tab key alone."""
    for _ in range(120):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        found = page.evaluate(
            "() => document.activeElement.getAttribute('aria-label') || document.activeElement.labels?.[0]?.innerText || ''"
        )
        if name in found:
            return
    raise AssertionError(f"no way to {name!r} by Tab")


def plan_by_keys(page):
    """90 minutes with a rollator; the first proposal that is not yet on the walk is added."""
    page.keyboard.press("r")
    page.keyboard.press("Control+a")
    page.keyboard.type("75")
    tab_to(page, "Langsamste Gruppe")
    page.keyboard.type("mit Rollator")
    tab_to(page, "Station hinzufügen")
    before = page.evaluate(ROWS)
    page.keyboard.press("ArrowDown")
    tab_to(page, "Aufnehmen")
    page.keyboard.press("Enter")
    until(page, f"() => __ig.ig.walk.route().rows.length === {len(before) + 1}")
    return before


def test_the_coach_plans_a_walk_by_keys_and_takes_it_along(browser, karte, tmp_path):
    with laptop(browser, karte) as page:
        before = plan_by_keys(page)
        asked = page.evaluate("() => __ig.ig.walk.asked")
        assert (asked["minutes"], asked["pace"], asked["own"]) == (75, "rollator", True)
        rows = page.evaluate(ROWS)
        assert set(before) < set(rows)
        total = page.locator("#ig-walk-total").inner_text()
        minutes = page.evaluate("() => Math.round(__ig.ig.walk.route().minutes)")
        assert total == f"{minutes} von 75 Minuten"
        legs = page.locator(".ig-walk-stops .ig-walk-leg").all_inner_texts()
        assert len(legs) == len(rows)
        assert all(re.match(r"↓ \d+,\d min, \d+ m", leg) for leg in legs)

        tab_to(page, "GPX", back=True)
        with page.expect_download() as told:
            page.keyboard.press("Enter")
        gpx = etree.parse(str(told.value.path())).getroot()
        with page.expect_download() as told:
            page.keyboard.press("Control+s")
        told.value.save_as(tmp_path / "kopie.html")
        line = page.evaluate(
            "() => { const [x, y] = __ig.ig.walk.route().ways[0].line[1]; const a = __ig.ig.latLng(x, y); return [a.lat, a.lng]; }"
        )
    check_gpx(gpx, rows, line)
    with laptop(browser, tmp_path / "kopie.html") as page:
        assert page.evaluate(ROWS) == rows
        page.keyboard.press("r")
        assert page.locator("#ig-walk-total").inner_text() == total


def check_gpx(root, rows, line):
    """GPX 1.1: waypoints from start over the stops to the end, a segment a leg, along the streets."""
    assert root.tag == f"{GPX}gpx"
    assert root.get("version") == "1.1"
    assert root.get("creator").startswith("innenstadt_gis ")
    assert next(node.tag for node in root) == f"{GPX}metadata"
    names = [node.findtext(f"{GPX}name") for node in root.findall(f"{GPX}wpt")]
    assert names[1:-1] == [f"{n} {name}" for n, name in enumerate(rows, start=1)]
    assert names[0] == names[-1] == "Markt"
    legs = root.findall(f"{GPX}trk/{GPX}trkseg")
    assert len(legs) == len(rows) + 1
    second = legs[0].findall(f"{GPX}trkpt")[1]
    assert float(second.get("lat")) == pytest.approx(line[0], abs=1e-6)
    assert float(second.get("lon")) == pytest.approx(line[1], abs=1e-6)
    for one, other in pairwise(legs):
        ends = [leg.findall(f"{GPX}trkpt")[at].attrib for leg, at in ((one, -1), (other, 0))]
        assert dict(ends[0]) == dict(ends[1])


def test_stops_are_added_by_a_tap_moved_and_removed_and_the_start_is_put_on_the_map(browser, karte):
    with laptop(browser, karte) as page:
        page.keyboard.press("r")
        page.get_by_role("button", name="Neu vorschlagen").click()
        rows = page.evaluate(ROWS)
        page.locator(".ig-walk-offer").first.dispatch_event("click")
        assert len(page.evaluate(ROWS)) == len(rows) + 1
        x, y = page.evaluate(
            """() => {
            const layer = __ig.layers.find(one => one.kind === "units" && one.visible);
            const free = layer.paths.filter(({path}) => path.getBounds)
              .map(({path}) => __ig.map.latLngToContainerPoint(path.getBounds().getCenter()))
              .find(at => at.x > 90 && at.x < 600 && at.y > 120 && at.y < 640 &&
                document.elementFromPoint(at.x, at.y).tagName === "CANVAS");
            return [free.x, free.y];
          }"""
        )
        page.mouse.click(x, y)
        now = page.evaluate(ROWS)
        assert len(now) == len(rows) + 2
        page.mouse.click(x, y)  # its number stands there now: the list shows it, nothing is added
        assert page.evaluate(ROWS) == now
        assert page.evaluate("() => document.activeElement.tagName") == "LI"
        page.get_by_role("button", name=f"Später: {now[0]}", exact=True).click()
        assert page.evaluate(ROWS)[:2] == [now[1], now[0]]
        assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == (
            f"Später: {now[0]}"
        )
        page.get_by_role("button", name=f"Streichen: {now[1]}", exact=True).click()
        assert now[1] not in page.evaluate(ROWS)

        on_map = page.get_by_role("button", name="Start: auf der Karte wählen")
        on_map.click()
        page.keyboard.press("Escape")  # no, not now; the panel stays
        assert page.locator("#ig-walk").is_visible()
        on_map.click()
        page.keyboard.press("Enter")  # the middle of the free map
        assert page.locator(".ig-walk-place select").first.input_value() == "now"
        assert page.evaluate("() => Number.isInteger(__ig.ig.walk.asked.start.x)")
        page.get_by_label("Zeit in Minuten").fill("30")
        page.keyboard.press("Tab")
        assert "Minuten zu viel" in page.locator("#ig-walk").inner_text()
        page.keyboard.press("Escape")
        assert not page.locator("#ig-walk").is_visible()


def test_the_sheets_are_an_overview_a_timetable_and_a_page_for_every_stop(browser, karte):
    with laptop(browser, karte) as page:
        page.keyboard.press("r")
        stops = page.evaluate(ROWS)
        page.evaluate(
            """() => { window.print = () => { dispatchEvent(new Event("beforeprint")); window.printed = true; }; }"""
        )
        page.get_by_role("button", name="Blätter drucken").click()
        until(page, "() => window.printed")
        assert page.locator(".ig-walk-sheet h2").all_inner_texts() == [
            f"{n} {name}" for n, name in enumerate(stops, start=1)
        ]
        questions = page.locator(".ig-walk-sheet .ig-question").all_inner_texts()
        assert len(questions) == len(stops) and all(text.endswith("?") for text in questions)
        scale = int(
            re.search(r"1:([\d.]+)", page.locator(".ig-walk-overview footer").inner_text())[1]
            .replace(".", "")
        )  # fmt: skip
        metres = page.evaluate(
            """() => { const m = __ig.map; const a = m.containerPointToLatLng([0, 300]), b = m.containerPointToLatLng([1000, 300]);
              return m.distance(a, b); }"""
        )
        assert 1000 / 96 * 0.0254 * scale == pytest.approx(metres, rel=0.005)
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        pages = 1 + -(-(len(stops) + 2) // 16) + len(stops)
        assert len(re.findall(PAGE, pdf)) == pages
        assert set(re.findall(rb"/MediaBox\s*\[0 0 (\d+)[.\d]* (\d+)", pdf)) == {(b"841", b"594")}
        assert page.evaluate("() => document.documentElement.className") == ""
        assert page.locator("#ig-walk-papers").count() == 0
