"""Who reaches the centre: what planner, coach and analyst do from the README alone, on a real town.

The fourth evening: elevation, census and timetable are dropped in beside the register; the
sentences, figures and layers on foot and by bus come out, a retail park is named, a walk is
planned.
"""

from __future__ import annotations

import json
import shutil

import geopandas as gpd
import pytest

import innenstadt_gis as ig
from tests.typing_in import types

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def evening(shared, lauf_cut, tmp_path_factory):
    home = tmp_path_factory.mktemp("rathaus")
    lauf = shared / "data" / "lauf"
    shutil.copytree(lauf_cut, home / "lauf")
    for file in (
        "N49E011.hgt.zip", "zensus2011_100m_lauf_an_der_pegnitz.csv", "gtfs_simuliert.zip",
        "lauf_s2_from_nigiri_siri_test.gtfs.zip",
    ):  # fmt: skip
        (home / "lauf/daten" / file).write_bytes((lauf / file).read_bytes())
    register = home / "lauf/daten/leerstand_2024.csv"
    register.write_bytes((lauf / "registers/lauf_register_b.csv").read_bytes())
    types(home, "init", "lauf")
    study = home / "lauf/study.toml"
    text = study.read_text("utf-8")
    text = text.replace('leerstand_2024.csv"', 'leerstand_2024.csv"\nsurvey_day = 2024-10-01', 1)
    study.write_text(text + '\n[[centres]]\nname = "Markt"\nat = "Marktplatz 1"\n', "utf-8")
    parts = "map,geojson,summary,report"
    return home, types(home, "run", "lauf", "--only", parts)


def figures(home):
    told = json.loads((home / "lauf/ergebnis/summary.json").read_text("utf-8"))
    return {f["key"]: f for f in told["figures"] if not f["group"]}


def theme(home, name):
    return gpd.read_file(home / f"lauf/ergebnis/report/{name}.geojson")


def test_the_dropped_files_are_entered_and_read(evening):
    home, said = evening
    study = (home / "lauf/study.toml").read_text("utf-8")

    assert "gtfs_simuliert.zip" in study
    assert "N49E011.hgt.zip" in study
    assert "6 Linien" in said
    assert "Bus und Bahn:" not in said  # nothing of it is missing


@pytest.mark.parametrize(
    ("key", "number", "value"),
    [
        ("persons_within_15_min", "E-03", 0.565),
        ("persons_within_15_min_at_75_84", "E-04", 0.138),
        ("persons_within_15_min_by_transit", "E-30", 0.565),
        ("persons_within_15_min_by_transit_at_75_84", "E-31", 0.139),
        ("persons_within_30_min_by_transit", "E-32", 0.979),
        ("persons_within_30_min_by_transit_at_75_84", "E-33", 0.677),
    ],
)
def test_the_shares_stand_in_summary_and_report_with_census_and_coverage(
    evening, key, number, value
):
    """Real elevation, the simulated feed, 16,755 of 16,772 persons of the census of 2011."""
    home, _ = evening
    figure = figures(home)[key]

    assert figure["id"] == number
    assert figure["value"] == pytest.approx(value, abs=0.002)
    assert figure["denominator"] == pytest.approx(16_755, abs=1)
    assert figure["coverage"] == pytest.approx(0.999, abs=0.001)
    assert "Zensus 2011, Stichtag 09.05.2011" in figure["method"]
    report = (home / "lauf/ergebnis/bericht.html").read_text("utf-8")
    assert f"<td>{number}</td>" in report


def test_slow_walkers_and_wheels_reach_less_and_the_bus_never_takes_anything_away(evening):
    f = figures(evening[0])

    assert f["persons_within_15_min_at_75_84"]["value"] < f["persons_within_15_min"]["value"] / 3
    for limit in (15, 30):
        adult, old = (
            f[f"persons_within_{limit}_min_by_transit{pace}"]["value"] for pace in ("", "_at_75_84")
        )
        assert old < adult
    assert (
        f["persons_within_15_min_by_transit"]["value"] >= f["persons_within_15_min"]["value"] - 1e-9
    )
    assert f["persons_gained_by_transit_at_75_84"]["value"] > 0.3  # who times the bus


def test_the_report_says_who_reaches_the_centre_in_sentences(evening):
    report = (evening[0] / "lauf/ergebnis/bericht.html").read_text("utf-8").replace("\xa0", " ")

    assert (
        "In 15 Minuten sind 56,5 % der Einwohner zu Fuß im Zentrum; gingen alle so langsam"
        in report
    )
    assert "Zu Fuß oder mit Bus und Bahn sind in 15 Minuten" in report
    assert "fährt am Stichtag 144-mal etwas ab, zuletzt um 20:45 Uhr" in report


