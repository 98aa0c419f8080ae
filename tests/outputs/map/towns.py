"""The towns whose maps are walked through: made up, real, and one as large as Bamberg."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis import pipeline
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.outputs.map import MapClass, MapLayer, MapModel, MapScene, sealed_html
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.pipeline.walk_map import map_walk
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
    """Read a town; the made-up one needs no data, and has a past."""
    if name == "musterstadt":
        return pipeline.read_town(write_musterstadt(folder, past=True))  # as `innenstadt demo`
    data = (shared() / "data" / name).resolve().as_posix()
    (folder / "study.toml").write_text(REAL[name].format(data), "utf-8")
    return pipeline.read_town(folder)


def page_of(town, audience):
    """The page that `innenstadt run` writes for an audience."""
    seen = pipeline._released(town, audience)
    return sealed_html(map_model(seen, walk=map_walk(seen)))


CRS = "EPSG:25833"
X, Y = 350_000.0, 5_605_000.0
HOUSES = 43_000


def plots(count):
    """Houses of 12 x 9 m in rows of 250, 20 m from house to house."""
    x, y = X + 20 * (np.arange(count) % 250), Y + 20 * (np.arange(count) // 250)
    return shapely.box(x, y, x + 12, y + 9)


def large_town():
    """43,000 houses on streets with names, 400 units in every tenth house of the first rows."""
    shapes = plots(HOUSES)
    houses = gpd.GeoDataFrame(
        {"source": "osm"}, index=[f"h{n}" for n in range(HOUSES)], geometry=shapes, crs=CRS
    )
    rows = np.arange(HOUSES // 250)
    lines = [shapely.LineString([(X, Y + 20 * r - 4), (X + 5000, Y + 20 * r - 4)]) for r in rows]
    streets = gpd.GeoDataFrame(
        {"layer": "street", "kind": "residential", "name": [f"Reihe {r + 1}" for r in rows],
         "source": "osm"},
        index=[f"s{r}" for r in rows], geometry=lines, crs=CRS,
    )  # fmt: skip
    homes = np.arange(0, 4000, 10)
    units = gpd.GeoDataFrame(
        {"name": [f"Laden {n}" for n in homes], "building_id": [f"h{n}" for n in homes],
         "status": np.where(homes % 3 == 0, "vacant", "occupied")},
        index=[f"u{n}" for n in homes], geometry=shapely.centroid(shapes[homes]), crs=CRS,
    )  # fmt: skip
    return {"buildings": BUILDINGS.conform(houses), "basemap": BASEMAP.conform(streets)}, units


def large_layers(tables, units):
    """All houses as areas, and the units in their classes."""
    classes = (MapClass("vacant", "Leer", "#B2182B"), MapClass("occupied", "Belegt", "#0072B2"))
    return (
        MapLayer(key="all", title="Häuser", kind="area", frame=tables["buildings"]),
        MapLayer(key="units", title="Läden", kind="units", frame=units, class_column="status",
                 classes=classes, tooltip=(("name", "Name"),)),
    )  # fmt: skip


def large_page():
    """Two scenes over the large town: where it lies, and its vacant units."""
    tables, units = large_town()
    scenes = (
        MapScene(id="start", title="Ist das Ihre Innenstadt?", sentences=("Wo sind wir?",),
                 layers=("all",)),
        MapScene(id="vacancy", title="Leerstand", sentences=("134 von 400 stehen leer.",),
                 layers=("units",), off=(("units", "occupied"),)),
    )  # fmt: skip
    model = MapModel(
        title="Leerstand", town="Großstadt", day_text="Stand: 01.10.2024", sentence="",
        audience_stamp="WORKSHOP", figure_id="", sources=("© OpenStreetMap-Mitwirkende (ODbL)",),
        layers=large_layers(tables, units), scenes=scenes, **tables,
    )  # fmt: skip
    return sealed_html(model)
