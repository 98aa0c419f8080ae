"""Units (Ladenlokale and what else faces the public) from the tags of OpenStreetMap."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.branches import BRANCH_OF_TAG, BRANCHES
from innenstadt_gis.ingest.osm.listed import listed
from innenstadt_gis.ingest.osm.objects import GONE, PAUSED, UNIT_KEYS
from innenstadt_gis.tables import RECORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from innenstadt_gis.ingest.osm.places import Places

# What any other value of a key means; a key that is absent here needs a known value, for
# a bench (amenity) or a garden (leisure) is no unit.
_FUNCTION_OF_KEY = {
    "shop": "retail",
    "office": "office",
    "craft": "craft",
    "healthcare": "health",
    "club": "culture_leisure",
}
_NOTHING = ("no", "none", "vacant", "empty", "closed")
_EMPTY = ("vacant", "empty", "closed")
_FLAGS = ("vacant", "disused", "abandoned")
_PAUSED_KEYS = frozenset(f"{prefix}:{key}" for prefix in PAUSED for key in UNIT_KEYS)
_GONE_KEYS = frozenset(f"{prefix}:{key}" for prefix in GONE for key in UNIT_KEYS)
# An object with none of these keys is neither a unit nor evidence of a vacancy.
_TELLING = frozenset((*UNIT_KEYS, *_FLAGS, *_PAUSED_KEYS, *_GONE_KEYS, "building:use", "ruins")) | {
    f"{prefix}:building" for prefix in PAUSED
}
_STEP_FREE = {"yes": "yes", "designated": "yes", "limited": "limited", "no": "no"}
_OFFICES_OF_INFORMATION = ("office", "visitor_centre", "tourist_office")
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_SAME_PLACE_M = 25.0
_SAME_ADDRESS_M = 60.0


def active_use(tags: dict[str, str]) -> tuple[str, str] | None:
    """
    Tell the tag that says what a unit is used for now; None if it is no unit in use.

    The first of several values is the primary one; a tag whose branch is known goes
    before one that only says "shop".

    Examples
    --------
    >>> active_use({"shop": "bakery;convenience", "amenity": "cafe"})
    ('shop', 'bakery')
    >>> active_use({"shop": "yes", "amenity": "fuel"})
    ('amenity', 'fuel')
    >>> active_use({"disused:shop": "bakery"}) is None
    True
    """
    vague = None
    for key in UNIT_KEYS:
        value = _first(tags.get(key))
        if not value or value in _NOTHING:
            continue
        if key == "tourism" and value == "information":
            # 60 of 61 are boards and guideposts
            if tags.get("information") in _OFFICES_OF_INFORMATION:
                return key, value
            continue
        if _branch(key, value):
            return key, value
        if key in _FUNCTION_OF_KEY and vague is None:
            vague = (key, value)
    return vague


def vacancy_evidence(tags: dict[str, str]) -> str | None:
    """
    Tell the tag that says that a unit or building stands empty; None if none says so.

    Evidence counts only where no tag says that the unit is in use.

    Examples
    --------
    >>> vacancy_evidence({"shop": "vacant"})
    'shop=vacant'
    >>> vacancy_evidence({"disused:shop": "bakery", "shop": "clothes"}) is None
    True
    >>> vacancy_evidence({"building": "yes", "disused": "yes"})
    'building+disused=yes'
    """
    for key in ("shop", "amenity", "office", "craft"):
        if _first(tags.get(key)) in _EMPTY:
            return f"{key}={_first(tags[key])}"
    used = active_use(tags)
    flag = next((key for key in _FLAGS if tags.get(key) == "yes"), None)
    if used and flag:
        return f"{used[0]}={used[1]}+{flag}=yes"
    if used:
        return None
    former = former_use(tags)
    if former:
        return f"{former[0]}={former[1]}"
    return _building_evidence(tags, flag)


def _building_evidence(tags: dict[str, str], flag: str | None) -> str | None:
    for prefix in PAUSED:
        if tags.get(f"{prefix}:building", "no") != "no":
            return f"{prefix}:building={tags[f'{prefix}:building']}"
    if tags.get("building", "no") == "no":
        return None
    if flag:
        return f"building+{flag}=yes"
    if tags.get("building:use") in ("vacant", "none"):
        return f"building:use={tags['building:use']}"
    if tags.get("ruins") == "yes" and "historic" not in tags:
        return "building+ruins=yes"
    return None


def former_use(tags: dict[str, str]) -> tuple[str, str] | None:
    """
    Tell the tag of the life cycle that says what a unit was used for.

    Examples
    --------
    >>> former_use({"shop": "vacant", "disused:shop": "clothes"})
    ('disused:shop', 'clothes')
    >>> former_use({"disused:amenity": "telephone"}) is None
    True
    """
    if tags.keys().isdisjoint(_PAUSED_KEYS):
        return None
    for prefix in PAUSED:
        for key in UNIT_KEYS:
            value = _first(tags.get(f"{prefix}:{key}"))
            known = value and (_branch(key, value) or key in _FUNCTION_OF_KEY)
            if value and known and value not in _NOTHING:
                return f"{prefix}:{key}", value
    return None


def was_removed(tags: dict[str, str]) -> bool:
    """Tell whether a unit stood here that is gone (``removed:shop=*``): not a vacancy."""
    return not tags.keys().isdisjoint(_GONE_KEYS) and any(
        _branch(key, value) is not None
        for prefix in GONE
        for key in UNIT_KEYS
        if (value := _first(tags.get(f"{prefix}:{key}"))) is not None
    )


def _first(value: str | None) -> str | None:
    return value.split(";", 1)[0].strip() if value else None


def _branch(key: str, value: str) -> str | None:
    return BRANCH_OF_TAG.get((key, value)) or BRANCH_OF_TAG.get((key, "*"))


def read_records(
    places: Places, *, file_day: str, buildings: gpd.GeoDataFrame, crs: CRS
) -> tuple[gpd.GeoDataFrame, dict[str, int], dict[str, int]]:
    """
    Read one record for every unit in use and for every evidence of vacancy.

    Names of people, telephone numbers and addresses of mail are not read: whether a
    telephone is entered is all that is kept. A unit that is mapped twice (as a point and
    as a building) is one record with the repair ``osm_twice``.

    Returns
    -------
    tuple
        Records as `tables.RECORDS`, counts, and why objects gave no record.
    """
    rows: list[dict[str, Any]] = []
    spots: list[int] = []
    gone: Counter[str] = Counter()
    shops = shops_read = 0
    for at, tags in enumerate(places.tags):
        if tags.keys().isdisjoint(_TELLING):
            continue
        row = _record(tags, places.days[at], file_day)
        is_shop = "shop" in tags
        shops += is_shop
        if row is None:
            gone["units:removed"] += was_removed(tags)
            gone["shops:not_a_shop"] += is_shop
        elif places.points[at] is None:
            gone[f"units:{places.reasons[at]}"] += 1
            gone[f"shops:{places.reasons[at]}"] += is_shop
        else:
            rows.append({"record_id": f"osm:{places.ids[at]}", **row})
            spots.append(at)
            shops_read += is_shop
    points = places.points[np.array(spots, dtype=np.intp)]
    outlines = places.outlines[np.array(spots, dtype=np.intp)]
    first = _twins(rows, points, outlines)
    gone["units:counted_once"] = len(first)
    for twin in first:
        is_shop = "shop" in places.tags[spots[twin]]
        gone["shops:counted_once"] += is_shop
        shops_read -= is_shop
    table = _table(rows, points, first, buildings, crs)
    counts = {
        "shops_tagged": shops,
        "shops": shops_read,
        "units": int((table["status"] == "occupied").sum()),
        "vacancy_evidence": int((table["status"] == "vacant").sum()),
    }
    return table, counts, {key: n for key, n in sorted(gone.items()) if n}


def _record(tags: dict[str, str], day: dt.date | None, file_day: str) -> dict[str, Any] | None:
    evidence = vacancy_evidence(tags)
    used = active_use(tags)
    if evidence is None and used is None:
        return None
    former = former_use(tags)
    before = (former[0].split(":", 1)[1], former[1]) if former else None
    row: dict[str, Any] = {"status": "occupied" if evidence is None else "vacant"}
    if evidence is None and used is not None:
        slug = _branch(*used)
        row["branch"] = slug
        row["function"] = BRANCHES[slug].function if slug else _FUNCTION_OF_KEY[used[0]]
        row["need_tier"] = BRANCHES[slug].need_tier if slug else None
        row["type"] = f"{used[0]}={used[1]}"
    else:
        before = before or used
        row["evidence"] = evidence
        row["type"] = evidence
    row["previous_branch"] = _branch(*before) if before else None
    said = _said_day(tags)
    row["observed_on"] = said or day
    row["survey_day"] = day or (dt.date.fromisoformat(file_day) if file_day else None)
    return row | _details(tags)


def _details(tags: dict[str, str]) -> dict[str, Any]:
    get = tags.get
    return {
        "name": get("name"),
        "brand": get("brand"),
        "street": get("addr:street") or get("addr:place"),
        "house_number": get("addr:housenumber"),
        "postcode": get("addr:postcode"),
        "place": get("addr:city"),
        "floor": _floor(get("level")),
        "website": get("website") or get("contact:website") or get("url"),
        "opening_hours": get("opening_hours"),
        **listed(tags),
        "step_free": _STEP_FREE.get(get("wheelchair", "")),
    }


def _floor(level: str | None) -> str | None:
    """
    Write an OSM level as German lists do; the first of several counts.

    Examples
    --------
    >>> _floor("0"), _floor("1;2"), _floor("-1"), _floor("mezzanine")
    ('EG', '1. OG', '1. UG', None)
    """
    found = re.match(r"-?\d+", (level or "").strip())
    if not found:
        return None
    number = int(found.group())
    if number == 0:
        return "EG"
    return f"{number}. OG" if number > 0 else f"{-number}. UG"


def _said_day(tags: dict[str, str]) -> dt.date | None:
    """Day on which somebody looked, as the tags say; the first of the month if no day is given."""
    for key in ("check_date", "survey:date"):
        found = _DAY.match(tags.get(key, ""))
        if found:
            try:
                return dt.date(int(found[1]), int(found[2]), int(found[3] or 1))
            except ValueError:
                continue
    return None


def _fold(name: Any) -> str:
    return re.sub(r"\W+", "", name).casefold() if isinstance(name, str) else ""


def _same(one: dict[str, Any], two: dict[str, Any], *, inside: bool, apart_m: float) -> bool:
    """Tell whether two records are the same unit, mapped twice."""
    if one["status"] != two["status"]:
        return False
    names = _fold(one["name"]), _fold(two["name"])
    kind = one["type"] == two["type"]
    address = bool(one["house_number"]) and (
        (one["street"], one["house_number"]) == (two["street"], two["house_number"])
    )
    if all(names):
        alike = names[0] in names[1] or names[1] in names[0]
        related = kind or one["function"] == two["function"]
        near = inside or (kind and apart_m <= _SAME_PLACE_M) or address
        return alike and related and near
    return kind and (inside or address)


def _twins(
    rows: list[dict[str, Any]], points: NDArray[np.object_], outlines: NDArray[np.object_]
) -> dict[int, int]:
    """Position of every record that repeats an earlier one, and that one's position."""
    first: dict[int, int] = {}
    if not rows:
        return first
    for row in rows:
        row.setdefault("function", None)
    tree = shapely.STRtree(points)
    one, two = tree.query(points, predicate="dwithin", distance=_SAME_ADDRESS_M)
    within = {
        (int(b), int(a)) for a, b in zip(*tree.query(outlines, predicate="intersects"), strict=True)
    }
    for a, b in sorted(zip(one.tolist(), two.tolist(), strict=True)):
        if a >= b or b in first or a in first:
            continue
        # Two points are the same unit only if they bear the same name; what is mapped as
        # a building or area beside a point, or inside of it, may lack one.
        shaped = outlines[a] is not None or outlines[b] is not None
        named = bool(rows[a]["name"]) and bool(rows[b]["name"])
        if not shaped and not named:
            continue
        inside = (a, b) in within or (b, a) in within
        apart = float(shapely.distance(points[a], points[b]))
        if _same(rows[a], rows[b], inside=inside, apart_m=apart):
            first[b] = a
    return first


