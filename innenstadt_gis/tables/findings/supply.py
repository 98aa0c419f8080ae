"""Found tables about retail and services: fronts, gaps, density, magnets, sales areas."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: Classes of gaps by their least length in metres.
GAP_CLASSES: dict[float, Text] = {
    25.0: Text("25 bis unter 50 m", "25 to under 50 m"),
    50.0: Text("50 bis unter 100 m", "50 to under 100 m"),
    100.0: Text("100 m und mehr", "100 m and more"),
}

#: Sides of a street by the compass.
SIDES: dict[str, Text] = {
    "north": Text("Nordseite", "north side"),
    "east": Text("Ostseite", "east side"),
    "south": Text("Südseite", "south side"),
    "west": Text("Westseite", "west side"),
}

#: What draws people to a centre.
MAGNET_KINDS: dict[str, Text] = {
    "large": Text("großes Geschäft", "large shop"),
    "food": Text("Lebensmittelmarkt", "food store"),
    "drugstore": Text("Drogerie", "drugstore"),
    "department_store": Text("Kaufhaus", "department store"),
    "market": Text("Markt", "market"),
    "town_hall": Text("Rathaus", "town hall"),
    "library": Text("Bibliothek", "library"),
    "doctors": Text("Ärztehaus oder Klinik", "doctors' house or clinic"),
}

SUPPLY_SECTIONS = Table(
    name="supply_sections",
    label=Text("Besatz und Lücken je Straßenabschnitt", "shop front and gaps by street section"),
    index="section_id",
    cells=(
        "units", "known", "vacant", "front_units", "units_per_100m_frontage", "longest_gap_m",
        "gaps_25", "gaps_50", "gaps_100", "density_mean", "density_max",
    ),
    within=("street", ""),
    twin=("section_density", ""),
    geometry=("LineString", "MultiLineString"),
    geometry_required=True,
    columns=(
        Column(name="street", kind="text", label=Text("Straße", "street"), required=True),
        Column(name="number", kind="integer", label=Text("Nummer", "number"), required=True),
        Column(name="units", kind="integer", label=Text("Einheiten", "units"), required=True),
        Column(
            name="known", kind="integer",
            label=Text("Einheiten im Nenner der Quote", "units in the rate's denominator"),
        ),
        Column(name="vacant", kind="integer", label=Text("davon leer", "vacant")),
        Column(
            name="front_units", kind="integer",
            label=Text("Einheiten im Erdgeschoss", "units on the ground floor"),
            audience="workshop",  # beside all units it tells of the one upstairs
        ),
        Column(
            name="building_front_m", kind="number",
            label=Text("Gebäudefront beider Seiten m", "building front, both sides, m"),
        ),
        Column(
            name="units_per_100m_frontage", kind="number",
            label=Text("Einheiten je 100 m Gebäudefront", "units per 100 m of frontage"),
            audience="workshop",
        ),
        Column(
            name="longest_gap_m", kind="number",
            label=Text("längste Besatzlücke m", "longest gap in the shop front m"),
        ),
        Column(
            name="gaps_25", kind="integer",
            label=Text("Besatzlücken ab 25 m", "gaps of 25 m and more"),
        ),
        Column(
            name="gaps_50", kind="integer",
            label=Text("Besatzlücken ab 50 m", "gaps of 50 m and more"),
        ),
        Column(
            name="gaps_100", kind="integer",
            label=Text("Besatzlücken ab 100 m", "gaps of 100 m and more"),
        ),
        Column(
            name="density_mean", kind="number",
            label=Text("Besatzdichte, Mittel (Einheiten je 100 m)", "density, mean (per 100 m)"),
        ),
        Column(
            name="density_max", kind="number",
            label=Text("Besatzdichte, höchste (Einheiten je 100 m)", "density, peak (per 100 m)"),
        ),
    ),
)  # fmt: skip

SUPPLY_DENSITY = Table(
    name="supply_density",
    label=Text("Besatzdichte entlang der Straßen", "density of units along the streets"),
    index="piece_id",
    audience="workshop",
    geometry=("LineString",),
    geometry_required=True,
    columns=(
        Column(
            name="section_id", kind="text", label=Text("Straßenabschnitt", "street section"),
            required=True,
        ),
        Column(
            name="piece_m", kind="number", label=Text("Länge m", "length m"), required=True
        ),
        Column(
            name="units_per_100m", kind="number",
            label=Text("Einheiten je 100 m", "units per 100 m"), required=True,
        ),
        Column(
            name="nearest_unit_m", kind="number",
            label=Text("zur nächsten Einheit m", "to the nearest unit m"),
        ),
    ),
)  # fmt: skip

FRONT_GAPS = Table(
    name="front_gaps",
    label=Text("Besatzlücken", "gaps in the shop front"),
    index="gap_id",
    audience="workshop",
    geometry=("LineString",),
    geometry_required=True,
    columns=(
        Column(name="street", kind="text", label=Text("Straße", "street"), required=True),
        Column(
            name="side", kind="text", label=Text("Straßenseite", "side of the street"),
            allowed=tuple(SIDES), required=True,
        ),
        Column(name="length_m", kind="number", label=Text("Länge m", "length m"), required=True),
        Column(
            name="class_m", kind="number", label=Text("Klasse: ab m", "class: m and more"),
            required=True,
        ),
        Column(
            name="vacant", kind="integer", label=Text("leere Ladenlokale darin", "vacant in it")
        ),
        Column(
            name="remaining_m", kind="number",
            label=Text("bliebe bei Vermietung aller m", "left if all were let m"),
        ),
        Column(
            name="section_id", kind="text", label=Text("Straßenabschnitt", "street section")
        ),
    ),
)  # fmt: skip

MAGNETS = Table(
    name="magnets",
    label=Text("Magnetbetriebe", "magnets"),
    index="magnet_id",
    audience="workshop",
    geometry=("Point",),
    geometry_required=True,
    columns=(
        Column(
            name="kind",
            kind="text",
            label=Text("Art", "kind"),
            allowed=tuple(MAGNET_KINDS),
            required=True,
        ),
        Column(name="name", kind="text", label=Text("Name", "name")),
        Column(name="unit_id", kind="text", label=Text("Einheit", "unit")),
    ),
)

MAGNET_DISTANCES = Table(
    name="magnet_distances",
    label=Text("Fußweg zum nächsten Magnetbetrieb", "walk to the nearest magnet"),
    index="unit_id",
    audience="workshop",
    columns=(
        Column(name="magnet_m", kind="number", label=Text("Fußweg m", "walking metres")),
        Column(name="magnet_id", kind="text", label=Text("Magnetbetrieb", "magnet")),
    ),
)

SALES_AREAS = Table(
    name="sales_areas",
    label=Text("Verkaufsflächen, bekannt oder geschätzt", "sales areas, known or estimated"),
    index="unit_id",
    audience="intern",
    columns=(
        Column(name="area_m2", kind="number", label=Text("Verkaufsfläche m²", "sales area m²")),
        Column(
            name="how",
            kind="text",
            label=Text("Herkunft", "origin"),
            required=True,
            allowed=("stated", "other_area", "building", "branch", "none"),
        ),
        Column(name="estimated", kind="flag", label=Text("geschätzt", "estimated"), required=True),
    ),
)
