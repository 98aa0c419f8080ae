""" "Which 41?": the finished products of a run name the same units for every figure."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import accumulate

import openpyxl
import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.outputs.behind import PARTS
from innenstadt_gis.outputs.map.digits import read
from innenstadt_gis.tables import AUDIENCES
from tests.studies import lauf_alone

WORDS = {text.de: name for name, text in PARTS.items()}
#: Tables with a row a unit.
OF_UNITS = {"premises", "digital", "transitions", "history"}


# the products, read as others would read them -------------------------------------


def page_block(out) -> dict:
    """The block of data of the map, its lists of numbers spelled out."""
    text = (out / "workshop.html").read_text("utf-8")
    found = re.search(
        r'<script type="application/json" id="ig-data">(.*?)</script>', text, re.DOTALL
    )
    return json.loads(found[1])


def running(text: str) -> list[int]:
    return list(accumulate(int(n) for n in read(text)))


def table(page) -> list[dict]:
    """Rows of a sheet below the head, which is the first row with two words after the title."""
    rows = list(page.iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if n and row[0] and len(row) > 1 and row[1])
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if row[0]]


def in_parts(figure: dict) -> dict[str, set[str]]:
    """Parts of a figure of the summary: which rows it counts above, below, not, not for sure."""
    above, all_, open_, beside = (
        set(figure[key]) for key in ("numerator_ids", "counted", "unknown", "left_out")
    )
    below = all_ - above
    return {
        "numerator": above, "below": below - open_, "open": below & open_,
        "unknown": open_ - all_ - above, "left_out": beside - all_ - above - open_,
    }  # fmt: skip


def alike(parts: dict[str, set]) -> dict[str, set]:
    """Parts that hold something; a denominator, and what is counted without one, alike."""
    done: dict[str, set] = {}
    for name, some in parts.items():
        if some:
            done.setdefault({"denominator": "below", "counted": "below"}.get(name, name), set())
            done[{"denominator": "below", "counted": "below"}.get(name, name)] |= some
    return done


class Products:
    """What the summary, the workbook, the map and the report of one folder say."""

    def __init__(self, out) -> None:
        self.summary = json.loads((out / "summary.json").read_text("utf-8"))
        self.figures = {one["id"]: one for one in self.summary["figures"]}
        self.book = openpyxl.load_workbook(out / "kennzahlen.xlsx")
        self.map = page_block(out)
        self.report = unescape((out / "bericht.html").read_text("utf-8"))

    def sheet(self, name: str) -> dict[str, set[str]]:
        done: dict[str, set] = {}
        for row in table(self.book[name]):
            done.setdefault(WORDS[row["Rolle"]], set()).add(row["Kennung"])
        return alike(done)

    def groups(self) -> dict[tuple[str, str], dict[str, set[str]]]:
        """Parts of every group by its family and its words."""
        if "Zeilen der Aufschlüsselungen" not in self.book.sheetnames:
            return {}
        done: dict[tuple[str, str], dict[str, set[str]]] = {}
        for row in table(self.book["Zeilen der Aufschlüsselungen"]):
            parts = done.setdefault((row["Nr."], row["Gruppe"]), {})
            parts.setdefault(WORDS[row["Rolle"]], set()).add(row["Kennung"])
        return done

    def numbers(self) -> dict[int, str]:
        """Id of a unit by its number on the map, as the workbook's lists of units tell."""
        done = {}
        for page in self.book:
            rows = list(page.iter_rows(values_only=True, max_row=3))
            if len(rows) == 3 and rows[2][:2] == ("Kennung", "Nr. auf der Karte"):
                done |= {r["Nr. auf der Karte"]: r["Kennung"] for r in table(page)}
        done.pop(None, None)
        return done


@pytest.fixture(scope="module", params=AUDIENCES)
def made(request, planted):
    return request.param, Products(planted.run(request.param)[0])


def laid_out(products: Products) -> list[str]:
    """Figures of which a product names other rows than the summary."""
    wrong = []
    groups = products.groups()
    for one, figure in products.figures.items():
        wanted = {name: some for name, some in in_parts(figure).items() if some}
        if not wanted:
            continue
        if figure["group"] is None:
            found = products.sheet(one) if one in products.book.sheetnames else {}
        else:
            family = one.partition(":")[0]
            parts = dict(groups.get((family, figure["group"]), {}))
            everywhere = groups.get((family, "alle Gruppen"), {}).get("denominator", set())
            rest = everywhere - set().union(*parts.values())
            parts["denominator"] = parts.get("denominator", set()) | rest
            found = alike(parts)
        if found != wanted:
            wrong.append(one)
    return wrong


def on_map(products: Products) -> list[str]:
    """Figures of which the map lists other units than the summary, or calls them otherwise."""
    wrong, ids = [], products.numbers()
    for one, told in products.map["figures"].items():
        figure = products.figures[one]
        if figure["base_table"] not in OF_UNITS:
            continue
        wanted = {name: some for name, some in in_parts(figure).items() if some}
        listed = alike({part: {ids.get(n + 1, n) for n in running(text)}
                        for part, text in told["units"].items()})  # fmt: skip
        named = {part: len(names) for part, names in told.get("more", {}).items()}
        named = {
            {"denominator": "below", "counted": "below"}.get(k, k): n for k, n in named.items()
        }
        beside = {part: some - listed.get(part, set()) for part, some in wanted.items()}
        if not all(some <= wanted.get(part, set()) for part, some in listed.items()) or (
            {part: len(some) for part, some in beside.items() if some} != named
        ):
            wrong.append(one)
    return wrong


