"""The seven themes of a town centre: the table of contents of every product."""

from __future__ import annotations

from dataclasses import dataclass

from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = ["CHAPTERS", "Chapter", "chapter_of", "family"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One theme: its key, its title, and the letters of the figures that belong to it."""

    key: str
    title: Text
    letters: str


#: In the order in which people ask: what stands empty comes first.
CHAPTERS: tuple[Chapter, ...] = (
    Chapter("vacancy", Text("Leerstand und Brachen", "Vacancy and brownfields"), "LSF"),
    Chapter("change", Text("Veränderung und Maßnahmen", "Change and measures"), "V"),
    Chapter("mix", Text("Funktionsvielfalt", "Functional diversity"), "M"),
    Chapter(
        "supply", Text("Handel und Dienstleistungen", "Retail and services"), "BN"
    ),
    Chapter("reach", Text("Erreichbarkeit und Mobilität", "Accessibility and mobility"), "E"),
    Chapter("digital", Text("Digitale Innenstadt", "Digital inner city"), "D"),
    Chapter(
        "cooperation",
        Text("Standortkooperation und Zentrum", "Cooperation and centre management"), "KZ",
    ),
    Chapter("image", Text("Image und Identität", "Image and identity"), "I"),
    Chapter("ideas", Text("Hinweise aus Workshops", "Notes of workshops"), "H"),
)  # fmt: skip


def chapter_of(figure: Figure) -> Chapter:
    """Theme of a figure, by the letter of its id; ``KeyError`` if no theme has that letter."""
    for chapter in CHAPTERS:
        if figure.id[0] in chapter.letters:
            return chapter
    raise KeyError(f"no theme for figure {figure.id}")


def family(figure: Figure) -> str:
    """Id of the breakdown that a figure is a cell of (``"L-11"`` of ``"L-11:markt"``)."""
    return figure.id.partition(":")[0]
