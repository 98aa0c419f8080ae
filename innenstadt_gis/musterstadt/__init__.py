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

from typing import TYPE_CHECKING

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
]

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

[[registers]]
path = "daten/leerstand_2026.xlsx"

[[centres]]
name = "Markt"
at = "Marktplatz 1"
"""


def write_musterstadt(folder: Path, *, seed: int = 1, past: bool = False) -> Path:
    """
    Write the files of Musterstadt into a folder.

    Parameters
    ----------
    folder
        Where to write; made when missing. Files of an earlier run are replaced.
    seed
        Moves houses, plots and the bends of the streets. Same seed, same bytes.
    past
        With two earlier surveys and a list of measures (see `past`): a town that has been at it
        for years.

    Returns
    -------
    Path
        The ``study.toml``, which names the files in ``daten/`` beside it.
    """
    town = make_layout(seed=seed)
    data = folder / "daten"
    data.mkdir(parents=True, exist_ok=True)
    write_atomic(data / "musterstadt.osm", write_osm(town))
    write_atomic(data / "leerstand_2026.xlsx", write_register())
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
    return write_atomic(folder / "study.toml", _STUDY + (STUDY_LINES if past else ""))
