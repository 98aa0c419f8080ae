"""What PDF and Word share: what of a long table is printed, and how wide columns are."""

from __future__ import annotations

from innenstadt_gis.outputs.report.model import Paper, Section, Table

__all__ = ["MOST_ROWS", "printed_sections", "widths"]

#: Longer tables stand in the workbook and the page for screens; paper says so.
MOST_ROWS = 60
#: A list of so many lines is cut likewise.
_MOST_LINES = 40


def printed_sections(sections: tuple[Section, ...], paper: Paper) -> tuple[Section, ...]:
    """Sections as they are printed: tables and lists too long for paper are told of only."""
    return tuple(_printed(one, paper) for one in sections)


def _printed(section: Section, paper: Paper) -> Section:
    note = paper.words["too_long"]
    tables = tuple(one for one in section.tables if len(one.rows) <= MOST_ROWS)
    lines = tuple(note.format(len(t.rows)) for t in section.tables if len(t.rows) > MOST_ROWS)
    lines += section.lines[:_MOST_LINES]
    if len(section.lines) > _MOST_LINES:
        lines += (f"… {note.format(len(section.lines))}",)
    return Section(title=section.title, tables=tables, lines=lines, folded=section.folded)


def widths(table: Table) -> list[float]:
    """Weights of the columns; a narrow one (0) takes what an id needs."""
    return [
        (table.wide[at] if at < len(table.wide) else 1.0) or 1.3 for at in range(len(table.head))
    ]
