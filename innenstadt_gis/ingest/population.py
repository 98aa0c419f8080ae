"""People by cell of the census grid (Zensus 2011 and 2022), 100 m cells.

The grid is that of Europe (EPSG:3035): its squares are a little turned and sheared in the
town's metres, and are carried there as the polygons that they are.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.crs import project, to_metres
from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.crs_guess import Bounds, CrsGuess, box_in
from innenstadt_gis.ingest.delimited import Delimited, numbers, read_chunks, sniff
from innenstadt_gis.ingest.vector import digest
from innenstadt_gis.tables import POPULATION
from innenstadt_gis.words import Text

LAEA = CRS.from_epsg(3035)
PERSONS = ("einwohner", "insgesamt_bevoelkerung", "bevoelkerung", "bevölkerung", "persons", "ew")
_SUPPRESSED = ("-1", "–", "-", "—", "", ".", "x", "/")
_CELL = re.compile(r"N(\d{4,7})E(\d{4,7})$")
_SIZE = re.compile(r"(\d+)\s*(km|m)(?![a-z])")


def read_population(
    path: Path, *, crs: CRS, bounds: Bounds | None = None
) -> tuple[gpd.GeoDataFrame, SourceLog]:
    """
    Read census cells as polygons with their persons.

    Parameters
    ----------
    path
        CSV as published for 2011 (``Gitter_ID_100m;x_mp_100m;y_mp_100m;Einwohner``) or
        2022, also of all of Germany (read in pieces), also inside its zip.
    crs
        The town's CRS in metres.
    bounds
        Box in ``crs`` metres; cells whose middle lies outside are counted as ``outside``.

    Returns
    -------
    population, log
        Contract `tables.POPULATION`, sorted by cell id. Suppressed cells (-1, –, blank)
        are non-records, never 0; cells that the file leaves out are unknown, too.

    Raises
    ------
    MissingSourceError, SourceError
        If the file is missing, or has no columns for cell and persons.
    """
    told = sniff(path)
    places = _places(told, path)
    size = _cell_size(told, places)
    counts: Counter[str] = Counter()
    kept = []
    columns = sorted(set(places.values()))
    for chunk in read_chunks(path, told, header=True, columns=columns):
        counts["rows_in"] += len(chunk)
        kept.append(_cells(chunk, places, size=size, crs=crs, bounds=bounds, counts=counts))
    cells = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame()
    if len(cells):
        twice = cells["cell_id"].duplicated()
        counts["duplicate"] += int(twice.sum())
        cells = cells[~twice].sort_values("cell_id")
    population = _polygons(cells, size, crs)
    return population, _log(path, told, population, counts)


def _cells(
    chunk: pd.DataFrame,
    places: dict[str, int],
    *,
    size: int,
    crs: CRS,
    bounds: Bounds | None,
    counts: Counter[str],
) -> pd.DataFrame:
    """Sort one piece of the file: cells with persons inside; all else is counted."""
    x, y = _middles(chunk, places, size)
    text = chunk[places["persons"]].astype("str").str.strip()
    persons = numbers(text)
    placed = np.isfinite(x) & np.isfinite(y)
    inside = placed.copy()
    if bounds is not None:
        inside &= _inside(x, y, crs, bounds)
    hidden = text.isin(_SUPPRESSED).to_numpy() | (persons == -1)
    broken = ~hidden & ~(persons >= 0)
    counts["no_cell"] += int((~placed).sum())
    counts["outside"] += int((placed & ~inside).sum())
    counts["suppressed"] += int((inside & hidden).sum())
    counts["no_number"] += int((inside & broken).sum())
    good = inside & ~hidden & ~broken
    east, north = x[good] - size / 2, y[good] - size / 2
    ids = [f"{size}mN{n:.0f}E{e:.0f}" for e, n in zip(east, north, strict=True)]
    return pd.DataFrame({"cell_id": ids, "x": x[good], "y": y[good], "persons": persons[good]})


def _middles(chunk: pd.DataFrame, places: dict[str, int], size: int) -> tuple[Any, Any]:
    if "x" in places and "y" in places:
        return numbers(chunk[places["x"]]), numbers(chunk[places["y"]])
    parts = chunk[places["id"]].astype("str").str.extract(_CELL)
    north, east = numbers(parts[0].fillna("")), numbers(parts[1].fillna(""))
    # 2011 wrote the corner in cells of 100 m or 1 km, 2022 writes it in metres
    short = parts[0].str.len().fillna(7).to_numpy() < 7
    unit = np.where(short, size, 1)
    return east * unit + size / 2, north * unit + size / 2


def _inside(x: Any, y: Any, crs: CRS, bounds: Bounds) -> Any:
    """Cells whose middle lies in the box; a wider box first, so that few are projected."""
    west, south, east, north = box_in(bounds, CrsGuess(LAEA), crs)
    slack = 1000.0  # the box is turned in this CRS, and its sides are bent
    inside = (x >= west - slack) & (x <= east + slack) & (y >= south - slack)
    inside &= y <= north + slack
    at = np.flatnonzero(inside)
    if len(at):
        e, n = project(x[at], y[at], source=LAEA, target=crs)
        inside[at] = (e >= bounds[0]) & (n >= bounds[1]) & (e <= bounds[2]) & (n <= bounds[3])
    return inside


def _polygons(cells: pd.DataFrame, size: int, crs: CRS) -> Any:
    if cells.empty:
        return POPULATION.empty(crs)
    x, y, half = cells["x"].to_numpy(), cells["y"].to_numpy(), size / 2
    squares = shapely.box(x - half, y - half, x + half, y + half)
    frame = gpd.GeoDataFrame(
        {"persons": cells["persons"].to_numpy(), "source": "census"},
        index=pd.Index(cells["cell_id"], name="cell_id"), geometry=squares, crs=LAEA,
    )  # fmt: skip
    return POPULATION.conform(to_metres(frame, crs), crs=crs)


def find_columns(header: tuple[str, ...]) -> dict[str, int]:
    """
    Return the places of ``id``, ``x``, ``y`` and ``persons`` in a header, those there are.

    Examples
    --------
    >>> find_columns(("Gitter_ID_100m", "x_mp_100m", "y_mp_100m", "Einwohner"))
    {'id': 0, 'x': 1, 'y': 2, 'persons': 3}
    """
    places: dict[str, int] = {}
    for at, raw in enumerate(header):
        name = raw.strip().lower().lstrip("\ufeff")
        if "gitter" in name or name in {"id", "cell_id", "grd_id"}:
            places.setdefault("id", at)
        elif name.startswith("x_mp"):
            places.setdefault("x", at)
        elif name.startswith("y_mp"):
            places.setdefault("y", at)
        elif name in PERSONS:
            places.setdefault("persons", at)
    return places


def _places(told: Delimited, path: Path) -> dict[str, int]:
    places = find_columns(told.head[0])
    if "persons" not in places or not ({"x", "y"} <= set(places) or "id" in places):
        raise SourceError(
            de=f"{path.name}: keine Zensus-Gittertabelle; erwartet werden die Spalten "
            f"Gitter_ID_100m, x_mp_100m, y_mp_100m, Einwohner. Gefunden: "
            f"{', '.join(told.head[0][:8])}.",
            en=f"{path.name}: no census grid table; expected columns are Gitter_ID_100m, "
            f"x_mp_100m, y_mp_100m, Einwohner. Found: {', '.join(told.head[0][:8])}.",
        )
    return places


def _cell_size(told: Delimited, places: dict[str, int]) -> int:
    """Side of a cell in metres, from the column names or the first id."""
    names = [told.head[0][at].lower() for key, at in places.items() if key != "persons"]
    first = told.head[1][places["id"]].lower() if "id" in places and len(told.head) > 1 else ""
    for text in (*names, first.removeprefix("crs3035res")):
        found = _SIZE.search(text)
        if found:
            return int(found[1]) * (1000 if found[2] == "km" else 1)
    return 100


def _log(path: Path, told: Delimited, population: Any, counts: Counter[str]) -> SourceLog:
    first = told.head[1][0] if len(told.head) > 1 else ""
    year = re.search(r"20(?:11|22)", path.name)
    when = year[0] if year else ("2022" if first.startswith("CRS3035") else "2011")
    nonrecords = counts["outside"] + counts["suppressed"] + counts["duplicate"]
    rejected = counts["no_cell"] + counts["no_number"]
    return SourceLog(
        role="population",
        file=path.name,
        kind="zip" if told.member else "csv",
        sha256=digest(path),
        day={"2011": "2011-05-09", "2022": "2022-05-15"}[when],
        attribution=f"Statistische Ämter des Bundes und der Länder, Zensus {when}",
        rows_in=counts["rows_in"],
        records=len(population),
        nonrecords=nonrecords,
        rejected=rejected,
        counts={"cells": len(population), "persons": int(population["persons"].sum())},
        explained={k: v for k, v in sorted(counts.items()) if v and k != "rows_in"},
        notes=(
            Text(
                de=f"Zensus {when}: Bevölkerung am Stichtag der Zählung, nicht von heute; "
                "geheim gehaltene Zellen sind unbekannt, nicht 0.",
                en=f"Census {when}: population on its census day, not of today; suppressed "
                "cells are unknown, not 0.",
            ),
        ),
    )
