"""Notes of workshops: merged from several laptops, and read into the next run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from innenstadt_gis.errors import InputError, SourceError
from innenstadt_gis.files import write_atomic
from innenstadt_gis.ideas import Note, collection, merge_all
from innenstadt_gis.ingest.ideas import (
    IdeasFile,
    far_away,
    holds_person,
    place_ideas,
    read_ideas,
    refused_lines,
    said_twice,
)
from innenstadt_gis.pipeline.gather import Gathered, file_name, there
from innenstadt_gis.words import Lang, Text, number

_LONGEST_QUOTE = 60

__all__ = ["MergeResult", "merge_ideas", "take_ideas"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeResult:
    """Where the merged notes lie, how many there are, and what to say of each file."""

    file: Path
    notes: tuple[Note, ...]
    sentences: tuple[Text, ...]


def merge_ideas(files: Sequence[Path], out: Path, *, lang: Lang = "de") -> MergeResult:
    """
    Merge the notes of several laptops into one file.

    Of two versions of a note the newer one wins; dots of all laptops are kept; deleted notes
    stay deleted. The order of the files does not matter, and merging again changes nothing.

    Parameters
    ----------
    files
        GeoJSON files of notes, and copies of the map saved with notes.
    out
        GeoJSON file to write; may be one of ``files``.
    lang
        Language of the labels in the file.

    Raises
    ------
    InputError
        If ``out`` would not be a GeoJSON file, or notes of two towns would be mixed.
    SourceError
        If one of the files cannot be used; nothing is written.
    """
    if out.suffix.lower() not in {".geojson", ".json"}:
        raise InputError(
            de=f"{out.name}: -o braucht eine Datei, die auf .geojson endet",
            en=f"{out.name}: -o needs a file that ends in .geojson",
        )
    read = [read_ideas(path) for path in files]
    towns = sorted({one.town for one in read if one.town})
    if len(towns) > 1:
        raise InputError(
            de=f"Die Dateien gehören zu verschiedenen Städten: {', '.join(towns)}",
            en=f"the files belong to different towns: {', '.join(towns)}",
        )
    known: tuple[Note, ...] = ()
    said: list[Text] = []
    for one in read:
        merged = merge_all((*known, *one.notes))
        said += _changed(one, {n.id: n for n in known}, {n.id: n for n in merged})
        known = merged
    said += _whole(known)
    text = collection(known, town=towns[0] if towns else "", lang=lang)
    return MergeResult(file=write_atomic(out, text), notes=known, sentences=tuple(said))


def _changed(one: IdeasFile, old: dict[str, Note], new: dict[str, Note]) -> list[Text]:
    """Say what a file added, changed and deleted, and what of it was refused and why."""
    made = [n for key, n in new.items() if key not in old]
    moved = [n for key, n in new.items() if key in old and n != old[key]]
    gone = [n for n in (*made, *moved) if n.deleted and not (n.id in old and old[n.id].deleted)]
    fresh = sum(not n.deleted for n in made)
    counts = (fresh, len(made) + len(moved) - fresh - len(gone), len(gone))
    same = len({n.id for n in one.notes}) - len(made) - len(moved)
    line = Text(
        f"{one.file}: {number(len(one.notes))} gelesen, davon {counts[0]} neu, {counts[1]} geändert, "
        f"{counts[2]} gelöscht, {same} schon bekannt",
        f"{one.file}: {len(one.notes)} read, {counts[0]} new, {counts[1]} changed, "
        f"{counts[2]} deleted, {same} known already",
    )
    refused = [
        Text(f"  nicht übernommen: {why.de}", f"  refused: {why.en}")
        for why in refused_lines(one.refused)
    ]
    return [line, *refused]


def _whole(notes: Iterable[Note]) -> list[Text]:
    """Say what the merged file holds and what a moderator should look at."""
    every = list(notes)
    there_now = [n for n in every if not n.deleted]
    hidden = sum(n.hidden for n in there_now)
    said = [
        Text(
            f"Zusammen {number(len(there_now))} Hinweise ({hidden} ausgeblendet), "
            f"{len(every) - len(there_now)} gelöscht",
            f"together {len(there_now)} notes ({hidden} hidden), "
            f"{len(every) - len(there_now)} deleted",
        )
    ]
    maps = sorted({n.map_id for n in there_now if n.map_id})
    if len(maps) > 1:
        newest = max(there_now, key=lambda n: (n.day, n.changed)).map_id
        old = sum(n.map_id != newest for n in there_now)
        said.append(
            Text(
                f"{old} davon stammen von einer älteren oder anderen Karte",
                f"{old} of them come from an older or another map",
            )
        )
    said += map(_twice, said_twice(there_now))
    private = [n for n in there_now if holds_person(n)]
    if private:
        said.append(
            Text(
                f"{len(private)} Text(e) scheinen Namen oder Kontaktdaten zu enthalten und erscheinen in "
                "keinem Produkt; bitte in der Karte umformulieren: "
                + ", ".join(n.id[:8] for n in private[:8]),
                f"{len(private)} text(s) seem to hold names or contacts and appear in no product; "
                "please reword them in the map: " + ", ".join(n.id[:8] for n in private[:8]),
            )
        )
    return said


def _twice(same: tuple[Note, ...]) -> Text:
    ids = ", ".join(note.id[:8] for note in same)
    words = "" if holds_person(same[0]) else f" „{same[0].text[:_LONGEST_QUOTE]}“"
    return Text(
        f"{len(same)} Hinweise mit denselben Worten am selben Ort{words} ({ids}); in der Karte unter "
        "„Hinweise“ lassen sie sich zusammenlegen",
        f"{len(same)} notes with the same words at the same place{words} ({ids}); in the map, under "
        "'Notes', they can be joined",
    )


def take_ideas(got: Gathered) -> None:
    """Read the notes that the study names into the town; a broken file never stops a run."""
    notes: list[Note] = []
    files: list[IdeasFile] = []
    for path in got.study.sources.ideas:
        if not there(got, "ideas", path):
            continue
        try:
            files.append(replace(read_ideas(path), file=file_name(got.study, path)))
        except SourceError as error:
            got.gap("ideas", error.text)
            continue
        notes += files[-1].notes
    if not files:
        return
    placed = place_ideas(merge_all(notes), crs=got.crs, source=f"ideas:{files[0].file}")
    got.tables["ideas"] = placed.rows
    beside = [*_scanned(placed.withheld), *_elsewhere(got)]
    for at, one in enumerate(files):
        last = at == len(files) - 1
        log = replace(one.log, file=one.file, notes=(*one.log.notes, *(beside if last else ())))
        got.log = got.log.plus(log)


def _scanned(withheld: int) -> list[Text]:
    if not withheld:
        return []
    return [
        Text(
            f"{withheld} Text(e) zurückgehalten, weil sie Namen oder Kontaktdaten zu enthalten scheinen",
            f"{withheld} text(s) withheld because they seem to hold names or contacts",
        )
    ]


def _elsewhere(got: Gathered) -> list[Text]:
    west, south, east, north = got.table("basemap").total_bounds
    away = far_away(got.tables["ideas"], (west, south, east, north))
    if not away:
        return []
    return [
        Text(
            f"{away} Hinweis(e) liegen mehr als 2 km außerhalb der Stadt",
            f"{away} note(s) lie more than 2 km outside of the town",
        )
    ]
