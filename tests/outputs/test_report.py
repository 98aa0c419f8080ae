"""The report, read as a planner reads it."""

from __future__ import annotations

import re

import pytest

from innenstadt_gis.outputs.report import report_html, report_paper
from innenstadt_gis.outputs.values import coverage_text


@pytest.fixture(scope="module")
def release(musterstadt_for):
    return musterstadt_for["intern"]


@pytest.fixture(scope="module", params=["de", "en"])
def page(request, release):
    paper = report_paper(release, version="0", lang=request.param, pictures=False)
    text = report_html(paper)
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def test_what_holds_for_all_units_is_not_told_in_the_words_of_the_shops(release, page):
    lang = "de" if '<html lang="de"' in page else "en"
    every, shops = release.figure("core_hours"), release.figure("core_hours_retail")

    assert every.method != shops.method
    assert f"<td>K-02</td><td>{every.method.to(lang)}" in page
    assert f"<td>K-02 {shops.group.to(lang)}</td><td>{shops.method.to(lang)}" in page


def test_nobody_is_a_tenth_of_a_person(page):
    row = re.search(r"<td>E-02</td>.*?</tr>", page).group()

    assert re.search(r"<td>2[.,]983 (von|of) 3[.,]012</td>", row)


def test_no_sentence_ends_twice(page):
    assert not re.search(r"[^.]\.\. ", page)


def test_one_of_a_kind_is_in_the_singular(page):
    assert not re.search(r">1 (Flächen|Lücken|Grundstücke|Paare|sites|gaps|plots|pairs)<", page)
    assert re.search(r">1 (Fläche|site)<", page)


def test_nearly_all_is_not_written_as_all():
    assert coverage_text(0.9975, "de").replace("\u00a0", " ") == "99,8 %"
    assert coverage_text(0.99961, "de") == "fast alle"
    assert coverage_text(1.0, "de").replace("\u00a0", " ") == "100 %"
    assert coverage_text(0.93, "de").replace("\u00a0", " ") == "93 %"


def test_square_metres_are_not_read_as_shops(page):
    row = re.search(r"<td>L-05</td>.*?</tr>", page).group()

    # 58 units of known status and area: see the areas in musterstadt.units
    assert re.search(r"<td>1[.,]434 (von|of) 5[.,]010 m²</td>", row)
