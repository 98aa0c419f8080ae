"""From the objects of a NAS file to rows of parcels, buildings and addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from innenstadt_gis.ingest.cadastre.functions import FUNCTIONS
from innenstadt_gis.ingest.cadastre.nas import Feature, Nas
from innenstadt_gis.ingest.crs_guess import Bounds, guess_crs, into_metres, known_crs
from innenstadt_gis.words import Text

__all__ = ["address_rows", "building_rows", "parcel_rows"]

_KEY = ("land", "regierungsbezirk", "kreis", "gemeinde")
_TO_PLACE = ("weistAuf", "zeigtAuf", "hat", "hatAuch", "beziehtSichAuf", "beziehtSichAuchAuf")


def parcel_rows(
    nas: Nas, *, town: CRS, bounds: Bounds | None, what: str
) -> tuple[gpd.GeoDataFrame, int, list[Text]]:
    """Return the parcels in metres, how many lie outside of the box, and notes."""
    parcels = nas.of("AX_Flurstueck")
    situations = _situations(nas)
    names = {_number(each, "schluessel"): each.values.get("bezeichnung") for each in
             nas.of("AX_Gemarkung")}  # fmt: skip
    rows: dict[str, list[Any]] = {
        "parcel_id": [f.values.get("flurstueckskennzeichen") for f in parcels],
        "official_area_m2": [f.values.get("amtlicheFlaeche") for f in parcels],
        "district": [names.get(_number(f, "gemarkung")) for f in parcels],
        "situation": [_joined(situations, f) for f in parcels],
        "updated_on": [f.values.get("lebenszeitintervall.beginnt") for f in parcels],
        "ended": [f.values.get("lebenszeitintervall.endet") for f in parcels],
        "district_code": [_number(f, "gemarkung") for f in parcels],
        "flur": [f.values.get("flurnummer") for f in parcels],
        "numerator": [f.values.get("flurstuecksnummer.zaehler") for f in parcels],
        "denominator": [f.values.get("flurstuecksnummer.nenner") for f in parcels],
        "arcs": [f.arcs for f in parcels],
    }
    return _placed(parcels, rows, nas, town=town, bounds=bounds, what=what)


def building_rows(
    nas: Nas, *, town: CRS, bounds: Bounds | None, what: str
) -> tuple[gpd.GeoDataFrame, int, list[Text]]:
    """Return the buildings in metres, how many lie outside of the box, and notes."""
    buildings = nas.of("AX_Gebaeude")
    situations = _situations(nas)
    codes = [f.values.get("gebaeudefunktion") for f in buildings]
    rows: dict[str, list[Any]] = {
        "id": [f.oid for f in buildings],
        "use": [FUNCTIONS.get(code or "", code) for code in codes],
        "name": [f.values.get("name") for f in buildings],
        "levels": [f.values.get("anzahlDerOberirdischenGeschosse") for f in buildings],
        "below": [f.values.get("lageZurErdoberflaeche") for f in buildings],
        "situation": [_joined(situations, f) for f in buildings],
        "ended": [f.values.get("lebenszeitintervall.endet") for f in buildings],
    }
    return _placed(buildings, rows, nas, town=town, bounds=bounds, what=what)


def address_rows(
    nas: Nas, *, town: CRS, bounds: Bounds | None, what: str
) -> tuple[gpd.GeoDataFrame, int, list[Text]]:
    """
    Return the house numbers with their points in metres.

    The point is that of the official building address, else of the number on the map
    (AP_PTO), else one inside of the building, else one inside of the parcel; without any
    it is missing.
    """
    numbers = nas.of("AX_LagebezeichnungMitHausnummer")
    streets, places = _streets(nas), _places(nas)
    points, owners, postcodes = _points(nas, numbers)
    placed = [
        Feature(f.oid, f.values, f.links, *points.get(f.oid, (None, "")))  # type: ignore[arg-type]
        for f in numbers
    ]
    rows: dict[str, list[Any]] = {
        "oid": [f.oid for f in numbers],
        "street": [_street(f, streets) for f in numbers],
        "number": [f.values.get("hausnummer", "") for f in numbers],
        "postcode": [postcodes.get(f.oid) for f in numbers],
        "place": [places.get(_key(f, "lagebezeichnung.")) for f in numbers],
        "building_id": [owners.get(f.oid) for f in numbers],
        "ended": [f.values.get("lebenszeitintervall.endet") for f in numbers],
    }
    return _placed(placed, rows, nas, town=town, bounds=bounds, what=what)


def _points(
    nas: Nas, numbers: list[Feature]
) -> tuple[dict[str, tuple[Any, str]], dict[str, str], dict[str, str]]:
    """Points, buildings and postcodes by the id of the house number."""
    points: dict[str, tuple[Any, str]] = {}
    owners: dict[str, str] = {}
    postcodes: dict[str, str] = {}
    for each in nas.of("AX_GeoreferenzierteGebaeudeadresse"):
        for oid in each.links.get("hatAuch", []):
            if each.shape is not None:
                points.setdefault(oid, (each.shape, each.srs))
            if each.values.get("postleitzahl"):
                postcodes[oid] = each.values["postleitzahl"]
    for each in nas.of("AP_PTO"):
        for oid in each.links.get("dientZurDarstellungVon", []):
            if each.shape is not None and each.values.get("art", "HNR") == "HNR":
                points.setdefault(oid, (each.shape, each.srs))
    back = {f.oid: [oid for links in f.links.values() for oid in links] for f in numbers}
    for kind in ("AX_Gebaeude", "AX_Flurstueck"):
        known = {f.oid: f for f in nas.of(kind)}
        pairs = [(oid, f) for f in known.values() for oid in _linked(f)]
        pairs += [(oid, known[to]) for oid, links in back.items() for to in links if to in known]
        for oid, owner in pairs:
            if owner.shape is not None and oid not in points:
                inner = shapely.point_on_surface(shapely.make_valid(owner.shape))
                points[oid] = (inner, owner.srs)
            if kind == "AX_Gebaeude":
                owners.setdefault(oid, f"alkis:{owner.oid}")
    return points, owners, postcodes


def _placed(
    features: list[Feature],
    rows: dict[str, list[Any]],
    nas: Nas,
    *,
    town: CRS,
    bounds: Bounds | None,
    what: str,
) -> tuple[gpd.GeoDataFrame, int, list[Text]]:
    """Bring shapes into the town's metres, each by the CRS that it names."""
    shapes = np.array([f.shape for f in features], dtype="object")
    stated = pd.Series([f.srs or nas.srs for f in features], dtype="object")
    notes: list[Text] = []
    for name in sorted(set(stated)):
        mine = np.flatnonzero((stated == name).to_numpy() & ~shapely.is_missing(shapes))
        if not len(mine):
            continue
        boxes = shapely.bounds(shapes[mine])
        guess = guess_crs(
            boxes[:, [0, 2]].ravel(), boxes[:, [1, 3]].ravel(), town=town, declared=_crs(name),
            near=bounds, what=what,
        )  # fmt: skip
        if guess.note is not None:
            notes.append(guess.note)
        frame = gpd.GeoDataFrame(geometry=list(shapes[mine]), crs=guess.crs)
        shapes[mine] = into_metres(frame, guess, town).geometry.to_numpy()
    frame = gpd.GeoDataFrame(rows, geometry=list(shapes), crs=town)
    outside = np.zeros(len(frame), dtype=bool)
    if bounds is not None and len(frame):
        known = ~shapely.is_missing(shapes)
        outside = known & ~shapely.intersects(shapes, shapely.box(*bounds))
    return frame.loc[~outside].reset_index(drop=True), int(outside.sum()), notes


