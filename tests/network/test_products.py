"""What a comparison looks like: one scale, no rank, nothing that runs, the same bytes."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import re
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from innenstadt_gis.analysis.comparison.compare import compare_towns
from innenstadt_gis.exchange import HandedOn
from innenstadt_gis.outputs.comparison import (
    HostSheet,
    comparison_pictures,
    gastgeber_pdf,
    vergleich_html,
    vergleich_json,
    vergleich_xlsx,
)
from innenstadt_gis.outputs.comparison.data import comparison_table

HOSTILE = '<script>alert(1)</script>=HYPERLINK("x")'
RANKS = re.compile(
    r"\b(Platz \d|Rang \d|Ranking|beste[rsn]?|schlechteste|Spitzenreiter|Schlusslicht|Sieger|rank \d|best|worst"
    r"|winner|loser)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def comparison(exchange):
    hostile = exchange("Thum", "14521640", vacant=(21, 60), persons=5_000)
    return compare_towns(
        [
            exchange("Zwönitz", "14521710", vacant=(9, 60), persons=11_000),
            replace(hostile, town=f"Thum {HOSTILE}", measures=(HandedOn(measure=HOSTILE),)),
            exchange("Geyer", "14521210", vacant=(30, 80), persons=3_300),
            exchange("Elterlein", "14521180", vacant=(12, 60), situation__scope="vacancies_only"),
        ],
        name="Netz",
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(comparison):
    pictures = comparison_pictures(comparison, "de")
    return vergleich_html(comparison, pictures, version="0"), pictures


def test_all_panels_share_one_scale(comparison, monkeypatch):
    """Every panel of the small multiples ends at 100 % and shows the same rows in the same order."""
    from innenstadt_gis.outputs.comparison import pictures

    panels = []
    draw = pictures._draw_multiples

    def looked_at(*args):
        draw(*args)
        panels.extend(axes for axes in args[-1].axes if axes.get_yticklabels())

    monkeypatch.setattr(pictures, "_draw_multiples", looked_at)
    pictures._multiples(comparison, "de")

    seen = {
        (axes.get_xlim(), axes.get_ylim(), tuple(t.get_text() for t in axes.get_yticklabels()))
        for axes in panels if axes.axison
    }  # fmt: skip
    assert len([axes for axes in panels if axes.axison]) == len(comparison.towns) == 4
    assert len(seen) == 1
    assert next(iter(seen))[0] == (0.0, 1.0)


def test_nothing_ranks_towns(comparison, page):
    html, pictures = page
    said = [html, vergleich_json(comparison, version="0"), *(p.alt for p in pictures)]
    said += [p.svg.decode() for p in pictures]

    assert "keine Rangliste" in html
    for text in said:
        visible = re.sub(r"data:image[^\"]+", "", text).replace("beste Schätzung", "")
        visible = visible.replace("beste Güteklasse", "").replace("no ranking", "")
        assert RANKS.findall(visible) == []


def test_towns_stand_by_size_class_and_name_in_every_table(comparison, page):
    html, _ = page
    order = ["Elterlein", "Geyer", "Thum", "Zwönitz"]
    rows = [
        re.findall(r"<td>(\w+)", table)
        for table in re.findall(r"<table>.*?</table>", html, re.DOTALL)
    ]
    stated = [[cell for cell in cells if cell in order] for cells in rows]

    assert all(cells == [t for t in order if t in cells] for cells in stated[:6])
    assert comparison_table(comparison)["town"].str.split().str[0].tolist()[:4] == order


def test_the_page_holds_nothing_that_runs_or_is_fetched(page):
    html, _ = page
    hidden = [base64.b64decode(d).decode() for d in re.findall(r"base64,([^\"]+)", html)]

    assert "<script" not in html and "&lt;script&gt;" in html
    assert all("<script" not in svg for svg in hidden) and len(hidden) >= 3
    assert re.findall(r"https?://(?!www\.w3\.org)", html + "".join(hidden)) == []
    assert "default-src 'none'" in html


def test_what_is_not_comparable_says_why(comparison, page):
    html, _ = page

    assert (
        "nicht vergleichbar, weil: das Register nennt nur Leerstände, keine belegten Läden" in html
    )
    told = json.loads(vergleich_json(comparison, version="0"))["figures"][0]["towns"]
    assert [t["reasons"] for t in told] == ["vacancies_only", None, None, None]


def test_the_workbook_holds_numbers_and_no_formula(comparison):
    book = load_workbook(io.BytesIO(vergleich_xlsx(comparison, version="0")))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]

    assert [c.coordinate for c in cells if c.data_type == "f"] == []
    profile = book["Profil in Zahlen"]
    head = (
        [c.value for c in profile[4]] if profile.cell(4, 1).value else [c.value for c in profile[3]]
    )
    at = head.index("Wert")
    rates = [row[at].value for row in profile.iter_rows() if row[1].value == "L-01"]
    assert rates == [0.2, 0.375, 0.35, 0.15]


def test_the_same_towns_give_the_same_bytes_in_any_order(comparison):
    from innenstadt_gis.outputs.comparison import pictures

    again = compare_towns(comparison.towns[::-1], name="Netz")
    made = [
        (
            vergleich_xlsx(one, version="0"), vergleich_json(one, version="0"),
            pictures._multiples(one, "de").svg,
        )
        for one in (comparison, again)
    ]  # fmt: skip

    assert made[0] == made[1]


def test_the_hosts_sheet_is_one_page_whatever_it_holds():
    long = (
        "Der Weg vom Bahnhof zum Markt ist mit #Rollator [kaum] $zu schaffen, und das seit Jahren. "
        * 3
    )
    full = HostSheet(
        town=HOSTILE, survey_day=dt.date(2026, 9, 15), facts=(long,) * 5, problems=(long,) * 20,
        attempts=(long,) * 20, questions=(long,) * 20, route=(long,) * 20, route_said=long,
    )  # fmt: skip
    bare = HostSheet(town="Thum", survey_day=dt.date(2026, 9, 15))

    for sheet in (full, bare):
        pdf = gastgeber_pdf(sheet, network="Netz")
        assert pdf == gastgeber_pdf(sheet, network="Netz")
        assert re.findall(rb"/Type/Pages/Count (\d+)", pdf) == [b"1"]
