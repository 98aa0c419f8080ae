"""``bericht.html``: the figures, the data situation, what was not computed and why.

One page without scripts and without anything to fetch; every value is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

from innenstadt_gis.codes import told
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.conflicts import conflict_lines
from innenstadt_gis.outputs.import_report import register_reports, report_lines
from innenstadt_gis.outputs.sentences import headline, interval_text, value_text
from innenstadt_gis.words import Lang, Text, day, number

_STYLE = """
body{font:16px/1.5 "Noto Sans",system-ui,"Segoe UI",sans-serif;color:#1a1a1a;max-width:64em;
margin:2em auto;padding:0 1em}
h1{font-size:1.9em;margin:0}h2{font-size:1.35em;margin:2em 0 .4em;border-bottom:2px solid #1a1a1a}
.stamp{display:inline-block;border:2px solid #1a1a1a;padding:0 .5em;font-weight:700}
.headline{font-size:1.35em;background:#f6f3ee;border-left:.4em solid #B2182B;padding:.6em .9em}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.3em .5em;
text-align:left;vertical-align:top}td:first-child{min-width:3.4em}th{background:#eee}td.n{text-align:right;white-space:nowrap}
.why{color:#555}small{color:#444}
@media print{body{margin:0;max-width:none;font-size:10.5pt}h2{break-after:avoid}tr{break-inside:avoid}}
"""

_CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def report_html(release: Release, *, version: str, lang: Lang = "de") -> str:
    """Return the report as one self-contained page."""
    t = _Writer(lang)
    parts = [
        *_head(release, t),
        *_figures(release, t),
        *_classes(release, t),
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


def _figures(release: Release, t: _Writer) -> list[str]:
    head = (
        Text("Nr.", "No."), Text("Kennzahl", "figure"), Text("Wert", "value"),
        Text("aus", "from"), Text("Spanne", "range"),
    )  # fmt: skip
    rows = []
    for f in release.figures:
        if f.key.startswith("status_"):
            continue
        of = ""
        if f.numerator is not None and f.denominator is not None:
            link = " von " if t.lang == "de" else " of "
            top, base = (_count(v, t.lang) for v in (f.numerator, f.denominator))
            of = f"{top}{link if f.unit == 'share' else ' / '}{base}"
        value = value_text(f, t.lang) if f.value is not None or not f.why else f.why.to(t.lang)
        rows.append((f.id, f.label.to(t.lang), value, of, interval_text(f, t.lang)))
    return [f"<h2>{t(Text('Kennzahlen', 'Key figures'))}</h2>", t.table(head, rows)]


def _count(value: float, lang: Lang) -> str:
    return number(value, digits=0 if float(value).is_integer() or value >= 100 else 1, lang=lang)


def _classes(release: Release, t: _Writer) -> list[str]:
    rows = [
        (f.id, f.label.to(t.lang), value_text(f, t.lang) if f.value is not None else "–")
        for f in release.figures
        if f.key.startswith("status_")
    ]
    if not rows:
        return []
    head = (Text("Nr.", "No."), Text("Status", "status"), Text("Ladenlokale", "units"))
    return [
        f"<h2>{t(Text('Ladenlokale nach Status', 'Units by status'))}</h2>",
        t.table(head, rows),
    ]


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
    parts = [note.to(lang) for note in log.notes]
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
    seen = {f.id: f.method for f in release.figures if f.method.de}
    items = "".join(f"<li><b>{escape(k)}</b> {t(v)}</li>" for k, v in seen.items())
    return [f"<h2>{t(Text('So wurde gerechnet', 'How it was computed'))}</h2>", f"<ul>{items}</ul>"]


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
