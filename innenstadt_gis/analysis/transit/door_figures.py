"""Figures about the way to the centre on foot or by timetable (E-30 to E-39), and its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.people import NOT_COUNTED, People
from innenstadt_gis.analysis.transit.access import Rules
from innenstadt_gis.analysis.transit.door_to_door import WINDOWS, clock
from innenstadt_gis.analysis.walkgraph import Floats
from innenstadt_gis.personas import persona
from innenstadt_gis.tables.findings.door_to_door import DOOR_TO_DOOR
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number
from innenstadt_gis.words import day as said

__all__ = ["Asked", "catchment_figures", "door_figures", "door_table"]

Flags = NDArray[np.bool_]

ADULT, OLD = "adult", "senior_75_84"
#: Late enough to have been to the cinema; so far one walks home instead, minutes.
LATE_MIN, ON_FOOT_MIN = 20 * 60, 15.0


class Asked(NamedTuple):
    """What the minutes were reckoned from, to be stated."""

    day: dt.date
    rules: Rules
    slope_share: float  # of the ways of which the slope is known
    feeds: str


def door_table(found: Mapping[str, pd.DataFrame], homes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Minutes of every home, of each who travels; contract `tables…door_to_door.DOOR_TO_DOOR`.

    ``found`` holds what `door_to_door` returned for each key of `TRAVELLERS`; minutes are
    rounded to tenths.
    """
    columns: dict[str, Any] = {}
    for key, rows in found.items():
        told = {
            "walk_min": rows["walk_to_min"], "morning_min": rows["morning_median_min"],
            "morning_p10_min": rows["morning_p10_min"], "morning_p90_min": rows["morning_p90_min"],
            "morning_changes": rows["morning_changes"], "forenoon_min": rows["forenoon_median_min"],
            "evening_min": rows["evening_median_min"],
        }  # fmt: skip
        columns |= {f"{key}_{name}": np.round(values, 1) for name, values in told.items()}
        columns[f"{key}_morning_within_30"] = np.round(rows["morning_within_share"], 3)
        columns[f"{key}_latest_home"] = clock(rows["latest_home_min"].to_numpy("float64"))
    frame = pd.DataFrame({k: np.asarray(v) for k, v in columns.items()}, index=homes.index)
    return DOOR_TO_DOOR.conform(
        gpd.GeoDataFrame(frame, geometry=homes.geometry.to_numpy(), crs=homes.crs)
    )


def door_figures(
    found: Mapping[str, pd.DataFrame], joined: Flags, people: People, asked: Asked
) -> tuple[Figure, ...]:
    """
    Who comes to the centre in time and home again.

    E-30 persons within 15 minutes on foot or by public transport, E-31 the same at the pace of
    75 to 84; E-32 and E-33 within 30 minutes; E-34 persons who come home after 20:00; E-35 until
    when half of the persons beyond 15 minutes on foot come home by a ride; E-36 persons within
    15 minutes only by a ride, for which they leave just in time, E-37 the same at the pace of 75
    to 84. The minutes of E-30 to E-33 are the median of every minute of departure from 7 to 9,
    waiting included: who goes by the clock and not by the timetable.

    Parameters
    ----------
    found
        What `door_to_door` returned, by persona, a row for each home of ``people``.
    joined
        By home, whether it touches the network: of the others nothing is known, and their
        persons make the bounds.
    people
        Persons by home.
    asked
        What is stated beside the figures.
    """
    made = _Figures(found, joined, people, asked)
    return (
        made.within(15, ADULT, "E-30"), made.within(15, OLD, "E-31"),
        made.within(30, ADULT, "E-32"), made.within(30, OLD, "E-33"),
        made.late("E-34"), made.until("E-35"),
        made.gained(ADULT, "E-36"), made.gained(OLD, "E-37"),
    )  # fmt: skip


