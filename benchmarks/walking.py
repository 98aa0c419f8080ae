"""Minutes on foot: to the nearest of five centres from every node, against scipy and networkx.

    python benchmarks/walking.py [--runs 5] [--only networkx]

Data: the walk network of Heidelberg (30,900 nodes) with made-up slopes, so that there and back
differ, from the folder that ``INNENSTADT_SHARED`` names; and Lauf with its heights for all
personas. Ten searches are timed, after one to warm up. Ours begins with the network ready and
five points: their doors in the middle of edges are found, and every node is told its minutes and
its centre. The peers begin with a matrix or graph in which those doors stand already: scipy's
bare ``dijkstra(min_only=True)``, and networkx' search from all centres at once, which is its
fastest. Before that each is held to the same answers.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from _race import Case, Limit, main
from ingest import _HEIDELBERG, _LAUF, _town

SEARCHES, CENTRES = 10, 5

CASES = [
    Case(
        case="10 x nearest of 5 centres, every node", ours="ours", ours_file="heidelberg",
        peer=peer, peer_runner=runner, peer_file="heidelberg", least_ratio=least,
    )
    for peer, runner, least in (
        ("scipy dijkstra, bare", "scipy_dijkstra", 1 / 3),
        ("networkx multi_source", "networkx_dijkstra", 5.0),
    )
] + [
    Limit(
        case="10 x from door to door, every node", ours="door_to_door", ours_file="heidelberg",
        limit_s=0.4, limit_mb=700,
    ),
    Limit(
        case="9 personas x 5 goals there and back, 5,000 homes of Lauf", ours="personas",
        ours_file="lauf", limit_s=1.0, limit_mb=500,
    ),
]  # fmt: skip


def heidelberg(path: Path):
    """Network, five points, and the same doors as arcs of a matrix."""
    from innenstadt_gis.analysis.walkgraph import accesses, entering, walk_graph
    from innenstadt_gis.ingest.osm.network import read_network
    from innenstadt_gis.ingest.osm.source import open_extract

    extract = open_extract(path)
    found = read_network(extract, crs=extract.crs)
    rng = np.random.default_rng(5)
    edges = found.edges.assign(slope=rng.normal(0, 0.05, len(found.edges)))
    graph = walk_graph(found.nodes, edges)
    middle = edges[graph.main].geometry.centroid
    centres = middle.to_numpy()[rng.integers(0, len(middle), CENTRES)]
    at = accesses(graph, centres)
    first, end, weight, _ = entering(graph, at, at.point + graph.node_count)
    matrix = graph.arcs.with_more(first, end, weight, CENTRES)
    return graph, found.nodes, np.asarray(centres, dtype=object), matrix


def ours(path: Path):
    """Doors of the centres, then minutes and centre of every node."""
    from innenstadt_gis.analysis.walkgraph import accesses, reach

    graph, _, centres, matrix = heidelberg(path)

    def search():
        return reach(graph, accesses(graph, centres), with_metres=False)

    found, bare = search(), _bare(matrix, graph.node_count)
    np.testing.assert_allclose(found.cost, bare, rtol=1e-9)
    assert np.isfinite(bare).mean() > 0.9

    def work() -> int:
        return [int(np.isfinite(search().cost).sum()) for _ in range(SEARCHES)][-1]

    return work


def _bare(matrix, count: int):
    from scipy.sparse.csgraph import dijkstra

    return dijkstra(matrix, indices=np.arange(count, count + CENTRES), min_only=True)[:count]


def scipy_dijkstra(path: Path):
    """The search alone."""
    graph, _, _, matrix = heidelberg(path)
    count = graph.node_count
    _bare(matrix, count)

    def work() -> int:
        return [int(np.isfinite(_bare(matrix, count)).sum()) for _ in range(SEARCHES)][-1]

    return work


def networkx_dijkstra(path: Path):
    """All centres at once; the graph is that of the reversed arcs, as ours."""
    import networkx as nx

    graph, _, _, matrix = heidelberg(path)
    count = graph.node_count
    arcs = matrix.tocoo()
    reversed_ = nx.DiGraph()
    reversed_.add_nodes_from(range(count + CENTRES))
    reversed_.add_weighted_edges_from(
        zip(arcs.row.tolist(), arcs.col.tolist(), arcs.data.tolist(), strict=True)
    )
    sources = set(range(count, count + CENTRES))

    def search():
        return nx.multi_source_dijkstra_path_length(reversed_, sources)

    found, bare = search(), _bare(matrix, count)
    theirs = np.array([found.get(node, np.inf) for node in range(count)])
    np.testing.assert_allclose(theirs, bare, rtol=1e-9)

    def work() -> int:
        return [len(search()) - CENTRES for _ in range(SEARCHES)][-1]

    return work


def door_to_door(path: Path):
    """Places with doors of their own, metres of the same ways included."""
    from innenstadt_gis.analysis.doors import doors, nearest, node_doors

    graph, nodes, centres, matrix = heidelberg(path)
    everywhere = node_doors(graph, nodes.geometry.to_numpy())

    def search():
        return nearest(graph, everywhere, doors(graph, centres))

    bare = _bare(matrix, graph.node_count)
    known = np.isfinite(bare)
    np.testing.assert_allclose(search().minutes[known], bare[known], rtol=1e-9)

    def work() -> int:
        return [int((search().goal >= 0).sum()) for _ in range(SEARCHES)][-1]

    return work


def personas(path: Path):
    """What the question of personas searches, the graphs built before."""
    from innenstadt_gis.analysis.doors import doors
    from innenstadt_gis.analysis.personas.reach import walked
    from innenstadt_gis.analysis.walkgraph import walk_graph
    from innenstadt_gis.ingest.elevation.along import with_heights
    from innenstadt_gis.ingest.osm.network import read_network
    from innenstadt_gis.ingest.osm.source import open_extract
    from innenstadt_gis.personas import personas as everybody

    extract = open_extract(path)
    found = read_network(extract, crs=extract.crs)
    nodes, edges, _ = with_heights(found.nodes, found.edges, [path.parent / "N49E011.hgt.zip"])
    adult = walk_graph(nodes, edges)
    graphs = {who.key: adult.for_persona(edges, who) for who in everybody()}
    rng = np.random.default_rng(5)
    places = nodes.geometry.to_numpy()
    homes = doors(adult, places[rng.integers(0, len(places), 5000)])
    goals = {
        key: doors(adult, places[rng.integers(0, len(places), count)])
        for key, count in (
            ("centre", 1), ("supermarket", 9), ("stop", 124), ("bench", 127), ("toilet", 8),
        )
    }  # fmt: skip

    def work() -> int:
        minutes = walked(graphs, homes, goals)
        return len(minutes.there) + len(minutes.back)

    return work


RUNNERS = {
    runner.__name__: runner
    for runner in (ours, scipy_dijkstra, networkx_dijkstra, door_to_door, personas)
}
FILES = {"heidelberg": lambda: _town(_HEIDELBERG), "lauf": lambda: _town(_LAUF)}

if __name__ == "__main__":
    main(__file__, "walking", CASES, RUNNERS, FILES)
