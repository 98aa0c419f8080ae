"""Vacancy (Leerstand): the headline, its variants, and rates cell by cell."""

from innenstadt_gis.analysis.vacancy.cells import Cells, vacancy_cells
from innenstadt_gis.analysis.vacancy.headline import (
    KNOWN,
    MOST_UNKNOWN,
    status_figures,
    vacancy_figures,
    vacancy_rate,
)
from innenstadt_gis.analysis.vacancy.variants import variant_figures

__all__ = [
    "KNOWN",
    "MOST_UNKNOWN",
    "Cells",
    "status_figures",
    "vacancy_cells",
    "vacancy_figures",
    "vacancy_rate",
    "variant_figures",
]
