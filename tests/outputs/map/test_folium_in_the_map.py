"""What an analyst adds by folium: the allowed classes whole, every other class refused by name."""

from __future__ import annotations

import copy
import inspect
import os
import pickle
import re
import subprocess
import sys
import warnings
import webbrowser
from contextlib import suppress
from pathlib import Path

import branca.colormap
import branca.element
import folium
import geopandas as gpd
import pytest
import shapely
from folium import features, plugins, raster_layers, vector_layers
from folium import map as folium_map
from folium.utilities import JsCode
from PIL import ImageColor

import innenstadt_gis as ig
from innenstadt_gis.outputs.map import SealedMap, sealed_html
from innenstadt_gis.outputs.map import own as own_module
from innenstadt_gis.outputs.map.translate import class_path, layers_of

HERE = (50.58, 12.88)
LINE = [HERE, (50.581, 12.881)]
FEATURE = {
    "type": "Feature", "properties": {"name": "A", "n": 1234.5, "ja": True, "leer": None},
    "geometry": {"type": "Point", "coordinates": [12.88, 50.58]},
}  # fmt: skip
COLLECTION = {"type": "FeatureCollection", "features": [FEATURE]}

#: What is understood, by where it hangs.
IN_MAP = {
    folium.GeoJson, folium.CircleMarker, folium.Marker, folium.PolyLine, folium.Polygon,
    folium.FeatureGroup, folium.LayerControl,
}  # fmt: skip
IN_MARKER = {folium.Tooltip, folium.Popup, folium.Icon}
IN_GEOJSON = {
    folium.Tooltip,
    folium.Popup,
    folium.GeoJsonTooltip,
    folium.GeoJsonPopup,
}

ARGUMENTS = {
    "location": HERE, "locations": LINE, "positions": LINE, "bounds": LINE, "colors": ["red", "blue"],
    "data": COLLECTION, "geo_data": COLLECTION, "fields": ["name"], "text": "x", "name": "x",
    "url": "x", "layers": "x", "image": "x.png", "icon_image": "x.png", "video_url": "x",
    "event": "click", "handler": JsCode("x"), "element_name": "x", "element_parent_name": "x",
    "leaflet_class_name": "Map", "object_path": "x", "encoded": "_p~iF~ps|U", "radius": 1,
    "groups": {}, "source": "x", "styledict": {},
}  # fmt: skip


def every_class():
    """All classes of folium and branca that can hang in a tree."""
    rooms = (
        folium, plugins, features, folium_map, raster_layers, vector_layers, branca.element,
        branca.colormap,
    )  # fmt: skip
    found = {
        one
        for room in rooms
        for one in vars(room).values()
        if inspect.isclass(one) and issubclass(one, branca.element.Element)
    }
    return sorted(found, key=lambda one: f"{one.__module__}.{one.__qualname__}")


def build(kind):
    """Build a thing of a class as its users do; None if that takes more than a table of arguments."""
    given = inspect.signature(kind.__init__).parameters
    needed = [
        n for n, p in given.items() if p.default is p.empty and p.kind == p.POSITIONAL_OR_KEYWORD
    ]
    with warnings.catch_warnings(), suppress(Exception):
        warnings.simplefilter("ignore")
        return kind(**{name: ARGUMENTS[name] for name in needed if name != "self"})
    return None


def bare(kind):
    """An instance that no constructor has seen: the class alone decides."""
    thing = kind.__new__(kind)
    branca.element.Element.__init__(thing)
    return thing


@pytest.fixture
def sealed(make_model):
    return SealedMap(make_model())


def test_the_list_of_classes_is_long_and_most_are_built_as_users_do():
    kinds = every_class()
    assert len(kinds) > 90
    assert sum(build(kind) is not None for kind in kinds) > 75


