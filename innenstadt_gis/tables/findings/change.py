"""Found tables about change: what became of each unit between two surveys, and how many."""

from __future__ import annotations

from types import MappingProxyType

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.tables.units import STATUS
from innenstadt_gis.words import Text

#: What became of a unit from one survey to the next; the first that fits.
CHANGES: MappingProxyType[str, Text] = MappingProxyType(
    {
        "not_told": Text("an einem der Tage unbekannt", "unknown on one of the days"),
        "gone_before": Text("war schon abgegangen", "had gone before"),
        "gone": Text("abgegangen", "gone"),
        "newly_vacant": Text("neu leer", "newly vacant"),
        "still_vacant": Text("weiterhin leer", "still vacant"),
        "let_again": Text("wieder belegt", "let again"),
        "vacant_to_other": Text(
            "nicht mehr leer, aber in Zwischennutzung oder Umbau",
            "vacant no longer, but in interim use or under construction",
        ),
        "not_vacant": Text("an beiden Tagen nicht leer", "vacant on neither day"),
    }
)

#: Status as the matrix groups it: a unit at risk is an occupied one.
STATUS_GROUPS: MappingProxyType[str, Text] = MappingProxyType(
    {key: label for key, label in STATUS.items() if key != "at_risk"}
)

_STATUS_AT = tuple(STATUS)
_GROUP_AT = tuple(STATUS_GROUPS)

TRANSITIONS = Table(
    name="transitions",
    label=Text("Was aus jeder Einheit wurde", "what became of each unit"),
    index="transition_id",  # unit_id:from_day:to_day
    audience="workshop",
    columns=(
        Column(name="unit_id", kind="text", label=Text("Einheit", "unit"), required=True),
        Column(
            name="from_day", kind="day", label=Text("Erhebung davor", "survey before"),
            required=True,
        ),
        Column(name="to_day", kind="day", label=Text("Erhebung", "survey"), required=True),
        Column(
            name="from_status", kind="text", label=Text("Status davor", "status before"),
            allowed=_STATUS_AT, required=True,
        ),
        Column(
            name="to_status", kind="text", label=Text("Status", "status"), allowed=_STATUS_AT,
            required=True,
        ),
        Column(
            name="change", kind="text", label=Text("Veränderung", "change"),
            allowed=tuple(CHANGES), required=True,
        ),
    ),
)

TREND = Table(
    name="trend",
    label=Text("Leerstand je Erhebung", "vacancy by survey"),
    index="survey_day",  # ISO
    cells=(
        "units", "known", "vacant", "unknown", "vacancy_rate", "low", "high", "bound_low",
        "bound_high",
    ),
    columns=(
        Column(name="day", kind="day", label=Text("Erhebung", "survey"), required=True),
        Column(
            name="units", kind="integer", required=True,
            label=Text("Einheiten bis dahin", "units known by then"),
        ),
        Column(
            name="known", kind="integer", required=True,
            label=Text("Einheiten im Nenner der Quote", "units in the rate's denominator"),
        ),
        Column(name="vacant", kind="integer", label=Text("davon leer", "vacant"), required=True),
        Column(
            name="unknown", kind="integer", label=Text("unbekannt", "unknown"), required=True
        ),
        Column(
            name="vacancy_rate", kind="number", label=Text("Leerstandsquote", "vacancy rate")
        ),
        Column(name="low", kind="number", label=Text("Wilson 95 % von", "Wilson 95 % from")),
        Column(name="high", kind="number", label=Text("Wilson 95 % bis", "Wilson 95 % to")),
        Column(
            name="bound_low", kind="number",
            label=Text("wenn alle Unbekannten belegt", "if all unknown were occupied"),
        ),
        Column(
            name="bound_high", kind="number",
            label=Text("wenn alle Unbekannten leer", "if all unknown were vacant"),
        ),
    ),
)

CHURN = Table(
    name="churn",
    label=Text("Wechsel zwischen den letzten zwei Erhebungen", "changes between the last surveys"),
    index="churn_id",  # from_status:to_status
    audience="workshop",
    columns=(
        Column(
            name="from_day", kind="day", label=Text("Erhebung davor", "survey before"),
            required=True,
        ),
        Column(name="to_day", kind="day", label=Text("Erhebung", "survey"), required=True),
        Column(
            name="from_status", kind="text", label=Text("Status davor", "status before"),
            allowed=_GROUP_AT, required=True,
        ),
        Column(
            name="to_status", kind="text", label=Text("Status", "status"), allowed=_GROUP_AT,
            required=True,
        ),
        Column(name="units", kind="integer", label=Text("Einheiten", "units"), required=True),
        Column(
            name="share", kind="number",
            label=Text("Anteil an den Einheiten dieses Status davor",
                       "share of the units of this status before"),
        ),
    ),
)