class _Figures:
    """Homes and persons, ready to be asked for each figure."""

    def __init__(
        self, found: Mapping[str, pd.DataFrame], joined: Flags, people: People, asked: Asked
    ) -> None:
        self.found, self.joined, self.people, self.asked = found, joined, people, asked
        self.spread = people.said

    def column(self, key: str, name: str) -> Floats:
        """Minutes by home; infinite where there is no way."""
        return self.found[key][name].fillna(np.inf).to_numpy("float64")

    def stated(self, key: str, what: Text, **more: Any) -> dict[str, Any]:
        """Method and parameters of a figure."""
        asked, rules, who, people = self.asked, self.asked.rules, persona(key), self.people
        how = journeys_said(asked, what, key)
        if key != "adult":
            how = Text(f"{how.de}; {NOT_COUNTED.de}", f"{how.en}; {NOT_COUNTED.en}")
        return {
            "method": Text(
                f"{how.de}; {self.spread.de}; {people.census.de}",
                f"{how.en}; {self.spread.en}; {people.census.en}",
            ),
            "parameters": {
                "day": asked.day.isoformat(), "persona": key, "speed_kmh": who.speed_kmh,
                "slope_known_share": round(asked.slope_share, 4), "change_min": rules.change_min,
                "max_walk_min": rules.max_walk_min, "persons": people.total, **more,
            },
            "base_table": "population",
        }  # fmt: skip

    def share(self, hit: Flags, stated: dict[str, Any], **named: Any) -> Figure:
        told = self.people.share(hit, known=self.joined)
        return Figure(unit="share", **told._asdict(), **stated, **named)

    def within(self, limit: int, key: str, number_: str) -> Figure:
        label = Text(
            f"Personen höchstens {limit} min vom Zentrum, zu Fuß oder mit Bus und Bahn",
            f"persons at most {limit} min from the centre, on foot or by public transport",
        )
        return self.share(
            self.column(key, "morning_median_min") <= limit,
            self.stated(key, _MORNING, minutes=limit, window=_said("morning"),
                        on_foot_alone=self.on_foot(key, limit)),
            id=number_, key=f"persons_within_{limit}_min_by_transit{_PACE[key].key}",
            label=_paced(label, key),
        )  # fmt: skip

    def on_foot(self, key: str, limit: float) -> float | None:
        """The same share, on foot alone."""
        value = self.people.share(self.column(key, "walk_to_min") <= limit, known=self.joined).value
        return None if value is None else round(value, 4)

    def late(self, number_: str) -> Figure:
        latest = self.found[ADULT]["latest_home_min"].to_numpy("float64")
        on_foot = self.column(ADULT, "walk_from_min") <= ON_FOOT_MIN
        return self.share(
            (np.nan_to_num(latest, nan=-1.0) >= LATE_MIN) | on_foot,
            self.stated(ADULT, _LATE, minutes_on_foot=ON_FOOT_MIN,
                        home_within_min=self.asked.rules.home_within_min),
            id=number_, key="persons_home_after_20",
            label=Text(
                "Personen, die nach 20 Uhr noch aus dem Zentrum heimkommen (Bus, Bahn oder bis 15 min zu Fuß)",
                "persons who come home from the centre after 20:00 (by transit or within 15 min on foot)",
            ),
        )  # fmt: skip

    def until(self, number_: str) -> Figure:
        far = self.joined & (self.column(ADULT, "walk_from_min") > ON_FOOT_MIN)
        latest = self.found[ADULT]["latest_home_min"].to_numpy("float64")
        weight = np.where(far, self.people.each, 0.0)
        total = float(weight.sum())
        value, why = None, self.people.share(far, known=self.joined).why
        if why is None and total <= 0:
            why = Text(
                "niemand wohnt weiter als 15 min zu Fuß", "nobody lives farther than 15 min on foot"
            )
        if why is None:
            value = _middle(latest, weight)
            why = None if value is not None else _NO_RIDE
        return Figure(
            id=number_, key="latest_way_home", unit="o'clock",
            label=Text(
                "bis wann die Hälfte der Personen jenseits von 15 min Fußweg mit Bus oder Bahn heimkommt",
                "until when half of the persons beyond 15 min on foot come home by transit",
            ),
            value=None if value is None else value / 60.0, denominator=total,
            coverage=self.people.share(far, known=self.joined).coverage,
            **self.stated(ADULT, _LATE, minutes_on_foot=ON_FOOT_MIN), why=why,
        )  # fmt: skip

    def gained(self, key: str, number_: str) -> Figure:
        limit = 15
        ride = self.column(key, "morning_best_min") <= limit
        on_foot = self.column(key, "walk_to_min") <= limit
        label = Text(
            f"Personen, die nur mit Bus oder Bahn in {limit} min im Zentrum sind, wenn sie die Abfahrt abpassen",
            f"persons within {limit} min of the centre only by public transport, if they leave just in time",
        )
        return self.share(
            ride & ~on_foot,
            self.stated(key, _IN_TIME, minutes=limit, window=_said("morning")),
            id=number_, key=f"persons_gained_by_transit{_PACE[key].key}", label=_paced(label, key),
        )  # fmt: skip


class _Pace(NamedTuple):
    key: str
    said: Text


