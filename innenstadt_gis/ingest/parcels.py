"""Parcels and buildings of the official cadastre (ALKIS), vereinfachtes Schema and kin.

Layer and column names differ by Land, by format and by typing error; they are found by
what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from rapidfuzz import fuzz

from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.crs_guess import Bounds
from innenstadt_gis.ingest.parcel_id import ParcelId, read_parcel_ids
from innenstadt_gis.ingest.vector import Layer, digest, open_layers, read_layer, surfaces
from innenstadt_gis.tables import BUILDINGS, PARCELS
from innenstadt_gis.words import Text, number

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
}  # fmt: skip
BUILDING_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("oid", "gml_id", "identifier", "uuid", "objid", "gebid"),
    "use": ("funktion", "fktkurz", "gebaeudefunktion", "gfkzshh", "gfk"),
    "kind": ("gebnutzbez", "gebnutzbezeichnung"),
    "below": ("rellage", "lagezurerdoberflaeche"),
    "name": ("name",),
    "levels": ("anzahlgs", "geschosse", "anzahlderoberirdischengeschosse"),
    "situation": ("lagebeztxt", "lagebezeichnung"),
}
_UNDERGROUND = 1200  # AdV: unter der Erdoberfläche
_AREA_OFF = 0.05


@dataclass(slots=True)
class _Tally:
    """Counts while rows are sorted out."""

    nonrecords: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    repairs: dict[str, int] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)

    def drop(self, rows: Any, which: Any, why: str, *, reject: bool = False) -> Any:
        """Return the rows without ``which``, counted under ``why``."""
        where = np.asarray(which, dtype=bool)
        if where.any():
            into = self.rejected if reject else self.nonrecords
            into[why] = into.get(why, 0) + int(where.sum())
        return rows.loc[~where]

    def log(self, **told: Any) -> SourceLog:
        nonrecords, rejected = sum(self.nonrecords.values()), sum(self.rejected.values())
        return SourceLog(
            **told,
            nonrecords=nonrecords,
            rejected=rejected,
            repairs=dict(sorted(self.repairs.items())),
            explained=dict(sorted({**self.nonrecords, **self.rejected}.items())),
            notes=tuple(self.notes),
        )


def read_parcels(
    path: Path, *, crs: CRS, bounds: Bounds | None = None
) -> tuple[gpd.GeoDataFrame, SourceLog]:
    """
    Read the parcels of a cadastre.

    Parameters
    ----------
    path
        GeoPackage, Shapefile, GML of the simplified schema, or a zip of one.
    crs
        The town's CRS in metres.
    bounds
        Box in ``crs`` metres; parcels that do not touch it are counted as
        ``outside`` and not read.

    Returns
    -------
    parcels, log
        Contract `tables.PARCELS`, in file order. A row is rejected when it has neither a
        valid Flurstückskennzeichen nor the parts to build one, or no surface. Of two rows
        of one parcel the one with the newest ``aktualit`` stays. The official area is
        kept as it is (NA where it is 0), the measured one stands beside it; where they
        differ by more than 5 % the row carries the repair code ``AREA_DIFFERS``.

    Raises
    ------
    MissingSourceError, SourceError
        If the file is missing or unreadable, or no layer in it holds parcels.
    """
    layer = _parcel_layer(path)
    columns = {ours: layer.column(names) for ours, names in PARCEL_COLUMNS.items()}
    rows, guess = read_layer(layer, columns=columns, town=crs, what=path.name, bounds=bounds)
    tally = _Tally(notes=[guess.note] if guess.note else [])
    if layer.features > len(rows):
        tally.nonrecords["outside"] = layer.features - len(rows)
    rows = _identified(rows, tally)
    rows = _with_surfaces(rows, tally)
    rows = _newest(rows, tally)
    rows = _measured(rows, tally)
    parcels = PARCELS.conform(rows.set_index("parcel_id").assign(source="cadastre"), crs=crs)
    return parcels, tally.log(
        role="parcels",
        file=path.name,
        kind=_kind(path),
        sha256=digest(path),
        day=_newest_day(parcels["updated_on"]),
        rows_in=layer.features,
        records=len(parcels),
        counts={"parcels": len(parcels)},
    )


def read_cadastre_buildings(
    path: Path, *, crs: CRS, bounds: Bounds | None = None
) -> tuple[gpd.GeoDataFrame, SourceLog]:
    """
    Read the buildings of a cadastre.

    Parts of buildings (Bauteil) and what lies under ground (rellage 1200) are
    non-records: they would count a footprint twice.

    Parameters
    ----------
    path, crs, bounds
        As for `read_parcels`.

    Returns
    -------
    buildings, log
        Contract `tables.BUILDINGS`; ``use`` is the official building function,
        ``levels`` blank where the office left it so (most do).

    Raises
    ------
    MissingSourceError, SourceError
        If the file is missing or unreadable, or no layer in it holds buildings.
    """
    layer = _best_layer(path, "gebaeudebauwerk", ("gebnutzbez", "gebaeudefunktion", "funktion"))
    if layer is None:
        raise SourceError(
            de=f"{path.name}: keine Gebäude gefunden (Ebene 'GebaeudeBauwerk' fehlt).",
            en=f"{path.name}: no buildings found (there is no layer 'GebaeudeBauwerk').",
        )
    columns = {ours: layer.column(names) for ours, names in BUILDING_COLUMNS.items()}
    rows, guess = read_layer(layer, columns=columns, town=crs, what=path.name, bounds=bounds)
    tally = _Tally(notes=[guess.note] if guess.note else [])
    if layer.features > len(rows):
        tally.nonrecords["outside"] = layer.features - len(rows)
    if "kind" in rows:
        part = rows["kind"].astype("str").str.casefold().str.startswith("bauteil")
        rows = tally.drop(rows, part.fillna(False), "building_part")
    if "below" in rows:
        below = pd.to_numeric(rows["below"], errors="coerce") == _UNDERGROUND
        below |= rows["below"].astype("str").str.contains("unter der", case=False, na=False)
        rows = tally.drop(rows, below, "underground")
    rows = _with_surfaces(rows, tally)
    buildings = _as_buildings(rows, tally, crs)
    return buildings, tally.log(
        role="parcels",
        file=path.name,
        kind=_kind(path),
        sha256=digest(path),
        rows_in=layer.features,
        records=len(buildings),
        counts={"buildings": len(buildings)},
    )


def _as_buildings(rows: Any, tally: _Tally, crs: CRS) -> Any:
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
        # a house number is digits and at most one letter; lists of addresses stay unsplit
        parts = rows["situation"].astype("str").str.extract(r"^([^;,|]*?)\s+(\d+\s*[a-zA-Z]?)$")
        rows["street"], rows["house_number"] = parts[0], parts[1]
    rows.index = pd.Index("alkis:" + ids.to_numpy(dtype="object"), name="building_id")
    return BUILDINGS.conform(rows, crs=crs)


def _parcel_layer(path: Path) -> Layer:
    layer = _best_layer(path, "flurstueck", PARCEL_COLUMNS["parcel_id"])
    if layer is None:
        held = ", ".join(each.name for each in open_layers(path)) or "–"
        raise SourceError(
            de=f"{path.name}: keine Flurstücke gefunden; Ebenen: {held}. Erwartet wird die Ebene "
            "'Flurstueck' mit der Spalte 'flstkennz' (ALKIS, vereinfachtes Schema).",
            en=f"{path.name}: no parcels found; layers: {held}. Expected is the layer "
            "'Flurstueck' with the column 'flstkennz' (ALKIS, simplified schema).",
        )
    return layer


def _best_layer(path: Path, name: str, telling: tuple[str, ...]) -> Layer | None:
    """Return the polygon layer that is called like ``name`` or has a telling column."""
    scored = []
    for layer in open_layers(path):
        if not layer.may_hold_surfaces:
            continue
        plain = layer.name.lower().replace("ü", "ue").replace("ä", "ae").rpartition(":")[2]
        likeness = max(fuzz.ratio(plain, name), fuzz.partial_ratio(plain, name) - 5)
        told = layer.column(telling) is not None
        scored.append((told, likeness, layer))
    fit = [entry for entry in scored if entry[0] or entry[1] >= 80]
    if not fit:
        return None
    return max(fit, key=lambda entry: entry[1] + (60 if entry[0] else 0))[2]


def _identified(rows: Any, tally: _Tally) -> Any:
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
    if broken.any() and {"district_code", "numerator"} <= set(rows.columns):
        built = [_built(row) for row in rows[broken].itertuples()]
        found = pd.Series(built, index=rows.index[broken], dtype="str")
        read.loc[broken, "parcel_id"] = found
        read.loc[broken & read["parcel_id"].notna(), "repairs"] = "FSK_BUILT_FROM_PARTS"
    for codes in read.loc[read["parcel_id"].notna() & (read["repairs"] != ""), "repairs"]:
        for code in codes.split(";"):
            tally.repairs[code] = tally.repairs.get(code, 0) + 1
    rows = rows.assign(parcel_id=read["parcel_id"], repairs=read["repairs"])
    for reason in sorted(set(read.loc[read["parcel_id"].isna(), "reason"])):
        mine = rows["parcel_id"].isna() & (read["reason"].loc[rows.index] == reason)
        rows = tally.drop(rows, mine, reason, reject=True)
    return rows


def _built(row: Any) -> str | None:
    """Build the id of one parcel from district code, Flur, numerator and denominator."""
    code = str(row.district_code)
    numerator = _whole(row.numerator)
    if len(code) != 6 or not code.isdigit() or not numerator:
        return None
    return ParcelId(
        state=int(code[:2]),
        district=int(code[2:]),
        flur=_whole(getattr(row, "flur", None)) or None,
        numerator=numerator,
        denominator=_whole(getattr(row, "denominator", None)) or None,
    ).format()


def _whole(value: object) -> int | None:
    text = str(value).strip().removesuffix(".0")
    return int(text) if text.isdigit() else None


def _with_surfaces(rows: Any, tally: _Tally) -> Any:
    shapes, repaired = surfaces(rows.geometry.to_numpy())
    if repaired.any():
        tally.repairs["GEOMETRY_REPAIRED"] = int(repaired.sum())
    codes = rows["repairs"] if "repairs" in rows else pd.Series("", rows.index)
    marked = codes.mask(repaired, _joined(codes, "GEOMETRY_REPAIRED"))
    rows = rows.assign(repairs=marked).set_geometry(gpd.GeoSeries(shapes, rows.index, crs=rows.crs))
    return tally.drop(rows, shapely.is_missing(shapes), "no_surface", reject=True)


def _newest(rows: Any, tally: _Tally) -> Any:
    """Keep one row a parcel, the newest; tiles and deliveries by district overlap."""
    if "updated_on" in rows:
        days = rows["updated_on"].astype("str").str.slice(0, 10)
        rows["updated_on"] = pd.to_datetime(days, format="%Y-%m-%d", errors="coerce")
    else:
        rows["updated_on"] = pd.NaT
    if rows["parcel_id"].is_unique:
        return rows
    order = rows.sort_values("updated_on", kind="stable", na_position="first")
    older = order["parcel_id"].duplicated(keep="last").reindex(rows.index)
    return tally.drop(rows, older, "duplicate")


def _measured(rows: Any, tally: _Tally) -> Any:
    area = rows.geometry.area
    official = pd.Series(np.nan, rows.index)
    if "official_area_m2" in rows:
        official = pd.to_numeric(rows["official_area_m2"], errors="coerce").astype("float64")
        official = official.where(official > 0)
    differs = ((area - official).abs() > _AREA_OFF * official) & official.notna()
    if differs.any():
        count = number(int(differs.sum()))
        tally.notes.append(
            Text(
                de=f"{count} Flurstücke weichen um mehr als 5 % von der amtlichen Fläche ab.",
                en=f"{number(int(differs.sum()), lang='en')} parcels differ from their official "
                "area by more than 5 %.",
            )
        )
    codes = rows["repairs"].mask(differs, _joined(rows["repairs"], "AREA_DIFFERS"))
    return rows.assign(
        area_m2=area, official_area_m2=official, repairs=codes.where(codes != "", None)
    )


def _joined(codes: pd.Series, code: str) -> pd.Series:
    return codes.where(codes == "", codes + ";") + code


def _newest_day(days: pd.Series) -> str:
    last = days.max()
    return "" if pd.isna(last) else str(last.date())


def _kind(path: Path) -> str:
    return path.suffix.lower().removeprefix(".") or "folder"
