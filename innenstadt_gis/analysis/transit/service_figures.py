"""Figures about stops and who lives near them (E-20 to E-29)."""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.analysis.counting import ids, within
from innenstadt_gis.analysis.people import People
from innenstadt_gis.analysis.transit.class_areas import NO_CLASS, class_label, near_any
from innenstadt_gis.analysis.transit.class_tables import GERMAN
from innenstadt_gis.analysis.transit.service import Service
from innenstadt_gis.tables.findings.transit import SERVICE_DAYS
from innenstadt_gis.timetable import Timetable
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number
from innenstadt_gis.words import day as said

__all__ = ["FREQUENT", "Frequent", "people_figures", "stop_figures"]

_GOOD = ("A", "B", "C", "D")
#: A stop is next to the centre within this, m as the crow flies; else the nearest one is taken.
NEAR_CENTRE_M, FARTHEST_CENTRE_M = 300.0, 1000.0


class Frequent(NamedTuple):
    """When a stop counts as well served: departures a day in all directions, metres to it."""

    departures: int
    bus_m: float
    rail_m: float


#: BBSR and Allianz pro Schiene, as the crow flies.
FREQUENT = Frequent(20, 600.0, 1200.0)

_NO_CENTRE = Text("kein Zentrum angegeben", "no centre given")
_NO_STOP = Text(
    f"keine Haltestelle mit Abfahrten bis {number(FARTHEST_CENTRE_M)} m vom Zentrum",
    f"no stop with departures within {number(FARTHEST_CENTRE_M, lang='en')} m of the centre",
)
_NO_PAIR = Text("der Fahrplan hat keinen solchen Tag", "the timetable has no such day")
_SATURDAY = 5


def people_figures(
    service: Service,
    classes: pd.Series,
    people: People,
    timetable: Timetable,
    *,
    frequent: Frequent = FREQUENT,
) -> tuple[Figure, ...]:
    """
    How many people live in which class, and near a stop that is served often.

    E-20 persons in the German classes A to D; E-21 persons in none; E-22 persons with a stop of
    at least 20 departures a day within 600 m, or one of as many trains within 1,200 m, as the
    crow flies; E-28 persons by class, one cell each. Persons of cells without a home make the
    bounds. What runs on call does not count; a stop without coordinates reaches nobody
    (``stops_without_place`` says how many there are, ``modes`` what the timetable holds at all).

    Parameters
    ----------
    service, timetable
        From `service.stop_service`, and what it was counted from.
    classes
        Class of each home of ``people``, from `class_areas.home_classes`.
    people
        From `people.people_of`.
    frequent
        What "often" means for E-22.
    """
    asked, window = _Asked(service, people, timetable), window_said(service)
    by_class = Text(
        f"beste Güteklasse aller Haltestellen in Luftlinie ({GERMAN.source.de}), {asked.when.de}, {window.de}",
        f"best class of all stops as the crow flies ({GERMAN.source.en}), {asked.when.en}, {window.en}",
    )
    good, none = classes.isin(_GOOD).to_numpy(), classes.isna().to_numpy(dtype=bool)
    figures = [
        asked.share(
            good, by_class, id="E-20", key="persons_transit_class_a_to_d",
            label=Text(
                "Personen mit ÖV-Güteklasse A bis D", "persons with transit quality class A to D"
            ),
        ),
        asked.share(
            none, by_class, id="E-21", key="persons_without_transit_class",
            label=Text("Personen ohne ÖV-Güteklasse", "persons without a transit quality class"),
        ),
        asked.frequent(frequent),
    ]  # fmt: skip
    if figures[0].value is not None:
        for key in (*GERMAN.names, NO_CLASS):
            here = none if key == NO_CLASS else (classes == key).to_numpy(dtype=bool)
            figures.append(
                asked.share(
                    here, by_class, id=f"E-28:{key}", key=f"persons_transit_class_{key.lower()}",
                    label=Text("Personen nach ÖV-Güteklasse", "persons by transit quality class"),
                    group=class_label(key), cell=("transit_people", key),
                )
            )  # fmt: skip
    return tuple(figures)


