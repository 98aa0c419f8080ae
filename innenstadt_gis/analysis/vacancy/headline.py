"""The vacancy rate (Leerstandsquote) that people quote, and units by status."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from innenstadt_gis.analysis.counting import bounds, ids, wilson, within
from innenstadt_gis.tables.units import STATUS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

#: Status of the units in the denominator of the rate.
KNOWN = ("vacant", "occupied", "at_risk", "interim_use", "partly_vacant")
#: Above this share of unknown status there is no headline.
MOST_UNKNOWN = 0.20

_LABEL = Text("Leerstandsquote", "vacancy rate")
_METHOD = Text(
    "leere Ladenlokale / Ladenlokale mit bekanntem Status (belegt, Leerstand droht, leer, teilweise "
    "leer, Zwischennutzung); im Umbau, abgegangen und unbekannt auf keiner Seite; nur Register",
    "vacant units / units of known status (occupied, at risk, vacant, partly vacant, "
    "interim use); under construction, gone and unknown on neither side; register only",
)
NO_REGISTER = Text(
    "kein Register mit Status: Eine Leerstandsquote lässt sich aus OpenStreetMap allein nicht "
    "berechnen",
    "no register with status: a vacancy rate cannot be computed from OpenStreetMap alone",
)
_LOWER_BOUND = Text(
    "leere Ladenlokale im Register, das nur Leerstände nennt; wie viele Ladenlokale es gibt, "
    "ist nicht erhoben, in OpenStreetMap stehen nicht alle",
    "vacant units in the register, which lists vacancies alone; how many units there are was "
    "not surveyed, and OpenStreetMap does not hold all of them",
)
TOO_LITTLE = Text("Datenlage reicht nicht", "the data do not suffice")


class Sides(NamedTuple):
    """Register units by the side of the rate on which they stand."""

    rows: pd.DataFrame
    vacant: pd.DataFrame
    partly: pd.DataFrame
    known: pd.DataFrame
    unknown: pd.DataFrame
    asked: pd.DataFrame  # of known or of unknown status
    left_out: pd.DataFrame
    registered: bool
    without_place: int


def sides_of(premises: gpd.GeoDataFrame, area: Any) -> Sides:
    """Sort the register's units within ``area`` (None: all) by the side on which they stand."""
    registered = premises[premises["in_register"].fillna(value=False).astype(bool)]
    inside = within(registered, area)
    status = registered["status"].where(inside, "outside")
    without = 0 if area is None else int(registered.geometry.isna().sum())
    return Sides(
        rows=registered,
        vacant=registered[status == "vacant"],
        partly=registered[status == "partly_vacant"],
        known=registered[status.isin(KNOWN)],
        unknown=registered[status == "unknown"],
        asked=registered[status.isin([*KNOWN, "unknown"])],
        left_out=registered[~status.isin([*KNOWN, "unknown"])],
        registered=bool(len(registered)),
        without_place=without,
    )


