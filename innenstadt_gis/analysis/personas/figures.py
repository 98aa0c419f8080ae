"""Figures about walking by persona (E-04 to E-15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.analysis.arcs import Floats
from innenstadt_gis.analysis.counting import ids
from innenstadt_gis.analysis.figures import slope_share, walking_method
from innenstadt_gis.analysis.pace import flags
from innenstadt_gis.analysis.people import NOT_COUNTED, People
from innenstadt_gis.analysis.personas.barriers import Barred
from innenstadt_gis.analysis.personas.benches import GAP_M
from innenstadt_gis.analysis.personas.pieces import neighbours
from innenstadt_gis.analysis.personas.reach import GOALS, Walked, weighted_median
from innenstadt_gis.analysis.walkgraph import WalkGraph, accesses, reach
from innenstadt_gis.personas import Persona
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

__all__ = ["network_figures", "persona_figures"]

#: Whose pace stands for the old, in the figures of old people.
OLD = "senior_75_84"
#: Steeper than this is a barrier for wheelchairs moved by hand (DIN 18040-3).
STEEP = 0.06
#: Stairs are counted as far from the centre as the area of reference reaches, m.
NEAR_M = 400.0
#: Below this coverage no share of steep ways is told: tags alone stand where it is steep.
_KNOWN_ENOUGH = 0.5
_BARRED = {
    "E-06": ("wheelchair", Text("Rollstühle (von Hand)", "manual wheelchairs")),
    "E-07": ("rollator", Text("Rollatoren", "rollators")),
    "E-08": ("pram", Text("Kinderwagen", "prams")),
}


@dataclass(frozen=True, kw_only=True)
class _Case:
    """What every figure needs."""

    found: Walked
    people: People
    personas: Mapping[str, Persona]
    edges: gpd.GeoDataFrame
    spread: Text  # how the persons were spread: read once, it looks at every home

    def known(self, goal: str) -> Floats:
        """Homes from which an adult gets there."""
        return np.isfinite(self.found.there[next(iter(self.personas)), goal])

    def why(self, goal: str) -> Text | None:
        """Say why nothing is known of a goal."""
        if not len(self.found.goals[goal].entries.point):
            label = GOALS[goal]
            return Text(
                f"{label.de}: keine Ziele in den Daten", f"{label.en}: no goals in the data"
            )
        return None

    def method(self, who: str, *more: Text, goal: str = "centre") -> Text:
        """How the minutes were reckoned, and of whom."""
        way = walking_method(self.edges, persona=self.personas[who])
        if goal != "centre":
            way = Text(
                way.de.replace("zum nächsten Zentrum", f"zum nächsten Ziel ({GOALS[goal].de})"),
                way.en.replace("the nearest centre", f"the nearest goal ({GOALS[goal].en})"),
            )
        parts = [way, self.personas[who].note, *more, self.spread, self.people.census]
        said = [part for part in parts if part.de]
        return Text("; ".join(p.de for p in said), "; ".join(p.en for p in said))

    def parameters(self, who: str, **more: Any) -> dict[str, Any]:
        """Numbers to be stated with a figure."""
        persona = self.personas[who]
        return {
            "persona": who, "speed_kmh": persona.speed_kmh, "sources": persona.sources,
            "slope_known_share": round(slope_share(self.edges), 4), "census": self.people.census.de,
            **more,
        }  # fmt: skip

    def share(self, hit: Any, *, goal: str = "centre", **stated: Any) -> Figure:
        """Share of the persons from whose home an adult gets to a goal."""
        counted = self.people.share(hit, known=self.known(goal))._asdict()
        why = self.why(goal) or counted.pop("why")
        counted.pop("why", None)
        return Figure(unit="share", base_table="population", why=why, **counted, **stated)

    def within(self, who: str, limit: float, *, goal: str = "centre", **stated: Any) -> Figure:
        """Share of persons within so many minutes, if all walked so."""
        return self.share(
            self.found.there[who, goal] <= limit, goal=goal,
            method=self.method(who, NOT_COUNTED, goal=goal),
            parameters=self.parameters(who, minutes=limit, goal=goal), **stated,
        )  # fmt: skip

    def median(self, values: Floats, **stated: Any) -> Figure:
        """Value that half of the persons do not exceed."""
        known = np.isfinite(values) & self.known("centre")
        counted = self.people.share(known, known=known)
        why = self.why("centre") or counted.why
        middle = weighted_median(values[known], self.people.each[known]) if why is None else None
        return Figure(
            value=middle, denominator=counted.denominator, coverage=counted.coverage,
            base_table="population", counted=counted.counted, unknown=counted.unknown, why=why,
            **stated,
        )  # fmt: skip


def persona_figures(
    found: Walked,
    people: People,
    personas: Mapping[str, Persona],
    edges: gpd.GeoDataFrame,
    *,
    barred: Mapping[str, Barred],
    bench_gap_m: Floats,
) -> tuple[Figure, ...]:
    """
    Who reaches the centre on foot, if all walked like one persona.

    E-04 persons within 15 minutes at the pace of 75 to 84 year olds, E-05 the same by persona,
    one cell each; E-06 to E-08 persons whose way is barred for a wheelchair, rollator, pram;
    E-11 persons with a bench at least every 200 m of their way, E-12 the longest stretch
    without one that half of the persons have; E-13 by how much the way back is longer; E-14
    persons within 10 minutes of a supermarket, at the pace of 75 to 84; E-15 persons whom
    barriers send round by more than 5 minutes, in a wheelchair.

    Parameters
    ----------
    found
        From `reach.walked`.
    people
        From `people.people_of`, of the same homes.
    personas
        By key, adults first.
    edges
        Contract in `tables.EDGES`.
    barred
        By persona, on the way to the centre, from `barriers.barred`.
    bench_gap_m
        By home, from `benches.longest_gaps`.

    Returns
    -------
    tuple of Figure
        Persons are known where an adult gets to the goal; ``value`` is None, with ``why``,
        without population or goal. The lower bound of E-06 to E-08 goes by
        the mean slope of each way, and leaves out those who live on the barrier itself: nobody
        knows on which side of it their door is.
    """
    case = _Case(found=found, people=people, personas=personas, edges=edges, spread=people.said)
    return (
        case.within(
            OLD, 15, id="E-04", key="persons_within_15_min_at_75_84",
            label=Text(
                "Personen höchstens 15 Gehminuten vom Zentrum, gingen alle so langsam wie Ältere "
                "von 75 bis 84",
                "persons at most 15 minutes on foot from the centre if all walked like 75 to 84",
            ),
        ),
        *_by_persona(case),
        *(_cut_off(case, number_, barred) for number_ in _BARRED),
        *_sitting(case, bench_gap_m),
        _way_back(case),
        case.within(
            OLD, 10, goal="supermarket", id="E-14", key="persons_near_supermarket_at_75_84",
            label=Text(
                "Personen höchstens 10 Gehminuten von Supermarkt oder Discounter, gingen alle so "
                "langsam wie Ältere von 75 bis 84",
                "persons at most 10 minutes on foot from a supermarket if all walked like 75 to 84",
            ),
        ),
        _detour(case, barred),
    )  # fmt: skip


def _by_persona(case: _Case) -> tuple[Figure, ...]:
    return tuple(
        case.within(
            who, 15, id=f"E-05:{who}", key=f"persons_within_15_min_as_{who}",
            label=Text(
                "Personen höchstens 15 Minuten vom Zentrum, gingen alle wie ein Gehprofil",
                "persons at most 15 minutes from the centre if all walked like a persona",
            ),
            group=persona.label, cell=("persona_reach", f"{who}:centre"),
        )
        for who, persona in case.personas.items()
    )  # fmt: skip


def _cut_off(case: _Case, number_: str, barred: Mapping[str, Barred]) -> Figure:
    who, whom = _BARRED[number_]
    found = barred[who]
    reason = Text(
        "wer als Erwachsener ins Zentrum kommt, so aber nicht; gezählt sind Barrieren, die in "
        "OpenStreetMap oder im Höhenmodell stehen, das an steilsten Stücken irren kann; die "
        "untere Grenze nach der mittleren Steigung je Weg und ohne die, die selbst an der "
        "Barriere wohnen",
        "whoever gets to the centre as an adult but not so; by barriers that stand in "
        "OpenStreetMap or in the elevation model, which may err about steepest stretches; the "
        "lower bound by the mean slope of each way and without those who live on the barrier itself",
    )
    figure = case.share(
        found.cut_off, id=number_, key=f"persons_cut_off_{who}",
        label=Text(
            f"Personen, deren Weg ins Zentrum für {whom.de} versperrt ist",
            f"persons whose way to the centre is barred for {whom.en}",
        ),
        method=case.method(who, reason, NOT_COUNTED),
        parameters=case.parameters(
            who, persons_at_barrier=round(float(case.people.each[found.at_barrier].sum()), 1),
            **_tagged(case.edges),
        ),
    )  # fmt: skip
    behind = case.people.share(found.surely, known=case.known("centre"))
    # where slopes are not known, any way may be too steep
    unsure = case.personas[who].steepest is not None and slope_share(case.edges) < _KNOWN_ENOUGH
    high = 1.0 if unsure and figure.value is not None else figure.bound_high
    return replace(figure, bound_low=behind.bound_low, bound_high=high)


def _tagged(edges: gpd.GeoDataFrame) -> dict[str, float]:
    """Share of the network's metres that bear the tags of barriers."""
    length = edges["length_m"].to_numpy("float64")
    whole = max(float(length.sum()), 1e-9)
    return {
        f"{name}_known_share": round(float(length[edges[name].notna().to_numpy()].sum()) / whole, 4)
        for name in ("surface", "smoothness", "kerb", "wheelchair")
    }


