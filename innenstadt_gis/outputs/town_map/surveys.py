"""The same units at each survey: a layer a day, to be looked at alone or side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.map import MapLayer, MapSurveys
from innenstadt_gis.outputs.town_map.layers import status_classes, worded
from innenstadt_gis.words import Lang, Text, day

__all__ = ["map_surveys", "said_of_surveys", "survey_keys", "survey_layers"]


def _states(release: Release) -> dict[dt.date, Any]:
    """Status of each unit at each survey, from what became of it in between; oldest first."""
    moves = release.tables.get("transitions")
    if moves is None or not len(moves) or "premises" not in release.tables:
        return {}
    days = sorted({*moves["from_day"], *moves["to_day"]})
    sides = [
        moves[moves["to_day"] == one][["unit_id", "to_status"]].set_axis(["unit", "status"], axis=1)
        for one in days[1:]
    ]
    first = moves[moves["from_day"] == days[0]][["unit_id", "from_status"]]
    sides.insert(0, first.set_axis(["unit", "status"], axis=1))
    return {
        pd.Timestamp(one).date(): side.drop_duplicates("unit").set_index("unit")["status"]
        for one, side in zip(days, sides, strict=True)
    }


def survey_keys(release: Release) -> tuple[str, ...]:
    """Keys of the layers of the surveys, the oldest first; none with fewer than two."""
    return tuple(f"survey_{one:%Y%m%d}" for one in _states(release))


def survey_layers(release: Release, lang: Lang) -> list[MapLayer]:
    """
    Units by their status at each survey; empty with fewer than two.

    A unit that was gone then is not drawn, one that the survey does not list is unknown.
    Only the newest survey says the name of a unit: an earlier one may have had another tenant.
    """
    states = _states(release)
    made = []
    for key, (when, status) in zip(survey_keys(release), states.items(), strict=True):
        units = release.tables["premises"]
        there = units[units.index.isin(status.index)]
        frame = worded(there.assign(status=status.reindex(there.index)), lang)
        if when != max(states):
            frame = frame.assign(title=frame["address"])
        frame, classes = status_classes(frame, lang)
        title = Text(f"Erhebung vom {day(when, lang='de')}", f"Survey of {day(when, lang='en')}")
        made.append(
            MapLayer(
                key=key, title=title.to(lang), kind="units", frame=frame, class_column="group",
                classes=classes, tooltip=(("title", Text("Name", "name").to(lang)),),
                visible=False, listed=False,
            )
        )  # fmt: skip
    return made


def map_surveys(release: Release, layers: Collection[MapLayer], *, lang: Lang) -> MapSurveys | None:
    """Which layers of a map are to be compared; None with fewer than two surveys."""
    drawn = {one.key for one in layers}
    states = _states(release)
    if len(states) < 2 or not drawn.issuperset(survey_keys(release)):
        return None
    years = [f"{one:%Y}" for one in states]
    once = len(set(years)) == len(years)
    days = [day(one, lang=lang) for one in states]
    return MapSurveys(
        days=tuple(zip(survey_keys(release), days, years if once else days, strict=True)),
        change="change",
    )


def said_of_surveys(release: Release) -> Iterator[Text]:
    """Say what stands on the left and what on the right."""
    days = list(_states(release))
    if len(days) < 2:
        return
    before, now = days[-2:]
    yield Text(
        f"Links der {day(before, lang='de')}, rechts der {day(now, lang='de')}; die Linie lässt "
        "sich ziehen. Woran erinnern Sie sich?",
        f"On the left {day(before, lang='en')}, on the right {day(now, lang='en')}; the line can "
        "be dragged. What do you remember?",
    )
