"""Corrections by hand: they win, they are never lost, and doubts are told by row."""

import datetime as dt
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from pyproj import CRS

from innenstadt_gis.codes import REASONS, REPAIRS
from innenstadt_gis.crs import to_degrees
from innenstadt_gis.errors import SourceError, WriteError
from innenstadt_gis.ingest.corrections import (
    Corrected,
    NewRow,
    append_corrections,
    apply_corrections,
    corrections_from_edits,
    read_corrections,
    write_corrections_template,
)
from innenstadt_gis.ingest.corrections.model import FIELDS
from innenstadt_gis.ingest.units import Units, found_units
from innenstadt_gis.outputs.conflicts import conflict_text
from innenstadt_gis.tables import ADDRESSES, BUILDINGS, RECORDS

UTM = CRS.from_epsg(25832)
X, Y = 660_000.0, 5_486_000.0
DAY = dt.date(2024, 10, 1)
HEADS = ["Einheit", "Feld", "Neuer Wert", "Bisheriger Wert", "Datum", "Grund"]

_PLACES = {"Markt 1": (0, 0), "Markt 3": (20, 0), "Markt 5": (40, 0), "Ring 9": (300, 300)}
BOOK = ADDRESSES.conform(
    gpd.GeoDataFrame(
        {
            "street": [a.split()[0] for a in _PLACES],
            "house_number": [a.split()[1] for a in _PLACES],
            "source": "test",
        },
        geometry=shapely.points([[X + x, Y + y] for x, y in _PLACES.values()]),
        index=[f"a{n}" for n in range(len(_PLACES))],
        crs=UTM,
    )
)
HOUSES = BUILDINGS.conform(
    gpd.GeoDataFrame(
        {"source": "t"}, index=["m1", "m3", "r9"], crs=UTM,
        geometry=[shapely.box(X + x - 5, Y + y - 5, X + x + 5, Y + y + 5) for x, y in
                  ((0, 0), (20, 0), (300, 300))],
    )
)  # fmt: skip


def survey(year: int, *rows: dict[str, Any]) -> Any:
    frame = pd.DataFrame(
        [
            {
                "survey_day": pd.Timestamp(year, 10, 1), "status": "occupied",
                "located_by": "address", "source": f"register:{year}.xlsx", **row,
            }
            for row in rows
        ],
        dtype=object,
    )  # fmt: skip
    frame.index = [f"reg:{year}::{n + 2}" for n in range(len(rows))]
    points = [_PLACES[f"{row['street']} {row['house_number']}"] for row in rows]
    at = gpd.GeoSeries([shapely.Point(X + x, Y + y) for x, y in points], index=frame.index, crs=UTM)
    return RECORDS.conform(gpd.GeoDataFrame(frame, geometry=at))


def unit(address: str, name: str | None = None, **more: Any) -> dict[str, Any]:
    street, number = address.split()
    return {"street": street, "house_number": number, "name": name, **more}


FIRST = (unit("Markt 1", "Huber", sales_area_m2=80.0), unit("Markt 3", status="vacant"))


def town(*surveys: Any) -> Units:
    return found_units(
        pd.concat(surveys), ags="1", scope="all_units", survey_day=DAY, buildings=HOUSES, crs=UTM
    )


