"""Stops by timetable: what leaves them, their quality classes, and who lives near."""

from __future__ import annotations

from innenstadt_gis.analysis.counting import within
from innenstadt_gis.analysis.transit.class_areas import class_areas, class_people, home_classes
from innenstadt_gis.analysis.transit.service import stop_service
from innenstadt_gis.analysis.transit.service_figures import people_figures, stop_figures
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.words import Text


def ask_transit_service(asked: Asked) -> Answer:
    """
    Classes of all stops of the timetable; persons, areas and departures of the study area.

    Stops outside of the study area count for the people in it.
    """
    town = asked.town
    timetable = town.timetable
    if timetable is None:
        return _nothing("kein Fahrplan gelesen", "no timetable was read")
    service = stop_service(timetable, crs=town.crs)
    placed = service.stations[service.stations.geometry.notna()]
    if not within(placed, town.study_area).any():
        return _nothing(
            "der Fahrplan hat keine Haltestelle im Gebiet",
            "the timetable has no stop in the study area",
        )
    category = service.stations["category"]
    people = asked.people
    classes = home_classes(people.homes, service.stations, category)
    by_class = class_people(classes, people)
    areas = class_areas(service.stations, category, area=town.study_area, people=by_class)
    return Answer(
        figures=(
            *people_figures(service, classes, people, timetable),
            *stop_figures(service, timetable, town.centres, area=town.study_area),
        ),
        tables={
            "stop_service": service.stations,
            "stop_classes": service.platforms,
            "transit_class_areas": areas,
            "transit_people": by_class,
        },
    )


def _nothing(de: str, en: str) -> Answer:
    return Answer(missing=(Missing("transit", Text(de, en)),))
