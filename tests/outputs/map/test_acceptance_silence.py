"""Nothing is asked of the network and nothing is complained of, whatever is opened and pressed."""

from __future__ import annotations

import pytest

from tests.outputs.map import tour

pytestmark = pytest.mark.browser

real = pytest.mark.realdata
MAPS = [
    ("musterstadt", "workshop", 720),
    ("musterstadt", "workshop", 1080),  # what is asked and said hangs hardly on the screen's size
    ("musterstadt", "intern", 720),
    ("musterstadt", "oeffentlich", 720),
    pytest.param("lauf", "intern", 720, marks=real),
    pytest.param("hoyerswerda", "workshop", 720, marks=real),
    ("large", "workshop", 720),
]


@pytest.mark.parametrize(("town", "audience", "height"), MAPS)
def test_every_scene_and_every_key_is_silent(opened, town_page, town, audience, height):
    # `opened` fails at its end where anything was requested, said in the console, or went wrong
    with opened(town_page(town, audience), width=height * 16 // 9, height=height) as page:
        page.evaluate(tour.QUIET)
        played = list(tour.scenes(page))
        assert played == page.evaluate("() => __ig.ig.data.scenes.map(one => one.id)")
        tour.keys(page)
        assert list(tour.in_hand(page)) == ["note", *(["unit"] if audience == "intern" else [])]


@pytest.mark.parametrize(
    ("town", "audience"),
    [
        ("musterstadt", "intern"),
        pytest.param("lauf", "workshop", marks=real),  # all its scenes and keys, too
    ],
)
def test_every_figure_and_every_button_of_every_panel_is_silent(opened, town_page, town, audience):
    with opened(town_page(town, audience)) as page:
        page.evaluate(tour.QUIET)
        defined = [words for _ in tour.scenes(page) for words in tour.figures(page)]
        assert all(defined)
        assert len(defined) > 10
        pressed = list(tour.panels(page))
        assert len(pressed) >= 5
        assert ("k" in pressed) == (audience == "intern")
