"""Who gets where on foot: adults, with a pram, at 80, with a rollator, in a wheelchair."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from innenstadt_gis.analysis.doors import goals_for
from innenstadt_gis.analysis.personas.barriers import Barred, barred, barriers, passable
from innenstadt_gis.analysis.personas.benches import bench_gaps, longest_gaps, sitting
from innenstadt_gis.analysis.personas.figures import OLD, network_figures, persona_figures
from innenstadt_gis.analysis.personas.reach import (
    Walked,
    benches_of,
    goal_doors,
    persona_reach,
    persona_walking,
    walked,
)
from innenstadt_gis.analysis.personas.ways import ways
from innenstadt_gis.importlog import Missing
from innenstadt_gis.personas import personas
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.words import Text

#: Goals of the analysis of barriers.
_BARRED_FROM = ("centre", "supermarket")


def ask_personas(asked: Asked) -> Answer:
    """Minutes by persona, what bars their way, and where on it one can sit down."""
    town = asked.town
    if town.edges.empty or not len(asked.homes):
        return Answer(missing=(Missing("personas", _why_not(asked)),))
    known = {persona.key: persona for persona in personas()}
    graphs = {key: asked.graph_of(key) for key in known}
    records = town.records
    linked = records.index[records["unit_id"].notna()] if len(records) else ()
    goals = goal_doors(
        asked.graph, town.centres, town.premises, town.amenities, town.stops,
        linked=frozenset(linked),
    )  # fmt: skip
    found = walked(graphs, asked.home_doors, goals)
    people = asked.people
    labels = {key: persona.label for key, persona in known.items()}
    tables: dict[str, Any] = {
        "persona_reach": persona_reach(found, people.each, people.total, labels)
    }
    stopped, tables["barriers"] = _barriers(asked, found)
    gap, tables["bench_gaps"] = _benches(asked, found)
    tables["persona_walking"] = persona_walking(found, asked.homes, bench_gap_m=gap)
    inside = town.edges.index.isin(asked.inside("edges").index)
    figures = (
        *persona_figures(found, people, known, town.edges, barred=stopped, bench_gap_m=gap),
        *network_figures(
            town.edges, asked.graph, town.centres, inside=pd.Series(inside, index=town.edges.index)
        ),
    )
    return Answer(figures=tuple(sorted(figures, key=lambda f: f.id[:4])), tables=tables)


def _why_not(asked: Asked) -> Text:
    if asked.town.edges.empty:
        return Text("kein Wegenetz in der OSM-Datei", "no walk network in the extract")
    return Text("keine Gebäude und keine Adressen", "neither buildings nor addresses")


def _barriers(asked: Asked, found: Walked) -> tuple[dict[str, Barred], Any]:
    """Whom barriers keep from the centre by persona; the table of them, supermarkets too."""
    edges, adult = asked.town.edges, personas()[0].key
    stopped: dict[str, Barred] = {}
    parts = []
    for persona in personas():
        if persona.unstopped() == persona:
            continue
        graph = asked.graph_of(persona.key)
        opened = passable(edges, graph)
        for goal in _BARRED_FROM:
            goals = goals_for(graph, found.goals[goal])
            one = barred(opened, found.there[adult, goal], asked.home_doors, goals)
            parts.append(barriers(edges, one, asked.people.each, persona=persona, goal=goal))
            if goal == "centre":
                stopped[persona.key] = one
    full = [part for part in parts if len(part)]
    return stopped, pd.concat(full) if full else parts[0]


def _benches(asked: Asked, found: Walked) -> tuple[Any, Any]:
    """Longest stretch of every home without a bench, and the streets where it is walked."""
    town, graph = asked.town, asked.graph_of(OLD)
    way = ways(graph, asked.home_doors, found.goals["centre"])
    seats = sitting(graph, benches_of(town.amenities, town.stops))
    gap = longest_gaps(way, seats, asked.home_doors)
    return np.asarray(gap), bench_gaps(town.edges, way, seats, asked.home_doors, asked.people.each)
