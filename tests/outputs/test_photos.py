"""Photos of a release: whom they reach, which two are before and after, how many fit."""

from __future__ import annotations

import datetime as dt
import io

import geopandas as gpd
import pandas as pd
import pytest
from PIL import Image
from shapely import Point

from innenstadt_gis.importlog import ImportLog, SourceLog
from innenstadt_gis.outputs.audience import release, soften
from innenstadt_gis.outputs.photos import (
    chosen,
    photo_places,
    photos_at,
    picture_html,
    report_photos,
)
from innenstadt_gis.outputs.report import report_html, report_paper
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.tables import AUDIENCES
from innenstadt_gis.town import Findings, Town

CRS = "EPSG:25833"
LOG = ImportLog((SourceLog(role="osm", file="o.pbf", kind="osm.pbf", attribution="© OSM"),))


def jpeg(colour="teal"):
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "JPEG")
    return stream.getvalue()


def town_with(*photos, **tables):
    """Two shops at one door; photos as (id, unit, day, moment, audience, caption)."""
    premises = gpd.GeoDataFrame(
        {
            "status": ["occupied", "vacant"], "name": ["Bäckerei", None], "street": "Markt",
            "house_number": ["1", "1"], "in_register": True, "located_by": "address",
            "source": "register",
        },
        index=["u-1", "u-2"], geometry=[Point(5, 5), Point(5, 5)], crs=CRS,
    )  # fmt: skip
    units = sorted({unit for _, unit, *_ in photos})
    rows = gpd.GeoDataFrame(
        {
            "unit_id": [p[1] or None for p in photos],
            "place": [units.index(p[1]) + 1 for p in photos],
            "taken_on": [pd.Timestamp(p[2]) if p[2] else pd.NaT for p in photos],
            "moment": [p[3] or None for p in photos], "audience": [p[4] for p in photos],
            "caption": [p[5] or None for p in photos], "credit": None, "source": "photos",
            "file": "GEHEIMER-NAME.jpg", "width": 40, "height": 30, "bytes": 700,
        },
        index=[p[0] for p in photos], geometry=[Point(5, 5)] * len(photos), crs=CRS,
    )  # fmt: skip
    return Town.from_tables(
        name="Ort", crs=CRS, survey_day=dt.date(2026, 1, 1), premises=premises, photos=rows,
        log=LOG, photo_files={p[0]: jpeg() for p in photos}, **tables,
    )  # fmt: skip


def seen_by(town, audience):
    return release(soften(town, audience), Findings(), audience)


def shot(key, unit="u-1", day="", moment="", audience="workshop", caption=""):
    return (key, unit, day, moment, audience, caption)


def test_each_audience_gets_its_photos_and_no_bytes_of_others():
    town = town_with(
        shot("p-a", audience="intern"), shot("p-b"), shot("p-c", audience="oeffentlich")
    )

    got = {audience: set(seen_by(town, audience).photos) for audience in AUDIENCES}

    assert got == {
        "intern": {"p-a", "p-b", "p-c"}, "workshop": {"p-b", "p-c"}, "oeffentlich": {"p-c"},
    }  # fmt: skip
    for audience in AUDIENCES:
        assert set(seen_by(town, audience).tables["photos"].index) == got[audience]


def test_the_public_learns_neither_unit_nor_file_of_a_photo():
    rows = seen_by(town_with(shot("p-c", audience="oeffentlich")), "oeffentlich").tables["photos"]

    assert not {"unit_id", "file", "located_by"} & set(rows.columns)


def test_a_town_without_photos_shows_none():
    town = town_with()

    for audience in AUDIENCES:
        seen = seen_by(town, audience)
        assert photo_places(seen) == () and seen.photos == {}
        assert map_model(seen).photos == ()


def test_a_photo_without_its_picture_is_not_shown():
    town = town_with(shot("p-a"), shot("p-b")).replace(photo_files={"p-b": jpeg()})

    (place,) = photo_places(seen_by(town, "workshop"))

    assert [one.id for one in place.photos] == ["p-b"]


def pair_of(*photos, audience="workshop"):
    places = photo_places(seen_by(town_with(*photos), audience))
    return [tuple(one.id for one in p.pair) if p.pair else None for p in places]


@pytest.mark.parametrize(
    ("photos", "pair"),
    [
        ([shot("p-1", day="2024-01-01"), shot("p-2", day="2025-01-01")], ("p-1", "p-2")),
        ([shot("p-2", day="2024-01-01"), shot("p-1", day="2025-01-01")], ("p-2", "p-1")),
        ([shot("p-1", day="2024-01-01"), shot("p-2", day="2024-01-01")], None),  # one day
        ([shot("p-1"), shot("p-2", day="2025-01-01")], None),  # a day is not known
        ([shot("p-1", moment="after"), shot("p-2", moment="before")], ("p-2", "p-1")),
        # what is marked counts, whatever a camera's clock says
        (
            [shot("p-1", day="2025-01-01", moment="before"),
             shot("p-2", day="2024-01-01", moment="after")],
            ("p-1", "p-2"),
        ),
        ([shot("p-1", day="2024-01-01"), shot("p-2", day="2025-01-01", moment="after")], ("p-1", "p-2")),
        ([shot("p-1", day="2026-01-01"), shot("p-2", day="2025-01-01", moment="after")], None),
        ([shot("p-1", moment="before"), shot("p-2", moment="before")], None),
        (
            [shot("p-1", day="2023-01-01"), shot("p-2", day="2024-01-01"), shot("p-3", day="2025-01-01")],
            ("p-1", "p-3"),
        ),
    ],
)  # fmt: skip
def test_two_photos_are_before_and_after_if_marked_or_of_different_days(photos, pair):
    assert pair_of(*photos) == [pair]


