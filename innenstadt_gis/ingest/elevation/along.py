"""Heights along the edges of the walk network: slope, steepest stretch, time up and down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.ingest.elevation.heights import read_elevation
from innenstadt_gis.ingest.elevation.incline import incline_slope
from innenstadt_gis.slopes import tobler_pace
from innenstadt_gis.words import Text, number

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from innenstadt_gis.importlog import SourceLog

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

#: Edges are parted into equal pieces of about this length.
PIECE_M = 10.0
# An edge of centimetres between two heights of a model has no slope worth the name.
_SHORTEST_M = 1.0
# The window over which heights are smoothed: a tagged ramp may be shorter.
_RAMP_M = 30.0
_COLUMNS = ("slope", "steepest", "pace_forward", "pace_backward")


class Samples(NamedTuple):
    """Places along edges, ends included: those of the first edge, then of the second …"""

    x: Floats
    y: Floats
    pieces: NDArray[np.intp]  # per edge; it has one sample more


def sample_edges(edges: gpd.GeoDataFrame) -> Samples:
    """
    Part edges into equal pieces of about 10 m; every edge has one at least.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString
    >>> at = sample_edges(gpd.GeoDataFrame(geometry=[LineString([(0, 0), (31, 0)])]))
    >>> at.pieces.tolist(), at.x.round(1).tolist()
    ([3], [0.0, 10.3, 20.7, 31.0])
    """
    lines = np.asarray(edges.geometry.to_numpy(), dtype=object)
    length = shapely.length(lines)
    pieces = np.maximum(np.rint(length / PIECE_M), 1).astype(np.intp)
    edge, number_ = _numbered(pieces + 1)
    points = shapely.line_interpolate_point(lines[edge], (number_ / pieces[edge]) * length[edge])
    return Samples(shapely.get_x(points), shapely.get_y(points), pieces)


def _numbered(sizes: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for every member of every set its set and its number there."""
    sets = np.repeat(np.arange(len(sizes)), sizes)
    return sets, np.arange(len(sets)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def with_heights(
    nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, paths: Iterable[Path]
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, SourceLog]:
    """
    Give nodes their height and edges their slope, from elevation files and ``incline``.

    Parameters
    ----------
    nodes, edges
        NODES and EDGES.
    paths
        What `read_elevation` takes.

    Returns
    -------
    nodes, edges, log
        ``elevation_m`` of nodes, NaN where unknown; edges as `with_slope` gives them. The
        log counts points (nodes and places along edges) and edges, and repairs by code.

    Raises
    ------
    SourceError
        As `read_elevation`.
    """
    samples = sample_edges(edges)
    lon, lat = project(
        np.concatenate([nodes.geometry.x.to_numpy(), samples.x]),
        np.concatenate([nodes.geometry.y.to_numpy(), samples.y]),
        source=nodes.crs, target=WGS84,
    )  # fmt: skip
    metres, log = read_elevation(paths, lon, lat, crs=nodes.crs)
    sloped = with_slope(edges, samples, metres[len(nodes) :])
    return nodes.assign(elevation_m=metres[: len(nodes)]), sloped, _told(log, sloped)


def with_slope(
    edges: gpd.GeoDataFrame, samples: Samples | None = None, height: Floats | None = None
) -> gpd.GeoDataFrame:
    """
    Give edges slope, steepest stretch and pace from heights along them and ``incline``.

    Every height between the ends of an edge becomes the mean of itself and its two
    neighbours (a moving window of 30 m); the ends keep theirs, so that the edges at a node
    agree. Of the pieces of about 10 m between them come: ``slope``, height gained from end
    to end over ``length_m``; ``steepest``, the largest slope of a piece without its sign
    (an edge shorter than 10 m is taken as level for the rest of 10 m, so that a metre of
    model noise is no ramp); ``pace_forward`` and ``pace_backward``, the mean of
    `tobler_pace` over the pieces.

    A number in ``incline`` was seen on the spot, as on a sign: it wins as the steepest
    stretch, and no piece counts as steeper than it. Who tags a long way means its worst
    stretch and often errs in the direction, so for time and net slope the heights stay;
    the number is the slope of the whole edge up to 30 m (a ramp between two heights of a
    model), on bridges and in tunnels, and where no height is known. Its sign is that of the
    way, which edges run along. Bridges and tunnels without one are flat, for the ground
    below or above says nothing about them.

    Parameters
    ----------
    edges
        EDGES.
    samples, height
        What `sample_edges` gives, and the height there in metres; nothing if there is no
        elevation model. Then only tagged edges have a slope.

    Returns
    -------
    GeoDataFrame
        The edges with the four columns, blank where a height along the edge is unknown,
        and codes in ``repairs``: ``incline_tagged``, ``bridge_flat``, ``tunnel_flat``,
        ``elevation_unknown``.
    """
    tagged = incline_slope(edges["incline"])
    said = ~np.isnan(tagged)
    found = np.full((len(_COLUMNS), len(edges)), np.nan)
    whole = said
    codes = {"incline_tagged": said}
    if samples is not None and height is not None and len(edges):
        length = edges["length_m"].to_numpy(dtype=float)
        found = _measured(height, samples.pieces, length, np.where(said, np.abs(tagged), np.inf))
        tunnel = edges["tunnel"].to_numpy(dtype=bool)
        bridge = edges["bridge"].to_numpy(dtype=bool) & ~tunnel
        found[:, bridge | tunnel] = np.array([[0.0], [0.0], [1.0], [1.0]])
        unknown = np.isnan(found[0])
        whole = said & (bridge | tunnel | unknown | (length <= _RAMP_M))
        flat = {"bridge_flat": bridge, "tunnel_flat": tunnel, "elevation_unknown": unknown}
        codes |= {code: rows & ~said for code, rows in flat.items()}
    seen = np.array([tagged, np.abs(tagged), tobler_pace(tagged), tobler_pace(-tagged)])
    found = np.where(whole, seen, found)
    found[1] = np.where(said, seen[1], found[1])
    columns = {
        name: pd.Series(values, index=edges.index)
        for name, values in zip(_COLUMNS, found, strict=True)
    }
    return edges.assign(**columns, repairs=_noted(edges["repairs"], codes))


def _measured(height: Floats, pieces: NDArray[np.intp], length: Floats, most: Floats) -> Floats:
    """Slope, steepest, pace forward and backward of each edge; NaN if a height is."""
    length = np.maximum(length, _SHORTEST_M)
    last = np.cumsum(pieces + 1) - 1
    first = last - pieces
    smooth = height.copy()
    smooth[1:-1] = (height[:-2] + height[1:-1] + height[2:]) / 3
    smooth[first], smooth[last] = height[first], height[last]
    step = np.diff(smooth)[np.delete(np.arange(len(height) - 1), last[:-1])]
    most = np.repeat(most, pieces)
    slope = np.clip(step / np.repeat(length / pieces, pieces), -most, most)
    starts = np.cumsum(pieces) - pieces
    steepest = np.maximum.reduceat(np.abs(slope), starts)  # NaN if any is
    steepest *= np.where(pieces == 1, np.minimum(length / PIECE_M, 1), 1)
    values = (slope, tobler_pace(slope), tobler_pace(-slope))
    net, *pace = (np.add.reduceat(each, starts) / pieces for each in values)
    return np.array([net, steepest, *pace])


def _noted(repairs: pd.Series, codes: dict[str, Flags]) -> pd.Series:
    """Add codes to those that rows have already."""
    text = repairs.astype(object).where(repairs.notna(), "").to_numpy(dtype=object)
    for code, rows in codes.items():
        text = np.where(rows, np.where(text == "", code, text + (";" + code)), text)
    return pd.Series(text, index=repairs.index, dtype="str").replace("", None)


def _told(log: SourceLog, edges: gpd.GeoDataFrame) -> SourceLog:
    """Add to the log for how many edges a slope is known, and for how many metres not."""
    blank = edges["slope"].isna().to_numpy()
    metres = float(edges["length_m"].to_numpy(dtype=float)[blank].sum())
    n = int(blank.sum())
    counts: dict[str, Any] = {"edges": len(edges), "edges_sloped": len(edges) - n}
    codes = edges["repairs"].dropna().str.split(";").explode()
    repairs = codes.isin(("incline_tagged", "bridge_flat", "tunnel_flat", "elevation_unknown"))
    notes = log.notes
    if n:
        note = Text(
            de=f"Steigung unbekannt auf {number(n)} Wegstücken ({number(metres)} m)",
            en=f"slope unknown on {number(n, lang='en')} edges ({number(metres, lang='en')} m)",
        )
        notes = (*notes, note)
    told = codes[repairs].value_counts().sort_index()
    return replace(
        log,
        counts=log.counts | counts | ({"metres_unsloped": round(metres)} if n else {}),
        repairs={str(code): int(count) for code, count in told.items()},
        notes=notes,
    )
