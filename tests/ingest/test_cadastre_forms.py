"""The simplified schema as sixteen states spell it, INSPIRE, GML of services, broken shapes."""

from __future__ import annotations

import zipfile

import geopandas as gpd
import pytest
import shapely
from pyproj import CRS

from innenstadt_gis.ingest.parcels import read_cadastre_buildings, read_parcels
from innenstadt_gis.tables import BUILDINGS, PARCELS

UTM33 = CRS.from_epsg(25833)
E, N = 358_000.0, 5_605_000.0
A, B, C = (f"145678___0000{i}______" for i in (1, 2, 3))


def square(at, side=10.0):
    return shapely.box(E + 20 * at, N, E + 20 * at + side, N + side)


def write(path, layer="Flurstueck", **columns):
    frame = gpd.GeoDataFrame(columns, geometry="geometry", crs=UTM33)
    # a shapefile has no layer names of its own
    frame.to_file(path, **({} if path.suffix == ".shp" else {"layer": layer}))
    return path


SPELLINGS = {
    "AdV": {"flstkennz": [A], "gemarkung": ["Obertal"], "flaeche": [100], "tntxt": ["Wohnen;100"]},
    "upper case": {"FLSTKENNZ": [A], "GEMARKUNG": ["Obertal"], "FLAECHE": [100], "TNTXT": ["Wohnen;100"]},
    "BB": {"flstkennz": [A], "gemarkung": ["Obertal"], "flaeche": [100], "tntext": ["Wohnen;100"],
           "flurstnr": ["1"]},
    "BW": {"gemaschl": ["145678"], "gemarkung": ["Obertal"], "flurstnr": ["1"], "flaeche": [100.0],
           "tntxt": ["Wohnen;100"]},
    "BE": {"uuid": ["x"], "fsko": [A], "namgmk": ["Obertal"], "afl": ["100"], "nutzung": ["Wohnen;100"],
           "zae": ["1"], "nen": [None], "gmk": ["5678"], "fln": ["0"], "gdz": ["1"]},
    "parts": {"gemaschl": ["145678"], "flstnrzae": ["00001"], "flstnrnen": [None], "flur": [None],
              "gemarkung": ["Obertal"], "flaeche": [100], "tntxt": ["Wohnen;100"]},
    "zeros": {"flstkennz": ["14567800000001000000"], "gemarkung": ["Obertal"], "flaeche": ["100"],
              "tntxt": ["Wohnen;100"]},
    "INSPIRE": {"nationalCadastralReference": [A.rstrip("_")], "label": ["1"], "areaValue": [100.0],
                "gemarkung": ["Obertal"], "nutzung": ["Wohnen;100"]},
}  # fmt: skip


@pytest.mark.parametrize("state", sorted(SPELLINGS))
@pytest.mark.parametrize("ending", ["gpkg", "shp"])
def test_input_54_every_spelling_reads_as_the_same_parcel(tmp_path, state, ending):
    columns = dict(SPELLINGS[state])
    if ending == "shp":  # ten characters are all that a shapefile keeps
        columns = {name[:10]: values for name, values in columns.items()}
    path = write(tmp_path / f"flurstueck.{ending}", **columns, geometry=[square(0)])

    parcels, log = read_parcels(path, crs=UTM33)

    PARCELS.check(parcels)
    (one,) = parcels.itertuples()
    assert (one.Index, one.district, one.official_area_m2) == (A, "Obertal", 100)
    assert one.land_use == "Wohnen;100"
    assert log.adds_up()


@pytest.mark.parametrize(
    ("layer", "columns"),
    [
        ("GebauedeBauwerk", {"gebnutzbez": ["Gebäude"], "funktion": ["Wohnhaus"]}),
        ("gebaeudeBauwerke", {"GEBNUTZBEZ": ["Gebäude"], "FUNKTION": ["Wohnhaus"]}),
        ("GEBAEUDE_BAUWERK", {"gebnutzbez": ["Gebäude"], "fktkurz": ["Wohnhaus"]}),
    ],
)
def test_input_54_misspelt_building_layers_are_found(tmp_path, layer, columns):
    path = write(tmp_path / "a.gpkg", layer=layer, **columns, oid=["A"], geometry=[square(0)])

    buildings, _ = read_cadastre_buildings(path, crs=UTM33)

    BUILDINGS.check(buildings)
    assert list(buildings["use"]) == ["Wohnhaus"]


@pytest.mark.parametrize("day", ["2024-04-22Z", "2024-04-22", "2024-04-22T10:00:00Z", "22.04.2024"])
def test_days_are_read_in_every_spelling(tmp_path, day):
    path = write(tmp_path / "a.gpkg", flstkennz=[A], aktualit=[day], geometry=[square(0)])

    assert read_parcels(path, crs=UTM33)[1].day == "2024-04-22"


