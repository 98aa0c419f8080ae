"""Who reaches the centre, in sentences: report and map say the same words."""

from __future__ import annotations

import re
from collections.abc import Callable

from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, number, percent

__all__ = [
    "barred",
    "benches",
    "by_transit",
    "classes",
    "in_time",
    "on_foot",
    "reach_sentences",
    "service",
]

#: Gives the figure of a key, or None.
Find = Callable[[str], Figure | None]


def reach_sentences(find: Find) -> tuple[Text, ...]:
    """
    Say who reaches the centre on foot, by timetable, and what is in the way.

    Parameters
    ----------
    find
        ``release.figure``.

    Returns
    -------
    tuple of Text
        Each with its numbers, their census, coverage and day; none that would have no value.

    Examples
    --------
    >>> def find(key):
    ...     share = {"persons_within_15_min": 0.5, "persons_within_15_min_at_75_84": 0.125}
    ...     if key not in share:
    ...         return None
    ...     return Figure(id="E-03", key=key, label=Text("", ""), unit="share", value=share[key],
    ...                   coverage=0.98, parameters={"census": "Zensus 2022"})
    >>> said = reach_sentences(find)[0].en
    >>> said.startswith("Within 15 minutes 50.0% of the inhabitants are in the centre on foot")
    True
    """
    told = (on_foot, barred, benches, by_transit, in_time, classes, service)
    return tuple(said for say in told if (said := say(find)) is not None)


def _known(find: Find, *keys: str) -> list[Figure] | None:
    """Return the figures of some keys if all of them have a value."""
    found = [find(key) for key in keys]
    told = [f for f in found if f is not None and f.value is not None and _rests_on_enough(f)]
    return told if len(told) == len(keys) else None


#: No sentence rests on less than this part of the inhabitants.
_LEAST_KNOWN = 0.5


def _rests_on_enough(figure: Figure) -> bool:
    return figure.coverage is None or figure.coverage >= _LEAST_KNOWN


def _share(figure: Figure, lang: Lang) -> str:
    return percent(figure.value, digits=1, lang=lang)


def on_foot(find: Find) -> Text | None:
    """Say how many are in the centre within 15 minutes on foot, at two paces."""
    both = _known(find, "persons_within_15_min", "persons_within_15_min_at_75_84")
    if both is None:
        return None
    adult, old = both
    known = (percent(adult.coverage, lang="de"), percent(adult.coverage, lang="en"))
    if adult.coverage is not None and adult.coverage >= 0.995:
        known = ("fast 100 %", "nearly 100%") if adult.coverage < 1 else ("100 %", "100%")
    census = _census(adult)
    return Text(
        f"In 15 Minuten sind {_share(adult, 'de')} der Einwohner zu Fuß im Zentrum; gingen alle so "
        f"langsam wie Ältere von 75 bis 84, wären es {_share(old, 'de')} ({census.de}bekannt für "
        f"{known[0]} der Einwohner).",
        f"Within 15 minutes {_share(adult, 'en')} of the inhabitants are in the centre on foot; if all "
        f"walked as slowly as people of 75 to 84, it would be {_share(old, 'en')} ({census.en}known "
        f"for {known[1]} of the inhabitants).",
    )


#: Share of the network's metres of known slope below which nothing is said of steep ways.
_SLOPES_KNOWN = 0.5
#: The census stands in the parameters in German.
_IN_ENGLISH = (
    (r"Bevölkerung ohne Angabe des Tages", "population of an unstated day"),
    (r"Zensus", "census"),
    (r"Stichtag", "as of"),
    (r"\b(\d\d)\.(\d\d)\.(\d{4})\b", r"\3-\2-\1"),
)


def _census(figure: Figure) -> Text:
    told = str(figure.parameters.get("census", ""))
    if not told:
        return Text("", "")
    english = told
    for german, other in _IN_ENGLISH:
        english = re.sub(german, other, english)
    return Text(f"{told}; ", f"{english}; ")


def by_transit(find: Find) -> Text | None:
    """Say how many are there on foot or by public transport, at two paces."""
    figures = _known(
        find, "persons_within_15_min_by_transit", "persons_within_15_min_by_transit_at_75_84",
        "persons_within_30_min_by_transit", "persons_within_30_min_by_transit_at_75_84",
    )  # fmt: skip
    if figures is None:
        return None
    de, en = ([_share(f, lang) for f in figures] for lang in _LANGS)
    when = str(figures[0].parameters.get("day", ""))
    day_de = ".".join(reversed(when.split("-")))
    return Text(
        f"Zu Fuß oder mit Bus und Bahn sind in 15 Minuten {de[0]} der Einwohner im Zentrum (gingen alle "
        f"wie Ältere von 75 bis 84: {de[1]}), in 30 Minuten {de[2]} ({de[3]}), über jede Minute der "
        f"Abfahrt von 7 bis 9 Uhr am {day_de} gerechnet, mit Warten.",
        f"On foot or by public transport {en[0]} of the inhabitants are in the centre within 15 minutes "
        f"(if all walked as people of 75 to 84: {en[1]}), {en[2]} ({en[3]}) within 30 minutes, over "
        f"every minute of departure from 7 to 9 on {when}, waiting included.",
    )


