"""Time on a slope relative to the flat."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.slopes import tobler_pace


def test_the_pace_is_that_of_toblers_formula():
    # exp(3.5 * (0.15 - 0.05)), exp(3.5 * (0 - 0.05)), exp(3.5 * (0.05 - 0.05))
    assert tobler_pace([0.1, -0.05, -0.1, 0.0]) == pytest.approx(
        [1.4190675, 0.8394570, 1.0, 1.0], abs=1e-6
    )


@given(st.floats(0.5, 1e6), st.sampled_from([1, -1]))
def test_beyond_half_it_gets_no_steeper(slope, sign):
    assert tobler_pace(sign * slope) == tobler_pace(sign * 0.5)


@given(st.floats(0, 0.5), st.floats(0, 0.5))
def test_up_never_takes_less_than_down_and_steeper_up_never_less(a, b):
    assert tobler_pace(a) >= tobler_pace(-a)
    assert (tobler_pace(a) <= tobler_pace(b)) == (a <= b) or tobler_pace(a) == tobler_pace(b)


def test_an_unknown_slope_has_no_pace():
    assert np.isnan(tobler_pace([np.nan, 0.1])).tolist() == [True, False]
