"""Retail and services: the shop front, its gaps, supply per inhabitant, magnets, chains."""

from __future__ import annotations

from typing import Any

from innenstadt_gis.analysis.supply.figures import (
    frontage_figures,
    gap_figures,
    magnet_figures,
    supply_sections,
)
from innenstadt_gis.analysis.supply.gaps import front_gaps, lay_front
from innenstadt_gis.analysis.supply.kernel import density_along
from innenstadt_gis.analysis.supply.magnets import find_magnets, metres_to_magnets
from innenstadt_gis.analysis.supply.people import chain_figure, inhabitants, per_1000_figures
from innenstadt_gis.analysis.supply.sales_area import sales_area_figure, sales_areas
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.town import Figure, Town
from innenstadt_gis.words import Text


def ask_supply(asked: Asked) -> Answer:
    """How closely shops stand, what interrupts them, for how many people, near what."""
    town, premises, sections = asked.town, asked.premises, asked.sections
    area = asked.found.get("area")
    where = area.geometry.union_all() if area is not None and len(area) else None
    front = lay_front(premises, sections, buildings=town.buildings)
    gaps, most = front_gaps(front), front_gaps(front, unknown_closes=False)
    density = density_along(premises, sections, asked.graph)
    table = supply_sections(premises, sections, gaps=gaps, density=density)
    magnets = find_magnets(premises, asked.inside("amenities"))
    distances = metres_to_magnets(premises, magnets, asked.graph)
    areas = sales_areas(premises, town.buildings)
    houses = "addresses" if len(town.addresses) else "buildings"
    people = inhabitants(
        asked.population, asked.inside(houses), town.study_area, source=_census(town)
    )
    figures: list[Figure] = [
        *frontage_figures(premises, table, where),
        *per_1000_figures(premises, people),
        sales_area_figure(areas, people.persons, said=people.said),
        *gap_figures(gaps, most, front.rows, where),
        *magnet_figures(premises, distances, magnets),
        chain_figure(premises),
    ]
    tables: dict[str, Any] = {
        "supply_sections": table, "supply_density": density, "front_gaps": gaps, "magnets": magnets,
        "magnet_distances": distances, "sales_areas": areas.table,
    }  # fmt: skip
    return Answer(figures=tuple(figures), tables=tables)


def _census(town: Town) -> Text:
    """Say where the numbers of inhabitants are from, with the year that the source names."""
    logs = [source for source in town.log.sources if source.role == "population"]
    said = "; ".join(dict.fromkeys(s.attribution or s.file for s in logs))
    if not said:
        return Text("Einwohner ohne Angabe der Quelle", "inhabitants of unstated source")
    return Text(f"Einwohner: {said}", f"inhabitants: {said}")
