"""One table of keys: what the help says is what the keys do, and Escape leads back."""

from __future__ import annotations

import pytest

from innenstadt_gis.outputs.map import sealed_html

pytestmark = pytest.mark.browser

FOCUS = """() => { const at = document.activeElement;
  return at.id || at.getAttribute("aria-label") || at.textContent; }"""
FREE = "() => __ig.ig.keys().filter(one => !one.when).map(one => one.keys).flat()"
HELP = """() => [...document.querySelectorAll("#ig-help tr")].map(one => [
  [...one.querySelectorAll("kbd")].map(key => key.textContent), one.querySelector("td").textContent])"""


def test_the_question_mark_shows_every_key_of_the_page_with_its_words(opened, make_model):
    with opened(sealed_html(make_model())) as page:
        page.keyboard.press("?")
        shown = page.evaluate(HELP)
        known = page.evaluate("() => __ig.ig.keys().map(one => one.says)")
        assert sorted(says for _, says in shown) == sorted(known)
        assert [["Bild ab"], "Nächste Szene"] in shown
        assert [["1 – 9"], "Zur Szene mit dieser Nummer"] in shown
        assert [["B", "."], "Bild schwarz und wieder hell"] in shown
        assert [["Strg+S"], "Kopie speichern"] in shown
        assert page.locator("#ig-help h3").all_inner_texts() == [
            "Vorführen", "Karte", "Öffnen und schließen", "Hinweise sammeln",
        ]  # fmt: skip
        page.keyboard.press("t")  # a dialog is open: the page below it hears nothing
        page.keyboard.press("Escape")
        assert page.locator("#ig-help").count() == 0
        assert not page.locator("#ig-list").is_visible()


def test_no_key_means_two_things_at_once(opened, make_model):
    with opened(sealed_html(make_model())) as page:
        keys = page.evaluate(FREE)
        assert len(keys) >= 25
        assert len(set(keys)) == len(keys)
        assert page.evaluate("() => __ig.ig.keys().filter(one => !one.says || !one.group)") == []


@pytest.mark.parametrize("key", ["t", "e", "n"])
def test_escape_gives_the_keyboard_back_to_the_button_it_came_from(opened, make_model, key):
    words = {"t": "(T)", "e": "(E)", "n": "(N)"}[key]
    with opened(sealed_html(make_model())) as page:
        opener = page.locator(f"#ig-scene button[aria-label*='{words}']")
        opener.focus()
        name = page.evaluate(FOCUS)
        page.keyboard.press("Enter")
        assert page.evaluate(FOCUS) != name
        page.keyboard.press("Escape")
        assert page.evaluate(FOCUS) == name
        page.locator("#map").focus()
        page.keyboard.press(key)
        page.keyboard.press("Escape")
        assert page.evaluate(FOCUS) == "map"


def test_escape_closes_what_was_opened_last_and_then_what_was_open_before(opened, make_model):
    with opened(sealed_html(make_model())) as page:
        for key in ("e", "t", "b"):
            page.keyboard.press(key)
        for box in ("#ig-black", "#ig-list", "#ig-story"):
            assert page.locator(box).is_visible()
            page.keyboard.press("Escape")
            assert not page.locator(box).is_visible()
        page.keyboard.press("Escape")  # nothing is open, nothing happens
        assert page.evaluate("() => __ig.ready")


def test_a_text_keeps_its_letters_and_a_clicker_always_steps_on_the_map(opened, make_model):
    with opened(sealed_html(make_model())) as page:
        page.keyboard.press("t")
        page.locator("#ig-text").focus()
        page.keyboard.type("bel?")
        assert page.locator("#ig-text").input_value() == "bel?"
        assert page.locator("#ig-list").is_visible()
        assert page.locator("dialog").count() == 0
        page.keyboard.press("Escape")
        page.locator(".ig-class").first.focus()  # a class in the legend holds the keyboard
        page.evaluate("() => { __ig.steps = 0; __ig.ig.step = () => { __ig.steps += 1; }; }")
        page.keyboard.press("PageDown")
        page.keyboard.press("PageUp")
        assert page.evaluate("() => __ig.steps") == 2


def test_a_sticker_that_was_opened_by_keyboard_gets_the_keyboard_back(opened, make_model):
    with opened(sealed_html(make_model())) as page:
        page.evaluate(
            """() => { const at = __ig.map.getCenter();
            __ig.ig.ideas.add({ kind: "idea", shape: { type: "Point", at: [__ig.ig.toSteps(at)] } }); }"""
        )
        page.locator(".ig-pin").focus()
        page.keyboard.press("Enter")
        assert page.evaluate(FOCUS) == "ig-note-text"
        page.keyboard.press("Escape")
        assert page.evaluate(FOCUS).startswith("1 · Idee")
        page.keyboard.press("ArrowLeft")
        assert page.evaluate(FOCUS).startswith("1 · Idee")
        page.keyboard.press("Delete")
        assert page.locator(".ig-pin").count() == 0
