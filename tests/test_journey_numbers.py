"""What planner, coach and analyst do with the numbers, from the README alone: on a real town.

The third evening after `test_journey` and `test_journey_corrections`: the town's own sheets
are filled in, everything is asked, a correction and a second survey say what moved.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil

import pytest
from openpyxl import load_workbook

from tests.typing_in import types

pytestmark = pytest.mark.realdata


def summary(home, out="intern"):
    return json.loads((home / "lauf" / out / "summary.json").read_text("utf-8"))


def figures(home, out="intern"):
    return {f["key"]: f for f in summary(home, out)["figures"] if not f["group"]}


def columns(page):
    return {str(cell.value).split(" (")[0]: cell.column for cell in page[1] if cell.value}


WITHOUT_PAPERS = "map,geojson,geopackage,workbook,summary,import"


def run_intern(home, *more):
    return types(home, "run", "lauf", "--audience", "intern", "--out", "lauf/intern", *more)


@pytest.fixture(scope="module")
def evening(shared, lauf_cut, tmp_path_factory):
    """A study with census, cadastre, register and the town's own sheets, evaluated once."""
    home = tmp_path_factory.mktemp("rathaus")
    lauf = shared / "data" / "lauf"
    shutil.copytree(lauf_cut, home / "lauf")
    for name in ("flurstuecke_simuliert.gpkg", "zensus2011_100m_lauf_an_der_pegnitz.csv"):
        (home / "lauf/daten" / name).write_bytes((lauf / name).read_bytes())
    register = home / "lauf/daten/leerstand_2024.xlsx"
    register.write_bytes((lauf / "registers/lauf_register_a.xlsx").read_bytes())
    said = {"init": types(home, "init", "lauf")}
    study = home / "lauf/study.toml"
    study.write_text(
        study.read_text("utf-8")
        + '\n[attribution]\nparcels = "© Amt Probeland"\n[licences]\nparcels = "dl-de/by-2-0"\n'
        + '\n[[centres]]\nname = "Markt"\nat = "Marktplatz 1"\n',
        "utf-8",
    )
    fill_cooperation(home / "lauf/kooperation.xlsx")
    plan_a_measure(home / "lauf/massnahmen.xlsx")
    said["run"] = run_intern(home, "--only", "map,geojson,summary,report")
    return home, said


def fill_cooperation(path):
    """Of the first 15 units 9 are members; the others are asked and are not."""
    book = load_workbook(path)
    page = book["Kooperation"]
    member = columns(page)["Händlergemeinschaft"]
    for row in range(2, 17):
        page.cell(row, member).value = "ja" if row < 11 else "nein"
    book.save(path)


def plan_a_measure(path):
    book = load_workbook(path)
    page = book["Maßnahmen"]
    at = columns(page)
    row = {
        "Maßnahme": "Pop-up-Läden in der Altdorfer Straße", "Ort": "Altdorfer Straße",
        "Thema": "Leerstand und Brachen", "Verantwortlich": "Citymanagement",
        "Termin": dt.date(2024, 6, 30), "Status": "läuft", "Kennzahl": "L-01",
        "Ausgangswert": "15 %", "Zielwert": "10 %",
    }  # fmt: skip
    for name, value in row.items():
        page.cell(3, at[name]).value = value
    book.save(path)


def test_init_lays_out_the_sheets_that_only_the_town_can_fill(evening):
    _, said = evening

    assert "kooperation.xlsx" in said["init"]


def test_who_must_be_named_stands_on_the_map_in_the_report_and_in_every_geojson(evening):
    home, _ = evening
    out = home / "lauf/intern"

    for page in ("workshop.html", "bericht.html"):
        assert "© Amt Probeland (dl-de/by-2-0)" in (out / page).read_text("utf-8"), page
    themes = list((out / "report").glob("*.geojson"))
    assert len(themes) > 10
    for path in themes:
        told = json.loads(path.read_text("utf-8"))["innenstadt_gis"]["sources"]
        assert "© Amt Probeland" in {source["attribution"] for source in told}, path.name