@pytest.mark.parametrize("form", ["folder", "zip", "folder of zips"])
def test_input_51_tiles_overlap_and_the_newest_outline_wins(tmp_path, form):
    folder = tmp_path / "kacheln"
    folder.mkdir()
    write(folder / "t1.gpkg", flstkennz=[A, B], aktualit=["2023-01-01"] * 2,
          geometry=[square(0), square(1)])  # fmt: skip
    write(folder / "t2.gpkg", flstkennz=[B, A, C], aktualit=["2024-01-01"] * 3,
          geometry=[square(1), square(0, 8.0), square(2)])  # fmt: skip
    path = folder
    if form == "zip":
        path = tmp_path / "kacheln.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for tile in sorted(folder.iterdir()):
                archive.write(tile, tile.name)
    elif form == "folder of zips":
        path = tmp_path / "zips"
        path.mkdir()
        for tile in sorted(folder.iterdir()):
            with zipfile.ZipFile(path / f"{tile.stem}.zip", "w") as archive:
                archive.write(tile, tile.name)

    parcels, log = read_parcels(path, crs=UTM33)

    assert sorted(parcels.index) == [A, B, C]
    assert parcels.loc[A, "area_m2"] == pytest.approx(64)  # of 2024
    assert parcels.loc[A, "repairs"] == "GEOMETRY_DIFFERS"
    assert parcels.loc[[B, C], "repairs"].isna().all()  # B is the same in both
    assert log.explained == {"duplicate": 2}
    assert log.adds_up()
    assert "1 Flurstück" in log.notes[0].de


RINGS = {
    "bow tie": [(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)],
    "spike": [(0, 0), (10, 0), (10, 10), (5, 10), (5, 20), (5, 10), (0, 10), (0, 0)],
}


@pytest.mark.parametrize(
    ("name", "area", "changed"), [("bow tie", 50, True), ("spike", 100, False)]
)
def test_input_48_broken_outlines_are_repaired_and_a_changed_area_told(
    tmp_path, name, area, changed
):
    shape = shapely.Polygon([(E + x, N + y) for x, y in RINGS[name]])
    path = write(tmp_path / "a.gpkg", flstkennz=[A], geometry=[shape])

    parcels, log = read_parcels(path, crs=UTM33)

    (one,) = parcels.itertuples()
    assert one.geometry.is_valid
    assert one.area_m2 == pytest.approx(area)
    assert ("GEOMETRY_CHANGED" in one.repairs) == changed == bool(log.notes)
    assert "GEOMETRY_REPAIRED" in one.repairs


def test_input_48_a_hole_outside_of_its_shell_does_not_add_to_the_area(tmp_path):
    outside = [(E + 20, N), (E + 22, N), (E + 22, N + 2), (E + 20, N + 2)]
    shape = shapely.Polygon(square(0).exterior.coords, [outside])
    path = write(tmp_path / "a.gpkg", flstkennz=[A], flaeche=[100], geometry=[shape])

    parcels, _ = read_parcels(path, crs=UTM33)

    assert parcels.geometry.iloc[0].is_valid
    assert parcels["area_m2"].iloc[0] == pytest.approx(100, abs=4.1)


def test_input_50_heights_go_and_of_a_collection_the_surfaces_stay(tmp_path):
    high = shapely.force_3d(shapely.MultiPolygon([square(0), square(5)]), 300.0)
    mixed = shapely.GeometryCollection([square(1), shapely.Point(E, N)])
    path = write(tmp_path / "a.gpkg", flstkennz=[A, B], geometry=[high, mixed])

    parcels, _ = read_parcels(path, crs=UTM33)

    assert list(parcels["area_m2"]) == pytest.approx([200, 100])
    assert not parcels.geometry.has_z.any()


GML = """<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0"
 xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:ave="http://repository.gdi-de.org/schemas/adv/produkt/alkis-vereinfacht/2.0"><wfs:member>
<ave:Flurstueck gml:id="F1"><ave:flstkennz>{id}</ave:flstkennz><ave:flaeche>100</ave:flaeche>
<ave:geometrie><gml:Polygon gml:id="p" srsName="{srs}"><gml:exterior><gml:LinearRing><gml:posList>
{at}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></ave:geometrie></ave:Flurstueck>
</wfs:member></wfs:FeatureCollection>"""


@pytest.mark.parametrize(
    "srs",
    [
        "urn:ogc:def:crs:EPSG::25833", "http://www.opengis.net/def/crs/EPSG/0/25833", "EPSG:25833",
        "urn:adv:crs:ETRS89_UTM33",
    ],
)  # fmt: skip
@pytest.mark.parametrize("north_first", [False, True])
def test_input_53_axes_of_gml_are_honoured_and_checked_by_their_ranges(tmp_path, srs, north_first):
    corners = [(y, x) if north_first else (x, y) for x, y in square(0).exterior.coords]
    path = tmp_path / "wfs.gml"
    text = " ".join(f"{a} {b}" for a, b in corners)
    path.write_text(GML.format(id=A, srs=srs, at=text), encoding="utf-8")

    parcels, log = read_parcels(path, crs=UTM33)

    assert parcels.geometry.iloc[0].equals(square(0))
    assert bool(log.notes) == north_first
    assert [p.name for p in tmp_path.iterdir()] == ["wfs.gml"]


