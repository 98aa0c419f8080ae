"""Each run compared with the one before: what moved the vacancy rate, and why.

Beside the study lies ``.innenstadt/letzter_lauf.json``: version, headline, and per unit of the
register its status with fingerprints of what was said of it; no name, no value of a row. It is
the town hall's own knowledge and never lies among the results.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from innenstadt_gis.analysis.change.runs import CAUSES, attribute, causes, sides
from innenstadt_gis.analysis.change.transitions import CORRECTED
from innenstadt_gis.analysis.vacancy import vacancy_rate
from innenstadt_gis.files import write_atomic
from innenstadt_gis.importlog import ImportLog
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.study import Study
from innenstadt_gis.tables import Audience
from innenstadt_gis.town import Town
from innenstadt_gis.words import Lang, Text, number, percent

__all__ = ["RunChange", "RunState", "compare_with_last", "for_audience", "run_change", "state_of"]

_FORMAT = 1
#: Fewer units could be told apart by the public (none tells nothing).
_FEWEST_TOLD = 3
_COLUMNS = ("status", "inside", "listed", "source", "corrections")
#: Sources that can move a unit into the study area or out of it, or join two rows to one unit.
_PLACING = ("osm", "boundary", "parcels", "buildings", "addresses")
#: Corrections that can move the rate; a corrected name or area cannot.
_MOVING = ("status", "not_there", "address", "position")


@dataclass(frozen=True, kw_only=True, eq=False)
class RunState:
    """What a run found, as far as the next one wants to know."""

    version: str
    survey_day: str
    vacant: int
    known: int
    rate: float | None
    sources: dict[str, str]
    registers: tuple[str, ...]  # checksums of the register files, sorted
    units: pd.DataFrame  # by unit_id: status, inside, listed, source, corrections

    def same_as(self, other: RunState) -> bool:
        """Tell whether nothing that a comparison could tell differs."""
        mine = (self.version, self.vacant, self.known, self.rate)
        theirs = (other.version, other.vacant, other.known, other.rate)
        return mine == theirs and self.units.equals(other.units)


@dataclass(frozen=True, kw_only=True)
class RunChange:
    """
    The vacancy rate of the run before and of this one, and the units that moved it by cause.

    ``causes`` counts units by the keys of `analysis.change.runs.CAUSES`; their changes add up
    to the change of ``vacant`` and ``known``.
    """

    sentence: Text
    version_before: str
    survey_day_before: str
    rate_before: float | None
    vacant_before: int | None
    known_before: int | None
    causes: dict[str, int] = field(default_factory=dict)


def state_of(town: Town, *, version: str, settings: dict[str, str] | None = None) -> RunState:
    """
    Take down what the next run will want to know of this one.

    Parameters
    ----------
    town
        As read, not softened for an audience.
    version
        Of the program.
    settings
        Checksums of files that say how sources are read.
    """
    asked = Asked(town)
    rate = vacancy_rate(asked.premises, scope=town.scope)
    units = town.premises[town.premises["in_register"].fillna(value=False).astype(bool)]
    repairs = units["repairs"].fillna("").str.split(";")
    rows = pd.DataFrame(
        {
            "status": units["status"],
            "inside": units.index.isin(asked.registered.index),
            "listed": ["not_listed_again" not in told for told in repairs],
            "source": _source_prints(town, units),
            "corrections": _correction_prints(town, units),
        },
        index=units.index,
    )
    vacant, known = sides(rows)
    return RunState(
        version=version, survey_day=town.survey_day.isoformat(), vacant=vacant, known=known,
        rate=rate.value, sources=_checksums(town.log) | (settings or {}), units=_typed(rows),
        registers=tuple(sorted(s.sha256 for s in town.log.sources if s.role == "register")),
    )  # fmt: skip


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the same types to what was just read and to what was kept."""
    kinds = {c: bool if c in ("inside", "listed") else "object" for c in _COLUMNS}
    rows.index = pd.Index(rows.index, dtype="object", name="unit_id")
    return rows.astype(kinds).sort_index()


def _checksums(log: ImportLog) -> dict[str, str]:
    """Checksums of what decides where units lie, besides their own rows."""
    return {
        f"{s.role}:{s.file}": s.sha256 or _print(s.rows_in, s.records, s.day, sorted(s.counts.items()))
        for s in log.sources
        if s.role in _PLACING
    }  # fmt: skip


