"""Found table about the centre and the retail parks outside of it: who reaches which."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

PLACE_KINDS = {
    "centre": Text("Zentrum", "centre"),
    "retail_park": Text("Fachmarktstandort", "retail park"),
}

RETAIL_PARK_REACH = Table(
    name="retail_park_reach",
    label=Text("Zentrum und Fachmarktstandorte", "the centre and the retail parks"),
    index="place_id",
    geometry=("Point", "Polygon", "MultiPolygon"),
    geometry_required=True,
    columns=(
        Column(name="name", kind="text", label=Text("Name", "name"), required=True),
        Column(
            name="kind", kind="text", label=Text("Art", "kind"), allowed=tuple(PLACE_KINDS),
            required=True,
        ),
        Column(
            name="proposed", kind="flag", label=Text("Vorschlag", "proposal"), required=True
        ),
        Column(
            name="persons_15", kind="number",
            label=Text("Personen bis 15 Gehminuten", "persons within 15 minutes on foot"),
        ),
        Column(
            name="persons_15_at_80", kind="number",
            label=Text(
                "Personen bis 15 Gehminuten im Tempo von 75- bis 84-Jährigen",
                "persons within 15 minutes at the pace of 75 to 84",
            ),
        ),
        Column(
            name="persons_nearest", kind="number",
            label=Text("Personen, denen es zu Fuß am nächsten ist", "persons to whom it is nearest"),
        ),
        Column(
            name="persons_30_transit", kind="number",
            label=Text(
                "Personen bis 30 Minuten zu Fuß oder mit Bus und Bahn",
                "persons within 30 minutes on foot or by public transport",
            ),
        ),
        Column(
            name="median_transit_min", kind="number",
            label=Text(
                "Minuten der mittleren Person, zu Fuß oder mit Bus und Bahn",
                "minutes of the median person, on foot or by public transport",
            ),
        ),
        Column(
            name="quality_class", kind="text",
            label=Text("Güteklasse der Haltestelle", "transit quality class"),
        ),
        Column(
            name="departures_day", kind="integer",
            label=Text("Abfahrten am Stichtag im Umkreis von 300 m", "departures within 300 m"),
        ),
    ),
)
