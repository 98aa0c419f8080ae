"""The door to the network, shut; and an answer of the service, written down by hand."""

import geopandas as gpd
import osmium
import osmnx
import pytest
import shapely

from innenstadt_gis.errors import DownloadError, InputError
from innenstadt_gis.ingest.download import download_town, write_answer

META = {"version": 2, "timestamp": "2024-05-01T12:00:00Z", "user": "Planted Name", "uid": 4711}
ANSWER = {
    "elements": [
        {"type": "way", "id": 5, "nodes": [1, 2], "tags": {"highway": "path"}, **META},
        {"type": "node", "id": 2, "lat": 50.51, "lon": 13.01, **META},
        {"type": "node", "id": 1, "lat": 50.50, "lon": 13.00, "tags": {"shop": "shoes"}, **META},
        {"type": "node", "id": 1, "lat": 50.50, "lon": 13.00, "tags": {"shop": "shoes"}, **META},
        {"type": "node", "id": 9, "lat": 50.90, "lon": 13.00, **META},
        {
            "type": "relation", "id": 7, "tags": {"type": "route"},
            "members": [{"type": "way", "ref": 5, "role": ""}], **META,
        },
    ]
}  # fmt: skip


def test_a_shut_door_names_the_way_by_hand(tmp_path, monkeypatch):
    def shut(*_args, **_kwargs):
        raise ConnectionError("proxy refused")

    monkeypatch.setattr(osmnx, "geocode_to_gdf", shut)
    with pytest.raises(DownloadError, match=r"proxy refused.*init FOLDER.*--osm FILE"):
        download_town(tmp_path / "x.osm.pbf", place="Berg")
    assert not list(tmp_path.iterdir())


def test_a_key_that_the_service_does_not_know_is_told(tmp_path):
    with pytest.raises(DownloadError, match="no town has the key 99"):
        download_town(tmp_path / "x.osm.pbf", ags="99", ask=lambda _query: {"elements": []})


def test_a_town_must_be_named(tmp_path):
    with pytest.raises(InputError, match="which town"):
        download_town(tmp_path / "x.osm.pbf")


def test_an_answer_becomes_a_sorted_file_without_names_of_mappers(tmp_path):
    out = tmp_path / "answer.osm"
    assert write_answer(ANSWER["elements"], out) == 5
    seen = [(item.type_str(), item.id) for item in osmium.FileProcessor(str(out))]
    assert seen == [("n", 1), ("n", 2), ("n", 9), ("w", 5), ("r", 7)]
    text = out.read_text("utf-8")
    assert "Planted" not in text and "4711" not in text
    assert "2024-05-01T12:00:00Z" in text


def test_a_town_is_fetched_in_its_box_and_cut_to_its_border(tmp_path, monkeypatch):
    border = shapely.box(13.0, 50.5, 13.02, 50.52)
    table = gpd.GeoDataFrame({"name": ["Berg"]}, geometry=[border], crs="EPSG:4326")
    monkeypatch.setattr(osmnx, "geocode_to_gdf", lambda *_args, **_kwargs: table)
    asked = []

    def ask(query):
        asked.append(query)
        return ANSWER

    out = tmp_path / "berg.osm.pbf"
    cut = download_town(out, place="Berg", ask=ask)
    assert (cut.name, cut.nodes, cut.ways, cut.relations) == ("Berg", 2, 1, 1)
    assert "[bbox:50.491667,12.991667,50.528333,13.028333]" in asked[0]
    assert [item.id for item in osmium.FileProcessor(str(out), osmium.osm.NODE)] == [1, 2]
