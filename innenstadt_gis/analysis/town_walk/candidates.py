"""Places that are worth a stop on a walk through the centre, by what was found there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

__all__ = ["KINDS", "WITHIN_M", "stop_candidates", "walk_area"]

#: Kind of a stop: the theme that it tells of (a chapter of the products).
KINDS: dict[str, str] = {
    "cluster": "vacancy",
    "vacant": "vacancy",
    "site": "vacancy",
    "front_gap": "supply",
    "magnet": "supply",
    "barrier": "reach",
    "bus_stop": "reach",
    "sight": "image",
    "measure": "change",
}
#: Stops lie within so many metres of the centre: ten minutes on foot for those who are quick.
WITHIN_M = 800.0
_SIGHTS = ("fountain", "monument", "memorial", "artwork", "viewpoint", "attraction", "museum")
#: Two stops of one kind nearer to each other than this are one, m.
_SAME_M = 40.0
#: Vacant for longer than this is worth more, months.
_LONG_MONTHS = 36.0
_MOST_OF_A_KIND = 25


def walk_area(centres: gpd.GeoDataFrame) -> Any:
    """Polygon in which a walk through the centre stays; empty without a centre."""
    return shapely.union_all(centres.geometry.buffer(WITHIN_M).to_numpy())


def stop_candidates(tables: Mapping[str, Any], *, area: Any, crs: Any) -> gpd.GeoDataFrame:
    """
    Gather what a walk could stop at.

    Parameters
    ----------
    tables
        Tables of a town and of its findings by name, such as an audience may see them; a
        missing one adds nothing: ``clusters``, ``premises``, ``sites``, ``front_gaps``,
        ``magnets``, ``barriers``, ``stop_service``, ``amenities``, ``measures``.
    area
        Polygon in which the walk stays.
    crs
        The town's CRS in metres.

    Returns
    -------
    gpd.GeoDataFrame
        One point a row: ``kind`` (one of `KINDS`), ``theme``, ``title`` (a name or address
        from the sources, blank where there is none), ``weight`` (how much it tells).
    """
    readers = {
        "clusters": _clusters, "premises": _vacant, "sites": _sites, "front_gaps": _gaps,
        "magnets": _magnets, "barriers": _barriers, "stop_service": _bus_stops,
        "amenities": _sights, "measures": _measures,
    }  # fmt: skip
    rows: list[tuple[str, str, float, Any]] = []
    for name, read in readers.items():
        table = tables.get(name)
        if table is not None and len(table):
            rows += read(table)
    rows = [row for row in rows if row[3] is not None and not row[3].is_empty]
    frame = gpd.GeoDataFrame(
        {
            "kind": [row[0] for row in rows],
            "theme": [KINDS[row[0]] for row in rows],
            "title": [row[1] for row in rows],
            "weight": [float(row[2]) for row in rows],
        },
        geometry=[row[3] for row in rows],
        crs=crs,
    )
    if area is not None and len(frame):
        frame = frame[frame.geometry.intersects(area).to_numpy()]
    return _once(frame)


_Rows = list[tuple[str, str, float, Any]]


def _text(values: pd.Series) -> list[str]:
    return values.astype("str").fillna("").tolist()


def _clusters(table: gpd.GeoDataFrame) -> _Rows:
    middles = table.geometry.representative_point()
    titles = [text.replace(";", ", ") for text in _text(table["streets"])]
    return [("cluster", title, 3.0, at) for title, at in zip(titles, middles, strict=True)]


def _vacant(premises: gpd.GeoDataFrame) -> _Rows:
    some = premises[
        (premises["status"] == "vacant")
        & premises["in_register"].fillna(value=False).astype(bool)
        & premises.geometry.notna()
    ]
    address = (some["street"].fillna("") + " " + some["house_number"].fillna("")).str.strip()
    months = (
        some["vacant_months"].astype("float64").fillna(0.0)
        if "vacant_months" in some
        else pd.Series(0.0, index=some.index)
    )
    weight = np.where(months >= _LONG_MONTHS, 1.5, 1.0)
    return [
        ("vacant", title, w, at)
        for title, w, at in zip(address, weight, some.geometry, strict=True)
    ]


def _sites(table: gpd.GeoDataFrame) -> _Rows:
    area = table["area_m2"].astype("float64").fillna(0.0)
    weight = 1.0 + np.minimum(np.sqrt(area) / 100.0, 1.0)
    middles = table.geometry.representative_point()
    return [
        ("site", title, w, at)
        for title, w, at in zip(_text(table["name"]), weight, middles, strict=True)
    ]


def _gaps(table: gpd.GeoDataFrame) -> _Rows:
    middles = table.geometry.interpolate(0.5, normalized=True)
    return [
        ("front_gap", title, min(length / 100.0, 1.5), at)
        for title, length, at in zip(
            _text(table["street"]), table["length_m"].astype("float64"), middles, strict=True
        )
    ]


def _magnets(table: gpd.GeoDataFrame) -> _Rows:
    return [
        ("magnet", title, 0.8, at)
        for title, at in zip(_text(table["name"]), table.geometry, strict=True)
    ]


def _barriers(table: gpd.GeoDataFrame) -> _Rows:
    persons = table["persons"].astype("float64").fillna(0.0)
    middles = table.geometry.interpolate(0.5, normalized=True)
    return [
        ("barrier", title, 1.0 + min(many / 200.0, 1.0), at)
        for title, many, at in zip(_text(table["street"]), persons, middles, strict=True)
    ]


def _bus_stops(table: gpd.GeoDataFrame) -> _Rows:
    some = table[table.geometry.notna()]
    most = max(float(some["departures_day"].astype("float64").max()), 1.0) if len(some) else 1.0
    return [
        ("bus_stop", title, 0.5 + 0.5 * many / most, at)
        for title, many, at in zip(
            _text(some["name"]), some["departures_day"].astype("float64"), some.geometry,
            strict=True,
        )
    ]  # fmt: skip


def _sights(amenities: gpd.GeoDataFrame) -> _Rows:
    sight = amenities["kind"].isin(_SIGHTS)
    sight |= amenities["heritage"].fillna(value=False).astype(bool)
    some = amenities[sight.to_numpy()]
    named = some["name"].notna()
    return [
        ("sight", title, 1.0 if known else 0.5, at)
        for title, known, at in zip(_text(some["name"]), named, some.geometry, strict=True)
    ]


def _measures(measures: gpd.GeoDataFrame) -> _Rows:
    some = measures[measures.geometry.notna()]
    return [
        ("measure", title, 1.5, shapely.point_on_surface(at))
        for title, at in zip(_text(some["measure"]), some.geometry, strict=True)
    ]


def _once(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the weightiest of several of a kind side by side, and not too many of a kind."""
    if not len(rows):
        return rows.reset_index(drop=True)
    rows = rows.assign(x=rows.geometry.x, y=rows.geometry.y)
    rows = rows.sort_values(
        ["weight", "kind", "title", "x", "y"], ascending=[False, True, True, True, True]
    ).reset_index(drop=True)
    points = np.asarray(rows.geometry.to_numpy(), dtype=object)
    a, b = shapely.STRtree(points).query(points, predicate="dwithin", distance=_SAME_M)
    kind = rows["kind"].to_numpy(dtype=object)
    near: dict[int, list[int]] = {}
    for i, j in zip(a.tolist(), b.tolist(), strict=True):
        if j < i and kind[i] == kind[j]:
            near.setdefault(i, []).append(j)
    gone: set[int] = set()
    for i in range(len(rows)):  # in the order of weight: only one that stays takes others' place
        if any(j not in gone for j in near.get(i, [])):
            gone.add(i)
    kept = rows.drop(index=sorted(gone))
    nth = kept.groupby("kind").cumcount()
    return kept[nth < _MOST_OF_A_KIND].drop(columns=["x", "y"]).reset_index(drop=True)
