"""``vergleich.html``: the comparison as one page without scripts and without anything to fetch."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from innenstadt_gis.exchange import Exchange
from innenstadt_gis.exchange.comparison import Cell, Comparison, FigureCompared, TownMeasure
from innenstadt_gis.exchange.size import size_class
from innenstadt_gis.outputs.chapters import CHAPTERS
from innenstadt_gis.outputs.comparison.wording import not_comparable, position, word
from innenstadt_gis.outputs.pictures import Picture
from innenstadt_gis.outputs.values import plain_value, span_text
from innenstadt_gis.tables.measures import MEASURE_STATUS, NETWORK_THEMES
from innenstadt_gis.words import Lang, day, number, percent

__all__ = ["vergleich_html"]

_STYLE = """
body{font:16px/1.5 "Noto Sans",system-ui,"Segoe UI",sans-serif;color:#1a1a1a;max-width:68em;
margin:2em auto;padding:0 1em}
h1{font-size:1.9em;margin:0}h2{font-size:1.35em;margin:2em 0 .4em;border-bottom:2px solid #1a1a1a}
h3{font-size:1.1em;margin:1.6em 0 .3em}.lead{background:#f6f3ee;border-left:.4em solid #1f3a5f;padding:.6em .9em}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92em}
th,td{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top}th{background:#eee}
td.n{text-align:right;white-space:nowrap}tr.off td{color:#555}tr.off td:first-child{border-left:.3em double #777}
figure{margin:1em 0}img{display:block;width:100%;height:auto;border:1px solid #ddd}
figcaption{font-size:.9em;color:#444}small,.why{color:#444}summary{cursor:pointer;font-weight:600;padding:.4em 0}
@media print{body{margin:0;max-width:none;font-size:10pt}h2,h3{break-after:avoid}tr,figure{break-inside:avoid}}
"""
_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def vergleich_html(
    comparison: Comparison, pictures: Sequence[Picture], *, version: str, lang: Lang = "de"
) -> str:
    """
    Write the comparison as one self-contained page.

    Parameters
    ----------
    comparison
        From `compare_towns`.
    pictures
        From `comparison_pictures`, of the same comparison.
    version, lang
        Of this package; of the page.

    Returns
    -------
    str
        HTML; no value of any town is anything but text in it.
    """
    title = word("title", lang) + (f": {comparison.name}" if comparison.name else "")
    shown = {picture.name: picture for picture in pictures}
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="lead">{escape(word("no_rank", lang))}</p>',
        *_troubles(comparison, lang),
        *_towns(comparison, lang),
        *_section("multiples", [*_said("multiples_said", lang), *_shown(shown, "staedte")], lang),
        *_shrunken(comparison, shown, lang),
        *_figures(comparison, shown, lang),
        *_measures(comparison, lang),
        *_methods(comparison, version, lang),
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_CSP}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts) + "\n</body>\n</html>\n"
    )  # fmt: skip


def _section(key: str, parts: Iterable[str], lang: Lang) -> list[str]:
    return [f"<h2>{escape(word(key, lang))}</h2>", *parts]


def _said(key: str, lang: Lang) -> list[str]:
    return [f"<p>{escape(word(key, lang))}</p>"]


def _shown(pictures: dict[str, Picture], name: str) -> list[str]:
    picture = pictures.get(name)
    if picture is None:
        return []
    data = base64.b64encode(picture.svg).decode("ascii")
    return [
        (
            f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{escape(picture.alt)}">'
            f"<figcaption>{escape(picture.title)}</figcaption></figure>"
        )
    ]


def _table(head: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]], numbers: Sequence[int]) -> str:  # fmt: skip
    """Make a table of escaped cells; each row with the class that it has."""
    lines = ["<tr>" + "".join(f'<th scope="col">{escape(h)}</th>' for h in head) + "</tr>"]
    for kind, cells in rows:
        inner = "".join(
            f'<td class="n">{escape(c)}</td>' if at in numbers else f"<td>{escape(c)}</td>"
            for at, c in enumerate(cells)
        )
        lines.append(f'<tr class="{kind}">{inner}</tr>' if kind else f"<tr>{inner}</tr>")
    return '<div class="wide"><table>' + "\n".join(lines) + "</table></div>"


# parts -------------------------------------------------------------------------------


def _troubles(comparison: Comparison, lang: Lang) -> list[str]:
    parts = []
    if comparison.failed:
        rows = [("", (one.name, one.why.to(lang))) for one in comparison.failed]
        head = (word("town", lang), word("why", lang))
        parts += _section("failed", [_table(head, rows, ())], lang)
    if comparison.warnings:
        items = "".join(f"<li>{escape(w.to(lang))}</li>" for w in comparison.warnings)
        parts += _section("warnings", [f"<ul>{items}</ul>"], lang)
    return parts


def _towns(comparison: Comparison, lang: Lang) -> list[str]:
    head = [
        word(key, lang)
        for key in ("town", "size_class", "persons", "units", "day", "scope", "unknown", "boundary")
    ]
    rows = [("", _town_row(town, lang)) for town in comparison.towns]
    return _section("towns", [_table(head, rows, (2, 3, 6))], lang)


def _town_row(town: Exchange, lang: Lang) -> tuple[str, ...]:
    about = town.situation
    return (
        town.town + (f" ({town.ags})" if town.ags else ""),
        size_class(town.size.persons).label.to(lang), number(town.size.persons, lang=lang),
        number(town.size.units, lang=lang), day(town.survey_day, lang=lang),
        word(about.scope or "no_register", lang), percent(about.unknown_share, lang=lang),
        word("yes" if about.boundary else "no", lang),
    )  # fmt: skip


def _shrunken(comparison: Comparison, shown: dict[str, Picture], lang: Lang) -> list[str]:
    """The rate that people ask for first stands alone; those of all others beside their tables."""
    names = ("trichter_vacancy_rate", "geglaettet_vacancy_rate")
    if not any(name in shown for name in names):
        return []
    parts = [*_said("funnel_said", lang), *_shown(shown, names[0])]
    if names[1] in shown:
        parts += [*_said("shrunken_said", lang), *_shown(shown, names[1])]
    said = comparison.figure("vacancy_rate").said
    parts += [f"<p><strong>{escape(one.to(lang))}</strong></p>" for one in said]
    return _section("funnel", parts, lang)


def _figures(comparison: Comparison, shown: dict[str, Picture], lang: Lang) -> list[str]:
    parts: list[str] = []
    titles = {chapter.key: chapter.title.to(lang) for chapter in CHAPTERS}
    for theme, figures in groupby(comparison.figures, key=lambda f: f.theme):
        parts.append(f"<h3>{escape(titles.get(theme, theme))}</h3>")
        for figure in figures:
            parts += _figure(figure, shown, lang)
    return _section("profile", parts, lang)


def _figure(figure: FigureCompared, shown: dict[str, Picture], lang: Lang) -> list[str]:
    title = f"{figure.id} {figure.label.to(lang)}"
    if all(cell.value is None for cell in figure.cells):
        why = "; ".join(sorted({not_comparable(cell, lang) for cell in figure.cells}))
        return [
            f"<h4>{escape(title)}</h4>",
            f'<p class="why">{escape(word("no_town", lang))}. {escape(why)}</p>',
        ]
    keys = (
        ("town", "value", "counts", "interval")
        if figure.of_units
        else ("town", "value", "interval")
    )
    head = [word(key, lang) for key in keys]
    numbers = list(range(1, len(head)))
    if figure.pooled is not None:
        head += [word("chance", lang), word("shrunk", lang)]
        numbers.append(len(head) - 1)
    head.append(word("remark", lang))
    rows = [("off" if cell.reasons else "", _cells(cell, figure, lang)) for cell in figure.cells]
    parts = [f"<h4>{escape(title)}</h4>", _table(head, rows, numbers)]
    if figure.pooled is not None:
        rate = f"{word('common_rate', lang)}: {percent(figure.pooled, digits=1, lang=lang)}."
        said = " ".join([rate, *(one.to(lang) for one in figure.said)])
        parts.append(f'<p class="why">{escape(said)}</p>')
    elif figure.said:
        parts.append(f'<p class="why">{escape(" ".join(s.to(lang) for s in figure.said))}</p>')
    if figure.key != "vacancy_rate":
        pictures = [
            *_shown(shown, f"trichter_{figure.key}"), *_shown(shown, f"geglaettet_{figure.key}"),
        ]  # fmt: skip
        if pictures:
            name = f"{word('funnel', lang)}, {word('shrunken', lang)}"
            parts.append(
                f"<details><summary>{escape(name)}</summary>" + "".join(pictures) + "</details>"
            )
    return parts


def _cells(cell: Cell, figure: FigureCompared, lang: Lang) -> tuple[str, ...]:
    f = cell.figure
    counted = ""
    if f is not None and f.numerator is not None and f.denominator is not None:
        of = "von" if lang == "de" else "of"
        counted = f"{number(f.numerator, lang=lang)} {of} {number(f.denominator, lang=lang)}"
    span = ""
    if cell.low is not None and cell.high is not None:
        span = span_text(cell.low, cell.high, figure.unit, lang)
    told = [cell.town.town, plain_value(cell.value, figure.unit, lang)]
    told += [counted, span] if figure.of_units else [span]
    if figure.pooled is not None:
        at = position(cell)
        told += [word(at, lang) if at else "", percent(cell.shrunk, digits=1, lang=lang)]
    return (*told, not_comparable(cell, lang) or word("comparable", lang))


def _measures(comparison: Comparison, lang: Lang) -> list[str]:
    if not comparison.measures:
        return _section("measures", _said("no_measures", lang), lang)
    head = [
        word(key, lang)
        for key in ("measure", "town", "size_class", "responsible", "status", "due", "indicator", "target")
    ]  # fmt: skip
    parts = _said("measures_said", lang)
    for theme, measures in groupby(comparison.measures, key=lambda m: m.measure.theme):
        title = NETWORK_THEMES[theme].to(lang) if theme else word("no_theme", lang)
        rows = [("", measure_cells(one, lang)) for one in measures]
        parts += [f"<h3>{escape(title)}</h3>", _table(head, rows, ())]
    return _section("measures", parts, lang)


def measure_cells(one: TownMeasure, lang: Lang) -> tuple[str, ...]:
    """Cells of a measure: what, where, how large a town, who, how far, by when, by what figure."""
    m = one.measure
    unit = "\u00a0%" if m.value_unit == "%" else ""
    ends = [
        "–" if v is None else number(v, digits=0 if v == int(v) else 2, lang=lang) + unit
        for v in (m.baseline, m.target)
    ]
    return (
        m.measure, one.town.town, size_class(one.town.size.persons).label.to(lang),
        m.responsible or "", MEASURE_STATUS[m.status].to(lang) if m.status else "",
        day(m.due, lang=lang) if m.due else "", m.indicator or "",
        " → ".join(ends) if ends != ["–", "–"] else "",
    )  # fmt: skip


def _methods(comparison: Comparison, version: str, lang: Lang) -> list[str]:
    items = "".join(
        f"<li><strong>{escape(f'{f.id} {f.label.to(lang)}')}</strong>: {escape(f.method.to(lang))}</li>"
        for f in comparison.figures
    )
    sources = sorted(
        {s.attribution or s.licence for t in comparison.towns for s in t.situation.sources} - {""}
    )
    days = [day(town.survey_day, lang=lang) for town in sorted(comparison.towns, key=lambda t: t.survey_day)]  # fmt: skip
    span = days[0] if len(set(days)) == 1 else f"{days[0]} – {days[-1]}" if days else "–"
    parts = [
        *_said("method_limits", lang), *_said("method_wording", lang), f"<ul>{items}</ul>",
        (f"<p><small>{escape(word('sources', lang))}: {escape('; '.join(sources))}. "
        f"{escape(word('made', lang))} {escape(span)}. innenstadt_gis {escape(version)}</small></p>"),
    ]  # fmt: skip
    return _section("method", parts, lang)
