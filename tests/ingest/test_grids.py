"""Table files of every kind as grids; each file made by hand, its cells counted by hand."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from innenstadt_gis.codes import REPAIRS
from innenstadt_gis.errors import InnenstadtError, SourceError
from innenstadt_gis.ingest.registers.sheets import Sheet, read_sheets

ROWS = [["Straße", "Hausnr.", "Status"], ["Königstraße", "1", "leer"], ["Am Tor", "2", "belegt"]]
MAY_DAY = dt.datetime(2024, 5, 1)  # noqa: DTZ001  a day in a cell has no zone
CSV = "\n".join(";".join(row) for row in ROWS) + "\n"


def read(folder: Path, content: bytes | str, name: str = "liste.csv") -> Sheet:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    sheets = read_sheets(path)[1]
    assert len(sheets) == 1
    return sheets[0]


def book(change: Callable[[Any], None], rows: list[list[Any]] = ROWS) -> bytes:
    """An xlsx of one sheet, after a change to it."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    change(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_sheet_xml(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """An xlsx whose first sheet's XML was changed, as other programs write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text) if name.endswith("sheet1.xml") else text)
    return out.getvalue()


def zipped(**files: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            told = name.replace("__", "/").replace("_", ".")
            archive.writestr(told, content, 0 if name == "mimetype" else None)
    return out.getvalue()


def xls(rows: list[list[Any]] = ROWS) -> bytes:
    made = xlwt.Workbook()
    sheet = made.add_sheet("Liste")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def ods(body: str, styles: str = "") -> bytes:
    """An .ods of one sheet, its rows written by hand."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (
            ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
            ("fo", "xsl-fo-compatible"),
        )
    )  # fmt: skip
    return zipped(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        **{
            "META-INF__manifest_xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:'
            'opendocument:xmlns:manifest:1.0"/>'
        },
        content_xml=f'<?xml version="1.0"?><office:document-content {names}>{styles}<office:body>'
        f'<office:spreadsheet><table:table table:name="Liste">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    )


def shapefile(folder: Path, *, text: list[str], encoding: str, cpg: str | None) -> Path:
    frame = gpd.GeoDataFrame(
        {"nutzung": text}, geometry=[shapely.Point(n, 50) for n in range(len(text))], crs=25832
    )
    path = folder / "nutzung.shp"
    frame.to_file(path, encoding=encoding)
    if cpg is None:
        path.with_suffix(".cpg").unlink(missing_ok=True)
    else:
        path.with_suffix(".cpg").write_text(cpg)
    return path


def fault_of(path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read_sheets(path)
    return caught.value


# --- the named inputs ---------------------------------------------------------------------


def test_input_05_hidden_and_filtered_rows_columns_and_sheets_are_read_and_counted(tmp_path):
    def hide(sheet):
        sheet.row_dimensions[2].hidden = True
        sheet.row_dimensions[40].hidden = True  # blank: nothing was hidden there
        sheet.auto_filter.ref = "A1:C3"
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions["F"].hidden = True

    sheet = read(tmp_path, book(hide), "liste.xlsx")

    assert sheet.rows == ROWS
    assert (sheet.hidden, sheet.hidden_columns, sheet.hidden_sheet) == (1, 1, False)

    made = openpyxl.load_workbook(tmp_path / "liste.xlsx")
    made.create_sheet("2023").append(["Markt"])
    made["2023"].sheet_state = "veryHidden"
    made.save(tmp_path / "zwei.xlsx")
    assert [(s.name, s.hidden_sheet) for s in read_sheets(tmp_path / "zwei.xlsx")[1]] == [
        ("Sheet", False), ("2023", True),
    ]  # fmt: skip


def test_input_07_formulas_without_value_and_error_cells_are_blank_and_flagged(tmp_path):
    rows = [["a", "b", "c", "d", "e"], ["=A1+1", "#NV", "#BEZUG!", "#REF!", "x"]]
    sheet = read(tmp_path, book(lambda s: None, rows), "liste.xlsx")
    assert sheet.rows[1] == [None, None, None, None, "x"]
    assert sheet.faults == {
        (1, 0): "formula_without_value", (1, 1): "cell_error", (1, 2): "cell_error",
        (1, 3): "cell_error",
    }  # fmt: skip
    assert set(sheet.faults.values()) <= set(REPAIRS)

    stored = with_sheet_xml(
        book(lambda s: None, [["a", "b"], ["=A1", '=""']]),
        lambda text: (
            text.replace(b"<f>A1</f><v />", b"<f>A1</f><v>7</v>")
            .replace(b"<f>A1</f><v></v>", b"<f>A1</f><v>7</v>")
            .replace(b'<c r="B2"><f>""</f><v />', b'<c r="B2" t="str"><f>""</f><v></v>')
            .replace(b'<c r="B2"><f>""</f><v></v>', b'<c r="B2" t="str"><f>""</f><v></v>')
        ),
    )
    told = read(tmp_path, stored, "gerechnet.xlsx")
    assert (told.rows[1], told.faults) == ([7, None], {})


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "mac_roman"],
)
def test_input_08_every_character_set_is_told_by_its_content(tmp_path, encoding):
    text = "Straße;Fläche;Nutzung\nGänsebühl;12,5;Bäcker\nKönigstraße;80;Friseur\n"

    sheet = read(tmp_path, text.encode(encoding))

    assert sheet.rows[1] == ["Gänsebühl", "12,5", "Bäcker"]
    assert sheet.faults == {}


def test_input_08_a_text_decoded_twice_is_repaired_and_what_is_lost_is_flagged(tmp_path):
    twice = "Königstraße".encode().decode("cp1252")
    mac = "Königstraße".encode().decode("mac_roman")
    thrice = twice.encode().decode("cp1252")
    rows = ["Ort", twice, mac, thrice, "Stra?e", "Stra\ufffde", "leer?", "www.x.de/?a=b", "Château"]

    sheet = read(tmp_path, "".join(f"{row};1\n" for row in rows))

    assert [row[0] for row in sheet.rows] == [
        "Ort", "Königstraße", "Königstraße", "Königstraße", "Stra?e", "Stra\ufffde", "leer?",
        "www.x.de/?a=b", "Château",
    ]  # fmt: skip
    assert sheet.faults == {
        (1, 0): "mojibake", (2, 0): "mojibake", (3, 0): "mojibake", (4, 0): "characters_lost",
        (5, 0): "characters_lost",
    }  # fmt: skip


@pytest.mark.parametrize("decimals", ["12,5", "1200,00", "7,25"])
@pytest.mark.parametrize("every", [True, False])
def test_input_09_a_comma_for_columns_and_decimals_is_refused_with_its_line(
    tmp_path, decimals, every
):
    whole = "" if every else 'Markt,1,"leer,\nzwei Zeilen",12\n'
    text = f"Straße,Hausnr.,Status,Fläche\n{whole}" + f"Markt,2,leer,{decimals}\n" * 9

    with pytest.raises(SourceError, match=f"line {2 if every else 4}: 5 values in 4") as caught:
        read(tmp_path, text)
    assert "Semikolon" in caught.value.text.de


def test_input_09_quoted_decimals_and_commas_in_a_remark_are_no_fault(tmp_path):
    text = 'Straße,Nr,Fläche,Bemerkung\nMarkt,1,"12,5",nass\nMarkt,2,80,"Dach, Keller"\n'

    assert read(tmp_path, text).rows[1:] == [
        ["Markt", "1", "12,5", "nass"], ["Markt", "2", "80", "Dach, Keller"],
    ]  # fmt: skip


def test_input_10_line_breaks_in_quotes_and_trailing_marks_make_no_rows(tmp_path):
    text = 'Straße;Nr;Text;;;;\nMarkt;1;"zwei\nZeilen; und ""mehr""";;;;\n\nMarkt;2;;;;;\n'

    sheet = read(tmp_path, text)

    assert len(sheet.rows) == 4  # as Excel shows them: the blank one too
    assert sheet.rows[1][:3] == ["Markt", "1", 'zwei\nZeilen; und "mehr"']
    assert sheet.rows[3][:3] == ["Markt", "2", None]
    assert all(value is None for row in sheet.rows for value in row[3:])


LOCKED_XLS = bytearray(xls())
_AT = LOCKED_XLS.find(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
LOCKED_XLS[_AT : _AT + 2] = b"\x2f\x00"
OLE = b"\xd0\xcf\x11\xe0" + bytes(600)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "0 Byte"),
        (b"<!DOCTYPE html><html><body><table><tr><td>a", "HTML.*xlsx"),
        (b"\xef\xbb\xbf\r\n<table><tr><td>a</td></tr></table>", "HTML.*xlsx"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "2003.*xlsx"),
        (b'<?xml version="1.0"?><andere/>', "XML"),
        (b"%PDF-1.7 ...", "PDF"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "Kennwort"),
        (bytes(LOCKED_XLS), "Kennwort"),
        (OLE + "WordDocument".encode("utf-16-le"), "Word"),
        (OLE, "beschädigt"),
        (b"\x89PNG\r\n\x1a\n", "Bild"),
        (b"\xff\xd8\xff\xe0JFIF", "Bild"),
        (b"{\\rtf1 a}", "RTF"),
        (b"PK\x03\x04 cut off", "beschädigt"),
        (book(lambda s: None)[:-200], "beschädigt"),
        (zipped(word__document_xml="<x/>"), "Word"),
        (zipped(readme_md="no table"), "ohne Tabelle"),
        (zipped(a_html="<html>"), "ohne Tabelle"),
        (zipped(a_xls="<html>"), "HTML"),
        (zipped(a_zip=zipped(b_csv=CSV)), "ohne Tabelle"),
        (bytes(range(256)) * 40, "Binär"),
        (b'{"a": 1}', "JSON"),
        (b"Rar!\x1a\x07\x01\x00", "Archiv"),
    ],
)
@pytest.mark.parametrize("name", ["liste.xls", "liste.csv"])
def test_input_11_what_is_no_table_is_one_precise_error(tmp_path, content, words, name):
    path = tmp_path / name
    path.write_bytes(content)

    told = fault_of(path).text.de

    assert told.startswith(name)
    assert "\n" not in told
    assert re.search(words, told)


