"""What no map measures, and what to ask or look at in its place."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from innenstadt_gis.tables.findings.cooperation import ASK_INSTEAD
from innenstadt_gis.words import Text

__all__ = ["ask_instead"]


class _Ask(NamedTuple):
    id: str
    theme: str
    what: Text
    question: Text


_ASK = (
    _Ask(
        "digital-shop", "digital",
        Text("Online-Shop, Warenwirtschaft, Reservierung", "web shop, stock system, booking"),
        Text(
            "Händler fragen: Kann man bei Ihnen online bestellen, reservieren oder den Bestand sehen?",
            "Ask the shops: can one order, reserve or see the stock online?",
        ),
    ),
    _Ask(
        "digital-quality", "digital",
        Text("ob Website und Zeiten stimmen", "whether website and hours are right"),
        Text(
            "Stichprobe: 20 Einheiten anrufen oder abgehen und Zeiten an der Tür mit dem Eintrag "
            "vergleichen",
            "Sample: call or visit 20 units and compare the hours on the door with the entry",
        ),
    ),
    _Ask(
        "digital-wifi", "digital",
        Text("öffentliches WLAN und Mobilfunk", "public WiFi and mobile reception"),
        Text(
            "Auf dem Rundgang an Markt, Haltestelle und Einkaufsstraße ausprobieren und notieren",
            "Try it on the walk at market, bus stop and shopping street, and note it",
        ),
    ),
    _Ask(
        "cooperation-who", "cooperation",
        Text(
            "wer zusammenarbeitet und wer das trägt", "who works together and who carries it"
        ),
        Text(
            "Gewerbeverein fragen: Wie viele Mitglieder sind aktiv, wer organisiert, wie viele "
            "Stunden und welches Budget im Jahr? Ergebnis in kooperation.xlsx",
            "Ask the association: how many members are active, who organises, how many hours and "
            "which budget a year? Result into kooperation.xlsx",
        ),
    ),
    _Ask(
        "cooperation-owners", "cooperation",
        Text("Bereitschaft der Eigentümer", "willingness of the owners"),
        Text(
            "Eigentümer einladen: Wer würde Miete staffeln, zwischennutzen lassen, gemeinsam umbauen?",
            "Invite the owners: who would stagger rents, allow interim use, rebuild together?",
        ),
    ),
    _Ask(
        "cooperation-care", "cooperation",
        Text("ob sich jemand kümmert", "whether somebody takes care"),
        Text(
            "Gibt es eine Ansprechstelle für Leerstand und Gründung, mit welchen Stunden? Seit wann?",
            "Is there an office for vacancy and start-ups, with which hours? Since when?",
        ),
    ),
    _Ask(
        "image-clean", "image",
        Text("Sauberkeit und Pflege", "cleanliness and upkeep"),
        Text(
            "Auf dem Rundgang je Straßenabschnitt mit Note 1 bis 5 bewerten, mindestens drei Personen",
            "Grade each street section 1 to 5 on the walk, at least three persons",
        ),
    ),
    _Ask(
        "image-feeling", "image",
        Text("Atmosphäre und Sicherheitsgefühl", "atmosphere and feeling of safety"),
        Text(
            "Jugend, Familien und Senioren getrennt fragen: Wo halten Sie sich gern auf, wo nicht, "
            "tags und abends?",
            "Ask young people, families and seniors apart: where do you like to stay, where not, by "
            "day and in the evening?",
        ),
    ),
    _Ask(
        "image-known", "image",
        Text("wofür die Stadt bekannt ist", "what the town is known for"),
        Text(
            "Gäste und Einheimische je drei Wörter nennen lassen; Unterschiede besprechen",
            "Let guests and locals give three words each; talk about the differences",
        ),
    ),
    _Ask(
        "image-facades", "image",
        Text("Fassaden, Schaufenster, Blickachsen", "facades, shop windows, views"),
        Text(
            "Fotos vom Rundgang nebeneinanderlegen: Was zeigen wir, was zeigen wir nicht?",
            "Put photos of the walk side by side: what do we show, what do we not?",
        ),
    ),
    _Ask(
        "image-mapped", "image",
        Text(
            "ob Bänke, Bäume und Kunst vollständig eingetragen sind",
            "whether benches, trees and art are mapped completely",
        ),
        Text(
            "Eine Straße abgehen und mit der Karte vergleichen; Fehlendes in OpenStreetMap eintragen "
            "oder das Baum- und Grünkataster der Stadt heranziehen",
            "Walk one street and compare it with the map; enter what is missing in OpenStreetMap, or "
            "use the town's register of trees",
        ),
    ),
)  # fmt: skip


def ask_instead() -> pd.DataFrame:
    """
    What maps do not measure about digital presence, cooperation and image, and what to ask.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.cooperation.ASK_INSTEAD`, one row a question, the same for
        every town.

    Examples
    --------
    >>> ask_instead().loc["image-clean", "what_de"]
    'Sauberkeit und Pflege'
    """
    rows = {
        ask.id: {
            "theme": ask.theme,
            "what_de": ask.what.de,
            "what_en": ask.what.en,
            "question_de": ask.question.de,
            "question_en": ask.question.en,
        }
        for ask in _ASK
    }
    done: pd.DataFrame = ASK_INSTEAD.conform(pd.DataFrame.from_dict(rows, orient="index"))
    return done
