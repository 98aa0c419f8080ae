"""Which ways of OpenStreetMap people on foot may use: one table, read from top to bottom.

`RULES` is the whole decision. The first rule that fits a way decides it; a way that no
rule names is refused as ``highway_unknown``. The reasons are the keys under which the
import log counts refused ways.

The law behind it is German: on Kraftfahrstraßen (``motorroad``) and motorways nobody
walks (StVO § 18), a mere cycle track (sign 237) and a mere bridle path (sign 238) are
closed to walkers unless the map says otherwise, an explicit ``foot=*`` wins over
``access=*`` as everywhere in OpenStreetMap. ``sidewalk=separate`` keeps the street in:
people cross it, and its name is what people know.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from innenstadt_gis.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RULES", "Rule", "direction", "refusal"]


class Rule(NamedTuple):
    """If ``key`` has one of ``values`` (and ``highway`` one of ``only``): allowed or not."""

    key: str
    values: frozenset[str]
    allowed: bool
    reason: str  # key of the count when refused
    why: Text
    only: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SIDEWALK = _words("both left right yes")

#: The decision, first fitting rule first.
RULES: tuple[Rule, ...] = (
    Rule(
        "highway",
        _words("construction proposed planned abandoned disused razed demolished removed no"),
        False,
        "not_built",
        Text("im Bau, geplant oder aufgegeben", "under construction, planned or gone"),
    ),
    Rule(
        "foot",
        _words("no private use_sidepath"),
        False,
        "foot_no",
        Text("für Fußgänger gesperrt", "closed to people on foot"),
    ),
    Rule(
        "foot",
        _words("yes designated official permissive destination customers"),
        True,
        "",
        Text("für Fußgänger freigegeben", "open to people on foot"),
    ),
    Rule(
        "access",
        _words("private"),
        False,
        "access_private",
        Text("privat", "private"),
    ),
    Rule(
        "access",
        _words("no military emergency"),
        False,
        "access_no",
        Text("gesperrt", "closed"),
    ),
    Rule(
        "motorroad",
        _words("yes"),
        False,
        "motorroad",
        Text("Kraftfahrstraße", "motor road"),
    ),
    Rule(
        "sidewalk",
        _SIDEWALK,
        True,
        "",
        Text("mit Gehweg", "with a sidewalk"),
        only=_words("trunk trunk_link cycleway busway"),
    ),
    Rule(
        "segregated",
        _words("yes no"),
        True,
        "",
        Text("gemeinsamer oder getrennter Geh- und Radweg", "shared or parted foot and cycle way"),
        only=_words("cycleway"),
    ),
    Rule(
        "highway",
        _words("motorway motorway_link"),
        False,
        "motorway",
        Text("Autobahn", "motorway"),
    ),
    Rule(
        "highway",
        _words("trunk trunk_link"),
        False,
        "trunk",
        Text("autobahnähnliche Straße ohne Gehweg", "trunk road without sidewalk"),
    ),
    Rule(
        "highway",
        _words("cycleway"),
        False,
        "cycleway",
        Text("Radweg ohne Freigabe für Fußgänger", "cycle track not open to people on foot"),
    ),
    Rule(
        "highway",
        _words("bridleway"),
        False,
        "bridleway",
        Text("Reitweg ohne Freigabe für Fußgänger", "bridle path not open to people on foot"),
    ),
    Rule(
        "highway",
        _words("busway bus_guideway raceway escape via_ferrata"),
        False,
        "no_walkway",
        Text("kein Weg für Fußgänger", "no way for people on foot"),
    ),
    Rule(
        "highway",
        _words("services rest_area"),
        False,
        "site",
        Text("Fläche, kein Weg", "a site, no way"),
    ),
    Rule(
        "highway",
        _words(
            "residential living_street pedestrian footway path steps track service unclassified "
            "tertiary tertiary_link secondary secondary_link primary primary_link road platform "
            "crossing corridor elevator"
        ),
        True,
        "",
        Text("für alle offen", "open to everybody"),
    ),
)

_UNKNOWN = "highway_unknown"
_KEYS = tuple(sorted({rule.key for rule in RULES} - {"highway"}))


def refusal(tags: Mapping[str, str]) -> str:
    """
    Tell why people on foot may not use a way; blank if they may.

    Examples
    --------
    >>> refusal({"highway": "footway"})
    ''
    >>> refusal({"highway": "service", "access": "private"})
    'access_private'
    >>> refusal({"highway": "service", "access": "private", "foot": "yes"})
    ''
    """
    said = tags.get
    return _decide(tags["highway"], *[said(key) for key in _KEYS])


# A town's ways say few different things: each of them is decided once.
@lru_cache(maxsize=4096)
def _decide(highway: str, *values: str | None) -> str:
    tags = {"highway": highway} | dict(zip(_KEYS, values, strict=True))
    for rule in RULES:
        if tags[rule.key] in rule.values and (not rule.only or highway in rule.only):
            return "" if rule.allowed else rule.reason
    return _UNKNOWN


def direction(tags: Mapping[str, str]) -> str:
    """
    Tell in which direction of a way people on foot may use it: both, forward, backward.

    ``oneway:foot`` and ``foot:backward=no`` speak of people on foot; ``conveying`` is an
    escalator; plain ``oneway`` counts on steps alone, elsewhere it is about vehicles.

    Examples
    --------
    >>> direction({"highway": "residential", "oneway": "yes"})
    'both'
    >>> direction({"highway": "steps", "conveying": "backward"})
    'backward'
    """
    steps = tags.get("highway") == "steps"
    for said in (
        tags.get("oneway:foot"),
        tags.get("conveying") if tags.get("conveying") in ("forward", "backward") else None,
        tags.get("oneway") if steps else None,
    ):
        if said is not None:
            return _DIRECTIONS.get(said, "both")
    if tags.get("foot:backward") == "no":
        return "forward"
    if tags.get("foot:forward") == "no":
        return "backward"
    return "both"


_DIRECTIONS = {
    "yes": "forward",
    "true": "forward",
    "1": "forward",
    "forward": "forward",
    "-1": "backward",
    "reverse": "backward",
    "backward": "backward",
}
