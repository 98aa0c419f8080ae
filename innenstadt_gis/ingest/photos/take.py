"""Photos to the town's table and their pictures; every file is accounted for."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from innenstadt_gis.codes import REASONS
from innenstadt_gis.importlog import Outcome, Row, SourceLog
from innenstadt_gis.ingest.photos.folder import PhotoFile
from innenstadt_gis.ingest.photos.index import SHEET, PhotoIndex, PhotoRow
from innenstadt_gis.ingest.photos.kept import KeptPhotos
from innenstadt_gis.ingest.photos.match import Match, Places, file_keys
from innenstadt_gis.ingest.photos.pixels import facts_of, quiet_pictures
from innenstadt_gis.ingest.registers.private import collect
from innenstadt_gis.tables import PHOTOS
from innenstadt_gis.words import Text

__all__ = ["TakenPhotos", "take_photos"]

MAX_KB = 60
LONGEST_PX = 1280
_WORKERS = 4
_MOST_NAMED = 8
_NOBODY = collect([])
_NOWHERE = Match()
#: Words that telephones and cameras give to files.
_CAMERAS = frozenset({"img", "dsc", "dscn", "dscf", "pxl", "mp", "wa", "image", "whatsapp", "foto"})
_BEFORE = re.compile(r"(?<![^\W\d_])(?:vorher|davor|before)(?![^\W\d_])", re.IGNORECASE)
_AFTER = re.compile(r"(?<![^\W\d_])(?:nachher|danach|after)(?![^\W\d_])", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)")

Released = Literal["none", "workshop", "index"]


@dataclass(frozen=True, eq=False)
class TakenPhotos:
    """Photos as `tables.PHOTOS`, their pictures by id, and the logs of folder and list."""

    rows: gpd.GeoDataFrame
    files: dict[str, bytes]
    logs: tuple[SourceLog, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What became of one file; ``why`` is blank for a photo that was taken."""

    why: str = ""
    match: Match = _NOWHERE
    taken_on: dt.date | None = None
    had_position: bool = False
    photo_id: str = ""
    picture: bytes = b""


def take_photos(
    files: Sequence[PhotoFile],
    lists: Sequence[PhotoIndex],
    *,
    places: Places,
    released: Released,
    folder: str,
    crs: CRS,
    kept: KeptPhotos | None = None,
) -> TakenPhotos:
    """
    Match photos to units, decide whom each may reach, and copy them clean.

    Parameters
    ----------
    files, lists
        From `photo_files` and `read_index`.
    places
        Units and addresses of the town.
    released
        What the study says: ``"none"`` keeps all photos in the town hall, ``"workshop"``
        releases all that the list does not narrow, ``"index"`` those that the list releases.
    folder
        Name of the folder, for the log.
    kept
        Copies of an earlier run; those of this one are added.

    Returns
    -------
    TakenPhotos
        A photo in which the list sees recognisable persons stays in the town hall; the public
        gets one only if the list says so and says that nobody can be recognised. Photos that
        fit several units or none, or are barred, are in no product and named in the log.
    """
    listed, unsure, lost = _by_file(files, [row for one in lists for row in one.rows])
    kept = kept or KeptPhotos()
    with quiet_pictures(), ThreadPoolExecutor(_WORKERS) as pool:
        seen = list(
            pool.map(
                lambda n: (
                    _Seen("photo_ambiguous")
                    if n in unsure
                    else _look(files[n], listed.get(n), places, kept)
                ),
                range(len(files)),
            )
        )
    rows: dict[str, dict[str, Any]] = {}
    pictures: dict[str, bytes] = {}
    told: list[Row] = []
    for n, (file, one) in enumerate(zip(files, seen, strict=True)):
        why = "photo_twice" if one.photo_id in rows else one.why
        told.append(Row(None, n + 1, _outcome(why), why))
        if not why:
            rows[one.photo_id] = _row(file, one, listed.get(n), released)
            pictures[one.photo_id] = one.picture
    notes = (*_told_to(rows), *_released_notes(told, listed, released), *_lost(files, seen, told))
    log = _log(seen, told, notes, folder)
    logs = (log, *(_list_log(one, lost) for one in lists))
    return TakenPhotos(_table(rows, crs), pictures, logs)


def _by_file(
    files: Sequence[PhotoFile], rows: Sequence[PhotoRow]
) -> tuple[dict[int, PhotoRow], frozenset[int], tuple[PhotoRow, ...]]:
    """Rows of the list by the number of their file; files and rows that fit no single one."""
    keys: dict[str, set[int]] = defaultdict(set)
    for n, file in enumerate(files):
        for key in file_keys(file.name):
            keys[key].add(n)
    found: dict[int, PhotoRow] = {}
    unsure: set[int] = set()
    lost: list[PhotoRow] = []
    for row in rows:
        fits = keys.get(row.file.casefold()) or keys.get(PurePosixPath(row.file.casefold()).name)
        if not fits:
            lost.append(row)
        elif len(fits) > 1 or (n := min(fits)) in found:
            unsure |= fits
        else:
            found[n] = row
    return found, frozenset(unsure), tuple(lost)


