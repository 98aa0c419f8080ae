"""Tables of a release as people read them: codes in words, real numbers, real days."""

from __future__ import annotations

from typing import Any

import pandas as pd
import shapely

from innenstadt_gis.outputs.contracts import CODE_WORDS, CONTRACTS
from innenstadt_gis.words import Lang, Text

_ID = Text("Kennung", "id")
_EAST, _NORTH = Text("Rechtswert (m)", "easting (m)"), Text("Hochwert (m)", "northing (m)")


def in_words(name: str, rows: Any, lang: Lang) -> tuple[list[str], list[list[Any]]]:
    """
    Say a table: its head, and its rows as plain Python values.

    Parameters
    ----------
    name
        Name of the table, whose contract gives the words of the columns.
    rows
        The table, cut to its audience.
    lang
        Language of heads and codes.

    Returns
    -------
    tuple
        Words above the columns (the id first, the place of points last), and the rows.
    """
    table = CONTRACTS[name]
    labels = {column.name: column.label.to(lang) for column in table.columns}
    place = rows.geometry.name if hasattr(rows, "geometry") else None
    head, columns = [_ID.to(lang)], [rows.index.tolist()]
    for column in rows.columns:
        if column == place:
            continue
        head.append(labels.get(column, column))
        columns.append(_values(rows[column], CODE_WORDS.get(column), lang))
    if place is not None and len(rows) and (shapely.get_dimensions(rows[place]) <= 0).all():
        head += [_EAST.to(lang), _NORTH.to(lang)]
        columns += [_rounded(shapely.get_x(rows[place])), _rounded(shapely.get_y(rows[place]))]
    return head, [list(row) for row in zip(*columns, strict=True)]


def _values(values: pd.Series, words: dict[str, Text] | None, lang: Lang) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(values):
        return [None if pd.isna(v) else v.date() for v in values]
    plain = [None if pd.isna(v) else v for v in values.tolist()]
    if words is None:
        return [round(v, 4) if isinstance(v, float) else v for v in plain]
    return [words[v].to(lang) if v in words else v for v in plain]


def _rounded(values: Any) -> list[float | None]:
    return [None if pd.isna(v) else round(float(v), 1) for v in values]


def named(name: str, rows: Any, lang: Lang) -> tuple[list[str], dict[str, list[Any]]]:
    """
    Say what a row of a table is, in few columns: for the lists of rows behind a figure.

    Returns
    -------
    tuple
        Words above the columns, and the values by the id of the row.
    """
    if name == "premises":
        address = (rows["street"].fillna("") + " " + rows["house_number"].fillna("")).str.strip()
        shown = {
            "name": rows["name"], "address": address, "floor": rows.get("floor"),
            "status": rows["status"], "branch": rows["branch"],
        }  # fmt: skip
        labels = {c.name: c.label.to(lang) for c in CONTRACTS[name].columns}
        labels["address"] = Text("Adresse", "address").to(lang)
        parts = {k: _values(v, CODE_WORDS.get(k), lang) for k, v in shown.items() if v is not None}
        return [labels[k] for k in parts], dict(
            zip(map(str, rows.index), map(list, zip(*parts.values(), strict=True)), strict=True)
        )
    head, said = in_words(name, rows, lang)
    few = [n for n, word in enumerate(head) if n and any(row[n] is not None for row in said)][:5]
    return [head[n] for n in few], {str(row[0]): [row[n] for n in few] for row in said}
