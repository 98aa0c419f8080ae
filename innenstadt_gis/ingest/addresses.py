"""Official house coordinates (Hauskoordinaten, HK-DE): text, CSV, GML, any point file, NAS.

The offices send the record with a header or without, with the zone as a column or before
the easting, with decimal comma or point, axes exchanged, CRS misnamed.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.crs import project
from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.address_columns import ADDRESS_NAMES, HOUSE_NUMBERS, locate_columns
from innenstadt_gis.ingest.cadastre.nas import is_nas, read_nas
from innenstadt_gis.ingest.cadastre.nas_tables import address_rows
from innenstadt_gis.ingest.cadastre.situations import split_situation
from innenstadt_gis.ingest.crs_guess import Bounds, guess_crs
from innenstadt_gis.ingest.delimited import numbers, read_chunks, sniff
from innenstadt_gis.ingest.parcel_names import plain as plain_text
from innenstadt_gis.ingest.vector import VECTOR_ENDINGS, digest, open_layers, read_layer
from innenstadt_gis.tables import ADDRESSES
from innenstadt_gis.words import Text

__all__ = ["HOUSE_NUMBERS", "locate_columns", "read_addresses"]

_ADDRESSED = {"street", "number"}


def read_addresses(
    path: Path, *, crs: CRS, bounds: Bounds | None = None
) -> tuple[gpd.GeoDataFrame, SourceLog]:
    """
    Read house coordinates.

    Parameters
    ----------
    path
        Text or CSV of the HK-DE record, with a header or without, also inside a zip; GML,
        GeoPackage, Shapefile, GeoJSON with address columns; NAS.
    crs
        The town's CRS in metres.
    bounds
        Box in ``crs`` metres, so that a statewide file works; what lies outside is
        counted as ``outside``.

    Returns
    -------
    addresses, log
        Contract `tables.ADDRESSES` in file order. Rows without house number (``*``,
        blank) and exact repetitions are non-records; rows without a coordinate are
        rejected.

    Raises
    ------
    MissingSourceError, SourceError
        If the file is missing or no such table; the message names what is read.
    """
    if is_nas(path):
        return _of_nas(path, crs=crs, bounds=bounds)
    if _is_vector(path):
        return _of_points(path, crs=crs, bounds=bounds)
    told = sniff(path)
    places, header = locate_columns(told)
    if not {"street", "number", "x", "y"} <= set(places):
        raise _foreign(path)
    counts: Counter[str] = Counter()
    notes: dict[str, Text] = {}
    kept = []
    columns = sorted(set(places.values()))
    for chunk in read_chunks(path, told, header=header, columns=columns):
        rows = chunk[list(places.values())].set_axis(list(places), axis=1)
        rows = rows.apply(lambda column: column.str.strip().str.strip('"'))
        counts["rows_in"] += len(rows)
        kept.append(
            _placed(rows, crs=crs, bounds=bounds, what=path.name, counts=counts, notes=notes)
        )
    addresses = _conformed(pd.concat(kept), counts, crs) if kept else ADDRESSES.empty(crs)
    kind = "zip" if told.member else "csv"
    return addresses, _log(path, kind, addresses, counts, tuple(notes.values()))


def _log(
    path: Path, kind: str, addresses: Any, counts: Counter[str], notes: tuple[Text, ...]
) -> SourceLog:
    nonrecords = ("outside", "no_house_number", "duplicate", "historic")
    return SourceLog(
        role="addresses",
        file=path.name,
        kind=kind,
        sha256=digest(path),
        rows_in=counts["rows_in"],
        records=len(addresses),
        nonrecords=sum(counts[why] for why in nonrecords),
        rejected=counts["no_coordinate"],
        counts={"addresses": len(addresses)},
        explained={k: v for k, v in sorted(counts.items()) if v and k != "rows_in"},
        notes=notes,
    )


def _is_vector(path: Path) -> bool:
    """Tell map data from text: by its ending, in a zip and a folder by what lies there."""
    if path.is_dir():
        return True
    if path.suffix.lower() in VECTOR_ENDINGS:
        return True
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.lower().endswith(VECTOR_ENDINGS) for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def _of_nas(path: Path, *, crs: CRS, bounds: Bounds | None) -> tuple[Any, SourceLog]:
    rows, outside, notes = address_rows(read_nas(path), town=crs, bounds=bounds, what=path.name)
    counts = Counter({"rows_in": len(rows) + outside, "outside": outside})
    ended = rows["ended"].notna()
    counts["historic"] = int(ended.sum())
    twice = rows["oid"].duplicated() & ~ended  # parts overlap
    counts["duplicate"] = int(twice.sum())
    addresses = _pointed(rows[~ended & ~twice], counts, crs, source="cadastre")
    return addresses, _log(path, "nas", addresses, counts, tuple(notes))


def _of_points(path: Path, *, crs: CRS, bounds: Bounds | None) -> tuple[Any, SourceLog]:
    layers = []
    for layer in open_layers(path):
        columns = {ours: layer.column(names) for ours, names in ADDRESS_NAMES.items()}
        has = {ours for ours, own in columns.items() if own is not None} & set(ADDRESS_NAMES)
        if layer.geometry_type and (has >= _ADDRESSED or "address" in has):
            layers.append((layer, columns, has >= _ADDRESSED))
    # a layer with columns of its own for street and number tells more than one text
    best = [(layer, columns) for layer, columns, full in layers if full] or [
        (layer, columns) for layer, columns, _ in layers
    ]
    if not best:
        raise _foreign(path)
    counts: Counter[str] = Counter()
    notes: dict[str, Text] = {}
    kept = []
    for layer, columns in best:
        wanted = {k: v for k, v in columns.items() if k not in {"x", "y", "zone"}}
        rows, guess = read_layer(layer, columns=wanted, town=crs, what=path.name, bounds=bounds)
        if guess.note is not None:
            notes.setdefault(guess.note.de, guess.note)
        counts["rows_in"] += layer.features
        counts["outside"] += layer.features - len(rows)
        kept.append(rows)
    rows = pd.concat(kept, ignore_index=True) if len(kept) > 1 else kept[0]
    addresses = _pointed(rows, counts, crs, source="house_coordinates")
    kind = path.suffix.lower().removeprefix(".") or "folder"
    return addresses, _log(path, kind, addresses, counts, tuple(notes.values()))


def _pointed(rows: Any, counts: Counter[str], crs: CRS, *, source: str) -> Any:
    """Make addresses of features: a point each, street and number as text."""
    rows = rows.reset_index(drop=True)
    shapes = rows.geometry.to_numpy()
    known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    counts["no_coordinate"] += int((~known).sum())
    rows, points = rows[known], shapely.point_on_surface(shapely.make_valid(shapes[known]))
    plain = pd.DataFrame(
        {name: rows[name].map(plain_text) for name in ADDRESS_NAMES if name in rows},
        rows.index, dtype="object",
    )  # fmt: skip
    if not set(plain) >= _ADDRESSED:
        doors = [split_situation(text)[:1] for text in plain["address"]]
        plain["street"] = [door[0][0] if door else "" for door in doors]
        plain["number"] = [door[0][1] if door else "" for door in doors]
    if "building_id" in rows:
        plain["building_id"] = rows["building_id"]
    plain["east"], plain["north"] = shapely.get_x(points), shapely.get_y(points)
    numbered = plain["number"].str.contains(r"\d").astype("bool")
    counts["no_house_number"] += int((~numbered).sum())
    if not numbered.any():
        return ADDRESSES.empty(crs)
    return _conformed(plain[numbered], counts, crs, source=source)


def _placed(
    rows: pd.DataFrame,
    *,
    crs: CRS,
    bounds: Bounds | None,
    what: str,
    counts: Counter[str],
    notes: dict[str, Text],
) -> pd.DataFrame:
    """Give rows their place in metres; all that is left out is counted."""
    x, y = numbers(rows["x"]), numbers(rows["y"])
    known = np.isfinite(x) & np.isfinite(y) & (x != 0)
    counts["no_coordinate"] += int((~known).sum())
    rows, x, y = rows[known], x[known], y[known]
    east, north = _metres(rows, x, y, crs=crs, what=what, notes=notes, near=bounds)
    inside = np.ones(len(rows), dtype=bool)
    if bounds is not None:
        inside = (east >= bounds[0]) & (east <= bounds[2])
        inside &= (north >= bounds[1]) & (north <= bounds[3])
        counts["outside"] += int((~inside).sum())
    numbered = rows["number"].str.contains(r"\d").to_numpy(dtype=bool)
    counts["no_house_number"] += int((inside & ~numbered).sum())
    good = inside & numbered
    return rows[good].assign(east=east[good], north=north[good])


def _metres(
    rows: pd.DataFrame,
    x: Any,
    y: Any,
    *,
    crs: CRS,
    what: str,
    notes: dict[str, Text],
    near: Bounds | None,
) -> tuple[Any, Any]:
    """Bring coordinates into metres by each row's zone, or by what the values tell."""
    zone = numbers(rows["zone"]) if "zone" in rows else np.full(len(rows), np.nan)
    ahead = (x >= 31e6) & (x < 34e6)
    zone = np.where(ahead, x // 1e6, zone)
    x = np.where(ahead, x % 1e6, x)
    if len(x) > 0 and np.isin(zone, (31, 32, 33)).all() and (x > 1000).all():
        east, north = np.empty_like(x), np.empty_like(y)
        for number in sorted(set(zone.astype(int))):
            mine = zone == number
            source = CRS.from_epsg(25800 + number)
            east[mine], north[mine] = project(x[mine], y[mine], source=source, target=crs)
        return east, north
    if len(x) == 0:
        return x, y
    guess = guess_crs(x, y, town=crs, near=near, what=what)
    if guess.note is not None:
        notes[guess.code] = guess.note
    if guess.swapped:
        x, y = y, x
    return project(x, y, source=guess.crs, target=crs)


def _conformed(
    rows: pd.DataFrame, counts: Counter[str], crs: CRS, *, source: str = "house_coordinates"
) -> Any:
    rows = rows.reset_index(drop=True)
    suffix = rows.get("suffix", "")
    rows["house_number"] = (rows["number"].str.lstrip("0") + suffix).str.replace(" ", "")
    same = ["street", "house_number", "east", "north"]
    twice = rows.duplicated(same)
    counts["duplicate"] += int(twice.sum())
    rows = rows[~twice].reset_index(drop=True)
    oid = rows["oid"] if "oid" in rows else pd.Series("", rows.index)
    unsure = (oid == "") | oid.duplicated(keep=False)
    # without an own id the place in the file is the id: the same file gives the same ids
    ids = oid.mask(unsure, "row" + pd.Series(rows.index + 1, rows.index).astype("str"))
    places = rows.get("place", pd.Series("", rows.index))
    places = places.mask(places == "", rows.get("town", pd.Series("", rows.index)))
    done = pd.DataFrame(
        {
            "street": rows["street"].where(rows["street"] != ""),
            "house_number": rows["house_number"],
            "postcode": rows["postcode"].where(rows["postcode"] != "")
            if "postcode" in rows
            else None,
            "place": places.where(places != ""),
            "building_id": rows.get("building_id"),
            "source": source,
        }
    ).set_axis(
        pd.Index(("hk:" if source == "house_coordinates" else "nas:") + ids, name="address_id")
    )
    points = gpd.points_from_xy(rows["east"], rows["north"])
    return ADDRESSES.conform(gpd.GeoDataFrame(done, geometry=points, crs=crs), crs=crs)


def _foreign(path: Path) -> SourceError:
    return SourceError(
        de=f"{path.name}: keine lesbaren Hauskoordinaten. Gelesen wird Text/CSV nach HK-DE "
        "(Spalten str, hnr, adz, ostwert, nordwert; mit oder ohne Kopfzeile), GML, GeoPackage, "
        "Shapefile oder GeoJSON mit Spalten für Straße und Hausnummer, und NAS.",
        en=f"{path.name}: no readable house coordinates. Text/CSV after HK-DE is read "
        "(columns str, hnr, adz, ostwert, nordwert; with or without header), GML, GeoPackage, "
        "Shapefile or GeoJSON with columns of street and house number, and NAS.",
    )
