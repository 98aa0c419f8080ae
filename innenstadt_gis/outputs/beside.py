"""What a theme says beside its figures: sentences, small tables, and what to ask instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.sentences import (
    ideas_sentences,
    mix_sentence,
    pattern,
    reach_sentences,
    supply_sentence,
)
from innenstadt_gis.outputs.values import plain_value
from innenstadt_gis.tables import STATUS
from innenstadt_gis.tables.findings.cooperation import GROUPS, WEEKDAYS
from innenstadt_gis.tables.findings.measures import NO_WAY
from innenstadt_gis.tables.measures import MEASURE_STATUS
from innenstadt_gis.words import Lang, Text, day, number, percent

__all__ = ["Beside", "beside_tables", "questions_to_ask", "sentences_of"]

#: Hours in which nobody would look for an open shop are not printed.
_FIRST_HOUR, _LAST_HOUR = 7, 21


@dataclass(frozen=True, slots=True)
class Beside:
    """A small table of the report: its title, its head, its rows in words."""

    title: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]


def sentences_of(release: Release, chapter: str) -> list[Text]:
    """Sentences that a theme begins with."""
    said: list[Text | None] = []
    if chapter == "vacancy":
        said = [pattern(release)]
    elif chapter == "mix":
        said = [_of(release, "effective_branches", mix_sentence)]
    elif chapter == "supply":
        said = [_of(release, "local_supply_score", supply_sentence)]
    elif chapter == "change":
        said = [_change(release)]
    elif chapter == "reach":
        said = [*reach_sentences(release.figure)]
    elif chapter == "ideas":
        said = [*ideas_sentences(release)]
    return [one for one in said if one is not None and one.de]


def _of(release: Release, key: str, say: Any) -> Text | None:
    figure = release.figure(key)
    return None if figure is None or figure.value is None else say(figure)


def _change(release: Release) -> Text | None:
    """Say what became of the units between the last two surveys."""
    keys = ("vacancies_new", "vacancies_let_again", "vacancies_lasting", "units_gone")
    figures = [release.figure(key) for key in keys]
    known = [f for f in figures if f is not None and f.numerator is not None]
    if len(known) < len(keys):
        return None
    new, again, lasting, gone = (number(f.numerator) for f in known)
    base = number(known[0].denominator)
    return Text(
        f"Zwischen den letzten zwei Erhebungen: {new} neu leer, {again} wieder belegt, {lasting} "
        f"weiterhin leer, {gone} abgegangen, von {base} Ladenlokalen mit bekanntem Status an "
        "beiden Tagen.",
        f"Between the last two surveys: {new} newly vacant, {again} let again, {lasting} still "
        f"vacant, {gone} gone, of {base} units of known status on both days.",
    )


def beside_tables(release: Release, chapter: str, lang: Lang) -> list[Beside]:
    """Small tables of a theme that this audience may see and that hold anything."""
    made: list[Beside | None] = []
    if chapter == "change":
        made = [_trend(release, lang), _churn(release, lang), _milestones(release, lang)]
    elif chapter == "cooperation":
        made = [_hours(release, group, lang) for group in GROUPS]
    return [one for one in made if one is not None and one.rows]


def _rows(release: Release, name: str) -> Any:
    rows = release.tables.get(name)
    return pd.DataFrame() if rows is None else rows


def _trend(release: Release, lang: Lang) -> Beside | None:
    rows = _rows(release, "trend")
    if len(rows) < 2:
        return None
    head = (
        Text("Erhebung", "survey"), Text("Leerstandsquote", "vacancy rate"),
        Text("leer", "vacant"), Text("bekannt", "known"), Text("unbekannt", "unknown"),
    )  # fmt: skip
    told = tuple(
        (
            day(row["day"].date(), lang=lang), percent(_float(row["vacancy_rate"]), digits=1, lang=lang),
            *(number(_float(row[key]), lang=lang) for key in ("vacant", "known", "unknown")),
        )
        for _, row in rows.iterrows()
    )  # fmt: skip
    return Beside(Text("Leerstand je Erhebung", "Vacancy by survey"), head, told)


def _float(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _status(value: str, lang: Lang) -> str:
    return STATUS[value].to(lang) if value in STATUS else value


def _churn(release: Release, lang: Lang) -> Beside | None:
    rows = _rows(release, "churn")
    if not len(rows):
        return None
    head = (Text("davor", "before"), Text("danach", "after"), Text("Ladenlokale", "units"))
    told = tuple(
        (_status(row["from_status"], lang), _status(row["to_status"], lang),
         number(_float(row["units"]), lang=lang))
        for _, row in rows[rows["units"] > 0].iterrows()
    )  # fmt: skip
    title = Text(
        "Wechsel zwischen den letzten zwei Erhebungen", "Changes between the last two surveys"
    )
    return Beside(title, head, told)


def _milestones(release: Release, lang: Lang) -> Beside | None:
    rows = _rows(release, "milestones")
    if not len(rows):
        return None
    head = (
        Text("Maßnahme", "measure"), Text("Verantwortlich", "responsible"), Text("Termin", "due"),
        Text("Status", "status"), Text("Kennzahl", "figure"), Text("davor", "before"),
        Text("jetzt", "now"), Text("Ziel", "target"), Text("Weg", "way"),
    )  # fmt: skip
    told = tuple(_milestone(row, lang) for _, row in rows.iterrows())
    return Beside(Text("Maßnahmen als Meilensteine", "Measures as milestones"), head, told)


def _milestone(row: Any, lang: Lang) -> tuple[str, ...]:
    status = MEASURE_STATUS[row["status"]].to(lang) if row["status"] in MEASURE_STATUS else ""
    if pd.notna(row["overdue"]) and row["overdue"]:
        status += Text(" (überfällig)", " (overdue)").to(lang)
    unit = row["unit"] if isinstance(row["unit"], str) else ""
    way = percent(_float(row["way"]), lang=lang)
    if pd.isna(row["way"]) and row["no_way"] in NO_WAY:
        way = NO_WAY[row["no_way"]].to(lang)
    return (
        _text(row["measure"]), _text(row["responsible"]),
        day(row["due"].date(), lang=lang) if pd.notna(row["due"]) else "–", status,
        _text(row["indicator"]),
        *(plain_value(_float(row[key]), unit, lang) for key in ("before", "now", "target")), way,
    )  # fmt: skip


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "–"


def _hours(release: Release, group: str, lang: Lang) -> Beside | None:
    """Share of units open by hour, from early morning to late evening."""
    rows = _rows(release, "open_hours")
    if not len(rows):
        return None
    some = rows[(rows["group"] == group) & rows["hour"].between(_FIRST_HOUR, _LAST_HOUR)]
    if not some["share"].notna().any():
        return None
    hours = sorted(some["hour"].unique())
    share = some.set_index(["weekday", "hour"])["share"]
    told = tuple(
        (WEEKDAYS[key].to(lang), *(percent(_float(share.get((key, h))), lang=lang) for h in hours))
        for key in WEEKDAYS
    )
    head = (Text("", ""), *(Text(f"{h}–{h + 1}", f"{h}-{h + 1}") for h in hours))
    who = GROUPS[group]
    title = Text(
        f"Anteil geöffnet je Stunde: {who.de}, von denen mit bekannten Zeiten",
        f"Share open by hour: {who.en}, of those with known hours",
    )
    return Beside(title, head, told)


def questions_to_ask(release: Release, chapter: str, lang: Lang) -> Iterator[tuple[str, str]]:
    """What maps do not measure of a theme, and what to ask in its place."""
    rows = _rows(release, "ask_instead")
    if not len(rows):
        return
    columns: Sequence[str] = (
        ("what_de", "question_de") if lang == "de" else ("what_en", "question_en")
    )
    for what, question in rows.loc[rows["theme"] == chapter, list(columns)].itertuples(index=False):
        yield str(what), str(question)
