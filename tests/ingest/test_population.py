"""Census cells: both years, suppressed ones, a box, real towns."""

from __future__ import annotations

import zipfile

import pytest
from pyproj import CRS

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.population import read_population
from innenstadt_gis.tables import POPULATION

UTM32 = CRS.from_epsg(25832)
OLD = """Gitter_ID_100m;x_mp_100m;y_mp_100m;Einwohner
100mN29330E44120;4412050;2933050;14
100mN29331E44120;4412050;2933150;-1
100mN29332E44120;4412050;2933250;0
100mN29330E44120;4412050;2933050;14
100mN40000E44120;4412050;4000050;9
100mN29334E44120;4412050;2933450;viele
"""
NEW = """GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner
CRS3035RES100mN2933000E4412000;4412050;2933050;14
CRS3035RES100mN2933100E4412000;4412050;2933150;–
"""


def test_every_row_of_2011_is_accounted_for(tmp_path):
    path = tmp_path / "zensus.csv"
    path.write_text(OLD, encoding="utf-8")
    near = read_population(path, crs=UTM32)[0].geometry["100mN2933000E4412000"].bounds
    box = (near[0] - 500, near[1] - 500, near[0] + 5000, near[1] + 5000)

    cells, log = read_population(path, crs=UTM32, bounds=box)

    POPULATION.check(cells)
    assert cells["persons"].to_dict() == {"100mN2933000E4412000": 14, "100mN2933200E4412000": 0}
    assert log.explained == {"duplicate": 1, "no_number": 1, "outside": 1, "suppressed": 1}
    assert (log.rows_in, log.records, log.nonrecords, log.rejected) == (6, 2, 3, 1)
    assert log.day == "2011-05-09"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_2022_gives_the_same_cell_as_2011(tmp_path, encoding):
    path = tmp_path / "zensus.csv"
    path.write_text(NEW, encoding=encoding)

    cells, log = read_population(path, crs=UTM32)

    assert list(cells.index) == ["100mN2933000E4412000"]
    assert (log.day, log.explained) == ("2022-05-15", {"suppressed": 1})


def test_a_cell_without_midpoint_is_placed_by_its_id(tmp_path):
    path = tmp_path / "zensus.csv"
    path.write_text(OLD, encoding="utf-8")
    full = read_population(path, crs=UTM32)[0]
    lines = [line.split(";") for line in OLD.splitlines()]
    path.write_text("\n".join(f"{line[0]};{line[3]}" for line in lines), encoding="utf-8")

    bare = read_population(path, crs=UTM32)[0]

    assert bare.geometry.geom_equals_exact(full.geometry, 1e-6).all()
    assert list(bare.index) == list(full.index)


def test_a_zip_is_read_without_unpacking(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("Liesmich.txt", "x")
        archive.writestr("Zensus2022.csv", NEW)

    assert len(read_population(tmp_path / "z.zip", crs=UTM32)[0]) == 1


def test_another_table_is_refused_with_the_columns_it_has(tmp_path):
    (tmp_path / "a.csv").write_text("Name;Ort\nx;y\n", encoding="utf-8")

    with pytest.raises(SourceError, match="Found: Name, Ort"):
        read_population(tmp_path / "a.csv", crs=UTM32)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("file", "epsg", "cells", "persons"),
    [
        ("lauf/zensus2011_100m_lauf_an_der_pegnitz.csv", 25832, 587, 20596),
        ("hoyerswerda/zensus2011_100m_hoyerswerda.csv", 25833, 366, 25018),
    ],
)
def test_real_towns_keep_their_people(shared, file, epsg, cells, persons):
    table, log = read_population(shared / "data" / file, crs=CRS.from_epsg(epsg))

    assert (len(table), table["persons"].sum()) == (cells, persons)
    assert table.area.between(9_980, 10_020).all()  # LAEA keeps areas, UTM nearly
    assert log.adds_up()
