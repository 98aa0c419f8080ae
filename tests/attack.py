"""An attacker who adds and subtracts all numbers that the public products tell together.

The attacker is a strong one: knows of every unit of known status where it stands (its street and
section, whether in the centre), and how the figures are defined, but not in which state it is:
occupied, vacant for how long, partly vacant, used for a time. The published numbers are read from
the products themselves; each tells how many units of some place are in some states. An integer
program then finds the fewest and the most that each withheld count can be.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from innenstadt_gis.outputs.summary import summary_json

FEW = 3


@dataclass(frozen=True)
class Number:
    """So many units of ``units`` are in one of ``states``."""

    units: frozenset[str]
    states: frozenset[str]
    count: int
    said: str


@dataclass
class Products:
    """Figures by id, and rows of tables, as far as any product tells them."""

    figures: dict[str, dict[str, float]]
    tables: dict[str, dict[str, dict[str, Any]]]

    def figure(self, one: str, told: Mapping[str, Any]) -> None:
        known = self.figures.setdefault(one, {})
        for key in ("value", "numerator", "denominator", "bound_low", "bound_high"):
            if isinstance(told.get(key), int | float):
                known.setdefault(key, float(told[key]))

    def row(self, table: str, one: str, told: Mapping[str, Any]) -> None:
        known = self.tables.setdefault(table, {}).setdefault(one, {})
        known |= {k: v for k, v in told.items() if isinstance(v, int | float)}


# reading ---------------------------------------------------------------------------


def read_folder(out: Path) -> Products:
    """Gather the numbers of all products that lie in a folder."""
    done = Products({}, {})
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    for one in summary["figures"]:
        done.figure(one["id"], one)
    if (out / "austausch.json").exists():
        for one in json.loads((out / "austausch.json").read_text("utf-8"))["figures"]:
            done.figure(one["id"], one)
    _read_workbook(out / "kennzahlen.xlsx", summary["figures"], done)
    for path in sorted((out / "report").glob("*.geojson")):
        for feature in json.loads(path.read_text("utf-8"))["features"]:
            done.row(path.stem, str(feature.get("id")), feature["properties"])
    for path in out.glob("*.gpkg"):
        _read_package(path, done)
    return done


def _read_workbook(path: Path, figures: list[dict[str, Any]], done: Products) -> None:
    """Lines of the workbook and the numbers that its charts keep."""
    book = openpyxl.load_workbook(path)
    ids = {(f["id"].partition(":")[0], f["group"]): f["id"] for f in figures}
    words = {"Wert": "value", "Zähler": "numerator", "Nenner": "denominator",
             "mindestens (je nach Unbekannten)": "bound_low"}  # fmt: skip
    for name in ("Kennzahlen", "Aufschlüsselungen"):
        rows = list(book[name].iter_rows(values_only=True))
        head = next(n for n, row in enumerate(rows) if row[0] == "Nr.")
        for row in rows[head + 1 :]:
            told = dict(zip(rows[head], row, strict=True))
            one = ids.get((told["Nr."], told.get("Gruppe")))
            if one is not None:
                done.figure(one, {key: told[word] for word, key in words.items()})
    if "Diagramme" not in book.sheetnames:
        return
    called = {f["group"] or f["label"]: f["id"] for f in figures if f["id"][0] in "LS"}
    for label, value, *_ in book["Diagramme"].iter_rows(values_only=True, max_col=3):
        if label in called and isinstance(value, int | float):
            done.figure(called[label], {"value": value})


def _read_package(path: Path, done: Products) -> None:
    with closing(sqlite3.connect(path)) as base:
        base.row_factory = sqlite3.Row
        names = [r[0] for r in base.execute("SELECT table_name FROM gpkg_contents")]
        for name in names:
            for row in base.execute(f'SELECT * FROM "{name}"'):
                told = {k: row[k] for k in row.keys() if k not in ("geom", "fid")}  # noqa: SIM118
                one = told.get("id") or told.get(f"{name}_id")
                if one is not None:
                    done.row(name, str(one), told)


def read_release(release) -> Products:
    """The numbers of a release that was not written: its summary and its tables."""
    done = Products({}, {})
    for one in json.loads(summary_json(release, version="1", lang="de"))["figures"]:
        done.figure(one["id"], one)
    for name, table in (("sections", "section_density"), ("section_mix", "section_mix"),
                        ("clusters", "clusters"), ("zone", "zone")):  # fmt: skip
        rows = release.tables.get(table)
        if rows is not None:
            columns = [c for c in ("units", "known", "vacant") if c in rows.columns]
            for one, told in rows[columns].iterrows():
                done.row(name, str(one), {k: v for k, v in told.items() if pd.notna(v)})
    return done


# what the numbers mean ---------------------------------------------------------------


class Secrets:
    """The truth that the attacker is after: states of the register's units, and the figures whole."""

    def __init__(self, premises, findings) -> None:
        units = premises[premises["in_register"].fillna(value=False).astype(bool)]
        self.figures = {f.id: f for f in findings.figures}
        rate = next(f for f in findings.figures if f.key == "vacancy_rate")
        known = frozenset(rate.counted) or frozenset(units.index)
        self.everybody = known
        self.state = {
            one: self._state(status, duration)
            for one, status, duration in zip(
                units.index, units["status"], _column(units, "duration_class"), strict=True
            )
            if one in known
        }
        self.vacant = frozenset(i for i, s in self.state.items() if s.startswith("vacant"))
        self.places = self._places(premises, findings)

    @staticmethod
    def _state(status: str, duration: Any) -> str:
        return f"vacant {duration}" if status == "vacant" else status

    def _places(self, premises, findings) -> dict[str, frozenset[str]]:
        """Places of which it is known who stands there: streets, sections, centre, clusters, zones."""
        found = {"": self.everybody}
        for one, figure in self.figures.items():
            if one.startswith(("L-11:", "L-12:", "L-13:")):
                found[one] = frozenset(figure.counted) & self.everybody
        sections = _column(premises, "section_id")
        for one in sorted({s for s in sections if isinstance(s, str)}):
            found[f"section {one}"] = frozenset(premises.index[sections == one]) & self.everybody
        clusters, zone = findings.tables.get("clusters"), findings.tables.get("zone")
        for one, members in () if clusters is None else clusters["unit_ids"].items():
            found[f"cluster {one}"] = frozenset(members.split(";")) & self.everybody
        if zone is not None and "zone_units" in findings.tables:
            inside = findings.tables["zone_units"]["proposed"]
            for one, kind in zone["kind"].items():
                found[f"zone {one}"] = frozenset(inside.index[inside == kind]) & self.everybody
        return found

    def means(self, one: str, ids: Iterable[str]) -> tuple[frozenset[str], frozenset[str]] | None:
        """
        Place and states that tell some units of a figure by its definition, if there are such.

        A figure of a street or section tells of that, others of the town or of a part of it;
        that the shops in use of one street are those of another section would be chance.
        """
        some = frozenset(ids) & self.everybody
        every = frozenset(self.state.values())
        states = frozenset(self.state[i] for i in some)
        wide = [p for name, p in self.places.items() if name == "" or name.startswith("L-13:")]
        for place in [self.places[one]] if one in self.places else wide:
            if some == place:
                return place, every
            if some == {i for i in place if self.state[i] in states}:
                return place, states
        if one not in self.places and some in self.places.values():
            return some, every
        return None

    def targets(self) -> Iterator[tuple[str, frozenset[str], frozenset[str], int]]:
        """What nobody may know: one or two vacant units, all units vacant, one or two of a status."""
        vacant = frozenset(s for s in self.state.values() if s.startswith("vacant"))
        for one in (*self.figures, *self.places):
            if one.startswith(("L-11:", "L-12:", "L-13:", "section ")):
                place = self.places.get(one, frozenset())
                k = len(place & self.vacant)
                if 0 < k < FEW or 0 < k == len(place):
                    yield one, place, vacant, k
        for state in ("partly_vacant", "interim_use"):
            k = sum(s == state for s in self.state.values())
            if 0 < k < FEW:
                yield state, self.everybody, frozenset({state}), k


