"""Surveys in the page: the units at each survey day, one day or two side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from innenstadt_gis.errors import InputError
from innenstadt_gis.outputs.map.swipe_wording import SWIPE_WORDS
from innenstadt_gis.words import Lang

__all__ = ["SCRIPTS", "STYLES", "MapSurveys", "surveys_part"]

#: Scripts and styles of a page with two surveys and more, besides those of every page.
SCRIPTS = ("swipe.js",)
STYLES = ("swipe.css",)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSurveys:
    """
    Which layers of units are the same units at different days.

    Attributes
    ----------
    days
        (key of the layer, its day in words, short name such as the year), the oldest first.
    change
        Key of the layer that tells on paper what changed between the last two; blank: the
        newest survey is printed.
    """

    days: tuple[tuple[str, str, str], ...]
    change: str = ""

    def __post_init__(self) -> None:
        """Refuse fewer than two: there is nothing to compare."""
        if len(self.days) < 2:
            raise InputError(
                de=f"Ein Vergleich braucht zwei Erhebungen: {self.days}",
                en=f"to compare takes two surveys: {self.days}",
            )


def surveys_part(told: MapSurveys, *, lang: Lang) -> dict[str, Any]:
    """Write the days for the page."""
    return {
        "words": {key: text.to(lang) for key, text in SWIPE_WORDS.items()},
        "days": [{"key": key, "day": day, "short": short} for key, day, short in told.days],
        "change": told.change,
    }
