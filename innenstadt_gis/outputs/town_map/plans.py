"""What the town does about it: its measures by status, and those that reached their target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.map import MapClass, MapLayer
from innenstadt_gis.outputs.map.model import Hatch, Shape
from innenstadt_gis.outputs.values import value_text
from innenstadt_gis.tables.measures import MEASURE_STATUS, NETWORK_THEMES
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, day, number

__all__ = ["plan_layers", "said_of_plans"]

# (value, words, colour, hatch, mark, statuses); diamonds are the good examples
_STATUS: tuple[tuple[str, Text, str, Hatch, Shape, tuple[str, ...]], ...] = (
    ("done", MEASURE_STATUS["done"], "#1B7837", "none", "square", ("done",)),
    ("running", MEASURE_STATUS["running"], "#E69F00", "none", "circle", ("running",)),
    ("planned", MEASURE_STATUS["planned"], "#9ECAE1", "none", "triangle", ("planned",)),
    ("off", Text("verschoben oder verworfen", "postponed or dropped"), "#8C8C8C", "cross",
     "square", ("postponed", "dropped")),
)  # fmt: skip


def plan_layers(release: Release, lang: Lang) -> list[MapLayer]:
    """Measures as marks, a street's on its middle; those that reached their target once more."""
    measures = release.tables.get("measures")
    if measures is None or not len(measures):
        return []
    frame = _told(measures, release.tables.get("milestones"), lang)
    group = {status: value for value, *_, many in _STATUS for status in many}
    frame = frame.assign(group=frame["status"].map(group))
    found = set(frame["group"])
    words = (
        ("measure", Text("Maßnahme", "measure")), ("theme_text", Text("Thema", "theme")),
        ("status_text", Text("Status", "status")), ("due_text", Text("Termin", "due")),
        ("way_text", Text("Kennzahl", "indicator")),
    )  # fmt: skip
    tooltip = tuple((key, text.to(lang)) for key, text in words)
    classes = tuple(
        MapClass(value, label.to(lang), colour, hatch, shape=shape)
        for value, label, colour, hatch, shape, _ in _STATUS if value in found
    )  # fmt: skip
    good = frame[frame["reached"].to_numpy(dtype=bool)]
    title = Text("Gute Beispiele: erledigt, Ziel erreicht", "Good examples: done, target reached")
    return [
        MapLayer(
            key="measures", title=Text("Maßnahmen", "Measures").to(lang), kind="points", frame=frame,
            class_column="group", classes=classes, tooltip=tooltip, visible=False,
        ),
        MapLayer(
            key="examples", title=title.to(lang), kind="points", frame=good,
            classes=(MapClass(None, title.to(lang), "#FFD92F", shape="diamond"),), tooltip=tooltip,
            visible=False,
            notes=(Text("Die Kennzahl hat das Ziel erreicht; wodurch, sagt sie nicht.",
                        "The figure has reached its target; it does not say why.").to(lang),),
        ),
    ]  # fmt: skip


def _told(measures: Any, milestones: Any, lang: Lang) -> Any:
    """Measures in words, and whether they are done with their target reached."""
    way = pd.Series(pd.NA, index=measures.index, dtype="Float64")
    texts = pd.Series("", index=measures.index, dtype="object")
    if milestones is not None and len(milestones):
        stones = milestones.reindex(measures.index)
        way = stones["way"].astype("Float64")
        texts = pd.Series(
            [_way(row, lang) for row in stones.to_dict("records")],
            index=measures.index,
            dtype="object",
        )
    reached = (measures["status"] == "done") & (way >= 1).fillna(value=False).astype(bool)
    return measures.assign(
        theme_text=_words(measures["theme"], NETWORK_THEMES, lang),
        status_text=_words(measures["status"], MEASURE_STATUS, lang),
        due_text=["" if pd.isna(one) else day(one.date(), lang=lang) for one in measures["due"]],
        way_text=texts, reached=reached,
    )  # fmt: skip


def _words(column: Any, table: Any, lang: Lang) -> Any:
    return column.map({key: text.to(lang) for key, text in table.items()}).fillna("")


def _way(row: dict[Any, Any], lang: Lang) -> str:
    """As in "L-01: 24,0 % → 20,0 %, Ziel 20,0 %"; blank where the way cannot be told."""
    if not isinstance(row["indicator"], str) or pd.isna(row["way"]):
        return ""
    before, now, target = (_value(row, name, lang) for name in ("before", "now", "target"))
    word = Text("Ziel", "target").to(lang)
    return f"{row['indicator']}: {before} → {now}, {word} {target}"


def _value(row: dict[Any, Any], name: str, lang: Lang) -> str:
    figure = Figure(
        id="", key="", label=Text("", ""), unit=str(row["unit"]), value=float(row[name])
    )
    return value_text(figure, lang)


def said_of_plans(release: Release) -> Iterator[Text]:
    """Say who works together, how many measures there are, and which have reached their target."""
    yield from _together(release)
    every, late = release.figure("measures"), release.figure("measures_overdue")
    if every is None or not every.value:
        return
    done, running = (release.figure(f"measures_{key}") for key in ("done", "running"))
    parts = [
        ("erledigt", "done", done),
        ("laufend", "running", running),
        ("überfällig", "overdue", late),
    ]
    told = [(de, en, f.value) for de, en, f in parts if f is not None and f.value is not None]
    one = every.value == 1
    german = "".join(f"{', ' if n else ': '}{number(v)} {de}" for n, (de, _, v) in enumerate(told))
    english = "".join(
        f"{', ' if n else ': '}{number(v, lang='en')} {en}" for n, (_, en, v) in enumerate(told)
    )
    good = _examples(release)
    yield Text(
        f"Auf der Liste der Stadt {'steht' if one else 'stehen'} {number(every.value)} "
        f"{'Maßnahme' if one else 'Maßnahmen'}{german}{good.de}.",
        f"The town's list holds {number(every.value, lang='en')} "
        f"{'measure' if one else 'measures'}{english}{good.en}.",
    )


def _examples(release: Release) -> Text:
    """Say how many measures are done and have reached their target; blank if none."""
    rows = release.tables.get("measures")
    told = None if rows is None else _told(rows, release.tables.get("milestones"), "de")
    many = 0 if told is None else int(told["reached"].sum())
    if not many:
        return Text("", "")
    return Text(
        f"; {'1 ist ein gutes Beispiel' if many == 1 else f'{number(many)} sind gute Beispiele'} "
        "(erledigt, Ziel erreicht)",
        f"; {'1 is a good example' if many == 1 else f'{many:,} are good examples'} "
        "(done, target reached)",
    )


def _together(release: Release) -> Iterator[Text]:
    """How many keep joint opening hours and take the voucher, of those who state it."""
    asked = (
        (
            "association_members",
            "sind in der Händlergemeinschaft",
            "are in the traders' association",
        ),
        ("voucher_accepted", "nehmen den Stadtgutschein", "take the town's voucher"),
        ("joint_hours", "haben gemeinsame Öffnungszeiten", "keep joint opening hours"),
    )
    told = [
        (de, en, f) for key, de, en in asked
        if (f := release.figure(key)) is not None and f.value is not None and f.denominator
    ]  # fmt: skip
    if not told:
        return
    said = Text(
        "; ".join(f"{number(f.numerator)} von {number(f.denominator)} {de}" for de, _, f in told),
        "; ".join(
            f"{number(f.numerator, lang='en')} of {number(f.denominator, lang='en')} {en}"
            for _, en, f in told
        ),
    )
    yield Text(
        f"{said.de} (soweit bekannt).",
        f"{said.en} (as far as known).",
    )