def test_input_55_text_cut_within_a_letter_is_read_without_it_and_flagged(tmp_path):
    long = "a" * 235 + "Forstwirtschaftsfläch"  # the ä fills bytes 254 and 255
    path = write(tmp_path / "flurstueck.shp", flstkennz=[A, B], tntxt=[long[:-3], "Straße;" + "b" * 246],
                 geometry=[square(0), square(1)])  # fmt: skip
    assert ("a" * 235 + "Forstwirtschaftsfl").encode() + b"\xc3" in _with_cut(path)

    parcels, log = read_parcels(path, crs=UTM33)

    assert parcels["land_use"].tolist() == ["a" * 235 + "Forstwirtschaftsfl", "Straße;" + "b" * 246]
    assert log.repairs == {"TEXT_CUT": 1}


def _with_cut(path):
    """Cut the text where a careless writer cuts it: at byte 254, within the letter."""
    dbf = path.with_suffix(".dbf")
    start = ("a" * 235 + "Forstwirtschaftsfl").encode()
    raw = dbf.read_bytes()
    at = raw.index(start) + len(start)
    dbf.write_bytes(raw[:at] + b"\xc3" + raw[at + 1 :])
    return dbf.read_bytes()


@pytest.mark.parametrize(
    ("content", "told"),
    [("utf-8", "cp1252"), ("cp1252", "UTF-8"), ("cp1252", None), ("utf-8", None), ("cp850", "850")],
)
def test_input_56_text_is_read_by_what_it_is_and_not_by_a_wrong_cpg(tmp_path, content, told):
    path = tmp_path / "flurstueck.shp"
    gpd.GeoDataFrame(
        {"flstkennz": [A, B], "gemarkung": ["Großrückerswalde", "Wüßte"]},
        geometry=[square(0), square(1)], crs=UTM33,
    ).to_file(path, encoding=content)  # fmt: skip
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if told:
        path.with_suffix(".cpg").write_text(told, encoding="ascii")

    parcels, _ = read_parcels(path, crs=UTM33)

    assert parcels["district"].tolist() == ["Großrückerswalde", "Wüßte"]


def test_input_57_both_areas_stay_and_differences_are_told(tmp_path):
    path = write(
        tmp_path / "a.gpkg", flstkennz=[A, B, C, "145678___00004______"],
        flaeche=[0, 97.0, 80.0, 1000.0],
        geometry=[square(0), square(1), square(2), square(3, 32.0)],  # 100, 100, 100, 1024 m²
    )  # fmt: skip

    parcels, log = read_parcels(path, crs=UTM33)

    assert parcels["area_m2"].tolist() == pytest.approx([100, 100, 100, 1024])
    assert parcels["official_area_m2"].tolist()[1:] == [97, 80, 1000]
    # 3 m² are within 5 m²; 24 m² of 1000 are beyond 2 %; 20 m² of 80 beyond 5 %
    assert parcels["repairs"].fillna("").tolist() == ["AREA_UNSTATED", "", "AREA_DIFFERS", ""]
    assert "2 Flurstücke" in log.notes[0].de
    assert "davon 1 um" in log.notes[0].de


def test_input_58_building_parts_and_cellars_do_not_count_twice(tmp_path):
    path = write(
        tmp_path / "a.gpkg", layer="GebaeudeBauwerk", oid=["A", "B", "C"],
        gebnutzbez=["Gebäude", "Bauteil", "Gebäude"], rellage=[None, None, "1200"],
        funktion=["Wohnhaus"] * 3, geometry=[square(0)] * 3,
    )  # fmt: skip

    buildings, log = read_cadastre_buildings(path, crs=UTM33)

    assert buildings["area_m2"].sum() == pytest.approx(100)
    assert log.explained == {"building_part": 1, "underground": 1}


@pytest.mark.parametrize("ending", ["shp", "geojson", "gml"])
def test_input_48_repeated_vertices_and_unclosed_rings_are_the_same_parcel(tmp_path, ending):
    corners = [*square(0).exterior.coords][:-1]
    if ending == "gml":  # the one of them that can leave a ring open
        path = tmp_path / "offen.gml"
        text = " ".join(f"{x} {y}" for x, y in corners for _ in range(2))
        path.write_text(GML.format(id=A, srs="EPSG:25833", at=text), encoding="utf-8")
    else:
        twice = shapely.Polygon([point for point in corners for _ in range(3)])
        path = write(tmp_path / f"flurstueck.{ending}", flstkennz=[A], geometry=[twice])

    parcels, log = read_parcels(path, crs=UTM33)

    (shape,) = parcels.geometry
    assert shape.is_valid
    assert shape.symmetric_difference(square(0)).area < 1e-3
    assert log.adds_up()
