"""Found tables about the way to the centre by timetable: each home, each station around."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Kind, Table
from innenstadt_gis.words import Text

#: Who travels: keys of personas, as columns name them, and words for them.
TRAVELLERS = {
    "adult": Text("Erwachsene", "adults"),
    "senior_75_84": Text("Gehtempo 75 bis 84", "pace of 75 to 84"),
}

_BY_HOME: tuple[tuple[str, Kind, Text], ...] = (
    ("walk_min", "number", Text("min zum Zentrum zu Fuß", "min to the centre on foot")),
    (
        "morning_min", "number",
        Text(
            "min von Tür zu Tür, jede Abfahrt 7 bis 9 Uhr, Median",
            "min from door to door, every departure from 7 to 9, median",
        ),
    ),
    (
        "morning_p10_min", "number",
        Text(
            "an 10 von 100 Abfahrten 7 bis 9 Uhr höchstens, min",
            "at 10 of 100 departures from 7 to 9 at most, min",
        ),
    ),
    (
        "morning_p90_min", "number",
        Text(
            "an 90 von 100 Abfahrten 7 bis 9 Uhr höchstens, min",
            "at 90 of 100 departures from 7 to 9 at most, min",
        ),
    ),
    (
        "morning_within_30", "number",
        Text(
            "Anteil der Abfahrten 7 bis 9 Uhr bis 30 min",
            "share of departures from 7 to 9 within 30 min",
        ),
    ),
    ("morning_changes", "number", Text("Umstiege 7 bis 9 Uhr", "changes from 7 to 9")),
    (
        "forenoon_min", "number",
        Text("min, jede Abfahrt 10 bis 12 Uhr, Median", "min, departures from 10 to 12, median"),
    ),
    (
        "evening_min", "number",
        Text("min nach Hause, 18 bis 20 Uhr, Median", "min home, 18 to 20, median"),
    ),
    (
        "latest_home", "text",
        Text("letzter Heimweg mit Bus oder Bahn", "last way home by public transport"),
    ),
)  # fmt: skip

DOOR_TO_DOOR = Table(
    name="door_to_door",
    label=Text("Von Tür zu Tür ins Zentrum", "from door to door to the centre"),
    index="home_id",  # address_id, else building_id
    geometry=("Point",),
    geometry_required=True,
    columns=tuple(
        Column(
            name=f"{key}_{name}", kind=kind,
            label=Text(f"{label.de} ({who.de})", f"{label.en} ({who.en})"),
        )
        for key, who in TRAVELLERS.items()
        for name, kind, label in _BY_HOME
    ),
)  # fmt: skip

CATCHMENT = Table(
    name="catchment",
    label=Text("Einzugsgebiet mit Bus und Bahn", "catchment by public transport"),
    index="station_id",
    geometry=("Point",),  # feeds have stops without coordinates
    columns=(
        Column(name="name", kind="text", label=Text("Haltestelle", "stop")),
        Column(
            name="departures", kind="integer", required=True,
            label=Text("Abfahrten am Stichtag", "departures on the day"),
        ),
        Column(
            name="connections", kind="integer", required=True,
            label=Text("Verbindungen ins Zentrum 6 bis 20 Uhr", "ways to the centre from 6 to 20"),
        ),
        Column(
            name="journey_min", kind="number",
            label=Text("mittlere Verbindung, min", "median way, min"),
        ),
        Column(
            name="best_min", kind="number",
            label=Text("schnellste Verbindung, min", "fastest way, min"),
        ),
        Column(
            name="within_min", kind="integer",
            label=Text("mittlere Verbindung bis min", "median way within min"),
        ),
        Column(name="changes", kind="number", label=Text("Umstiege", "changes")),
        Column(
            name="median_min", kind="number",
            label=Text("mit Warten, Median jeder Minute, min", "with waiting, median, min"),
        ),
        Column(
            name="p10_min", kind="number",
            label=Text("mit Warten, an 10 von 100 Abfahrten höchstens, min",
                       "with waiting, at 10 of 100 departures at most, min"),
        ),
        Column(
            name="p90_min", kind="number",
            label=Text("mit Warten, an 90 von 100 Abfahrten höchstens, min",
                       "with waiting, at 90 of 100 departures at most, min"),
        ),
        Column(
            name="connections_home", kind="integer", required=True,
            label=Text("Verbindungen nach Hause 6 bis 20 Uhr", "ways home from 6 to 20"),
        ),
        Column(
            name="journey_home_min", kind="number",
            label=Text("mittlere Verbindung nach Hause, min", "median way home, min"),
        ),
        Column(
            name="latest_home", kind="text",
            label=Text("letzter Heimweg", "last way home"),
        ),
    ),
)  # fmt: skip
