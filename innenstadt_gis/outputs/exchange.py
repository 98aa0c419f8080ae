"""``austausch.json``: what a town hands to others, aggregates by public rules and nothing else."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, fields
from typing import Any

import pandas as pd

from innenstadt_gis.errors import InputError
from innenstadt_gis.exchange import (
    KIND,
    SCHEMA,
    BranchCount,
    Exchange,
    HandedOn,
    MixStep,
    Situation,
    Size,
    SourceTold,
)
from innenstadt_gis.importlog import Missing
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.chapters import chapter_of
from innenstadt_gis.outputs.suppression import SMALLEST_CELL
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = ["exchange_json", "exchange_of"]

_RULES = Text(
    "Nur Summen nach den Regeln für öffentliche Dateien: keine einzelnen Einheiten, keine Zellen unter "
    "3 Fällen. Zahlen je Branche unter 3 fehlen; die Abdeckung ließe sich aus dem Rest nicht schätzen, sie "
    "käme viel zu hoch heraus. Deshalb rechnet die Stadt ihre Vielfalt je Abdeckung selbst aus allen "
    "Zahlen (mix.steps).",
    "Sums by the rules for public files: no single units, no cells of fewer than 3 cases. Counts by "
    "branch below 3 are missing; coverage could not be estimated from the rest, it would come out far too "
    "high. So the town reckons its diversity at each coverage from all its counts (mix.steps).",
)
#: Of a figure, what is its own and what is written otherwise.
_LISTS = ("counted", "numerator_ids", "left_out", "unknown", "rows_audience", "audience", "cell")
_WORDS = ("label", "method", "group", "why")
_DECIMALS = 6
_MIX_DECIMALS = 2


def exchange_of(release: Release, *, version: str) -> Exchange:
    """
    Gather what a town hands to others.

    Parameters
    ----------
    release
        Of the audience "oeffentlich": whoever reads a run, what leaves the town is public.
    version
        Of this package.

    Raises
    ------
    InputError
        For a release of another audience.
    """
    if release.audience != "oeffentlich":
        raise InputError(
            de=f"austausch.json entsteht nur aus der öffentlichen Fassung, nicht aus {release.audience}",
            en=f"austausch.json is made of the public release alone, not of {release.audience}",
        )
    figures = tuple(f for f in release.figures if f.group is None and f.cell is None)
    cells = release.tables.get("mix_cells")
    steps = release.tables.get("mix_at_coverage")
    place = None if steps is None or steps.empty else str(steps["place"].iloc[0])
    branches, withheld = _branches(cells, place)
    return Exchange(
        town=release.name, ags=release.ags, survey_day=release.survey_day, version=version,
        size=_size(release), situation=_situation(release), figures=figures, mix_place=place,
        branches=branches, branches_withheld=withheld, steps=_steps(steps),
        measures=_handed_on(release.handed_on),
    )  # fmt: skip


def exchange_json(release: Release, *, version: str) -> str:
    """
    Write ``austausch.json`` of a public release: the same whatever language a run speaks.

    Parameters
    ----------
    release, version
        As for `exchange_of`.

    Returns
    -------
    str
        JSON, UTF-8; labels, methods and reasons in German and English. `ingest.exchange` reads it.
    """
    town = exchange_of(release, version=version)
    told = {
        "kind": KIND,
        "schema": SCHEMA,
        "version": version,
        "rules": {"audience": "oeffentlich", "smallest_cell": SMALLEST_CELL, "said": _both(_RULES)},
        "town": town.town,
        "ags": town.ags,
        "survey_day": town.survey_day.isoformat(),
        "size": asdict(town.size),
        "situation": {
            **{k: v for k, v in asdict(town.situation).items() if k not in ("sources", "missing")},
            "sources": [asdict(source) for source in town.situation.sources],
            "missing": [_missing(one) for one in town.situation.missing],
        },
        "mix": {
            "place": town.mix_place,
            "branches": [
                {"branch": b.branch, "label": _both(b.label), "units": b.units}
                for b in town.branches
            ],
            "withheld_units": town.branches_withheld,
            "steps": [asdict(step) for step in town.steps],
        },
        "measures": [_plain(asdict(one)) for one in town.measures],
        "figures": [_figure(figure) for figure in town.figures],
    }
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _both(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"de": text.de, "en": text.en}


def _figure(figure: Figure) -> dict[str, Any]:
    told = {
        one.name: _rounded(getattr(figure, one.name))
        for one in fields(figure)
        if one.name not in (*_LISTS, *_WORDS)
    }
    told |= {word: _both(getattr(figure, word)) for word in _WORDS if word != "group"}
    told["parameters"] = {k: _rounded(v) for k, v in figure.parameters.items()}
    told["theme"] = chapter_of(figure).key
    return told


def _rounded(value: Any) -> Any:
    """Six decimals: what was reckoned on another machine is the same file."""
    if isinstance(value, float):
        return round(value, _DECIMALS) if math.isfinite(value) else None
    return value


def _missing(one: Missing) -> dict[str, Any]:
    return {"what": one.what, "why": _both(one.why)}


def _size(release: Release) -> Size:
    persons = next(
        (f.denominator for key in ("retail_per_1000", "persons_within_10_min")
         if (f := release.figure(key)) is not None and f.denominator), None,
    )  # fmt: skip
    rate = release.figure("vacancy_rate")
    registered = [
        int(f.denominator) for f in release.figures if f.key.startswith("status_") and f.denominator
    ]
    if not registered and rate is not None and rate.denominator:
        registered = [int(rate.denominator) + int(rate.parameters.get("unknown", 0))]
    mix = release.figure("branches")
    used = int(mix.denominator) if mix is not None and mix.denominator else None
    return Size(
        persons=round(persons) if persons else None, units=max(registered, default=None),
        in_use=used,
    )  # fmt: skip


def _situation(release: Release) -> Situation:
    rate = release.figure("vacancy_rate")
    unknown = share = None
    if rate is not None and rate.denominator is not None:
        unknown = int(rate.parameters.get("unknown", 0))
        asked = rate.denominator + unknown
        share = round(unknown / asked, _DECIMALS) if asked else None
    told = {SourceTold(s.role, s.day, s.licence, s.attribution): None for s in release.log.sources}
    return Situation(
        scope=release.scope, boundary=any(s.role == "boundary" for s in told), unknown=unknown,
        unknown_share=share, sources=tuple(told), missing=release.missing,
    )  # fmt: skip


def _branches(cells: Any, place: str | None) -> tuple[tuple[BranchCount, ...], int | None]:
    """Branches that may be told, the largest first, and the units of all others."""
    if cells is None or place is None:
        return (), None
    rows = cells[(cells["dimension"] == "branch") & (cells["place"] == place)]
    if rows.empty:
        return (), None
    shown = rows[rows["units"].notna() & (rows["units"] >= SMALLEST_CELL)]
    shown = shown.sort_values(["units", "cell"], ascending=[False, True])
    counts = tuple(
        BranchCount(str(cell), _branch_label(str(cell)), int(units))
        for cell, units in zip(shown["cell"], shown["units"], strict=True)
    )
    return counts, int(rows["of"].iloc[0]) - sum(one.units for one in counts)


def _branch_label(code: str) -> Text:
    from innenstadt_gis.branches import BRANCHES

    known = BRANCHES.get(code)
    return known.label if known is not None else Text(code, code)


def _steps(rows: Any) -> tuple[MixStep, ...]:
    if rows is None:
        return ()
    named = ("diversity_order", "coverage", "value", "low", "high", "units")
    return tuple(
        MixStep(int(order), float(coverage), *map(_mix_number, numbers))
        for order, coverage, *numbers in rows[list(named)].itertuples(index=False)
    )


def _mix_number(value: float) -> float | None:
    return round(float(value), _MIX_DECIMALS) if math.isfinite(value) else None


def _handed_on(rows: Any) -> tuple[HandedOn, ...]:
    names = [one.name for one in fields(HandedOn)]
    done = []
    for row in rows[names].itertuples(index=False):
        cells: dict[str, Any] = {
            n: None if pd.isna(v) else v for n, v in zip(names, row, strict=True)
        }
        due = cells.pop("due")
        done.append(HandedOn(due=due.date() if due is not None else None, **cells))
    return tuple(sorted(done, key=lambda one: (one.theme or "~", one.measure)))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in values.items()}
