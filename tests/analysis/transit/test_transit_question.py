"""The question of a whole town: Musterstadt by hand, Lauf and the Erzgebirge as they are."""

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest
import shapely

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.transit.service import stop_service
from innenstadt_gis.ingest.gtfs import read_gtfs
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.transit_service import ask_transit_service
from innenstadt_gis.tables.findings.transit import (
    STOP_CLASSES,
    STOP_SERVICE,
    TRANSIT_CLASS_AREAS,
    TRANSIT_PEOPLE,
)

TABLES = (STOP_SERVICE, STOP_CLASSES, TRANSIT_CLASS_AREAS, TRANSIT_PEOPLE)
LAUF = """
[town]
name = "Lauf a.d. Pegnitz"
[sources]
osm = "{0}/lauf-200115.osm.pbf"
parcels = "{0}/flurstuecke_simuliert.gpkg"
population = "{0}/zensus2011_100m_lauf_an_der_pegnitz.csv"
gtfs = ["{0}/gtfs_simuliert.zip", "{0}/lauf_s2_from_nigiri_siri_test.gtfs.zip"]
[[centres]]
name = "Markt"
at = "Marktplatz 1"
"""


def figures(answer):
    return {figure.key: figure for figure in answer.figures}


@pytest.fixture(scope="module")
def town(musterstadt):
    return musterstadt


@pytest.fixture(scope="module")
def answer(town):
    return ask_transit_service(Asked(town))


def test_musterstadts_stops_counted_by_hand(answer):
    rows = answer.tables["stop_service"]

    # line A: 29 trips each way, every 30 min; B: 14 each way, every 60 min; RB 99: 18 each way
    # from 6 to 20 at the market: A 28 + 28 (8, 38 and 13, 43 past), B 13 (49 past) + 14 (5 past)
    assert rows["departures"].to_dict() == {
        "bahnhof": 41, "berg": 13, "linde": 26, "markt": 83, "oberwald": 14, "schule": 56,
        "spinnerei": 56, "station": 28, "talmarkt": 27, "unterstadt": 14, "weberweg": 28,
    }  # fmt: skip
    # market 2 x 840 / 83 = 20.2 min; school 30 min; bus at the station ends there: 840 / 41 = 20.5;
    # B alone 62 to 65 min; train 60 min
    assert rows["category"].to_dict() == {
        "bahnhof": "V", "berg": "VII", "linde": "VII", "markt": "V", "oberwald": "IV",
        "schule": "V", "spinnerei": "V", "station": "IV", "talmarkt": "VII", "unterstadt": "IV",
        "weberweg": "V",
    }  # fmt: skip
    assert rows.loc["markt", "lines"] == "A;B"
    assert rows.loc["station", ["modes", "category_are"]].tolist() == ["rail", "V"]  # a line: A2


def test_musterstadts_figures_counted_by_hand(answer):
    told = figures(answer)

    market = told["centre_stop_departures"]
    assert market.parameters["stop"] == "Musterstadt, Ringstraße/Markt"
    assert market.value == 86  # 2 x 29 + 2 x 14
    assert told["centre_stop_last_departure"].value == pytest.approx(19 + 43 / 60)
    assert told["centre_stop_longest_gap"].value == 25  # 13 past to 38 past
    # nine stops in town: 86 + 58 + 58 + 43 + 36 + 29 + 28 + 28 + 14; on Saturdays
    # 22 + 16 + 16 + 11 + 18 + 8 + 6 + 6 + 3
    saturday, sunday = told["saturday_departures_share"], told["sunday_departures_share"]
    assert (saturday.numerator, saturday.denominator) == (106, 380)
    assert (sunday.value, told["stops_without_sunday_service"].value) == (0, 1)
    assert told["stops_without_sunday_service"].denominator == 9