# what must hold -------------------------------------------------------------------


def test_workbook_and_summary_name_the_same_rows_of_every_figure(made):
    audience, products = made

    assert laid_out(products) == []
    with_rows = [f for f in products.figures.values() if f["counted"]]
    assert len(with_rows) == 0 if audience == "oeffentlich" else len(with_rows) > 250


def test_the_lists_of_the_map_and_the_summary_name_the_same_units(made):
    audience, products = made

    assert on_map(products) == []
    asked = [one for one, told in products.map["figures"].items() if told["units"]]
    if audience == "oeffentlich":
        assert asked == []
        assert all("more" not in told for told in products.map["figures"].values())
    else:
        assert {"L-01", "L-20", "B-02"} <= set(asked)
        rate = products.map["figures"]["L-01"]
        assert {part: len(running(text)) for part, text in rate["units"].items()} == {
            "numerator": 12, "denominator": 48, "unknown": 4, "left_out": 1,
        }  # fmt: skip
        (gone,) = rate["more"]["left_out"]  # pulled down: there is nothing to draw
        assert gone == "Untere Gasse 6, abgegangen"


def test_every_row_behind_a_figure_of_units_says_which_unit_it_is(made):
    _, products = made
    for one, figure in products.figures.items():
        if figure["group"] or one not in products.book.sheetnames:
            continue
        if figure["base_table"] in OF_UNITS:
            rows = table(products.book[one])
            assert [r["Kennung"] for r in rows if not (r["Name"] or r["Adresse"])] == [], one


def test_a_unit_that_a_product_leaves_out_is_found(planted):
    # so that the comparison itself can fail
    products = Products(planted.run("workshop")[0])
    products.figures["L-01"]["numerator_ids"].pop()
    products.figures["L-11:bahnhofstrasse"]["counted"].append("u-0000000000")
    products.figures["L-20"]["numerator_ids"].pop()

    assert {"L-01", "L-11:bahnhofstrasse", "L-20"} <= set(laid_out(products))
    assert {"L-01", "L-11:bahnhofstrasse", "L-20"} <= set(on_map(products))


def said(out, products: Products) -> dict[str, str]:
    """Text of every product that speaks of the town as a whole."""
    readme = {row["Was"]: row["Angabe"] for row in table(products.book["Lies mich"])}
    start = products.map["sentence"]
    story = "\n".join(line for scene in products.map["scenes"] for line in scene["text"])
    return {
        "summary.json": products.summary["headline"], "map": start, "scenes of the map": story,
        "kennzahlen.xlsx": readme["Leerstand"], "bericht.html": products.report,
    } | papers(out)  # fmt: skip


def papers(out) -> dict[str, str]:
    """Text of the report as paper, as far as it was written."""
    from tests.inside import inside

    done = {}
    for name in ("bericht.pdf", "bericht.docx"):
        if (out / name).exists():
            words = " ".join(text for _, text in inside(out / name))
            done[name] = re.sub(r"<[^>]+>", "", words)
    return done


def loose(text: str) -> str:
    """A text with plain spaces, as those who copy from a paper get it."""
    return " ".join(text.split())


def test_every_product_says_the_same_headline_in_the_same_words(made, planted):
    audience, products = made
    out = planted.run(audience)[0]
    headline = products.summary["headline"]
    assert headline.startswith("12 von 60 Ladenlokalen mit bekanntem Status stehen leer")

    silent = [n for n, text in said(out, products).items() if loose(headline) not in loose(text)]

    assert silent == []
    assert headline in planted.run(audience)[1]  # and the command line


def test_every_product_states_the_same_value_of_every_figure(made):
    _, products = made
    lines = [*table(products.book["Kennzahlen"]), *table(products.book["Aufschlüsselungen"])]
    assert len(lines) == len(products.figures)
    for row, figure in zip(
        lines, sorted(products.figures.values(), key=lambda f: f["group"] is not None), strict=True
    ):
        assert row["Nr."] == figure["id"].partition(":")[0]
        for word, key in (("Wert", "value"), ("Zähler", "numerator"), ("Nenner", "denominator"),
                          ("Intervall von", "low"), ("Intervall bis", "high"),
                          ("mindestens (je nach Unbekannten)", "bound_low"),
                          ("höchstens (je nach Unbekannten)", "bound_high"),
                          ("bekannt für", "coverage")):  # fmt: skip
            assert (row[word], figure[key]) == (None, None) or row[word] == pytest.approx(
                figure[key]
            )
    words = {
        (row["Nr."], row.get("Gruppe")): row["Angabe"] or "–" for row in lines
    }  # a figure of the whole has no group
    for one, told in products.map["figures"].items():
        figure = products.figures[one]
        assert told["value"] == words[one.partition(":")[0], figure["group"]], one
        if figure["value"] is not None:
            assert f"<td>{told['value']}</td>" in products.report, one


@pytest.mark.realdata
def test_the_products_of_a_real_town_name_the_same_units(shared, tmp_path):
    lauf_alone(tmp_path, shared)
    pipeline.run(tmp_path, only="map,workbook,summary,report")
    out = tmp_path / "ergebnis"
    products = Products(out)

    assert laid_out(products) == []
    assert on_map(products) == []
    headline = products.summary["headline"]
    assert headline.startswith("25 von 201 Ladenlokalen mit bekanntem Status stehen leer")
    assert [
        n for n, text in said(out, products).items() if loose(headline) not in loose(text)
    ] == []