def in_time(find: Find) -> Text | None:
    """Say how many more are there if they leave in time for the bus."""
    gained = _known(find, "persons_gained_by_transit", "persons_gained_by_transit_at_75_84")
    if gained is None or not gained[0].value:
        return None
    de, en = ([_points(f, lang) for f in gained] for lang in _LANGS)
    return Text(
        f"Wer die Abfahrt abpasst, ist öfter in 15 Minuten da: {de[0]} Prozentpunkte mehr, gingen "
        f"alle wie Ältere von 75 bis 84: {de[1]}.",
        f"Leaving just in time for the bus, {en[0]} percentage points more are there within 15 minutes, "
        f"{en[1]} if all walked as people of 75 to 84.",
    )


def _points(figure: Figure, lang: Lang) -> str:
    return number((figure.value or 0.0) * 100, lang=lang)


_LANGS: tuple[Lang, Lang] = ("de", "en")


def classes(find: Find) -> Text | None:
    """Say how many live in good transit quality classes, and in none."""
    figures = _known(find, "persons_transit_class_a_to_d", "persons_without_transit_class")
    if figures is None:
        return None
    good, none = figures
    return Text(
        f"{_share(good, 'de')} der Einwohner wohnen in ÖV-Güteklasse A bis D, {_share(none, 'de')} in "
        "keiner.",
        f"{_share(good, 'en')} of the inhabitants live in transit quality class A to D, "
        f"{_share(none, 'en')} in none.",
    )


def service(find: Find) -> Text | None:
    """Say how often the stop of the centre is left, until when, and what runs at the weekend."""
    figures = _known(find, "centre_stop_departures", "centre_stop_last_departure")
    if figures is None:
        return None
    many, last = figures
    stop = str(many.parameters.get("stop", ""))
    hour = float(last.value or 0.0)
    clock = f"{int(hour) % 24}:{round(hour % 1 * 60) % 60:02d}"
    saturday, sunday = find("saturday_departures_share"), find("sunday_departures_share")
    weekend = Text("", "")
    if saturday and sunday and saturday.value is not None and sunday.value is not None:
        weekend = Text(
            f" Am Samstag fahren in der Stadt {percent(saturday.value)}, am Sonntag "
            f"{percent(sunday.value)} der Abfahrten dieses Tages.",
            f" On Saturday the town has {percent(saturday.value, lang='en')}, on Sunday "
            f"{percent(sunday.value, lang='en')} of that day's departures.",
        )
    return Text(
        f"Von der Haltestelle {stop} fährt am Stichtag {number(many.value)}-mal etwas ab, zuletzt um "
        f"{clock} Uhr.{weekend.de}",
        f"{number(many.value, lang='en')} departures leave {stop} on the day of reference, the last at "
        f"{clock}.{weekend.en}",
    )


def barred(find: Find) -> Text | None:
    """Say from how many homes the way is barred to wheelchairs and rollators."""
    figures = _known(find, "persons_cut_off_wheelchair", "persons_cut_off_rollator")
    if figures is None:
        return None
    chair, rollator = figures
    if chair.parameters.get("slope_known_share", 1.0) < _SLOPES_KNOWN:
        return _barred_on_the_map(chair, rollator)
    span = [_span(chair, lang) for lang in _LANGS]
    return Text(
        f"Nach Karte und Höhenmodell ist der Weg ins Zentrum für Rollstühle (von Hand) von den "
        f"Wohnungen von {_share(chair, 'de')} der Einwohner aus versperrt{span[0]}, für Rollatoren von "
        f"{_share(rollator, 'de')} aus. Das ist ein Anlass nachzusehen, kein Befund vor Ort.",
        f"By map and elevation model the way to the centre is barred to manual wheelchairs from the "
        f"homes of {_share(chair, 'en')} of the inhabitants{span[1]}, to rollators from those of "
        f"{_share(rollator, 'en')}. That is a reason to go and look, not what was seen there.",
    )


def _barred_on_the_map(chair: Figure, rollator: Figure) -> Text:
    """Say what the map alone bars: without heights the steep ways are not among it."""
    return Text(
        f"Nach der Karte allein, ohne Steigungen, ist der Weg ins Zentrum für Rollstühle (von Hand) von "
        f"den Wohnungen von mindestens {_share(chair, 'de')} der Einwohner aus versperrt, für Rollatoren "
        f"von mindestens {_share(rollator, 'de')} aus; was zu steil ist, weiß ohne Höhen niemand.",
        f"By the map alone, without slopes, the way to the centre is barred to manual wheelchairs from "
        f"the homes of at least {_share(chair, 'en')} of the inhabitants, to rollators from those of at "
        f"least {_share(rollator, 'en')}; what is too steep, nobody knows without heights.",
    )


def _span(figure: Figure, lang: Lang) -> str:
    """Write the bounds behind a share, if they are apart."""
    low, high = figure.bound_low, figure.bound_high
    if low is None or high is None or percent(low) == percent(high):
        return ""
    said = Text(" (je nach Genauigkeit der Höhen zwischen {} und {})",
                " (between {} and {}, by how exact the heights are)").to(lang)  # fmt: skip
    return said.format(percent(low, lang=lang), percent(high, lang=lang))


def benches(find: Find) -> Text | None:
    """Say how far one walks without a bench."""
    figures = _known(find, "longest_stretch_without_bench")
    if figures is None:
        return None
    metres = figures[0].value
    return Text(
        f"Die Hälfte der Einwohner geht auf dem Weg ins Zentrum mindestens {number(metres)} m am Stück "
        "ohne Bank (in OpenStreetMap eingetragen).",
        f"Half of the inhabitants walk at least {number(metres, lang='en')} m on end without a bench on "
        "their way to the centre (as entered in OpenStreetMap).",
    )
