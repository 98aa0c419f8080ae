"""Everything is reached by keyboard, in the order in which it is read, with a ring that can be seen."""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest
from PIL import Image

from tests.outputs.map import tour
from tests.outputs.map.colours import contrasts, luminance

pytestmark = pytest.mark.browser

#: What should get the keyboard: all that can be seen and used.
WANTED = """() => [...document.querySelectorAll("button, select, textarea, input, summary, [tabindex='0'], [role=button]")]
  .filter(one => one.getClientRects().length && !one.disabled && one.tabIndex >= 0 && getComputedStyle(one).visibility !== "hidden"
    && (!document.querySelector("dialog[open]") || one.closest("dialog[open]")))
  .filter(one => one.type !== "radio" || one.checked) // arrow keys lead to the others of its group
  .map((one, i) => { one.dataset.walk = i; const panel = one.closest(".ig-panel, dialog"); const box = one.getBoundingClientRect();
    return { panel: panel ? panel.id : "", name: one.getAttribute("aria-label") || one.textContent || one.id, top: box.top, bottom: box.bottom, left: box.left }; })"""
AT = """() => { const at = document.activeElement; const box = at.getBoundingClientRect();
  return [at.dataset.walk ?? null, [box.left, box.top, box.right, box.bottom]]; }"""


def picture(page):
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))


def ring_of(before, after, box):
    """Pixels around and within a control that its ring has changed so much that it is seen."""
    height, width, _ = before.shape
    left, top, right, bottom = (round(edge) for edge in box)
    rows = slice(max(0, top - 8), min(height, bottom + 8))
    columns = slice(max(0, left - 8), min(width, right + 8))
    changed = contrasts(luminance(before[rows, columns]), luminance(after[rows, columns])) >= 3
    return int(changed.sum())


def walk(page, *, look=False):
    """
    Press Tab from the start until it comes round; gives what was reached, and rings not seen.

    A page in which Tab does not come round holds a trap.
    """
    wanted = page.evaluate(WANTED)
    reached, faint, turn = [], [], 0
    shot = picture(page) if look else None
    for _ in range(len(wanted) + 4):
        page.keyboard.press("Tab")
        at, box = page.evaluate(AT)
        if at is None:  # the end of the page, where the browser's own buttons follow
            turn = len(reached)
            shot = picture(page) if look else None
            continue
        if int(at) in reached:
            break
        reached.append(int(at))
        if look:
            page.evaluate("() => document.activeElement.scrollIntoView({ block: 'nearest' })")
            around = 2 * (box[2] - box[0] + box[3] - box[1])
            before, shot = shot, picture(page)  # nothing changes from here to the next Tab
            seen = ring_of(before, shot, page.evaluate(AT)[1])
            if seen < around:
                faint.append((wanted[int(at)]["name"][:60], seen, round(around)))
    else:
        raise AssertionError("Tab does not come round")
    return wanted, reached[turn:] + reached[:turn], faint


def leaps(wanted, reached):
    """Steps of Tab that leave a panel and come back later, or go up within one."""
    panels = [wanted[at]["panel"] for at in reached]
    entered = [panel for i, panel in enumerate(panels) if i == 0 or panels[i - 1] != panel]
    found = [panel for panel in set(entered) if entered.count(panel) > 1]
    for one, two in itertools.pairwise(reached):
        a, b = wanted[one], wanted[two]
        if a["panel"] == b["panel"] and b["bottom"] <= a["top"] - 1 and b["left"] <= a["left"]:
            found.append((a["name"][:40], b["name"][:40]))
    return found


def start(page):
    page.evaluate("() => { document.activeElement.blur(); getSelection().removeAllRanges(); }")


def test_tab_reaches_every_control_of_a_scene_and_each_has_a_ring_that_is_seen(opened, town_page):
    for scene in ("1", "2"):
        with opened(town_page("musterstadt", "intern")) as page:
            page.keyboard.press(scene)
            tour.settle(page)
            start(page)
            wanted, reached, faint = walk(page, look=scene == "2")
            assert sorted(reached) == list(range(len(wanted)))
            assert leaps(wanted, reached) == []
            assert faint == []


def test_tab_reaches_every_control_of_every_panel_and_is_never_caught(opened, town_page):
    with opened(town_page("musterstadt", "intern")) as page:
        page.evaluate(tour.QUIET)
        walked = 0
        for where in tour.doors(page):
            start(page)
            wanted, reached, _ = walk(page)
            assert set(range(len(wanted))) - set(reached) == set(), where
            assert leaps(wanted, reached) == [], where
            walked += 1
        assert walked >= 5


def test_escape_gives_the_keyboard_back_from_every_panel(opened, town_page):
    with opened(town_page("musterstadt", "intern")) as page:
        page.evaluate(tour.QUIET)
        for key in tour.openers(page):
            page.locator("#map").focus()
            ground = set(tour.shown(page))
            page.keyboard.press(key)
            tour.settle(page)
            tour.close_all(page, ground)
            assert page.evaluate("() => document.activeElement.id") == "map", key
