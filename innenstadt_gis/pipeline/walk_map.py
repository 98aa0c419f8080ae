"""What the map page needs to plan a walk: the network around the centre, stops, places to start."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np

from innenstadt_gis import __version__
from innenstadt_gis.analysis.town_walk.candidates import stop_candidates, walk_area
from innenstadt_gis.analysis.town_walk.network import walk_net
from innenstadt_gis.analysis.walkgraph import JOIN_M
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.chapters import CHAPTERS
from innenstadt_gis.outputs.map import MapWalk, WalkPace, WalkPlace, WalkStop
from innenstadt_gis.outputs.town_map.photos import page_photos
from innenstadt_gis.outputs.town_walk import BESIDE_M, KINDS, PAPER_WORDS, pace_text, stop_title
from innenstadt_gis.personas import personas
from innenstadt_gis.pipeline.walks import WalkAsk, stop_photos
from innenstadt_gis.words import Lang

__all__ = ["map_walk"]

#: Stations lie within so many metres of the centre, stops of buses within fewer.
_STATION_M, _BUS_M = 1200.0, 500.0
_MOST_BUS = 6
_SNAP_M = 250.0


def map_walk(seen: Release, *, lang: Lang = "de") -> MapWalk | None:
    """
    Gather what a page needs to plan the walk that `walks.plan_walk` would.

    Parameters
    ----------
    seen
        What the audience may see; stops are proposed from it alone.
    lang
        Language of the words.

    Returns
    -------
    MapWalk or None
        None where there is no network, or no centre to start from.
    """
    edges, centres = seen.tables["edges"], seen.tables["centres"]
    if edges.empty or centres.empty:
        return None
    area = walk_area(centres)
    rows = stop_candidates(seen.tables, area=area, crs=seen.crs)
    places = _places(centres, seen.tables["stops"])
    points = [*rows.geometry, *(point for _, point in places)]
    who = personas()
    net = walk_net(seen.tables["nodes"], edges, points, area=area, personas=who)
    doors = [tuple((d.edge, d.fraction, d.metres) for d in some) for some in net.doors]
    amenities = seen.tables["amenities"]
    near = amenities[amenities.intersects(area.buffer(BESIDE_M)).to_numpy()]
    ask = WalkAsk()
    return MapWalk(
        nodes=net.nodes, ends=net.ends, lines=net.lines, length_m=net.length_m, steps=net.steps,
        usual=net.usual, near=net.near, minutes=net.minutes,
        paces=tuple(
            WalkPace(
                key=one.key, label=one.label.to(lang), per_metre=one.per_metre,
                said=pace_text(one.label, one.speed_kmh, no_steps=False).to(lang),
            )
            for one in who
        ),
        stops=_stops(rows, doors, _pictured(rows, seen), lang),
        places=tuple(
            WalkPlace(name=name, point=point, doors=door)
            for (name, point), door in zip(places, doors[len(rows) :], strict=True)
        ),
        seats=_points(near, "bench"), toilets=_points(near, "toilets"),
        asked={
            "minutes": ask.minutes, "at_stop": ask.at_stop_min, "pace": ask.persona,
            "beside_m": BESIDE_M, "join_m": JOIN_M, "snap_m": _SNAP_M,
        },
        question=KINDS["named"][1].to(lang),
        papers={key: text.to(lang) for key, text in PAPER_WORDS.items()}, version=__version__,
    )  # fmt: skip


def _pictured(rows: gpd.GeoDataFrame, seen: Release) -> list[tuple[tuple[int, int], ...]]:
    """Photos of the page that stand on the sheet of each stop, as on those of the command."""
    places = page_photos(seen)
    nth = {one.id: (n, k) for n, place in enumerate(places) for k, one in enumerate(place.photos)}
    return [
        tuple(nth[one.id] for one in stop_photos(places, kind, point, seen))
        for kind, point in zip(rows["kind"], rows.geometry, strict=True)
    ]


def _stops(
    rows: gpd.GeoDataFrame, doors: list[tuple[tuple[int, float, float], ...]],
    photos: list[tuple[tuple[int, int], ...]], lang: Lang,
) -> tuple[WalkStop, ...]:  # fmt: skip
    chapters = {chapter.key: chapter.title.to(lang) for chapter in CHAPTERS}
    columns = zip(
        rows["kind"], rows["theme"], rows["title"], rows["weight"], rows.geometry, doors, photos,
        strict=False,
    )  # fmt: skip
    return tuple(
        WalkStop(
            name=stop_title(kind, str(title or "").strip()).to(lang),
            point=point,
            doors=door,
            theme=theme,
            chapter=chapters.get(theme, ""),
            question=KINDS[kind][1].to(lang),
            weight=float(weight),
            photos=shown,
        )
        for kind, theme, title, weight, point, door, shown in columns
    )


def _places(centres: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> list[tuple[str, Any]]:
    """Centres, stations, and the stops of buses next to the centre; one of a name."""
    found: dict[str, Any] = {
        str(name): at
        for name, at in zip(centres["name"], centres.representative_point(), strict=True)
    }
    named = stops[stops["name"].notna() & stops.geometry.notna()].drop_duplicates("name")
    away = named.distance(centres.geometry.union_all())
    named = named.assign(away=away).sort_values(["away", "name"])
    bus = (named["mode"] == "bus").to_numpy(dtype=bool)
    for some, within in ((named[~bus], _STATION_M), (named[bus].head(_MOST_BUS), _BUS_M)):
        for name, at, metres in zip(some["name"], some.geometry, some["away"], strict=True):
            if metres <= within:
                found.setdefault(str(name), at)
    return list(found.items())


def _points(amenities: gpd.GeoDataFrame, kind: str) -> np.ndarray:
    return np.asarray(amenities.geometry[(amenities["kind"] == kind).to_numpy()], dtype=object)