@pytest.mark.parametrize("kind", every_class(), ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_every_class_that_is_not_on_the_list_is_refused_by_name_wherever_it_hangs(make_model, kind):
    thing = build(kind) or bare(kind)
    model = make_model()
    name = re.escape(class_path(thing))
    for place, allowed in (
        (None, IN_MAP),
        (folium.FeatureGroup("g"), IN_MAP),
        (folium.CircleMarker(HERE), IN_MARKER),
        (folium.Marker(HERE), IN_MARKER),
        (folium.GeoJson(COLLECTION), IN_GEOJSON),
        (folium.Tooltip("t"), set()),
        (folium.Popup("t"), set()),
    ):
        if kind in allowed:
            continue
        sealed = SealedMap(model)
        holder = sealed if place is None else place
        if isinstance(place, (folium.Tooltip, folium.Popup)):
            folium.CircleMarker(HERE).add_to(sealed).add_child(place)
        elif place is not None:
            sealed.add_child(place)
        holder.add_child(thing)
        with pytest.raises(ig.UnsafeOutputError, match=name):
            sealed.render()
    for part in ("html", "header", "script"):
        sealed = SealedMap(model)
        getattr(sealed.get_root(), part).add_child(thing, name="x")
        with pytest.raises(ig.UnsafeOutputError, match=f"{name} beside the map"):
            sealed.save("never.html")
    sealed = SealedMap(model)
    sealed.get_root().add_child(thing)
    with pytest.raises(ig.UnsafeOutputError, match=name):
        sealed._repr_html_()


@pytest.mark.parametrize(
    "child",
    [
        lambda: folium.CircleMarker(HERE, radius=JsCode("pwn()")),
        lambda: folium.PolyLine(LINE, dash_array=["1", {"a": JsCode("pwn()")}]),
        lambda: folium.GeoJson(COLLECTION, point_to_layer=JsCode("pwn()")),
        lambda: folium.GeoJson(COLLECTION, on_each_feature=JsCode("pwn()")),
        lambda: folium.Marker(HERE, icon=folium.Icon(shadow=JsCode("pwn()"))),
        lambda: folium.Marker(HERE, tooltip=folium.Tooltip("t", offset=JsCode("pwn()"))),
        lambda: folium.FeatureGroup("g", pane=JsCode("pwn()")),
    ],
)
def test_scripts_among_the_options_are_refused(sealed, child):
    sealed.add_child(child())
    with pytest.raises(ig.UnsafeOutputError, match=r"folium\.utilities\.JsCode"):
        sealed.render()


def test_handlers_of_events_are_refused(sealed):
    sealed.on(click=JsCode("pwn()"))
    with pytest.raises(ig.UnsafeOutputError, match="EventHandler"):
        sealed.render()


def table(layer):
    """Words of a layer by row."""
    columns = [layer.frame[name].tolist() for name, _ in layer.tooltip]
    return [list(row) for row in zip(*columns, strict=True)]


def test_a_geojson_keeps_every_word_that_its_tooltips_and_popups_name(sealed):
    child = folium.GeoJson(
        COLLECTION, name="G",
        tooltip=folium.GeoJsonTooltip(["name", "n"], aliases=["Wort", "Wort"]),
        popup=folium.GeoJsonPopup(["ja", "leer", "name"], aliases=["Ja", "Leer", "Noch"]),
    )  # fmt: skip
    child.add_child(folium.Tooltip("immer")).add_to(sealed)
    (layer,) = layers_of(sealed, sealed.model)
    assert [label for _, label in layer.tooltip] == ["Wort", "Wort", "Ja", "Leer", "Noch", ""]
    assert table(layer) == [["A", "1.234,5", "ja", "", "A", "immer"]]


@pytest.mark.parametrize(
    "data", [COLLECTION, FEATURE, FEATURE["geometry"]], ids=["all", "one", "shape"]
)
@pytest.mark.parametrize("styled", [True, False])
def test_a_geojson_may_be_a_collection_a_feature_or_a_shape(sealed, data, styled):
    style = (
        {"style_function": lambda _: {"fillColor": "crimson", "color": "#000"}} if styled else {}
    )
    folium.GeoJson(copy.deepcopy(data), **style).add_to(sealed)
    (layer,) = layers_of(sealed, sealed.model)
    assert (layer.kind, len(layer.frame), layer.title) == ("points", 1, "Ergänzungen")
    assert layer.classes[0].colour == ("#dc143c" if styled else "#0072B2")


def test_a_frame_with_a_column_of_styles_keeps_its_colours(sealed):
    frame = gpd.GeoDataFrame(
        {"style": [{"color": "red"}, {"color": "#123456"}]},
        geometry=[shapely.Point(12.88, 50.58), shapely.box(12.88, 50.58, 12.881, 50.581)],
        crs=4326,
    )
    folium.GeoJson(frame, name="G").add_to(sealed)
    area, marks = layers_of(sealed, sealed.model)
    assert [area.kind, marks.kind] == ["area", "points"]
    assert [area.classes[0].colour, marks.classes[0].colour] == ["#123456", "#B2182B"]


def test_shapes_nest_as_folium_lets_them(sealed):
    hole = [[(50.58, 12.88), (50.58, 12.89), (50.59, 12.89)],
            [(50.581, 12.883), (50.581, 12.885), (50.583, 12.885)]]  # fmt: skip
    folium.Polygon(hole).add_to(sealed)
    folium.Polygon(hole[0]).add_to(sealed)
    folium.PolyLine([LINE, LINE]).add_to(sealed)
    inner = folium.FeatureGroup("innen").add_to(folium.FeatureGroup("außen").add_to(sealed))
    folium.GeoJson({"type": "GeometryCollection", "geometries": [
        {"type": "MultiPoint", "coordinates": [[12.88, 50.58], [12.89, 50.58]]}]}).add_to(inner)  # fmt: skip
    outer, areas, lines = layers_of(sealed, sealed.model)
    assert [outer.title, len(outer.frame), outer.kind] == ["außen", 2, "points"]
    assert shapely.get_num_interior_rings(areas.frame.geometry.array).tolist() == [1, 0]
    assert len(shapely.get_parts(lines.frame.geometry.iloc[0])) == 2


#: Read before anything is drawn: folium adds what it is given to its own list.
PINS = sorted(folium.Icon.color_options)


def test_a_colour_by_name_is_one_also_after_somebody_else_asked_pillow_for_it(sealed):
    assert ImageColor.getrgb("teal") == (0, 128, 128)  # which Pillow keeps in the place of its text
    folium.CircleMarker(HERE, color="teal").add_to(sealed)

    (layer,) = layers_of(sealed, sealed.model)

    assert layer.classes[0].colour == "#008080"


def test_every_colour_that_folium_offers_for_its_pins_is_one(sealed):
    for colour in PINS:
        folium.Marker(HERE, icon=folium.Icon(color=colour)).add_to(sealed)
    with pytest.raises(ig.InputError, match=r"19 colours, at most 12; ig\.layer"):
        layers_of(sealed, sealed.model)
    for child in list(sealed._children)[12:]:
        del sealed._children[child]
    (layer,) = layers_of(sealed, sealed.model)
    assert len(layer.classes) == 12


def test_points_are_no_units_and_do_not_move_the_view(make_model, sealed):
    from innenstadt_gis.outputs.map.payload import payload

    for shift in range(20):
        folium.CircleMarker((50.60, 12.90 + shift / 1000)).add_to(sealed)
    model = make_model()
    added = payload(make_model(layers=(*model.layers, *layers_of(sealed, model))))
    assert added["layers"][1]["kind"] == "points"
    assert added["view"]["box"] == pytest.approx(_moved(payload(model), added), abs=1)


def _moved(one, other):
    """Box of the first page in the steps of the second: their grids start elsewhere."""
    (x, y), (x2, y2) = one["grid"]["o"], other["grid"]["o"]
    west, south, east, north = one["view"]["box"]
    return [west + x - x2, south + y - y2, east + x - x2, north + y - y2]


def test_what_lies_elsewhere_or_nowhere_or_is_too_much_is_refused(sealed, monkeypatch):
    folium.CircleMarker(HERE[::-1]).add_to(sealed)
    with pytest.raises(ig.CrsError, match="latitude and longitude swapped"):
        sealed.render()
    sealed._children.clear()
    folium.Marker().add_to(sealed)
    with pytest.raises(ig.InputError, match=r"folium\.map\.Marker without a place"):
        sealed.render()
    sealed._children.clear()
    monkeypatch.setattr(own_module, "MOST_FEATURES", 1)
    for _ in range(2):
        folium.CircleMarker(HERE).add_to(sealed)
    with pytest.raises(ig.InputError, match="2 features, at most 1"):
        sealed.render()


def with_everything(model):
    """A map with one of each allowed class."""
    sealed = SealedMap(model)
    folium.GeoJson(COLLECTION, tooltip=folium.GeoJsonTooltip(["name"])).add_to(sealed)
    folium.CircleMarker(HERE, tooltip="a").add_to(sealed)
    folium.Marker(HERE, popup="b", icon=folium.Icon(color="beige")).add_to(sealed)
    group = folium.FeatureGroup().add_to(sealed)
    folium.PolyLine(LINE, tooltip="c").add_to(group)
    folium.Polygon([*LINE, (50.58, 12.881)], popup=folium.Popup("d", lazy=True)).add_to(group)
    folium.LayerControl().add_to(sealed)
    return sealed


def test_the_same_map_built_twice_gives_the_same_bytes(make_model):
    assert with_everything(make_model()).render() == with_everything(make_model()).render()


SCRIPT = """
import hashlib, sys
import folium, geopandas as gpd, shapely
import innenstadt_gis as ig
from innenstadt_gis.outputs.map import MapModel, SealedMap
from innenstadt_gis.outputs.map.own import add_layers
from innenstadt_gis.tables import BASEMAP, BUILDINGS
x, y = 350000.0, 5605000.0
point = gpd.GeoDataFrame({"art": list("cab")}, geometry=[shapely.Point(x, y)] * 3, crs=25833)
ground, houses = (table.empty("EPSG:25833") for table in (BASEMAP, BUILDINGS))
model = MapModel(title="T", town="O", day_text="", audience_stamp="", sentence="", figure_id="",
                 sources=("x",), basemap=ground, buildings=houses, layers=())
m = SealedMap(add_layers(model, [ig.layer(point, column="art", title="Art")]))
g = folium.FeatureGroup().add_to(m)
for colour in ("red", "blue"):
    folium.CircleMarker((50.58, 12.88), color=colour, tooltip=colour).add_to(g)
folium.GeoJson({"type": "Point", "coordinates": [12.88, 50.58]}).add_to(m)
print(hashlib.sha256(m.render().encode()).hexdigest())
"""


def test_another_process_with_other_hashes_writes_the_same_bytes():
    def bytes_of(seed):
        env = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=True,
            cwd=Path(__file__).parents[3],
        )  # fmt: skip
        return done.stdout

    assert bytes_of("1") == bytes_of("2")
    assert len(bytes_of("3").strip()) == 64


