"""Figures about walking to the centre (E-01 to E-03)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.analysis.counting import bounds, ids, within
from innenstadt_gis.analysis.people import homes
from innenstadt_gis.analysis.walkgraph import largest_part
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number


def slope_share(edges: gpd.GeoDataFrame) -> float:
    """Share of the network's metres whose slope is known, 0 to 1; 0 without edges."""
    length = edges["length_m"].to_numpy("float64")
    known = edges["slope"].notna().to_numpy()
    return float(length[known].sum() / length.sum()) if length.sum() > 0 else 0.0


def isolated_share(edges: gpd.GeoDataFrame) -> float:
    """Share of the network's metres that hang on nothing: outside of its largest part, 0 to 1."""
    length = edges["length_m"].to_numpy("float64")
    ids = pd.Index(pd.concat([edges["u"], edges["v"]]).unique())
    ends = [ids.get_indexer(pd.Index(edges[end])) for end in ("u", "v")]
    alone = ~largest_part(ends[0], ends[1], length)
    return float(length[alone].sum() / length.sum()) if length.sum() > 0 else 0.0


def walking_method(edges: gpd.GeoDataFrame, *, speed_kmh: float) -> Text:
    """
    Say in one sentence how the minutes were reckoned, with or without slope.

    Examples
    --------
    >>> import pandas as pd
    >>> flat = pd.DataFrame({"length_m": [100.0], "slope": [None]})
    >>> walking_method(flat, speed_kmh=4.8).de
    'kürzester Fußweg zum nächsten Zentrum, 4,8 km/h, ohne Steigung'
    """
    share = slope_share(edges)
    if share <= 0:
        slope = Text("ohne Steigung", "without slope")
    elif share >= 0.95:
        slope = Text("mit Steigung", "with slope")
    else:
        slope = Text(
            f"mit Steigung (für {number(share * 100)} % der Wege bekannt)",
            f"with slope (known for {share * 100:.0f}% of the ways)",
        )
    speed = Text(number(speed_kmh, digits=1), number(speed_kmh, digits=1, lang="en"))
    return Text(
        f"kürzester Fußweg zum nächsten Zentrum, {speed.de} km/h, {slope.de}",
        f"shortest way on foot to the nearest centre, {speed.en} km/h, {slope.en}",
    )


def walking_figures(
    walking: gpd.GeoDataFrame,
    population: gpd.GeoDataFrame | None,
    edges: gpd.GeoDataFrame,
    *,
    speed_kmh: float = 4.8,
    area: Any = None,
    minutes: Iterable[float] = (10, 15),
) -> tuple[Figure, ...]:
    """
    How many buildings and persons reach a centre on foot in time.

    Buildings and cells without a connection to the network stand on neither side and make
    the bounds. The persons of a cell are spread evenly over the addresses in it (over its
    buildings where a town has no addresses); a cell without any is not covered.

    Parameters
    ----------
    walking
        Minutes of buildings and addresses; contract in `tables.findings.WALKING`.
    population
        Cells with persons, contract in `tables.POPULATION`; None or empty: not computed.
    edges, speed_kmh
        The walk network and the speed with which ``walking`` was reckoned, to be stated.
    area
        Polygon to report on (`Town.study_area`); None reports on all.
    minutes
        Thresholds; the buildings are counted for the first one.

    Returns
    -------
    tuple of Figure
        E-01 for buildings, then E-02, E-03 … for persons, one per threshold.
    """
    limits = [float(limit) for limit in minutes]
    method = walking_method(edges, speed_kmh=speed_kmh)
    stated: dict[str, Any] = {
        "speed_kmh": speed_kmh,
        "slope_known_share": round(slope_share(edges), 4),
        "isolated_share": round(isolated_share(edges), 4),
    }
    inside = walking[within(walking, area)]
    ways = [_Ways(limit, method, {**stated, "minutes": limit}) for limit in limits]
    cells = None if population is None else population[within(population, area)]
    figures = [_buildings(inside, walking, ways[0])]
    for position, way in enumerate(ways, start=2):
        figures.append(replace(_persons(inside, cells, way), id=f"E-{position:02d}"))
    return tuple(figures)


