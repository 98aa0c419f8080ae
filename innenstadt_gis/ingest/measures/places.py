"""Measures to places: a unit, an address, a street, a point, or the whole centre."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.corrections.model import read_position
from innenstadt_gis.ingest.measures.model import SHEET, Measure, Measures
from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.ingest.streets import (
    house_number_key,
    house_number_keys,
    split_address,
    street_key,
    street_keys,
)
from innenstadt_gis.tables.measures import MEASURES
from innenstadt_gis.words import Text

__all__ = ["Placed", "place_measures"]

_UNIT = re.compile(r"u-[0-9a-f]{10}")
_WHOLE = {
    "innenstadt", "ganze innenstadt", "gesamte innenstadt", "zentrum", "ganzes zentrum", "stadtzentrum",
    "altstadt", "ueberall", "alle", "centre", "the whole centre",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Placed:
    """Measures as `tables.MEASURES`, and the log with the places that were not found."""

    rows: gpd.GeoDataFrame
    log: SourceLog


def place_measures(
    measures: Measures,
    *,
    premises: gpd.GeoDataFrame,
    addresses: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
    crs: CRS,
) -> Placed:
    """
    Find where measures take place.

    Parameters
    ----------
    measures
        What `read_measures` read.
    premises, addresses, sections
        Tables of the town, in ``crs``.
    crs
        Of the town.

    Returns
    -------
    Placed
        A unit and an address give a point, a street its sections, the whole centre none. A
        place that was not found is a note, and its measure stays.
    """
    finder = _Finder(premises, addresses, sections, crs)
    rows: list[dict[str, Any]] = []
    ids: list[str] = []
    lost: list[Text] = []
    seen: Counter[str] = Counter()
    for entry in measures.entries:
        how, shape, unit = finder.find(entry.place)
        if how == "none":
            lost.append(_lost(entry.row))
        ids.append(_id(entry, seen))
        rows.append(
            {
                "measure": entry.measure, "place": entry.place, "located_by": how, "unit_id": unit,
                "theme": entry.theme, "responsible": entry.responsible,
                "due": pd.Timestamp(entry.due) if entry.due else pd.NaT, "status": entry.status,
                "indicator": entry.indicator, "baseline": entry.baseline, "target": entry.target,
                "value_unit": entry.value_unit, "remark": entry.remark,
                "handed_on": entry.handed_on, "source_row": entry.row,
                "source": measures.source, "repairs": ";".join(entry.repairs) or None,
                "geometry": shape,
            }
        )  # fmt: skip
    table = pd.DataFrame(
        rows, index=pd.Index(ids, dtype="str"), columns=[*MEASURES.names, "geometry"]
    )
    shapes = gpd.GeoSeries(table.pop("geometry").tolist(), index=table.index, crs=crs)
    done = MEASURES.conform(gpd.GeoDataFrame(table, geometry=shapes, crs=crs), crs=crs).sort_index()
    MEASURES.check(done)
    ways = Counter(done["located_by"])
    log = replace(
        measures.log, notes=(*measures.log.notes, *lost), located={k: ways[k] for k in sorted(ways)}
    )  # fmt: skip
    return Placed(done, log)


def _lost(row: int) -> Text:
    return Text(
        f"{SHEET.de}, Zeile {row}, Ort: nicht gefunden; Kennung (u-…), Adresse, Straße oder "
        "„Länge, Breite“ eintragen, leer lassen für die ganze Innenstadt",
        f"{SHEET.en}, row {row}, place: not found; write an id (u-…), an address, a street or "
        "'lon, lat', or leave it blank for the whole centre",
    )


def _id(entry: Measure, seen: Counter[str]) -> str:
    """Name a measure by what it is, so that sorting the sheet changes nothing."""
    due = entry.due.isoformat() if entry.due else None
    text = json.dumps([entry.measure, entry.place, due], ensure_ascii=False)
    seen[text] += 1
    told = f"{text}:{seen[text]}" if seen[text] > 1 else text
    return "m-" + hashlib.sha256(told.encode("utf-8")).hexdigest()[:10]


class _Finder:
    """Units, addresses and streets by how people write them."""

    def __init__(
        self,
        premises: gpd.GeoDataFrame,
        addresses: gpd.GeoDataFrame,
        sections: gpd.GeoDataFrame,
        crs: CRS,
    ) -> None:
        self.premises, self.sections, self.crs = premises, sections, crs
        self.doors = [(_doors(rows), rows.geometry) for rows in (addresses, premises)]
        self.streets = street_keys(sections["street"])

    def find(self, place: str | None) -> tuple[str, Any, str | None]:
        """How a place was found, its shape in metres, and the unit if it is one."""
        if place is None or plain(place) in _WHOLE:
            return "centre", None, None
        unit = _UNIT.search(place)
        if unit is not None:
            known = unit[0] in self.premises.index
            point = self.premises.geometry.loc[unit[0]] if known else None
            return ("unit", point, unit[0]) if known else ("none", None, None)
        at = read_position(place)
        if at is not None:
            x, y = project(np.array([at[0]]), np.array([at[1]]), source=WGS84, target=self.crs)
            return "coordinate", shapely.Point(float(x[0]), float(y[0])), None
        return self._by_address(place)

    def _by_address(self, place: str) -> tuple[str, Any, str | None]:
        told = split_address(place)
        street, number = street_key(told.street or place), house_number_key(told.house_number)
        for keys, shapes in self.doors if street and number else ():
            there = shapes[(keys == f"{street} {number}").to_numpy()]
            there = there[there.notna() & ~there.is_empty]
            if len(there):
                return "address", there.sort_index().iloc[0], None
        lines = self.sections.geometry[(self.streets == street).to_numpy()] if street else ()
        if len(lines):
            return "street", shapely.union_all(np.asarray(lines)), None
        return "none", None, None


def _doors(rows: gpd.GeoDataFrame) -> pd.Series:
    return street_keys(rows["street"]) + " " + house_number_keys(rows["house_number"])
