"""What changed from survey to survey: newly vacant, let again, gone, and how long it lasts."""

from __future__ import annotations

from innenstadt_gis.analysis.change.figures import change_figures
from innenstadt_gis.analysis.change.survival import median_duration, vacancy_spells
from innenstadt_gis.analysis.change.transitions import churn_matrix, transitions
from innenstadt_gis.analysis.change.trend import survey_rates
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked
from innenstadt_gis.words import Text


def ask_change(asked: Asked) -> Answer:
    """Change between surveys (V-01 to V-05), duration of vacancies (V-06), who became what."""
    units = asked.registered.index
    history = asked.town.history
    history = history[history["unit_id"].isin(units)]
    rows = transitions(history)
    if not len(rows):
        return Answer(missing=(_too_few(asked),))
    records = asked.town.records
    spells = vacancy_spells(history, records[records["unit_id"].isin(units)])
    figures = (*change_figures(rows, scope=asked.town.scope), median_duration(spells))
    missing = tuple(Missing(f.key, f.why) for f in figures if f.why is not None)
    tables = {
        "trend": survey_rates(history), "transitions": rows, "churn": churn_matrix(rows)
    }  # fmt: skip
    return Answer(figures=figures, tables=tables, missing=missing)


def _too_few(asked: Asked) -> Missing:
    if not asked.has_register:
        why = Text("kein Leerstandsregister", "no vacancy register")
    else:
        why = Text(
            "nur eine Erhebung: Veränderung braucht zwei", "one survey alone: change needs two"
        )
    todo = Text(
        "frühere oder spätere Listen mit ihrem Tag unter [[registers]] eintragen",
        "name earlier or later lists with their day under [[registers]]",
    )
    return Missing("change", why, todo)
