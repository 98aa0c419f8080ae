"""Whether values can stand side by side: "nicht vergleichbar, weil …"."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Sequence
from statistics import median_low

from innenstadt_gis.exchange import Exchange
from innenstadt_gis.exchange.comparison import Reason
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, day, number, percent

__all__ = ["APART_MONTHS", "MOST_UNKNOWN", "common_definition", "definition_of", "notes_on", "reasons_against"]  # fmt: skip

#: Above this share of unknown status there is no headline (as in a town's own report).
MOST_UNKNOWN = 0.20
#: Surveys further from the middle one than this are of another time.
APART_MONTHS = 24
_DAYS_A_MONTH = 30.44

#: Parameters that say how a figure is defined; all others say what was found.
_DEFINING = (
    "area", "at_coverage", "census", "change_min", "core_share", "functions", "gap_m", "goal",
    "home_within_min", "kinds", "max_walk_min", "minutes", "minutes_on_foot", "most_unknown", "of_footprint",
    "of_other_area", "order", "partly_vacant_share", "persona", "place", "recent_months", "speed_kmh",
    "within_m",
)  # fmt: skip
#: The year of a census is no such number: eleven years lie between the last two.
_NUMBER = re.compile(r"(?<!Zensus )(?<![\d.,])\d[\d.,]*")
#: What a method tells of the town, not of itself: whose timetable, how much is of OpenStreetMap.
_OF_THE_TOWN = re.compile(
    r"Fahrplan .*? am [\d.]+|; [\d.,]+\s?% der Einheiten nur aus OpenStreetMap|[\d.,]+\s?% der Häuser abgedeckt"
    r"| und, wo es keine gibt, Wohngebäude"
    r"|; 0 heißt: nicht eingetragen, vor Ort nachsehen"
    r"|(?:, berichtigt für \d+ Fragen|; die einzige weitere Frage, nichts zu berichtigen) \(Holm\)"
    r"|; reicht an den Rand der Daten und kann dort weitergehen"
    r"|; [\d.,]+\s?% der Fläche geschätzt|; von \d+ der \d+ Einheiten in Nutzung sind die Zeiten bekannt.*"
)


def definition_of(figure: Figure) -> str:
    """
    Say by what a figure is defined, so that two towns can be held against each other.

    The method without its numbers and without what it tells of the town (whose stop, which
    street), and the parameters that define it; blanks and case do not count.
    """
    method = _NUMBER.sub("#", _OF_THE_TOWN.sub("", _without_found(figure)))
    stated = {k: figure.parameters[k] for k in _DEFINING if k in figure.parameters}
    return json.dumps(
        [figure.unit, figure.base, " ".join(method.casefold().split()), stated],
        ensure_ascii=False, sort_keys=True,
    )  # fmt: skip


def _without_found(figure: Figure) -> str:
    """Give the method without the words that it found: those are parameters, and define nothing."""
    found = [
        value for key, value in figure.parameters.items()
        if key not in _DEFINING and isinstance(value, str) and value
    ]  # fmt: skip
    method = figure.method.de
    for value in sorted(found, key=len, reverse=True):
        method = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "", method)
    return method


def common_definition(figures: Sequence[Figure | None]) -> str | None:
    """Return the definition that more than half of the towns share; None if none does."""
    told = [definition_of(f) for f in figures if f is not None and f.value is not None]
    ranked = Counter(told).most_common(1)
    return ranked[0][0] if ranked and ranked[0][1] * 2 > len(told) else None


def middle_day(towns: Sequence[Exchange]) -> dt.date:
    """Return the middle survey day of the towns."""
    return median_low([town.survey_day for town in towns])


def reasons_against(
    town: Exchange, figure: Figure | None, *, definition: str | None, middle: dt.date
) -> tuple[Reason, ...]:
    """
    Say why a town's figure cannot stand beside the others'; nothing if it can.

    Parameters
    ----------
    town, figure
        The town, and its figure (None: it tells none).
    definition
        From `common_definition` of all towns.
    middle
        From `middle_day`.
    """
    if figure is None:
        return (
            Reason("not_told", Text("von dieser Stadt nicht mitgeteilt", "not told by this town")),
        )
    found = [*_of_register(town, figure)]
    if figure.value is None and not found:
        why = figure.why or Text("nicht berechnet", "not computed")
        return (Reason("no_value", why),)
    if figure.value is not None:
        found += [*_of_definition(figure, definition), *_of_area(town, figure)]
    if figure.base == "register":
        found += _of_time(town, middle)
    return tuple(found)


def _of_register(town: Exchange, figure: Figure) -> list[Reason]:
    if figure.base != "register":
        return []
    scope, unknown = town.situation.scope, town.situation.unknown_share
    if scope is None:
        return [Reason("osm_only", Text(
            "kein Register; OpenStreetMap allein sagt nicht, was leer steht",
            "no register; OpenStreetMap alone does not tell what is vacant",
        ))]  # fmt: skip
    if scope == "vacancies_only":
        return [Reason("vacancies_only", Text(
            "das Register nennt nur Leerstände, keine belegten Läden",
            "the register lists vacancies alone, no shops in use",
        ))]  # fmt: skip
    if figure.key.startswith("vacancy_rate") and unknown is not None and unknown > MOST_UNKNOWN:
        return [Reason("unknown", Text(
            f"bei {percent(unknown)} der Ladenlokale ist der Status unbekannt (mehr als "
            f"{percent(MOST_UNKNOWN)})",
            f"{percent(unknown, lang='en')} of the units are of unknown status (more than "
            f"{percent(MOST_UNKNOWN, lang='en')})",
        ))]  # fmt: skip
    return []


def _of_definition(figure: Figure, definition: str | None) -> list[Reason]:
    if definition is None:
        return [Reason("no_common_definition", Text(
            "die Städte rechnen verschieden, und keine Rechenweise hat die Mehrheit",
            "towns reckon differently, and no way has the majority",
        ))]  # fmt: skip
    if definition_of(figure) == definition:
        return []
    return [Reason("definition", Text(
        "anders berechnet oder mit anderen Annahmen als bei den meisten",
        "reckoned otherwise, or under other assumptions, than in most towns",
    ))]  # fmt: skip


def _of_area(town: Exchange, figure: Figure) -> list[Reason]:
    """Inhabitants are those of the municipality only where its boundary is known."""
    if town.situation.boundary or not _counts_people(figure):
        return []
    return [Reason("no_boundary", Text(
        "ohne Stadtgrenze: gezählt ist, wer im Kartenausschnitt wohnt, nicht die Stadt",
        "no boundary: counted is who lives in the extract, not the town",
    ))]  # fmt: skip


def _counts_people(figure: Figure) -> bool:
    return figure.key.startswith("persons_") or figure.unit in ("units/1000", "m²/person", "points")


def _of_time(town: Exchange, middle: dt.date) -> list[Reason]:
    months = abs((town.survey_day - middle).days) / _DAYS_A_MONTH
    if months <= APART_MONTHS:
        return []
    return [Reason("days", Text(
        f"erhoben am {day(town.survey_day)}, {number(months)} Monate vor oder nach der mittleren Erhebung",
        f"surveyed on {day(town.survey_day, lang='en')}, {number(months, lang='en')} months from the middle one",
    ))]  # fmt: skip


def notes_on(town: Exchange, version: str) -> tuple[Reason, ...]:
    """Say what asks for care without forbidding to compare: another version of the program."""
    if town.version == version:
        return ()
    return (Reason("version", Text(
        f"mit Programmfassung {town.version} gerechnet, die meisten mit {version}",
        f"reckoned by version {town.version} of the program, most by {version}",
    )),)  # fmt: skip
