"""The import report: what became of every row of a register, and what would help most.

The same words in ``innenstadt check``, in ``bericht.html`` and in the return copy. Counts
come from the log and may be shown to everybody; single rows only to the town hall.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from innenstadt_gis.codes import told
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number, percent

__all__ = ["LostRow", "RegisterReport", "register_reports", "report_lines"]

_PLACED = ("coordinate", "parcel", "address")
_MOST_ROWS_NAMED = 12


@dataclass(frozen=True, slots=True)
class LostRow:
    """
    A row of a register that a person has to place.

    ``address`` is what the list says, ``candidates`` the nearest known addresses; ``street``
    tells that at least the street was found.
    """

    file: str
    sheet: str
    row: int
    address: str
    candidates: tuple[str, ...]
    street: bool


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """
    What there is to say about one register.

    ``counts`` are sentences that add up, ``repairs`` what was mended and how often,
    ``helps`` what a person could do, the most useful first; ``notes`` speak of the file as a
    whole; ``lost`` rows only for the town hall.
    """

    file: str
    counts: tuple[Text, ...]
    repairs: tuple[Text, ...]
    helps: tuple[Text, ...]
    notes: tuple[Text, ...] = ()
    lost: tuple[LostRow, ...] = ()


def register_reports(release: Release) -> tuple[RegisterReport, ...]:
    """Report on every register of a release, in the order in which they were read."""
    logs = [log for log in release.log.sources if log.role == "register"]
    rate = release.figure("vacancy_rate")
    reports = []
    for nth, log in enumerate(logs):
        lost = tuple(_lost(release, log))
        newest = nth == len(logs) - 1
        reports.append(
            RegisterReport(
                file=log.file,
                counts=tuple(_counts(log, lost)),
                repairs=tuple(_repairs(log.repairs)),
                helps=tuple(_helps(log, rate if newest else None)),
                notes=log.notes,
                lost=lost,
            )
        )
    return tuple(reports)


def _lost(release: Release, log: SourceLog) -> Iterable[LostRow]:
    """Rows without a place, and those whose house number was not found on its street."""
    records = release.tables.get("records")
    if records is None:
        return
    name = log.file.rpartition("/")[2]
    mine = records[(records["source"] != "osm") & (records["source_file"] == name)]
    for row in mine[mine["located_by"].isin(["none", "street"])].itertuples():
        yield LostRow(
            file=log.file,
            sheet=_text(row.source_sheet),
            row=int(row.source_row),
            address=f"{_text(row.street)} {_text(row.house_number)}".strip(),
            candidates=tuple(c for c in _text(row.candidates).split(";") if c),
            street=str(row.located_by) == "street",
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _counts(log: SourceLog, lost: tuple[LostRow, ...]) -> Iterable[Text]:
    rows, records = log.rows_in, log.records
    other = [(log.nonrecords, Text("keine Einheiten", "no units"))] if log.nonrecords else []
    other += [(log.rejected, Text("abgewiesen", "rejected"))] if log.rejected else []
    tail = [
        "".join(f", {number(n, lang=lang)} {what.to(lang)}" for n, what in other)
        for lang in ("de", "en")
    ]  # fmt: skip
    yield Text(
        f"{number(rows)} Zeilen: {number(records)} Einheiten{tail[0]}.",
        f"{number(rows, lang='en')} rows: {number(records, lang='en')} units{tail[1]}.",
    )
    reasons: dict[tuple[str, str], list[str]] = {}
    for row in log.rows:
        if row.outcome != "record":
            sheet = f"{row.source_sheet} " if row.source_sheet else ""
            reasons.setdefault((row.outcome, row.reason), []).append(f"{sheet}{row.source_row}")
    for (outcome, reason), places in sorted(reasons.items()):
        rejected = outcome == "rejected"
        de, en = ("abgewiesen", "rejected") if rejected else ("keine Einheit", "no unit")
        shown = ", ".join(places[:_MOST_ROWS_NAMED])
        shown += " …" if len(places) > _MOST_ROWS_NAMED else ""
        yield Text(
            f"{number(len(places))}-mal {de} ({told(reason, 'de')}): Zeile {shown}.",
            f"{number(len(places), lang='en')} times {en} ({told(reason, 'en')}): row {shown}.",
        )
    if records:
        yield _found(log, lost)


def _found(log: SourceLog, lost: tuple[LostRow, ...]) -> Text:
    """Say "212 von 221 gefunden, diese 9 bitte zuordnen"; single rows are for the town hall."""
    placed = sum(log.located.get(way, 0) for way in _PLACED)
    street = log.located.get("street", 0)
    de = f"{number(placed)} von {number(log.records)} gefunden"
    en = f"{number(placed, lang='en')} of {number(log.records, lang='en')} found"
    if lost:
        de += (
            f", diese {number(len(lost))} bitte zuordnen"
            if len(lost) > 1
            else ", diese bitte zuordnen"
        )
        en += f", please place {'these ' + number(len(lost), lang='en') if len(lost) > 1 else 'this one'}"
    if street:
        de += f" (bei {number(street)} ist wenigstens die Straße bekannt)"
        en += f" (of {number(street, lang='en')} at least the street is known)"
    return Text(f"{de}.", f"{en}.")


def _repairs(repairs: Mapping[str, int]) -> Iterable[Text]:
    for code, count in sorted(repairs.items(), key=lambda item: (-item[1], item[0])):
        yield Text(
            f"{number(count)}-mal: {told(code, 'de')}",
            f"{number(count, lang='en')} times: {told(code, 'en')}",
        )


# What a person can do about a repair, from the most useful to the least.
_REMEDIES: tuple[tuple[tuple[str, ...], Text], ...] = (
    (
        ("colour_only",),
        Text(
            "Zeilen, die ihren Status nur mit einer Farbe sagen: {n}. Die Bedeutung im Blatt „Farben“ der "
            "Rückgabekopie wählen (innenstadt check --copy)",
            "Rows that tell their status by a colour alone: {n}. Choose its meaning in the sheet 'Farben' "
            "of the return copy (innenstadt check --copy)",
        ),
    ),
    (
        ("status_unread", "status_contradiction"),
        Text(
            "Zeilen mit unverstandenem oder widersprüchlichem Status: {n}. Im Blatt „Wörter“ der "
            "Rückgabekopie erklären oder in der Liste berichtigen",
            "Rows whose status was not understood or contradicts itself: {n}. Explain the words in the "
            "sheet 'Wörter' of the return copy, or mend the list",
        ),
    ),
    (
        ("interpolated",),
        Text(
            "Hausnummern, die zwischen Nachbarn geschätzt liegen: {n}. Amtliche Hauskoordinaten machen sie genau",
            "House numbers estimated between neighbours: {n}. Official house coordinates would place them",
        ),
    ),
    (
        ("branch_unread",),
        Text(
            "Nutzungen ohne erkannte Branche: {n}. Sie fehlen in der Mischung; in der Liste das übliche "
            "Wort für die Branche nennen",
            "Uses without a known branch: {n}. They are missing in the mix; write the usual word for the branch",
        ),
    ),
    (
        ("area_kind_unstated",),
        Text(
            "Flächen ohne Angabe, ob Verkaufs- oder Nutzfläche: {n}. Im Blatt „Zuordnung“ wählen",
            "Areas that do not say whether sales or usable area: {n}. Choose in the sheet 'Zuordnung'",
        ),
    ),
    (
        ("since_vague", "since_unread"),
        Text(
            "Zu unbestimmte Zeitangaben: {n}. Monat oder Jahr nennen",
            "Dates that are too vague: {n}. Give a month or a year",
        ),
    ),
)  # fmt: skip


def _helps(log: SourceLog, rate: Figure | None) -> Iterable[Text]:
    unknown = len(rate.unknown) or int(rate.parameters.get("unknown", 0)) if rate else 0
    if rate and unknown and rate.bound_low is not None and rate.bound_high is not None:
        spans = [
            f"{number(rate.bound_low * 100, digits=1, lang=lang)} {{}} "
            f"{percent(rate.bound_high, digits=1, lang=lang)}"
            for lang in ("de", "en")
        ]  # fmt: skip
        yield Text(
            f"Einheiten ohne bekannten Status: {number(unknown)}. Solange kann die Quote zwischen "
            f"{spans[0].format('und')} liegen; nachsehen und eintragen hilft am meisten",
            f"Units of unknown status: {number(unknown, lang='en')}. Until they are looked at the rate may "
            f"lie between {spans[1].format('and')}; that helps most",
        )
    none = log.located.get("none", 0) + log.located.get("street", 0)
    if none:
        yield Text(
            f"Einheiten ohne genaue Adresse: {number(none)}. Sie fehlen in Gebäuden und Flurstücken; im "
            "Blatt „Nicht gefunden“ der Rückgabekopie einen Vorschlag ankreuzen",
            f"Units without an exact address: {number(none, lang='en')}. They lack building and parcel: tick a "
            "candidate in the sheet 'Nicht gefunden' of the return copy",
        )
    for codes, words in _REMEDIES:
        count = sum(log.repairs.get(code, 0) for code in codes)
        if count:
            yield Text(
                words.de.format(n=number(count)), words.en.format(n=number(count, lang="en"))
            )
    if log.rejected:
        yield Text(
            f"Abgewiesene Zeilen: {number(log.rejected)}. Adresse oder Namen ergänzen",
            f"Rejected rows: {number(log.rejected, lang='en')}. Add an address or a name",
        )


def report_lines(report: RegisterReport) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
    """Order a report as titled lists, for whatever writes it."""
    lost: tuple[Any, ...] = tuple(
        Text(f"{_where(row, 'Zeile')}{_near(row, 'ähnlich')}", f"{_where(row, 'row')}{_near(row, 'similar')}")
        for row in report.lost
    )  # fmt: skip
    return tuple(
        (title, lines)
        for title, lines in (
            (Text("Gelesen", "Read"), report.counts),
            (Text("Bitte zuordnen", "Please place"), lost),
            (Text("Hinweise", "Notes"), report.notes),
            (Text("Was am meisten hilft", "What would help most"), report.helps),
            (Text("Korrigiert oder gedeutet", "Mended or interpreted"), report.repairs),
        )
        if lines
    )


def _where(row: LostRow, word: str) -> str:
    sheet = f"{row.sheet}, " if row.sheet else ""
    return f"{sheet}{word} {row.row}: {row.address or '–'}"


def _near(row: LostRow, word: str) -> str:
    return f" ({word}: {'; '.join(row.candidates)})" if row.candidates else ""
