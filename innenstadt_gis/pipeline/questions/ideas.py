"""What people said in workshops: notes counted by kind, theme, group and street."""

from __future__ import annotations

from innenstadt_gis.analysis.ideas import idea_counts, idea_figures
from innenstadt_gis.pipeline.questions.asked import Answer, Asked


def ask_ideas(asked: Asked) -> Answer:
    """Notes counted (H-01 to H-05); a town without a workshop is missing nothing."""
    town = asked.town
    if town.ideas.empty:
        return Answer()
    return Answer(
        figures=idea_figures(town.ideas, town.sections),
        tables={"idea_counts": idea_counts(town.ideas, town.sections)},
    )
