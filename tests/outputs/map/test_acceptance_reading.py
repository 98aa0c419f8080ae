"""What people must be able to read and hit, in every scene and every panel, at both sizes of type."""

from __future__ import annotations

from itertools import chain

import pytest

from tests.outputs.map import tour

pytestmark = pytest.mark.browser

real = pytest.mark.realdata
TOWNS = [("musterstadt", "intern"), pytest.param("lauf", "workshop", marks=real)]
#: Words of scene and legend that are smaller than a share of the height of the screen.
SMALL = """share => [...document.querySelectorAll("#ig-scene :is(h2, p), #ig-legend :is(.ig-label, .ig-count, .ig-note, .ig-fold)")]
  .filter(one => one.getClientRects().length && parseFloat(getComputedStyle(one).fontSize) < share * innerHeight - 0.1)
  .map(one => one.textContent)"""
#: Controls that are too small to be hit with a finger or a trembling hand.
NARROW = """() => [...document.querySelectorAll("button, select, input:not([type=file]), textarea, summary, [role=button]")]
  .filter(one => one.getClientRects().length && !one.closest(".ig-unseen"))
  .map(one => [one, (one.closest("label") && /checkbox|radio/.test(one.type) ? one.closest("label") : one).getBoundingClientRect()])
  .filter(([, box]) => box.width < 39.5 || box.height < 39.5)
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
#: Whether panels lie over one another, and whether any leaves the screen.
COVERED = """() => {
  const boxes = [...document.querySelectorAll(".ig-panel")].map(one => one.getBoundingClientRect()).filter(box => box.width);
  const over = boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right - 1 &&
    b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
  const out = boxes.some(box => box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight);
  return [over, out];
}"""
AXE = """rules => axe.run(document, { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) })
  .then(found => found.violations.filter(one => ["serious", "critical"].includes(one.impact))
    .map(one => [one.id, one.nodes.length, one.nodes[0].html.slice(0, 200)]))"""
LOOKS = ("light", "grey", "contrast", "dark")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize(("town", "audience"), TOWNS)
def test_every_scene_can_be_read_and_hit_from_the_last_row(
    opened, town_page, town, audience, width, height
):
    with opened(town_page(town, audience), width=width, height=height) as page:
        for share, key in ((0.029, ""), (0.042, "g")):
            if key:
                page.keyboard.press(key)
            for scene in tour.scenes(page):
                over, out = page.evaluate(COVERED)
                assert (over, out) == (False, False), scene
                assert page.evaluate(SMALL, share) == [], scene
                assert page.evaluate(NARROW) == [], scene


def test_every_control_of_every_panel_can_be_hit(opened, town_page):
    with opened(town_page("musterstadt", "intern")) as page:
        page.evaluate(tour.QUIET)
        found = {
            where: page.evaluate(NARROW) for where in chain(tour.panels(page), tour.in_hand(page))
        }
        assert len(found) >= 10
        assert {where: small for where, small in found.items() if small} == {}


@pytest.mark.parametrize(("town", "audience"), TOWNS[:1])  # whose map has every part there is
def test_axe_finds_nothing_serious_in_any_scene_or_panel_and_large_controls_can_be_hit(
    opened, town_page, town, audience
):
    axe = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH.read_text("utf-8")
    with opened(town_page(town, audience)) as page:
        page.evaluate(axe)
        page.evaluate(tour.QUIET)
        found = {scene: page.evaluate(AXE, None) for scene in tour.scenes(page)}
        page.keyboard.press("g")
        for where in chain(tour.panels(page), tour.in_hand(page)):
            found[where, "large"] = page.evaluate(AXE, None)
            found[where, "hit"] = page.evaluate(NARROW)
        assert len(found) >= 9 + 2 * 10
        assert {where: serious for where, serious in found.items() if serious} == {}


@pytest.mark.parametrize(("town", "audience"), TOWNS[:1])  # the looks are the same in every town
def test_axe_finds_no_faint_words_in_any_look_of_the_map(opened, town_page, town, audience):
    axe = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH.read_text("utf-8")
    with opened(town_page(town, audience)) as page:
        page.evaluate(axe)
        page.evaluate(tour.QUIET)
        found, looks = {}, [page.evaluate("() => __ig.ig.state.look")]
        for _ in LOOKS[1:]:
            page.keyboard.press("h")
            looks.append(page.evaluate("() => __ig.ig.state.look"))
            # panels have the colours of the look in every scene: all scenes in the last, darkest one
            for scene in tour.scenes(page) if looks[-1] == LOOKS[-1] else ():
                found[scene, looks[-1]] = page.evaluate(AXE, ["color-contrast"])
            for where in tour.doors(page):
                found[where, looks[-1]] = page.evaluate(AXE, ["color-contrast"])
        assert tuple(looks) == LOOKS
        assert {where: faint for where, faint in found.items() if faint} == {}
