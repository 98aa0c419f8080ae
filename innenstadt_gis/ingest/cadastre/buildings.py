"""Buildings of the official cadastre: simplified schema and NAS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.cadastre.nas import is_nas, read_nas
from innenstadt_gis.ingest.cadastre.nas_tables import building_rows
from innenstadt_gis.ingest.cadastre.situations import split_situation
from innenstadt_gis.ingest.cadastre.tally import Tally, with_surfaces
from innenstadt_gis.ingest.cadastre.tiles import fitting_layers, kind_of, read_tiles
from innenstadt_gis.ingest.crs_guess import Bounds
from innenstadt_gis.ingest.vector import digest
from innenstadt_gis.tables import BUILDINGS

BUILDING_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("oid", "gml_id", "identifier", "uuid", "objid", "gebid"),
    "use": ("funktion", "fktkurz", "gebaeudefunktion", "gfkzshh", "gfk"),
    "kind": ("gebnutzbez", "gebnutzbezeichnung"),
    "below": ("rellage", "lagezurerdoberflaeche"),
    "name": ("name",),
    "levels": ("anzahlgs", "geschosse", "anzahlderoberirdischengeschosse"),
    "situation": ("lagebeztxt", "lagebezeichnung"),
}
_TELLING = ("gebnutzbez", "gebaeudefunktion", "funktion", "fktkurz", "gfkzshh")
_UNDERGROUND = 1200  # AdV: unter der Erdoberfläche


def read_cadastre_buildings(
    path: Path, *, crs: CRS, bounds: Bounds | None = None
) -> tuple[gpd.GeoDataFrame, SourceLog]:
    """
    Read the buildings of a cadastre.

    Parts of buildings (Bauteil) and what lies under ground (rellage 1200) are
    non-records: they would count a footprint twice. In NAS, where the shapes of all are at
    hand, a building below ground stays unless another one covers half of it.

    Parameters
    ----------
    path, crs, bounds
        As for `read_parcels`.

    Returns
    -------
    buildings, log
        Contract `tables.BUILDINGS`; ``use`` is the official building function,
        ``levels`` blank where the office left it so (most do). ``house_number`` lists the
        numbers of one street joined by ``;``; a building at two streets has its first.

    Raises
    ------
    MissingSourceError, SourceError
        If the file is missing or unreadable, or no layer in it holds buildings.
    """
    tally = Tally()
    if is_nas(path):
        nas = read_nas(path)
        rows, outside, notes = building_rows(nas, town=crs, bounds=bounds, what=path.name)
        parts = len(nas.of("AX_Bauteil"))
        if parts:
            tally.nonrecords["building_part"] = parts
        kind, rows_in = "nas", len(rows) + outside + parts
    else:
        layers = fitting_layers(path, "gebaeudebauwerk", _TELLING)
        if not layers:
            raise _no_buildings(path)
        rows, notes = read_tiles(
            layers, names=BUILDING_COLUMNS, town=crs, what=path.name, bounds=bounds
        )
        kind, rows_in = kind_of(path), sum(layer.features for layer in layers)
        outside = rows_in - len(rows)
    tally.notes += notes
    if outside:
        tally.nonrecords["outside"] = outside
    if "text_cut" in rows:
        rows = tally.mark(rows, rows["text_cut"], "TEXT_CUT")
    rows = _standing(rows, tally, lone_stay=kind == "nas")
    rows = with_surfaces(rows, tally)
    buildings = _as_buildings(rows, tally, crs)
    return buildings, tally.log(
        role="parcels",
        file=path.name,
        kind=kind,
        sha256=digest(path),
        rows_in=rows_in,
        records=len(buildings),
        counts={"buildings": len(buildings)},
    )


def _no_buildings(path: Path) -> SourceError:
    return SourceError(
        de=f"{path.name}: keine Gebäude gefunden (Ebene 'GebaeudeBauwerk' fehlt).",
        en=f"{path.name}: no buildings found (there is no layer 'GebaeudeBauwerk').",
    )


def _standing(rows: Any, tally: Tally, *, lone_stay: bool) -> Any:
    """Leave out parts of buildings, what lies under ground, and what is gone."""
    if "kind" in rows:
        part = rows["kind"].astype("str").str.casefold().str.startswith("bauteil")
        rows = tally.drop(rows, part.fillna(False), "building_part")
    if "below" in rows:
        below = pd.to_numeric(rows["below"], errors="coerce") == _UNDERGROUND
        below |= rows["below"].astype("str").str.contains("unter der", case=False, na=False)
        if lone_stay:
            below &= _doubled(rows.geometry.to_numpy(), below.to_numpy())
        rows = tally.drop(rows, below, "underground")
    if "ended" in rows:
        rows = tally.drop(rows, rows["ended"].notna(), "historic")
    return rows


def _doubled(shapes: Any, below: Any) -> Any:
    """Tell which of the shapes below ground lie under another one by half or more."""
    tree = shapely.STRtree(shapes)
    doubled = np.zeros(len(shapes), dtype=bool)
    for at in np.flatnonzero(below & ~shapely.is_missing(shapes)):
        shape = shapely.make_valid(shapes[at])
        others = [k for k in tree.query(shape) if k != at]
        over = shapely.union_all(shapely.make_valid(shapes[others])) if others else None
        doubled[at] = over is not None and shape.intersection(over).area > shape.area / 2
    return doubled


def _as_buildings(rows: Any, tally: Tally, crs: CRS) -> Any:
    rows = rows.reset_index(drop=True)
    ids = rows["id"].astype("str") if "id" in rows else pd.Series(pd.NA, rows.index, dtype="str")
    repeated = ids.duplicated() & ids.notna()
    rows, ids = tally.drop(rows, repeated, "duplicate"), ids[~repeated]
    ids = ids.where(ids.notna(), pd.Series(ids.index, ids.index).add(1).map("row{}".format))
    rows = rows.assign(area_m2=rows.geometry.area, source="cadastre")
    rows["repairs"] = rows["repairs"].where(rows["repairs"] != "", None)
    if "levels" in rows:
        rows["levels"] = pd.to_numeric(rows["levels"], errors="coerce")
    if "situation" in rows:
        told = [_door(text) for text in rows["situation"]]
        rows["street"] = pd.Series([street for street, _ in told], rows.index, dtype="str")
        rows["house_number"] = pd.Series([nr for _, nr in told], rows.index, dtype="str")
    rows.index = pd.Index("alkis:" + ids.to_numpy(dtype="object"), name="building_id")
    return BUILDINGS.conform(rows, crs=crs)


def _door(situation: object) -> tuple[str | None, str | None]:
    """Return the first street and all its house numbers."""
    doors = split_situation(situation)
    if not doors:
        return None, None
    street = doors[0][0]
    return street, ";".join(number for name, number in doors if name == street)