def test_photos_of_two_shops_behind_one_door_are_no_pair():
    photos = (
        shot("p-1", "u-1", "2024-01-01", audience="oeffentlich"),
        shot("p-2", "u-2", "2025-01-01", audience="oeffentlich"),
    )

    assert pair_of(*photos) == [None, None]
    assert pair_of(*photos, audience="oeffentlich") == [None, None]  # who knows no units


def test_half_a_pair_is_no_pair_for_those_who_may_not_see_the_other():
    photos = (shot("p-1", day="2024-01-01", audience="intern"), shot("p-2", day="2025-01-01"))

    assert pair_of(*photos) == [None]
    assert pair_of(*photos, audience="intern") == [("p-1", "p-2")]


def test_too_many_photos_are_cut_and_counted_and_pairs_stay_whole():
    town = town_with(
        shot("p-1", "u-1"), shot("p-2", "u-1"), shot("p-3", "u-1"),
        shot("p-4", "u-2", moment="before"), shot("p-5", "u-2", moment="after"), shot("p-6", "u-2"),
    )  # fmt: skip
    places = photo_places(seen_by(town, "workshop"))

    for most, kept, lost in ((9, 6, 0), (5, 5, 1), (3, 3, 3), (2, 2, 4), (1, 1, 5), (0, 0, 6)):
        some, left = chosen(places, most)
        assert (sum(map(len, some)), left) == (kept, lost)
        if most >= 2:
            assert some[0].pair is not None and set(some[0].pair) <= set(some[0].photos)


def test_a_map_with_too_many_photos_says_so(monkeypatch):
    monkeypatch.setattr("innenstadt_gis.outputs.town_map.photos.MOST_PHOTOS", 2)
    town = town_with(*(shot(f"p-{n}", "u-1") for n in range(5)))

    model = map_model(seen_by(town, "workshop"))

    (layer,) = (one for one in model.layers if one.key == "photos")
    assert layer.notes == ("3 weitere Fotos passen nicht in diese Datei",)
    assert sum(len(place.photos) for place in model.photos) == 2


def test_a_stop_shows_its_own_photos_and_not_those_of_its_neighbour():
    places = photo_places(seen_by(town_with(shot("p-1", "u-1"), shot("p-2", "u-2")), "workshop"))

    assert [p.id for p in photos_at(places, Point(5, 5), units={"u-2"})] == ["p-2"]
    assert photos_at(places, Point(5, 5), units={"u-9"}) == ()
    assert photos_at(places, Point(9, 5)) == ()


def test_words_of_a_photo_stay_words():
    hostile = '"><script>alert(1)</script>'
    (place,) = photo_places(seen_by(town_with(shot("p-1", caption=hostile)), "workshop"))

    figure = picture_html(place.photos[0], hostile + "x", "de")

    assert "<script" not in figure and figure.count("<") == 5  # figure, img, caption, two ends
    assert "&lt;script&gt;" in figure


def test_the_report_shows_pairs_and_photos_of_measures_and_nothing_else():
    measures = gpd.GeoDataFrame(
        {"measure": ["Neues Licht"], "located_by": ["unit"], "unit_id": ["u-1"], "source": "m"},
        index=["m-1"], geometry=[Point(5, 5)], crs=CRS,
    )  # fmt: skip
    photos = (
        shot("p-1", "u-1"),
        shot("p-2", "u-2", "2024-01-01"),
        shot("p-3", "u-2", "2025-01-01"),
    )
    seen = seen_by(town_with(*photos, measures=measures), "workshop")

    pairs, others = report_photos(seen)
    page = report_html(report_paper(seen, version="0", pictures=False))

    assert [[one.id for one in place.photos] for place in pairs] == [["p-2", "p-3"]]
    assert [[one.id for one in place.photos] for place in others] == [["p-1"]]
    assert page.count("<img") == 3 and page.count("data:image/jpeg;base64,") == 3
    assert "img-src data:" in page and "GEHEIMER-NAME" not in page
    assert "vorher · 01.01.2024" in page and "nachher · 01.01.2025" in page
    no_measure = report_photos(seen_by(town_with(shot("p-1")), "workshop"))
    assert no_measure == ([], [])


def test_a_caption_that_names_somebody_of_the_register_is_left_out():
    town = town_with(
        shot("p-1", caption="Haus von Erika Beispielfrau"), shot("p-2", caption="Markt")
    )
    town = town.replace(personal=frozenset({"Erika Beispielfrau"}))

    for audience in ("intern", "workshop"):
        captions = seen_by(town, audience).tables["photos"]["caption"]
        assert captions.dropna().to_list() == ["Markt"]
