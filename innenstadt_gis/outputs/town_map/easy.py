"""Scenes in Leichte Sprache: short sentences, one thing each, no foreign words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.town_map.say import known
from innenstadt_gis.words import Text, number

#: (layer, class, words) in the legend of these scenes; "" names the layer.
WORDS: tuple[tuple[str, Any, Text], ...] = (
    ("units", "", Text("Die Läden", "The shops")),
    ("units", "vacant", Text("Der Laden ist leer", "The shop is empty")),
    ("units", "partly", Text("Zum Teil leer", "Partly empty")),
    ("units", "building", Text("Hier wird gebaut", "People build here")),
    ("units", "occupied", Text("Hier ist jemand drin", "Somebody is in")),
    ("units", "unknown", Text("Das wissen wir nicht", "We do not know")),
    ("places", "", Text("Die Läden", "The shops")),
    ("places", "all", Text("Laden", "Shop")),
    ("mix", "", Text("Das gibt es hier", "This is here")),
    ("mix", "retail", Text("Hier kann man einkaufen", "You can buy things")),
    ("mix", "gastronomy", Text("Essen und Trinken", "Food and drink")),
    ("mix", "service", Text("Hier arbeiten Menschen für Sie", "People work for you")),
    ("mix", "public", Text("Arzt, Schule, Amt, Freizeit", "Doctor, school, office, free time")),
    ("mix", "other", Text("Etwas anderes", "Something else")),
    ("amenities", "", Text("Das gibt es draußen", "This is outside")),
    ("amenities", "seat", Text("Hier kann man sitzen", "You can sit")),
    ("amenities", "toilet", Text("Toilette", "Toilet")),
    ("amenities", "play", Text("Hier kann man spielen", "You can play")),
    ("amenities", "leisure", Text("Sport und Treffen", "Sports and meeting")),
    ("isochrones", "", Text("So weit ist der Weg", "So far is the way")),
    ("isochrones", "5", Text("5 Minuten zu Fuß", "5 minutes on foot")),
    ("isochrones", "10", Text("10 Minuten zu Fuß", "10 minutes on foot")),
    ("isochrones", "15", Text("15 Minuten zu Fuß", "15 minutes on foot")),
)


def _there(release: Release, key: str, one: Text, many: Text) -> Iterator[Text]:
    """Say that there is one of something, or how many; nothing where nobody knows."""
    figure = known(release, key)
    if figure is None or not figure.numerator:
        return
    count = figure.numerator
    de, en = one if count == 1 else many
    yield Text(de.format(n=number(count)), en.format(n=number(count, lang="en")))


def young(release: Release) -> Iterator[Text]:
    """For young people."""
    yield from _there(
        release, "share_centre_function_gastronomy",
        Text("Im Zentrum gibt es 1 Lokal.", "There is 1 place to eat in the centre."),
        Text("Im Zentrum gibt es {n} Lokale.", "There are {n} places to eat in the centre."),
    )  # fmt: skip
    yield Text(
        "Wo seid ihr gern? Wo trefft ihr Freunde?", "Where do you like to be? Where do you meet?"
    )
    yield Text("Was fehlt euch hier?", "What is missing here?")


def families(release: Release) -> Iterator[Text]:
    """For families."""
    yield from _there(
        release, "play_per_100m",
        Text("Im Zentrum gibt es 1 Spielplatz.", "There is 1 playground in the centre."),
        Text("Im Zentrum gibt es {n} Spielplätze.", "There are {n} playgrounds in the centre."),
    )  # fmt: skip
    yield from _toilets(release)
    yield Text(
        "Wo spielen Ihre Kinder? Welcher Weg ist sicher?",
        "Where do your children play? Which way is safe?",
    )


def seniors(release: Release) -> Iterator[Text]:
    """For older people."""
    yield from _there(
        release, "seats_per_100m",
        Text("Im Zentrum gibt es 1 Platz zum Sitzen.", "There is 1 place to sit in the centre."),
        Text("Im Zentrum gibt es {n} Plätze zum Sitzen.", "There are {n} places to sit in the centre."),
    )  # fmt: skip
    yield from _toilets(release)
    yield Text("Wo ruhen Sie aus? Welcher Weg ist schwer?", "Where do you rest? Which way is hard?")


def _toilets(release: Release) -> Iterator[Text]:
    return _there(
        release, "toilets_per_100m",
        Text("Im Zentrum gibt es 1 Toilette.", "There is 1 toilet in the centre."),
        Text("Im Zentrum gibt es {n} Toiletten.", "There are {n} toilets in the centre."),
    )  # fmt: skip