def _table(
    rows: list[dict[str, Any]],
    points: NDArray[np.object_],
    first: dict[int, int],
    buildings: gpd.GeoDataFrame,
    crs: CRS,
) -> gpd.GeoDataFrame:
    for row in rows:
        row["repairs"] = []
        row.update(source="osm", located_by="coordinate")
    for twin, kept in first.items():
        for key, value in rows[twin].items():
            if rows[kept].get(key) in (None, False):
                rows[kept][key] = value
        if "osm_twice" not in rows[kept]["repairs"]:
            rows[kept]["repairs"].append("osm_twice")
    stay = [at for at in range(len(rows)) if at not in first]
    kept_rows = [rows[at] for at in stay]
    kept_points = points[np.array(stay, dtype=np.intp)]
    _addresses_of_buildings(kept_rows, kept_points, buildings)
    for row in kept_rows:
        if row["survey_day"] is None:
            row["survey_day"] = dt.date(1970, 1, 1)
            row["repairs"].append("day_unknown")
        row["repairs"] = ";".join(row["repairs"]) or None
    frame = pd.DataFrame(kept_rows)
    if frame.empty:
        return RECORDS.empty(crs)
    for day in ("survey_day", "observed_on"):
        frame[day] = pd.to_datetime(frame[day])
    frame = frame.set_index("record_id")
    return RECORDS.conform(gpd.GeoDataFrame(frame, geometry=kept_points, crs=crs))


def _addresses_of_buildings(
    rows: list[dict[str, Any]], points: NDArray[np.object_], buildings: gpd.GeoDataFrame
) -> None:
    """Give units without an address that of the building around them, if it has one."""
    numbered = buildings[buildings["house_number"].notna()]
    if not len(numbered) or not rows:
        return
    tree = shapely.STRtree(numbered.geometry.to_numpy())
    unit, building = tree.query(points, predicate="intersects")
    streets = numbered["street"].tolist()
    numbers = numbered["house_number"].tolist()
    for at, house in zip(unit.tolist(), building.tolist(), strict=True):
        row = rows[at]
        if row["house_number"] is None and row["street"] is None:
            row["house_number"] = numbers[house]
            row["street"] = streets[house] if isinstance(streets[house], str) else None
            row["repairs"].append("address_from_building")