def vacancy_rate(premises: gpd.GeoDataFrame, *, scope: str | None, area: Any = None) -> Figure:
    """
    Share of units (Ladenlokale) standing empty: the headline, Figure L-01.

    ``rate = vacant / (vacant + occupied + at_risk + interim_use + partly_vacant)``, of the
    units in the town's register only. Units under construction, gone or of unknown status
    stand on neither side: a gap in the survey must not look like a full street. The
    unknown ones make the bounds, as if all were occupied or all vacant. A partly vacant
    unit is not vacant here; `vacancy_figures` gives the other reading beside.

    Parameters
    ----------
    premises
        One row per unit; contract in `tables.PREMISES`.
    scope
        ``"all_units"`` if the register lists every unit, ``"vacancies_only"`` if vacancies
        alone (then there is no rate); None takes a register for a full one.
    area
        Polygon in the CRS of ``premises`` to report on; units outside of it, and those
        without a place, are left out. None counts the whole register.

    Returns
    -------
    Figure
        ``value`` 0 to 1 with Wilson 95 % interval; None, with ``why``, if there is no
        register, a register of vacancies only, no unit of known status, or more than 20 %
        of unknown status (the counts and bounds stay).

    Examples
    --------
    >>> import geopandas as gpd
    >>> units = gpd.GeoDataFrame(
    ...     {"status": ["vacant", "occupied", "occupied", "occupied", "gone"],
    ...      "in_register": True}, geometry=[None] * 5, index=list("abcde"))
    >>> rate = vacancy_rate(units, scope="all_units")
    >>> rate.value, rate.left_out
    (0.25, ('e',))
    """
    sides = sides_of(premises, area)
    figure = Figure(
        id="L-01",
        key="vacancy_rate",
        label=_LABEL,
        unit="share",
        value=None,
        method=_METHOD,
        parameters={
            "scope": scope or "all_units",
            "most_unknown": MOST_UNKNOWN,
            "without_place": sides.without_place,
        },
        base_table="premises",
        base="register",
    )
    if not sides.registered:
        return replace(figure, why=NO_REGISTER)
    if scope == "vacancies_only":
        return replace(
            figure, why=_at_least(sides, premises, area), numerator=len(sides.vacant),
            numerator_ids=ids(sides.vacant), left_out=ids(sides.left_out),
        )  # fmt: skip
    return _rate(figure, sides, sides.vacant)


def _rate(figure: Figure, sides: Sides, vacant: pd.DataFrame) -> Figure:
    k, n, unknown = len(vacant), len(sides.known), len(sides.unknown)
    bound_low, bound_high = bounds(k, n, unknown)
    counts = replace(
        figure, numerator=k, denominator=n, bound_low=bound_low, bound_high=bound_high,
        counted=ids(sides.known), numerator_ids=ids(vacant), left_out=ids(sides.left_out),
        unknown=ids(sides.unknown), parameters={**figure.parameters, "unknown": unknown},
        coverage=n / (n + unknown) if n + unknown else None,
    )  # fmt: skip
    if n + unknown == 0:
        why = Text(
            "kein Ladenlokal mit bekanntem Status im Gebiet", "no unit of known status in the area"
        )
        return replace(counts, why=why)
    if unknown / (n + unknown) > MOST_UNKNOWN:
        share = unknown / (n + unknown) * 100
        why = Text(
            f"{TOO_LITTLE.de}: {unknown} von {n + unknown} Ladenlokalen "
            f"({number(share)} %) ohne bekannten Status",
            f"{TOO_LITTLE.en}: {unknown} of {n + unknown} units ({share:.0f}%) "
            "are of unknown status",
        )
        return replace(counts, why=why)
    low, high = wilson(k, n)
    return replace(counts, value=k / n, low=low, high=high, interval="Wilson 95 %")


def _osm_units(premises: gpd.GeoDataFrame, area: Any) -> gpd.GeoDataFrame:
    osm = premises[~premises["in_register"].fillna(value=False).astype(bool)]
    return osm[within(osm, area) & (osm["status"] != "gone")]


def _at_least(sides: Sides, premises: gpd.GeoDataFrame, area: Any) -> Text:
    k, n = len(sides.vacant), len(_osm_units(premises, area))
    return Text(
        f"mindestens {number(k)} leer; {number(n)} bekannte OSM-Einheiten (Untergrenze)",
        f"at least {k} vacant; {n} known units in OpenStreetMap (lower bound)",
    )


