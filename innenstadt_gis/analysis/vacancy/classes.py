"""What units are parted by: street, section, centre, branch, floor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from innenstadt_gis.analysis.counting import within
from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.words import Text

_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
_FLOOR = re.compile(r"(?:(\d+)\. )?(EG|UG|OG|DG)")
_HEIGHT = {"UG": -1, "EG": 0, "OG": 1, "DG": 99}


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """
    One way of parting units.

    ``of`` holds the class of each unit, blank where nobody knows it; ``labels`` the
    classes in the order in which they are shown; ``totals`` the set with a total of its
    own to which a class belongs beside all others of the dimension.
    """

    dimension: str
    of: pd.Series
    labels: Mapping[str, Text]
    totals: Mapping[str, str]
    what: Text  # as in "bei 3 von 9 leeren Ladenlokalen ist … nicht bekannt"


def street_keys(streets: pd.Series) -> pd.Series:
    """
    Bring street names into one spelling: no case, umlauts, abbreviation or punctuation.

    Examples
    --------
    >>> street_keys(pd.Series(["Käthe-Kollwitz-Str.", "KAETHE KOLLWITZ STRASSE"])).tolist()
    ['kaethekollwitzstrasse', 'kaethekollwitzstrasse']
    """
    plain = streets.astype("str").str.casefold()
    for letter, plainly in _UMLAUTS.items():
        plain = plain.str.replace(letter, plainly, regex=False)
    plain = plain.str.replace(r"str\b\.?", "strasse", regex=True)
    plain = plain.str.replace(r"[\W_]+", "", regex=True)
    return plain.where(plain.str.len() > 0)


def by_street(premises: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> Classes:
    """Street in whose section a unit counts, else the street of its address."""
    own = premises["street"].astype("str")
    named = premises["section_id"].map(sections["street"].to_dict()).astype("str")
    keys = street_keys(named.fillna(own))
    spelt = pd.DataFrame({"key": keys, "official": named, "own": own}).dropna(subset="key")
    labels = {}
    for key, rows in spelt.groupby("key"):
        names = rows["official"].dropna()
        names = names if len(names) else rows["own"].dropna()
        counts = names.value_counts()
        name = min(counts.index[counts == counts.max()])
        labels[str(key)] = Text(name, name)
    order = dict(sorted(labels.items(), key=lambda told: told[1].de.casefold()))
    return Classes(
        "street",
        keys,
        order,
        {key: f"section/{key}" for key in order},
        Text("die Straße", "street"),
    )


def by_section(premises: gpd.GeoDataFrame, sections: gpd.GeoDataFrame, streets: Classes) -> Classes:
    """Section of each unit; units that have a place but no section are told by their street."""
    given = premises["section_id"].astype("str")
    apart = given.isna() & premises.geometry.notna() & streets.of.notna()
    keys = given.mask(apart, streets.of + "-0")
    rows = pd.DataFrame({"key": keys, "street": streets.of}).dropna().drop_duplicates("key")
    numbers, names = sections["number"].to_dict(), sections["street"].to_dict()
    told: dict[str, tuple[str, int, Text, str]] = {}
    for key, street in zip(rows["key"], rows["street"], strict=True):
        number = int(numbers.get(key, 0))
        name = names.get(key) or streets.labels[street].de
        label = Text(f"{name}, Abschnitt {number}", f"{name}, section {number}")
        if number == 0:
            label = Text(f"{name}, ohne Abschnitt", f"{name}, no section")
        told[key] = (street, number, label, f"section/{street}")
    order = sorted(told, key=lambda key: (told[key][2].de.casefold().split(",")[0], told[key][1]))
    return Classes(
        "section", keys, {key: told[key][2] for key in order},
        {key: told[key][3] for key in order}, Text("der Straßenabschnitt", "street section"),
    )  # fmt: skip


def by_centre(premises: gpd.GeoDataFrame, area: gpd.GeoDataFrame) -> Classes:
    """Within the area of reference (the centre) or not; blank without a place."""
    inside = within(premises, area.geometry.union_all())
    keys = inside.map({True: "core", False: "rest"}).where(premises.geometry.notna())
    official = set(area["kind"]) == {"official"}
    core = Text("im Zentrum (amtlich abgegrenzt)", "in the centre (official)") if official else Text(
        "im Zentrum (bis 400 m Fußweg)", "in the centre (400 m on foot)"
    )  # fmt: skip
    labels = {"core": core, "rest": Text("übriges Stadtgebiet", "rest of the town")}
    return Classes("centre", keys.astype("str"), labels, {}, Text("die Lage", "place"))


def by_branch(premises: gpd.GeoDataFrame) -> Classes:
    """
    Branch of a unit; of a vacant one the branch it had before, where that is told.

    Blank where it hangs on a status that nobody knows.
    """
    told, status = premises["previous_branch"], premises["status"]
    keys = told.where(status == "vacant").fillna(premises["branch"]).astype("str")
    keys = keys.mask(
        (status == "unknown") & told.notna() & ~(told == premises["branch"]).fillna(False)
    )
    labels = {key: _branch_label(key) for key in keys.dropna().unique()}
    order = dict(sorted(labels.items(), key=lambda told: told[1].de.casefold()))
    return Classes("branch", keys, order, {}, Text("die (frühere) Branche", "(former) branch"))


def _branch_label(key: str) -> Text:
    return BRANCHES[key].label if key in BRANCHES else Text(key, key)


def by_floor(premises: gpd.GeoDataFrame) -> Classes:
    """Floor or floors of a unit; words that name none are no class."""
    told = premises["floor"].astype("str")
    heights = {floor: _height(floor) for floor in told.dropna().unique()}
    known = {floor: height for floor, height in heights.items() if height is not None}
    order = sorted(known, key=lambda floor: (known[floor], floor))
    keys = told.where(told.isin(order))
    return Classes(
        "floor", keys, {key: Text(key, key) for key in order}, {}, Text("das Geschoss", "floor")
    )


def _height(floor: str) -> Any:
    """Height of each floor that is named, lowest first; None if one part names none."""
    parts = [_FLOOR.fullmatch(part) for part in floor.split("+")]
    if not all(parts):
        return None
    return tuple(_HEIGHT[p[2]] * int(p[1] or 1) for p in parts if p)
