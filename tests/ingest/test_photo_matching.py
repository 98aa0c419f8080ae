"""Which unit a photo shows, whom it may reach, and that every file is accounted for."""

from __future__ import annotations

import datetime as dt
import io

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image
from shapely import Point

from innenstadt_gis.crs import WGS84, project
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.photos import (
    PhotoFile,
    Places,
    photo_files,
    read_index,
    take_photos,
)
from innenstadt_gis.tables import ADDRESSES, PHOTOS, PREMISES

CRS = "EPSG:25832"
X, Y = 650_000.0, 5_480_000.0
BAKER, OPTICIAN, SHOES, GONE, BOOKS = (f"u-{n * 10}" for n in "12345")
HEAD = (
    "Datei", "Einheit", "Adresse", "Tag", "Vorher/Nachher", "Bildtext", "Freigabe",
    "Personen erkennbar", "Bildnachweis",
)  # fmt: skip


def premises():
    """
    Markt 1: a baker; Markt 2: an optician and shoes; Markt 3: gone; Am Markt 5a: books, 300 m
    east. The register names books.jpg for the books and zwei.jpg for both shops of Markt 2.
    """
    frame = pd.DataFrame(
        {
            "street": ["Markt", "Markt", "Markt", "Markt", "Am Markt"],
            "house_number": ["1", "2", "2", "3", "5a"],
            "status": ["occupied", "vacant", "occupied", "gone", "vacant"],
            "photo": [None, "zwei.jpg", "Zwei.JPG", None, r"C:\Bilder\books.jpg; 17"],
            "in_register": True, "located_by": "address", "source": "reg",
        },
        index=[BAKER, OPTICIAN, SHOES, GONE, BOOKS],
    )  # fmt: skip
    points = [Point(X + d, Y) for d in (0, 20, 20, 60, 300)]
    return PREMISES.conform(gpd.GeoDataFrame(frame, geometry=points, crs=CRS))


def addresses():
    """Markt 9 holds no unit."""
    frame = pd.DataFrame(
        {"street": ["Markt"], "house_number": ["9"], "source": "osm"}, index=["a-1"]
    )
    return ADDRESSES.conform(gpd.GeoDataFrame(frame, geometry=[Point(X, Y + 200)], crs=CRS))


@pytest.fixture
def places():
    return Places(premises(), addresses(), CRS)


def degrees(dx, dy=0.0):
    lon, lat = project(np.array([X + dx]), np.array([Y + dy]), source=CRS, target=WGS84)
    return float(lon[0]), float(lat[0])


def unit_of(match):
    return match.how, match.unit


# names ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "how", "unit"),
    [
        (f"{BAKER}.jpg", "unit", BAKER),
        (f"IMG_{BAKER.upper()}_2.JPG", "unit", BAKER),
        ("Markt 1.jpg", "address", BAKER),
        ("markt-1_2.jpg", "address", BAKER),
        ("2024-10-01 Markt_1 (3).jpeg", "address", BAKER),
        ("Markt1.png", "address", BAKER),
        ("Am-Markt_5a.jpg", "address", BOOKS),
        ("am markt 5 a vorher.jpg", "address", BOOKS),
        ("ordner/books.JPG", "column", BOOKS),
        ("17.jpg", "column", BOOKS),
        ("Markt 9.jpg", "address", ""),  # an address without a unit
    ],
)
def test_a_name_leads_to_its_unit(places, name, how, unit):
    assert unit_of(places.find(name, None)) == (how, unit)


@pytest.mark.parametrize(
    "name",
    [
        "IMG_0001.jpg", "Markt.jpg", "Markt 77.jpg", "Nebenmarkt 1.jpg", "117.jpg", "1 Markt.jpg",
        "u-9999999999.jpg", "x" + BAKER + "0.jpg", "1.jpg", "",
    ],
)  # fmt: skip
def test_a_name_that_says_nothing_leads_nowhere(places, name):
    found = places.find(name, None)

    assert unit_of(found) == ("", "") and found.candidates == ()


@pytest.mark.parametrize("name", ["Markt 2.jpg", "zwei.jpg", "Markt 1 und Am Markt 5a.jpg"])
def test_a_name_that_fits_several_units_names_them_and_takes_none(places, name):
    found = places.find(name, None)

    assert unit_of(found) == ("", "")
    assert found.candidates == ((BAKER, BOOKS) if "5a" in name else (OPTICIAN, SHOES))