def test_the_screen_says_the_rate_the_verdict_and_what_is_missing(evening):
    _, said = evening

    assert "25 von 201 Ladenlokalen mit bekanntem Status stehen leer" in said["run"]
    assert re.search(r"Die Leerstände ballen sich.*Altdorfer Straße", said["run"])
    assert "Veränderung: nur eine Erhebung" in said["run"]


def test_every_theme_of_the_network_has_figures_that_stand(evening):
    home, _ = evening
    told = {}
    for figure in summary(home)["figures"]:
        if figure["value"] is not None:
            told.setdefault(figure["theme"], set()).add(figure["key"])

    assert {"vacancy_rate", "vacancy_pattern", "gaps", "brownfields"} <= told["vacancy"]
    assert {"effective_branches", "branch_coverage"} <= told["mix"]
    assert {"retail_per_1000", "longest_gap_m", "local_supply_score"} <= told["supply"]
    assert {"persons_within_10_min"} <= told["reach"]
    assert {"checked_recently"} <= told["digital"]
    assert {"core_hours", "association_members", "zone_area_ha"} <= told["cooperation"]
    assert {"seats_per_100m", "farthest_from_seats"} <= told["image"]
    assert {"measures", "measures_overdue"} <= told["change"]


def test_figures_of_the_register_rest_on_its_221_units_at_most(evening):
    home, _ = evening
    of_register = [f for f in summary(home)["figures"] if f["base"] == "register"]

    assert len(of_register) > 100
    assert max(f["denominator"] or 0 for f in of_register if f["unit"] != "m²") <= 221
    assert all(len(f["counted"]) <= 221 for f in of_register)


def test_what_the_town_wrote_down_is_counted(evening):
    home, _ = evening
    members = figures(home)["association_members"]
    measures = figures(home)["measures"]

    assert (members["numerator"], members["denominator"]) == (9, 15)
    assert members["bound_low"] < members["low"] < members["value"]
    assert measures["value"] == 1
    assert figures(home)["measures_overdue"]["value"] == 1  # June 2024, the survey is of October


def test_the_report_has_a_chapter_a_theme_and_says_what_was_not_computed(evening):
    home, _ = evening
    report = (home / "lauf/intern/bericht.html").read_text("utf-8")

    for title in (
        "Leerstand und Brachen", "Funktionsvielfalt", "Handel und Dienstleistungen",
        "Erreichbarkeit und Mobilität", "Digitale Innenstadt", "Image und Identität",
        "Standortkooperation und Zentrum",
    ):  # fmt: skip
        assert f">{title}</h2>" in report
    assert "ballen sich mehr, als der Zufall erklärt" in report
    assert "wirkt wie" in report
    assert "in OpenStreetMap eingetragen" in report


