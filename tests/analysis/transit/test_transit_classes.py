"""The tables of transit quality classes, cell by cell, written out by hand."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.analysis.transit.class_tables import (
    ARE,
    CLASS_TABLES,
    GERMAN,
    GERMAN_COMPACT,
    GERMAN_EXTENDED,
    OEROK_LIKE,
)
from innenstadt_gis.analysis.transit.classes import WINDOW_S
from innenstadt_gis.errors import InputError

# minutes -> category for each group; "-" is none. Every bound from below, on it, from above.
GERMAN_CATEGORIES = """
        A    B    C
0.5     I    I    II
4.99    I    I    II
5       I    I    II
5.01    I    II   III
9.99    I    II   III
10      I    II   III
10.01   II   III  IV
19.99   II   III  IV
20      II   III  IV
20.01   III  IV   V
39.99   III  IV   V
40      III  IV   V
40.01   IV   V    VI
60      IV   V    VI
60.01   V    VI   VII
119.99  V    VI   VII
120     V    VI   VII
120.01  -    -    -
"""
COMPACT_CATEGORIES = """
        A    B    C
5       I    I    II
5.01    I    II   III
10      I    II   III
10.01   II   III  IV
20      II   III  IV
20.01   III  IV   V
40      III  IV   V
40.01   IV   V    VI
60      IV   V    VI
60.01   -    -    -
"""
EXTENDED_CATEGORIES = """
        A    B    C
5       I    I    II
10      I    II   III
20      II   III  IV
40      III  IV   V
60      IV   V    VI
60.01   V    VI   VII
120     V    VI   VII
120.01  VI   VII  VIII
210     VI   VII  VIII
210.01  -    -    -
"""
ARE_CATEGORIES = """
        A1   A2   B    C
0.5     I    I    II   V
4.99    I    I    II   V
5       I    II   III  V
9.99    I    II   III  V
10      II   III  IV   V
19.99   II   III  IV   V
20      III  IV   V    V
39.99   III  IV   V    V
40      IV   V    V    V
60      IV   V    V    V
60.01   -    -    -    V
120     -    -    -    V
120.01  -    -    -    V
"""
OEROK_CATEGORIES = """
        1    2    3    4
4.99    I    I    II   III
5       I    II   III  III
9.99    I    II   III  III
10      II   III  IV   IV
19.99   II   III  IV   IV
20      III  IV   V    V
39.99   III  IV   V    V
40      IV   V    VI   VI
60      IV   V    VI   VI
60.01   V    VI   VII  VII
120     V    VI   VII  VII
120.01  -    VII  VIII VIII
210     -    VII  VIII VIII
210.01  -    -    -    -
"""

# category -> class at so many metres
GERMAN_CLASSES = """
      0  299.99 300 300.01 499.99 500 500.01 750 750.01 1000 1000.01
I     A  A      A   A      A      A   B      B   C      C    -
II    A  A      A   B      B      B   C      C   D      D    -
III   B  B      B   C      C      C   D      D   E      E    -
IV    C  C      C   D      D      D   E      E   F      F    -
V     D  D      D   E      E      E   F      F   -      -    -
VI    E  E      E   F      F      F   -      -   -      -    -
VII   F  F      F   -      -      -   -      -   -      -    -
"""
COMPACT_CLASSES = """
      0  299.99 300 300.01 499.99 500 500.01 750 750.01 1000 1000.01
I     A  A      A   A      A      A   B      B   C      C    -
II    A  A      A   B      B      B   C      C   D      D    -
III   B  B      B   C      C      C   D      D   E      E    -
IV    C  C      C   D      D      D   E      E   -      -    -
V     D  D      D   E      E      E   -      -   -      -    -
VI    E  E      E   -      -      -   -      -   -      -    -
"""
EXTENDED_CLASSES = """
      0  300 300.01 500 500.01 750 750.01 1000 1000.01 1250 1250.01
I     A  A   A      A   B      B   C      C    D       D    -
II    A  A   B      B   C      C   D      D    E       E    -
III   B  B   C      C   D      D   E      E    F       F    -
IV    C  C   D      D   E      E   F      F    G       G    -
V     D  D   E      E   F      F   G      G    -       -    -
VI    E  E   F      F   G      G   -      -    -       -    -
VII   F  F   G      G   -      -   -      -    -       -    -
VIII  G  G   -      -   -      -   -      -    -       -    -
"""
ARE_CLASSES = """
      0  299.99 300 300.01 499.99 500 500.01 750 750.01 1000 1000.01
I     A  A      A   A      A      A   B      B   C      C    -
II    A  A      B   B      B      B   C      C   D      D    -
III   B  B      C   C      C      C   D      D   -      -    -
IV    C  C      D   D      D      D   -      -   -      -    -
V     D  D      -   -      -      -   -      -   -      -    -
"""
OEROK_CLASSES = """
      0  300 300.01 500 500.01 750 750.01 1000 1000.01 1250 1250.01
