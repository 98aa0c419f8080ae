"""The verdict of Musterstadt, recounted from its edges and units alone."""

from __future__ import annotations

import math
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from scipy.special import comb
from shapely import STRtree

from innenstadt_gis.analysis.clusters.pattern import neighbours
from innenstadt_gis.analysis.clusters.scan import scan
from innenstadt_gis.analysis.clusters.windows import make_windows
from innenstadt_gis.pipeline.questions import Asked

KNOWN = ("occupied", "at_risk", "vacant", "partly_vacant", "interim_use")
NEAR_M, FAR_M = 50.0, 250.0


@pytest.fixture(scope="module")
def asked(musterstadt):
    return Asked(musterstadt)


def metres(town, units):
    """Metres along the edges between units, each put on its nearest edge."""
    graph = nx.Graph()
    u, v = town.edges["u"].tolist(), town.edges["v"].tolist()
    long = town.edges["length_m"].tolist()
    for a, b, length in zip(u, v, long, strict=True):
        graph.add_edge(a, b, m=min(length, graph.get_edge_data(a, b, {"m": math.inf})["m"]))
    lines = town.edges.geometry.to_numpy()
    tree = STRtree(lines)
    doors = []
    for door in units.geometry:
        edge = int(tree.query_nearest(door).min())
        doors.append((edge, lines[edge].project(door, normalized=True)))
    ways = dict(nx.all_pairs_dijkstra_path_length(graph, weight="m"))
    ends = [((u[e], f * long[e]), (v[e], (1 - f) * long[e])) for e, f in doors]
    away = np.zeros((len(doors), len(doors)))
    for i, (edge, f) in enumerate(doors):
        for j, (other, g) in enumerate(doors):
            some = [ways[a][b] + x + y for a, x in ends[i] for b, y in ends[j]]
            some += [abs(f - g) * long[edge]] if edge == other else []
            away[i, j] = 0.0 if i == j else round(min(some), 1)
    return away


def recounted(away, vacant):
    """Average likelihood ratio and highest log-likelihood ratio, window by window."""
    units, cases = len(vacant), int(vacant.sum())
    total, weights, highest = 0.0, 0.0, -1.0
    for row in away:
        radii = [*np.unique(row[row <= FAR_M]), math.inf]
        for radius, following in pairwise(radii):
            inside = row <= radius
            m, c = int(inside.sum()), int(vacant[inside].sum())
            outer, inner = (min(max(r, NEAR_M), FAR_M) for r in (following, radius))
            weights += math.log(outer / inner)
            total += math.log(outer / inner) * ratio(c, m, cases, units)
            if c >= 2 and m <= units // 2 and c * (units - m) > (cases - c) * m:
                highest = max(highest, likelihood(c, m, cases, units))
    return total / weights, highest


def ratio(c, m, cases, units):
    """Mean over three odds of θ^c / E[θ^c] under the hypergeometric distribution."""
    k = np.arange(cases + 1)
    chance = comb(m, k) * comb(units - m, cases - k) / comb(units, cases)
    return float(np.mean([odds**c / (chance * odds**k).sum() for odds in (4.0, 8.0, 16.0)]))


def likelihood(c, m, cases, units):
    def part(a, b):
        return a * math.log(a / b) if a else 0.0

    out, rest = cases - c, units - m
    inside = part(c, m) + part(m - c, m) + part(out, rest) + part(rest - out, rest)
    return inside - part(cases, units) - part(units - cases, units)


def test_both_statistics_of_the_verdict_are_those_of_a_count_by_hand(asked):
    rows = asked.registered[asked.registered["status"].isin(KNOWN)]
    units, near = neighbours(rows, asked.graph)
    vacant = (units["status"] == "vacant").to_numpy()

    ours = scan(make_windows(near), vacant, permutations=9)
    average, highest = recounted(metres(asked.town, units), vacant)

    assert (len(vacant), int(vacant.sum())) == (60, 12)
    assert ours.average == pytest.approx(average, rel=1e-6)
    assert ours.maximum == pytest.approx(highest, rel=1e-6)
