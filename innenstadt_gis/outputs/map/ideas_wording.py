"""Words of the page for collecting notes, in both languages."""

from __future__ import annotations

from innenstadt_gis.ideas import REFUSED
from innenstadt_gis.tables.ideas import IDEA_GROUPS, IDEA_KINDS
from innenstadt_gis.tables.measures import NETWORK_THEMES
from innenstadt_gis.words import Text

IDEA_WORDS: dict[str, Text] = {
    **{f"kind_{key}": text for key, text in IDEA_KINDS.items()},
    **{f"group_{key}": text for key, text in IDEA_GROUPS.items()},
    **{f"theme_{key}": text for key, text in NETWORK_THEMES.items()},
    **{f"refused_{key}": text for key, text in REFUSED.items()},
    "collect": Text("Hinweise sammeln", "Collect notes"),
    "note": Text("Hinweis", "note"),
    "notes": Text("Hinweise", "notes"),
    "noteKind": Text("Art", "Kind"),
    "noteTheme": Text("Thema", "Theme"),
    "noteGroup": Text("Gruppe", "Group"),
    "noteText": Text("Text (freiwillig)", "Text (optional)"),
    "noTheme": Text("ohne Thema", "no theme"),
    "noNames": Text(
        "Bitte keine Namen oder Telefonnummern.", "Please no names and no phone numbers."
    ),
    "noteContact": Text(
        "Das sieht nach einer Telefonnummer oder Mailadresse aus. Bitte weglassen.",
        "This looks like a phone number or a mail address. Please leave it out.",
    ),
    "pickSticker": Text(
        "Aufkleber wählen, dann auf die Karte tippen. Ein Hinweis auf der Karte lässt sich anklicken "
        "und verschieben.",
        "Pick a sticker, then tap the map. A note on the map can be clicked and moved.",
    ),
    "tapPoint": Text(
        "Auf die Karte tippen; mit der Tastatur Enter für die Kartenmitte.",
        "Tap the map; on the keyboard Enter takes its middle.",
    ),
    "tapLine": Text(
        "Ecken antippen, Doppelklick oder Enter beendet, Rücktaste nimmt die letzte zurück.",
        "Tap the corners; double click or Enter ends, backspace takes the last one back.",
    ),
    "corners": Text("Ecken", "corners"),
    "moreCorners": Text("Es fehlen noch Ecken.", "More corners are needed."),
    "shape": Text("Form", "Shape"),
    "shapePoint": Text("Punkt", "point"),
    "shapeLine": Text("Linie", "line"),
    "shapeArea": Text("Fläche", "area"),
    "placed": Text("eingetragen", "entered"),
    "noteDone": Text("Fertig", "Done"),
    "noteDelete": Text("Löschen", "Delete"),
    "noteDeleted": Text("Hinweis gelöscht", "note deleted"),
    "noteEdit": Text("bearbeiten", "edit"),
    "noteHide": Text("Ausblenden", "Hide"),
    "noteShow": Text("Einblenden", "Show"),
    "noteWithheld": Text(
        "(Text zurückgehalten: Name oder Kontakt)", "(text withheld: name or contact)"
    ),
    "noteOlder": Text("von einer älteren Karte", "from an older map"),
    "olderMap": Text("ältere Karte", "older map"),
    "noteUnsaved": Text(
        "Noch nicht in einer Datei gespeichert.", "Not saved in a file yet."
    ),
    "noMemory": Text(
        "Dieser Browser merkt sich nichts: vor dem Schließen speichern.",
        "This browser remembers nothing: save before closing.",
    ),
    "undo": Text("Rückgängig", "Undo"),
    "undone": Text("Rückgängig gemacht", "undone"),
    "ctrl": Text("Strg", "Ctrl"),
    "round": Text("Runde", "Round"),
    "vote": Text("Punkte kleben", "Stick dots"),
    "voteHelp": Text(
        "Jede Person hat gleich viele Punkte; ein Klick auf einen Hinweis gibt einen",
        "everybody has the same number of dots; a click on a note gives one",
    ),
    "budget": Text("Punkte je Person", "Dots per person"),
    "dots": Text("Punkte", "dots"),
    "dot": Text("Punkt", "dot"),
    "noteWords": Text("Text", "Text"),
    "dotsHead": Text("Punkte", "Dots"),
    "dotsLeft": Text("noch", "left"),
    "noDots": Text(
        "Keine Punkte mehr: „Nächste Person“ wählen", "No dots left: choose 'next person'"
    ),
    "nextPerson": Text("Nächste Person", "Next person"),
    "mostDots": Text("Die meisten Punkte", "Most dots"),
    "noteList": Text("Hinweise", "Notes"),
    "showOnMap": Text("auf der Karte zeigen", "show on the map"),
    "olderHere": Text(
        "von einer früheren Karte liegen noch auf diesem Gerät",
        "of an earlier map still lie on this laptop",
    ),
    "olderHereOne": Text(
        "von einer früheren Karte liegt noch auf diesem Gerät",
        "of an earlier map still lies on this laptop",
    ),
    "dataOf": Text("Stand", "as of"),
    "takeOlder": Text("Übernehmen", "Take over"),
    "taken": Text("übernommen", "taken over"),
    "outsideMap": Text("außerhalb der Karte", "outside of the map"),
    "saidTwice": Text("Gleiche Worte am selben Ort:", "The same words at the same place:"),
    "join": Text("Zusammenlegen", "Join"),
    "joinAll": Text("Alle zusammenlegen", "Join all"),
    "joinHelp": Text(
        "Der ältere Hinweis bleibt, die Punkte werden addiert",
        "the older note stays, the dots are added",
    ),
    "notesJoined": Text("Hinweise zusammengelegt", "notes joined"),
    "joinUndo": Text("Strg+Z macht es rückgängig.", "Ctrl+Z undoes it."),
    "results": Text("Ergebnis", "Results"),
    "noSample": Text(
        "Gezählt sind Hinweise der Anwesenden, kein Querschnitt der Stadt.",
        "Notes of those present are counted; they are no sample of the town.",
    ),
    "noSampleShort": Text("kein Querschnitt der Stadt", "no sample of the town"),
    "theRest": Text("übrige", "others"),
    "whatWasSaid": Text("Was gesagt wurde", "What people said"),
    "byTheme": Text("Nach Thema", "By theme"),
    "byGroup": Text("Nach Gruppe", "By group"),
    "byCell": Text("Vom Plakat", "From the poster"),
    "byCellHelp": Text(
        "Zettel vom Plakat eintragen: Feld, Art, Text", "enter notes of the poster: cell, kind, text"
    ),
    "cell": Text("Feld", "Cell"),
    "noCell": Text("dieses Feld gibt es nicht", "there is no such cell"),
    "enter": Text("Eintragen", "Enter"),
    "poster": Text("Plakat", "Poster"),
    "posterButton": Text(
        "Plakat mit Feldern und nummerierten Hinweisen drucken (A3)",
        "print a poster with cells and numbered notes (A3)",
    ),
    "posterHelp": Text(
        "Was fehlt, was stört, wo sind Sie gern? Zettel aufkleben, Feld notieren. Bitte keine Namen.",
        "What is missing, what is wrong, where do you like to be? Stick notes. Please no names.",
    ),
    "saveNotes": Text("Speichern", "Save"),
    "saveNotesHelp": Text("Hinweise als GeoJSON speichern", "save the notes as GeoJSON"),
    "notesSaved": Text("Hinweise gespeichert", "notes saved"),
    "loadNotes": Text("Laden", "Load"),
    "loadNotesHelp": Text(
        "Hinweise anderer Geräte dazuholen (GeoJSON oder gespeicherte Kopie)",
        "merge notes of other laptops (GeoJSON or a saved copy)",
    ),
    "saveCopy": Text("Kopie speichern", "Save a copy"),
    "saveCopyHelp": Text(
        "Diese Karte mit allen Hinweisen als neue Datei speichern",
        "save this map with all notes as a new file",
    ),
    "copyName": Text("Kopie", "copy"),
    "copySaved": Text("Kopie gespeichert", "copy saved"),
    "noCopy": Text(
        "Kopie nicht möglich: die Seite wurde verändert (Erweiterung des Browsers?). Hinweise als GeoJSON "
        "speichern.",
        "No copy: the page has been changed (by an extension of the browser?). Save the notes as GeoJSON.",
    ),
    "notesRead": Text("gelesen", "read"),
    "notesNew": Text("neu", "new"),
    "notesChanged": Text("geändert", "changed"),
    "notesDeleted": Text("gelöscht", "deleted"),
    "notesOlder": Text("von einer älteren Karte", "from an older map"),
    "notesRefused": Text("nicht übernommen", "refused"),
    "nothingNew": Text("nichts Neues", "nothing new"),
    "fileTooLarge": Text("zu groß", "too large"),
    "fileNoNotes": Text("enthält keine Hinweise", "holds no notes"),
    "fileOtherTown": Text("gehört zu einer anderen Stadt", "belongs to another town"),
}  # fmt: skip
