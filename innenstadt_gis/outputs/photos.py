"""Photos of a release by unit or address, and which two of them are before and after."""

from __future__ import annotations

import base64
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pandas as pd

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.tables import MOMENTS
from innenstadt_gis.words import Lang, Text, day

__all__ = [
    "Photo",
    "PhotoPlace",
    "chosen",
    "photo_places",
    "photos_at",
    "picture_html",
    "report_photos",
]

#: Two points nearer than this are one address, m.
_SAME_M = 2.0
#: At 60 kB each these are 1.4 MB of a report.
_REPORT_PHOTOS = 24


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """One picture (JPEG) of a release, and what may be said of it; blanks are blank."""

    id: str
    data: bytes
    width: int
    height: int
    caption: str
    credit: str
    taken_on: pd.Timestamp | None
    moment: str

    def when(self, lang: Lang) -> str:
        """Day in words, blank if it is not known."""
        return "" if self.taken_on is None else day(self.taken_on.date(), lang=lang)

    def told(self, lang: Lang, title: str = "") -> str:
        """All that is said of it besides its title, in one line."""
        moment = MOMENTS[self.moment].to(lang) if self.moment else ""
        caption = "" if self.caption == title else self.caption
        return " · ".join(p for p in (moment, caption, self.when(lang), self.credit) if p)


@dataclass(frozen=True, slots=True, eq=False)
class PhotoPlace:
    """
    Photos of one unit or address, in the order of their days.

    ``title`` is the name or address of the unit, as far as the audience may know it; ``pair``
    are the photos of before and after.
    """

    unit: str
    point: Any
    title: Text
    photos: tuple[Photo, ...]
    pair: tuple[Photo, Photo] | None

    def __len__(self) -> int:
        """Count its photos."""
        return len(self.photos)


def photo_places(release: Release) -> tuple[PhotoPlace, ...]:
    """
    Gather the photos of a release by unit or address.

    Two photos are before and after if they are marked so, or if nothing is marked and they
    were taken on different days: then the first and the last. Places with such a pair come
    first, then in the order of their titles.
    """
    rows = release.tables.get("photos")
    if rows is None or not len(rows):
        return ()
    rows = rows[rows.index.isin(list(release.photos))]
    names = _names(release)
    places = [_place(release, spot, names) for _, spot in rows.groupby(_spots(rows), sort=True)]
    return tuple(sorted(places, key=lambda p: (p.pair is None, p.title.de, p.photos[0].id)))


def chosen(places: Iterable[PhotoPlace], most: int) -> tuple[list[PhotoPlace], int]:
    """
    Take places until so many photos are reached; how many photos were left out.

    A place with more photos than there is room for keeps its pair, else its first ones.
    """
    kept: list[PhotoPlace] = []
    left = most
    lost = 0
    for place in places:
        some = place.photos
        if len(some) > left:
            first = place.pair if place.pair is not None and left >= 2 else some[:left]
            lost += len(some) - len(first)
            some = first
        if some:
            pair = place.pair if place.pair is not None and set(place.pair) <= set(some) else None
            kept.append(PhotoPlace(place.unit, place.point, place.title, some, pair))
            left -= len(some)
    return kept, lost


def photos_at(
    places: Iterable[PhotoPlace], point: Any, *, units: Container[str] | None = None
) -> tuple[Photo, ...]:
    """
    Before and after of an address, else its newest photo; none if nothing is known of it.

    Parameters
    ----------
    places
        From `photo_places`.
    point
        Where, in metres.
    units
        Only photos of these units; None takes all that stand there.
    """
    here = [
        place
        for place in places
        if place.point is not None
        and place.point.distance(point) <= _SAME_M
        and (units is None or place.unit in units)
    ]
    if not here:
        return ()
    return here[0].pair or here[0].photos[-1:]


def picture_html(photo: Photo, title: str, lang: Lang) -> str:
    """Write a picture with its words as a figure of HTML, nothing to fetch and all escaped."""
    words = photo.told(lang, title)
    data = base64.b64encode(photo.data).decode("ascii")
    said = ", ".join(part for part in (title, words) if part)
    alt = escape(f"{Text('Foto', 'photo').to(lang)}: {said}")
    caption = f"<figcaption>{escape(words)}</figcaption>" if words else ""
    return (
        f'<figure><img alt="{alt}" width="{photo.width}" height="{photo.height}" '
        f'src="data:image/jpeg;base64,{data}">{caption}</figure>'
    )


