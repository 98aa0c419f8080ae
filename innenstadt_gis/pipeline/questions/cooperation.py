"""When are the shops open together, and who works together?"""

from __future__ import annotations

from innenstadt_gis.analysis.cooperation import (
    ask_instead,
    hours_figures,
    membership_figures,
    open_hours,
    stated_weeks,
)
from innenstadt_gis.analysis.digital import in_use, said
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.words import Text

_TODO = Text(
    "kooperation.xlsx ausfüllen (innenstadt init legt sie an)",
    "fill in kooperation.xlsx (innenstadt init makes it)",
)


def ask_cooperation(asked: Asked) -> Answer:
    """Common opening hours, membership as the town states it, and what has to be asked."""
    town, premises = asked.town, asked.premises
    units = in_use(premises)
    weeks = stated_weeks(premises, town.records, town.links, survey_day=town.survey_day)
    texts, _ = said(units, town.records, town.links, "opening_hours")
    digital = asked.found.get("digital")
    checked = None if digital is None else digital["checked_recently"]
    hours = hours_figures(premises, weeks, stated=texts, checked=checked)
    members = membership_figures(premises)
    missing = [Missing("core_hours", f.why) for f in hours if f.id == "K-02" and f.why is not None]
    if all(figure.value is None for figure in members) and members[0].why is not None:
        missing.append(Missing("cooperation", members[0].why, _TODO))
    return Answer(
        figures=(*hours, *members),
        tables={"open_hours": open_hours(units, weeks), "ask_instead": ask_instead()},
        missing=tuple(missing),
    )
