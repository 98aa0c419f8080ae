"""Words of the walk through the centre on the page, in both languages."""

from __future__ import annotations

from innenstadt_gis.words import Text

WALK_WORDS: dict[str, Text] = {
    "walk": Text("Rundgang", "Walk"),
    "open": Text("Rundgang planen", "Plan a walk"),
    "budget": Text("Zeit in Minuten", "Time in minutes"),
    "pace": Text("Langsamste Gruppe", "Slowest group"),
    "noSteps": Text("ohne Treppen", "without stairs"),
    "start": Text("Start", "Start"),
    "end": Text("Ende", "End"),
    "atStop": Text("Minuten je Station", "Minutes at each stop"),
    "sameEnd": Text("wie Start", "as the start"),
    "map": Text("Karte", "Map"),
    "onMap": Text("auf der Karte wählen", "choose on the map"),
    "take": Text("Aufnehmen", "Add it"),
    "ownPlace": Text("Ort auf der Karte", "place on the map"),
    "tapMap": Text(
        "Auf die Karte tippen; Eingabetaste nimmt die Mitte, Esc bricht ab",
        "tap the map; Enter takes its middle, Esc cancels",
    ),
    "keyMiddle": Text("Mitte der Karte nehmen", "Take the middle of the map"),
    "propose": Text("Neu vorschlagen", "Propose anew"),
    "shorten": Text("Kürzeste Reihenfolge", "Shortest order"),
    "add": Text("Station hinzufügen", "Add a stop"),
    "addHelp": Text(
        "Vorschlag wählen, oder ein Haus oder eine Raute auf der Karte antippen",
        "choose a proposal, or tap a house or a diamond on the map",
    ),
    "choose": Text("Vorschlag wählen …", "Choose a proposal …"),
    "added": Text("aufgenommen", "added"),
    "removed": Text("gestrichen", "removed"),
    "already": Text("ist schon dabei", "is on the walk already"),
    "earlier": Text("Früher", "Earlier"),
    "later": Text("Später", "Later"),
    "remove": Text("Streichen", "Remove"),
    "stop": Text("Station", "stop"),
    "stops": Text("Stationen", "stops"),
    "total": Text("{minutes} von {budget} Minuten", "{minutes} of {budget} minutes"),
    "over": Text(
        "Das sind {over} Minuten zu viel. Stationen streichen, oder mehr Zeit nehmen.",
        "These are {over} minutes too many. Remove stops, or take more time.",
    ),
    "leg": Text("{minutes} min, {metres} m", "{minutes} min, {metres} m"),
    "arrives": Text("nach {minutes} min", "after {minutes} min"),
    "stairs": Text("Treppe", "stairs"),
    "benches": Text("Bänke", "benches"),
    "bench": Text("Bank", "bench"),
    "toilets": Text("WC", "toilets"),
    "onWay": Text(
        "Am Weg: {seats} und {toilets} WC, längste Strecke ohne Bank {longest} m (in OpenStreetMap eingetragen)",
        "On the way: {seats} and {toilets} toilets, longest stretch without a bench {longest} m (as entered in OpenStreetMap)",
    ),
    "noWay": Text("Für diese Gruppe führt kein Weg hierher", "for this group there is no way here"),
    "noWayEnd": Text(
        "Für diese Gruppe führt kein Weg zum Ende", "for this group there is no way to the end"
    ),
    "lost": Text("Nicht erreichbar", "Not reachable"),
    "noStops": Text(
        "Noch keine Station. Vorschlagen lassen, oder Häuser und Rauten auf der Karte antippen.",
        "No stop yet. Have some proposed, or tap houses and diamonds on the map.",
    ),
    "nothing": Text(
        "In dieser Zeit lässt sich keine Station erreichen. Mehr Zeit nehmen, oder den Start ändern.",
        "No stop can be reached within this time. Take more time, or change the start.",
    ),
    "proposed": Text(
        "{stops} Stationen vorgeschlagen, {minutes} Minuten",
        "{stops} stops proposed, {minutes} minutes",
    ),
    "most": Text("Mehr als 30 Stationen hat kein Rundgang.", "No walk has more than 30 stops."),
    "gpx": Text("GPX sichern", "Save GPX"),
    "gpxHelp": Text("Stationen und Weg für Handy und Uhr", "stops and way for phones and watches"),
    "saved": Text("GPX gesichert", "GPX saved"),
    "print": Text("Blätter drucken", "Print the sheets"),
    "printHelp": Text(
        "Übersicht, Zeitplan und ein Blatt je Station, A4 quer",
        "overview, timetable and a sheet for every stop, A4 landscape",
    ),
    "file": Text("Rundgang", "walk"),
    "keepHelp": Text(
        "Der Rundgang bleibt in diesem Browser und geht in „Kopie speichern“ mit.",
        "The walk stays in this browser and goes into “Save a copy”.",
    ),
}
