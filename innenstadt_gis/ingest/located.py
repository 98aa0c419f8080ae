"""What is known of the place of each row while `locate` climbs its ladder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.codes import REPAIRS
from innenstadt_gis.ingest.address_book import AddressBook, Match
from innenstadt_gis.ingest.address_text import Asked, read_asked
from innenstadt_gis.ingest.coordinates import read_point
from innenstadt_gis.ingest.crs_guess import Bounds
from innenstadt_gis.ingest.positions import place_points
from innenstadt_gis.ingest.streets import split_address, street_words

__all__ = ["ByHand", "Found", "ask_addresses"]

_EXACT_M = 20.0
# What is described as beside an address is somewhere along the street there.
_BESIDE_M = 50.0
# Addresses of one corner house lie no farther apart; else they are two places.
_CORNER_M = 150.0
_UNSURE = {"interpolated", "house_number_range", "street_fuzzy", "street_preposition"}


@dataclass(slots=True)
class Found:
    """Places and codes of the rows that `locate` works on, by position."""

    x: Any
    y: Any
    located_by: Any
    accuracy: Any
    candidates: Any
    street: Any
    house_number: Any
    other_address: Any
    parcel_id: Any
    settled: Any  # a person has spoken: no step below may
    repairs: list[list[str]]
    matches: list[Match | None]
    address_x: Any = field(default=None)
    address_y: Any = field(default=None)

    @classmethod
    def of(cls, work: pd.DataFrame) -> Found:
        """Start with nothing found."""
        n = len(work)

        def text(name: str) -> Any:
            column = work[name].astype(object)
            return column.where(column.notna(), None).to_numpy().copy()

        return cls(
            x=np.full(n, np.nan), y=np.full(n, np.nan),
            located_by=np.full(n, "none", dtype=object),
            accuracy=np.full(n, np.nan),
            candidates=np.full(n, None, dtype=object),
            street=text("street"), house_number=text("house_number"),
            other_address=text("other_address") if "other_address" in work else
            np.full(n, None, dtype=object),
            parcel_id=text("parcel_id"),
            settled=np.zeros(n, dtype=bool),
            repairs=[str(r).split(";") if isinstance(r, str) and r else [] for r in work["repairs"]],
            matches=[None] * n,
            address_x=np.full(n, np.nan), address_y=np.full(n, np.nan),
        )  # fmt: skip

    def put(self, i: int, x: float, y: float, how: str, accuracy_m: float) -> None:
        """Give a row its place, unless it has one from a surer step or a person."""
        if not self.is_placed(i):
            self.x[i], self.y[i] = x, y
            self.located_by[i], self.accuracy[i] = how, accuracy_m

    def is_placed(self, i: int) -> bool:
        """Tell whether a row has its place, or a person said that it has none."""
        return bool(self.settled[i]) or not np.isnan(self.x[i])

    def add_known(self, i: int, codes: Iterable[str]) -> None:
        """Add the codes that the import report can say in words."""
        self.repairs[i].extend(code for code in codes if code in REPAIRS)

    def exact(self) -> Any:
        """Rows whose address was found without any doubt."""
        return np.array(
            [
                m is not None and m.located_by == "address" and (m.accuracy_m or 0) <= _EXACT_M
                and not _UNSURE & set(m.repairs)
                for m in self.matches
            ],
            dtype=bool,
        )  # fmt: skip

    def take_addresses(self) -> None:
        """Place by address what no surer step has placed."""
        for i, match in enumerate(self.matches):
            if match is None or self.is_placed(i):
                continue
            self.repairs[i].extend(match.repairs)
            self.candidates[i] = match.candidates or self.candidates[i]
            if match.x is not None and match.y is not None:
                self.put(i, match.x, match.y, match.located_by, match.accuracy_m or _EXACT_M)

    def points(self) -> Any:
        """Points of all rows; None where nothing was found."""
        placed = ~np.isnan(self.x)
        points = np.full(len(self.x), None, dtype=object)
        points[placed] = shapely.points(self.x[placed], self.y[placed])
        return points

    def write(self, done: pd.DataFrame, todo: Any) -> None:
        """Write what was found into the rows worked on."""
        for column, values in (
            ("located_by", self.located_by),
            ("location_accuracy_m", self.accuracy),
            ("candidates", self.candidates),
            ("street", self.street),
            ("house_number", self.house_number),
            ("other_address", self.other_address),
            ("parcel_id", self.parcel_id),
            ("repairs", [";".join(dict.fromkeys(codes)) or None for codes in self.repairs]),
        ):
            old = done[column] if column in done else pd.Series(None, done.index, dtype=object)
            merged = old.astype(object).to_numpy().copy()
            merged[todo] = np.array(values, dtype=object)
            done[column] = merged


def ask_addresses(work: pd.DataFrame, found: Found, book: AddressBook) -> None:
    """Ask the book for every row's address, each distinct one once; nothing is placed yet."""
    columns = [found.street, found.house_number]
    for name in ("postcode", "place", "district_given"):
        cells = (
            work[name].astype(object) if name in work else pd.Series(None, work.index, dtype=object)
        )
        columns.append(cells.where(cells.notna(), None).to_numpy())
    known: dict[tuple[Any, ...], tuple[Match, Asked, str | None]] = {}
    for i, key in enumerate(zip(*columns, strict=True)):
        if key[0] is None or found.settled[i]:
            continue
        if key not in known:
            known[key] = _find(book, key[0], key[1], key[2:])
        match, asked, other = known[key]
        found.matches[i] = match
        # One street, one spelling from here on; the record's raw values keep the town's own.
        found.street[i] = match.street or key[0]
        found.other_address[i] = other or found.other_address[i]
        if match.street is not None:
            found.house_number[i] = None if asked.beside else asked.house_number
        if match.x is not None:
            found.address_x[i], found.address_y[i] = match.x, match.y


