"""Words around a run sheet, and the keys of the map that a sheet may name."""

from __future__ import annotations

from types import MappingProxyType

from innenstadt_gis.outputs.map.walk_wording import WALK_WORDS
from innenstadt_gis.outputs.map.wording import wording
from innenstadt_gis.words import Lang, Text

__all__ = ["KEYS", "SHEET_WORDS", "button", "key_cap", "key_meaning", "sheet_word"]

#: Keys of the page (``event.key``), and the word of the page that says what each does.
KEYS: MappingProxyType[str, str] = MappingProxyType(
    {
        "PageDown": "next",
        "PageUp": "previous",
        "1": "keyJump",
        "0": "home",
        "b": "keyBlack",
        "g": "bigger",
        "h": "look",
        "f": "fullscreen",
        "m": "moreText",
        "t": "listAndFilter",
        "e": "editScenes",
        "n": "collect",
        "r": "walk.open",
        "p": "print",
        "ctrl+s": "saveCopy",
        "?": "keys",
    }
)

#: Keys that every sheet lists, because whoever stands at the laptop needs them.
ALWAYS = ("PageDown", "PageUp", "1", "b", "g", "?")

SHEET_WORDS: dict[str, Text] = {
    "kind": Text("Ablaufplan", "Run sheet"),
    "told": Text("{minutes} Minuten · Karte vom {day}", "{minutes} minutes · map of {day}"),
    "goal": Text("Ziel", "Aim"),
    "who": Text("Wer", "Who"),
    "room": Text("Raum", "Room"),
    "material": Text("Material und Vorbereitung", "Material and preparation"),
    "course": Text("Ablauf", "Course"),
    "minute": Text("Minute", "minute"),
    "what": Text("Was", "what"),
    "showAndSay": Text("Zeigen und sagen", "show and say"),
    "rules": Text("Regeln", "Rules"),
    "keys": Text("Tasten der Karte", "Keys of the map"),
    "after": Text("Danach", "Afterwards"),
    "pitfalls": Text("Stolpersteine", "Pitfalls"),
    "scene": Text("Szene {number} „{title}“", "Scene {number} “{title}”"),
    "sceneUnnumbered": Text("Szene „{title}“", "Scene “{title}”"),
    "noScene": Text(
        "Keine Szene dazu auf dieser Karte, die Daten fehlen: ohne Zahlen fragen.",
        "No scene on this map, data are missing: ask without numbers.",
    ),
    "internal": Text(
        "Diese Blätter gehören zur Karte INTERN. Im Workshop die Karte WORKSHOP zeigen und ihre Blätter nehmen.",
        "These sheets belong to the map INTERNAL. In a workshop show the map WORKSHOP and take its sheets.",
    ),
    "handout": Text("Frageblatt zum Kopieren, in Leichter Sprache", "Question sheet to copy, in plain language"),
}  # fmt: skip


def sheet_word(key: str, lang: Lang, **filled: object) -> str:
    """
    Say a word of the sheets.

    Examples
    --------
    >>> sheet_word("scene", "de", number=2, title="Leerstand")
    'Szene 2 „Leerstand“'
    """
    return SHEET_WORDS[key].to(lang).format(**filled)


def button(key: str, lang: Lang) -> str:
    """
    Return what stands on a button of the map; ``walk.`` names one of the walk's.

    Examples
    --------
    >>> button("saveCopy", "de"), button("walk.print", "de")
    ('Kopie speichern', 'Blätter drucken')
    """
    if key.startswith("walk."):
        return WALK_WORDS[key.removeprefix("walk.")].to(lang)
    return wording(lang)[key]


def key_cap(key: str, lang: Lang) -> str:
    """
    Return what stands on a key.

    Examples
    --------
    >>> [key_cap(key, "de") for key in ("b", "PageDown", "ctrl+s", "1")]
    ['B', 'Bild ab', 'Strg+S', '1 – 9']
    """
    if key == "1":
        return "1 – 9"
    if key.startswith("ctrl+"):
        return f"{button('ctrl', lang)}+{key[5:].upper()}"
    if key.startswith("Page"):
        return button("pageDown" if key == "PageDown" else "pageUp", lang)
    return key.upper()


def key_meaning(key: str, lang: Lang) -> str:
    """
    Say what a key does, in the words of the map's own help.

    Examples
    --------
    >>> key_meaning("b", "de")
    'Bild schwarz und wieder hell'
    """
    return button(KEYS[key], lang)
