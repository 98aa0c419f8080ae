"""Clusters of vacancy: false alarms, power and speed of the scan, beside what others use.

    python benchmarks/clusters.py [--runs 2000] [--draws 8] [--only level|speed] [--quick]

Level and power. Units are drawn on the real walk network of Lauf, denser towards the market
(400 units with 40 vacancies, 150 with 20; several draws of the units). ``--runs`` labellings
are dealt by chance (false alarms) and as many with eightfold odds within 120 m of a unit
drawn at random (power); every method judges the same labellings at 5 %. Ours is the verdict
(average likelihood ratio) and beside it the maximum of the same windows. The reference is a
scan written down anew here as in the project's first study: windows of every size up to half
of the units, maximum likelihood ratio. The oracle knows the window that was raised and tests
it alone. DBSCAN, HDBSCAN and Gi* are what dashboards draw.

Speed. A scan with 999 permutations, neighbours and windows included, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from _race import Limit, _alone, _machine, _measure, _table
from ingest import _LAUF, _town
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.stats import false_discovery_control, hypergeom

LEVEL, ODDS, RADIUS_M = 0.05, 8.0, 120.0
SIZES = ((400, 40), (150, 20))
#: What a correct scan of these numbers reaches, and the band of its level.
LEAST_POWER = {(400, 40): 0.42, (150, 20): 0.26}
LEVEL_BAND = (0.03, 0.065)
MARKET = (11.2790, 49.5100)
PERMUTATIONS = 4999


def network():
    """Nodes and arcs of Lauf's walk network, metres from the market."""
    from innenstadt_gis.crs import project
    from innenstadt_gis.ingest.osm.network import read_network
    from innenstadt_gis.ingest.osm.source import open_extract

    extract = open_extract(_town(_LAUF))
    found = read_network(extract, crs=extract.crs)
    ids = found.nodes.index
    u, v = (ids.get_indexer(found.edges[end]) for end in ("u", "v"))
    length = found.edges["length_m"].to_numpy(float)
    arcs = csr_array(
        (np.r_[length, length], (np.r_[u, v], np.r_[v, u])), shape=(len(ids), len(ids))
    )
    x, y = project(np.array([MARKET[0]]), np.array([MARKET[1]]), source=4326, target=extract.crs)
    places = found.nodes.geometry
    middle = int(np.argmin((places.x - x[0]) ** 2 + (places.y - y[0]) ** 2))
    return arcs, dijkstra(arcs, indices=middle)


def draw(town, count, rng):
    """Metres between ``count`` units drawn on the network, each up to 8 m off its node."""
    arcs, from_market = town
    likely = np.where(from_market <= 1500, np.exp(-from_market / 350), 0.0)
    nodes = rng.choice(len(likely), count, p=likely / likely.sum())
    off = rng.uniform(0, 8, count)
    some, place = np.unique(nodes, return_inverse=True)
    metres = dijkstra(arcs, indices=some)[:, some][place][:, place] + off[:, None] + off[None]
    np.fill_diagonal(metres, 0)
    return (metres + metres.T) / 2


def deal(metres, cases, odds, rng):
    """One labelling, and the units within reach of the unit whose odds were raised."""
    count = len(metres)
    raised = metres[rng.integers(count)] <= RADIUS_M
    weight = np.where(raised, odds, 1.0)
    labels = np.zeros(count, dtype=bool)
    labels[rng.choice(count, cases, replace=False, p=weight / weight.sum())] = True
    return labels, raised


