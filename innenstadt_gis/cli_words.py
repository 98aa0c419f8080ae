"""What the command line says: help, examples, one line a source, one line a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innenstadt_gis.codes import told
from innenstadt_gis.words import Lang, Text, number

if TYPE_CHECKING:
    from innenstadt_gis.importlog import Missing, SourceLog

PROGRAM = Text(
    de="Wie sieht unsere Innenstadt aus, und was können wir tun? Leerstand, Dichte, Gehminuten "
    "und eine Workshop-Karte, die ohne Internet läuft, aus den eigenen Dateien der Stadt.",
    en="What does our town centre look like, and what can we do? Vacancy, density, walking "
    "minutes and a workshop map that needs no internet, from a town's own files.",
)

SUMMARIES = {
    "demo": Text(
        de="Die erfundene Stadt Musterstadt anlegen, auswerten und ihre Karte schreiben.",
        en="Write the made-up town Musterstadt, evaluate it and write its map.",
    ),
    "init": Text(
        de="Einen Studienordner anlegen: study.toml, DATEN.md, daten/. Die Stadt wird aus einem "
        "Landesauszug von OpenStreetMap geschnitten (--osm) oder einmal heruntergeladen; Dateien, "
        "die schon in daten/ liegen, werden am Inhalt erkannt. In einem Ordner, der schon eine Studie "
        "ist: neue Dateien eintragen und korrekturen.xlsx, kooperation.xlsx und massnahmen.xlsx zum "
        "Ausfüllen anlegen, wo sie fehlen.",
        en="Make a study folder: study.toml, DATEN.md, daten/. The town is cut out of a state "
        "extract of OpenStreetMap (--osm) or downloaded once; files that lie in daten/ already "
        "are recognised by their content. In a folder that is a study already: enter new files, and "
        "make korrekturen.xlsx, kooperation.xlsx and massnahmen.xlsx to fill in where they are missing.",
    ),
    "survey": Text(
        de="Erhebungsbogen (Excel) und nummerierte Kartenblätter für eine Begehung schreiben: alle "
        "bekannten Einheiten im Zentrum in der Reihenfolge des Weges, mit Auswahllisten. Für Städte "
        "ohne Liste, und jedes Jahr wieder. Ohne --out in den Ordner erhebung/ neben der Studie.",
        en="Write a survey workbook (Excel) and numbered map sheets for a walk: all known units of the "
        "centre in walking order, with drop-downs. For towns without a list, and each year again. "
        "Without --out into the folder erhebung/ beside the study.",
    ),
    "check": Text(
        de="Alle Quellen lesen und berichten: was gelesen, was nicht gefunden wurde, was am meisten "
        "hilft. Schreibt nichts, außer auf Wunsch die Zuordnung der Spalten oder eine Rückgabekopie "
        "der Liste, in der Fragen stehen; beide werden zurückgelesen.",
        en="Read all sources and report what was read, what was not found and what would help most. "
        "Writes nothing but, on request, the mapping of the columns or a return copy of the list with "
        "questions in it; both are read back.",
    ),
    "run": Text(
        de="Alles lesen, auswerten und schreiben: Karte, Bericht, GeoJSON, Kennzahlen. Ohne --out "
        "in den Ordner ergebnis/ neben der Studie.",
        en="Read, evaluate and write everything: map, report, GeoJSON, figures. Without --out "
        "into the folder ergebnis/ beside the study.",
    ),
    "compare": Text(
        de="Städte vergleichen, ohne Rangliste: Studien, ein network.toml oder austausch.json anderer Städte "
        "(jeder Lauf schreibt eine; sie enthält nur Summen nach öffentlichen Regeln). Schreibt "
        "vergleich.html, vergleich.xlsx, vergleich.json, Bilder und, mit einem Gastgeber, dessen Blatt für "
        "das Austauschtreffen. Eine Stadt, die sich nicht lesen lässt, steht mit dem Grund dabei.",
        en="Compare towns, without any ranking: studies, a network.toml or austausch.json of other towns "
        "(every run writes one; it holds sums by public rules alone). Writes vergleich.html, "
        "vergleich.xlsx, vergleich.json, pictures and, with a host, its sheet for the exchange meeting. "
        "A town that cannot be read is named with the reason.",
    ),
    "ideas": Text(
        de="Hinweise aus Workshops: die Dateien mehrerer Geräte zusammenführen.",
        en="Notes of workshops: merge the files of several laptops.",
    ),
    "ideas_merge": Text(
        de="Hinweise mehrerer Geräte zu einer Datei zusammenführen (GeoJSON oder gespeicherte Kopien der "
        "Karte). Je Hinweis gilt die neuere Fassung, Punkte aller Geräte bleiben, Gelöschtes bleibt gelöscht. "
        'Mit ideas = ["daten/ideen.geojson"] unter [sources] in study.toml stehen sie auf der nächsten Karte.',
        en="Merge notes of several laptops into one file (GeoJSON or saved copies of the map). Of each note "
        "the newer version holds, dots of all laptops stay, what was deleted stays deleted. With "
        'ideas = ["daten/ideen.geojson"] under [sources] in study.toml they stand on the next map.',
    ),
    "walk": Text(
        de="Einen Rundgang durch die Innenstadt planen: Stationen zu allen Themen, in der gegebenen "
        "Zeit, im Tempo der langsamsten Gruppe; Übersicht und ein Blatt je Station zum Drucken, dazu "
        "GPX für das Telefon. Ohne --out in den Ordner rundgang/ neben der Studie.",
        en="Plan a walk through the centre: stops on every theme within the time, at the pace of the "
        "slowest group; an overview and a sheet for every stop to print, and GPX for the phone. "
        "Without --out into the folder rundgang/ beside the study.",
    ),
}


def _examples(de: str, en: str) -> Text:
    # \b keeps click from re-wrapping the lines
    return Text(de=f"\b\nBeispiele:\n{de}", en=f"\b\nExamples:\n{en}")


EXAMPLES = {
    "program": _examples(
        "  innenstadt demo\n"
        '  innenstadt init meine-stadt --place "Musterstadt" --osm land.osm.pbf\n'
        "  innenstadt run meine-stadt",
        "  innenstadt demo\n"
        '  innenstadt init my-town --place "Musterstadt" --osm state.osm.pbf\n'
        "  innenstadt run my-town",
    ),
    "demo": _examples(
        "  innenstadt demo\n  innenstadt demo --out probe --audience oeffentlich",
        "  innenstadt demo\n  innenstadt demo --out trial --audience oeffentlich",
    ),
    "init": _examples(
        '  innenstadt init meine-stadt --place "Musterstadt" --osm land.osm.pbf\n'
        "  innenstadt init meine-stadt --ags 09574138",
        '  innenstadt init my-town --place "Musterstadt" --osm state.osm.pbf\n'
        "  innenstadt init my-town --ags 09574138",
    ),
    "survey": _examples(
        "  innenstadt survey meine-stadt\n  innenstadt survey meine-stadt --within 600",
        "  innenstadt survey my-town\n  innenstadt survey my-town --within 600",
    ),
    "ideas": _examples(
        "  innenstadt ideas merge tisch1.geojson tisch2.geojson karte_Kopie.html -o daten/ideen.geojson",
        "  innenstadt ideas merge table1.geojson table2.geojson map_copy.html -o daten/ideen.geojson",
    ),
    "compare": _examples(
        "  innenstadt compare network.toml --workers 2\n"
        "  innenstadt compare meine-stadt post/zschopau/austausch.json --host Musterstadt\n"
        "  innenstadt compare austausch/ --out vergleich",
        "  innenstadt compare network.toml --workers 2\n"
        "  innenstadt compare my-town mail/zschopau/austausch.json --host Musterstadt\n"
        "  innenstadt compare exchange/ --out comparison",
    ),
    "walk": _examples(
        "  innenstadt walk meine-stadt\n"
        '  innenstadt walk meine-stadt --minutes 60 --pace rollator --from "Bahnhofplatz 1" --to "Markt 1"\n'
        '  innenstadt walk meine-stadt --no-steps --stop "Markt 5" --stop "Lange Gasse 12"',
        "  innenstadt walk my-town\n"
        '  innenstadt walk my-town --minutes 60 --pace rollator --from "Bahnhofplatz 1" --to "Markt 1"\n'
        '  innenstadt walk my-town --no-steps --stop "Markt 5" --stop "Lange Gasse 12"',
    ),
    "check": _examples(
        "  innenstadt check meine-stadt\n"
        "  innenstadt check meine-stadt --copy rueckfragen.xlsx\n"
        "  innenstadt check meine-stadt --write-mapping",
        "  innenstadt check my-town\n"
        "  innenstadt check my-town --copy questions.xlsx\n"
        "  innenstadt check my-town --write-mapping",
    ),
    "run": _examples(
        "  innenstadt run meine-stadt\n"
        "  innenstadt run meine-stadt --audience oeffentlich --out veroeffentlichung\n"
        "  innenstadt run meine-stadt --only map",
        "  innenstadt run my-town\n"
        "  innenstadt run my-town --audience oeffentlich --out publication\n"
        "  innenstadt run my-town --only map",
    ),
}

AUDIENCE_HELP = Text(
    de="Für wen: intern (nur das Rathaus), workshop (einzelne Läden mit Status, nichts "
    "Vertrauliches), oeffentlich (nur Summen, kleine Zahlen unterdrückt).",
    en="For whom: intern (the town hall alone), workshop (single units with status, nothing "
    "confidential), oeffentlich (public: aggregates alone, small numbers suppressed).",
)

FOREIGN_STUDY = Text(
    "{folder} enthält schon eine eigene Studie; Musterstadt würde sie überschreiben. Mit --out einen "
    "anderen Ordner wählen",
    "{folder} holds a study of its own, which Musterstadt would overwrite; choose another folder with --out",
)

OPTIONS = {
    "ideas_out": Text("Datei für alle Hinweise (.geojson).", "File for all notes (.geojson)."),
    "compare_out": Text("Zielordner", "folder to write to"),
    "host": Text(
        "Name oder AGS der einladenden Stadt; aus ihrer Studie entsteht gastgeber.pdf",
        "name or AGS of the town that invites; its study gives gastgeber.pdf",
    ),
    "workers": Text("so viele Studien zugleich rechnen", "compute so many studies at a time"),
    "scheduler": Text(
        "Adresse eines Dask-Clusters, der die Studien rechnet",
        "address of a Dask cluster that computes the studies",
    ),
    "walk_out": Text(
        "Zielordner; sonst rundgang/ neben der Studie",
        "folder to write to; else rundgang/ beside the study",
    ),
    "walk_minutes": Text("Zeit für alles, Minuten", "time for all, minutes"),
    "at_stop": Text("Zeit je Station, Minuten", "time at each stop, minutes"),
    "pace": Text(
        "langsamste Gruppe: adult, youth, pram, senior_65_74, senior_75_84, senior_85, rollator, "
        "wheelchair, wheelchair_electric",
        "slowest group: adult, youth, pram, senior_65_74, senior_75_84, senior_85, rollator, "
        "wheelchair, wheelchair_electric",
    ),
    "no_steps": Text("Treppen meiden", "keep off stairs"),
    "walk_from": Text(
        "Start: Adresse, Straße oder Haltestelle; sonst das Zentrum",
        "start: address, street or stop; else the centre",
    ),
    "walk_to": Text("Ziel; sonst zurück zum Start", "end; else back to the start"),
    "walk_stop": Text(
        "Station, die dabei sein soll (mehrfach); dann werden keine vorgeschlagen",
        "stop that must be on it (repeat); then none are proposed",
    ),
    "lang": Text("Sprache von Programm und Produkten.", "Language of program and products."),
    "out": Text("Ordner für die Ergebnisse.", "Folder for the results."),
    "survey_out": Text("Ordner für Bogen und Karten.", "Folder for workbook and map sheets."),
    "within": Text(
        "Fußweg um das Zentrum in Metern (sonst 400); um ein amtliches Zentrum so viele Meter mehr.",
        "Metres on foot around the centre (else 400); around an official centre as many metres more.",
    ),
    "demo_out": Text("Ordner für Musterstadt.", "Folder for Musterstadt."),
    "only": Text(
        "Nur diese Teile schreiben, durch Kommas getrennt: map (die Karte), geojson, geopackage, workbook, summary, import, "
        "report (der Bericht) oder runsheets (Ablaufpläne für Workshops).",
        "Write these parts alone, with commas between them: map, geojson, geopackage, workbook, summary, import, report or runsheets.",
    ),
    "place": Text(
        "Name der Stadt, wie in OpenStreetMap; mehrfach: ein Ordner je Stadt, alle in einem Durchgang "
        "aus dem Auszug geschnitten.",
        "Name of the town, as in OpenStreetMap; repeat: a folder for each town, all cut out of the "
        "extract in one go.",
    ),
    "ags": Text(
        "Amtlicher Gemeindeschlüssel, 8 Ziffern; auch mehrfach.",
        "Official municipality key, 8 digits; may be repeated.",
    ),
    "osm": Text(
        "Auszug von OpenStreetMap (.osm.pbf), aus dem die Stadt geschnitten wird.",
        "OpenStreetMap extract (.osm.pbf) to cut the town out of.",
    ),
    "place_or_ags": Text(
        'Welche Stadt? --place "Name" oder --ags Schlüssel angeben.',
        'Which town? Give --place "Name" or --ags key.',
    ),
    "init_next": Text(
        "Nächster Schritt: Dateien nach daten/ legen (DATEN.md sagt, welche); innenstadt init {folder} "
        "trägt sie in study.toml ein. Dann: innenstadt check {folder}",
        "Next: put files into daten/ (DATEN.md says which); innenstadt init {folder} enters them in "
        "study.toml. Then: innenstadt check {folder}",
    ),
    "mapping": Text(
        "Die Zuordnung der Spalten neben jede Liste schreiben (…zuordnung.toml).",
        "Write the mapping of the columns beside each list (…zuordnung.toml).",
    ),
    "copy": Text(
        "Die Liste gefärbt und mit Fragen zurückschreiben (xlsx; enthält alles, was die Liste enthält).",
        "Write the list back, coloured and with questions (xlsx; holds all that the list holds).",
    ),
    "usable": Text("Alle Quellen sind lesbar.", "All sources can be read."),
    "unusable": Text(
        "Mindestens eine Quelle ist nicht brauchbar; siehe oben.",
        "At least one source cannot be used; see above.",
    ),
}


#: Sheets that the town fills in itself.
_FILLED_IN = ("corrections", "cooperation", "measures")
_MOST_NOTES = 20


def source_line(source: SourceLog, lang: Lang) -> str:
    """
    Tell in one line what a source held and what became of it.

    Examples
    --------
    >>> from innenstadt_gis.importlog import SourceLog
    >>> log = SourceLog(
    ...     role="register", file="l.csv", kind="csv", rows_in=6, records=4, nonrecords=1, rejected=1
    ... )
    >>> source_line(log, "de")
    'Leerstandskataster l.csv: 6 Zeilen, davon 4 Datensätze, 1 ohne Datensatz, 1 nicht lesbar'
    """
    said = []
    if source.counts:
        # the words are plurals: "Brachen: 1", not "1 Brachen"
        said = [
            f"{told(k, lang)}: 1" if n == 1 else f"{number(n, lang=lang)} {told(k, lang)}"
            for k, n in source.counts.items()
        ]
    elif source.role in _FILLED_IN and not source.rows_in:
        said = [Text("noch nichts eingetragen", "nothing filled in yet").to(lang)]
    elif source.rows_in:
        rows = Text(
            "Zeile" if source.rows_in == 1 else "Zeilen", "row" if source.rows_in == 1 else "rows"
        )
        one = source.records == 1
        read = Text("Datensatz" if one else "Datensätze", "record" if one else "records").to(lang)
        whereof = Text("davon", "of which").to(lang)
        said = [
            f"{number(source.rows_in, lang=lang)} {rows.to(lang)}",
            f"{whereof} {number(source.records, lang=lang)} {read}",
        ]
        if source.nonrecords:
            other = Text("ohne Datensatz", "no records").to(lang)
            said.append(f"{number(source.nonrecords, lang=lang)} {other}")
        if source.rejected:
            other = Text("nicht lesbar", "rejected").to(lang)
            if source.role in _FILLED_IN:
                other += Text(" (welche: innenstadt check)", " (which: innenstadt check)").to(lang)
            said.append(f"{number(source.rejected, lang=lang)} {other}")
    day = f" ({source.day})" if source.day else ""
    tail = f": {', '.join(said)}" if said else ""
    return f"{told(source.role, lang)} {source.file}{day}{tail}"


def gap_line(gap: Missing, lang: Lang) -> str:
    """Tell in one line what was not computed, why, and what to do."""
    why, todo = gap.why.to(lang).rstrip("."), gap.todo.to(lang)
    return f"{told(gap.what, lang)}: {why}" + (f"; {todo}" if todo else "")


def note_lines(source: SourceLog, lang: Lang) -> list[str]:
    """
    Tell what to look at in a source, line by line; of very many the first.

    Examples
    --------
    >>> from innenstadt_gis.importlog import SourceLog
    >>> log = SourceLog(
    ...     role="measures", file="m.xlsx", kind="xlsx", notes=(Text("Zeile 5: leer.", "row 5: blank."),)
    ... )
    >>> note_lines(log, "de")
    ['Zeile 5: leer.']
    """
    lines = [note.to(lang) for note in source.notes[:_MOST_NOTES]]
    more = len(source.notes) - len(lines)
    if more > 0:
        rest = Text(
            f"… und {number(more)} weitere: innenstadt run --audience intern schreibt alle in import.json",
            f"… and {number(more, lang='en')} more: innenstadt run --audience intern writes all into import.json",
        )
        lines.append(rest.to(lang))
    return lines
