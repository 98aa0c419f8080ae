"""Heidelberg by the real timetable: the engine equals the plain search, journey by journey."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import shapely

from innenstadt_gis.analysis.doors import doors, nearest, node_doors
from innenstadt_gis.analysis.transit.access import access, egress, shorter, transit_ways
from innenstadt_gis.analysis.transit.door_to_door import (
    Window,
    journeys,
    latest_home,
    scanned,
    summary,
)
from innenstadt_gis.analysis.transit.reference import Reference
from innenstadt_gis.analysis.walkgraph import JOIN_M, walk_graph
from innenstadt_gis.crs import project
from innenstadt_gis.ingest.gtfs import read_gtfs
from innenstadt_gis.ingest.osm.network import read_network
from innenstadt_gis.ingest.osm.source import open_extract
from innenstadt_gis.personas import persona
from innenstadt_gis.timetable import calls_on, trips_on

pytestmark = pytest.mark.realdata

DAY = dt.date(2022, 9, 13)
HOUR = Window(8 * 60, 9 * 60)
ORIGINS = 60


@pytest.fixture(scope="module")
def heidelberg(shared):
    folder = shared / "data" / "heidelberg"
    extract = open_extract(folder / "heidelberg.osm.pbf")
    network = read_network(extract, crs=extract.crs)
    timetable = read_gtfs(folder / "vrn_gtfs_cut.zip", day=DAY, crs=extract.crs)
    x, y = project(np.array([8.6940]), np.array([49.4093]), source=4326, target=extract.crs)
    centre = np.array([shapely.Point(x[0], y[0])], dtype=object)
    return network, timetable, centre


def asked(heidelberg, who, direction):
    """The engine's answers for all nodes, and what the plain search needs."""
    network, timetable, centre = heidelberg
    graph = walk_graph(network.nodes, network.edges, persona=persona(who), join_m=JOIN_M)
    made = transit_ways(timetable, graph, day=DAY)
    places = node_doors(graph, network.nodes.geometry.to_numpy())
    goal = doors(graph, centre)
    legs = access(made, places, direction=direction)
    foot = egress(made, goal, direction=direction)
    walk = nearest(graph, places, goal, direction=direction).minutes * 60
    walk[np.isnan(walk)] = np.inf
    profile = scanned(made, foot, direction=direction)
    found = journeys(profile, legs, HOUR._replace(direction=direction), walk)
    search = Reference(calls_on(timetable, DAY), made.changes)
    centre_feet = {int(s): int(foot[s]) for s in np.flatnonzero(foot >= 0)}
    return found, legs, search, centre_feet


def feet(legs, place):
    rows = slice(legs.start[place], legs.start[place + 1])
    return dict(zip(legs.stop[rows].tolist(), legs.seconds[rows].tolist(), strict=True))


def some_places(found, count):
    """Random ones, of those from which anybody rides."""
    rides = np.flatnonzero((found.ride_s >= 0).any(axis=1))
    return np.random.default_rng(13).choice(rides, count, replace=False)


def test_the_feed_has_748_trips_that_day(heidelberg):
    assert trips_on(heidelberg[1], DAY) == 748


@pytest.mark.parametrize("who", ["adult", "senior_75_84"])
def test_60_origins_at_60_departures_equal_the_plain_search_to_the_second(heidelberg, who):
    found, legs, search, centre_feet = asked(heidelberg, who, "to")
    compared = 0

    for place in some_places(found, ORIGINS):
        own = feet(legs, place)
        for n, start in enumerate(HOUR.departures_s.tolist()):
            plain = search.arrival(own, centre_feet, start)
            told = int(found.ride_s[place, n]), int(found.rides[place, n])
            assert told == ((plain[0] - start, plain[1]) if plain else (-1, 0))
            compared += 1

    assert compared == 3600


@pytest.mark.parametrize("who", ["adult", "senior_75_84"])
def test_the_way_home_equals_the_plain_search_to_the_second(heidelberg, who):
    found, legs, search, centre_feet = asked(heidelberg, who, "from")

    for place in some_places(found, 20):
        own = feet(legs, place)
        for n, start in list(enumerate(HOUR.departures_s.tolist()))[::6]:
            plain = search.arrival(centre_feet, own, start)
            assert found.ride_s[place, n] == (plain[0] - start if plain else -1)


def test_what_rides_and_walks_takes_no_longer_than_to_walk(heidelberg):
    found, *_ = asked(heidelberg, "adult", "to")
    minutes = found.minutes
    known = np.isfinite(found.walk_s)

    assert (minutes[known] <= found.walk_s[known, None] / 60 + 1e-9).all()
    # who leaves a minute later arrives no earlier
    arrival = np.nan_to_num(minutes + np.arange(60), nan=1e9)
    assert (np.diff(arrival, axis=1) >= -1e-9).all()


@pytest.mark.parametrize("direction", ["to", "from"])
def test_leaving_out_walks_longer_than_the_whole_way_changes_no_minute(heidelberg, direction):
    network, timetable, centre = heidelberg
    graph = walk_graph(network.nodes, network.edges, join_m=JOIN_M)
    made = transit_ways(timetable, graph, day=DAY)
    places = node_doors(graph, network.nodes.geometry.to_numpy())
    goal = doors(graph, centre)
    walk = nearest(graph, places, goal, direction=direction).minutes * 60
    walk[np.isnan(walk)] = np.inf
    profile = scanned(made, egress(made, goal, direction=direction), direction=direction)
    legs = access(made, places, direction=direction)
    short = shorter(legs, walk)

    one, other = (
        journeys(profile, some, HOUR._replace(direction=direction), walk) for some in (legs, short)
    )

    assert len(short.stop) < len(legs.stop)
    np.testing.assert_array_equal(one.minutes, other.minutes)
    pd.testing.assert_frame_equal(summary(one), summary(other))
    np.testing.assert_array_equal(
        latest_home(profile, legs, walk, 120), latest_home(profile, short, walk, 120)
    )
