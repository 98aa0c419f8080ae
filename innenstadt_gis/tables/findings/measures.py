"""Found table about measures: how far each is on the way to its target."""

from __future__ import annotations

from types import MappingProxyType

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.tables.measures import MEASURE_STATUS, NETWORK_THEMES
from innenstadt_gis.words import Text

#: Why no share of the way can be told, from the first thing that lacks to the last.
NO_WAY: MappingProxyType[str, Text] = MappingProxyType(
    {
        "no_indicator": Text("keine Kennzahl angegeben", "no indicator named"),
        "unknown_indicator": Text("diese Kennzahl gibt es nicht", "there is no such figure"),
        "intern": Text("diese Kennzahl bleibt im Rathaus", "this figure stays in the town hall"),
        "not_computed": Text("Kennzahl nicht berechnet", "figure not computed"),
        "no_target": Text("kein Zielwert angegeben", "no target named"),
        "no_baseline": Text(
            "kein Ausgangswert, auch nicht aus einer früheren Erhebung",
            "no value before, nor one of an earlier survey",
        ),
        "no_distance": Text(
            "Ausgangswert und Zielwert sind gleich", "value before and target are the same"
        ),
    }
)

#: Where the value before comes from.
BASELINES: MappingProxyType[str, Text] = MappingProxyType(
    {
        "stated": Text("angegeben", "stated"),
        "survey": Text("aus früherer Erhebung", "from an earlier survey"),
    }
)

MILESTONES = Table(
    name="milestones",
    label=Text("Maßnahmen als Meilensteine", "measures as milestones"),
    index="measure_id",
    audience="workshop",
    columns=(
        Column(name="measure", kind="text", label=Text("Maßnahme", "measure"), required=True),
        Column(
            name="theme", kind="text", label=Text("Thema", "theme"),
            allowed=tuple(NETWORK_THEMES),
        ),
        Column(
            name="responsible", kind="text",
            label=Text("Verantwortlich (Rolle)", "responsible (role)"),
        ),
        Column(
            name="status", kind="text", label=Text("Status", "status"),
            allowed=tuple(MEASURE_STATUS),
        ),
        Column(name="due", kind="day", label=Text("Termin", "due")),
        Column(
            name="overdue", kind="flag",
            label=Text("überfällig am Stichtag", "overdue on the survey day"),
        ),
        Column(name="indicator", kind="text", label=Text("Kennzahl (Kennung)", "indicator id")),
        Column(name="indicator_key", kind="text", label=Text("Kennzahl", "indicator")),
        Column(name="unit", kind="text", label=Text("Einheit der Werte", "unit of the values")),
        Column(name="before", kind="number", label=Text("Ausgangswert", "value before")),
        Column(
            name="before_from", kind="text", label=Text("Ausgangswert aus", "value before from"),
            allowed=tuple(BASELINES),
        ),
        Column(
            name="before_day", kind="day",
            label=Text("Tag des Ausgangswerts", "day of the value before"),
        ),
        Column(name="now", kind="number", label=Text("Wert am Stichtag", "value now")),
        Column(name="target", kind="number", label=Text("Zielwert", "target")),
        Column(
            name="way", kind="number",
            label=Text("Anteil des Weges zum Ziel", "share of the way to the target"),
        ),
        Column(
            name="no_way", kind="text", label=Text("kein Anteil, weil", "no share because"),
            allowed=tuple(NO_WAY),
        ),
    ),
)
