"""Words of a walk's papers, said by the command and by the map page alike."""

from __future__ import annotations

from innenstadt_gis.words import Lang, Text, number

__all__ = ["KINDS", "PAPER_WORDS", "pace_text", "paper_word", "stop_title"]

#: What a stop of each kind is called where the sources have no name for it, and what to ask.
KINDS: dict[str, tuple[Text, Text]] = {
    "cluster": (
        Text("Leerstände beieinander", "vacancies close together"),
        Text("Warum steht hier so viel leer, und was müsste hier zuerst geschehen?",
             "Why is so much empty here, and what would have to happen first?"),
    ),
    "vacant": (
        Text("leeres Ladenlokal", "vacant unit"),
        Text("Was würden Sie hier gern finden?", "What would you like to find here?"),
    ),
    "site": (
        Text("Brache oder Baulücke", "brownfield or gap site"),
        Text("Was könnte auf dieser Fläche entstehen, und was bis dahin?",
             "What could be made of this ground, and what until then?"),
    ),
    "front_gap": (
        Text("Lücke in der Ladenfront", "gap in the shop front"),
        Text("Würden Sie hier weitergehen? Was lädt ein, was hält ab?",
             "Would you walk on here? What invites you, what keeps you off?"),
    ),
    "magnet": (
        Text("Anziehungspunkt", "magnet"),
        Text("Wer kommt hierher, und geht er danach noch weiter in die Stadt?",
             "Who comes here, and do they go on into the town afterwards?"),
    ),
    "barrier": (
        Text("Hindernis", "barrier"),
        Text("Wie kommen Sie hier mit Rollator, Kinderwagen oder Rollstuhl weiter?",
             "How do you get on here with a rollator, a pram or a wheelchair?"),
    ),
    "bus_stop": (
        Text("Haltestelle", "stop"),
        Text("Kommen Sie mit dem Bus, und wie warten Sie hier?",
             "Do you come by bus, and how do you wait here?"),
    ),
    "sight": (
        Text("Sehenswertes", "sight"),
        Text("Würden Sie Gäste hierher führen? Was fehlt dazu?",
             "Would you bring guests here? What is missing for it?"),
    ),
    "measure": (
        Text("Maßnahme", "measure"),
        Text("Was hat sich hier geändert, und reicht es?",
             "What has changed here, and is it enough?"),
    ),
    "named": (
        Text("Station", "stop"),
        Text("Was fällt Ihnen hier auf?", "What strikes you here?"),
    ),
}  # fmt: skip

#: Texts of the papers; what stands in braces is filled in.
PAPER_WORDS: dict[str, Text] = {
    "title": Text("Rundgang {town}", "Walk through {town}"),
    "track": Text("Rundgang {town}", "walk through {town}"),
    "told": Text(
        "{stops} Stationen, {metres} m, {minutes} min, davon {at_stop} min je Station · {pace}",
        "{stops} stops, {metres} m, {minutes} min, of which {at_stop} min at each stop · {pace}",
    ),
    "pace": Text("im Tempo: {who}, {speed} km/h", "at the pace of {who}, {speed} km/h"),
    "without_steps": Text(", ohne Treppen", ", without stairs"),
    "scale": Text("Maßstab 1:{scale} (A4 quer, 100 %)", "scale 1:{scale} (A4 landscape, 100 %)"),
    "number": Text("Nr.", "No."),
    "stop": Text("Station", "stop"),
    "theme": Text("Thema", "theme"),
    "after": Text("nach min", "after min"),
    "way": Text("Weg dorthin", "way there"),
    "benches": Text("Bänke am Weg", "benches"),
    "no_bench": Text("ohne Bank höchstens", "longest without a bench"),
    "toilets": Text("WC am Weg", "toilets"),
    "entered": Text(
        "Bänke und WC: in OpenStreetMap eingetragen. Höchstens {beside} m neben dem Weg.",
        "Benches and toilets: as entered in OpenStreetMap. At most {beside} m beside the way.",
    ),
    "arrives": Text(
        "{minutes} min nach dem Start, Weg hierher {metres} m",
        "{minutes} min after the start, way here {metres} m",
    ),
    "ask": Text(
        "Was fällt auf? Was fehlt? Was könnte hier sein? Bitte keine Namen notieren.",
        "What strikes you? What is missing? What could be here? Please write down no names.",
    ),
    "of": Text("Station {number}", "stop {number}"),
}


def paper_word(key: str, lang: Lang, **filled: str) -> str:
    """
    Say a text of the papers.

    Examples
    --------
    >>> paper_word("of", "de", number="3")
    'Station 3'
    """
    return PAPER_WORDS[key].to(lang).format(**filled)


def pace_text(who: Text, speed_kmh: float, *, no_steps: bool) -> Text:
    """Say at whose pace a walk goes, and whether it keeps off the stairs."""

    def said(lang: Lang) -> str:
        pace = number(speed_kmh, digits=1, lang=lang)
        stairs = paper_word("without_steps", lang) if no_steps else ""
        return paper_word("pace", lang, who=who.to(lang), speed=pace) + stairs

    return Text(said("de"), said("en"))


def stop_title(kind: str, name: str) -> Text:
    """
    Name a stop: by its kind and what the sources call it.

    Examples
    --------
    >>> stop_title("magnet", "Rathaus").de
    'Anziehungspunkt: Rathaus'
    """
    called = KINDS[kind][0]
    if kind == "named":
        return Text(name, name)
    return Text(f"{called.de}: {name}", f"{called.en}: {name}") if name else called
