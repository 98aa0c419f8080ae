"""The press: values are shown and never run, in a tagged PDF of the same bytes every time."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import zlib

import pytest
from PIL import Image

from innenstadt_gis.outputs.typeset import press, printable, typeset, typeset_query

DAY = dt.date(2024, 10, 1)
NASTY = '#panic("x") $a_1$ [b] @c <lbl> *fett* \\ // `roh` #{1+1} = Titel "q"'
TEMPLATE = """
#import "paper.typ": paper, told-table, told-first, shown
#let d = json("data.json")
#show: paper.with(d)
= #d.title
#told-first(d.said)
#d.said
#told-table(d.head_row, d.rows, right: (1,))
#shown("p.svg", d.said, d.said)
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


@pytest.fixture
def template(monkeypatch):
    ours = press._template
    monkeypatch.setattr(
        press, "_template", lambda n: TEMPLATE.encode() if n == "x.typ" else ours(n)
    )
    return "x.typ"


def value(said=NASTY):
    return {
        "title": "Bericht", "lang": "de", "head": "Musterstadt", "stamp": "WORKSHOP", "foot": "Quelle",
        "page_word": "Seite", "said": said, "head_row": ["Was", "Zahl"], "rows": [[said, "1,5"], ["b", "2"]],
    }  # fmt: skip


def words(node):
    """All text in what the press tells of an element."""
    if isinstance(node, dict):
        return "".join(
            words(one) for key, one in node.items() if key in {"body", "text", "children"}
        )
    if isinstance(node, list):
        return "".join(map(words, node))
    return node if isinstance(node, str) else ""


def unpacked(made):
    """The objects of a PDF, also those in packed streams."""
    done = [made]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        with contextlib.suppress(zlib.error):
            done.append(zlib.decompress(packed))
    return b"\n".join(done)


def test_nothing_in_a_value_is_run_and_all_of_it_is_shown(template):
    cells = typeset_query(template, value(), "table", pictures={"p.svg": SVG})

    assert NASTY in words(cells)


def test_a_paper_is_tagged_german_dated_by_its_survey_and_the_same_bytes(template, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    made = typeset(template, value(), day=DAY, pictures={"p.svg": SVG})

    assert made == typeset(template, value(), day=DAY, pictures={"p.svg": SVG})
    assert made.startswith(b"%PDF-1.7")
    told = unpacked(made)
    assert b"/StructTreeRoot" in told and b"/Lang(de)" in told.replace(b" ", b"")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in told
    assert b"D:20241001" in told


def test_signs_that_no_paper_can_hold_stop_no_paper(template):
    said = "a\x07b\u202ec\ud800d\ue000 中文 😀 العربية\u00ad"

    assert printable(said) == "a bc\ufffdd\ufffd 中文 😀 العربية"
    assert typeset(template, value(said), day=DAY, pictures={"p.svg": SVG})


def test_a_photo_is_set_like_a_drawing(template):
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(stream, "JPEG")

    photo = typeset(template, value(), day=DAY, pictures={"p.svg": stream.getvalue()})

    assert b"/Subtype/Image" in unpacked(photo).replace(b" ", b"")


def test_a_picture_never_stands_in_for_a_file_of_ours(template):
    for name in ("main", "data.json", "paper.typ"):
        with pytest.raises(ValueError, match=name):
            typeset(template, value(), day=DAY, pictures={name: b"#panic()"})