_PACE = {
    ADULT: _Pace("", Text("", "")),
    OLD: _Pace("_at_75_84", Text(" (im Gehtempo von 75 bis 84)", " (at the pace of 75 to 84)")),
}
_MORNING = Text(
    "Median über jede Minute der Abfahrt von 7 bis 9 Uhr, Warten eingerechnet",
    "median of every minute of departure from 7 to 9, waiting included",
)
_IN_TIME = Text("die schnellste Abfahrt von 7 bis 9 Uhr", "the fastest departure from 7 to 9")
_LATE = Text(
    "letzte Fahrt vom Zentrum nach Hause, schneller als zu Fuß und in weniger als 2 Stunden",
    "last ride home from the centre, faster than on foot and in less than 2 hours",
)
_NO_RIDE = Text(
    "für mehr als die Hälfte fährt nichts, das schneller wäre als zu Fuß",
    "for more than half nothing runs that would be faster than on foot",
)


#: Every minute of departure before noon, when people shop.
FORENOON = Text(
    "Median über jede Minute der Abfahrt von 10 bis 12 Uhr, Warten eingerechnet",
    "median over every minute of departure from 10 to 12, waiting included",
)


def journeys_said(asked: Asked, what: Text, key: str) -> Text:
    """Say how the minutes of a persona were reckoned; ``what`` of them is told first."""
    rules, who = asked.rules, persona(key)
    speed = [number(who.speed_kmh, digits=1, lang=lang) for lang in ("de", "en")]
    change, walk = number(rules.change_min), number(rules.max_walk_min)
    return Text(
        f"{what.de}; zu Fuß ({speed[0]} km/h) oder mit Bus und Bahn nach dem Fahrplan {asked.feeds} "
        f"am {said(asked.day)}, von Tür zu Tür, Umsteigen mindestens {change} min, bis zur "
        f"Haltestelle höchstens {walk} min zu Fuß",
        f"{what.en}; on foot ({speed[1]} km/h) or by public transport by the timetable {asked.feeds} "
        f"on {asked.day.isoformat()}, from door to door, changes take {change} min at least, walks "
        f"to the stop {walk} min at most",
    )


def _paced(label: Text, key: str) -> Text:
    pace = _PACE[key].said
    return Text(label.de + pace.de, label.en + pace.en)


def _said(window: str) -> str:
    times = WINDOWS[window]
    ends = clock(np.array([times.start_min, times.end_min], dtype=float))
    return f"{ends[0]}-{ends[1]}"


def _middle(latest: Floats, weight: Floats) -> float | None:
    """Latest minute at which at least half of the weight still comes home."""
    latest = np.where(np.isnan(latest), -np.inf, latest)
    order = np.argsort(-latest, kind="stable")
    reached = np.cumsum(weight[order])
    found = latest[order[np.searchsorted(reached, reached[-1] / 2 - 1e-9)]]
    return float(found) if np.isfinite(found) else None


def catchment_figures(
    catchment: gpd.GeoDataFrame, asked: Asked, *, limits: tuple[int, ...] = (30, 60)
) -> tuple[Figure, ...]:
    """
    E-38 and E-39: stops of the timetable from which the centre is reached in 30 and 60 minutes.

    A stop counts by the median of its ways that day, for whoever comes just in time; the rest
    of the method stands in `catchment`.
    """
    rows = catchment[catchment["connections"].fillna(0) > 0]
    minutes = catchment["journey_min"].fillna(np.inf)
    figures = []
    for number_, limit in zip(("E-38", "E-39"), limits, strict=True):
        near = catchment[minutes <= limit]
        figures.append(
            Figure(
                id=number_, key=f"catchment_stops_{limit}", unit="count",
                label=Text(
                    f"Haltestellen, von denen man das Zentrum in {limit} min erreicht (ohne Warten)",
                    f"stops from which the centre is reached in {limit} min (without waiting)",
                ),
                value=float(len(near)), numerator=len(near), denominator=len(catchment),
                method=Text(
                    f"mittlere Verbindung (Median) zwischen 6 und 20 Uhr nach dem Fahrplan {asked.feeds} "
                    f"am {said(asked.day)}, Fußweg Luftlinie × {number(asked.rules.detour, digits=1)}, "
                    f"Umsteigen mindestens {number(asked.rules.change_min)} min",
                    f"median way between 6 and 20 by the timetable {asked.feeds} on "
                    f"{asked.day.isoformat()}, on foot the straight line × {asked.rules.detour}, changes take "
                    f"{number(asked.rules.change_min)} min at least",
                ),
                parameters={"minutes": limit, "day": asked.day.isoformat(),
                            "stops_with_a_way_to_the_centre": len(rows)},
                base_table="catchment", counted=tuple(sorted(catchment.index)),
                numerator_ids=tuple(sorted(near.index)),
            )
        )  # fmt: skip
    return tuple(figures)