def _crs(name: str) -> CRS | None:
    """Read ``urn:adv:crs:DE_DHDN_3GK3_HE100``: the suffix of a state's variant is dropped."""
    while name:
        found = known_crs(name)
        if found is not None:
            return found
        short = name.rpartition("_")[0]
        if short.count("_") < 1:
            return None
        name = short
    return None


def _linked(feature: Feature) -> list[str]:
    return [oid for way in _TO_PLACE for oid in feature.links.get(way, [])]


def _situations(nas: Nas) -> dict[str, str]:
    """Street and house number, or the street or field name alone, by id."""
    streets = _streets(nas)
    told: dict[str, str] = {}
    for kind in ("AX_LagebezeichnungMitHausnummer", "AX_LagebezeichnungOhneHausnummer"):
        for each in nas.of(kind):
            name = _street(each, streets) or ""
            text = f"{name} {each.values.get('hausnummer', '')}".strip()
            if text:
                told[each.oid] = text
    back: dict[str, list[str]] = defaultdict(list)
    for kind in ("AX_LagebezeichnungMitHausnummer", "AX_LagebezeichnungOhneHausnummer"):
        for each in nas.of(kind):
            for links in each.links.values():
                for to in links:
                    if each.oid in told:
                        back[to].append(told[each.oid])
    told.update({f"<{to}": "; ".join(dict.fromkeys(texts)) for to, texts in back.items()})
    return told


def _joined(situations: dict[str, str], feature: Feature) -> str | None:
    texts = [situations[oid] for oid in _linked(feature) if oid in situations]
    if f"<{feature.oid}" in situations:
        texts += situations[f"<{feature.oid}"].split("; ")
    return "; ".join(dict.fromkeys(texts)) or None


def _streets(nas: Nas) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for each in nas.of("AX_LagebezeichnungKatalogeintrag"):
        name = each.values.get("bezeichnung")
        if name:
            found[(*_key(each, "schluessel."), _bare(each, "schluessel.lage"))] = name
    return found


def _places(nas: Nas) -> dict[tuple[str, ...], str]:
    found = {}
    for each in nas.of("AX_Gemeinde"):
        name = each.values.get("bezeichnung")
        if name:
            found[_key(each, "gemeindekennzeichen.")] = name
    return found


def _street(feature: Feature, streets: dict[tuple[str, ...], str]) -> str | None:
    plain = feature.values.get("lagebezeichnung.unverschluesselt") or feature.values.get(
        "unverschluesselt"
    )
    key = (*_key(feature, "lagebezeichnung."), _bare(feature, "lagebezeichnung.lage"))
    return plain or streets.get(key)


def _key(feature: Feature, under: str) -> tuple[str, ...]:
    return tuple(_bare(feature, under + part) for part in _KEY)


def _bare(feature: Feature, name: str) -> str:
    return feature.values.get(name, "").lstrip("0")


def _number(feature: Feature, under: str) -> str:
    parts: Iterable[str] = (
        feature.values.get(f"{under}.land", ""),
        feature.values.get(f"{under}.gemarkungsnummer", ""),
    )
    return "".join(parts)
