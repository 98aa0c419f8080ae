"""Words of the page's own buttons and hints, in both languages."""

from __future__ import annotations

from innenstadt_gis.outputs.behind import PARTS
from innenstadt_gis.outputs.map.ideas_wording import IDEA_WORDS
from innenstadt_gis.outputs.map.keys_wording import KEY_WORDS
from innenstadt_gis.outputs.map.print_wording import PRINT_WORDS
from innenstadt_gis.words import Lang, Text

_WORDS: dict[str, Text] = {
    "map": Text("Karte", "Map"),
    "mapHelp": Text(
        "Pfeiltasten verschieben, Plus und Minus ändern den Maßstab, T öffnet die Liste, "
        "Fragezeichen zeigt alle Tasten",
        "arrow keys move, plus and minus zoom, T opens the list, question mark shows all keys",
    ),
    "zoomIn": Text("Vergrößern", "Zoom in"),
    "zoomOut": Text("Verkleinern", "Zoom out"),
    "home": Text("Zurück zur Szene", "Back to the scene"),
    "north": Text("Norden ist oben", "North is up"),
    "scale": Text("Maßstab", "Scale"),
    "legend": Text("Legende", "Legend"),
    "shown": Text("eingeblendet", "shown"),
    "hidden": Text("ausgeblendet", "hidden"),
    "unplaced": Text("ohne Lage, nicht auf der Karte", "without a place, not on the map"),
    "mixedHouse": Text("Haus mit verschiedenem Status", "building with different states"),
    "units": Text("Einheiten", "units"),
    "ownRows": Text("in eigenen Ebenen", "in own layers"),
    "moreRows": Text(
        "weitere: die Suche grenzt ein, Excel enthält alle",
        "more: the search narrows them down, Excel holds all",
    ),
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
    "look": Text("Aussehen der Karte", "Look of the map"),
    "look_light": Text("hell", "light"),
    "look_grey": Text("grau", "grey"),
    "look_contrast": Text("starker Kontrast", "high contrast"),
    "look_dark": Text("dunkler Raum", "dark room"),
    "bigger": Text("Große Schrift", "Large type"),
    "figure": Text("Kennzahl", "Figure"),
    "scene": Text("Szene", "Scene"),
    "scenes": Text("Szenen", "Scenes"),
    "editScenes": Text("Szenen behalten und bearbeiten", "Keep and edit scenes"),
    "previous": Text("Vorige Szene", "Previous scene"),
    "next": Text("Nächste Szene", "Next scene"),
    "pageUp": Text("Bild auf", "Page up"),
    "pageDown": Text("Bild ab", "Page down"),
    "backToScene": Text("Zurück zur Szene", "Back to the scene"),
    "writtenFor": Text("Geschrieben für", "Written for"),
    "keepView": Text("Ansicht als Szene behalten", "Keep this view as a scene"),
    "ownScene": Text("Eigene Szene", "Own scene"),
    "sceneTitle": Text("Titel", "Title"),
    "sentence": Text("Satz", "Sentence"),
    "keep": Text("Übernehmen", "Keep"),
    "cancel": Text("Abbrechen", "Cancel"),
    "edit": Text("Ändern", "Edit"),
    "hide": Text("Ausblenden", "Hide"),
    "show": Text("Einblenden", "Show"),
    "remove": Text("Löschen", "Delete"),
    "restore": Text("Zurücksetzen", "Restore"),
    "earlier": Text("Früher zeigen", "Show earlier"),
    "later": Text("Später zeigen", "Show later"),
    "saveStory": Text("Szenen sichern", "Save scenes"),
    "loadStory": Text("Szenen laden", "Load scenes"),
    "storySaved": Text("Szenen gesichert", "Scenes saved"),
    "olderScene": Text(
        "eigene Szene von einer früheren Karte übernehmen", "own scene of an earlier map: take over"
    ),
    "olderScenes": Text(
        "eigene Szenen von einer früheren Karte übernehmen",
        "own scenes of an earlier map: take over",
    ),
    "storyFile": Text("Szenen", "scenes"),
    "loaded": Text("Szenen geladen", "Scenes loaded"),
    "noStory": Text("Diese Datei enthält keine Szenen", "This file holds no scenes"),
    "filter": Text("Filter", "Filter"),
    "listAndFilter": Text("Liste und Filter", "List and filter"),
    "filtered": Text("gefiltert", "filtered"),
    "of": Text("von", "of"),
    "all": Text("alle", "all"),
    "chosen": Text("gewählt", "chosen"),
    "search": Text("Suche", "Search"),
    "showAll": Text("Filter aufheben", "Clear the filter"),
    "classOff": Text("Klasse ausgeblendet", "class left out"),
    "classesOff": Text("Klassen ausgeblendet", "classes left out"),
    "more": Text("mehr", "more"),
    "less": Text("weniger", "less"),
    "moreText": Text("Ganzer Text", "Whole text"),
    "menu": Text("Liste, Szenen, Drucken und mehr", "List, scenes, print and more"),
    "moreLayers": Text("Weitere Ebenen", "More layers"),
    "selection": Text("Auswahl", "Selection"),
    "sources": Text("Quellen", "Sources"),
    "noPlace": Text("ohne Lage", "no place"),
    "notOnMap": Text("nicht auf der Karte", "not on the map"),
    "black": Text(
        "Bild schwarz; Taste B zeigt die Karte wieder", "Black; key B brings the map back"
    ),
    "noscript": Text(
        "Diese Karte braucht JavaScript; sie lädt nichts aus dem Netz.",
        "This map needs JavaScript; it fetches nothing from the network.",
    ),
}

#: Headings of the lists behind a figure.
_PARTS = {f"part_{name}": text for name, text in PARTS.items()}


def wording(lang: Lang) -> dict[str, str]:
    """All words of the page in one language."""
    return {
        key: text.to(lang)
        for key, text in (_WORDS | IDEA_WORDS | KEY_WORDS | PRINT_WORDS | _PARTS).items()
    }