def test_the_place_of_a_photo_is_that_of_the_unit_and_never_that_of_the_camera(places):
    found = places.find("IMG_1.jpg", None, degrees(-20, 5))

    assert unit_of(found) == ("coordinate", BAKER)
    assert (found.point.x, found.point.y) == (X, Y)


@pytest.mark.parametrize(
    ("at", "unit", "candidates"),
    [
        (degrees(-29.0), BAKER, ()),  # 29 m from the baker
        (degrees(-31.0), "", ()),  # 31 m
        (degrees(11.0), "", (BAKER, OPTICIAN, SHOES)),  # 11 m and 9 m: a telephone cannot tell
        (degrees(24.0), "", (OPTICIAN, SHOES)),  # both at one point
        (degrees(62.0), "", ()),  # the unit there is gone
        ((0.0, 0.0), "", ()),
        ((11.0, 90.0), "", ()),
    ],
)
def test_a_camera_finds_the_nearest_unit_within_30_m_unless_another_is_as_near(
    places, at, unit, candidates
):
    found = places.find("IMG_1.jpg", None, at)

    assert (found.unit, found.candidates) == (unit, candidates)


@given(st.text(max_size=40))
@settings(max_examples=200)
def test_no_name_breaks_the_search(name):
    places = _PLACES
    found = places.find(name, None)

    assert found.unit == "" or found.unit in places.points


_PLACES = Places(premises(), addresses(), CRS)


# the list ---------------------------------------------------------------------


def listed(tmp_path, *rows, head=HEAD):
    book = Workbook()
    for cells in (head, *rows):
        book.worksheets[0].append(list(cells))
    book.save(tmp_path / "fotos.xlsx")
    return read_index(tmp_path / "fotos.xlsx")


def test_the_list_is_read_with_its_words(tmp_path):
    index = listed(
        tmp_path,
        ("a.jpg", OPTICIAN, "", dt.datetime(2024, 10, 1), "vorher", "Leeres Schaufenster", "öffentlich", "nein", "Stadt Lauf"),  # noqa: DTZ001
        ("b.jpg", None, "Markt 1", "02.03.2025", "Nachher", None, "Workshop", "ja", None),
        ("c.jpg", None, None, None, None, None, "nein", None, None),
        ("d.jpg", None, "Markt 1", None, None, None, "ja", None, None),
        (None, None, "Markt 1", None, None, None, None, None, None),
    )  # fmt: skip

    a, b, c, d = index.rows
    assert (a.unit, a.day, a.moment, a.audience, a.persons) == (
        OPTICIAN, dt.date(2024, 10, 1), "before", "oeffentlich", False,
    )  # fmt: skip
    assert (a.caption, a.credit) == ("Leeres Schaufenster", "Stadt Lauf")
    assert (b.address, b.day, b.moment, b.audience, b.persons) == (
        "Markt 1", dt.date(2025, 3, 2), "after", "workshop", True,
    )  # fmt: skip
    assert (c.audience, d.audience) == ("none", "workshop")
    assert index.log.adds_up()
    assert (index.log.rows_in, index.log.records, index.log.rejected) == (5, 4, 1)
    assert [note.de for note in index.log.notes] == ["Fotos, Zeile 6: Datei fehlt"]


def test_what_the_list_cannot_say_clearly_is_read_as_the_narrower(tmp_path):
    index = listed(
        tmp_path,
        ("a.jpg", BAKER, "", "irgendwann", "mittendrin", "", "vielleicht", "drei Kinder", ""),
    )

    (row,) = index.rows
    assert (row.audience, row.persons, row.day, row.moment) == ("intern", True, None, "")
    assert len(index.log.notes) == 4
    assert not any("Kinder" in note.de or "vielleicht" in note.de for note in index.log.notes)


def test_a_caption_names_nobody_and_a_credit_gives_no_contact(tmp_path):
    index = listed(
        tmp_path,
        ("a.jpg", BAKER, "", "", "", "Frau Muster vor ihrem Laden", "", "", "Eva Muster"),
        ("b.jpg", BAKER, "", "", "", "Anruf 0170 9999991", "", "", "eva@muster.example"),
    )

    assert [(row.caption, row.credit) for row in index.rows] == [("", "Eva Muster"), ("", "")]
    assert index.log.repairs == {"personal_removed": 2}