class _Ways(NamedTuple):
    """What is asked of the minutes, and how they were reckoned."""

    limit: float
    method: Text
    parameters: dict[str, Any]


def _buildings(inside: gpd.GeoDataFrame, walking: gpd.GeoDataFrame, ways: _Ways) -> Figure:
    limit = ways.limit
    rows = inside[inside["kind"] == "building"]
    everywhere = walking[walking["kind"] == "building"]
    known = rows[rows["walk_min"].notna()]
    near = known[known["walk_min"] <= limit]
    unknown = rows[rows["walk_min"].isna()]
    low, high = bounds(len(near), len(known), len(unknown))
    why = None
    if not len(rows):
        why = Text("keine Gebäude in den Daten", "no buildings in the data")
    elif not len(known):
        why = Text(
            "kein Gebäude ist mit einem Zentrum verbunden", "no building is connected to a centre"
        )
    return Figure(
        id="E-01",
        key=f"buildings_within_{limit:g}_min",
        label=Text(
            f"Gebäude höchstens {limit:g} Gehminuten vom Zentrum",
            f"buildings at most {limit:g} minutes on foot from the centre",
        ),
        unit="share",
        value=len(near) / len(known) if len(known) else None,
        numerator=len(near),
        denominator=len(known),
        bound_low=low,
        bound_high=high,
        coverage=len(known) / len(rows) if len(rows) else None,
        method=ways.method,
        parameters=ways.parameters,
        base_table="walking",
        counted=ids(known),
        numerator_ids=ids(near),
        left_out=ids(everywhere.index.difference(rows.index)),
        unknown=ids(unknown),
        why=why,
    )


def _persons(inside: gpd.GeoDataFrame, cells: gpd.GeoDataFrame | None, ways: _Ways) -> Figure:
    limit = ways.limit
    why, parts = None, _no_persons()
    if cells is None or not len(cells):
        why = Text("keine Bevölkerungszellen in den Daten", "no population cells in the data")
    else:
        parts = _spread(inside, cells, limit)
    covered = parts["known"].sum()
    near, total = parts["near"].sum(), parts["persons"].sum()
    if why is None and covered <= 0:
        why = Text(
            "in keiner bewohnten Zelle liegt eine Adresse oder ein Gebäude mit Weg zum Zentrum",
            "no populated cell holds an address or building with a way to the centre",
        )
    coverage = float(covered / total) if total > 0 else None
    low, high = bounds(near, covered, total - covered)
    spread = Text(
        "; Personen je Zelle gleichmäßig auf ihre Adressen verteilt",
        "; persons of a cell spread evenly over its addresses",
    )
    return Figure(
        id="E-02",
        key=f"persons_within_{limit:g}_min",
        label=Text(
            f"Personen höchstens {limit:g} Gehminuten vom Zentrum",
            f"persons at most {limit:g} minutes on foot from the centre",
        ),
        unit="share",
        value=float(near / covered) if covered > 0 else None,
        numerator=float(near) if why is None else None,
        denominator=float(covered) if why is None else None,
        bound_low=low,
        bound_high=high,
        coverage=coverage,
        method=Text(ways.method.de + spread.de, ways.method.en + spread.en),
        parameters={**ways.parameters, "coverage": coverage, "persons": float(total)},
        base_table="population",
        counted=ids(parts[parts["known"] > 0]),
        numerator_ids=ids(parts[parts["near"] > 0]),
        unknown=ids(parts[(parts["known"] <= 0) & (parts["persons"] > 0)]),
        why=why,
    )


def _no_persons() -> pd.DataFrame:
    return pd.DataFrame({"persons": [], "known": [], "near": []}, dtype="float64")


def _spread(walking: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, limit: float) -> pd.DataFrame:
    """Persons of each cell: all, with known minutes, and within the limit."""
    addresses = walking[walking["kind"] == "address"]
    targets = addresses if len(addresses) else walking
    found = homes(targets, cells)
    minutes = targets["walk_min"].to_numpy("float64")
    return pd.DataFrame(
        {
            "persons": cells["persons"].astype("float64"),
            "known": found.added(np.isfinite(minutes).astype(float)) * found.each,
            "near": found.added((minutes <= limit).astype(float)) * found.each,
        },
        index=cells.index,
    )
