"""How many units stand empty: the headline, what stands beside it, and cell by cell."""

from __future__ import annotations

from innenstadt_gis.analysis.vacancy import (
    status_figures,
    vacancy_cells,
    vacancy_figures,
    variant_figures,
)
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text


def ask_vacancy(asked: Asked) -> Answer:
    """The headline, what stands beside it, the rate asked otherwise, and units by status."""
    premises, scope = asked.premises, asked.town.scope
    figures: list[Figure] = [
        *vacancy_figures(premises, scope=scope), *variant_figures(premises, scope=scope),
    ]  # fmt: skip
    if asked.has_register:
        figures += status_figures(premises)
    missing = tuple(
        Missing(f.key, f.why) for f in figures if f.key == "vacancy_rate" and f.why is not None
    )
    return Answer(figures=tuple(figures), missing=missing)


def ask_vacancy_cells(asked: Asked) -> Answer:
    """The rate by street, section, centre, branch, floor, and vacancies by duration."""
    if not asked.has_register:
        why = Text("kein Register mit Status", "no register with status")
        return Answer(missing=(Missing("vacancy_cells", why),))
    area = asked.found.get("area")
    table, figures = vacancy_cells(
        asked.premises, sections=asked.sections, area=area, scope=asked.town.scope
    )
    missing: tuple[Missing, ...] = ()
    if area is None or area.empty:
        why = Text("kein Zentrum bestimmt", "no centre known")
        missing = (Missing("vacancy_cells", why),)
    return Answer(figures=figures, tables={"vacancy_cells": table}, missing=missing)
