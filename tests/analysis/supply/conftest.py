"""A made-up town of straight streets, to be counted by hand."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point

from innenstadt_gis.analysis.walkgraph import walk_graph
from innenstadt_gis.tables import PREMISES, SECTIONS

CRS = "EPSG:25832"


def make_sections(streets, *, frontage_m=None):
    """Name of each street to its points; one section a street, ``<name>-1``."""
    lines = [LineString(points) for points in streets.values()]
    rows = gpd.GeoDataFrame(
        {
            "street": list(streets), "number": 1,
            "centreline_m": [line.length for line in lines],
            "frontage_m": frontage_m, "source": "test",
        },
        index=[f"{name}-1" for name in streets], geometry=lines, crs=CRS,
    )  # fmt: skip
    return SECTIONS.conform(rows)


def make_graph(streets):
    """The same streets as a walk network; equal points are one node."""
    places = list(dict.fromkeys(tuple(map(float, p)) for line in streets.values() for p in line))
    at = {place: n for n, place in enumerate(places)}
    pairs = [
        (at[tuple(map(float, a))], at[tuple(map(float, b))])
        for line in streets.values()
        for a, b in itertools.pairwise(line)
    ]
    lines = [LineString([places[a], places[b]]) for a, b in pairs]
    nodes = gpd.GeoDataFrame(index=range(len(places)), geometry=[*map(Point, places)], crs=CRS)
    edges = gpd.GeoDataFrame(
        {
            "u": [a for a, _ in pairs], "v": [b for _, b in pairs],
            "length_m": [line.length for line in lines], "slope": np.nan, "foot_oneway": "both",
        },
        geometry=lines, crs=CRS,
    )  # fmt: skip
    return walk_graph(nodes, edges)


def make_units(*rows, **same):
    """Each row: (x, y) or None, street or None, then columns by name."""
    frame = pd.DataFrame([{**same, **(row[2] if len(row) > 2 else {})} for row in rows])
    frame.index = [f"u{i:04}" for i in range(len(rows))]
    defaults = {"status": "occupied", "in_register": True, "located_by": "address", "source": "t"}
    for column, value in defaults.items():
        frame[column] = frame[column].fillna(value) if column in frame else value
    frame["section_id"] = [None if row[1] is None else f"{row[1]}-1" for row in rows]
    places = [None if row[0] is None else Point(row[0]) for row in rows]
    done = PREMISES.conform(gpd.GeoDataFrame(frame, geometry=places, crs=CRS))
    PREMISES.check(done)
    return done


@pytest.fixture(scope="session")
def made():
    """Makers of streets, networks and units."""
    return SimpleNamespace(sections=make_sections, graph=make_graph, units=make_units, crs=CRS)
