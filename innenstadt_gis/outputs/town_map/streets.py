"""Streets by classes: how many of their units stand empty, how densely these stand, how far they are.

Lines have no room for a hatch: a pattern along their middle tells their classes apart where
colours do not (see `MapClass.hatch`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from innenstadt_gis.outputs.map import MapClass, MapLayer
from innenstadt_gis.outputs.map.model import Hatch
from innenstadt_gis.words import Lang, Text, number, percent

__all__ = [
    "FEWEST_KNOWN",
    "MOST_UNKNOWN",
    "RATE_CLASSES",
    "minutes_layer",
    "rate_layer",
    "supply_layer",
]

#: A street of fewer units of known status has no share: one shop more or less would turn it over.
FEWEST_KNOWN = 3
#: Nor has one where more than this share of the units is of unknown status, as in the headline.
MOST_UNKNOWN = 0.2

#: (upper end of the class, its words, colour, pattern), from the lowest to the highest.
RATE_CLASSES: tuple[tuple[float, Text, str, Hatch], ...] = (
    (0.10, Text("0–10\u00a0%", "0–10%"), "#FDE0C5", "none"),
    (0.20, Text("10–20\u00a0%", "10–20%"), "#F8A472", "lines"),
    (0.35, Text("20–35\u00a0%", "20–35%"), "#D9583F", "diagonal"),
    (1.0, Text("> 35\u00a0%", "> 35%"), "#8C1D1D", "cross"),
)
_FEW = Text("keine Angabe oder zu wenige", "not stated or too few")

_DENSITIES: tuple[tuple[float, Text, str, Hatch], ...] = (
    (2.0, Text("bis 2", "up to 2"), "#C7E9C0", "none"),
    (5.0, Text("über 2 bis 5", "over 2 to 5"), "#74C476", "lines"),
    (10.0, Text("über 5 bis 10", "over 5 to 10"), "#238B45", "diagonal"),
    (float("inf"), Text("über 10", "over 10"), "#00441B", "cross"),
)

_MINUTES: tuple[tuple[float, Text, str, Hatch], ...] = (
    (5.0, Text("bis 5 Minuten", "up to 5 minutes"), "#08306B", "cross"),
    (10.0, Text("bis 10 Minuten", "up to 10 minutes"), "#2171B5", "diagonal"),
    (15.0, Text("bis 15 Minuten", "up to 15 minutes"), "#6BAED6", "lines"),
    (20.0, Text("bis 20 Minuten", "up to 20 minutes"), "#C6DBEF", "none"),
)

#: A line that is moved by less is the same line on a projector.
_SEEN_M = 2.0

_STREET = ("street", Text("Straße", "street"))


def _steps(values: Any, ends: Any) -> Any:
    """Number of the class of each value, by the ends of the classes; blank stays blank."""
    step = sum((values > end).astype("int64") for end in list(ends)[:-1])
    return step.astype("str").where(values.notna(), None)


def _ladder(frame: Any, table: Any, lang: Lang) -> tuple[MapClass, ...]:
    """Classes that occur, the highest on top."""
    found = frame["group"].value_counts()
    return tuple(
        MapClass(
            str(n), label.to(lang), colour, pattern, int(found[str(n)]),
        )
        for n, (_, label, colour, pattern) in reversed(list(enumerate(table)))
        if str(n) in found
    )  # fmt: skip


def rate_layer(rows: Any, lang: Lang, *, visible: bool) -> MapLayer:
    """
    Streets by the share of their units that stand empty; without any share it has no rows.

    No share where it may not be published, of fewer than `FEWEST_KNOWN` units of known status, or
    where more than `MOST_UNKNOWN` are of unknown status.
    """
    some = rows[rows["units"].fillna(1) > 0]
    known, unknown = some["known"].fillna(0), some["unknown"].fillna(0)
    told = (known >= FEWEST_KNOWN) & (unknown <= MOST_UNKNOWN * (known + unknown))
    rate = some["vacancy_rate"].where(told)
    frame = some.assign(
        group=_steps(rate, [end for end, *_ in RATE_CLASSES]), said=_shares(some, lang),
    )  # fmt: skip
    few = int(rate.isna().sum())
    classes = _ladder(frame, RATE_CLASSES, lang)
    if few:
        classes = (*classes, MapClass(None, _FEW.to(lang), "#FFFFFF", "dots", few, quiet=True))
    withheld = bool(some["units"].isna().any())
    note = Text(
        f"„zu wenige“: unter {FEWEST_KNOWN} Ladenlokale mit bekanntem Status, über "
        f"{percent(MOST_UNKNOWN)} unbekannt{' oder nicht veröffentlicht' if withheld else ''}",
        f"“too few”: under {FEWEST_KNOWN} units of known status, over "
        f"{percent(MOST_UNKNOWN, lang='en')} unknown{' or not published' if withheld else ''}",
    )
    return MapLayer(
        key="sections", title=Text("Leerstand nach Straßen", "Vacancy by street").to(lang),
        kind="line", frame=frame if rate.notna().any() else frame.iloc[:0], class_column="group",
        classes=classes,
        tooltip=(
            (_STREET[0], _STREET[1].to(lang)),
            ("said", Text("davon leer", "vacant").to(lang)),
        ),
        visible=visible, notes=(note.to(lang),) if few else (),
    )  # fmt: skip


def _shares(rows: Any, lang: Lang) -> list[str]:
    """As in "1 von 5; 1 unbekannt, also zwischen 17 und 33 %": what is withheld stays blank."""
    return [
        "" if pd.isna(k) or pd.isna(n) or not n else _share(k, n, 0 if pd.isna(u) else u, lang)
        for k, n, u in zip(rows["vacant"], rows["known"], rows["unknown"], strict=True)
    ]


def _share(vacant: float, known: float, unknown: float, lang: Lang) -> str:
    k, n, u = (number(v, lang=lang) for v in (vacant, known, unknown))
    if not unknown:
        return Text(f"{k} von {n}", f"{k} of {n}").to(lang)
    low = number(100 * vacant / (known + unknown), lang=lang)
    high = percent((vacant + unknown) / (known + unknown), lang=lang)
    return Text(
        f"{k} von {n}; {u} unbekannt, also zwischen {low} und {high}",
        f"{k} of {n}; {u} unknown, hence between {low} and {high}",
    ).to(lang)


def supply_layer(rows: Any, lang: Lang) -> MapLayer:
    """Streets by how many units stand along them, whatever their status."""
    frame = rows[rows["units"].fillna(1) > 0]
    frame = frame.assign(group=_steps(frame["units_per_100m"], [end for end, *_ in _DENSITIES]))
    return MapLayer(
        key="supply", title=Text("Einheiten je 100 m Straße", "Units per 100 m of street").to(lang),
        kind="line", frame=frame, class_column="group", classes=_ladder(frame, _DENSITIES, lang),
        tooltip=((_STREET[0], _STREET[1].to(lang)),
                 ("units_per_100m", Text("Einheiten je 100 m", "units per 100 m").to(lang))),
        visible=False,
    )  # fmt: skip


def minutes_layer(rows: Any, lang: Lang) -> MapLayer:
    """Streets by the minutes that an adult walks from there to the nearest centre."""
    near = rows[(rows["walk_min"] <= _MINUTES[-1][0]).fillna(value=False).to_numpy(dtype=bool)]
    frame = near.assign(
        group=_steps(near["walk_min"], [end for end, *_ in _MINUTES]),
        geometry=near.geometry.simplify(_SEEN_M),
    )
    return MapLayer(
        key="street_minutes", title=Text("Gehminuten der Straßen", "Streets by minutes on foot").to(lang),
        kind="line", frame=frame, class_column="group",
        classes=tuple(reversed(_ladder(frame, _MINUTES, lang))),
        tooltip=((_STREET[0], _STREET[1].to(lang)),
                 ("walk_min", Text("Gehminuten ins Zentrum", "minutes on foot").to(lang))),
        visible=False,
        notes=(Text("Erwachsene, von der Mitte des Straßenabschnitts",
                    "adults, from the middle of the section").to(lang),),
    )  # fmt: skip
