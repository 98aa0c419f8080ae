"""From every node to one centre at each minute of an hour: ours and ferrobus.

    python benchmarks/transit.py [--runs 5] [--only centre] [--quick]

Heidelberg's walk network (29,000 nodes) and the timetable of the VRN on 2022-09-13, 8:00 to 8:59,
60 departures. Not timed, on both sides: reading, the graph, which stops lie within reach of
which node, compiling. Timed with us: the search from the centre over the streets, the scan of
the day, the minutes of every node at every departure, and their percentiles. Before
it is timed, ours is compared with the plain search of `analysis.transit.reference` for some
nodes and departures.

ferrobus has no question "all to one". The peer is its answer from one place to many, every minute
of the hour (`find_routes_one_to_many`; ours the same way round). Beside it stands its question for
a window (`range_multimodal_routing`, each node to the centre), which is faster and answers less: of
295 nodes it has no journey for 146, and at 28 of 100 minutes at which its own search finds a way it
has none, at 66 a later one. Its matrix of 500 x 500 places makes some ten million pairs of places a
second, all against all at one departure; of one centre 500 of these 250,000 are of use.

Why the minutes differ (the table "differences" on stderr, ours less theirs, seconds). Step by
step ours is given the rules of ferrobus: (1) 1.4 m/s, no time to change, walks of 20 minutes
between stops, on foot alone 20 minutes at most; (2) a walk to a stop followed by a walk to another
one, and so from the last stop: up to 40 minutes on foot before a ride, where ours has one
walk of 20 at most (`analysis.transit.access`); (3) the 10 nearest stops alone; (4) the metres
between a door or a stop and its street take no time; (5) the seconds of each piece of a street
are cut to whole ones, so that whoever walks over many short pieces is faster than 1.4 m/s and
catches the bus before. (2) and (5) explain the tail: what is left are another choice of streets
and of the street nearest to a stop.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from _race import Case, Limit, main
from ingest import _SHARED

DAY = dt.date(2022, 9, 13)
CENTRE = (8.6940, 49.4093)
START_MIN, MINUTES = 8 * 60, 60
FIVE_CHANGES, MAX_WALK_S, NEAREST_STOPS = 5, 1200, 10
SAMPLE = 600

CASES = [
    Limit(case="all nodes to one centre x 60 departures", ours="ours_to", ours_file="folder",
          limit_s=0.25, limit_mb=900),
    Case(case="one centre to all nodes x 60 departures", ours="ours_from", ours_file="folder",
         peer="ferrobus find_routes_one_to_many", peer_runner="ferrobus_from", peer_file="folder",
         least_ratio=20.0),
    Case(case="all nodes to one centre, an hour's window", ours="ours_to", ours_file="folder",
         peer="ferrobus range_multimodal_routing", peer_runner="ferrobus_to", peer_file="folder",
         least_ratio=5.0),
]  # fmt: skip


def _folder() -> Path:
    return _SHARED / "data" / "heidelberg"


@cache
def network(folder: Path):
    """Nodes, edges, their CRS, and longitude and latitude of the nodes."""
    from innenstadt_gis.crs import project
    from innenstadt_gis.ingest.osm.network import read_network
    from innenstadt_gis.ingest.osm.source import open_extract

    extract = open_extract(folder / "heidelberg.osm.pbf")
    found = read_network(extract, crs=extract.crs)
    places = found.nodes.geometry
    lon, lat = project(places.x.to_numpy(), places.y.to_numpy(), source=extract.crs, target=4326)
    return found, extract.crs, lon, lat


def centre_node(folder: Path) -> int:
    """The node nearest to the centre, on a street: so that nobody's snapping matters."""
    found, _, lon, lat = network(folder)
    on = found.nodes.index.get_indexer(found.edges["u"])
    off = (lon[on] - CENTRE[0]) ** 2 + (1.5 * (lat[on] - CENTRE[1])) ** 2
    return int(on[np.argmin(off)])