def test_persons_by_class_add_up_and_agree_with_the_headlines(answer):
    told, people = figures(answer), answer.tables["transit_people"]
    cells = [f for f in answer.figures if f.id.startswith("E-28:")]

    assert sum(f.value for f in cells) == pytest.approx(1)
    for figure in cells:
        table, row = figure.cell
        assert table == "transit_people"
        assert figure.numerator == pytest.approx(people.loc[row, "persons"])
    good = people.loc[["A", "B", "C", "D"], "share"].sum()
    assert told["persons_transit_class_a_to_d"].value == pytest.approx(good)
    assert told["persons_without_transit_class"].value == pytest.approx(people.loc["none", "share"])
    for figure in answer.figures:
        if figure.bound_low is not None:
            assert figure.bound_low <= figure.value <= figure.bound_high


def test_tables_keep_their_contracts_and_figures_name_day_and_source(answer):
    for table in TABLES:
        table.check(answer.tables[table.name])
    ids = [figure.id for figure in answer.figures]
    assert ids == [
        "E-20", "E-21", "E-22", *(f"E-28:{k}" for k in (*"ABCDEF", "none")),
        "E-23", "E-24", "E-25", "E-26", "E-27", "E-29",
    ]  # fmt: skip
    for figure in answer.figures:
        assert "15.09.2026" in figure.method.de
        assert "2026-09-15" in figure.method.en
        assert figure.parameters["day"] == "2026-09-15"
    assert "Musterverkehr" in figures(answer)["persons_near_frequent_stop"].method.de


def test_without_a_timetable_it_says_so(town):
    answer = ask_transit_service(Asked(town.replace(timetable=None)))

    assert answer.figures == ()
    assert answer.tables == {}
    assert [gap.why.de for gap in answer.missing] == ["kein Fahrplan gelesen"]


def test_a_timetable_of_another_town_is_told_and_not_counted(town):
    x, y = town.study_area.centroid.coords[0]
    elsewhere = shapely.box(x + 90_000, y, x + 91_000, y + 1000)
    answer = ask_transit_service(Asked(town.replace(study_area=elsewhere)))

    assert answer.figures == ()
    assert "keine Haltestelle im Gebiet" in answer.missing[0].why.de


def test_without_persons_centres_or_houses_there_are_reasons_and_no_numbers(town):
    bare = town.replace(
        population=town.population[:0], centres=town.centres[:0],
        addresses=town.addresses[:0], buildings=town.buildings[:0],
    )  # fmt: skip
    answer = ask_transit_service(Asked(bare))

    without = {f.key: f.why.de for f in answer.figures if f.value is None}
    assert set(without) == {
        "persons_transit_class_a_to_d", "persons_without_transit_class",
        "persons_near_frequent_stop", "centre_stop_departures", "centre_stop_last_departure",
        "centre_stop_longest_gap",
    }  # fmt: skip
    assert without["centre_stop_departures"] == "kein Zentrum angegeben"
    assert answer.tables["transit_people"]["homes"].sum() == 0
    assert len(answer.tables["stop_service"]) == 11


def test_without_a_study_area_all_stops_count(town):
    told = figures(ask_transit_service(Asked(town.replace(study_area=None))))

    # with Oberwald and Unterstadt, 18 trains each
    assert told["saturday_departures_share"].denominator == 380 + 36


def test_a_day_of_reference_on_a_saturday_is_not_compared_with_weekends(town):
    saturday = dataclasses.replace(town.timetable, day=dt.date(2026, 9, 12))
    told = figures(ask_transit_service(Asked(town.replace(timetable=saturday))))

    assert told["saturday_departures_share"].value is None
    assert "Wochenende" in told["saturday_departures_share"].why.de
    assert told["centre_stop_departures"].value == 22  # A 2 x 8, B 2 x 3


@pytest.fixture(scope="module")
def erzgebirge(shared):
    feed = shared / "data/erzgebirge_transit/vms_2020_erzgebirgskreis.gtfs.zip"
    return read_gtfs(feed, day=dt.date(2020, 6, 9), crs="EPSG:25833")


