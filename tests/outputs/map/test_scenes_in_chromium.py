"""A story told with the map: keys, filters, own scenes, files made in the page."""

from __future__ import annotations

import html
import io
import json
from dataclasses import replace

import openpyxl
import pytest

from innenstadt_gis.outputs.map import MapLayer, sealed_html
from innenstadt_gis.outputs.map.numbering import folded
from tests.laptops import until

pytestmark = pytest.mark.browser


def shown(page):
    """Names of layers that are on."""
    return page.evaluate("() => __ig.layers.filter(one => one.visible).map(one => one.key)")


def said(page):
    return page.locator("#ig-live").inner_text()


def test_the_story_is_told_by_the_keys_of_a_clicker(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        place, title = page.locator(".ig-place"), page.locator("#ig-scene-title")
        assert (place.inner_text(), title.inner_text()) == ("1 / 3", "Ist das Ihre Innenstadt?")
        assert shown(page) == ["again"]
        page.keyboard.press("PageDown")
        assert (place.inner_text(), title.inner_text()) == ("2 / 3", "Leerstand")
        assert page.locator("#ig-sentence").inner_text() == "3 von 5 stehen leer. L-01"
        assert said(page).startswith("Szene 2 von 3. Leerstand. 3 von 5 stehen leer.")
        page.keyboard.press("PageDown")
        page.keyboard.press("PageDown")  # the end: it stays
        assert place.inner_text() == "3 / 3"
        assert shown(page) == ["area", "units"]
        page.keyboard.press("1")
        assert place.inner_text() == "1 / 3"
        page.keyboard.press("PageUp")
        assert place.inner_text() == "1 / 3"
        page.keyboard.press("9")  # there is no ninth scene
        assert place.inner_text() == "1 / 3"


def test_a_layer_that_no_scene_knows_stays_as_it_opened(opened, make_story, buildings):
    model = make_story()
    own, off = (
        MapLayer(key=key, title=key, kind="area", frame=buildings, visible=key == "own")
        for key in ("own", "off")
    )
    with opened(sealed_html(replace(model, layers=(*model.layers, own, off)))) as page:
        assert shown(page) == ["again", "own"]
        page.keyboard.press("2")
        assert shown(page) == ["units", "own"]


def test_who_explores_finds_back_to_the_scene(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("2")
        back = page.locator("#ig-back")
        centre = "() => [__ig.map.getCenter().lat, __ig.map.getCenter().lng, __ig.map.getZoom()]"
        before = page.evaluate(centre)
        assert not back.is_visible()
        page.keyboard.press("ArrowLeft")
        page.locator(".ig-class", has_text="Belegt").click()
        page.wait_for_timeout(400)
        assert back.is_visible()
        assert page.evaluate(centre) != before
        back.click()
        assert page.evaluate(centre) == before
        assert not back.is_visible()
        assert page.locator(".ig-class", has_text="Belegt").get_attribute("aria-pressed") == "false"


def test_large_type_black_and_full_screen_by_their_keys(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("2")
        size = "id => parseFloat(getComputedStyle(document.querySelector(id)).fontSize)"
        for share, key in ((0.029, ""), (0.042, "g")):
            if key:
                page.keyboard.press(key)
            for words in ("#ig-sentence", ".ig-label", "#ig-filtered", "#ig-legend .ig-note"):
                assert page.evaluate(size, words) >= share * 720 - 0.1
        page.keyboard.press(".")
        assert page.locator("#ig-black").is_visible()
        page.keyboard.press(".")
        assert not page.locator("#ig-black").is_visible()
        page.keyboard.press("f")
        page.wait_for_selector("html:fullscreen")
        page.keyboard.press("f")
        page.wait_for_selector("html:not(:fullscreen)")


def test_a_scene_in_plain_language_has_its_own_legend(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("3")
        assert page.locator(".ig-label:visible").all_inner_texts()[:2] == [
            "Die Läden", "Der Laden ist leer",
        ]  # fmt: skip
        page.keyboard.press("2")
        assert page.locator(".ig-label:visible").all_inner_texts()[:2] == ["Ladenlokale", "Leer"]


def test_a_layer_that_shows_units_once_more_follows_the_filter_and_counts_nobody_twice(
    opened, make_story
):
    with opened(sealed_html(make_story())) as page:
        page.evaluate("() => __ig.ig.setFilter({text: 'optik', by: {}})")
        assert page.locator("#ig-filtered").inner_text() == "gefiltert: 2 von 7"
        page.locator(".ig-fold").click()
        page.locator(".ig-head", has_text="Ladenlokale").click()
        assert shown(page) == ["again", "units"]
        assert page.locator("#ig-filtered").inner_text() == "gefiltert: 2 von 7"


def test_a_hidden_class_is_greyed_and_counted_and_never_struck_through(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("2")
        row = page.locator(".ig-class", has_text="Belegt")
        style = "e => [getComputedStyle(e).color, getComputedStyle(e).textDecorationLine]"
        assert row.evaluate(style) == ["rgb(107, 107, 107)", "none"]
        # an open eye instead of the sample: both lids and a hollow pupil, in the grey of the words
        drawn = """e => { const { data } = e.querySelector("canvas.ig-eye").getContext("2d").getImageData(0, 0, 48, 32);
          return [[24, 5], [24, 27], [24, 16]].map(([x, y]) => 4 * (48 * y + x)).map(at => data[at + 3] > 200 ? data[at] : -1); }"""
        assert row.evaluate(drawn) == [107, 107, -1]
        assert row.locator(".ig-swatch").count() == 0


def test_a_mark_opens_the_definition_of_its_figure_and_the_shops_behind_it(opened, make_story):
    page_text = sealed_html(make_story())
    assert "u99" not in page_text and '"u0"' not in page_text
    with opened(page_text) as page:
        page.keyboard.press("2")
        page.locator(".ig-fig").click()
        dialog = page.locator("dialog")
        assert dialog.locator("h2").inner_text() == "L-01 Leerstandsquote: 60,0 %"
        assert dialog.locator("dd").all_inner_texts() == ["leer durch bekannt", "3 von 5"]
        first = dialog.locator("details").first  # lies open; the other parts are folded
        assert first.locator("li button").all_inner_texts() == [  # as the list: Markt, by name
            "Bäckerei", "Buch & Papier", "Metzger",
        ]  # fmt: skip
        assert dialog.locator("summary").all_inner_texts() == [
            "gezählt, im Zähler: 3", "gezählt, im Nenner: 2", "ausgelassen: 1",
        ]  # fmt: skip
        assert dialog.locator("li", has_text="Abgerissen").count() == 1
        page.keyboard.press("PageDown")  # a question is open: the story waits
        assert page.locator(".ig-place").inner_text() == "2 / 3"
        dialog.locator("li button", has_text="Metzger").click()
        page.locator("dialog").wait_for(state="detached")
        assert said(page).startswith("Metzger, Lebensmittel, Leer")
        assert page.locator("#ig-back").is_visible()


def keep_own(page, title, text):
    """Keep what is on screen as a scene of one's own, by keyboard."""
    page.keyboard.press("e")
    page.keyboard.press("Enter")  # the first button keeps the view
    until(page, "() => document.activeElement.matches('input, textarea')")
    page.keyboard.press("Control+A")
    page.keyboard.type(title)
    page.keyboard.press("Tab")
    page.keyboard.type(text)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


def test_a_scene_of_ones_own_is_kept_over_a_reload_moved_and_deleted(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("2")
        page.keyboard.press("+")
        page.wait_for_timeout(400)
        zoom = page.evaluate("() => __ig.map.getZoom()")
        keep_own(page, "Ecke am Markt", "Hier ist es laut.")
        assert page.locator(".ig-place").inner_text() == "3 / 4"
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        page.keyboard.press("3")
        assert page.locator("#ig-scene-title").inner_text() == "Ecke am Markt"
        assert page.locator("#ig-sentence").inner_text() == "Hier ist es laut."
        assert page.locator("#ig-filtered").inner_text() == "gefiltert: 5 von 7"
        assert page.evaluate("() => __ig.map.getZoom()") == zoom
        page.keyboard.press("e")
        page.locator("#ig-story li", has_text="Ecke").locator("button", has_text="↑").click()
        assert page.locator(".ig-place").inner_text() == "2 / 4"
        row = page.locator("#ig-story li", has_text="Leerstand")
        row.locator("button", has_text="Ausblenden").click()
        assert page.locator(".ig-place").inner_text() == "2 / 3"
        page.locator("#ig-story li", has_text="Ecke").locator("button", has_text="Löschen").click()
        assert page.locator(".ig-place").inner_text() == "1 / 2"


def test_a_sentence_written_for_other_data_says_so(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.evaluate(
            """() => { __ig.ig.story.edit("vacancy", "Leer", "Halb leer."); __ig.ig.jump(2); }"""
        )
        assert page.locator("#ig-scene .ig-note").count() == 0  # written for these very data
        story = page.evaluate("() => __ig.ig.keptParts().scenes")
    later = make_story(day_text="Stand: 01.10.2025")
    with opened(sealed_html(later)) as page:
        page.evaluate("story => { __ig.ig.saved.scenes.set(story); __ig.ig.jump(2); }", story)
        assert page.locator("#ig-sentence").inner_text().startswith("Halb leer.")
        note = page.locator("#ig-scene .ig-note").inner_text()
        assert note == "Geschrieben für Ort, Stand 01.10.2024"


def test_scenes_travel_as_a_file_and_another_file_is_refused(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        keep_own(page, "Mitnehmen", "")
        page.keyboard.press("e")
        with page.expect_download() as waiting:
            page.locator("button", has_text="Szenen sichern").click()
        content = json.loads(waiting.value.path().read_text(encoding="utf-8"))
        page.locator("#ig-story li", has_text="Mitnehmen").locator(
            "button", has_text="Löschen"
        ).click()
        assert page.locator(".ig-place").inner_text() == "1 / 3"
        load = page.locator("#ig-story input[type=file]")
        other = {"name": "x.json", "mimeType": "application/json", "buffer": b'{"a": 1}'}
        load.set_input_files(other)
        page.wait_for_timeout(100)
        assert said(page) == "Diese Datei enthält keine Szenen"
        load.set_input_files(other | {"buffer": json.dumps(content).encode()})
        page.wait_for_timeout(100)
        assert page.locator(".ig-place").inner_text() == "1 / 4"


def test_what_is_shown_can_be_taken_down_and_shown_again(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("3")
        page.evaluate("() => __ig.ig.largeType(true)")
        taken = page.evaluate("() => __ig.ig.snapshot()")
        page.keyboard.press("1")
        page.evaluate("() => __ig.ig.largeType(false)")
        page.evaluate("taken => __ig.ig.apply(taken)", taken)
        assert page.evaluate("() => __ig.ig.snapshot()") == taken
        assert page.locator("#ig-filtered").inner_text() == "gefiltert: 3 von 7"


def download(page, name):
    page.keyboard.press("t")
    with page.expect_download() as waiting:
        page.locator("#ig-list button", has_text=name).click()
    return waiting.value


def test_hostile_names_are_text_in_the_workbook(opened, make_story, hostile):
    model = make_story()
    text = hostile.replace("\ud800", "")
    names = ["=1+1", "+49 911", "@SUM(A1)", "-2", "<b>&\"'", text, "\x01\x0bEnde\ufffe"]
    units = replace(model.layers[2], frame=model.layers[2].frame.assign(name=names))
    with opened(sealed_html(replace(model, layers=(*model.layers[:2], units)))) as page:
        book = openpyxl.load_workbook(
            io.BytesIO(download(page, "Excel").path().read_bytes()), data_only=False
        )
        rows = list(book.active.iter_rows(min_row=7))
        told = {row[0].value: row[1] for row in rows}
        # Gasse: u3 to u5, Markt: u0 to u2, then u6 without a street; in one street by name
        order = [*sorted(names[3:6], key=folded), *sorted(names[:3], key=folded), names[6]]
        cells = [told[1 + order.index(name)] for name in names]
        assert [cell.value for cell in cells[:5]] == names[:5]
        assert cells[5].value == text.replace("\x00", "")
        assert cells[6].value == "Ende"
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}


def test_the_map_as_a_picture_carries_title_legend_and_sources(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        page.keyboard.press("2")
        got = download(page, "PNG")
        data = got.path().read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
        assert width > 2 * 1280 and height > 2 * 720
        words = page.evaluate(
            """() => { const told = []; const fill = CanvasRenderingContext2D.prototype.fillText;
              CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
                told.push(text); fill.call(this, text, ...at); };
              __ig.ig.picture(); CanvasRenderingContext2D.prototype.fillText = fill;
              return told.join(" "); }"""
        )
        for text in ("Leerstand", "Stand: 01.10.2024", "Leer (3)", "gefiltert: 5 von 7", "L-01",
                     "© OpenStreetMap-Mitwirkende", "▲ N"):  # fmt: skip
            assert text in words


def test_no_word_of_a_story_is_run(opened, make_story, hostile):
    text = hostile.replace("\ud800", "")
    model = make_story()
    figure = replace(model.figures[0], label=text, value=text, facts=((text, text),))
    scenes = tuple(
        replace(one, title=text, sentences=(text, text), words=(("units", "vacant", text),))
        for one in model.scenes
    )
    with opened(sealed_html(replace(model, scenes=scenes, figures=(figure,)))) as page:
        page.keyboard.press("2")
        page.locator(".ig-fig").click()
        page.keyboard.press("Escape")
        page.evaluate(
            """text => { const { ig } = __ig; ig.story.edit("start", text, text); ig.story.add(text);
              ig.toggleStory(); ig.setFilter({ text, by: { [text]: [text], __proto__: [text] } });
              ig.saved.scenes.load({ own: [{ id: "own-<img>", title: text, text, layers: { [text]: 1 }, view: text,
                stamp: { day: text } }], edits: { vacancy: { title: text, text } }, order: [text] });
              ig.toggleList(); for (const one of ig.story.all()) ig.play(one); }""",
            text,
        )
        page.wait_for_timeout(100)
        assert page.evaluate("() => window.pwned") is None
        assert page.locator("img").count() == 0
        title = page.locator("#ig-scene-title").evaluate("one => one.textContent")
        assert title == text[:120]


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_panels_never_lie_over_one_another_and_leave_most_of_the_map(
    opened, make_story, width, height
):
    with opened(sealed_html(make_story()), width=width, height=height) as page:
        for key in ("1", "2", "3"):
            page.keyboard.press(key)
            covered = page.evaluate(
                """() => {
                const boxes = [...document.querySelectorAll(".ig-panel")].map(one => one.getBoundingClientRect())
                  .filter(box => box.width);
                const over = boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right &&
                  b.left < a.right && a.top < b.bottom && b.top < a.bottom));
                const area = boxes.reduce((sum, box) => sum + box.width * box.height, 0);
                return [over, area / innerWidth / innerHeight]; }"""
            )
            assert covered[0] is False
            assert covered[1] < 0.37


def test_axe_finds_nothing_serious_in_any_scene(opened, make_story):
    axe = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH.read_text("utf-8")
    with opened(sealed_html(make_story())) as page:
        page.evaluate(axe)

        def serious():
            return page.evaluate(
                """() => axe.run(document).then(found => found.violations
                  .filter(one => ["serious", "critical"].includes(one.impact))
                  .map(one => [one.id, one.nodes[0].html]))"""
            )

        keys = ("1", "2", "3", "t", "Escape", "e", "Enter", "Escape", "Escape", "?", "Escape", "g")
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(50)
            assert serious() == [], key
        page.locator("#ig-menu").click()  # in large type tools and further layers wait behind it
        page.locator(".ig-fold").click()
        assert serious() == []
        page.keyboard.press("2")
        page.locator(".ig-fig").click()
        assert serious() == []


def test_a_saved_copy_carries_scenes_of_ones_own_to_another_laptop(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        keep_own(page, "Mitgenommen", "Für alle.")
        copy = page.evaluate("() => __ig.ig.copyOf(__ig.ig.keptParts())")
    with opened(copy) as page:  # a browser that has kept nothing
        assert page.locator(".ig-place").inner_text() == "1 / 4"
        page.keyboard.press("2")
        assert page.locator("#ig-scene-title").inner_text() == "Mitgenommen"
        assert page.locator("#ig-sentence").inner_text() == "Für alle."


NOTE = """told => ig.ideas.add({ kind: "idea", shape: { type: "Point", at: [[128812000, 505779000]] }, ...told })"""


def test_what_was_said_is_a_scene_from_the_first_note_on_and_counts_along(opened, make_story):
    with opened(sealed_html(make_story())) as page:
        assert page.locator(".ig-place").inner_text() == "1 / 3"
        page.evaluate(NOTE, {"theme": "image", "group": "youth"})
        assert page.locator(".ig-place").inner_text() == "1 / 4"
        page.keyboard.press("3")  # before the scenes in plain language
        assert page.locator("#ig-scene-title").inner_text() == "Was gesagt wurde"
        told = page.locator("#ig-sentence p")
        assert told.all_inner_texts() == [
            "1 Hinweis; kein Querschnitt der Stadt.",
            "Nach Thema: Image 1.", "Nach Gruppe: Jugend 1.",
        ]  # fmt: skip
        for _ in range(2):
            page.evaluate(NOTE, {"theme": "vacancy"})
        page.evaluate("() => ig.ideas.dot(ig.ideas.shown()[0].id, 1, 2)")
        assert told.all_inner_texts()[:3] == [
            "3 Hinweise, 2 Punkte; kein Querschnitt der Stadt.",
            "Nach Thema: Leerstand und Brachen 2, Image 1.", "Nach Gruppe: offen 2, Jugend 1.",
        ]  # fmt: skip
        assert "%" not in page.locator("#ig-scene").inner_text()
        for theme in ("access", "access", "retail", "digital", "cooperation"):
            page.evaluate(NOTE, {"theme": theme})
        assert told.nth(1).inner_text() == (
            "Nach Thema: Erreichbarkeit 2, Leerstand und Brachen 2, Handel und Dienstleistung 1, übrige 3."
        )
        page.evaluate("() => { for (const one of ig.ideas.shown()) ig.ideas.remove(one.id); }")
        assert page.locator(".ig-place").inner_text() == "1 / 3"  # nobody said anything


def test_a_page_opens_with_the_story_that_it_brings(opened, make_story):
    stamp = {"map": "alt", "day": "Stand: 01.10.2023", "town": "Ort", "stamp": "WORKSHOP"}
    own = {"id": "own-a", "title": "Unser Brunnen", "text": "Eine Bank fehlt.", "stamp": stamp,
           "layers": {"units": {"visible": True, "off": []}}}  # fmt: skip
    told = {
        "own": [own, {"id": "<b>"}, None], "order": ["own-a", "easy"], "hidden": ["start"], "at": 7,
        "edits": {"vacancy": {"title": "Leer", "text": "Viel."}, "__proto__": {"title": "x"}},
    }  # fmt: skip
    with opened(sealed_html(make_story(saved={"scenes": told}))) as page:
        assert page.locator("#ig-scene-title").inner_text() == "Unser Brunnen"
        assert page.locator("#ig-scene .ig-note").inner_text() == (
            "Geschrieben für Ort, Stand 01.10.2023"
        )
        titles = "() => ig.story.played().map(one => one.title)"
        assert page.evaluate(titles) == ["Unser Brunnen", "Für Familien", "Leer"]
        # nothing was changed here: leaving the page loses nothing
        leave = "() => dispatchEvent(new Event('beforeunload', { cancelable: true }))"
        assert page.evaluate(leave)
        page.evaluate('() => ig.story.hide("easy", true)')
        assert not page.evaluate(leave)
        page.keyboard.press("e")
        with page.expect_download() as waiting:
            page.locator("button", has_text="Szenen sichern").click()
        content = json.loads(waiting.value.path().read_text("utf-8"))
        assert (content["town"], content["day"]) == ("Ort", "Stand: 01.10.2024")
        assert page.evaluate(leave)


def test_own_scenes_of_an_older_map_are_offered_in_one_click(opened, make_story, tmp_path):
    with opened(sealed_html(make_story())) as page:
        keep_own(page, "Vom letzten Jahr", "Laut.")
        page.evaluate("() => ig.emit('filed', 'scenes')")
        until(
            page,
            "() => Object.values(localStorage).some(kept => kept.includes('Vom letzten Jahr'))",
        )
        newer = sealed_html(make_story(day_text="Stand: 01.10.2025"))
        (tmp_path / "karte.html").write_text(newer, "utf-8")
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        assert page.locator(".ig-place").inner_text() == "1 / 3"
        page.keyboard.press("e")
        page.get_by_role(
            "button", name="1 eigene Szene von einer früheren Karte übernehmen"
        ).click()
        assert page.locator(".ig-place").inner_text() == "1 / 4"
        assert page.locator("#ig-story li").last.locator(".ig-note").inner_text() == (
            "Geschrieben für Ort, Stand 01.10.2024"
        )


def test_the_page_tells_its_story_in_a_notebook_where_nothing_can_be_kept(opened, make_story):
    inner = html.escape(sealed_html(make_story()), quote=True)
    frame = f'<iframe sandbox="allow-scripts" srcdoc="{inner}" width="1200" height="700"></iframe>'
    with opened(f"<!doctype html><html lang=de><title>x</title>{frame}") as page:
        cell = page.frame_locator("iframe")
        cell.locator("#ig-zoom button").first.click()
        cell.locator("button", has_text="▶").click()
        assert cell.locator("#ig-scene-title").inner_text() == "Leerstand"
        cell.locator("#ig-scene button", has_text="Szenen").click()
        cell.locator("button", has_text="Ansicht als Szene behalten").click()
        assert cell.locator(".ig-place").inner_text() == "3 / 4"
