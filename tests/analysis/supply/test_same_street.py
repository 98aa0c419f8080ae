"""The nearest shape of the same street: held against a plain search through all."""

import hypothesis.strategies as st
import numpy as np
import shapely
from hypothesis import given

from innenstadt_gis.analysis.supply.same_street import nearest_of_street

NAMES = st.sampled_from(["Markt", "Gasse", "Ring", None])
PLACES = st.tuples(st.integers(0, 9), st.integers(0, 9))


def plainly(points, street, lines, of_line, rank):
    told = []
    for k, (point, name) in enumerate(zip(points, street, strict=True)):
        own = [j for j, other in enumerate(of_line) if name is not None and other == name]
        if own:
            told.append((k, min(own, key=lambda j: (round(point.distance(lines[j]), 3), rank[j]))))
    return told


@given(
    st.lists(st.tuples(PLACES, NAMES), max_size=8),
    st.lists(st.tuples(PLACES, PLACES, NAMES), max_size=8),
    st.randoms(use_true_random=False),
)
def test_it_is_what_a_plain_search_finds_with_the_lowest_rank_of_equals(points, lines, random):
    at = np.array([shapely.Point(p) for p, _ in points] + [None], dtype=object)[:-1]
    street = np.array([name for _, name in points] + [None], dtype=object)[:-1]
    shapes = np.array([shapely.LineString([a, b]) for a, b, _ in lines] + [None], dtype=object)[:-1]
    of_shape = np.array([name for *_, name in lines] + [None], dtype=object)[:-1]
    rank = np.array(random.sample(range(len(lines)), len(lines)), dtype=np.intp)

    point, shape = nearest_of_street(at, street, shapes, of_shape, rank=rank)

    found = list(zip(point.tolist(), shape.tolist(), strict=True))
    assert found == plainly(at, street, shapes, of_shape, rank)


def test_what_is_nowhere_has_no_nearest_and_is_none():
    points = np.array([None, shapely.Point(), shapely.Point(1, 1)], dtype=object)
    lines = np.array(
        [None, shapely.LineString(), shapely.LineString([(0, 0), (9, 0)])], dtype=object
    )
    names = np.array(["Markt"] * 3, dtype=object)

    point, shape = nearest_of_street(points, names, lines, names)

    assert (point.tolist(), shape.tolist()) == ([2], [2])