def test_input_55_dbf_text_cut_within_a_letter_is_read_and_flagged(tmp_path):
    path = shapefile(
        tmp_path, text=["Forstwirtschaftsfläche", "x" * 254], encoding="utf-8", cpg="UTF-8"
    )
    dbf = path.with_suffix(".dbf").read_bytes()
    half = b"x" * 253 + "ä".encode()[:1]  # the field holds 254 bytes: half of the letter
    path.with_suffix(".dbf").write_bytes(dbf.replace(b"x" * 254, half))

    for file in (path, path.with_suffix(".dbf")):
        sheet = read_sheets(file)[1][0]
        assert [row[0] for row in sheet.rows] == ["nutzung", "Forstwirtschaftsfläche", "x" * 253]
        assert sheet.faults == {(2, 0): "text_cut"}


@pytest.mark.parametrize(
    ("encoding", "cpg", "noted"),
    [("cp1252", "UTF-8", 1), ("utf-8", "1252", 1), ("cp1252", None, 0), ("utf-8", None, 0),
     ("cp850", "UTF-8", 1), ("utf-8", "UTF-8", 0), ("cp1252", "ANSI 1252", 0)],
)  # fmt: skip
def test_input_56_the_bytes_tell_the_character_set_not_the_cpg(tmp_path, encoding, cpg, noted):
    words = ["Gaststätte", "Bäcker", "Straße für Fußgänger"]
    sheet = read_sheets(shapefile(tmp_path, text=words, encoding=encoding, cpg=cpg))[1][0]

    assert [row[0] for row in sheet.rows[1:]] == words
    assert (len(sheet.notes), sheet.faults) == (noted, {})


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>Leerstand</name>
<Placemark><name>Markt 1</name><description><![CDATA[<table><tr><th>Status</th><td>leer</td></tr>
<tr><td>Fläche</td><td>80&nbsp;m²</td></tr></table><p>Eckladen</p>]]></description>
<Point><coordinates>11.5,49.5</coordinates></Point></Placemark>
<Placemark><name>Markt 2</name><description>Hinterhaus</description><ExtendedData>
<Data name="Status"><value>belegt</value></Data></ExtendedData>
<LineString><coordinates>11,49 12,49</coordinates></LineString></Placemark>
</Folder></Document></kml>"""


def test_input_60_kml_attributes_are_read_out_of_descriptions(tmp_path):
    sheet = read(tmp_path, KML, "orte.kml")

    named = [dict(zip(sheet.rows[0], row, strict=True)) for row in sheet.rows[1:]]
    assert named == [
        {"Name": "Markt 1", "description": "Eckladen", "Status": "leer", "Fläche": "80 m²",
         "x": 11.5, "y": 49.5},
        {"Name": "Markt 2", "description": "Hinterhaus", "Status": "belegt", "Fläche": None,
         "x": named[1]["x"], "y": 49.0},
    ]  # fmt: skip
    assert 11 <= named[1]["x"] <= 12
    assert sheet.crs is not None and sheet.crs.to_epsg() == 4326
    assert "Beschreibungstext (HTML) von 1" in sheet.notes[0].de


def test_input_60_of_a_drawing_the_texts_are_read_and_the_lines_counted(tmp_path):
    def pairs(*told):
        return "".join(f"{code}\n{value}\n" for code, value in told)

    dxf = pairs(
        (0, "SECTION"), (2, "ENTITIES"),
        (0, "TEXT"), (8, "Leerstand"), (10, 11.5), (20, 49.5), (40, 1), (1, "Markt 1"),
        (0, "LINE"), (8, "Linien"), (10, 0), (20, 0), (11, 1), (21, 1),
        (0, "ENDSEC"), (0, "EOF"),
    )  # fmt: skip

    sheet = read(tmp_path, dxf, "plan.dxf")

    assert sheet.rows == [["Layer", "Text", "x", "y"], ["Leerstand", "Markt 1", 11.5, 49.5]]
    assert "1 Texte und Punkte gelesen, 1 Linien" in sheet.notes[0].de


# --- workbooks ----------------------------------------------------------------------------


def test_fills_that_a_person_gave_are_named_by_their_colour(tmp_path):
    def paint(sheet):
        for cell, colour in {
            "A1": Color(rgb="FFD9D9D9"), "A2": Color(rgb="FFFF0000"), "A3": Color(indexed=10),
            "B2": Color(theme=4, tint=0.7999816888943144), "B3": Color(theme=0, tint=-0.25),
        }.items():  # fmt: skip
            sheet[cell].fill = PatternFill("solid", fgColor=colour)
        red = PatternFill("solid", bgColor="FFFF0000")
        rule = CellIsRule(operator="equal", formula=['"leer"'], fill=red)
        sheet.conditional_formatting.add("C1:C9", rule)

    sheet = read(tmp_path, book(paint), "liste.xlsx")

    assert sheet.fills[1, 0] == sheet.fills[2, 0] == "FF0000"
    blue = [int(sheet.fills[1, 1][i : i + 2], 16) for i in (0, 2, 4)]
    assert blue[2] == max(blue) and min(blue) > 200  # a light blue
    assert set(sheet.fills) == {(1, 0), (2, 0), (1, 1)}
    assert len(sheet.notes) == 1 and "bedingte Formatierung" in sheet.notes[0].de


def test_crossed_out_cells_and_comments_are_told(tmp_path):
    def mark(sheet):
        sheet["A2"].font = Font(strike=True)
        half = [TextBlock(InlineFont(strike=True), "leer"), " belegt"]
        sheet["B2"] = CellRichText(*half)
        sheet["C2"] = CellRichText(TextBlock(InlineFont(strike=True), "leer"))
        sheet["C3"].comment = Comment("Amt:\nseit Mai zu", "Amt")

    sheet = read(tmp_path, book(mark), "liste.xlsx")

    assert sheet.struck == {(1, 0), (1, 2)}
    assert sheet.rows[1] == ["Königstraße", "leer belegt", "leer"]
    assert sheet.faults == {(1, 1): "partly_struck"}
    assert sheet.comments == {(2, 2): "seit Mai zu"}


@pytest.mark.parametrize("since_1904", [False, True])
def test_typed_cells_stay_typed_and_telling_formats_are_kept(tmp_path, since_1904):
    made = openpyxl.Workbook()
    sheet = made.active
    if since_1904:
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    day, noon = MAY_DAY, dt.time(12, 0)
    sheet.append(["12", 12, 12.5, True, day, noon, 0.25, 1067, 3, "#1", "1,5"])
    for cell, code in {"E1": "dd.mm.yyyy", "F1": "hh:mm", "G1": "0%", "H1": "00000",
                       "I1": '0" ha"', "C1": "#,##0.00", "J1": "@"}.items():  # fmt: skip
        sheet[cell].number_format = code
    made.save(tmp_path / "liste.xlsx")

    told = read_sheets(tmp_path / "liste.xlsx")[1][0]

    assert told.rows == [["12", 12, 12.5, True, day, noon, 0.25, 1067, 3, "#1", "1,5"]]
    assert [type(value) for value in told.rows[0][1:4]] == [int, float, bool]
    assert told.formats == {(0, 6): "0%", (0, 7): "00000", (0, 8): '0" ha"'}


def test_merged_ranges_are_cut_to_the_used_rows_and_may_be_wider_than_them(tmp_path):
    def merge(sheet):
        sheet.merge_cells("A2:A5000")
        sheet.merge_cells("C1:H1")
        sheet.merge_cells("K5:L9")

    sheet = read(tmp_path, book(merge), "liste.xlsx")

    assert sheet.merged == [(0, 2, 0, 7), (1, 0, 2, 0)]
    assert len(sheet.rows) == 3


def test_blank_rows_above_and_between_count_as_excel_counts_them(tmp_path):
    rows: list[list[Any]] = [[], ["Titel"], [], [], *ROWS, [], ["Summe", "", 2]]
    sheet = read(tmp_path, book(lambda s: None, rows), "liste.xlsx")

    where = {row[0]: at + 1 for at, row in enumerate(sheet.rows) if row[0] is not None}
    assert where == {"Titel": 2, "Straße": 5, "Königstraße": 6, "Am Tor": 7, "Summe": 9}


def test_rows_and_cells_without_their_place_are_counted_on(tmp_path):
    rows = b"<row><c t='inlineStr'><is><t>a</t></is></c><c><v>1</v></c></row><row/><row><c><v>2</v></c></row>"
    bare = with_sheet_xml(
        book(lambda s: None, []),
        lambda text: (
            text.replace(b"<sheetData />", b"<sheetData>" + rows + b"</sheetData>")
            .replace(b"<sheetData></sheetData>", b"<sheetData>" + rows + b"</sheetData>")
            .replace(b"<sheetData/>", b"<sheetData>" + rows + b"</sheetData>")
        ),
    )
    assert read(tmp_path, bare, "liste.xlsx").rows == [["a", 1], [None, None], [2, None]]


def test_a_million_formatted_blank_rows_and_a_stray_cell_stay_small(tmp_path):
    blank = b"".join(
        b'<row r="%d" ht="15"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (r, r, r)
        for r in range(4, 1_048_576)
    )
    last = b'<row r="1048576"><c r="A1048576"><v>9</v></c></row></sheetData>'
    content = with_sheet_xml(
        book(lambda s: None), lambda text: text.replace(b"</sheetData>", blank + b"</sheetData>")
    )
    stray = with_sheet_xml(content, lambda text: text.replace(b"</sheetData>", last))

    assert read(tmp_path, content, "liste.xlsx").rows == ROWS
    far = read(tmp_path, stray, "fern.xlsx").rows
    assert (len(far), far[:3], far[-1][0]) == (1_048_576, ROWS, 9)
    assert len({id(row) for row in far}) < 10  # the blank ones are one list


def test_every_row_of_a_long_list_arrives(tmp_path):
    rows = [[f"S{c}" for c in range(20)]]
    rows += [[f"Straße {r % 300}", r, "leer", 12.5, *map(str, range(16))] for r in range(2_000)]
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("Liste")
    for row in rows:
        sheet.append(row)
    made.save(tmp_path / "gross.xlsx")
    (tmp_path / "gross.csv").write_text("\n".join(";".join(map(str, row)) for row in rows))

    for name in ("gross.xlsx", "gross.csv"):
        told = read_sheets(tmp_path / name)[1][0]
        assert len(told.rows) == 2_001
        assert [str(row[1]) for row in told.rows[1:]] == [str(r) for r in range(2_000)]


def test_xls_gives_values_dates_merged_cells_colours_and_crossed_out_ones(tmp_path):
    made = xlwt.Workbook()
    sheet = made.add_sheet("Liste")
    sheet.write_merge(1, 2, 0, 0, "Markt")
    sheet.write(0, 0, "Straße")
    sheet.write(2, 1, 8)
    for c, (value, code) in enumerate(
        [(dt.date(2024, 5, 1), "DD.MM.YYYY"), (0.5, "0%"), (True, "General"), (7, "General")], 1
    ):
        sheet.write(1, c, value, xlwt.easyxf(num_format_str=code))
    red = xlwt.easyxf("pattern: pattern solid, fore_colour red; font: struck_out on")
    sheet.write(3, 0, "leer", red)
    sheet.write(60_000, 0, None, xlwt.easyxf("pattern: pattern solid, fore_colour red"))
    sheet.row(3).hidden = True
    made.add_sheet("Alt").visibility = 1
    made.save(str(tmp_path / "liste.xls"))

    kind, (told, old) = read_sheets(tmp_path / "liste.xls")

    assert kind == "xls"
    assert told.rows[1] == ["Markt", MAY_DAY, 0.5, True, 7]
    assert told.merged == [(1, 0, 2, 0)]
    assert (told.fills, told.struck, told.hidden) == ({(3, 0): "FF0000"}, {(3, 0)}, 1)
    assert (len(told.rows), told.formats) == (4, {(1, 2): "0%"})
    assert old.hidden_sheet and not told.hidden_sheet


def test_ods_repeated_cells_and_rows_are_counted_as_shown(tmp_path):
    def cell(text: str, **more: str) -> str:
        told = "".join(f' table:{key.replace("_", "-")}="{value}"' for key, value in more.items())
        inner = f"<text:p>{text}</text:p>" if text else ""
        kind = ' office:value-type="string"' if text else ""
        return f"<table:table-cell{kind}{told}>{inner}</table:table-cell>"

    def row(*cells: str, times: int = 1) -> str:
        repeated = f' table:number-rows-repeated="{times}"'
        return f"<table:table-row{repeated}>{''.join(cells)}</table:table-row>"

    day = '<table:table-cell office:value-type="date" office:date-value="2024-05-01"/>'
    share = '<table:table-cell office:value-type="percentage" office:value="0.5"/>'
    yes = '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    body = (
        row(cell("Straße"), cell("", number_columns_repeated="2"), cell("Status"))
        + row(cell("", number_columns_repeated="4"), times=3)
        + row(cell("Markt", number_columns_repeated="2"), day, share, yes, times=2)
        + row(cell("", number_columns_repeated="1024"), times=1_000_000)
    )
    kind, (sheet,) = read_sheets_of(tmp_path, ods(body), "liste.ods")

    assert kind == "ods"
    assert [at + 1 for at, r in enumerate(sheet.rows) if r[0]] == [1, 5, 6]
    assert sheet.rows[0][3] == "Status"
    assert sheet.rows[4] == ["Markt", "Markt", MAY_DAY, 0.5, True]


def test_ods_tells_colours_crossed_out_cells_comments_and_what_is_hidden(tmp_path):
    styles = (
        '<style:style style:name="rot"><style:table-cell-properties fo:background-color="#ff0000"/>'
        '</style:style><style:style style:name="weg" style:parent-style-name="rot">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    )
    text = "<text:p>a<text:s text:c='2'/>b</text:p><text:p>c</text:p>"
    body = (
        '<table:table-row><table:table-cell table:number-rows-spanned="2" '
        f'table:style-name="rot" office:value-type="string">{text}</table:table-cell>'
        '<table:table-cell table:style-name="weg" office:value-type="float" office:value="7">'
        "<office:annotation><text:p>seit Mai</text:p></office:annotation><text:p>7</text:p>"
        "</table:table-cell></table:table-row>"
        '<table:table-row table:visibility="filter"><table:covered-table-cell/>'
        '<table:table-cell table:formula="of:=1/0"/><table:table-cell office:value-type="time" '
        'office:time-value="PT09H30M00S"/></table:table-row>'
    )

    (sheet,) = read_sheets_of(tmp_path, ods(body, styles), "liste.ods")[1]

    assert sheet.rows == [["a  b\nc", 7, None], [None, None, dt.time(9, 30)]]
    assert sheet.fills == {(0, 0): "FF0000", (0, 1): "FF0000"}
    assert (sheet.struck, sheet.comments) == ({(0, 1)}, {(0, 1): "seit Mai"})
    assert (sheet.merged, sheet.hidden) == ([(0, 0, 1, 0)], 1)
    assert sheet.faults == {(1, 1): "formula_without_value"}


def read_sheets_of(folder: Path, content: bytes, name: str) -> tuple[str, list[Sheet]]:
    path = folder / name
    path.write_bytes(content)
    return read_sheets(path)


# --- texts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        CSV, CSV.replace(";", "\t"), CSV.replace(";", "|"), CSV.replace(";", ","),
        CSV.replace("\n", "\r\n"), CSV.replace("\n", "\r"), "sep=;\n" + CSV, "SEP=,\r\n" +
        CSV.replace(";", ","), "\ufeff" + CSV, CSV.replace("leer", '"leer"'),
        "Straße       Hausnr.  Status\nKönigstraße  1        leer\nAm Tor       2        belegt\n",
        CSV.replace("leer", "le\x00er"),
    ],
)  # fmt: skip
def test_however_a_text_table_is_written_it_is_the_same_grid(tmp_path, text):
    assert [row[:3] for row in read(tmp_path, text, "liste.xls").rows] == ROWS


def test_titles_and_comments_above_the_header_keep_their_lines(tmp_path):
    text = "Leerstand, Stand: 01.10.2024\n# aus dem GIS, 3 Spalten\n\n" + CSV

    sheet = read(tmp_path, text)

    assert sheet.rows[0] == ["Leerstand, Stand: 01.10.2024"]
    assert sheet.rows[3:] == ROWS


def test_semicolons_win_where_every_cell_has_a_decimal_comma(tmp_path):
    assert read(tmp_path, "a;b;c\n" + "1,5;2,5;3,5\n" * 5).rows[1] == ["1,5", "2,5", "3,5"]


def test_a_quote_that_never_ends_is_an_error_with_its_line(tmp_path):
    text = CSV + 'Markt;3;"leer\n' + "Markt;4;belegt\n" * 3

    with pytest.raises(SourceError, match="line 4"):
        read(tmp_path, text)


# --- vector files and zips ------------------------------------------------------------------


def places() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "strasse": ["Markt", "Am Tor", None],
            "hnr": [1, 2, 3],
            "seit": [None, "2024-05-01", None],
        },
        geometry=[shapely.Point(1, 2), shapely.box(10, 10, 20, 20), None],
        crs=25833,
    )


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "gml"])
def test_a_vector_file_is_a_table_with_a_place(tmp_path, ending):
    path = tmp_path / f"leer.{ending}"
    crs = 4326 if ending == "geojson" else 25833
    places().set_crs(crs, allow_override=True).to_file(path)
    before = sorted(p.name for p in tmp_path.iterdir())

    kind, (sheet,) = read_sheets(path)

    assert kind == ending
    rows = [dict(zip(sheet.rows[0], row, strict=True)) for row in sheet.rows[1:]]
    assert [row["strasse"] for row in rows] == ["Markt", "Am Tor", None]
    assert [int(row["hnr"]) for row in rows] == [1, 2, 3]
    assert sheet.rows[0][-2:] == ["x", "y"]
    assert [(row["x"], row["y"]) for row in (rows[0], rows[2])] == [(1.0, 2.0), (None, None)]
    assert 10 < rows[1]["x"] < 20 and 10 < rows[1]["y"] < 20
    assert sheet.crs is not None and sheet.crs.to_epsg() == crs
    assert sorted(p.name for p in tmp_path.iterdir()) == before  # reading leaves nothing behind


def test_a_geopackage_gives_a_sheet_for_each_layer_with_attributes(tmp_path):
    path = tmp_path / "stadt.gpkg"
    places().to_file(path, layer="Leerstand")
    places()[["geometry"]].iloc[:1].to_file(path, layer="Umriss")
    places().drop(columns="geometry").pipe(pyogrio.write_dataframe, path, layer="Liste")  # fmt: skip

    sheets = read_sheets(path)[1]

    assert [sheet.name for sheet in sheets] == ["Leerstand", "Liste"]
    assert sheets[1].rows[0] == ["strasse", "hnr", "seit"]
    assert sheets[1].crs is None


def test_a_zip_of_tables_gives_a_sheet_for_each_named_by_its_file(tmp_path):
    folder = tmp_path / "shape"
    folder.mkdir()
    shapefile(folder, text=["Bäcker"], encoding="cp1252", cpg="UTF-8")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Daten/2023.csv", CSV)
        archive.writestr("Daten/2024.xlsx", book(lambda s: None))
        archive.writestr("Liesmich.txt", "Bitte sorgsam behandeln.\nDas Amt\n")
        archive.writestr("__MACOSX/Daten/._2023.csv", "\x00\x05\x16\x07")
        archive.writestr("kaputt.xlsx", b"PK\x03\x04")
        for file in sorted(folder.iterdir()):
            archive.write(file, f"Daten/geo/{file.name}")

    kind, sheets = read_sheets_of(tmp_path, out.getvalue(), "alles.zip")

    assert kind == "zip"
    assert [sheet.name for sheet in sheets] == ["2023", "2024", "nutzung"]
    assert sheets[0].rows == sheets[1].rows == ROWS
    assert sheets[2].rows[1][0] == "Bäcker" and sheets[2].crs is not None
    assert any("kaputt.xlsx" in note.de for note in sheets[0].notes)


def test_a_zip_cannot_write_outside_and_cannot_fill_the_disk(tmp_path, monkeypatch):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../weg.csv", CSV)
        archive.writestr("/etc/weg.csv", CSV)
    sheets = read_sheets_of(tmp_path, out.getvalue(), "boese.zip")[1]
    assert [sheet.rows for sheet in sheets] == [ROWS, ROWS]
    assert not any(path.name == "weg.csv" for path in tmp_path.parent.rglob("*.csv"))

    monkeypatch.setattr("innenstadt_gis.ingest.registers.grids.packed._LARGEST", 1_000_000)
    bomb = zipped(bombe_csv=b"0" * 2_000_000)
    with pytest.raises(SourceError, match="far too much"):
        read_sheets_of(tmp_path, bomb, "bombe.zip")


def test_a_json_list_of_objects_is_a_table(tmp_path):
    text = '[{"strasse": "Markt", "hnr": 1}, {"strasse": "Am Tor", "status": "leer"}]'
    assert read(tmp_path, text, "liste.json").rows == [
        ["strasse", "hnr", "status"], ["Markt", 1, None], ["Am Tor", None, "leer"],
    ]  # fmt: skip


def test_a_damaged_prj_costs_the_crs_alone(tmp_path):
    path = shapefile(tmp_path, text=["a"], encoding="utf-8", cpg=None)
    path.with_suffix(".prj").write_text('PROJCS["ETRS_1989_UTM_Zo')

    (sheet,) = read_sheets(path)[1]

    assert (sheet.rows[1][0], sheet.crs) == ("a", None)
    assert ".prj" in sheet.notes[0].de


def test_a_shapefile_without_its_dbf_says_which_file_is_missing(tmp_path):
    path = shapefile(tmp_path, text=["a"], encoding="utf-8", cpg=None)
    path.with_suffix(".dbf").unlink()
    assert ".dbf" in fault_of(path).text.de


# --- laws -----------------------------------------------------------------------------------


def seeds() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        places().to_file(path)
        geopackage = path.read_bytes()
        shapefile(Path(folder), text=["Bäcker"], encoding="utf-8", cpg=None)
        dbf = (Path(folder) / "nutzung.dbf").read_bytes()
    return {
        "xlsx": book(lambda s: s.merge_cells("A2:A3")), "xls": xls(), "ods": ods(
            '<table:table-row table:number-rows-repeated="2"><table:table-cell '
            'office:value-type="float" office:value="2" table:number-columns-repeated="3"/>'
            "</table:table-row>" * 2
        ),
        "csv": CSV.encode("cp1252"),
        "zip": zipped(a_csv=CSV, b_csv=CSV), "gpkg": geopackage, "kml": KML.encode(), "dbf": dbf,
    }  # fmt: skip


def parts() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        shapefile(Path(folder), text=["Bäcker", "Friseur"], encoding="cp1252", cpg=None)
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


SEEDS = seeds()
PARTS = parts()


def mutated(content: bytes, seed: int) -> bytes:
    """Some bytes changed, a piece cut out or doubled, the end cut off."""
    chance = random.Random(seed)
    made = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(max(len(made), 1))
        what = chance.randrange(4)
        if what == 0 and made:
            made[at] = chance.randrange(256)
        elif what == 1:
            del made[at : at + chance.randint(1, 40)]
        elif what == 2:
            made[at:at] = made[at : at + chance.randint(1, 40)]
        elif chance.random() < 0.3:
            del made[at:]
    return bytes(made)


def grid_or_own_error(content: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"liste.{ending}"
        path.write_bytes(content)
        try:
            sheets = read_sheets(path)[1]
        except InnenstadtError as error:
            named = str(error).startswith(path.name)
            sheets = []
        else:
            named = True
    assert named
    assert all(isinstance(row, list) for sheet in sheets for row in sheet.rows)
    assert {code for sheet in sheets for code in sheet.faults.values()} <= set(REPAIRS)


@pytest.mark.parametrize("kind", sorted(SEEDS))
@given(seed=st.integers(0, 10**9))
@settings(max_examples=60)
def test_whatever_happened_to_a_file_it_is_a_grid_or_our_own_error(kind, seed):
    grid_or_own_error(mutated(SEEDS[kind], seed), kind)


@given(content=st.binary(max_size=300))
def test_whatever_bytes_are_a_grid_or_our_own_error(content):
    grid_or_own_error(content, "csv")


@given(seed=st.integers(0, 10**9))
@settings(max_examples=60)
def test_a_workbook_with_changed_parts_is_a_grid_or_our_own_error(seed):
    """Changes behind the checksum of the zip: they reach the reader."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SEEDS["xlsx"])) as old, zipfile.ZipFile(out, "w") as new:
        for n, name in enumerate(old.namelist()):
            content = old.read(name)
            new.writestr(name, mutated(content, seed + n) if (seed >> n) % 3 == 0 else content)
    grid_or_own_error(out.getvalue(), "xlsx")


