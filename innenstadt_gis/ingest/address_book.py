"""The addresses of a town, to ask for one: exact, nearly, or what comes closest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rapidfuzz import process
from rapidfuzz.distance import OSA

from innenstadt_gis.ingest.streets import (
    HouseNumber,
    house_number_key,
    house_number_keys,
    parse_house_number,
    street_key,
    street_keys,
    street_words,
)

__all__ = ["AddressBook", "Match"]

_ADDRESS_M = 10.0
_SUFFIX_M = 20.0
# Points of one address (house, shop, entrance) lie closer than this; farther apart it is
# two addresses of the same name.
_ONE_PLACE_M = 120.0
# House numbers farther apart than this say nothing about a number between them.
_WIDEST_GAP_M = 250.0
_MOST_CANDIDATES = 3
_KIND = re.compile(r"(?:strasse|str|gasse|platz|weg|ring|allee|markt|ufer|hof)$")


class Match(NamedTuple):
    """Where an address is (None: nowhere), how it was found and how exact that is."""

    x: float | None = None
    y: float | None = None
    located_by: str = "none"
    accuracy_m: float | None = None
    repairs: tuple[str, ...] = ()
    candidates: str | None = None
    street: str | None = None  # as the address list spells it


@dataclass(frozen=True, slots=True)
class _Street:
    """House numbers of one street: positions in the book's arrays."""

    name: str
    rows: Any


