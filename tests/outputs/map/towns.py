"""The towns whose maps are walked through: made up, real, and one as large as Bamberg."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from innenstadt_gis.outputs.map import MapClass, MapLayer, MapModel, MapScene, sealed_html
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.pipeline.walk_map import map_walk
from innenstadt_gis.tables import BASEMAP, BUILDINGS


def page_of(release):
    """The page that `innenstadt run` writes of a release."""
    return sealed_html(map_model(release, walk=map_walk(release)))


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
