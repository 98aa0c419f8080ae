"""The walk on the page is the walk of the command: same choice, same minutes; and it is safe."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.town_walk.plan import choose_stops, shortest_order
from innenstadt_gis.errors import InputError
from innenstadt_gis.outputs.audience import release, soften
from innenstadt_gis.outputs.map import sealed_html
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.pipeline.walk_map import map_walk
from innenstadt_gis.pipeline.walks import WalkAsk, plan_walk

pytestmark = pytest.mark.browser


def seen_by(town):
    return release(town, pipeline.analyse(town), "workshop")


def page_of(seen):
    return sealed_html(map_model(seen, walk=map_walk(seen)))


def walked(town, releases):
    seen = releases["workshop"]
    return soften(town, "workshop"), seen, page_of(seen)


@pytest.fixture(scope="module")
def in_musterstadt(musterstadt, musterstadt_for):
    return walked(musterstadt, musterstadt_for)


@pytest.fixture(scope="module")
def in_lauf(lauf, lauf_for):
    return walked(lauf, lauf_for)


PLAN = """cases => cases.map(({minutes, theme, weight, budget, atStop}) => {
  const known = minutes.map(row => row.map(one => one === null ? Infinity : one));
  const {choose, shorten} = __ig.ig.walkPlan;
  return [choose(known, theme, weight, {budget, atStop}), shorten(known)];
})"""


def walks(seed, count):
    """Random places on a plane, on a grid, with slopes and with ways that are barred."""
    rng = np.random.default_rng(seed)
    for n in range(count):
        size = int(rng.integers(3, 16))
        at = rng.uniform(0, 12, (size, 2))
        if n % 3 == 0:
            at = np.rint(at)  # many ways of the same length
        minutes = np.abs(at[:, None] - at[None]).sum(axis=2)
        minutes += (n % 2) * 0.2 * np.maximum(at[:, None, 0] - at[None, :, 0], 0)  # uphill
        if n % 4 == 0:
            minutes[rng.uniform(size=minutes.shape) < 0.1] = np.inf
        np.fill_diagonal(minutes, 0)
        if n % 2 == 0:
            minutes[-1, :], minutes[:, -1] = minutes[0, :], minutes[:, 0]  # back to the start
        yield (
            minutes, rng.integers(0, 4, size - 2), np.round(rng.uniform(0, 2, size - 2), 1),
            float(rng.integers(20, 120)), float(rng.integers(0, 8)),
        )  # fmt: skip


def test_the_page_plans_as_the_command_does_whatever_the_places(opened, in_musterstadt):
    cases = list(walks(7, 120))
    wanted = [
        [
            choose_stops(minutes, theme.astype(object), weight, budget_min=budget,
                         at_stop_min=stop).order.tolist(),
            shortest_order(minutes, at_stop_min=stop).order.tolist(),
        ]
        for minutes, theme, weight, budget, stop in cases
    ]  # fmt: skip
    given = [
        {
            "minutes": [[one if np.isfinite(one) else None for one in row] for row in minutes],
            "theme": theme.tolist(), "weight": weight.tolist(), "budget": budget, "atStop": stop,
        }
        for minutes, theme, weight, budget, stop in cases
    ]  # fmt: skip
    with opened(in_musterstadt[2]) as page:
        assert page.evaluate(PLAN, given) == wanted
    assert sum(len(chosen) > 2 for chosen, _ in wanted) > 40
    assert max(len(order) for _, order in wanted) > 10


ASK = """asked => {
  const walk = __ig.ig.walk;
  const place = name => ({place: __ig.ig.data.walk.places.findIndex(one => one[0] === name)});
  walk.ask({...asked, start: place(asked.start), end: place(asked.end)});
  const route = walk.route();
  return {minutes: route.minutes, stops: route.rows.map(row => row.place.name),
    legs: route.ways.map(way => [way.minutes, way.metres, way.seats.length, way.toilets.length, way.longest])};
}"""


def both(page, town, seen, *, persona, no_steps, minutes, ends):
    """The walk of the page and that of the command, None where there is none."""
    asked = {
        "minutes": minutes, "atStop": 5, "pace": persona, "noSteps": no_steps,
        "start": ends[0], "end": ends[1],
    }  # fmt: skip
    on_page = page.evaluate(ASK, asked)
    centre = str(town.centres["name"].iloc[0])
    start, end = (None if name == centre else name for name in ends)
    try:
        walk, _ = plan_walk(
            town, seen,
            WalkAsk(minutes=minutes, persona=persona, no_steps=no_steps, start=start,
                    end=end or (None if start is None else centre)),
        )  # fmt: skip
    except InputError:
        assert on_page["stops"] == []
        return None
    return on_page, walk


def assert_same(on_page, walk):
    assert on_page["stops"] == [stop.title.de for stop in walk.stops]
    assert on_page["minutes"] == pytest.approx(walk.minutes, abs=0.1 * len(walk.legs))
    assert len(on_page["legs"]) == len(walk.legs)
    for (minutes, metres, seats, toilets, longest), leg in zip(
        on_page["legs"], walk.legs, strict=True
    ):
        assert minutes == pytest.approx(leg.minutes, abs=0.1)
        assert metres == pytest.approx(leg.metres, abs=3)
        assert (seats, toilets) == (leg.seats, leg.toilets)
        assert longest == pytest.approx(leg.longest_without_seat_m, rel=0.02, abs=3)


def test_a_walk_through_musterstadt_is_the_same_on_the_page_for_every_pace(opened, in_musterstadt):
    town, seen, html = in_musterstadt
    with opened(html) as page:
        for persona, no_steps in product(
            ("adult", "senior_75_84", "rollator", "wheelchair", "wheelchair_electric"),
            (False, True),
        ):
            told = both(page, town, seen, persona=persona, no_steps=no_steps, minutes=60,
                        ends=("Markt", "Markt"))  # fmt: skip
            assert told is not None
            assert_same(*told)


def test_from_the_station_back_to_the_market_is_the_same_too(opened, in_musterstadt):
    town, seen, html = in_musterstadt
    with opened(html) as page:
        told = both(page, town, seen, persona="pram", no_steps=True, minutes=90,
                    ends=("Musterstadt, Bahnhof", "Markt"))  # fmt: skip
        assert_same(*told)


@pytest.mark.realdata
def test_walks_through_lauf_are_the_same_on_the_page(opened, in_lauf):
    town, seen, html = in_lauf
    with opened(html) as page:
        for persona, no_steps, minutes, ends in (
            ("adult", False, 120, ("Markt", "Markt")),
            ("senior_75_84", False, 90, ("Markt", "Markt")),
            ("senior_85", True, 60, ("Lauf (rechts Pegnitz)", "Markt")),
            ("rollator", True, 90, ("Markt", "Lauf (links Pegnitz)")),
            ("wheelchair", False, 60, ("Markt", "Markt")),
            ("wheelchair_electric", False, 45, ("Markt", "Markt")),
        ):
            told = both(
                page, town, seen, persona=persona, no_steps=no_steps, minutes=minutes, ends=ends
            )
            assert told is not None
            assert_same(*told)


PICTURED = """() => {
  const told = [];
  const fill = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { told.push(text); fill.call(this, text, ...at); };
  const made = __ig.ig.picture();
  CanvasRenderingContext2D.prototype.fillText = fill;
  const [r, g, b] = __ig.ig.paint.ui.mark.match(/\\w\\w/g).map(one => parseInt(one, 16));
  const { data } = made.getContext("2d").getImageData(0, 0, made.width, made.height);
  let way = 0;
  for (let i = 0; i < data.length; i += 4) way += data[i] === r && data[i + 1] === g && data[i + 2] === b;
  return [way, told];
}"""


def test_the_scene_of_the_walk_shows_all_of_it_and_so_does_its_picture(opened, in_musterstadt):
    with opened(in_musterstadt[2]) as page:
        page.keyboard.press("2")
        way, words = page.evaluate(PICTURED)
        assert way == 0
        page.evaluate("() => __ig.ig.play(__ig.ig.story.played().find(one => one.id === 'walk'))")
        stops, hidden = page.evaluate(
            """() => { const boxes = all => [...document.querySelectorAll(all)].map(one => one.getBoundingClientRect()).filter(one => one.width);
            const [marks, panels] = [boxes(".ig-walk-stop"), boxes(".ig-panel")];
            const meet = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
            return [marks.length, marks.filter(one => one.left < 0 || one.top < 0 || one.right > innerWidth || one.bottom > innerHeight
              || panels.some(other => meet(one, other))).length]; }"""
        )
        assert stops > 5
        assert hidden == 0
        way, words = page.evaluate(PICTURED)
        assert way > 10_000  # the line, twice as fine as on the screen
        assert {str(n + 1) for n in range(stops)} | {"S"} <= set(words)


@pytest.mark.realdata
def test_the_walk_of_lauf_takes_less_than_60_kb(in_lauf):
    block = in_lauf[2].split('"walk":{', 1)[1].split('"scenes":[', 1)[0]

    assert 20_000 < len(block.encode()) < 60_000


def test_a_stop_that_a_group_cannot_reach_is_said_and_gets_no_line(opened, in_musterstadt):
    """A place far outside of every way: no door, so no way, and no straight line to it."""
    with opened(in_musterstadt[2]) as page:
        page.keyboard.press("r")
        page.evaluate("() => __ig.ig.walkAdd({name: 'Insel', x: -90000, y: -90000})")
        assert "Nicht erreichbar: Insel" in page.locator("#ig-walk").inner_text()
        told = page.evaluate(
            """() => { const r = __ig.ig.walk.route(); const i = r.rows.findIndex(x => x.place.name === "Insel");
              return [r.rows[i].way, r.ways.length, r.rows.length]; }"""
        )
        assert told[0] is None
        assert told[1] == told[2]  # one leg a stop, and the last; none for the island


@pytest.mark.parametrize(
    "brought",
    [
        None, 7, [], {"at": 9e12, "stops": "x"},
        {"at": 9e12, "minutes": 1e9, "atStop": -3, "pace": "__proto__", "start": {"place": 99999},
         "end": {"x": "1", "y": None}, "stops": [{"stop": 1.5}, {"stop": -1}, {"stop": 0}, {"stop": 0},
         {"name": "<img src=x onerror='window.pwned=1'>" * 9, "x": 10, "y": 20}, None, *[{"stop": 3}] * 99]},
    ],
)  # fmt: skip
def test_what_a_copy_brings_is_cut_to_what_a_walk_may_hold(opened, in_musterstadt, brought):
    with opened(in_musterstadt[2]) as page:
        page.evaluate("told => __ig.ig.saved.walk.set(told)", brought)
        page.keyboard.press("r")
        asked = page.evaluate("() => __ig.ig.walk.asked")
        assert 30 <= asked["minutes"] <= 180 and 0 <= asked["atStop"] <= 30
        assert asked["pace"] == "senior_75_84"
        assert asked["start"] == {"place": 0} and asked["end"] is None
        if isinstance(brought, dict) and isinstance(brought["stops"], list):
            assert [one.get("stop", "own") for one in asked["stops"]] == [0, "own", 3]
            assert len(asked["stops"][1]["name"]) == 120
        assert page.evaluate("() => window.pwned") is None


def test_in_public_no_single_unit_can_be_a_proposal(musterstadt_for):
    walk = map_walk(musterstadt_for["oeffentlich"])

    assert walk is not None
    assert not [stop.name for stop in walk.stops if "Ladenlokal" in stop.name]


def test_without_a_network_or_a_centre_the_page_has_no_walk(opened, in_musterstadt, tmp_path):
    town, _, _ = in_musterstadt
    for cut in ({"edges": town.edges.iloc[:0]}, {"centres": town.centres.iloc[:0]}):
        seen = seen_by(town.replace(**cut))
        assert map_walk(seen) is None
    model = map_model(seen)
    assert "walk" not in [scene.id for scene in model.scenes]
    with opened(sealed_html(model)) as page:
        assert page.locator("#ig-open-walk").count() == 0
        assert page.evaluate("() => typeof __ig.ig.walk") == "undefined"


def test_axe_finds_nothing_serious_in_the_panel_and_controls_are_large(opened, in_musterstadt):
    axe = pytest.importorskip("axe_playwright_python.base").AXE_FILE_PATH.read_text("utf-8")
    with opened(in_musterstadt[2]) as page:
        page.evaluate(axe)
        page.keyboard.press("r")
        found = page.evaluate(
            """() => axe.run(document).then(told => told.violations
              .filter(one => ["serious", "critical"].includes(one.impact)).map(one => [one.id, one.nodes[0].html]))"""
        )
        assert found == []
        small = page.evaluate(
            """() => [...document.querySelectorAll("#ig-walk button, #ig-walk input, #ig-walk select")]
              .map(one => [one.getBoundingClientRect(), one.getAttribute("aria-label") || one.outerHTML])
              .filter(([box]) => box.width < 40 || box.height < 40).map(([, name]) => name)"""
        )
        assert small == []
