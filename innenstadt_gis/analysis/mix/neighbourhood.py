"""What stands beside what: the mix around each unit, by street section, and its evenness."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from innenstadt_gis.analysis.mix.base import in_use
from innenstadt_gis.analysis.mix.hill import checked_order, hills
from innenstadt_gis.analysis.streets import pairs_within, put
from innenstadt_gis.analysis.walkgraph import WalkGraph
from innenstadt_gis.tables.findings.mix import (
    DISSIMILARITY,
    LOCATION_QUOTIENTS,
    MIX_NEIGHBOURS,
    SECTION_MIX,
)

#: What one sees without walking on: the next two or three house fronts in every direction.
RADIUS_M = 100.0
#: Fewer units than this in a section have no shares worth comparing.
FEWEST = 10
#: Random placements behind the comparison of the dissimilarity index.
PLACEMENTS = 499
SEED = 20


def units_within(
    premises: gpd.GeoDataFrame, graph: WalkGraph | None, *, radius_m: float = RADIUS_M
) -> Any:
    """
    Which units lie within some metres of each other along the streets, as a sparse matrix.

    A unit lies within reach of itself. Units without place or street have an empty row and
    column, all of them without a network.

    Returns
    -------
    scipy.sparse.csr_array
        1 where the unit of the row has that of the column within ``radius_m``.
    """
    size = len(premises)
    if graph is None or not size:
        return csr_array((size, size), dtype=np.int64)
    places = put(graph, np.asarray(premises.geometry.to_numpy(), dtype=object))
    everyone = np.flatnonzero(places.node >= 0)
    here, there, _ = pairs_within(places, everyone, everyone, limit_m=radius_m)
    at = everyone[here], everyone[there]
    return csr_array((np.ones(len(here), dtype=np.int64), at), shape=(size, size))


def _classes(values: pd.Series) -> Any:
    """Which class each row belongs to, as a sparse matrix; blank ones belong to none."""
    codes, found = pd.factorize(values, sort=True)
    known = np.flatnonzero(codes >= 0)
    ones = np.ones(len(known), dtype=np.int64)
    return csr_array((ones, (known, codes[known])), shape=(len(values), max(len(found), 1)))


def neighbourhood_hill(
    premises: gpd.GeoDataFrame, graph: WalkGraph | None, *, q: int = 1, radius_m: float = RADIUS_M
) -> pd.Series:
    """
    Hill number of the branches around each unit, within some metres along the streets.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`; units in use of known branch are counted, the unit itself
        among them. Vacant units have a mix around them too.
    graph
        From `walkgraph.walk_graph`; None: no streets, all blank.
    q
        Order 0 (number of branches), 1 or 2.
    radius_m
        Metres along the streets.

    Returns
    -------
    pd.Series
        Index of ``premises``; blank for units without place or street, and where no unit of
        known branch is around.
    """
    order = checked_order(q)
    counts = _around(premises, premises["branch"], units_within(premises, graph, radius_m=radius_m))
    return pd.Series(hills(counts, order), index=premises.index, name=f"hill_{order}")


def _around(premises: gpd.GeoDataFrame, values: pd.Series, near: Any) -> NDArray[Any]:
    """Units in use by class around each unit."""
    used = premises.index.isin(in_use(premises).index)
    return (near @ _classes(values.where(used))).toarray()


def mix_neighbours(
    premises: gpd.GeoDataFrame, graph: WalkGraph | None, *, radius_m: float = RADIUS_M
) -> gpd.GeoDataFrame:
    """
    Units, functions and branches around each unit, and as how many equal branches they work.

    Parameters
    ----------
    premises, graph, radius_m
        As for `neighbourhood_hill`; units that are gone have no row.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.mix.MIX_NEIGHBOURS`; blank for units without place or
        street.
    """
    rows = premises[premises["status"] != "gone"]
    near = units_within(rows, graph, radius_m=radius_m)
    placed = pd.Series(near.diagonal() > 0, index=rows.index)
    used = rows.index.isin(in_use(rows).index).astype(np.int64)
    branches = _around(rows, rows["branch"], near)
    functions = _around(rows, rows["function"], near)
    told = pd.DataFrame(
        {
            "units": near @ used,
            "functions": (functions > 0).sum(axis=1),
            "branches": (branches > 0).sum(axis=1),
        },
        index=rows.index,
        dtype="Int64",
    )
    told["effective_branches"] = hills(branches, 1)
    told = told.where(placed)
    table = gpd.GeoDataFrame(told, geometry=rows.geometry.to_numpy(), crs=premises.crs)
    return MIX_NEIGHBOURS.conform(table, crs=premises.crs)


def section_mix(premises: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Units in use, functions and branches of each street section, and their Hill numbers.

    Parameters
    ----------
    premises, sections
        Contracts in `tables.PREMISES` and `tables.SECTIONS`; units belong to the section of
        their ``section_id``.

    Returns
    -------
    gpd.GeoDataFrame
        Contract in `tables.findings.mix.SECTION_MIX`, one row per section; the Hill numbers are
        blank where no unit of known branch or function stands.
    """
    used = in_use(premises)
    table = sections[["street", "number", sections.geometry.name]].copy()
    by = used["section_id"]
    table["units"] = by.value_counts().reindex(sections.index).fillna(0).astype("int64")
    for name, column in (("branches", "branch"), ("functions", "function")):
        counts = pd.crosstab(by, used[column]).reindex(sections.index).fillna(0).to_numpy()
        table[name] = (counts > 0).sum(axis=1)
        table[f"effective_{name}"] = hills(counts, 1) if len(counts) else []
    return SECTION_MIX.conform(table, crs=sections.crs)