def _column(rows, name: str) -> pd.Series:
    return rows[name] if name in rows.columns else pd.Series(None, index=rows.index, dtype=object)


def numbers(products: Products, secrets: Secrets) -> list[Number]:
    """All that the products tell of places and states; what tells of neither is left out."""
    found = []
    for one, told in products.figures.items():
        figure = secrets.figures.get(one)
        if figure is None or figure.base not in ("register", "all"):
            continue
        for ids, count in _counts(figure, told):
            meant = secrets.means(one, ids)
            some = len(frozenset(ids) & secrets.everybody)
            if meant is not None and round(count) == len(ids):
                found.append(Number(*meant, some, one))
    for name, place in (("sections", "section"), ("clusters", "cluster"), ("zone", "zone")):
        for one, told in products.tables.get(name, {}).items():
            units = secrets.places.get(f"{place} {one}")
            if units is not None and isinstance(told.get("vacant"), int | float):
                k = len(units & secrets.vacant)
                if told["vacant"] == k:
                    found.append(Number(units, _vacant(secrets), k, f"{name} {one}"))
    return found + _shops_in_use(products, secrets)


def _vacant(secrets: Secrets) -> frozenset[str]:
    return frozenset(s for s in secrets.state.values() if s.startswith("vacant"))


def _shops_in_use(products: Products, secrets: Secrets) -> list[Number]:
    """How many shops are in use in a section: what is left of it stands empty."""
    found = []
    for one, told in products.tables.get("section_mix", {}).items():
        units = secrets.places.get(f"section {one}")
        if units and told.get("units") is not None:
            used = frozenset(secrets.state.values()) - _vacant(secrets)
            count = sum(secrets.state[i] in used for i in units)
            found.append(Number(units, used, count, f"section_mix {one}"))
    return found


