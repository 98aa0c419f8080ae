"""Found tables about the way to the centre by timetable: each home, each station around."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: Who travels: keys of personas, as columns name them, and words for them.
TRAVELLERS = {
    "adult": Text("Erwachsene", "adults"),
    "senior_75_84": Text("75 bis 84 Jahre", "aged 75 to 84"),
}


def _of(key: str) -> tuple[Column, ...]:
    who = TRAVELLERS[key]

    def column(name: str, de: str, en: str) -> Column:
        label = Text(f"{de} ({who.de})", f"{en} ({who.en})")
        return Column(name=f"{key}_{name}", kind="number", label=label)

    return (
        column("walk_min", "Gehminuten zum Zentrum", "walking minutes to the centre"),
        column("morning_min", "Minuten von Tür zu Tür 7–9 Uhr, Median", "minutes 7-9, median"),
        column("morning_p10_min", "an 10 von 100 Abfahrten höchstens", "10th percentile"),
        column("morning_p90_min", "an 90 von 100 Abfahrten höchstens", "90th percentile"),
        column("morning_within_30", "Anteil Abfahrten bis 30 min", "share within 30 min"),
        column("morning_changes", "Umstiege 7–9 Uhr", "changes 7-9"),
        column("forenoon_min", "Minuten 10–12 Uhr, Median", "minutes 10-12, median"),
        column("evening_min", "Minuten nach Hause 18–20 Uhr, Median", "minutes home 18-20, median"),
        column(
            "latest_home",
            "letzter Heimweg mit Bus oder Bahn, Uhr (Stunden)",
            "latest way home by bus or rail, hours",
        ),
    )


DOOR_TO_DOOR = Table(
    name="door_to_door",
    label=Text("Von Tür zu Tür ins Zentrum", "from door to door to the centre"),
    index="home_id",  # address_id, else building_id
    geometry=("Point",),
    geometry_required=True,
    columns=tuple(column for key in TRAVELLERS for column in _of(key)),
)

CATCHMENT = Table(
    name="catchment",
    label=Text("Einzugsgebiet mit Bus und Bahn", "catchment by bus and rail"),
    index="station_id",
    geometry=("Point",),
    geometry_required=False,  # feeds have stops without coordinates
    columns=(
        Column(name="name", kind="text", label=Text("Haltestelle", "stop")),
        Column(
            name="departures", kind="integer", label=Text("Abfahrten am Tag", "departures that day")
        ),
        Column(
            name="connections",
            kind="integer",
            label=Text("Verbindungen ins Zentrum 6–20 Uhr", "ways to the centre 6-20"),
        ),
        Column(
            name="best_min",
            kind="number",
            label=Text("schnellste Verbindung, min", "fastest way, min"),
        ),
        Column(
            name="journey_min",
            kind="number",
            label=Text("mittlere Verbindung ohne Warten, min", "median way without waiting, min"),
        ),
        Column(
            name="median_min",
            kind="number",
            label=Text(
                "Median jeder Minute mit Warten, min", "median of every minute with waiting"
            ),
        ),
        Column(
            name="p10_min",
            kind="number",
            label=Text("an 10 von 100 Abfahrten höchstens", "10th percentile"),
        ),
        Column(
            name="p90_min",
            kind="number",
            label=Text("an 90 von 100 Abfahrten höchstens", "90th percentile"),
        ),
        Column(name="changes", kind="number", label=Text("Umstiege", "changes")),
        Column(
            name="within_min",
            kind="integer",
            label=Text("erreicht das Zentrum binnen min", "reaches the centre within min"),
        ),
        Column(
            name="connections_home",
            kind="integer",
            label=Text("Verbindungen nach Hause 6–20 Uhr", "ways home 6-20"),
        ),
        Column(
            name="journey_home_min",
            kind="number",
            label=Text(
                "nach Hause, mittlere Verbindung ohne Warten, min",
                "home, median way without waiting, min",
            ),
        ),
        Column(
            name="latest_home",
            kind="number",
            label=Text("letzter Heimweg, Uhr (Stunden)", "latest way home, hours"),
        ),
    ),
)
