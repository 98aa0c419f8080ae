"""A study to a walk through its centre: stops, the way between them, papers and GPX."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis import __version__
from innenstadt_gis.analysis.doors import between, doors
from innenstadt_gis.analysis.town_walk.candidates import WITHIN_M, stop_candidates, walk_area
from innenstadt_gis.analysis.town_walk.plan import Plan, choose_stops, shortest_order
from innenstadt_gis.analysis.town_walk.route import route
from innenstadt_gis.analysis.walkgraph import JOIN_M, WalkGraph, walk_graph
from innenstadt_gis.errors import InputError
from innenstadt_gis.files import Outbox
from innenstadt_gis.ingest.centres import find_centres
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.chapters import CHAPTERS
from innenstadt_gis.outputs.photos import Photo, PhotoPlace, photo_places, photos_at
from innenstadt_gis.outputs.town_walk import (
    BESIDE_M,
    KINDS,
    Leg,
    Stop,
    TownWalk,
    gpx,
    pace_text,
    stop_title,
    walk_sheets_html,
)
from innenstadt_gis.personas import Persona, persona
from innenstadt_gis.pipeline.gather import Progress, quiet
from innenstadt_gis.study import CentreSpec
from innenstadt_gis.town import Town
from innenstadt_gis.words import Lang, Text, number

__all__ = ["WalkAsk", "WalkResult", "plan_walk", "write_walk"]

_FARTHEST_MIN = 240.0


@dataclass(frozen=True, kw_only=True)
class WalkAsk:
    """
    What kind of walk is wanted.

    ``start`` and ``end`` are addresses or streets (None: the centre); ``stops`` those that
    must be on it (none: they are proposed). ``persona`` is the slowest group that comes
    along; ``no_steps`` keeps everybody off the stairs.
    """

    minutes: float = 90.0
    at_stop_min: float = 5.0
    persona: str = "senior_75_84"
    no_steps: bool = False
    start: str | None = None
    end: str | None = None
    stops: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WalkResult:
    """The walk, its files and what to say about it."""

    walk: TownWalk
    files: tuple[Path, ...]
    sentences: tuple[Text, ...]


def plan_walk(town: Town, seen: Release, ask: WalkAsk) -> tuple[TownWalk, tuple[Text, ...]]:
    """
    Plan a walk through the centre of a town.

    Parameters
    ----------
    town
        Its network and addresses are read.
    seen
        What the audience may see: stops are proposed from it alone.
    ask
        Time, pace, start, end and stops.

    Returns
    -------
    TownWalk and sentences
        The sentences say what did not fit or could not be reached.

    Raises
    ------
    InputError
        If there is no network, no centre to start from, an address that is not found, or
        not one stop within the time.
    """
    who = _persona(ask)
    graph = _graph(town, who)
    start, start_name = _place(town, ask.start)
    end, end_name = _place(town, ask.end) if ask.end else (start, start_name)
    rows = _named(town, ask.stops) if ask.stops else _proposed(town, seen, start)
    points = [start, *rows.geometry, end]
    minutes = _minutes(graph, points)
    plan = (
        shortest_order(minutes, at_stop_min=ask.at_stop_min)
        if ask.stops
        else choose_stops(
            minutes, rows["theme"].to_numpy(dtype=object), rows["weight"].to_numpy("float64"),
            budget_min=ask.minutes, at_stop_min=ask.at_stop_min,
        )
    )  # fmt: skip
    if not len(plan.order):
        raise _nothing(ask)
    walk = TownWalk(
        town=town.name, day=town.survey_day.isoformat(), start=start_name, end=end_name,
        start_point=start, end_point=end, stops=_stops(rows, plan, ask, seen),
        legs=_legs(town, graph, [start, *rows.geometry.iloc[plan.order], end]),
        minutes=plan.minutes, at_stop_min=ask.at_stop_min, pace=pace_text(who.label, who.speed_kmh, no_steps=ask.no_steps),
        crs=town.crs,
    )  # fmt: skip
    return walk, _sentences(walk, plan, rows, ask)


def write_walk(
    town: Town, seen: Release, ask: WalkAsk, folder: Path, *, lang: Lang = "de",
    progress: Progress = quiet,
) -> WalkResult:  # fmt: skip
    """Plan a walk and write its papers (HTML to print) and its GPX into a folder."""
    progress(Text("Rundgang planen", "planning the walk"))
    walk, sentences = plan_walk(town, seen, ask)
    papers: dict[str, str | bytes] = {
        "Rundgang.html": walk_sheets_html(town, walk, lang=lang),
        "Rundgang.gpx": gpx(walk, version=__version__, lang=lang),
    }
    with Outbox(folder) as box:
        for name, text in papers.items():
            seen.check(text, name)
            box.put(name, text)
        done = box.deliver()
    return WalkResult(
        walk=walk, files=tuple(done.placed.values()), sentences=(*sentences, *done.notes)
    )


def _persona(ask: WalkAsk) -> Persona:
    who = persona(ask.persona)
    return replace(who, steps_up=None, steps_down=None) if ask.no_steps else who


def _graph(town: Town, who: Persona) -> WalkGraph:
    if town.edges.empty:
        raise InputError(
            de="Kein Wegenetz in der OSM-Datei; ohne Straßen gibt es keinen Rundgang",
            en="no walk network in the extract; without streets there is no walk",
        )
    return walk_graph(town.nodes, town.edges, persona=who, join_m=JOIN_M)


def _place(town: Town, at: str | None) -> tuple[Any, Text]:
    """Where the walk starts or ends: a centre or stop of that name, an address, else the centre."""
    if at is None:
        if town.centres.empty:
            raise InputError(
                de='Kein Zentrum, von dem der Rundgang ausgeht: --from "Marktplatz 1" angeben',
                en='no centre to start the walk from: give --from "Marktplatz 1"',
            )
        name = str(town.centres["name"].iloc[0])
        return town.centres.geometry.iloc[0].representative_point(), Text(name, name)
    for named in (town.centres, town.stops):
        names = named["name"].fillna("").str.casefold()
        same = named[(names == at.casefold()).to_numpy()]
        if len(same):
            return same.geometry.iloc[0].representative_point(), Text(at, at)
    return _address(town, at), Text(at, at)


def _address(town: Town, at: str) -> Any:
    rows, missing = find_centres([CentreSpec(at, at)], addresses=town.addresses, crs=town.crs)
    if missing:
        raise InputError(de=missing[0].why.de, en=missing[0].why.en)
    return rows.geometry.iloc[0].representative_point()


def _named(town: Town, stops: Iterable[str]) -> gpd.GeoDataFrame:
    places = [(_place(town, at)[0], at) for at in stops]
    return gpd.GeoDataFrame(
        {"kind": "named", "theme": "", "title": [at for _, at in places], "weight": 1.0},
        geometry=[point for point, _ in places], crs=town.crs,
    )  # fmt: skip


def _proposed(town: Town, seen: Release, start: Any) -> gpd.GeoDataFrame:
    """Stops around the centre; around the start as well where that lies elsewhere."""
    around = walk_area(town.centres)
    if not around.intersects(start):
        around = around | start.buffer(WITHIN_M)
    return stop_candidates(seen.tables, area=around, crs=town.crs)


def _minutes(graph: WalkGraph, points: list[Any]) -> np.ndarray:
    places = doors(graph, np.array([*points, None], dtype=object)[:-1])
    legs = between(graph, places, places, limit=_FARTHEST_MIN)
    minutes = np.full((len(points), len(points)), np.inf)
    minutes[legs.place, legs.goal] = legs.minutes
    np.fill_diagonal(minutes, 0.0)
    return minutes


def _stops(rows: gpd.GeoDataFrame, plan: Plan, ask: WalkAsk, seen: Release) -> tuple[Stop, ...]:
    places = photo_places(seen)
    chapters = {chapter.key: chapter.title for chapter in CHAPTERS}
    arrives = np.cumsum(plan.legs_min[:-1]) + ask.at_stop_min * np.arange(len(plan.order))
    stops = []
    for nth, (row, after) in enumerate(zip(plan.order, arrives, strict=True), start=1):
        kind, title = rows["kind"].iloc[row], str(rows["title"].iloc[row] or "").strip()
        stops.append(
            Stop(
                number=nth, title=stop_title(kind, title), question=KINDS[kind][1],
                theme=chapters.get(rows["theme"].iloc[row], Text("", "")),
                point=rows.geometry.iloc[row], arrives_min=float(after),
                photos=stop_photos(places, kind, rows.geometry.iloc[row], seen),
            )
        )  # fmt: skip
    return tuple(stops)


def stop_photos(
    places: Iterable[PhotoPlace], kind: str, point: Any, seen: Release
) -> tuple[Photo, ...]:
    """Photos of a stop that is a unit or an address; of a vacant unit not those of its neighbour."""
    if kind == "vacant":
        premises = seen.tables["premises"]
        vacant = premises.index[(premises["status"] == "vacant").to_numpy()]
        return photos_at(places, point, units=frozenset(vacant.astype("str")))
    return photos_at(places, point) if kind in {"measure", "named"} else ()


def _legs(town: Town, graph: WalkGraph, points: list[Any]) -> tuple[Leg, ...]:
    kind = town.amenities["kind"]
    benches = town.amenities.geometry[(kind == "bench").to_numpy()].to_numpy()
    toilets = town.amenities.geometry[(kind == "toilets").to_numpy()].to_numpy()
    legs = []
    for one, other in pairwise(points):
        way = route(graph, one, other)
        assert way is not None  # the plan took only what can be reached
        seats = benches[shapely.dwithin(benches, way.line, BESIDE_M)]
        at = np.sort(shapely.line_locate_point(way.line, seats)) if len(seats) else np.zeros(0)
        gaps = np.diff(np.concatenate([[0.0], at, [way.line.length]]))
        legs.append(
            Leg(
                line=way.line, minutes=way.minutes, metres=way.metres, seats=len(seats),
                longest_without_seat_m=float(gaps.max()),
                toilets=int(shapely.dwithin(toilets, way.line, BESIDE_M).sum()),
            )
        )  # fmt: skip
    return tuple(legs)


def _nothing(ask: WalkAsk) -> InputError:
    if ask.stops:
        return InputError(
            de="Keine der Stationen ist für diese Gruppe vom Start aus erreichbar; ohne --no-steps oder "
            "mit einer anderen Gruppe (--pace) versuchen",
            en="no stop can be reached from the start for this group; try without --no-steps or with "
            "another group (--pace)",
        )
    return InputError(
        de=f"In {number(ask.minutes)} Minuten lässt sich keine Station erreichen; --minutes erhöhen, "
        '--from ändern oder Stationen nennen: --stop "Marktplatz 5"',
        en=f"no stop can be reached in {number(ask.minutes, lang='en')} minutes; raise --minutes, change "
        '--from, or name stops: --stop "Marktplatz 5"',
    )


def _sentences(
    walk: TownWalk, plan: Plan, rows: gpd.GeoDataFrame, ask: WalkAsk
) -> tuple[Text, ...]:
    metres = sum(leg.metres for leg in walk.legs)
    said = [
        Text(
            f"{number(len(walk.stops))} Stationen, {number(metres)} m, {number(walk.minutes)} Minuten "
            f"{walk.pace.de}.",
            f"{number(len(walk.stops), lang='en')} stops, {number(metres, lang='en')} m, "
            f"{number(walk.minutes, lang='en')} minutes {walk.pace.en}.",
        )
    ]
    if ask.stops and walk.minutes > ask.minutes:
        over = walk.minutes - ask.minutes
        said.append(
            Text(
                f"Das sind {number(over)} Minuten mehr als gewünscht; Stationen streichen oder "
                "--at-stop verkürzen.",
                f"These are {number(over, lang='en')} minutes more than asked for; drop stops or "
                "shorten --at-stop.",
            )
        )
    lost = [str(rows["title"].iloc[at]) for at in plan.left_out] if ask.stops else []
    if lost:
        said.append(
            Text(
                f"Für diese Gruppe nicht erreichbar: {', '.join(lost)}.",
                f"This group cannot reach: {', '.join(lost)}.",
            )
        )
    return tuple(said)
