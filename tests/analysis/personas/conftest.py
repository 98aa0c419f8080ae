"""Small networks of streets, to be counted by hand, and random ones."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point

from innenstadt_gis.tables import EDGES, NODES

CRS = "EPSG:25832"


def make_network(places, ways):
    """Nodes from {id: (x, y)}; ways are (u, v, {column: value, "via": [...]})."""
    nodes = gpd.GeoDataFrame(
        {"source": "test"},
        index=list(places),
        geometry=[Point(p) for p in places.values()],
        crs=CRS,
    )
    lines = [LineString([places[u], *kw.get("via", []), places[v]]) for u, v, kw in ways]
    rows = [
        {
            "u": u, "v": v, "length_m": line.length, "foot_oneway": "both", "steps": False,
            "bridge": False, "tunnel": False, "source": "test",
            **{name: value for name, value in kw.items() if name != "via"},
        }
        for (u, v, kw), line in zip(ways, lines, strict=True)
    ]  # fmt: skip
    edges = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=lines, crs=CRS)
    return NODES.conform(nodes), EDGES.conform(edges)


def make_random(seed, *, size=6, step=100.0, jitter=20.0):
    """A bent grid with stairs, slopes, gravel, one-ways, parallel and missing edges."""
    rng = np.random.default_rng(seed)
    places = {
        row * size + col: (
            500_000 + col * step + rng.uniform(-jitter, jitter),
            5_600_000 + row * step + rng.uniform(-jitter, jitter),
        )
        for row in range(size)
        for col in range(size)
    }
    pairs = [(n, n + 1) for n in places if n % size < size - 1]
    pairs += [(n, n + size) for n in places if n + size in places]
    ways = []
    for u, v in pairs:
        for _ in range(int(rng.choice([0, 1, 2], p=[0.1, 0.75, 0.15]))):
            kind = {
                "slope": float(rng.choice([np.nan, rng.uniform(-0.2, 0.2)])),
                "steps": bool(rng.random() < 0.15),
                "surface": str(rng.choice(["asphalt", "gravel", "sett"], p=[0.7, 0.2, 0.1])),
                "foot_oneway": str(
                    rng.choice(["both", "forward", "backward"], p=[0.9, 0.05, 0.05])
                ),
                "name": str(rng.choice(["Ring", "Gasse"])),
            }
            if jitter:
                middle = (np.array(places[u]) + places[v]) / 2 + rng.uniform(-30, 30, 2)
                kind["via"] = [tuple(middle)]
            ways.append((*((u, v) if rng.random() < 0.5 else (v, u)), kind))
    return make_network(places, ways)


@pytest.fixture(scope="session")
def network():
    return make_network


@pytest.fixture(scope="session")
def random_network():
    return make_random


@pytest.fixture(scope="session")
def points():
    """Points as an array, from pairs of coordinates."""
    return lambda *xy: np.array([Point(p) for p in xy], dtype=object)
