"""The story of Musterstadt as a coach plays it, at two sizes of screen."""

from __future__ import annotations

import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.outputs.map import sealed_html
from innenstadt_gis.outputs.town_map import map_model

pytestmark = pytest.mark.browser

PANELS = """() => {
  const boxes = [...document.querySelectorAll(".ig-panel")].map(one => one.getBoundingClientRect())
    .filter(box => box.width);
  const over = boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right - 1 &&
    b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
  const out = boxes.some(box => box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight);
  return [over, out, boxes.reduce((sum, box) => sum + box.width * box.height, 0) / innerWidth / innerHeight];
}"""
SMALL = """share => [...document.querySelectorAll("#ig-sentence p, #ig-scene-title, #ig-filtered, #ig-legend .ig-label, #ig-legend .ig-count, #ig-legend .ig-note")]
  .filter(one => one.offsetParent && parseFloat(getComputedStyle(one).fontSize) < share * innerHeight - 0.1)
  .map(one => one.textContent)"""


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    town = pipeline.musterstadt(tmp_path_factory.mktemp("musterstadt"))
    return map_model(pipeline._released(town, "workshop"))


def test_the_same_town_gives_the_same_bytes(story):
    assert sealed_html(story) == sealed_html(story)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_every_scene_can_be_read_from_the_last_row(opened, story, width, height):
    with opened(sealed_html(story), width=width, height=height) as page:
        covered = []
        for at in range(1, len(story.scenes) + 1):
            assert page.locator(".ig-place").inner_text() == f"{at} / {len(story.scenes)}"
            over, out, share = page.evaluate(PANELS)
            assert (over, out) == (False, False), story.scenes[at - 1].id
            assert page.evaluate(SMALL, 0.029) == []
            covered.append(share)
            page.keyboard.press("PageDown")
        assert sum(covered) / len(covered) < 1 / 3
        assert max(covered) < 1 / 2
        page.keyboard.press("g")
        for _ in story.scenes:
            over, out, _ = page.evaluate(PANELS)
            assert (over, out) == (False, False)
            assert page.evaluate(SMALL, 0.042) == []
            page.keyboard.press("PageUp")


def test_axe_finds_nothing_serious_in_the_story(opened, story):
    axe = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH.read_text("utf-8")
    with opened(sealed_html(story)) as page:
        page.evaluate(axe)
        for one in story.scenes:
            found = page.evaluate(
                """() => axe.run(document).then(found => found.violations
                  .filter(one => ["serious", "critical"].includes(one.impact))
                  .map(one => [one.id, one.nodes[0].html]))"""
            )
            assert found == [], one.id
            page.keyboard.press("PageDown")