@given(seed=st.integers(0, 10**9))
@settings(max_examples=40)
def test_a_shapefile_with_damaged_parts_is_a_grid_or_our_own_error(seed):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for n, (name, content) in enumerate(sorted(PARTS.items())):
            new.writestr(name, mutated(content, seed + n) if (seed >> n) % 2 else content)
    grid_or_own_error(out.getvalue(), "zip")


CELL = st.text(
    st.characters(codec="cp1252", categories=("L", "N", "P", "Zs")), min_size=0, max_size=12
).filter(lambda text: text == text.strip() and "\xa0" not in text)


@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8))
@settings(max_examples=80)
def test_rows_are_counted_as_excel_counts_them(rows):
    """Every value stands in a workbook's row where openpyxl put it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "liste.xlsx"
        path.write_bytes(book(lambda s: None, rows))
        told = read_sheets(path)[1][0]
        again = openpyxl.load_workbook(path).active
    for r, row in enumerate(told.rows):
        for c, value in enumerate(row):
            if (r, c) not in told.faults:
                assert (value or None) == (again.cell(r + 1, c + 1).value or None)


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["a.xlsx", "b.csv", "c.xlsx"])
def test_mutated_copies_of_real_registers_are_a_grid_or_our_own_error(shared, name):
    (path,) = (shared / "data").glob(f"*/registers/*_{name}")
    content = path.read_bytes()
    for seed in range(25):
        grid_or_own_error(mutated(content, seed), path.suffix[1:])


@pytest.mark.realdata
def test_real_cadastre_layers_and_real_texts_become_grids(shared):
    data = shared / "data"
    sheets = read_sheets(data / "alkis_massenheim" / "massenheim.gpkg")[1]
    assert 2453 + 1 in {len(sheet.rows) for sheet in sheets}
    assert all(sheet.crs is None or sheet.crs.to_epsg() == 25832 for sheet in sheets)

    stops = read_sheets(data / "erzgebirge_transit" / "haltestellen-zwoenitz.csv")[1][0]
    assert not stops.faults
    vacant = read_sheets(data / "vacancy_cambridge" / "vacant_storefronts_2020.csv")[1][0]
    assert len(vacant.rows) == 86 + 1
