"""What invites people to stay (I-01 to I-11), as far as OpenStreetMap holds it.

Image, cleanliness and atmosphere are not on any map: `cooperation.ask_instead` says what to
ask. What is not entered may stand there all the same, so every label says where it is entered.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from innenstadt_gis.analysis.counting import flag, ids
from innenstadt_gis.analysis.streets import Places, metres_to_nearest, put
from innenstadt_gis.analysis.walkgraph import WalkGraph
from innenstadt_gis.tables.findings.image import IMAGE_SECTIONS, NEEDED, THINGS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

#: Kinds of `tables.AMENITIES` that are counted as each thing.
KINDS: dict[str, tuple[str, ...]] = {
    "sights": (
        "attraction", "museum", "gallery", "viewpoint", "castle", "city_gate", "citywalls",
        "tower", "manor", "monastery", "ruins", "archaeological_site",
    ),
    "heritage": (
        "memorial", "monument", "wayside_cross", "wayside_shrine", "historic", "heritage", "tomb",
        "boundary_stone", "milestone", "statue",
    ),
    "art": ("artwork", "fountain"),
    "seats": ("bench", "picnic_table"),
    "trees": ("tree",),
    "toilets": ("toilets",),
    "play": ("playground",),
    "water": ("drinking_water",),
}  # fmt: skip
#: A thing belongs to a street section at most this far from its centreline.
BESIDE_M = 30.0
#: Places along a street from which the way to the nearest thing is measured.
STEP_M = 25.0

_NO_AREA = Text("kein Zentrum mit Anschluss ans Wegenetz", "no centre connected to the network")
_NO_STREET = Text("kein Straßenabschnitt in der Bezugsfläche", "no street section in the area")


def sections_in(sections: gpd.GeoDataFrame, area: gpd.GeoDataFrame | None) -> pd.Series:
    """Tell which street sections lie in the area of reference with at least half of their length."""
    if area is None or not len(area) or not len(sections):
        return pd.Series(data=False, index=sections.index)
    where = area.geometry.union_all()
    part = sections.geometry.intersection(where).length
    return (part >= sections.geometry.length / 2) & (part > 0)


def things(amenities: gpd.GeoDataFrame) -> pd.Series:
    """
    What each amenity counts as, a key of `tables.findings.image.THINGS`; blank for others.

    A sight that is historic, too, counts as a sight alone.
    """
    of_kind = {kind: name for name, kinds in KINDS.items() for kind in kinds}
    found = amenities["kind"].map(of_kind).astype("object")
    old = flag(amenities["heritage"]) & found.isna()
    return found.where(found.notna(), None).mask(old, "heritage")


def image_sections(
    sections: gpd.GeoDataFrame,
    amenities: gpd.GeoDataFrame,
    *,
    area: gpd.GeoDataFrame | None = None,
    graph: WalkGraph | None = None,
    beside_m: float = BESIDE_M,
) -> gpd.GeoDataFrame:
    """
    What stands along each street section, and how far it is to the next seat, tree and toilet.

    Parameters
    ----------
    sections, amenities
        Contracts in `tables.SECTIONS` and `tables.AMENITIES`.
    area
        Area of reference (`density.reference_area`); None: ``in_area`` is False everywhere.
    graph
        The walk network; None leaves the distances blank.
    beside_m
        A thing belongs to its nearest section if that is at most so far away.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.image.IMAGE_SECTIONS`, index of ``sections``. Distances
        are metres along the network from the farthest place of the section; blank where
        nothing of the kind is entered or can be reached.
    """
    kinds = things(amenities)
    some = amenities[kinds.notna()]
    table = gpd.GeoDataFrame(
        sections[["street", "number", "centreline_m"]].assign(in_area=sections_in(sections, area)),
        geometry=sections.geometry,
        crs=sections.crs,
    )
    beside = _beside(sections, some, beside_m)
    for name in THINGS:
        counted = np.bincount(
            beside[(kinds.loc[some.index] == name).to_numpy() & (beside >= 0)],
            minlength=len(sections),
        )
        table[name] = counted[: len(sections)]
    ways = _ways(sections, some, kinds.loc[some.index], graph)
    for name in NEEDED:
        table[f"{name}_m"] = ways[name]
    done: gpd.GeoDataFrame = IMAGE_SECTIONS.conform(table, crs=sections.crs)
    return done


def _beside(
    sections: gpd.GeoDataFrame, some: gpd.GeoDataFrame, beside_m: float
) -> NDArray[np.intp]:
    """Position of the nearest section of each thing; -1 if none is near. Ties: by id."""
    found = np.full(len(some), -1, dtype=np.intp)
    if not len(sections) or not len(some):
        return found
    lines = np.asarray(sections.geometry.to_numpy(), dtype=object)
    points = np.asarray(some.geometry.to_numpy(), dtype=object)
    thing, section = shapely.STRtree(lines).query(points, predicate="dwithin", distance=beside_m)
    away = shapely.distance(points[thing], lines[section])
    rank = np.argsort(np.argsort(sections.index.to_numpy(dtype=object)))
    order = np.lexsort((rank[section], away, thing))
    whose, first = np.unique(thing[order], return_index=True)
    found[whose] = section[order[first]]
    return found


def _ways(
    sections: gpd.GeoDataFrame,
    some: gpd.GeoDataFrame,
    kinds: pd.Series,
    graph: WalkGraph | None,
) -> dict[str, NDArray[np.float64]]:
    """Metres from the farthest place of each section to the nearest thing of each kind."""
    nowhere = np.full(len(sections), np.nan)
    needed = kinds.isin(list(NEEDED)).to_numpy()
    if graph is None or not len(sections) or not needed.any():
        return dict.fromkeys(NEEDED, nowhere)
    spots, whose = _spots(sections)
    goals = np.asarray(some.geometry.to_numpy(), dtype=object)[needed]
    places = put(graph, np.concatenate([spots, goals]))
    start = np.arange(len(spots))
    names = kinds.to_numpy(dtype=object)[needed]
    return {
        name: _farthest(places, start, whose, len(spots) + np.flatnonzero(names == name), nowhere)
        for name in NEEDED
    }


def _spots(sections: gpd.GeoDataFrame) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Places along each section, at most `STEP_M` apart, and the section of each."""
    lines = np.asarray(sections.geometry.to_numpy(), dtype=object)
    parts, whose = shapely.get_parts(lines, return_index=True)
    length = shapely.length(parts)
    many = np.maximum(np.ceil(length / STEP_M).astype(int), 1) + 1
    part = np.repeat(np.arange(len(parts)), many)
    nth = np.arange(len(part)) - np.repeat(np.cumsum(many) - many, many)
    share = nth / (many[part] - 1)
    points = shapely.line_interpolate_point(parts[part], share, normalized=True)
    return np.asarray(points, dtype=object), np.asarray(whose[part], dtype=np.intp)


def _farthest(
    places: Places,
    start: NDArray[np.intp],
    whose: NDArray[np.intp],
    goals: NDArray[np.intp],
    nowhere: NDArray[np.float64],
) -> NDArray[np.float64]:
    farthest = np.full(len(nowhere), -np.inf)
    if len(goals):
        metres, _ = metres_to_nearest(places, start, goals)
        # a place that hangs on nothing says nothing about its section
        reached = np.isfinite(metres)
        np.maximum.at(farthest, whose[reached], metres[reached])
    return np.where(np.isfinite(farthest), farthest, np.nan)


def image_figures(
    table: gpd.GeoDataFrame, amenities: gpd.GeoDataFrame, area: gpd.GeoDataFrame | None
) -> tuple[Figure, ...]:
    """
    What invites to stay in the area of reference, per 100 m of street, and where it lacks.

    I-01 sights, I-02 heritage, I-03 art and fountains, I-04 seats, I-05 trees, I-06 toilets,
    I-07 playgrounds, I-08 drinking water: things in the area per 100 m of its streets. I-09
    seats, I-10 trees, I-11 toilets: longest way along the streets from a place in the area to
    the nearest one, inside or outside of the area; no value where none is entered inside, for
    then the map tells more of its mappers than of the town.

    Parameters
    ----------
    table
        From `image_sections`.
    amenities
        Contract in `tables.AMENITIES`.
    area
        Area of reference; None or empty: nothing is computed.
    """
    inside = table[flag(table["in_area"])]
    metres = float(inside["centreline_m"].sum())
    kinds = things(amenities)
    why = _NO_AREA if area is None or not len(area) else None
    why = why or (_NO_STREET if metres <= 0 else None)
    standing = kinds.iloc[:0]
    if area is not None and len(area) and len(amenities):
        standing = kinds[amenities.geometry.intersects(area.geometry.union_all())]
    figures = [
        _per_100m(nth, name, standing, metres, why) for nth, name in enumerate(THINGS, start=1)
    ]
    figures += [
        _gap(nth, name, inside, why, here=int((standing == name).sum()))
        for nth, name in enumerate(NEEDED, start=len(THINGS) + 1)
    ]
    return tuple(figures)


def _per_100m(nth: int, name: str, standing: pd.Series, metres: float, why: Text | None) -> Figure:
    label = THINGS[name]
    counted = standing[standing == name]
    stated: dict[str, Any] = {
        "id": f"I-{nth:02d}",
        "key": f"{name}_per_100m",
        "label": Text(
            f"{label.de} je 100 m Straße, in OpenStreetMap eingetragen",
            f"{label.en} per 100 m of street, entered in OpenStreetMap",
        ),
        "unit": "1/100 m",
        "base_table": "amenities",
        "rows_audience": "oeffentlich",
    }
    if why is not None:
        return Figure(**stated, value=None, why=why)
    none = Text(
        "; 0 heißt: nicht eingetragen, vor Ort nachsehen",
        "; 0 means: not entered, look on site",
    )
    more = none if counted.empty else Text("", "")
    return Figure(
        **stated, value=len(counted) / metres * 100, numerator=len(counted), denominator=metres,
        method=Text(
            f"{len(counted)} in der Bezugsfläche auf {number(metres)} m Straße{more.de}",
            f"{len(counted)} in the area of reference on {metres:,.0f} m of street{more.en}",
        ),
        counted=ids(counted.index), numerator_ids=ids(counted.index),
    )  # fmt: skip


def _gap(nth: int, name: str, inside: gpd.GeoDataFrame, why: Text | None, *, here: int) -> Figure:
    label = NEEDED[name]
    to = "zum nächsten" if name == "trees" else "zur nächsten"
    stated: dict[str, Any] = {
        "id": f"I-{nth:02d}",
        "key": f"farthest_from_{name}",
        "label": Text(
            f"weitester Fußweg {to} in OpenStreetMap eingetragenen {label.de}",
            f"longest way on foot to the nearest {label.en} entered in OpenStreetMap",
        ),
        "unit": "m",
        "base_table": "image_sections",
        "rows_audience": "oeffentlich",
    }
    if why is not None:
        return Figure(**stated, value=None, why=why)
    known = inside[inside[f"{name}_m"].notna()]
    if known.empty:
        nothing = Text(
            f"{label.de}: nichts eingetragen, das zu Fuß erreichbar wäre; vor Ort nachsehen",
            f"{label.en}: none entered that can be reached on foot; look on site",
        )
        return Figure(**stated, value=None, unknown=ids(inside), why=nothing)
    worst = known.sort_index().sort_values(f"{name}_m", ascending=False, kind="stable")
    metres, street = float(worst[f"{name}_m"].iloc[0]), str(worst["street"].iloc[0])
    if not here:
        outside = Text(
            f"{label.de}: in der Bezugsfläche ist nichts eingetragen; nicht vorhanden oder nur nicht "
            f"kartiert, vor Ort nachsehen (bis zum nächsten Eintrag {number(metres)} m)",
            f"{label.en}: none entered in the area of reference; missing or just not mapped, look on "
            f"site ({metres:,.0f} m to the next one entered)",
        )
        return Figure(**stated, value=None, unknown=ids(inside), why=outside)
    return Figure(
        **stated, value=metres, coverage=len(known) / len(inside),
        method=Text(
            "entlang der Wege, von der ungünstigsten Stelle der Straßenabschnitte, die mindestens zur "
            f"Hälfte in der Bezugsfläche liegen: {street}; was nicht eingetragen ist, kann trotzdem "
            "dort stehen",
            "along the ways, from the farthest place of the sections of which at least half lies in "
            f"the area of reference: {street}; what is not entered may stand there all the same",
        ),
        parameters={"street": street, "step_m": STEP_M}, counted=ids(known),
        numerator_ids=(str(worst.index[0]),), unknown=ids(inside.index.difference(known.index)),
    )  # fmt: skip
