"""Photos on the map: those that fit, and a layer of marks that open them."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.map import MapClass, MapLayer, MapPhoto, MapPhotos
from innenstadt_gis.outputs.photos import Photo, PhotoPlace, chosen, photo_places
from innenstadt_gis.words import Lang, Text, number

__all__ = ["MOST_PHOTOS", "map_photos", "page_photos", "photo_layer", "said_of_photos"]

#: At 60 kB each these are 2.4 MB, 3.2 MB as text: a map that still goes by mail.
MOST_PHOTOS = 40


def page_photos(release: Release) -> list[PhotoPlace]:
    """Photos that stand in the page, in their order there."""
    return chosen(photo_places(release), MOST_PHOTOS)[0]


def map_photos(release: Release, *, lang: Lang) -> tuple[MapPhotos, ...]:
    """Photos of a release for the page, at most `MOST_PHOTOS`; before and after come first."""
    return tuple(
        MapPhotos(
            title=place.title.to(lang), unit=place.unit, row=n, pair=_pair(place),
            photos=tuple(_photo(one, lang) for one in place.photos),
        )
        for n, place in enumerate(page_photos(release))
    )  # fmt: skip


def photo_layer(release: Release, lang: Lang) -> MapLayer | None:
    """
    Mark where photos were taken; None without any.

    Hidden where units are shown: they say themselves that they have a photo.
    """
    places, lost = chosen(photo_places(release), MOST_PHOTOS)
    some = [(n, place) for n, place in enumerate(places) if place.point is not None]
    if not some:
        return None
    frame = gpd.GeoDataFrame(
        {"title": [p.title.to(lang) for _, p in some]}, index=[n for n, _ in some],
        geometry=[p.point for _, p in some], crs=release.crs,
    )  # fmt: skip
    title = Text("Fotos", "Photos").to(lang)
    note = Text(
        f"{number(lost)} weitere Fotos passen nicht in diese Datei",
        f"{number(lost, lang='en')} more photos do not fit into this file",
    ).to(lang)
    return MapLayer(
        key="photos", title=title, kind="points", frame=frame,
        classes=(MapClass(None, title, "#F0E442", shape="square"),),
        tooltip=(("title", Text("Foto", "photo").to(lang)),),
        visible="premises" not in release.tables, notes=(note,) if lost else (),
    )  # fmt: skip


def said_of_photos(release: Release) -> Iterator[Text]:
    """Say at how many places something can be seen before and after."""
    pairs = sum(place.pair is not None for place in page_photos(release))
    if pairs:
        yield Text(
            f"Fotos von vorher und nachher gibt es von {number(pairs)} "
            f"{'Stelle' if pairs == 1 else 'Stellen'}. Was hat sich verändert, und wodurch?",
            f"There are photos of before and after of {number(pairs, lang='en')} "
            f"{'place' if pairs == 1 else 'places'}. What has changed, and why?",
        )


def _pair(place: PhotoPlace) -> tuple[int, int] | None:
    if place.pair is None:
        return None
    before, after = (place.photos.index(one) for one in place.pair)
    return before, after


def _photo(one: Photo, lang: Lang) -> MapPhoto:
    return MapPhoto(
        data=one.data, width=one.width, height=one.height, caption=one.caption,
        credit=one.credit, when=one.when(lang), moment=one.moment,
    )  # fmt: skip
