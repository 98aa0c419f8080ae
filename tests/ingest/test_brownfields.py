"""Lists of brownfields: every row accounted for, and nobody's name read through."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook
from pyproj import CRS
from shapely import LineString, MultiPoint, Point, Polygon, box

from innenstadt_gis import pipeline
from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.brownfields import kind_of_words, read_brownfields
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.tables import ADDRESSES, BROWNFIELDS, PARCELS

UTM = CRS(25832)
E, N = 650_000.0, 5_600_000.0
OWNER = "Quittenbaum-Muster, Adalbero"
PHONE = "0171 3920013"


def here(shape):
    from shapely.affinity import translate

    return translate(shape, E, N)


def rows(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=[s and here(s) for s in shapes], crs=UTM)


def places(*doors):
    """Addresses (street, number) on a line, and one parcel around the first."""
    addresses = ADDRESSES.conform(
        gpd.GeoDataFrame(
            {"street": [d[0] for d in doors], "house_number": [d[1] for d in doors],
             "source": "test"},
            index=[f"a{i}" for i in range(len(doors))],
            geometry=[here(Point(100 * i, 0)) for i in range(len(doors))], crs=UTM,
        )
    )  # fmt: skip
    parcels = PARCELS.conform(
        gpd.GeoDataFrame(
            {"district": ["Musterstadt"], "source": "test"}, index=["149999___00012______"],
            geometry=[here(box(-10, -10, 40, 40))], crs=UTM,
        )
    )  # fmt: skip
    return {"addresses": addresses, "parcels": parcels}


# words ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("Gewerbebrache", "ungenutzt"), "commercial_brownfield"),
        (("Gewerbebrache mit Restnutzung", None), "commercial_brownfield_in_part_use"),
        (("Bahnbrache", "teilw. genutzt"), "commercial_brownfield_in_part_use"),
        (("Wohnbrache", "nicht genutzt"), "brownfield"),
        (("Brache", "wieder genutzt"), "reused"),
        (("Brache", "genutzt"), "reused"),
        (("Fabrik", "im Bau"), "construction"),
        ((None, np.nan), "brownfield"),
    ],
)
def test_the_kind_is_told_by_the_words_of_the_list(words, kind):
    assert kind_of_words(*words) == kind


# vector files -------------------------------------------------------------------

LISTED = {
    "Bezeichnung": ["Alte Spinnerei", "Ziegelei", "Kino", "Zufahrt", None, "weit weg"],
    "Art": ["Gewerbebrache", "Industriebrache", "Brache", "Brache", "Brache", "Brache"],
    "Status": ["ungenutzt", "teilweise genutzt", "wieder genutzt", "", None, ""],
    "Flaeche_ha": ["0,79", "1.5", None, "1", None, "1"],
    "Stand": ["2025-03-01", "01.02.2024", None, "bald", None, None],
    "Eigentuem": [OWNER] * 6,
    "Telefon": [PHONE] * 6,
}
SHAPES = [
    box(0, 0, 100, 79), Point(200, 0), box(0, 200, 20, 220), LineString([(0, 0), (9, 9)]),
    None, box(90_000, 0, 90_010, 10),
]  # fmt: skip


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
def test_every_feature_of_a_map_is_read_or_told(tmp_path, ending):
    path = tmp_path / f"brachen.{ending}"
    rows(SHAPES, **LISTED).to_file(path)

    # a feature without geometry touches no box, so it counts among those outside
    told = read_brownfields(path, crs=UTM, bounds=(E - 500, N - 500, E + 900, N + 900))

    BROWNFIELDS.check(told.rows)
    assert list(told.rows["kind"]) == [
        "commercial_brownfield", "commercial_brownfield_in_part_use", "reused",
    ]  # fmt: skip
    assert list(told.rows["name"]) == ["Alte Spinnerei", "Ziegelei", "Kino"]
    assert told.rows["area_m2"].fillna(-1).tolist() == [7900, 15000, -1]
    days = told.rows["observed_on"].dt.strftime("%Y-%m-%d").fillna("")
    assert days.tolist() == ["2025-03-01", "2024-02-01", ""]
    assert told.rows.geometry.iloc[0].area == pytest.approx(7900, rel=1e-4)
    assert (told.log.role, told.log.rows_in, told.log.records) == ("brownfields", 6, 3)
    assert told.log.explained == {"no_surface": 1, "outside": 2}
    assert told.log.adds_up()


def test_without_a_box_nothing_is_outside(tmp_path):
    path = tmp_path / "brachen.gpkg"
    rows(SHAPES[:5], **{name: values[:5] for name, values in LISTED.items()}).to_file(path)

    told = read_brownfields(path, crs=UTM)

    assert told.log.explained == {"no_surface": 2}  # a line, and a row without any geometry
    assert told.log.rejected == 2
    assert told.log.adds_up()


def test_owners_and_contacts_of_a_map_are_not_read_through(tmp_path):
    path = tmp_path / "brachen.gpkg"
    named = {**LISTED, "Bezeichnung": [
        f"Spinnerei, Tel. {PHONE}", "Ziegelei", "Kino", "Zufahrt", "Bauhof", "weit weg"]}  # fmt: skip
    rows(SHAPES, **named).to_file(path)

    told = read_brownfields(path, crs=UTM)

    text = told.rows.to_csv() + repr(told.log)
    for secret in (PHONE, "Adalbero", "Quittenbaum"):
        assert secret not in text
    assert "Ziegelei" in text


def test_a_column_of_owners_called_name_is_left_out(tmp_path):
    path = tmp_path / "brachen.gpkg"
    rows([box(0, 0, 9, 9), box(20, 0, 29, 9)], Name=["Muster, Eva", "Karl Beispiel"]).to_file(path)

    told = read_brownfields(path, crs=UTM)

    assert told.rows["name"].isna().all()
    assert len(told.rows) == 2


@pytest.mark.parametrize("ending", [".geojson", ".csv"])
def test_a_site_called_after_a_person_is_a_site_without_a_name(tmp_path, ending):
    names = ["Alte Spinnerei", "Lager Frau Adalbero Quittenbaum", "Hof Weststraße"]
    path = tmp_path / f"brachen{ending}"
    if ending == ".csv":
        lines = [f"{name};Weststraße;{n};Brache" for n, name in enumerate(names, start=1)]
        path.write_text("\n".join(["Bezeichnung;Straße;Hausnummer;Art", *lines]), "utf-8")
    else:
        shapes = [here(Point(n, 0)) for n in range(3)]
        gpd.GeoDataFrame({"name": names}, geometry=shapes, crs=UTM).to_crs(4326).to_file(path)

    read = read_brownfields(
        path, crs=UTM, places=places(*(("Weststraße", n) for n in ("1", "2", "3")))
    )

    assert read.log.adds_up()
    assert len(read.rows) == 3
    assert "Alte Spinnerei" in set(read.rows["name"])
    assert not read.rows["name"].str.contains("Quittenbaum").any()


def test_a_bow_tie_is_mended_and_points_of_one_feature_become_their_middle(tmp_path):
    path = tmp_path / "brachen.gpkg"
    bow = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    rows([bow, MultiPoint([(0, 0), (10, 0)])], art=["Brache", "Brache"]).to_file(path)

    told = read_brownfields(path, crs=UTM)

    assert told.rows.geometry.is_valid.all()
    assert list(told.rows["repairs"].fillna("")) == ["GEOMETRY_REPAIRED", ""]
    assert told.rows.geometry.iloc[1].x == pytest.approx(E + 5)
    assert told.log.repairs == {"GEOMETRY_REPAIRED": 1}


# tables -------------------------------------------------------------------------

CSV = f"""Brachflächenkataster;;;;;;;
Stand: 01.03.2025;;;;;;;
Nr.;Bezeichnung;Straße;Hausnr.;Fläche (ha);Art der Brache;Eigentümer;Status
1;Alte Spinnerei;Bahnhofstraße;1;0,79;Gewerbebrache;{OWNER};ungenutzt
2;Ziegelei;Talstraße;3;7,5;Industriebrache;Stadt;teilweise genutzt
3;Nirgendwo;Mondweg;9;0,3;Brache;Stadt;
4;Kino;Kirchgasse;2;0,05;Brache;Stadt;wieder genutzt
;Summe;;;8,64;;;
"""


def test_every_row_of_a_table_is_placed_or_told(tmp_path):
    path = tmp_path / "brachen.csv"
    path.write_text(CSV, "cp1252")
    known = places(("Bahnhofstraße", "1"), ("Talstraße", "3"), ("Kirchgasse", "2"))

    told = read_brownfields(path, crs=UTM, places=known)

    BROWNFIELDS.check(told.rows)
    assert list(told.rows["name"]) == ["Alte Spinnerei", "Ziegelei", "Kino"]
    assert list(told.rows["kind"]) == [
        "commercial_brownfield", "commercial_brownfield_in_part_use", "reused",
    ]  # fmt: skip
    assert list(told.rows["area_m2"]) == [7900, 75_000, 500]  # hectares, also large ones
    assert set(told.rows["observed_on"]) == {pd.Timestamp("2025-03-01")}
    log = told.log
    assert (log.role, log.rows_in, log.records, log.rejected, log.nonrecords) == (
        "brownfields", 5, 3, 1, 1,
    )  # fmt: skip
    assert log.adds_up()
    lost = [row for row in log.rows if row.outcome == "rejected"]
    assert [(row.source_row, row.reason) for row in lost] == [(6, "not_located")]


def test_owners_of_a_table_stay_in_memory_to_be_searched_for(tmp_path):
    path = tmp_path / "brachen.csv"
    path.write_text(CSV, "cp1252")

    told = read_brownfields(path, crs=UTM, places=places(("Bahnhofstraße", "1")))

    assert OWNER in told.personal
    assert "Quittenbaum" not in told.rows.to_csv() + repr(told)


def test_a_row_that_names_its_parcel_gets_its_outline(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["Bezeichnung", "Flurstückskennzeichen", "Grundstücksfläche m²", "Nutzung"])
    sheet.append(["Spinnerei", "149999___00012______", 2500, "Gewerbebrache"])
    path = tmp_path / "brachen.xlsx"
    book.save(path)

    told = read_brownfields(path, crs=UTM, places=places(("Markt", "1")))

    assert told.rows.geometry.iloc[0].area == pytest.approx(2500)
    assert told.rows["area_m2"].tolist() == [2500]
    assert told.rows["observed_on"].isna().all()  # neither the sheet nor its name tells a day


def test_a_file_that_is_no_list_is_an_error_that_says_so(tmp_path):
    path = tmp_path / "brachen.csv"
    path.write_text("nichts\n", "utf-8")

    with pytest.raises(SourceError):
        read_brownfields(path, crs=UTM)


# the whole way ---------------------------------------------------------------------


def with_lists(folder, *lines):
    study = write_musterstadt(folder)
    text = study.read_text("utf-8")
    study.write_text(
        text.replace("[sources]", f"[sources]\nbrownfields = [{', '.join(lines)}]"), "utf-8"
    )
    return study


def test_a_town_with_a_list_has_its_sites_and_says_what_it_lacks(tmp_path):
    study = with_lists(tmp_path, '"daten/brachen.csv"', '"daten/fehlt.gpkg"')
    (study.parent / "daten" / "brachen.csv").write_text(
        CSV.replace("Bahnhofstraße;1;", "Bahnhofstraße;14;"), "cp1252"
    )

    town = pipeline.read_town(study)

    log = next(s for s in town.log.sources if s.role == "brownfields")
    assert log.file == "daten/brachen.csv"
    assert log.adds_up()
    told = town.brownfields[town.brownfields["source"] != "osm"]
    assert "Alte Spinnerei" in set(told["name"].dropna())
    assert "Alte Spinnerei" in set(
        town.brownfields.loc[town.brownfields["source"] == "osm", "name"]
    )
    gaps = [m for m in town.log.missing if m.what == "brownfields"]
    assert len(gaps) == 1
    assert "daten/fehlt.gpkg" in gaps[0].why.de
    assert any("Adalbero" in secret for secret in town.personal)


def test_two_lists_of_one_name_do_not_swallow_each_other(tmp_path):
    study = with_lists(tmp_path, '"a/brachen.gpkg"', '"b/brachen.gpkg"')
    town = pipeline.musterstadt(tmp_path / "other")
    for name, at in (("a", 0), ("b", 300)):
        (study.parent / name).mkdir()
        x, y = town.centres.geometry.iloc[0].x + at, town.centres.geometry.iloc[0].y
        frame = gpd.GeoDataFrame(
            {"bezeichnung": [name]}, geometry=[box(x, y, x + 40, y + 40)], crs=town.crs
        )
        frame.to_file(study.parent / name / "brachen.gpkg")

    told = pipeline.read_town(study).brownfields

    assert {"a", "b"} <= set(told["name"].dropna())
