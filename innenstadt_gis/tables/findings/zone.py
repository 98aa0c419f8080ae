"""Found tables about the central shopping area: the proposal, and which units lie in it."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: Parts of the proposed area.
ZONE_KINDS: dict[str, Text] = {
    "core": Text("Kernlage (Vorschlag)", "core (proposal)"),
    "fringe": Text("Ergänzungslage (Vorschlag)", "fringe (proposal)"),
}

ZONE = Table(
    name="zone",
    label=Text(
        "zentraler Einkaufsbereich (Vorschlag)", "central shopping area (proposal)"
    ),
    index="zone_id",
    cells=("units", "known", "vacant", "functions", "magnets"),
    geometry=("Polygon", "MultiPolygon"),
    geometry_required=True,
    columns=(
        Column(
            name="kind", kind="text", label=Text("Lage", "part"), allowed=tuple(ZONE_KINDS),
            required=True,
        ),
        Column(name="label", kind="text", label=Text("Bezeichnung", "label"), required=True),
        Column(
            name="proposed", kind="flag", label=Text("Vorschlag", "proposal"), required=True
        ),
        Column(name="area_ha", kind="number", label=Text("Fläche ha", "area ha")),
        Column(name="units", kind="integer", label=Text("Einheiten", "units"), required=True),
        Column(
            name="known", kind="integer",
            label=Text("Einheiten im Nenner der Quote", "units in the rate's denominator"),
        ),
        Column(name="vacant", kind="integer", label=Text("davon leer", "vacant")),
        Column(name="functions", kind="integer", label=Text("Funktionen", "functions")),
        Column(name="magnets", kind="integer", label=Text("Magnetbetriebe", "magnets")),
    ),
)  # fmt: skip

ZONE_UNITS = Table(
    name="zone_units",
    label=Text(
        "Einheiten im vorgeschlagenen oder amtlichen Bereich",
        "units in the proposed or the official area",
    ),
    index="unit_id",
    audience="workshop",
    columns=(
        Column(
            name="proposed",
            kind="text",
            label=Text("Lage im Vorschlag", "part of the proposal"),
            allowed=tuple(ZONE_KINDS),
        ),
        Column(
            name="official", kind="flag", label=Text("im amtlichen Bereich", "in the official area")
        ),
    ),
)
