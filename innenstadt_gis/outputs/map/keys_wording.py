"""Words of the table of keys, in both languages."""

from __future__ import annotations

from innenstadt_gis.words import Text

KEY_WORDS: dict[str, Text] = {
    "keys": Text("Tasten", "Keys"),
    "keysShow": Text("Vorführen", "Present"),
    "keysOpen": Text("Öffnen und schließen", "Open and close"),
    "keySpace": Text("Leertaste", "Space"),
    "keyBackspace": Text("Rücktaste", "Backspace"),
    "keyDelete": Text("Entf", "Del"),
    "keyEscape": Text("Schließen, einen Schritt zurück", "Close, one step back"),
    "keyJump": Text("Zur Szene mit dieser Nummer", "To the scene of this number"),
    "keyBlack": Text("Bild schwarz und wieder hell", "Black screen and back"),
    "keyMove": Text("Karte verschieben", "Move the map"),
    "keyLegend": Text("Legende ein und aus", "Legend on and off"),
    "keyTap": Text(
        "Aufkleber in die Kartenmitte setzen", "Put the sticker into the middle of the map"
    ),
    "keyFinish": Text("Linie oder Fläche beenden", "End the line or area"),
    "keyCorner": Text("Letzte Ecke zurücknehmen", "Take the last corner back"),
    "keyMoveNote": Text(
        "Hinweis verschieben, mit Umschalt schneller", "Move the note, faster with shift"
    ),
    "keyOpenNote": Text("Hinweis öffnen", "Open the note"),
}