def _counts(figure, told: Mapping[str, float]) -> Iterator[tuple[tuple[str, ...], float]]:
    """Counted rows of a figure, and how many these are as far as its numbers say so."""
    above, below, value = (told.get(key) for key in ("numerator", "denominator", "value"))
    if figure.unit == "share" and value and below and above is None:
        above = value * below
    if figure.unit == "share" and value and above and below is None:
        below = above / value
    if above is None and figure.unit in ("units", "count"):
        above = value
    if above is not None:
        yield figure.numerator_ids, above
    if below is not None:
        yield figure.counted, below


# the attack --------------------------------------------------------------------------


@dataclass(frozen=True)
class Broken:
    """A count that was withheld, and between which bounds it is known all the same."""

    what: str
    true: int
    low: int
    high: int


def broken(told: list[Number], secrets: Secrets) -> list[Broken]:
    """
    Withheld counts that the numbers give away: exactly, or as one or two and no more.
    """
    targets = list(secrets.targets())
    if not targets:
        return []
    states = sorted(set(secrets.state.values()))
    units = sorted(secrets.everybody)
    sets = [one.units for one in told] + [place for _, place, _, _ in targets]
    member = np.array([[u in some for u in units] for some in sets], dtype=bool)
    atoms, size = np.unique(member, axis=1, return_counts=True)

    def row(at: int, some: frozenset[str]) -> Any:
        chosen = np.array([s in some for s in states])
        return np.outer(atoms[at], chosen).ravel().astype(float)

    whole = np.kron(np.eye(len(size)), np.ones(len(states)))
    equal = [*whole, *(row(at, one.states) for at, one in enumerate(told))]
    right = [*size, *(one.count for one in told)]
    limits = LinearConstraint(np.array(equal), right, right)
    done = []
    for at, (what, _, some, true) in enumerate(targets, start=len(told)):
        low, high = _between(row(at, some), limits, np.repeat(size, len(states)))
        assert low <= true <= high, (what, low, true, high)  # else the attack misread a number
        if low == high or (low >= 1 and high < FEW):
            done.append(Broken(what, true, low, high))
    return done


def _between(wanted: Any, limits: LinearConstraint, most: Any) -> tuple[int, int]:
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * wanted, constraints=limits, bounds=Bounds(0, most),
            integrality=np.ones(len(wanted)),
        )  # fmt: skip
        assert found.success, found.message
        ends.append(round(sign * found.fun))
    return ends[0], ends[1]
