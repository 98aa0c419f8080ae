"""The rows behind each figure: a sheet a figure, and one sheet for the groups of breakdowns."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.behind import PARTS, parts_of
from innenstadt_gis.outputs.chapters import family
from innenstadt_gis.outputs.values import interval_text, value_text
from innenstadt_gis.outputs.workbook.paper import Book
from innenstadt_gis.outputs.workbook.words import named
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text

__all__ = ["GROUP_ROWS", "Known", "add_groups", "add_rows"]

#: Name of the sheet that tells the rows behind the groups of all breakdowns.
GROUP_ROWS = Text("Zeilen der Aufschlüsselungen", "Rows of the breakdowns")
_ALL = Text("alle Gruppen", "all groups")
_ID, _PART = Text("Kennung", "id"), Text("Rolle", "part")
_NUMBER = Text("Nr. auf der Karte", "no. on the map")

#: Tables with a row a unit: what a unit is called stands in the first of them.
_OF_UNITS = ("premises", "digital", "transitions", "history")


@dataclass(frozen=True)
class Known:
    """What the rows of a release are called, and under which number the map lists them."""

    release: Release
    lang: Lang
    numbers: Mapping[Hashable, int]
    _said: dict[str, tuple[list[str], dict[str, list[Any]]]] = field(default_factory=dict)

    def rows(self, figure: Figure) -> dict[str, str]:
        """Part of each row behind a figure, if this audience may see the table of the rows."""
        seen = self._table(figure.base_table) in self.release.tables
        return parts_of(figure) if seen else {}

    def _table(self, base: str) -> str:
        """Table that tells what the rows of a base table are called."""
        return "premises" if base in _OF_UNITS and "premises" in self.release.tables else base

    def words(self, base: str) -> tuple[list[str], dict[str, list[Any]]]:
        """Words above the columns, and what each row of a base table is called."""
        name = self._table(base)
        if name not in self._said:
            self._said[name] = named(name, self.release.tables[name], self.lang)
        return self._said[name]

    def numbered(
        self, table: str, head: list[str], rows: list[list[Any]]
    ) -> tuple[list[str], list[list[Any]]]:
        """Put the number on the map behind the id of every unit."""
        if table not in _OF_UNITS or not self.numbers:
            return head, rows
        said = [[row[0], self.number(row[0]), *row[1:]] for row in rows]
        return [head[0], _NUMBER.to(self.lang), *head[1:]], said

    def number(self, one: Hashable) -> int | None:
        """Number under which the map's list and its papers show a unit."""
        at = self.numbers.get(one)
        return None if at is None else at + 1


def add_rows(book: Book, figure: Figure, known: Known) -> None:
    """Add the sheet of one figure: each row behind it, with the part that it plays."""
    lang = book.lang
    said = value_text(figure, lang) if figure.value is not None or not figure.why else (
        figure.why.to(lang)
    )  # fmt: skip
    words = f"{figure.id} {figure.label.to(lang)}: {said}"
    page, at = book.sheet(figure.id, words, [interval_text(figure, lang), figure.method.to(lang)])
    labels, called = known.words(figure.base_table)
    rows = [
        [i, PARTS[part].to(lang), *called.get(i, [None] * len(labels))]
        for i, part in known.rows(figure).items()
    ]
    head, rows = known.numbered(figure.base_table, [_ID.to(lang), _PART.to(lang), *labels], rows)
    book.table(page, at, head, rows)


def add_groups(book: Book, figures: Iterable[Figure], known: Known) -> None:
    """
    Add one sheet with the rows behind every group of every breakdown.

    Rows that all groups of a breakdown have in their denominator are named once.
    """
    lang = book.lang
    page, at = book.sheet(
        GROUP_ROWS.to(lang), GROUP_ROWS.to(lang), [Text(
            "Zeilen der Rolle „alle Gruppen“ stehen im Nenner jeder Gruppe ihrer Kennzahl.",
            "Rows of “all groups” stand in the denominator of each group of their figure.",
        ).to(lang)],
    )  # fmt: skip
    head = [Text("Nr.", "no."), Text("Gruppe", "group"), _ID, _NUMBER, _PART]
    shown: list[list[Any]] = []
    for name, cells in groupby(sorted(figures, key=family), key=family):
        for group, one, part in _group_rows(list(cells), known):
            shown.append([name, group, one, known.number(one), PARTS[part].to(lang)])
    book.table(page, at, head, shown)


def _group_rows(cells: list[Figure], known: Known) -> Iterator[tuple[str, str, str]]:
    every = {cell.id: known.rows(cell) for cell in cells}
    same = len(cells) > 1 and len({frozenset(cell.counted) for cell in cells}) == 1
    for cell in cells:
        assert cell.group is not None
        for one, part in every[cell.id].items():
            if not (same and part == "denominator"):
                yield cell.group.to(known.lang), one, part
    if same:
        for one in cells[0].counted:
            yield _ALL.to(known.lang), str(one), "denominator"
