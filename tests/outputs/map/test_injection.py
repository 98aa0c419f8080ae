"""Every place where folium lets a text become a script or a template, and every text of ours.

For each sink: refused by name, or the text comes out as it went in and nothing has run,
neither in Python (folium's templates would leave a trace in the environment) nor in the page.
What JSON cannot hold, half of a surrogate pair, is shown as "?".
"""

from __future__ import annotations

import html
import json
import os
import re
from dataclasses import replace

import branca.colormap
import branca.element
import folium
import geopandas as gpd
import pandas as pd
import pytest
import shapely
from folium import plugins
from jinja2 import TemplateSyntaxError

import innenstadt_gis as ig
from innenstadt_gis.outputs.map import MapFigure, MapScene, SealedMap, sealed_html
from innenstadt_gis.outputs.map import page as page_module
from innenstadt_gis.outputs.map.own import add_layers
from innenstadt_gis.outputs.map.translate import layers_of

HERE = (50.5778, 12.8816)
POINT = {"type": "Point", "coordinates": [12.8816, 50.5778]}
TRACE = "IG_PWNED"


def features(**properties):
    one = {"type": "Feature", "properties": properties, "geometry": POINT}
    return {"type": "FeatureCollection", "features": [one]}


def grouped(text):
    group = folium.FeatureGroup("g")
    return plugins.GroupedLayerControl({text: [group]})


def coloured(text, kind):
    if kind == "step":
        return branca.colormap.StepColormap(["red", "blue"], caption=text, tick_labels=[text, text])
    return branca.colormap.LinearColormap(["red", "blue"], caption=text)


#: The sinks of folium: (what they are, how a text gets there). Those that are translated.
SHOWN = {
    "Marker popup": lambda t: folium.Marker(HERE, popup=t),
    "CircleMarker popup": lambda t: folium.CircleMarker(HERE, popup=t),
    "Popup lazy": lambda t: folium.Marker(HERE, popup=folium.Popup(t, lazy=True)),
    "Popup parse_html": lambda t: folium.Marker(HERE, popup=folium.Popup(t, parse_html=True)),
    "Marker tooltip": lambda t: folium.Marker(HERE, tooltip=t),
    "CircleMarker tooltip": lambda t: folium.CircleMarker(HERE, tooltip=folium.Tooltip(t)),
    "PolyLine tooltip": lambda t: folium.PolyLine([HERE, (50.578, 12.882)], tooltip=t),
    "Polygon popup": lambda t: folium.Polygon([HERE, (50.578, 12.882), (50.578, 12.881)], popup=t),
    "GeoJson tooltip": lambda t: folium.GeoJson(features(a=1), name="g", tooltip=t),
    "GeoJsonTooltip value": lambda t: folium.GeoJson(
        features(a=t), name="g", tooltip=folium.GeoJsonTooltip(["a"])),
    "GeoJsonPopup value": lambda t: folium.GeoJson(
        features(a=t), name="g", popup=folium.GeoJsonPopup(["a"])),
    "GeoJsonTooltip alias": lambda t: folium.GeoJson(
        features(a=1), name="g", tooltip=folium.GeoJsonTooltip(["a"], aliases=[t])),
    "GeoJsonTooltip column": lambda t: folium.GeoJson(
        features(**{t: 1}), name="g", tooltip=folium.GeoJsonTooltip([t])),
    "GeoJson name": lambda t: folium.GeoJson(POINT, name=t),
    "FeatureGroup name": lambda t: folium.FeatureGroup(t).add_child(folium.Marker(HERE)),
}  # fmt: skip

#: What folium would write, although nobody sees it.
DROPPED = {
    "GeoJson property without tooltip": lambda t: folium.GeoJson(features(a=t), name="g"),
    "Icon name": lambda t: folium.Marker(HERE, icon=folium.Icon(icon=t, prefix=t)),
    "Tooltip style": lambda t: folium.Marker(HERE, tooltip=folium.Tooltip("t", style=t)),
    "options": lambda t: folium.CircleMarker(HERE, dash_array=t, class_name=t, color="#111111"),
}

