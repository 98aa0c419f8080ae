"""Registers in shapes that other towns send: every row accounted for, every status right."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from innenstadt_gis.ingest.parcel_id import read_parcel_id
from innenstadt_gis.ingest.parcel_names import said_parcels
from innenstadt_gis.ingest.registers import read_register
from innenstadt_gis.ingest.registers.vocabulary import meaning

DAY = dt.date(2024, 10, 1)


def read(folder: Path, text: str, name: str = "liste.csv"):
    path = folder / name
    path.write_text(text, "utf-8")
    return read_register(path, survey_day=DAY)


def test_a_firm_that_sounds_like_a_header_does_not_begin_another_table(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        "Koordinaten;Status;Name\n"
        "49.5105, 11.2814;vermietet;Teeladen\n"
        "49.5106, 11.2815;vermietet;Muster Hausverwaltung GmbH\n"
        "49.5107, 11.2816;leer;\n",
    )

    assert got.records["source_row"].tolist() == [2, 3, 4]
    assert got.records["status"].tolist() == ["occupied", "occupied", "vacant"]


def test_a_street_in_the_column_of_house_numbers_is_a_heading_whatever_it_ends_in(
    tmp_path: Path,
) -> None:
    got = read(
        tmp_path,
        "Hausnummer;Status;VK m²\nAm Schloß;;\n1;belegt;80\no. Nr.;leer;\nHüttenbacher;;\n2a;leer;40\n",
    )

    assert got.records["street"].tolist() == ["Am Schloß", "Am Schloß", "Hüttenbacher"]
    assert got.records["status"].tolist() == ["occupied", "vacant", "vacant"]
    assert (got.log.records, got.log.nonrecords, got.log.rejected) == (3, 2, 0)


def test_rechts_and_hoch_are_a_coordinate(tmp_path: Path) -> None:
    got = read(tmp_path, "Straße;Rechts;Hoch;Status\nMarkt;4448123;5486011;leer\n")

    assert got.records[["x_given", "y_given"]].iloc[0].tolist() == ["4448123", "5486011"]


def test_an_easting_is_known_by_its_northing(tmp_path: Path) -> None:
    rows = "".join(f"Markt;44481{n:02d};54860{n:02d};leer\n" for n in range(5))
    got = read(tmp_path, f"Straße;Wert A;Wert B;Status\n{rows}")

    assert got.records["x_given"].notna().all()
    assert got.records["y_given"].iloc[0] == "5486000"


def test_folders_of_a_map_that_are_called_by_their_status_tell_it(tmp_path: Path) -> None:
    def folder(name: str, *shops: str) -> str:
        marks = "".join(
            f"<Placemark><name>{shop}</name><Point><coordinates>11.28,49.51,0</coordinates>"
            "</Point></Placemark>"
            for shop in shops
        )
        return f"<Folder><name>{name}</name>{marks}</Folder>"

    text = (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"{folder('leer', 'Markt 1', 'Markt 2')}{folder('belegt', 'Markt 3')}</Document></kml>"
    )
    got = read(tmp_path, text, "karte.kml")

    assert sorted(got.records["status"]) == ["occupied", "vacant", "vacant"]
    assert got.records["repairs"].str.contains("status_from_sheet").all()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("093456 02299", "093456___02299______"),
        ("093456 024230002", "093456___024230002__"),
        ("093456 024230002 01", "093456___02423000201"),
    ],
)
def test_a_blank_in_the_place_of_the_underscores_keeps_a_parcel_id(text: str, meant: str) -> None:
    assert read_parcel_id(text).parcel_id == meant


@pytest.mark.parametrize(
    "text", ["Fl.Nr. 123/4", "Fl.-Nr. 123/4", "Flurnummer 123/4", "FlNr. 123/4"]
)
def test_a_bavarian_flurnummer_is_the_number_of_the_parcel(text: str) -> None:
    (said,) = said_parcels(text)

    assert said.readings == ((123, 4),)
    assert (said.flur, said.district) == (None, "")


def test_a_square_that_an_encoding_lost_is_still_a_unit() -> None:
    assert meaning("Verkaufsfläche in m?") == "sales_area"
