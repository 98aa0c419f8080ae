"""Where the centres lie that a study names: by address, street, coordinate or polygon."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from rapidfuzz import fuzz, process

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.errors import InnenstadtError, SourceError
from innenstadt_gis.importlog import Missing
from innenstadt_gis.ingest.crs_guess import guess_crs
from innenstadt_gis.ingest.polygons import read_polygon
from innenstadt_gis.ingest.streets import (
    house_number_key,
    house_number_keys,
    parse_house_number,
    split_address,
    street_key,
    street_keys,
)
from innenstadt_gis.tables import TOWN_TABLES
from innenstadt_gis.words import Text

_NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
_PAIR = (
    re.compile(rf"\s*({_NUMBER})\s*[;/|]\s*({_NUMBER})\s*"),  # 11,2789; 49,5106
    re.compile(r"\s*([-+]?\d+(?:\.\d+)?)\s*,\s*([-+]?\d+(?:\.\d+)?)\s*"),  # 49.5106, 11.2789
    re.compile(rf"\s*({_NUMBER}),?\s+({_NUMBER})\s*"),  # 11.2789 49.5106
)
# A town centre may lie on the cut edge of an extract, but not in the next town.
_BEYOND_M = 2000.0
_CANDIDATES = 5
#: What is missing if one of a section cannot be found; its first letter begins the ids.
_ONE = {"centres": "centre", "retail_parks": "park"}


class CentreAsk(Protocol):
    """What a study says about one centre: a name, and ``at`` or ``polygon``."""

    @property
    def name(self) -> str:
        """What it is called on every product."""

    @property
    def at(self) -> str | None:
        """Address, street, or pair of coordinates."""

    @property
    def polygon(self) -> Path | None:
        """File with its outline."""


def find_centres(
    specs: Iterable[CentreAsk],
    *,
    addresses: gpd.GeoDataFrame,
    crs: CRS,
    section: str = "centres",
) -> tuple[gpd.GeoDataFrame, tuple[Missing, ...]]:
    """
    Find the places of the centres that a study names.

    Parameters
    ----------
    specs
        ``at`` is an address ("Marktplatz 1"), a street or square ("Marktplatz": the
        middle of its addresses), degrees in either order and with decimal comma
        ("11,2789; 49,5106"), or metres; ``polygon`` is a file of any format and CRS.
    addresses
        The town's addresses, contract `tables.ADDRESSES`.
    crs
        The town's CRS in metres.
    section
        Where in study.toml they stand: ``"centres"`` or ``"retail_parks"``.

    Returns
    -------
    centres, missing
        Contract `tables.CENTRES` or `tables.RETAIL_PARKS`, ids ``c1``, ``c2`` … by the place in
        ``specs``; and
        for each centre that was not found why, with the nearest addresses. A centre more
        than 2 km outside of all addresses is not taken: walking minutes to another town
        would be wrong without looking wrong.
    """
    book, table = _Book(addresses), TOWN_TABLES[section]
    rows: list[dict[str, Any]] = []
    missing: list[Missing] = []
    for at, spec in enumerate(specs, start=1):
        try:
            shape, located_by, repairs = _place(spec, book, crs)
            _within(shape, spec, addresses)
        except InnenstadtError as error:
            todo = Text(
                de=f"In study.toml bei [[{section}]] '{spec.name}' die Angabe berichtigen.",
                en=f"correct the entry of [[{section}]] '{spec.name}' in study.toml.",
            )
            missing.append(Missing(_ONE[section], error.text, todo))
            continue
        rows.append(
            {
                "id": f"{_ONE[section][0]}{at}", "name": spec.name, "located_by": located_by,
                "proposed": bool(getattr(spec, "proposed", False)), "source": "study",
                "repairs": repairs, "geometry": shape,
            }
        )  # fmt: skip
    if not rows:
        return table.empty(crs), tuple(missing)
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=crs).set_index("id")
    return table.conform(frame, crs=crs), tuple(missing)


class _Book:
    """The addresses by key, made once for all centres."""

    def __init__(self, addresses: gpd.GeoDataFrame) -> None:
        self.rows = addresses[addresses["street"].notna()]
        self.street = street_keys(self.rows["street"])
        self.number = house_number_keys(self.rows["house_number"])

    def points(self, street: str, number: str = "") -> gpd.GeoDataFrame:
        """Addresses of a street (by key), or with that house number alone."""
        same = self.street == street
        return self.rows[same & (self.number == number)] if number else self.rows[same]

    def like(self, key: str) -> list[str]:
        """Keys of the streets that are spelled like ``key``, the likest first."""
        keys = sorted(set(self.street) - {""})
        found = process.extract(key, keys, scorer=fuzz.ratio, limit=3, score_cutoff=75)
        return [each[0] for each in found]


def _place(spec: CentreAsk, book: _Book, crs: CRS) -> tuple[Any, str, str | None]:
    """Return a centre's shape, how it was found, and its repair code."""
    if spec.polygon is not None:
        return read_polygon(spec.polygon, crs=crs), "polygon", None
    asked = (spec.at or "").strip()
    if not asked:
        raise SourceError(
            de=f"Ort '{spec.name}': weder 'at' noch 'polygon' angegeben.",
            en=f"Place '{spec.name}': neither 'at' nor 'polygon' is given.",
        )
    pair = _pair(asked)
    if pair is not None:
        return _point(pair, asked, crs), "coordinate", None
    return _address(asked, book)


