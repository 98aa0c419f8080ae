"""The data situation: a traffic light for each source and theme, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from innenstadt_gis.codes import told
from innenstadt_gis.importlog import Missing, SourceLog
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.chapters import CHAPTERS, Chapter
from innenstadt_gis.outputs.conflicts import conflict_lines
from innenstadt_gis.outputs.import_report import register_reports, report_lines
from innenstadt_gis.outputs.report.cards import THEMES
from innenstadt_gis.outputs.report.figures import figures_of
from innenstadt_gis.outputs.report.model import Light, Section, Table
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, number, percent

__all__ = ["data_sections", "fixes", "lights", "missing_of"]

_LEVELS = (
    ("●", Text("gut", "good")),
    ("▲", Text("mit Lücken", "with gaps")),
    ("■", Text("fehlt oder reicht nicht", "missing or not enough")),
)
#: A source of which more rows are lost than this has gaps.
_LOST = 0.05
#: Above this share of unknown no rate is given (see the design of the headline).
_UNKNOWN = 0.20
#: A theme whose figures are known for less than this has gaps.
_KNOWN = 0.80
#: Sheets that people fill in, and how an empty one stands: no correction is no gap.
_FILLED_IN = {"corrections": 0, "cooperation": 2, "measures": 2}
_PLACED = ("coordinate", "parcel", "address")


def lights(release: Release, lang: Lang) -> tuple[Light, ...]:
    """
    Judge every source that was read or is missing, then every theme.

    The level follows from counts alone: rows lost, rows without a place, units of unknown
    status, figures without a value.
    """
    made = [_source(release, log, lang) for log in release.log.sources]
    themes = {what for theme in THEMES.values() for what in theme.asked}
    made += [
        _light(told(gap.what, lang), 2, gap.why.to(lang), lang, todo=gap.todo.to(lang))
        for gap in release.log.missing if gap.what not in themes or gap.what in _ROLES
    ]  # fmt: skip
    made += [_theme(release, chapter, lang) for chapter in CHAPTERS]
    return tuple(made)


#: Sources that a theme asks for by their role.
_ROLES = ("parcels", "brownfields", "registers", "elevation", "gtfs", "population", "measures",
          "ideas", "addresses", "boundary", "photos", "osm")  # fmt: skip


def _light(what: str, level: int, why: str, lang: Lang, *, todo: str = "") -> Light:
    sign, word = _LEVELS[level]
    return Light(what=what, level=level, sign=sign, word=word.to(lang), why=why, todo=todo)


def _source(release: Release, log: SourceLog, lang: Lang) -> Light:
    """Judge one source by what became of its rows."""
    faults = list(_faults(release, log))
    level = max((one for one, _ in faults), default=0)
    said = "; ".join(text.to(lang) for _, text in faults)
    if not said and not log.records and log.role in _FILLED_IN:
        nothing = Text("noch nichts eingetragen", "nothing entered yet").to(lang)
        return _light(f"{told(log.role, lang)}: {log.file}", _FILLED_IN[log.role], nothing, lang)
    if not said:
        read = number(log.records, lang=lang)
        said = Text(f"{read} gelesen, nichts verloren", f"{read} read, nothing lost").to(lang)
        if not log.records:
            said = Text("gelesen", "read").to(lang)
    return _light(f"{told(log.role, lang)}: {log.file}", level, said, lang)


def _faults(release: Release, log: SourceLog) -> Iterator[tuple[int, Text]]:
    if log.rejected:
        n, m = log.rejected, log.rows_in
        level = 1 if n > _LOST * m or log.role == "register" else 0
        yield level, Text(f"{number(n)} von {number(m)} Zeilen abgewiesen",
                          f"{number(n, lang='en')} of {number(m, lang='en')} rows rejected")  # fmt: skip
    if log.role != "register":
        return
    if log.records and log.located:
        placed = sum(log.located.get(way, 0) for way in _PLACED)
        if placed < log.records:
            few = placed < (1 - _LOST) * log.records
            yield (
                int(few),
                Text(
                    f"{number(placed)} von {number(log.records)} genau verortet",
                    f"{number(placed, lang='en')} of {number(log.records, lang='en')} placed exactly",
                ),
            )
    registers = [one for one in release.log.sources if one.role == "register"]
    rate = release.figure("vacancy_rate")
    if rate is not None and log is registers[-1] and (share := _unknown(rate)):
        yield (
            1 if share <= _UNKNOWN else 2,
            Text(
                f"Status bei {percent(share)} nicht bekannt",
                f"status not known of {percent(share, lang='en')}",
            ),
        )


def _unknown(rate: Figure) -> float:
    return 0.0 if rate.coverage is None else 1 - rate.coverage


def _theme(release: Release, chapter: Chapter, lang: Lang) -> Light:
    """Judge one theme by how many of its first figures have a value, and for what part it is known."""
    title = Text("Thema", "theme").to(lang)
    what = f"{title}: {chapter.title.to(lang)}"
    gaps = missing_of(release, chapter)
    todo = next((gap.todo.to(lang) for gap in gaps if gap.todo.de), "")
    asked = [f for f in figures_of(release, chapter) if f.group is None]
    first = [f for f in asked if f.key in THEMES[chapter.key].first]
    valued = [f for f in first if f.value is not None]
    if len(valued) * 2 < len(first) or not valued:
        why = next((gap.why.to(lang) for gap in gaps), "") or next(
            (f.why.to(lang) for f in first if f.why is not None), ""
        )
        none = Text("keine Angaben in den Daten", "nothing in the data").to(lang)
        return _light(what, 2, why or none, lang, todo=todo)
    known = Text(
        f"{number(len(valued))} von {number(len(first))} Kennzahlen berechnet",
        f"{number(len(valued), lang='en')} of {number(len(first), lang='en')} figures computed",
    ).to(lang)
    low = [f for f in valued if f.coverage is not None and f.coverage < _KNOWN]
    if low:
        known += Text(
            f"; {number(len(low))} davon für weniger als {percent(_KNOWN)} bekannt",
            f"; {number(len(low), lang='en')} of them known for less than {percent(_KNOWN, lang='en')}",
        ).to(lang)
    return _light(what, int(bool(low) or len(valued) < len(first)), known, lang, todo=todo)


def missing_of(release: Release, chapter: Chapter) -> list[Missing]:
    """What was not computed or read for a theme."""
    return [gap for gap in release.missing if gap.what in THEMES[chapter.key].asked]


def fixes(release: Release, lang: Lang) -> tuple[str, ...]:
    """
    Say what to do, the most useful first: the register, then what whole themes wait for.

    What to do about single rows is for the town hall and the workshop.
    """
    done: list[str] = []
    if release.audience != "oeffentlich":
        done += [line.to(lang) for report in register_reports(release) for line in report.helps]
    waiting = [gap for chapter in CHAPTERS for gap in missing_of(release, chapter)]
    for gap in (*waiting, *release.missing):
        if gap.todo.de:
            done.append(f"{told(gap.what, lang)}: {gap.todo.to(lang)}")
    return tuple(dict.fromkeys(done))


# details ----------------------------------------------------------------------


def data_sections(release: Release, lang: Lang) -> tuple[Section, ...]:
    """What was read of every source, what became of the registers' rows, contradictions, gaps."""
    parts = [_gaps(release.missing, lang), _sources(release.log.sources, lang)]
    for report in register_reports(release):
        title = Text("Importbericht", "Import report").to(lang)
        shown = replace(report, helps=()) if release.audience == "oeffentlich" else report
        parts += [
            Section(
                title=f"{title} {report.file}: {heading.to(lang)}",
                lines=tuple(line.to(lang) for line in lines), folded=False,
            )
            for heading, lines in report_lines(shown)
        ]  # fmt: skip
    lines = conflict_lines(release)
    if lines:
        title = Text("Widersprüche zwischen Quellen", "Contradictions between sources").to(lang)
        parts.append(
            Section(title=title, lines=tuple(line.to(lang) for line in lines), folded=False)
        )
    return tuple(parts)


