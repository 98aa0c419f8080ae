"""Shops and other units as OpenStreetMap knows them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from innenstadt_gis.musterstadt.plan import NAME, POSTCODE
from innenstadt_gis.musterstadt.units import Unit

if TYPE_CHECKING:
    from innenstadt_gis.musterstadt.layout import Layout

_HOURS = (
    "Mo-Fr 09:00-18:00; Sa 09:00-12:00",
    "Mo-Fr 10:00-18:00",
    "Mo-Sa 08:00-18:00",
    "Tu-Su 11:00-22:00",
    "Mo,Tu,Th 09:00-18:00",
)
_CHECKED = ("2025-11-20", "2024-06-02", "2026-04-18")
_VACANT_KEYS = ("shop=vacant", "disused:")
_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "-"})


def unit_nodes(town: Layout) -> list[tuple[float, float, dict[str, str]]]:
    """One node a unit, just behind its front; units of one house stand side by side."""
    nodes = []
    seen: Counter[tuple[str, str]] = Counter()
    for k, unit in enumerate(town.units):
        at = town.addresses.get((unit.street, unit.number))
        if at is None or not unit.osm:
            continue
        shift = 2.5 * seen[unit.street, unit.number]
        seen[unit.street, unit.number] += 1
        x, y = at.x + at.inward[1] * shift, at.y - at.inward[0] * shift
        nodes.append((round(x, 2), round(y, 2), _tags(k, unit)))
    return nodes


def _tags(k: int, unit: Unit) -> dict[str, str]:
    """Tags as mappers leave them: some complete, many with gaps."""
    tags = dict(part.split("=", 1) for part in _parts(unit.osm))
    vacant = unit.osm.startswith(_VACANT_KEYS)
    if vacant:
        tags["check_date"] = _CHECKED[k % len(_CHECKED)]
    elif unit.name:
        tags["name"] = unit.name
        if k % 3 != 1:
            tags["opening_hours"] = _HOURS[k % len(_HOURS)]
        if k % 2 == 0:
            host = unit.name.lower().translate(_ASCII)
            tags["website"] = f"https://{host}.example"
        if k % 5 != 3:
            tags["wheelchair"] = ("yes", "limited", "no")[k % 3]
    if unit.floor != "EG":
        tags["level"] = "1"
    return tags | {
        "addr:street": unit.street,
        "addr:housenumber": unit.number,
        "addr:postcode": POSTCODE,
        "addr:city": NAME,
    }


def _parts(text: str) -> list[str]:
    """Split ``key=value;key=value`` but keep a value such as ``health_food;bakery`` whole."""
    parts: list[str] = []
    for piece in text.split(";"):
        if "=" in piece:
            parts.append(piece)
        else:
            parts[-1] += f";{piece}"
    return parts
