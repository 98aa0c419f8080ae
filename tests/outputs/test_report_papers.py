"""The report as page, PDF and Word: the same words, real structure, nothing run, the same bytes."""

from __future__ import annotations

import datetime as dt
import importlib
import io
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape

import docx
import pytest
from PIL import Image

from innenstadt_gis import pipeline
from innenstadt_gis.errors import InputError
from innenstadt_gis.outputs.chapters import CHAPTERS
from innenstadt_gis.outputs.report import report_docx, report_html, report_paper, report_pdf
from innenstadt_gis.outputs.report.pdf import TEMPLATE, pdf_value
from innenstadt_gis.outputs.sentences import headline
from innenstadt_gis.outputs.town_map.compose import town_layers
from innenstadt_gis.outputs.typeset import typeset_query
from innenstadt_gis.words import Text

#: Runs in typst, in HTML, as a field or formula, or breaks XML, wherever it is pasted instead of set.
NASTY = '#panic("x") $a_1$ [b] @c <script>alert(1)</script> & =1+1 {PAGE} \\ `d`'
DAY = dt.date(2026, 9, 15)


@pytest.fixture(scope="module")
def release(musterstadt_for):
    return musterstadt_for["workshop"]


@pytest.fixture(scope="module")
def paper(release):
    return report_paper(release, version="0")


@pytest.fixture(scope="module")
def hostile(release):
    """The same report, a group and a reason of whose figures were named by somebody hostile."""
    nasty = Text(NASTY, NASTY)
    figures = tuple(
        replace(f, group=nasty) if f.id == "L-11:marktplatz"
        else replace(f, value=None, why=nasty) if f.key == "vacancy_rate_lasting"
        else f
        for f in release.figures
    )  # fmt: skip
    return report_paper(replace(release, figures=figures), version="0", pictures=False)


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u200b", ""))


def words_of(made):
    """All text of a Word document, tables too."""
    document = docx.Document(io.BytesIO(made))
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return plain("\n".join([*(p.text for p in document.paragraphs), *cells]))


def words(node):
    """All text in what the press tells of an element."""
    if isinstance(node, dict):
        return "".join(
            words(one) for key, one in node.items() if key in {"body", "text", "children"}
        )
    if isinstance(node, list):
        return "".join(map(words, node))
    return node if isinstance(node, str) else ""


def test_all_themes_appear_each_with_its_question_and_card_and_those_without_data_say_why(paper):
    assert [page.title for page in paper.pages] == [chapter.title.de for chapter in CHAPTERS]
    for page in paper.pages:
        assert page.question.endswith("?")
        said = [word for word, _ in page.card.lines]
        assert said == ["Frage", "Daten", "Methode", "Aussagegrenze", "Im Workshop nutzen"]
        assert page.figures is not None or page.missing, page.key
    ideas = paper.pages[-1]
    assert ideas.figures is None and "DATEN.md" in ideas.missing[0]  # Musterstadt has no notes


def test_the_headline_is_said_in_the_same_words_on_page_paper_and_in_word(release, paper):
    said = headline(release.figure("vacancy_rate")).de

    assert pdf_value(paper)[0]["headline"] == said
    assert said in unescape(report_html(paper))
    assert plain(said) in words_of(report_docx(paper, day=DAY))


def test_the_pdf_that_lies_there_holds_the_headline_on_its_first_page(
    release, paper, pdftoppm, tmp_path
):
    (tmp_path / "b.pdf").write_bytes(report_pdf(paper, day=DAY))
    reader = shutil.which("pdftotext", path=str(pdftoppm.parent))
    done = subprocess.run(
        [reader, "-l", "1", str(tmp_path / "b.pdf"), "-"], capture_output=True, check=True
    )

    first = plain(done.stdout.decode())
    assert plain(headline(release.figure("vacancy_rate")).de).replace(" ", "") in first.replace(
        " ", ""
    )
    assert "Seite 1 /" in first and "WORKSHOP" in first


def test_nothing_that_somebody_typed_is_run_and_all_of_it_is_shown(hostile):
    page = report_html(hostile)
    value, _ = pdf_value(hostile)
    tables = plain(words(typeset_query(TEMPLATE, value, "table")))
    items = plain(words(typeset_query(TEMPLATE, value, "list")))

    assert "<script" not in page and NASTY in unescape(page)
    assert NASTY in words_of(report_docx(hostile, day=DAY))
    assert NASTY in tables and NASTY in items
    assert report_pdf(hostile, day=DAY).startswith(b"%PDF")


def test_the_same_release_gives_the_same_bytes(release, paper):
    again = report_paper(release, version="0")

    assert [c.picture for c in again.charts] == [c.picture for c in paper.charts]
    assert report_html(again) == report_html(paper)
    assert report_pdf(again, day=DAY) == report_pdf(paper, day=DAY)
    assert report_docx(again, day=DAY) == report_docx(paper, day=DAY)


