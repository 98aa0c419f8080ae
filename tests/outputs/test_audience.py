"""Who may see what: counted by hand on a street of nine units."""

import datetime as dt
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.errors import InputError, UnsafeOutputError
from innenstadt_gis.importlog import ImportLog, Row, SourceLog
from innenstadt_gis.outputs.audience import release, soften
from innenstadt_gis.outputs.suppression import (
    public_figures,
    suppress_cells,
    suppress_tables,
    unsafe_cells,
)
from innenstadt_gis.tables import Column, Table
from innenstadt_gis.tables.findings import SECTION_DENSITY
from innenstadt_gis.town import Figure, Findings, Town
from innenstadt_gis.words import Text

STATUSES = [*["occupied"] * 4, *["vacant"] * 3, "at_risk", "unknown"]
SECRET = "0170 9999991"


@pytest.fixture
def town():
    n = len(STATUSES)
    premises = gpd.GeoDataFrame(
        {
            "status": STATUSES,
            "name": [f"Laden {i}" for i in range(n)],
            "reason": ["Nachfolge offen"] * n,
            "condition": ["schlecht"] * n,
            "in_register": [True] * n,
            "located_by": ["address"] * n,
            "source": ["register"] * n,
            "own_column": list(range(n)),
        },
        index=[f"u-{i}" for i in range(n)],
        geometry=gpd.points_from_xy(range(n), range(n)),
        crs="EPSG:25833",
    )
    log = ImportLog(
        (SourceLog(role="register", file="l.csv", kind="csv", rows=(Row(None, 2, "record"),)),)
    )
    return Town.from_tables(
        name="Ort", crs="EPSG:25833", survey_day=dt.date(2026, 1, 1), premises=premises, log=log,
        personal=frozenset({SECRET, "Erika Beispielfrau"}),
    )  # fmt: skip


def status_figures(**counts):
    return tuple(
        Figure(
            id=f"S-{i:02}", key=f"status_{status}", label=Text(status, status), unit="units",
            value=float(n), counted=("u-1",),
        )
        for i, (status, n) in enumerate(counts.items())
    )  # fmt: skip


def test_outside_the_town_hall_a_unit_at_risk_is_an_occupied_one(town):
    softened = soften(town, "workshop").premises["status"].value_counts()

    assert softened["occupied"] == 5  # 4 occupied and 1 at risk
    assert "at_risk" not in softened
    assert soften(town, "intern").premises["status"].eq("at_risk").sum() == 1


def test_each_audience_sees_the_columns_marked_for_it(town):
    seen = {a: release(soften(town, a), Findings(), a).tables for a in ("intern", "workshop")}

    assert {"reason", "condition", "own_column"} <= set(seen["intern"]["premises"].columns)
    assert {"name", "status"} <= set(seen["workshop"]["premises"].columns)
    assert not {"reason", "condition", "own_column"} & set(seen["workshop"]["premises"].columns)


def test_the_public_sees_no_single_unit_and_no_row(town):
    public = release(soften(town, "oeffentlich"), Findings(), "oeffentlich")

    assert not {"premises", "records", "history", "links", "conflicts"} & set(public.tables)
    assert public.log.sources[0].rows == ()


def test_the_public_figures_list_no_units(town):
    findings = Findings(figures=status_figures(occupied=20, vacant=9))

    public = release(town, findings, "oeffentlich")

    assert all(f.counted == () for f in public.figures)
    assert [f.value for f in public.figures] == [20, 9]


def test_a_small_class_takes_the_zeros_and_the_next_smallest_with_it(town):
    counts = {"occupied": 20, "vacant": 9, "partly_vacant": 0, "interim_use": 1, "gone": 5}
    findings = Findings(figures=status_figures(**counts, unknown=4))

    public = {f.key: f.value for f in release(town, findings, "oeffentlich").figures}

    assert public == {
        "status_interim_use": None,  # 1 is fewer than 3
        "status_partly_vacant": None,  # a zero here would tell what the small ones are
        "status_occupied": None,  # else 1 = known - 20 - 9; the vacant are in the headline
        "status_vacant": 9,
        "status_gone": 5,  # stands on no side of the rate
        "status_unknown": 4,
    }