def _find(
    book: AddressBook,
    street: str,
    number: str | None,
    where: tuple[str | None, str | None, str | None],
) -> tuple[Match, Asked, str | None]:
    """Find one address as written: the match, what was asked for, a corner's other one."""
    asked = read_asked(street, number, lambda name: book.names.find(name).key)
    told = (where[0], where[1], where[2] or asked.district)
    match = book.find(asked.street, asked.house_number, *told)
    other = None
    if asked.other is not None:
        second = book.find(*asked.other, *told)
        name = second.street or asked.other[0]
        other = f"{name} {asked.other[1]}" if asked.other[1] else name
        match = _corner(book, asked, match, second)
    if asked.beside and match.x is not None:
        match = match._replace(
            located_by="street", accuracy_m=max(_BESIDE_M, match.accuracy_m or 0.0)
        )
    if asked.beside:
        match = match._replace(repairs=(*match.repairs, "beside_address"))
    return match, asked, other


def _corner(book: AddressBook, asked: Asked, match: Match, second: Match) -> Match:
    """Judge a corner by both of its addresses, or by where its streets meet."""
    repairs = (*match.repairs, "corner_address")
    if asked.crossing and asked.other is not None:
        keys = [book.names.find(name).key for name in (asked.street, asked.other[0])]
        at = book.corner(keys[0], keys[1]) if keys[0] and keys[1] else Match()
        if at.x is not None:
            return at._replace(repairs=repairs, street=match.street)
    both = match.located_by == second.located_by == "address"
    if both and np.hypot(match.x - second.x, match.y - second.y) > _CORNER_M:  # type: ignore[operator]
        names = [f"{asked.street} {asked.house_number}"]
        names += [f"{asked.other[0]} {asked.other[1]}"] if asked.other else []
        return Match(
            repairs=("ambiguous_address",), candidates=";".join(names), street=match.street
        )
    if match.located_by != "address" and second.located_by == "address":
        return second._replace(repairs=(*second.repairs, "corner_address"), street=match.street)
    return match._replace(repairs=repairs)


class ByHand:
    """What a person assigned: an address as written to another one, a point, or nowhere."""

    def __init__(
        self, said: Mapping[str, str], *, book: AddressBook, crs: CRS, near: Bounds | None
    ) -> None:
        """Index the person's table by the letters and digits of what is written."""
        self._said = {_letters(written): right.strip() for written, right in said.items()}
        self._book, self._crs, self._near = book, crs, near

    def place(self, work: pd.DataFrame, found: Found) -> None:
        """Settle the rows that a person spoke of."""
        if not self._said:
            return
        raws = work["raw"].astype(object).to_numpy() if "raw" in work else [None] * len(work)
        places = work["place"].astype(object).where(work["place"].notna(), "").to_numpy()
        for i in range(len(work)):
            written = f"{found.street[i] or ''} {found.house_number[i] or ''}"
            forms = [written, f"{written} {places[i]}", *_raw_cells(raws[i])]
            right = next((self._said[k] for f in forms if (k := _letters(f)) in self._said), None)
            if right is not None:
                self._settle(i, right, found)

    def _settle(self, i: int, right: str, found: Found) -> None:
        if right in {"-", "–", "—"}:
            found.settled[i] = True
            found.repairs[i].append("placed_by_hand")
            return
        point = read_point(None, None, right) if not _is_address(right) else None
        if point is not None:
            placed = place_points([point], town=self._crs, near=self._near)
            if np.isfinite(placed.east[0]):
                east, north = float(placed.east[0]), float(placed.north[0])
                found.put(i, east, north, "coordinate", float(placed.accuracy_m[0]))
        else:
            split = split_address(right)
            match = self._book.find(
                split.street or right, split.house_number, split.postcode, split.place
            )
            if match.x is not None and match.y is not None:
                found.put(i, match.x, match.y, match.located_by, match.accuracy_m or _EXACT_M)
                found.street[i], found.house_number[i] = match.street, split.house_number
        placed_now = not np.isnan(found.x[i])
        found.repairs[i].append("placed_by_hand" if placed_now else "hand_not_found")
        found.settled[i] = placed_now


def _letters(text: str) -> str:
    return "".join(street_words(text))


def _is_address(text: str) -> bool:
    return sum(letter.isalpha() for letter in text) > 3 and "://" not in text and "(" not in text


def _raw_cells(raw: Any) -> list[str]:
    if not isinstance(raw, str) or not raw.startswith("{"):
        return []
    return [str(value) for value in json.loads(raw).values() if isinstance(value, str)]