def test_a_browser_is_shown_the_sealed_page_and_nothing_stays_behind(
    make_model, monkeypatch, capsys
):
    sealed, seen = with_everything(make_model()), []

    def look(address):
        path = Path(address.removeprefix("file://"))
        seen.append((path, path.read_text("utf-8")))

    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(webbrowser, "open", look)
    monkeypatch.setattr("folium.folium.time.sleep", stop)
    sealed.show_in_browser()
    assert "browser" in capsys.readouterr().out
    ((path, page),) = seen
    assert page == sealed.render()
    assert not path.exists()


def test_the_tree_of_a_map_names_its_parts_and_holds_no_word(sealed, hostile):
    folium.CircleMarker(HERE, tooltip=hostile).add_to(sealed)
    for told in (sealed.to_json(), sealed.get_root().to_json(), repr(sealed.to_dict())):
        assert "circle_marker" in told
        assert "pwned" not in told


def test_pictures_and_pickles_are_refused_and_say_what_to_do(sealed):
    with pytest.raises(ig.UnsafeOutputError, match="button PNG"):
        sealed._to_png()
    assert sealed._repr_png_() is None
    with pytest.raises(ig.UnsafeOutputError, match=r"m\.save\('karte\.html'\)"):
        pickle.dumps(sealed)


