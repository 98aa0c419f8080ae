"""Which uses the centre has, how many and how evenly, and what stands beside what."""

from __future__ import annotations

from typing import Any

from innenstadt_gis.analysis.mix.base import Base, centre_base, town_base
from innenstadt_gis.analysis.mix.coverage_steps import mix_at_coverage
from innenstadt_gis.analysis.mix.figures import hill_figures
from innenstadt_gis.analysis.mix.neighbourhood import (
    dissimilarity,
    location_quotients,
    mix_neighbours,
    section_mix,
)
from innenstadt_gis.analysis.mix.shares import (
    DIMENSIONS,
    mix_cells,
    share_figures,
    vacant_beside,
)
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text


def ask_mix(asked: Asked) -> Answer:
    """
    Shares, Hill numbers and neighbourhoods; the centre speaks the headline if there is one.

    Planners ask about the centre: its mix is M-01 and following, that of the whole area
    stands beside it (M-21 and following). Without a centre the whole area is all there is.
    """
    premises = asked.premises
    town = town_base(premises)
    if not len(town.used):
        why = Text("keine genutzte Einheit in den Daten", "no unit in use in the data")
        return Answer(missing=(Missing("mix", why),))
    area = asked.found.get("area")
    centre = centre_base(premises, area) if area is not None else None
    figures, shares = _of(asked, centre or town, headline=True)
    if centre is not None:
        beside = _of(asked, town, headline=False)
        figures, shares = [*figures, *beside[0]], [*shares, *beside[1]]
    published = [f for f in shares if not f.id.startswith("M-32")]  # the table holds them all
    return Answer(figures=(*figures, *published), tables=_tables(asked, shares, centre or town))


def _of(asked: Asked, base: Base, *, headline: bool) -> tuple[list[Figure], list[Figure]]:
    """Hill numbers and vacancies beside, and shares, of one place."""
    figures = [*hill_figures(base, headline=headline)]
    if asked.has_register:
        figures.append(vacant_beside(base, headline=headline))
    shares = [f for d in DIMENSIONS for f in share_figures(base, d, headline=headline)]
    return figures, shares


def _tables(asked: Asked, shares: list[Figure], headline: Base) -> dict[str, Any]:
    premises, graph = asked.premises, asked.graph if len(asked.town.edges) else None
    tables: dict[str, Any] = {
        "mix_cells": mix_cells(tuple(shares)),
        "mix_at_coverage": mix_at_coverage(headline),
    }
    if graph is not None:
        tables["mix_neighbours"] = mix_neighbours(premises, graph)
    if len(asked.sections):
        tables["section_mix"] = section_mix(premises, asked.sections)
        tables["location_quotients"] = location_quotients(premises)
        tables["dissimilarity"] = dissimilarity(premises)
    return tables
