"""Notes of participants (Hinweise), as collected on the workshop map."""

from __future__ import annotations

from types import MappingProxyType

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.tables.measures import NETWORK_THEMES
from innenstadt_gis.tables.units import REPAIRS, SOURCE
from innenstadt_gis.words import Text

#: What a note is, in the order of the stickers.
IDEA_KINDS: MappingProxyType[str, Text] = MappingProxyType(
    {
        "idea": Text("Idee", "idea"),
        "problem": Text("Problem", "problem"),
        "favourite": Text("Lieblingsort", "favourite place"),
        "avoid": Text("meide ich", "I avoid it"),
        "question": Text("Frage", "question"),
    }
)

#: Who is speaking; nobody is asked for more.
IDEA_GROUPS: MappingProxyType[str, Text] = MappingProxyType(
    {
        "open": Text("offen", "open"),
        "youth": Text("Jugend", "young people"),
        "families": Text("Familien", "families"),
        "seniors": Text("Senioren", "older people"),
        "retail": Text("Handel", "retailers"),
        "administration": Text("Verwaltung", "administration"),
        "guests": Text("Gäste", "guests"),
    }
)

IDEAS = Table(
    name="ideas",
    label=Text("Hinweise aus Workshops", "notes of workshops"),
    index="id",
    geometry=("Point", "LineString", "Polygon"),
    audience="workshop",
    columns=(
        Column(
            name="kind", kind="text", label=Text("Art", "kind"),
            allowed=tuple(IDEA_KINDS), required=True,
        ),
        Column(
            name="theme", kind="text", label=Text("Thema", "theme"),
            allowed=tuple(NETWORK_THEMES),
        ),
        Column(
            name="group", kind="text", label=Text("Gruppe", "group"),
            allowed=tuple(IDEA_GROUPS), required=True,
        ),
        Column(name="text", kind="text", label=Text("Text", "text"), audience="workshop"),
        Column(
            name="text_rest", kind="text",
            label=Text("Rest eines zurückgehaltenen Textes", "what is left of a withheld text"),
            audience="intern",
        ),
        Column(
            name="withheld", kind="flag",
            label=Text(
                "Text zurückgehalten (Name oder Kontakt)", "text withheld (name or contact)"
            ),
        ),
        Column(name="votes", kind="integer", label=Text("Punkte", "dots"), required=True),
        Column(
            name="dots", kind="text",
            label=Text(
                "Punkte je Gerät:Runde:Anzahl:Stand", "dots by device:round:count:version"
            ),
            audience="workshop",
        ),
        Column(name="round", kind="integer", label=Text("Runde", "round")),
        Column(name="created", kind="text", label=Text("angelegt", "created")),
        Column(name="changed", kind="text", label=Text("geändert", "changed")),
        Column(name="map_id", kind="text", label=Text("Kennung der Karte", "id of the map")),
        Column(name="day", kind="day", label=Text("Stand der Karte", "day of the map")),
        Column(name="scene", kind="text", label=Text("Szene", "scene")),
        SOURCE,
        REPAIRS,
    ),
)