def vacancy_figures(
    premises: gpd.GeoDataFrame, *, scope: str | None, area: Any = None
) -> tuple[Figure, ...]:
    """
    The headline and what is printed beside it.

    Parameters
    ----------
    premises, scope, area
        As for `vacancy_rate`.

    Returns
    -------
    tuple of Figure
        L-01 always; L-02 ``vacant_at_least`` for a register of vacancies only; L-03
        ``vacancy_evidence`` (units that OpenStreetMap calls vacant, with the span of days
        on which that was seen) without a register; L-04 ``vacancy_rate_with_partly``
        (partly vacant counted as vacant) where the headline is a rate.
    """
    headline = vacancy_rate(premises, scope=scope, area=area)
    sides = sides_of(premises, area)
    if not sides.registered:
        return headline, _evidence(premises, area)
    if scope == "vacancies_only":
        return headline, _vacant_at_least(headline, sides, premises, area)
    with_partly = replace(
        headline,
        id="L-04",
        key="vacancy_rate_with_partly",
        label=Text(
            "Leerstandsquote, teilweise leere mitgezählt",
            "vacancy rate, partly vacant ones counted",
        ),
        method=Text(
            _METHOD.de.replace("leere Ladenlokale /", "leere und teilweise leere Ladenlokale /"),
            _METHOD.en.replace("vacant units /", "vacant and partly vacant units /", 1),
        ),
        value=None, low=None, high=None, interval="", why=None,
    )  # fmt: skip
    both = pd.concat([sides.vacant, sides.partly])
    return headline, _rate(with_partly, sides, both)


def _vacant_at_least(
    headline: Figure, sides: Sides, premises: gpd.GeoDataFrame, area: Any
) -> Figure:
    return replace(
        headline,
        id="L-02",
        key="vacant_at_least",
        label=Text("leere Ladenlokale, mindestens", "vacant units, at least"),
        unit="units",
        value=float(len(sides.vacant)),
        counted=ids(sides.vacant),
        method=_LOWER_BOUND,
        parameters={
            **headline.parameters, "osm_units": len(_osm_units(premises, area))
        },
        why=None,
    )  # fmt: skip


def _evidence(premises: gpd.GeoDataFrame, area: Any) -> Figure:
    osm = _osm_units(premises, area)
    vacant = osm[osm["status"] == "vacant"]
    seen = pd.to_datetime(vacant["observed_on"]).dropna()
    span = (seen.min().date().isoformat(), seen.max().date().isoformat()) if len(seen) else None
    return Figure(
        id="L-03",
        key="vacancy_evidence",
        label=Text("in OpenStreetMap als leer eingetragen", "entered as vacant in OpenStreetMap"),
        unit="units",
        value=float(len(vacant)),
        numerator=len(vacant),
        denominator=len(osm),
        method=Text(
            "Belege mit Datum, keine Quote: OpenStreetMap führt weder alle Ladenlokale noch "
            "alle Leerstände",
            "dated evidence, no rate: OpenStreetMap holds neither all units nor all vacancies",
        ),
        parameters={
            "observed_from": span[0] if span else None,
            "observed_to": span[1] if span else None,
            "undated": len(vacant) - len(seen),
        },
        base_table="premises",
        base="osm",
        counted=ids(osm),
        numerator_ids=ids(vacant),
    )


def status_figures(premises: gpd.GeoDataFrame, *, area: Any = None) -> tuple[Figure, ...]:
    """
    Units by status, one Figure each (S-01 …), of the register if there is one, else of OSM.

    The count of ``at_risk`` stays in the town hall (``audience="intern"``). So that it cannot
    be told from the others, outputs count again with such units as occupied.

    Parameters
    ----------
    premises, area
        As for `vacancy_rate`.

    Returns
    -------
    tuple of Figure
        One per status of `tables.units.STATUS`, in its order.
    """
    registered = premises["in_register"].fillna(value=False).astype(bool)
    register = bool(registered.any())
    base = premises[registered] if register else premises
    rows = base[within(base, area)]
    figures = []
    for position, (key, label) in enumerate(STATUS.items(), start=1):
        hit = rows[rows["status"] == key]
        figures.append(
            Figure(
                id=f"S-{position:02d}",
                key=f"status_{key}",
                label=label,
                unit="units",
                value=float(len(hit)),
                numerator=len(hit),
                denominator=len(rows),
                method=Text("Einheiten gezählt", "units counted"),
                parameters={"base": "register" if register else "osm"},
                base_table="premises",
                base="register" if register else "osm",
                counted=ids(rows),
                numerator_ids=ids(hit),
                left_out=ids(base.index.difference(rows.index)),
                audience="intern" if key == "at_risk" else "oeffentlich",
            )
        )
    return tuple(figures)