def _sitting(case: _Case, gap: Floats) -> tuple[Figure, Figure]:
    mapped = Text(
        "Bänke bis 20 m neben dem Weg, auch an Haltestellen, soweit in OpenStreetMap eingetragen",
        "benches up to 20 m beside the way, also at stops, as far as entered in OpenStreetMap",
    )
    limit = number(GAP_M)
    return (
        case.share(
            gap <= GAP_M, id="E-11", key="persons_with_benches_on_the_way",
            label=Text(
                f"Personen, die auf dem Weg ins Zentrum nie mehr als {limit} m ohne Bank gehen "
                "(in OpenStreetMap eingetragen)",
                f"persons who never walk more than {limit} m without a bench on the way to the "
                "centre (entered in OpenStreetMap)",
            ),
            method=case.method(OLD, mapped),
            parameters=case.parameters(OLD, gap_m=GAP_M, **_benches(case)),
        ),
        case.median(
            gap, id="E-12", key="longest_stretch_without_bench", unit="m",
            label=Text(
                "Längstes Stück ohne Bank auf dem Weg ins Zentrum, Median der Personen "
                "(in OpenStreetMap eingetragen)",
                "longest stretch without a bench on the way to the centre, median of persons "
                "(entered in OpenStreetMap)",
            ),
            method=case.method(OLD, mapped), parameters=case.parameters(OLD, **_benches(case)),
        ),
    )  # fmt: skip


