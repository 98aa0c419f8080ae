"""Do the vacancies stand together more than chance explains, and where?"""

from __future__ import annotations

from innenstadt_gis.analysis.clusters.figures import further_scans, vacancy_pattern
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked


def ask_pattern(asked: Asked) -> Answer:
    """The verdict over all vacancies; long vacancies and branches beside it."""
    town = asked.town
    graph = asked.graph if len(town.edges) else None
    verdict = vacancy_pattern(asked.premises, asked.sections, graph, scope=town.scope)
    beside = further_scans(asked.premises, asked.sections, graph, scope=town.scope)
    missing = tuple(
        Missing(f.key, f.why) for f in verdict.figures if f.value is None and f.why is not None
    )
    return Answer(
        figures=(*verdict.figures, *beside.figures),
        tables={**verdict.tables, **beside.tables},
        missing=missing if asked.has_register else (),
    )
