"""What of the units can be read on the web, and how fresh is it?"""

from __future__ import annotations

from innenstadt_gis.analysis.digital import digital_figures, digital_table
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked


def ask_digital(asked: Asked) -> Answer:
    """Shares of the units in use of which something is entered in OpenStreetMap or told."""
    town = asked.town
    table = digital_table(asked.premises, town.records, town.links, survey_day=town.survey_day)
    figures = digital_figures(table, asked.premises, survey_day=town.survey_day)
    first = figures[0]
    missing = (Missing("digital", first.why),) if first.why is not None else ()
    return Answer(figures=figures, tables={"digital": table}, missing=missing)
