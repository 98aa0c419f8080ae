"""Common opening hours, read of what people write, and who works together."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from innenstadt_gis.analysis.cooperation import (
    ask_instead,
    hours_figures,
    membership_figures,
    open_hours,
    osm_hours,
    week_of,
    weeks_of,
)
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.cooperation import ask_cooperation
from innenstadt_gis.tables import PREMISES
from innenstadt_gis.tables.findings.cooperation import ASK_INSTEAD, OPEN_HOURS

TODAY = dt.date(2026, 5, 1)


def premises(hours, **columns):
    frame = pd.DataFrame(
        {
            "opening_hours": hours, "status": "occupied", "in_register": True,
            "located_by": "address", "source": "reg", "function": "retail", **columns,
        },
        index=[f"u{i}" for i in range(len(hours))],
    )  # fmt: skip
    points = [Point(0, 0)] * len(frame)
    return PREMISES.conform(gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:25832"))


def figures_of(units):
    weeks = weeks_of(units["opening_hours"], survey_day=TODAY)
    return {f.id: f for f in hours_figures(units, weeks, stated=units["opening_hours"])}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mo-Fr 09:00-18:00; Sa 09:00-12:00; PH off", "Mo-Fr 09:00-18:00; Sa 09:00-12:00; PH off"),
        ("Mo-Fr 9-18 Uhr, Sa 9-12", "Mo-Fr 09:00-18:00, Sa 09:00-12:00"),
        ("Montag bis Freitag: 9.30 - 18.00 Uhr", "Mo-Fr 09:30-18:00"),
        ("Mo, Di, Do 9-12 Uhr und 14-18 Uhr", "Mo,Tu,Th 09:00-12:00,14:00-18:00"),
        ("Mo-Fr 8-12, Mo+Do 14-18 Uhr, sowie nach Vereinbarung", "Mo-Fr 08:00-12:00, Mo,Th 14:00-18:00"),
        ("tgl. 11-22 Uhr, Montag Ruhetag", "Mo-Su 11:00-22:00; Mo off"),
        ("täglich ab 17 Uhr", "Mo-Su 17:00+"),
        ("Mo-Fr 09:00-18:00 Sa 09:00-14:00", "Mo-Fr 09:00-18:00, Sa 09:00-14:00"),
        ("rund um die Uhr", "24/7"),
        ("Do 9-18", "Th 09:00-18:00"),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(written, read):
    assert osm_hours(written) == read


@pytest.mark.parametrize(
    "written",
    ["9-18 Uhr", "nach Vereinbarung", "Mo-Fr 9-25", "Mo", "siehe Aushang", "", "nein",
     "Mi Nachmittag geschlossen; Mo-Fr 9-18", "Mo-Fr 9 Uhr"],
)  # fmt: skip
def test_what_is_not_certain_is_not_guessed(written):
    assert osm_hours(written) is None


@settings(max_examples=200)
@given(st.text(alphabet="MoDiFrSaUhr 0123456789-–:;,.+&/()\n", max_size=40))
def test_no_text_stops_the_reader(text):
    week = week_of(pd.Series([text]), survey_day=TODAY)

    assert week.shape == (1, 168)
    assert week.iloc[0].isna().all() or week.iloc[0].notna().all()


def test_an_hour_is_open_if_half_of_it_is():
    week = week_of(pd.Series(["Mo 09:30-12:15"]), survey_day=TODAY).iloc[0]

    assert [bool(week[f"mo-{h:02d}"]) for h in (8, 9, 10, 11, 12)] == [
        False, True, True, True, False,
    ]  # fmt: skip


def test_nights_run_over_midnight_and_over_the_end_of_the_week():
    week = week_of(pd.Series(["Sa,Su 22:00-02:00"]), survey_day=TODAY).iloc[0]

    assert week["su-01"] and week["mo-00"] and week["mo-01"] and not week["mo-02"]


def test_the_week_is_that_of_the_survey_day_and_knows_no_holidays():
    hours = pd.Series(["May Mo-Su 10:00-12:00", "Mo-Su 10:00-12:00; PH off"])

    may = week_of(hours, survey_day=TODAY)  # 1 May is a holiday, and a Friday
    june = week_of(hours, survey_day=dt.date(2026, 6, 10))

    assert may["fr-10"].tolist() == [True, True]
    assert june["fr-10"].tolist() == [False, True]


FIVE = [
    "Mo-Fr 09:00-12:30,14:00-18:00; Sa 09:00-12:00",  # closes over lunch
    "Mo-Fr 09:00-18:00; Sa 09:00-14:00",
    "Mo-Fr 10:00-18:00; Sa 10:00-14:00",
    "Mo-Sa 10:00-19:00",
    "Mo,Tu 09:00-12:00",  # never in the afternoon: no lunch gap
]


def test_five_shops_counted_by_hand():
    figures = figures_of(premises([*FIVE, None]))

    assert (figures["K-01"].numerator, figures["K-01"].denominator) == (5, 6)
    # Mo, Tu: 10-12 all, 12-13 four (one of them to 12:30), 13-14 three, 14-18 four of five.
    # We-Fr: at most four of five are open: 10-13 and 14-18. Sa: 10-12 four of five.
    assert figures["K-02"].value == 2 * 7 + 3 * 7 + 2
    assert "Mo–Fr 10–13, 14–18 Uhr; Sa 10–12 Uhr" in figures["K-02"].method.de
    assert (figures["K-03"].numerator, figures["K-03"].denominator) == (1, 5)
    assert figures["K-04"].numerator == 3  # until 14, 14 and 19
    assert figures["K-05"].value == 14.0  # three of five
    assert figures["K-06"].numerator == 1  # until 19
    assert figures["K-07"].value == 18.0  # 12, 18, 18, 18, 19
    assert figures["K-04"].unknown == ("u5",)
    assert figures["K-04"].bound_low == 3 / 6
    assert figures["K-04"].bound_high == 4 / 6


def test_shops_are_told_apart_from_the_rest():
    units = premises([*FIVE, *["Mo-Su 17:00-23:00"] * 5], function=["retail"] * 5 + ["gastronomy"] * 5)  # fmt: skip

    figures = figures_of(units)

    assert figures["K-06"].value == 0.6
    assert figures["K-06:retail"].value == 0.2
    assert figures["K-06:retail"].group.de == "Einzelhandel"


def test_of_four_shops_nothing_common_is_said_and_nothing_published():
    figures = figures_of(premises(FIVE[:4]))

    assert figures["K-01"].value == 1.0
    assert all(figures[f"K-0{n}"].value is None for n in range(2, 8))
    assert "4 Einheiten" in figures["K-02"].why.de
    assert "10" not in figures["K-02"].method.de
    assert {f.audience for f in figures.values()} == {"intern"}


def test_hours_that_nobody_understands_are_counted():
    figures = figures_of(premises([*FIVE, "siehe Aushang"]))

    assert figures["K-01"].parameters["not_read"] == 1
    assert figures["K-01"].denominator == 6


def test_how_many_of_the_known_hours_are_fresh_is_said_beside():
    units = premises([*FIVE, None])
    weeks = weeks_of(units["opening_hours"], survey_day=TODAY)
    checked = pd.Series([True, True, False, False, False, True], index=units.index)

    core = hours_figures(units, weeks, checked=checked)[1]

    assert core.parameters["checked_recently"] == 2  # the sixth states no hours
    assert core.method.de.endswith("bekannt, davon 2 in den letzten 24 Monaten geprüft")


@pytest.mark.parametrize("hours", [[], [None], ["siehe Aushang"] * 6, ["24/7"] * 6, ["Mo-Su off"] * 6])  # fmt: skip
def test_strange_towns_get_figures_with_a_reason(hours):
    units = premises(hours)
    weeks = weeks_of(units["opening_hours"], survey_day=TODAY)

    figures = hours_figures(units, weeks)
    table = open_hours(units, weeks)

    OPEN_HOURS.check(table)
    assert len(figures) == 14
    assert len(table) == 336
    assert all(f.why is not None for f in figures if f.value is None)


some_hours = st.sampled_from([*FIVE, "24/7", "Mo-Su 17:00-23:00", "Sa off", None, "unklar"])


@settings(max_examples=40)
@given(st.lists(some_hours, max_size=12), st.randoms(use_true_random=False))
def test_the_table_adds_up_and_the_order_of_rows_does_not_matter(hours, rng):
    units = premises(hours)
    order = list(units.index)
    rng.shuffle(order)
    weeks = weeks_of(units["opening_hours"], survey_day=TODAY)
    shuffled = units.loc[order]
    again = weeks_of(shuffled["opening_hours"], survey_day=TODAY)

    table = open_hours(units, weeks)

    assert (table["open"] <= table["units"]).all()
    assert table["share"].dropna().between(0, 1).all()
    assert table["open"].sum() == 2 * weeks.hours().sum()  # all of them are shops
    pd.testing.assert_frame_equal(table, open_hours(shuffled, again))
    assert hours_figures(units, weeks) == hours_figures(shuffled, again)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(FIVE), min_size=5, max_size=8), st.lists(st.sampled_from(FIVE), max_size=3))  # fmt: skip
def test_bounds_contain_the_truth_for_any_filling_of_the_unknown(known, hidden):
    told = figures_of(premises([*known, *[None] * len(hidden)]))
    truth = figures_of(premises([*known, *hidden]))

    for name in ("K-03", "K-04", "K-06"):
        low, high = told[name].bound_low, told[name].bound_high
        assert low - 1e-12 <= truth[name].value <= high + 1e-12


# membership ----------------------------------------------------------------------


def test_who_says_nothing_stands_on_neither_side():
    units = premises(
        [None] * 6,
        association_member=[True, True, False, True, False, None],
        events=[3, 0, None, None, None, None],
    )

    member, voucher, _, events = membership_figures(units)

    assert (member.numerator, member.denominator, member.unknown) == (3, 5, ("u5",))
    assert (member.bound_low, member.bound_high) == (3 / 6, 4 / 6)
    assert voucher.value is None
    assert voucher.why.de == "keine Angabe"
    assert (events.numerator, events.denominator) == (1, 2)
    assert events.parameters["participations"] == 3
    assert (member.audience, events.audience) == ("oeffentlich", "intern")  # two tell too much


def test_units_of_openstreetmap_alone_count_where_something_is_stated_of_them():
    units = premises(
        [None] * 4,
        in_register=[True, True, False, False],
        association_member=[True, None, True, None],
    )

    member = membership_figures(units)[0]

    assert (member.numerator, member.denominator, len(member.unknown)) == (2, 2, 1)
    assert member.left_out == ("u3",)


def test_what_maps_do_not_measure_is_asked_in_words_of_both_languages():
    table = ask_instead()

    ASK_INSTEAD.check(table)
    assert set(table["theme"]) == {"digital", "cooperation", "image"}
    assert table.notna().all().all()
    assert table["question_de"].is_unique


# Musterstadt ---------------------------------------------------------------------


def test_musterstadt_counted_by_hand(musterstadt):
    answer = ask_cooperation(Asked(musterstadt))
    figures = {f.id: f for f in answer.figures}

    # By rows of `_HOURS` in `musterstadt.osm_units`: 8 until Sat 12, 6 Mon-Fr 10-18, 7 Mon-Sat
    # 8-18, 8 Tue-Sun 11-22, 5 Mon, Tue, Thu 9-18, and the supermarket Mon-Sat 7-20.
    assert figures["K-01"].numerator == 8 + 6 + 7 + 8 + 5 + 1
    assert figures["K-03"].numerator == 0
    assert figures["K-04"].numerator == 7 + 8 + 1
    # Until 12:00 also the 8: 24 of 35; afterwards 16 of 35.
    assert figures["K-05"].value == 12.0
    assert figures["K-06"].numerator == 8 + 1
    assert figures["K-07"].value == 18.0
    # Mon 10-18: 27 of 35 are 77 %; Tue, Thu 10-11: 27 of 35, then all; Wed, Fr 10-11: 22 of 35
    # are 63 %, from 11 on 30 of 35.
    assert figures["K-02"].value == 8 + 8 + 7 + 8 + 7
    assert answer.tables["open_hours"].loc["all-mo-10", ["open", "units"]].tolist() == [27, 35]


def test_musterstadts_town_hall_counted_by_hand(musterstadt):
    figures = {f.id: f for f in ask_cooperation(Asked(musterstadt)).figures}

    # The rows of `musterstadt.cooperation`; of 48 units of the register in use.
    told = {n: (figures[n].numerator, figures[n].denominator) for n in ("K-11", "K-12", "K-13", "K-14")}  # fmt: skip
    assert told == {"K-11": (8, 13), "K-12": (7, 11), "K-13": (6, 12), "K-14": (7, 11)}
    assert figures["K-11"].coverage == 13 / 48
    assert figures["K-14"].parameters["participations"] == 2 + 2 + 1 + 3 + 1 + 2 + 3
    log = next(s for s in musterstadt.log.sources if s.role == "cooperation")
    assert (log.rows_in, log.records, log.nonrecords, log.rejected) == (15, 13, 1, 1)
    assert log.adds_up()


@pytest.mark.realdata
def test_the_hours_of_lauf_are_read_but_for_none(shared):
    import osmium

    extract = shared / "data" / "lauf" / "lauf-200115.osm.pbf"
    texts = [o.tags["opening_hours"] for o in osmium.FileProcessor(extract) if "opening_hours" in o.tags and "shop" in o.tags]  # fmt: skip
    weeks = weeks_of(pd.Series(texts), survey_day=dt.date(2020, 1, 15))

    assert weeks.known.all()
    # Shops of a Bavarian town close by eight, apart from petrol stations: on a weekday at
    # noon most are open, at three in the night nearly none is.
    share = weeks.hours().mean(axis=0)
    assert share[24 + 11] > 0.8
    assert share[24 + 3] < 0.1
    assert np.all(share[6 * 24 : 6 * 24 + 6] < 0.1)


def test_the_usual_closing_counts_those_that_open_on_weekdays():
    units = premises(["Mo-Fr 09:00-18:00"] * 5 + ["Sa 09:00-12:00", None])

    closing = figures_of(units)["K-07"]

    # u5 opens on Saturday alone: the question is not asked of it
    assert closing.counted == ("u0", "u1", "u2", "u3", "u4")
    assert (closing.denominator, closing.unknown) == (5, ("u6",))
    assert closing.left_out == ("u5",)
    assert closing.coverage == pytest.approx(5 / 6)
