"""Found tables about ways and streets: walking minutes, isochrones, densities, areas."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

_SURFACE = ("Polygon", "MultiPolygon")

WALKING = Table(
    name="walking",
    label=Text("Gehminuten zum nächsten Zentrum", "walking minutes to the nearest centre"),
    index="target_id",  # building_id or address_id
    geometry=("Point",),
    geometry_required=True,
    columns=(
        Column(
            name="kind",
            kind="text",
            label=Text("Art", "kind"),
            allowed=("building", "address"),
            required=True,
        ),
        Column(name="walk_min", kind="number", label=Text("Gehminuten", "walking minutes")),
        Column(
            name="back_min",
            kind="number",
            label=Text("Gehminuten zurück", "walking minutes back"),
        ),
        Column(name="walk_m", kind="number", label=Text("Gehweg m", "walking metres")),
        Column(name="centre_id", kind="text", label=Text("Zentrum", "centre")),
    ),
)

ISOCHRONES = Table(
    name="isochrones",
    label=Text("Gehzeitzonen", "walking isochrones"),
    index="isochrone_id",
    geometry=_SURFACE,
    geometry_required=True,
    columns=(
        Column(
            name="walk_min",
            kind="number",
            label=Text("bis Gehminuten", "up to minutes"),
            required=True,
        ),
        Column(name="persona", kind="text", label=Text("Gehprofil", "persona"), required=True),
        Column(
            name="centre_id",
            kind="text",
            label=Text("Zentrum (leer: das nächste von allen)", "centre (blank: nearest of all)"),
        ),
        Column(
            name="direction",
            kind="text",
            label=Text("Richtung", "direction"),
            allowed=("to", "from"),
            required=True,
        ),
        Column(name="area_ha", kind="number", label=Text("Fläche ha", "area ha")),
        Column(name="persons", kind="number", label=Text("Personen", "persons")),
        Column(
            name="coverage",
            kind="number",
            label=Text(
                "Anteil der Personen mit bekanntem Weg", "share of persons with a known way"
            ),
        ),
        Column(name="census", kind="text", label=Text("Zensus", "census")),
        Column(name="buildings", kind="integer", label=Text("Gebäude", "buildings")),
    ),
)

SECTION_DENSITY = Table(
    name="section_density",
    label=Text("Besatz je Straßenabschnitt", "units by street section"),
    index="section_id",
    cells=(
        "units",
        "known",
        "vacant",
        "unknown",
        "units_per_100m",
        "vacancy_rate",
    ),
    within=("street", ""),
    twin=("vacancy_cells", "section:"),
    geometry=("LineString", "MultiLineString"),
    geometry_required=True,
    columns=(
        Column(name="street", kind="text", label=Text("Straße", "street"), required=True),
        Column(name="number", kind="integer", label=Text("Nummer", "number"), required=True),
        Column(name="units", kind="integer", label=Text("Einheiten", "units"), required=True),
        Column(
            name="known",
            kind="integer",
            label=Text("Einheiten im Nenner der Quote", "units in the rate's denominator"),
        ),
        Column(name="vacant", kind="integer", label=Text("davon leer", "vacant")),
        Column(name="unknown", kind="integer", label=Text("unbekannt", "unknown")),
        Column(
            name="centreline_m",
            kind="number",
            label=Text("Länge der Achse m", "centreline m"),
            required=True,
        ),
        Column(
            name="units_per_100m",
            kind="number",
            label=Text("Einheiten je 100 m Straße", "units per 100 m of street"),
        ),
        Column(name="vacancy_rate", kind="number", label=Text("Leerstandsquote", "vacancy rate")),
    ),
)

SECTION_MINUTES = Table(
    name="section_minutes",
    label=Text("Gehminuten je Straßenabschnitt", "walking minutes by street section"),
    index="section_id",
    geometry=("LineString", "MultiLineString"),
    geometry_required=True,
    columns=(
        Column(name="street", kind="text", label=Text("Straße", "street"), required=True),
        Column(name="number", kind="integer", label=Text("Nummer", "number"), required=True),
        Column(
            name="walk_min",
            kind="number",
            label=Text("Gehminuten von der Mitte", "walking minutes from its middle"),
        ),
    ),
)

AREA = Table(
    name="area",
    label=Text("Bezugsfläche Zentrum", "area of reference"),
    index="area_id",
    geometry=_SURFACE,
    geometry_required=True,
    columns=(
        Column(
            name="kind",
            kind="text",
            label=Text("Art", "kind"),
            allowed=("official", "walk_400m"),
            required=True,
        ),
        Column(name="area_ha", kind="number", label=Text("Fläche ha", "area ha")),
        Column(name="units", kind="integer", label=Text("Einheiten", "units")),
        Column(
            name="units_per_ha",
            kind="number",
            label=Text("Einheiten je ha", "units per hectare"),
        ),
    ),
)
