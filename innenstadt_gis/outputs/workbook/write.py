"""The workbook of a release: read-me, figures, the rows behind each, tables, import, dictionary."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from innenstadt_gis.codes import told
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.chapters import chapter_of, family
from innenstadt_gis.outputs.contracts import CODE_WORDS, CONTRACTS
from innenstadt_gis.outputs.sentences import headline, pattern
from innenstadt_gis.outputs.themes import sources, theme_rows
from innenstadt_gis.outputs.values import UNITS, interval_text, value_text
from innenstadt_gis.outputs.workbook.behind import GROUP_ROWS, Known, add_groups, add_rows
from innenstadt_gis.outputs.workbook.charts import CHARTS, add_charts, charts_of
from innenstadt_gis.outputs.workbook.paper import FORMATS, Book, Link
from innenstadt_gis.outputs.workbook.words import in_words
from innenstadt_gis.tables.contract import Column
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text

#: Themes with a sheet of their own, in their order (see `outputs.themes.THEMES`).
_TABLES = (
    "premises", "osm_premises", "sections", "clusters", "sites", "isochrones", "barriers",
    "transit_classes", "stop_service", "retail_parks", "ideas",
)  # fmt: skip
_README = Text("Lies mich", "Read me")
_FIGURES = Text("Kennzahlen", "Figures")
_CELLS = Text("Aufschlüsselungen", "Breakdowns")
_IMPORT = Text("Einlesen", "Import")
_REFUSED = Text("Abgewiesene Zeilen", "Rejected rows")
_WORDS = Text("Wörterbuch", "Dictionary")
_LONGEST_NAME = 31  # of a sheet in Excel


def kennzahlen_xlsx(
    release: Release, *, version: str, lang: Lang = "de",
    numbers: Mapping[Hashable, int] | None = None,
) -> bytes:  # fmt: skip
    """
    Write the figures of a release with all that stands behind them as an Excel workbook.

    Parameters
    ----------
    release
        What the audience may see; lists of rows that it may not see are not written.
    version
        Of this package.
    lang
        Language of all words.
    numbers
        Numbers of the units on the map, counted from 0 (see `outputs.map.numbering`).

    Returns
    -------
    bytes
        The file, the same for the same release. Numbers are numbers, days are days, blank is
        not known; nothing in it is a formula.
    """
    title = f"{Text('Kennzahlen', 'Figures').to(lang)} {release.name}"
    book = Book(title, release.survey_day, lang)
    known = Known(release, lang, numbers or {})
    behind = [f for f in release.figures if f.group is None and known.rows(f)]
    sheets = {f.id for f in behind}
    themes = {t.file: (t.title.to(lang), t.table, rows) for t, rows in theme_rows(release)}
    shown = {name: themes[name] for name in _TABLES if name in themes}
    tables = [table for _, table, _ in shown.values()]
    groups = [f for f in release.figures if f.group is not None and known.rows(f)]
    more = [GROUP_ROWS.to(lang)] if groups else []
    more += [CHARTS.to(lang)] if charts_of(release) else []
    _read_me(book, release, version, [*more, *(one[0] for one in shown.values())])
    _figures(book, release, sheets)
    _cells(book, release)
    if groups:
        add_groups(book, groups, known)
    add_charts(book, release)
    for words, table, rows in shown.values():
        head, said = known.numbered(table, *in_words(table, rows, lang))
        page, at = book.sheet(_sheet_name(words), words)
        book.table(page, at, head, said)
    _import(book, release)
    _refused(book, release)
    _dictionary(book, release, tables)
    for figure in behind:
        add_rows(book, figure, known)
    return book.bytes()


def _sheet_name(words: str) -> str:
    return "".join(c for c in words if c not in "[]:*?/\\'")[:_LONGEST_NAME].strip()


def _read_me(book: Book, release: Release, version: str, tables: list[str]) -> None:
    lang = book.lang
    page, at = book.sheet(_README.to(lang), f"{_FIGURES.to(lang)} {release.name}")
    rate = release.figure("vacancy_rate")
    said: list[tuple[Text, Any]] = [
        (Text("Stand", "as of"), release.survey_day),
        (Text("Zielgruppe", "audience"), release.audience.upper()),
        (Text("AGS", "AGS"), release.ags),
        (Text("Leerstand", "vacancy"), headline(rate).to(lang) if rate else None),
        (Text("Lage", "where"), place.to(lang) if (place := pattern(release)) else None),
        (Text("Nicht berechnet", "not computed"),
         "; ".join(f"{told(m.what, lang)}: {m.why.to(lang)}" for m in release.missing) or None),
        (Text("Blatt je Kennzahl", "a sheet a figure"),
         Text("Die Blätter L-01 und folgende nennen die Zeilen hinter jeder Kennzahl: was im Zähler, was im "
              "Nenner steht, was unbekannt und was ausgelassen ist.",
              "The sheets L-01 and on name the rows behind each figure: what stands in the numerator, "
              "what in the denominator, what is unknown and what is left out.").to(lang)),
        (Text("Leere Zellen", "blank cells"),
         Text("nicht bekannt; nie null, nie belegt", "not known; never zero, never occupied").to(lang)),
        (Text("Programm", "software"), f"innenstadt_gis {version}"),
    ]  # fmt: skip
    rows: list[list[Any]] = [[key.to(lang), value] for key, value in said if value is not None]
    sheets = [
        _FIGURES.to(lang),
        _CELLS.to(lang),
        *map(_sheet_name, tables),
        _IMPORT.to(lang),
        *([_REFUSED.to(lang)] if _refused_rows(release, lang) else []),
        _WORDS.to(lang),
    ]
    rows += [[Text("Blatt", "sheet").to(lang), Link(name, name)] for name in sheets]
    rows += [
        [
            Text("Quelle", "source").to(lang),
            " · ".join(p for p in (one["attribution"], one["licence"], one["day"]) if p),
        ]
        for one in sources(release)
    ]
    book.table(page, at, (Text("Was", "what"), Text("Angabe", "statement")), rows)


_HEAD = (
    Text("Nr.", "no."), Text("Thema", "theme"), Text("Kennzahl", "figure"),
    Text("Wert", "value"), Text("Einheit", "unit"), Text("Zähler", "numerator"),
    Text("Nenner", "denominator"), Text("Intervall von", "interval from"),
    Text("Intervall bis", "interval to"), Text("Intervall", "interval"),
    Text("mindestens (je nach Unbekannten)", "at least (by the unknown)"),
    Text("höchstens (je nach Unbekannten)", "at most (by the unknown)"),
    Text("bekannt für", "known for"), Text("Angabe", "in words"), Text("Spanne", "range"),
    Text("So gerechnet", "method"), Text("Nicht berechnet, weil", "not computed, because"),
)  # fmt: skip


def _line(figure: Figure, lang: Lang) -> list[Any]:
    number = FORMATS.get(figure.unit, "#,##0.0#")
    unit = {"share": Text("Anteil", "share"), "p": Text("p-Wert", "p value")} | UNITS
    values = (figure.low, figure.high)
    bounds = (figure.bound_low, figure.bound_high)
    return [
        chapter_of(figure).title.to(lang), figure.label.to(lang), (figure.value, number),
        unit.get(figure.unit, Text(figure.unit, figure.unit)).to(lang), figure.numerator,
        figure.denominator, *((v, number) for v in values), figure.interval or None,
        *((v, number) for v in bounds), (figure.coverage, "0%"),
        value_text(figure, lang) if figure.value is not None else None,
        interval_text(figure, lang) or None, figure.method.to(lang) or None,
        figure.why.to(lang) if figure.why else None,
    ]  # fmt: skip


def _figures(book: Book, release: Release, sheets: set[str]) -> None:
    page, at = book.sheet(_FIGURES.to(book.lang), f"{_FIGURES.to(book.lang)} {release.name}")
    rows = (
        [Link(f.id, f.id) if f.id in sheets else f.id, *_line(f, book.lang)]
        for f in release.figures
        if f.group is None
    )
    counts = ("", "", "", "", "", "#,##0.##", "#,##0.##")
    book.table(page, at, _HEAD, rows, formats=counts)


def _cells(book: Book, release: Release) -> None:
    """Breakdowns in the order of their names: no ranking at small numbers."""
    page, at = book.sheet(_CELLS.to(book.lang), _CELLS.to(book.lang))
    head = (_HEAD[0], Text("Gruppe", "group"), *_HEAD[1:])
    rows = (
        [family(f), f.group.to(book.lang), *_line(f, book.lang)]
        for f in release.figures
        if f.group is not None
    )
    counts = ("", "", "", "", "", "", "#,##0.##", "#,##0.##")
    book.table(page, at, head, rows, formats=counts)


def _import(book: Book, release: Release) -> None:
    lang = book.lang
    page, at = book.sheet(
        _IMPORT.to(lang), Text("Was aus jeder Quelle wurde", "What became of each source").to(lang)
    )
    head = (
        Text("Quelle", "source"), Text("Datei", "file"), Text("Stand", "day"), Text("Zeilen", "rows"),
        Text("gelesen", "read"), Text("keine Datensätze", "no records"), Text("abgewiesen", "rejected"),
        Text("Anmerkungen", "notes"),
    )  # fmt: skip
    rows = [
        [told(s.role, lang), s.file, s.day, s.rows_in, s.records, s.nonrecords, s.rejected,
         ". ".join(n.to(lang).rstrip(".") for n in s.notes) or None]
        for s in release.log.sources
    ]  # fmt: skip
    book.table(page, at, head, rows)


def _refused_rows(release: Release, lang: Lang) -> list[list[Any]]:
    return [
        [s.file, row.source_sheet, row.source_row, told(row.reason, lang) if row.reason else None]
        for s in release.log.sources
        for row in s.rows
        if row.outcome == "rejected"
    ]


def _refused(book: Book, release: Release) -> None:
    lang = book.lang
    refused = _refused_rows(release, lang)
    if refused:
        page, at = book.sheet(
            _REFUSED.to(lang),
            Text("Welche Zeilen nicht zählen", "Which rows do not count").to(lang),
        )
        head = (
            Text("Datei", "file"), Text("Blatt", "sheet"), Text("Zeile", "row"),
            Text("nicht lesbar, weil", "not readable, because"),
        )  # fmt: skip
        book.table(page, at, head, refused)


def _dictionary(book: Book, release: Release, tables: list[str]) -> None:
    lang = book.lang
    page, at = book.sheet(
        _WORDS.to(lang), Text("Was die Spalten bedeuten", "What the columns mean").to(lang)
    )
    kinds = {
        "text": Text("Text", "text"), "number": Text("Zahl", "number"), "integer": Text("ganze Zahl", "integer"),
        "flag": Text("ja oder nein", "yes or no"), "day": Text("Tag", "day"),
    }  # fmt: skip
    rows = [
        [CONTRACTS[name].label.to(lang), column.label.to(lang), column.name, kinds[column.kind].to(lang),
         _allowed(column, lang)]
        for name in dict.fromkeys(tables)
        for column in CONTRACTS[name].columns
        if column.name in release.tables[name].columns
    ]  # fmt: skip
    head = (Text("Tabelle", "table"), Text("Spalte", "column"), Text("Name in GeoJSON und GeoPackage", "name in GeoJSON and GeoPackage"),
            Text("Art", "kind"), Text("Werte", "values"))  # fmt: skip
    book.table(page, at, head, rows)


def _allowed(column: Column, lang: Lang) -> str | None:
    words = CODE_WORDS.get(column.name, {})
    return ", ".join(words[v].to(lang) if v in words else v for v in column.allowed) or None
