"""
Write the pages whose texts stand in the package: run sheets and method cards.

    python docs/seiten.py

The run sheets stand in ``innenstadt_gis/outputs/runsheets/sheets``, here they are filled in for
Musterstadt; `innenstadt run` writes the same as PDF into ``ablauf/``, with the scenes and sentences of
the town's own map. The method cards are those of the report.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from innenstadt_gis import pipeline
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.outputs.audience import Release, release, soften
from innenstadt_gis.outputs.chapters import CHAPTERS
from innenstadt_gis.outputs.report.cards import THEMES
from innenstadt_gis.outputs.report.compose import method_card
from innenstadt_gis.outputs.runsheets import Filled, filled_sheets
from innenstadt_gis.outputs.runsheets.fill import Row
from innenstadt_gis.outputs.runsheets.wording import sheet_word
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.pipeline.walk_map import map_walk
from innenstadt_gis.town import Town

HERE = Path(__file__).resolve().parent

CARDS = """\
# Methodenkarten

Eine Karte je Thema, wie sie auch im Bericht steht: zum Ausschneiden, für den Raum. Ausführlich:
[Methoden](index.md).
"""


def page(sheet: Filled) -> str:
    """A run sheet as a page of the site."""

    def part(name: str) -> list[str]:
        lines = [f"- {line}" for line in sheet.parts[name]]
        return [f"## {sheet_word(name, 'de')}", "", *lines, ""]

    paper = sheet.handout
    return "\n".join(
        [
            f"# {sheet.title}", "",
            f"{sheet.told} ({sheet.town})", "",
            f"**{sheet_word('goal', 'de')}:** {sheet.parts['goal'][0]}", "",
            *part("who"), *part("room"), *part("material"),
            f"## {sheet_word('course', 'de')}", "",
            *table(
                [sheet_word(word, "de") for word in ("minute", "what", "showAndSay")],
                (row_of(row) for row in sheet.rows),
            ),
            *part("rules"),
            *(
                [f"## {sheet_word('keys', 'de')}", "",
                 *table(["Taste", "Wirkung"], ([f"[{cap}]", says] for cap, says in sheet.keys))]
                if sheet.keys else []
            ),
            *part("after"), *part("pitfalls"),
            *([f"## {sheet_word('handout', 'de')}", "", f"**{paper.title}**", "",
               *(f"{line}  " for line in (*paper.lines, *paper.questions))] if paper else []),
        ]
    ).rstrip() + "\n"  # fmt: skip


def row_of(row: Row) -> list[str]:
    """Cells of one row of the timetable."""
    shown = [f"**{name}** *{words}*" for name, words in row.scenes]
    said = [f"*{row.say}*"] if row.say else []
    return [
        f"{row.start}–{row.end}",
        f"**{row.title}**<br>{row.do}",
        "<br>".join([*shown, *([row.note] if row.note else []), *said]),
    ]


def table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return [*("| " + " | ".join(cells) + " |" for cells in lines), ""]


def cards() -> str:
    """The method cards of the report as a page."""
    lines = [CARDS]
    for chapter in CHAPTERS:
        said = method_card(chapter, THEMES[chapter.key], "de").lines
        lines += [
            f"## {chapter.title.de}",
            "",
            *table(["", ""], ([f"**{a}**", b] for a, b in said)),
        ]
    return "\n".join(lines).rstrip() + "\n"


def pages(sheets: Iterable[Filled]) -> dict[str, str]:
    """Texts of all pages by their place in the docs."""
    made = {f"workshop/{sheet.key}.md": page(sheet) for sheet in sheets}
    return made | {"methoden/karten.md": cards()}


def seen_by_workshop(town: Town) -> Release:
    """What a workshop may see of a town."""
    softened = soften(town, "workshop")
    return release(softened, pipeline.analyse(softened), "workshop")


def sheets_of(seen: Release) -> tuple[Filled, ...]:
    """The run sheets that a run writes for the map of a release."""
    return filled_sheets(seen, map_model(seen, walk=map_walk(seen)).scenes)


def main() -> None:
    """Build Musterstadt, fill in its sheets, write the pages anew."""
    with tempfile.TemporaryDirectory() as folder:
        town = pipeline.read_town(write_musterstadt(Path(folder), past=True))
    made = pages(sheets_of(seen_by_workshop(town)))
    for name, text in made.items():
        (HERE / name).write_text(text, "utf-8")
    print(f"{len(made)} pages in {HERE}")


if __name__ == "__main__":
    main()
