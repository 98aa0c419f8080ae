"""What every question is asked of, and what it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from innenstadt_gis.analysis.counting import within
from innenstadt_gis.analysis.doors import Doors, doors
from innenstadt_gis.analysis.dwellings import dwellings
from innenstadt_gis.analysis.people import People, people_of
from innenstadt_gis.analysis.walkgraph import JOIN_M, WalkGraph, walk_graph
from innenstadt_gis.importlog import Missing
from innenstadt_gis.personas import persona
from innenstadt_gis.town import Figure, Town
from innenstadt_gis.words import Text, day


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """Figures, found tables by name, and what could not be computed and why."""

    figures: tuple[Figure, ...] = ()
    tables: dict[str, Any] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()


class Asked:
    """
    A town made ready to be asked: what lies in its study area, its network built once.

    ``found`` holds the tables of the questions that were answered before, ``figures`` their
    figures, ``shared`` what one of them prepared for later ones.
    """

    def __init__(self, town: Town) -> None:
        self.town = town
        self.found: dict[str, Any] = {}
        self.figures: list[Figure] = []
        self.shared: dict[str, Any] = {}
        self._graphs: dict[str, WalkGraph] = {}

    def inside(self, name: str) -> gpd.GeoDataFrame:
        """Rows of a table that touch the study area, and those without a place."""
        return _inside(getattr(self.town, name), self.town.study_area)

    @cached_property
    def premises(self) -> gpd.GeoDataFrame:
        """Units of the study area, of the register and of OpenStreetMap."""
        return self.inside("premises")

    @cached_property
    def population(self) -> gpd.GeoDataFrame:
        """Census cells of the study area, by their middle: every figure counts these people."""
        rows = self.town.population
        return rows[within(rows, self.town.study_area)] if len(rows) else rows

    @cached_property
    def registered(self) -> gpd.GeoDataFrame:
        """Units of the study area that stand in the town's register."""
        return self.premises[_flag(self.premises["in_register"])]

    @cached_property
    def has_register(self) -> bool:
        """Tell whether any unit stands in a register."""
        return bool(len(self.registered))

    @cached_property
    def sections(self) -> gpd.GeoDataFrame:
        """Street sections of the study area."""
        return self.inside("sections")

    @cached_property
    def graph(self) -> WalkGraph:
        """The walk network in minutes of an adult, with one-ways and slopes."""
        return walk_graph(self.town.nodes, self.town.edges, join_m=JOIN_M)

    def graph_of(self, key: str) -> WalkGraph:
        """The walk network in minutes of a persona; all of them share its tree."""
        if key == "adult":
            return self.graph
        if key not in self._graphs:
            self._graphs[key] = self.graph.for_persona(self.town.edges, persona(key))
        return self._graphs[key]

    @cached_property
    def homes(self) -> gpd.GeoDataFrame:
        """Where people may live in the study area: addresses, without them buildings."""
        return dwellings(self.inside("addresses"), self.inside("buildings"), self.population)

    @cached_property
    def home_doors(self) -> Doors:
        """Where the homes touch the network; the same for every persona."""
        return doors(self.graph, self.homes.geometry.to_numpy())

    @cached_property
    def people(self) -> People:
        """Persons of the census spread over the homes."""
        return people_of(self.homes, self.population, self.census)

    @cached_property
    def census(self) -> Text:
        """Which census the persons are from, and of which day."""
        log = next((s for s in self.town.log.sources if s.role == "population"), None)
        if log is None or not log.day:
            return Text("Bevölkerung ohne Angabe des Tages", "population of an unstated day")
        when = dt.date.fromisoformat(log.day)
        return Text(
            f"Zensus {when.year}, Stichtag {day(when)}",
            f"census {when.year}, as of {when.isoformat()}",
        )


def _flag(values: pd.Series) -> pd.Series:
    return values.fillna(value=False).astype(bool)


def _inside(rows: gpd.GeoDataFrame, area: Any) -> gpd.GeoDataFrame:
    if area is None or rows.empty:
        return rows
    inside = rows.geometry.intersects(area).fillna(False) | rows.geometry.isna()
    return rows[inside.to_numpy()]


Question = Callable[[Asked], Answer]