REFUSED = {
    "TileLayer name": lambda t: folium.TileLayer("data:,", attr="x", name=t),
    "TileLayer attr": lambda t: folium.TileLayer("data:,", attr=t),
    "GroupedLayerControl group": grouped,
    "DivIcon html": lambda t: folium.Marker(HERE, icon=folium.DivIcon(t)),
    "CustomIcon url": lambda t: folium.Marker(HERE, icon=folium.CustomIcon("data:," + t)),
    "TimestampedGeoJson property": lambda t: plugins.TimestampedGeoJson(features(a=t, times=[1])),
    "Search placeholder": lambda t: plugins.Search(folium.GeoJson(features(a=1)), placeholder=t),
    "Search label": lambda t: plugins.Search(folium.GeoJson(features(**{t: 1})), search_label=t),
    "Search value": lambda t: plugins.Search(folium.GeoJson(features(a=t)), search_label="a"),
    "StepColormap tick label": lambda t: coloured(t, "step"),
    "LinearColormap caption": lambda t: coloured(t, "linear"),
    "Element": lambda t: branca.element.Element("x").add_child(branca.element.Html(t)),
    "Html": lambda t: branca.element.Html(t, script=True),
    "IFrame": branca.element.IFrame,
    "Popup of an element": lambda t: folium.Marker(HERE, popup=folium.Popup(branca.element.IFrame(t))),
    "Choropleth legend": lambda t: folium.Choropleth(features(a=1), legend_name=t),
    "Draw file name": lambda t: plugins.Draw(export=True, filename=t),
    "FastMarkerCluster row": lambda t: plugins.FastMarkerCluster([[*HERE, t]]),
    "CircleMarker class": lambda t: folium.RegularPolygonMarker(HERE, popup=t),
    "JsCode": lambda t: folium.CircleMarker(HERE, radius=folium.JsCode(t)),
}  # fmt: skip


def clean(text):
    return text.encode("utf-8", "replace").decode()


@pytest.fixture(autouse=True)
def no_trace():
    """No template ran: the environment is as it was."""
    os.environ.pop(TRACE, None)
    yield
    assert TRACE not in os.environ


def test_folium_itself_runs_these_texts_so_that_the_trace_can_be_trusted(payloads):
    text = next(one for one in payloads if one.startswith("{{cycler"))
    plain = folium.Map(tiles=None)
    folium.Marker(HERE, tooltip=text).add_to(plain)
    plain.get_root().render()
    assert os.environ.pop(TRACE) == "x"


def words_of(layer):
    rows = [layer.frame[name].tolist() for name, _ in layer.tooltip]
    labels = [label for _, label in layer.tooltip]
    return {layer.title, *labels, *(clean(text) for column in rows for text in column)}


@pytest.mark.parametrize("sink", SHOWN)
def test_a_text_that_is_translated_comes_out_as_it_went_in(make_model, payloads, sink):
    for text in payloads:
        if sink == "GeoJsonTooltip column" and "\ud800" in text:
            continue  # a key that is no text is nothing that a file could hold
        sealed = SealedMap(make_model())
        sealed.add_child(SHOWN[sink](text))
        (layer,) = layers_of(sealed, sealed.model)
        # folium puts a stroke before a backtick of a popup that has none: "\`" and "`" are one
        expected = text.replace("\\`", "`") if "opup" in sink and "Geo" not in sink else text
        assert clean(expected) in {clean(word) for word in words_of(layer)}, text
        assert len(layer.frame) == 1
    sealed = SealedMap(make_model())
    for text in payloads:
        sealed.add_child(SHOWN[sink](text))
    page = sealed.render()
    assert page.count("<script") == len(page_module.SCRIPTS) + 2


@pytest.mark.parametrize("sink", DROPPED)
def test_a_text_that_folium_shows_nobody_is_in_no_page(make_model, payloads, sink):
    quiet = sealed_html(make_model())
    sealed = SealedMap(make_model())
    for text in payloads:
        sealed.add_child(DROPPED[sink](text))
    page = sealed.render()
    for text in payloads:
        written = json.dumps(clean(text), ensure_ascii=False)[1:-1].replace("<", "\\u003c")
        assert page.count(written) == quiet.count(written), text


