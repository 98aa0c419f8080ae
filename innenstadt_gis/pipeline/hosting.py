"""What the host of an exchange meeting shows: findings, measures, questions, and the walk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from innenstadt_gis.errors import InnenstadtError
from innenstadt_gis.outputs.audience import Release, release, soften
from innenstadt_gis.outputs.comparison import HostSheet
from innenstadt_gis.outputs.sentences import headline, pattern, reach_sentences
from innenstadt_gis.pipeline.questions import analyse
from innenstadt_gis.pipeline.read import read_town
from innenstadt_gis.pipeline.walks import WalkAsk, plan_walk
from innenstadt_gis.study import read_study
from innenstadt_gis.tables.measures import MEASURE_STATUS
from innenstadt_gis.town import Town
from innenstadt_gis.words import Lang, number

__all__ = ["host_sheet"]


def host_sheet(study: Path, *, lang: Lang = "de") -> HostSheet:
    """
    Gather a town's sheet for its guests, of what a workshop may see.

    Parameters
    ----------
    study
        The host's ``study.toml``.
    lang
        Language of the sentences.
    """
    town = read_town(read_study(study))
    softened = soften(town, "workshop")
    seen = release(softened, analyse(softened), "workshop")
    route, said = _route(town, seen, lang)
    return HostSheet(
        town=town.name, survey_day=town.survey_day, facts=_facts(seen, lang),
        problems=_notes(seen, ("problem", "avoid"), lang),
        attempts=_attempts(seen, lang), questions=_notes(seen, ("question",), lang), route=route,
        route_said=said,
    )  # fmt: skip


def _facts(seen: Release, lang: Lang) -> tuple[str, ...]:
    rate = seen.figure("vacancy_rate")
    told = [headline(rate)] if rate else []
    place = pattern(seen)
    told += [place] if place else []
    told += list(reach_sentences(seen.figure))[:1]
    return tuple(text.to(lang) for text in told)


def _notes(seen: Release, kinds: tuple[str, ...], lang: Lang) -> tuple[str, ...]:
    """Notes of some kinds, those with the most dots first; a withheld text is none."""
    rows = seen.tables["ideas"]
    rows = rows[rows["kind"].isin(kinds) & rows["text"].notna()]
    rows = rows.assign(dots=rows["votes"].fillna(0)).sort_values(
        ["dots", "text"], ascending=[False, True]
    )
    return tuple(
        f"{text} ({number(dots, lang=lang)} {'Punkte' if lang == 'de' else 'dots'})" if dots else str(text)
        for text, dots in zip(rows["text"], rows["dots"], strict=True)
    )  # fmt: skip


def _attempts(seen: Release, lang: Lang) -> tuple[str, ...]:
    """Measures with their status: those under way first, then done, then planned."""
    rows: Any = seen.tables["measures"]
    order = ["running", "done", "planned", "postponed", "dropped"]
    told = []
    for measure, status in zip(rows["measure"], rows["status"], strict=True):
        known = isinstance(status, str) and status in MEASURE_STATUS
        at = order.index(status) if known else len(order)
        said = f"{measure} ({MEASURE_STATUS[status].to(lang)})" if known else str(measure)
        told.append((at, said))
    return tuple(said for _, said in sorted(told))


def _route(town: Town, seen: Release, lang: Lang) -> tuple[tuple[str, ...], str]:
    try:
        walk, _ = plan_walk(town, seen, WalkAsk())
    except InnenstadtError:  # no centre, no network: the sheet says that there is no walk
        return (), ""
    stops = tuple(f"{stop.title.to(lang)}: {stop.question.to(lang)}" for stop in walk.stops)
    metres = sum(leg.metres for leg in walk.legs)
    said = f"{walk.start.to(lang)} → {walk.end.to(lang)}, {number(walk.minutes, lang=lang)} min, {number(metres, lang=lang)} m, {walk.pace.to(lang)}"  # fmt: skip
    return stops, said
