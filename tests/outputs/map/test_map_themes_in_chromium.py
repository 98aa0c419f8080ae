"""Looks of the map in Chromium: chosen by button or key, kept, carried on, and left out on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from innenstadt_gis.errors import InputError
from innenstadt_gis.outputs.map import MapScene, sealed_html

#: Colours of palette.js, as pixels: ground, panel and the line around a vacant house.
PAPER = {
    "light": [247, 244, 239],
    "grey": [245, 245, 245],
    "contrast": [255, 255, 255],
    "dark": [26, 29, 33],
}
PANEL = {"light": "rgb(255, 255, 255)", "dark": "rgb(34, 38, 43)"}
OUTLINE = {"light": [26, 26, 26], "dark": [152, 157, 162]}

#: Pixels of a colour on the canvases below a selector, as they are now.
COUNT = """([selector, colour]) => [...document.querySelectorAll(selector)].reduce((sum, canvas) => {
  const copy = new OffscreenCanvas(canvas.width || 1, canvas.height || 1);
  const pen = copy.getContext("2d", { willReadFrequently: true });
  if (canvas.width) pen.drawImage(canvas, 0, 0);
  const data = pen.getImageData(0, 0, copy.width, copy.height).data;
  for (let i = 0; i < data.length; i += 4) {
    sum += data[i] === colour[0] && data[i + 1] === colour[1] && data[i + 2] === colour[2] && data[i + 3] === 255;
  }
  return sum; }, 0)"""
TILES, DATA = ".leaflet-tile-pane canvas", ".leaflet-overlay-pane canvas"


def drawn(page, selector, colour):
    return page.evaluate(COUNT, [selector, colour])


def panel(page):
    return page.locator("#ig-scene").evaluate("one => getComputedStyle(one).backgroundColor")


def look(page):
    return page.evaluate("() => __ig.ig.state.look")


def said(page):
    return page.locator("#ig-live").inner_text()


@pytest.fixture
def make_tale(make_model):
    """The street with two scenes of its own."""

    def make(**changes):
        scenes = (
            MapScene(id="one", title="Erste", sentences=("Satz.",), layers=("units",)),
            MapScene(id="two", title="Zweite", sentences=("Satz.",), layers=("units",)),
        )
        return replace(make_model(), **({"scenes": scenes} | changes))

    return make


@pytest.mark.parametrize("other", ["blue", "", "Dark", None])
def test_a_map_cannot_open_in_a_look_that_it_does_not_have(make_model, other):
    with pytest.raises(InputError, match="contrast"):
        make_model(ground=other)


@pytest.mark.browser
def test_the_key_goes_through_four_looks_says_their_names_and_draws_all_anew(opened, make_tale):
    with opened(sealed_html(make_tale())) as page:
        assert look(page) == "light"
        before = drawn(page, TILES, PAPER["light"])
        assert before > 10_000
        assert drawn(page, DATA, OUTLINE["light"]) > 100
        for name, words in (
            ("grey", "grau"), ("contrast", "starker Kontrast"), ("dark", "dunkler Raum"),
        ):  # fmt: skip
            page.keyboard.press("h")
            assert (look(page), said(page)) == (name, f"Aussehen der Karte: {words}")
            assert drawn(page, TILES, PAPER[name]) > 10_000
            assert drawn(page, TILES, PAPER["light"]) == 0
        assert panel(page) == PANEL["dark"]
        assert drawn(page, DATA, OUTLINE["dark"]) > 100
        assert drawn(page, DATA, OUTLINE["light"]) == 0
        button = page.locator("#ig-look")
        assert button.get_attribute("aria-label") == "Aussehen der Karte: dunkler Raum (H)"
        button.click()
        assert said(page) == "Aussehen der Karte: hell"
        assert drawn(page, TILES, PAPER["light"]) == before
        assert panel(page) == PANEL["light"]


@pytest.mark.browser
def test_the_map_opens_as_its_maker_wishes_until_somebody_chooses_and_that_is_kept(
    opened, make_tale
):
    with opened(sealed_html(make_tale(ground="dark"))) as page:
        assert look(page) == "dark"
        assert drawn(page, TILES, PAPER["dark"]) > 10_000
        page.keyboard.press("h")
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        assert look(page) == "light"


@pytest.mark.browser
def test_a_system_that_asks_for_contrast_gets_it_and_a_choice_wins(opened, make_tale):
    with opened(sealed_html(make_tale())) as page:
        page.emulate_media(contrast="more")
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        assert look(page) == "contrast"
        page.evaluate("() => __ig.ig.setLook('light')")
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        assert look(page) == "light"


@pytest.mark.browser
def test_a_scene_of_ones_own_keeps_its_look_and_the_next_scene_has_the_chosen_one(
    opened, make_tale
):
    with opened(sealed_html(make_tale())) as page:
        page.evaluate(
            """() => { const { ig } = __ig; ig.setLook("dark"); ig.story.add("Dunkel");
              ig.setLook("light"); ig.story.add("Hell"); }"""
        )
        # each new scene stands behind the one on screen: Erste, Hell, Dunkel, Zweite
        found = []
        for _ in range(4):
            found.append((page.locator("#ig-scene-title").inner_text(), look(page)))
            page.keyboard.press("PageDown")
        assert found == [
            ("Erste", "light"), ("Hell", "light"), ("Dunkel", "dark"), ("Zweite", "light"),
        ]  # fmt: skip


@pytest.mark.browser
def test_what_is_shown_is_taken_down_with_its_look_and_a_look_from_elsewhere_is_not_believed(
    opened, make_tale
):
    with opened(sealed_html(make_tale())) as page:
        page.evaluate("() => __ig.ig.setLook('dark')")
        taken = page.evaluate("() => __ig.ig.snapshot()")
        assert taken["look"] == "dark"
        page.evaluate("() => __ig.ig.setLook('grey')")
        page.evaluate("taken => __ig.ig.apply(taken)", taken)
        assert look(page) == "dark"
        for other in ("__proto__", "toString", "<b>", 7, None):
            page.evaluate("([taken, look]) => __ig.ig.apply({...taken, look})", [taken, other])
            assert look(page) == "grey"  # the chosen one
            page.evaluate("name => __ig.ig.saved.look.set({ name, at: 9e15 })", other)
            assert look(page) == "grey"


@pytest.mark.browser
def test_a_saved_copy_opens_in_the_look_that_was_chosen(opened, make_tale):
    with opened(sealed_html(make_tale())) as page:
        page.keyboard.press("h")
        copy = page.evaluate("() => __ig.ig.copyOf(__ig.ig.keptParts())")
    with opened(copy) as page:
        assert look(page) == "grey"
        page.keyboard.press("h")
        page.reload()  # what is chosen here is newer than what the copy brought
        page.wait_for_selector("html[data-ready]", state="attached")
        assert look(page) == "contrast"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("chosen", "paper"), [("dark", "light"), ("grey", "light"), ("contrast", "contrast")]
)
def test_paper_and_pictures_are_light_unless_somebody_needs_contrast(
    opened, make_tale, chosen, paper
):
    with opened(sealed_html(make_tale())) as page:
        page.evaluate("name => __ig.ig.setLook(name)", chosen)
        picture = page.evaluate(
            f"""colours => {{ const canvas = __ig.ig.picture(); document.body.append(canvas);
              canvas.className = "taken"; const found = colours.map(one => ({COUNT})([".taken", one]));
              canvas.remove(); return found; }}""",
            [PAPER[paper], PAPER["dark"]],
        )
        assert picture[0] > 100_000
        assert picture[1] == 0
        printed = page.evaluate(
            f"""colours => {{ dispatchEvent(new Event("beforeprint"));
              const found = colours.map(one => ({COUNT})(["{TILES}", one]));
              dispatchEvent(new Event("afterprint")); return found; }}""",
            [PAPER[paper], PAPER["dark"]],
        )
        assert printed[0] > 100_000
        assert printed[1] == 0
        assert look(page) == chosen
        assert drawn(page, TILES, PAPER[chosen]) > 10_000


@pytest.mark.browser
def test_the_ground_fades_into_the_paper_where_the_data_end(opened, make_tale):
    # the street runs from the western to the eastern end of all data
    with opened(sealed_html(make_tale(ground="dark"))) as page:
        ends, middle = page.evaluate(
            """() => { const { ig } = __ig; const street = ig.unpack(ig.data.ground.names)[0].box;
              const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
              pen.canvas.width = pen.canvas.height = 512;
              const [[cx, cy], step] = [ig.corner(17), ig.stepPixels(17)];
              const colour = (east) => {
                const [x, y] = [east * step, street[1] * step];
                ig.drawGround(pen, { x: (cx + x - 256) / 512, y: (cy + y - 256) / 512, z: 17 }, 512);
                return [...pen.getImageData(256, 256, 1, 1).data.slice(0, 3)];
              };
              return [[colour(street[0] + 1), colour(street[2] - 1)], colour((street[0] + street[2]) / 2)]; }"""
        )
        assert middle == [0x35, 0x32, 0x2A]  # the pedestrian street in the middle of the town
        for end in ends:
            assert max(abs(a - b) for a, b in zip(end, PAPER["dark"], strict=True)) <= 4
