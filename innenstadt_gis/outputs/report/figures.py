"""Figures as tables of words: value, of how many, how sure, how computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.beside import beside_tables, questions_to_ask
from innenstadt_gis.outputs.chapters import Chapter, chapter_of, family
from innenstadt_gis.outputs.report.model import Section, Table
from innenstadt_gis.outputs.values import coverage_text, interval_text, of_text, value_text
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text

__all__ = ["annex", "figure_table", "figures_of", "methods_told"]

#: Of more groups than these the methods are not told one by one.
_FEW_GROUPS = 3
_HEAD = (
    Text("Nr.", "No."), Text("Kennzahl", "figure"), Text("Wert", "value"), Text("aus", "from"),
    Text("Spanne", "range"), Text("bekannt für", "known for"),
)  # fmt: skip

_CELL_HEAD = (Text("Wert", "value"), Text("aus", "from"), Text("Spanne", "range"))


def figures_of(release: Release, chapter: Chapter) -> list[Figure]:
    """Figures of a theme that this audience may see."""
    return [f for f in release.figures if chapter_of(f) == chapter]


def figure_table(figures: Sequence[Figure], lang: Lang, title: Text) -> Table | None:
    """Table of figures that have a value; None if none has."""
    rows = tuple(
        (f.id, f.label.to(lang), _value(f, lang), of_text(f, lang), interval_text(f, lang),
         coverage_text(f.coverage, lang))
        for f in figures if f.value is not None
    )  # fmt: skip
    if not rows:
        return None
    head = tuple(one.to(lang) for one in _HEAD)
    return Table(title=title.to(lang), head=head, rows=rows, wide=(0, 4.6, 2.1, 2.3, 4.4, 1.7))


def _value(figure: Figure, lang: Lang) -> str:
    if figure.value is not None or not figure.why:
        return value_text(figure, lang)
    return figure.why.to(lang)


def annex(release: Release, chapter: Chapter, lang: Lang) -> tuple[Section, ...]:
    """All of a theme: figures, reasons, breakdowns, small tables, what to ask, methods."""
    figures = figures_of(release, chapter)
    parts = [
        _all_figures(figures, lang), _statuses(figures, lang), _without_value(figures, lang),
        *_breakdowns(figures, lang), *_beside(release, chapter.key, lang),
        _to_ask(release, chapter.key, lang), _methods(figures, lang),
    ]  # fmt: skip
    return tuple(part for part in parts if part is not None)


def _all_figures(figures: Sequence[Figure], lang: Lang) -> Section | None:
    plain = [f for f in figures if f.group is None and not f.key.startswith("status_")]
    title = Text("Alle Kennzahlen", "All figures")
    table = figure_table(plain, lang, title)
    return Section(title=title.to(lang), tables=(table,), folded=False) if table else None


def _statuses(figures: Sequence[Figure], lang: Lang) -> Section | None:
    rows = tuple(
        (f.id, f.label.to(lang), value_text(f, lang) if f.value is not None else "–")
        for f in figures if f.key.startswith("status_")
    )  # fmt: skip
    if not rows:
        return None
    head = (Text("Nr.", "No."), Text("Status", "status"), Text("Ladenlokale", "units"))
    title = Text("Ladenlokale nach Status", "Units by status").to(lang)
    table = Table(title=title, head=tuple(h.to(lang) for h in head), rows=rows, wide=(0, 3, 2))
    return Section(title=title, tables=(table,), folded=False)


def _without_value(figures: Sequence[Figure], lang: Lang) -> Section | None:
    """Figures that were asked and could not be told, with the reason."""
    lines = tuple(
        f"{f.id} {f.label.to(lang)}: {_value(f, lang)}"
        for f in figures if f.value is None and f.group is None and not f.key.startswith("status_")
    )  # fmt: skip
    if not lines:
        return None
    title = Text("Nicht berechnet, weil …", "Not computed, because …").to(lang)
    return Section(title=f"{title} ({len(lines)})", lines=lines)


def _breakdowns(figures: Sequence[Figure], lang: Lang) -> Iterator[Section]:
    """Cells of each breakdown in the order of their names: no ranking at small numbers."""
    small: list[tuple[str, ...]] = []
    for name, group in groupby((f for f in figures if f.group is not None), key=family):
        cells = list(group)
        label = cells[0].label.to(lang)
        rows, lines = _cells(cells, lang)
        if len(cells) < _FEW_GROUPS:
            small += [(name, f"{label}: {row[0]}", *row[1:]) for row in rows]
            continue
        head = tuple(h.to(lang) for h in (Text(label, label), *_CELL_HEAD))
        title = f"{name} {label} ({len(cells)})"
        table = Table(title=title, head=head, rows=rows, wide=(4, 2.2, 2, 4))
        yield Section(title=title, tables=(table,) if rows else (), lines=lines)
    if small:
        title = Text("Einzelne Gruppen", "Single groups").to(lang)
        words = tuple(h.to(lang) for h in (*_HEAD[:2], *_CELL_HEAD))
        table = Table(
            title=title, head=words, rows=tuple(small),
            wide=(0, 4.6, 2.1, 2.3, 4.4),
        )  # fmt: skip
        yield Section(title=title, tables=(table,))


def _cells(
    cells: Sequence[Figure], lang: Lang
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Rows of groups; those that lack a value for the same reason in one line of their names."""
    lacking: dict[str, list[str]] = {}
    for f in cells:
        if f.value is None and f.why:
            lacking.setdefault(f.why.to(lang), []).append(f.group.to(lang) if f.group else "")
    many = {why for why, names in lacking.items() if len(names) >= _FEW_GROUPS}
    rows = tuple(
        (f.group.to(lang) if f.group else "", _value(f, lang), of_text(f, lang), interval_text(f, lang))
        for f in cells if f.value is not None or _value(f, lang) not in many
    )  # fmt: skip
    lines = tuple(f"{why}: {'; '.join(names)}" for why, names in lacking.items() if why in many)
    return rows, lines


