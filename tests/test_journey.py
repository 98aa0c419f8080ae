"""What a planner does from the README alone, on real files, step by step.

Each step prints its command, its seconds and the words on the screen (``pytest -s``).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import docx
import geopandas as gpd
import pytest

from tests.typing_in import types

pytestmark = pytest.mark.realdata


class Planner:
    """Somebody at a keyboard, in one folder; the whole run is a process of its own, as at home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def types(self, *words: str) -> str:
        start = time.monotonic()
        said = self.runs(*words) if words[0] == "run" else types(self.home, *words)
        sys.stdout.write(
            f"\n$ innenstadt {' '.join(words)}   # {time.monotonic() - start:.1f} s\n{said}"
        )
        return said

    def runs(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "innenstadt_gis", *words],
            cwd=self.home, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        assert "Traceback" not in said
        return said


@pytest.fixture(scope="module")
def journey(shared, tmp_path_factory):
    """The whole way up to the results; the tests below look at what came of it."""
    home = tmp_path_factory.mktemp("rathaus")
    lauf = shared / "data" / "lauf"
    planner = Planner(home)
    said = {
        "init": planner.types(
            "init", "lauf", "--place", "Lauf an der Pegnitz",
            "--osm", str(lauf / "lauf-200115.osm.pbf"),
        )
    }  # fmt: skip
    for name in (
        "flurstuecke_simuliert.gpkg", "N49E011.hgt.zip",
        "zensus2011_100m_lauf_an_der_pegnitz.csv", "registers/lauf_register_a.xlsx",
    ):  # fmt: skip
        shutil.copy(lauf / name, home / "lauf" / "daten")
    said["init again"] = planner.types("init", "lauf")
    study = home / "lauf" / "study.toml"
    study.write_text(
        study.read_text("utf-8") + '\n[[centres]]\nname = "Markt"\nat = "Marktplatz 1"\n', "utf-8"
    )
    said["check"] = planner.types("check", "lauf")
    said["run"] = planner.types("run", "lauf")
    return home / "lauf", said


def test_init_makes_a_study_with_its_papers(journey):
    folder, said = journey

    assert (folder / "study.toml").is_file()
    assert "Lizenz" in (folder / "DATEN.md").read_text("utf-8")
    assert "innenstadt check" in said["init"]


def test_the_planner_hands_the_council_papers_that_say_what_the_map_says(journey):
    out = journey[0] / "ergebnis"
    headline = json.loads((out / "summary.json").read_text("utf-8"))["headline"]
    document = docx.Document(out / "bericht.docx")

    assert any(headline in p.text for p in document.paragraphs)
    assert (out / "bericht.pdf").read_bytes().startswith(b"%PDF")
    drawn = {path.stem for path in (out / "abbildungen").glob("*.svg")}
    assert {"karte_place", "karte_walking", "L-11_strassen", "E-05_gruppen"} <= drawn
    assert drawn == {path.stem for path in (out / "abbildungen").glob("*.png")}


def test_files_dropped_into_daten_are_entered_by_what_they_hold(journey):
    folder, _ = journey
    study = (folder / "study.toml").read_text("utf-8")

    assert re.search(r'^parcels = "daten/flurstuecke_simuliert.gpkg"', study, re.MULTILINE)
    assert re.search(r'^elevation = "daten/N49E011.hgt.zip"', study, re.MULTILINE)
    assert re.search(r'^population = "daten/zensus2011_100m_', study, re.MULTILINE)
    assert re.search(r'^path = "daten/lauf_register_a.xlsx"', study, re.MULTILINE)


def test_check_names_the_rows_that_were_not_found_and_writes_nothing(journey):
    _, said = journey

    assert re.search(r"\d+ von \d+ gefunden.*diese( \d+)? bitte zuordnen", said["check"])
    assert re.search(r"Zeile \d+: \S+ .*\(ähnlich: ", said["check"])
    assert "Was am meisten hilft" in said["check"]


def test_run_says_the_headline_and_where_the_map_lies(journey, shared):
    folder, said = journey
    truth = json.loads(
        (shared / "data/lauf/registers/lauf_register_a.xlsx.truth.json").read_text("utf-8")
    )
    status = [row["status"] for row in truth["rows"] if row["kind"] == "unit"]
    vacant = status.count("vacant")
    known = vacant + sum(
        status.count(s) for s in ("occupied", "at_risk", "interim_use", "partly_vacant")
    )

    assert f"{vacant} von {known} Ladenlokalen mit bekanntem Status" in said["run"]
    assert "_WORKSHOP.html" in said["run"]
    assert (folder / "ergebnis" / "workshop.html").is_file()


def test_every_row_of_the_register_is_accounted_for(journey):
    folder, _ = journey
    log = json.loads((folder / "ergebnis" / "import.json").read_text("utf-8"))
    (register,) = (s for s in log["sources"] if s["role"] == "register")

    assert register["rows_in"] == len(register["rows"])
    assert register["rows_in"] == (
        register["records"] + register["nonrecords"] + register["rejected"]
    )
    assert register["records"] >= 221


def test_the_results_hold_no_contact_of_the_register(journey):
    folder, _ = journey
    planted = ("0170 ", "Lindner, Eva", "Muster, Anna", "Beispiel, Karl", "Neumann, Anna")

    for file in (folder / "ergebnis").rglob("*"):
        if file.is_file():
            text = file.read_bytes().decode("utf-8", "replace")
            if file.suffix == ".pdf":  # its table of places is all digits
                text = re.sub(r"\nxref\s[\d nf\r\n]*trailer", "", text)
            assert not [word for word in planted if word in text], file.name


def test_the_geopackage_opens_in_utm_with_the_classes_of_the_map(journey):
    folder, said = journey
    package = folder / "ergebnis" / "Lauf-an-der-Pegnitz.gpkg"
    units = gpd.read_file(package, layer="premises")

    vacant = int(re.search(r"(\d+) von \d+ Ladenlokalen", said["run"])[1])
    assert units.crs.to_epsg() == 25832
    assert (units["map_units"] == "Leer").sum() == vacant
    styles = gpd.read_file(package, layer="layer_styles")
    assert styles.loc[styles["useAsDefault"].astype(bool), "f_table_name"].is_unique


@pytest.mark.browser
def test_the_map_opens_offline_and_prints_on_one_page(journey, chromium, tmp_path):
    folder, _ = journey
    from playwright.sync_api import sync_playwright

    asked, said = [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.on("request", lambda r: asked.append(r.url))
        page.on("console", lambda m: said.append(m.text))
        page.on("pageerror", lambda e: said.append(str(e)))
        page.goto((folder / "ergebnis" / "workshop.html").as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        title = page.locator("h1").inner_text()
        pdf = page.pdf(path=tmp_path / "karte.pdf", prefer_css_page_size=True)
        browser.close()

    assert title == "Unsere Innenstadt"
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert said == []
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