def test_who_took_a_photo_is_not_read_from_a_column_that_is_not_for_print(tmp_path):
    index = listed(
        tmp_path, ("a.jpg", BAKER, "Eva Muster", "Eva Muster"),
        head=("Datei", "Einheit", "Fotograf", "Foto von"),
    )  # fmt: skip

    assert index.rows[0].credit == "" and "Muster" not in repr(index)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_list_may_be_a_text_table(tmp_path, encoding):
    text = 'Datei;Einheit;Bildtext;Freigabe\na.jpg;u-1;"Grün; schön";öffentlich\n=1+1.jpg;;x;\n'
    (tmp_path / "fotos.csv").write_text(text, encoding=encoding)

    first, second = read_index(tmp_path / "fotos.csv").rows

    assert (first.caption, first.audience) == ("Grün; schön", "oeffentlich")
    assert second.file == "=1+1.jpg"


def test_a_table_without_files_is_no_list(tmp_path):
    (tmp_path / "fotos.csv").write_text("Name;Alter\nA;1\n")

    with pytest.raises(SourceError, match="file, unit"):
        read_index(tmp_path / "fotos.csv")


# all together -----------------------------------------------------------------


def photo(colour="teal", *, gps=None, day=None):
    exif = Image.Exif()
    if day:
        exif.get_ifd(0x8769)[0x9003] = day
    if gps:
        folder = exif.get_ifd(0x8825)
        folder[1], folder[2] = "N", (gps[1], 0.0, 0.0)
        folder[3], folder[4] = "E", (gps[0], 0.0, 0.0)
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


@pytest.fixture
def folder(tmp_path):
    """Nine files; what becomes of each stands in the test below."""
    files = {
        "Markt 1.jpg": photo("red", day="2024:10:01 12:00:00"),
        "Markt 1 nachher.jpg": photo("blue", day="2025:05:01 12:00:00"),
        "Markt 1 Kopie.jpg": photo("red", day="2024:10:01 12:00:00"),
        "Markt 2.jpg": photo("green"),
        "wo.jpg": photo("grey", gps=degrees(0, 8), day="1990:01:01 00:00:00"),
        "nirgends.jpg": photo("white"),
        "gesperrt.jpg": photo("black"),
        "IMG.HEIC": b"\x00\x00\x00\x18ftypheic",
        "kaputt.jpg": b"\xff\xd8\xff",
    }
    for name, data in files.items():
        path = tmp_path / "fotos" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "fotos"


def taken(folder, places, released="workshop", lists=()):
    files, _ = photo_files(folder)
    return take_photos(files, lists, places=places, released=released, folder="fotos", crs=CRS)


def test_every_file_is_accounted_for(folder, places, tmp_path):
    index = listed(
        tmp_path,
        ("gesperrt.jpg", BAKER, "", "", "", "", "nein", "", ""),
        ("fehlt.jpg", BAKER, "", "", "", "", "", "", ""),
    )

    done = taken(folder, places, lists=[index])

    log, of_list = done.logs
    names = [one.name for one in photo_files(folder)[0]]
    became = {n: (r.outcome, r.reason) for n, r in zip(names, log.rows, strict=True)}
    assert became == {
        "IMG.HEIC": ("rejected", "photo_heic"),
        "Markt 1.jpg": ("nonrecord", "photo_twice"),  # the copy stands before it
        "Markt 1 Kopie.jpg": ("record", ""),
        "Markt 1 nachher.jpg": ("record", ""),
        "Markt 2.jpg": ("rejected", "photo_ambiguous"),
        "gesperrt.jpg": ("nonrecord", "photo_not_released"),
        "kaputt.jpg": ("rejected", "photo_unreadable"),
        "nirgends.jpg": ("rejected", "photo_unplaced"),
        "wo.jpg": ("record", ""),
    }
    assert log.adds_up() and (log.rows_in, log.records) == (9, 3)
    assert log.located == {"address": 2, "coordinate": 1}
    assert log.repairs == {"photo_position": 1}
    told = " | ".join(note.de for note in log.notes)
    assert f"(Markt 2.jpg): passt zu mehreren Einheiten oder Zeilen: {OPTICIAN}, {SHOES}" in told
    assert "(IMG.HEIC): Format des Telefons (HEIC, AVIF, RAW); als JPEG speichern" in told
    assert of_list.adds_up() and (of_list.records, of_list.rejected) == (1, 1)
    assert [note.de for note in of_list.notes] == [
        "Fotos, Zeile 3: die genannte Datei liegt nicht im Fotoordner"
    ]