I     A  A   A      A   B      B   C      C    D       D    -
II    A  A   B      B   C      C   D      D    E       E    -
III   B  B   C      C   D      D   E      E    F       F    -
IV    C  C   D      D   E      E   F      F    G       G    -
V     D  D   E      E   F      F   G      G    G       G    -
VI    E  E   F      F   G      G   -      -    -       -    -
VII   F  F   G      G   G      G   -      -    -       -    -
VIII  G  G   G      G   -      -   -      -    -       -    -
"""


def cells(text):
    """Yield (name of the row, name of the column, cell) of a table written as text."""
    head, *rows = [line.split() for line in text.strip().splitlines()]
    for name, *values in rows:
        assert len(values) == len(head)
        for column, value in zip(head, values, strict=True):
            yield name, column, value


def said(found):
    assert len(found) == 1
    return "-" if pd.isna(found[0]) else found[0]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (GERMAN, GERMAN_CATEGORIES),
        (GERMAN_COMPACT, COMPACT_CATEGORIES),
        (GERMAN_EXTENDED, EXTENDED_CATEGORIES),
        (ARE, ARE_CATEGORIES),
        (OEROK_LIKE, OEROK_CATEGORIES),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_every_category_is_that_of_the_printed_table_also_on_its_bounds(table, text):
    for minutes, group, expected in cells(text):
        assert said(table.category(group, float(minutes))) == expected, (minutes, group)
    assert tuple(table.groups) == tuple(text.split()[: len(table.groups)])


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (GERMAN, GERMAN_CLASSES),
        (GERMAN_COMPACT, COMPACT_CLASSES),
        (GERMAN_EXTENDED, EXTENDED_CLASSES),
        (ARE, ARE_CLASSES),
        (OEROK_LIKE, OEROK_CLASSES),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_every_class_is_that_of_the_printed_table_also_on_its_bounds(table, text):
    for category, metres, expected in cells(text):
        assert said(table.quality_class(category, float(metres))) == expected, (category, metres)
    assert set(table.classes) == {line.split()[0] for line in text.strip().splitlines()[1:]}


def test_arrays_are_looked_up_row_by_row_and_blanks_stay_blank():
    found = GERMAN.category(["A", None, "C", "?"], [5.0, 5.0, np.nan, 5.0])
    classes = GERMAN.quality_class(["I", None, "II"], [np.nan, 1.0, np.inf])

    assert [None if pd.isna(v) else v for v in found] == ["I", None, None, None]
    assert pd.isna(classes).all()
    assert len(GERMAN.category([], [])) == 0


def test_a_ropeway_without_any_departure_has_no_category():
    assert said(ARE.category("C", np.inf)) == "-"


def test_the_window_is_840_minutes():
    assert WINDOW_S[1] - WINDOW_S[0] == 840 * 60


@pytest.mark.parametrize("table", CLASS_TABLES.values(), ids=list(CLASS_TABLES))
def test_a_table_names_its_source_and_its_doubts_in_both_languages(table):
    for text in (table.label, table.source, table.notes, *table.groups.values()):
        assert text.de
        assert text.en
    assert table.names == tuple(sorted(table.names))


@pytest.mark.parametrize("table", CLASS_TABLES.values(), ids=list(CLASS_TABLES))
@given(data=st.data())
def test_more_departures_and_a_better_vehicle_never_worsen_and_nearer_never_worsens(table, data):
    minutes = st.floats(0.1, 300)
    metres = st.floats(0, 1500)
    quick, slow = sorted(data.draw(st.tuples(minutes, minutes)))
    near, far = sorted(data.draw(st.tuples(metres, metres)))
    groups = [g for g in table.groups if not (table is ARE and g == "C")]  # always V
    better, worse = sorted(data.draw(st.tuples(*[st.integers(0, len(groups) - 1)] * 2)))
    if table is OEROK_LIKE:
        better = worse  # its doubtful cells (120 to 210 minutes) break this between groups

    def rank(group, interval, distance):
        category = table.category(group, interval)
        name = said(table.quality_class(category, distance))
        return len(table.names) if name == "-" else table.names.index(name)

    assert rank(groups[better], quick, near) <= rank(groups[worse], slow, far)


@pytest.mark.parametrize("table", CLASS_TABLES.values(), ids=list(CLASS_TABLES))
def test_the_radius_of_a_class_is_where_it_ends(table):
    for category in table.classes:
        for name in table.names:
            radius = table.radius_m(category, name)
            if radius:
                inside = said(table.quality_class(category, radius - 0.001))
                beyond = said(table.quality_class(category, radius + 0.001))
                assert inside <= name
                assert beyond == "-" or beyond > name


def routes(**columns):
    frame = pd.DataFrame(columns)
    frame["route_type"] = frame["route_type"].astype("Int64")
    return frame.assign(mode_doubt=columns.get("mode_doubt", ""))


def test_vehicles_are_grouped_as_each_system_says_and_unknown_ones_are_of_the_lowest():
    some = routes(
        mode=["rail", "subway", "tram", "funicular", "bus", "ferry", "cable_car", None],
        route_type=[2, 1, 0, 7, 3, 4, 6, None],
    )

    assert GERMAN.groups_of(some).tolist() == ["A", "A", "B", "B", "C", "C", "C", "C"]
    assert ARE.groups_of(some).tolist() == ["A2", "B", "B", "C", "B", "B", "C", "B"]
    assert OEROK_LIKE.groups_of(some).tolist() == ["2", "2", "3", "3", "4", "4", "4", "4"]


def test_finer_codes_tell_fast_trains_express_buses_and_trolleybuses():
    some = routes(
        mode=["rail", "rail", "rail", "rail", "bus", "bus", "bus", "bus"],
        route_type=[101, 103, 105, 106, 702, 700, 800, 11],
    )

    assert OEROK_LIKE.groups_of(some).tolist() == ["1", "1", "1", "2", "2", "4", "3", "3"]


def test_a_bus_coded_as_a_fast_train_stays_a_bus():
    some = routes(mode=["bus"], route_type=[102], mode_doubt=["named_bus"])

    assert OEROK_LIKE.groups_of(some).tolist() == ["4"]


def test_a_table_with_a_hole_is_refused():
    with pytest.raises(InputError, match="do not fit"):
        dataclasses.replace(GERMAN, categories=GERMAN.categories[:-1])
    with pytest.raises(InputError, match="do not fit"):
        dataclasses.replace(GERMAN, lowest="Z")
