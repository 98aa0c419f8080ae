"""A unit is corrected on the map of the town hall and found corrected after the next run."""

from __future__ import annotations

import json
import re
import shutil
from functools import partial
from pathlib import Path

import geopandas as gpd
import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.ingest.corrections import read_map_edits
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.pipeline.setup import init
from tests.ingest.test_map_corrections import HOSTILE, collection, entry
from tests.laptops import laptop, until

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

# Musterstadt: 12 vacant of 60 known, 4 unknown. One of the 4 turns out to be vacant, and one
# that nobody knew is occupied: 12 + 1 of 60 + 1 + 1; bounds 13 and 13 + 3 of 62 + 3.
BEFORE = "12 von 60 Ladenlokalen mit bekanntem Status stehen leer (20,0\u00a0%); 4 unbekannt"
AFTER = (
    "13 von 62 Ladenlokalen mit bekanntem Status stehen leer (21,0\u00a0%); "
    "3 unbekannt, also zwischen 20,0 und 24,6\u00a0%."
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Musterstadt, its map for the town hall, and what the run said."""
    study = write_musterstadt(tmp_path_factory.mktemp("musterstadt"))
    done = pipeline.run(study, out=study.parent / "intern", audience="intern", only="map,geojson")
    return study, done


@pytest.fixture
def opened(browser):
    return partial(laptop, browser)


def units_of(out):
    return gpd.read_file(out / "report" / "premises.geojson").set_index("id")


def corrections(page):
    told = page.evaluate("() => __ig.ig.corrections.active()")
    return {(one["unit"], one["field"]): one["value"] for one in told}


def click_unit(page, unit):
    """Click the middle of the house that one unit fills alone."""
    at = page.evaluate(
        """(unit) => {
          const ig = __ig.ig;
          for (const layer of ig.data.layers.filter((one) => one.kind === "units" && one.visible)) {
            for (const { path, rows } of layer.paths) {
              if (rows.length !== 1 || ig.corrections.numbered.get(layer.unit[rows[0]]) !== unit) continue;
              const at = path.getCenter ? path.getCenter() : path.getLatLng();
              ig.map.setView(at, 18, { animate: false });
              ig.map.panBy([200, 0], { animate: false });
              const point = ig.map.latLngToContainerPoint(at);
              return [point.x, point.y];
            }
          }
          return null;
        }""",
        unit,
    )
    page.mouse.click(*at)


def press_row(page, name):
    """Choose a unit in the list by keyboard alone."""
    page.keyboard.press("t")
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


def unsaved(page):
    """Tell whether leaving the page would be warned of."""
    return page.evaluate("() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def correct_on(page, relet):
    """Correct a status by mouse, move a mark by keyboard, add a unit; the place and the file."""
    assert not unsaved(page)
    page.keyboard.press("k")
    click_unit(page, relet)
    page.locator("[data-field=status]").select_option("vacant")
    expect(page.locator(".ig-fix-changes")).to_contain_text("unbekannt → leer")
    expect(page.locator("#ig-fix-open")).to_have_text("Korrigieren (1)")
    assert unsaved(page)

    press_row(page, "Rats-Apotheke")
    page.locator("[data-act=move]").press("Enter")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".ig-fix-changes")).to_contain_text("(20 m)")

    page.locator("[data-act=new]").click()
    place = page.evaluate("() => __ig.map.containerPointToLatLng([300, 400])")
    page.mouse.click(300, 400)
    page.locator("[data-field=status]").select_option("occupied")
    page.locator("[data-field=name]").fill("Radladen am Tor")
    page.locator("[data-field=name]").press("Enter")
    page.locator("#ig-fix-reason").fill("beim Rundgang gesehen")
    page.locator("#ig-fix-reason").press("Enter")
    with page.expect_download() as download:
        page.locator("[data-act=save]").click()
    assert not unsaved(page)
    return place, download.value


def test_a_unit_corrected_on_the_map_is_found_corrected_after_the_next_run(made, opened, tmp_path):
    study = Path(shutil.copytree(made[0].parent, tmp_path / "studie")) / made[0].name
    done = made[1]
    before = units_of(done.out)
    assert done.sentences[0].de.startswith(BEFORE)
    unknown = before.index[before["status"].eq("unknown") & before["in_register"]]
    relet = unknown[before.loc[unknown, "house_number"].notna()][0]
    moved = before.index[before["name"].eq("Rats-Apotheke")][0]

    with opened(done.out / "workshop.html") as page:
        place, download = correct_on(page, relet)
        name = download.suggested_filename
        assert re.fullmatch(r"korrekturen_Musterstadt_\d{4}-\d\d-\d\d_\d{4}\.geojson", name)
        download.save_as(study.parent / "daten" / name)

    said = [text.de for text in init(study.parent, progress=lambda _: None).sentences]
    assert "4 Änderungen nach korrekturen.xlsx übernommen" in said
    assert (study.parent / "daten" / f"{name}.uebernommen").is_file()
    assert not (study.parent / "daten" / name).exists()
    again = pipeline.run(
        study, out=study.parent / "intern", audience="intern", only="map,geojson,import,report"
    )

    after = units_of(again.out)
    assert again.sentences[0].de == AFTER
    assert after.loc[relet, "status"] == "vacant"
    crs = before.estimate_utm_crs()
    was, now = (rows.geometry.to_crs(crs)[moved] for rows in (before, after))
    assert abs(was.distance(now) - 20) < 0.5
    assert abs(after.geometry[moved].y - before.geometry[moved].y) < 2e-6  # to the east
    assert after.geometry[moved].x > before.geometry[moved].x
    (new,) = set(after.index) - set(before.index)
    assert after.loc[new, ["status", "name"]].tolist() == ["occupied", "Radladen am Tor"]
    here = after.geometry[new]
    assert (here.x, here.y) == pytest.approx((place["lng"], place["lat"]), abs=3e-6)
    assert set(after.index[after["repairs"].fillna("").str.contains("corrected")]) == {
        relet, moved, new,
    }  # fmt: skip
    log = json.loads((again.out / "import.json").read_text("utf-8"))
    (told,) = [one for one in log["sources"] if one["role"] == "corrections"]
    assert (told["rows_in"], told["records"], told["rejected"]) == (4, 4, 0)
    assert "Korrekturen von Hand" in (again.out / "bericht.html").read_text("utf-8")

    # the next map starts from what holds by now
    with opened(again.out / "workshop.html") as page:
        assert corrections(page) == {}
        source = page.evaluate("(u) => __ig.ig.corrections.source(u, 'status')", relet)
        assert source == "vacant"


def test_a_mark_is_dragged_undone_and_kept_in_the_town(made, opened):
    units = units_of(made[1].out)
    unit = units.index[units["name"].eq("Rats-Apotheke")][0]
    with opened(made[1].out / "workshop.html") as page:
        page.evaluate("(unit) => __ig.ig.correct(unit)", unit)
        box = page.locator(".ig-fix-chosen").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        metres = page.evaluate(
            "([x, y]) => __ig.map.distance(__ig.map.containerPointToLatLng([x, y]), "
            "__ig.map.containerPointToLatLng([x + 60, y + 80]))",
            [x, y],
        )
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 30, y + 40, steps=4)
        page.mouse.move(x + 60, y + 80, steps=4)
        page.mouse.up()

        expect(page.locator(".ig-fix-changes")).to_contain_text(f"({round(metres)} m)")
        page.locator(".ig-fix-changes .ig-button").click()  # Zurücknehmen
        assert corrections(page) == {}
        page.keyboard.press("Control+z")
        assert len(corrections(page)) == 1

        far = "() => __ig.ig.corrections.set(__ig.ig.corrections.chosen, 'position', '13.4, 52.5')"
        assert page.evaluate(far) is False  # Berlin
        assert page.evaluate("() => __ig.ig.corrections.add({ lat: 52.5, lng: 13.4 })") == ""


def test_what_the_source_says_anyway_is_no_correction_and_gone_is_one(made, opened):
    units = units_of(made[1].out)
    unit = units.index[units["name"].eq("Rats-Apotheke")][0]
    with opened(made[1].out / "workshop.html") as page:
        page.evaluate("(unit) => __ig.ig.correct(unit)", unit)
        status = page.locator("[data-field=status]")
        status.select_option("vacant")
        status.select_option("occupied")
        assert corrections(page) == {}
        page.locator("[data-act=gone]").click()
        assert corrections(page) == {(unit, "not_there"): "ja"}
        # the panel is drawn anew a moment later; nobody writes into it before
        until(
            page,
            "() => document.querySelector('[data-act=gone]').textContent === ig.data.corrections.words.there",
        )
        page.locator("[data-field=address]").fill("ohne Nummer")
        page.locator("[data-field=address]").press("Enter")
        assert "Marktplatz 3" in page.locator("#ig-live").inner_text()  # how to write it
        assert corrections(page) == {(unit, "not_there"): "ja"}
        page.locator("#ig-fix-reason").fill("")
        page.locator("#ig-fix-reason").press("Enter")
        assert page.locator("#ig-fix-reason").input_value() == "vor Ort gesehen"


def test_corrections_outlive_a_reload_and_travel_in_a_saved_copy(made, opened, browser, tmp_path):
    units = units_of(made[1].out)
    unit = units.index[units["name"].eq("Rats-Apotheke")][0]
    path = tmp_path / "karte.html"
    shutil.copy(made[1].out / "workshop.html", path)
    mine = browser.new_context(accept_downloads=True)
    with opened(path, context=mine) as page:
        page.evaluate("(unit) => __ig.ig.correct(unit)", unit)
        page.locator("[data-field=status]").select_option("at_risk")
    with opened(path, context=mine) as page:
        held = corrections(page)
        assert held == {(unit, "status"): "at_risk"}
        assert unsaved(page)
        with page.expect_download() as download:
            page.keyboard.press("Control+s")
        assert not unsaved(page)
        copy = tmp_path / "kopie.html"
        download.value.save_as(copy)
    mine.close()

    with opened(copy) as page:  # on another laptop
        assert corrections(page) == held
    read = read_map_edits(copy)
    assert read is not None
    assert [(e.unit, e.field, e.value, e.before) for e in read.edits] == [
        (unit, "status", "at_risk", "occupied")
    ]


def test_a_hostile_file_runs_nothing_and_page_and_reader_take_the_same_of_it(
    made, opened, tmp_path, hostile_texts
):
    units = units_of(made[1].out)
    unit = units.index[units["name"].eq("Rats-Apotheke")][0]
    fine = [
        entry(unit, "name", text, reason=text, changed=f"2026-10-01T10:00:00.{n:03}Z")
        for n, text in enumerate(hostile_texts)
    ]
    path = tmp_path / "k.geojson"
    told = collection(*(f for f, _ in HOSTILE), *fine, town="Musterstadt")
    path.write_text(json.dumps(told), "utf-8")
    read = read_map_edits(path)
    assert read is not None

    with opened(made[1].out / "workshop.html") as page:
        got = page.evaluate("(told) => __ig.ig.corrections.readAll(told)", told)
        assert [tuple(one) for one in got["refused"]] == list(read.refused)
        assert [(e["unit"], e["field"], e["value"], e["reason"]) for e in got["entries"]] == [
            (e.unit, e.field, e.value, e.reason or "") for e in read.edits
        ]
        page.keyboard.press("k")
        page.locator("#ig-fix-load").set_input_files(path)
        page.locator(".ig-fix-changes").wait_for()
        expect(page.locator(".ig-fix-changes")).to_contain_text(read.edits[-1].value)
        assert page.evaluate("() => window.pwned") is None
        assert page.locator("#ig-fix img, #ig-fix script").count() == 0
        path.write_text(json.dumps(collection(town="Anderswo")), "utf-8")
        page.locator("#ig-fix-load").set_input_files(path)
        page.get_by_text("gehört zu einer anderen Stadt (Anderswo)").first.wait_for()


@pytest.fixture
def hostile_texts():
    return (
        '<img src=x onerror="window.pwned=1">', "</script><script>window.pwned=1</script>",
        "{{7*7}} {% set a = 1 %} {#1", "${window.pwned=1} `", "=HYPERLINK(1)", "\u202eabc\u2066",
        "a\x00\x07\ud800b", "  weit   weg\n\tunten ", "x" * 500, "\U0001f600" * 300,
    )  # fmt: skip


@pytest.mark.parametrize("audience", ["workshop", "oeffentlich"])
def test_no_other_map_holds_the_mode_its_words_or_an_id(made, tmp_path, audience):
    out = pipeline.run(made[0], out=tmp_path / audience, audience=audience, only="map").out
    inner = (made[1].out / "workshop.html").read_text("utf-8")
    page = (out / "workshop.html").read_text("utf-8")

    words = (
        "Korrigieren", "Änderungsliste", "gibt es nicht mehr", "ig-fix", "ig.correctOneOf",
        "ig-corrections", "korrekturen_", '"corrections"', "unit_id",
    )  # fmt: skip
    assert [word for word in words if word not in inner] == []
    assert [word for word in words if word in page] == []
    units = units_of(made[1].out)
    ids = [str(unit) for unit in units.index[units["status"] != "gone"]]
    assert len(ids) >= 64  # of the 66 of the register
    assert [unit for unit in ids if unit not in inner] == []
    assert [unit for unit in ids if unit.removeprefix("u-") in page] == []


def test_another_laptops_file_is_joined_and_what_contradicts_is_told(made, opened, tmp_path):
    units = units_of(made[1].out)
    unit, other = units.index[units["name"].isin(["Rats-Apotheke", "Bäckerei Sommer"])]
    path = tmp_path / "k.geojson"
    path.write_text(
        json.dumps(
            collection(
                # later than what this laptop says
                entry(unit, "status", "interim_use", changed="2099-01-01T10:00:00.000Z"),
                entry(other, "status", "vacant", changed="2026-01-01T10:00:00.000Z"),
                entry(other, "position", "13.400000, 52.500000"),  # Berlin
                town="Musterstadt",
            )
        ),
        "utf-8",
    )
    with opened(made[1].out / "workshop.html") as page:
        page.evaluate("(u) => __ig.ig.corrections.set(u, 'status', 'vacant')", unit)
        page.evaluate("(u) => __ig.ig.corrections.set(u, 'status', 'at_risk')", other)
        page.keyboard.press("k")
        page.locator("#ig-fix-load").set_input_files(path)
        page.locator(".ig-fix-told").wait_for()

        told = page.locator(".ig-fix-told").inner_text()
        assert told.count("Widerspruch, das Spätere gilt") == 2
        assert "leer → Zwischennutzung" in told  # theirs is later
        assert "leer → Leerstand droht" in told  # ours is later
        assert "1 geändert, 1 nicht übernommen" in told
        assert corrections(page) == {(unit, "status"): "interim_use", (other, "status"): "at_risk"}
        assert page.evaluate("(u) => __ig.ig.corrections.set(u, 'status', 'unknown')", unit)
        assert corrections(page)[unit, "status"] == "unknown"  # the last word, whatever the clock


def test_a_unit_is_added_and_corrected_without_a_mouse(made, opened):
    with opened(made[1].out / "workshop.html") as page:
        page.keyboard.press("k")
        page.get_by_role("button", name="Neue Einheit in der Kartenmitte").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.dataset.field") == "status"
        page.keyboard.type("leer")
        page.keyboard.press("Tab")
        page.keyboard.type("03/2024")
        page.keyboard.press("Tab")
        found = {field: value for (_, field), value in corrections(page).items()}
        assert found.pop("position")
        assert found == {"status": "vacant", "vacant_since": "03/2024"}
        assert page.evaluate("() => document.activeElement.dataset.field") == "name"
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        assert page.locator("#ig-fix").is_hidden()
        expect(page.locator("#ig-fix-open")).to_have_text("Korrigieren (3)")


def test_unsaved_corrections_of_an_older_map_are_offered(made, opened):
    unit = units_of(made[1].out).index[0]
    kept = {
        "town": "Musterstadt", "unsaved": True,
        "told": collection(entry(unit, "name", "Neu"), town="Musterstadt"),
    }  # fmt: skip
    with opened(made[1].out / "workshop.html") as page:
        page.evaluate("(t) => localStorage.setItem('ig-corrections:old', t)", json.dumps(kept))
        assert corrections(page) == {}
        page.keyboard.press("k")
        page.get_by_role("button", name="Ungespeicherte Korrekturen einer älteren Karte").click()
        assert corrections(page) == {(unit, "name"): "Neu"}
        assert unsaved(page)
        assert page.evaluate("() => localStorage.getItem('ig-corrections:old')") is None


def test_axe_finds_nothing_serious_while_a_unit_is_corrected(made, opened):
    axe = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH.read_text("utf-8")
    units = units_of(made[1].out)
    unit = units.index[units["name"].eq("Rats-Apotheke")][0]
    with opened(made[1].out / "workshop.html") as page:
        page.evaluate("(unit) => __ig.ig.correct(unit)", unit)
        page.locator("[data-field=status]").select_option("vacant")
        page.wait_for_timeout(300)  # contrasts are judged when nothing fades any more
        page.evaluate(axe)
        found = page.evaluate(
            "() => axe.run(document).then((told) => told.violations"
            ".filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => v.id))"
        )
        assert found == []


def test_what_is_being_written_outlives_a_panel_drawn_anew(made, opened):
    with opened(made[1].out / "workshop.html") as page:
        page.keyboard.press("k")
        page.get_by_role("button", name="Neue Einheit in der Kartenmitte").click()
        name = page.locator("[data-field=name]")
        name.fill("")
        name.press("L")
        page.evaluate("() => ig.corrections.show()")
        page.keyboard.type("aden")
        page.evaluate("() => ig.corrections.show()")
        page.keyboard.press("Tab")
        assert "Laden" in {
            value for (_, field), value in corrections(page).items() if field == "name"
        }