def written(path: Path, *rows: tuple[Any, ...]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Korrekturen"
    sheet.append(HEADS)
    for row in rows:
        sheet.append([*row, *[None] * (6 - len(row))])
    book.save(path)
    return path


def corrected(units: Units, path: Path) -> Corrected:
    done = apply_corrections(
        units, read_corrections(path), ags="1", crs=UTM, survey_day=DAY, addresses=BOOK,
        buildings=HOUSES,
    )  # fmt: skip
    assert done.log.adds_up()
    assert {row.reason for row in done.log.rows} <= {"", *REASONS}
    return done


def at(row: Any) -> tuple[float, float]:
    return round(row.geometry.x - X), round(row.geometry.y - Y)


def by_name(done: Corrected, name: str) -> Any:
    rows = done.units.premises
    return rows[rows["name"] == name].iloc[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "korrekturen.xlsx"


def test_move_re_let_add_and_correct_hold_in_this_run_and_with_the_next_survey(path: Path) -> None:
    units = town(survey(2023, *FIRST))
    huber, empty = units.premises.sort_values("house_number").index
    day = dt.date(2023, 11, 1)
    rows = [
        (huber, "Adresse", "Ring 9", "Markt 1", day),
        (huber, "Verkaufsfläche", "95 m²", "80", day),
        (empty, "Status", "belegt", "leer", day), (empty, "Name", "Eisdiele", None, day),
        (empty, "Branche", "Bäckerei", None, day),
        ("Markt 5", "Status", "leer", None, day), ("Markt 5", "Name", "Kiosk", None, day),
    ]  # fmt: skip
    written(path, *rows)
    next_survey = survey(2024, unit("Markt 1", "Huber", sales_area_m2=85.0), FIRST[1])
    for done in (
        corrected(units, path),
        corrected(town(survey(2023, *FIRST), next_survey), path),
    ):
        moved, let, added = (by_name(done, name) for name in ("Huber", "Eisdiele", "Kiosk"))
        assert (at(moved), moved["building_id"]) == ((300, 300), "r9")
        assert (moved.name, moved["sales_area_m2"]) == (huber, 95.0)
        assert (let.name, let["status"], let["branch"]) == (empty, "occupied", "bakery")
        assert let["observed_on"] == pd.Timestamp(day)
        assert (at(added), added["status"], bool(added["in_register"])) == ((40, 0), "vacant", True)
        assert added["source"] == "corrections:korrekturen.xlsx"
        assert all("corrected" in row["repairs"] for row in (moved, let))
        assert "corrected" in REPAIRS
        assert (done.log.rows_in, done.log.records) == (7, 7)
    again = done.units.conflicts.set_index("field")
    # the newer list says "leer" as before: the shop may be empty again, so both are named
    assert sorted(again.index) == ["sales_area_m2", "status"]
    assert again.loc["status", ["value", "other"]].tolist() == ["occupied", "vacant"]
    assert again.loc["sales_area_m2", ["value", "other"]].tolist() == ["95", "85"]
    assert conflict_text({"field": "sales_area_m2", **again.loc["sales_area_m2"]}).de == (
        "Verkaufsfläche m² – Korrektur: 95, Stand 2023-11; Register (2024.xlsx): 85, Stand 2024-10"
    )


def test_a_new_status_is_a_line_of_history_on_its_day(path: Path) -> None:
    units = town(survey(2024, *FIRST))
    done = corrected(
        units, written(path, ("Markt 3", "Status", "belegt", "leer", dt.date(2024, 12, 5)))
    )
    mine = done.units.history[done.units.history["source"].str.startswith("corrections")]
    assert mine[["survey_day", "status"]].to_numpy().tolist() == [
        [pd.Timestamp(2024, 12, 5), "occupied"]
    ]
    assert len(done.units.history) == 3


def test_each_corrected_field_names_its_row(path: Path) -> None:
    units = town(survey(2024, *FIRST))
    links = corrected(units, written(path, ("Markt 3", "Name", "Eisdiele"))).units.links
    mine = links[links["kind"] == "correction"].iloc[0]
    assert mine[["record_id", "linked_id"]].tolist() == ["corrections:korrekturen.xlsx:2", "name"]


def test_what_the_source_says_by_now_is_done(path: Path) -> None:
    units = town(survey(2024, *FIRST))
    done = corrected(units, written(path, ("Markt 1", "Name", "Huber", "Hubert")))
    assert [text.de for text in done.done] == [
        "Zeile 2: erledigt, die Quelle sagt jetzt dasselbe (Name)"
    ]
    assert done.units.conflicts.empty


def test_a_unit_that_is_gone_is_told_and_kept_if_enough_is_known(path: Path) -> None:
    units = town(survey(2024, *FIRST))
    lost = "u-0123456789"
    rows = [(lost, "Status", "leer"), (lost, "Adresse", "Markt 5"), ("u-aaaaaaaaaa", "Name", "Neu")]
    done = corrected(units, written(path, *rows))
    assert done.units.premises.loc[lost, "status"] == "vacant"
    assert done.units.conflicts["unit_id"].tolist().count(lost) == 2
    assert "u-aaaaaaaaaa" in set(done.units.conflicts["unit_id"])
    assert (done.log.records, done.log.rejected) == (2, 1)
    assert any("Zeile 4" in note.de for note in done.log.notes)


def test_several_units_at_an_address_are_not_guessed(path: Path) -> None:
    units = town(survey(2024, unit("Markt 1", "Huber"), unit("Markt 1", "Optik")))
    done = corrected(units, written(path, ("Markt 1", "Status", "leer")))
    assert done.units.premises["status"].tolist() == ["occupied", "occupied"]
    assert done.log.rejected == 1
    assert all(unit in done.log.notes[0].de for unit in units.premises.index)


def test_a_new_unit_stands_where_its_position_says(path: Path) -> None:
    units = town(survey(2024, *FIRST))
    point = gpd.GeoSeries([shapely.Point(X + 60, Y)], crs=UTM).pipe(
        lambda s: to_degrees(gpd.GeoDataFrame(geometry=s)).geometry.iloc[0]
    )
    rows = [(f"{point.x:.7f}, {point.y:.7f}", "Status", "leer"), ("Markt 1", "gibt es nicht", "ja")]
    done = corrected(units, written(path, *rows))
    new = done.units.premises[done.units.premises["source"].str.startswith("corr")].iloc[0]
    assert (at(new), new["located_by"]) == ((60, 0), "coordinate")
    assert sorted(done.units.premises["status"]) == ["gone", "vacant", "vacant"]


def test_let_units_are_no_longer_vacant_since(path: Path) -> None:
    since = pd.Timestamp(2023, 1, 1)
    units = town(survey(2024, unit("Markt 1", status="vacant", vacant_since=since)))
    let = corrected(units, written(path, ("Markt 1", "Status", "belegt"))).units.premises.iloc[0]
    assert let[["vacant_since", "vacant_months"]].isna().all()
    later = written(path, ("Markt 1", "leer seit", "04/2024"))
    row = corrected(units, later).units.premises.iloc[0]
    assert row["vacant_since"] == pd.Timestamp(2024, 4, 1)
    assert (row["vacant_since_precision"], row["vacant_months"]) == ("month", 6.0)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ((None, "Status", "leer"), "Einheit ist leer"),
        (("Erna Wurzelprumpft", "Status", "leer"), "Adresse mit Hausnummer"),
        (("Markt 1", "Farbe", "rot"), "möglich sind: Status"),
        (("Markt 1", "Status", None), "Neuer Wert ist leer"),
        (("Markt 1", "Status", "lila"), "bitte so: leer"),
        (("Markt 1", "Position", "irgendwo"), "Länge, Breite"),
        (("Markt 1", "Verkaufsfläche", "groß"), "bitte so: 120"),
        (("Markt 1", "Status", "leer", None, "gestern"), "24.11.2025"),
        (("Markt 1", "Name", "Laden, Tel. 0170 1234567"), "persönliche Angaben"),
    ],
)
def test_a_row_that_is_no_correction_is_named_with_what_to_write(
    path: Path, row: tuple[Any, ...], says: str
) -> None:
    told = read_corrections(written(path, ("Markt 1", "Name", "Huber"), row))
    assert len(told.entries) == 1
    (fault,) = told.faults
    assert fault.de.startswith("Korrekturen, Zeile 3: ")
    assert says in fault.de
    assert "0170" not in fault.de
    assert told.log.adds_up()


