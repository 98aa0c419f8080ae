"""Parcels and buildings of the official cadastre (ALKIS), vereinfachtes Schema and kin.

Layer and column names differ by Land, by format and by typing error; they are found by
what they mean.
"""

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
from innenstadt_gis.ingest.cadastre.buildings import read_cadastre_buildings
from innenstadt_gis.ingest.cadastre.nas import is_nas, read_nas
from innenstadt_gis.ingest.cadastre.nas_tables import parcel_rows
from innenstadt_gis.ingest.cadastre.tally import Tally, with_surfaces
from innenstadt_gis.ingest.cadastre.tiles import fitting_layers, kind_of, read_tiles
from innenstadt_gis.ingest.crs_guess import Bounds
from innenstadt_gis.ingest.parcel_id import ParcelId, read_parcel_ids
from innenstadt_gis.ingest.parcel_names import said_parcels
from innenstadt_gis.ingest.vector import digest, open_layers
from innenstadt_gis.tables import PARCELS
from innenstadt_gis.words import Text, number

__all__ = ["PARCEL_COLUMNS", "read_cadastre_buildings", "read_parcels"]

#: Names of the parcel columns: AdV simplified schema and its variants by Land, NAS, INSPIRE.
PARCEL_COLUMNS: dict[str, tuple[str, ...]] = {
    "parcel_id": (
        "flstkennz", "flurstueckskennzeichen", "flurstuecksk", "fsko", "fsk", "flstkz", "fskz",
        "flurstkennz", "kennzeichen", "nationalcadastralreference",
    ),
    "official_area_m2": (
        "flaeche", "amtliche_flaeche", "amtlicheflaeche", "amtl_flaeche", "afl", "areavalue",
    ),
    "district": ("gemarkung", "namgmk", "gemarkungsname", "gmk"),
    "situation": ("lagebeztxt", "lagebezeichnung", "lagebez", "lage", "lagetext"),
    "land_use": ("tntxt", "tntext", "nutzung", "tatsaechliche_nutzung"),
    "updated_on": ("aktualit", "aktualitaet", "beginnt", "beg", "beginlifespanversion"),
    "ended": ("endet", "endlifespanversion"),
    "district_code": ("gemaschl", "gemarkungsschluessel"),
    "flur": ("flur", "flurnummer", "fln"),
    "numerator": ("flstnrzae", "zaehler", "zae"),
    "denominator": ("flstnrnen", "nenner", "nen"),
    "label": ("flurstnr", "label", "flstnr", "flurstuecksnummer", "flurstueck"),
}  # fmt: skip
#: Beyond this share of the official area a row is flagged; beyond a smaller share and so
#: many m² (of which drawn lines are never sure) it is counted in a note.
AREA_SHARE = 0.05
AREA_SHARE_NOTED = 0.02
AREA_LEAST_M2 = 5.0
_SAME_SHAPE_M = 0.005