@pytest.mark.parametrize("sink", REFUSED)
def test_a_sink_that_cannot_be_translated_is_refused_whatever_the_text(
    make_model, payloads, sink, tmp_path
):
    model, tried = make_model(), 0
    for text in payloads:
        try:
            child = REFUSED[sink](text)
        except (
            UnicodeError,
            ValueError,
            TypeError,
            TemplateSyntaxError,
        ):  # folium itself can make none of this text
            continue
        tried += 1
        sealed = SealedMap(model)
        sealed.add_child(child)
        for way in (sealed.render, sealed._repr_html_, lambda: sealed.save(tmp_path / "x.html")):  # noqa: B023 - called at once
            with pytest.raises(ig.UnsafeOutputError, match="cannot be translated safely"):
                way()
    assert tried > len(payloads) / 2
    assert not list(tmp_path.iterdir())


def test_titles_of_a_figure_are_ignored_and_elements_beside_the_map_refused(make_model, payloads):
    model, tried = make_model(), 0
    sealed = SealedMap(model)
    sealed.get_root().title = " ".join(payloads)
    assert sealed.render() == sealed_html(model)
    for text in payloads:
        try:
            heading = branca.element.Element(f"<h3>{text}</h3>")
        except TemplateSyntaxError:  # "{#1 Friseur"
            continue
        tried += 1
        for part in ("html", "header", "script"):
            sealed = SealedMap(model)
            getattr(sealed.get_root(), part).add_child(heading)
            with pytest.raises(ig.UnsafeOutputError, match="beside the map"):
                sealed.render()
    assert tried > len(payloads) / 2


# ------------------------------------------------------------------------------- in the browser


def own_layers(payloads):
    """A layer with a name a payload, one with each as column, label, unit, source and title."""
    n = len(payloads)
    frame = gpd.GeoDataFrame(
        {"name": list(payloads), "few": [payloads[i % 3] for i in range(n)]},
        geometry=[shapely.Point(350_000 + 8 * i, 5_605_040) for i in range(n)],
        crs=25833,
    )
    made = [ig.layer(frame, title="Alle", column="few", tooltip={"name": "Name"})]
    for i, text in enumerate(payloads):
        one = frame.iloc[[i]].rename(columns={"name": text}).assign(v=text)
        made.append(
            ig.layer(one, title=text, column="v", tooltip={text: text}, unit=text, source=text)
        )
    return made


def hostile_everywhere(model, payloads):
    """The same texts in the words of the town, its story, its photos and its saved notes."""
    hostile = " ".join(payloads[:-1])
    figure = MapFigure(
        id="L-01", label=hostile, value=hostile, facts=((hostile, hostile),),
        rows=(("numerator", ("u0",)),), more=(("left_out", (hostile,)),),
    )  # fmt: skip
    scene = MapScene(
        id="x", title=hostile, sentences=(hostile,), words=(("units", "vacant", hostile),),
        figures=(figure.id,), layers=("units",),
    )  # fmt: skip
    note = {
        "type": "Feature", "geometry": POINT, "id": "0" * 32,
        "properties": {"art": "idee", "text": hostile, "thema": hostile, "gruppe": hostile, "id": "0" * 32},
    }  # fmt: skip
    saved = {
        "scenes": {"own": [{"id": "own-1", "title": hostile, "text": hostile}], "at": 9e15,
                   "edits": {"x": {"title": hostile, "text": hostile}}},
        "ideas": {"type": "FeatureCollection", "features": [note], "notes": [note], hostile: hostile},
    }  # fmt: skip
    return replace(model, scenes=(scene,), figures=(figure,), saved=saved, notes=(hostile,))


LOOK = """() => {
  const said = [];
  for (const layer of __ig.layers) for (const { path, rows } of layer.paths) {
    rows.forEach((row, i) => {
      path._pointed = i; // of areas and lines that share a path
      path.openTooltip(path.middleOf?.(i));
      const box = document.querySelector(".leaflet-tooltip");
      said.push([layer.title, row, box ? box.textContent : ""]);
      path.closeTooltip();
    });
  }
  return said;
}"""


