"""Found tables about stops by timetable: service, quality classes, areas and persons by class."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: Kinds of days as columns name them, in the order of `timetable.DAY_KINDS`.
SERVICE_DAYS = {
    "weekday": Text("Montag bis Freitag", "Monday to Friday"),
    "school_day": Text("am Schultag", "on a school day"),
    "holiday_day": Text("am Ferientag", "on a day of school holidays"),
    "saturday": Text("am Samstag", "on a Saturday"),
    "sunday": Text("am Sonntag", "on a Sunday"),
}

_CATEGORIES = (
    Column(name="mode_group", kind="text", label=Text("Verkehrsmittel", "vehicles")),
    Column(
        name="interval_min", kind="number",
        label=Text("Takt je Richtung, min", "minutes between departures in one direction"),
    ),
    Column(name="category", kind="text", label=Text("Haltestellenkategorie", "category of stop")),
    Column(
        name="class_here", kind="text",
        label=Text("Güteklasse an der Haltestelle", "quality class at the stop"),
    ),
    Column(name="category_are", kind="text", label=Text("Kategorie nach ARE", "category by ARE")),
    Column(
        name="category_oerok_like", kind="text",
        label=Text("Kategorie ähnlich ÖROK", "category like ÖROK"),
    ),
)  # fmt: skip

STOP_SERVICE = Table(
    name="stop_service",
    label=Text("Haltestellen nach Fahrplan", "stops by timetable"),
    index="station_id",
    geometry=("Point",),
    columns=(
        Column(name="name", kind="text", label=Text("Name", "name")),
        Column(name="modes", kind="text", label=Text("Art", "modes")),
        Column(name="lines", kind="text", label=Text("Linien", "lines")),
        Column(
            name="platforms", kind="integer",
            label=Text("Steige mit Abfahrten", "platforms with departures"), required=True,
        ),
        Column(
            name="departures", kind="integer",
            label=Text("Abfahrten 6 bis 20 Uhr", "departures from 6 to 20"), required=True,
        ),
        *_CATEGORIES,
        Column(
            name="departures_day", kind="integer",
            label=Text("Abfahrten am Stichtag", "departures on the day"), required=True,
        ),
        Column(
            name="rail_departures_day", kind="integer",
            label=Text("davon Züge", "of them trains"), required=True,
        ),
        Column(
            name="on_demand", kind="integer",
            label=Text("dazu nur auf Anruf", "besides, on call alone"), required=True,
        ),
        Column(
            name="first", kind="text", label=Text("erste Abfahrt", "first departure"),
        ),
        Column(name="last", kind="text", label=Text("letzte Abfahrt", "last departure")),
        Column(
            name="longest_gap_min", kind="number",
            label=Text("längste Lücke 6 bis 20 Uhr, min", "longest gap from 6 to 20, min"),
        ),
        Column(
            name="longest_gap_one_way_min", kind="number",
            label=Text("längste Lücke je Richtung, min", "longest gap in one direction, min"),
        ),
        *(
            Column(
                name=f"departures_{kind}", kind="integer",
                label=Text(f"Abfahrten {label.de}", f"departures {label.en}"),
            )
            for kind, label in SERVICE_DAYS.items()
        ),
        Column(
            name="mode_doubt", kind="flag",
            label=Text("Art des Verkehrsmittels unsicher", "kind of vehicle doubtful"),
        ),
        Column(
            name="placed", kind="flag", label=Text("Lage bekannt", "place known"), required=True
        ),
    ),
)  # fmt: skip

STOP_CLASSES = Table(
    name="stop_classes",
    label=Text("Steige nach Fahrplan", "platforms by timetable"),
    index="stop_id",
    geometry=("Point",),
    columns=(
        Column(
            name="station_id", kind="text", label=Text("Haltestelle", "station"), required=True
        ),
        Column(name="name", kind="text", label=Text("Name", "name")),
        Column(name="platform", kind="text", label=Text("Steig", "platform")),
        Column(
            name="departures", kind="integer",
            label=Text("Abfahrten 6 bis 20 Uhr", "departures from 6 to 20"), required=True,
        ),
        Column(
            name="departures_day", kind="integer",
            label=Text("Abfahrten am Stichtag", "departures on the day"), required=True,
        ),
        *_CATEGORIES,
        Column(
            name="placed", kind="flag", label=Text("Lage bekannt", "place known"), required=True
        ),
    ),
)  # fmt: skip

TRANSIT_CLASS_AREAS = Table(
    name="transit_class_areas",
    label=Text("Flächen der ÖV-Güteklassen", "areas of transit quality classes"),
    index="class_id",
    geometry=("Polygon", "MultiPolygon"),
    geometry_required=True,
    columns=(
        Column(name="label", kind="text", label=Text("Güteklasse", "quality class"), required=True),
        Column(name="persons", kind="number", label=Text("Personen", "persons")),
        Column(name="area_ha", kind="number", label=Text("Fläche ha", "area ha")),
    ),
)  # fmt: skip

TRANSIT_PEOPLE = Table(
    name="transit_people",
    label=Text("Personen nach ÖV-Güteklasse", "persons by transit quality class"),
    index="class_id",
    columns=(
        Column(name="label", kind="text", label=Text("Güteklasse", "quality class"), required=True),
        Column(name="homes", kind="integer", label=Text("Adressen oder Häuser", "addresses or houses"), required=True),
        Column(name="persons", kind="number", label=Text("Personen", "persons")),
        Column(name="share", kind="number", label=Text("Anteil", "share")),
    ),
)  # fmt: skip
