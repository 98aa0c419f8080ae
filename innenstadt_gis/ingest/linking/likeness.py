"""How sure it is that a row of one survey is a unit of an earlier one."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd

from innenstadt_gis.ingest.linking.names import name_likeness
from innenstadt_gis.ingest.linking.places import Place, keys_of

__all__ = ["Facts", "bare_confidence", "named_confidence", "numbers_hold"]

_SAME_NAME = 80.0
# Object numbers are trusted when so many of them, and this share, still name the same address.
_NUMBERS_AT_LEAST = 5
_NUMBERS_AGREE = 0.9
_AREAS = ("sales_area_m2", "usable_area_m2", "unspecified_area_m2")


@dataclass(frozen=True, slots=True)
class Facts:
    """What records say that can tell whether they speak of one unit, by position."""

    places: list[Place]
    name: Any
    branch: Any
    previous_branch: Any
    number: Any
    areas: Any
    floor: Any

    @classmethod
    def of(cls, records: pd.DataFrame, places: list[Place]) -> Facts:
        """Take the columns out of the frame once."""
        text = {
            c: records[c].astype(object).where(records[c].notna(), None).to_numpy()
            for c in ("name", "branch", "previous_branch", "object_number", "floor")
        }
        areas = records[list(_AREAS)].to_numpy(dtype="float64")
        return cls(
            places, text["name"], text["branch"], text["previous_branch"], text["object_number"],
            areas, text["floor"],
        )  # fmt: skip

    def content(self, i: int) -> tuple[Any, ...]:
        """What orders rows of one place, whatever the order in the file."""
        told = (self.name[i], self.branch[i], self.previous_branch[i], self.number[i])
        areas = tuple(-1.0 if math.isnan(a) else a for a in self.areas[i].tolist())
        return (*((t is None, t or "") for t in told), areas)

    def relation(self, i: int, j: int) -> str:
        """
        Tell how two places are alike: same, floor, other_floor, spelling, near or elsewhere.

        ``floor``: one of the two does not tell it; ``other_floor``: both do, and differ.
        """
        one, other = self.places[i], self.places[j]
        if one.address is None or other.address is None:
            return "near"
        if one.address != other.address:
            covered = [
                {key[2] for key in keys_of(place, None, numbers={}, around=False)}
                for place in (one, other)
            ]
            same_street = one.street == other.street
            return "spelling" if same_street and covered[0] & covered[1] else "elsewhere"
        if one.floor == other.floor:
            return "same"
        return "floor" if self.floor[i] is None or self.floor[j] is None else "other_floor"

    def same_name(self, i: int, j: int) -> bool:
        """Tell whether both have names, and like ones."""
        return name_likeness(self.name[i], self.name[j]) >= _SAME_NAME


def numbers_hold(facts: Facts, rows: list[int], before: list[int]) -> bool:
    """
    Tell whether object numbers persist from one survey to the next.

    Numbers that only count rows ("lfd. Nr.") move with every inserted row, and "neu1"
    stands in every list: numbers count when at least 5 of them are in both surveys once
    each, and nine of ten of those name the same address.
    """
    here, there = (_once(facts, part) for part in (rows, before))
    shared = here.keys() & there.keys()
    pairs = [(facts.places[here[n]], facts.places[there[n]]) for n in shared]
    told = [(one.address, other.address) for one, other in pairs if one.address and other.address]
    agree = sum(one == other for one, other in told)
    # In a list whose rows did not move, counting agrees as well, and is then as good.
    return len(told) >= _NUMBERS_AT_LEAST and agree >= _NUMBERS_AGREE * len(told)


def _once(facts: Facts, rows: list[int]) -> dict[str, int]:
    count = Counter(facts.number[i] for i in rows if facts.number[i])
    return {facts.number[i]: i for i in rows if count.get(facts.number[i]) == 1}


def named_confidence(facts: Facts, i: int, j: int, *, numbers: bool) -> float:
    """
    Confidence where a like name or a proven number speaks for one unit; 0 if neither does.

    Same place 0.95, house number written otherwise 0.9, near or without house number 0.9;
    floor told by one of the two alone 0.85, another floor 0.7 (a shop may move upstairs); a
    proven number at the same place 0.97. What the rows say of area and branch moves it by a
    hundredth or two, to tell two shops of one name apart.
    """
    how = facts.relation(i, j)
    alike = facts.same_name(i, j)
    same_number = numbers and facts.number[i] is not None and facts.number[i] == facts.number[j]
    nudge = 0.1 * _evidence(facts, i, j)
    if same_number and (alike or how == "same"):
        return min(0.99, 0.97 + nudge)
    if alike and how != "elsewhere":
        base = {"same": 0.95, "spelling": 0.9, "floor": 0.85, "other_floor": 0.7, "near": 0.9}[how]
        return min(0.96, base + nudge)
    return 0.0


def bare_confidence(
    facts: Facts, i: int, j: int, *, alone: str, numbers: bool, same_day: bool
) -> float:
    """
    Confidence where the place must speak, for shops change while their unit stays.

    Parameters
    ----------
    alone
        "only" if row and unit are the only ones at their address, "left" if the others
        there have found each other, "even" if as many rows as units are left, else "".
    numbers
        Object numbers are proven: different ones then speak against it.
    same_day
        Both are of one day, when no shop can have changed: two lists of one survey.
    """
    how = facts.relation(i, j)
    told = facts.name[i] is not None and facts.name[j] is not None
    if same_day:
        if told:
            return 0.3 if how in ("same", "spelling") else 0.0
        return {"only": 0.75, "left": 0.6}.get(alone, 0.45) if how == "same" else 0.3
    base = {"only": 0.9, "left": 0.75, "even": 0.6}.get(alone, 0.5)
    base = {
        "same": base,
        "near": base - 0.05,
        "spelling": base - 0.15,
        "floor": 0.4,
        "other_floor": 0.3,
        "elsewhere": 0.2,
    }[how]
    if told and alone not in ("only", "left"):
        base -= 0.1
    base += _evidence(facts, i, j)
    one, other = facts.number[i], facts.number[j]
    if numbers and one is not None and other is not None:
        base += 0.2 if one == other else -0.3
    return max(0.05, min(0.9, base))


def _evidence(facts: Facts, i: int, j: int) -> float:
    """What area, branch and number say for (above 0) or against (below 0) one unit."""
    score = 0.0
    a, b = facts.areas[i], facts.areas[j]
    known = (a > 0) & (b > 0)  # blank is not above 0
    if known.any():
        ratio = float((abs(a[known] - b[known]) / b[known]).min())
        score += 0.15 if ratio <= 0.1 else -0.15 if ratio > 0.5 else 0.0
    was = facts.branch[j] or facts.previous_branch[j]
    if was is not None:
        if facts.branch[i] == was:
            score += 0.1
        elif facts.previous_branch[i] == was:
            score += 0.15
    if facts.number[i] is not None and facts.number[i] == facts.number[j]:
        score += 0.1
    return score
