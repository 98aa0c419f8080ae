"""What is called sound of an Office file is: each way to break one is found."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from tests.office import faults

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def parts():
    book = Workbook()
    book.active["A1"] = "Markt 1"
    book.active["A1"].hyperlink = "https://example.org/"
    data = io.BytesIO()
    book.save(data)
    with zipfile.ZipFile(data) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(parts, twice=()):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as new:
        for name in [*parts, *twice]:
            new.writestr(name, parts[name])
    return data.getvalue()


def test_a_sound_one_has_no_fault(parts):
    assert faults(packed(parts)) == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (lambda p: packed(p)[:-30], "not a zip file"),
        (lambda p: packed(p).replace(b"<sheetData>", b"<sheetDatb>"), f"{SHEET}: damaged"),
        (lambda p: packed(p, twice=[SHEET]), f"{SHEET}: twice"),
        (lambda p: packed(p | {SHEET: p[SHEET][:-9]}), SHEET),
        (lambda p: packed({n: c for n, c in p.items() if n != SHEET}), "no part"),
        (lambda p: packed({n: c for n, c in p.items() if n != SHEET}), "a type, but no part"),
        (lambda p: packed(p | {"xl/media/bild.tiff": b"II*"}), "xl/media/bild.tiff: no type"),
        (lambda p: packed({n: c for n, c in p.items() if "Types" not in n}), "missing"),
        (lambda p: packed({n: c for n, c in p.items() if "sheet1.xml.rels" not in n}),
         f"{SHEET}: no relation rId1"),
    ],
)  # fmt: skip
def test_a_broken_one_is_found(parts, broken, told):
    found = faults(broken(parts))

    assert any(told in one for one in found), found
