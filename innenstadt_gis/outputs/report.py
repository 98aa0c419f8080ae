"""``bericht.html``: the figures, the data situation, what was not computed and why.

One page without scripts and without anything to fetch; every value is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby

from innenstadt_gis.codes import told
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.beside import beside_tables, questions_to_ask, sentences_of
from innenstadt_gis.outputs.chapters import CHAPTERS, chapter_of, family
from innenstadt_gis.outputs.conflicts import conflict_lines
from innenstadt_gis.outputs.import_report import register_reports, report_lines
from innenstadt_gis.outputs.photos import place_html, report_photos
from innenstadt_gis.outputs.sentences import headline
from innenstadt_gis.outputs.values import coverage_text, interval_text, of_text, value_text
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, day, number

_STYLE = """
body{font:16px/1.5 "Noto Sans",system-ui,"Segoe UI",sans-serif;color:#1a1a1a;max-width:64em;
margin:2em auto;padding:0 1em}
h1{font-size:1.9em;margin:0}h2{font-size:1.35em;margin:2em 0 .4em;border-bottom:2px solid #1a1a1a}
.stamp{display:inline-block;border:2px solid #1a1a1a;padding:0 .5em;font-weight:700}
.headline{font-size:1.35em;background:#f6f3ee;border-left:.4em solid #B2182B;padding:.6em .9em}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.3em .5em;
text-align:left;vertical-align:top}td:first-child{min-width:3.4em}th{background:#eee}td.n{text-align:right;white-space:nowrap}
summary{cursor:pointer;font-weight:600;padding:.4em 0}.why{color:#555}small{color:#444}
.photos{display:flex;flex-wrap:wrap;gap:1.2em}.photos section{break-inside:avoid}.photos h3{margin:.2em 0}
.photos div{display:flex;gap:.4em}figure{margin:0;max-width:15em}figcaption{font-size:.8em}
img{display:block;max-width:100%;height:auto}
@media print{body{margin:0;max-width:none;font-size:10.5pt}h2{break-after:avoid}tr{break-inside:avoid}}
"""

_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def report_html(release: Release, *, version: str, lang: Lang = "de") -> str:
    """Return the report as one self-contained page."""
    t = _Writer(lang)
    parts = [
        *_head(release, t),
        *_chapters(release, t),
        *_photos(release, t),
        *_not_computed(release, t),
        *_data(release, t),
        *_import(release, t),
        *_methods(release, t),
        *_origin(release, t, version),
    ]
    title = escape(t(_TITLE) + " " + release.name)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_CSP}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


#: Of more groups than these the methods are not told one by one.
_FEW_GROUPS = 3
_TITLE = Text("Innenstadtbericht", "Town centre report")


class _Writer:
    """Say a `Text` in the language of the page, escaped."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def __call__(self, text: Text) -> str:
        return escape(text.to(self.lang))

    def table(self, head: Sequence[Text], rows: Iterable[Sequence[str]]) -> str:
        """Write a table of values; every cell is escaped."""
        top = "".join(f"<th>{self(cell)}</th>" for cell in head)
        body = "\n".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        return f"<table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _head(release: Release, t: _Writer) -> list[str]:
    rate = release.figure("vacancy_rate")
    stand = t(Text("Stand", "As of")) + ": " + escape(day(release.survey_day, lang=t.lang))
    parts = [
        f"<h1>{t(_TITLE)} {escape(release.name)}</h1>",
        f'<p>{stand} · <span class="stamp">{escape(release.audience.upper())}</span></p>',
    ]
    if rate is not None:
        words = escape(headline(rate).to(t.lang))
        parts.append(f'<p class="headline">{words} <small>({escape(rate.id)})</small></p>')
    return parts


def _chapters(release: Release, t: _Writer) -> list[str]:
    """One chapter a theme: its figures, then its breakdowns, folded."""
    parts = []
    for chapter in CHAPTERS:
        figures = [f for f in release.figures if chapter_of(f) == chapter]
        if not figures:
            continue
        parts.append(f"<h2>{t(chapter.title)}</h2>")
        parts += [f"<p>{t(said)}</p>" for said in sentences_of(release, chapter.key)]
        plain = [f for f in figures if f.group is None and not f.key.startswith("status_")]
        parts += _figure_table([f for f in plain if f.value is not None], t)
        parts += _without_value([f for f in plain if f.value is None], t)
        parts += _classes([f for f in figures if f.key.startswith("status_")], t)
        for _, cells in groupby((f for f in figures if f.group is not None), key=family):
            parts += _breakdown(list(cells), t)
        parts += _beside(release, chapter.key, t)
    return parts


def _figure_table(figures: list[Figure], t: _Writer) -> list[str]:
    if not figures:
        return []
    head = (
        Text("Nr.", "No."), Text("Kennzahl", "figure"), Text("Wert", "value"),
        Text("aus", "from"), Text("Spanne", "range"), Text("bekannt für", "known for"),
    )  # fmt: skip
    rows = [
        (f.id, f.label.to(t.lang), _value(f, t.lang), of_text(f, t.lang), interval_text(f, t.lang),
         coverage_text(f.coverage, t.lang))
        for f in figures
    ]  # fmt: skip
    return [t.table(head, rows)]


def _without_value(figures: list[Figure], t: _Writer) -> list[str]:
    """Figures that were asked and could not be told, with the reason."""
    if not figures:
        return []
    items = "".join(
        f"<li>{escape(f.id)} {t(f.label)}: {escape(_value(f, t.lang))}</li>" for f in figures
    )
    title = t(Text("Nicht berechnet, weil …", "Not computed, because …"))
    return [f'<details class="why"><summary>{title} ({len(figures)})</summary>',
            f"<ul>{items}</ul>", "</details>"]  # fmt: skip


def _value(figure: Figure, lang: Lang) -> str:
    return (
        value_text(figure, lang)
        if figure.value is not None or not figure.why
        else (figure.why.to(lang))
    )


def _classes(figures: list[Figure], t: _Writer) -> list[str]:
    if not figures:
        return []
    rows = [
        (f.id, f.label.to(t.lang), value_text(f, t.lang) if f.value is not None else "–")
        for f in figures
    ]
    head = (Text("Nr.", "No."), Text("Status", "status"), Text("Ladenlokale", "units"))
    return [
        f"<h3>{t(Text('Ladenlokale nach Status', 'Units by status'))}</h3>",
        t.table(head, rows),
    ]


def _breakdown(cells: list[Figure], t: _Writer) -> list[str]:
    """Cells of one breakdown in the order of their names: no ranking at small numbers."""
    head = (
        Text("", ""), Text("Wert", "value"), Text("aus", "from"), Text("Spanne", "range"),
    )  # fmt: skip
    rows = [
        (f.group.to(t.lang) if f.group else "", _value(f, t.lang), of_text(f, t.lang),
         interval_text(f, t.lang))
        for f in cells
    ]  # fmt: skip
    title = f"{escape(family(cells[0]))} {t(cells[0].label)} ({len(cells)})"
    return [f"<details><summary>{title}</summary>", t.table(head, rows), "</details>"]


def _beside(release: Release, chapter: str, t: _Writer) -> list[str]:
    """Small tables of a theme, and what maps cannot tell of it."""
    parts = []
    for one in beside_tables(release, chapter, t.lang):
        parts += [f"<details><summary>{t(one.title)}</summary>", t.table(one.head, one.rows),
                  "</details>"]  # fmt: skip
    asked = [
        f"<li>{escape(what)}: {escape(question)}</li>"
        for what, question in questions_to_ask(release, chapter, t.lang)
    ]
    if asked:
        title = Text(
            "Was Karten nicht messen, und was zu fragen ist",
            "What maps do not measure, and what to ask",
        )
        parts += [f"<h3>{t(title)}</h3>", f"<ul>{''.join(asked)}</ul>"]
    return parts


def _photos(release: Release, t: _Writer) -> list[str]:
    """What can be seen before and after, and where measures are."""
    pairs, others = report_photos(release)
    parts = []
    for title, places in (
        (Text("Vorher und nachher", "Before and after"), pairs),
        (Text("Fotos zu Maßnahmen", "Photos of measures"), others),
    ):
        if places:
            shown = "\n".join(place_html(one, t.lang) for one in places)
            parts += [f"<h2>{t(title)}</h2>", f'<div class="photos">\n{shown}\n</div>']
    return parts


def _not_computed(release: Release, t: _Writer) -> list[str]:
    rows = [(told(m.what, t.lang), m.why.to(t.lang), m.todo.to(t.lang)) for m in release.missing]
    title = f"<h2>{t(Text('Nicht berechnet, weil …', 'Not computed, because …'))}</h2>"
    if not rows:
        return [title, f"<p>{t(Text('Nichts fehlt.', 'Nothing is missing.'))}</p>"]
    head = (Text("Was", "what"), Text("Warum", "why"), Text("Was hilft", "what helps"))
    return [title, t.table(head, rows)]


def _data(release: Release, t: _Writer) -> list[str]:
    head = (
        Text("Quelle", "source"), Text("Stand", "day"), Text("Zeilen", "rows"),
        Text("gelesen", "read"), Text("keine Datensätze", "no records"),
        Text("abgewiesen", "rejected"), Text("Anmerkungen", "notes"),
    )  # fmt: skip
    rows = [
        (
            f"{told(s.role, t.lang)}: {s.file}", s.day, number(s.rows_in, lang=t.lang),
            number(s.records, lang=t.lang), number(s.nonrecords, lang=t.lang),
            number(s.rejected, lang=t.lang), _notes(s, t.lang),
        )
        for s in release.log.sources
    ]  # fmt: skip
    return [f"<h2>{t(Text('Datenlage', 'Data situation'))}</h2>", t.table(head, rows)]


def _import(release: Release, t: _Writer) -> list[str]:
    """What became of the registers' rows; what to do about it is not for the public."""
    parts = []
    for report in register_reports(release):
        parts.append(f"<h2>{t(Text('Importbericht', 'Import report'))}: {escape(report.file)}</h2>")
        shown = replace(report, helps=()) if release.audience == "oeffentlich" else report
        for title, lines in report_lines(shown):
            items = "".join(f"<li>{t(line)}</li>" for line in lines)
            parts.append(f"<h3>{t(title)}</h3>\n<ul>{items}</ul>")
    lines = conflict_lines(release)
    if lines:
        title = Text("Widersprüche zwischen Quellen", "Contradictions between sources")
        items = "".join(f"<li>{t(line)}</li>" for line in lines)
        parts += [f"<h2>{t(title)}</h2>", f"<ul>{items}</ul>"]
    return parts


def _notes(log: SourceLog, lang: Lang) -> str:
    parts = [note.to(lang).rstrip(".") for note in log.notes]
    for title, counts in (
        (Text("verortet über", "located by"), log.located),
        (Text("Korrekturen", "repairs"), log.repairs),
        (Text("gelesen", "read"), log.counts),
        (Text("nicht gelesen, weil", "not read, because"), log.explained),
    ):
        if counts:
            said = ", ".join(
                f"{told(key, lang)} {number(n, lang=lang)}" for key, n in counts.items()
            )
            parts.append(f"{title.to(lang)}: {said}")
    return ". ".join(parts)


def _methods(release: Release, t: _Writer) -> list[str]:
    items = "".join(f"<li><b>{name}</b> {t(said)}</li>" for name, said in _methods_told(release, t))
    return [f"<h2>{t(Text('So wurde gerechnet', 'How it was computed'))}</h2>", f"<ul>{items}</ul>"]


def _methods_told(release: Release, t: _Writer) -> Iterator[tuple[str, Text]]:
    """
    How each figure was reckoned: that of all first, then those of single groups that differ.

    What holds for all shops of a town must not be told in the words of a part of them.
    """
    by_family: dict[str, list[Figure]] = {}
    for figure in release.figures:
        if figure.method.de:
            by_family.setdefault(family(figure), []).append(figure)
    for name, figures in by_family.items():
        first, *others = sorted(figures, key=lambda f: f.group is not None)
        if first.group is not None and len({f.method for f in figures}) > 1:
            # no figure of all: each group was reckoned in its own way
            for figure in figures:
                yield f"{escape(name)} {t(figure.group or figure.label)}", figure.method
            continue
        yield escape(name), first.method
        if first.group is None and len(others) <= _FEW_GROUPS:
            for figure in others:
                if figure.group is not None and figure.method != first.method:
                    yield f"{escape(name)} {t(figure.group)}", figure.method


def _origin(release: Release, t: _Writer, version: str) -> list[str]:
    lines = dict.fromkeys(
        f"{s.attribution} ({s.licence})" if s.licence else s.attribution
        for s in release.log.sources
        if s.attribution
    )
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return [
        f"<h2>{t(Text('Quellen und Lizenzen', 'Sources and licences'))}</h2>",
        f"<ul>{items}</ul>",
        f"<p><small>innenstadt_gis {escape(version)}</small></p>",
    ]
