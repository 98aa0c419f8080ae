"""``gastgeber.pdf``: one A4 sheet for the exchange meeting, filled in by the host's own data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from innenstadt_gis.outputs.comparison.wording import word
from innenstadt_gis.outputs.typeset import typeset
from innenstadt_gis.words import Lang, day

__all__ = ["HostSheet", "gastgeber_pdf"]

#: What fits on the page beside lines to write on; of more it is said how many.
_MOST_PROBLEMS, _MOST_ATTEMPTS, _MOST_QUESTIONS, _MOST_STOPS = 6, 7, 4, 10
#: Characters of a fact, of a line across the page, and of one in half of it.
_FACT, _WIDE, _HALF = 260, 150, 84


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSheet:
    """
    What the host shows its guests.

    ``facts`` are sentences of the findings, ``problems`` and ``questions`` notes of participants,
    ``attempts`` measures with their status, ``route`` the stops of the walk, ``route_said`` its
    length and pace.
    """

    town: str
    survey_day: dt.date
    facts: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    attempts: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    route: tuple[str, ...] = ()
    route_said: str = ""


def gastgeber_pdf(sheet: HostSheet, *, network: str, lang: Lang = "de") -> bytes:
    """
    Set the host's sheet: problems, attempts, questions to the guests, route, on one page.

    Parameters
    ----------
    sheet
        What the host shows; what does not fit is counted, never cut off in silence.
    network
        Name of the network; may be blank.
    lang
        Language of the headings.

    Returns
    -------
    bytes
        Tagged PDF, one page A4; the same sheet gives the same bytes.
    """
    told = day(sheet.survey_day, lang=lang)
    value = {
        "title": f"{word('host', lang)}: {sheet.town}", "lang": lang,
        "head": network or word("title", lang), "stamp": f"{sheet.town} · {told}",
        "foot": word("host_foot", lang), "page_word": word("page", lang),
        "town": sheet.town, "facts": [_short(fact, _FACT) for fact in sheet.facts[:3]],
        "parts": [
            _part("host_problems", sheet.problems, (_MOST_PROBLEMS, _HALF), lang),
            _part("host_attempts", sheet.attempts, (_MOST_ATTEMPTS, _HALF), lang, "host_no_attempts"),
            _part("host_questions", sheet.questions, (_MOST_QUESTIONS, _WIDE), lang),
            _part("host_route", sheet.route, (_MOST_STOPS, _HALF), lang, "host_no_route"),
        ],
        "route_said": sheet.route_said,
    }  # fmt: skip
    return typeset("comparison/gastgeber.typ", value, day=sheet.survey_day)


def _part(
    key: str, items: tuple[str, ...], room: tuple[int, int], lang: Lang, none: str = ""
) -> dict[str, object]:
    """One part of the sheet; what does not fit is counted. ``room``: items, and characters of each."""
    most, long = room
    more = len(items) - most
    return {
        "title": word(key, lang), "items": [_short(one, long) for one in items[:most]],
        "more": word("host_more", lang).format(n=more) if more > 0 else "",
        "none": word(none, lang) if none and not items else "",
    }  # fmt: skip


def _short(text: str, long: int) -> str:
    if len(text) <= long:
        return text
    return text[: long - 1].rsplit(" ", 1)[0] + " …"