class Reference:
    """Maximum likelihood ratio over windows of every size up to half of the units."""

    def __init__(self, metres, cases):
        count = len(metres)
        self.order = np.argsort(metres, axis=1, kind="stable")[:, : count // 2]
        self.size = np.arange(1, count // 2 + 1)
        c, m = np.arange(cases + 1.0)[None], self.size[:, None].astype(float)

        def part(a, b):
            return np.where(a > 0, a * np.log(np.where(a > 0, a, 1) / b), 0.0)

        inside = part(c, m) + part(np.maximum(m - c, 0), m)
        outside = part(cases - c, count - m) + part(np.maximum(count - m - cases + c, 0), count - m)
        high = (c / m > (cases - c) / (count - m)) & (c >= 2) & (c <= m)
        self.table = np.where(high, inside + outside, -np.inf)

    def __call__(self, labels):
        counted = np.cumsum(labels[self.order], axis=1)
        return self.table[self.size - 1, counted].max()


class Ours:
    """Both statistics of the package's windows."""

    def __init__(self, metres, cases):
        from innenstadt_gis.analysis.clusters.near import near_from_metres
        from innenstadt_gis.analysis.clusters.scan import _Reckoner
        from innenstadt_gis.analysis.clusters.windows import make_windows

        self.reckon = _Reckoner(make_windows(near_from_metres(metres, reach_m=400)), cases)

    def __call__(self, labels):
        return self.reckon(labels)


def peers(metres, labels, graph):
    """What dashboards say of one labelling: does the method report anything?"""
    import esda
    from sklearn.cluster import DBSCAN, HDBSCAN

    vacant = np.flatnonzero(labels)
    between = metres[np.ix_(vacant, vacant)]
    found = {
        f"DBSCAN 100 m, {least}": bool(
            (
                DBSCAN(eps=100, min_samples=least, metric="precomputed").fit_predict(between) >= 0
            ).any()
        )
        for least in (3, 5)
    }
    hierarchy = HDBSCAN(min_cluster_size=5, metric="precomputed", copy=True)
    found["HDBSCAN, 5"] = bool((hierarchy.fit_predict(between) >= 0).any())
    local = esda.G_Local(labels.astype(float), graph, star=True, permutations=199, n_jobs=1, seed=1)
    high = local.Zs > 0
    found["Gi*, raw p"] = bool((local.p_sim[high] < LEVEL).any())
    adjusted = false_discovery_control(np.clip(local.p_sim, 0, 1))
    found["Gi*, FDR on p_sim"] = bool((adjusted[high] < LEVEL).any())
    analytic = false_discovery_control(np.nan_to_num(local.p_norm, nan=1.0))
    found["Gi*, FDR on analytic p"] = bool((analytic[high] < LEVEL).any())
    return found


def neighbours(metres):
    """Units within 150 m as a graph of libpysal; lonely ones keep a weight of nothing."""
    from libpysal.graph import Graph

    joined = {
        a: {int(b): 1.0 for b in np.flatnonzero(row <= 150) if b != a} or {a: 0.0}
        for a, row in enumerate(metres)
    }
    return Graph.from_dicts(joined)


def judge(town, count, cases, *, runs, draws, with_peers):
    """Share of labellings that each method calls clustered: by chance, and with raised odds."""
    rng = np.random.default_rng([count, cases])
    alarms: dict[str, dict[str, list[bool]]] = {"chance": {}, "raised": {}}
    for _ in range(draws):
        metres = draw(town, count, rng)
        ours, reference = Ours(metres, cases), Reference(metres, cases)
        graph = neighbours(metres) if with_peers else None
        dealt = [deal(metres, cases, 1.0, rng)[0] for _ in range(PERMUTATIONS)]
        chance_ours = np.array([ours(labels) for labels in dealt])
        chance_reference = np.array([reference(labels) for labels in dealt])
        for kind, odds in (("chance", 1.0), ("raised", ODDS)):
            for _ in range(runs // draws):
                labels, raised = deal(metres, cases, odds, rng)
                average, maximum = ours(labels)
                inside = int(labels[raised].sum())
                told = {
                    "ours: verdict": _p(average, chance_ours[:, 0]) <= LEVEL,
                    "ours: maximum": _p(maximum, chance_ours[:, 1]) <= LEVEL,
                    "reference scan": _p(reference(labels), chance_reference) <= LEVEL,
                    "oracle": hypergeom.sf(inside - 1, count, cases, raised.sum()) <= LEVEL,
                }
                if graph is not None:
                    told |= peers(metres, labels, graph)
                for method, said in told.items():
                    alarms[kind].setdefault(method, []).append(bool(said))
    return [
        {
            "case": f"{count} units, {cases} vacant", "method": method,
            "false_alarms": round(float(np.mean(alarms["chance"][method])), 4),
            "power": round(float(np.mean(said)), 4), "runs": len(said),
        }
        for method, said in alarms["raised"].items()
    ]  # fmt: skip


def _p(found, chance):
    return (1 + (chance >= found - abs(found) * 1e-12).sum()) / (1 + len(chance))


def verdict(rows, size):
    """Whether ours holds its level and reaches what a correct scan reaches."""
    by = {row["method"]: row for row in rows}
    ours, reference = by["ours: verdict"], by["reference scan"]
    return {
        "level_held": LEVEL_BAND[0] <= ours["false_alarms"] <= LEVEL_BAND[1],
        "power_reached": ours["power"] >= LEAST_POWER[size],
        "not_below_reference": ours["power"] >= reference["power"] - 0.03,
    }


# speed ------------------------------------------------------------------------


def speed(path: Path):
    """Neighbours, windows and 999 permutations for as many units as the file says."""
    from innenstadt_gis.analysis.clusters.near import near_from_metres
    from innenstadt_gis.analysis.clusters.scan import scan
    from innenstadt_gis.analysis.clusters.windows import make_windows

    count, cases = (int(word) for word in path.name.split("-"))
    metres = draw(network(), count, np.random.default_rng(1))
    labels = np.random.default_rng(2).permutation(np.arange(count) < cases)

    def work() -> int:
        return len(scan(make_windows(near_from_metres(metres, reach_m=400)), labels).chance_average)

    return work


SPEED = [
    Limit(case=f"999 permutations, {n} units, {c} vacant", ours="speed", ours_file=f"{n}-{c}",
          limit_s=seconds, limit_mb=2000)
    for n, c, seconds in ((400, 40, 1.0), (5000, 500, 60.0))
]  # fmt: skip


def main() -> None:
    """Print a table on stderr and one line of JSON on stdout."""
    words = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    words.add_argument("--runs", type=int, default=2000)
    words.add_argument("--draws", type=int, default=8)
    words.add_argument("--only", choices=("level", "speed"))
    words.add_argument("--quick", action="store_true", help="without DBSCAN, HDBSCAN and Gi*")
    words.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    words.add_argument("--make", help=argparse.SUPPRESS)
    said = words.parse_args()
    if said.one:
        print(json.dumps(_measure(speed, Path(json.loads(json.dumps(said.one[1]))))))
        return
    if said.make:
        print(json.dumps(said.make))
        return
    warnings.filterwarnings("ignore")
    rows: list[dict] = []
    if said.only != "speed":
        town = network()
        for size in SIZES:
            some = judge(town, *size, runs=said.runs, draws=said.draws, with_peers=not said.quick)
            held = verdict(some, size)
            for row in some:
                print(
                    f"{row['case']}  {row['method']:<24} false alarms {row['false_alarms']:.3f}  "
                    f"power {row['power']:.3f}",
                    file=sys.stderr, flush=True,
                )  # fmt: skip
            print(f"{some[0]['case']}: {held}", file=sys.stderr, flush=True)
            rows += [row | (held if row["method"] == "ours: verdict" else {}) for row in some]
    if said.only != "level":
        timed = [_alone(__file__, case, 1 if case.limit_s > 10 else 5) for case in SPEED]
        _table(timed)
        rows += timed
    print(json.dumps({"benchmark": "clusters", "machine": _machine(), "cases": rows}))


if __name__ == "__main__":
    main()