def read_parcels(
    path: Path, *, crs: CRS, bounds: Bounds | None = None
) -> tuple[gpd.GeoDataFrame, SourceLog]:
    """
    Read the parcels of a cadastre.

    Parameters
    ----------
    path
        GeoPackage, Shapefile, GML of the simplified schema or INSPIRE, NAS; a zip or a
        folder of one or of many tiles.
    crs
        The town's CRS in metres.
    bounds
        Box in ``crs`` metres; parcels that do not touch it are counted as
        ``outside`` and not read.

    Returns
    -------
    parcels, log
        Contract `tables.PARCELS`, in file order. A row is rejected when it has neither a
        valid Flurstückskennzeichen nor the parts to build one, or no surface. Of several
        rows of one parcel (tiles overlap) the one with the newest ``aktualit`` stays, with
        the code ``GEOMETRY_DIFFERS`` if their shapes differ. The official area is kept as
        it is (NA where it is 0, code ``AREA_UNSTATED``), the measured one stands beside
        it; where they differ by more than 5 % the row carries ``AREA_DIFFERS``,
        and a note counts those beyond 2 % and 5 m².

    Raises
    ------
    MissingSourceError, SourceError
        If the file is missing or unreadable, or no layer in it holds parcels.
    """
    tally = Tally()
    if is_nas(path):
        rows, outside, notes = parcel_rows(read_nas(path), town=crs, bounds=bounds, what=path.name)
        tally.notes += notes
        kind, rows_in = "nas", len(rows) + outside
        rows = tally.mark(rows, rows.pop("arcs"), "ARCS_LINEARISED")
    else:
        layers = fitting_layers(path, "flurstueck", PARCEL_COLUMNS["parcel_id"])
        if not layers:
            raise _no_parcels(path)
        rows, notes = read_tiles(
            layers, names=PARCEL_COLUMNS, town=crs, what=path.name, bounds=bounds
        )
        tally.notes += notes
        kind, rows_in = kind_of(path), sum(layer.features for layer in layers)
        outside = rows_in - len(rows)
    if outside:
        tally.nonrecords["outside"] = outside
    if "text_cut" in rows:
        rows = tally.mark(rows, rows["text_cut"], "TEXT_CUT")
    rows = _identified(rows, tally)
    rows = with_surfaces(rows, tally)
    rows = _newest(rows, tally)
    rows = _measured(rows, tally)
    parcels = PARCELS.conform(rows.set_index("parcel_id").assign(source="cadastre"), crs=crs)
    return parcels, tally.log(
        role="parcels",
        file=path.name,
        kind=kind,
        sha256=digest(path),
        day=_newest_day(parcels["updated_on"]),
        rows_in=rows_in,
        records=len(parcels),
        counts={"parcels": len(parcels)},
    )


def _no_parcels(path: Path) -> SourceError:
    held = ", ".join(dict.fromkeys(each.name for each in open_layers(path))) or "–"
    return SourceError(
        de=f"{path.name}: keine Flurstücke gefunden; Ebenen: {held}. Erwartet wird die Ebene "
        "'Flurstueck' mit der Spalte 'flstkennz' (ALKIS, vereinfachtes Schema).",
        en=f"{path.name}: no parcels found; layers: {held}. Expected is the layer "
        "'Flurstueck' with the column 'flstkennz' (ALKIS, simplified schema).",
    )


def _identified(rows: Any, tally: Tally) -> Any:
    """Give every row a valid parcel id and its repair codes; reject those without."""
    if "ended" in rows:
        ended = rows["ended"].astype("str").str.casefold()
        gone = rows["ended"].notna() & ~ended.isin(("false", "0", "", "nan", "none"))
        rows = tally.drop(rows, gone, "historic")
    given = (
        rows["parcel_id"] if "parcel_id" in rows else pd.Series(None, rows.index, dtype="object")
    )
    read = read_parcel_ids(given)
    broken = read["parcel_id"].isna()
    if broken.any() and "district_code" in rows and {"numerator", "label"} & set(rows.columns):
        built = [_built(row) for row in rows[broken].itertuples()]
        found = pd.Series(built, index=rows.index[broken], dtype="str")
        read.loc[broken, "parcel_id"] = found
        read.loc[broken & read["parcel_id"].notna(), "repairs"] = "FSK_BUILT_FROM_PARTS"
    for codes in read.loc[read["parcel_id"].notna() & (read["repairs"] != ""), "repairs"]:
        for code in codes.split(";"):
            tally.repairs[code] = tally.repairs.get(code, 0) + 1
    already = rows["repairs"] if "repairs" in rows else pd.Series("", rows.index)
    both = (read["repairs"] + ";" + already).str.strip(";")
    rows = rows.assign(parcel_id=read["parcel_id"], repairs=both)
    for reason in sorted(set(read.loc[read["parcel_id"].isna(), "reason"])):
        mine = rows["parcel_id"].isna() & (read["reason"].loc[rows.index] == reason)
        rows = tally.drop(rows, mine, reason, reject=True)
    return rows


