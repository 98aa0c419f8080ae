"""
Towns by name and official key (AGS), and the traps between the two.

``towns.csv`` holds the towns of one county, the municipalities that share a name with one of them, and names
and keys that ended by merger (sources: data/SOURCES.md). What is not held is not judged: of all other
towns nothing is said.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from importlib import resources

from innenstadt_gis.words import Text

__all__ = [
    "ENDED",
    "TOWNS",
    "Ended",
    "Municipality",
    "called",
    "name_faults",
    "name_notes",
    "successor",
]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality by its official key."""

    ags: str
    name: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A municipality that was merged: its name, the year from which it is gone, and into which."""

    name: str
    since: int
    into: str
    ags: str = ""


def _rows() -> list[dict[str, str]]:
    text = resources.files(__name__).joinpath("towns.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


_ROWS = _rows()
#: Towns; a slash parts a name from what tells it from its namesakes.
TOWNS: tuple[Municipality, ...] = tuple(
    Municipality(row["ags"], row["name"]) for row in _ROWS if row["kind"] == "town"
)
#: Besides, municipalities that are taken for one of them.
_ALL = (*TOWNS, *(Municipality(r["ags"], r["name"]) for r in _ROWS if r["kind"] == "namesake"))
_BY_AGS = {one.ags: one for one in _ALL}

#: Names and keys that people still use.
ENDED: tuple[Ended, ...] = tuple(
    Ended(row["name"], int(row["gone_since"]), row["into"], row["ags"])
    for row in _ROWS
    if row["kind"] == "ended"
)

_REGIONS = {"erzgebirge": "erzgeb", "erzgeb": "erzgeb", "vogtland": "vogtl", "vogtl": "vogtl"}
#: Words of a name that tell no town from another.
_IDLE = {"stadt", "kurort", "grosse", "kreisstadt", "im", "in", "i", "sachsen", "sa", "bergstadt"}


def _words(name: str) -> tuple[str, ...]:
    plain = name.casefold().replace("ß", "ss")
    words = [_REGIONS.get(w, w) for w in re.findall(r"[^\W\d_]+", plain)]
    return tuple(w for w in words if w not in _IDLE)


def called(name: str) -> tuple[Municipality, ...]:
    """
    Return the municipalities held that a name can mean; none if it is not held.

    Examples
    --------
    >>> [one.ags for one in called("Oelsnitz")], [one.ags for one in called("Oelsnitz i. Vogtl.")]
    (['14521450', '14523300'], ['14523300'])
    """
    words = _words(name)
    exact = tuple(one for one in _ALL if _words(one.name) == words)
    base = tuple(one for one in _ALL if _words(one.name.partition("/")[0]) == words)
    same = base if len(base) > 1 else exact or base
    return tuple(sorted(same, key=lambda one: one.ags))


def successor(name: str = "", ags: str | None = None) -> tuple[Ended, Municipality] | None:
    """
    Return what became of a merged municipality, by its key or else by its name.

    Examples
    --------
    >>> successor("Aue")[1].name, successor(ags="14521050")[0].name, successor("Zwönitz")
    ('Aue-Bad Schlema', 'Bad Schlema', None)
    """
    words = _words(name)
    for ended in ENDED:
        if (ags and ended.ags == ags) or (not ags and words and _words(ended.name) == words):
            return ended, _BY_AGS[ended.into]
    return None


def name_notes(name: str, ags: str | None) -> tuple[Text, ...]:
    """
    Say of a name and key what is meant by them today; nothing where they are in order.

    Examples
    --------
    >>> name_notes("Aue", None)[0].en
    'Aue has been part of Aue-Bad Schlema (14521035) since 2019; that is taken'
    """
    found = successor(name, ags)
    if found is not None:
        ended, into = found
        key = f" ({ags})" if ags else ""
        return (Text(
            f"{ended.name}{key} gehört seit {ended.since} zu {into.name} ({into.ags}); dieses ist gemeint",
            f"{ended.name}{key} has been part of {into.name} ({into.ags}) since {ended.since}; that is taken",
        ),)  # fmt: skip
    if ags in {one.into for one in ENDED}:
        old = successor(name)
        if old is not None and old[1].ags == ags:
            return (Text(
                f"{name} heißt seit {old[0].since} {old[1].name} ({ags})",
                f"{name} has been called {old[1].name} ({ags}) since {old[0].since}",
            ),)  # fmt: skip
    return ()


def name_faults(name: str, ags: str | None) -> tuple[Text, ...]:
    """
    Say where name and key contradict each other, or a name alone can mean several towns.

    Examples
    --------
    >>> name_faults("Oelsnitz", None)[0].en
    'Oelsnitz can mean several: Oelsnitz/Erzgeb. (14521450) or Oelsnitz/Vogtl. (14523300); state the AGS'
    >>> name_faults("Zwönitz", "14521640")[0].en
    'name and AGS disagree: 14521640 is Thum, Zwönitz is 14521710'
    >>> name_faults("Zwönitz", "14521710"), name_faults("Musterstadt", None)
    ((), ())
    """
    meant = called(name)
    if ags is None:
        if len(meant) < 2:
            return ()
        some = " oder ".join(f"{one.name} ({one.ags})" for one in meant)
        return (Text(
            f"{name} kann mehrere meinen: {some}; bitte den AGS angeben",
            f"{name} can mean several: {some.replace(' oder ', ' or ')}; state the AGS",
        ),)  # fmt: skip
    known = _BY_AGS.get(ags)
    old = successor(name)
    if (known is not None and known in meant) or (
        old is not None and ags in (old[1].ags, old[0].ags)
    ):
        return ()
    if known is None and (not meant or successor(ags=ags) is not None):
        return ()
    here = f"{ags} ist {known.name}" if known else f"{ags} ist nicht hinterlegt"
    there = f", {name} ist {' oder '.join(one.ags for one in meant)}" if meant else ""
    return (Text(
        f"Name und AGS passen nicht zusammen: {here}{there}",
        "name and AGS disagree: " + f"{here}{there}".replace(" ist nicht hinterlegt", " is not held")
        .replace(" ist ", " is ").replace(" oder ", " or "),
    ),)  # fmt: skip
