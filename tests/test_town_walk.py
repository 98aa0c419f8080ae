"""The walk through Musterstadt: planned, printed, carried on a phone."""

from __future__ import annotations

import re
from itertools import pairwise

import geopandas as gpd
import pytest
from click.testing import CliRunner
from lxml import etree

from innenstadt_gis import cli, pipeline
from innenstadt_gis.crs import to_degrees
from innenstadt_gis.errors import InputError
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.outputs.audience import release, soften
from innenstadt_gis.pipeline.walks import WalkAsk, plan_walk, write_walk

GPX = "{http://www.topografix.com/GPX/1/1}"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return write_musterstadt(tmp_path_factory.mktemp("rundgang"))


@pytest.fixture(scope="module")
def town(study):
    return pipeline.read_town(study)


@pytest.fixture(scope="module")
def seen(town):
    return release(town, pipeline.analyse(town), "workshop")


@pytest.fixture(scope="module")
def done(town, seen, tmp_path_factory):
    return write_walk(town, seen, WalkAsk(minutes=60.0), tmp_path_factory.mktemp("out"))


def test_a_walk_keeps_its_time_and_tells_of_several_themes(done):
    walk = done.walk

    assert walk.minutes <= 60
    assert len({stop.theme.de for stop in walk.stops}) >= 3
    assert len(walk.legs) == len(walk.stops) + 1
    assert [stop.number for stop in walk.stops] == list(range(1, len(walk.stops) + 1))
    assert walk.stops[0].arrives_min == pytest.approx(walk.legs[0].minutes)
    assert walk.minutes == pytest.approx(
        sum(leg.minutes for leg in walk.legs) + 5 * len(walk.stops)
    )


def test_each_leg_begins_where_the_one_before_ends(done):
    legs = done.walk.legs

    assert legs[0].line.coords[0] == pytest.approx(done.walk.start_point.coords[0])
    for one, other in pairwise(legs):
        assert one.line.coords[-1] == pytest.approx(other.line.coords[0])
    assert legs[-1].line.coords[-1] == pytest.approx(done.walk.end_point.coords[0])


def test_the_papers_hold_an_overview_a_timetable_and_a_sheet_for_every_stop(done):
    page = done.files[0].read_text(encoding="utf-8")

    assert page.count('<section class="stop">') == len(done.walk.stops)
    assert page.count("<svg") == 1
    assert "<script" not in page
    assert not re.search(r"https?://", page)
    for stop in done.walk.stops:
        assert stop.question.de in page


def test_the_gpx_has_the_stops_in_order_and_lies_where_the_walk_does(done):
    root = etree.parse(str(done.files[1])).getroot()

    names = [node.findtext(f"{GPX}name") for node in root.findall(f"{GPX}wpt")]
    assert names[1:-1] == [f"{s.number} {s.title.de}" for s in done.walk.stops]
    assert len(root.findall(f"{GPX}trk/{GPX}trkseg")) == len(done.walk.legs)
    start = to_degrees(
        gpd.GeoDataFrame(geometry=[done.walk.start_point], crs=done.walk.crs)
    ).geometry.iloc[0]
    first = root.find(f"{GPX}wpt")
    assert float(first.get("lon")) == pytest.approx(start.x, abs=1e-6)
    assert float(first.get("lat")) == pytest.approx(start.y, abs=1e-6)


def test_the_same_walk_gives_the_same_bytes(town, seen, done, tmp_path):
    again = write_walk(town, seen, WalkAsk(minutes=60.0), tmp_path)

    for one, other in zip(done.files, again.files, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_named_stops_are_all_on_the_walk_and_it_says_when_that_takes_longer(town, seen):
    ask = WalkAsk(minutes=5.0, stops=("Marktplatz 1", "Bahnhofstraße 1"), persona="adult")

    walk, sentences = plan_walk(town, seen, ask)

    assert sorted(stop.title.de for stop in walk.stops) == ["Bahnhofstraße 1", "Marktplatz 1"]
    assert "mehr als gewünscht" in sentences[1].de


def test_a_stop_of_the_bus_may_be_the_end(town, seen):
    ask = WalkAsk(end="Musterstadt, Bahnhof", persona="wheelchair_electric")

    walk, _ = plan_walk(town, seen, ask)

    at = town.stops.geometry[town.stops["name"] == "Musterstadt, Bahnhof"].iloc[0]
    assert walk.end_point.equals(at)


def test_an_address_that_is_not_there_names_those_like_it(town, seen):
    with pytest.raises(InputError, match=r"Marktplatz 99.*nearest: Marktplatz"):
        plan_walk(town, seen, WalkAsk(start="Marktplatz 99"))


def test_the_command_writes_both_files_and_lists_the_stops(study, tmp_path):
    told = CliRunner().invoke(
        cli.program("de"),
        ["walk", str(study), "--out", str(tmp_path), "--minutes", "45", "--no-steps"],
    )

    assert told.exit_code == 0, told.output
    assert "Stationen" in told.output
    assert "ohne Treppen" in told.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["Rundgang.gpx", "Rundgang.html"]


def test_in_public_no_single_unit_is_a_stop(town):
    town = soften(town, "oeffentlich")
    seen = release(town, pipeline.analyse(town), "oeffentlich")

    walk, _ = plan_walk(town, seen, WalkAsk())

    assert not any("Ladenlokal" in stop.title.de for stop in walk.stops)
