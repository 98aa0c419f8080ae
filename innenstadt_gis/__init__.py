"""What does our town centre look like, and what can we do about it?

import innenstadt_gis as ig

town = ig.read_town("study.toml")
findings = ig.analyse(town)
ig.workshop_map(town, findings)
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from innenstadt_gis.analysis.change.survival import median_duration
    from innenstadt_gis.analysis.change.transitions import transitions
    from innenstadt_gis.analysis.clusters.figures import vacancy_pattern
    from innenstadt_gis.analysis.cooperation.week import week_of
    from innenstadt_gis.analysis.doors import doors, nearest
    from innenstadt_gis.analysis.isochrones import isochrones
    from innenstadt_gis.analysis.local_supply.reach import local_supply
    from innenstadt_gis.analysis.mix.hill import hill_number
    from innenstadt_gis.analysis.mix.rarefaction import hill_at_coverage
    from innenstadt_gis.analysis.sites.find import find_sites
    from innenstadt_gis.analysis.transit.access import transit_ways
    from innenstadt_gis.analysis.transit.catchment import catchment
    from innenstadt_gis.analysis.transit.door_to_door import door_to_door
    from innenstadt_gis.analysis.transit.service import stop_service
    from innenstadt_gis.analysis.vacancy import vacancy_rate
    from innenstadt_gis.analysis.walkgraph import walk_graph
    from innenstadt_gis.analysis.walking import walk_minutes
    from innenstadt_gis.errors import (
        CrsError,
        DownloadError,
        InnenstadtError,
        InputError,
        MissingSourceError,
        SourceError,
        StudyError,
        UnsafeOutputError,
    )
    from innenstadt_gis.ingest.gtfs import read_gtfs
    from innenstadt_gis.ingest.parcel_id import ParcelId, read_parcel_id, split_parcel_id
    from innenstadt_gis.outputs.graph import to_osmnx
    from innenstadt_gis.outputs.map.own import layer
    from innenstadt_gis.personas import Persona, persona, personas
    from innenstadt_gis.pipeline import (
        analyse,
        compare,
        musterstadt,
        read_town,
        run,
        workshop_map,
        write_report,
    )
    from innenstadt_gis.study import Study, read_study
    from innenstadt_gis.timetable import Timetable
    from innenstadt_gis.town import Figure, Findings, Town

__version__ = "0.1.0"

# The door is opened on demand: `innenstadt --help` must not wait for geopandas. What notebooks
# show comes through the room that knows how.
_ROOMS = {
    "CrsError": "errors",
    "DownloadError": "errors",
    "Figure": "outputs.display",
    "Findings": "outputs.display",
    "InnenstadtError": "errors",
    "InputError": "errors",
    "MissingSourceError": "errors",
    "ParcelId": "ingest.parcel_id",
    "Persona": "personas",
    "SourceError": "errors",
    "Study": "study",
    "StudyError": "errors",
    "Timetable": "timetable",
    "Town": "outputs.display",
    "UnsafeOutputError": "errors",
    "analyse": "pipeline",
    "catchment": "analysis.transit.catchment",
    "compare": "pipeline",
    "door_to_door": "analysis.transit.door_to_door",
    "doors": "analysis.doors",
    "find_sites": "analysis.sites.find",
    "hill_at_coverage": "analysis.mix.rarefaction",
    "hill_number": "analysis.mix.hill",
    "isochrones": "analysis.isochrones",
    "layer": "outputs.map.own",
    "local_supply": "analysis.local_supply.reach",
    "median_duration": "analysis.change.survival",
    "musterstadt": "pipeline",
    "nearest": "analysis.doors",
    "persona": "personas",
    "personas": "personas",
    "read_gtfs": "ingest.gtfs",
    "read_parcel_id": "ingest.parcel_id",
    "read_study": "study",
    "read_town": "pipeline",
    "run": "pipeline",
    "split_parcel_id": "ingest.parcel_id",
    "stop_service": "analysis.transit.service",
    "to_osmnx": "outputs.graph",
    "transit_ways": "analysis.transit.access",
    "transitions": "analysis.change.transitions",
    "vacancy_pattern": "analysis.clusters.figures",
    "vacancy_rate": "analysis.vacancy",
    "walk_graph": "analysis.walkgraph",
    "walk_minutes": "analysis.walking",
    "week_of": "analysis.cooperation.week",
    "workshop_map": "pipeline",
    "write_report": "pipeline",
}

__all__ = [
    "CrsError",
    "DownloadError",
    "Figure",
    "Findings",
    "InnenstadtError",
    "InputError",
    "MissingSourceError",
    "ParcelId",
    "Persona",
    "SourceError",
    "Study",
    "StudyError",
    "Timetable",
    "Town",
    "UnsafeOutputError",
    "__version__",
    "analyse",
    "catchment",
    "compare",
    "door_to_door",
    "doors",
    "find_sites",
    "hill_at_coverage",
    "hill_number",
    "isochrones",
    "layer",
    "local_supply",
    "median_duration",
    "musterstadt",
    "nearest",
    "persona",
    "personas",
    "read_gtfs",
    "read_parcel_id",
    "read_study",
    "read_town",
    "run",
    "split_parcel_id",
    "stop_service",
    "to_osmnx",
    "transit_ways",
    "transitions",
    "vacancy_pattern",
    "vacancy_rate",
    "walk_graph",
    "walk_minutes",
    "week_of",
    "workshop_map",
    "write_report",
]


def __getattr__(name: str) -> Any:
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{room}"), name)


def __dir__() -> list[str]:
    return __all__


class _Door(ModuleType):
    """The package itself: importing the room `musterstadt` leaves the name to the door."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _ROOMS and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door
