"""Notes on the map as a coach takes them down: entered, undone, saved, merged, carried in a copy."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
from contextlib import contextmanager

import pytest

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ideas import Note, features_of, merge_all, read_notes
from innenstadt_gis.ingest.ideas import read_ideas, said_twice
from innenstadt_gis.outputs.map import sealed_html
from innenstadt_gis.tables import IDEA_GROUPS, IDEA_KINDS, NETWORK_THEMES

pytestmark = pytest.mark.browser

HOSTILE = '</script><script>window.pwned=1</script><!-- {{7*7}} ${1} <img src=x onerror="window.pwned=1">\u2028'


@pytest.fixture
def laptop(browser, tmp_path):
    """Open a page as another laptop would: its own memory, no network, nothing said."""

    @contextmanager
    def opened(html, name="karte.html"):
        path = tmp_path / name
        if html is not None:
            path.write_text(html, encoding="utf-8")
        asked, said = [], []
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        page = context.new_page()

        def judge(route):
            if route.request.url.startswith(("file:", "data:", "blob:")):
                route.continue_()
                return
            asked.append(route.request.url)
            route.abort()

        page.route("**/*", judge)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        yield page
        assert page.evaluate("() => window.pwned") is None
        assert (asked, said) == ([], [])
        context.close()

    return opened


def notes(page):
    return page.evaluate(
        """() => ig.ideas.shown().map(x => [x.number, x.kind, x.text, x.shape?.type ?? null,
           ig.notes.votes(x)])"""
    )


def enter(page, kind, x=900, y=330, text=""):
    if not page.locator("#ig-ideas").is_visible():
        page.keyboard.press("n")
    if page.locator("#ig-ideas .ig-pick[aria-pressed=true]").count():
        page.keyboard.press("Escape")
    page.locator(f'.ig-pick[data-kind="{kind}"]').click()
    page.mouse.click(x, y)
    if text:
        page.locator("#ig-note-text").fill(text)
        page.get_by_role("button", name="Fertig").click()


def tool(page, name):
    page.locator("#ig-ideas").get_by_role("button", name=name, exact=True).click()


def saved_by(page, name, tmp_path, as_):
    with page.expect_download() as waiting:
        tool(page, name)
    path = tmp_path / as_
    waiting.value.save_as(path)
    return path, waiting.value.suggested_filename


SAVE = "Hinweise als GeoJSON speichern"
LOAD = "#ig-load-notes"
COPY = "Diese Karte mit allen Hinweisen als neue Datei speichern (Strg+S)"


def test_one_tap_places_a_sticker_and_words_come_afterwards(laptop, make_model):
    with laptop(sealed_html(make_model())) as page:
        enter(page, "idea")
        page.mouse.click(1000, 400)
        assert notes(page) == [[1, "idea", "", "Point", 0], [2, "idea", "", "Point", 0]]
        page.locator("#ig-note-text").fill("Bank fehlt")
        page.locator('.ig-pick[data-kind="problem"]').click()  # leaves the text, which is kept
        page.mouse.click(1100, 500)
        assert [n[1:3] for n in notes(page)] == [
            ["idea", ""], ["idea", "Bank fehlt"], ["problem", ""],
        ]  # fmt: skip
        assert page.locator("#ig-legend-notes .ig-count").all_text_contents() == ["2", "1"]
        assert page.locator(".ig-pin").count() == 3


def test_a_line_and_an_area_are_drawn_by_taps_and_ended_by_enter_or_double_click(
    laptop, make_model
):
    with laptop(sealed_html(make_model())) as page:
        page.keyboard.press("n")
        for kind, form in (("problem", "LineString"), ("favourite", "Polygon")):
            page.locator(f'.ig-pick[data-kind="{kind}"]').click()
            page.locator("#ig-ideas select").first.select_option(form)
            page.mouse.click(800, 260 if form == "LineString" else 320)
            page.mouse.click(900, 300)
            if form == "LineString":
                page.locator("#map").focus()
                page.keyboard.press("Enter")
            else:
                page.mouse.click(900, 380)
                page.mouse.dblclick(840, 440)
        assert [n[3] for n in notes(page)] == ["LineString", "Polygon"]
        told = page.evaluate("() => ig.saved.ideas.get()")
        ring = told["features"][1]["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert len(ring) == 5
        assert read_notes(told["features"]).refused == ()


def test_everything_can_be_done_without_a_mouse(laptop, make_model):
    with laptop(sealed_html(make_model())) as page:
        page.keyboard.press("n")
        assert page.evaluate("() => document.activeElement.dataset.kind") == "idea"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator("#map").focus()
        page.keyboard.press("Enter")
        assert notes(page) == [[1, "problem", "", "Point", 0]]
        before = page.evaluate("() => ig.ideas.shown()[0].shape.at[0]")
        page.keyboard.press("Escape")
        page.locator(".ig-pin").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")
        after = page.evaluate("() => ig.ideas.shown()[0].shape.at[0]")
        assert after[0] > before[0] and after[1] > before[1]
        assert page.locator(".ig-pin").get_attribute("aria-label") == "1 · Problem"
        page.keyboard.press("Enter")
        page.keyboard.type("dunkel, n b t")  # keys of the map are letters here
        page.keyboard.press("Escape")
        assert notes(page)[0][2] == "dunkel, n b t"
        assert page.locator("#ig-black").is_hidden()
        page.locator(".ig-pin").focus()
        page.keyboard.press("Enter")
        page.locator(".ig-editor select").nth(1).focus()
        page.keyboard.press("ArrowDown")  # the tray is drawn anew, the keyboard stays where it was
        page.keyboard.press("ArrowDown")
        assert page.evaluate("() => ig.ideas.shown()[0].theme") == "access"
        page.keyboard.press("Escape")
        page.locator(".ig-pin").focus()
        page.keyboard.press("Delete")
        assert notes(page) == []
        page.keyboard.press("Control+z")
        assert notes(page)[0][2] == "dunkel, n b t"


def test_a_note_is_dragged_and_every_step_can_be_taken_back(laptop, make_model):
    with laptop(sealed_html(make_model())) as page:
        enter(page, "question", 900, 330, "Wann?")
        page.mouse.move(900, 330)
        page.mouse.down()
        page.mouse.move(1000, 400, steps=5)
        page.mouse.up()
        page.wait_for_timeout(50)
        spot = page.locator(".ig-pin").bounding_box()
        assert abs(spot["x"] + spot["width"] / 2 - 1000) < 4
        page.locator("#map").focus()
        for _ in range(2):
            page.keyboard.press("Control+z")
        assert notes(page) == [[1, "question", "", "Point", 0]]
        spot = page.locator(".ig-pin").bounding_box()
        assert abs(spot["x"] + spot["width"] / 2 - 900) < 4
        page.keyboard.press("Control+z")
        assert notes(page) == []


def test_dots_have_a_budget_that_counts_down_and_begins_anew_with_the_next_person(
    laptop, make_model
):
    with laptop(sealed_html(make_model())) as page:
        enter(page, "idea", 850, 330)
        enter(page, "problem", 1000, 480)
        page.keyboard.press("Escape")
        page.locator("#ig-ideas").get_by_role("button", name="Jede Person").click()
        page.locator("#ig-votes input").nth(1).fill("2")
        page.locator("#ig-votes input").nth(1).press("Enter")
        assert page.evaluate("() => document.activeElement.value") == "2"
        pins = page.locator(".ig-pin")
        for at in (0, 0, 1):
            pins.nth(at).click()
        assert [n[4] for n in notes(page)] == [2, 0]
        assert page.locator("#ig-live").inner_text().startswith("Keine Punkte mehr")
        page.get_by_role("button", name="Nächste Person").click()
        pins.nth(1).click()
        page.locator("#ig-votes").get_by_role("button", name="Rückgängig").click()
        pins.nth(0).click()
        assert [n[4] for n in notes(page)] == [3, 0]
        assert "noch: 1" in page.locator("#ig-dots-left").inner_text()


def test_notes_survive_a_reload_and_leaving_with_unsaved_ones_warns(laptop, make_model):
    with laptop(sealed_html(make_model())) as page:
        enter(page, "idea", text="bleibt")
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        assert notes(page) == [[1, "idea", "bleibt", "Point", 0]]
        assert asked == ["beforeunload"]
        page.keyboard.press("n")
        with page.expect_download():
            tool(page, SAVE)
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        assert asked == ["beforeunload"]


def test_a_page_whose_browser_remembers_nothing_says_so(browser, make_model, tmp_path):
    path = tmp_path / "zelle.html"
    inner = sealed_html(make_model()).replace("&", "&amp;").replace('"', "&quot;")
    path.write_text(
        f'<iframe srcdoc="{inner}" sandbox="allow-scripts" width=1200 height=680></iframe>', "utf-8"
    )
    page = browser.new_page()
    page.goto(path.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("#map").focus()
    page.keyboard.press("n")
    frame.get_by_text("Dieser Browser merkt sich nichts").wait_for()
    page.close()


def test_the_saved_file_is_read_by_the_program_and_names_town_and_map(laptop, make_model, tmp_path):
    with laptop(sealed_html(make_model())) as page:
        enter(page, "avoid", text=HOSTILE)
        path, name = saved_by(page, SAVE, tmp_path, "a.geojson")
        told = json.loads(path.read_text("utf-8"))
        got = read_ideas(path)
    assert re.fullmatch(r"ideen_Ort_\d{4}-\d\d-\d\d_\d{4}\.geojson", name)
    assert got.refused == ()
    assert got.town == "Ort"
    assert got.notes[0].text == HOSTILE
    assert got.notes[0].day == "2024-10-01"
    assert re.fullmatch("[0-9a-f]{12}", got.notes[0].map_id)
    lon, lat = told["features"][0]["geometry"]["coordinates"]
    assert 12.87 < lon < 12.89 and 50.57 < lat < 50.59
    assert told["innenstadt_gis"]["values"]["kind"]["avoid"] == "meide ich"


def foreign(**changes):
    """A file of another laptop with all that may be wrong in it."""
    good = {"kind": "idea", "theme": "<b>", "group": "eva", "text": HOSTILE, "changed": "2026-10-01T10:00:00Z",
            "map_id": "alt", "day": "2023-01-01", "onclick": "alert(1)"}  # fmt: skip
    spot = {"type": "Point", "coordinates": [12.8812, 50.5779]}
    ids = [f"00000000-0000-4000-8000-00000000000{k}" for k in range(7)]
    features = [
        {"type": "Feature", "id": ids[0], "geometry": spot, "properties": good},
        {"type": "Feature", "id": ids[1], "geometry": spot, "properties": good | {"kind": "__proto__"}},
        {"type": "Feature", "id": "1", "geometry": spot, "properties": good},
        {"type": "Feature", "id": ids[3], "geometry": {"type": "Point", "coordinates": [999, 0]},
         "properties": good},
        {"type": "Feature", "id": ids[4], "geometry": spot, "properties": good | {"changed": "morgen"}},
        {"type": "Feature", "id": ids[5], "geometry": None,
         "properties": good | {"text": "x" * 999, "map_id": "", "hidden": True}},
        "<script>",
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features, **changes})


def test_another_laptops_file_is_merged_whatever_stands_in_it(laptop, make_model, tmp_path):
    (tmp_path / "fremd.geojson").write_text(foreign(), "utf-8")
    (tmp_path / "kaputt.geojson").write_text("{", "utf-8")
    (tmp_path / "andere.geojson").write_text(foreign(innenstadt_gis={"town": "Anderswo"}), "utf-8")
    with laptop(sealed_html(make_model())) as page:
        enter(page, "idea", text="eigen")
        files = [tmp_path / f"{name}.geojson" for name in ("fremd", "kaputt", "andere")]
        page.locator(LOAD).set_input_files(files)
        lines = page.locator("#ig-loaded li")
        lines.nth(2).wait_for()
        said = lines.all_inner_texts()
        assert said[0].startswith("fremd.geojson: 2 gelesen, 2 neu, 2 von einer älteren Karte")
        assert "1 × unbekannte Art" in said[0] and "1 × keine gültige Kennung" in said[0]
        assert said[1] == "kaputt.geojson: enthält keine Hinweise"
        assert said[2].startswith("andere.geojson: gehört zu einer anderen Stadt")
        page.locator("#ig-loaded button").click()
        assert sorted(n[2] for n in notes(page)) == sorted(["eigen", HOSTILE, "x" * 280])
        tool(page, "Hinweise")
        rows = page.locator("#ig-note-list tbody tr")
        assert rows.count() == 3
        assert rows.filter(has_text="ältere Karte (01.01.2023)").count() == 2
        assert rows.filter(has_text="ohne Lage").count() == 1
        assert HOSTILE.strip() in page.evaluate(
            "() => document.getElementById('ig-note-list').textContent"
        )


def test_page_and_program_read_and_merge_the_same_files_to_the_same_notes(laptop, make_model):
    rng = random.Random(6)
    pick = rng.choice

    def geometry():
        x = [round(rng.uniform(12, 13), 9) for _ in range(8)]
        return pick([
            None, {"type": "Point", "coordinates": x[:2] and [x[0], 50 + x[1] / 100]},
            {"type": "LineString", "coordinates": [[x[0], 50.1], [x[2], 50.2]]},
            {"type": "Polygon", "coordinates": [[[x[0], 50.1], [x[1], 50.2], [x[2], 50.3], [x[0], 50.1]]]},
            {"type": "MultiPoint", "coordinates": [[x[0], -50.00000005]]}, {"type": "Point"}, 7,
        ])  # fmt: skip

    def feature():
        return {
            "type": "Feature", "id": f"8D7f6b1e-0c1d-4f4e-9a55-01234567890{rng.randrange(4)}",
            "geometry": geometry(),
            "properties": {
                "kind": pick(["idea", "problem", "x"]), "theme": pick([*NETWORK_THEMES, None, 3]),
                "group": pick([*IDEA_GROUPS, ""]),
                "text": pick(["", "ä", "😀" * 300, " a\u0007\n", "\ud83d", "\U0001f600\ud800b", "z"]),
                "changed": pick(["2026-10-01T10:00:00Z", "2026/10/01 10:00:00.25+00", "2026-10-02T10:00:00.000Z", "nie"]),
                "round": pick([1, 2.0, 2.5, True, 100]), "deleted": pick([True, False, "true"]),
                "hidden": pick([True, False]), "withheld": pick([True, False]), "scene": pick(["s", 1]),
                "dots": pick(["", "a:1:2:3;b:1:1:1", "a:1:3:2;b:2:0:4", "a:1:2:4;;:", None]),
                "map_id": pick(["m", "<", None]), "day": pick(["2024-10-01", "1.10.2024", "2024-10-01T00:00:00"]),
            },
        }  # fmt: skip

    files = [[feature() for _ in range(rng.randrange(1, 12))] for _ in range(90)]
    with laptop(sealed_html(make_model())) as page:
        told = page.evaluate(
            """files => files.map(text => {
            const read = ig.notes.readAll({ features: JSON.parse(text) });
            return [ig.notes.collection(ig.notes.mergeAll(read.notes)).features, read.refused];
          })""",
            [json.dumps(one) for one in files],
        )
        keys = page.evaluate("() => [ig.notes.KINDS, ig.notes.THEMES, ig.notes.GROUPS]")
    assert keys == [list(IDEA_KINDS), list(NETWORK_THEMES), list(IDEA_GROUPS)]
    merged = 0
    for one, (features, refused) in zip(files, told, strict=True):
        read = read_notes(json.loads(json.dumps(one)))
        assert features == features_of(merge_all(read.notes))
        assert [tuple(pair) for pair in refused] == list(read.refused)
        merged += len(read.notes) - len(features)
    assert merged > 30  # or the sets would not have tried the merge


def test_a_saved_copy_carries_the_notes_under_the_same_policy_and_so_does_its_copy(
    laptop, make_model, tmp_path
):
    html = sealed_html(make_model())
    with laptop(html) as page:
        enter(page, "problem", text=HOSTILE)
        first, name = saved_by(page, COPY, tmp_path, "kopie.html")
        assert not page.evaluate("() => ig.ideas.unsaved()")
    assert name.startswith("Ort_2024-10-01_WORKSHOP_Kopie_")
    with laptop(None, "kopie.html") as page:
        assert [n[1:3] for n in notes(page)] == [["problem", HOSTILE]]
        enter(page, "idea", 1000, 450, "zweiter Tisch")
        second, _ = saved_by(page, COPY, tmp_path, "kopie2.html")
    with laptop(None, "kopie2.html") as page:
        assert [n[2] for n in notes(page)] == [HOSTILE, "zweiter Tisch"]

    original = html.splitlines()
    for copy in (first, second):
        text = copy.read_text("utf-8")
        lines = text.splitlines()
        saved = next(i for i, line in enumerate(lines) if 'id="ig-saved"' in line)
        assert lines[:saved] + lines[saved + 1 :] == original
        assert len(re.findall(r"<script[ >]", "\n".join(lines[saved : saved + 1]))) == 1
        policy = re.search(r'Security-Policy" content="([^"]*)"', text)[1]
        run = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        assert re.findall(r"'sha256-([^']+)'", re.search(r"script-src ([^;]*)", policy)[1]) == [
            base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in run
        ]
    assert [n.text for n in read_ideas(second).notes] == [HOSTILE, "zweiter Tisch"]
    assert read_ideas(second).town == "Ort"


def test_a_page_that_an_extension_has_changed_is_copied_without_what_it_added(
    browser, make_model, tmp_path
):
    html = sealed_html(make_model())
    (tmp_path / "karte.html").write_text(html, encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "karte.html").as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    copy = page.evaluate(
        """() => {
        document.head.append(ig.el("style", { class: "dark" }, ["* { color: red }"]), ig.el("link"));
        document.body.append(ig.el("div", { onclick: "1" }, ["fremd"]));
        return ig.copyOf({});
      }"""
    )
    assert [line for line in copy.splitlines() if 'id="ig-saved"' not in line] == html.splitlines()
    refused = page.evaluate(
        "() => { document.body.append(ig.el('script')); return ig.copyOf({}); }"
    )
    assert refused == ""
    page.close()


def test_notes_that_the_program_brings_along_are_on_the_map_and_join_those_of_the_browser(
    laptop, make_model
):
    brought = Note(
        id="8d7f6b1e-0c1d-4f4e-9a55-0123456789ab", kind="favourite", changed="2026-10-01T10:00:00.000Z",
        created="2026-10-01T10:00:00.000Z", text="Brunnen", shape=("Point", ((128815000, 505780000),)),
        map_id="alt", day="2023-01-01",
    )  # fmt: skip
    saved = {"ideas": {"type": "FeatureCollection", "features": features_of([brought])}}
    with laptop(sealed_html(make_model(saved=saved))) as page:
        assert notes(page) == [[1, "favourite", "Brunnen", "Point", 0]]
        head = page.locator("#ig-legend-notes button")
        assert head.all_inner_texts() == ["1 Hinweis"]  # there when asked for, not over the story
        assert page.locator(".ig-pin").count() == 0
        head.click()
        assert page.locator(".ig-pin.ig-older").count() == 1
        assert not page.evaluate("() => ig.ideas.unsaved()")
        enter(page, "idea", 1000, 450)
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        assert len(notes(page)) == 2


def test_notes_of_an_older_map_in_this_browser_are_offered_in_one_click(
    laptop, make_model, tmp_path
):
    with laptop(sealed_html(make_model())) as page:
        enter(page, "idea", text="vom letzten Jahr")
        page.evaluate("""() => {
          const far = ig.notes.read({ type: "Feature", id: "00000000-0000-4000-8000-000000000001",
            geometry: { type: "Point", coordinates: [13.9, 50.5] },
            properties: { kind: "problem", text: "weit weg", changed: "2020-01-01T00:00:00Z", day: "2024-10-01" } });
          ig.ideas.take({ notes: [far], refused: [] });
          ig.ideas.saved();
        }""")
        newer = sealed_html(make_model(day_text="Stand: 01.10.2025"))
        (tmp_path / "karte.html").write_text(newer, encoding="utf-8")
        page.reload()
        page.wait_for_selector("html[data-ready]", state="attached")
        assert notes(page) == []
        page.keyboard.press("n")
        offer = page.locator("#ig-ideas .ig-older-here")
        assert offer.inner_text().startswith(
            "2 Hinweise von einer früheren Karte liegen noch auf diesem Gerät (Stand 01.10.2024)."
        )
        offer.get_by_role("button", name="Übernehmen").click()
        assert offer.count() == 0
        assert page.locator("#ig-live").inner_text() == (
            "2 Hinweise übernommen, 1 außerhalb der Karte"
        )
        assert sorted(n[2] for n in notes(page)) == ["vom letzten Jahr", "weit weg"]
        tool(page, "Hinweise")
        assert page.locator("#ig-note-list .ig-mark").all_inner_texts() == [
            "ältere Karte (01.10.2024)", "außerhalb der Karte", "ältere Karte (01.10.2024)",
        ]  # fmt: skip


def test_notes_of_a_map_that_was_only_written_anew_are_not_called_older(laptop, make_model):
    with laptop(sealed_html(make_model())) as page:
        enter(page, "idea", text="gestern")
        told = page.evaluate("() => ig.keptParts()")
    again = make_model(title="Neu gerechnet", saved={"ideas": told["ideas"]})
    with laptop(sealed_html(again), name="neu.html") as page:
        assert page.locator(".ig-pin").count() == 0  # there when asked for, not over the story
        page.keyboard.press("n")
        assert page.locator(".ig-pin").count() == 1
        tool(page, "Hinweise")
        assert "gestern" in page.locator("#ig-note-list tbody").inner_text()
        assert page.locator("#ig-note-list .ig-mark").count() == 0


def noted(text, number, *, spot=(12.8812, 50.5779), dots="", kind="idea", theme=None):
    told = {"kind": kind, "text": text, "changed": "2026-10-01T10:00:00Z", "dots": dots, "theme": theme,
            "created": f"2026-10-01T09:00:0{number}Z", "day": "2024-10-01"}  # fmt: skip
    place = None if spot is None else {"type": "Point", "coordinates": list(spot)}
    key = f"00000000-0000-4000-8000-00000000000{number}"
    return {"type": "Feature", "id": key, "geometry": place, "properties": told}


TWICE = [
    noted("Bank fehlt!", 1, dots="aaa:1:2:1"),
    noted("bank  FEHLT", 2, spot=(12.8815, 50.5780), dots="aaa:1:1:4;bbb:2:1:1", theme="image"),
    noted("Bank fehlt", 3, spot=(12.8912, 50.5779)),  # 700 m away
    noted("mehr Grün", 4, spot=None),
    noted("Mehr Grün.", 5, spot=None, dots="ccc:1:1:1"),
    noted("", 6), noted("", 7),
]  # fmt: skip


def test_the_same_words_at_the_same_place_are_joined_and_parted_again(laptop, make_model):
    read = read_notes(TWICE).notes
    assert [[n.id[-1] for n in one] for one in said_twice(read)] == [["1", "2"], ["4", "5"]]
    saved = {"ideas": {"type": "FeatureCollection", "features": TWICE}}
    with laptop(sealed_html(make_model(saved=saved))) as page:
        page.keyboard.press("n")
        tool(page, "Hinweise")
        lines = page.locator(".ig-twice li")
        assert [line.split(" Zusammen")[0] for line in lines.all_inner_texts()] == [
            "Nr. 1, 2: „Bank fehlt!“", "Nr. 4, 5: „mehr Grün“",
        ]  # fmt: skip
        before = page.evaluate(
            "() => ig.ideas.shown().map(x => [x.text, x.theme, ig.notes.votes(x)])"
        )
        lines.first.get_by_role("button").click()
        assert lines.count() == 1
        assert notes(page)[0][2::2] == ["Bank fehlt!", 4]  # 2 of one and 1 + 1 of the other
        kept = read_notes(page.evaluate("() => ig.keptParts().ideas.features")).notes
        # another laptop still holds both as they were, and joins them by itself
        again = {n.id[-1]: n for n in merge_all([*kept, *read]) if not n.deleted}
        assert sorted(again) == ["1", "3", "4", "5", "6", "7"]
        assert (again["1"].votes, again["1"].theme) == (4, "image")
        page.keyboard.press("Control+z")
        assert (
            page.evaluate("() => ig.ideas.shown().map(x => [x.text, x.theme, ig.notes.votes(x)])")
            == before
        )
        page.get_by_role("button", name="Alle zusammenlegen").click()
        assert lines.count() == 0
        assert [n[4] for n in notes(page)] == [4, 0, 1, 0, 0]


def test_a_file_of_ten_thousand_notes_is_cut_with_a_word_and_nonsense_is_refused(
    laptop, make_model, tmp_path
):
    many = [noted(f"Nr {k}", 1, spot=None) for k in range(10_000)]
    for k, one in enumerate(many):
        one["id"] = f"00000000-0000-4000-8000-{k:012d}"
    (tmp_path / "viele.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": many}), "utf-8"
    )
    deep = "[" * 200_000 + "]" * 200_000
    (tmp_path / "tief.geojson").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":' + deep + "}]}",
        "utf-8",
    )
    nan = json.dumps(
        {"type": "FeatureCollection", "features": [noted("x", 1, spot=(float("nan"), 1))]}
    )
    (tmp_path / "nan.geojson").write_text(nan, "utf-8")
    (tmp_path / "typen.geojson").write_text('{"features": {"length": 3}}', "utf-8")
    names = ("viele", "tief", "nan", "typen")
    with laptop(sealed_html(make_model())) as page:
        page.locator(LOAD).set_input_files([tmp_path / f"{name}.geojson" for name in names])
        lines = page.locator("#ig-loaded li")
        lines.nth(3).wait_for()
        assert lines.all_inner_texts() == [
            "viele.geojson: 2.000 gelesen, 2.000 neu, nicht übernommen: 8.000 × mehr als 2.000 Hinweise in einer Datei",
            "tief.geojson: nicht übernommen: 1 × keine gültige Kennung (UUID)",
            "nan.geojson: enthält keine Hinweise",
            "typen.geojson: enthält keine Hinweise",
        ]  # fmt: skip
        assert len(notes(page)) == 2_000
    got = read_ideas(tmp_path / "viele.geojson")
    assert len(got.notes) == 2_000
    assert got.log.adds_up()
    (said,) = got.log.notes
    assert said.de == (
        "Nr. 2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008 und 7.992 weitere: "
        "mehr als 2.000 Hinweise in einer Datei"
    )
    for name in ("tief", "nan", "typen"):
        with pytest.raises(SourceError):
            read_ideas(tmp_path / f"{name}.geojson")


def test_the_list_is_filtered_sorted_by_dots_and_hides_a_note_from_the_map(laptop, make_model):
    with laptop(sealed_html(make_model())) as page:
        enter(page, "idea", 850, 330, "erste")
        enter(page, "problem", 1000, 480, "zweite")
        page.evaluate("() => ig.ideas.dot(ig.ideas.shown()[1].id, 1, 2)")
        tool(page, "Hinweise")
        rows = page.locator("#ig-note-list tbody tr")
        assert [row.split("\t")[0] for row in rows.all_inner_texts()] == ["2", "1"]
        page.locator("#ig-note-list select").first.select_option("problem")
        assert rows.count() == 1
        assert page.locator("#ig-note-list .ig-note-help").inner_text() == (
            "gefiltert: 1 von 2 Hinweise"
        )
        page.get_by_role("button", name="Nr. 2: Ausblenden").click()
        assert page.locator(".ig-pin").count() == 1
        assert page.evaluate("() => document.activeElement.textContent") == "Einblenden"
        page.get_by_role("button", name="Nr. 2: Bearbeiten").click()  # the list makes room
        assert page.locator("#ig-note-list").is_hidden()
        assert page.evaluate("() => document.activeElement.id") == "ig-note-text"
        page.keyboard.type("!")
        page.get_by_role("button", name="Fertig").click()  # and comes back
        assert "zweite!" in rows.first.inner_text()
        assert page.evaluate("() => document.activeElement.dataset.act") == "edit"
        page.keyboard.press("Escape")
        assert page.locator("#ig-note-list").is_hidden()
        assert page.locator("#ig-ideas").is_visible()


def test_results_are_counts_and_never_per_cent(laptop, make_model):
    with laptop(sealed_html(make_model())) as page:
        enter(page, "idea", 850, 330)
        page.locator("#ig-ideas .ig-editor select").nth(1).select_option("vacancy")
        page.locator("#ig-ideas .ig-editor select").nth(2).select_option("youth")
        enter(page, "idea", 1000, 480)
        page.locator("#ig-ideas .ig-editor select").nth(1).select_option("vacancy")
        page.evaluate("() => ig.ideas.dot(ig.ideas.shown()[0].id, 1, 3)")
        tool(page, "Ergebnis")
        said = page.locator("#ig-note-results").inner_text()
        assert "Ergebnis: 2 Hinweise" in said
        rows = page.locator("#ig-note-results tr").all_inner_texts()
        assert [re.sub(r"\s+", " ", row).strip() for row in rows] == [
            "Leerstand und Brachen 2 Hinweise · 3 Punkte", "offen 1 Hinweis",
            "Jugend 1 Hinweis · 3 Punkte", "Idee 2 Hinweise · 3 Punkte",
        ]  # fmt: skip
        assert "%" not in said


def test_notes_of_the_poster_are_entered_by_cell_one_after_another(laptop, make_model):
    with laptop(sealed_html(make_model())) as page:
        page.keyboard.press("n")
        page.locator("#ig-ideas").get_by_role("button", name="Zettel vom Plakat").click()
        for cell, text in (("c4", "Bank"), ("C 4", "Licht"), ("", "mehr Grün")):
            page.keyboard.type(cell)
            page.locator(".ig-text-input").fill(text)
            page.keyboard.press("Enter")
        page.keyboard.type("Z99")
        page.keyboard.press("Enter")
        assert "dieses Feld gibt es nicht" in page.locator("#ig-by-cell").inner_text()
        cells = page.evaluate(
            "() => ig.ideas.shown().map(x => x.shape && ig.cellOf(ig.noteAnchor(x.shape)))"
        )
        assert cells == ["C4", "C4", None]
        spots = page.evaluate("() => ig.ideas.shown().slice(0, 2).map(x => String(x.shape.at[0]))")
        assert spots[0] != spots[1]


def test_the_poster_is_true_to_scale_with_its_cells_and_one_page_of_notes_behind(
    laptop, make_model
):
    with laptop(sealed_html(make_model())) as page:
        enter(page, "idea", 850, 330, "Bank")
        page.evaluate("() => { ig.sheet = 'poster'; }")
        pdf = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 2
        assert page.evaluate("() => document.documentElement.className") == ""
        page.set_viewport_size({"width": 1588, "height": 1123})
        page.emulate_media(media="print")
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        millimetres = page.evaluate(
            """() => {
            const g = ig.poster();
            const a = ig.map.latLngToContainerPoint(ig.latLng(g.west, g.north));
            const b = ig.map.latLngToContainerPoint(ig.latLng(g.west + g.columns * g.cell / g.step, g.north));
            return [(b.x - a.x) / g.columns / 96 * 25.4, g.cell / g.scale * 1000];
          }"""
        )
        assert millimetres == [pytest.approx(30, abs=0.1), pytest.approx(30)]
        assert page.locator("#ig-poster-list li").all_inner_texts()[0].endswith("· Idee · Bank")
        assert "1 : 1.000" in page.locator("#ig-poster-frame").inner_text()
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")


def test_every_control_of_the_tray_can_be_hit_and_has_a_name(laptop, make_model):
    with laptop(sealed_html(make_model())) as page:
        enter(page, "idea", 850, 330)
        tool(page, "Hinweise")
        small = page.evaluate(
            """() => [...document.querySelectorAll("#ig-ideas button, #ig-ideas select, #ig-note-list button, #ig-note-list select")]
            .filter(b => b.offsetParent && (b.offsetHeight < 40 || b.offsetWidth < 40 ||
              !(b.getAttribute("aria-label") || b.textContent || "").trim())).map(b => b.outerHTML)"""
        )
        assert small == []
        unnamed = page.evaluate(
            """() => [...document.querySelectorAll("input, select, textarea")].filter(e =>
              !e.labels?.length && !e.getAttribute("aria-label")).length"""
        )
        assert unnamed == 0


def test_axe_finds_nothing_serious_in_tray_list_results_votes_and_entry(laptop, make_model):
    axe = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH.read_text("utf-8")

    def serious(page):
        return page.evaluate(
            """() => axe.run(document).then(found => found.violations
               .filter(v => v.impact === "serious" || v.impact === "critical")
               .map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]))"""
        )

    with laptop(sealed_html(make_model())) as page:
        page.evaluate(axe)
        enter(page, "idea", 850, 330, "Bank")
        enter(page, "problem", 1000, 480)
        page.evaluate("() => ig.ideas.change(ig.ideas.shown()[0].id, { hidden: true })")
        found = {"tray": serious(page)}
        page.keyboard.press("Escape")
        page.locator("#ig-ideas").get_by_role("button", name="Jede Person").click()
        found["votes"] = serious(page)
        page.locator("#ig-votes").get_by_role("button", name="Fertig").click()
        for name in ("Hinweise", "Ergebnis"):
            tool(page, name)
            found[name] = serious(page)
            page.keyboard.press("Escape")
        page.locator("#ig-ideas").get_by_role("button", name="Zettel vom Plakat").click()
        found["cell"] = serious(page)
    assert found == {panel: [] for panel in found}
