"""The towns whose maps are walked through: made up, real, and one as large as Bamberg."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis import pipeline
from innenstadt_gis.outputs.map import MapClass, MapLayer, MapModel, MapScene, sealed_html
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.tables import BASEMAP, BUILDINGS

REAL = {
    "lauf": """
[town]
name = "Lauf a.d. Pegnitz"
ags = "09574138"
[sources]
osm = "{0}/lauf-200115.osm.pbf"
parcels = "{0}/flurstuecke_simuliert.gpkg"
elevation = "{0}/N49E011.hgt.zip"
population = "{0}/zensus2011_100m_lauf_an_der_pegnitz.csv"
gtfs = ["{0}/gtfs_simuliert.zip", "{0}/lauf_s2_from_nigiri_siri_test.gtfs.zip"]
[[registers]]
path = "{0}/registers/lauf_register_b.csv"
survey_day = 2024-10-01
[[centres]]
name = "Markt"
at = "Marktplatz 1"
""",
    "hoyerswerda": """
[town]
name = "Hoyerswerda"
[sources]
osm = "{0}/Hoyerswerda.osm.pbf"
population = "{0}/zensus2011_100m_hoyerswerda.csv"
""",
}


def read(name, folder, shared):
    """Read a town; the made-up one needs no data."""
    if name == "musterstadt":
        return pipeline.musterstadt(folder)
    data = (shared() / "data" / name).resolve().as_posix()
    (folder / "study.toml").write_text(REAL[name].format(data), "utf-8")
    return pipeline.read_town(folder)


def page_of(town, audience):
    """The page that `innenstadt run` writes for an audience."""
    return sealed_html(map_model(pipeline._released(town, audience)))


HOUSES = 43_000


def large_page():
    """A grid of 43,000 houses along 108 streets; every hundredth has a shop, every sixth of them is empty."""
    x0, y0 = 350_000.0, 5_605_000.0
    row, column = np.divmod(np.arange(HOUSES), 400)
    west, south = x0 + 16 * column, y0 + 24 * row
    houses = gpd.GeoDataFrame(
        {"source": "osm"}, index=[f"h{i}" for i in range(HOUSES)], crs="EPSG:25833",
        geometry=shapely.box(west, south, west + 11, south + 12),
    )  # fmt: skip
    lines = [shapely.LineString([(x0, y), (x0 + 6400, y)]) for y in np.unique(south) + 18]
    streets = gpd.GeoDataFrame(
        {"layer": "street", "kind": "residential", "source": "osm",
         "name": [f"Straße {i}" for i in range(len(lines))]},
        index=[f"s{i}" for i in range(len(lines))], geometry=lines, crs="EPSG:25833",
    )  # fmt: skip
    shops = houses.iloc[::100]
    units = gpd.GeoDataFrame(
        {"name": [f"Laden {i}" for i in range(len(shops))], "building_id": shops.index,
         "status": np.where(np.arange(len(shops)) % 6 == 0, "vacant", "occupied")},
        index=[f"u{i}" for i in range(len(shops))], geometry=shops.centroid.values, crs=houses.crs,
    )  # fmt: skip
    classes = (MapClass("vacant", "Leer", "#B2182B", "cross"), MapClass("occupied", "Belegt", "#C6CBEA"))
    layer = MapLayer(
        key="units", title="Ladenlokale", kind="units", frame=units, class_column="status",
        classes=classes, tooltip=(("name", "Name"),), filters=(("status", "Status"),),
    )  # fmt: skip
    scenes = (
        MapScene(id="start", title="Ist das Ihre Innenstadt?", sentences=("Wo sind wir?",), layers=("units",)),
        MapScene(id="vacancy", title="Leerstand", sentences=("72 von 430 stehen leer.",),
                 layers=("units",), off=(("units", "occupied"),)),
    )  # fmt: skip
    model = MapModel(
        title="Leerstand", town="Großstadt", day_text="Stand: 01.10.2024", audience_stamp="WORKSHOP",
        sentence="", figure_id="", sources=("© OpenStreetMap-Mitwirkende (ODbL)",),
        basemap=BASEMAP.conform(streets), buildings=BUILDINGS.conform(houses), layers=(layer,),
    )  # fmt: skip
    return sealed_html(replace(model, scenes=scenes))
