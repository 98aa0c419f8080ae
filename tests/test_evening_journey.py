"""A coach's evening: three laptops, a poster, two rounds of dots, and the map of the next morning."""

from __future__ import annotations

import json
import re

import pytest

from innenstadt_gis import cli, pipeline
from innenstadt_gis.musterstadt import write_musterstadt
from tests.laptops import laptop

pytestmark = pytest.mark.browser

SPARED = ("gtfs", "elevation", "population", "parcels")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Musterstadt with the sources alone that these claims need."""
    path = write_musterstadt(tmp_path_factory.mktemp("abend") / "musterstadt")
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(x for x in lines if not x.startswith(SPARED)) + "\n", "utf-8")
    for name in ("gtfs.zip", "hoehe.tif", "bevoelkerung_100m.csv", "flurstuecke.gpkg"):
        (path.parent / "daten" / name).unlink()
    return path.parent


def saved(page, press, path):
    with page.expect_download() as waiting:
        press()
    waiting.value.save_as(path)
    return path


def tray(page, name):
    return page.locator("#ig-ideas").get_by_role("button", name=name, exact=True)


def by_mouse(page):
    """First table: two notes by mouse, one of them with words and a theme."""
    page.keyboard.press("n")
    page.locator('.ig-pick[data-kind="problem"]').click()
    page.mouse.click(820, 330)
    page.locator("#ig-note-text").fill("Bank fehlt am Brunnen")
    page.locator("#ig-ideas .ig-editor").get_by_label("Thema").select_option("image")
    page.get_by_role("button", name="Fertig").click()
    page.mouse.click(930, 430)
    page.keyboard.press("Escape")


def by_keys(page):
    """Second table: one note without a mouse, dots of two persons in the first round."""
    page.keyboard.press("n")
    page.locator('.ig-pick[data-kind="favourite"]').press("Enter")
    page.locator("#map").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    vote(page, 1, [0, 0])


def from_paper(page):
    """Third table: three slips of the poster, one of them read twice; a slip without a place."""
    page.keyboard.press("n")
    tray(page, "Zettel vom Plakat eintragen: Feld, Art, Text").click()
    for cell, text in (("c4", "Mehr Grün"), ("C4", "mehr grün!"), ("", "Längere Öffnungszeiten")):
        page.keyboard.type(cell)
        page.locator("#ig-by-cell .ig-text-input").fill(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    vote(page, 2, [0])


def vote(page, number, notes):
    """Give a dot to notes by their place in the list of marks, in a round."""
    tray(
        page, "Jede Person hat gleich viele Punkte; ein Klick auf einen Hinweis gibt einen"
    ).click()
    page.locator("#ig-votes input").first.fill(str(number))
    page.locator("#ig-votes input").first.press("Tab")
    for at in notes:
        page.locator(".ig-pin").nth(at).focus()
        page.keyboard.press("Enter")
    page.locator("#ig-votes").get_by_role("button", name="Fertig").click()


def own_story(page):
    """Keep a view as a scene, write its sentence, show it first, and save the story."""
    page.keyboard.press("e")
    page.get_by_role("button", name="Ansicht als Szene behalten").click()
    page.locator("#ig-story .ig-form input").fill("Unser Brunnen")
    page.locator("#ig-story .ig-form textarea").fill("Hier fehlt eine Bank.")
    page.locator("#ig-story .ig-form").get_by_role("button", name="Übernehmen").click()
    page.get_by_role("button", name="Früher zeigen: Unser Brunnen").click()


def told(page):
    return page.evaluate(
        "() => ig.ideas.shown().map(x => [x.kind, x.text, ig.notes.votes(x)]).sort()"
    )


def next_map_is_right(browser, path):
    """The map of the next morning brings notes and story, and counts along when two notes are joined."""
    with laptop(browser, path) as page:
        assert told(page) == EVENING
        # the story opens as it was saved, and says for what it was written
        count = page.locator(".ig-place").inner_text().split(" / ")[1]
        titles = page.evaluate("() => ig.story.played().map(one => one.title)")
        assert titles.index("Unser Brunnen") == 0
        assert page.locator("#ig-scene-title").inner_text() == "Unser Brunnen"
        assert page.locator("#ig-sentence").inner_text() == "Hier fehlt eine Bank."
        assert int(count) == len(titles)
        page.evaluate("() => ig.play(ig.story.all().find(one => one.id === 'ideas'))")
        words = page.locator("#ig-sentence")
        assert "6 Hinweise aus Workshops" in words.inner_text()
        assert "H-01" in words.inner_text()  # its list of notes can be asked for
        page.keyboard.press("n")
        tray(page, "Hinweise").click()
        page.locator(".ig-twice").get_by_role("button").click()
        assert len(told(page)) == 5
        assert words.inner_text().startswith("5 Hinweise, 3 Punkte; kein Querschnitt der Stadt.")


def test_what_three_tables_said_is_counted_alike_on_the_next_map_and_in_every_product(
    browser, study, tmp_path, capsys
):
    first = pipeline.run(study, out=tmp_path / "aus", only="map").map
    files = [tmp_path / name for name in ("tisch1.geojson", "tisch2_Kopie.html", "tisch3.geojson")]
    save = "Hinweise als GeoJSON speichern"
    with laptop(browser, first) as page:
        own_story(page)
        story = saved(page, page.get_by_role("button", name="Szenen sichern").click,
                      study / "daten" / "geschichte.json")  # fmt: skip
        page.keyboard.press("e")
        by_mouse(page)
        saved(page, tray(page, save).click, files[0])
        assert page.evaluate(
            "() => dispatchEvent(new Event('beforeunload', { cancelable: true }))"
        )  # all is in files: nothing to warn of
    with laptop(browser, first) as page:
        by_keys(page)
        saved(page, lambda: page.keyboard.press("Control+s"), files[1])
    with laptop(browser, files[1]) as page:  # the copy, on the third laptop
        assert told(page) == [["favourite", "", 2]]
        from_paper(page)
        saved(page, tray(page, save).click, files[2])

    with pytest.raises(SystemExit) as left:
        cli.main(["ideas", "merge", *map(str, files), "-o", str(study / "daten" / "ideen.geojson")])
    said = capsys.readouterr().out.splitlines()
    assert left.value.code == 0
    assert said[:4] == [
        "tisch1.geojson: 2 gelesen, davon 2 neu, 0 geändert, 0 gelöscht, 0 schon bekannt",
        "tisch2_Kopie.html: 1 gelesen, davon 1 neu, 0 geändert, 0 gelöscht, 0 schon bekannt",
        "tisch3.geojson: 4 gelesen, davon 3 neu, 1 geändert, 0 gelöscht, 0 schon bekannt",
        "Zusammen 6 Hinweise (0 ausgeblendet), 0 gelöscht",
    ]
    assert re.fullmatch(
        r"2 Hinweise mit denselben Worten am selben Ort „Mehr Grün“ \([0-9a-f]{8}, [0-9a-f]{8}\); in der "
        r"Karte unter „Hinweise“ lassen sie sich zusammenlegen",
        said[4],
    )

    with pytest.raises(SystemExit):
        cli.main(["init", str(study)])
    entered = capsys.readouterr().out
    assert "ideen.geojson: erkannt als Hinweise aus Workshops" in entered
    assert f"{story.name}: erkannt als Szenen" in entered

    out = tmp_path / "aus"
    second = pipeline.run(study, out=out)
    figures = {
        f["id"]: f["value"]
        for f in json.loads((out / "summary.json").read_text("utf-8"))["figures"]
    }
    assert (figures["H-01"], figures["H-02:image"], figures["H-05"]) == (6, 1, 3)
    features = json.loads((out / "report" / "ideas.geojson").read_text("utf-8"))["features"]
    assert sorted([f["properties"]["kind"], f["properties"]["text"] or "", f["properties"]["votes"]]
                  for f in features) == EVENING  # fmt: skip
    report = re.sub(r"<[^>]*>", " ", (out / "bericht.html").read_text("utf-8"))
    assert "6 Hinweise aus Workshops" in report
    assert "1 eigene Szene(n), 0 umgeschrieben, 0 ausgeblendet" in report
    next_map_is_right(browser, second.map)


EVENING = [
    ["favourite", "", 3],
    ["idea", "Längere Öffnungszeiten", 0],
    ["idea", "Mehr Grün", 0],
    ["idea", "mehr grün!", 0],
    ["problem", "", 0],
    ["problem", "Bank fehlt am Brunnen", 0],
]


def test_the_public_map_gets_no_word_of_the_evening(study, tmp_path):
    for name, text in (("a", "Nur unter uns."), ("b", "Frau Hrbatschek, 0170 9876543, fragen")):
        stamp = {"map": "x", "day": "Stand: 01.10.2024", "town": "Musterstadt",
                 "stamp": "INTERN" if name == "a" else "WORKSHOP"}  # fmt: skip
        own = [{"id": f"own-{name}", "title": f"Titel {name}", "text": text, "stamp": stamp}]
        story = {"own": own, "order": [f"own-{name}", "start"], "hidden": ["mix"], "at": 5}
        (study / "daten" / f"{name}.json").write_text(
            json.dumps({"kind": "innenstadt-scenes", "town": "Musterstadt", "scenes": story}),
            "utf-8",
        )
    (study / "daten" / "c.json").write_text(
        json.dumps(
            {"kind": "innenstadt-scenes", "town": "Anderswo", "scenes": {"hidden": ["mix"]}}
        ),
        "utf-8",
    )
    path = study / "study.toml"
    kept = path.read_text("utf-8")
    lines = [line for line in kept.splitlines() if not line.startswith("scenes")]
    at = lines.index("[sources]") + 1
    path.write_text(
        "\n".join(
            [
                *lines[:at],
                'scenes = ["daten/a.json", "daten/b.json", "daten/c.json", "daten/d.json"]',
                *lines[at:],
            ]
        )
        + "\n",
        "utf-8",
    )
    try:
        town = pipeline.read_town(study)
        pages = {audience: pipeline.run(study, out=tmp_path / audience, audience=audience, only="map").map.read_text("utf-8")
                 for audience in ("intern", "workshop", "oeffentlich")}  # fmt: skip
    finally:
        path.write_text(kept, "utf-8")

    blocks = {
        k: json.loads(re.search(r'id="ig-saved">(.*?)</script>', page)[1])["scenes"]
        for k, page in pages.items()
    }
    assert {k: [one["title"] for one in v["own"]] for k, v in blocks.items()} == {
        "intern": ["Titel b", "Titel a"], "workshop": ["Titel b"], "oeffentlich": [],
    }  # fmt: skip
    assert all(
        v["hidden"] == ["mix"] for v in blocks.values()
    )  # what is shown is the town's choice
    assert "Nur unter uns." not in pages["workshop"] + pages["oeffentlich"]
    assert not [page for page in pages.values() if "Hrbatschek" in page]
    said = [
        note.de for source in town.log.sources if source.role == "scenes" for note in source.notes
    ]
    assert "1 Szene(n) wurden auf der internen Karte geschrieben und bleiben dort" in said
    assert (
        "1 Text(e) zurückgehalten, weil sie Namen oder Kontaktdaten zu enthalten scheinen" in said
    )
    gaps = [m.why.de for m in town.log.missing if m.what == "scenes"]
    assert gaps == [
        "daten/c.json gehört zu einer anderen Stadt (Anderswo)", "Datei daten/d.json gibt es nicht",
    ]  # fmt: skip
