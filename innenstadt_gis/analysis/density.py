"""Units along the streets and per hectare: how densely a centre is used (Besatz)."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.analysis.counting import ids
from innenstadt_gis.analysis.isochrones import reached_areas
from innenstadt_gis.analysis.vacancy import KNOWN
from innenstadt_gis.analysis.walkgraph import WalkGraph, walk_graph
from innenstadt_gis.tables.findings import AREA, SECTION_DENSITY
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

#: A unit may stand this far from its own street (yards, arcades) and still belong to it.
_SAME_STREET_M = 200.0


def assign_sections(
    premises: gpd.GeoDataFrame, sections: gpd.GeoDataFrame, *, max_distance_m: float = 60.0
) -> pd.Series:
    """
    Street section (Straßenabschnitt) of each unit.

    The nearest section of the street that the unit's address names, up to 200 m away, so
    that a corner shop counts where its door is; else the nearest section of any street. A
    unit of which only the street is known belongs to a section only if its street has no other.

    Parameters
    ----------
    premises, sections
        Contracts in `tables.PREMISES` and `tables.SECTIONS`, in one CRS of metres.
    max_distance_m
        Units farther than this from every section belong to none.

    Returns
    -------
    pd.Series
        ``section_id``, index of ``premises``; blank for units without place or section.
    """
    points = np.asarray(premises.geometry.to_numpy(), dtype=object)
    lines = np.asarray(sections.geometry.to_numpy(), dtype=object)
    reach_m = max(max_distance_m, _SAME_STREET_M)
    unit, section = shapely.STRtree(lines).query(points, predicate="dwithin", distance=reach_m)
    away = shapely.distance(points[unit], lines[section])
    streets, named = _plain(premises["street"])[unit], _plain(sections["street"])[section]
    other = (streets != named) | (streets == "")
    vague = _only_street(premises, sections)[unit]
    fits = ~(other & vague) & (~other | (away <= max_distance_m))
    fits &= ~(vague & _several(sections)[section])
    unit, section, away, other = unit[fits], section[fits], away[fits], other[fits]
    names = sections.index.to_numpy(dtype=object)
    rank = np.argsort(np.argsort(names))
    order = np.lexsort((rank[section], away, other, unit))
    whose, first = np.unique(unit[order], return_index=True)
    found = np.full(len(premises), None, dtype=object)
    found[whose] = names[section[order[first]]]
    return pd.Series(pd.array(found, dtype="str"), index=premises.index, name="section_id")


def _only_street(premises: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> Any:
    """Tell the units that stand in the middle of a street because nobody knows where on it."""
    only = (premises["located_by"] == "street").fillna(value=False).to_numpy(dtype=bool)
    known = pd.Series(_plain(premises["street"])).isin(_plain(sections["street"]))
    return only & known.to_numpy()


def _several(sections: gpd.GeoDataFrame) -> Any:
    """Tell the sections whose street has further ones."""
    names = pd.Series(_plain(sections["street"]))
    return names.duplicated(keep=False).to_numpy(dtype=bool)


def _plain(streets: pd.Series) -> Any:
    """Street names without case, "ß", abbreviation and punctuation, to be compared."""
    plain = streets.astype("str").fillna("").str.casefold()
    plain = plain.str.replace(r"str\b\.?", "strasse", regex=True)
    return plain.str.replace(r"[\W_]+", "", regex=True).to_numpy(dtype=object)


def section_density(premises: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Units per 100 m of street and vacancy rate of each street section.

    ``units_per_100m = units / centreline_m * 100``. All units count for the density,
    whether the register or OpenStreetMap knows them, but those that are gone; the vacancy
    rate is that of the register's units (see `vacancy.vacancy_rate`).

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`; read are ``section_id`` (a blank one counts in no
        section), ``status`` and ``in_register``.
    sections
        Contract in `tables.SECTIONS`.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.SECTION_DENSITY`, one row per section, also without
        units. ``vacancy_rate`` is NaN where no status is known.
    """
    status = premises["status"]
    registered = premises["in_register"].fillna(value=False).astype(bool)
    flags = pd.DataFrame(
        {
            "units": status != "gone",
            "known": registered & status.isin(KNOWN),
            "vacant": registered & (status == "vacant"),
            "unknown": registered & (status == "unknown"),
        },
        index=premises.index,
    )
    counts = flags.groupby(premises["section_id"]).sum()
    counts = counts.reindex(sections.index).fillna(0).astype("int64")
    table = sections[["street", "number", "centreline_m", sections.geometry.name]].join(counts)
    length = table["centreline_m"].where(table["centreline_m"] > 0)
    table["units_per_100m"] = table["units"] / length * 100
    table["vacancy_rate"] = table["vacant"] / table["known"].where(table["known"] > 0)
    return SECTION_DENSITY.conform(table, crs=sections.crs)


