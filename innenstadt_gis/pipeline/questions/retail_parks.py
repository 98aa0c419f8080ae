"""Centre and edge: who reaches the centre, and who the retail parks outside of it."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.analysis.doors import doors, nearest
from innenstadt_gis.analysis.figures import walking_method
from innenstadt_gis.analysis.people import NOT_COUNTED
from innenstadt_gis.analysis.retail_park_reach import (
    park_figures,
    park_reach,
    park_table,
    places_of,
)
from innenstadt_gis.analysis.retail_parks import find_retail_parks
from innenstadt_gis.analysis.transit.access import access, egress, shorter
from innenstadt_gis.analysis.transit.class_areas import home_classes
from innenstadt_gis.analysis.transit.door_figures import FORENOON, journeys_said
from innenstadt_gis.analysis.transit.door_to_door import WINDOWS, journeys, scanned, summary
from innenstadt_gis.importlog import Missing
from innenstadt_gis.personas import persona
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.words import Text

_PERSONAS = ("adult", "senior_75_84")


def ask_retail_parks(asked: Asked) -> Answer:
    """Who reaches the retail parks that the study names, else those that the data propose."""
    town = asked.town
    parks = town.retail_parks
    if not len(parks):
        parks = find_retail_parks(town.premises, town.buildings, centre=_centre(asked))
    why = _why_not(asked, parks)
    if why is not None:
        return Answer(missing=(Missing("retail_parks", why, _TODO),))
    places = places_of(town.centres, parks)
    by_transit, said = _by_transit(asked, places)
    reach = park_reach(
        places, asked.home_doors, {key: asked.graph_of(key) for key in _PERSONAS},
        by_transit=by_transit,
    )  # fmt: skip
    figures = park_figures(reach, asked.people, method=_methods(asked), transit=said)
    table = park_table(reach, asked.people, service=_service(asked, places))
    return Answer(figures=figures, tables={"retail_park_reach": table})


def _by_transit(asked: Asked, places: gpd.GeoDataFrame) -> tuple[Any, Text | None]:
    """Minutes of an adult from every home to every place before noon; None without a timetable."""
    ways, stated = asked.shared.get("ways:adult"), asked.shared.get("journeys_said")
    if ways is None or stated is None:
        return None, None
    homes, window = asked.home_doors, WINDOWS["forenoon"]
    legs = access(ways, homes, direction="to")
    minutes = np.full((len(homes.places), len(places)), np.inf)
    for column, place in enumerate(places.geometry):
        goal = doors(asked.graph, np.array([place], dtype=object))
        walk_s = np.nan_to_num(nearest(ways.graph, homes, goal).minutes * 60.0, nan=np.inf)
        foot_s = egress(ways, goal, direction="to")
        profile = scanned(ways, foot_s, direction="to", after_s=window.start_min * 60)
        found = journeys(profile, shorter(legs, walk_s), window, walk_s)
        minutes[:, column] = summary(found)["median_min"].fillna(np.inf)
    said = journeys_said(stated, FORENOON, "adult")
    return minutes, said


def _service(asked: Asked, places: gpd.GeoDataFrame) -> pd.DataFrame | None:
    """Best quality class at each place, and the departures of the day around it."""
    stations = asked.found.get("stop_service")
    if stations is None or not len(stations):
        return None
    placed = stations[stations.geometry.notna()]
    points = places.set_geometry(places.geometry.representative_point())
    near = shapely.dwithin(
        points.geometry.to_numpy()[:, None], placed.geometry.to_numpy()[None, :], _AT_STOP_M
    )
    departures = (near * placed["departures_day"].to_numpy("int64")).sum(axis=1)
    return pd.DataFrame(
        {
            "quality_class": home_classes(points, placed, placed["category"]),
            "departures_day": departures,
        },
        index=places.index,
    )


#: Departures of stops so near to a place are its own, m.
_AT_STOP_M = 300.0
_TODO = Text(
    'in study.toml: [[retail_parks]] mit name = "Gewerbepark" und at = "Industriestraße 1"',
    'in study.toml: [[retail_parks]] with name = "Gewerbepark" and at = "Industriestraße 1"',
)


def _why_not(asked: Asked, parks: gpd.GeoDataFrame) -> Text | None:
    if asked.town.edges.empty:
        return Text("kein Wegenetz in der OSM-Datei", "no walk network in the extract")
    if not len(parks):
        return Text(
            "außerhalb des Zentrums steht in den Daten kein großer Laden, und keiner ist genannt",
            "outside of the centre the data hold no large shop, and none is named",
        )
    return None


def _centre(asked: Asked) -> object:
    area = asked.found.get("area")
    return area.geometry.union_all() if area is not None and len(area) else None


def _methods(asked: Asked) -> dict[str, Text]:
    told = {}
    for key in _PERSONAS:
        how = walking_method(asked.town.edges, persona=persona(key))
        de = how.de.replace("zum nächsten Zentrum", "zum nächsten Standort")
        en = how.en.replace("to the nearest centre", "to the nearest place")
        case = NOT_COUNTED if key != "adult" else None
        told[key] = Text(f"{de}; {case.de}", f"{en}; {case.en}") if case else Text(de, en)
    return told
