"""What a notebook shows of a `Town`, of `Findings` and of a `Figure`: what is there, what is not.

Small pages without scripts and without anything to fetch; colours are those of the notebook,
light or dark. Every value is escaped: names of towns and files are strangers' words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from innenstadt_gis.codes import told
from innenstadt_gis.importlog import Missing, SourceLog
from innenstadt_gis.outputs.chapters import CHAPTERS, chapter_of, family
from innenstadt_gis.outputs.contracts import CONTRACTS
from innenstadt_gis.outputs.sentences import headline
from innenstadt_gis.outputs.values import coverage_text, interval_text, of_text, value_text
from innenstadt_gis.tables import TOWN_TABLES
from innenstadt_gis.town import Figure, Findings, Town, page_of
from innenstadt_gis.words import Lang, Text, day, number, spoken

__all__ = ["Figure", "Findings", "Town", "figure_page", "findings_page", "town_page"]

# Notebooks stripe their tables and align them to the right; two classes outweigh their rules.
_STYLE = """
.innenstadt-gis{color:inherit;line-height:1.45;max-width:76em}
.innenstadt-gis .t{border-collapse:collapse;margin:.3em 0 .8em;color:inherit;font-size:inherit}
.innenstadt-gis .t tr,.innenstadt-gis .t th{background:none;color:inherit}
.innenstadt-gis .t th,.innenstadt-gis .t td{border:0;border-bottom:1px solid rgba(128,128,128,.45);
padding:.2em .7em .2em 0;text-align:left;vertical-align:top;white-space:normal;max-width:34em}
.innenstadt-gis .t td:first-child,.innenstadt-gis .t .n{white-space:nowrap}
.innenstadt-gis .t .n{text-align:right}
.innenstadt-gis h3,.innenstadt-gis h4,.innenstadt-gis p{color:inherit;margin:.6em 0 .2em}
.innenstadt-gis .said{border-left:.35em solid currentColor;padding:.2em .7em;font-size:1.1em}
.innenstadt-gis summary{cursor:pointer;font-weight:600;padding:.15em 0}
"""

_BECAUSE = Text("Nicht berechnet, weil …", "Not computed, because …")
_UNCUT = Text(
    "Ungekürzt: was nur das Rathaus sehen darf, ist dabei. Zum Weitergeben eine Karte oder einen "
    "Lauf für eine Zielgruppe schreiben (audience=…), Ausgaben vorher leeren.",
    "Uncut: what only the town hall may see is part of it. To hand out, write a map or a run for "
    "an audience (audience=…); clear outputs first.",
)
_FIGURE_HEAD = (
    Text("Nr.", "No."), Text("Kennzahl", "figure"), Text("Wert", "value"), Text("aus", "from"),
    Text("Spanne", "range"), Text("bekannt für", "known for"),
)  # fmt: skip


class _Page:
    """Write parts of a page in one language; every value is escaped here."""

    def __init__(self) -> None:
        self.lang: Lang = spoken()
        self.parts: list[str] = []

    def say(self, tag: str, text: Text | str, *, css: str = "") -> None:
        """Add a paragraph or heading."""
        said = text if isinstance(text, str) else text.to(self.lang)
        named = f' class="{css}"' if css else ""
        self.parts.append(f"<{tag}{named}>{escape(said)}</{tag}>")

    def table(self, head: Sequence[Text], rows: Iterable[Sequence[str]], *, n: str = "") -> None:
        """Add a table; ``n`` lists the columns of numbers, which stand to the right."""
        right = {int(c) for c in n}
        cells = [("th", [h.to(self.lang) for h in head]), *(("td", row) for row in rows)]
        lines = (
            "<tr>" + "".join(_cell(tag, said, right=i in right) for i, said in enumerate(row)) + "</tr>"
            for tag, row in cells
        )  # fmt: skip
        self.parts.append('<table class="t">' + "\n".join(lines) + "</table>")

    def fold(self, title: str, inner: _Page, *, shown: bool = False) -> None:
        """Add another page behind a title that opens it."""
        is_open = " open" if shown else ""
        body = "\n".join(inner.parts)
        self.parts.append(
            f"<details{is_open}><summary>{escape(title)}</summary>{body}</details>"
        )  # fmt: skip

    def html(self) -> str:
        body = "\n".join(self.parts)
        style = _STYLE.strip()
        return f'<div class="innenstadt-gis" lang="{self.lang}"><style>{style}</style>\n{body}\n</div>\n'


def _cell(tag: str, said: str, *, right: bool) -> str:
    css = ' class="n"' if right else ""
    return f"<{tag}{css}>{escape(said)}</{tag}>"


# town -------------------------------------------------------------------------


@page_of(Town)
def town_page(town: Town) -> str:
    """Write what a town holds, from which sources, and what is missing."""
    page = _Page()
    page.say("h3", town.name)
    page.say("p", " · ".join(_facts(town, page.lang)))
    _missing(
        page, town.log.missing, title=Text("Was fehlt", "What is missing"),
        nothing=Text(
            "Von dem, was die Studie nennt, nichts; Tabellen ohne Zeilen stehen unten.",
            "Of what the study names nothing; tables without rows are told below.",
        ),
    )  # fmt: skip
    _town_tables(page, town)
    _sources(page, town.log.sources)
    page.say("p", _UNCUT)
    return page.html()


def _facts(town: Town, lang: Lang) -> list[str]:
    """Day, place, reference system, what the register lists, what is not known of it."""
    code = town.crs.to_epsg()
    facts = [
        Text("Stand ", "as of ").to(lang) + day(town.survey_day, lang=lang),
        Text("Gemeindeschlüssel ", "AGS ").to(lang) + (town.ags or "–"),
        town.crs.name + (f" (EPSG:{code})" if code else ""),
    ]
    if town.study_area is not None:
        hectares = number(town.study_area.area / 10_000, lang=lang)
        facts.append(Text(f"Gebiet {hectares} ha", f"area {hectares} ha").to(lang))
    facts.append(_SCOPES[town.scope].to(lang))
    listed = town.premises[town.premises["in_register"].fillna(value=False).astype(bool)]
    if len(listed):
        unknown, lost = (listed["status"] == "unknown").sum(), listed.geometry.isna().sum()
        facts.append(
            Text(
                f"{len(listed)} Einheiten laut Register, davon {unknown} mit unbekanntem Status, "
                f"{lost} ohne Ort",
                f"{len(listed)} units of the register, of these {unknown} of unknown status, "
                f"{lost} without a place",
            ).to(lang)
        )
    timetable = town.timetable is not None
    facts.append((_TIMETABLE if timetable else _NO_TIMETABLE).to(lang))
    return facts


_SCOPES: dict[str | None, Text] = {
    "all_units": Text("Register nennt alle Einheiten", "the register lists all units"),
    "vacancies_only": Text(
        "Register nennt nur Leerstände: keine Quote", "the register lists vacancies alone: no rate"
    ),
    None: Text("kein Register: keine Quote", "no register: no rate"),
}
_TIMETABLE = Text("Fahrplan gelesen", "timetable read")
_NO_TIMETABLE = Text("kein Fahrplan", "no timetable")


def _town_tables(page: _Page, town: Town) -> None:
    sizes = {key: len(getattr(town, key)) for key in TOWN_TABLES}
    rows = [
        (f"town.{key}", CONTRACTS[key].label.to(page.lang), number(n, lang=page.lang))
        for key, n in sizes.items()
        if n
    ]
    page.say("h4", Text("Tabellen", "Tables"))
    head = (Text("Tabelle", "table"), Text("eine Zeile ist", "one row is"), Text("Zeilen", "rows"))
    page.table(head, rows, n="2")
    empty = ", ".join(key for key, n in sizes.items() if not n)
    if empty:
        page.say("p", Text(f"Ohne Zeilen: {empty}", f"Without rows: {empty}"))


def _sources(page: _Page, sources: Sequence[SourceLog]) -> None:
    page.say("h4", Text("Quellen", "Sources"))
    if not sources:
        page.say("p", Text("keine genannt (eigene Tabellen)", "none named (tables of your own)"))
        return
    head = (
        Text("Quelle", "source"), Text("Datei", "file"), Text("Stand", "day"),
        Text("gelesen", "read"), Text("von Zeilen", "of rows"), Text("abgewiesen", "rejected"),
        Text("Lizenz und Nachweis", "licence and attribution"),
    )  # fmt: skip
    rows = [
        (
            told(s.role, page.lang), s.file, _day(s.day, page.lang),
            *(number(n, lang=page.lang) if s.rows_in else "" for n in (s.records, s.rows_in, s.rejected)),
            "; ".join(filter(None, (s.attribution, s.licence))) or "–",
        )
        for s in sources
    ]  # fmt: skip
    page.table(head, rows, n="345")


def _day(iso: str, lang: Lang) -> str:
    """Write the day of a source as its readers do; some sources tell more than a day, or none."""
    whole = len(iso) == len("2024-10-01") and iso.replace("-", "").isdigit()
    return day(dt.date.fromisoformat(iso), lang=lang) if whole else iso or "–"


def _missing(
    page: _Page, missing: Sequence[Missing], *, title: Text,
    nothing: Text = Text("Nichts fehlt.", "Nothing is missing."),
) -> None:  # fmt: skip
    """Say what is not there, why, and what to do; that nothing is missing is said too."""
    page.say("h4", title)
    if not missing:
        page.say("p", nothing)
        return
    head = (Text("Was", "what"), _BECAUSE, Text("Was hilft", "what helps"))
    rows = [(told(m.what, page.lang), m.why.to(page.lang), m.todo.to(page.lang)) for m in missing]
    page.table(head, rows)


# findings ---------------------------------------------------------------------


@page_of(Findings)
def findings_page(findings: Findings) -> str:
    """Write the headline, the figures by theme, and what could not be computed."""
    page = _Page()
    have = sum(f.value is not None for f in findings.figures)
    sizes = (len(findings.figures), have, len(findings.tables))
    page.say("h3", Text("Was gefunden wurde", "What was found"))
    rate = next((f for f in findings.figures if f.key == "vacancy_rate"), None)
    if rate is not None:
        page.say("p", f"{headline(rate).to(page.lang)} ({rate.id})", css="said")
    page.say(
        "p",
        Text(
            "{} Kennzahlen, davon {} mit Wert; {} Tabellen".format(*sizes),
            "{} figures, of these {} with a value; {} tables".format(*sizes),
        ),
    )
    _missing(page, findings.missing, title=_BECAUSE)
    for chapter in CHAPTERS:
        figures = [f for f in findings.figures if chapter_of(f) == chapter]
        if figures:
            _chapter(page, chapter.title, figures)
    _found_tables(page, findings)
    page.say("p", _UNCUT)
    return page.html()


def _chapter(page: _Page, title: Text, figures: list[Figure]) -> None:
    inner = _Page()
    whole = [f for f in figures if f.group is None]
    _figure_table(inner, whole)
    cells = [f for f in figures if f.group is not None]
    groups = [(name, list(of)) for name, of in groupby(cells, key=family)]
    if groups:
        said = "; ".join(f"{name} {of[0].label.to(page.lang)} ({len(of)})" for name, of in groups)
        inner.say("p", Text(f"Aufgegliedert: {said}", f"Broken down: {said}"))
    without = sum(f.value is None for f in whole)
    gaps = Text(f", {without} ohne Wert", f", {without} without a value").to(page.lang)
    page.fold(f"{title.to(page.lang)} ({len(whole)}{gaps if without else ''})", inner)


def _figure_table(page: _Page, figures: Sequence[Figure]) -> None:
    rows = [
        (
            f.id,
            f"{f.label.to(page.lang)} · {f.key}",
            _value(f, page.lang),
            _from(f, page.lang),
            interval_text(f, page.lang),
            coverage_text(f.coverage, page.lang),
        )
        for f in figures
    ]
    page.table(_FIGURE_HEAD, rows)


def _value(figure: Figure, lang: Lang) -> str:
    if figure.value is not None or figure.why is None:
        return value_text(figure, lang)
    return f"{_BECAUSE.to(lang).rstrip('… ')} {figure.why.to(lang)}"


def _from(figure: Figure, lang: Lang) -> str:
    """Both sides of a figure, or what it was counted from alone."""
    said = of_text(figure, lang)
    return said or (number(figure.denominator, lang=lang) if figure.denominator is not None else "")


def _found_tables(page: _Page, findings: Findings) -> None:
    inner = _Page()
    rows = [
        (f"findings.tables[{name!r}]", CONTRACTS[name].label.to(page.lang) if name in CONTRACTS else "",
         number(len(found), lang=page.lang))
        for name, found in findings.tables.items()
    ]  # fmt: skip
    head = (Text("Tabelle", "table"), Text("was sie hält", "what it holds"), Text("Zeilen", "rows"))
    inner.table(head, rows, n="2")
    page.fold(Text(f"Tabellen ({len(rows)})", f"Tables ({len(rows)})").to(page.lang), inner)


# figure -----------------------------------------------------------------------


@page_of(Figure)
def figure_page(figure: Figure) -> str:
    """Write one figure with how it was computed and how many rows stand behind it."""
    page = _Page()
    group = f": {figure.group.to(page.lang)}" if figure.group else ""
    page.say("h4", f"{figure.id} {figure.label.to(page.lang)}{group}")
    _figure_table(page, (figure,))
    if figure.method.de:
        page.say("p", figure.method)
    rows = (
        (Text("gezählt", "counted"), figure.counted),
        (Text("davon im Zähler", "of these in the numerator"), figure.numerator_ids),
        (Text("ausgelassen", "left out"), figure.left_out),
        (Text("unbekannt", "unknown"), figure.unknown),
    )
    behind = [
        f"{name.to(page.lang)} {number(len(ids), lang=page.lang)}" for name, ids in rows if ids
    ]
    if behind:
        page.say(
            "p", Text("Zeilen dahinter: ", "Rows behind it: ").to(page.lang) + ", ".join(behind)
        )
    return page.html()