@pytest.mark.browser
def test_nothing_of_it_runs_in_the_page_and_every_text_can_be_read(opened, make_model, payloads):
    sealed = SealedMap(add_layers(hostile_everywhere(make_model(), payloads), own_layers(payloads)))
    for make in (*SHOWN.values(), *DROPPED.values()):
        for text in payloads[:-1]:
            try:
                sealed.add_child(make(text))
            except UnicodeEncodeError:  # folium cannot take half of a pair as a name
                continue
    asked = []
    with opened(sealed.render()) as page:
        page.on("dialog", lambda one: (asked.append(one.message), one.dismiss()))
        texts = [clean(text) for text in payloads]
        said = page.evaluate(LOOK)
        told = {(title, row): text for title, row, text in reversed(said)}  # own layers came first
        for i, text in enumerate(texts):
            assert text in told[("Alle", i)]
            assert told[(text, 0)].count(text) >= 2  # its name, its class with the unit
        labels = page.locator("#ig-legend .ig-label").evaluate_all("a => a.map(b => b.textContent)")
        notes = page.locator("#ig-legend .ig-note").evaluate_all("a => a.map(b => b.textContent)")
        for text in texts:
            assert text in labels
            assert f"Quelle: {text}" in notes
        page.evaluate("() => { __ig.ig.toggleList(); __ig.ig.toggleStory(); }")
        cells = page.evaluate(
            "() => [...document.querySelectorAll('#ig-list th, #ig-list td')].map(c => c.textContent)"
        )
        for text in texts:
            assert text in cells
        rows = page.evaluate("() => __ig.ig.selectionRows().flat()")
        assert set(texts) <= set(rows)
        page.evaluate(
            "() => { __ig.ig.picture(); __ig.ig.story.all().forEach(s => __ig.ig.play(s)); }"
        )
        page.evaluate("() => { for (const b of document.querySelectorAll('.ig-fig')) b.click(); }")
        page.wait_for_timeout(50)
        assert page.evaluate("() => window.pwned") is None
        inside = "img, iframe, svg, math, object, a[href], link, style:not(head style), [onload], [onerror]"
        assert page.locator(inside).count() == 0
        assert page.locator("script").count() == len(page_module.SCRIPTS) + 3
    assert asked == []


@pytest.mark.browser
def test_a_notebook_shows_the_page_in_a_frame_that_reaches_nothing_outside(
    opened, make_model, payloads
):
    sealed = SealedMap(add_layers(hostile_everywhere(make_model(), payloads), own_layers(payloads)))
    folium.Marker(HERE, tooltip=" ".join(payloads)).add_to(sealed)
    for cell in (sealed._repr_html_(), sealed.get_root()._repr_html_()):
        notebook = f"<!doctype html><meta charset=utf-8><div class=output>{cell}</div><script>window.__ig={{ready:true}}</script>"
        with opened(notebook) as page:
            frame = page.locator("iframe").element_handle().content_frame()
            frame.wait_for_selector("html[data-ready]", state="attached")
            assert frame.evaluate("() => window.pwned") is None
            assert page.evaluate("() => window.pwned") is None
            assert frame.evaluate("() => window.origin") == "null"
            assert frame.locator("h1").inner_text() == "Leerstand"
            reach = """() => { try { return String(parent.document.title); } catch (e) { return e.name; } }"""
            assert frame.evaluate(reach) == "SecurityError"
            assert page.locator("script").count() == 1


def test_tables_of_a_town_show_themselves_in_a_notebook_as_text(payloads, musterstadt):
    town = musterstadt.replace(name=" ".join(payloads))
    found = ig.Findings()
    frame = pd.DataFrame({payloads[0]: list(payloads)})
    for shown in (town._repr_html_(), found._repr_html_(), frame._repr_html_()):
        assert "<img" not in shown
        assert not re.search(r"<script", shown)
    assert html.escape(payloads[0]) in town._repr_html_()
