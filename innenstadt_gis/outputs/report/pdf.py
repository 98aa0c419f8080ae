"""``bericht.pdf``: the report set on A4, tagged, without a browser."""

from __future__ import annotations

import datetime as dt
from typing import Any

from innenstadt_gis.outputs.report.model import Paper, Photo, Section, Table
from innenstadt_gis.outputs.report.printed import printed_sections, widths
from innenstadt_gis.outputs.typeset import typeset

__all__ = ["TEMPLATE", "pdf_value", "report_pdf"]

TEMPLATE = "report/bericht.typ"


def report_pdf(paper: Paper, *, day: dt.date) -> bytes:
    """Return the report as PDF/UA; the same paper and day give the same bytes."""
    value, pictures = pdf_value(paper)
    return typeset(TEMPLATE, value, day=day, pictures=pictures)


def pdf_value(paper: Paper) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what the template reads: words as data, pictures by file name."""
    pictures: dict[str, bytes] = {}
    pages = []
    for page in paper.pages:
        charts = []
        for chart in page.charts:
            name = f"{chart.picture.name}.svg"
            pictures[name] = chart.picture.svg
            charts.append({"file": name, "alt": chart.picture.alt, "caption": chart.caption})
        pages.append(
            {
                "title": page.title, "question": page.question, "glance": page.glance, "answers": list(page.answers),
                "charts": charts, "figures": _table(page.figures) if page.figures else None,
                "limits": list(page.limits), "missing": list(page.missing),
                "card": {"title": page.card.title, "lines": [list(line) for line in page.card.lines]},
                "photos": _photos(page.photos, pictures),
                "more": [_section(one) for one in printed_sections(page.more, paper)],
            }
        )  # fmt: skip
    w = paper.words
    value = {
        "title": paper.title, "lang": paper.lang, "head": f"{paper.title} · {w['stand']} {paper.day}",
        "stamp": paper.stamp, "foot": " · ".join(paper.sources), "page_word": w["page"], "words": w,
        "town": paper.town, "day": paper.day, "headline": paper.headline,
        "headline_id": paper.headline_id,
        "lights": [[one.what, f"{one.sign} {one.word}", one.why, one.todo, one.level] for one in paper.lights],
        "fixes": list(paper.fixes), "pages": pages,
        "data": [_section(one) for one in printed_sections(paper.data, paper)],
        "sources": list(paper.sources), "version": paper.version,
    }  # fmt: skip
    return value, pictures


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title, "tables": [_table(one) for one in section.tables],
        "lines": list(section.lines),
    }  # fmt: skip


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title, "head": list(table.head), "rows": [list(row) for row in table.rows],
        "widths": widths(table), "right": list(table.right),
    }  # fmt: skip


def _photos(photos: tuple[Photo, ...], pictures: dict[str, bytes]) -> list[dict[str, str]]:
    done = []
    for one in photos:
        name = f"foto_{len(pictures)}.svg"
        pictures[name] = one.data
        done.append({"file": name, "alt": one.alt, "place": one.place, "caption": one.caption})
    return done
