"""Sites of all kinds in one table, and the figures that count them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.analysis.counting import flag, ids
from innenstadt_gis.analysis.sites.brownfields import brownfield_sites
from innenstadt_gis.analysis.sites.gaps import find_gaps
from innenstadt_gis.analysis.sites.plots import covered_m2, shapes_of
from innenstadt_gis.tables.findings.sites import SITES
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

_BROWN = ("brownfield", "commercial_brownfield", "commercial_brownfield_in_part_use")
_NO_PARCELS = Text(
    "keine Flurstücke: Baulücken und gering genutzte Grundstücke lassen sich ohne Kataster nicht "
    "bestimmen",
    "no parcels: gaps and under-used plots cannot be told without a cadastre",
)
_NO_REGISTER = Text("kein Register mit Status", "no register with status")
_NO_BUILDINGS = Text("keine Gebäude", "no buildings")
_NO_STREETS = Text("keine benannten Straßen", "no named streets")
_NO_CENTRE = Text("kein Zentrum bestimmt", "no centre known")
_PROPOSAL = Text("; Vorschlag aus Karten, vor Ort prüfen", "; proposal from maps, check on site")


def find_sites(
    parcels: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    *,
    brownfields: gpd.GeoDataFrame,
    premises: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
    basemap: gpd.GeoDataFrame,
    least_m2: float = 1000.0,
    least_units: int = 2,
) -> gpd.GeoDataFrame:
    """
    Brownfields, gaps between buildings and wholly vacant buildings, each site once.

    Parameters
    ----------
    parcels, buildings, brownfields, premises, sections, basemap
        Contracts in `tables`; each may be empty.
    least_m2
        See `brownfields.brownfield_sites`.
    least_units
        A building is listed from so many units of the register on, all of them vacant: one
        vacant shop under flats is no vacant building.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.sites.SITES`. A gap that a brownfield or building site
        covers by half is that site, with the cadastre among its sources.
    """
    brown = brownfield_sites(brownfields, parcels, buildings, premises, least_m2=least_m2)
    gaps = find_gaps(parcels, buildings, sections, basemap)
    brown, gaps = _joined(brown, gaps)
    empty = _vacant_buildings(premises, buildings, least_units=least_units)
    frames = [frame for frame in (brown, gaps, empty) if len(frame)]
    if not frames:
        return SITES.empty(brownfields.crs)
    values = pd.concat([pd.DataFrame(f.drop(columns="geometry")).astype(object) for f in frames])
    shapes = np.concatenate([shapes_of(frame) for frame in frames])
    return SITES.conform(gpd.GeoDataFrame(values, geometry=shapes, crs=brownfields.crs))


def _joined(
    brown: gpd.GeoDataFrame, gaps: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Make one site of a gap and a brownfield that cover each other."""
    if brown.empty or gaps.empty:
        return brown, gaps
    areas, plots = shapes_of(brown), shapes_of(gaps)
    twice = covered_m2(plots, areas) > gaps["area_m2"].to_numpy(float) / 2
    both = covered_m2(areas, plots[twice]) > 0
    sources = [
        f"{told};cadastre" if new and "cadastre" not in told.split(";") else told
        for told, new in zip(brown["sources"], both, strict=True)
    ]
    why = [
        f"Kataster: Baulücke; {told}" if new else told
        for told, new in zip(brown["why"], both, strict=True)
    ]
    return brown.assign(sources=sources, why=why), gaps[~twice]


def _vacant_buildings(
    premises: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, *, least_units: int
) -> gpd.GeoDataFrame:
    """Buildings in which every unit that anybody knows is vacant, and the register has some."""
    standing = premises[(premises["status"] != "gone") & premises["building_id"].notna()]
    counts = pd.DataFrame(
        {
            "units": 1, "vacant": (standing["status"] == "vacant").astype(int),
            "registered": flag(standing["in_register"]).astype(int),
        },
        index=standing.index,
    ).groupby(standing["building_id"]).sum()  # fmt: skip
    all_vacant = counts[
        (counts["registered"] >= least_units) & (counts["vacant"] == counts["units"])
    ]
    found = buildings[buildings.index.isin(all_vacant.index)].sort_index()
    units = counts["units"].reindex(found.index)
    doors = (standing["street"].fillna("") + " " + standing["house_number"].fillna("")).str.strip()
    named = found["name"].fillna(doors.groupby(standing["building_id"]).min().reindex(found.index))
    return gpd.GeoDataFrame(
        {
            "kind": "vacant_building", "name": named.where(named != "").to_numpy(),
            "area_m2": found.geometry.area.to_numpy(), "sources": "register",
            "why": [
                f"Register: alle {number(n)} erfassten Einheiten leer; ob auch Wohnungen leer "
                "stehen, ist nicht erfasst; Vorschlag, vor Ort prüfen" for n in units
            ],
            "proposed": True, "needs_check": False,
        },
        geometry=shapes_of(found), index="building:" + found.index.astype("str"),
        crs=buildings.crs,
    )  # fmt: skip


def site_figures(
    sites: gpd.GeoDataFrame,
    underused: gpd.GeoDataFrame | None,
    *,
    parcels: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame,
    premises: gpd.GeoDataFrame,
    least_m2: float = 1000.0,
) -> tuple[Figure, ...]:
    """
    Count the sites: F-01 brownfields, F-02 gaps, F-03 under-used plots, F-04 buildings, F-05 ha.

    Parameters
    ----------
    sites, underused
        From `find_sites` and `gaps.find_underused`; None where no centre is known.
    parcels, buildings, sections, premises
        What the search needed; F-02 and F-03 have no value without parcels, buildings and
        streets, F-04 none without a register, and say so.
    least_m2
        Brownfields from this area on count in F-01 and F-05.

    Returns
    -------
    tuple of Figure
        F-03 stays in the town hall (``audience="intern"``).
    """
    brown = sites[sites["kind"].isin(_BROWN)]
    large = brown[~flag(brown["below_threshold"]) & brown["area_m2"].notna()]
    parameters = {
        "least_m2": least_m2, "below_threshold": int(flag(brown["below_threshold"]).sum()),
        "without_area": int(brown["area_m2"].isna().sum()),
        "building_sites": int((sites["kind"] == "construction_site").sum()),
    }  # fmt: skip
    method = Text(
        f"Brachen ab {number(least_m2)} m² aus Liste, OpenStreetMap, Kataster und Register, jede "
        "einmal; Baustellen nicht",
        f"brownfields from {least_m2:,.0f} m² of list, OpenStreetMap, cadastre and register, each "
        "once; no building sites",
    )
    count = _count(
        "F-01", "brownfields", Text("bekannte Brachflächen", "known brownfields"), large, method
    )
    count = replace(count, parameters=parameters)
    hectares = replace(
        count, id="F-05", key="brownfield_hectares", unit="ha",
        label=Text("Fläche der bekannten Brachen", "area of known brownfields"),
        value=float(large["area_m2"].sum()) / 10_000, numerator=None,
    )  # fmt: skip
    empty = _count(
        "F-04", "vacant_buildings", Text("ganz leere Gebäude", "wholly vacant buildings"),
        sites[sites["kind"] == "vacant_building"],
        Text(
            "Gebäude mit mindestens zwei erfassten Einheiten, alle leer; Wohnungen nicht erfasst",
            "buildings with two surveyed units or more, all vacant; flats not surveyed",
        ),
    )  # fmt: skip
    empty = replace(empty, unit="buildings", audience="workshop")
    if not flag(premises["in_register"]).any():
        empty = _not_computed(empty, _NO_REGISTER)
    lacking = _lacking(parcels, buildings, sections)
    gaps = _gap_figure(sites, lacking)
    return count, gaps, _underused_figure(underused, lacking), empty, hectares


def _lacking(
    parcels: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, sections: gpd.GeoDataFrame
) -> Text | None:
    for rows, why in ((parcels, _NO_PARCELS), (buildings, _NO_BUILDINGS), (sections, _NO_STREETS)):
        if rows.empty:
            return why
    return None


def _gap_figure(sites: gpd.GeoDataFrame, lacking: Text | None) -> Figure:
    gaps = sites[sites["kind"] == "gap"]
    method = Text(
        "Flurstücke ohne Gebäude an einer Straße, daneben beidseits Häuser",
        "plots without a building on a street, houses on both sides",
    )
    figure = _count("F-02", "gaps", Text("Baulücken", "gaps between buildings"), gaps, method)
    unsure = int(flag(gaps["needs_check"]).sum())
    figure = replace(
        figure, parameters={"used_otherwise": unsure, "hectares": _hectares(gaps)}
    )  # fmt: skip
    return figure if lacking is None else _not_computed(figure, lacking)


def _underused_figure(underused: gpd.GeoDataFrame | None, lacking: Text | None) -> Figure:
    figure = Figure(
        id="F-03", key="underused_plots", unit="plots", value=None, audience="intern",
        label=Text("gering genutzte Grundstücke im Zentrum", "under-used plots in the centre"),
        method=Text(
            "bebaute Flurstücke ab 300 m² im Zentrum, überbaut zu weniger als einem Drittel des "
            "Orientierungswerts nach § 17 BauNVO (Wohnen 0,4; gemischt 0,6; Gewerbe 0,8); ohne Kirchen, "
            "Schulen, Straßen, Grünflächen" + _PROPOSAL.de,
            "built plots of 300 m² and more in the centre, built over to less than a third of the "
            "orientation value of § 17 BauNVO (housing 0.4, mixed 0.6, trade 0.8); no churches, schools, streets, greens" + _PROPOSAL.en,
        ),
        base_table="underused_plots", rows_audience="intern",
    )  # fmt: skip
    if lacking is not None or underused is None:
        return replace(figure, why=lacking or _NO_CENTRE)
    return replace(
        figure, value=float(len(underused)), numerator=len(underused), counted=ids(underused),
        numerator_ids=ids(underused), parameters={"hectares": _hectares(underused)},
    )  # fmt: skip


def _hectares(rows: gpd.GeoDataFrame) -> float:
    return round(float(rows.geometry.area.sum()) / 10_000, 2)


def _count(id_: str, key: str, label: Text, rows: Any, method: Text) -> Figure:
    return Figure(
        id=id_, key=key, label=label, unit="sites", value=float(len(rows)), numerator=len(rows),
        method=Text(method.de + _PROPOSAL.de, method.en + _PROPOSAL.en), base_table="sites",
        counted=ids(rows), numerator_ids=ids(rows),
    )  # fmt: skip


def _not_computed(figure: Figure, why: Text) -> Figure:
    return replace(
        figure, value=None, numerator=None, counted=(), numerator_ids=(), parameters={}, why=why
    )
