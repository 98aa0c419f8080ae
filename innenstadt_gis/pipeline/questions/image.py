"""What invites people to stay in the centre, and where is it missing?"""

from __future__ import annotations

from innenstadt_gis.analysis.image import image_figures, image_sections
from innenstadt_gis.importlog import Missing
from innenstadt_gis.pipeline.questions.asked import Answer, Asked


def ask_image(asked: Asked) -> Answer:
    """Sights, heritage, art, seats, trees and more along the streets, and their gaps."""
    amenities, area = asked.town.amenities, asked.found.get("area")
    graph = asked.graph if len(asked.town.edges) else None
    table = image_sections(asked.sections, amenities, area=area, graph=graph)
    figures = image_figures(table, amenities, area)
    first = figures[0]
    missing = (Missing("image", first.why),) if first.why is not None else ()
    tables = {"image_sections": table} if len(table) else {}
    return Answer(figures=figures, tables=tables, missing=missing)
