"""Words of the print, the list and the filter fields, in both languages."""

from __future__ import annotations

from innenstadt_gis.words import Text

PRINT_WORDS: dict[str, Text] = {
    "paperSize": Text("Papier", "Paper"),
    "paperWay": Text("Format", "Orientation"),
    "wayAuto": Text("wie es am besten passt", "whichever fits best"),
    "wayLandscape": Text("quer", "landscape"),
    "wayPortrait": Text("hoch", "portrait"),
    "printWhat": Text("Was", "What"),
    "whatArea": Text("Karte: das ganze erhobene Gebiet", "Map: all of the surveyed area"),
    "whatView": Text("Karte: Ausschnitt wie am Bildschirm", "Map: the view on the screen"),
    "whatList": Text("Liste (A4)", "List (A4)"),
    "printNumbers": Text(
        "Einheiten mit den Nummern der Liste", "Units with their numbers of the list"
    ),
    "printHelp": Text(
        "Im Druckfenster: Skalierung 100 %, Ränder keine. Dann stimmt der Maßstab. "
        "A0 am besten als PDF speichern.",
        "In the print window: scale 100 %, no margins. Then the scale is true. Save A0 as a PDF.",
    ),
    "numbersHelp": Text("Nummern wie in der Liste", "Numbers as in the list"),
    "numberLeft": Text(
        "Nummer ohne Platz auf dieser Karte", "number that found no room on this map"
    ),
    "numbersLeft": Text(
        "Nummern ohne Platz auf dieser Karte", "numbers that found no room on this map"
    ),
    "unitOff": Text("Einheit außerhalb dieses Blatts", "unit outside of this sheet"),
    "unitsOff": Text("Einheiten außerhalb dieses Blatts", "units outside of this sheet"),
    "blank": Text("ohne Angabe", "not stated"),
    "tickAll": Text("alle", "all"),
    "tickNone": Text("keine", "none"),
    "chooseHelp": Text("Auswahl öffnen", "open the choice"),
    "unit": Text("Einheit", "unit"),
}