def location_quotients(premises: gpd.GeoDataFrame, *, fewest: int = FEWEST) -> pd.DataFrame:
    """
    Location quotients: the share of a function in a street section, over that in all of them.

    ``quotient = (units of the function in the section / units there) / (same in all)``. 2
    means twice the usual share; among ten units that may be one shop more.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`; units in use with section and known function are read.
    fewest
        Sections with fewer units are left out: their shares say nothing.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.mix.LOCATION_QUOTIENTS`, one row per section and function.
    """
    counts = _by_section(premises)
    town = counts.sum() / max(int(counts.to_numpy().sum()), 1)
    some = counts[counts.sum(axis=1) >= fewest]
    share = some.div(some.sum(axis=1), axis=0)
    frame = pd.DataFrame(
        {
            "section_id": np.repeat(some.index.to_numpy(dtype=object), some.shape[1]),
            "function": np.tile(some.columns.to_numpy(dtype=object), len(some)),
            "units": some.to_numpy().ravel(),
            "share": share.to_numpy().ravel(),
            "town_share": np.tile(town.to_numpy(), len(some)),
        }
    )
    frame["quotient"] = frame["share"] / frame["town_share"]
    frame.index = pd.Index(frame["section_id"] + ":" + frame["function"], dtype="str")
    return LOCATION_QUOTIENTS.conform(frame)


def _by_section(premises: gpd.GeoDataFrame) -> pd.DataFrame:
    used = in_use(premises)
    used = used[used["section_id"].notna() & used["function"].notna()]
    return pd.crosstab(used["section_id"], used["function"]).astype("int64")


def dissimilarity(
    premises: gpd.GeoDataFrame, *, placements: int = PLACEMENTS, seed: int = SEED
) -> pd.DataFrame:
    """
    Dissimilarity index of each function: how unlike the others it is spread over the streets.

    ``D = 1/2 sum |a_i/A - b_i/B|`` over the sections, with ``a`` the units of the function and
    ``b`` all others: the share of them that would have to move to be spread as the others
    are. With few units D is high by chance alone: the mean of random placement stands beside
    it, and ``p``, the share of placements at least as uneven.

    Parameters
    ----------
    premises
        As for `location_quotients`.
    placements
        Random placements of each function over the units that stand there.
    seed
        Of the random numbers.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.mix.DISSIMILARITY`, one row per function; the index is
        blank where it is the only one.
    """
    counts = _by_section(premises)
    totals = counts.sum(axis=1).to_numpy("int64")
    rows = {
        name: {
            "units": int(a.sum()),
            "sections": len(totals),
            **_uneven(a, totals, placements, seed),
        }
        for name, a in ((str(c), counts[c].to_numpy("int64")) for c in counts.columns)
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(DISSIMILARITY.names))
    return DISSIMILARITY.conform(frame)


def _uneven(
    units: NDArray[np.int64], totals: NDArray[np.int64], placements: int, seed: int
) -> dict[str, float]:
    """Index of one function, its mean under random placement, and p."""
    a, everyone = int(units.sum()), int(totals.sum())
    if a == everyone:
        return {"index": float("nan"), "by_chance": float("nan"), "p_value": float("nan")}

    def index(rows: NDArray[Any]) -> Any:
        return np.abs(rows / a - (totals - rows) / (everyone - a)).sum(axis=-1) / 2

    # sorted, so that neither the order nor the names of the sections matter
    order = np.lexsort((units, totals))
    totals, units = totals[order], units[order]
    rng = np.random.default_rng(seed)
    drawn = index(rng.multivariate_hypergeometric(totals, a, size=placements, method="marginals"))
    here = float(index(units))
    p = (1 + int((drawn >= here - 1e-12).sum())) / (placements + 1)
    return {"index": here, "by_chance": float(drawn.mean()), "p_value": p}
