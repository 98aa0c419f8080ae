"""``vergleich.xlsx``: towns, profile, one sheet a figure's worth of numbers, measures, methods."""

from __future__ import annotations

from typing import Any

from innenstadt_gis.exchange.comparison import Comparison
from innenstadt_gis.exchange.size import size_class
from innenstadt_gis.outputs.chapters import CHAPTERS
from innenstadt_gis.outputs.comparison.wording import not_comparable, position, word
from innenstadt_gis.outputs.values import UNITS
from innenstadt_gis.outputs.workbook.paper import FORMATS, Book
from innenstadt_gis.tables.measures import MEASURE_STATUS, NETWORK_THEMES
from innenstadt_gis.words import Lang, Text

__all__ = ["vergleich_xlsx"]


def vergleich_xlsx(comparison: Comparison, *, version: str, lang: Lang = "de") -> bytes:
    """
    Write the comparison as an Excel workbook: numbers are numbers, nothing is a formula.

    Parameters
    ----------
    comparison
        From `compare_towns`, with at least one town.
    version, lang
        Of this package; of all words.

    Returns
    -------
    bytes
        The file, the same for the same comparison.
    """
    newest = max(town.survey_day for town in comparison.towns)
    book = Book(f"{word('title', lang)} {comparison.name}".strip(), newest, lang)
    _read_me(book, comparison, version)
    _towns(book, comparison)
    _profile(book, comparison)
    _measures(book, comparison)
    _methods(book, comparison)
    return book.bytes()


def _read_me(book: Book, comparison: Comparison, version: str) -> None:
    lang = book.lang
    title = f"{word('title', lang)} {comparison.name}".strip()
    page, at = book.sheet(word("read_me", lang), title)
    rows: list[list[Any]] = [
        [word("title", lang), word("no_rank", lang)], [word("method", lang), word("method_limits", lang)],
        *([word("failed", lang), f"{one.name}: {one.why.to(lang)}"] for one in comparison.failed),
        *([word("warnings", lang), one.to(lang)] for one in comparison.warnings),
        ["innenstadt_gis", version],
    ]  # fmt: skip
    book.table(page, at, ["", ""], rows)


def _towns(book: Book, comparison: Comparison) -> None:
    lang = book.lang
    page, at = book.sheet(word("towns", lang)[:31], word("towns", lang))
    keys = ("town", "ags", "size_class", "persons", "units", "day", "scope", "unknown", "boundary")
    rows = [
        [
            town.town, town.ags, size_class(town.size.persons).label.to(lang), town.size.persons,
            town.size.units, town.survey_day, word(town.situation.scope or "no_register", lang),
            town.situation.unknown_share, town.situation.boundary,
        ]
        for town in comparison.towns
    ]  # fmt: skip
    formats = ("", "", "", "#,##0", "#,##0", "", "", "0%", "")
    book.table(page, at, [word(k, lang) for k in keys], rows, formats=formats)


def _profile(book: Book, comparison: Comparison) -> None:
    lang = book.lang
    page, at = book.sheet(word("profile", lang), word("profile", lang), [word("no_rank", lang)])
    titles = {chapter.key: chapter.title.to(lang) for chapter in CHAPTERS}
    head: list[Text | str] = [
        word("theme_of_report", lang), "ID", word("figure", lang), Text("Einheit", "unit"),
        *(word(k, lang) for k in (
            "town", "value", "low", "high", "numerator", "denominator", "pooled", "chance", "shrunk",
            "remark",
        )),
    ]  # fmt: skip
    rows = []
    for figure in comparison.figures:
        form = FORMATS.get(figure.unit, "0.00")
        unit = UNITS[figure.unit].to(lang) if figure.unit in UNITS else ""
        for cell in figure.cells:
            at_limits, told = position(cell), cell.figure
            rows.append(
                [
                    titles.get(figure.theme, figure.theme), figure.id, figure.label.to(lang), unit,
                    cell.town.town, (cell.value, form), (cell.low, form), (cell.high, form),
                    (told.numerator if told else None, "#,##0.##"),
                    (told.denominator if told else None, "#,##0.##"), (figure.pooled, form),
                    word(at_limits, lang) if at_limits else None, (cell.shrunk, form),
                    not_comparable(cell, lang) or word("comparable", lang),
                ]
            )  # fmt: skip
    book.table(page, at, head, rows)


def _measures(book: Book, comparison: Comparison) -> None:
    lang = book.lang
    title = word("measures", lang)
    page, at = book.sheet(title[:31], title, [word("measures_said", lang)])
    keys = ("theme", "measure", "town", "size_class", "responsible", "status", "due", "indicator")
    head: list[Text | str] = [*(word(k, lang) for k in keys), Text("Ausgangswert", "value before"), Text("Zielwert", "target"), Text("Werte in", "values in")]  # fmt: skip
    rows = [
        [
            NETWORK_THEMES[m.theme].to(lang) if m.theme else word("no_theme", lang), m.measure,
            one.town.town, size_class(one.town.size.persons).label.to(lang), m.responsible,
            MEASURE_STATUS[m.status].to(lang) if m.status else None, m.due, m.indicator, m.baseline,
            m.target, m.value_unit,
        ]
        for one in comparison.measures
        for m in (one.measure,)
    ]  # fmt: skip
    book.table(page, at, head, rows)


def _methods(book: Book, comparison: Comparison) -> None:
    lang = book.lang
    page, at = book.sheet(
        word("method", lang), word("method", lang), [word("method_wording", lang)]
    )
    rows = [[f.id, f.label.to(lang), f.method.to(lang), f.spread] for f in comparison.figures]
    head = ["ID", word("figure", lang), word("method", lang), word("spread", lang)]
    book.table(page, at, head, rows, formats=("", "", "", "0.000"))
