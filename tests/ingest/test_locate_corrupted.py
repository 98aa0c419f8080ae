"""Real addresses written badly in fifteen ways: found, or not guessed; never another street."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.ingest.locate import locate
from innenstadt_gis.ingest.osm.features import read_features
from innenstadt_gis.ingest.osm.network import read_network
from innenstadt_gis.ingest.osm.source import open_extract
from innenstadt_gis.ingest.registers import read_register
from innenstadt_gis.ingest.street_names import StreetNames
from innenstadt_gis.ingest.streets import split_address, street_key
from innenstadt_gis.tables import RECORDS

_BESIDE = {"a": "sq", "e": "wr", "i": "uo", "o": "ip", "u": "zi", "s": "ad", "r": "et", "n": "bm",
           "t": "rz", "l": "kö", "h": "gj", "d": "sf", "m": "n", "g": "fh", "b": "vn"}  # fmt: skip
_UMLAUTS = {"ä": "a", "ö": "o", "ü": "u", "Ä": "A", "Ö": "O", "Ü": "U", "ß": "s"}
Spoil = Callable[[str, str, random.Random], str]


def _at(street: str, chance: random.Random) -> int:
    """A letter in the street, not the first and not the last."""
    return chance.choice([i for i in range(1, len(street) - 1) if street[i].isalpha()])


def neighbour(street: str, number: str, chance: random.Random) -> str:
    at = _at(street, chance)
    return f"{street[:at]}{chance.choice(_BESIDE.get(street[at].lower(), 'x'))}{street[at + 1 :]} {number}"


def missing(street: str, number: str, chance: random.Random) -> str:
    at = _at(street, chance)
    return f"{street[:at]}{street[at + 1 :]} {number}"


def doubled(street: str, number: str, chance: random.Random) -> str:
    at = _at(street, chance)
    return f"{street[:at]}{street[at]}{street[at:]} {number}"


def exchanged(street: str, number: str, chance: random.Random) -> str:
    at = _at(street, chance)
    return f"{street[:at]}{street[at + 1]}{street[at]}{street[at + 2 :]} {number}"


def short(street: str, number: str, _: random.Random) -> str:
    return f"{street.replace('straße', 'str.').replace('Straße', 'Str.')} {number}"


def shorter(street: str, number: str, _: random.Random) -> str:
    return f"{street.replace('straße', 'st.').replace('Straße', 'St.').replace('platz', 'pl.')} {number}"


def capitals(street: str, number: str, _: random.Random) -> str:
    return f"{street} {number}".upper()


def lower_glued(street: str, number: str, _: random.Random) -> str:
    return f"{street}{number}".lower()


def ss(street: str, number: str, _: random.Random) -> str:
    return f"{street.replace('ß', 'ss')} Nr. {number}"


def written_out(street: str, number: str, _: random.Random) -> str:
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        street = street.replace(umlaut, letters)
    return f"{street}, {number}"


def umlauts_lost(street: str, number: str, _: random.Random) -> str:
    return f"{street.translate(str.maketrans(_UMLAUTS))} {number}"


def letters_lost(street: str, number: str, _: random.Random) -> str:
    return f"{street.translate(str.maketrans(dict.fromkeys('äöüÄÖÜß', '?')))} {number}"


def blanks(street: str, number: str, chance: random.Random) -> str:
    at = _at(street, chance)
    return f"  {street[:at]} {street[at:]}   {number} "


def hyphens(street: str, number: str, _: random.Random) -> str:
    return f"{street.replace(' ', '-').replace('straße', '-Straße')} {number}"


def suffix_glued(street: str, number: str, _: random.Random) -> str:
    spread = number[:-1] + " " + number[-1].upper() if number[-1].isalpha() else number
    return f"{street} HsNr. {spread} (Hinterhaus)"


def initials(street: str, number: str, _: random.Random) -> str:
    words = street.split("-")
    if len(words) > 2:
        street = "-".join([f"{word[0]}." for word in words[:-2]] + words[-2:])
    return f"{street} {number}"


SPOILT: tuple[Spoil, ...] = (
    neighbour, missing, doubled, exchanged, short, shorter, capitals, lower_glued, ss, written_out,
    umlauts_lost, letters_lost, blanks, hyphens, suffix_glued, initials,
)  # fmt: skip


@pytest.fixture(scope="module")
def town(shared: Path) -> Any:
    extract = open_extract(shared / "data/lauf/lauf-200115.osm.pbf")
    crs = extract.crs
    return read_features(extract, crs=crs).addresses, read_network(extract, crs=crs).edges, crs


def located(asked: list[str], town: Any) -> Any:
    split = [split_address(text) for text in asked]
    frame = pd.DataFrame(
        {"street": [s.street for s in split], "house_number": [s.house_number for s in split]},
        index=[f"reg:x::{i}" for i in range(len(asked))], dtype=object,
    )  # fmt: skip
    frame["survey_day"] = pd.Timestamp("2024-10-01")
    frame[["status", "located_by", "source"]] = ["unknown", "none", "register:x"]
    addresses, edges, crs = town
    return locate(RECORDS.conform(frame), addresses=addresses, edges=edges, crs=crs)


@pytest.mark.realdata
@pytest.mark.parametrize("spoil", SPOILT, ids=lambda f: f.__name__)
def test_a_badly_written_address_is_found_or_not_guessed_and_never_another_street(
    town: Any, spoil: Spoil
) -> None:
    addresses, edges, _ = town
    chance = random.Random(7)
    known = {street_key(s) for s in [*addresses["street"], *edges["name"].dropna()]}
    door = addresses["street"] + " " + addresses["house_number"]
    once = addresses[~door.duplicated(keep=False)].sample(400, random_state=3)
    pairs = list(zip(once["street"], once["house_number"], strict=True))
    asked = [spoil(street, number, chance) for street, number in pairs]
    # a slip that makes another street's name is not to be told from that street
    own = [
        (k := street_key(split_address(text).street)) == street_key(street) or k not in known
        for text, (street, _) in zip(asked, pairs, strict=True)
    ]

    rows = located(asked, town)

    found = rows["located_by"].isin(["address", "street"]).to_numpy()
    right = rows["street"].map(street_key).to_numpy() == once["street"].map(street_key).to_numpy()
    near = rows.geometry.distance(once.geometry.set_axis(rows.index)).to_numpy() <= 30
    own_rows = np.array(own)
    wrong = [a for a, f, r, o in zip(asked, found, right, own, strict=True) if f and not r and o]
    assert wrong == []
    hits = (found & near & right)[own_rows].mean()
    assert hits >= (0.88 if spoil in (neighbour, missing) else 0.95), (
        hits, [a for a, n, o in zip(asked, near, own, strict=True) if o and not n][:12],
    )  # fmt: skip
    assert rows["candidates"].notna()[~found].mean() >= 0.9 if (~found).any() else True


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["a.xlsx", "b.csv", "c.xlsx"])
def test_a_real_survey_is_found_where_it_is_and_no_row_on_a_wrong_street(
    shared: Path, town: Any, name: str
) -> None:
    addresses, edges, crs = town
    path = shared / "data/lauf/registers" / f"lauf_register_{name}"
    records = read_register(path, survey_day=pd.Timestamp("2024-10-01").date()).records
    truth = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    told = [t for t in truth["rows"] if t["kind"] == "unit"]

    placed = locate(records, addresses=addresses, edges=edges, crs=crs)

    key = pd.MultiIndex.from_arrays([placed["source_sheet"].fillna(""), placed["source_row"]])
    rows = placed.iloc[
        key.get_indexer(pd.MultiIndex.from_tuples([(t.get("sheet", ""), t["row"]) for t in told]))
    ]
    lon, lat = (np.array([t[k] or np.nan for t in told], dtype=float) for k in ("lon", "lat"))
    east, north = project(lon, lat, source=WGS84, target=crs)
    points = rows.geometry.to_numpy()
    off = np.hypot(shapely.get_x(points) - east, shapely.get_y(points) - north)
    asked = np.array([t["locate"] for t in told])
    assert (off[asked == "address"] <= 30).mean() >= 0.97
    found = (rows["located_by"] != "none").to_numpy()
    right = [street_key(t["street"]) for t in told] == rows["street"].map(street_key)
    assert right[found].all()
    assert (rows["located_by"].to_numpy()[asked == "street"] == "street").all()


@pytest.mark.realdata
def test_a_street_that_the_town_lacks_is_seldom_taken_for_another_one(town: Any) -> None:
    addresses, edges, _ = town
    names = {street_key(s): s for s in [*addresses["street"], *edges["name"].dropna()]}

    taken = [
        (name, others.names[hit.key])
        for key, name in names.items()
        if (others := StreetNames.of({k: n for k, n in names.items() if k != key}))
        and (hit := others.find(name)).key
    ]

    # "Insbrucker" and "Innsbrucker Straße", "Mühlweg" and "Mühlenweg": four of 364
    assert len(taken) <= 0.015 * len(names), taken
