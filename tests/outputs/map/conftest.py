"""A street of five houses, small enough to say by hand what the map must show."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from innenstadt_gis.outputs.map import MapClass, MapFigure, MapLayer, MapModel, MapScene
from innenstadt_gis.tables import BASEMAP, BUILDINGS
from tests.outputs.map import towns

CRS = "EPSG:25833"
X, Y = 350_000.0, 5_605_000.0

CLASSES = (
    MapClass("vacant", "Leer", "#B2182B", "cross"),
    MapClass("partly", "Teilleer", "#E69F00", "diagonal"),
    MapClass("occupied", "Belegt", "#0072B2"),
)


def house(number: int) -> shapely.Polygon:
    """Houses of 12 x 10 m, 20 m apart, north of the street."""
    west = X + 20 * number
    return shapely.box(west, Y + 6, west + 12, Y + 16)


@pytest.fixture
def units() -> gpd.GeoDataFrame:
    """House 0: two vacant (agree); house 1: vacant and occupied; house 2: blank; one without house."""
    rows = [
        ("u0", "Bäckerei", "vacant", "h0", shapely.Point(X + 4, Y + 7)),
        ("u1", "Metzger", "vacant", "h0", shapely.Point(X + 8, Y + 7)),
        ("u2", "Buch & Papier", "vacant", "h1", shapely.Point(X + 26, Y + 7)),
        ("u3", "Optiker", "occupied", "h1", shapely.Point(X + 26, Y + 7)),
        ("u4", "Eck-Laden", None, "h2", shapely.Point(X + 46, Y + 7)),
        ("u5", "Kiosk", "partly", None, shapely.Point(X + 70, Y - 8)),
        ("u6", "Verschollen", "occupied", None, None),
    ]
    frame = gpd.GeoDataFrame(
        {
            "name": [r[1] for r in rows],
            "status": [r[2] for r in rows],
            "building_id": [r[3] for r in rows],
        },
        geometry=[r[4] for r in rows],
        crs=CRS,
    )
    frame.index = [r[0] for r in rows]
    return frame


@pytest.fixture
def buildings() -> gpd.GeoDataFrame:
    rows = gpd.GeoDataFrame({"source": "osm"}, index=[f"h{i}" for i in range(5)],
                            geometry=[house(i) for i in range(5)], crs=CRS)  # fmt: skip
    return BUILDINGS.conform(rows)


@pytest.fixture
def basemap() -> gpd.GeoDataFrame:
    rows = [
        ("street", "pedestrian", "Lange Gasse", shapely.LineString([(X - 40, Y), (X + 160, Y)])),
        ("street", "steps", None, shapely.LineString([(X, Y), (X, Y - 30)])),
        ("green", "park", "Stadtpark", shapely.box(X, Y - 80, X + 90, Y - 20)),
        ("place", "town", "Ort", shapely.Point(X + 50, Y)),
    ]
    frame = gpd.GeoDataFrame(
        {
            "layer": [r[0] for r in rows],
            "kind": [r[1] for r in rows],
            "name": [r[2] for r in rows],
            "source": "osm",
        },
        geometry=[r[3] for r in rows],
        index=[f"m{i}" for i in range(len(rows))],
        crs=CRS,
    )
    return BASEMAP.conform(frame)


@pytest.fixture
def make_model(units, buildings, basemap):
    """Build the model of the street; fields can be changed."""

    def make(**changes):
        layer = MapLayer(
            key="units", title="Ladenlokale", kind="units", frame=units, class_column="status",
            classes=CLASSES, tooltip=(("name", "Name"),),
        )  # fmt: skip
        fields = {
            "title": "Leerstand", "town": "Ort", "day_text": "Stand: 01.10.2024",
            "audience_stamp": "WORKSHOP", "sentence": "3 von 5 stehen leer.", "figure_id": "L-01",
            "sources": ("© OpenStreetMap-Mitwirkende (ODbL)", "Erhebung der Stadt"),
            "basemap": basemap, "buildings": buildings, "layers": (layer,),
        }  # fmt: skip
        return MapModel(**(fields | changes))

    return make


BRANCHES = ["Lebensmittel", "Lebensmittel", "Bücher", "Optik", None, "Lebensmittel", "Optik"]
STREETS = ["Markt", "Markt", "Markt", "Gasse", "Gasse", "Gasse", None]


@pytest.fixture
def make_story(make_model, buildings):
    """Three scenes over the street of five houses; fields can be changed."""

    def make(**changes):
        base = make_model()
        (layer,) = base.layers
        frame = layer.frame.assign(branch=BRANCHES, street=STREETS)
        units = replace(
            layer, frame=frame, tooltip=(("name", "Name"), ("branch", "Branche")),
            filters=(("branch", "Branche"), ("street", "Straße")),
        )  # fmt: skip
        area = MapLayer(
            key="area", title="Zu Fuß", kind="area", frame=buildings.iloc[:2], visible=False
        )
        again = replace(
            units, key="again", title="Alle", class_column=None, classes=(), tooltip=(),
            filters=(), visible=False, listed=False,
        )  # fmt: skip
        rate = MapFigure(
            id="L-01", label="Leerstandsquote", value="60,0 %",
            facts=(("Wie gerechnet", "leer durch bekannt"), ("Gezählt", "3 von 5")),
            rows=(("numerator", ("u0", "u1", "u2", "u99")), ("denominator", ("u3", "u4"))),
            more=(("left_out", ("Abgerissen",)),),
        )  # fmt: skip
        scenes = (
            MapScene(id="start", title="Ist das Ihre Innenstadt?", sentences=("Wo sind wir?",),
                     layers=("again",)),
            MapScene(id="vacancy", title="Leerstand", sentences=("3 von 5 stehen leer.",),
                     figures=("L-01",), layers=("units",), off=(("units", "occupied"),)),
            MapScene(id="easy", title="Für Familien", sentences=("Hier gibt es Brot.",),
                     layers=("units", "area"), filter=(("branch", ("Lebensmittel",)),),
                     words=(("units", "vacant", "Der Laden ist leer"), ("units", "", "Die Läden")),
                     easy=True),
        )  # fmt: skip
        return replace(base, layers=(area, again, units), scenes=scenes, figures=(rate,), **changes)

    return make


PAYLOADS = (
    '<img src=x onerror="window.pwned=1">',
    "</script><script>window.pwned=1</script>",
    "<!--<script>",
    "{{7*7}}",
    "{% set a = 1 %}",
    "{#1 Friseur",
    "${window.pwned=1}",
    "`+(window.pwned=1)+`",
    "'+(window.pwned=1)+'",
    '" onload="window.pwned=1',
    "]]>\u2028\u2029\x00\ud800",
    # would leave a trace in the environment if a template of folium were rendered
    "{{cycler.__init__.__globals__.os.environ.setdefault('IG_PWNED', 'x')}}",
    "{% if cycler.__init__.__globals__.os.environ.setdefault('IG_PWNED', 'x') %}{% endif %}",
    "{% raw %}{% endraw %}{{ this.__class__ }}",
    "javascript:window.pwned=1",
    "&lt;img src=x onerror=window.pwned=1&gt;&#60;b&#62;",
    "\u202everkehrt\u2066\u200f\u202c",
    "\\`\\n\\u003cimg src=x onerror=window.pwned=1\\u003e",
    "<style>*{display:none}</style><svg/onload=window.pwned=1><math><a href=x>",
)


@pytest.fixture
def payloads():
    """Each of the dangerous texts, and one that is only very long."""
    return (*PAYLOADS, "lang " * 40 + "x" * 4000)


@pytest.fixture
def hostile():
    """Every dangerous text in one, so that one page carries all of them everywhere."""
    return " ".join(PAYLOADS)


@pytest.fixture
def hostile_model(make_model, units, buildings, basemap, hostile):
    """A model with that text in every field that holds words, column names included."""
    column = hostile.replace("\ud800", "")
    frame = units.rename(columns={"name": column}).assign(status=hostile)
    frame[column] = hostile.replace("\ud800", "")
    layer = MapLayer(
        key=hostile, title=hostile, kind="units", frame=frame, class_column="status",
        classes=(MapClass("vacant", hostile, "#B2182B", "cross"), MapClass(None, hostile, "#FFFFFF")),
        tooltip=((column, hostile),),
    )  # fmt: skip
    words = {"name": hostile.replace("\ud800", "")}
    return make_model(
        title=hostile, town=hostile, day_text=hostile, audience_stamp=hostile, sentence=hostile,
        figure_id=hostile, sources=(hostile,), notes=(hostile,), layers=(layer,),
        basemap=basemap.assign(**words),
        buildings=buildings.assign(**words, use="church"),
    )  # fmt: skip


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page from disk; at the end nothing was asked for and nothing was said."""

    @contextmanager
    def open_page(html, *, width=1280, height=720):
        path = tmp_path / "karte.html"
        path.write_text(html, encoding="utf-8")
        asked, said = [], []
        page = browser.new_page(viewport={"width": width, "height": height})

        def judge(route):
            url = route.request.url
            if url.startswith(("file:", "data:", "blob:")):
                route.continue_()
                return
            asked.append(url)
            route.abort()

        page.route("**/*", judge)
        page.on(
            "request",
            lambda request: asked.append(request.url) if request.url != path.as_uri() else None,
        )
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path.as_uri())
        for _ in range(100):
            if page.evaluate("() => Boolean(window.__ig && window.__ig.ready)"):
                break
            page.wait_for_timeout(20)
        yield page
        assert (asked, said) == ([], [])
        page.close()

    return open_page


_RELEASES = {
    "musterstadt": "past_musterstadt_for",  # with every layer that a map can have
    "lauf": "lauf_for",
    "hoyerswerda": "hoyerswerda_for",
}


@pytest.fixture(scope="session")
def town_page(request):
    """Give the page of a town for an audience; each is made once."""
    pages = {}

    def page(name, audience="workshop"):
        if (name, audience) not in pages:
            pages[name, audience] = (
                towns.large_page()
                if name == "large"
                else towns.page_of(request.getfixturevalue(_RELEASES[name])[audience])
            )
        return pages[name, audience]

    return page
