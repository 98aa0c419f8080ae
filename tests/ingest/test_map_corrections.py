"""Corrections from the map: what a file may hold, how laptops merge, and what the next run makes of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.crs import to_degrees
from innenstadt_gis.ingest.corrections import (
    append_corrections,
    apply_corrections,
    read_corrections,
    read_map_edits,
    rows_from_map,
)
from innenstadt_gis.ingest.corrections.map_file import (
    MapEdit,
    MapEdits,
    holds_map_edits,
    merge_map_edits,
)
from innenstadt_gis.ingest.recognise import recognise
from innenstadt_gis.ingest.units import Units, found_units
from innenstadt_gis.tables import ADDRESSES, BUILDINGS, RECORDS

UTM = "EPSG:25832"
X, Y = 650_000.0, 5_480_000.0
DAY = dt.date(2025, 10, 1)
BOX = (10.9, 49.3, 11.3, 49.6)
HOUSES = BUILDINGS.conform(
    gpd.GeoDataFrame(
        {"source": "made"}, index=["b1"], geometry=[shapely.box(X, Y, X + 9, Y + 9)], crs=UTM
    )
)


def town() -> Units:
    """Markt 1: Huber, occupied; Markt 3: vacant; 20 m apart."""
    frame = pd.DataFrame(
        {
            "survey_day": pd.Timestamp(2025, 10, 1), "status": ["occupied", "vacant"],
            "street": "Markt", "house_number": ["1", "3"], "name": ["Huber", None],
            "located_by": "address", "source": "register:2025.xlsx",
        },
        index=["reg:a::2", "reg:a::3"],
    )  # fmt: skip
    points = gpd.GeoSeries(
        [shapely.Point(X, Y), shapely.Point(X + 20, Y)], index=frame.index, crs=UTM
    )
    rows = RECORDS.conform(gpd.GeoDataFrame(frame, geometry=points))
    return found_units(rows, ags="1", scope="all_units", survey_day=DAY, buildings=HOUSES, crs=UTM)


def entry(unit: str, field: str, value: Any, **more: Any) -> dict[str, Any]:
    told = {
        "unit_id": unit, "field": field, "value": value, "day": "2025-11-03",
        "changed": "2025-11-03T10:00:00.000Z", "reason": "vor Ort gesehen", **more,
    }  # fmt: skip
    return {"type": "Feature", "geometry": None, "properties": told}


def collection(*features: Any, town: str = "Ort") -> dict[str, Any]:
    head = {"format": "corrections", "town": town}
    return {"type": "FeatureCollection", "innenstadt_gis": head, "features": [*features]}


def saved(path: Path, *features: Any, **more: Any) -> MapEdits:
    path.write_text(json.dumps(collection(*features, **more)), "utf-8")
    read = read_map_edits(path)
    assert read is not None
    return read


def applied(units: Units, sheet: Path) -> Any:
    done = apply_corrections(
        units, read_corrections(sheet), ags="1", crs=UTM, survey_day=DAY,
        addresses=ADDRESSES.empty(UTM), buildings=HOUSES,
    )  # fmt: skip
    assert done.log.adds_up()
    return done


def taken(sheet: Path, *files: MapEdits) -> list[str]:
    """Append to the workbook as `init` does; what it says of them."""
    held = read_corrections(sheet).entries if sheet.exists() else ()
    made = rows_from_map(files, town="Ort", box=BOX, held=held)
    append_corrections(sheet, made.rows)
    return [text.de for text in made.sentences]


@pytest.fixture
def ids() -> tuple[str, str]:
    huber, empty = town().premises.sort_values("house_number").index
    return str(huber), str(empty)


def test_a_file_from_the_map_corrects_moves_and_adds(tmp_path, ids):
    huber, empty = ids
    at = to_degrees(town().premises).geometry[huber]
    east = f"{at.x + 0.001:.6f}, {at.y:.6f}"  # about 72 m at 49.5 degrees north
    fresh = "new-0123456789ab"
    read = saved(
        tmp_path / "k.geojson",
        entry(empty, "status", "occupied", before="vacant"),
        entry(empty, "name", "Radladen"),
        entry(huber, "position", east, before=f"{at.x:.6f}, {at.y:.6f}"),
        entry(fresh, "position", f"{at.x + 0.0002:.6f}, {at.y:.6f}"),
        entry(fresh, "status", "vacant"),
        entry(fresh, "address", "Markt 1"),
    )

    assert taken(tmp_path / "k.xlsx", read) == []
    done = applied(town(), tmp_path / "k.xlsx")
    rows = done.units.premises

    assert rows.loc[empty, ["status", "name"]].tolist() == ["occupied", "Radladen"]
    assert 70 < rows.geometry[huber].x - X < 75
    assert rows.loc[huber, "status"] == "occupied"  # the new unit at its address left it alone
    (new,) = set(rows.index) - {huber, empty}
    assert rows.loc[new, ["status", "street", "house_number"]].tolist() == ["vacant", "Markt", "1"]
    assert 13 < rows.geometry[new].x - X < 16  # 0.0002 degrees are 14.5 m
    assert not len(done.units.conflicts)
    assert done.log.records == 5


def test_what_the_source_says_anew_is_listed_by_the_value_that_travelled(tmp_path, ids):
    huber, empty = ids
    read = saved(
        tmp_path / "k.geojson",
        entry(huber, "name", "Huber & Sohn", before="Maier"),  # the source says Huber by now
        entry("u-0000000000", "status", "vacant", before="occupied"),  # no such unit any more
        entry(empty, "status", "vacant", before="occupied"),  # the source says the same by now
    )
    taken(tmp_path / "k.xlsx", read)
    done = applied(town(), tmp_path / "k.xlsx")

    assert done.units.conflicts["unit_id"].tolist().count(huber) == 1
    assert done.log.rejected == 1
    assert [text.de for text in done.done] == [
        "Zeile 3: erledigt, die Quelle sagt jetzt dasselbe (Status)"
    ]


def test_a_correction_can_be_corrected_and_an_added_unit_too(tmp_path, ids):
    _, empty = ids
    sheet = tmp_path / "k.xlsx"
    place = "11.071000, 49.451000"
    fresh = [
        entry("new-0123456789ab", "position", place),
        entry("new-0123456789ab", "status", "vacant"),
    ]
    taken(
        sheet,
        saved(tmp_path / "1.geojson", entry(empty, "status", "occupied", before="vacant"), *fresh),
    )
    added = (set(applied(town(), sheet).units.premises.index) - set(ids)).pop()

    # the next map shows what holds by now: "before" is the first correction, not the source
    later = {"day": "2025-12-01", "changed": "2025-12-01T10:00:00.000Z"}
    taken(
        sheet,
        saved(
            tmp_path / "2.geojson",
            entry(empty, "status", "interim_use", before="occupied", **later),
            entry(added, "status", "occupied", before="vacant", **later),
        ),
    )
    done = applied(town(), sheet)

    assert done.units.premises.loc[empty, "status"] == "interim_use"
    assert done.units.premises.loc[added, "status"] == "occupied"
    assert len(done.units.premises) == 3
    assert not len(done.units.conflicts)
    assert done.log.rejected == 0


def test_of_two_laptops_the_later_one_holds_and_the_contradiction_is_told(tmp_path, ids):
    huber, empty = ids
    early = {"changed": "2025-11-03T09:59:59.999Z"}
    one = saved(
        tmp_path / "a.geojson",
        entry(empty, "status", "occupied", **early),
        entry(huber, "floor", "EG"),
    )
    two = saved(
        tmp_path / "b.geojson", entry(empty, "status", "interim_use"), entry(huber, "floor", "EG")
    )

    for n, files in enumerate(([one, two], [two, one])):
        sheet = tmp_path / f"{n}.xlsx"
        (told,) = taken(sheet, *files)
        assert "Widerspruch" in told
        assert "a.geojson sagt „belegt“" in told
        assert "b.geojson „Zwischennutzung“" in told
        assert sorted((e.field, e.value) for e in read_corrections(sheet).entries) == [
            ("floor", "EG"),
            ("status", "interim_use"),
        ]


def test_the_same_file_twice_is_taken_over_once(tmp_path, ids):
    huber, empty = ids
    sheet = tmp_path / "k.xlsx"
    read = saved(
        tmp_path / "k.geojson", entry(empty, "status", "occupied"), entry(huber, "name", ""),
        entry(huber, "address", "Markt 7"), entry(huber, "vacant_since", "03/2024"),
        entry(huber, "position", "11.071000, 49.451000"), entry(huber, "branch", "bakery"),
        entry("new-0123456789ab", "position", "11.072000, 49.451000"),
    )  # fmt: skip
    taken(sheet, read)
    before = read_corrections(sheet).entries

    assert taken(sheet, read) == ["7 standen schon darin"]
    assert read_corrections(sheet).entries == before


def test_what_was_taken_back_is_no_row_and_a_row_of_it_is_named(tmp_path, ids):
    huber, empty = ids
    sheet = tmp_path / "k.xlsx"
    taken(sheet, saved(tmp_path / "1.geojson", entry(empty, "status", "occupied")))
    back = {"withdrawn": True, "changed": "2025-11-04T10:00:00.000Z"}
    two = saved(
        tmp_path / "2.geojson", entry(empty, "status", "", **back), entry(huber, "name", "", **back)
    )

    (told,) = taken(sheet, two)

    assert empty in told
    assert "zurückgenommen" in told
    assert len(read_corrections(sheet).entries) == 1


def test_a_town_without_a_register_has_none_after_a_unit_was_added(tmp_path):
    units = town()
    units.premises["in_register"] = False
    taken(tmp_path / "k.xlsx", saved(tmp_path / "k.geojson",
          entry("new-0123456789ab", "position", "11.071000, 49.451000"),
          entry("new-0123456789ab", "status", "vacant")))  # fmt: skip

    assert not applied(units, tmp_path / "k.xlsx").units.premises["in_register"].any()


HOSTILE: tuple[tuple[Any, str], ...] = (
    (None, "feature"),
    ("<script>", "feature"),
    ({"type": "Feature"}, "unit"),
    (entry("u-../../etc", "status", "vacant"), "unit"),
    (entry("u-520300bf15\u0660", "status", "vacant"), "unit"),
    (entry("u-520300BF15", "status", "vacant"), "unit"),
    (entry("u-520300bf15", "source", "x"), "field"),
    (entry("u-520300bf15", "__proto__", "x"), "field"),
    (entry("u-520300bf15", "sales_area_m2", "1"), "field"),
    (entry("new-0123456789ab", "not_there", "ja"), "field"),
    (entry("u-520300bf15", "status", "gone"), "value"),
    (entry("u-520300bf15", "status", "=1+1"), "value"),
    (entry("u-520300bf15", "status", ["vacant"]), "value"),
    (entry("u-520300bf15", "branch", "no-branch"), "value"),
    (entry("u-520300bf15", "position", "1e9, 49.5"), "value"),
    (entry("u-520300bf15", "position", "NaN, NaN"), "value"),
    (entry("u-520300bf15", "position", "999.000000, 49.500000"), "value"),
    (entry("u-520300bf15", "address", "Markt"), "value"),
    (entry("u-520300bf15", "vacant_since", "13/2024"), "value"),
    (entry("u-520300bf15", "vacant_since", "bald"), "value"),
    (entry("u-520300bf15", "name", "x", changed="jetzt"), "time"),
    (entry("u-520300bf15", "name", "x", changed="2025-02-30T10:00:00.000Z"), "time"),
)


@pytest.mark.parametrize(("feature", "why"), HOSTILE)
def test_what_is_no_correction_is_refused_with_its_reason(tmp_path, feature, why):
    read = saved(tmp_path / "k.geojson", feature)

    assert read.edits == ()
    assert read.refused == ((1, why),)


def test_texts_of_a_hostile_file_are_cut_cleaned_and_never_a_formula(tmp_path, ids):
    huber, empty = ids
    sheet = tmp_path / "k.xlsx"
    read = saved(
        tmp_path / "k.geojson",
        entry(huber, "name", '=HYPERLINK(\u202e"x")\x00\ud800' + "A" * 500, reason="@SUM(1)\n+2"),
        entry(empty, "name", "Frau Dr. Muster, Tel. 0170 1234567"),
        entry(empty, "floor", "EG", reason="Frau Muster, 0170 1234567, hat es gesagt"),
        entry(empty, "position", "13.400000, 52.500000"),  # Berlin
        entry("new-0123456789ab", "status", "vacant"),  # nowhere
    )

    told = taken(sheet, read)

    cells = [c.value for row in openpyxl.load_workbook(sheet).worksheets[0] for c in row if c.value]
    texts = [c for c in cells if isinstance(c, str)]
    assert not [t for t in texts if t[0] in "=+-@"]
    assert not [t for t in texts if any(ord(c) < 32 for c in t) or "\u202e" in t]
    assert max(map(len, texts)) <= 121  # 120 and the quote that keeps it from being a formula
    assert not [t for t in texts if "Muster" in t or "0170" in t]
    assert sorted(told) == [
        "1 nicht übernommen: enthält persönliche Angaben",
        "1 nicht übernommen: liegt nicht in der Stadt",
        "1 nicht übernommen: neue Einheit ohne Lage",
    ]
    assert [e.field for e in read_corrections(sheet).entries] == ["floor", "name"]


def test_a_file_is_capped_and_of_another_town_refused(tmp_path, ids):
    many = [entry(f"u-{n:010x}", "name", "x") for n in range(5_003)]
    read = saved(tmp_path / "k.geojson", *many)
    assert (len(read.edits), read.refused) == (5_000, ((5_001, "many"),))

    other = saved(tmp_path / "k.geojson", entry(ids[0], "name", "x"), town="Anderswo")
    made = rows_from_map([other], town="Ort", box=BOX)
    assert made.rows == ()
    assert "Anderswo" in made.sentences[0].de


def test_a_saved_copy_of_the_page_gives_its_corrections_and_nothing_else(tmp_path, ids):
    told = json.dumps({"corrections": collection(entry(ids[0], "name", "Neu"))})
    path = tmp_path / "kopie.html"
    path.write_text(f'<!doctype html><html><script id="ig-saved">{told}</script></html>', "utf-8")

    read = read_map_edits(path)

    assert recognise(path).role == "edits"
    assert read is not None
    assert [edit.value for edit in read.edits] == ["Neu"]
    path.write_text("<!doctype html><html>corrections</html>", "utf-8")
    assert recognise(path).role == "unknown"


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[1]", b'{"innenstadt_gis":{"format":"ideas"},"features":[],"x":"corrections"}',
     b'{"innenstadt_gis":"corrections","features":[]}', b'{"corrections"', b"\xff\xfe" + b'"corrections"',
     b'{"innenstadt_gis":{"format":"corrections"},"features":{}}', b"[" * 100_000 + b'"corrections"'],
)  # fmt: skip
def test_what_is_no_file_of_corrections_is_none(tmp_path, content):
    path = tmp_path / "x.geojson"
    path.write_bytes(content)

    assert not holds_map_edits(path)
    assert read_map_edits(path) is None


EDITS = st.lists(
    st.builds(
        MapEdit, unit=st.sampled_from(["u-0000000001", "u-0000000002"]), field=st.just("name"),
        value=st.sampled_from(["A", "B", "C"]), reason=st.sampled_from([None, "x", "y"]),
        changed=st.sampled_from(["2025-01-01T00:00:00.000Z", "2025-01-01T00:00:00.001Z"]),
        withdrawn=st.booleans(),
    ),
    max_size=8,
)  # fmt: skip


@given(EDITS, EDITS, EDITS)
def test_laptops_merge_to_the_same_in_any_order(one, two, three):
    files = [MapEdits(file=f"{n}", edits=tuple(e)) for n, e in enumerate((one, two, three))]
    again = [MapEdits(file=f"{2 - n}", edits=tuple(e)) for n, e in enumerate((one, two, three))]

    merged, _ = merge_map_edits(files)

    assert merged == merge_map_edits(again)[0]
    for edit in merged:  # the newest of its field
        rivals = [e for e in (*one, *two, *three) if (e.unit, e.field) == (edit.unit, edit.field)]
        assert edit.rank() == max(e.rank() for e in rivals)