def test_the_place_of_the_cluster_can_be_carried_into_a_gis(evening):
    home, _ = evening
    text = (home / "lauf/intern/report/clusters.geojson").read_text("utf-8")
    (cluster,) = json.loads(text)["features"]

    assert cluster["properties"]["streets"] == "Altdorfer Straße"
    assert cluster["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert len(cluster["properties"]["unit_ids"].split(";")) == cluster["properties"]["units"]


@pytest.mark.browser
def test_the_coach_sees_the_cluster_named_in_the_legend_offline(evening, chromium):
    home, _ = evening
    from playwright.sync_api import sync_playwright

    asked = []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.on("request", lambda r: asked.append(r.url))
        page.goto((home / "lauf/intern/workshop.html").as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        for _ in range(20):
            if page.locator("#ig-scene").inner_text().startswith("Lage der Leerstände"):
                break
            page.keyboard.press("PageDown")
        text = page.locator("body").inner_text()
        browser.close()

    assert "Schwerpunkte des Leerstands" in text
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


@pytest.fixture(scope="module")
def moved(evening):
    """One vacancy corrected to let; the same run twice."""
    home, _ = evening
    vacant = figures(home)["vacancy_rate"]["numerator_ids"][0]
    path = home / "lauf/korrekturen.xlsx"
    book = load_workbook(path)
    page = book["Korrekturen"]
    at = columns(page)
    for name, value in {
        "Einheit": vacant, "Feld": "Status", "Neuer Wert": "belegt",
        "Datum": dt.date(2024, 11, 5), "Grund": "neu vermietet",
    }.items():  # fmt: skip
        page.cell(2, at[name]).value = value
    book.save(path)
    first = run_intern(home, "--only", WITHOUT_PAPERS)
    bytes_of = {p.name: p.read_bytes() for p in (home / "lauf/intern").iterdir() if p.is_file()}
    return home, first, bytes_of


def test_the_next_run_says_what_moved_and_why(moved):
    _, said, _ = moved

    assert re.search(
        r"Gegenüber dem vorigen Lauf: Leerstandsquote 12,4.%.→ 11,9.%: 1 durch Korrektur, "
        r"0 durch neue Programmversion",
        said,
    )


def test_the_same_run_again_says_the_same_and_writes_the_same_bytes(moved):
    home, first, before = moved

    again = run_intern(home, "--only", WITHOUT_PAPERS)

    assert [row for row in again.splitlines() if "Gegenüber" in row] == [
        row for row in first.splitlines() if "Gegenüber" in row
    ]
    for path in (home / "lauf/intern").iterdir():
        if path.is_file() and path.name != "run.log.json":
            assert path.read_bytes() == before[path.name], path.name


def test_a_second_survey_tells_newly_vacant_let_again_and_still_vacant(moved, shared):
    home, _, _ = moved
    premises = json.loads((home / "lauf/intern/report/premises.geojson").read_text("utf-8"))
    rows = [
        f["properties"]["source_row"]
        for f in premises["features"]
        if f["properties"]["status"] == "vacant"
    ]
    book = load_workbook(home / "lauf/daten/leerstand_2024.xlsx")
    page = book.worksheets[0]
    (status,) = (cell.column for cell in page[4] if cell.value == "Status")
    for row in rows[:3]:
        page.cell(row, status).value = "belegt"
    page["A2"] = "Stand: 01.10.2025"
    book.save(home / "lauf/daten/leerstand_2025.xlsx")
    study = home / "lauf/study.toml"
    study.write_text(
        study.read_text("utf-8")
        + '\n[[registers]]\npath = "daten/leerstand_2025.xlsx"\nsurvey_day = 2025-10-01\n',
        "utf-8",
    )

    said = run_intern(home, "--only", "summary")
    told = figures(home)

    # 25 vacant in 2024, one of them corrected to let a month later; 3 are let in the new list
    assert len(rows) == 24
    assert told["vacancies_let_again"]["numerator"] == 4
    assert told["vacancies_new"]["numerator"] == 0
    assert told["vacancies_lasting"]["numerator"] == 21
    assert told["vacancy_median_months"]["value"] is None
    assert "unter 30" in told["vacancy_median_months"]["why"]
    assert re.search(r"Gegenüber dem vorigen Lauf: .*neu vermietet", said)


def test_the_public_gets_sums_alone(moved):
    home, _, _ = moved
    types(home, "run", "lauf", "--audience", "oeffentlich", "--out", "lauf/oeffentlich")
    folder = home / "lauf/oeffentlich"

    for file in folder.rglob("*"):
        if file.is_file():
            assert not re.search(rb"\bu-[0-9a-f]{10}\b", file.read_bytes()), file.name
    assert not (folder / "report/premises.geojson").exists()
    for figure in summary(home, "oeffentlich")["figures"]:
        assert figure["counted"] == figure["numerator_ids"] == figure["unknown"] == []
    for audience in ("intern", "oeffentlich"):  # the map stays small enough to send
        assert (home / "lauf" / audience / "workshop.html").stat().st_size < 1_200_000
