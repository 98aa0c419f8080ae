"""Figures about the shop front (Besatz), its gaps, and the way to what draws people."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.analysis.counting import flag, ids
from innenstadt_gis.analysis.supply.kernel import section_densities
from innenstadt_gis.analysis.supply.units import (
    at_the_front,
    in_use,
    osm_share,
    standing,
    with_osm,
)
from innenstadt_gis.analysis.vacancy import KNOWN
from innenstadt_gis.tables.findings.supply import SIDES, SUPPLY_SECTIONS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

_FRONT = Text(
    "Einheiten im Erdgeschoss, belegt oder nicht / Gebäudefront beider Straßenseiten × 100",
    "units on the ground floor, let or not / building front of both sides × 100",
)
_GAP = Text(
    "Strecken einer Straßenseite zwischen zwei genutzten Einheiten im Erdgeschoss; leere "
    "Ladenlokale schließen keine Lücke, unbekannte schon; über 200 m endet der Besatz",
    "stretches of one side of a street between two units in use on the ground floor; vacant "
    "units close no gap, unknown ones do; beyond 200 m the front has ended",
)
#: Along less than about two houses, units per 100 m say where a section was cut, no more.
LEAST_FRONT_M = 20.0
_SHORT_FRONT = Text(
    f"weniger als {LEAST_FRONT_M:.0f} m Gebäudefront am Abschnitt",
    f"less than {LEAST_FRONT_M:.0f} m of building front on the section",
)
_NO_FRONT = Text(
    "keine Straße mit Gebäudefront in der Bezugsfläche",
    "no street with building front in the area of reference",
)
_NOWHERE = Text(
    "keine Einheit im Erdgeschoss an einer Straße verortet",
    "no unit on the ground floor is located at a street",
)
_NO_GAPS = Text(
    "weniger als zwei genutzte Einheiten an einer Straße der Bezugsfläche",
    "fewer than two units in use at a street of the area of reference",
)


def supply_sections(
    premises: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
    *,
    gaps: gpd.GeoDataFrame,
    density: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """
    Units per 100 m of frontage, gaps and density of each street section.

    ``units_per_100m_frontage = front_units / building_front_m · 100`` with the units on the
    ground floor, let or not. A gap counts in the section in which its middle lies.

    Parameters
    ----------
    premises, sections
        Contracts in `tables.PREMISES` and `tables.SECTIONS`.
    gaps
        From `gaps.front_gaps`.
    density
        From `kernel.density_along`.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.SUPPLY_SECTIONS`, one row per section; the density by
        frontage is blank where less than 20 m of buildings stand at the street, ``longest_gap_m`` where
        there is no gap.
    """
    registered, status = flag(premises["in_register"]), premises["status"]
    flags = pd.DataFrame(
        {
            "units": standing(premises), "known": registered & status.isin(KNOWN),
            "vacant": registered & (status == "vacant"), "front_units": at_the_front(premises),
        }
    )  # fmt: skip
    counts = flags.groupby(premises["section_id"]).sum()
    counts = counts.reindex(sections.index).fillna(0).astype("int64")
    table = sections[["street", "number", sections.geometry.name]].join(counts)
    table["building_front_m"] = sections["frontage_m"]
    front = table["building_front_m"].where(table["building_front_m"] >= LEAST_FRONT_M)
    table["units_per_100m_frontage"] = table["front_units"] / front * 100
    whose = gaps["section_id"]
    longest = gaps["length_m"].groupby(whose).max()
    table["longest_gap_m"] = longest.reindex(sections.index)
    for least in (25, 50, 100):
        many = (gaps["length_m"] >= least).groupby(whose).sum()
        table[f"gaps_{least}"] = many.reindex(sections.index).fillna(0).astype("int64")
    return SUPPLY_SECTIONS.conform(
        table.join(section_densities(density, sections)), crs=sections.crs
    )


def frontage_figures(
    premises: gpd.GeoDataFrame, table: gpd.GeoDataFrame, where: Any
) -> tuple[Figure, ...]:
    """
    Units per 100 m of frontage in the area of reference (B-03), and in each section.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`.
    table
        From `supply_sections`.
    where
        Polygon of the area of reference; a section belongs to it if at least half of its
        length does. None: no value for the area.

    Returns
    -------
    tuple of Figure
        B-03, then ``B-03:<section_id>`` for every section with units on the ground floor.
    """
    named = premises["section_id"].isin(table.index)
    front = pd.DataFrame(premises[["section_id", "in_register"]])[at_the_front(premises) & named]
    inside = table[_mostly_inside(table, where)]
    some = front[front["section_id"].isin(inside.index)]
    whole = _per_front(some, inside, premises, located=len(front) > 0, id="B-03", key="units_per_100m_frontage",
                       label=Text("Einheiten je 100 m Gebäudefront",
                                  "units per 100 m of frontage"))  # fmt: skip
    every = [whole]
    rows = pd.DataFrame(table[["street", "number", "building_front_m"]])
    for section, units in front.groupby("section_id", sort=True):
        row = rows.loc[[section]]
        street, number = row["street"].iloc[0], row["number"].iloc[0]
        every.append(
            _per_front(
                units, row, None, id=f"B-03:{section}", cell=("supply_sections", str(section)),
                key=f"units_per_100m_frontage_{str(section).replace('-', '_')}", label=whole.label,
                group=Text(f"{street}, Abschnitt {number}", f"{street}, section {number}"),
            )
        )  # fmt: skip
    return tuple(every)


def _mostly_inside(table: gpd.GeoDataFrame, where: Any) -> pd.Series:
    if where is None:
        return pd.Series(data=False, index=table.index)
    part = table.geometry.intersection(where).length
    return (part >= table.geometry.length / 2) & (part > 0)


def _per_front(
    units: pd.DataFrame, table: pd.DataFrame, asked: Any, *, located: bool = True, **stated: Any
) -> Figure:
    metres = float(table["building_front_m"].sum())
    given = metres >= LEAST_FRONT_M and located
    lacking = _NO_FRONT if asked is not None else _SHORT_FRONT
    share = osm_share(units)
    return Figure(
        unit="units/100 m", base="all", base_table="premises", method=with_osm(_FRONT, share), **stated,
        value=len(units) / metres * 100 if given else None, numerator=len(units),
        denominator=metres if given else None,
        parameters={"osm_share": share, "sections": len(table)},
        counted=ids(units), numerator_ids=ids(units),
        left_out=ids(asked.index.difference(units.index)) if asked is not None else (),
        why=None if given else lacking if located else _NOWHERE,
    )  # fmt: skip


def gap_figures(
    gaps: gpd.GeoDataFrame, gaps_at_most: gpd.GeoDataFrame, shops: gpd.GeoDataFrame, where: Any
) -> tuple[Figure, ...]:
    """
    Longest gap (B-06), gaps of 50 m and more (B-07), and those if all were let (B-11).

    Parameters
    ----------
    gaps
        From `gaps.front_gaps`.
    gaps_at_most
        The same with ``unknown_closes=False``: they make the upper bound.
    shops
        Units laid along the streets (``rows`` of `gaps.lay_front`), to tell whether there is a
        front at all.
    where
        Polygon of the area of reference; a gap belongs to it if its middle does.

    Returns
    -------
    tuple of Figure
        Only gaps that are known to be there count: a unit of unknown status closes one.
    """
    inside, most = gaps[_middle_in(gaps, where)], gaps_at_most[_middle_in(gaps_at_most, where)]
    used = shops[in_use(shops)]
    front = where is not None and int(used.geometry.intersects(where).sum()) >= 2
    long, longer = inside[inside["length_m"] >= 50], most[most["length_m"] >= 50]
    left = inside[inside["remaining_m"] >= 50]
    return (
        _longest(inside, most, front=front),
        _count(long, longer, front=front, id="B-07", key="gaps_over_50m",
               label=Text("Besatzlücken ab 50 m", "gaps in the shop front of 50 m and more"),
               parameters={"from_25m": len(inside) if front else None,
                           "from_100m": int((inside["length_m"] >= 100).sum())}),
        _count(left, None, front=front, id="B-11", key="gaps_over_50m_if_let",
               audience="workshop",
               label=Text("Besatzlücken ab 50 m, wenn alle Leerstände vermietet wären",
                          "gaps of 50 m and more if all vacant units were let")),
    )  # fmt: skip


def _middle_in(gaps: gpd.GeoDataFrame, where: Any) -> pd.Series:
    if where is None or not len(gaps):
        return pd.Series(data=False, index=gaps.index)
    return gaps.geometry.interpolate(0.5, normalized=True).intersects(where)


def _longest(inside: gpd.GeoDataFrame, most: gpd.GeoDataFrame, *, front: bool) -> Figure:
    given = front and len(inside) > 0
    first = inside.iloc[0] if given else None
    none = Text("keine Besatzlücke von 25 m und mehr", "no gap of 25 m and more")
    return Figure(
        id="B-06", key="longest_gap_m", unit="m", base_table="front_gaps", method=_GAP,
        label=Text("längste Besatzlücke", "longest gap in the shop front"),
        value=float(inside["length_m"].max()) if given else None,
        bound_low=float(inside["length_m"].max()) if given else None,
        bound_high=float(most["length_m"].max()) if given and len(most) else None,
        parameters={
            "shortest_m": 25, "ends_m": 200,
            "street": first["street"] if first is not None else None,
            "side": SIDES[first["side"]].de if first is not None else None,
        },
        counted=ids(inside), numerator_ids=ids(inside.iloc[:1]),
        why=None if given else none if front else _NO_GAPS,
    )  # fmt: skip


def _count(some: gpd.GeoDataFrame, most: Any, *, front: bool, **stated: Any) -> Figure:
    return Figure(
        unit="gaps", base_table="front_gaps", method=_GAP, **stated,
        value=float(len(some)) if front else None,
        bound_low=float(len(some)) if front and most is not None else None,
        bound_high=float(max(len(most), len(some))) if front and most is not None else None,
        counted=ids(some), numerator_ids=ids(some), why=None if front else _NO_GAPS,
    )  # fmt: skip


def magnet_figures(
    premises: gpd.GeoDataFrame, distances: pd.DataFrame, magnets: gpd.GeoDataFrame
) -> tuple[Figure, Figure]:
    """
    Median way to the nearest magnet, of vacant units (B-08) and of let ones (B-12).

    Metres along the streets, of the register's units; magnets themselves are left out of
    both. The interval is that of order statistics (binomial, at least 95 %), from six units.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`.
    distances
        From `magnets.metres_to_magnets`.
    magnets
        From `magnets.find_magnets`.

    Returns
    -------
    tuple of Figure
        No value, with ``why``, without a register, magnets or ways.
    """
    ours = premises[flag(premises["in_register"]) & ~premises.index.isin(magnets["unit_id"])]
    vacant = ours[ours["status"] == "vacant"]
    used = ours[in_use(ours)]
    return (
        _median(vacant, distances, magnets, id="B-08", key="vacant_magnet_m",
                label=Text("Fußweg leerer Ladenlokale zum nächsten Magnetbetrieb (Median)",
                           "walk from vacant units to the nearest magnet (median)")),
        _median(used, distances, magnets, id="B-12", key="occupied_magnet_m",
                label=Text("Fußweg belegter Ladenlokale zum nächsten Magnetbetrieb (Median)",
                           "walk from let units to the nearest magnet (median)")),
    )  # fmt: skip


def _median(
    rows: gpd.GeoDataFrame, distances: pd.DataFrame, magnets: gpd.GeoDataFrame, **stated: Any
) -> Figure:
    metres = distances["magnet_m"].reindex(rows.index)
    known = np.sort(metres.dropna().to_numpy("float64"))
    rank = _rank(len(known))
    given = len(known) > 0
    why = Text("kein Magnetbetrieb im Gebiet", "no magnet in the area") if not len(magnets) else (
        Text("keine solchen Ladenlokale im Register", "no such units in the register")
        if not len(rows) else Text("kein Fußweg zu einem Magnetbetrieb", "no way to a magnet")
    )  # fmt: skip
    return Figure(
        unit="m", base="register", base_table="premises", **stated,
        value=float(np.median(known)) if given else None, numerator=len(known),
        low=float(known[rank]) if rank is not None else None,
        high=float(known[-1 - rank]) if rank is not None else None,
        interval="Rangstatistik 95 %" if rank is not None else "",
        coverage=len(known) / len(rows) if len(rows) else None,
        method=Text(
            "Meter entlang der Straßen zum nächsten Magnetbetrieb (großes Geschäft, "
            "Lebensmittel, Drogerie, Kaufhaus, Markt, Rathaus, Bibliothek, Ärztehaus); "
            "Magnetbetriebe selbst zählen nicht mit; nur Register",
            "metres along the streets to the nearest magnet (large shop, food, drugstore, "
            "department store, market, town hall, library, doctors' house); magnets "
            "themselves do not count; register only",
        ),
        parameters={"magnets": len(magnets)},
        counted=ids(metres.dropna().index), numerator_ids=ids(metres.dropna().index),
        unknown=ids(metres.index[metres.isna()]), why=None if given else why,
    )  # fmt: skip


def _rank(count: int) -> int | None:
    """
    Rank, from 0, whose value and its mirror hold the median with at least 95 %.

    Examples
    --------
    >>> _rank(5), _rank(6), _rank(25)
    (None, 0, 7)
    """
    below, rank = 0.0, -1
    while rank + 1 <= count // 2:
        below += math.comb(count, rank + 1) / 2**count
        if below > 0.025:
            break
        rank += 1
    return rank if rank >= 0 else None
