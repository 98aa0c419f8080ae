"""Registers to units: what people said, reading, locating, founding, correcting, sections."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from innenstadt_gis.analysis.density import assign_sections
from innenstadt_gis.analysis.duration import duration_class
from innenstadt_gis.ingest.corrections import apply_corrections, read_corrections
from innenstadt_gis.ingest.linking.rows import confirmed_links
from innenstadt_gis.ingest.locate import locate
from innenstadt_gis.ingest.registers import Register, read_register
from innenstadt_gis.ingest.registers.answers import said_about
from innenstadt_gis.ingest.units import Units, found_units
from innenstadt_gis.pipeline.gather import Gathered, file_name, there
from innenstadt_gis.study import RegisterSource, Study
from innenstadt_gis.tables import TOWN_TABLES
from innenstadt_gis.words import Text

_CORRECTIONS = "korrekturen.xlsx"


def corrections_path(study: Study) -> Path:
    """Where a town's corrections stand: beside the study, whatever its registers are called."""
    return study.folder / _CORRECTIONS


def read_registers(got: Gathered) -> None:
    """Read every register that the study names and that is there, in the study's order."""
    stems = Counter(source.path.stem for source in got.study.registers)
    for nth, source in enumerate(got.study.registers, start=1):
        register = _read(got, source, prefix=str(nth) if stems[source.path.stem] > 1 else None)
        if register is not None:
            got.registers.append((source, register))


def _read(got: Gathered, source: RegisterSource, *, prefix: str | None) -> Register | None:
    if not there(got, "register", source.path):
        return None
    return read_register(
        source.path,
        survey_day=source.survey_day,
        scope=source.scope,
        mapping=said_about(source.path, named=source.mapping, also=(got.study.folder,)),
        prefix=prefix,
    )


def take_units(
    got: Gathered,
    osm_records: gpd.GeoDataFrame,
    *,
    survey_day: dt.date,
    scope: str | None,
) -> None:
    """Locate all records, found the units, correct them, and take the tables and logs."""
    frames = [osm_records]
    confirmed: dict[str, str] = {}
    for source, register in got.registers:
        placed = locate(
            register.records, addresses=got.table("addresses"), parcels=got.table("parcels"),
            buildings=got.table("buildings"), edges=got.table("edges"), crs=got.crs,
            mapping=register.mapping,
        )  # fmt: skip
        if "unit_given" in register.records.columns:  # locating keeps the contract's columns alone
            placed = placed.assign(unit_given=register.records["unit_given"])
        _log(got, register, source, placed)
        got.personal |= register.personal
        confirmed |= confirmed_links(placed, register.mapping.links)
        frames.append(placed)
    filled = [f for f in frames if len(f)]
    records = pd.concat(filled) if filled else TOWN_TABLES["records"].empty(got.crs)
    units = found_units(
        records, ags=got.study.ags, scope=scope, survey_day=survey_day,
        buildings=got.table("buildings"), parcels=got.table("parcels"),
        addresses=got.table("addresses"), crs=got.crs, confirmed=confirmed,
    )  # fmt: skip
    got.candidates = units.candidates
    units = _corrected(got, units, survey_day)
    premises = units.premises.assign(
        section_id=assign_sections(units.premises, got.table("sections")),
        duration_class=duration_class(units.premises),
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


def _corrected(got: Gathered, units: Units, survey_day: dt.date) -> Units:
    """Apply the town's corrections last: they win over all sources, this year and next."""
    path = corrections_path(got.study)
    if not path.is_file():
        return units
    done = apply_corrections(
        units, read_corrections(path), ags=got.study.ags, crs=got.crs, survey_day=survey_day,
        addresses=got.table("addresses"), buildings=got.table("buildings"),
        parcels=got.table("parcels"), edges=got.table("edges"),
    )  # fmt: skip
    log = done.log
    got.log = got.log.plus(replace(log, notes=(*log.notes, *done.done)))
    return done.units


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
