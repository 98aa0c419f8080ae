"""From door to door: who comes to the centre on foot or by timetable, and home again."""

from __future__ import annotations

import numpy as np

from innenstadt_gis.analysis.doors import doors
from innenstadt_gis.analysis.figures import slope_share
from innenstadt_gis.analysis.transit.access import Rules, points, transit_ways
from innenstadt_gis.analysis.transit.catchment import catchment
from innenstadt_gis.analysis.transit.day import ServiceDay, service_day
from innenstadt_gis.analysis.transit.door_figures import (
    Asked as Stated,
)
from innenstadt_gis.analysis.transit.door_figures import (
    catchment_figures,
    door_figures,
    door_table,
)
from innenstadt_gis.analysis.transit.door_to_door import door_to_door
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.tables.findings.door_to_door import CATCHMENT, TRAVELLERS
from innenstadt_gis.timetable import Timetable
from innenstadt_gis.words import Text
from innenstadt_gis.words import day as said


def ask_door_to_door(asked: Asked) -> Answer:
    """
    Minutes of every home to the centre and back, and the stops around from which one comes.

    Without streets or homes the catchment is all there is: it needs the stops alone.
    """
    town, timetable = asked.town, asked.town.timetable
    if timetable is None:
        return Answer(missing=(Missing("door_to_door", _NO_TIMETABLE, _TODO),))
    why = _why_not(asked, timetable)
    if why is not None:
        return Answer(missing=(why,))
    service = service_day(timetable)
    if not len(service.departure_s):
        return Answer(missing=(Missing("door_to_door", _no_trips(timetable)),))
    rules = Rules()
    feeds = ", ".join(dict.fromkeys(feed.publisher or feed.name for feed in timetable.feeds))
    stated = Stated(timetable.day, rules, slope_share(town.edges), feeds)
    around = catchment(timetable, town.centres.geometry.to_numpy(), rules=rules)
    around = CATCHMENT.conform(around, crs=town.crs)
    homes = _homes(asked, timetable, service, stated)
    return Answer(
        figures=(*homes.figures, *catchment_figures(around, stated)),
        tables={**homes.tables, "catchment": around}, missing=homes.missing,
    )  # fmt: skip


_NO_TIMETABLE = Text("kein lesbarer Fahrplan", "no timetable that could be read")
_TODO = Text(
    'unter [sources] in study.toml gtfs = ["gtfs.zip"] angeben',
    'name gtfs = ["gtfs.zip"] under [sources] in study.toml',
)
_NAME_IT = Text(
    'in study.toml: [[centres]] mit name = "Markt" und at = "Marktplatz 1"',
    'in study.toml: [[centres]] with name = "Markt" and at = "Marktplatz 1"',
)


def _why_not(asked: Asked, timetable: Timetable) -> Missing | None:
    if "x_m" not in timetable.stops.columns:
        why = Text(
            "der Fahrplan wurde ohne Koordinaten in Metern gelesen",
            "the timetable was read without coordinates in metres",
        )
        return Missing("door_to_door", why, Text("read_gtfs(…, crs=…)", "read_gtfs(…, crs=…)"))
    if asked.town.centres.empty:
        why = Text("keine Mitte angegeben oder vorgeschlagen", "no centre named or proposed")
        return Missing("door_to_door", why, _NAME_IT)
    return None


def _no_trips(timetable: Timetable) -> Text:
    return Text(
        f"am {said(timetable.day)} fährt nach dem Fahrplan nichts",
        f"by the timetable nothing runs on {timetable.day.isoformat()}",
    )


def _homes(asked: Asked, timetable: Timetable, service: ServiceDay, stated: Stated) -> Answer:
    """Minutes of every home for each who travels; what is missing where there are none."""
    town = asked.town
    if town.edges.empty or asked.homes.empty:
        return _nothing("keine Wege oder keine Adressen und Gebäude in den Daten",
                        "no ways, or neither addresses nor buildings, in the data")  # fmt: skip
    stops = doors(asked.graph, points(timetable, service.stops))
    if not len(stops.entries.point):
        return _nothing("keine Haltestelle des Fahrplans liegt an einem Weg",
                        "no stop of the timetable lies at a way")  # fmt: skip
    centres = doors(asked.graph, town.centres.geometry.to_numpy())
    found = {}
    for key in TRAVELLERS:
        graph = asked.graph_of(key)
        made = transit_ways(timetable, graph, rules=stated.rules, service=service, stop_doors=stops)
        found[key] = door_to_door(made, asked.home_doors, centres)
        asked.shared[f"ways:{key}"] = made
    asked.shared["journeys_said"] = stated
    joined = np.zeros(len(asked.homes), dtype=bool)
    joined[np.unique(asked.home_doors.entries.point)] = True
    return Answer(
        figures=door_figures(found, joined, asked.people, stated),
        tables={"door_to_door": door_table(found, asked.homes)},
    )


def _nothing(de: str, en: str) -> Answer:
    return Answer(missing=(Missing("door_to_door", Text(de, en)),))
