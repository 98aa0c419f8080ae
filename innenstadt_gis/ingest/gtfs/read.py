"""Feeds to one `Timetable`: read, mend, keep apart, cut to a box, choose a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.gtfs.feed import Box, Feed, cut_to_days, placed, read_feed
from innenstadt_gis.ingest.gtfs.files import LARGE_BYTES, RawFeed, find_feeds
from innenstadt_gis.ingest.gtfs.join import Joined, duplicates, joined, patterns
from innenstadt_gis.timetable import Timetable, pick_day, require_within
from innenstadt_gis.words import Text, number
from innenstadt_gis.words import day as said

__all__ = ["read_gtfs"]


def read_gtfs(
    path_or_paths: Path | Sequence[Path],
    *,
    day: dt.date | None = None,
    bounds: Box | None = None,
    crs: Any = None,
    near: dt.date | None = None,
    only_day: bool = False,
    large_bytes: int = LARGE_BYTES,
) -> Timetable:
    """
    Read timetables (GTFS) out of zips and folders, in whatever state they are.

    Parameters
    ----------
    path_or_paths
        A zip or folder, or several. Feeds may lie in a folder of the zip or in a zip of the zip.
        With more than one feed every id gets the number of its feed in front (``"2:4711"``).
        The same feed twice is read once.
    day
        Day of reference; None lets `choose_day` propose one.
    bounds
        West, south, east, north in ``crs``, else in degrees. Only trips that call inside of it
        stay, with all their calls; None keeps all.
    crs
        CRS in metres for ``stops["x_m"]`` and ``stops["y_m"]``; None leaves them out.
    near
        The proposed day is, of those with equally many trips, the one nearest to this.
    only_day
        Keep but the trips of the day of reference and its neighbours (for last night's late ones);
        the validity shrinks to these days, so no kinds of days can be told.
    large_bytes
        Stop times of this size and more are cut to ``bounds`` (and to the day, if ``day`` is given
        with ``only_day``) before they are taken into memory. The timetable is the same; what is
        wrong with trips elsewhere is then not counted, and they all count as non-records.

    Returns
    -------
    Timetable
        All that was mended or left out stands in ``.log.repairs``, in codes with words.

    Raises
    ------
    MissingSourceError
        If a path does not exist.
    SourceError
        If a feed cannot be read, lacks what nobody can guess (stops, trips, times, days), has
        no trip in ``bounds``, or ``day`` lies outside of its validity.
    """
    paths = [path_or_paths] if isinstance(path_or_paths, Path) else list(path_or_paths)
    raws, again = _distinct(
        feed for path in paths for feed in find_feeds(path, large_bytes=large_bytes)
    )
    mend: Counter[str] = Counter()
    keys = [str(n + 1) for n in range(len(raws))] if len(raws) > 1 else [""]
    parts = [
        read_feed(raw, key, bounds=bounds, crs=crs, only_day=day if only_day else None, mend=mend)
        for raw, key in zip(raws, keys, strict=True)
    ]
    _require_trips(parts, paths, day if only_day else None)
    notes = [
        Text(f"{name} ist doppelt genannt und wurde einmal gelesen", f"{name} is given twice and was read once")
        for name in again
    ]  # fmt: skip
    notes += [
        Text(f"{raw.name}: {', '.join(raw.strangers)} gehört nicht zu GTFS und wurde nicht gelesen",
             f"{raw.name}: {', '.join(raw.strangers)} is no part of GTFS and was not read")
        for raw in raws if raw.strangers
    ]  # fmt: skip
    why = None
    if only_day:
        parts, day, why = _around_day(parts, day, near)
        _require_trips(parts, paths, day)
        notes.append(
            Text("nur Fahrten am Stichtag und an den Tagen davor und danach gelesen",
                 "only trips on the day of reference and its neighbours were read")
        )  # fmt: skip
    return _timetable(parts, paths, mend, notes, day=day, why=why, near=near, crs=crs)


def _require_trips(parts: list[Feed], paths: Sequence[Path], only_day: dt.date | None) -> None:
    if any(len(part.trips) for part in parts):
        return
    if only_day is None:
        raise SourceError(
            de=f"{_names(paths)}: In diesem Gebiet hält keine Fahrt des Fahrplans.",
            en=f"{_names(paths)}: no trip of the timetable calls in this area.",
        )
    require_within(only_day, *_validity(joined(parts)))
    raise SourceError(
        de=f"{_names(paths)}: Am {said(only_day)} und an den Tagen davor und danach fährt hier nichts.",
        en=f"{_names(paths)}: on {only_day} and the days before and after nothing runs here.",
    )


def _around_day(
    parts: list[Feed], day: dt.date | None, near: dt.date | None
) -> tuple[list[Feed], dt.date, Text | None]:
    """Cut to the day and its neighbours, as far as the feeds know of them."""
    whole, why = joined(parts), None
    first, last = _validity(whole)
    if day is None:
        day, why = pick_day(
            whole.trips, whole.services, whole.running, whole.exceptional,
            first_day=first, near=near,
        )  # fmt: skip
    require_within(day, first, last)
    one = dt.timedelta(days=1)
    parts = [cut_to_days(part, max(day - one, first), min(day + one, last)) for part in parts]
    return parts, day, why


def _validity(whole: Joined) -> tuple[dt.date, dt.date]:
    first = dt.date.fromisoformat(str(whole.first))
    return first, first + dt.timedelta(days=whole.running.shape[1] - 1)


def _distinct(feeds: Iterable[RawFeed]) -> tuple[list[RawFeed], list[str]]:
    found = list(feeds)
    if len(found) == 1:  # the checksum of a large one takes its time
        return found, []
    seen: dict[str, RawFeed] = {}
    again = []
    for feed in found:
        if feed.sha256 in seen:
            again.append(feed.name)
        else:
            seen[feed.sha256] = feed
    return list(seen.values()), again


def _timetable(
    parts: list[Feed],
    paths: Sequence[Path],
    mend: Counter[str],
    notes: list[Text],
    *,
    day: dt.date | None,
    why: Text | None,
    near: dt.date | None,
    crs: Any,
) -> Timetable:
    whole = joined(parts)
    trips = whole.trips.assign(
        pattern=patterns(whole.trips, whole.calls, whole.routes, whole.stops)
    )
    again = duplicates(trips, whole.services, whole.running)
    mend["gtfs_trip_duplicate"] += int((again != "").sum())
    trips = trips.assign(duplicate_of=again)
    stops = whole.stops
    if crs is not None:
        x_m, y_m = placed(stops, crs)
        stops = stops.assign(x_m=x_m, y_m=y_m)
    first, last = _validity(whole)
    reason = why or Text("in study.toml genannt", "named in study.toml")
    proposed, why = (day, reason) if day else pick_day(
        trips, whole.services, whole.running, whole.exceptional, first_day=first, near=near
    )  # fmt: skip
    columns = [np.flatnonzero(row) for row in whole.running]
    services = pd.DataFrame(
        {
            "first_day": [first + dt.timedelta(int(c[0])) if len(c) else None for c in columns],
            "last_day": [first + dt.timedelta(int(c[-1])) if len(c) else None for c in columns],
            "days": [len(c) for c in columns],
        },
        index=whole.services,
    )
    log = SourceLog(
        role="gtfs", file=_names(paths), kind="gtfs",
        sha256=parts[0].info.sha256 if len(parts) == 1 else "",
        attribution=", ".join(dict.fromkeys(p.info.publisher for p in parts if p.info.publisher)),
        rows_in=sum(p.rows_in for p in parts), records=sum(p.records for p in parts),
        nonrecords=sum(p.outside for p in parts),
        rejected=sum(p.rows_in - p.records - p.outside for p in parts),
        repairs={code: n for code, n in sorted(mend.items()) if n},
    )  # fmt: skip
    made = Timetable(
        feeds=tuple(p.info for p in parts), stops=stops, routes=whole.routes, trips=trips,
        stop_times=whole.calls, services=services, running=whole.running,
        exceptional=whole.exceptional, first_day=first, last_day=last, day=proposed,
        day_reason=why, log=log,
    )  # fmt: skip
    return replace(made, log=_summed_up(made, notes))


def _names(paths: Sequence[Path]) -> str:
    return "; ".join(path.name for path in paths)


def _summed_up(made: Timetable, notes: list[Text]) -> SourceLog:
    """Counts, and the one sentence that says what the timetable is."""
    column = (made.day - made.first_day).days
    runs = made.trips["service_id"].isin(made.services.index[made.running[:, column]])
    that_day = int(made.trips.loc[runs, "pattern"].nunique())
    kinds = made.stops["location_type"]
    counts = {
        "routes": len(made.routes), "platforms": int((kinds == 0).sum()),
        "stations": int((kinds == 1).sum()), "trips": len(made.trips),
        "stop_times": len(made.stop_times), "trips_on_day": that_day,
    }  # fmt: skip
    halts, lines = len(made.stops), len(made.routes)
    span = (said(made.first_day), said(made.last_day), said(made.day))
    sentence = Text(
        f"{number(lines)} Linien, {number(halts)} Haltestellen, gültig {span[0]} bis {span[1]}, "
        f"Stichtag {span[2]} mit {number(that_day)} Fahrten: {made.day_reason.de}",
        f"{number(lines, lang='en')} routes, {number(halts, lang='en')} stops, valid "
        f"{made.first_day} to {made.last_day}, day of reference {made.day} with "
        f"{number(that_day, lang='en')} trips: {made.day_reason.en}",
    )
    return replace(made.log, counts=counts, day=made.day.isoformat(), notes=(sentence, *notes))