@cache
def timetable(folder: Path):
    from innenstadt_gis.ingest.gtfs import read_gtfs

    return read_gtfs(folder / "vrn_gtfs_cut.zip", day=DAY, crs=network(folder)[1])


# ours -------------------------------------------------------------------------


def ready(folder: Path, direction: str):
    """All that is made once: the graph, the day, the ways to the stops."""
    from innenstadt_gis.analysis.doors import doors, node_doors
    from innenstadt_gis.analysis.transit.access import access, transit_ways
    from innenstadt_gis.analysis.walkgraph import walk_graph

    found, *_ = network(folder)
    graph = walk_graph(found.nodes, found.edges)
    made = transit_ways(timetable(folder), graph, day=DAY)
    points = found.nodes.geometry.to_numpy()
    nodes = node_doors(graph, points)
    centre = doors(graph, points[[centre_node(folder)]])
    return made, nodes, centre, access(made, nodes, direction=direction)


def answer(made, nodes, centre, legs, direction):
    """What is timed: streets, scan, every departure."""
    from innenstadt_gis.analysis.doors import nearest
    from innenstadt_gis.analysis.transit.access import egress
    from innenstadt_gis.analysis.transit.door_to_door import Window, journeys, scanned

    walk_s = nearest(made.graph, nodes, centre, direction=direction).minutes * 60
    walk_s[np.isnan(walk_s)] = np.inf
    foot_s = egress(made, centre, direction=direction)
    profile = scanned(made, foot_s, direction=direction, after_s=START_MIN * 60)
    window = Window(START_MIN, START_MIN + MINUTES, direction)
    return journeys(profile, legs, window, walk_s), foot_s


def _ours(folder: Path, direction: str):
    from innenstadt_gis.analysis.transit.door_to_door import summary

    parts = ready(folder, direction)
    found, foot_s = answer(*parts, direction)
    _same_as_reference(folder, parts, found, foot_s, direction)

    def work() -> int:
        found, _ = answer(*parts, direction)
        return len(summary(found)) * MINUTES

    return work


def ours_to(folder: Path):
    return _ours(folder, "to")


def ours_from(folder: Path):
    return _ours(folder, "from")


def _same_as_reference(folder: Path, parts, found, foot_s, direction: str) -> None:
    from innenstadt_gis.analysis.transit.reference import Reference
    from innenstadt_gis.timetable import calls_on

    made, _, _, legs = parts
    search = Reference(calls_on(timetable(folder), DAY), made.changes)
    goal = {int(s): int(foot_s[s]) for s in np.flatnonzero(foot_s >= 0)}
    rides = np.flatnonzero((found.ride_s >= 0).any(axis=1))
    for place in np.random.default_rng(7).choice(rides, 4, replace=False):
        rows = slice(legs.start[place], legs.start[place + 1])
        feet = dict(zip(legs.stop[rows].tolist(), legs.seconds[rows].tolist(), strict=True))
        ends = (feet, goal) if direction == "to" else (goal, feet)
        for n in range(0, MINUTES, 10):
            start = (START_MIN + n) * 60
            plain = search.arrival(*ends, start)
            assert found.ride_s[place, n] == (plain[0] - start if plain else -1)


# ferrobus ---------------------------------------------------------------------


def _ferrobus(folder: Path, nodes):
    """Model and points; nodes that it cannot connect are left out."""
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    import ferrobus

    feed = Path(tempfile.gettempdir()) / "innenstadt_gis_benchmarks" / "vrn"
    if not (feed / "trips.txt").is_file():
        feed.mkdir(parents=True, exist_ok=True)
        zipfile.ZipFile(folder / "vrn_gtfs_cut.zip").extractall(feed)
    model = ferrobus.create_transit_model(
        str(folder / "heidelberg.osm.pbf"), [str(feed)], DAY, MAX_WALK_S
    )
    _, _, lon, lat = network(folder)
    points, kept = [], []
    for node in [centre_node(folder), *nodes]:
        try:
            points.append(
                ferrobus.create_transit_point(
                    float(lat[node]), float(lon[node]), model, MAX_WALK_S, NEAREST_STOPS
                )
            )
            kept.append(node)
        except (ValueError, RuntimeError):
            continue
    return ferrobus, model, points[0], points[1:], kept[1:]


