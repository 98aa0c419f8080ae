"""Found table about notes of workshops: how many there are of what."""

from __future__ import annotations

from types import MappingProxyType

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: By what notes are counted.
IDEA_DIMENSIONS: MappingProxyType[str, Text] = MappingProxyType(
    {
        "kind": Text("Art", "kind"),
        "theme": Text("Thema", "theme"),
        "group": Text("Gruppe", "group"),
        "street": Text("Straße", "street"),
    }
)

IDEA_COUNTS = Table(
    name="idea_counts",
    label=Text("Hinweise je Art, Thema, Gruppe und Straße", "notes by kind, theme, group, street"),
    index="cell",
    cells=("units", "votes"),
    within=("dimension",),
    columns=(
        Column(
            name="dimension", kind="text", label=Text("gezählt nach", "counted by"),
            allowed=tuple(IDEA_DIMENSIONS), required=True,
        ),
        Column(name="value", kind="text", label=Text("Wert", "value"), required=True),
        Column(name="units", kind="integer", label=Text("Hinweise", "notes")),
        Column(name="votes", kind="integer", label=Text("Punkte", "dots")),
    ),
)