@dataclass(frozen=True, slots=True)
class AddressBook:
    """Addresses by street key; build it with `of`, ask it with `find`."""

    streets: dict[str, _Street]
    x: Any
    y: Any
    number_key: Any
    base: Any
    suffix: Any
    last: Any
    number: Any
    postcode: Any
    place: Any
    lines: dict[str, Any]
    spelled: dict[str, str]  # long spelling -> street key, for typos

    @classmethod
    def of(cls, addresses: gpd.GeoDataFrame, edges: gpd.GeoDataFrame | None) -> AddressBook:
        """Index addresses and, for streets without any, the named edges of the network."""
        keys = street_keys(addresses["street"].fillna(addresses["place"]))
        points = addresses.geometry.to_numpy()
        numbers = addresses["house_number"].astype(object)
        parsed = {text: parse_house_number(text) for text in numbers.dropna().unique()}
        told = [parsed.get(text) for text in numbers]
        names = addresses["street"].fillna(addresses["place"]).to_numpy()
        streets = {
            str(key): _Street(str(names[rows[0]]), np.asarray(rows))
            for key, rows in pd.Series(np.arange(len(keys)), index=keys.to_numpy())
            .groupby(level=0)
            .agg(list)
            .items()
            if str(key)
        }
        lines = _lines(edges)
        spelled = {_long(key): key for key in sorted({*streets, *lines})}
        return cls(
            streets=streets,
            x=shapely.get_x(points),
            y=shapely.get_y(points),
            number_key=house_number_keys(numbers).to_numpy(),
            base=np.array([n.base if n else -1 for n in told]),
            suffix=np.array([n.suffix if n else "" for n in told], dtype=object),
            last=np.array([(n.last or n.base) if n else -1 for n in told]),
            number=numbers.to_numpy(),
            postcode=addresses["postcode"].astype(object).to_numpy(),
            place=street_keys(addresses["place"]).to_numpy(),
            lines=lines,
            spelled=spelled,
        )

    def find(
        self, street: str, house_number: str | None, postcode: str | None, place: str | None
    ) -> Match:
        """Ask for an address as somebody wrote it; see `locate.locate` for the ladder."""
        key = street_key(street)
        repairs: tuple[str, ...] = ()
        if key not in self.streets and key not in self.lines:
            near, how = self._near_street(street)
            if near is None:
                return Match(candidates=self._similar(key, house_number))
            key, repairs = near, (how,)
        match = self._on_street(key, house_number, postcode, place)
        known = self.streets.get(key)
        return match._replace(
            repairs=(*repairs, *match.repairs), street=known.name if known else None
        )

    def _on_street(
        self, key: str, house_number: str | None, postcode: str | None, place: str | None
    ) -> Match:
        rows, ambiguous = self._rows(key, postcode, place)
        wanted = parse_house_number(house_number)
        if wanted is not None and len(rows):
            found = self._numbered(rows, house_number_key(house_number), wanted)
            if found is not None:
                if found.repairs == ("ambiguous_address",):
                    found = found._replace(candidates=self._nearest(rows, wanted))
                return found
        if ambiguous:
            return Match(repairs=("ambiguous_address",), candidates=self._nearest(rows, wanted))
        middle = self._middle(key, rows)
        return middle._replace(candidates=self._nearest(rows, wanted) if wanted else None)

    def _rows(self, key: str, postcode: str | None, place: str | None) -> tuple[Any, bool]:
        """Addresses of the street, and whether they lie in several places."""
        if key not in self.streets:
            return np.array([], dtype=int), False
        rows = self.streets[key].rows
        for values, wanted in ((self.postcode, postcode), (self.place, street_key(place))):
            same = np.array([values[row] == wanted for row in rows], dtype=bool)
            if wanted and same.any():
                # An address that tells no postcode is not of another place.
                silent = np.array([not isinstance(values[r], str) or not values[r] for r in rows])
                rows = rows[same | silent]
        codes = {self.postcode[row] for row in rows if isinstance(self.postcode[row], str)}
        places = {self.place[row] for row in rows if self.place[row]}
        apart = max(np.ptp(self.x[rows]), np.ptp(self.y[rows])) > 1_500
        return rows, bool(apart and (len(codes) > 1 or len(places) > 1))

    def _at(self, rows: Any, accuracy: float, *repairs: str) -> Match | None:
        """Centre of one address; nothing if its points lie in several places."""
        x, y = self.x[rows], self.y[rows]
        if max(np.ptp(x), np.ptp(y)) > _ONE_PLACE_M and "house_number_range" not in repairs:
            return Match(repairs=("ambiguous_address",))
        return Match(float(x.mean()), float(y.mean()), "address", accuracy, repairs)

    def _numbered(self, rows: Any, key: str, wanted: HouseNumber) -> Match | None:
        exact = rows[self.number_key[rows] == key]
        if len(exact):
            return self._at(exact, _ADDRESS_M)
        several = self._several(rows, wanted)
        if len(several):
            spread = float(np.hypot(np.ptp(self.x[several]), np.ptp(self.y[several])))
            if spread <= 2 * _ONE_PLACE_M:
                accuracy = max(_ADDRESS_M, round(spread / 2, 1))
                return self._at(several, accuracy, "house_number_range")
        base, last = self.base[rows], self.last[rows]
        within = rows[(base < last) & (base <= wanted.base) & (wanted.base <= last)]
        same = rows[base == wanted.base]
        for near, code in ((same, "house_number_suffix"), (within, "house_number_range")):
            if len(near):
                return self._at(near, _SUFFIX_M, code)
        return self._between(rows, wanted.base)

    def _several(self, rows: Any, wanted: HouseNumber) -> Any:
        """Addresses that a number such as "12-14", "12 u. 14" or "12/14" covers."""
        if len(wanted.parts) < 2:
            return rows[:0]
        first = wanted.base
        last = wanted.last or wanted.parts[-1][0]
        base = self.base[rows]
        if wanted.last is None:
            listed = np.isin(base, [part[0] for part in wanted.parts])
            return rows[listed] if last > first else rows[:0]
        hit = (base >= first) & (base <= last)
        if first % 2 == last % 2:  # one side of the street
            hit &= base % 2 == first % 2
        return rows[hit]

    def _between(self, rows: Any, number: int) -> Match | None:
        """Guess a missing number between the nearest ones of its side of the street."""
        side = rows[(self.base[rows] % 2 == number % 2) & (self.base[rows] > 0)]
        below = side[self.base[side] < number]
        above = side[self.base[side] > number]
        if not len(below) or not len(above):
            return None
        low = below[np.argmax(self.base[below])]
        high = above[np.argmin(self.base[above])]
        gap = float(np.hypot(self.x[high] - self.x[low], self.y[high] - self.y[low]))
        if gap > _WIDEST_GAP_M:
            return None
        share = (number - self.base[low]) / (self.base[high] - self.base[low])
        x = self.x[low] + share * (self.x[high] - self.x[low])
        y = self.y[low] + share * (self.y[high] - self.y[low])
        accuracy = max(_SUFFIX_M, round(gap / 2, 1))
        return Match(float(x), float(y), "address", accuracy, ("interpolated",))

    def _middle(self, key: str, rows: Any) -> Match:
        """Middle of a street: of its addresses, else of its line."""
        if len(rows):
            x, y = float(np.median(self.x[rows])), float(np.median(self.y[rows]))
            reach = float(np.hypot(self.x[rows] - x, self.y[rows] - y).max())
            return Match(x, y, "street", round(max(reach, _SUFFIX_M), 1))
        line = self.lines.get(key)
        if line is None:
            return Match()
        point = line.interpolate(line.project(line.centroid)) if line.length else line.centroid
        return Match(point.x, point.y, "street", round(line.length / 2, 1))

    def _near_street(self, street: str) -> tuple[str | None, str]:
        """Find the one street that a typo or abbreviation must mean; two equal ones: none."""
        by_initials = self._by_initials(street)
        if by_initials is not None:
            return by_initials, "street_initials"
        asked = _long(street_key(street))
        allowed = 2 if len(asked) >= 10 else 1
        near = process.extract(
            asked, self.spelled.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=3
        )
        if not near or (len(near) > 1 and near[1][1] == near[0][1]):
            return None, ""
        name, distance, _ = near[0]
        if not _typo_is_plausible(asked, name, int(distance)):
            return None, ""
        return self.spelled[name], "street_fuzzy"

    def _by_initials(self, street: str) -> str | None:
        """Match "Dr.-W.-Külz-Str." with "Dr.-Wilhelm-Külz-Straße", word by word."""
        asked = street_words(street)
        if len(asked) < 2 or not re.search(r"\b\w{1,4}\.", street):
            return None
        fits = []
        for key, known in self.streets.items():
            words = street_words(known.name)
            if len(words) == len(asked) and all(
                w.startswith(a) for a, w in zip(asked, words, strict=True)
            ):
                fits.append(key)
        return fits[0] if len(fits) == 1 else None

    def _similar(self, key: str, house_number: str | None) -> str | None:
        near = process.extract(
            _long(key),
            [name for name, k in self.spelled.items() if k in self.streets],
            scorer=OSA.normalized_similarity,
            score_cutoff=0.5,
            limit=_MOST_CANDIDATES,
        )
        wanted = parse_house_number(house_number)
        found = []
        for name, _, _ in near:
            street = self.streets[self.spelled[name]]
            closest = (
                self._nearest(street.rows, wanted, most=1) if wanted else None
            ) or street.name
            found.append(closest)
        return ";".join(found) or None

    def _nearest(
        self, rows: Any, wanted: HouseNumber | None, *, most: int = _MOST_CANDIDATES
    ) -> str | None:
        """Existing addresses of a street whose numbers come closest, joined by ``;``."""
        if not len(rows):
            return None
        name = next(s.name for s in self.streets.values() if rows[0] in s.rows)
        target = wanted.base if wanted else 0
        order = sorted(
            rows,
            key=lambda r: (abs(int(self.base[r]) - target), int(self.base[r]), str(self.suffix[r])),
        )
        texts = [
            f"{name} {self.number[r]}"
            + (f", {self.postcode[r]}" if isinstance(self.postcode[r], str) else "")
            for r in order
        ]
        return ";".join(list(dict.fromkeys(texts))[:most])


def _long(key: str) -> str:
    """Street key with its ending written out, so that a typo in it weighs like any other."""
    return re.sub(r"str$", "strasse", key)


def _typo_is_plausible(asked: str, name: str, distance: int) -> bool:
    """
    Tell a slip of the finger from another street.

    Exchanged neighbours are slips. "Burgstraße" for "Bergstraße" is one letter too, but a
    different street: in short names another letter is no slip.
    """
    if sorted(asked) == sorted(name):
        return True
    stem = _KIND.sub("", name)
    return len(stem) >= (6 if distance == 1 else 9)


def _lines(edges: gpd.GeoDataFrame | None) -> dict[str, Any]:
    """Line of every named street of the network, by street key."""
    if edges is None or not len(edges):
        return {}
    named = edges[edges["name"].notna()]
    keys = street_keys(named["name"])
    shapes = pd.Series(named.geometry.to_numpy(), index=keys.to_numpy())
    return {
        str(key): shapely.multilinestrings(list(parts))
        for key, parts in shapes.groupby(level=0)
        if key
    }
