"""What people reach on foot for every day: the score of the BBSR, and persons served."""

from __future__ import annotations

from innenstadt_gis.analysis.local_supply.categories import facilities
from innenstadt_gis.analysis.local_supply.figures import (
    supply_categories,
    supply_figures,
    supply_scores,
)
from innenstadt_gis.analysis.local_supply.reach import local_supply
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.words import Text


def ask_local_supply(asked: Asked) -> Answer:
    """
    Score every address (without addresses: building) of the study area, and count persons.

    Supply counts wherever it was loaded, also in the margin around the study area.
    """
    town = asked.town
    points = asked.homes
    if town.edges.empty or not len(points):
        return Answer(missing=(Missing("local_supply", _why_not(asked)),))
    records = town.records
    linked = records.index[records["unit_id"].notna()] if len(records) else ()
    found = facilities(town.premises, town.amenities, town.stops, linked=frozenset(linked))
    supply = local_supply(points, found, asked.graph)
    people = asked.people
    return Answer(
        figures=supply_figures(supply, people),
        tables={
            "local_supply": supply.homes,
            "supply_categories": supply_categories(supply, people),
            "supply_scores": supply_scores(supply, people),
        },
    )


def _why_not(asked: Asked) -> Text:
    if asked.town.edges.empty:
        return Text("kein Wegenetz in der OSM-Datei", "no walk network in the extract")
    return Text("keine Gebäude und keine Adressen", "neither buildings nor addresses")