def report_photos(release: Release) -> tuple[list[PhotoPlace], list[PhotoPlace]]:
    """Places with a before and after, and other places where measures are; not too many."""
    places = photo_places(release)
    pairs, lost = chosen((_only_pair(p) for p in places if p.pair is not None), _REPORT_PHOTOS)
    measures = release.tables.get("measures")
    if measures is None or not len(measures) or lost:
        return pairs, []
    points = [point for point in measures.geometry if point is not None and not point.is_empty]
    units = frozenset(measures["unit_id"].dropna().astype("str"))
    there = (
        PhotoPlace(p.unit, p.point, p.title, p.photos[-1:], None)
        for p in places
        if p.pair is None and (p.unit in units if p.unit else _is_near(p.point, points))
    )
    some, _ = chosen(there, _REPORT_PHOTOS - sum(map(len, pairs)))
    return pairs, some


def _only_pair(place: PhotoPlace) -> PhotoPlace:
    assert place.pair is not None
    return PhotoPlace(place.unit, place.point, place.title, place.pair, place.pair)


def _is_near(point: Any, others: Iterable[Any]) -> bool:
    return point is not None and any(other.distance(point) <= _SAME_M for other in others)


def _spots(rows: pd.DataFrame) -> list[str]:
    """What photos have in common: their unit if it may be known, else their place, else nothing."""
    units = rows["unit_id"] if "unit_id" in rows else pd.Series(None, index=rows.index, dtype="str")
    return [
        unit if isinstance(unit, str) else f"place {int(at):06d}" if pd.notna(at) else str(photo)
        for photo, unit, at in zip(rows.index, units, rows["place"], strict=True)
    ]


def _names(release: Release) -> dict[str, str]:
    """Names of units, else their addresses; none where single units may not be known."""
    units = release.tables.get("premises")
    if units is None:
        return {}
    address = (units["street"].fillna("") + " " + units["house_number"].fillna("")).str.strip()
    return dict(zip(units.index.astype("str"), units["name"].fillna(address), strict=True))


def _place(release: Release, rows: Any, names: dict[str, str]) -> PhotoPlace:
    photos, pair = _paired(tuple(_photos(release, rows)))
    unit = rows["unit_id"].iloc[0] if "unit_id" in rows else None
    unit = unit if isinstance(unit, str) else ""
    captions = [one.caption for one in photos if one.caption]
    name = names.get(unit) or (captions[0] if captions else "")
    points = rows.geometry.dropna()
    return PhotoPlace(
        unit=unit,
        point=points.iloc[0] if len(points) else None,
        title=Text(name, name) if name else Text("Foto", "photo"),
        photos=photos,
        pair=pair,
    )


def _photos(release: Release, rows: Any) -> Iterator[Photo]:
    rows = rows.assign(name=rows.index).sort_values(["taken_on", "name"], na_position="last")
    for photo, row in rows.iterrows():
        yield Photo(
            id=str(photo), data=release.photos[str(photo)],
            width=int(row["width"]), height=int(row["height"]),
            caption=_text(row["caption"]), credit=_text(row["credit"]),
            taken_on=None if pd.isna(row["taken_on"]) else pd.Timestamp(row["taken_on"]),
            moment=_text(row["moment"]),
        )  # fmt: skip


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _paired(
    photos: tuple[Photo, ...],
) -> tuple[tuple[Photo, ...], tuple[Photo, Photo] | None]:
    """Say of the two of a pair which is which, marked or not."""
    found = _pair(photos)
    if found is None:
        return photos, None
    before, after = replace(found[0], moment="before"), replace(found[1], moment="after")
    told = {found[0].id: before, found[1].id: after}
    return tuple(told.get(one.id, one) for one in photos), (before, after)


def _pair(photos: tuple[Photo, ...]) -> tuple[Photo, Photo] | None:
    """Before and after; a day that is not known decides nothing."""
    open_ = [one for one in photos if not one.moment and one.taken_on is not None]
    before = next((one for one in photos if one.moment == "before"), None)
    after = next((one for one in reversed(photos) if one.moment == "after"), None)
    first = before or (open_[0] if open_ else None)
    last = after or (open_[-1] if open_ else None)
    if first is None or last is None or first is last:
        return None
    if before is not None and after is not None:
        return before, after
    if first.taken_on is None or last.taken_on is None or first.taken_on >= last.taken_on:
        return None
    return first, last
