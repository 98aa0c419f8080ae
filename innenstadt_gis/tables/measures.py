"""The town's measures (Maßnahmen), as planned in massnahmen.xlsx."""

from __future__ import annotations

from types import MappingProxyType

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.tables.units import REPAIRS, SOURCE
from innenstadt_gis.words import Text

#: The seven themes of the network, in the order of every product.
NETWORK_THEMES: MappingProxyType[str, Text] = MappingProxyType(
    {
        "functions": Text("Funktionsvielfalt", "functional diversity"),
        "access": Text("Erreichbarkeit", "accessibility"),
        "vacancy": Text("Leerstand und Brachen", "vacancy and brownfields"),
        "retail": Text("Handel und Dienstleistung", "retail and services"),
        "digital": Text("Digitale Innenstadt", "digital inner city"),
        "cooperation": Text("Kooperation", "cooperation"),
        "image": Text("Image", "image"),
    }
)

MEASURE_STATUS: MappingProxyType[str, Text] = MappingProxyType(
    {
        "planned": Text("geplant", "planned"),
        "running": Text("läuft", "running"),
        "done": Text("erledigt", "done"),
        "postponed": Text("verschoben", "postponed"),
        "dropped": Text("verworfen", "dropped"),
    }
)

#: How a measure got its place; ``centre`` is the whole centre, ``none`` was not found.
MEASURE_PLACES: MappingProxyType[str, Text] = MappingProxyType(
    {
        "centre": Text("ganze Innenstadt", "the whole centre"),
        "unit": Text("Ladenlokal", "unit"),
        "address": Text("Adresse", "address"),
        "street": Text("Straße", "street"),
        "coordinate": Text("Koordinate", "coordinate"),
        "none": Text("nicht gefunden", "not found"),
    }
)

MEASURES = Table(
    name="measures",
    label=Text("Maßnahmen", "measures"),
    index="measure_id",
    geometry=("Point", "LineString", "MultiLineString"),
    audience="workshop",
    columns=(
        Column(name="measure", kind="text", label=Text("Maßnahme", "measure"), required=True),
        Column(name="place", kind="text", label=Text("Ort", "place")),
        Column(
            name="located_by", kind="text", label=Text("verortet über", "located by"),
            allowed=tuple(MEASURE_PLACES), required=True,
        ),
        Column(name="unit_id", kind="text", label=Text("Einheit", "unit")),
        Column(
            name="theme", kind="text", label=Text("Thema", "theme"),
            allowed=tuple(NETWORK_THEMES),
        ),
        Column(
            name="responsible", kind="text",
            label=Text("Verantwortlich (Rolle)", "responsible (role)"),
        ),
        Column(name="due", kind="day", label=Text("Termin", "due")),
        Column(
            name="status", kind="text", label=Text("Status", "status"),
            allowed=tuple(MEASURE_STATUS),
        ),
        Column(name="indicator", kind="text", label=Text("Kennzahl", "indicator")),
        Column(name="baseline", kind="number", label=Text("Ausgangswert", "value before")),
        Column(name="target", kind="number", label=Text("Zielwert", "target")),
        Column(
            name="value_unit", kind="text", label=Text("Werte in", "values in"), allowed=("%",)
        ),
        Column(
            name="remark", kind="text", label=Text("Bemerkung", "remark"), audience="intern"
        ),
        Column(
            name="handed_on", kind="flag",
            label=Text("für andere Städte freigegeben", "released to other towns"),
        ),
        Column(name="source_row", kind="integer", label=Text("Zeile", "row"), audience="intern"),
        SOURCE,
        REPAIRS,
    ),
)
