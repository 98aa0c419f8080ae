"""Found tables about local supply on foot: each address, each category, persons by score."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: Kinds of supply, as columns name them: the five of the BBSR's score first.
SUPPLY_KEYS = (
    "supermarket", "gp", "primary_school", "pharmacy", "stop", "bakery", "drugstore", "bank_atm",
    "post", "dentist", "kindergarten",
)  # fmt: skip

_WAY = {
    "supermarket": Text("m zu Supermarkt oder Discounter", "m to supermarket or discounter"),
    "gp": Text("m zur Hausarztpraxis", "m to general practitioner"),
    "primary_school": Text("m zur Grundschule", "m to primary school"),
    "pharmacy": Text("m zur Apotheke", "m to pharmacy"),
    "stop": Text("m zur Haltestelle", "m to stop"),
    "bakery": Text("m zur Bäckerei", "m to bakery"),
    "drugstore": Text("m zur Drogerie", "m to drugstore"),
    "bank_atm": Text("m zu Bank oder Geldautomat", "m to bank or cash machine"),
    "post": Text("m zu Post oder Paketdienst", "m to post or parcel shop"),
    "dentist": Text("m zur Zahnarztpraxis", "m to dentist"),
    "kindergarten": Text("m zur Kita", "m to kindergarten"),
}

LOCAL_SUPPLY = Table(
    name="local_supply",
    label=Text("Nahversorgung zu Fuß je Adresse", "local supply on foot by address"),
    index="home_id",  # address_id, else building_id
    geometry=("Point",),
    geometry_required=True,
    columns=(
        Column(
            name="score", kind="integer",
            label=Text(
                "Nahversorgung 0 bis 5 (BBSR, 1.000 m Fußweg)",
                "local supply 0 to 5 (BBSR, 1,000 m on foot)",
            ),
        ),
        Column(
            name="score_low", kind="integer",
            label=Text("mindestens (nur sicher Zugeordnetes)", "at least (sure ones alone)"),
        ),
        Column(
            name="score_high", kind="integer",
            label=Text("höchstens (mit allem Ungewissen)", "at most (with all that is unsure)"),
        ),
        Column(
            name="near_edge", kind="flag",
            label=Text("näher als 1.000 m am Rand der Daten", "within 1,000 m of the data's edge"),
        ),
        *(
            Column(name=f"{key}_m", kind="number", label=_WAY[key])
            for key in SUPPLY_KEYS
        ),
    ),
)

SUPPLY_CATEGORIES = Table(
    name="supply_categories",
    label=Text("Nahversorgung zu Fuß nach Art", "local supply on foot by kind"),
    index="category",
    columns=(
        Column(name="label", kind="text", label=Text("Art", "kind"), required=True),
        Column(
            name="places", kind="integer", label=Text("Orte in den Daten", "places in the data"),
            required=True,
        ),
        Column(
            name="sure", kind="integer",
            label=Text("davon nach Namen sicher", "of them sure by name"), required=True,
        ),
        Column(
            name="unsure", kind="integer",
            label=Text("dazu mit unbekanntem Status", "besides, of unknown status"),
            required=True,
        ),
        Column(
            name="persons", kind="number",
            label=Text("Personen bis 1.000 m Fußweg", "persons within 1,000 m on foot"),
        ),
        Column(name="of", kind="number", label=Text("von Personen", "of persons")),
        Column(name="share", kind="number", label=Text("Anteil", "share")),
        Column(
            name="median_m", kind="number",
            label=Text("m Fußweg, halbe Bevölkerung", "m on foot, half of the people"),
        ),
    ),
)

SUPPLY_SCORES = Table(
    name="supply_scores",
    label=Text("Personen nach Nahversorgung 0 bis 5", "persons by local supply 0 to 5"),
    index="score",
    columns=(
        Column(name="addresses", kind="integer", label=Text("Adressen", "addresses")),
        Column(name="persons", kind="number", label=Text("Personen", "persons")),
        Column(name="share", kind="number", label=Text("Anteil", "share")),
    ),
)
