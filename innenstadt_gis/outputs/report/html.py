"""``bericht.html``: one page without scripts and without anything to fetch."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

from innenstadt_gis.outputs.report.model import (
    Card,
    Chart,
    Light,
    Page,
    Paper,
    Photo,
    Section,
    Table,
)

__all__ = ["report_html"]

_STYLE = """
body{font:16px/1.5 "Noto Sans",system-ui,"Segoe UI",sans-serif;color:#1a1a1a;max-width:64em;
margin:2em auto;padding:0 1em}
h1{font-size:1.9em;margin:0}h2{font-size:1.45em;margin:2.4em 0 .4em;border-bottom:2px solid #1f3a5f;color:#1f3a5f}
h3{font-size:1.12em;margin:1.6em 0 .4em;color:#1f3a5f}
.stamp{display:inline-block;border:2px solid #1a1a1a;padding:0 .5em;font-weight:700}
.headline{font-size:1.35em;background:#f6f3ee;border-left:.4em solid #B2182B;padding:.6em .9em}
.question{font-size:1.15em;font-style:italic;margin:.2em 0 1em}.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3em .5em;
text-align:left;vertical-align:top}td:first-child{min-width:3.4em}th{background:#e9edf3}td.n{text-align:right;white-space:nowrap}
summary{cursor:pointer;font-weight:600;padding:.4em 0}.why{color:#444}small{color:#444}
.card{border:2px solid #1f3a5f;border-radius:.4em;padding:.4em 1em 1em;margin:1.6em 0;break-inside:avoid}
.card dt{font-weight:700}.card dd{margin:0 0 .5em}.light{white-space:nowrap}
.l0{color:#1b7837}.l1{color:#8a5a00}.l2{color:#b2182b}
.photos{display:flex;flex-wrap:wrap;gap:1.2em}.photos section{break-inside:avoid}.photos h4{margin:.2em 0}
.photos figure{max-width:15em}figure{margin:1em 0}figcaption{font-size:.88em;color:#444}
img{display:block;max-width:100%;height:auto}nav ul{columns:2}
@media print{body{margin:0;max-width:none;font-size:10.5pt}h2{break-before:page}h2,h3{break-after:avoid}
tr,figure{break-inside:avoid}nav{display:none}}
"""

_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def report_html(paper: Paper) -> str:
    """Return the report as one self-contained page; every value is escaped here."""
    w = paper.words
    parts = [
        *_head(paper),
        *_contents(paper),
        f"<h3>{escape(w['summary'])}</h3>",
        *_glance(paper),
        f'<h2 id="datenlage">{escape(w["situation"])}</h2>',
        *_lights(paper),
        f"<h3>{escape(w['fixes'])}</h3>",
        *(_list(paper.fixes) if paper.fixes else (f"<p>{escape(w['no_fixes'])}</p>",)),
        *(line for page in paper.pages for line in _page(page, paper)),
        f'<h2 id="daten">{escape(w["data"])}</h2>',
        *(line for section in paper.data for line in _section(section)),
        f'<h2 id="quellen">{escape(w["sources"])}</h2>', *_list(paper.sources),
        f"<p><small>{escape(w['made'])} {escape(paper.version)}</small></p>",
    ]  # fmt: skip
    return (
        f'<!DOCTYPE html>\n<html lang="{paper.lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_CSP}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{escape(paper.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def _head(paper: Paper) -> list[str]:
    stand = f"{escape(paper.words['stand'])}: {escape(paper.day)}"
    parts = [
        f"<h1>{escape(paper.title)}</h1>",
        f'<p>{stand} · <span class="stamp">{escape(paper.stamp)}</span></p>',
    ]
    if paper.headline:
        mark = f" <small>({escape(paper.headline_id)})</small>"
        parts.append(f'<p class="headline">{escape(paper.headline)}{mark}</p>')
    return parts


def _contents(paper: Paper) -> list[str]:
    w = paper.words
    said = [("datenlage", w["situation"]), *((p.key, p.title) for p in paper.pages),
            ("daten", w["data"]), ("quellen", w["sources"])]  # fmt: skip
    items = "".join(f'<li><a href="#{key}">{escape(title)}</a></li>' for key, title in said)
    return [f'<nav aria-label="{escape(w["contents"])}"><ul>{items}</ul></nav>']


def _glance(paper: Paper) -> list[str]:
    rows = "".join(
        f'<tr><th scope="row">{escape(page.title)}</th><td>{escape(page.glance)}</td></tr>'
        for page in paper.pages
    )
    return [f"<table>{rows}</table>"]


def _lights(paper: Paper) -> list[str]:
    w = paper.words
    head = "".join(
        f'<th scope="col">{escape(w[key])}</th>'
        for key in ("light_head", "light_word", "light_why", "light_todo")
    )
    body = "\n".join(_light(one) for one in paper.lights)
    return [
        f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>'
    ]


def _light(one: Light) -> str:
    said = f'<span class="l{one.level}" aria-hidden="true">{one.sign}</span> {escape(one.word)}'
    return (
        f'<tr><td>{escape(one.what)}</td><td class="light">{said}</td><td>{escape(one.why)}</td>'
        f"<td>{escape(one.todo)}</td></tr>"
    )


def _page(page: Page, paper: Paper) -> list[str]:
    w = paper.words
    parts = [
        f'<h2 id="{page.key}">{escape(page.title)}</h2>',
        f'<p class="question">{escape(page.question)}</p>',
        *(f"<p>{escape(said)}</p>" for said in page.answers),
        *map(_chart, page.charts),
    ]
    if page.figures is not None:
        parts += [f"<h3>{escape(page.figures.title)}</h3>", _table(page.figures)]
    if page.missing:
        parts += [f"<h3>{escape(w['missing'])}</h3>", *_list(page.missing)]
    parts += [f"<h3>{escape(w['limits'])}</h3>", *_list(page.limits), _card(page.card)]
    if page.photos:
        parts += [f"<h3>{escape(w['photos'])}</h3>", _photos(page.photos)]
    return parts + [line for section in page.more for line in _section(section, folded=True)]


def _section(section: Section, *, folded: bool = False) -> list[str]:
    inside = [_table(table) for table in section.tables]
    if section.lines:
        inside += _list(section.lines)
    title = escape(section.title)
    if folded and section.folded:
        return [f"<details><summary>{title}</summary>", *inside, "</details>"]
    return [f"<h3>{title}</h3>", *inside]


def _table(table: Table) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    body = "\n".join(
        "<tr>"
        + "".join(_cell(cell, right=at in table.right) for at, cell in enumerate(row))
        + "</tr>"
        for row in table.rows
    )
    return f'<div class="wide"><table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'


def _cell(cell: str, *, right: bool) -> str:
    return f'<td class="n">{escape(cell)}</td>' if right else f"<td>{escape(cell)}</td>"


def _list(lines: Iterable[str]) -> list[str]:
    return ["<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"]


def _chart(chart: Chart) -> str:
    data = base64.b64encode(chart.picture.png).decode("ascii")
    return (
        f'<figure><img alt="{escape(chart.picture.alt)}" src="data:image/png;base64,{data}">'
        f"<figcaption>{escape(chart.caption)}</figcaption></figure>"
    )


def _card(card: Card) -> str:
    lines = "".join(f"<dt>{escape(word)}</dt><dd>{escape(text)}</dd>" for word, text in card.lines)
    return f'<section class="card"><h3>{escape(card.title)}</h3><dl>{lines}</dl></section>'


def _photos(photos: tuple[Photo, ...]) -> str:
    """Photos below the name of their place, those of one place side by side."""
    shown, place = [], None
    for one in photos:
        if one.place != place:
            shown.append(
                f"{'</section>' if place is not None else ''}<section><h4>{escape(one.place)}</h4>"
            )
        place = one.place
        data = base64.b64encode(one.data).decode("ascii")
        caption = f"<figcaption>{escape(one.caption)}</figcaption>" if one.caption else ""
        shown.append(
            f'<figure><img alt="{escape(one.alt)}" width="{one.width}" height="{one.height}" '
            f'src="data:image/jpeg;base64,{data}">{caption}</figure>'
        )
    return f'<div class="photos">{"".join(shown)}</section></div>'
