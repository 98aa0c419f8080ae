"""A `Town` to `Findings`: every question in its order, and what could not be asked."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from innenstadt_gis.analysis.density import density_figures, reference_area, section_density
from innenstadt_gis.analysis.figures import walking_figures
from innenstadt_gis.analysis.isochrones import isochrones
from innenstadt_gis.analysis.vacancy import status_figures, vacancy_figures
from innenstadt_gis.analysis.walkgraph import JOIN_M, walk_graph
from innenstadt_gis.analysis.walking import walk_minutes
from innenstadt_gis.importlog import Missing
from innenstadt_gis.tables.findings import WALKING
from innenstadt_gis.town import Figure, Findings, Town
from innenstadt_gis.words import Text


def analyse(town: Town) -> Findings:
    """
    Ask every question of a town that its tables can answer.

    Parameters
    ----------
    town
        From files (`read_town`) or from your own frames (`Town.from_tables`).

    Returns
    -------
    Findings
        Figures, tables, and under ``missing`` what was not computed and why.
    """
    area = town.study_area
    premises = _inside(town.premises, area)
    figures: list[Figure] = [*vacancy_figures(premises, scope=town.scope)]
    if bool(premises["in_register"].fillna(False).any()):
        figures += status_figures(premises)
    tables: dict[str, Any] = {}
    missing: list[Missing] = [
        Missing(f.key, f.why) for f in figures if f.key == "vacancy_rate" and f.why is not None
    ]
    sections = _inside(town.sections, area)
    if len(sections):
        tables["section_density"] = section_density(premises, sections)
    else:
        missing.append(
            Missing(
                "section_density",
                Text("keine benannten Straßen in der OSM-Datei", "no named streets in the extract"),
            )
        )
    _walk(town, tables, figures, missing)
    return Findings(figures=tuple(figures), tables=tables, missing=tuple(missing))


def _inside(rows: gpd.GeoDataFrame, area: Any) -> gpd.GeoDataFrame:
    """Keep rows that touch the study area, and those without a place."""
    if area is None or rows.empty:
        return rows
    inside = rows.geometry.intersects(area).fillna(False) | rows.geometry.isna()
    return rows[inside.to_numpy()]


def _walk(
    town: Town, tables: dict[str, Any], figures: list[Figure], missing: list[Missing]
) -> None:
    if town.centres.empty or town.edges.empty:
        missing.append(Missing("walking", *_why_not(town)))
        return
    targets = _targets(town)
    nodes, edges, centres = town.nodes, town.edges, town.centres
    graph = walk_graph(nodes, edges, join_m=JOIN_M)
    if len(targets):
        walking = walk_minutes(nodes, edges, targets.geometry, centres, graph=graph)
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
        graph=graph,
    )  # fmt: skip
    tables["area"] = reference_area(centres, nodes, edges, premises=town.premises, graph=graph)
    figures += density_figures(
        _inside(town.premises, town.study_area), tables["area"], tables.get("section_density")
    )
    if "walking" in tables:
        figures += walking_figures(
            tables["walking"], population=_inside(town.population, town.study_area), edges=edges
        )


def _why_not(town: Town) -> tuple[Text, Text]:
    if town.edges.empty:
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


def _targets(town: Town) -> gpd.GeoDataFrame:
    """One point for each building and address of the study area."""
    buildings, addresses = (
        _inside(town.buildings, town.study_area),
        _inside(town.addresses, town.study_area),
    )
    points = [*buildings.geometry.representative_point(), *addresses.geometry]
    kind = ["building"] * len(buildings) + ["address"] * len(addresses)
    index = [*buildings.index, *(f"adr:{i}" for i in addresses.index)]
    return gpd.GeoDataFrame({"kind": kind}, index=index, geometry=points, crs=town.crs)