def _look(file: PhotoFile, row: PhotoRow | None, places: Places, kept: KeptPhotos) -> _Seen:
    if file.refused:
        return _Seen(file.refused)
    if row is not None and row.audience == "none":
        return _Seen("photo_not_released")
    data = file.read_bytes()
    facts = facts_of(data) if data else "photo_unreadable"
    if isinstance(facts, str):
        return _Seen(facts)
    match = places.find(file.name, row, facts.at)
    seen = _Seen("", match, facts.taken_on, facts.at is not None)
    if not match.how:
        return replace(seen, why="photo_ambiguous" if match.candidates else "photo_unplaced")
    picture = kept.drawn(data, max_kb=MAX_KB, longest_px=LONGEST_PX)
    if isinstance(picture, str) or not picture:
        return replace(
            seen, why=picture if isinstance(picture, str) and picture else "photo_unreadable"
        )
    where = match.unit or str(match.point.wkt)
    digest = hashlib.sha256(data + b"\0" + where.encode()).hexdigest()
    return replace(seen, photo_id=f"p-{digest[:10]}", picture=picture)


def _outcome(why: str) -> Outcome:
    if why in {"photo_twice", "photo_not_released"}:
        return "nonrecord"
    return "rejected" if why else "record"


def _row(file: PhotoFile, one: _Seen, row: PhotoRow | None, released: Released) -> dict[str, Any]:
    from PIL import Image

    with Image.open(io.BytesIO(one.picture), formats=("JPEG",)) as image:
        width, height = image.size
    stem = PurePosixPath(file.name).stem
    day = (row.day if row else None) or one.taken_on or _day_of(stem)
    named = "before" if _BEFORE.search(stem) else "after" if _AFTER.search(stem) else ""
    return {
        "unit_id": one.match.unit or None,
        "taken_on": pd.Timestamp(day) if day else pd.NaT,
        "moment": (row.moment if row else "") or named or None,
        "caption": (row.caption if row else "") or None,
        "credit": (row.credit if row else "") or None,
        "audience": _audience(row, released),
        "located_by": one.match.how,
        "file": file.name,
        "width": width, "height": height, "bytes": len(one.picture),
        "source": "photos",
        "repairs": "photo_position" if one.had_position else None,
        "geometry": one.match.point,
    }  # fmt: skip


def _audience(row: PhotoRow | None, released: Released) -> str:
    """
    Whom a photo may reach: never more than study and list both say.

    Examples
    --------
    >>> told = PhotoRow(row=2, file="a.jpg", audience="oeffentlich", persons=False)
    >>> _audience(told, "none"), _audience(told, "index"), _audience(None, "index")
    ('intern', 'oeffentlich', 'intern')
    >>> _audience(None, "workshop"), _audience(replace(told, persons=None), "workshop")
    ('workshop', 'workshop')
    """
    if released == "none" or (row is not None and row.persons):
        return "intern"
    said = row.audience if row else ""
    widest = said or ("workshop" if released == "workshop" else "intern")
    return "workshop" if widest == "oeffentlich" and row and row.persons is None else widest


def _day_of(stem: str) -> dt.date | None:
    found = _DAY.search(stem)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _spot(row: dict[str, Any]) -> str:
    """Unit or address of a photo: photos of one spot belong together, whoever looks at them."""
    return row["unit_id"] or str(row["geometry"].wkt)


def _table(rows: dict[str, dict[str, Any]], crs: CRS) -> gpd.GeoDataFrame:
    index = pd.Index(list(rows), dtype="str")
    spots = {where: n for n, where in enumerate(sorted({_spot(r) for r in rows.values()}), start=1)}
    for row in rows.values():
        row["place"] = spots[_spot(row)]
    frame = pd.DataFrame(list(rows.values()), index=index, columns=[*PHOTOS.names, "geometry"])
    points = gpd.GeoSeries(frame.pop("geometry").tolist(), index=index, crs=crs)
    done = PHOTOS.conform(gpd.GeoDataFrame(frame, geometry=points, crs=crs), crs=crs).sort_index()
    PHOTOS.check(done)
    return done  # type: ignore[no-any-return]


def _log(seen: Sequence[_Seen], told: list[Row], notes: tuple[Text, ...], folder: str) -> SourceLog:
    taken = [one for one, row in zip(seen, told, strict=True) if row.outcome == "record"]
    ways, outcomes = Counter(one.match.how for one in taken), Counter(row.outcome for row in told)
    reasons = Counter(row.reason for row in told if row.reason)
    spared = sum(one.had_position for one in seen)
    return SourceLog(
        role="photos", file=folder, kind="photos", rows_in=len(told), records=outcomes["record"],
        nonrecords=outcomes["nonrecord"], rejected=outcomes["rejected"], rows=tuple(told),
        repairs={"photo_position": spared} if spared else {},
        located={how: ways[how] for how in sorted(ways)},
        explained=dict(sorted(reasons.items())), notes=notes,
    )  # fmt: skip