def _gaps(missing: Sequence[Missing], lang: Lang) -> Section:
    title = Text("Nicht berechnet, weil …", "Not computed, because …").to(lang)
    if not missing:
        nothing = Text("Nichts fehlt.", "Nothing is missing.").to(lang)
        return Section(title=title, lines=(nothing,), folded=False)
    head = (Text("Was", "what"), Text("Warum", "why"), Text("Was hilft", "what helps"))
    rows = tuple((told(m.what, lang), m.why.to(lang), m.todo.to(lang)) for m in missing)
    table = Table(title=title, head=tuple(h.to(lang) for h in head), rows=rows, wide=(2, 4, 4))
    return Section(title=title, tables=(table,), folded=False)


def _sources(sources: Sequence[SourceLog], lang: Lang) -> Section:
    head = (
        Text("Quelle", "source"), Text("Stand", "day"), Text("Zeilen", "rows"),
        Text("gelesen", "read"), Text("keine Datensätze", "no records"),
        Text("abgewiesen", "rejected"), Text("Anmerkungen", "notes"),
    )  # fmt: skip
    rows = tuple(
        (
            f"{told(s.role, lang)}: {s.file}", s.day, number(s.rows_in, lang=lang),
            number(s.records, lang=lang), number(s.nonrecords, lang=lang),
            number(s.rejected, lang=lang), _notes(s, lang),
        )
        for s in sources
    )  # fmt: skip
    title = Text("Gelesene Quellen", "Sources read").to(lang)
    table = Table(
        title=title, head=tuple(h.to(lang) for h in head), rows=rows,
        wide=(2.6, 1.7, 1.2, 1.3, 1.7, 1.9, 6), right=(2, 3, 4, 5),
    )  # fmt: skip
    return Section(title=title, tables=(table,), folded=False)


def _notes(log: SourceLog, lang: Lang) -> str:
    parts = [note.to(lang).rstrip(".") for note in log.notes]
    for title, counts in (
        (Text("verortet über", "located by"), log.located),
        (Text("Korrekturen", "repairs"), log.repairs),
        (Text("gelesen", "read"), log.counts),
        (Text("nicht gelesen, weil", "not read, because"), log.explained),
    ):
        if counts:
            said = ", ".join(
                f"{told(key, lang)} {number(n, lang=lang)}" for key, n in counts.items()
            )
            parts.append(f"{title.to(lang)}: {said}")
    return ". ".join(parts)
