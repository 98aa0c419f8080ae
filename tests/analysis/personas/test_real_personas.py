"""Truth on a real town: networkx on the exported graph, and what Lauf says."""

from __future__ import annotations

import time

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from shapely import Point

from innenstadt_gis.analysis.doors import Doors, between, doors, node_doors
from innenstadt_gis.analysis.pace import edge_minutes
from innenstadt_gis.analysis.personas.reach import walked
from innenstadt_gis.analysis.walkgraph import Snapped, walk_graph
from innenstadt_gis.crs import project
from innenstadt_gis.ingest.elevation.along import with_heights
from innenstadt_gis.ingest.osm.network import read_network
from innenstadt_gis.ingest.osm.source import open_extract
from innenstadt_gis.outputs.graph import to_osmnx
from innenstadt_gis.personas import personas

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def lauf(shared):
    """Nodes and edges of Lauf with heights along the edges."""
    folder = shared / "data" / "lauf"
    extract = open_extract(folder / "lauf-200115.osm.pbf")
    found = read_network(extract, crs=extract.crs)
    nodes, edges, _ = with_heights(found.nodes, found.edges, [folder / "N49E011.hgt.zip"])
    return nodes, edges


def some(everywhere, chosen):
    """The doors of some nodes alone, numbered anew."""
    at = np.searchsorted(everywhere.entries.point, chosen)
    edge, fraction = everywhere.entries.edge[at], everywhere.entries.fraction[at]
    entries = Snapped(np.arange(len(chosen)), edge, fraction, np.zeros(len(chosen)))
    return Doors(everywhere.places[chosen], entries)


@pytest.mark.parametrize("who", personas(), ids=lambda p: p.key)
def test_every_persona_walks_a_thousand_pairs_as_networkx_does(lauf, who):
    nodes, edges = lauf
    rng = np.random.default_rng(sum(map(ord, who.key)))
    graph = walk_graph(nodes, edges, persona=who)
    everywhere = node_doors(graph, nodes.geometry.to_numpy())
    starts = np.sort(rng.choice(everywhere.entries.point, 10, replace=False))
    ends = np.sort(rng.choice(everywhere.entries.point, 100, replace=False))
    exported = to_osmnx(nodes, edges, minutes=edge_minutes(edges, persona=who))

    theirs = np.full((10, 100), np.inf)
    for row, start in enumerate(nodes.index[starts]):
        reached = nx.single_source_dijkstra_path_length(exported, start, weight="walk_min")
        theirs[row] = [reached.get(end, np.inf) for end in nodes.index[ends]]
    ours = {}
    for direction, (places, goals) in {"to": (starts, ends), "from": (ends, starts)}.items():
        legs = between(
            graph, some(everywhere, places), some(everywhere, goals), limit=1e9,
            direction=direction,
        )  # fmt: skip
        ours[direction] = np.full((len(places), len(goals)), np.inf)
        ours[direction][legs.place, legs.goal] = legs.minutes

    for found in (ours["to"], ours["from"].T):
        np.testing.assert_array_equal(np.isfinite(found), np.isfinite(theirs))
        known = np.isfinite(theirs)
        assert known.sum() > 300
        assert np.abs(found[known] - theirs[known]).max() < 1e-6
    back = between(
        graph, some(everywhere, starts), some(everywhere, ends), limit=1e9, direction="from"
    )
    other = np.full((10, 100), np.inf)
    other[back.place, back.goal] = back.minutes
    both = np.isfinite(other) & np.isfinite(theirs)
    more = np.abs(other[both] - theirs[both])
    if who.slope == "tobler":
        assert np.median(more) > 0.05  # uphill is not downhill
    else:
        assert np.median(more) < 1e-6  # a motor does not mind


def market(crs):
    x, y = project(np.array([11.2789]), np.array([49.5106]), source=4326, target=crs)
    return gpd.GeoSeries([Point(x[0], y[0])], crs=crs)


def test_nine_personas_walk_to_five_goals_and_back_in_well_under_two_seconds(lauf):
    nodes, edges = lauf
    rng = np.random.default_rng(5)
    centre = market(edges.crs)
    graphs = {p.key: walk_graph(nodes, edges, persona=p) for p in personas()}
    graph = graphs["adult"]
    homes = doors(graph, nodes.geometry.to_numpy()[rng.integers(0, len(nodes), 5000)])
    goals = {
        key: doors(graph, nodes.geometry.to_numpy()[rng.integers(0, len(nodes), count)])
        for key, count in {"supermarket": 9, "stop": 124, "bench": 127, "toilet": 8}.items()
    }
    goals["centre"] = doors(graph, centre.to_numpy())

    start = time.perf_counter()
    found = walked(graphs, homes, goals)
    took = time.perf_counter() - start

    assert len(found.there) == len(found.back) == 45
    assert took < 2


def test_who_is_slower_has_fewer_within_reach_of_the_market_of_lauf(lauf):
    nodes, edges = lauf
    graphs = {p.key: walk_graph(nodes, edges, persona=p) for p in personas()}
    homes = node_doors(graphs["adult"], nodes.geometry.to_numpy())
    goals = {"centre": doors(graphs["adult"], market(edges.crs).to_numpy())}

    found = walked(graphs, homes, goals)

    near = {key: int((found.there[key, "centre"] <= 15).sum()) for key in graphs}
    assert near["youth"] > near["adult"] > near["pram"] > near["senior_65_74"]
    assert near["senior_65_74"] > near["senior_75_84"] > near["senior_85"] > near["rollator"]
    assert near["senior_75_84"] < near["adult"] / 3  # adults overstate what the old reach
    lost = {
        key: int((np.isfinite(found.there["adult", "centre"]) & np.isnan(minutes)).sum())
        for (key, _), minutes in found.there.items()
    }
    assert lost["senior_85"] == 0 < lost["pram"] < lost["wheelchair_electric"] < lost["wheelchair"]
