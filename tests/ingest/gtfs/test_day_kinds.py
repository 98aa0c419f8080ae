"""Kinds of days told by a feed itself: counted by hand, laws, and two years of real ones."""

from __future__ import annotations

import datetime as dt

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from innenstadt_gis.ingest.gtfs import read_gtfs
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.timetable import DAY_KINDS, calls_on, day_types, trips_on, typical_days

# Twelve weeks from Monday 2 March 2026. Trips: two on every weekday, one more on school days, one
# each on Saturdays and Sundays, each with a service of its own.
FIRST, LAST = dt.date(2026, 3, 2), dt.date(2026, 5, 24)
WEEKLY = {
    "w1": "1,1,1,1,1,0,0", "w2": "1,1,1,1,1,0,0", "school": "1,1,1,1,1,0,0",
    "sa": "0,0,0,0,0,1,0", "su": "0,0,0,0,0,0,1",
}  # fmt: skip
HEAD = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"


def span(first, last):
    return [first + dt.timedelta(n) for n in range((last - first).days + 1)]


def feed(services=WEEKLY, *, off=(), on=(), until=None, cut=None):
    """Give calendars and trips; ``off`` and ``on`` are (service, day); ``cut``: its last day."""
    end = {name: (cut or {}).get(name, until or LAST) for name in services}
    weeks = "".join(f"{n},{days},{FIRST:%Y%m%d},{end[n]:%Y%m%d}\n" for n, days in services.items())
    odd = [f"{n},{d:%Y%m%d},2\n" for n, d in off] + [f"{n},{d:%Y%m%d},1\n" for n, d in on]
    trips = "".join(f"r1,{n},t-{n},0\n" for n in services)
    times = "".join(
        f"t-{n},{6 + k}:00:00,{6 + k}:00:00,A,1\nt-{n},{6 + k}:10:00,{6 + k}:10:00,B,2\n"
        for k, n in enumerate(services)
    )
    return {
        "calendar_txt": HEAD + weeks,
        "calendar_dates_txt": "service_id,date,exception_type\n" + "".join(odd),
        "trips_txt": "route_id,service_id,trip_id,direction_id\n" + trips,
        "stop_times_txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + times,
    }


def holidays(first, last):
    return [("school", day) for day in span(first, last) if day.weekday() < 5]


EASTER = holidays(dt.date(2026, 3, 30), dt.date(2026, 4, 10))
MAY_DAY = [(n, dt.date(2026, 5, 1)) for n in ("w1", "w2", "school")]


def counts(types):
    return types["kind"].value_counts().to_dict()


def test_a_town_bus_with_school_trips_has_four_kinds_of_days(write):
    timetable = read_gtfs(
        write(**feed(off=EASTER + MAY_DAY, on=[("su", dt.date(2026, 5, 1))]))
    )  # fmt: skip

    types = day_types(timetable)

    # 60 Mondays to Fridays less ten days of holidays and the first of May, a Friday
    assert counts(types) == {"school_day": 49, "holiday_day": 10, "saturday": 12, "sunday": 13}
    assert {d for d in types.index if types.kind[d] == "holiday_day"} == {d for _, d in EASTER}
    assert types.loc[dt.date(2026, 5, 1)].to_dict() == {"kind": "sunday", "trips": 1}
    assert list(types["trips"]) == [trips_on(timetable, day) for day in types.index]
    assert set(types["kind"]) <= set(DAY_KINDS)


def test_a_typical_day_of_each_kind_is_named_with_its_trips(write):
    timetable = read_gtfs(write(**feed(off=EASTER + MAY_DAY, on=[("su", dt.date(2026, 5, 1))])))

    typical = typical_days(timetable, near=dt.date(2026, 5, 1))

    # Tuesdays to Thursdays nearest to 1 May; Saturday the 2nd, of Sundays that very day
    assert typical.to_dict("index") == {
        "school_day": {"day": dt.date(2026, 4, 30), "trips": 3, "days": 49},
        "holiday_day": {"day": dt.date(2026, 4, 9), "trips": 2, "days": 10},
        "saturday": {"day": dt.date(2026, 5, 2), "trips": 1, "days": 12},
        "sunday": {"day": dt.date(2026, 5, 1), "trips": 1, "days": 13},
    }
    assert typical_days(timetable).loc["school_day", "day"] == timetable.day


