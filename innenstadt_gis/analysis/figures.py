"""Figures about walking to the centre (E-01 to E-03)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.analysis.counting import bounds, ids, within
from innenstadt_gis.analysis.people import NOBODY, People
from innenstadt_gis.analysis.walkgraph import Floats, largest_part
from innenstadt_gis.personas import Persona, personas
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


def walking_method(edges: gpd.GeoDataFrame, *, persona: Persona | None = None) -> Text:
    """
    Say in one sentence how the minutes were reckoned, with or without slope.

    Examples
    --------
    >>> import pandas as pd
    >>> flat = pd.DataFrame({"length_m": [100.0], "slope": [None]})
    >>> walking_method(flat).de
    'kürzester Fußweg zum nächsten Zentrum, Erwachsene, 4,8 km/h, ohne Steigung'
    """
    who = persona or personas()[0]
    share = slope_share(edges)
    if share <= 0:
        slope = Text("ohne Steigung", "without slope")
    elif share >= 0.95:
        slope = Text("mit Steigung", "with slope")
    elif share < 0.01:
        slope = Text(
            "mit Steigung (für unter 1 % der Wege bekannt)",
            "with slope (known for less than 1% of the ways)",
        )
    else:
        slope = Text(
            f"mit Steigung (für {number(share * 100)} % der Wege bekannt)",
            f"with slope (known for {share * 100:.0f}% of the ways)",
        )
    speed = Text(number(who.speed_kmh, digits=1), number(who.speed_kmh, digits=1, lang="en"))
    return Text(
        f"kürzester Fußweg zum nächsten Zentrum, {who.label.de}, {speed.de} km/h, {slope.de}",
        f"shortest way on foot to the nearest centre, {who.label.en}, {speed.en} km/h, {slope.en}",
    )


def walking_figures(
    walking: gpd.GeoDataFrame,
    people: People | None,
    edges: gpd.GeoDataFrame,
    *,
    persona: Persona | None = None,
    area: Any = None,
    minutes: Iterable[float] = (10, 15),
) -> tuple[Figure, ...]:
    """
    How many buildings and persons reach a centre on foot in time.

    Buildings and persons without a connection to the network stand on neither side and make
    the bounds. The persons of a cell are spread evenly over the homes in it
    (`dwellings.dwellings`).

    Parameters
    ----------
    walking
        Minutes of buildings and addresses; contract in `tables.findings.WALKING`, the ids
        those of `walking_ids`.
    people
        Persons by home; None, or without cells: not computed.
    edges, persona
        The walk network and the persona with which ``walking`` was reckoned, to be stated;
        None: an adult.
    area
        Polygon of which buildings are reported (`Town.study_area`); None reports all.
    minutes
        Thresholds; the buildings are counted for the first one.

    Returns
    -------
    tuple of Figure
        E-01 for buildings, then E-02, E-03 … for persons, one per threshold.
    """
    who = persona or personas()[0]
    method = walking_method(edges, persona=who)
    stated: dict[str, Any] = {
        "persona": who.key,
        "speed_kmh": who.speed_kmh,
        "slope_known_share": round(slope_share(edges), 4),
        "isolated_share": round(isolated_share(edges), 4),
    }
    inside = walking[within(walking, area)]
    ways = [_Ways(float(limit), method, {**stated, "minutes": float(limit)}) for limit in minutes]
    persons = [_persons(walking, people, way, at) for at, way in enumerate(ways, start=2)]
    return (_buildings(inside, walking, ways[0]), *persons)


def walking_ids(kind: str, index: pd.Index) -> list[str]:
    """Ids in ``walking`` of buildings or of addresses; the two tables may share an id."""
    return [f"adr:{i}" if kind == "address" else str(i) for i in index]


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


def _persons(walking: gpd.GeoDataFrame, people: People | None, ways: _Ways, at: int) -> Figure:
    limit = ways.limit
    said = NOBODY
    method, parameters = ways.method, ways.parameters
    if people is not None and people.spread is not None:
        minutes = home_minutes(walking, people)
        said = people.share(minutes <= limit, known=np.isfinite(minutes))
        spread, census = people.said, people.census
        method = Text(
            f"{method.de}; {spread.de}; {census.de}", f"{method.en}; {spread.en}; {census.en}"
        )
        parameters = {
            **parameters, "coverage": said.coverage, "persons": people.total,
            "persons_in_other_buildings": people.elsewhere, "census": census.de,
        }  # fmt: skip
    return Figure(
        id=f"E-{at:02d}",
        key=f"persons_within_{limit:g}_min",
        label=Text(
            f"Personen höchstens {limit:g} Gehminuten vom Zentrum",
            f"persons at most {limit:g} minutes on foot from the centre",
        ),
        unit="share",
        method=method,
        parameters=parameters,
        base_table="population",
        **said._asdict(),
    )


def home_minutes(walking: gpd.GeoDataFrame, people: People) -> Floats:
    """Minutes of each home, NaN where the table of minutes does not hold it."""
    buildings = people.kinds.str.startswith("building")
    index = people.homes.index
    found = np.where(buildings, walking_ids("building", index), walking_ids("address", index))
    return walking["walk_min"].reindex(found).to_numpy("float64")
