"""The addresses of a town, to ask for one: exact, nearly, or what comes closest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.ingest.street_names import StreetNames
from innenstadt_gis.ingest.streets import (
    HouseNumber,
    house_number_key,
    house_number_keys,
    parse_house_number,
    street_key,
    street_keys,
)

__all__ = ["AddressBook", "Match"]

_ADDRESS_M = 10.0
_SUFFIX_M = 20.0
# Points of one address (house, shop, entrance) lie closer than this; farther apart it is
# two addresses of the same name.
_ONE_PLACE_M = 120.0
# House numbers farther apart than this say nothing about a number between them.
_WIDEST_GAP_M = 250.0
# A street goes on where its next house is this near; across fields it may be farther,
# unless postcode or district say that it is another street of the same name.
_NEXT_HOUSE_M = 200.0
_SAME_STREET_M = 1_000.0
_MOST_CANDIDATES = 3
_AMBIGUOUS = ("ambiguous_address",)


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
class AddressBook:
    """Addresses by street key; build it with `of`, ask it with `find`."""

    names: StreetNames
    streets: Mapping[str, Any]  # street key -> positions in the arrays
    key: Any
    x: Any
    y: Any
    number_key: Any
    base: Any
    suffix: Any
    last: Any
    number: Any
    postcode: Any
    place: Any
    district: Any
    official: Any
    lines: Mapping[str, Any]
    parts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        addresses: gpd.GeoDataFrame,
        edges: gpd.GeoDataFrame | None,
        *,
        said: Mapping[str, str] | None = None,
    ) -> AddressBook:
        """
        Index addresses and, for streets without any, the named edges of the network.

        ``said`` is a person's table of street names, old to new.
        """
        spelled = addresses["street"].fillna(addresses["place"])
        keys = street_keys(spelled).to_numpy()
        points = addresses.geometry.to_numpy()
        numbers = addresses["house_number"].astype(object)
        parsed = {text: parse_house_number(text) for text in numbers.dropna().unique()}
        told = [parsed.get(text) for text in numbers]
        grouped = pd.Series(np.arange(len(keys)), index=keys).groupby(level=0).agg(list)
        streets = {str(key): np.asarray(rows) for key, rows in grouped.items() if str(key)}
        lines, line_names, aliases = _lines(edges)
        written = spelled.to_numpy()
        names = {**line_names, **{key: str(written[rows[0]]) for key, rows in streets.items()}}
        return cls(
            names=StreetNames.of(dict(sorted(names.items())), aliases=aliases, said=said),
            streets=streets,
            key=keys,
            x=shapely.get_x(points),
            y=shapely.get_y(points),
            number_key=house_number_keys(numbers).to_numpy(),
            base=np.array([n.base if n else -1 for n in told]),
            suffix=np.array([n.suffix if n else "" for n in told], dtype=object),
            last=np.array([(n.last or n.base) if n else -1 for n in told]),
            number=numbers.to_numpy(),
            postcode=_texts(addresses, "postcode"),
            place=street_keys(addresses["place"]).to_numpy(),
            district=street_keys(pd.Series(_texts(addresses, "district"))).to_numpy(),
            official=(addresses["source"].astype(object) != "osm").to_numpy(),
            lines=lines,
        )

    def find(
        self,
        street: str,
        house_number: str | None,
        postcode: str | None = None,
        place: str | None = None,
        district: str | None = None,
    ) -> Match:
        """Ask for an address as somebody wrote it; see `locate.locate` for the ladder."""
        hit = self.names.find(street)
        wanted = parse_house_number(house_number)
        if hit.key is None:
            return Match(candidates=self._alike(hit.near, wanted))
        match = self._on_street(hit.key, house_number, postcode, place, district)
        candidates = match.candidates
        if candidates is None and "street_fuzzy" in hit.repairs:
            candidates = self._alike((hit.key, *(k for k in hit.near if k != hit.key)), wanted)
        return match._replace(
            repairs=(*hit.repairs, *match.repairs),
            street=self.names.names[hit.key],
            candidates=candidates,
        )

    def corner(self, one: str, other: str) -> Match:
        """Place where two streets (by key) come nearest to each other, at street level."""
        shapes = [self._shape(key) for key in (one, other)]
        if any(shape is None for shape in shapes):
            return Match()
        line = shapely.shortest_line(*shapes)
        if line.length > _WIDEST_GAP_M:
            return Match()
        point = shapely.line_interpolate_point(line, 0.5, normalized=True)
        return Match(point.x, point.y, "street", round(max(_SUFFIX_M, line.length), 1))

    def _shape(self, key: str) -> Any:
        if key in self.lines:
            return self.lines[key]
        rows = self.streets.get(key, [])
        return shapely.multipoints(np.column_stack([self.x[rows], self.y[rows]]))

    def _on_street(
        self,
        key: str,
        house_number: str | None,
        postcode: str | None,
        place: str | None,
        district: str | None,
    ) -> Match:
        wanted = parse_house_number(house_number)
        if key not in self.streets:
            return self._middle(key, np.array([], dtype=int))
        rows, told = self._rows(key, postcode, place, district)
        if told == ("district_contradicts",):
            return Match(repairs=told, candidates=self._nearest(rows, wanted))
        apart = len(np.unique(self._parts(key)[np.isin(self.streets[key], rows)])) > 1
        found = None
        if wanted is not None:
            found = self._numbered(rows, house_number_key(house_number), wanted, apart=apart)
        elif not apart:
            return self._middle(key, rows)._replace(repairs=told)
        if found is None and not apart:
            found = self._middle(key, rows)._replace(candidates=self._nearest(rows, wanted))
        if found is None or found.repairs == _AMBIGUOUS:
            found = Match(repairs=_AMBIGUOUS, candidates=self._nearest(rows, wanted))
        return found._replace(repairs=(*found.repairs, *told))

    def _parts(self, key: str) -> Any:
        """Number of the place in which each address of a street lies; mostly all in one."""
        if key not in self.parts:
            rows = self.streets[key]
            spread = max(np.ptp(self.x[rows]), np.ptp(self.y[rows]))
            parts = np.zeros(len(rows), dtype=int) if spread < _NEXT_HOUSE_M else self._split(rows)
            self.parts[key] = parts
        return self.parts[key]

    def _split(self, rows: Any) -> Any:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components
        from scipy.spatial import cKDTree

        xy = np.column_stack([self.x[rows], self.y[rows]])
        a, b = cKDTree(xy).query_pairs(_SAME_STREET_M, output_type="ndarray").T
        near = np.hypot(*(xy[a] - xy[b]).T) <= _NEXT_HOUSE_M
        other = np.zeros(len(a), dtype=bool)
        for label in (self.district[rows], self.postcode[rows]):
            other |= (label[a] != "") & (label[b] != "") & (label[a] != label[b])
        keep = near | ~other
        size = (len(rows), len(rows))
        graph = coo_array((np.ones(int(keep.sum())), (a[keep], b[keep])), shape=size)
        return connected_components(graph, directed=False)[1]

    def _rows(
        self, key: str, postcode: str | None, place: str | None, district: str | None
    ) -> tuple[Any, tuple[str, ...]]:
        """Addresses of the street in the district, place and postcode that were told."""
        rows = self.streets[key]
        told: tuple[str, ...] = ()
        parts = self._parts(key)
        for text in (district, place):
            asked = street_key(text)
            if not asked:
                continue
            here = self._in_place(asked, self.district[rows])
            here |= self._in_place(asked, self.place[rows])
            if here.any():
                # what tells no district is not of another one, unless it lies apart
                silent = (self.district[rows] == "") & np.isin(parts, parts[here])
                keep = here | silent
                rows, parts = rows[keep], parts[keep]
            elif self._is_elsewhere(asked, rows):
                return rows, ("district_contradicts",)
        if postcode:
            here = self.postcode[rows] == postcode
            if here.any():
                keep = here | ((self.postcode[rows] == "") & np.isin(parts, parts[here]))
                rows = rows[keep]
            elif (self.postcode[rows] != "").all():
                told = ("postcode_differs",)
        return rows, told

    @staticmethod
    def _in_place(asked: str, labels: Any) -> Any:
        """Labels that name the place asked for, in short or in full."""
        known = {str(label) for label in labels if label}
        same = [
            label for label in known
            if label == asked
            or (min(len(label), len(asked)) >= 4
                and (label.startswith(asked) or asked.startswith(label)))
        ]  # fmt: skip
        return np.isin(labels.astype(str), same)

    def _is_elsewhere(self, asked: str, rows: Any) -> bool:
        """Tell whether that district exists, and this street tells to be in others."""
        for labels in (self.district, self.place):
            if (labels[rows] != "").all() and (labels == asked).any():
                return True
        return False

    def _at(self, rows: Any, accuracy: float, *repairs: str) -> Match:
        """Centre of one address; nothing if its points lie in several places."""
        if self.official[rows].any():
            rows = rows[self.official[rows]]
        x, y = self.x[rows], self.y[rows]
        if max(np.ptp(x), np.ptp(y)) > _ONE_PLACE_M and "house_number_range" not in repairs:
            return Match(repairs=_AMBIGUOUS)
        return Match(float(x.mean()), float(y.mean()), "address", accuracy, repairs)

    def _numbered(self, rows: Any, key: str, wanted: HouseNumber, *, apart: bool) -> Match | None:
        exact = rows[self.number_key[rows] == key]
        if len(exact):
            return self._at(exact, _ADDRESS_M)
        if apart:  # what is nearly right in one place may be right in the other
            return None
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

    def _alike(self, keys: tuple[str, ...], wanted: HouseNumber | None) -> str | None:
        """The closest address on each of some streets, joined by ``;``."""
        told = []
        for key in keys[:_MOST_CANDIDATES]:
            rows = self.streets.get(key)
            near = self._nearest(rows, wanted, most=1) if wanted and rows is not None else None
            told.append(near or self.names.names[key])
        return ";".join(dict.fromkeys(told)) or None

    def _nearest(
        self, rows: Any, wanted: HouseNumber | None, *, most: int = _MOST_CANDIDATES
    ) -> str | None:
        """Existing addresses of a street whose numbers come closest, joined by ``;``."""
        if not len(rows):
            return None
        name = self.names.names[self.key[rows[0]]]
        target = wanted.base if wanted else 0
        order = sorted(
            rows,
            key=lambda r: (abs(int(self.base[r]) - target), int(self.base[r]), str(self.suffix[r])),
        )
        texts = [
            f"{name} {self.number[r]}" + (f", {self.postcode[r]}" if self.postcode[r] else "")
            for r in order
        ]
        return ";".join(list(dict.fromkeys(texts))[:most])


def _texts(addresses: gpd.GeoDataFrame, column: str) -> Any:
    if column not in addresses.columns:
        return np.full(len(addresses), "", dtype=object)
    return addresses[column].astype(object).fillna("").astype(str).to_numpy(dtype=object)


def _lines(
    edges: gpd.GeoDataFrame | None,
) -> tuple[dict[str, Any], dict[str, str], list[tuple[str, str]]]:
    """Line and name of every named street of the network, and its other names."""
    if edges is None or not len(edges):
        return {}, {}, []
    named = edges[edges["name"].notna()]
    keys = street_keys(named["name"]).to_numpy()
    shapes = pd.Series(named.geometry.to_numpy(), index=keys)
    lines = {
        str(key): shapely.multilinestrings(list(parts))
        for key, parts in shapes.groupby(level=0)
        if key
    }
    names = dict(zip(keys[::-1], named["name"].astype(object).to_numpy()[::-1], strict=True))
    names.pop("", None)
    if "other_names" not in named.columns:
        return lines, names, []
    said = pd.Series(keys, index=named["other_names"].astype(object).to_numpy())
    said = said[said.index.notna()]
    pairs = {(o.strip(), str(k)) for text, k in said.items() for o in str(text).split(";") if k}
    return lines, names, sorted(pairs)