def _benches(case: _Case) -> dict[str, int]:
    return {"benches": len(np.unique(case.found.goals["bench"].entries.point))}


def _way_back(case: _Case) -> Figure:
    more = case.found.back[OLD, "centre"] - case.found.there[OLD, "centre"]
    figure = case.median(
        more, id="E-13", key="way_back_longer_min", unit="min",
        label=Text(
            "Wie viel länger der Rückweg vom Zentrum dauert als der Hinweg, Median der Personen",
            "by how much the way back from the centre takes longer, median of persons",
        ),
        method=case.method(OLD, NOT_COUNTED), parameters=case.parameters(OLD),
    )  # fmt: skip
    if figure.value is None or (share := slope_share(case.edges)) >= _KNOWN_ENOUGH:
        return figure
    told = f"{100 * share:.0f} %"
    why = Text(f"Steigung nur für {told} der Wege bekannt", f"slope known for {told} of ways alone")
    return replace(figure, value=None, why=why)


def _detour(case: _Case, barred: Mapping[str, Barred]) -> Figure:
    round_ = np.nan_to_num(barred["wheelchair"].detour_min) > 5
    reason = Text(
        "wer ins Zentrum kommt und ohne Barrieren mehr als 5 Minuten schneller dort wäre",
        "whoever gets to the centre and without barriers would be there 5 minutes sooner or more",
    )
    return case.share(
        round_, id="E-15", key="persons_with_detour_wheelchair",
        label=Text(
            "Personen mit mehr als 5 Minuten Umweg ins Zentrum wegen Barrieren für Rollstühle "
            "(von Hand)",
            "persons with a detour above 5 minutes to the centre, by barriers for manual "
            "wheelchairs",
        ),
        method=case.method("wheelchair", reason, NOT_COUNTED),
        parameters=case.parameters("wheelchair", **_tagged(case.edges)),
    )  # fmt: skip


