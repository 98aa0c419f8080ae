"""A `Town` to `Findings`: every question in its order, and what could not be asked."""

from __future__ import annotations

from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked, Question
from innenstadt_gis.pipeline.questions.change import ask_change
from innenstadt_gis.pipeline.questions.cooperation import ask_cooperation
from innenstadt_gis.pipeline.questions.digital import ask_digital
from innenstadt_gis.pipeline.questions.door_to_door import ask_door_to_door
from innenstadt_gis.pipeline.questions.ideas import ask_ideas
from innenstadt_gis.pipeline.questions.image import ask_image
from innenstadt_gis.pipeline.questions.local_supply import ask_local_supply
from innenstadt_gis.pipeline.questions.measures import ask_measures
from innenstadt_gis.pipeline.questions.mix import ask_mix
from innenstadt_gis.pipeline.questions.pattern import ask_pattern
from innenstadt_gis.pipeline.questions.personas import ask_personas
from innenstadt_gis.pipeline.questions.retail_parks import ask_retail_parks
from innenstadt_gis.pipeline.questions.sites import ask_sites
from innenstadt_gis.pipeline.questions.supply import ask_supply
from innenstadt_gis.pipeline.questions.transit_service import ask_transit_service
from innenstadt_gis.pipeline.questions.vacancy import ask_vacancy, ask_vacancy_cells
from innenstadt_gis.pipeline.questions.walking import ask_sections, ask_walking
from innenstadt_gis.pipeline.questions.zone import ask_zone
from innenstadt_gis.town import Figure, Findings, Town

__all__ = ["QUESTIONS", "Answer", "Asked", "Question", "analyse"]

#: Every question in the order of asking; later ones may read what earlier ones found.
QUESTIONS: tuple[Question, ...] = (
    ask_vacancy,
    ask_sections,
    ask_walking,
    ask_vacancy_cells,
    ask_pattern,
    ask_sites,
    ask_mix,
    ask_supply,
    ask_zone,
    ask_local_supply,
    ask_personas,
    ask_transit_service,
    ask_door_to_door,
    ask_retail_parks,
    ask_digital,
    ask_cooperation,
    ask_image,
    ask_change,
    ask_ideas,
    ask_measures,
)


def analyse(town: Town, *, questions: tuple[Question, ...] = QUESTIONS) -> Findings:
    """
    Ask every question of a town that its tables can answer.

    Parameters
    ----------
    town
        From files (`read_town`) or from your own frames (`Town.from_tables`).
    questions
        Some of `QUESTIONS`, in their order, where not all are needed.

    Returns
    -------
    Findings
        Figures, tables, and under ``missing`` what was not computed and why.
    """
    asked = Asked(town)
    figures: list[Figure] = []
    missing: list[Missing] = []
    for question in questions:
        answer = question(asked)
        figures += answer.figures
        missing += answer.missing
        asked.found |= answer.tables
        asked.figures += answer.figures
    return Findings(figures=tuple(figures), tables=asked.found, missing=tuple(missing))