def _lost(files: Sequence[PhotoFile], seen: Sequence[_Seen], rows: list[Row]) -> list[Text]:
    """Tell of photos that are in no product, and what to do; one line a reason."""
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for n, (file, one, row) in enumerate(zip(files, seen, rows, strict=True), start=1):
        if row.outcome == "rejected":
            alike.setdefault((row.reason, one.match.candidates), []).append(_called(n, file.name))
    return [_lost_line(why, candidates, names) for (why, candidates), names in alike.items()]


def _called(n: int, name: str) -> str:
    """Name a photo by its file; one called after a person by its number alone."""
    words = re.findall(r"[^\W\d_]+", str(PurePosixPath(name).with_suffix("")))
    words = [word for word in words if word.casefold() not in _CAMERAS]
    secret = len(words) > 1 and _NOBODY.found_in(" ".join(words))  # one word is what a camera gives
    return f"Nr. {n}" if secret else f"Nr. {n} ({PurePosixPath(name).name})"


def _lost_line(why: str, candidates: tuple[str, ...], names: list[str]) -> Text:
    more = len(names) - _MOST_NAMED
    first = ", ".join(names[:_MOST_NAMED])
    rest = Text(f" und {more} weitere", f" and {more} more") if more > 0 else Text("", "")
    fit = f": {', '.join(candidates)}" if candidates else ""
    do = Text("", "")
    if why in {"photo_ambiguous", "photo_unplaced"}:
        do = Text(
            "; in fotos.xlsx mit Einheit oder Adresse eintragen",
            "; enter it in fotos.xlsx with its unit or address",
        )
    return Text(
        f"Foto {first}{rest.de}: {REASONS[why].de}{fit}{do.de}",
        f"photo {first}{rest.en}: {REASONS[why].en}{fit}{do.en}",
    )


def _told_to(rows: dict[str, dict[str, Any]]) -> list[Text]:
    """Say whom the photos reach."""
    reach = Counter(row["audience"] for row in rows.values())
    if not rows:
        return []
    words = {
        "oeffentlich": Text("öffentlich", "public"), "workshop": Text("Workshop", "workshop"),
        "intern": Text("nur intern", "town hall only"),
    }  # fmt: skip
    said = [Text(f"{reach[k]} {w.de}", f"{reach[k]} {w.en}") for k, w in words.items() if reach[k]]
    return [
        Text("Fotos: " + ", ".join(s.de for s in said), "photos: " + ", ".join(s.en for s in said))
    ]


def _released_notes(told: list[Row], listed: dict[int, PhotoRow], released: Released) -> list[Text]:
    rows = [listed.get(row.source_row - 1) for row in told if row.outcome == "record"]
    notes = []
    if rows and released == "none":
        notes.append(
            Text(
                f"{len(rows)} Foto(s) nur in Ergebnissen für intern; freigeben in study.toml: [photos] "
                'released = true (Workshop) oder "index" (wie in fotos.xlsx)',
                f"{len(rows)} photo(s) in products for the town hall only; release them in study.toml: "
                '[photos] released = true (workshop) or "index" (as in fotos.xlsx)',
            )
        )
    people = sum(bool(row and row.persons) for row in rows)
    if people and released != "none":
        notes.append(
            Text(
                f"{people} Foto(s) mit erkennbaren Personen bleiben intern",
                f"{people} photo(s) with recognisable persons stay in the town hall",
            )
        )
    open_ = sum(bool(r and r.audience == "oeffentlich" and r.persons is None) for r in rows)
    if open_ and released != "none":
        notes.append(
            Text(
                f"{open_} Foto(s) nur im Workshop statt öffentlich, weil „Personen erkennbar“ leer ist; "
                "nein eintragen, wenn niemand zu erkennen ist",
                f"{open_} photo(s) in workshops only, not in public, as 'persons visible' is blank; "
                "write no if nobody can be recognised",
            )
        )
    return notes


def _list_log(index: PhotoIndex, lost: tuple[PhotoRow, ...]) -> SourceLog:
    """Rows of a list that name no file of the folder are rejected."""
    log = index.log
    gone = {row.row for row in lost if any(row is mine for mine in index.rows)}
    rows = tuple(
        replace(row, outcome="rejected", reason="photo_file_missing")
        if row.source_row in gone
        else row
        for row in log.rows
    )
    notes = [
        Text(
            f"{SHEET.de}, Zeile {row}: die genannte Datei liegt nicht im Fotoordner",
            f"{SHEET.en}, row {row}: the file is not in the folder of photos",
        )
        for row in sorted(gone)
    ]
    return replace(
        log, rows=rows, records=log.records - len(gone), rejected=log.rejected + len(gone),
        notes=(*log.notes, *notes),
    )  # fmt: skip