def test_persons_in_a_reason_stay_outside(path: Path) -> None:
    told = read_corrections(
        written(path, ("Markt 1", "Name", "Huber", None, None, "laut 0170 1234567"))
    )
    assert told.entries[0].reason is None
    assert told.log.repairs == {"personal_removed": 1}


def test_every_field_has_an_example_that_it_reads() -> None:
    for field in FIELDS.values():
        example = (
            field.example.de.split(" (", maxsplit=1)[0].split(",")[0]
            if (field.label.de == "Status")
            else field.example.de
        )
        assert field.read(example, DAY) is not None, field.label.de


def test_the_template_is_read_back_empty_and_never_written_over(path: Path) -> None:
    units = town(survey(2024, *FIRST))
    assert write_corrections_template(path, units.premises) == path
    book = load_workbook(path)
    choices = book["Korrekturen"].data_validations.dataValidation
    assert [str(c.sqref) for c in choices] == ["B2:B2000"]
    labels = [row[0] for row in book["Auswahl"].iter_rows(values_only=True)]
    assert labels[:3] == ["Status", "Name", "Branche"]
    assert [row[0].value for row in book["Einheiten"].iter_rows(min_row=2)] == sorted(
        units.premises.index, key=lambda u: units.premises.loc[u, "house_number"]
    )
    assert read_corrections(path).entries == ()
    before = path.read_bytes()
    write_corrections_template(path, units.premises.iloc[:0])
    assert path.read_bytes() == before


