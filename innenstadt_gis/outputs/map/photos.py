"""Photos in the page: inside of it as data, shown beside units, before and after with a slider."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from innenstadt_gis.errors import InputError
from innenstadt_gis.words import Lang, Text

__all__ = ["LAYER", "SCRIPTS", "STYLES", "MapPhoto", "MapPhotos", "photos_part"]

#: Scripts and styles of a page with photos, besides those of every page.
SCRIPTS = ("photos.js",)
STYLES = ("photos.css",)
#: Key of the layer whose marks open the photos of a place.
LAYER = "photos"

_WORDS: dict[str, Text] = {
    "photo": Text("Foto", "Photo"),
    "photos": Text("Fotos", "Photos"),
    "before": Text("vorher", "before"),
    "after": Text("nachher", "after"),
    "slide": Text("Vorher und nachher überblenden", "Slide between before and after"),
    "slideText": Text("% vorher", "% before"),
    "help": Text(
        "Regler ziehen, oder mit den Pfeiltasten", "Drag the slider, or use the arrow keys"
    ),
    "click": Text("Klick zeigt das Foto groß", "a click shows the photo large"),
    "onMap": Text("auf der Karte zeigen", "show on the map"),
    "all": Text("Alle Fotos", "All photos"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPhoto:
    """
    One picture: JPEG, as small as it should be and without metadata, and what to say of it.

    ``moment`` is ``"before"``, ``"after"`` or blank; ``when`` a day in words; the texts are
    plain text and stay plain text.
    """

    data: bytes
    width: int
    height: int
    caption: str = ""
    credit: str = ""
    when: str = ""
    moment: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no JPEG: nothing else stands in a page as a picture."""
        if not self.data.startswith(b"\xff\xd8\xff"):
            raise InputError(de="Das Bild ist kein JPEG", en="the picture is no JPEG")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPhotos:
    """
    Photos of one unit or address.

    Attributes
    ----------
    title
        What they show.
    photos
        In the order in which they are shown.
    unit
        Id of the unit in the layers of units; blank: none.
    row
        Index of the place in the layer ``"photos"``; None: it has no mark of its own.
    pair
        Numbers of the photos that are laid over one another as before and after.
    """

    title: str
    photos: tuple[MapPhoto, ...]
    unit: str = ""
    row: Any = None
    pair: tuple[int, int] | None = None


def photos_part(
    places: Iterable[MapPhotos],
    numbers: Mapping[Any, int],
    rows: Iterable[Any],
    *,
    lang: Lang,
) -> dict[str, Any]:
    """
    Write photos for the page.

    Parameters
    ----------
    places
        What to write.
    numbers
        Number of each unit in the page, by id.
    rows
        Index of the layer ``"photos"``.
    lang
        Language of the words.
    """
    nth = {row: n for n, row in enumerate(rows)}
    return {
        "words": {key: text.to(lang) for key, text in _WORDS.items()},
        "places": [
            {
                "title": place.title,
                "unit": numbers.get(place.unit, -1),
                "row": nth.get(place.row, -1),
                "pair": list(place.pair) if place.pair is not None else None,
                "photos": [_photo(one) for one in place.photos],
            }
            for place in places
        ],
    }


def _photo(one: MapPhoto) -> dict[str, Any]:
    return {
        "src": base64.b64encode(one.data).decode("ascii"),
        "w": one.width,
        "h": one.height,
        "caption": one.caption,
        "credit": one.credit,
        "when": one.when,
        "moment": one.moment,
    }
