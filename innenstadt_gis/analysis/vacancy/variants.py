"""The vacancy rate asked otherwise: by area, ground floor, frontage, without short vacancies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from innenstadt_gis.analysis.counting import share
from innenstadt_gis.analysis.vacancy.headline import KNOWN, NO_REGISTER, Sides, sides_of
from innenstadt_gis.analysis.vacancy.parts import Pool, gated, part_bounds, reach
from innenstadt_gis.analysis.vacancy.sizes import area_sizes, frontage_sizes, sized_share
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

ONLY_VACANCIES = Text(
    "das Register nennt nur Leerstände: keine Quote", "the register lists vacancies alone: no rate"
)
#: Months by which the day of a vacancy may be later than the one that stands for it.
_WIDTH_MONTHS = {"day": 0.0, "month": 1.0, "quarter": 3.0, "year": 12.0}
_STATUS = Text("bekannten Status", "known status")


class _Asked(NamedTuple):
    """One variant: how it is called and how it is reckoned."""

    id: str
    key: str
    label: Text
    reckon: Callable[[Figure, Sides], Figure]


def variant_figures(
    premises: gpd.GeoDataFrame,
    *,
    scope: str | None,
    area: Any = None,
    short_months: float = 6.0,
) -> tuple[Figure, ...]:
    """
    The vacancy rate by area, ground floor, retail-capable units, frontage, without short ones.

    ======  =============================  ==================================================
    L-05    ``vacancy_rate_by_area``       m² vacant / m² of units of known status and area
    L-06    ``vacancy_rate_ground_floor``  as the headline, of units on the ground floor alone
    L-07    ``vacancy_rate_retail_capable``  of units that the register calls fit for retail
    L-08    ``vacancy_rate_by_frontage``   metres of shop front vacant / all metres
    L-09    ``vacancy_rate_lasting``       vacancies under ``short_months`` count as let
    ======  =============================  ==================================================

    What is not stated (floor, fitness, area, since when) is unknown, as an unknown status
    is, and makes the bounds. Where more than 20 % of the units, or of the vacant ones, are
    unknown, there is no value.

    Parameters
    ----------
    premises, scope, area
        As for `headline.vacancy_rate`; register units only.
    short_months
        Vacancies that have lasted for less are taken for the usual change of tenants;
        6 months is a convention (some take 12). A vacancy known by its year alone is
        unknown where the year leaves both open.

    Returns
    -------
    tuple of Figure
        Five, each with ``value`` None and ``why`` without a register, with a register of
        vacancies only, or where the register never states what is asked for.
    """
    sides = sides_of(premises, area)
    figures = []
    for asked in _variants(short_months):
        figure = Figure(
            id=asked.id, key=asked.key, label=asked.label, unit="share", value=None,
            base="register", base_table="premises",
        )  # fmt: skip
        if not sides.registered:
            figures.append(replace(figure, why=NO_REGISTER))
        elif scope == "vacancies_only":
            figures.append(replace(figure, why=ONLY_VACANCIES))
        else:
            figures.append(asked.reckon(figure, sides))
    return tuple(figures)


def _variants(short_months: float) -> tuple[_Asked, ...]:
    return (
        _Asked(
            "L-05", "vacancy_rate_by_area",
            Text("Leerstandsquote nach Fläche", "vacancy rate by area"),
            lambda figure, sides: sized_share(figure, sides, area_sizes(sides.asked)),
        ),
        _Asked(
            "L-06", "vacancy_rate_ground_floor",
            Text("Leerstandsquote im Erdgeschoss", "vacancy rate on the ground floor"),
            _ground_floor,
        ),
        _Asked(
            "L-07", "vacancy_rate_retail_capable",
            Text(
                "Leerstandsquote der handelsgeeigneten Ladenlokale",
                "vacancy rate of units fit for retail",
            ),
            _retail_capable,
        ),
        _Asked(
            "L-08", "vacancy_rate_by_frontage",
            Text("Leerstandsquote nach Schaufensterfront", "vacancy rate by frontage"),
            lambda figure, sides: sized_share(figure, sides, frontage_sizes(sides.asked)),
        ),
        _Asked(
            "L-09", "vacancy_rate_lasting",
            Text("Leerstandsquote ohne kurze Leerstände", "vacancy rate without short vacancies"),
            lambda figure, sides: _lasting(figure, sides, short_months),
        ),
    )  # fmt: skip


def _ground_floor(figure: Figure, sides: Sides) -> Figure:
    premises = sides.asked
    floors = premises["floor"]
    ground = floors.str.split("+").map(lambda told: "EG" in told, na_action="ignore")
    method = Text(
        "wie L-01, nur Ladenlokale mit Erdgeschoss (EG, auch EG und weitere Geschosse)",
        "as L-01, of units on the ground floor alone (also those with further floors)",
    )
    return _part(figure, sides, ground, method=method, lacking=Text("Geschoss", "floor"))


def _retail_capable(figure: Figure, sides: Sides) -> Figure:
    premises = sides.asked
    fit = premises["retail_capable"].astype("object")
    method = Text(
        "wie L-01, nur Ladenlokale, die das Register handelsgeeignet nennt",
        "as L-01, of units that the register calls fit for retail",
    )
    lacking = Text("Angabe, ob handelsgeeignet", "word on being fit for retail")
    return _part(figure, sides, fit, method=method, lacking=lacking)


def _part(
    figure: Figure, sides: Sides, member: pd.Series, *, method: Text, lacking: Text
) -> Figure:
    """Rate of the units for which ``member`` is True; where it is blank nobody knows."""
    rows = sides.asked
    if not member.notna().any():
        return replace(figure, method=method, why=_never(lacking))
    blank = member.isna()
    inside = member.eq(True) & ~blank
    status = rows["status"]
    vacant, known = status == "vacant", status.isin(KNOWN)
    done = share(
        rows[inside | blank], (inside & vacant)[inside | blank],
        known=(inside & known)[inside | blank], asked=sides.rows,
        nothing=Text(
            "kein Ladenlokal dieser Art mit bekanntem Status", "no such unit of known status"
        ),
        **_said(figure, method),
    )  # fmt: skip
    pool = Pool(
        vacant=int((blank & vacant).sum()), let=int((blank & known & ~vacant).sum()),
        unknown=int((blank & ~known).sum()),
    )  # fmt: skip
    k, n = int(done.numerator or 0), int(done.denominator or 0)
    low, high = part_bounds(k, n, int((inside & ~known).sum()), pool)
    done = replace(
        done, bound_low=low, bound_high=high,
        audience=reach((k, n), (len(sides.vacant), len(sides.known))),
        parameters={"not_stated": int(blank.sum()), "unknown": len(done.unknown)},
    )  # fmt: skip
    if not n:
        return done
    whole = Text(f"{_STATUS.de} oder ohne {lacking.de}", f"{_STATUS.en} or without {lacking.en}")
    return gated(done, vacant=len(sides.vacant), vacant_unsure=pool.vacant, lacking=whole)


def _lasting(figure: Figure, sides: Sides, short_months: float) -> Figure:
    premises = sides.asked
    most = premises["vacant_months"].astype("float64")
    width = premises["vacant_since_precision"].map(_WIDTH_MONTHS).fillna(0.0).astype("float64")
    vacant = premises["status"] == "vacant"
    lasts = vacant & (most - width >= short_months)
    unsure = vacant & ~lasts & ~(most < short_months)
    months = f"{short_months:g}"
    method = Text(
        f"wie L-01, aber Leerstände unter {months} Monaten zählen als belegt; "
        "Dauer unbekannt zählt auf keiner Seite und macht die Spanne",
        f"as L-01, but vacancies under {months} months count as let; an unknown duration "
        "counts on neither side and makes the bounds",
    )
    done = share(
        premises, lasts, known=premises["status"].isin(KNOWN) & ~unsure,
        asked=sides.rows, **_said(figure, method),
    )  # fmt: skip
    short = int((vacant & ~lasts & ~unsure).sum())
    done = replace(
        done,
        audience="oeffentlich" if short == 0 or short >= 3 else "workshop",
        parameters={
            "short_months": short_months, "short": short, "duration_unknown": int(unsure.sum()),
            "unknown": len(done.unknown),
        },
    )  # fmt: skip
    if done.value is None:
        return done
    lacking = Text("bekannten Status oder bekannte Dauer", "known status or duration")
    return gated(done, vacant=int(vacant.sum()), vacant_unsure=int(unsure.sum()), lacking=lacking)


def _said(figure: Figure, method: Text) -> dict[str, Any]:
    return {
        "id": figure.id, "key": figure.key, "label": figure.label, "base": figure.base,
        "base_table": figure.base_table, "method": method,
    }  # fmt: skip


def _never(lacking: Text) -> Text:
    return Text(
        f"{lacking.de}: im Register bei keinem Ladenlokal angegeben",
        f"{lacking.en}: stated for no unit of the register",
    )
