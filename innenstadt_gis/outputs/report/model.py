"""What a report says, before it is HTML, PDF or Word: plain words in one language."""

from __future__ import annotations

from dataclasses import dataclass, field

from innenstadt_gis.outputs.pictures import Picture
from innenstadt_gis.words import Lang

__all__ = ["Card", "Chart", "Light", "Page", "Paper", "Photo", "Section", "Table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of words; ``wide`` weighs the columns (0: as wide as their words), ``right`` holds numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: tuple[float, ...] = ()
    right: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of the report with the words that stand below it."""

    picture: Picture
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo of the release (JPEG), what it shows and what is said of it."""

    data: bytes
    width: int
    height: int
    place: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A method on one card: (word, text) of question, data, method, limits and use in a workshop."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """
    One line of the traffic light: what it is about, how it stands, why, what to do.

    ``level`` is 0 (good), 1 (with gaps) or 2 (missing); ``sign`` and ``word`` say it without
    any colour.
    """

    what: str
    level: int
    sign: str
    word: str
    why: str
    todo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """More of a theme for those who look closely: tables, and lists of sentences, under a title."""

    title: str
    tables: tuple[Table, ...] = ()
    lines: tuple[str, ...] = ()
    #: An earlier report showed these folded; paper has them in the annex.
    folded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One theme: what is asked, what the figures say, what they do not say, and how to use them."""

    key: str
    title: str
    question: str
    answers: tuple[str, ...]
    glance: str
    charts: tuple[Chart, ...]
    figures: Table | None
    limits: tuple[str, ...]
    missing: tuple[str, ...]
    card: Card
    photos: tuple[Photo, ...] = ()
    more: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A report: whose, of which day, for whom, its headline, data situation, pages and sources."""

    lang: Lang
    title: str
    town: str
    day: str
    stamp: str
    headline: str
    headline_id: str
    lights: tuple[Light, ...]
    fixes: tuple[str, ...]
    pages: tuple[Page, ...]
    data: tuple[Section, ...]
    sources: tuple[str, ...]
    version: str
    words: dict[str, str] = field(default_factory=dict)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All pictures, in the order in which they are shown."""
        return tuple(chart for page in self.pages for chart in page.charts)
