"""Supply per inhabitant: who lives in the area, and how many units there are for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely

from innenstadt_gis.analysis.counting import ids, within
from innenstadt_gis.analysis.supply.units import in_use, osm_share, standing, with_osm
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

_NOBODY = Text("keine Einwohnerzahlen im Gebiet", "no numbers of inhabitants in the area")
_NOTHING_TOLD = Text(
    "keine Einheit mit bekanntem Status und bekannter Funktion",
    "no unit of known status and function",
)


@dataclass(frozen=True, slots=True)
class Inhabitants:
    """
    People of an area: how many, which part of it the cells cover, where that is from.

    ``covered`` is the share of the area's addresses (without addresses: buildings) that
    lie in a cell with people; None without either. Cells with few people are left out of
    the published census, so the true number is a little higher.
    """

    persons: float
    covered: float | None
    said: Text


def inhabitants(
    population: gpd.GeoDataFrame, houses: gpd.GeoDataFrame, area: Any, *, source: Text
) -> Inhabitants:
    """
    Count the inhabitants of an area.

    Parameters
    ----------
    population
        Contract in `tables.POPULATION`; a cell belongs to the area if its middle does.
    houses
        Addresses or buildings, to tell which part of them the cells cover.
    area
        Polygon; None: all cells.
    source
        Where the numbers are from, with their year ("Zensus 2022 …").
    """
    cells = population[within(population, area)] if len(population) else population
    persons = float(cells["persons"].sum())
    covered = None
    there = houses[within(houses, area)] if len(houses) else houses
    if len(there) and len(cells):
        points = there.geometry.representative_point().to_numpy()
        hit = shapely.STRtree(cells.geometry.to_numpy()).query(points, predicate="intersects")[0]
        covered = len(set(hit.tolist())) / len(there)
    part = "" if covered is None else f", {number(covered * 100)} % der Häuser abgedeckt"
    teil = "" if covered is None else f", {covered * 100:.0f}% of the houses covered"
    said = Text(f"{source.de}{part}", f"{source.en}{teil}")
    return Inhabitants(persons, covered, said)


def units_per_1000(
    premises: gpd.GeoDataFrame, people: Inhabitants, functions: tuple[str, ...], **stated: Any
) -> Figure:
    """
    Units in use of some functions for every 1,000 inhabitants.

    ``units / persons · 1000``, of the register and of OpenStreetMap. The bounds count, on
    the upper side, the units whose status or function nobody knows: they may be open, and
    they may be of these functions.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`, those of the same area as ``people``.
    people
        From `inhabitants`.
    functions
        Keys of `tables.FUNCTIONS`.
    stated
        ``id``, ``key`` and ``label`` of the Figure.
    """
    function, used = premises["function"], in_use(premises)
    fits = function.isin(functions)
    hit = premises[used & fits]
    may = (fits | function.isna()) & (used | (premises["status"] == "unknown"))
    unknown = premises[may].drop(index=hit.index)
    told = bool((standing(premises) & function.notna() & (premises["status"] != "unknown")).any())
    per = 1000 / people.persons if people.persons > 0 and told else None
    asked = int(standing(premises).sum())
    said = people.said
    return Figure(
        unit="units/1000", base="all", base_table="premises", **stated,
        value=len(hit) * per if per else None, numerator=len(hit),
        denominator=people.persons if per else None,
        bound_low=len(hit) * per if per else None,
        bound_high=(len(hit) + len(unknown)) * per if per else None,
        coverage=1 - len(unknown) / asked if asked else None,
        method=with_osm(
            Text(f"betriebene Einheiten / Einwohner × 1.000; {said.de}",
                 f"units in use / inhabitants × 1,000; {said.en}"),
            osm_share(hit),
        ),
        parameters={
            "functions": ";".join(functions), "persons_covered": people.covered,
            "osm_share": osm_share(hit),
        },
        counted=ids(hit), numerator_ids=ids(hit), unknown=ids(unknown),
        left_out=ids(premises.index.difference(hit.index).difference(unknown.index)),
        why=None if per else _NOBODY if told else _NOTHING_TOLD,
    )  # fmt: skip


def per_1000_figures(premises: gpd.GeoDataFrame, people: Inhabitants) -> tuple[Figure, Figure]:
    """
    Shops (B-04), and shops, gastronomy and services together (B-10), per 1,000 inhabitants.

    Parameters
    ----------
    premises, people
        As for `units_per_1000`.
    """
    return (
        units_per_1000(
            premises, people, ("retail",), id="B-04", key="retail_per_1000",
            label=Text("Einzelhandelsgeschäfte je 1.000 Einwohner",
                       "shops per 1,000 inhabitants"),
        ),
        units_per_1000(
            premises, people, ("retail", "gastronomy", "service"), id="B-10",
            key="supply_per_1000",
            label=Text("Handel, Gastronomie und Dienstleistung je 1.000 Einwohner",
                       "shops, gastronomy and services per 1,000 inhabitants"),
        ),
    )  # fmt: skip


def chain_figure(premises: gpd.GeoDataFrame) -> Figure:
    """
    Share of shops that belong to a chain, at least (B-09, Filialisierungsgrad).

    ``shops in use with a brand / shops in use``. A lower bound: a brand is entered for the
    best-known chains alone, and a shop without one may belong to a chain all the same. At
    dealers in vehicles the brand is what they sell, not who they are: not counted.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`.

    Examples
    --------
    >>> import pandas as pd
    >>> from innenstadt_gis.tables import PREMISES
    >>> shops = PREMISES.conform(pd.DataFrame(
    ...     {"status": "occupied", "function": "retail", "branch": ["food", "books_stationery"],
    ...      "brand": ["Rewe", None], "in_register": False, "located_by": "coordinate"},
    ...     index=["a", "b"]))
    >>> chain_figure(shops).value
    0.5
    """
    shops = premises[in_use(premises) & (premises["function"] == "retail")]
    chain = shops[shops["brand"].notna() & (shops["branch"] != "vehicles").fillna(True)]
    # no brand at all says more about the map than about the shops
    share = len(chain) / len(shops) if len(chain) else None
    nothing = Text("bei keinem Geschäft ist eine Marke eingetragen", "no shop has a brand entered")
    return Figure(
        id="B-09", key="chain_share", unit="share", base="all", base_table="premises",
        label=Text("Filialisten, mindestens", "chains, at least"),
        value=share, numerator=len(chain), denominator=len(shops), bound_low=share,
        bound_high=1.0 if len(chain) else None,
        method=Text(
            "Geschäfte mit eingetragener Marke / betriebene Einzelhandelsgeschäfte; Untergrenze, "
            "weil nicht jede Kette eine Marke eingetragen hat",
            "shops with a brand entered / shops in use; a lower bound, as not every chain has "
            "its brand entered",
        ),
        parameters={"osm_share": osm_share(shops)},
        counted=ids(shops), numerator_ids=ids(chain),
        left_out=ids(premises.index.difference(shops.index)),
        why=None if len(chain) else nothing,
    )  # fmt: skip
