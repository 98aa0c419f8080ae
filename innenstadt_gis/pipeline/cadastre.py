"""What a cadastre gives beyond parcels, where nothing better is there: doors and buildings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd

from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.addresses import read_addresses
from innenstadt_gis.ingest.cadastre.nas import is_nas
from innenstadt_gis.ingest.cadastre.situations import addresses_of_situations
from innenstadt_gis.ingest.crs_guess import Bounds
from innenstadt_gis.ingest.parcels import read_cadastre_buildings
from innenstadt_gis.ingest.streets import house_number_keys, street_keys
from innenstadt_gis.pipeline.gather import Gathered, file_name
from innenstadt_gis.words import Text

__all__ = ["append", "take_from_cadastre"]


def append(got: Gathered, name: str, rows: Any) -> None:
    """Add rows; an official one takes the place of the same one in OpenStreetMap."""
    old = got.table(name)
    if old.empty:
        got.tables[name] = rows
    elif not rows.empty:
        same = old.index.isin(rows.index)
        if name == "addresses":
            same |= _doors(old).isin(_doors(rows)).to_numpy()
        got.tables[name] = pd.concat([rows, old[~same]])


def take_from_cadastre(got: Gathered, box: Bounds) -> None:
    """
    Take house numbers of the cadastre if nobody named official ones, and its buildings if
    OpenStreetMap has none.

    NAS holds house numbers of its own; other cadastres tell them in the places of their
    parcels, of which those that OpenStreetMap lacks are taken.
    """
    if not got.study.sources.addresses:
        _take_numbers(got, box)
        if not (got.table("addresses")["source"].astype("object") != "osm").any():
            _take_situations(got)
    if got.table("buildings").empty:
        _take_buildings(got, box)


def _take_numbers(got: Gathered, box: Bounds) -> None:
    for path in got.study.sources.parcels:
        if not path.exists() or not is_nas(path):
            continue
        try:
            rows, log = read_addresses(path, crs=got.crs, bounds=box)
        except SourceError as error:
            got.gap("addresses", error.text)
            continue
        append(got, "addresses", rows)
        got.log = got.log.plus(replace(log, file=file_name(got.study, path)))


def _take_situations(got: Gathered) -> None:
    parcels = got.table("parcels")
    if parcels.empty:
        return
    told = addresses_of_situations(parcels)
    known = got.table("addresses")
    new = told if known.empty else told[~_doors(told).isin(_doors(known)).to_numpy()]
    if new.empty:
        return
    got.tables["addresses"] = new if known.empty else pd.concat([known, new])
    twice = len(told) - len(new)
    names = ", ".join(file_name(got.study, p) for p in got.study.sources.parcels if p.exists())
    note = Text(
        f"{len(new)} Adressen aus den Lagebezeichnungen der Flurstücke, die OpenStreetMap fehlen; "
        "ihr Ort ist ein Punkt im Flurstück",
        f"{len(new)} addresses that OpenStreetMap lacks, from what the parcels say about where "
        "they lie; each stands at a point inside of its parcel",
    )
    got.log = got.log.plus(
        SourceLog(
            role="addresses", file=names, kind="cadastre", rows_in=len(told), records=len(new),
            nonrecords=twice, counts={"addresses": len(new)}, notes=(note,),
            explained={"duplicate": twice} if twice else {},
        )
    )  # fmt: skip


def _take_buildings(got: Gathered, box: Bounds) -> None:
    for path in got.study.sources.parcels:
        if not path.exists():
            continue
        try:
            rows, log = read_cadastre_buildings(path, crs=got.crs, bounds=box)
        except SourceError as error:
            got.gap("buildings", error.text)
            continue
        append(got, "buildings", rows)
        got.log = got.log.plus(replace(log, file=file_name(got.study, path)))


def _doors(addresses: gpd.GeoDataFrame) -> pd.Series:
    """Street and number of each address, in one spelling."""
    return street_keys(addresses["street"]) + " " + house_number_keys(addresses["house_number"])
