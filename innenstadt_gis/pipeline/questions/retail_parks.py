"""Centre and edge: who reaches the centre, and who the retail parks outside of it."""

from __future__ import annotations

import geopandas as gpd

from innenstadt_gis.analysis.figures import walking_method
from innenstadt_gis.analysis.retail_park_reach import (
    park_figures,
    park_reach,
    park_table,
    places_of,
)
from innenstadt_gis.analysis.retail_parks import find_retail_parks
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
    reach = park_reach(places, asked.home_doors, {key: asked.graph_of(key) for key in _PERSONAS})
    return Answer(
        figures=park_figures(reach, asked.people, method=_methods(asked)),
        tables={"retail_park_reach": park_table(reach, asked.people)},
    )


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
    walked = {key: walking_method(asked.town.edges, persona=persona(key)) for key in _PERSONAS}
    return {
        key: Text(
            how.de.replace("zum nächsten Zentrum", "zum nächsten Standort"),
            how.en.replace("to the nearest centre", "to the nearest place"),
        )
        for key, how in walked.items()
    }
