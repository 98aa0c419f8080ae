"""A run sheet on paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from innenstadt_gis.outputs.runsheets.fill import Filled
from innenstadt_gis.outputs.runsheets.wording import sheet_word
from innenstadt_gis.outputs.typeset import typeset
from innenstadt_gis.words import Text

__all__ = ["run_sheet_pdf"]

_PAGE = Text("Seite", "page")
_FOOT = Text(
    "Sätze und Szenen: die der Karte dieses Tages. Andere Karte, anderer Ablaufplan.",
    "Sentences and scenes: those of the map of this day. Another map, another run sheet.",
)


def run_sheet_pdf(sheet: Filled, *, day: dt.date) -> bytes:
    """
    Set a run sheet: A4, to be read at arm's length, with a page to copy behind it.

    Parameters
    ----------
    sheet
        From `filled_sheets`.
    day
        Day of the map; stands as the day of making.

    Returns
    -------
    bytes
        Tagged PDF; the same sheet gives the same bytes.
    """
    return typeset("runsheets/ablauf.typ", _value(sheet), day=day)


def _value(sheet: Filled) -> dict[str, Any]:
    lang = sheet.lang
    kind = sheet_word("kind", lang)
    parts = {
        name: {"title": sheet_word(name, lang), "lines": list(lines)}
        for name, lines in sheet.parts.items()
    }
    words = {
        name: sheet_word(name, lang)
        for name in ("course", "minute", "what", "showAndSay", "keys", "handout")
    }
    paper = sheet.handout
    return {
        "title": f"{kind}: {sheet.title}, {sheet.town}", "lang": lang,
        "head": f"{kind} · {sheet.town}", "stamp": sheet.stamp, "foot": _FOOT.to(lang),
        "page_word": _PAGE.to(lang), "sheet_title": sheet.title, "told": sheet.told,
        "warning": sheet.warning, "words": words, **parts,
        "rows": [
            {"minutes": f"{row.start}–{row.end}", "title": row.title, "do": row.do,
             "scenes": [list(pair) for pair in row.scenes], "note": row.note, "say": row.say}
            for row in sheet.rows
        ],
        "keys": [list(pair) for pair in sheet.keys],
        "handout": {"title": paper.title, "lines": list(paper.lines),
                    "questions": list(paper.questions)} if paper else None,
    }  # fmt: skip
