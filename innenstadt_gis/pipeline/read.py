"""A study's files to a `Town`: read, locate, found units, sections, study area."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from pyproj import CRS

from innenstadt_gis.analysis.centre import NO_CENTRE, propose_centre
from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.errors import InnenstadtError, MissingSourceError, SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.addresses import read_addresses
from innenstadt_gis.ingest.centres import find_centres
from innenstadt_gis.ingest.elevation import with_heights, with_slope
from innenstadt_gis.ingest.gtfs import read_gtfs
from innenstadt_gis.ingest.osm.features import Features, read_features
from innenstadt_gis.ingest.osm.network import Network, read_network
from innenstadt_gis.ingest.osm.sections import street_sections
from innenstadt_gis.ingest.osm.source import Extract, open_extract
from innenstadt_gis.ingest.parcels import read_parcels
from innenstadt_gis.ingest.polygons import read_polygon
from innenstadt_gis.ingest.population import read_population
from innenstadt_gis.ingest.registers import Register
from innenstadt_gis.pipeline.brownfields import take_brownfields
from innenstadt_gis.pipeline.cadastre import append, take_from_cadastre
from innenstadt_gis.pipeline.cooperation import take_cooperation
from innenstadt_gis.pipeline.gather import (
    Gathered,
    Progress,
    credited,
    file_name,
    not_yet,
    quiet,
    there,
    unnamed,
)
from innenstadt_gis.pipeline.ideas import take_ideas
from innenstadt_gis.pipeline.measures import take_measures
from innenstadt_gis.pipeline.photos import take_all_photos
from innenstadt_gis.pipeline.registers import read_registers, take_units
from innenstadt_gis.pipeline.scenes import take_scenes
from innenstadt_gis.pipeline.services import fetched, with_origin
from innenstadt_gis.study import Study
from innenstadt_gis.timetable import Timetable
from innenstadt_gis.town import Town
from innenstadt_gis.words import Text

#: Loaded around the reported area, so that what lies just outside is seen (metres).
MARGIN_M = 500.0

_OSM_LICENCE = "ODbL 1.0"
_OSM_ATTRIBUTION = "© OpenStreetMap-Mitwirkende"


def read_town(study: Study, *, progress: Progress = quiet) -> Town:
    """
    Read all files of a study into a checked `Town`.

    Parameters
    ----------
    study
        What `innenstadt_gis.study.read_study` gives.
    progress
        Called with a `Text` before each step that may take a second.

    Returns
    -------
    Town
        Its ``log`` tells what became of every row, and what is missing and why.

    Raises
    ------
    SourceError
        If the OSM extract or a register cannot be used; the message says what to do.
    """
    return gather_town(study, progress=progress)[0]


def gather_town(study: Study, *, progress: Progress = quiet) -> tuple[Town, Gathered]:
    """Read a town as `read_town` does, and return besides what was read of each file."""
    progress(Text("OpenStreetMap lesen", "reading OpenStreetMap"))
    extract = _extract(study)
    crs = extract.crs
    features, network = read_features(extract, crs=crs), read_network(extract, crs=crs)
    got = Gathered(study, crs)
    _take_osm(got, extract, features, network)
    progress(Text("Kataster, Höhen und Bevölkerung lesen", "reading cadastre, heights, people"))
    boundary = _boundary(got)
    area = boundary if boundary is not None else _inside_margin(extract, crs)
    box = _load_box(boundary, extract, crs)
    _take_places(got, box, progress)
    take_brownfields(got, box)
    _take_elevation(got)
    not_yet(got)
    progress(Text("Leerstandsregister lesen", "reading the vacancy register"))
    read_registers(got)
    registers = [register for _, register in got.registers]
    survey_day = _survey_day(study, registers, extract)
    newest = max(registers, key=lambda r: r.survey_day, default=None)
    scope = newest.scope if newest else None
    progress(Text("Adressen und Einheiten zuordnen", "linking addresses and units"))
    take_units(got, features.records, survey_day=survey_day, scope=scope)
    take_cooperation(got)
    _take_centres(got)
    take_measures(got)
    take_ideas(got)
    take_scenes(got)
    take_all_photos(got, progress=progress)
    timetable = _take_timetable(got, box, survey_day)
    town = Town.from_tables(
        name=study.name, crs=crs, survey_day=survey_day, ags=study.ags, study_area=area,
        scope=scope, timetable=timetable, log=credited(got.log, study.credits), personal=got.personal,
        photo_files=got.photo_files, **got.tables,
    )  # fmt: skip
    return town, got


def _extract(study: Study) -> Extract:
    files = [path for path in study.sources.osm if path.is_file()]
    if files:
        return open_extract(files[0])
    if study.sources.osm:
        lost = study.sources.osm[0]
        raise SourceError(
            de=f"Die OSM-Datei {lost} gibt es nicht. Ohne sie geht nichts: Datei dorthin legen "
            "oder [sources] osm in study.toml ändern",
            en=f"there is no OSM file {lost}; put it there or change [sources] osm in study.toml",
        )
    raise SourceError(
        de='In study.toml fehlt die OSM-Datei: unter [sources] die Zeile osm = "daten/stadt.osm.pbf"',
        en='study.toml names no OSM file: write osm = "daten/town.osm.pbf" under [sources]',
    )


def _take_osm(got: Gathered, extract: Extract, features: Features, network: Network) -> None:
    for name in ("buildings", "addresses", "brownfields", "amenities", "stops", "basemap"):
        got.tables[name] = getattr(features, name)
    sections, edges = street_sections(network.nodes, network.edges, features.buildings)
    got.tables |= {"nodes": network.nodes, "edges": edges, "sections": sections}
    counts = {**features.counts, **network.counts}
    explained = {**features.explained, **network.explained}
    got.log = got.log.plus(
        SourceLog(
            role="osm", file=file_name(got.study, extract.path), kind=extract.kind,
            sha256=extract.sha256, day=extract.day, licence=_OSM_LICENCE,
            attribution=_OSM_ATTRIBUTION, counts=counts, explained=explained,
        )
    )  # fmt: skip


def _boundary(got: Gathered) -> Any:
    paths = [p for p in got.study.sources.boundary if there(got, "boundary", p)]
    if not paths:
        return None
    path = paths[0]
    polygon = read_polygon(path, crs=got.crs)
    checksum = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    got.log = got.log.plus(
        SourceLog(
            role="boundary", file=file_name(got.study, path), kind=path.suffix.lstrip("."),
            sha256=checksum,
        )
    )  # fmt: skip
    return polygon


def _inside_margin(extract: Extract, crs: CRS) -> Any:
    """The extract less its margin; all of it where so little would be left of it."""
    west, south, east, north = extract.bbox
    x, y = project(
        np.array([west, east, east, west]), np.array([south, south, north, north]),
        source=WGS84, target=crs,
    )  # fmt: skip
    whole = shapely.Polygon(np.column_stack([x, y]))
    inner = whole.buffer(-MARGIN_M, join_style="mitre")
    return inner if inner.area > whole.area / 4 else whole


def _load_box(boundary: Any, extract: Extract, crs: CRS) -> tuple[float, float, float, float]:
    if boundary is not None:
        west, south, east, north = boundary.buffer(MARGIN_M, join_style="mitre").bounds
        return float(west), float(south), float(east), float(north)
    west, south, east, north = extract.bbox
    x, y = project(
        np.array([west, east, east, west]), np.array([south, south, north, north]),
        source=WGS84, target=crs,
    )  # fmt: skip
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _take_places(got: Gathered, box: tuple[float, float, float, float], progress: Progress) -> None:
    readers: dict[str, Any] = {
        "parcels": lambda p: read_parcels(p, crs=got.crs, bounds=box),
        "addresses": lambda p: read_addresses(p, crs=got.crs, bounds=box),
        "population": lambda p: read_population(p, crs=got.crs, bounds=box),
    }
    for role, read in readers.items():
        for path in getattr(got.study.sources, role):
            if not fetched(got, path, box, progress) or not there(got, role, path):
                continue
            try:
                rows, log = read(path)
            except SourceError as error:
                got.gap(role, error.text)
                continue
            append(got, role, rows)
            got.log = got.log.plus(with_origin(replace(log, file=file_name(got.study, path)), path))
        unnamed(got, role)
    take_from_cadastre(got, box)


def _take_elevation(got: Gathered) -> None:
    """Read heights along the ways; without them a slope tagged on the spot still counts."""
    paths = [p for p in got.study.sources.elevation if there(got, "elevation", p)]
    unnamed(got, "elevation")
    nodes, edges = got.table("nodes"), got.table("edges")
    got.tables["edges"] = with_slope(edges)
    if not paths or nodes.empty:
        return
    try:
        got.tables["nodes"], got.tables["edges"], log = with_heights(nodes, edges, paths)
    except SourceError as error:
        got.gap("elevation", error.text)
        return
    if len(paths) == 1:  # of many tiles those in the town are named
        log = replace(log, file=file_name(got.study, paths[0]))
    got.log = got.log.plus(log)


def _take_timetable(
    got: Gathered, box: tuple[float, float, float, float], survey_day: dt.date
) -> Timetable | None:
    """Read the timetable; a broken one never stops a run."""
    unnamed(got, "gtfs")
    paths = [path for path in got.study.sources.gtfs if there(got, "gtfs", path)]
    if not paths:
        return None
    try:
        timetable = read_gtfs(
            paths, day=got.study.transit_day, bounds=box, crs=got.crs, near=survey_day
        )
    except (MissingSourceError, SourceError) as error:
        got.gap("gtfs", error.text)
        return None
    names = ", ".join(file_name(got.study, path) for path in paths)
    got.log = got.log.plus(replace(timetable.log, file=names))
    return timetable


def _survey_day(study: Study, registers: list[Register], extract: Extract) -> dt.date:
    days = [r.survey_day for r in registers]
    if days:
        return max(days)
    if study.survey_day is not None:
        return study.survey_day
    if extract.day:
        return dt.date.fromisoformat(extract.day)
    raise SourceError(
        de="Der Stichtag fehlt: unter [town] in study.toml die Zeile survey_day = 2026-10-01",
        en="no survey day: write survey_day = 2026-10-01 under [town] in study.toml",
    )


def _take_centres(got: Gathered) -> None:
    for section in ("centres", "retail_parks"):
        try:
            places, missing = find_centres(
                getattr(got.study, section), addresses=got.table("addresses"), crs=got.crs,
                section=section,
            )  # fmt: skip
        except InnenstadtError as error:
            raise SourceError(de=error.text.de, en=error.text.en) from error
        got.log = got.log.plus(missing=missing)
        got.tables[section] = places
    if got.tables["centres"].empty and not got.study.centres:
        centres = propose_centre(got.table("premises"), got.table("basemap"))
        if centres.empty:
            got.log = got.log.plus(missing=(NO_CENTRE,))
        got.tables["centres"] = centres