class _Asked:
    """Persons by home, ready to be asked."""

    def __init__(self, service: Service, people: People, timetable: Timetable) -> None:
        self.service, self.people = service, people
        self.when = day_said(service, timetable)

    def share(self, here: Any, method: Text, **stated: Any) -> Figure:
        people, told = self.people, self.people.share(here)
        parameters = stated.pop("parameters", {}) | self._stated(people.total)
        return Figure(
            unit="share", base_table="population", parameters=parameters,
            method=Text(
                f"{method.de}; {people.said.de}; {people.census.de}",
                f"{method.en}; {people.said.en}; {people.census.en}",
            ),
            **told._asdict(), **stated,
        )  # fmt: skip

    def _stated(self, total: float) -> dict[str, Any]:
        stations = self.service.stations
        served = stations[(stations["departures_day"] > 0).to_numpy(dtype=bool)]
        modes = {mode for text in served["modes"].fillna("") for mode in text.split(";") if mode}
        return {
            "day": self.service.day.isoformat(), "persons": total, "modes": ";".join(sorted(modes)),
            "stops_without_place": int((~served["placed"].astype(bool)).sum()),
        }  # fmt: skip

    def frequent(self, often: Frequent) -> Figure:
        stations = self.service.stations
        by_any = stations[(stations["departures_day"] >= often.departures).to_numpy(dtype=bool)]
        trains = (stations["rail_departures_day"] >= often.departures).to_numpy(dtype=bool)
        homes = self.people.homes
        near = near_any(homes, by_any, often.bus_m) | near_any(
            homes, stations[trains], often.rail_m
        )
        de, en = (
            (number(often.bus_m, lang=lang), number(often.rail_m, lang=lang))
            for lang in ("de", "en")
        )
        return self.share(
            near.to_numpy(dtype=bool),
            Text(
                f"Haltestelle mit mindestens {often.departures} Abfahrten am Tag bis {de[0]} m oder Bahnhof "
                f"mit so vielen Zügen bis {de[1]} m Luftlinie (BBSR, Allianz pro Schiene), {self.when.de}",
                f"stop with at least {often.departures} departures a day within {en[0]} m, or station with "
                f"as many trains within {en[1]} m as the crow flies (BBSR, Allianz pro Schiene), {self.when.en}",
            ),
            id="E-22", key="persons_near_frequent_stop",
            label=Text(
                f"Personen mit Haltestelle ab {often.departures} Abfahrten am Tag "
                f"({de[0]} m, Bahn {de[1]} m)",
                f"persons with a stop of {often.departures} departures a day ({en[0]} m, rail {en[1]} m)",
            ),
            parameters=often._asdict(),
        )  # fmt: skip


def day_said(service: Service, timetable: Timetable) -> Text:
    """Name the feeds and the day in half a sentence."""
    feeds = ", ".join(dict.fromkeys(feed.publisher or feed.name for feed in timetable.feeds))
    return Text(
        f"Fahrplan {feeds} am {said(service.day)}",
        f"timetable {feeds} on {service.day.isoformat()}",
    )


def window_said(service: Service) -> Text:
    """Write the window of the classes: ``6 bis 20 Uhr``."""
    first, last = (_hour(seconds) for seconds in service.window_s)
    return Text(f"{first} bis {last} Uhr", f"{first} to {last} o'clock")


def _hour(seconds: int) -> str:
    minutes = seconds % 3600 // 60
    return f"{seconds // 3600}:{minutes:02d}" if minutes else f"{seconds // 3600}"


def stop_figures(
    service: Service,
    timetable: Timetable,
    centres: gpd.GeoDataFrame,
    *,
    area: Any = None,
) -> tuple[Figure, ...]:
    """
    What the stops of a town offer.

    E-23 departures on the day of reference, E-24 the last one, E-25 the longest gap within the
    window, all at the stop with most departures within 300 m of a centre (else the nearest
    within 1,000 m); E-26 and E-27 departures of all stops on a Saturday and a Sunday, as a share
    of those on the day of reference (Tuesday to Thursday); E-29 share of the stops served then
    that nothing leaves on a Sunday. What runs on call does not count.

    Parameters
    ----------
    service, timetable
        From `service.stop_service`, and what it was counted from.
    centres
        Points or polygons; contract in `tables.CENTRES`.
    area
        Polygon in which stops count for E-26 to E-29; None: all that have a place.
    """
    placed = service.stations[service.stations.geometry.notna()]
    inside = placed[within(placed, area)]
    return (
        *_at_the_centre(service, timetable, placed, centres),
        _weekend(service, inside, "saturday", "E-26"),
        _weekend(service, inside, "sunday", "E-27"),
        _never_on_sunday(service, inside),
    )


def _centre_stop(placed: gpd.GeoDataFrame, centres: gpd.GeoDataFrame) -> tuple[str, float] | None:
    """Id of the stop with most departures next to a centre, and the metres to it."""
    served = placed[(placed["departures_day"] > 0).to_numpy(dtype=bool)]
    if not len(served):
        return None
    goal = shapely.union_all(np.asarray(centres.geometry.to_numpy(), dtype=object))
    metres = shapely.distance(np.asarray(served.geometry.to_numpy(), dtype=object), goal)
    told = pd.DataFrame(
        {"m": metres, "n": -served["departures_day"].to_numpy("float64")}, served.index
    )
    near = told[told["m"] <= NEAR_CENTRE_M].sort_values(["n", "m"], kind="stable")
    best = (
        near
        if len(near)
        else told[told["m"] <= FARTHEST_CENTRE_M].sort_values(["m", "n"], kind="stable")
    )
    return (str(best.index[0]), float(best["m"].iloc[0])) if len(best) else None


