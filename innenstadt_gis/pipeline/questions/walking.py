"""On foot to the centre: minutes, isochrones, units per hectare and per 100 m of street."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from innenstadt_gis.analysis.density import density_figures, reference_area, section_density
from innenstadt_gis.analysis.figures import walking_figures
from innenstadt_gis.analysis.isochrones import isochrones
from innenstadt_gis.analysis.walking import walk_minutes
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.tables.findings import WALKING
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text


def ask_sections(asked: Asked) -> Answer:
    """Units per 100 m of street and vacancy rate, section by section."""
    if len(asked.sections):
        return Answer(tables={"section_density": section_density(asked.premises, asked.sections)})
    why = Text("keine benannten Straßen in der OSM-Datei", "no named streets in the extract")
    return Answer(missing=(Missing("section_density", why),))


def ask_walking(asked: Asked) -> Answer:
    """Walking minutes to the nearest centre, areas reached, the area of reference."""
    town = asked.town
    if town.centres.empty or town.edges.empty:
        return Answer(missing=(Missing("walking", *_why_not(asked)),))
    targets = _targets(asked)
    nodes, edges, centres = town.nodes, town.edges, town.centres
    tables: dict[str, Any] = {}
    missing: list[Missing] = []
    if len(targets):
        walking = walk_minutes(nodes, edges, targets.geometry, centres, graph=asked.graph)
        walking["kind"] = targets["kind"]
        tables["walking"] = WALKING.conform(walking, crs=town.crs)
    else:
        missing.append(
            Missing(
                "walking",
                Text("keine Gebäude und keine Adressen", "neither buildings nor addresses"),
            )
        )
    tables["isochrones"] = isochrones(
        nodes, edges, centres, population=town.population, buildings=town.buildings,
        graph=asked.graph,
    )  # fmt: skip
    tables["area"] = reference_area(
        centres, nodes, edges, premises=town.premises, graph=asked.graph
    )
    figures: list[Figure] = [
        *density_figures(asked.premises, tables["area"], asked.found.get("section_density"))
    ]
    if "walking" in tables:
        figures += walking_figures(tables["walking"], population=asked.population, edges=edges)
    return Answer(figures=tuple(figures), tables=tables, missing=tuple(missing))


def _why_not(asked: Asked) -> tuple[Text, Text]:
    if asked.town.edges.empty:
        return (
            Text("kein Wegenetz in der OSM-Datei", "no walk network in the extract"),
            Text("einen Auszug mit Straßen verwenden", "use an extract with streets"),
        )
    return (
        Text(
            "keine Mitte angegeben und zu wenige Einheiten für einen Vorschlag",
            "no centre named, and too few units to propose one",
        ),
        Text(
            'in study.toml: [[centres]] mit name = "Markt" und at = "Marktplatz 1"',
            'in study.toml: [[centres]] with name = "Markt" and at = "Marktplatz 1"',
        ),
    )


def _targets(asked: Asked) -> gpd.GeoDataFrame:
    """One point for each building and address of the study area."""
    buildings, addresses = asked.inside("buildings"), asked.inside("addresses")
    points = [*buildings.geometry.representative_point(), *addresses.geometry]
    kind = ["building"] * len(buildings) + ["address"] * len(addresses)
    index = [*buildings.index, *(f"adr:{i}" for i in addresses.index)]
    return gpd.GeoDataFrame({"kind": kind}, index=index, geometry=points, crs=asked.town.crs)
