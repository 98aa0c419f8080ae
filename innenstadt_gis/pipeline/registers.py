"""Registers to units: what people said about them, reading, locating, founding, sections."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd

from innenstadt_gis.analysis.density import assign_sections
from innenstadt_gis.analysis.duration import duration_class
from innenstadt_gis.ingest.locate import locate
from innenstadt_gis.ingest.registers import Register, read_register
from innenstadt_gis.ingest.units import found_units
from innenstadt_gis.pipeline.gather import Gathered, file_name, there
from innenstadt_gis.study import RegisterSource
from innenstadt_gis.tables import TOWN_TABLES
from innenstadt_gis.words import Text


def read_registers(got: Gathered) -> None:
    """Read every register that the study names and that is there, in the study's order."""
    for source in got.study.registers:
        register = _read(got, source)
        if register is not None:
            got.registers.append((source, register))


def _read(got: Gathered, source: RegisterSource) -> Register | None:
    if not there(got, "register", source.path):
        return None
    return read_register(source.path, survey_day=source.survey_day, scope=source.scope)


def take_units(
    got: Gathered,
    osm_records: gpd.GeoDataFrame,
    *,
    survey_day: dt.date,
    scope: str | None,
) -> None:
    """Locate all records, found the units and take the tables and logs."""
    frames = [osm_records]
    for source, register in got.registers:
        placed = locate(
            register.records, addresses=got.table("addresses"), parcels=got.table("parcels"),
            edges=got.table("edges"), crs=got.crs,
        )  # fmt: skip
        if "unit_given" in register.records.columns:  # locating keeps the contract's columns alone
            placed = placed.assign(unit_given=register.records["unit_given"])
        _log(got, register, source, placed)
        got.personal |= register.personal
        frames.append(placed)
    filled = [f for f in frames if len(f)]
    records = pd.concat(filled) if filled else TOWN_TABLES["records"].empty(got.crs)
    units = found_units(
        records, ags=got.study.ags, scope=scope, survey_day=survey_day,
        buildings=got.table("buildings"), crs=got.crs,
    )  # fmt: skip
    premises = units.premises
    premises = premises.assign(
        section_id=assign_sections(premises, got.table("sections")),
        duration_class=duration_class(premises),
    )
    got.tables |= {
        "records": units.records, "premises": premises, "history": units.history,
        "links": units.links, "conflicts": units.conflicts,
    }  # fmt: skip
    if not got.registers:
        got.gap(
            "register",
            Text("kein Leerstandsregister", "no vacancy register"),
            Text(
                "Liste der Ladenlokale nach daten/ legen und unter [[registers]] eintragen",
                "put the list of units into daten/ and name it under [[registers]]",
            ),
        )


def _log(got: Gathered, register: Register, source: RegisterSource, placed: Any) -> None:
    ways = placed["located_by"].value_counts()
    located = {way: int(ways[way]) for way in sorted(ways.index)}
    repairs = placed["repairs"].dropna().str.split(";").explode().value_counts().sort_index()
    got.log = got.log.plus(
        replace(
            register.log, file=file_name(got.study, source.path), located=located,
            attribution=register.log.attribution or f"Leerstand: Register {got.study.name}",
            day=register.log.day or register.survey_day.isoformat(),
            repairs={str(k): int(v) for k, v in repairs.items()},
        )
    )  # fmt: skip
