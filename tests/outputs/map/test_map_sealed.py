from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path

import folium
import geopandas as gpd
import pytest
import shapely
from folium import plugins

from innenstadt_gis.errors import InputError, UnsafeOutputError
from innenstadt_gis.outputs.map import SealedMap, sealed_html

HERE = (50.58, 12.88)


def data_of(page):
    return json.loads(re.search(r'id="ig-data">(.*?)</script>', page, re.DOTALL).group(1))


@pytest.fixture
def sealed(make_model):
    return SealedMap.from_model(make_model())


def test_every_way_out_gives_the_sealed_page(sealed, make_model, tmp_path: Path):
    page = sealed_html(make_model())
    sealed.save(str(tmp_path / "a.html"))
    sealed.get_root().save(tmp_path / "b.html")
    stream = io.BytesIO()
    sealed.save(stream, close_file=False)
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == page
    assert (tmp_path / "b.html").read_text(encoding="utf-8") == page
    assert stream.getvalue().decode() == page
    assert sealed.render() == sealed.get_root().render() == page
    for cell in (sealed._repr_html_(), sealed.get_root()._repr_html_()):
        assert html.unescape(re.search(r'srcdoc="([^"]*)"', cell)[1]) == page


def test_what_an_analyst_adds_becomes_layers_with_its_words(sealed):
    folium.CircleMarker(HERE, tooltip="Brunnen", color="#112233").add_to(sealed)
    folium.Marker(HERE, popup="{{7*7}}", icon=folium.Icon(color="red")).add_to(sealed)
    group = folium.FeatureGroup("Wege <b>", show=False).add_to(sealed)
    folium.PolyLine([HERE, (50.59, 12.89)], tooltip="Weg").add_to(group)
    folium.Polygon([HERE, (50.59, 12.88), (50.59, 12.89)], color="#445566").add_to(group)
    folium.LayerControl().add_to(sealed)
    layers = data_of(sealed.render())["layers"]
    assert [(one["title"], one["kind"], one["visible"]) for one in layers[1:]] == [
        ("Wege <b>", "area", False), ("Wege <b>", "line", False), ("Ergänzungen", "points", True),
    ]  # fmt: skip
    assert layers[3]["rows"] == [["Brunnen", "{{7*7}}"]]  # column by column
    assert [c["colour"] for c in layers[3]["classes"]] == ["#112233", "#B2182B"]


def test_a_geojson_keeps_the_columns_that_its_tooltip_names(sealed, hostile):
    text = hostile.replace("\ud800", "")
    frame = gpd.GeoDataFrame(
        {text: [text], "geheim": ["nicht genannt"]},
        geometry=[shapely.Point(12.88, 50.58)],
        crs=4326,
    )
    tooltip = folium.GeoJsonTooltip([text], aliases=[text])
    folium.GeoJson(frame, name=text, tooltip=tooltip).add_to(sealed)
    page = sealed.render()
    layer = data_of(page)["layers"][1]
    assert (layer["title"], layer["columns"], layer["rows"]) == (text, [text], [[text]])
    assert "nicht genannt" not in page


@pytest.mark.parametrize(
    ("child", "name"),
    [
        (lambda: folium.TileLayer("data:,", attr="x"), "folium.raster_layers.TileLayer"),
        (lambda: plugins.HeatMap([[*HERE, 1]]), "folium.plugins.heat_map.HeatMap"),
        (lambda: folium.Circle(HERE), "folium.vector_layers.Circle"),
        (lambda: folium.Element("<script>1</script>"), "branca.element.Element"),
        (lambda: folium.Marker(HERE, icon=folium.DivIcon("<b>")), "folium.features.DivIcon"),
        (lambda: folium.Choropleth(json.dumps({"type": "FeatureCollection", "features": []})),
         "folium.features.Choropleth"),
        (lambda: folium.FeatureGroup("g").add_child(plugins.Draw()), "folium.plugins.draw.Draw"),
    ],
)  # fmt: skip
def test_every_other_class_is_refused_by_name(sealed, child, name, tmp_path: Path):
    sealed.add_child(child())
    with pytest.raises(UnsafeOutputError, match=re.escape(name)):
        sealed.save(tmp_path / "x.html")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("part", ["html", "header", "script"])
def test_nothing_can_be_hung_beside_the_map(sealed, part):
    getattr(sealed.get_root(), part).add_child(folium.Element("<h3>{{7*7}}</h3>"))
    with pytest.raises(UnsafeOutputError, match=r"branca\.element\.Element beside the map"):
        sealed.save("never.html")


def test_a_subclass_of_an_allowed_class_is_refused(sealed):
    class Marker(folium.CircleMarker):
        pass

    sealed.add_child(Marker(HERE))
    with pytest.raises(UnsafeOutputError, match="Marker cannot be translated"):
        sealed.render()


def test_a_colour_that_is_no_colour_is_refused(sealed):
    folium.CircleMarker(HERE, color="url(x)").add_to(sealed)
    with pytest.raises(InputError, match="rrggbb"):
        sealed.render()