def reference_area(
    centres: gpd.GeoDataFrame,
    nodes: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
    *,
    premises: gpd.GeoDataFrame | None = None,
    walk_m: float = 400.0,
    graph: WalkGraph | None = None,
) -> gpd.GeoDataFrame:
    """
    Area that "per hectare" refers to: the official centre, else 400 m on foot.

    Parameters
    ----------
    centres
        Contract in `tables.CENTRES`. A polygon is taken as it is; a point gives the area
        from which it is reached within ``walk_m`` metres through the network.
    nodes, edges
        The walk network.
    premises
        Units to be counted in each area; None leaves the counts blank.
    walk_m
        Metres on foot around a centre that is a point.
    graph
        A network already built by `walk_graph`, to save building it.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.AREA`, one row per centre, its id the centre's. A
        point without connection to the network has no row.
    """
    places = np.asarray(centres.geometry.to_numpy(), dtype=object)
    rows = []
    for centre, place in zip(centres.index, places, strict=True):
        if shapely.get_type_id(place) != 0:
            rows.append((centre, "official", place))
            continue
        graph = graph or walk_graph(nodes, edges)
        one = np.array([place], dtype=object)
        area = reached_areas(graph.in_metres(), one, (walk_m,))[0]
        if not area.is_empty:
            rows.append((centre, "walk_400m", area))
    table = gpd.GeoDataFrame(
        {"kind": [kind for _, kind, _ in rows]},
        index=pd.Index([centre for centre, _, _ in rows]),
        geometry=[shape for _, _, shape in rows],
        crs=centres.crs,
    )
    table["area_ha"] = table.geometry.area / 10_000
    if premises is not None:
        found = _standing(premises).geometry
        table["units"] = [int(found.intersects(shape).sum()) for shape in table.geometry]
        table["units_per_ha"] = table["units"] / table["area_ha"]
    return AREA.conform(table, crs=centres.crs)


