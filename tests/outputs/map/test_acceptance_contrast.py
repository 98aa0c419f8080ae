"""Contrasts as they are on the screen: measured in the picture, not read from the styles."""

from __future__ import annotations

import base64
import io
import itertools

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from tests.outputs.map import tour
from tests.outputs.map.colours import SIGHTS, apart, contrasts, lab, luminance, seen

pytestmark = pytest.mark.browser

LOOKS = ("light", "grey", "contrast", "dark")
STRAY = 0.15  # of full white, as in a room with daylight
#: Lines of words in the panels: where they stand and whether they are large in the sense of the WCAG.
WORDS = """() => [...document.querySelectorAll(".ig-panel, #ig-sources, #ig-scale")].flatMap((panel) => {
  const found = [];
  const steps = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
  while (steps.nextNode()) {
    const one = steps.currentNode.parentElement;
    if (!steps.currentNode.data.trim() || !one.getClientRects().length || one.disabled) continue;
    const range = document.createRange();
    range.selectNodeContents(steps.currentNode);
    const size = parseFloat(getComputedStyle(one).fontSize);
    const large = size >= 24 || (size >= 18.66 && getComputedStyle(one).fontWeight >= 700);
    for (const box of range.getClientRects()) {
      const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (box.width > 4 && (one.contains(at) || at?.contains(one))) {
        found.push([steps.currentNode.data.trim().slice(0, 40), large, box.left, box.top, box.right, box.bottom]);
      }
    }
  }
  return found; })"""
BARE = """() => { for (const one of document.querySelectorAll(".ig-panel, #ig-foot")) one.style.visibility = "hidden"; }"""
NAMES = """on => { document.querySelector(".leaflet-names-pane").style.visibility = on ? "" : "hidden"; }"""
ONLY = """([layer, code]) => { __ig.layers.forEach((one, i) => { one.visible = i === layer; one.on = one.classes.map((_, k) => k === code); });
  __ig.ig.emit("change"); }"""
SWATCHES = """() => __ig.layers.filter(one => one.classes.length > 1).map(layer => [layer.key, layer.classes.map((one) => {
  const canvas = document.createElement("canvas");
  canvas.width = 120; canvas.height = 80;
  const pen = canvas.getContext("2d");
  pen.fillStyle = getComputedStyle(document.getElementById("ig-legend")).backgroundColor;
  pen.fillRect(0, 0, 120, 80);
  pen.drawImage(ig.swatch(layer.kind, one), 0, 0);
  return [one.label, canvas.toDataURL("image/png")];
})])"""


def pixels_of(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float)


def picture(page):
    tour.settle(page)
    return pixels_of(page.screenshot())


