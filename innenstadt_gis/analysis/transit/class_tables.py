"""The systems of transit quality classes that are known cell by cell, each with its source.

Hamburg's (whose kinds of stops are not told) and Baden-Württemberg's (whose cells are not
published) are left out rather than guessed.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from innenstadt_gis.analysis.transit.classes import Bound, Cells, ClassTable
from innenstadt_gis.words import Text

__all__ = ["ARE", "CLASS_TABLES", "GERMAN", "GERMAN_COMPACT", "GERMAN_EXTENDED", "OEROK_LIKE"]


def _closed(*uppers: float) -> tuple[Bound, ...]:
    return tuple(Bound(upper, closed=True) for upper in uppers)


def _open(*uppers: float) -> tuple[Bound, ...]:
    return tuple(Bound(upper, closed=False) for upper in uppers)


_NOTES = Text(
    "Das Vorbild halbiert die Abfahrten nur, wo mehrere Steige einer Haltestelle bedient werden; "
    "hier auch, wo eine Linie vom selben Steig in beide Richtungen fährt (wie im Vorbild: "
    "halved='platforms').",
    "The original halves departures only where several platforms of a station are served; here "
    "also where a line leaves both ways from one platform (as the original: halved='platforms').",
)

#: Rows of categories, of which the presets take as many as they have intervals.
_CATEGORIES = (
    ("I", "I", "II"),
    ("I", "II", "III"),
    ("II", "III", "IV"),
    ("III", "IV", "V"),
    ("IV", "V", "VI"),
    ("V", "VI", "VII"),
    ("VI", "VII", "VIII"),
)


def _german(
    key: str,
    preset: str,
    *,
    letters: str,
    intervals: tuple[Bound, ...],
    distances: tuple[Bound, ...],
    classes: Mapping[str, Cells],
) -> ClassTable:
    return ClassTable(
        key=key,
        label=Text(
            f"ÖV-Güteklassen (Deutschland, A bis {letters})",
            f"transit quality classes (Germany, A to {letters})",
        ),
        source=Text(
            f"Plan4Better, GOAT, ÖV-Güteklassen „{preset}“, nach ARE (2022)",
            f"Plan4Better, GOAT, quality classes {preset!r}, after ARE (2022)",
        ),
        notes=_NOTES,
        groups={
            "A": Text("Zug, S-Bahn, U-Bahn", "train, S-Bahn, metro"),
            "B": Text("Straßenbahn, Standseilbahn", "tram, funicular"),
            "C": Text("Bus und anderes", "bus and others"),
        },
        modes={
            "rail": "A", "subway": "A", "tram": "B", "funicular": "B",
            **dict.fromkeys(("bus", "ferry", "cable_car", "taxi"), "C"),
        },
        lowest="C",
        intervals=intervals,
        categories=_CATEGORIES[: len(intervals)],
        distances=distances,
        classes=classes,
        by="highest_group",
        halved="directions",
    )  # fmt: skip


#: Up to 120 minutes, classes A to F: the one that is shown.
GERMAN = _german(
    "german",
    "standard_120",
    letters="F",
    intervals=_closed(5, 10, 20, 40, 60, 120),
    distances=_closed(300, 500, 750, 1000),
    classes={
        "I": ("A", "A", "B", "C"),
        "II": ("A", "B", "C", "D"),
        "III": ("B", "C", "D", "E"),
        "IV": ("C", "D", "E", "F"),
        "V": ("D", "E", "F", None),
        "VI": ("E", "F", None, None),
        "VII": ("F", None, None, None),
    },
)

#: Up to 60 minutes, classes A to E.
GERMAN_COMPACT = _german(
    "german_compact",
    "compact_60",
    letters="E",
    intervals=_closed(5, 10, 20, 40, 60),
    distances=_closed(300, 500, 750, 1000),
    classes={
        "I": ("A", "A", "B", "C"),
        "II": ("A", "B", "C", "D"),
        "III": ("B", "C", "D", "E"),
        "IV": ("C", "D", "E", None),
        "V": ("D", "E", None, None),
        "VI": ("E", None, None, None),
    },
)

#: Up to 210 minutes and 1,250 m, classes A to G.
GERMAN_EXTENDED = _german(
    "german_extended",
    "extended_210",
    letters="G",
    intervals=_closed(5, 10, 20, 40, 60, 120, 210),
    distances=_closed(300, 500, 750, 1000, 1250),
    classes={
        "I": ("A", "A", "B", "C", "D"),
        "II": ("A", "B", "C", "D", "E"),
        "III": ("B", "C", "D", "E", "F"),
        "IV": ("C", "D", "E", "F", "G"),
        "V": ("D", "E", "F", "G", None),
        "VI": ("E", "F", "G", None, None),
        "VII": ("F", "G", None, None, None),
        "VIII": ("G", None, None, None, None),
    },
)

#: Switzerland: departures from Monday to Friday, one direction, as the crow flies.
ARE = ClassTable(
    key="are",
    label=Text("ÖV-Güteklassen ARE (Schweiz)", "transit quality classes ARE (Switzerland)"),
    source=Text(
        "Bundesamt für Raumentwicklung ARE (2022): ÖV-Güteklassen, Berechnungsmethodik ARE",
        "Swiss Federal Office for Spatial Development ARE (2022): ÖV-Güteklassen, method",
    ),
    notes=Text(
        "40 bis 60 Minuten gilt einschließlich 60, wie im Text des ARE (in Programmen auch ohne); "
        "die U-Bahn, die das ARE nicht nennt, steht bei Straßenbahn und Bus.",
        "40 to 60 minutes includes 60, as the ARE writes (some programs leave it out); the metro, "
        "which the ARE does not name, stands with tram and bus.",
    ),
    groups={
        "A1": Text("Bahnknoten (ab 2 Linien)", "railway node (2 lines and more)"),
        "A2": Text("Bahnlinie", "railway line"),
        "B": Text("Straßenbahn, Bus, Schiff", "tram, bus, ship"),
        "C": Text("Seilbahn", "cable car"),
    },
    modes={
        "rail": "A2", "cable_car": "C", "funicular": "C",
        **dict.fromkeys(("subway", "tram", "bus", "ferry", "taxi"), "B"),
    },
    lowest="B",
    node=("A2", "A1", 2),
    intervals=(*_open(5, 10, 20, 40), *_closed(60, np.inf)),
    categories=(
        ("I", "I", "II", "V"),
        ("I", "II", "III", "V"),
        ("II", "III", "IV", "V"),
        ("III", "IV", "V", "V"),
        ("IV", "V", "V", "V"),
        (None, None, None, "V"),
    ),
    distances=(*_open(300), *_closed(500, 750, 1000)),
    classes={
        "I": ("A", "A", "B", "C"),
        "II": ("A", "B", "C", "D"),
        "III": ("B", "C", "D", None),
        "IV": ("C", "D", None, None),
        "V": ("D", None, None, None),
    },
    by="best_category",
    halved="always",
)  # fmt: skip

#: Austria, by a copy of its tables alone: not certified.
OEROK_LIKE = ClassTable(
    key="oerok_like",
    label=Text("ÖV-Güteklassen ähnlich ÖROK (Österreich)", "transit quality classes like ÖROK (Austria)"),
    source=Text(
        "nach H. Hiess (2017): Umsetzungskonzept für österreichweite ÖV-Güteklassen (ÖROK); Zellen aus "
        "einer Nachbildung, nicht amtlich geprüft",
        "after H. Hiess (2017): concept for Austrian quality classes (ÖROK); cells of a copy, not "
        "certified",
    ),
    notes=Text(
        "Unsicher: Bus unter 5 Minuten (hier III, andernorts II); Gruppe 1 mit 120 bis 210 Minuten "
        "(hier keine, andernorts VI); IV und V bei 1.250 m, VII bei 750 m und VIII bei 500 m (hier G, "
        "nach den Höchstradien derselben Quelle keine); ob 60 und 120 Minuten zum kürzeren Takt "
        "zählen (hier ja). Regionalexpress ist nur am Code 101 bis 103 und 105 zu erkennen.",
        "Doubtful: bus below 5 minutes (here III, elsewhere II); group 1 at 120 to 210 minutes "
        "(here none, elsewhere VI); IV and V at 1,250 m, VII at 750 m and VIII at 500 m (here G, none "
        "by the largest radii of the same source); whether 60 and 120 minutes belong to the shorter "
        "interval (here they do). Fast regional trains are told by codes 101 to 103 and 105 alone.",
    ),
    groups={
        "1": Text("Fernverkehr, Regionalexpress", "long-distance and fast regional train"),
        "2": Text("S-Bahn, U-Bahn, Regionalbahn, Schnellbus", "S-Bahn, metro, regional train, express bus"),
        "3": Text("Straßenbahn, Oberleitungsbus", "tram, trolleybus"),
        "4": Text("Bus und anderes", "bus and others"),
    },
    modes={
        "rail": "2", "subway": "2", "tram": "3", "funicular": "3",
        **dict.fromkeys(("bus", "ferry", "cable_car", "taxi"), "4"),
    },
    codes=((11, 12, "3"), (101, 104, "1"), (105, 106, "1"), (702, 703, "2"), (800, 900, "3")),
    lowest="4",
    intervals=(*_open(5, 10, 20, 40), *_closed(60, 120, 210)),
    categories=(
        ("I", "I", "II", "III"),
        ("I", "II", "III", "III"),
        ("II", "III", "IV", "IV"),
        ("III", "IV", "V", "V"),
        ("IV", "V", "VI", "VI"),
        ("V", "VI", "VII", "VII"),
        (None, "VII", "VIII", "VIII"),
    ),
    distances=_closed(300, 500, 750, 1000, 1250),
    classes={
        "I": ("A", "A", "B", "C", "D"),
        "II": ("A", "B", "C", "D", "E"),
        "III": ("B", "C", "D", "E", "F"),
        "IV": ("C", "D", "E", "F", "G"),
        "V": ("D", "E", "F", "G", "G"),
        "VI": ("E", "F", "G", None, None),
        "VII": ("F", "G", "G", None, None),
        "VIII": ("G", "G", None, None, None),
    },
    by="highest_group",
    halved="always",
    distance="network",
)  # fmt: skip

#: All systems by key, the shown one first.
CLASS_TABLES: Mapping[str, ClassTable] = {
    table.key: table for table in (GERMAN, GERMAN_COMPACT, GERMAN_EXTENDED, ARE, OEROK_LIKE)
}
