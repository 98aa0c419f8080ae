"""The table of a comparison: one row per figure and town."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

__all__ = ["COMPARISON", "POSITIONS"]

#: Where a value lies in its funnel.
POSITIONS = ("below_998", "below_95", "within", "above_95", "above_998")

COMPARISON = Table(
    name="comparison",
    label=Text("Städtevergleich", "comparison of towns"),
    index="row_id",  # "vacancy_rate:14521710"
    columns=(
        Column(name="figure_id", kind="text", label=Text("Kennung", "id"), required=True),
        Column(name="key", kind="text", label=Text("Kennzahl", "figure"), required=True),
        Column(name="theme", kind="text", label=Text("Kapitel", "chapter"), required=True),
        Column(name="unit", kind="text", label=Text("Einheit", "unit")),
        Column(name="town", kind="text", label=Text("Stadt", "town"), required=True),
        Column(name="ags", kind="text", label=Text("AGS", "AGS")),
        Column(
            name="size_class", kind="text", label=Text("Größenklasse", "size class"), required=True
        ),
        Column(name="value", kind="number", label=Text("Wert", "value")),
        Column(name="numerator", kind="number", label=Text("Zähler", "numerator")),
        Column(name="denominator", kind="number", label=Text("Nenner", "denominator")),
        Column(name="low", kind="number", label=Text("ab (95 %)", "from (95%)")),
        Column(name="high", kind="number", label=Text("bis (95 %)", "to (95%)")),
        Column(name="pooled", kind="number", label=Text("gemeinsame Quote", "common rate")),
        Column(name="low_95", kind="number", label=Text("Trichter 95 % unten", "funnel 95% low")),
        Column(name="high_95", kind="number", label=Text("Trichter 95 % oben", "funnel 95% high")),
        Column(
            name="low_998", kind="number", label=Text("Trichter 99,8 % unten", "funnel 99.8% low")
        ),
        Column(
            name="high_998", kind="number", label=Text("Trichter 99,8 % oben", "funnel 99.8% high")
        ),
        Column(
            name="position", kind="text", label=Text("im Trichter", "in the funnel"),
            allowed=POSITIONS,
        ),
        Column(name="shrunk", kind="number", label=Text("geglättet", "shrunken")),
        Column(name="shrunk_low", kind="number", label=Text("geglättet ab", "shrunken from")),
        Column(name="shrunk_high", kind="number", label=Text("geglättet bis", "shrunken to")),
        Column(
            name="comparable", kind="flag", label=Text("vergleichbar", "comparable"), required=True
        ),
        Column(
            name="reasons", kind="text",
            label=Text("nicht vergleichbar, weil", "not comparable because"),
        ),
        Column(name="notes", kind="text", label=Text("mit Vorsicht, weil", "with care because")),
    ),
)  # fmt: skip