def test_a_figure_for_the_town_hall_stays_there(town):
    inside = replace(status_figures(at_risk=4)[0], audience="intern")

    assert release(town, Findings(figures=(inside,)), "workshop").figures == ()
    assert release(town, Findings(figures=(inside,)), "intern").figures == (inside,)


def test_cells_are_safe_with_three_units_and_none_or_three_vacant_but_not_all():
    units = pd.Series([3, 3, 2, 5, 4, 0, 9])
    vacant = pd.Series([0, 3, 0, 2, 3, 0, 0])

    withheld = unsafe_cells(units, vacant)

    # 3/0 safe; 3/3 all vacant; 2 too few; 5/2 two vacant; 4/3 safe; empty tells nothing; 9/0
    assert withheld.tolist() == [False, True, True, True, False, False, False]


def test_a_lone_unsafe_cell_takes_the_smallest_safe_one_with_it():
    withheld = unsafe_cells(pd.Series([10, 5, 4]), pd.Series([1, 0, 0]))

    assert withheld.tolist() == [True, False, True]


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=30).map(
        lambda pairs: [(n, min(n, k)) for n, k in pairs]
    )
)
def test_what_is_published_is_safe_and_never_lacks_exactly_one_cell(cells):
    units = pd.Series([n for n, _ in cells])
    vacant = pd.Series([k for _, k in cells])

    withheld = unsafe_cells(units, vacant)
    filled = units > 0

    for n, k in zip(units[filled & ~withheld], vacant[filled & ~withheld], strict=True):
        assert n >= 3
        assert k == 0 or k >= 3
        assert k < n
    assert withheld.sum() != 1 or filled.sum() == 1


def test_withheld_cells_lose_every_count_but_keep_their_place():
    rows = SECTION_DENSITY.conform(
        gpd.GeoDataFrame(
            {
                "street": ["A", "B", "C"], "number": [1, 1, 1], "units": [6, 5, 4],
                "known": [6, 5, 4], "vacant": [0, 1, 3], "unknown": [0, 0, 0],
                "centreline_m": [60.0, 60, 60], "units_per_100m": [10.0, 8, 7],
                "vacancy_rate": [0.0, 0.2, 0.75],
            },
            index=["a", "b", "c"],
            geometry=[shapely.LineString([(0, i), (60, i)]) for i in range(3)],
            crs="EPSG:25833",
        )
    )  # fmt: skip

    done, withheld = suppress_cells(rows, SECTION_DENSITY)

    assert withheld == ("b", "c")

    assert done["vacant"].isna().tolist() == [False, True, True]  # b alone, c is the smallest
    assert done["units"].isna().tolist() == [False, True, True]
    assert done.geometry.notna().all()


def cells(units, *, groups=None, streets=None):
    """A made-up table of cells with two kinds of sets."""
    table = Table(
        name="cells", label=Text("", ""), index="cell", cells=("units", "vacant"),
        within=("street", "dimension"),
        columns=(
            Column(name="units", kind="integer", label=Text("", "")),
            Column(name="vacant", kind="integer", label=Text("", "")),
        ),
    )  # fmt: skip
    rows = pd.DataFrame(
        {"units": units, "vacant": 0, "dimension": groups or "a", "street": streets or "s"}
    )
    return rows, table


def test_no_street_is_left_with_one_withheld_section():
    # sections of two streets; 2 units are too few in the first street, and again in the second
    rows, table = cells([2, 9, 8, 2, 7, 6], streets=list("xxxyyy"))

    done, withheld = suppress_cells(rows, table)

    assert withheld == (0, 2, 3, 5)  # each takes the next smallest of its own street
    assert done["units"].isna().tolist() == [True, False, True, True, False, True]


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from("ab"), st.sampled_from("xyz")),
        min_size=1, max_size=25,
    )
)  # fmt: skip
def test_every_set_lacks_no_cell_or_several_or_has_no_other(cases):
    rows, table = cells(
        [n for n, _, _ in cases], groups=[g for _, g, _ in cases], streets=[s for _, _, s in cases]
    )

    done, _ = suppress_cells(rows, table)

    for column in table.within:
        for _, some in rows[rows["units"] > 0].groupby(column):
            gone = int(done.loc[some.index, "units"].isna().sum())
            assert gone != 1 or len(some) == 1