def test_the_table_holds_what_was_said_and_the_pictures_stand_apart(folder, places):
    done = taken(folder, places)

    PHOTOS.check(done.rows)
    assert set(done.rows.index) == set(done.files)
    rows = done.rows.set_index("file")
    assert rows.loc["Markt 1 nachher.jpg", "moment"] == "after"
    assert rows.loc["Markt 1 Kopie.jpg", "taken_on"] == pd.Timestamp("2024-10-01")
    assert pd.isna(rows.loc["wo.jpg", "taken_on"])  # a clock that was never set
    assert set(rows["unit_id"]) == {BAKER} and set(rows["place"]) == {1}
    for key, row in done.rows.iterrows():
        data = done.files[key]
        assert data.startswith(b"\xff\xd8\xff") and b"Exif" not in data
        assert (row["width"], row["height"], row["bytes"]) == (40, 30, len(data))


def test_the_same_folder_gives_the_same_ids_and_bytes(folder, places):
    one, other = taken(folder, places), taken(folder, places)

    assert one.files == other.files and one.logs == other.logs
    pd.testing.assert_frame_equal(pd.DataFrame(one.rows), pd.DataFrame(other.rows))


@pytest.mark.parametrize(
    ("released", "said", "persons", "reaches"),
    [
        ("none", "öffentlich", "nein", "intern"),
        ("none", "", "", "intern"),
        ("workshop", "", "", "workshop"),
        ("workshop", "", "ja", "intern"),
        ("workshop", "intern", "nein", "intern"),
        ("workshop", "öffentlich", "nein", "oeffentlich"),
        ("workshop", "öffentlich", "", "workshop"),  # nobody said that no person is on it
        ("workshop", "öffentlich", "ja", "intern"),
        ("index", "", "nein", "intern"),
        ("index", "Workshop", "", "workshop"),
        ("index", "öffentlich", "nein", "oeffentlich"),
    ],
)
def test_a_photo_reaches_no_further_than_study_and_list_both_say(
    tmp_path, places, released, said, persons, reaches
):
    (tmp_path / "fotos").mkdir()
    (tmp_path / "fotos/a.jpg").write_bytes(photo())
    index = listed(tmp_path, ("a.jpg", BAKER, "", "", "", "", said, persons, ""))

    done = taken(tmp_path / "fotos", places, released, [index])

    assert done.rows["audience"].to_list() == [reaches]


def test_one_row_for_two_files_of_a_name_and_two_rows_for_one_file_decide_nothing(tmp_path, places):
    for name in ("a/x.jpg", "b/x.jpg", "y.jpg"):
        path = tmp_path / "fotos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo(name and "red"))
    row = ("", "", "", "", "", "", "")
    index = listed(tmp_path, ("x.jpg", BAKER, *row), ("y.jpg", BAKER, *row), ("y.jpg", BOOKS, *row))

    done = taken(tmp_path / "fotos", places, lists=[index])

    assert len(done.rows) == 0
    assert {r.reason for r in done.logs[0].rows} == {"photo_ambiguous"}


def test_a_file_called_after_a_person_is_told_by_its_number(tmp_path, places):
    (tmp_path / "fotos").mkdir()
    (tmp_path / "fotos/Frau Muster am Laden.jpg").write_bytes(photo())

    done = taken(tmp_path / "fotos", places)

    told = " ".join(text for note in done.logs[0].notes for text in note)
    assert "Foto Nr. 1: keiner Einheit zugeordnet" in told
    assert "Muster" not in told


def test_a_town_without_units_loses_its_photos_and_nothing_else(folder):
    nothing = Places(premises().iloc[:0], addresses().iloc[:0], CRS)

    done = taken(folder, nothing)

    assert len(done.rows) == 0 and done.files == {}
    assert done.logs[0].adds_up()
    PHOTOS.check(done.rows)


def test_a_file_that_grew_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("innenstadt_gis.ingest.photos.folder._MOST_BYTES", 10)
    (tmp_path / "a.jpg").write_bytes(photo())

    assert PhotoFile("a.jpg", tmp_path / "a.jpg").read_bytes() == b""


def test_many_photos_of_a_telephone_are_told_in_one_line(tmp_path, places):
    for n in range(20):
        (tmp_path / f"IMG_{n:04}.HEIC").write_bytes(b"x")

    done = taken(tmp_path, places)

    (note,) = done.logs[0].notes
    assert note.de.startswith("Foto Nr. 1 (IMG_0000.HEIC), Nr. 2 (IMG_0001.HEIC), ")
    assert note.de.endswith(
        " und 12 weitere: Format des Telefons (HEIC, AVIF, RAW); als JPEG speichern"
    )
    assert done.logs[0].rejected == 20