def _on_streets(folder: Path):
    found, *_ = network(folder)
    ends = [found.nodes.index.get_indexer(found.edges[end]) for end in ("u", "v")]
    return np.unique(np.concatenate(ends))


def ferrobus_from(folder: Path):
    ferrobus, model, centre, points, _ = _ferrobus(folder, _on_streets(folder))

    def work() -> int:
        size = 0
        for minute in range(START_MIN, START_MIN + MINUTES):
            size += len(
                ferrobus.find_routes_one_to_many(model, centre, points, minute * 60, FIVE_CHANGES)
            )
        return size

    return work


def ferrobus_to(folder: Path):
    ferrobus, model, centre, points, _ = _ferrobus(folder, _on_streets(folder))
    window = (START_MIN * 60, (START_MIN + MINUTES) * 60)

    def work() -> int:
        for point in points:
            ferrobus.range_multimodal_routing(model, point, centre, window, FIVE_CHANGES)
        return len(points) * MINUTES

    return work


# differences ------------------------------------------------------------------


def differences(folder: Path) -> list[dict]:
    """Ours less ferrobus, from the centre to some nodes, as ours is given its rules."""
    sample = np.random.default_rng(0).choice(_on_streets(folder), SAMPLE, replace=False)
    ferrobus, model, centre, points, kept = _ferrobus(folder, sample)
    theirs = np.full((len(kept), MINUTES), np.nan)
    for n in range(MINUTES):
        found = ferrobus.find_routes_one_to_many(
            model, centre, points, (START_MIN + n) * 60, FIVE_CHANGES
        )
        theirs[:, n] = [r["travel_time_seconds"] if r else np.nan for r in found]
    rows = []
    for step, seconds in _as_ferrobus(folder, np.array(kept)):
        both = np.isfinite(seconds) & np.isfinite(theirs)
        apart = (seconds - theirs)[both]
        low, middle, high = np.percentile(apart, [5, 50, 95])
        rows.append({
            "rules": step, "pairs": int(both.sum()), "median_s": round(float(middle), 1),
            "p5_s": round(float(low), 1), "p95_s": round(float(high), 1),
            "within_60_s": round(float((np.abs(apart) <= 60).mean()), 3),
            "only_ours": int((np.isfinite(seconds) & ~np.isfinite(theirs)).sum()),
            "only_theirs": int((~np.isfinite(seconds) & np.isfinite(theirs)).sum()),
        })  # fmt: skip
    return rows


def _as_ferrobus(folder: Path, kept):
    """Yield each step and the seconds by node and departure."""
    from innenstadt_gis.analysis.transit.access import Rules
    from innenstadt_gis.analysis.walkgraph import walk_graph

    found, *_ = network(folder)
    yield (
        "ours: 4.8 km/h, 2 min to change",
        _seconds(folder, kept, walk_graph(found.nodes, found.edges), Rules(), alone=False),
    )
    fast = walk_graph(found.nodes, found.edges, speed_kmh=1.4 * 3.6)
    rules = Rules(change_min=0, max_change_walk_min=20)
    asked: dict[str, bool] = {}
    yield "1.4 m/s, no time to change, 20 min on foot", _seconds(folder, kept, fast, rules)
    for step, name in (("+ walks in chains", "chains"), ("+ 10 nearest stops", "nearest"),
                       ("+ no time to the street", "snapped")):  # fmt: skip
        asked[name] = True
        yield step, _seconds(folder, kept, fast, rules, **asked)
    yield "+ seconds cut off", _seconds(folder, kept, _cut(fast), rules, **asked)