def test_the_planner_carries_areas_classes_and_barriers_into_a_gis(evening):
    home, _ = evening
    areas, classes = theme(home, "isochrones"), theme(home, "transit_classes")

    adult = areas[(areas["persona"] == "adult") & areas["centre_id"].isna()]
    assert sorted(adult["walk_min"]) == [5, 10, 15]
    assert adult.set_index("walk_min")["persons"].is_monotonic_increasing or len(adult) == 3
    assert {"senior_75_84", "wheelchair"} <= set(areas["persona"])
    assert classes["persons"].sum() > 15_000
    assert set(theme(home, "barriers")["kind"]) >= {"steps", "slope"}
    assert len(theme(home, "stop_service")) > 40
    assert set(theme(home, "retail_parks")["kind"]) == {"centre", "retail_park"}


@pytest.mark.browser
def test_the_coach_steps_through_the_scenes_on_foot_and_by_bus_offline(evening, chromium):
    from playwright.sync_api import sync_playwright

    asked, said = [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.on("request", lambda r: asked.append(r.url))
        page.on("console", lambda m: said.append(m.text))
        page.goto((evening[0] / "lauf/ergebnis/workshop.html").as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        scenes = {}
        for _ in range(25):
            text = page.locator("#ig-scene").inner_text().replace("\xa0", " ")
            scenes[text.split("\n")[0]] = text, page.locator("#ig-legend").inner_text()
            page.keyboard.press("PageDown")
        browser.close()

    assert "56,5 %" in scenes["Zu Fuß ins Zentrum"][0]
    paces, legend = scenes["Wer wie weit kommt"]
    assert "13,8 %" in paces
    assert "Zensus 2011" in paces
    assert "Rollstuhl, von Hand" in legend
    bus, legend = scenes["Mit Bus und Bahn"]
    assert "in 30 Minuten 97,9 % (67,7 %)" in bus
    assert "Güteklasse A" in legend
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_a_named_retail_park_takes_the_place_of_the_proposed_ones(evening, tmp_path):
    home, _ = evening
    study = home / "lauf/study.toml"
    before = study.read_text("utf-8")
    study.write_text(
        before + '\n[[retail_parks]]\nname = "Industriestraße"\nat = "Industriestraße 3"\n', "utf-8"
    )
    try:
        town = ig.read_town(study)
    finally:
        study.write_text(before, "utf-8")
    found = ig.analyse(town)

    table = found.tables["retail_park_reach"]
    assert table["name"].tolist() == ["Markt", "Industriestraße"]
    assert not table["proposed"].any()
    assert found.figure("E-42").value < 0.6  # one park instead of six


def test_the_planner_plans_a_walk_at_the_pace_of_a_rollator(evening):
    home, _ = evening
    said = types(home, "walk", "lauf", "--minutes", "60", "--pace", "rollator", "--no-steps")

    assert "mit Rollator" in said
    assert (home / "lauf/rundgang/Rundgang.gpx").exists()


def test_a_day_outside_of_the_timetable_is_said_and_everything_else_goes_on(evening):
    home, _ = evening
    study = home / "lauf/study.toml"
    before = study.read_text("utf-8")
    study.write_text(before + "\n[transit]\nday = 2031-05-06\n", "utf-8")
    try:
        said = types(home, "run", "lauf", "--out", "lauf/ohne", "--only", "summary")
    finally:
        study.write_text(before, "utf-8")

    assert "Der Tag 06.05.2031 liegt nicht in der Gültigkeit" in said
    assert "25 von 201 Ladenlokalen" in said


def test_the_map_with_walks_and_buses_is_small_enough_to_send(evening):
    size = (evening[0] / "lauf/ergebnis/workshop.html").stat().st_size
    assert size < 1_200_000


def test_the_analyst_asks_the_same_in_a_notebook(evening):
    town = ig.read_town(evening[0] / "lauf")
    rollator = ig.walk_graph(town.nodes, town.edges, persona=ig.persona("rollator"), join_m=30.0)
    there = ig.walk_minutes(
        town.nodes, town.edges, town.addresses.geometry, town.centres, graph=rollator
    )
    back = ig.walk_minutes(
        town.nodes, town.edges, town.addresses.geometry, town.centres, graph=rollator,
        direction="from",
    )  # fmt: skip
    both = there["walk_min"].notna() & back["walk_min"].notna()

    assert both.mean() > 0.8
    assert (there["walk_min"] - back["walk_min"])[both].abs().max() > 1  # up is not down
    area = ig.isochrones(
        town.nodes, town.edges, town.centres, minutes=[15], persona=ig.persona("senior_75_84")
    )
    assert 10 < area["area_ha"].item() < 80
    ways = ig.transit_ways(town.timetable, rollator)
    homes = ig.doors(rollator, town.addresses.geometry)
    table = ig.door_to_door(ways, homes, ig.doors(rollator, town.centres.geometry))
    assert len(table) == len(town.addresses)
    assert (table["morning_median_min"] <= table["walk_to_min"] + 1 / 60).mean() > 0.8
    stops = ig.stop_service(town.timetable, crs=town.crs).stations
    assert stops["departures_day"].max() > 100
    around = ig.catchment(town.timetable, town.centres.geometry.to_numpy())
    assert (around["journey_min"] <= 30).sum() > 40