def test_appending_keeps_values_formats_and_comments(path: Path) -> None:
    written(path, ("Markt 1", "Name", "Huber", None, dt.date(2024, 1, 2)))
    book = load_workbook(path)
    cell = book["Korrekturen"]["C2"]
    cell.fill, cell.comment = PatternFill("solid", fgColor="FF0000"), Comment("sicher", "Amt")
    book.save(path)
    row = NewRow(unit="Markt 3", field="status", value="leer", before="belegt", day=DAY)
    assert append_corrections(path, [row]) == path
    sheet = load_workbook(path)["Korrekturen"]
    assert (sheet["C2"].fill.fgColor.rgb, sheet["C2"].comment.text) == ("00FF0000", "sicher")
    assert [c.value for c in sheet[3]][:4] == ["Markt 3", "Status", "leer", "belegt"]
    told = read_corrections(path)
    assert [(e.row, e.field, e.day) for e in told.entries] == [
        (2, "name", dt.date(2024, 1, 2)), (3, "status", DAY),
    ]  # fmt: skip


def test_a_file_that_is_open_is_left_alone(path: Path) -> None:
    written(path, ("Markt 1", "Name", "Huber"))
    before = path.read_bytes()
    note = path.with_name(f".~lock.{path.name}#")
    note.write_text("Amt")
    row = NewRow(unit="Markt 3", field="name", value="=1+1")
    with pytest.raises(WriteError) as told:
        append_corrections(path, [row])
    assert "in einem anderen Programm geöffnet" in told.value.text.de
    assert path.read_bytes() == before
    note.unlink()
    assert append_corrections(path, [row]) == path
    assert load_workbook(path)["Korrekturen"]["C3"].value == "'=1+1"
    assert read_corrections(path).entries[1].value == "=1+1"


def test_a_foreign_workbook_is_refused(path: Path) -> None:
    book = Workbook()
    book.save(path)
    with pytest.raises(SourceError, match="Korrekturen"):
        read_corrections(path)
    with pytest.raises(SourceError, match="nothing appended"):
        append_corrections(path, [NewRow(unit="Markt 1", field="name", value="A")])
    path.write_bytes(b"")
    with pytest.raises(SourceError, match="cannot be read"):
        read_corrections(path)


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson"])
def test_an_edited_copy_of_the_units_is_read_as_corrections(path: Path, suffix: str) -> None:
    units = town(survey(2024, *FIRST))
    huber, empty = units.premises.sort_values("house_number").index
    copy = to_degrees(units.premises).reset_index()
    mine = copy["unit_id"] == huber
    copy.loc[mine, "name"] = "Huber & Sohn"
    copy.loc[mine, "geometry"] = shapely.affinity.translate(
        copy.loc[mine, "geometry"].iloc[0], 0.001
    )
    copy.loc[copy["unit_id"] == empty, "status"] = "occupied"
    new = copy.iloc[[0]].assign(unit_id=None, name="Kiosk", street=None, house_number=None)
    new["geometry"] = shapely.affinity.translate(new["geometry"].iloc[0], 0.002)
    edited = path.with_suffix(suffix)
    pd.concat([copy, new]).to_file(edited, layer="premises")
    rows = corrections_from_edits(units.premises, edited, day=DAY)
    told = {(row.unit, row.field): (row.before, row.value) for row in rows}
    assert told[huber, "name"] == ("Huber", "Huber & Sohn")
    assert told[empty, "status"] == ("leer", "belegt")
    assert len([key for key in told if key[0] == huber]) == 2
    done = corrected(units, append_corrections(path, rows))
    assert done.log.rejected == 0
    assert round(by_name(done, "Huber & Sohn").geometry.x - X) in range(70, 75)  # 0.001° east
    assert by_name(done, "Kiosk")["status"] == copy["status"].iloc[0]


def test_an_unchanged_copy_says_nothing(path: Path) -> None:
    units = town(survey(2024, *FIRST))
    edited = path.with_suffix(".gpkg")
    to_degrees(units.premises).reset_index().to_file(edited, layer="premises")
    assert corrections_from_edits(units.premises, edited) == []
