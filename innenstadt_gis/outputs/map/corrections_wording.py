"""Words of the page for correcting units, in both languages; they stand in no other page."""

from __future__ import annotations

from innenstadt_gis.words import Text

CORRECTION_WORDS: dict[str, Text] = {
    "open": Text("Korrigieren", "Correct"),
    "pick": Text(
        "Ein Ladenlokal auf der Karte anklicken oder in der Liste (T) wählen.",
        "Click a unit on the map, or choose one in the list (T).",
    ),
    "holds": Text(
        "Karte und Zahlen zeigen weiter den bisherigen Stand. Die Korrekturen gelten nach dem "
        "nächsten Lauf: Datei speichern, nach daten/ legen, innenstadt init, innenstadt run.",
        "Map and figures still show the data as they were. Corrections hold after the next run: "
        "save the file, put it into daten/, innenstadt init, innenstadt run.",
    ),
    "noNames": Text(
        "Bitte keine Namen von Personen, keine Telefonnummern.",
        "Please no names of persons and no phone numbers.",
    ),
    "contact": Text(
        "Das sieht nach einer Telefonnummer oder Mailadresse aus. Bitte weglassen.",
        "This looks like a phone number or a mail address. Please leave it out.",
    ),
    "several": Text("Mehrere Einheiten an dieser Stelle", "Several units at this place"),
    "unit": Text("Einheit", "Unit"),
    "newUnit": Text("Neue Einheit", "New unit"),
    "newHere": Text("Neue Einheit: auf die Karte klicken", "New unit: click the map"),
    "newMiddle": Text("Neue Einheit in der Kartenmitte", "New unit in the middle of the map"),
    "tapPlace": Text(
        "Jetzt auf die Karte klicken; Esc bricht ab.", "Now click the map; Esc cancels."
    ),
    "added": Text("Neue Einheit eingetragen", "new unit entered"),
    "status": Text("Status", "Status"),
    "vacant_since": Text("leer seit (03/2024)", "vacant since (03/2024)"),
    "name": Text("Name des Geschäfts", "Name of the shop"),
    "branch": Text("Branche", "Branch"),
    "floor": Text("Geschoss", "Floor"),
    "address": Text("Adresse", "Address"),
    "position": Text("Lage", "Place"),
    "not_there": Text("gibt es nicht mehr", "no longer exists"),
    "there": Text("gibt es doch", "does exist"),
    "osmOnly": Text(
        "Steht nur in OpenStreetMap, nicht in der Liste der Stadt, und zählt darum nicht zur "
        "Leerstandsquote. Soll es zählen, als neue Einheit eintragen.",
        "Stands in OpenStreetMap alone, not in the town's list, so it does not count for the "
        "vacancy rate. To make it count, enter it as a new unit.",
    ),
    "reason": Text("Grund", "Reason"),
    "seen": Text("vor Ort gesehen", "seen on the spot"),
    "day": Text(
        "Datum der Korrektur (heute, nach der Uhr dieses Rechners)",
        "Day of the correction (today, by this computer's clock)",
    ),
    "suggest": Text(
        "Nächste bekannte Adresse übernehmen, bitte prüfen",
        "Take the nearest known address, please check it",
    ),
    "move": Text(
        "Marke verschieben: ziehen, oder Pfeiltasten 1 m (mit Umschalt 10 m)",
        "Move the mark: drag it, or arrow keys 1 m (with shift 10 m)",
    ),
    "keyMove": Text(
        "Marke 1 m verschieben, mit Umschalt 10 m", "Move the mark by 1 m, with shift by 10 m"
    ),
    "keyTake": Text("Einheit in die Hand nehmen", "Take the unit in hand"),
    "moveNow": Text("Marke verschieben (Pfeiltasten)", "Move the mark (arrow keys)"),
    "setPlace": Text("Lage setzen: auf die Karte klicken", "Set its place: click the map"),
    "moved": Text("verschoben", "moved"),
    "outside": Text(
        "liegt nicht in der Stadt; nicht übernommen", "lies outside of the town; not taken"
    ),
    "refused": Text("nicht möglich; so schreiben", "not possible; write"),
    "example_address": Text("Marktplatz 3", "Marktplatz 3"),
    "example_vacant_since": Text("03/2024 oder 2024", "03/2024 or 2024"),
    "changes": Text("Änderungsliste", "List of changes"),
    "none": Text("Noch keine Korrektur.", "No correction yet."),
    "takeBack": Text("Zurücknehmen", "Take back"),
    "takenBack": Text("zurückgenommen", "taken back"),
    "blank": Text("(leer)", "(blank)"),
    "choose": Text("keine Angabe", "not stated"),
    "undo": Text("Letzten Schritt zurück", "Undo the last step"),
    "undone": Text("Schritt zurückgenommen", "step undone"),
    "save": Text("Korrekturen speichern", "Save corrections"),
    "saved": Text("Korrekturen gespeichert", "corrections saved"),
    "load": Text("Korrekturen laden", "Load corrections"),
    "loaded": Text("Korrekturen geladen", "corrections loaded"),
    "fresh": Text("neu", "new"),
    "changed": Text("geändert", "changed"),
    "skipped": Text("nicht übernommen", "not taken"),
    "conflict": Text("Widerspruch, das Spätere gilt", "contradiction, the later one holds"),
    "noFile": Text("Diese Datei enthält keine Korrekturen", "This file holds no corrections"),
    "otherTown": Text(
        "Diese Datei gehört zu einer anderen Stadt", "This file belongs to another town"
    ),
    "tooLarge": Text("Diese Datei ist zu groß", "This file is too large"),
    "unsaved": Text("Noch in keiner Datei gespeichert.", "Not saved in any file yet."),
    "noMemory": Text(
        "Dieser Browser merkt sich nichts; vor dem Schließen speichern.",
        "This browser remembers nothing; save before closing.",
    ),
    "older": Text(
        "Ungespeicherte Korrekturen einer älteren Karte übernehmen",
        "Take unsaved corrections of an older map",
    ),
    "metres": Text("m", "m"),
}
