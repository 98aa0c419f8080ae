"""The story of Musterstadt as a coach plays it, at two sizes of screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from innenstadt_gis.outputs.map import sealed_html
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.pipeline.walk_map import map_walk

pytestmark = pytest.mark.browser

PANELS = """() => {
  const boxes = [...document.querySelectorAll(".ig-panel")].map(one => one.getBoundingClientRect())
    .filter(box => box.width);
  const over = boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right - 1 &&
    b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
  const out = boxes.some(box => box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight);
  return [over, out];
}"""
#: Share of the map that lies under anything of the frame, counted on a grid of four pixels.
COVERED = """() => {
  const boxes = [...document.querySelectorAll(".ig-panel, #ig-scale, #ig-sources")].map(one => one.getBoundingClientRect());
  let under = 0, all = 0;
  for (let y = 2; y < innerHeight; y += 4) for (let x = 2; x < innerWidth; x += 4) {
    all += 1;
    under += boxes.some(box => x > box.left && x < box.right && y > box.top && y < box.bottom);
  }
  return under / all;
}"""
SMALL = """share => [...document.querySelectorAll("#ig-sentence p, #ig-scene-title, #ig-filtered, #ig-legend .ig-label, #ig-legend .ig-count, #ig-legend .ig-note")]
  .filter(one => one.offsetParent && parseFloat(getComputedStyle(one).fontSize) < share * innerHeight - 0.1)
  .map(one => one.textContent)"""


@pytest.fixture(scope="module")
def story(past_musterstadt_for):
    seen = past_musterstadt_for["workshop"]
    return map_model(seen, walk=map_walk(seen))


def test_the_same_town_gives_the_same_bytes(story):
    assert sealed_html(story) == sealed_html(story)


def test_what_does_not_fit_waits_behind_a_button_and_a_key(opened, story):
    sentence = "Das ist ein Satz, der für die Karte der Innenstadt eine ganze Zeile füllen soll."
    scene = replace(story.scenes[1], sentences=(sentence * 2, sentence, sentence * 3))
    with opened(sealed_html(replace(story, scenes=(scene,)))) as page:
        lines = page.locator("#ig-sentence p")
        more = page.locator("#ig-more")
        assert [one.is_visible() for one in lines.all()] == [True, False, False]
        assert more.get_attribute("aria-expanded") == "false"
        assert page.locator(".ig-figure").first.is_visible()  # its figures stay by the sentence
        more.click()
        assert [one.is_visible() for one in lines.all()] == [True, True, True]
        assert (more.inner_text(), more.get_attribute("aria-expanded")) == ("weniger", "true")
        page.keyboard.press("m")
        assert [one.is_visible() for one in lines.all()] == [True, False, False]
        printed = page.evaluate(
            """() => { dispatchEvent(new Event("beforeprint"));
              const high = [...document.querySelectorAll(".ig-sheet-story p:not(.ig-sheet-small)")].map(one => one.offsetHeight > 10);
              dispatchEvent(new Event("afterprint")); return high; }"""
        )
        assert printed == [True, True, True]


def test_a_scene_of_the_map_says_one_sentence_and_what_people_wrote_stands_whole(opened, story):
    with opened(sealed_html(story)) as page:
        lines = "() => [...document.querySelectorAll('#ig-sentence p')].filter(one => one.getClientRects().length).length"
        told = {}
        for one in story.scenes:
            told[one.id] = page.evaluate(lines)
            page.keyboard.press("PageDown")
        easy = {one.id: len(one.sentences) for one in story.scenes if one.easy}
        assert told == {one.id: 1 for one in story.scenes} | easy
        assert max(easy.values()) > 1
        page.evaluate("() => ig.story.edit('walking', 'Zu Fuß', 'Ein Satz.')")
        page.evaluate("() => ig.play(ig.story.all().find(one => one.id === 'walking'))")
        assert page.locator("#ig-more").is_hidden()


def test_the_buttons_of_the_town_halls_map_stand_in_one_row(opened, musterstadt_for):
    model = map_model(musterstadt_for["intern"])
    with opened(sealed_html(model)) as page:
        assert page.locator("#ig-tools button", has_text="Korrigieren").is_visible()
        rows = {round(one.bounding_box()["y"]) for one in page.locator("#ig-tools button").all()}
        assert len(rows) == 1
        assert page.evaluate(PANELS) == [False, False]


def test_the_name_of_the_town_gives_way_where_areas_lie_under_it(opened, story):
    at = [one.id for one in story.scenes].index("walking")
    named = """shown => { const { ig, map } = __ig; const told = [];
      for (const one of ig.data.layers) one.visible &&= shown;
      ig.emit("change");
      map.setZoom(14, { animate: false });
      const pen = CanvasRenderingContext2D.prototype; const write = pen.fillText;
      pen.fillText = function (text, ...at) { told.push(text); write.call(this, text, ...at); };
      ig.names.draw(); pen.fillText = write; return told; }"""
    with opened(sealed_html(story)) as page:
        for _ in range(at):
            page.keyboard.press("PageDown")
        assert "Musterstadt" not in page.evaluate(named, True)
        assert "Musterstadt" in page.evaluate(named, False)


def test_a_coach_moves_the_line_between_then_and_now_and_goes_on(opened, story):
    at = [one.id for one in story.scenes].index("surveys")
    with opened(sealed_html(story)) as page:
        line = page.get_by_role("slider", name="Trennlinie")
        assert not line.is_visible()
        for _ in range(at):
            page.keyboard.press("PageDown")
        assert page.locator("#ig-scene-title").inner_text() == "Damals und heute"
        line.focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        said = "links 17.09.2024, rechts 15.09.2026, Trennlinie bei 60\u00a0%"
        assert line.get_attribute("aria-valuetext") == said
        page.get_by_role("button", name="Erhebung vom 13.09.2022").click()
        assert line.get_attribute("aria-valuetext").startswith(
            "links 13.09.2022, rechts 15.09.2026"
        )
        page.keyboard.press("0")  # back to the scene, as it was told
        assert line.get_attribute("aria-valuenow") == "50"
        page.keyboard.press("PageDown")
        assert not line.is_visible()
