"""Rows named by what they say, so that a person's word about a link finds them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from innenstadt_gis.branches import BRANCHES

__all__ = ["confirmed_links", "row_identity"]


def row_identity(records: pd.DataFrame) -> pd.Series:
    """
    Name each row by what it says: address, floor, name (else branch, else object number).

    Neither row numbers nor the status are part of it: rows may be sorted, and units fall
    vacant. Where a file holds several survey days the day is part of it. Rows that say the
    same are told apart by " #2", " #3" in the order of rows.

    Parameters
    ----------
    records
        Rows of `tables.RECORDS` of one register.

    Returns
    -------
    Series
        One unique text per row.

    Examples
    --------
    >>> rows = pd.DataFrame({"street": ["Marktplatz"] * 2, "house_number": ["3"] * 2,
    ...     "floor": ["EG"] * 2, "name": ["Bäckerei Huber"] * 2})
    >>> row_identity(rows).tolist()
    ['Marktplatz 3 | EG | Bäckerei Huber', 'Marktplatz 3 | EG | Bäckerei Huber #2']
    """
    rows = records.reindex(
        columns=[
            "street", "house_number", "parcel_id", "floor", "name", "branch", "previous_branch",
            "object_number", "survey_day",
        ]
    )  # fmt: skip
    text = rows.astype("object").where(rows.notna(), None)
    address = [
        " ".join(filter(None, (street, number))) or parcel or "–"
        for street, number, parcel in zip(
            text["street"], text["house_number"], text["parcel_id"], strict=True
        )
    ]
    days = pd.to_datetime(rows["survey_day"])
    several = len(days.unique()) > 1
    told = []
    columns = ["floor", "name", "branch", "previous_branch", "object_number"]
    words: list[tuple[Any, ...]] = list(text[columns].itertuples(index=False, name=None))
    for where, (floor, name, branch, former, object_number), day in zip(
        address, words, days.dt.strftime("%Y-%m-%d"), strict=True
    ):
        known = BRANCHES.get(branch or former or "")
        number = f"Nr. {object_number}" if object_number else None
        what = name or (known.label.de if known else None) or number
        when = day if several and isinstance(day, str) else None
        told.append(" | ".join(filter(None, (where, floor, what, when))))
    names = pd.Series(told, index=records.index, dtype="str")
    nth = names.groupby(names).cumcount()
    return names.where(nth == 0, names + " #" + (nth + 1).astype("str"))


def confirmed_links(records: pd.DataFrame, links: Mapping[str, str]) -> dict[str, str]:
    """
    Turn what a person said about rows into what `found_units` asks for.

    Parameters
    ----------
    records
        Rows of one register.
    links
        `row_identity` to unit id or ``"new"`` (`mapping.RegisterMapping.links`); entries
        whose row is gone say nothing.

    Returns
    -------
    dict
        Record id to unit id or ``"new"``.

    Examples
    --------
    >>> rows = pd.DataFrame({"street": ["Markt"], "house_number": ["3"]}, index=["reg:a::2"])
    >>> confirmed_links(rows, {"Markt 3": "new", "Markt 9": "u-0123456789"})
    {'reg:a::2': 'new'}
    """
    if not links:
        return {}
    wanted = {_folded(identity): unit for identity, unit in links.items()}
    return {
        str(record): wanted[_folded(identity)]
        for record, identity in row_identity(records).items()
        if _folded(identity) in wanted
    }


def _folded(identity: str) -> str:
    return " ".join(identity.split()).casefold()
