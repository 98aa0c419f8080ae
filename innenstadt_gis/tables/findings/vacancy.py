"""Found tables about vacancy: the rate by street, section, centre, branch, floor, duration."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: What the units are parted by, in the order of the table.
DIMENSIONS: dict[str, Text] = {
    "street": Text("Straße", "street"),
    "section": Text("Straßenabschnitt", "street section"),
    "centre": Text("Lage zum Zentrum", "centre or not"),
    "branch": Text("Branche", "branch"),
    "floor": Text("Geschoss", "floor"),
    "duration": Text("Dauer des Leerstands", "duration of vacancy"),
}

VACANCY_CELLS = Table(
    name="vacancy_cells",
    label=Text("Leerstand im Einzelnen", "vacancy in detail"),
    index="cell_id",
    cells=(
        "units", "known", "vacant", "unknown", "rate", "low", "high", "bound_low",
        "bound_high", "coverage",
    ),
    within=("total", "dimension"),
    whole=("dimension", "street"),
    columns=(
        Column(
            name="dimension", kind="text", label=Text("aufgeteilt nach", "parted by"),
            allowed=tuple(DIMENSIONS), required=True,
        ),
        Column(name="cell", kind="text", label=Text("Schlüssel", "key"), required=True),
        Column(name="label", kind="text", label=Text("Bezeichnung", "label"), required=True),
        Column(
            name="total", kind="text", label=Text("Teil von", "part of"), required=True,
        ),  # a street and its sections share one: each can be told from the others
        Column(name="units", kind="integer", label=Text("Einheiten", "units")),
        Column(
            name="known", kind="integer",
            label=Text("Einheiten im Nenner der Quote", "units in the rate's denominator"),
        ),
        Column(name="vacant", kind="integer", label=Text("davon leer", "vacant")),
        Column(
            name="partly_vacant", kind="integer", label=Text("teilweise leer", "partly vacant"),
            audience="workshop",
        ),
        Column(name="unknown", kind="integer", label=Text("unbekannt", "unknown")),
        Column(name="rate", kind="number", label=Text("Leerstandsquote", "vacancy rate")),
        Column(name="low", kind="number", label=Text("Intervall 95 % von", "interval 95 % from")),
        Column(name="high", kind="number", label=Text("Intervall 95 % bis", "interval 95 % to")),
        Column(
            name="bound_low", kind="number",
            label=Text("mindestens (alles Unbekannte eingerechnet)", "at least, for any unknown"),
        ),
        Column(
            name="bound_high", kind="number",
            label=Text("höchstens (alles Unbekannte eingerechnet)", "at most, for any unknown"),
        ),
        Column(
            name="coverage", kind="number",
            label=Text("Anteil mit bekanntem Status", "share of known status"),
        ),
    ),
)  # fmt: skip
