"""A walk as its papers show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from innenstadt_gis.outputs.photos import Photo
from innenstadt_gis.words import Text

#: A bench or toilet not farther than this from the way is on it, m.
BESIDE_M = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop: where, what it is, what to talk about, when the group is there, what it looked like."""

    number: int
    title: Text
    theme: Text
    question: Text
    point: Any
    arrives_min: float
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The way to a stop (the last one: to the end): line, minutes, metres, seats on it."""

    line: Any
    minutes: float
    metres: float
    seats: int
    longest_without_seat_m: float
    toilets: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TownWalk:
    """Stops in order, legs (one more than stops), where it starts and ends, how long it takes."""

    town: str
    day: str
    start: Text
    end: Text
    start_point: Any
    end_point: Any
    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]
    minutes: float
    at_stop_min: float
    pace: Text
    crs: Any
