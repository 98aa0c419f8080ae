"""Found table about what makes a street worth a stay, section by section."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: What is counted: column, and how people call it.
THINGS: dict[str, Text] = {
    "sights": Text("Sehenswertes", "sights"),
    "heritage": Text("Denkmale und Historisches", "heritage"),
    "art": Text("Kunst und Brunnen", "art and fountains"),
    "seats": Text("Sitzgelegenheiten", "seats"),
    "trees": Text("Bäume", "trees"),
    "toilets": Text("Toiletten", "toilets"),
    "play": Text("Spielplätze", "playgrounds"),
    "water": Text("Trinkwasserstellen", "drinking water"),
}
#: Whose distance is told for each section.
NEEDED: dict[str, Text] = {
    "seats": Text("Sitzgelegenheit", "seat"),
    "trees": Text("Baum", "tree"),
    "toilets": Text("Toilette", "toilet"),
}

IMAGE_SECTIONS = Table(
    name="image_sections",
    label=Text("Aufenthalt je Straßenabschnitt", "what invites to stay, by street section"),
    index="section_id",
    geometry=("LineString", "MultiLineString"),
    geometry_required=True,
    columns=(
        Column(name="street", kind="text", label=Text("Straße", "street"), required=True),
        Column(name="number", kind="integer", label=Text("Nummer", "number"), required=True),
        Column(
            name="centreline_m",
            kind="number",
            label=Text("Länge der Achse m", "centreline m"),
            required=True,
        ),
        Column(
            name="in_area",
            kind="flag",
            label=Text("in der Bezugsfläche", "in the area of reference"),
            required=True,
        ),
        *(
            Column(name=name, kind="integer", label=label, required=True)
            for name, label in THINGS.items()
        ),
        *(
            Column(
                name=f"{name}_m",
                kind="number",
                label=Text(
                    f"Fußweg m bis zur nächsten {label.de}"
                    if name != "trees"
                    else f"Fußweg m bis zum nächsten {label.de}",
                    f"metres on foot to the nearest {label.en}",
                ),
            )
            for name, label in NEEDED.items()
        ),
    ),
)
