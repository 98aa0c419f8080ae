"""Photos of units and places, as far as the town has matched them; their bytes stand apart."""

from __future__ import annotations

from types import MappingProxyType

from innenstadt_gis.tables.contract import AUDIENCES, Column, Table
from innenstadt_gis.tables.units import REPAIRS, SOURCE
from innenstadt_gis.words import Text

#: Before and after a change; blank: neither was said.
MOMENTS: MappingProxyType[str, Text] = MappingProxyType(
    {"before": Text("vorher", "before"), "after": Text("nachher", "after")}
)

#: How a photo found its place.
PHOTO_PLACES: MappingProxyType[str, Text] = MappingProxyType(
    {
        "index": Text("Bildliste", "list of photos"),
        "unit": Text("Kennung im Dateinamen", "id in the file name"),
        "column": Text("Spalte Foto des Registers", "photo column of the register"),
        "address": Text("Adresse im Dateinamen", "address in the file name"),
        "coordinate": Text("Ort der Aufnahme", "position of the camera"),
    }
)

#: The pixels of a photo are bytes by ``photo_id`` in `Town.photo_files`, never a column: a table
#: is copied, printed and written, and pictures must leave only where they are meant to. The
#: geometry is the place of the unit or address, never that of the camera.
PHOTOS = Table(
    name="photos",
    label=Text("Fotos", "photos"),
    index="photo_id",
    geometry=("Point",),
    columns=(
        Column(name="unit_id", kind="text", label=Text("Einheit", "unit"), audience="workshop"),
        Column(
            name="place",
            kind="integer",
            label=Text(
                "Ort Nr. (Fotos einer Einheit oder Adresse)",
                "place (photos of one unit or address)",
            ),
        ),
        Column(name="taken_on", kind="day", label=Text("aufgenommen am", "taken on")),
        Column(
            name="moment",
            kind="text",
            label=Text("vorher/nachher", "before/after"),
            allowed=tuple(MOMENTS),
        ),
        Column(name="caption", kind="text", label=Text("Bildtext", "caption")),
        Column(name="credit", kind="text", label=Text("Bildnachweis", "credit")),
        Column(
            name="audience",
            kind="text",
            label=Text("freigegeben für", "released for"),
            allowed=AUDIENCES,
            required=True,
        ),
        Column(
            name="located_by",
            kind="text",
            label=Text("zugeordnet über", "matched by"),
            allowed=tuple(PHOTO_PLACES),
            audience="intern",
        ),
        Column(name="file", kind="text", label=Text("Datei", "file"), audience="intern"),
        Column(name="width", kind="integer", label=Text("Breite (Pixel)", "width (pixels)")),
        Column(name="height", kind="integer", label=Text("Höhe (Pixel)", "height (pixels)")),
        Column(name="bytes", kind="integer", label=Text("Größe (Byte)", "size (bytes)")),
        SOURCE,
        REPAIRS,
    ),
)
