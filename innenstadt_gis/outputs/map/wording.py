"""Words of the page's own buttons and hints, in both languages."""

from __future__ import annotations

from innenstadt_gis.words import Lang, Text

_WORDS: dict[str, Text] = {
    "map": Text("Karte", "Map"),
    "mapHelp": Text(
        "Pfeiltasten verschieben, Plus und Minus ändern den Maßstab, T öffnet die Liste",
        "arrow keys move, plus and minus zoom, T opens the list",
    ),
    "zoomIn": Text("Vergrößern", "Zoom in"),
    "zoomOut": Text("Verkleinern", "Zoom out"),
    "home": Text("Zum Ausgangsbild", "Back to the first view"),
    "north": Text("Norden ist oben", "North is up"),
    "scale": Text("Maßstab", "Scale"),
    "legend": Text("Legende", "Legend"),
    "shown": Text("eingeblendet", "shown"),
    "hidden": Text("ausgeblendet", "hidden"),
    "unplaced": Text("ohne Lage, nicht auf der Karte", "without a place, not on the map"),
    "mixedHouse": Text("Haus mit verschiedenem Status", "building with different states"),
    "units": Text("Einheiten", "units"),
    "list": Text("Liste", "List"),
    "listHelp": Text(
        "Spaltenkopf sortiert, Zeile zeigt den Ort auf der Karte",
        "a column head sorts, a row shows its place on the map",
    ),
    "close": Text("Schließen", "Close"),
    "class": Text("Klasse", "Class"),
    "layer": Text("Ebene", "Layer"),
    "number": Text("Nr.", "No."),
    "fullscreen": Text("Vollbild", "Full screen"),
    "print": Text("Drucken", "Print"),
    "bigger": Text("Große Schrift", "Large type"),
    "figure": Text("Kennzahl", "Figure"),
    "scene": Text("Aussage", "Statement"),
    "sources": Text("Quellen", "Sources"),
    "noPlace": Text("ohne Lage", "no place"),
    "black": Text(
        "Bild schwarz; Taste B zeigt die Karte wieder", "Black; key B brings the map back"
    ),
    "keys": Text(
        "Tasten: L Legende, T Liste, F Vollbild, B schwarz, P drucken",
        "Keys: L legend, T list, F full screen, B black, P print",
    ),
    "noscript": Text(
        "Diese Karte braucht JavaScript; sie lädt nichts aus dem Netz.",
        "This map needs JavaScript; it fetches nothing from the network.",
    ),
}


def wording(lang: Lang) -> dict[str, str]:
    """All words of the page in one language."""
    return {key: text.to(lang) for key, text in _WORDS.items()}