def _beside(release: Release, chapter: str, lang: Lang) -> Iterator[Section]:
    """Small tables of a theme beside its figures."""
    for one in beside_tables(release, chapter, lang):
        title = one.title.to(lang)
        table = Table(title=title, head=tuple(h.to(lang) for h in one.head), rows=one.rows)
        yield Section(title=title, tables=(table,))


def _to_ask(release: Release, chapter: str, lang: Lang) -> Section | None:
    """What maps cannot tell of a theme."""
    lines = tuple(f"{what}: {asked}" for what, asked in questions_to_ask(release, chapter, lang))
    title = Text("Was Karten nicht messen, und was zu fragen ist",
                 "What maps do not measure, and what to ask")  # fmt: skip
    return Section(title=title.to(lang), lines=lines, folded=False) if lines else None


def _methods(figures: Sequence[Figure], lang: Lang) -> Section | None:
    by_text: dict[str, list[str]] = {}
    for name, said in methods_told(figures, lang):
        by_text.setdefault(said.to(lang), []).append(name)
    rows = tuple((", ".join(names), said) for said, names in by_text.items())
    if not rows:
        return None
    title = Text("So wurde gerechnet", "How it was computed").to(lang)
    head = (Text("Nr.", "No.").to(lang), Text("Methode", "method").to(lang))
    return Section(title=title, tables=(Table(title=title, head=head, rows=rows, wide=(1, 6)),))


def methods_told(figures: Iterable[Figure], lang: Lang) -> Iterator[tuple[str, Text]]:
    """
    How each figure was reckoned: that of all first, then those of single groups that differ.

    What holds for all shops of a town must not be told in the words of a part of them.
    """
    by_family: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.method.de:
            by_family.setdefault(family(figure), []).append(figure)
    for name, many in by_family.items():
        first, *others = sorted(many, key=lambda f: f.group is not None)
        if first.group is not None and len({f.method for f in many}) > 1:
            # no figure of all: each group was reckoned in its own way
            for figure in many:
                yield f"{name} {(figure.group or figure.label).to(lang)}", figure.method
            continue
        yield name, first.method
        if first.group is None and len(others) <= _FEW_GROUPS:
            for figure in others:
                if figure.group is not None and figure.method != first.method:
                    yield f"{name} {figure.group.to(lang)}", figure.method
