"""On foot to the centre: minutes, isochrones, units per hectare and per 100 m of street."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.analysis.density import density_figures, reference_area, section_density
from innenstadt_gis.analysis.doors import Doors, doors, nearest
from innenstadt_gis.analysis.figures import home_minutes, walking_figures, walking_ids
from innenstadt_gis.analysis.isochrones import Counted, isochrones
from innenstadt_gis.analysis.walkgraph import Snapped
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.tables.findings import WALKING
from innenstadt_gis.tables.findings.reach import SECTION_MINUTES
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

#: Who else has isochrones beside adults, and of how many minutes.
SLOWER: dict[str, tuple[float, ...]] = {
    "pram": (10, 15), "senior_75_84": (10, 15), "rollator": (10, 15), "wheelchair": (10, 15),
}  # fmt: skip


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
    nodes, edges, centres = town.nodes, town.edges, town.centres
    tables: dict[str, Any] = {}
    missing: list[Missing] = []
    targets = _targets(asked)
    places = doors(asked.graph, targets.geometry.to_numpy())
    if len(targets):
        tables["walking"] = _minutes(asked, targets, places)
    else:
        missing.append(
            Missing(
                "walking",
                Text("keine Gebäude und keine Adressen", "neither buildings nor addresses"),
            )
        )
    if len(asked.sections):
        tables["section_minutes"] = _street_minutes(asked)
    tables["isochrones"] = _isochrones(asked, places, targets, tables.get("walking"))
    tables["area"] = reference_area(
        centres, nodes, edges, premises=town.premises, graph=asked.graph
    )
    figures: list[Figure] = [
        *density_figures(asked.premises, tables["area"], asked.found.get("section_density"))
    ]
    if "walking" in tables:
        figures += walking_figures(tables["walking"], asked.people, edges)
    return Answer(figures=tuple(figures), tables=tables, missing=tuple(missing))


def _minutes(asked: Asked, targets: gpd.GeoDataFrame, places: Doors) -> gpd.GeoDataFrame:
    """Minutes of an adult to the nearest centre, and from the nearest centre back."""
    town = asked.town
    goals = doors(asked.graph, town.centres.geometry.to_numpy())
    there = nearest(asked.graph, places, goals)
    back = nearest(asked.graph, places, goals, direction="from", with_metres=False)
    names = np.append(town.centres.index.to_numpy(dtype=object), None)
    walking = targets.assign(
        walk_min=there.minutes, back_min=back.minutes, walk_m=there.metres,
        centre_id=names[there.goal],
    )  # fmt: skip
    return WALKING.conform(walking, crs=town.crs)


def _street_minutes(asked: Asked) -> gpd.GeoDataFrame:
    """Minutes of an adult from the middle of each section to the nearest centre."""
    town = asked.town
    middles = asked.sections.geometry.map(_middle).to_numpy()
    goals = doors(asked.graph, town.centres.geometry.to_numpy())
    there = nearest(asked.graph, doors(asked.graph, middles), goals, with_metres=False)
    minutes = pd.Series(there.minutes, index=asked.sections.index)
    streets = asked.sections.assign(walk_min=minutes.where(np.isfinite(minutes)))
    return SECTION_MINUTES.conform(streets, crs=town.crs)


def _middle(line: Any) -> Any:
    """Point halfway along a line; of several lines, of the longest."""
    parts = shapely.get_parts(line)
    return shapely.line_interpolate_point(
        parts[int(np.argmax(shapely.length(parts)))], 0.5, normalized=True
    )


def _isochrones(
    asked: Asked, places: Doors, targets: gpd.GeoDataFrame, walking: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Areas of an adult to all centres and to each, and of those who walk slower."""
    houses = _first(places, int((targets["kind"] == "building").sum()))
    people = asked.people
    linked = None if walking is None else np.isfinite(home_minutes(walking, people))
    counted = Counted(people, asked.home_doors, linked, houses if len(houses.places) else None)
    drawn = [_drawn(asked, "adult", counted)]
    if len(asked.town.centres) > 1:
        drawn.append(_drawn(asked, "adult", counted, by_centre=True))
    drawn += [_drawn(asked, key, counted, minutes=limits) for key, limits in SLOWER.items()]
    return pd.concat(drawn)


def _first(places: Doors, count: int) -> Doors:
    at = places.entries
    of = at.point < count
    some = Snapped(at.point[of], at.edge[of], at.fraction[of], at.metres[of])
    return Doors(places.places[:count], some)


def _drawn(asked: Asked, key: str, counted: Counted, **asked_for: Any) -> gpd.GeoDataFrame:
    town = asked.town
    return isochrones(
        town.nodes, town.edges, town.centres, graph=asked.graph_of(key), counted=counted,
        **asked_for,
    )  # fmt: skip


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
    index = [
        *walking_ids("building", buildings.index), *walking_ids("address", addresses.index)
    ]  # fmt: skip
    return gpd.GeoDataFrame({"kind": kind}, index=index, geometry=points, crs=asked.town.crs)
