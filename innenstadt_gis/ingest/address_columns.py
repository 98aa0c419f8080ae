"""Where a file of house coordinates has its columns: by their many names, or by content."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from innenstadt_gis.ingest.delimited import Delimited, numbers

__all__ = ["ADDRESS_NAMES", "HOUSE_NUMBERS", "locate_columns"]

#: Our names of the columns to those that offices, services and OpenStreetMap give them.
ADDRESS_NAMES: dict[str, tuple[str, ...]] = {
    "oid": ("oid", "gml_id", "objid", "uuid"),
    "quality": ("qua", "qualitaet", "qualität"),
    "address": ("adresse", "anschrift", "lagebezeichnung", "address"),
    "street": (
        "str",
        "strname",
        "strasse",
        "straße",
        "strassenname",
        "straßenname",
        "stn",
        "streetname",
        "street",
        "addr:street",
        "addr_street",
    ),
    "number": (
        "hnr",
        "hausnr",
        "hausnummer",
        "hsnr",
        "hausnummer_nr",
        "hnum",
        "housenumber",
        "addr:housenumber",
        "addr_housenumber",
    ),
    "suffix": (
        "adz",
        "hausnrzusatz",
        "hausnummernzusatz",
        "zusatz",
        "hnrz",
        "hnr_zusatz",
        "hsnrzu",
        "hsnrzus",
        "hausnrzus",
    ),
    "zone": ("zone",),
    "x": ("ostwert", "east", "easting", "rechtswert", "e", "x", "koord_x", "lon", "laenge"),
    "y": ("nordwert", "north", "northing", "hochwert", "n", "y", "koord_y", "lat", "breite"),
    "postcode": ("postplz", "plz", "postleitzahl"),
    "place": ("postonm", "ort", "ortsname", "postort"),
    "part": ("ott", "ortsteil"),
    "town": ("gmd", "gemeinde", "gmdname"),
}
HOUSE_NUMBERS = frozenset(ADDRESS_NAMES["number"])
_OID = re.compile(r"DE[A-Z]{2}[A-Za-z0-9]{10,}")
_HOUSE = re.compile(r"\d{1,4}|\*")


def locate_columns(told: Delimited) -> tuple[dict[str, int], bool]:
    """
    Return the places of the columns by meaning, and whether the first row is a header.

    Without a header the columns are told by what stands in them: two neighbouring
    coordinates, before them zone, suffix, house number and street, behind them a
    postcode and a place.
    """
    names = [name.lower().lstrip("\ufeff") for name in told.head[0]]
    places: dict[str, int] = {}
    for ours, known in ADDRESS_NAMES.items():
        for name in known:
            if name in names:
                places[ours] = names.index(name)
                break
    if {"number", "x", "y"} <= set(places):
        return places, True
    return _by_content(told), False


def _by_content(told: Delimited) -> dict[str, int]:
    rows = told.head[:100]
    width = min(len(row) for row in rows)
    texts = [[row[at] for row in rows] for at in range(width)]
    values = [numbers(pd.Series(column)) for column in texts]
    for at in range(3, width - 1):
        x, y = values[at], values[at + 1]
        metric = (x > 1e5) & (x < 4e7) & (y > 5.0e6) & (y < 6.3e6)
        if metric.mean() < 0.9:
            continue
        places = {"x": at, "y": at + 1}
        before = at - 1
        if np.isin(values[before], (31, 32, 33)).all():
            places["zone"], before = before, before - 1
        return _address_before(texts, before, places)
    return {}


def _address_before(texts: list[list[str]], before: int, places: dict[str, int]) -> dict[str, int]:
    """Find suffix, house number and street leftwards of the coordinates."""
    number = before
    while number > 0 and sum(bool(_HOUSE.fullmatch(t)) for t in texts[number]) < 0.9 * len(
        texts[number]
    ):
        number -= 1
    if number < 1 or number < before - 2:
        return {}
    places |= {"number": number, "street": number - 1}
    if number < before:
        places["suffix"] = number + 1
    for at, column in enumerate(texts):
        if at < number - 1 and all(_OID.fullmatch(t) for t in column):
            places.setdefault("oid", at)
        told = [t for t in column if t]
        if at > places["y"] and told and all(re.fullmatch(r"\d{5}", t) for t in told):
            places.setdefault("postcode", at)
            if at + 1 < len(texts):
                places.setdefault("place", at + 1)
    return places