def network_figures(
    edges: gpd.GeoDataFrame, graph: WalkGraph, centres: gpd.GeoDataFrame, *, inside: pd.Series
) -> tuple[Figure, Figure]:
    """
    What the network is like: E-09 share of steep ways, E-10 metres of stairs near the centre.

    Parameters
    ----------
    edges
        Contract in `tables.EDGES`; all that ``graph`` was built of.
    graph
        Of adults.
    centres
        Contract in `tables.CENTRES`.
    inside
        Which edges lie in the study area; E-09 counts those.
    """
    return _steep(edges[inside.to_numpy(dtype=bool)]), _stairs(edges, graph, centres)


def _steep(edges: gpd.GeoDataFrame) -> Figure:
    length = edges["length_m"].to_numpy("float64")
    slope = np.abs(edges["slope"].to_numpy("float64", na_value=np.nan))
    steepest = edges["steepest"].to_numpy("float64", na_value=np.nan)
    slope = np.where(np.isnan(steepest), slope, steepest)
    known, steep = ~np.isnan(slope), np.nan_to_num(slope) > STEEP
    hit, of, whole = (
        float(length[some].sum()) for some in (steep, known, np.ones(len(edges), bool))
    )
    enough = whole > 0 and of / whole >= _KNOWN_ENOUGH
    told = of / whole * 100 if whole > 0 else 0.0
    why = Text(
        f"die Steigung ist nur für {number(told)} % der Wegmeter bekannt: wo sie eingetragen ist, "
        "ist es meist steil",
        f"the slope is known for {told:.0f} % of the metres alone: it is entered mostly where "
        "it is steep",
    )
    return Figure(
        id="E-09", key="steep_share", unit="share",
        label=Text(
            "Wege mit einem Stück steiler als 6 %, Anteil an den Metern des Wegenetzes",
            "ways with a stretch steeper than 6 %, share of the network's metres",
        ),
        value=hit / of if enough else None, numerator=hit if of > 0 else None,
        denominator=of if of > 0 else None,
        bound_low=hit / whole if whole > 0 else None,
        bound_high=(hit + whole - of) / whole if whole > 0 else None,
        coverage=of / whole if whole > 0 else None,
        method=Text(
            "Meter der Wege, auf denen ein Stück steiler als 6 % ist (DIN 18040-3), an den Metern "
            "mit bekannter Steigung; ein Weg reicht von Kreuzung zu Kreuzung",
            "metres of ways on which a stretch is steeper than 6 % (DIN 18040-3), of the metres "
            "with known slope; a way goes from junction to junction",
        ),
        parameters={"steep": STEEP}, base_table="edges", counted=ids(edges[known]),
        numerator_ids=ids(edges[steep]), unknown=ids(edges[~known]),
        why=None if enough else why,
    )  # fmt: skip


def _stairs(edges: gpd.GeoDataFrame, graph: WalkGraph, centres: gpd.GeoDataFrame) -> Figure:
    metric = graph.in_metres()
    at = accesses(metric, np.asarray(centres.geometry.to_numpy(), dtype=object))
    away = reach(metric, at, limit=NEAR_M, with_metres=False).cost
    near = np.minimum(away[graph.u], away[graph.v]) <= NEAR_M
    stairs = edges[near & flags(edges, "steps")]
    why = None if len(at.point) else Text("kein Zentrum am Wegenetz", "no centre on the network")
    flights = neighbours(stairs, [""] * len(stairs))
    said = number(NEAR_M), number(NEAR_M, lang="en")
    return Figure(
        id="E-10", key="stairs_near_centre_m", unit="m",
        label=Text(
            f"Meter Treppe bis {said[0]} m Fußweg vom Zentrum (in OpenStreetMap eingetragen)",
            f"metres of stairs within {said[1]} m on foot of the centre (entered in OpenStreetMap)",
        ),
        value=None if why else float(stairs["length_m"].sum()),
        method=Text(
            "waagrechte Länge der Treppen, deren eines Ende so nahe liegt; sind keine "
            "eingetragen, heißt das nicht, dass es keine gibt",
            "level length of stairs of which one end is as near; none entered does not mean "
            "that there are none",
        ),
        parameters={"within_m": NEAR_M, "flights": len(np.unique(flights))},
        base_table="edges", counted=() if why else ids(edges[near]),
        numerator_ids=() if why else ids(stairs), why=why,
    )  # fmt: skip
