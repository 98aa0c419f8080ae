"""Found table about what can be read of each unit on the web; never leaves the town hall."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: What is asked of each unit; yes and no are said, unknown is nobody's word.
ANSWERS = ("yes", "no", "unknown")
#: Who said it.
SAID_BY = ("town", "osm")

#: What a customer looks for before the way into town.
PROPERTIES: dict[str, Text] = {
    "website": Text("Website", "website"),
    "opening_hours": Text("Öffnungszeiten", "opening hours"),
    "phone": Text("Telefon", "phone"),
    "mail": Text("E-Mail", "mail"),
    "social": Text("soziale Medien", "social media"),
    "cashless": Text("bargeldlose Zahlung", "cashless payment"),
    "wheelchair": Text("Angabe zum stufenlosen Zugang", "statement on step-free access"),
}


def _columns() -> tuple[Column, ...]:
    made: list[Column] = []
    for name, label in PROPERTIES.items():
        made += [
            Column(
                name=name,
                kind="text",
                label=label,
                allowed=ANSWERS,
                required=True,
                audience="intern",
            ),
            Column(
                name=f"{name}_by",
                kind="text",
                label=Text(f"{label.de}: sagt", f"{label.en}: said by"),
                allowed=SAID_BY,
                audience="intern",
            ),
        ]
    return tuple(made)


DIGITAL = Table(
    name="digital",
    label=Text("Digitale Angaben je Einheit", "digital presence by unit"),
    index="unit_id",
    audience="intern",
    columns=(
        *_columns(),
        Column(
            name="checked_on",
            kind="day",
            label=Text("zuletzt geprüft oder bearbeitet", "last checked or edited"),
            audience="intern",
        ),
        Column(
            name="checked_recently",
            kind="flag",
            label=Text("in den letzten 24 Monaten", "within 24 months"),
            required=True,
            audience="intern",
        ),
        Column(
            name="in_register",
            kind="flag",
            label=Text("im Register der Stadt", "in the town's register"),
            required=True,
            audience="intern",
        ),
        Column(
            name="in_osm",
            kind="flag",
            label=Text("in OpenStreetMap gefunden", "found in OpenStreetMap"),
            required=True,
            audience="intern",
        ),
    ),
)
