"""A study to the papers of a survey: the workbook to fill in, and the numbered map sheets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from innenstadt_gis.analysis.density import reference_area
from innenstadt_gis.errors import InputError
from innenstadt_gis.files import Outbox
from innenstadt_gis.outputs.survey import (
    SurveyStop,
    map_sheets_html,
    survey_stops,
    survey_workbook,
)
from innenstadt_gis.pipeline.gather import Progress, quiet
from innenstadt_gis.pipeline.read import read_town
from innenstadt_gis.study import read_study
from innenstadt_gis.town import Town
from innenstadt_gis.words import Lang, Text, number

#: Around a centre that is a point, metres on foot, where nobody says otherwise.
WITHIN_M = 400.0


@dataclass(frozen=True, kw_only=True)
class SurveyResult:
    """What was written, and what stands in it."""

    workbook: Path
    maps: Path
    units: int
    sheets: int
    sentences: tuple[Text, ...]


def survey(
    study_path: Path, *, out: Path | None = None, within_m: float | None = None,
    lang: Lang = "de", progress: Progress = quiet,
) -> SurveyResult:  # fmt: skip
    """
    Write the survey workbook and its map sheets for the centre of a study.

    Parameters
    ----------
    study_path
        ``study.toml`` or its folder.
    out
        Where to write; ``erhebung/`` beside the study if None.
    within_m
        Metres on foot from a centre that is a point (400 if None), or metres that are added
        around an official centre.
    lang
        Language of the papers.
    progress
        Called with a `Text` before each step.

    Returns
    -------
    SurveyResult
        The two files, and what stands in them.

    Raises
    ------
    InputError
        If there is no centre to start from, or nothing to survey around it.
    """
    study = read_study(study_path)
    town = read_town(study, progress=progress)
    progress(Text("Weg und Blätter zusammenstellen", "laying out the walk and its sheets"))
    area, told = _area(town, within_m)
    start = town.centres.geometry.iloc[0].representative_point()
    stops = survey_stops(town, area, start=start, lang=lang)
    if not stops:
        raise InputError(
            de=f"Nichts zu erheben {told.de}: weder Einheiten noch Adressen mit Handel. Das Zentrum in "
            "study.toml prüfen oder mit --within METER weiter fassen",
            en=f"nothing to survey {told.en}: no units and no addresses with trade. Check the centre "
            "in study.toml or widen it with --within METRES",
        )
    folder = out if out is not None else study.folder / "erhebung"
    stem = f"Erhebung_{_safe(town.name)}"
    book = survey_workbook(stops, town=town.name, area=told, day=town.survey_day, lang=lang)
    page = map_sheets_html(town, stops, lang=lang)
    with Outbox(folder) as box:
        named = box.put(f"{stem}_{town.survey_day.isoformat()}.xlsx", book)
        maps = box.put(f"{stem}_Karten.html", page)
        done = box.deliver()
    return SurveyResult(
        workbook=done.placed[named], maps=done.placed[maps],
        units=len(stops), sheets=max(stop.sheet for stop in stops),
        sentences=(*_sentences(town, stops, told), *done.notes),
    )  # fmt: skip


def _area(town: Town, within_m: float | None) -> tuple[Any, Text]:
    if town.centres.empty or town.nodes.empty:
        raise InputError(
            de='Kein Zentrum, von dem die Begehung ausgeht: in study.toml [[centres]] mit name = "Markt" '
            'und at = "Marktplatz 1" ergänzen',
            en='no centre to start the walk from: add [[centres]] with name = "Markt" and '
            'at = "Marktplatz 1" to study.toml',
        )
    official = (town.centres.geometry.geom_type != "Point").any()
    walk_m = WITHIN_M if within_m is None else within_m
    areas = reference_area(town.centres, town.nodes, town.edges, walk_m=walk_m)
    area = shapely.union_all(areas.geometry.to_numpy())
    if official:
        wider = f" und {number(within_m)} m darum herum" if within_m else ""
        more = f" and {number(within_m, lang='en')} m around it" if within_m else ""
        shape = area.buffer(within_m) if within_m else area
        return shape, Text(f"im Zentrum{wider}", f"in the centre{more}")
    return area, Text(
        f"bis {number(walk_m)} m Fußweg vom Zentrum",
        f"within {number(walk_m, lang='en')} m on foot from the centre",
    )


def _sentences(town: Town, stops: tuple[SurveyStop, ...], told: Text) -> tuple[Text, ...]:
    placed = [stop for stop in stops if stop.sheet]
    known, sheets = sum(bool(stop.unit_id) for stop in placed), max(stop.sheet for stop in stops)
    more, lost = len(placed) - known, len(stops) - len(placed)
    said = [
        Text(
            f"{len(placed)} Einheiten {told.de}, in der Reihenfolge des Weges, auf {sheets} "
            f"Kartenblättern: {known} bekannte und {more} Adressen in Häusern mit Handel.",
            f"{len(placed)} units {told.en}, in walking order, on {sheets} map sheets: {known} known "
            f"ones and {more} addresses in houses with trade.",
        )
    ]
    if lost:
        said.append(
            Text(
                f"{lost} Einheiten des Registers ohne gefundenen Ort stehen am Ende des Bogens.",
                f"{lost} units of the register without a place stand at the end of the workbook.",
            )
        )
    units = town.premises[town.premises["in_register"].astype("bool")]
    units = units[units["status"] != "gone"]
    if outside := len(set(units.index) - {stop.unit_id for stop in stops}):
        said.append(
            Text(
                f"{outside} Einheiten des Registers liegen außerhalb und stehen nicht im Bogen; mit "
                "--within METER weiter fassen.",
                f"{outside} units of the register lie outside and are not in the workbook; widen the "
                "area with --within METRES.",
            )
        )
    return tuple(said)


def _safe(name: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in name).split()
    return "-".join(words) or "Stadt"