def test_where_nothing_runs_on_sundays_a_sunday_has_no_trip_and_is_one(write):
    services = {n: WEEKLY[n] for n in ("w1", "w2", "sa")}
    saturday = [("sa", dt.date(2026, 5, 2))]
    timetable = read_gtfs(write(**feed(services, off=MAY_DAY[:2] + saturday)))

    types = day_types(timetable)

    # until Saturday 23 May, the last day on which anything runs: 11 Sundays, the first of May,
    # and a holiday on a Saturday
    assert counts(types) == {"weekday": 59, "saturday": 11, "sunday": 13}
    assert types.loc[types["kind"] == "sunday", "trips"].eq(0).all()
    assert calls_on(timetable, typical_days(timetable).loc["sunday", "day"]).empty


def test_a_gap_in_the_feed_is_no_sunday_where_sundays_have_trips(write):
    gap = dt.date(2026, 4, 15)
    timetable = read_gtfs(write(**feed(off=[(n, gap) for n in ("w1", "w2", "school")])))

    assert day_types(timetable).loc[gap].to_dict() == {"kind": "none", "trips": 0}
    assert "none" not in typical_days(timetable).index


def test_a_bus_for_pupils_alone_rests_in_the_holidays(write):
    timetable = read_gtfs(write(**feed({"school": WEEKLY["school"]}, off=EASTER)))

    types = day_types(timetable)

    assert {d for d in types.index if types.kind[d] == "holiday_day"} == {d for _, d in EASTER}
    assert types.loc[dt.date(2026, 3, 31)].to_dict() == {"kind": "holiday_day", "trips": 0}
    assert counts(types)["school_day"] == 50


def test_a_service_cut_for_good_is_no_holiday(write):
    for last in (dt.date(2026, 4, 3), dt.date(2026, 4, 12)):  # up to eight weeks follow
        timetable = read_gtfs(write(**feed(cut={"school": last}, until=dt.date(2026, 6, 14))))

        assert counts(day_types(timetable)) == {"weekday": 75, "saturday": 15, "sunday": 15}


@pytest.mark.parametrize(
    "free",
    [(FIRST, dt.date(2026, 3, 13)), (dt.date(2026, 5, 11), LAST)],
    ids=["begins in holidays", "ends in holidays"],
)
def test_a_feed_may_begin_or_end_in_the_holidays(write, free):
    types = day_types(read_gtfs(write(**feed(off=holidays(*free)))))

    assert {d for d in types.index if types.kind[d] == "holiday_day"} == {
        d for _, d in holidays(*free)
    }


def test_two_odd_days_are_not_yet_holidays(write):
    odd = [("school", dt.date(2026, 4, 14)), ("school", dt.date(2026, 4, 15))]

    assert "weekday" in counts(day_types(read_gtfs(write(**feed(off=odd)))))
    third = [*odd, ("school", dt.date(2026, 4, 16))]
    assert counts(day_types(read_gtfs(write(**feed(off=third)))))["holiday_day"] == 3


def test_a_holiday_on_a_saturday_and_a_christmas_eve_run_as_the_feed_says(write):
    saturday, wednesday = dt.date(2026, 5, 2), dt.date(2026, 5, 6)
    timetable = read_gtfs(write(**feed(
        off=[("sa", saturday), *((n, wednesday) for n in ("w1", "w2", "school"))],
        on=[("su", saturday), ("sa", wednesday)],
    )))  # fmt: skip

    types = day_types(timetable)

    assert types.loc[saturday, "kind"] == "sunday"
    assert types.loc[wednesday, "kind"] == "saturday"


def test_a_timetable_until_further_notice_is_told_in_a_moment(write):
    timetable = read_gtfs(write(**feed(until=dt.date(2099, 12, 31))))

    types = day_types(timetable)

    assert len(types) == 40 * 366 + 1 and set(types["kind"]) == {"weekday", "saturday", "sunday"}