def test_word_has_headings_tables_with_heads_alternative_texts_and_german(paper):
    document = docx.Document(io.BytesIO(report_docx(paper, day=DAY)))
    styles = [p.style.name for p in document.paragraphs]
    xml = document.element.xml

    assert (
        styles.count("Heading 1") == 1 + len(CHAPTERS) + 3
    )  # data situation, annex, data, sources
    assert "Heading 2" in styles and "Heading 3" in styles
    assert len(document.tables) > 20
    assert xml.count("<w:tblHeader/>") == len(document.tables)
    told = re.findall(r'<wp:docPr [^>]*descr="([^"]+)"', xml)
    assert told == [plain_xml(c.picture.alt) for c in paper.charts] and len(told) > 10
    assert 'w:lang w:val="de-DE"' in document.styles.element.xml
    assert document.core_properties.language == "de-DE"
    assert document.core_properties.created.date() == DAY


def plain_xml(text):
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def test_every_picture_is_fine_enough_and_says_figure_source_and_day(paper):
    names = [chart.picture.name for chart in paper.charts]

    assert len(set(names)) == len(names) > 10
    for chart in paper.charts:
        picture = chart.picture
        assert [round(x) for x in Image.open(io.BytesIO(picture.png)).info["dpi"]] == [300, 300]
        svg = picture.svg.decode()
        assert "Stand 15.09.2026" in svg and "WORKSHOP" in svg and "Musterstadt" in svg
        assert re.search(r">[A-Z]-\d\d", svg), picture.name
        assert picture.alt and chart.caption.startswith("Abb. ")
        fetched = set(re.findall(r"https?://[^\"' ]+", svg))
        assert fetched <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
        assert "<script" not in svg and "<image" not in svg and "@import" not in svg


def test_the_page_fetches_and_runs_nothing(paper):
    page = report_html(paper)

    assert "default-src 'none'" in page and "<script" not in page
    assert set(re.findall(r'(?:src|href)="([^"]{5})', page)) <= {"data:", *(
        f"#{key}"[:5] for key in [*(p.key for p in paper.pages), "datenlage", "daten", "quellen"]
    )}  # fmt: skip
    assert not re.search(r"https?://|url\(", re.sub(r'src="data:[^"]+"', "", page))


def test_the_traffic_light_is_told_in_words_and_by_shape(paper):
    lights = {one.what: one for one in paper.lights}

    register = lights["Leerstandskataster: daten/leerstand_2026.xlsx"]
    assert (register.sign, register.word) == ("▲", "mit Lücken")  # 4 of 64 unknown
    assert "Status bei 6\u00a0% nicht bekannt" in register.why
    assert lights["Thema: Hinweise aus Workshops"].sign == "■"
    assert {one.sign for one in paper.lights} == {"●", "▲", "■"}
    assert "4" in paper.fixes[0] or any("4" in fix for fix in paper.fixes)


def test_the_public_pictures_and_papers_hold_no_unit_and_no_withheld_street(musterstadt_for):
    seen = musterstadt_for["oeffentlich"]
    paper = report_paper(seen, version="0")
    drawn = {chart.picture.name: chart.picture for chart in paper.charts}

    withheld = {f.group.de for f in seen.figures if f.id.startswith("L-11:") and f.value is None}
    assert withheld  # streets of too few units are drawn without a value, or not at all
    bars = drawn.get("L-11_strassen")
    for street in withheld if bars is not None else ():
        assert f">{street}<" not in bars.svg.decode()
    assert "karte_mix" not in drawn and "karte_change" not in drawn
    single = {"units", "mix", "change", "duration"}
    assert not single & {layer.key for layer in town_layers(seen, "de")}


def test_a_report_is_written_as_its_name_says(release, paper, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "_released", lambda *_, **__: release)
    for room in (
        pipeline,
        importlib.import_module("innenstadt_gis.pipeline.write"),
    ):  # the pictures of this test are drawn already
        monkeypatch.setattr(room, "report_paper", lambda *_, **__: paper)

    assert pipeline.write_report(None, tmp_path / "rat.docx").read_bytes()[:2] == b"PK"
    folder = pipeline.write_report(None, tmp_path / "rat")
    lying = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert {"bericht.html", "bericht.pdf", "bericht.docx"} <= lying
    assert {"abbildungen/L-11_strassen.png", "abbildungen/L-11_strassen.svg"} <= lying
    with pytest.raises(InputError, match=r"\.html, \.pdf or \.docx"):
        pipeline.write_report(None, tmp_path / "rat.odt")
