"""Scenes of the map as people made them: kept views, their own sentences, another order."""

from __future__ import annotations

from innenstadt_gis.tables.contract import AUDIENCES, Column, Table
from innenstadt_gis.tables.units import REPAIRS, SOURCE
from innenstadt_gis.words import Text

#: A row is a scene of the saved story. ``own`` ones were kept by people; the others came with
#: the map and are there because they were moved, hidden or written anew. What was typed never
#: reaches the public, and nobody a wider circle than the map it was typed on.
SCENES = Table(
    name="scenes",
    label=Text("eigene Szenen der Karte", "own scenes of the map"),
    index="scene_id",
    columns=(
        Column(name="own", kind="flag", label=Text("eigene Szene", "own scene"), required=True),
        Column(name="position", kind="integer", label=Text("Reihenfolge", "order")),
        Column(name="hidden", kind="flag", label=Text("ausgeblendet", "hidden"), required=True),
        Column(name="title", kind="text", label=Text("Titel", "title"), audience="workshop"),
        Column(name="text", kind="text", label=Text("Satz", "sentence"), audience="workshop"),
        Column(
            name="shown", kind="text",
            label=Text("Ausschnitt, Ebenen und Filter (JSON)", "view, layers and filter (JSON)"),
            audience="workshop",
        ),
        Column(name="map_id", kind="text", label=Text("Kennung der Karte", "id of the map")),
        Column(name="map_day", kind="text", label=Text("geschrieben für", "written for")),
        Column(name="map_town", kind="text", label=Text("Stadt der Karte", "town of the map")),
        Column(
            name="written_for", kind="text", allowed=AUDIENCES, required=True,
            label=Text("weiteste Zielgruppe", "widest audience"),
        ),
        Column(name="changed", kind="integer", label=Text("gesichert (ms)", "saved (ms)")),
        SOURCE,
        REPAIRS,
    ),
)  # fmt: skip
