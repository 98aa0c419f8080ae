"""``vergleich.json`` and the table of a comparison: every value with all that stands beside it."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

import pandas as pd

from innenstadt_gis.exchange.comparison import Cell, Comparison, FigureCompared
from innenstadt_gis.exchange.size import size_class
from innenstadt_gis.outputs.comparison.wording import not_comparable, position, word
from innenstadt_gis.tables.comparison import COMPARISON
from innenstadt_gis.words import Lang

__all__ = ["comparison_table", "vergleich_json"]


def comparison_table(comparison: Comparison) -> pd.DataFrame:
    """
    Return one row per figure and town; contract in `tables.comparison.COMPARISON`.

    Rows stand by figure, and within it by size class and name of the town.
    """
    rows, index = [], []
    for figure in comparison.figures:
        for cell in figure.cells:
            index.append(f"{figure.key}:{cell.town.ags or cell.town.town}")
            rows.append(_row(figure, cell))
    table = COMPARISON.conform(pd.DataFrame(rows, index=pd.Index(index, dtype="str")))
    COMPARISON.check(table)
    return table


def _row(figure: FigureCompared, cell: Cell) -> dict[str, Any]:
    told, limits = cell.figure, cell.limits
    return {
        "figure_id": figure.id, "key": figure.key, "theme": figure.theme, "unit": figure.unit,
        "town": cell.town.town, "ags": cell.town.ags,
        "size_class": size_class(cell.town.size.persons).key, "value": cell.value,
        "numerator": told.numerator if told else None,
        "denominator": told.denominator if told else None, "low": cell.low, "high": cell.high,
        "pooled": figure.pooled, "low_95": limits.low_95 if limits else None,
        "high_95": limits.high_95 if limits else None,
        "low_998": limits.low_998 if limits else None,
        "high_998": limits.high_998 if limits else None, "position": position(cell),
        "shrunk": cell.shrunk, "shrunk_low": cell.shrunk_low, "shrunk_high": cell.shrunk_high,
        "comparable": cell.comparable, "reasons": ";".join(r.code for r in cell.reasons) or None,
        "notes": ";".join(n.code for n in cell.notes) or None,
    }  # fmt: skip


def vergleich_json(comparison: Comparison, *, version: str, lang: Lang = "de") -> str:
    """
    Write the comparison for programs.

    Returns
    -------
    str
        JSON; the same whether the towns came as studies or as ``austausch.json``.
    """
    told = {
        "title": word("title", lang),
        "network": comparison.name,
        "version": version,
        "order": "size class, then name; no ranking",
        "coverage": comparison.coverage,
        "towns": [
            {
                "town": town.town, "ags": town.ags, "survey_day": town.survey_day.isoformat(),
                "size_class": size_class(town.size.persons).key, "size": asdict(town.size),
                "scope": town.situation.scope, "unknown_share": town.situation.unknown_share,
                "boundary": town.situation.boundary, "version": town.version,
            }
            for town in comparison.towns
        ],
        "failed": [{"town": f.name, "why": f.why.to(lang)} for f in comparison.failed],
        "warnings": [w.to(lang) for w in comparison.warnings],
        "figures": [_figure(figure, lang) for figure in comparison.figures],
        "measures": [
            {"town": m.town.town, "ags": m.town.ags,
             **{k: v.isoformat() if hasattr(v, "isoformat") else v
                for k, v in asdict(m.measure).items()}}
            for m in comparison.measures
        ],
    }  # fmt: skip
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _figure(figure: FigureCompared, lang: Lang) -> dict[str, Any]:
    return {
        "id": figure.id, "key": figure.key, "label": figure.label.to(lang), "unit": figure.unit,
        "theme": figure.theme, "method": figure.method.to(lang), "of_units": figure.of_units,
        "pooled": _rounded(figure.pooled), "spread": _rounded(figure.spread),
        "chance_p": _rounded(figure.chance_p),
        "said": [one.to(lang) for one in figure.said],
        "towns": [
            {**{k: _rounded(v) for k, v in _row(figure, cell).items()
                if k not in ("figure_id", "key", "theme", "unit", "size_class", "pooled")},
             "said": not_comparable(cell, lang) or None}
            for cell in figure.cells
        ],
    }  # fmt: skip


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value