def _pair(text: str) -> tuple[float, float] | None:
    for form in _PAIR:
        found = form.fullmatch(text.strip("()[] ").replace("°", ""))
        if found:
            first, second = (float(part.replace(",", ".")) for part in found.groups())
            return first, second
    return None


def _point(pair: tuple[float, float], asked: str, crs: CRS) -> Any:
    """Turn a pair of numbers into a point: degrees in either order, or metres."""
    first, second = pair
    if abs(first) <= 180 and abs(second) <= 180 and crs.to_epsg() not in {25832, 25833}:
        # outside of Germany the order of degrees cannot be told: as in the README
        x, y = project(np.array([first]), np.array([second]), source=WGS84, target=crs)
        return shapely.Point(float(x[0]), float(y[0]))
    try:
        guess = guess_crs([first], [second], town=crs, what=asked)
    except SourceError as error:
        raise SourceError(
            de=f"Ort '{asked}': Die Koordinate liegt nicht im Gebiet der Stadt. Erwartet wird "
            'Länge/Breite, z. B. at = "11.2789, 49.5106".',
            en=f"Place '{asked}': the coordinate is not where the town is. Expected is "
            'lon/lat, e.g. at = "11.2789, 49.5106".',
        ) from error
    if guess.swapped:
        first, second = second, first
    x, y = project(np.array([first]), np.array([second]), source=guess.crs, target=crs)
    return shapely.Point(float(x[0]), float(y[0]))


def _address(asked: str, book: _Book) -> tuple[Any, str, str | None]:
    address = split_address(asked)
    street = street_key(address.street)
    number = house_number_key(address.house_number)
    repairs: str | None = None
    if street and book.points(street).empty:
        alike = book.like(street)
        # only one spelling that is nearly the same is taken; else a person decides
        if len(alike) == 1 and fuzz.ratio(alike[0], street) >= 90:
            street, repairs = alike[0], "STREET_SPELLING"
        else:
            raise _not_found(asked, [_nearest(book, key, number) for key in alike])
    found = book.points(street, number)
    if not street or found.empty:
        raise _not_found(asked, [_nearest(book, street, number)])
    points = found.geometry
    if number:
        return points.iloc[0], "address", repairs
    # the median stands on the street even if one house bears its name far away
    middle = shapely.Point(float(points.x.median()), float(points.y.median()))
    nearest = points.distance(middle).idxmin()
    return (
        points.loc[nearest],
        "address",
        f"{repairs};STREET_MIDDLE" if repairs else "STREET_MIDDLE",
    )


def _nearest(book: _Book, street: str, number: str) -> list[str]:
    """Addresses of a street, those with the nearest house numbers first."""
    rows = book.points(street)
    if rows.empty:
        return []
    wanted = parse_house_number(number)
    base = wanted.base if wanted else 0
    read = [parse_house_number(each) for each in rows["house_number"]]
    told = pd.DataFrame(
        {
            "text": rows["street"].astype("str") + " " + rows["house_number"].astype("str"),
            "off": [abs(each.base - base) if each else 9999 for each in read],
        }
    )
    return list(dict.fromkeys(told.sort_values(["off", "text"], kind="stable")["text"]))


def _not_found(asked: str, streets: list[list[str]]) -> SourceError:
    turns = [
        each for row in zip(*[s[:_CANDIDATES] for s in streets if s], strict=False) for each in row
    ]
    listed = ", ".join(turns[:_CANDIDATES])
    if not listed:
        return SourceError(
            de=f"Ort '{asked}' nicht gefunden; es gibt keine ähnliche Adresse.",
            en=f"Place '{asked}' not found; there is no address like it.",
        )
    return SourceError(
        de=f"Ort '{asked}' nicht gefunden; am nächsten: {listed}.",
        en=f"Place '{asked}' not found; nearest: {listed}.",
    )


def _within(shape: Any, spec: CentreAsk, addresses: gpd.GeoDataFrame) -> None:
    if addresses.empty:
        return
    town = shapely.box(*addresses.total_bounds)
    away = float(shapely.distance(town, shape))
    if away > _BEYOND_M:
        raise SourceError(
            de=f"Ort '{spec.name}' liegt {away / 1000:.0f} km außerhalb der Stadt; "
            "Koordinate oder Koordinatensystem prüfen.",
            en=f"Place '{spec.name}' lies {away / 1000:.0f} km outside of the town; "
            "check the coordinate or its CRS.",
        )