def _at_the_centre(
    service: Service, timetable: Timetable, placed: gpd.GeoDataFrame, centres: gpd.GeoDataFrame
) -> tuple[Figure, ...]:
    found = _centre_stop(placed, centres) if len(centres) else None
    why = _NO_CENTRE if not len(centres) else None if found else _NO_STOP
    row = placed.loc[found[0]] if found else None
    name = str(row["name"]) if row is not None else ""
    where = Text(f" (Haltestelle {name})", f" (stop {name})") if name else Text("", "")
    when = day_said(service, timetable)
    common: dict[str, Any] = {
        "method": Text(
            f"meistbediente Haltestelle am Zentrum{where.de}, alle Linien und Richtungen; {when.de}",
            f"best-served stop next to the centre{where.en}, all lines and directions; {when.en}",
        ),
        "parameters": {"stop": name, "metres": round(found[1]) if found else None,
                       "day": service.day.isoformat()},
        "base_table": "stop_service",
        "counted": (found[0],) if found else (),
    }  # fmt: skip
    gap = None if row is None or pd.isna(row["longest_gap_min"]) else float(row["longest_gap_min"])
    window = window_said(service)
    seldom = Text("weniger als zwei Abfahrten in dieser Zeit", "fewer than two departures then")
    return (
        Figure(
            id="E-23", key="centre_stop_departures", unit="departures",
            label=Text("Abfahrten am Tag an der Haltestelle am Zentrum", "departures a day at the centre's stop"),
            value=None if row is None else float(row["departures_day"]), why=why, **common,
        ),
        Figure(
            id="E-24", key="centre_stop_last_departure", unit="o'clock",
            label=Text("Letzte Abfahrt an der Haltestelle am Zentrum", "last departure at the centre's stop"),
            value=None if row is None else _hours(str(row["last"])), why=why, **common,
        ),
        Figure(
            id="E-25", key="centre_stop_longest_gap", unit="min",
            label=Text("Längste Lücke zwischen Abfahrten am Zentrum", "longest gap between departures at the centre"),
            value=gap, why=why or (seldom if gap is None else None),
            **common | {"method": Text(f"{common['method'].de}, {window.de}", f"{common['method'].en}, {window.en}")},
        ),
    )  # fmt: skip


def _hours(clock: str) -> float:
    hours, minutes = clock.split(":")
    return int(hours) + int(minutes) / 60


def _comparable(service: Service, kind: str) -> Text | None:
    """Why a kind of day cannot be held against the day of reference; None if it can."""
    if service.day.weekday() >= _SATURDAY:
        return Text("der Stichtag ist selbst am Wochenende", "the day of reference is at a weekend")
    return None if kind in service.days else _NO_PAIR


def _weekend(service: Service, inside: gpd.GeoDataFrame, kind: str, id_: str) -> Figure:
    why = _comparable(service, kind)
    many = float(inside["departures_day"].sum())
    few = 0.0 if why else float(inside[f"departures_{kind}"].sum())
    if why is None and many <= 0:
        why = Text("am Stichtag fährt nichts", "nothing leaves on the day of reference")
    label = SERVICE_DAYS[kind]
    return Figure(
        id=id_, key=f"{kind}_departures_share", unit="share",
        label=Text(
            f"Abfahrten {label.de} gegenüber dem Stichtag",
            f"departures {label.en} to those of the day of reference",
        ),
        value=None if why else few / many, numerator=None if why else few,
        denominator=None if why else many, why=why, base_table="stop_service",
        counted=ids(inside), **_compared(service, kind),
    )  # fmt: skip


def _compared(service: Service, kind: str) -> dict[str, Any]:
    one, other = service.days.get(kind), service.day
    if one is None:
        return {"parameters": {"day": other.isoformat()}}
    return {
        "method": Text(
            f"Abfahrten aller Haltestellen am {said(one)} (Tag mit mittlerer Fahrtenzahl seiner Art) "
            f"gegenüber denen am {said(other)}",
            f"departures of all stops on {one.isoformat()} (a day with the median number of trips of "
            f"its kind) to those on {other.isoformat()}",
        ),
        "parameters": {"day": other.isoformat(), kind: one.isoformat()},
    }


def _never_on_sunday(service: Service, inside: gpd.GeoDataFrame) -> Figure:
    why = _comparable(service, "sunday")
    served = inside[(inside["departures_day"] > 0).to_numpy(dtype=bool)]
    if why is None and not len(served):
        why = Text("am Stichtag fährt nichts", "nothing leaves on the day of reference")
    never = served[(served["departures_sunday"] == 0).fillna(value=False).to_numpy(dtype=bool)]
    return Figure(
        id="E-29", key="stops_without_sunday_service", unit="share",
        label=Text("Haltestellen ohne Abfahrt am Sonntag", "stops without a departure on Sundays"),
        value=None if why else len(never) / len(served), numerator=None if why else len(never),
        denominator=None if why else len(served), base_table="stop_service", counted=ids(served),
        numerator_ids=() if why else ids(never), left_out=ids(inside.index.difference(served.index)),
        rows_audience="oeffentlich", why=why, **_compared(service, "sunday"),
    )  # fmt: skip