def _standing(premises: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return premises[premises["status"] != "gone"]


def _said(area: gpd.GeoDataFrame) -> Text:
    """Say what the area of reference is."""
    kinds = set(area["kind"])
    if kinds == {"official"}:
        return Text("im amtlich abgegrenzten Zentrum", "within the official centre")
    if kinds == {"walk_400m"}:
        return Text(
            "im Bereich bis 400 m Fußweg vom Zentrum", "within 400 m on foot from the centre"
        )
    return Text(
        "im amtlich abgegrenzten Zentrum oder bis 400 m Fußweg vom Zentrum",
        "within the official centre or 400 m on foot from it",
    )


def density_figures(
    premises: gpd.GeoDataFrame,
    area: gpd.GeoDataFrame,
    sections: gpd.GeoDataFrame | None = None,
) -> tuple[Figure, Figure]:
    """
    Units per hectare (B-01) and per 100 m of street (B-02) in the area of reference.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`; all units but those that are gone count, the share
        known from OpenStreetMap alone is stated.
    area
        From `reference_area`; several areas are taken together.
    sections
        Contract in `tables.SECTIONS` (or `section_density` of them); a section belongs to the
        area if at least half of its length lies in it. None: B-02 is not computed.

    Returns
    -------
    tuple of Figure
        ``value`` is None, with ``why``, without an area or sections.
    """
    where = area.geometry.union_all() if len(area) else None
    return _per_hectare(premises, area, where), _per_100m(premises, area, where, sections)


def _counted(figure: dict[str, Any], premises: gpd.GeoDataFrame, units: Any) -> dict[str, Any]:
    osm = int((~units["in_register"].fillna(value=False).astype(bool)).sum())
    share = osm / len(units) if len(units) else None
    parameters = {
        "osm_share": share,
        "without_place": int(_standing(premises).geometry.isna().sum()),
    }
    return {
        **figure,
        "parameters": {**figure.get("parameters", {}), **parameters},
        "counted": ids(units),
        "numerator_ids": ids(units),
        "left_out": ids(premises.index.difference(units.index)),
    }


def _with_share(said: Text, share: float | None) -> Text:
    if share is None:
        return said
    return Text(
        f"{said.de}; {number(share * 100)} % der Einheiten nur aus OpenStreetMap",
        f"{said.en}; {share * 100:.0f}% of the units from OpenStreetMap alone",
    )


def _per_hectare(premises: gpd.GeoDataFrame, area: gpd.GeoDataFrame, where: Any) -> Figure:
    stated: dict[str, Any] = {
        "id": "B-01",
        "key": "units_per_ha",
        "label": Text("Einheiten je Hektar", "units per hectare"),
        "unit": "units/ha",
        "base_table": "premises",
        "base": "all",
    }
    if where is None:
        why = Text("kein Zentrum mit Anschluss ans Wegenetz", "no centre connected to the network")
        return Figure(**stated, value=None, why=why)
    standing = _standing(premises)
    units = standing[standing.geometry.intersects(where)]
    hectares = float(where.area / 10_000)
    stated["parameters"] = {"area": ";".join(sorted(set(area["kind"])))}
    stated = _counted(stated, premises, units)
    return Figure(
        **stated,
        value=len(units) / hectares,
        numerator=len(units),
        denominator=hectares,
        method=_with_share(_counting("Hektar", "hectare", area), stated["parameters"]["osm_share"]),
    )


def _counting(de: str, en: str, area: gpd.GeoDataFrame) -> Text:
    where = _said(area)
    return Text(
        f"Einheiten, belegt oder nicht, je {de} {where.de}",
        f"units, let or not, per {en} {where.en}",
    )


def _per_100m(
    premises: gpd.GeoDataFrame,
    area: gpd.GeoDataFrame,
    where: Any,
    sections: gpd.GeoDataFrame | None,
) -> Figure:
    stated: dict[str, Any] = {
        "id": "B-02",
        "key": "units_per_100m",
        "label": Text("Einheiten je 100 m Straße", "units per 100 m of street"),
        "unit": "units/100 m",
        "base_table": "premises",
        "base": "all",
    }
    nothing = Figure(
        **stated,
        value=None,
        why=Text("kein Straßenabschnitt in der Bezugsfläche", "no street section in the area"),
    )
    if where is None or sections is None:
        return nothing
    part = sections.geometry.intersection(where).length
    inside = sections[(part >= sections.geometry.length / 2) & (part > 0)]
    metres = float(inside["centreline_m"].sum())
    if metres <= 0:
        return nothing
    standing = _standing(premises)
    units = standing[standing["section_id"].isin(inside.index)]
    stated["parameters"] = {
        "sections": len(inside), "without_section": int(standing["section_id"].isna().sum()),
    }  # fmt: skip
    stated = _counted(stated, premises, units)
    return Figure(
        **stated,
        value=len(units) / metres * 100,
        numerator=len(units),
        denominator=metres,
        method=_with_share(
            _counting("100 m Straße", "100 m of street", area), stated["parameters"]["osm_share"]
        ),
    )
