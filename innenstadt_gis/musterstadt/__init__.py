"""Musterstadt: a made-up town of about 3,000 people, as the very files a town delivers.

A hill town with a market square, lanes, steps and a slope, a river with two bridges, a station
and a shopping street that has lost its shops (Bahnhofstraße). It is small enough that its key
figures are counted by hand: `TRUTH` holds the 66 units of the register by status, and the table
in `innenstadt_gis.musterstadt.units` counts them street by street. The seed moves houses, plots
and bends of streets; names, addresses of units and all counts stay. Nothing in it is real: no
person, no number, no shop, no place.

    from innenstadt_gis.musterstadt import write_musterstadt
    study = write_musterstadt(Path("musterstadt"))
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from innenstadt_gis.errors import InputError
from innenstadt_gis.files import make_atomic, write_atomic
from innenstadt_gis.musterstadt import plan
from innenstadt_gis.musterstadt.cadastre import house_coordinates, write_parcels
from innenstadt_gis.musterstadt.cooperation import cooperation
from innenstadt_gis.musterstadt.ground import boundary, population_cells, write_heights
from innenstadt_gis.musterstadt.layout import POPULATION, make_layout
from innenstadt_gis.musterstadt.osm import write_osm
from innenstadt_gis.musterstadt.past import EARLIER, STUDY_LINES, earlier_survey, measures
from innenstadt_gis.musterstadt.plan import SURVEY_DAY
from innenstadt_gis.musterstadt.register import (
    REGISTER_NONRECORDS,
    REGISTER_ROWS,
    write_register,
)
from innenstadt_gis.musterstadt.sizes import LARGEST, SMALLEST
from innenstadt_gis.musterstadt.transit import timetable
from innenstadt_gis.musterstadt.units import PLANTED_PERSONAL, TRUTH

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "PLANTED_PERSONAL",
    "POPULATION",
    "REGISTER_NONRECORDS",
    "REGISTER_ROWS",
    "SURVEY_DAY",
    "TRUTH",
    "write_musterstadt",
    "write_network",
]

#: To lay a town out takes longer than to write it, and nobody changes what is laid out.
_laid_out = lru_cache(maxsize=4)(make_layout)

_STUDY = f"""\
# Musterstadt ist erfunden: Ort, Läden, Personen und Zahlen.
[town]
name = "{plan.NAME}"
ags = "{plan.AGS}"               # erfunden: Diesen Schlüssel trägt keine Gemeinde.
survey_day = {plan.SURVEY_DAY:%Y-%m-%d}

[sources]
osm = "daten/musterstadt.osm"
boundary = "daten/grenze.geojson"
parcels = "daten/flurstuecke.gpkg"
addresses = "daten/hauskoordinaten.csv"
elevation = "daten/hoehe.tif"
population = "daten/bevoelkerung_100m.csv"
gtfs = ["daten/gtfs.zip"]

[attribution]                  # wer zu nennen ist, wo diese Daten gezeigt werden
parcels = "Landesvermessung Musterland"
addresses = "Landesvermessung Musterland"
elevation = "Landesvermessung Musterland"

[licences]
parcels = "dl-de/by-2-0"
addresses = "dl-de/by-2-0"
elevation = "dl-de/by-2-0"

[[registers]]
path = "daten/leerstand_2026.xlsx"

[[centres]]
name = "Markt"
at = "Marktplatz 1"
"""


def write_musterstadt(
    folder: Path, *, seed: int = 1, size: float = 1, past: bool = False, name: str = plan.NAME,
    ags: str = plan.AGS,
) -> Path:  # fmt: skip
    """
    Write the files of Musterstadt into a folder.

    Parameters
    ----------
    folder
        Where to write; made when missing. Files of an earlier run are replaced.
    seed
        Moves houses, plots and the bends of the streets. Same seed, same bytes.
    size
        Times as many streets, people and units as planned, 0.5 to 1.5 (see `sizes`).
    past
        With two earlier surveys and a list of measures (see `past`): a town that has been at it
        for years. In the planned size alone.
    name, ags
        What the study calls the town, where several of them stand for a network.

    Returns
    -------
    Path
        The ``study.toml``, which names the files in ``daten/`` beside it.

    Raises
    ------
    InputError
        For a size that cannot be built, or a past of another size than planned.
    """
    _check(size, past=past)
    town = _laid_out(seed=seed, size=size)
    data = folder / "daten"
    data.mkdir(parents=True, exist_ok=True)
    write_atomic(data / "musterstadt.osm", write_osm(town))
    write_atomic(data / "leerstand_2026.xlsx", write_register(town.units))
    make_atomic(data / "flurstuecke.gpkg", lambda part: write_parcels(part, town))
    write_atomic(data / "hauskoordinaten.csv", house_coordinates(town))
    write_atomic(data / "gtfs.zip", timetable(town))
    make_atomic(data / "hoehe.tif", write_heights)
    write_atomic(data / "bevoelkerung_100m.csv", population_cells(town))
    write_atomic(data / "grenze.geojson", boundary(town))
    write_atomic(folder / "kooperation.xlsx", cooperation())
    for when in EARLIER if past else ():
        write_atomic(data / f"leerstand_{when:%Y}.xlsx", earlier_survey(when))
    if past:
        write_atomic(folder / "massnahmen.xlsx", measures())
    study = _STUDY.replace(f'name = "{plan.NAME}"', f'name = "{name}"').replace(plan.AGS, ags, 1)
    return write_atomic(folder / "study.toml", study + (STUDY_LINES if past else ""))


def write_network(folder: Path, *, towns: int = 27) -> tuple[Path, ...]:
    """
    Write a network of made-up towns, each Musterstadt with a seed and size of its own.

    Parameters
    ----------
    folder
        Where to write; each town has a folder of its own in it (``musterstadt-01`` …).
    towns
        How many, at most 99.

    Returns
    -------
    tuple
        Their ``study.toml``. The names are Musterstadt 1, 2, …; no municipality bears the keys.
    """
    sizes = np.linspace(SMALLEST, LARGEST, 9).round(3)
    return tuple(
        write_musterstadt(
            folder / f"musterstadt-{n:02d}", seed=n, size=float(sizes[n * 4 % len(sizes)]),
            name=f"{plan.NAME} {n}", ags=f"{plan.AGS[:-2]}{n:02d}",
        )
        for n in range(1, towns + 1)
    )  # fmt: skip


def _check(size: float, *, past: bool) -> None:
    if not SMALLEST <= size <= LARGEST:
        raise InputError(
            de=f"Musterstadt gibt es in den Größen {SMALLEST} bis {LARGEST}, nicht {size}",
            en=f"Musterstadt comes in sizes from {SMALLEST} to {LARGEST}, not {size}",
        )
    if past and size != 1:
        raise InputError(
            de="Frühere Erhebungen gibt es nur in der Größe 1",
            en="earlier surveys exist in size 1 alone",
        )
