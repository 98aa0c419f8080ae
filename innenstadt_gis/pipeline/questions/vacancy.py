"""How many units stand empty: the headline and what stands beside it."""

from __future__ import annotations

from innenstadt_gis.analysis.vacancy import status_figures, vacancy_figures
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.town import Figure


def ask_vacancy(asked: Asked) -> Answer:
    """The headline, what stands beside it, and the units by status."""
    figures: list[Figure] = [*vacancy_figures(asked.premises, scope=asked.town.scope)]
    if asked.has_register:
        figures += status_figures(asked.premises)
    missing = tuple(
        Missing(f.key, f.why) for f in figures if f.key == "vacancy_rate" and f.why is not None
    )
    return Answer(figures=tuple(figures), missing=missing)