def _cut(graph):
    """The same network with the seconds of each straight piece cut to whole ones."""
    import shapely

    xy, line = shapely.get_coordinates(graph.lines, return_index=True)
    metres = np.hypot(*np.diff(xy, axis=0).T)
    same = line[1:] == line[:-1]
    cut = np.bincount(
        line[1:][same], weights=np.floor(metres[same] / 1.4), minlength=len(graph.lines)
    )
    return graph.with_costs(
        np.where(np.isfinite(graph.forward), cut / 60, np.inf),
        np.where(np.isfinite(graph.backward), cut / 60, np.inf),
    )


def _seconds(folder, kept, graph, rules, *, chains=False, nearest=False, snapped=False, alone=True):
    """Seconds from the centre, with rules that ours does not have put into its ways on foot."""
    from dataclasses import replace

    from innenstadt_gis.analysis import doors as places
    from innenstadt_gis.analysis.transit import access as foot
    from innenstadt_gis.analysis.transit.door_to_door import Window, journeys, scanned

    points = network(folder)[0].nodes.geometry.to_numpy()
    made = foot.transit_ways(timetable(folder), graph, day=DAY, rules=rules)
    if snapped:
        entries = replace(made.doors.entries, metres=np.zeros(len(made.doors.entries.metres)))
        made = foot.transit_ways(
            timetable(folder), graph, day=DAY, rules=rules, service=made.day,
            stop_doors=made.doors._replace(entries=entries),
        )  # fmt: skip
    homes = places.doors(graph, points[kept])
    centre = places.doors(graph, points[[centre_node(folder)]])
    walk_s = places.nearest(graph, homes, centre, direction="from").minutes * 60
    walk_s[np.isnan(walk_s) | (alone & (walk_s > MAX_WALK_S))] = np.inf
    legs = foot.access(made, homes, direction="from")
    home_s = np.full((len(kept), made.day.stop_count), np.inf)
    home_s[np.repeat(np.arange(len(kept)), np.diff(legs.start)), legs.stop] = legs.seconds
    centre_s = foot.egress(made, centre, direction="from").astype(float)
    centre_s[centre_s < 0] = np.inf
    if nearest:
        for row in (*home_s, centre_s):
            row[np.argsort(row, kind="stable")[NEAREST_STOPS:]] = np.inf
    if chains:
        between = np.full((made.day.stop_count,) * 2, np.inf)
        origin = np.repeat(np.arange(made.day.stop_count), np.diff(made.changes.start))
        between[origin, made.changes.stop] = made.changes.seconds
        np.fill_diagonal(between, 0)
        centre_s = (centre_s[:, None] + between).min(axis=0)
        home_s = np.stack([(between + row).min(axis=1) for row in home_s])
    place, stop = np.nonzero(np.isfinite(home_s))
    start = np.searchsorted(place, np.arange(len(kept) + 1))
    legs = foot.Access(start, stop, home_s[place, stop].astype(np.int64))
    foot_s = np.where(np.isfinite(centre_s), centre_s, -1).astype(np.int64)
    profile = scanned(made, foot_s, direction="from")
    window = Window(START_MIN, START_MIN + MINUTES, "from")
    return journeys(profile, legs, window, walk_s).minutes * 60


def _tell(rows: list[dict]) -> None:
    print(f"differences, ours less ferrobus, {rows[0]['pairs']} pairs", file=sys.stderr)
    for row in rows:
        print(
            f"  {row['rules']:<44} median {row['median_s']:>7} s  5 % {row['p5_s']:>7}  "
            f"95 % {row['p95_s']:>7}  within 60 s {row['within_60_s']:.0%}  "
            f"only ours {row['only_ours']}, only theirs {row['only_theirs']}",
            file=sys.stderr,
        )


RUNNERS = {
    "ours_to": ours_to, "ours_from": ours_from, "ferrobus_to": ferrobus_to,
    "ferrobus_from": ferrobus_from,
}  # fmt: skip

if __name__ == "__main__":
    if "--quick" in sys.argv:
        sys.argv.remove("--quick")
    elif not {"--one", "--make", "-h", "--help"} & set(sys.argv):
        _tell(differences(_folder()))
    main(__file__, "transit", CASES, RUNNERS, {"folder": _folder})