@hypothesis.settings(max_examples=15)
@hypothesis.given(
    off=st.sets(st.tuples(st.sampled_from(list(WEEKLY)), st.integers(0, 83)), max_size=60),
    order=st.permutations(list(WEEKLY)),
)
def test_the_kinds_do_not_depend_on_names_or_order(tmp_path_factory, feed_tables, off, order):
    gone = [(name, FIRST + dt.timedelta(day)) for name, day in sorted(off)]
    told = []
    for n, names in enumerate((list(WEEKLY), order)):
        tables = feed({name: WEEKLY[name] for name in names}, off=gone)
        # times belong to the service, not to its place
        tables["stop_times_txt"] = feed(off=gone)["stop_times_txt"]
        if n:
            tables = {key: text.replace("school", "zz") for key, text in tables.items()}
        told.append(day_types(read_gtfs(feed_tables(tmp_path_factory.mktemp("any"), tables))))

    pd.testing.assert_frame_equal(*told)
    kinds = told[0]
    assert kinds.loc[kinds["kind"] == "none", "trips"].eq(0).all()
    assert not {"weekday", "school_day"} <= set(kinds["kind"])


# real feeds: school holidays and public holidays as the Länder publish them -------


def _days(*spans):
    return {
        day
        for first, last in spans
        for day in span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    }


def _truth(days, school_free, public):
    return [
        "sunday" if day in public or day.weekday() == 6
        else "saturday" if day.weekday() == 5
        else "holiday_day" if day in school_free
        else "school_day"
        for day in days
    ]  # fmt: skip


def test_the_made_up_town_runs_on_weekdays_and_saturdays(tmp_path):
    study = write_musterstadt(tmp_path)
    timetable = read_gtfs(study.parent / "daten" / "gtfs.zip")

    types = day_types(timetable)

    # 15.12.2025 to 12.12.2026: 52 Saturdays (one a holiday, 3 October), 51 Sundays
    assert set(types["kind"]) == {"weekday", "saturday", "sunday"}
    assert counts(types)["saturday"] == 51 and types.loc[dt.date(2026, 10, 3), "kind"] == "sunday"
    assert types.groupby("kind")["trips"].unique().map(list).to_dict() == {
        "weekday": [122], "saturday": [40], "sunday": [0]
    }  # fmt: skip


@pytest.mark.realdata
def test_a_district_of_saxony_keeps_its_holidays_on_348_of_364_days(shared):
    timetable = read_gtfs(
        shared / "data" / "erzgebirge_transit" / "vms_2020_erzgebirgskreis.gtfs.zip"
    )
    school_free = _days(
        ("2019-12-21", "2020-01-03"), ("2020-02-10", "2020-02-22"), ("2020-04-10", "2020-04-18"),
        ("2020-05-22", "2020-05-22"), ("2020-07-20", "2020-08-28"), ("2020-10-19", "2020-10-31"),
    )  # fmt: skip
    public = {
        dt.date.fromisoformat(day)
        for day in ("2019-12-25", "2019-12-26", "2020-01-01", "2020-04-10", "2020-04-13",
                    "2020-05-01", "2020-05-21", "2020-06-01", "2020-10-03", "2020-10-31",
                    "2020-11-18")
    }  # fmt: skip

    types = day_types(timetable)

    truth = _truth(types.index, school_free, public)
    told = pd.crosstab(pd.Series(truth, types.index), types["kind"])
    expected = pd.DataFrame(
        {
            "holiday_day": [60, 0, 14, 0],
            "saturday": [2, 50, 0, 0],
            "school_day": [0, 0, 175, 0],
            "sunday": [0, 0, 0, 63],
        },
        index=["holiday_day", "saturday", "school_day", "sunday"],
    )
    assert np.array_equal(told, expected) and list(told.columns) == list(expected.columns)
    other = set(types.index[types["kind"] != truth])
    # Christmas and New Year's Eve run as Saturdays; from 23 March to 9 April 2020 the schools were
    # closed because of the pandemic, and the buses ran as in the holidays
    assert other == {dt.date(2019, 12, 24), dt.date(2019, 12, 31)} | {
        day for day in span(dt.date(2020, 3, 23), dt.date(2020, 4, 9)) if day.weekday() < 5
    }


@pytest.mark.realdata
def test_a_city_with_little_difference_keeps_its_holidays_on_every_day(shared):
    timetable = read_gtfs(shared / "data" / "heidelberg" / "vrn_gtfs_cut.zip")
    school_free = _days(
        ("2022-06-07", "2022-06-18"), ("2022-07-28", "2022-09-10"), ("2022-10-31", "2022-11-04")
    )
    public = {dt.date(2022, 6, 16), dt.date(2022, 10, 3), dt.date(2022, 11, 1)}

    types = day_types(timetable)

    # 739 trips instead of 748 in the holidays; a third of all trips ends on 30 September
    assert list(types["kind"]) == _truth(types.index, school_free, public)
