"""What people changed in copies of the units, or on the map, becomes rows of korrekturen.xlsx."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis.crs import to_degrees
from innenstadt_gis.errors import InnenstadtError
from innenstadt_gis.ingest.corrections import (
    MapEdits,
    append_corrections,
    corrections_from_edits,
    read_corrections,
    read_map_edits,
    rows_from_map,
)
from innenstadt_gis.pipeline.read import gather_town
from innenstadt_gis.pipeline.registers import corrections_path
from innenstadt_gis.study import Study
from innenstadt_gis.town import Town
from innenstadt_gis.words import Text

__all__ = ["take_edits"]

_MARGIN_M = 500.0


def take_edits(known: Study, paths: Sequence[Path], *, stay: Collection[Path] = ()) -> list[Text]:
    """
    Append what edited copies of the units and corrections from the map say, and put them away.

    Files of several laptops are merged: of each field of a unit the newest entry holds. Those of
    ``stay`` are left where they lie: the study reads notes or scenes out of them.

    Returns
    -------
    list of Text
        What was taken over, what not and why, and where files contradict each other.
    """
    said: list[Text] = []
    from_map: list[tuple[Path, MapEdits]] = []
    for path in paths:
        try:
            read = read_map_edits(path)
            if read is not None:
                from_map.append((path, read))
            else:
                said.append(_take_copy(known, path))
        except InnenstadtError as error:  # `check` says more; the edits wait where they lie
            said.append(_not_yet(path.name, error))
    if from_map:
        try:
            said += _take_from_map(known, from_map, stay)
        except InnenstadtError as error:
            said.append(_not_yet(", ".join(path.name for path, _ in from_map), error))
    return said


def _not_yet(name: str, error: InnenstadtError) -> Text:
    return Text(
        f"{name}: Änderungen an Einheiten, noch nicht übernommen: {error.text.de}",
        f"{name}: changes of units, not taken over yet: {error.text.en}",
    )


def _take_copy(known: Study, path: Path) -> Text:
    town, _ = gather_town(known)
    rows = corrections_from_edits(town.premises, path, day=town.survey_day)
    into = append_corrections(corrections_path(known), rows)
    done = _put_away(path)
    taken = _taken(len(rows), into)
    return Text(
        f"{path.name}: {taken.de}; die Datei heißt jetzt {done}",
        f"{path.name}: {taken.en}; the file is now {done}",
    )


def _taken(n: int, into: Path) -> Text:
    many = ("Änderung", "change") if n == 1 else ("Änderungen", "changes")
    return Text(
        f"{n} {many[0]} nach {into.name} übernommen", f"{n} {many[1]} taken over into {into.name}"
    )


def _take_from_map(
    known: Study, files: list[tuple[Path, MapEdits]], stay: Collection[Path]
) -> list[Text]:
    town, _ = gather_town(known)
    into = corrections_path(known)
    held = read_corrections(into).entries if into.exists() else ()
    made = rows_from_map([read for _, read in files], town=known.name, box=_box(town), held=held)
    written = append_corrections(into, made.rows)
    said = []
    for path, read in files:
        if read.town not in ("", known.name):
            continue  # `made` says why; it stays where it lies
        n = len(read.edits)
        done = path.name if path in stay else _put_away(path)
        away = (f"; die Datei heißt jetzt {done}", f"; the file is now {done}")
        de, en = away if path not in stay else ("", "")
        said.append(
            Text(
                f"{path.name}: Korrekturen aus der Karte, {n} gelesen{de}",
                f"{path.name}: corrections from the map, {n} read{en}",
            )
        )
    return [*said, _taken(len(made.rows), written), *made.sentences]


def _put_away(path: Path) -> str:
    done = path.with_name(f"{path.name}.uebernommen")
    path.replace(done)
    return done.name


def _box(town: Town) -> tuple[float, float, float, float]:
    """Where the town lies, in degrees: all that is known of it and a margin."""
    bounds = [town.premises.total_bounds, town.buildings.total_bounds]
    if town.study_area is not None:
        bounds.append(np.array(town.study_area.bounds))
    known = np.array([one for one in bounds if np.isfinite(one).all()])
    if not len(known):
        return -180.0, -90.0, 180.0, 90.0
    west, south = known[:, :2].min(axis=0) - _MARGIN_M
    east, north = known[:, 2:].max(axis=0) + _MARGIN_M
    frame = gpd.GeoSeries([shapely.box(west, south, east, north)], crs=town.crs)
    degrees = to_degrees(gpd.GeoDataFrame(geometry=frame)).total_bounds
    return float(degrees[0]), float(degrees[1]), float(degrees[2]), float(degrees[3])