def _print(*words: Any) -> str:
    text = json.dumps(words, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _source_prints(town: Town, units: pd.DataFrame) -> list[str]:
    """Fingerprint of the row that each unit was read from, and of its being listed again."""
    records = town.records
    where = ["source_file", "source_sheet", "source_row"]
    rows = records.loc[records["source"] != "osm", where]
    raw = records.loc[rows.index, "raw"].fillna("")
    keys = zip(*(rows[c].astype("str") for c in where), strict=True)
    said = dict(zip(keys, raw, strict=True))
    mine = zip(*(units[c].astype("str") for c in where), strict=True)
    listed = units["repairs"].fillna("").str.contains("not_listed_again")
    return [
        _print(said.get(key, ""), bool(late)) for key, late in zip(mine, listed, strict=True)
    ]  # fmt: skip


def _correction_prints(town: Town, units: pd.DataFrame) -> list[str]:
    """Fingerprint of what people corrected about status and place; blank where nothing."""
    history, links = town.history, town.links
    told = history[history["source"].str.startswith(CORRECTED).fillna(value=False)]
    told = told.sort_values(["unit_id", "survey_day"])
    status = told.groupby("unit_id")["status"].agg(list).to_dict()
    by_hand = links[(links["kind"] == "correction") & links["linked_id"].isin(_MOVING)]
    fields = by_hand.groupby("unit_id")["linked_id"].agg(lambda some: sorted(set(some))).to_dict()
    places = zip(units["street"], units["house_number"], units.geometry, strict=True)
    done = []
    for unit, (street, number_, point) in zip(units.index, places, strict=True):
        said = fields.get(unit, [])
        placed = "position" in said and point is not None and not point.is_empty
        place = (
            (round(point.x, 1), round(point.y, 1)) if placed else None,
            (str(street), str(number_)) if "address" in said else None,
        )
        done.append(_print(status.get(unit), said, place) if said or unit in status else "")
    return done


def run_change(before: RunState, now: RunState) -> RunChange:
    """Compare two runs; every unit that counts otherwise has one cause."""
    known = before.sources.keys() & now.sources.keys()
    moved = attribute(
        before.units, now.units, new_version=before.version != now.version,
        new_registers=before.registers != now.registers,
        other_sources=before.sources.keys() != now.sources.keys()
        or any(before.sources[name] != now.sources[name] for name in known),
    )  # fmt: skip
    counts = causes(moved)
    said = [_sentence(before, now, counts, lang) for lang in ("de", "en")]
    return RunChange(
        sentence=Text(*said), version_before=before.version, survey_day_before=before.survey_day,
        rate_before=before.rate, vacant_before=before.vacant, known_before=before.known,
        causes=counts,
    )  # fmt: skip


def _sentence(before: RunState, now: RunState, counts: dict[str, int], lang: Lang) -> str:
    head = "Gegenüber dem vorigen Lauf" if lang == "de" else "Compared with the run before"
    told = [CAUSES[name].to(lang).format(n=number(n, lang=lang)) for name, n in counts.items()]
    told = told or [Text("kein Ladenlokal zählt anders", "no unit counts otherwise").to(lang)]
    if "version" not in counts and "version_or_source" not in counts:
        told.append(CAUSES["version"].to(lang).format(n=0))
    return f"{head}: {_values(before, now, lang)}: {', '.join(told)}."


def _values(before: RunState, now: RunState, lang: Lang) -> str:
    if before.rate is not None and now.rate is not None:
        old, new = (percent(one.rate, digits=1, lang=lang) for one in (before, now))
    else:
        old, new = number(before.vacant, lang=lang), number(now.vacant, lang=lang)
    what = Text("Leerstandsquote", "vacancy rate") if "%" in new else Text("leer", "vacant")
    if old == new:
        return f"{what.to(lang)} {Text('weiter', 'still').to(lang)} {new}"
    return f"{what.to(lang)} {old} → {new}"


def for_audience(change: RunChange, audience: Audience, now: RunState) -> RunChange:
    """
    Cut a comparison down to what an audience may see.

    In public neither causes nor counts are told if one of them, or the vacant units of one of
    the runs, are one or two units.
    """
    few = [*change.causes.values(), change.vacant_before or 0, now.vacant]
    if audience != "oeffentlich" or not any(0 < n < _FEWEST_TOLD for n in few):
        return change
    return RunChange(
        sentence=Text(
            "Gegenüber dem vorigen Lauf: nicht veröffentlicht, zu wenige Fälle (weniger als 3).",
            "Compared with the run before: not published, too few cases (fewer than 3).",
        ),
        version_before=change.version_before, survey_day_before=change.survey_day_before,
        rate_before=None, vacant_before=None, known_before=None,
    )  # fmt: skip


def compare_with_last(
    study: Study, town: Town, *, version: str, out: Path, audience: Audience
) -> tuple[RunChange | None, tuple[Text, ...]]:
    """
    Compare this run with the last one that differs from it, and keep this one for the next.

    Running again with the same inputs compares with the same run and writes the same bytes.
    It never stops a run: what cannot be read or written is a note.

    Parameters
    ----------
    study, town
        What was read; ``town`` not softened.
    version
        Of the program.
    out
        Folder of the results, in which the state must not lie.
    audience
        Who may see the comparison.

    Returns
    -------
    tuple
        The comparison (None on a first run, and without a register then and now), and notes.
    """
    path = study.folder / ".innenstadt" / "letzter_lauf.json"
    if path.resolve().is_relative_to(out.resolve()):
        return None, (_IN_THE_WAY,)
    now = state_of(town, version=version, settings=_settings(study))
    kept, notes = _read(path)
    last, before = kept
    if last is not None and not now.same_as(last):
        before = last
    notes += _write(path, now, before)
    if before is None or (before.units.empty and now.units.empty):
        return None, notes
    return for_audience(run_change(before, now), audience, now), notes


_IN_THE_WAY = Text(
    "Kein Vergleich mit dem vorigen Lauf: Die Ergebnisse liegen im Ordner der Studie; mit --out einen "
    "anderen Ordner wählen",
    "no comparison with the run before: the results lie in the folder of the study; choose another "
    "one with --out",
)


def _settings(study: Study) -> dict[str, str]:
    """Checksums of the study itself and of what was said about how to read its registers."""
    beside = [r.path.with_name(f"{r.path.stem}.zuordnung.toml") for r in study.registers]
    named = [r.mapping for r in study.registers if r.mapping is not None]
    paths = sorted({path for path in (study.path, *beside, *named) if path.is_file()})
    return {
        f"settings:{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }  # fmt: skip


def _read(path: Path) -> tuple[tuple[RunState | None, RunState | None], tuple[Text, ...]]:
    if not path.is_file():
        return (None, None), ()
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["format"] != _FORMAT:
            raise ValueError(content["format"])
        return (_loaded(content["now"]), _loaded(content["before"])), ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        note = Text(
            f"Kein Vergleich mit dem vorigen Lauf: {path.parent.name}/{path.name} ist beschädigt oder "
            "von einer anderen Programmversion und wird neu angelegt",
            f"no comparison with the run before: {path.parent.name}/{path.name} is damaged or of another "
            "version of the program, and is made anew",
        )
        return (None, None), (note,)


def _loaded(content: dict[str, Any] | None) -> RunState | None:
    if content is None:
        return None
    table = content["units"]
    rows = pd.DataFrame(
        list(table.values()), index=pd.Index(list(table), dtype="object"), columns=[*_COLUMNS]
    )
    return RunState(
        version=str(content["version"]), survey_day=str(content["survey_day"]),
        vacant=int(content["vacant"]), known=int(content["known"]),
        rate=None if content["rate"] is None else float(content["rate"]),
        sources={str(k): str(v) for k, v in content["sources"].items()}, units=_typed(rows),
        registers=tuple(map(str, content["registers"])),
    )  # fmt: skip


def _saved(state: RunState | None) -> dict[str, Any] | None:
    if state is None:
        return None
    rows = state.units[[*_COLUMNS]].to_numpy(dtype=object).tolist()
    units = {
        str(unit): [bool(v) if isinstance(v, np.bool_) else v for v in row]
        for unit, row in zip(state.units.index, rows, strict=True)
    }
    return {
        "version": state.version, "survey_day": state.survey_day, "vacant": state.vacant,
        "known": state.known, "rate": state.rate, "sources": state.sources, "units": units,
        "registers": list(state.registers),
    }  # fmt: skip


def _write(path: Path, now: RunState, before: RunState | None) -> tuple[Text, ...]:
    content = {"format": _FORMAT, "now": _saved(now), "before": _saved(before)}
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        if not (path.is_file() and path.read_bytes() == text.encode("utf-8")):
            write_atomic(path, text, beside=False)
    except (OSError, ValueError):
        return (
            Text(
                "Dieser Lauf lässt sich für den nächsten Vergleich nicht merken: Der Ordner der Studie "
                "ist schreibgeschützt",
                "this run cannot be kept for the next comparison: the folder of the study is read-only",
            ),
        )
    return ()
