"""Files of notes: GeoJSON and saved copies; every feature is accounted for, texts are scanned."""

from __future__ import annotations

import json

import pytest
import shapely
from pyproj import CRS

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ideas import features_of, merge_all, read_notes
from innenstadt_gis.ingest.ideas import far_away, place_ideas, read_ideas
from innenstadt_gis.tables import IDEAS

UTM = CRS.from_epsg(25833)


def feature(number, geometry=None, **properties):
    told = {"kind": "idea", "changed": "2026-10-01T10:00:00Z", **properties}
    key = f"00000000-0000-4000-8000-{number:012d}"
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": told}


def point(lon=13.0, lat=50.6):
    return {"type": "Point", "coordinates": [lon, lat]}


def written(path, *features, **head):
    text = json.dumps({"type": "FeatureCollection", **head, "features": features})
    path.write_text(text, "utf-8")
    return path


def test_every_feature_of_a_file_is_a_record_none_or_refused(tmp_path):
    path = written(
        tmp_path / "ideen.geojson", feature(1, point()), feature(2, deleted=True),
        feature(3, hidden=True), feature(4, kind="Lob"), feature(5, changed=None), 7,
    )  # fmt: skip

    got = read_ideas(path)

    assert got.log.adds_up()
    assert (got.log.rows_in, got.log.records, got.log.nonrecords, got.log.rejected) == (6, 1, 2, 3)
    assert [row.reason for row in got.log.rows] == [
        "", "idea_deleted", "idea_hidden", "idea_kind", "idea_time", "idea_feature",
    ]  # fmt: skip
    assert [note.de for note in got.log.notes] == [
        "Nr. 4: unbekannte Art", "Nr. 5: kein gültiger Zeitpunkt der Änderung", "Nr. 6: kein Feature",
    ]  # fmt: skip


def test_a_saved_copy_is_read_as_data_and_only_its_own_block(tmp_path):
    told = json.dumps(
        {"ideas": {"type": "FeatureCollection", "innenstadt_gis": {"town": "Ort"},
                   "features": [feature(1, text="</script><!-- x")]}}
    ).replace("<", "\\u003c")  # fmt: skip
    page = (
        "<!doctype html><html><head><title>ig-saved</title></head><body>"
        '<script type="application/json" id="ig-data">{"ideas": 1}</script>'
        f'<script type="application/json" id="ig-saved">{told}</script>'
        """<script>const x = '<script id="ig-saved">{"ideas":0}';</script></body></html>"""
    )
    path = tmp_path / "Ort_WORKSHOP_Kopie.html"
    path.write_text(page, "utf-8")

    got = read_ideas(path)

    assert [n.text for n in got.notes] == ["</script><!-- x"]
    assert (got.town, got.log.kind) == ("Ort", "html")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kein lesbares GeoJSON"),
        (b"{", "kein lesbares GeoJSON"),
        (b"\xff\xfe\x00", "kein lesbares GeoJSON"),
        (b"[" * 100_000, "kein lesbares GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "kein lesbares GeoJSON"),
        (b"[]", "keine Sammlung von Hinweisen"),
        (b'{"type": "Topology", "features": []}', "keine Sammlung von Hinweisen"),
        (b"<html><body>Karte</body></html>", "enthält keine Hinweise"),
        (b'<script id="ig-saved">{"scenes": 1}</script>', "enthält keine Hinweise"),
        (b'<script id="ig-saved">{</script>', "kein lesbares GeoJSON"),
    ],
)
def test_a_file_that_holds_no_notes_is_refused_in_one_sentence(tmp_path, content, said):
    path = tmp_path / "x.geojson"
    path.write_bytes(content)

    with pytest.raises(SourceError) as refused:
        read_ideas(path)

    assert said in refused.value.text.de
    assert "x.geojson" in refused.value.text.de


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(SourceError, match="there is no such file"):
        read_ideas(tmp_path / "fehlt.geojson")


def table(*features):
    return place_ideas(merge_all(read_notes(features).notes), crs=UTM)


def test_notes_become_a_table_in_metres_without_deleted_and_hidden_ones():
    line = {"type": "LineString", "coordinates": [[13.0, 50.6], [13.001, 50.6]]}
    placed = table(
        feature(1, point(), theme="vacancy", group="youth", dots="a:1:2:1;b:1:1:1", day="2024-10-01"),
        feature(2, line), feature(3), feature(4, deleted=True), feature(5, point(), hidden=True),
    )  # fmt: skip

    rows = placed.rows
    IDEAS.check(rows)
    assert rows["votes"].tolist() == [3, 0, 0]
    assert rows["group"].tolist() == ["youth", "open", "open"]
    assert rows["day"].iloc[0].isoformat() == "2024-10-01T00:00:00"
    assert rows.geometry.iloc[1].length == pytest.approx(
        70.8, abs=0.5
    )  # 0.001 degrees at 50.6 north
    assert shapely.is_missing(rows.geometry.iloc[2])


def test_a_text_with_a_person_or_a_contact_is_withheld_and_its_harmless_rest_kept_apart():
    placed = table(
        feature(1, text="Bank am Brunnen fehlt"), feature(2, text="Frau Muster, 0170 0000000"),
        feature(3, text="Stufe am Eingang. Frau Muster fragen."), feature(4, text="eva@example.org"),
    )  # fmt: skip

    rows = placed.rows
    assert placed.withheld == 3
    assert rows["text"].fillna("–").tolist() == ["Bank am Brunnen fehlt", "–", "–", "–"]
    assert rows["text_rest"].fillna("–").tolist() == ["–", "–", "Stufe am Eingang", "–"]
    assert rows["withheld"].tolist() == [False, True, True, True]
    assert "Muster" not in rows.to_csv()


def test_no_notes_are_a_table_too():
    IDEAS.check(table().rows)
    assert far_away(table().rows, (0, 0, 1, 1)) == 0


def test_notes_of_another_town_are_seen_by_where_they_lie():
    rows = table(feature(1, point()), feature(2, point(lon=11.0)), feature(3)).rows
    x, y = rows.geometry.iloc[0].x, rows.geometry.iloc[0].y

    assert far_away(rows, (x - 500, y - 500, x + 500, y + 500)) == 1


def test_what_was_placed_is_written_back_to_the_same_degrees():
    told = feature(1, point(13.0561234, 50.6301234))
    rows = table(told).rows

    back = features_of(read_notes([told]).notes)[0]["geometry"]
    assert back["coordinates"] == [13.0561234, 50.6301234]
    assert rows.geometry.iloc[0].x > 100_000