def around(mask, margin):
    """The part of a picture that holds a mask, and what lies around it."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    top, left = max(rows[0] - margin, 0), max(columns[0] - margin, 0)
    return slice(top, rows[-1] + margin + 1), slice(left, columns[-1] + margin + 1)


def on_ground(pixels):
    """Contrast of the strongest colour of a clip with its most frequent one."""
    flat = pixels.reshape(-1, 3)
    colours, counts = np.unique(flat, axis=0, return_counts=True)
    return float(contrasts(luminance(flat), luminance(colours[counts.argmax()])).max())


def faint_words(page):
    """Words of the panels that do not stand out from what is behind them."""
    shot, found = picture(page), []
    for text, large, *box in page.evaluate(WORDS):
        left, top, right, bottom = (round(edge) for edge in box)
        clip = shot[max(top, 0) : bottom, max(left, 0) : right]
        if clip.size and (ratio := on_ground(clip)) < (3 if large else 4.5):
            found.append((text, round(ratio, 2)))
    return found


def names_on_ground(page):
    """Contrast of the letters of each name on the map with the halo, or else the ground, around them."""
    named = picture(page)
    page.evaluate(NAMES, False)
    ground = picture(page)
    page.evaluate(NAMES, True)
    drawn = np.abs(named - ground).max(axis=-1) > 8
    parts, count = ndimage.label(ndimage.binary_dilation(drawn, iterations=2))
    found = []
    for part, where in zip(range(1, count + 1), ndimage.find_objects(parts), strict=True):
        light = luminance(named[where])[(parts[where] == part) & drawn[where]]
        if light.size >= 200:  # letters and halo are the two ends of what was drawn
            found.append(float(contrasts(*np.percentile(light, (5, 95)))))
    return found


def edge(off, on):
    """Contrast of the rim of what was switched on with the ground beside it, at the middle of its length."""
    changed = np.abs(on - off).max(axis=-1) > 2
    # where the screen ends, nothing ends on the map
    inner = np.zeros_like(changed)
    inner[12:-12, 12:-12] = True
    if not changed.any():
        return None
    part = around(changed, 20)  # farther away nothing is looked at
    off, on, inner = off[part], on[part], inner[part]
    mask = ndimage.binary_closing(changed[part], iterations=3)
    beside = ndimage.binary_dilation(mask, iterations=2) & ~ndimage.binary_dilation(mask)
    beside &= inner
    if beside.sum() < 30:
        return None
    light = luminance(on)
    dark = ndimage.minimum_filter(np.where(mask, light, 9), 11)[beside]
    bright = ndimage.maximum_filter(np.where(mask, light, 0), 11)[beside]
    ground = luminance(off)[beside]
    return float(np.median(np.maximum(contrasts(ground, dark), contrasts(ground, bright))))


def test_colours_are_reckoned_as_the_standards_say():
    white, black, grey = np.array([255, 255, 255]), np.array([0, 0, 0]), np.array([119, 119, 119])
    assert contrasts(luminance(white), luminance(black)) == pytest.approx(21)
    assert contrasts(luminance(white), luminance(grey)) == pytest.approx(4.48, abs=0.005)
    assert apart(white, black) == pytest.approx(100, abs=0.01)  # L* from 0 to 100
    red, green = np.array([200, 60, 60]), np.array([90, 120, 40])
    for sight in SIGHTS:  # who sees fewer colours sees white and black as they are
        assert apart(white, white * 0.5, sight) == pytest.approx(apart(white, white * 0.5), abs=0.6)
        assert apart(red, green, sight) > apart(red, green, sight, STRAY)
    assert apart(red, green, "deutan") < apart(red, green) / 2


@pytest.mark.parametrize("look", LOOKS)
def test_words_on_panels_and_names_on_the_ground_stand_out_in_the_picture(opened, town_page, look):
    with opened(town_page("musterstadt")) as page:
        page.evaluate("look => __ig.ig.setLook(look)", look)
        for key in ("2", "t"):
            page.keyboard.press(key)
            assert faint_words(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("2")
        page.evaluate(BARE)
        names = names_on_ground(page)
        assert len(names) >= 8
        assert [round(one, 2) for one in names if one < 4.5] == []


@pytest.mark.parametrize("look", LOOKS)
def test_every_class_has_a_rim_that_stands_out_from_the_ground(opened, town_page, look):
    with opened(town_page("musterstadt"), width=960, height=540) as page:
        page.evaluate("look => __ig.ig.setLook(look)", look)
        page.keyboard.press("2")
        page.evaluate(BARE)
        page.evaluate(NAMES, False)
        layers = page.evaluate(
            "() => __ig.layers.map(one => [one.key, one.classes.map(c => c.label)])"
        )
        some = (
            range(len(layers))
            if look == "light"
            else [i for i, one in enumerate(layers) if one[0] == "units"]
        )
        rims = {}
        for at in some:
            page.evaluate(ONLY, [at, -1])
            off = picture(page)
            for code, label in enumerate(layers[at][1]):
                page.evaluate(ONLY, [at, code])
                rims[layers[at][0], label] = edge(off, picture(page))
        measured = {where: round(rim, 2) for where, rim in rims.items() if rim is not None}
        assert len(measured) >= (20 if look == "light" else 4)
        assert {where: rim for where, rim in measured.items() if rim < 3} == {}


@pytest.mark.parametrize("look", LOOKS)
def test_classes_of_one_legend_stay_apart_in_stray_light_and_for_weak_eyes(opened, town_page, look):
    with opened(town_page("musterstadt")) as page:
        page.evaluate("look => __ig.ig.setLook(look)", look)
        legends = page.evaluate(SWATCHES)
    close, compared = {}, 0
    for layer, classes in legends:
        drawn = [(label, pixels_of(base64.b64decode(data[22:]))) for label, data in classes]
        for sight in SIGHTS:
            felt = [(label, lab(seen(pixels, sight, STRAY))) for label, pixels in drawn]
            for (one, a), (two, b) in itertools.combinations(felt, 2):
                # a hatch or a shape tells apart as a colour does, if it fills enough of the sign
                share = float((np.linalg.norm(a - b, axis=-1) >= 8).mean())
                compared += 1
                if share < 0.1:
                    close[layer, one, two, sight] = round(share, 3)
    assert compared >= 4 * 30
    assert close == {}
