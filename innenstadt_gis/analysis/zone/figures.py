"""The proposed central shopping area as a table and as figures, beside the official one."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.analysis.counting import flag, ids
from innenstadt_gis.analysis.supply.units import in_use, osm_share, standing
from innenstadt_gis.analysis.vacancy import KNOWN
from innenstadt_gis.analysis.zone.proposal import (
    CORE_MAGNET_M,
    CORE_OF_PEAK,
    FEWEST_FUNCTIONS,
    FEWEST_UNITS,
    Proposal,
)
from innenstadt_gis.tables.findings.zone import ZONE, ZONE_KINDS, ZONE_UNITS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

_AT_THE_EDGE = Text(
    "; reicht an den Rand der Daten und kann dort weitergehen",
    "; reaches the edge of the data and may go on there",
)
_NO_OFFICIAL = Text(
    "kein amtlich abgegrenztes Zentrum angegeben", "no official boundary of a centre is given"
)
_NO_ZONE = Text("kein Bereich vorgeschlagen", "no area is proposed")


def jaccard(one: Any, other: Any) -> float | None:
    """
    Overlap of two surfaces: their common ground as a share of all ground of either.

    Examples
    --------
    >>> jaccard(shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1))
    0.3333333333333333
    """
    union = shapely.union(one, other).area
    return float(min(shapely.intersection(one, other).area / union, 1.0)) if union > 0 else None


def zone_table(
    grounds: dict[str, Any], premises: gpd.GeoDataFrame, magnets: gpd.GeoDataFrame, *, crs: Any
) -> gpd.GeoDataFrame:
    """
    Core and fringe of the proposed area with what stands in them.

    Parameters
    ----------
    grounds
        From `snap.ground_of`.
    premises, magnets
        What to count; a unit on the boundary of both belongs to the core.
    crs
        CRS of the table.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.ZONE`; no row without ground. ``units`` are all but those
        that are gone, of the register and of OpenStreetMap; ``known`` and ``vacant`` are the
        register's.
    """
    kinds = [kind for kind in ZONE_KINDS if kind in grounds]
    if not kinds:
        return ZONE.empty(crs)
    lies, draws = _part_of(grounds, premises), _part_of(grounds, magnets)
    rows = []
    for kind in kinds:
        units = premises[(lies == kind) & standing(premises)]
        ours = units[flag(units["in_register"])]
        used = units[in_use(units)]["function"]
        rows.append(
            {
                "kind": kind, "label": ZONE_KINDS[kind].de, "proposed": True,
                "area_ha": grounds[kind].area / 10_000, "units": len(units),
                "known": int(ours["status"].isin(KNOWN).sum()),
                "vacant": int((ours["status"] == "vacant").sum()),
                "functions": int(used.nunique()), "magnets": int((draws == kind).sum()),
            }
        )  # fmt: skip
    table = gpd.GeoDataFrame(
        rows, index=[f"zone-{kind}" for kind in kinds], geometry=[grounds[k] for k in kinds],
        crs=crs,
    )  # fmt: skip
    return ZONE.conform(table, crs=crs)


def _part_of(grounds: dict[str, Any], rows: gpd.GeoDataFrame) -> pd.Series:
    """Part of the proposed area in which each row lies, blank outside."""
    part = pd.Series(None, index=rows.index, dtype="object")
    for kind in reversed(list(ZONE_KINDS)):
        if kind in grounds:
            part[rows.geometry.intersects(grounds[kind]).fillna(False).to_numpy()] = kind
    return part


def zone_units(
    grounds: dict[str, Any], premises: gpd.GeoDataFrame, official: Any = None
) -> pd.DataFrame:
    """
    Units in the proposed area, in the official one, or in both.

    Parameters
    ----------
    grounds
        From `snap.ground_of`.
    premises
        Contract in `tables.PREMISES`; units that are gone are left out.
    official
        Polygon of the official centre; None: ``official`` is blank.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.ZONE_UNITS`.
    """
    units = premises[standing(premises) & premises.geometry.notna()]
    table = pd.DataFrame({"proposed": _part_of(grounds, units)}, index=units.index)
    inside = np.zeros(len(units), dtype=bool)
    if official is not None:
        inside = units.geometry.intersects(official).to_numpy()
        table["official"] = inside
    return ZONE_UNITS.conform(table[table["proposed"].notna() | inside])


def zone_figures(
    zone: gpd.GeoDataFrame,
    units: pd.DataFrame,
    premises: gpd.GeoDataFrame,
    *,
    proposal: Proposal,
    official: Any = None,
    known: tuple[Any, ...] = (),
    gaps: gpd.GeoDataFrame | None = None,
) -> tuple[Figure, ...]:
    """
    Size of the proposed area, and how it lies to the official one.

    Parameters
    ----------
    zone, units
        From `zone_table` and `zone_units`.
    premises
        Contract in `tables.PREMISES`.
    proposal
        From `proposal.propose`.
    official
        Polygon of the official centre, if there is one.
    known
        Polygons beyond which nothing is known (study area, hull of the network), to tell
        whether the proposal reaches their edge.
    gaps
        From `supply.gaps.front_gaps`; None: Z-05 is not computed.

    Returns
    -------
    tuple of Figure
        Z-01 area in hectares; Z-02 overlap with the official one (Jaccard, 0 to 1); Z-03
        units of the proposal outside of the official one; Z-04 the other way round; Z-05
        the longest gap in the shop front of the proposal, m.
    """
    shape = zone.geometry.union_all() if len(zone) else None
    first = _size(zone, units, premises, known=known, proposal=proposal)
    why = proposal.why or _NO_ZONE
    missing = _NO_OFFICIAL if official is None else why if shape is None else None
    given = missing is None
    ours = units.index[units["proposed"].notna()]
    theirs = units.index[units["official"].fillna(value=False).astype(bool)]
    return (
        first,
        Figure(
            id="Z-02", key="zone_overlap", unit="share", base_table="zone",
            label=Text("Überschneidung von Vorschlag und amtlichem Zentrum",
                       "overlap of the proposal and the official centre"),
            value=jaccard(shape, official) if given else None,
            method=Text("gemeinsame Fläche / Fläche von beiden zusammen",
                        "common area / area of both together"),
            why=missing,
        ),
        _outside(
            ours, theirs, given=given, why=missing, id="Z-03", key="zone_units_outside_official",
            label=Text("Einheiten im Vorschlag, die außerhalb des amtlichen Zentrums liegen",
                       "units of the proposal outside of the official centre"),
        ),
        _outside(
            theirs, ours, given=given, why=missing, id="Z-04", key="official_units_outside_zone",
            label=Text("Einheiten im amtlichen Zentrum, die außerhalb des Vorschlags liegen",
                       "units of the official centre outside of the proposal"),
        ),
        _gap(gaps, shape, why),
    )  # fmt: skip


def _gap(gaps: gpd.GeoDataFrame | None, shape: Any, why: Text) -> Figure:
    """Longest gap whose middle lies in the proposed area."""
    inside = None
    if gaps is not None and shape is not None:
        middle = gaps.geometry.interpolate(0.5, normalized=True)
        inside = gaps[middle.intersects(shape).to_numpy(dtype=bool)]
        why = Text("keine Besatzlücke von 25 m und mehr", "no gap of 25 m and more")
    given = inside is not None and len(inside) > 0
    return Figure(
        id="Z-05", key="zone_longest_gap_m", unit="m", base_table="front_gaps",
        label=Text("längste Besatzlücke im vorgeschlagenen Einkaufsbereich",
                   "longest gap in the shop front of the proposed area"),
        value=float(inside["length_m"].max()) if inside is not None and given else None,
        method=Text(
            "Strecke einer Straßenseite zwischen zwei genutzten Einheiten im Erdgeschoss; die andere "
            "Seite kann besetzt sein, deshalb länger als die Lücke, die Z-01 erlaubt",
            "stretch of one side of a street between two units in use on the ground floor; the other "
            "side may be in use, so it can be longer than the gap that Z-01 allows",
        ),
        counted=ids(inside) if inside is not None else (), why=None if given else why,
    )  # fmt: skip


def _outside(
    some: pd.Index, others: pd.Index, *, given: bool, why: Text | None, **stated: Any
) -> Figure:
    alone = some.difference(others)
    return Figure(
        unit="units", base="all", base_table="premises", **stated,
        value=float(len(alone)) if given else None, numerator=len(alone) if given else None,
        denominator=len(some) if given else None,
        method=Text("Einheiten gezählt", "units counted"),
        counted=ids(some) if given else (), numerator_ids=ids(alone) if given else (), why=why,
    )  # fmt: skip


def _size(
    zone: gpd.GeoDataFrame,
    units: pd.DataFrame,
    premises: gpd.GeoDataFrame,
    *,
    known: tuple[Any, ...],
    proposal: Proposal,
) -> Figure:
    inside = premises.loc[units.index[units["proposed"].notna()]]
    area = dict(zip(zone["kind"], zone["area_ha"], strict=True))
    edges = [shapely.boundary(one) for one in known if one is not None]
    edge = bool(len(zone)) and any(zone.geometry.union_all().distance(e) <= 75.0 for e in edges)
    note = _AT_THE_EDGE if edge else Text("", "")
    return Figure(
        id="Z-01", key="zone_area_ha", unit="ha", base="all", base_table="zone",
        label=Text("zentraler Einkaufsbereich (Vorschlag)", "central shopping area (proposal)"),
        value=float(sum(area.values())) if len(zone) else None,
        method=_method(proposal, note),
        parameters={
            "core_ha": area.get("core"), "fringe_ha": area.get("fringe"), "units": len(inside),
            "least_per_100m": proposal.least_per_100m,
            "longest_gap_m": proposal.longest_gap_m, "core_of_peak": CORE_OF_PEAK,
            "core_magnet_m": CORE_MAGNET_M, "fewest_units": FEWEST_UNITS,
            "fewest_functions": FEWEST_FUNCTIONS, "at_the_edge": edge,
            "osm_share": osm_share(inside),
        },
        counted=ids(inside), numerator_ids=ids(inside),
        why=None if len(zone) else proposal.why or _NO_ZONE,
    )  # fmt: skip


def _method(proposal: Proposal, note: Text) -> Text:
    """Say how the area was drawn."""
    least, gap = number(proposal.least_per_100m), number(proposal.longest_gap_m)
    return Text(
        f"Vorschlag aus den Daten, keine amtliche Abgrenzung: mindestens {least} Einheiten je "
        f"100 m Straße, keine Lücke über {gap} m, mindestens {FEWEST_UNITS} Einheiten, "
        f"{FEWEST_FUNCTIONS} Funktionen und ein Magnetbetrieb; entlang von Flurstücken oder "
        f"Gebäuden gezeichnet{note.de}",
        f"a proposal from the data, no official boundary: at least {least} units per 100 m of "
        f"street, no gap of more than {gap} m, at least {FEWEST_UNITS} units, "
        f"{FEWEST_FUNCTIONS} functions and a magnet; drawn along parcels or buildings{note.en}",
    )
