"""Gaps in the shop front (Besatzlücken): stretches of a street side without public use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from innenstadt_gis.analysis.counting import flag
from innenstadt_gis.analysis.supply.axes import (
    Axes,
    Fronts,
    directions,
    place_fronts,
    street_axes,
)
from innenstadt_gis.analysis.supply.same_street import nearest_of_street
from innenstadt_gis.analysis.supply.units import at_the_front, in_use
from innenstadt_gis.analysis.walkgraph import Floats, Ints
from innenstadt_gis.tables.findings.supply import FRONT_GAPS, GAP_CLASSES

#: Beyond this length a stretch without shops is no gap in a front: the front has ended.
ENDS_M = 200.0


@dataclass(frozen=True, slots=True, eq=False)
class _Stretches:
    """Stretches of the axes: which axis, from where to where, on which side (1 or -1)."""

    axis: Ints
    side: Ints
    start_m: Floats
    end_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ShopFront:
    """Units on the ground floor laid along the axes of their streets; from `lay_front`."""

    rows: gpd.GeoDataFrame
    sections: gpd.GeoDataFrame
    axes: Axes
    fronts: Fronts


def lay_front(
    premises: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
    *,
    buildings: gpd.GeoDataFrame | None = None,
) -> ShopFront:
    """
    Lay the units of the ground floor along the axis of the street of their section.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`; units whose street alone is known have no place on
        it and are left out.
    sections
        Contract in `tables.SECTIONS`.
    buildings
        Contract in `tables.BUILDINGS`, for the width of fronts that nobody measured; None:
        10 m each.
    """
    rows = premises[at_the_front(premises) & premises.geometry.notna()]
    rows = rows[rows["section_id"].isin(sections.index) & (rows["located_by"] != "street")]
    street = sections["street"].reindex(rows["section_id"]).to_numpy(dtype=object)
    axes = street_axes(sections, streets=set(street))
    fronts = place_fronts(
        axes, np.asarray(rows.geometry.to_numpy(), dtype=object), street,
        width_m=rows["frontage_m"].to_numpy("float64"), outlines=_outlines(rows, buildings),
    )  # fmt: skip
    return ShopFront(rows, sections, axes, fronts)


def front_gaps(
    front: ShopFront,
    *,
    shortest_m: float = 25.0,
    ends_m: float = ENDS_M,
    unknown_closes: bool = True,
) -> gpd.GeoDataFrame:
    """
    Gaps between units in use, street by street and side by side.

    Each unit takes the width of its front (`axes.place_fronts`). A gap is what lies between
    two units in use on the same side. Nothing is a gap that has a unit in use at one end
    alone, nor what is longer than ``ends_m``: there the shop front has ended.

    A vacant unit does not close a gap, nor does one under construction;
    ``remaining_m`` is the longest stretch that would be left if all of them were let. A
    unit of unknown status closes it, so that every gap is one that is known to be there.

    Parameters
    ----------
    front
        From `lay_front`.
    shortest_m, ends_m
        Shorter and longer stretches are no gaps, m.
    unknown_closes
        False: as if every unit of unknown status were vacant, for the upper bound.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.FRONT_GAPS`, the longest first; the line of each gap runs
        along the axis.
    """
    use, unknown = in_use(front.rows), front.rows["status"] == "unknown"
    closes = (use | unknown if unknown_closes else use).to_numpy(dtype=bool)
    taken = _stretches(front.fronts, closes)
    return _table(_between(front.axes, taken, shortest_m=shortest_m, ends_m=ends_m), front)


def _outlines(
    rows: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None
) -> NDArray[np.object_] | None:
    if buildings is None or not len(buildings):
        return None
    known = buildings.geometry.reindex(rows["building_id"].to_numpy())
    return np.asarray(known.to_numpy(), dtype=object)


def _stretches(fronts: Fronts, who: NDArray[np.bool_]) -> _Stretches:
    """Fronts of the units ``who``; those on the line itself stand on both sides."""
    pick = np.flatnonzero(who[fronts.unit])
    both = pick[fronts.side[pick] == 0]
    rows = np.concatenate([pick, both])
    side = np.concatenate(
        [np.where(fronts.side[pick] == 0, 1, fronts.side[pick]), np.full(len(both), -1)]
    )
    return _Stretches(fronts.axis[rows], side, fronts.start_m[rows], fronts.end_m[rows])


def _between(axes: Axes, taken: _Stretches, *, shortest_m: float, ends_m: float) -> _Stretches:
    """What lies between stretches taken on the same side of an axis; rings close."""
    frame = pd.DataFrame(
        {"axis": taken.axis, "side": taken.side, "start": taken.start_m, "end": taken.end_m}
    ).sort_values(["axis", "side", "start", "end"], ignore_index=True)
    whose = frame.groupby(["axis", "side"], sort=False)
    before = whose["end"].cummax().groupby([frame["axis"], frame["side"]]).shift()
    inner = pd.DataFrame(
        {"axis": frame["axis"], "side": frame["side"], "start": before, "end": frame["start"]}
    )
    ring = whose.agg(start=("end", "max"), end=("start", "min"), count=("end", "size"))
    ring = ring.reset_index()
    lines = axes.lines[ring["axis"].to_numpy()] if len(ring) else np.empty(0, dtype=object)
    ring["end"] += shapely.length(lines)  # over the seam, on to the first one again
    ring = ring[shapely.is_closed(lines) & (ring["count"] > 1).to_numpy()]
    found = pd.concat([inner, ring[["axis", "side", "start", "end"]]], ignore_index=True)
    metres = found["end"] - found["start"]
    found = found[(metres >= shortest_m) & (metres <= ends_m)]
    return _Stretches(
        found["axis"].to_numpy(np.intp), found["side"].to_numpy(np.intp),
        found["start"].to_numpy("float64"), found["end"].to_numpy("float64"),
    )  # fmt: skip


def _table(gaps: _Stretches, front: ShopFront) -> gpd.GeoDataFrame:
    """One row for each gap, in an order that hangs on the town alone."""
    axes, fronts, rows, sections = front.axes, front.fronts, front.rows, front.sections
    if not len(gaps.axis):
        return FRONT_GAPS.empty(sections.crs)
    lines = [_cut(axes.lines[a], s, e) for a, s, e in zip(
        gaps.axis, gaps.start_m, gaps.end_m, strict=True)]  # fmt: skip
    metres = gaps.end_m - gaps.start_m
    least = np.array(list(GAP_CLASSES), dtype="float64")
    registered = flag(rows["in_register"]).to_numpy()
    vacant = (rows["status"] == "vacant").to_numpy() & registered
    standing = np.ones(len(rows), dtype=bool)
    table = gpd.GeoDataFrame(
        {
            "street": axes.street[gaps.axis],
            "side": _compass(axes.lines[gaps.axis], gaps),
            "length_m": metres.round(1),
            "class_m": least[np.searchsorted(least, metres, side="right") - 1],
            "vacant": _inside(gaps, axes, fronts, vacant),
            "remaining_m": _remaining(gaps, axes, _stretches(fronts, standing)).round(1),
            "section_id": _section(lines, axes.street[gaps.axis], sections),
        },
        geometry=lines, crs=sections.crs,
    )  # fmt: skip
    wkb = table.geometry.to_wkb(hex=True)
    table = table.assign(wkb=wkb).sort_values(
        ["length_m", "street", "side", "wkb"], ascending=[False, True, True, True]
    )
    table.index = pd.Index([f"gap-{n}" for n in range(1, len(table) + 1)])
    return FRONT_GAPS.conform(table, crs=sections.crs)


def _cut(line: Any, start_m: float, end_m: float) -> Any:
    """Piece of an axis; over the seam of a ring it is put together of two."""
    if end_m <= line.length:
        return substring(line, max(start_m, 0.0), end_m)
    first = shapely.get_coordinates(substring(line, min(start_m, line.length), line.length))
    rest = shapely.get_coordinates(substring(line, 0.0, end_m - line.length))
    return shapely.LineString(np.concatenate([first, rest[1:]]))


def _compass(lines: NDArray[np.object_], gaps: _Stretches) -> NDArray[np.object_]:
    """Side of the street on which each gap lies, by the compass."""
    length = shapely.length(lines)
    way = directions(lines, ((gaps.start_m + gaps.end_m) / 2) % np.where(length > 0, length, 1.0))
    east, north = -way[:, 1] * gaps.side, way[:, 0] * gaps.side
    across = np.where(east > 0, "east", "west")
    return np.where(
        np.abs(north) >= np.abs(east), np.where(north > 0, "north", "south"), across
    ).astype(object)


def _matches(gaps: _Stretches, axes: Axes, other: _Stretches) -> pd.DataFrame:
    """Stretches on the axis and side of each gap, moved round the ring beside it."""
    left = pd.DataFrame(
        {"gap": np.arange(len(gaps.axis)), "axis": gaps.axis, "side": gaps.side,
         "gap_start": gaps.start_m, "gap_end": gaps.end_m}
    )  # fmt: skip
    right = pd.DataFrame(
        {"axis": other.axis, "side": other.side, "start": other.start_m, "end": other.end_m}
    )
    pairs = left.merge(right, on=["axis", "side"])
    lines = axes.lines[pairs["axis"].to_numpy()] if len(pairs) else np.empty(0, dtype=object)
    seam = shapely.is_closed(lines) & (pairs["end"] <= pairs["gap_start"]).to_numpy()
    round_m = np.where(seam, shapely.length(lines), 0.0)
    return pairs.assign(start=pairs["start"] + round_m, end=pairs["end"] + round_m)


def _inside(gaps: _Stretches, axes: Axes, fronts: Fronts, who: NDArray[np.bool_]) -> Ints:
    """How many units of ``who`` stand in each gap, by the middle of their front."""
    pairs = _matches(gaps, axes, _stretches(fronts, who))
    middle = (pairs["start"] + pairs["end"]) / 2
    hit = (middle > pairs["gap_start"]) & (middle < pairs["gap_end"])
    return np.bincount(pairs["gap"][hit].to_numpy(np.intp), minlength=len(gaps.axis))


def _remaining(gaps: _Stretches, axes: Axes, standing: _Stretches) -> Floats:
    """Longest stretch of each gap that no unit stands on, let or not."""
    pairs = _matches(gaps, axes, standing)
    pairs = pairs[(pairs["end"] > pairs["gap_start"]) & (pairs["start"] < pairs["gap_end"])]
    count = np.arange(len(gaps.axis))
    ends = pd.DataFrame({"gap": count, "start": gaps.end_m, "end": gaps.end_m})
    starts = pd.DataFrame({"gap": count, "start": gaps.start_m, "end": gaps.start_m})
    every = pd.concat([starts, pairs[["gap", "start", "end"]], ends], ignore_index=True)
    every = every.sort_values(["gap", "start", "end"], ignore_index=True)
    before = every.groupby("gap")["end"].cummax().groupby(every["gap"]).shift()
    free = (every["start"] - before).clip(lower=0.0)
    return np.asarray(free.groupby(every["gap"]).max().reindex(count).fillna(0.0), "float64")


def _section(
    lines: list[Any], street: NDArray[np.object_], sections: gpd.GeoDataFrame
) -> NDArray[np.object_]:
    """Section of the same street in which the middle of each gap lies."""
    middle = shapely.line_interpolate_point(np.array(lines, dtype=object), 0.5, normalized=True)
    ids = sections.index.to_numpy(dtype=object)
    rank = np.argsort(np.argsort(ids.astype(str), kind="stable"), kind="stable")
    _, chosen = nearest_of_street(
        middle, street, np.asarray(sections.geometry.to_numpy(), dtype=object),
        sections["street"].to_numpy(dtype=object), rank=rank,
    )  # fmt: skip
    return np.asarray(ids[chosen])