@pytest.mark.realdata
def test_all_2558_platforms_of_the_erzgebirge_have_a_row_and_most_are_of_the_lower_classes(
    erzgebirge,
):
    service = stop_service(erzgebirge, crs="EPSG:25833")
    platforms = service.platforms

    STOP_CLASSES.check(platforms)
    STOP_SERVICE.check(service.stations)
    assert len(platforms) == 2558
    assert len(service.stations) == 1404
    counts = platforms["category"].fillna("none").value_counts().to_dict()
    assert counts == {
        "II": 1, "III": 12, "IV": 99, "V": 397, "VI": 447, "VII": 714, "none": 888,
    }  # fmt: skip
    served = platforms["category"].notna()
    low = platforms["category"].isin(["V", "VI", "VII"])
    assert low.sum() / served.sum() > 0.9
    # 15 rows of stops.txt have no coordinates: 8 platforms and 7 stations
    assert (~platforms["placed"]).sum() == 8
    # ARE knows nothing beyond 60 minutes
    assert platforms["category_are"].notna().sum() < served.sum()


@pytest.mark.realdata
def test_the_erzgebirge_runs_a_seventh_of_its_trips_on_sundays(erzgebirge):
    service = stop_service(erzgebirge, days={"sunday": dt.date(2020, 6, 14)}, crs="EPSG:25833")
    rows = service.stations
    annaberg = rows[rows["name"] == "Annaberg-Buchholz, Busbahnhof"].iloc[0]

    assert rows["departures_sunday"].sum() < rows["departures_day"].sum() / 4
    assert (rows["departures_day"] > 0).sum() > (rows["departures_sunday"] > 0).sum()
    # many villages have buses, but none on Sundays
    assert ((rows["departures_day"] > 0) & (rows["departures_sunday"] == 0)).sum() > 300
    assert (annaberg["departures_day"], annaberg["last"]) == (179, "21:20")


@pytest.mark.realdata
def test_departures_of_the_erzgebirge_are_those_of_a_plain_count(erzgebirge):
    service = stop_service(erzgebirge, days={}, crs="EPSG:25833")
    # trip by trip, in plain Python
    days = erzgebirge.running[:, (service.day - erzgebirge.first_day).days]
    running = set(erzgebirge.services.index[days])
    stations = erzgebirge.stops["station_id"].to_numpy()
    trips, seen, counts = erzgebirge.trips, set(), {}
    for index, calls in erzgebirge.stop_times.groupby("trip_index"):
        row = trips.iloc[index]
        if row["service_id"] not in running or row["on_demand"] or row["pattern"] in seen:
            continue
        seen.add(row["pattern"])
        halts = [stations[k] for k in calls["stop_index"]]
        left = {
            station
            for n, (station, pickup) in enumerate(zip(halts, calls["pickup"], strict=True))
            if pickup not in (1, 2) and any(later != station for later in halts[n + 1 :])
        }
        for station in left:
            counts[station] = counts.get(station, 0) + 1

    expected = pd.Series(counts).reindex(service.stations.index).fillna(0).to_numpy()
    assert np.array_equal(service.stations["departures_day"].to_numpy("float64"), expected)


@pytest.mark.realdata
def test_lauf_with_two_feeds(shared, tmp_path):
    data = (shared / "data/lauf").resolve().as_posix()
    (tmp_path / "study.toml").write_text(LAUF.format(data), "utf-8")
    lauf = pipeline.read_town(tmp_path)

    answer = ask_transit_service(Asked(lauf))
    told, rows = figures(answer), answer.tables["stop_service"]

    for table in TABLES:
        table.check(answer.tables[table.name])
    market = told["centre_stop_departures"]
    assert market.parameters["stop"] == "Lauf Marktplatz"
    assert market.value == 144
    # S 1 every 20 minutes each way: a train at 20 min is II
    trains = rows[(rows["rail_departures_day"] > 0).to_numpy(dtype=bool)]
    assert set(trains["lines"]) == {"S1"}
    assert trains["category"].isin(["II", "III"]).all()
    share = told["persons_transit_class_a_to_d"]
    assert 0.5 < share.value < 0.95
    assert share.coverage > 0.9
    assert "Zensus 2011" in share.method.de