def _built(row: Any) -> str | None:
    """Build the id of one parcel from district code, Flur, numerator and denominator."""
    code = str(row.district_code)
    numerator = _whole(getattr(row, "numerator", None))
    below = _whole(getattr(row, "denominator", None))
    if not numerator:  # some states write "12/3" in one column
        said = said_parcels(getattr(row, "label", None))
        if len(said) == 1 and len(said[0].readings) == 1:
            numerator, below = said[0].readings[0]
    if len(code) != 6 or not code.isdigit() or not numerator:
        return None
    return ParcelId(
        state=int(code[:2]),
        district=int(code[2:]),
        flur=_whole(getattr(row, "flur", None)) or None,
        numerator=numerator,
        denominator=below or None,
    ).format()


def _whole(value: object) -> int | None:
    text = str(value).strip().removesuffix(".0")
    return int(text) if text.isdigit() else None


def _newest(rows: Any, tally: Tally) -> Any:
    """Keep one row a parcel, the newest; tiles and deliveries by district overlap."""
    if "updated_on" in rows:
        days = rows["updated_on"].map(_day)
        rows["updated_on"] = pd.to_datetime(days, format="%Y-%m-%d", errors="coerce")
    else:
        rows["updated_on"] = pd.NaT
    if rows["parcel_id"].is_unique:
        return rows
    order = rows.sort_values("updated_on", kind="stable", na_position="first")
    older = order["parcel_id"].duplicated(keep="last").reindex(rows.index)
    kept = rows[~older].set_index("parcel_id").geometry.reindex(rows.loc[older, "parcel_id"])
    one, other = rows[older].geometry.to_numpy(), kept.to_numpy()
    # the same outline may start at another corner, in another tile
    far = shapely.hausdorff_distance(one, other) > _SAME_SHAPE_M
    differs = rows["parcel_id"].isin(rows.loc[older, "parcel_id"][far])
    rows = tally.mark(rows, differs & ~older, "GEOMETRY_DIFFERS")
    if far.any():
        count = int((differs & ~older).sum())
        tally.notes.append(
            Text(
                de=f"{number(count)} Flurstücke sind mehrfach und mit verschiedenen Umrissen "
                "geliefert; die neueste Fassung gilt.",
                en=f"{number(count, lang='en')} parcels are delivered several times with "
                "different outlines; the newest is taken.",
            )
        )
    return tally.drop(rows, older, "duplicate")


def _day(value: object) -> str | None:
    """Return the ISO day of a date, ``2024-04-22Z``, ``22.04.2024`` or a time stamp."""
    text = str(value)
    german = text[2:3] == "." and text[5:6] == "."
    return f"{text[6:10]}-{text[3:5]}-{text[:2]}" if german else text.replace("/", "-")[:10]


def _measured(rows: Any, tally: Tally) -> Any:
    area = rows.geometry.area
    official = pd.Series(np.nan, rows.index)
    if "official_area_m2" in rows:
        official = pd.to_numeric(rows["official_area_m2"], errors="coerce").astype("float64")
        official = official.where(official > 0)
    off = (area - official).abs()
    differs = off > AREA_SHARE * official
    little = (off > AREA_SHARE_NOTED * official) & (off > AREA_LEAST_M2)
    if little.any():
        counts = [int(little.sum()), int(differs.sum())]
        tally.notes.append(
            Text(
                de=f"{number(counts[0])} Flurstücke weichen um mehr als 2 % (und 5 m²) von der "
                f"amtlichen Fläche ab, davon {number(counts[1])} um mehr als 5 %; beide Flächen "
                "bleiben stehen.",
                en=f"{number(counts[0], lang='en')} parcels differ from their official area by "
                f"more than 2 % (and 5 m²), {number(counts[1], lang='en')} of them by more than "
                "5 %; both areas are kept.",
            )
        )
    if official.notna().any():
        rows = tally.mark(rows, official.isna(), "AREA_UNSTATED")
    rows = tally.mark(rows, differs, "AREA_DIFFERS")
    codes = rows["repairs"]
    return rows.assign(
        area_m2=area, official_area_m2=official, repairs=codes.where(codes != "", None)
    )


def _newest_day(days: pd.Series) -> str:
    last = days.max()
    return "" if pd.isna(last) else str(last.date())