def test_what_one_table_withholds_its_twin_withholds_too():
    streets, table = cells([9, 9, 2, 9], groups=list("aaaa"), streets=list("xxyy"))
    streets.index = [f"section:{i}" for i in range(4)]
    sections = streets.set_axis(list("0123"))
    other = replace(table, name="sections", within=("street", ""), twin=("cells", "section:"))

    done, withheld = suppress_tables(
        {"cells": streets, "sections": sections}, {"cells": table, "sections": other}
    )

    # 2 units are too few; within their street the other goes too, in both tables
    assert done["cells"]["units"].isna().tolist() == [False, False, True, True]
    assert done["sections"]["units"].isna().tolist() == done["cells"]["units"].isna().tolist()
    assert ("sections", "3") in withheld


def test_a_variant_that_differs_by_two_units_from_the_headline_is_not_published():
    def rate(key, k, n):
        return Figure(
            id="L-00", key=key, label=Text("", ""), unit="share", value=k / n, numerator=k,
            denominator=n, base="register",
        )  # fmt: skip

    figures = (
        rate("vacancy_rate", 25, 201), rate("vacancy_rate_ground_floor", 23, 190),
        rate("vacancy_rate_longer", 20, 201),
    )  # fmt: skip
    public = {f.key: f.value for f in public_figures(figures, set())}

    assert public["vacancy_rate"] == 25 / 201
    assert public["vacancy_rate_ground_floor"] is None  # 25 - 23: two upstairs
    assert public["vacancy_rate_longer"] == 20 / 201


def test_lists_that_tell_of_single_shops_stay_in_the_town_hall(town):
    figure = replace(status_figures(occupied=4)[0], rows_audience="intern")

    (seen,) = release(town, Findings(figures=(figure,)), "workshop").figures
    (inside,) = release(town, Findings(figures=(figure,)), "intern").figures

    assert seen.counted == ()
    assert seen.value == 4
    assert inside.counted == ("u-1",)


def test_a_name_from_the_contacts_is_scrubbed_out_of_any_cell(town):
    rows = town.premises.copy()
    rows.loc["u-0", "name"] = "bei Erika Beispielfrau klingeln"

    seen = release(town.replace(premises=rows), Findings(), "intern").tables["premises"]

    assert pd.isna(seen.loc["u-0", "name"])
    assert seen.loc["u-1", "name"] == "Laden 1"


def test_the_table_of_places_in_a_pdf_is_no_telephone_number_and_its_text_is_looked_at(
    town, tmp_path
):
    seen = release(town.replace(personal=frozenset({"0170170 00000"})), Findings(), "intern")
    places = b"\nxref\n0 2\n0000000000 65535 f\r\n0000170170 00000 n\r\ntrailer\n"

    assert seen.write(tmp_path / "rat.pdf", b"%PDF-1.7 Text" + places).is_file()
    for leak in (b"%PDF-1.7 0170170 00000" + places, b"0170170 00000" + places, places):
        with pytest.raises(UnsafeOutputError):
            seen.write(tmp_path / "leak.pdf", leak)


def test_a_file_that_would_hold_a_contact_is_not_written(town, tmp_path):
    seen = release(town, Findings(), "intern")

    with pytest.raises(UnsafeOutputError, match=r"leak\.html"):
        seen.write(tmp_path / "leak.html", f"<p>{SECRET}</p>")

    assert list(tmp_path.iterdir()) == []


def test_an_unknown_audience_is_named_with_those_there_are(town):
    with pytest.raises(InputError, match="there are: intern, workshop, oeffentlich"):
        soften(town, "presse")
