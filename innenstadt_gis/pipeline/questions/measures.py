"""Measures as milestones: how their figures moved since, and what is overdue."""

from __future__ import annotations

from innenstadt_gis.analysis.measures import earlier_values, measure_figures, milestones
from innenstadt_gis.pipeline.questions.asked import Answer, Asked


def ask_measures(asked: Asked) -> Answer:
    """Milestones and measures by status (V-11, V-12); asked last, since it reads all figures."""
    town = asked.town
    if town.measures.empty:
        return Answer()  # nobody is missing a plan that was never filed
    history = town.history[town.history["unit_id"].isin(asked.registered.index)]
    table = milestones(
        town.measures, asked.figures, survey_day=town.survey_day, earlier=earlier_values(history)
    )
    figures = measure_figures(town.measures, survey_day=town.survey_day)
    return Answer(figures=figures, tables={"milestones": table})
