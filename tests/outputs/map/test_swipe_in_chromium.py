"""Two surveys side by side: the line between them, the years, what is printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from innenstadt_gis.errors import InputError
from innenstadt_gis.outputs.map import MapScene, MapSurveys, sealed_html

DAYS = (("s0", "12.09.2022", "2022"), ("s1", "17.09.2024", "2024"), ("s2", "15.09.2026", "2026"))
# house 0 holds two units, vacant at first and let since; the others never change
STATES = {"s0": "vacant", "s1": "vacant", "s2": "occupied"}


@pytest.fixture
def surveyed(make_model):
    """The street of five houses at three surveys, compared when the page opens."""
    base = make_model()
    (layer,) = base.layers
    again = replace(layer, tooltip=(), visible=False, listed=False)
    at = [
        replace(again, key=key, title=f"Erhebung vom {day}",
                frame=layer.frame.assign(status=["vacant" if i > "u1" else STATES[key] for i in layer.frame.index]))
        for key, day, _ in DAYS
    ]  # fmt: skip
    scene = MapScene(id="surveys", title="Damals und heute", layers=("s1", "s2"))
    return replace(
        base, layers=(*at, replace(again, key="change", title="Veränderung"),
            replace(layer, visible=False)),
        scenes=(scene,), surveys=MapSurveys(days=DAYS, change="change"),
    )  # fmt: skip


def shown(page):
    return page.evaluate("() => __ig.layers.filter(one => one.visible).map(one => one.key)")


#: Which survey's canvas lies on top where the first house stands.
ON_TOP = """() => {
  const box = __ig.layers.find(one => one.key === "s1").paths[0].path.getBounds();
  const at = __ig.map.latLngToContainerPoint(box.getCenter());
  return document.elementFromPoint(at.x, at.y).parentElement.className.match(/survey-(\\d)/)?.[1];
}"""
CENTRE = """() => __ig.map.setView(__ig.layers.find(one => one.key === "s1").paths[0].path.getBounds().getCenter(),
  18, { animate: false })"""


@pytest.mark.browser
def test_the_line_between_two_surveys_is_moved_by_keys_and_by_hand(opened, surveyed):
    with opened(sealed_html(surveyed)) as page:
        line = page.get_by_role("slider", name="Trennlinie zwischen den Erhebungen")
        assert shown(page) == ["s1", "s2"]
        assert line.get_attribute("aria-valuetext") == (
            "links 17.09.2024, rechts 15.09.2026, Trennlinie bei 50\u00a0%"
        )
        box = line.bounding_box()
        assert min(box["width"], box["height"]) >= 40
        page.evaluate(CENTRE)
        line.focus()
        page.keyboard.press("ArrowLeft")
        assert line.get_attribute("aria-valuenow") == "48"
        assert page.evaluate(ON_TOP) == "2"  # the line stands left of the house: the later survey
        for _ in range(2):
            page.keyboard.press("ArrowRight")
        assert line.get_attribute("aria-valuenow") == "52"
        assert page.evaluate(ON_TOP) == "1"
        page.keyboard.press("Home")
        assert (line.get_attribute("aria-valuenow"), page.evaluate(ON_TOP)) == ("0", "2")
        page.keyboard.press("ArrowRight")
        box = line.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(960, 300, steps=3)
        page.mouse.up()
        assert (line.get_attribute("aria-valuenow"), page.evaluate(ON_TOP)) == ("75", "1")
        page.evaluate("() => __ig.map.panBy([400, 0], { animate: false })")
        assert page.evaluate(ON_TOP) == "1"  # what is cut off moves with the map


@pytest.mark.browser
def test_years_are_plain_buttons_and_paper_shows_what_changed(opened, surveyed):
    with opened(sealed_html(surveyed)) as page:
        years = page.get_by_role("group", name="Erhebungen")
        pressed = "all => all.map(one => one.getAttribute('aria-pressed') === 'true')"
        assert years.get_by_role("button").all_inner_texts() == [
            "2022",
            "2024",
            "2026",
            "Vergleichen",
        ]
        assert years.get_by_role("button").evaluate_all(pressed) == [False, True, True, True]

        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        assert (shown(page), page.locator("#ig-divider").is_visible()) == (["change"], False)
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        assert shown(page) == ["s1", "s2"]
        during = page.evaluate(
            "() => { let seen; __ig.ig.on('change', () => { seen = seen || __ig.layers.filter(one => one.visible)"
            ".map(one => one.key); }); __ig.ig.picture(); return seen; }"
        )
        assert (during, shown(page)) == (["change"], ["s1", "s2"])

        years.get_by_role("button", name="Erhebung vom 12.09.2022").click()
        assert shown(page) == ["s0", "s2"]
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        assert shown(page) == ["s2"]  # between these two nobody has said what changed
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        years.get_by_role("button", name="Zwei Erhebungen nebeneinander").click()
        assert (shown(page), page.get_by_role("slider").count()) == (["s2"], 0)
        years.get_by_role("button", name="Erhebung vom 17.09.2024").click()
        assert shown(page) == ["s1"]
        assert page.locator("#ig-live").inner_text() == "Erhebung vom 17.09.2024"
        page.evaluate(
            "() => { __ig.layers.slice(0, 3).forEach(one => { one.visible = true; }); __ig.ig.emit('change'); }"
        )
        assert shown(page) == ["s0", "s2"]


def test_a_page_without_two_surveys_holds_nothing_of_it(make_model, surveyed):
    assert "ig-divider" in sealed_html(surveyed)
    assert "ig-divider" not in sealed_html(make_model())


def test_one_survey_is_no_comparison():
    with pytest.raises(InputError, match="two surveys"):
        MapSurveys(days=DAYS[:1])


def test_a_survey_must_be_a_layer_of_the_map(make_model):
    with pytest.raises(InputError, match="s0"):
        make_model(surveys=MapSurveys(days=DAYS))