@pytest.mark.parametrize("how", [copy.copy, copy.deepcopy])
def test_a_copy_is_sealed_too_and_apart(make_model, how):
    sealed = with_everything(make_model())
    twin = how(sealed)
    assert twin.render() == sealed.render()
    folium.CircleMarker(HERE, tooltip="nur hier").add_to(twin)
    assert "nur hier" in twin.render()
    assert "nur hier" not in sealed.render()
    sealed.get_root().html.add_child(branca.element.Element("<b>"))
    with pytest.raises(ig.UnsafeOutputError, match="beside the map"):
        how(sealed)


def test_a_sealed_map_cannot_be_put_into_another_page(sealed, make_model):
    for other in (branca.element.Figure(), folium.Map(tiles=None), folium.FeatureGroup()):
        with pytest.raises(ig.UnsafeOutputError, match="a sealed map stands alone"):
            sealed.add_to(other)
    assert sealed.get_root().render() == sealed_html(make_model())
    assert sealed.render() == sealed_html(make_model())


def test_what_the_gate_refuses_leaves_by_no_door(make_model, tmp_path):
    def gate(page, name):
        if "0151 234" in page:
            raise ig.UnsafeOutputError(de=name, en="refused by the gate")

    sealed = SealedMap(make_model(), gate=gate)
    assert sealed.render()
    folium.CircleMarker(HERE, tooltip="Frau X, 0151 234").add_to(sealed)
    for way in (
        sealed.render, sealed._repr_html_, sealed.get_root().render, sealed.get_root()._repr_html_,
        copy.copy(sealed).render, lambda: sealed.save(tmp_path / "a.html"),
        lambda: sealed.get_root().save(tmp_path / "b.html"),
    ):  # fmt: skip
        with pytest.raises(ig.UnsafeOutputError, match="refused by the gate"):
            way()
    assert not list(tmp_path.iterdir())
