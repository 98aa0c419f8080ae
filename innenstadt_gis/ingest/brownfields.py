"""Lists of brownfields (Brachflächenkataster) of a town: vector files of any kind and tables.

Only what the site is, how large, and when it was seen is read. Owners and contacts stand in
columns that are not even opened, and what slips into others is taken out.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import Row, SourceLog
from innenstadt_gis.ingest.cadastre.tally import Tally
from innenstadt_gis.ingest.cadastre.tiles import kind_of
from innenstadt_gis.ingest.crs_guess import Bounds
from innenstadt_gis.ingest.locate import locate
from innenstadt_gis.ingest.registers import Register, read_register
from innenstadt_gis.ingest.registers.private import collect, looks_personal
from innenstadt_gis.ingest.vector import (
    VECTOR_ENDINGS,
    Layer,
    digest,
    open_layers,
    read_layer,
    surfaces,
)
from innenstadt_gis.tables import BROWNFIELDS, TOWN_TABLES
from innenstadt_gis.words import Text

__all__ = ["BrownfieldList", "kind_of_words", "read_brownfields"]

_TABLES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")
#: Names of the columns that are read, by what they mean; all others stay closed.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": (
        "bezeichnung", "bez", "objektname", "flaechenname", "flächenname", "name_der_flaeche",
        "projektname", "standort", "lage", "objekt", "site_name", "name",
    ),
    "type": (
        "brachenart", "brachentyp", "art_der_brache", "art", "kategorie", "typ", "kind", "type",
        "flaechentyp", "brachflaechentyp", "vornutzung", "ehem_nutzung", "fruehere_nutzung",
    ),
    "state": ("status", "nutzungsstatus", "zustand", "nutzung", "aktuelle_nutzung", "state"),
    "hectares": ("flaeche_ha", "fläche_ha", "groesse_ha", "größe_ha", "area_ha", "ha"),
    "area": (
        "flaeche_m2", "fläche_m2", "flaeche_qm", "flaeche", "fläche", "groesse", "größe",
        "grundstuecksflaeche", "grundstücksfläche", "area_m2", "area", "qm", "m2",
    ),
    "day": ("stand", "erfasst_am", "aktualisiert", "datum", "erhebung", "observed_on", "date"),
}  # fmt: skip
_REUSED = re.compile(
    r"wieder\s?genutzt|nachgenutzt|revitalisiert|erledigt|umgenutzt|abgeschlossen|reused|"
    r"^(?:in nutzung|genutzt|belegt)$"
)
_PART = re.compile(
    r"restnutzung|teil(?:weise|w\.?|\-)?\s*(?:genutzt|nutzung|belegt)|mindergenutzt|untergenutzt|"
    r"zwischennutzung|part use"
)
_BUILDING = re.compile(r"baustelle|im bau\b|in bebauung|construction")
_TRADE = re.compile(
    r"gewerb|industri|handel|fabrik|bahn|logistik|werk\b|spinnerei|produktion|commerc"
)
_NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?|\d+(?:\.\d+)?")
_NO_PLACE = "not_located"
_MOST_ROWS = 20  # more would be a page of numbers; import.json has them all


@dataclass(frozen=True, eq=False)
class BrownfieldList:
    """Brownfields as read (`tables.BROWNFIELDS`), their log, and what nobody may ever write."""

    rows: gpd.GeoDataFrame
    log: SourceLog
    personal: frozenset[str] = field(default=frozenset(), repr=False)


def kind_of_words(*words: object) -> str:
    """
    Tell the kind of a brownfield from the words of a list.

    Examples
    --------
    >>> kind_of_words("Industriebrache", "teilweise genutzt"), kind_of_words("Brache", None)
    ('commercial_brownfield_in_part_use', 'brownfield')
    >>> kind_of_words("Brache", "wieder genutzt"), kind_of_words("Gewerbebrache", "ungenutzt")
    ('reused', 'commercial_brownfield')
    """
    told = [str(word).casefold().strip() for word in words if isinstance(word, str)]
    text = " ; ".join(told)
    if any(_REUSED.search(word) for word in told) and not _PART.search(text):
        return "reused"
    if _BUILDING.search(text):
        return "construction"
    if not _TRADE.search(text):
        return "brownfield"
    return "commercial_brownfield_in_part_use" if _PART.search(text) else "commercial_brownfield"


def read_brownfields(
    path: Path,
    *,
    crs: CRS,
    places: dict[str, Any] | None = None,
    bounds: Bounds | None = None,
    day: dt.date | None = None,
    stem: str | None = None,
) -> BrownfieldList:
    """
    Read a list of brownfields.

    Parameters
    ----------
    path
        A vector file (Shapefile, GeoPackage, GeoJSON, KML, GML; a zip or folder of one), or
        a table (xlsx, xls, ods, csv) with an address, parcel or coordinates in each row.
    crs
        The town's CRS in metres.
    places
        The town's ``addresses``, ``parcels``, ``buildings`` and ``edges``, by which the rows
        of a table find their place.
    bounds
        Box in ``crs`` metres; features of a vector file beyond it are ``outside``.
    day
        Day of a table that states none; then the rows have no ``observed_on``.
    stem
        Stands for the file's stem in the ids of rows, where two lists share it.

    Returns
    -------
    BrownfieldList
        ``kind`` is ``"brownfield"``, ``"commercial_brownfield"``, the same ``"_in_part_use"``,
        ``"construction"`` or ``"reused"`` (no brownfield any more). A row without a place is
        rejected (``not_located``), a feature that is neither area nor point, too
        (``no_surface``).

    Raises
    ------
    MissingSourceError, SourceError
        If the file is missing or unreadable, or no table is found in it.
    """
    if path.suffix.casefold() in _TABLES:
        done = _read_table(path, crs=crs, places=places or {}, day=day)
    else:
        done = _read_vector(path, crs=crs, bounds=bounds)
    if stem is None:
        return done
    ids = f"list:{stem}" + done.rows.index.str.removeprefix(f"list:{path.stem}")
    return replace(done, rows=done.rows.set_axis(pd.Index(ids, name=done.rows.index.name)))


# vector files -------------------------------------------------------------------


def _read_vector(path: Path, *, crs: CRS, bounds: Bounds | None) -> BrownfieldList:
    tally = Tally()
    layers = [layer for layer in open_layers(path) if layer.geometry_type is not None]
    if not layers:
        endings = ", ".join(VECTOR_ENDINGS)
        raise SourceError(
            de=f"{path.name}: keine Flächen oder Punkte gefunden; erwartet wird eine Geodatei "
            f"({endings}) oder eine Tabelle ({', '.join(_TABLES)}).",
            en=f"{path.name}: no areas or points found; expected is a vector file ({endings}) "
            f"or a table ({', '.join(_TABLES)}).",
        )
    frames = [_of_layer(layer, path, crs, bounds, tally) for layer in layers]
    filled = [frame for frame in frames if len(frame)]
    rows = BROWNFIELDS.empty(crs)
    if filled:
        values = pd.concat([pd.DataFrame(f.drop(columns=f.geometry.name)) for f in filled])
        shapes = np.concatenate([f.geometry.to_numpy() for f in filled])
        rows = BROWNFIELDS.conform(gpd.GeoDataFrame(values, geometry=shapes, crs=crs))
    BROWNFIELDS.check(rows)
    log = tally.log(
        role="brownfields", file=path.name, kind=kind_of(path), sha256=digest(path),
        rows_in=sum(layer.features for layer in layers), records=len(rows),
        counts={"brownfields": len(rows)},
    )  # fmt: skip
    return BrownfieldList(rows, log)


def _of_layer(
    layer: Layer, path: Path, crs: CRS, bounds: Bounds | None, tally: Tally
) -> gpd.GeoDataFrame:
    columns = {ours: layer.column(names) for ours, names in _COLUMNS.items()}
    frame, guess = read_layer(layer, columns=columns, town=crs, what=path.name, bounds=bounds)
    if guess.note is not None:
        tally.notes.append(guess.note)
    beyond = layer.features - len(frame)
    if beyond:
        tally.nonrecords["outside"] = tally.nonrecords.get("outside", 0) + beyond
    shapes, mended = _places(frame.geometry.to_numpy())
    frame = frame.set_geometry(gpd.GeoSeries(shapes, frame.index, crs=crs))
    frame = tally.mark(frame, mended, "GEOMETRY_REPAIRED")
    frame = tally.drop(frame, shapely.is_missing(shapes), "no_surface", reject=True)
    none = pd.Series(None, index=frame.index, dtype="object")
    told = {ours: frame.get(ours, none) for ours in _COLUMNS}
    ids = [f"list:{path.stem}:{layer.name}:{number + 1}" for number in frame.index]
    days = pd.to_datetime(told["day"].map(_day), errors="coerce")
    return gpd.GeoDataFrame(
        {
            "kind": [kind_of_words(*pair) for pair in zip(told["type"], told["state"], strict=True)],
            "name": _names(told["name"]),
            "area_m2": told["hectares"].map(_number).mul(10_000).fillna(told["area"].map(_number)),
            "observed_on": days, "source": f"brownfields:{path.name}",
            "repairs": frame["repairs"].where(frame["repairs"] != "", None),
        },
        geometry=frame.geometry.to_numpy(), index=frame.index, crs=crs,
    ).set_axis(pd.Index(ids, dtype="str"))  # fmt: skip


def _places(shapes: Any) -> tuple[Any, Any]:
    """Areas mended, points as they are (of several the middle); None for lines and nothing."""
    shapes = shapely.force_2d(np.asarray(shapes, dtype=object))
    flat, mended = surfaces(shapes.copy())
    points = np.isin(shapely.get_type_id(shapes), (0, 4)) & ~shapely.is_empty(shapes)
    flat[points] = shapely.centroid(shapes[points])
    return flat, mended & ~points


def _names(names: pd.Series) -> list[str | None]:
    """Names of sites; none at all where most of them are persons."""
    texts = [str(name).strip() if isinstance(name, str) else None for name in names]
    if looks_personal(texts):
        return [None] * len(texts)
    nobody = collect([])
    # a shop may be called after a person; a site whose name speaks of one says who owns it
    named = [None if text is None or nobody.found_in_name(text) else text for text in texts]
    return [nobody.public(text, "name") if text else None for text in named]


def _number(value: object) -> float:
    """A positive number as Germans or programs write it; blank for everything else."""
    if isinstance(value, str):
        found = _NUMBER.search(value)
        text = found.group() if found else ""
        if "," in text or re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
            text = text.replace(".", "").replace(",", ".")
        value = text
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return np.nan
    return number if number > 0 else np.nan


def _day(value: object) -> str | None:
    """ISO day of a date in a file; None for words."""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    text = str(value).strip()
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    if german:
        return f"{german[3]}-{int(german[2]):02d}-{int(german[1]):02d}"
    return text[:10] if re.match(r"\d{4}-\d{2}-\d{2}", text) else None


# tables -------------------------------------------------------------------------


def _read_table(
    path: Path, *, crs: CRS, places: dict[str, Any], day: dt.date | None
) -> BrownfieldList:
    register, dated = _register(path, day)
    tables = {
        name: places.get(name, TOWN_TABLES[name].empty(crs))
        for name in ("addresses", "parcels", "buildings", "edges")
    }
    placed = locate(register.records, **tables, crs=crs, mapping=register.mapping)
    shapes = _on_parcels(placed, tables["parcels"])
    found = ~shapely.is_missing(shapes)
    rows = gpd.GeoDataFrame(
        {
            "kind": [_kind_of_record(*told) for told in zip(
                placed["raw"], placed["status"], strict=True)],
            "name": _names(_unsaid(placed)), "area_m2": _areas(placed),
            "observed_on": placed["observed_on"].fillna(
                placed["survey_day"] if dated else pd.NaT).to_numpy(),
            "source": f"brownfields:{path.name}", "repairs": placed["repairs"].to_numpy(),
        },
        geometry=shapes, crs=crs,
        index=["list:" + str(name).removeprefix("reg:") for name in placed.index],
    )[found]  # fmt: skip
    rows = BROWNFIELDS.conform(rows, crs=crs)
    BROWNFIELDS.check(rows)
    return BrownfieldList(rows, _log(register, placed, found), register.personal)


def _register(path: Path, day: dt.date | None) -> tuple[Register, bool]:
    """Read the table as registers are read; a list that states no day has none."""
    try:
        return read_register(path), True
    except SourceError:
        return read_register(path, survey_day=day or dt.date(2000, 1, 1)), False


def _unsaid(placed: gpd.GeoDataFrame) -> pd.Series:
    """Names, but of rows that spoke of a person: what was left of such a name is the surname."""
    private = placed["repairs"].fillna("").str.contains("personal_removed")
    return placed["name"].mask(private.to_numpy(bool))


def _on_parcels(placed: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame) -> Any:
    """The parcels that a row names are its outline; else the point where it was found."""
    shapes = np.asarray(placed.geometry.to_numpy(), dtype=object).copy()
    for i, told in enumerate(placed["parcel_id"].fillna("")):
        named = [one for one in told.split(";") if one in parcels.index]
        if named:
            shapes[i] = shapely.union_all(parcels.geometry.loc[named].to_numpy())
    return shapes


def _kind_of_record(raw: object, status: str) -> str:
    words = json.loads(raw) if isinstance(raw, str) else {}
    told = [
        text for header, text in words.items()
        if re.search(r"art|typ|kategorie|brach|nutzung|status|zustand|bezeichnung|name",
                     header.casefold())
    ]  # fmt: skip
    kind = kind_of_words(*told)
    return "reused" if kind == "brownfield" and status == "occupied" else kind


def _areas(placed: gpd.GeoDataFrame) -> Any:
    """Area of the plot where a column tells it, else the area that the list states."""
    plot = placed["raw"].map(_plot_area)
    stated = placed["unspecified_area_m2"].fillna(placed["usable_area_m2"])
    return plot.fillna(stated).to_numpy(float)


def _plot_area(raw: object) -> float:
    words = json.loads(raw) if isinstance(raw, str) else {}
    for header, text in words.items():
        if re.search(r"fläche|flaeche|größe|groesse|area", header.casefold()):
            hectares = re.search(r"\bha\b", f"{header} {text}".casefold())
            return _number(text) * (10_000 if hectares else 1)
    return np.nan


def _log(register: Register, placed: gpd.GeoDataFrame, found: Any) -> SourceLog:
    """The register's log as that of brownfields: rows without a place are rejected."""
    where = zip(placed["source_sheet"], placed["source_row"], strict=True)
    lost = {
        (None if pd.isna(sheet) else str(sheet), int(row))
        for (sheet, row), there in zip(where, found, strict=True) if not there
    }  # fmt: skip
    rows = tuple(
        Row(row.source_sheet, row.source_row, "rejected", _NO_PLACE)
        if row.outcome == "record" and (row.source_sheet, row.source_row) in lost else row
        for row in register.log.rows
    )  # fmt: skip
    outcomes = [row.outcome for row in rows]
    ways = placed["located_by"].value_counts().sort_index()
    numbers = [str(number) for _, number in sorted(lost, key=lambda one: (one[0] or "", one[1]))]
    more = len(numbers) - _MOST_ROWS
    at = ", ".join(numbers[:_MOST_ROWS]) + (f" (+ {more})" if more > 0 else "")
    note = Text(
        f"Zeile {at}: Ort nicht gefunden; Adresse, Flurstück oder Koordinaten eintragen",
        f"row {at}: place not found; write an address, a parcel or coordinates",
    )
    return replace(
        register.log, role="brownfields", rows=rows, records=outcomes.count("record"),
        rejected=outcomes.count("rejected"), nonrecords=outcomes.count("nonrecord"),
        counts={"brownfields": int(np.sum(found))},
        located={str(way): int(count) for way, count in ways.items()},
        notes=(*register.log.notes, note) if lost else register.log.notes,
    )  # fmt: skip
