"""What is entered of units on the web, who says it, and how fresh it is."""

from __future__ import annotations

import datetime as dt
import json

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.digital import COLUMNS, digital_figures, digital_table, in_use
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.digital import ask_digital
from innenstadt_gis.tables import LINKS, PREMISES, RECORDS
from innenstadt_gis.tables.findings.digital import DIGITAL, PROPERTIES

CRS = "EPSG:25832"
TODAY = dt.date(2026, 5, 1)
FRESH = pd.Timestamp(2026, 1, 1)
STALE = pd.Timestamp(2023, 1, 1)


def premises(**units):
    """Units by id; what is not said of one is that it is an occupied one of the register."""
    plain = {"status": "occupied", "in_register": True, "located_by": "address", "source": "reg"}
    frame = pd.DataFrame.from_dict({u: plain | said for u, said in units.items()}, orient="index")
    points = [Point(0, 0)] * len(frame)
    return PREMISES.conform(gpd.GeoDataFrame(frame, geometry=points, crs=CRS))


def records(**units):
    """What OpenStreetMap says of units, by unit id."""
    rows = {
        f"osm:n{unit}": {
            "unit_id": unit, "status": "occupied", "source": "osm", "located_by": "coordinate",
            "survey_day": FRESH, "observed_on": FRESH, "phone_listed": False,
            "mail_listed": False, "social_listed": False, **said,
        }
        for unit, said in units.items()
    }  # fmt: skip
    frame = pd.DataFrame.from_dict(rows, orient="index")
    if frame.empty:
        return RECORDS.empty(CRS)
    points = [Point(0, 0)] * len(frame)
    return RECORDS.conform(gpd.GeoDataFrame(frame, geometry=points, crs=CRS))


def corrected(unit, field):
    row = {
        "unit_id": unit, "record_id": "corrections:korrekturen.xlsx:2", "linked_id": field,
        "kind": "correction", "confidence": 1.0, "source": "corrections:korrekturen.xlsx",
    }  # fmt: skip
    return LINKS.conform(pd.DataFrame([row], index=["l1"]))


NO_LINKS = LINKS.empty()


def table_of(units, osm=None, links=NO_LINKS):
    table = digital_table(units, records() if osm is None else osm, links, survey_day=TODAY)
    DIGITAL.check(table)
    return table


def figures_of(units, osm=None, links=NO_LINKS):
    table = table_of(units, osm, links)
    return {f.key: f for f in digital_figures(table, units, survey_day=TODAY)}


def test_what_is_not_entered_is_unknown_and_never_a_no():
    units = premises(a={}, b={})
    osm = records(a={"website": "https://a.example", "phone_listed": True}, b={})

    table = table_of(units, osm)

    assert table["website"].tolist() == ["yes", "unknown"]
    assert table["phone"].tolist() == ["yes", "unknown"]  # an unset flag of OpenStreetMap
    assert table["website_by"].isna().tolist() == [False, True]


def test_the_towns_word_goes_before_openstreetmaps():
    units = premises(
        a={"website": "nein", "mail_listed": False, "cashless": True},
        b={"website": "https://b.example"},
    )
    osm = records(a={"website": "https://a.example", "mail_listed": True, "cashless": False}, b={})

    table = table_of(units, osm)

    assert table.loc["a", ["website", "mail", "cashless"]].tolist() == ["no", "no", "yes"]
    assert table.loc["a", ["website_by", "mail_by", "cashless_by"]].tolist() == ["town"] * 3
    assert table.loc["b", ["website", "website_by"]].tolist() == ["yes", "town"]


def test_a_correction_makes_the_town_speak_of_a_unit_that_only_openstreetmap_knows():
    units = premises(a={"in_register": False, "source": "osm", "phone_listed": False})
    osm = records(a={"phone_listed": True})

    before = table_of(units, osm)
    after = table_of(units, osm, corrected("a", "phone_listed"))

    assert before.loc["a", ["phone", "phone_by"]].tolist() == ["yes", "osm"]
    assert after.loc["a", ["phone", "phone_by"]].tolist() == ["no", "town"]


def test_only_units_in_use_are_asked_about():
    units = premises(a={}, b={"status": "vacant"}, c={"status": "gone"}, d={"status": "unknown"})

    figure = figures_of(units, records(a={}))["website_listed"]

    assert figure.denominator == 1
    assert figure.left_out == ("b", "c", "d")


def test_a_cash_only_shop_is_a_no_even_of_openstreetmap():
    table = table_of(premises(a={}), records(a={"cashless": False}))

    assert table.loc["a", ["cashless", "cashless_by"]].tolist() == ["no", "osm"]


def test_seven_in_ten_checks_within_24_months_are_enough_and_fewer_are_not():
    names = [f"u{i}" for i in range(10)]
    units = premises(**{name: {} for name in names})
    web = {"website": "https://x.example"}
    enough = records(**{n: {**web, "observed_on": FRESH if i < 7 else STALE} for i, n in enumerate(names)})  # fmt: skip
    fewer = records(**{n: {**web, "observed_on": FRESH if i < 6 else STALE} for i, n in enumerate(names)})  # fmt: skip

    good, poor = (figures_of(units, osm)["website_listed"] for osm in (enough, fewer))

    assert good.value == 1.0
    assert poor.value is None
    assert (poor.numerator, poor.denominator) == (10, 10)  # the counts stay
    assert "6 von 10" in poor.why.de
    assert poor.interval == ""


def test_a_check_24_months_ago_to_the_day_is_recent():
    osm = records(
        a={"observed_on": pd.Timestamp(2024, 5, 1)}, b={"observed_on": pd.Timestamp(2024, 4, 30)}
    )

    table = table_of(premises(a={}, b={}), osm)

    assert table["checked_recently"].tolist() == [True, False]


def test_the_towns_statement_counts_as_a_check_of_its_day_but_a_step_does_not():
    units = premises(
        said={"website": "ja"},
        long_ago={"website": "ja", "observed_on": STALE},
        step={"step_free": "no"},
    )

    table = table_of(units)

    assert table["checked_recently"].to_dict() == {"said": True, "long_ago": False, "step": False}
    assert table.loc["said", "checked_on"] == pd.Timestamp(TODAY)


def test_the_label_names_the_town_only_where_it_says_something():
    osm = records(a={"website": "https://a.example"})

    alone = figures_of(premises(a={}), osm)["website_listed"]
    both = figures_of(premises(a={"website": "ja"}), osm)["website_listed"]

    assert alone.label.de == "Website in OpenStreetMap eingetragen"
    assert both.label.de == "Website in OpenStreetMap eingetragen oder von der Stadt angegeben"


def test_shares_of_a_handful_of_units_stay_in_the_town_hall():
    few = figures_of(premises(a={}, b={}))
    more = figures_of(premises(**{f"u{i}": {} for i in range(5)}))

    assert {f.audience for f in few.values()} == {"intern"}
    assert {f.audience for f in more.values()} == {"oeffentlich"}
    assert {f.rows_audience for f in more.values()} == {"intern"}


@pytest.mark.parametrize("units", [{}, {"a": {"status": "vacant"}}, {"a": {}}])
def test_strange_towns_get_figures_with_a_reason(units):
    rows = premises(**units) if units else PREMISES.empty(CRS)

    figures = figures_of(rows)

    assert len(figures) == 11
    assert all(f.why is not None for f in figures.values() if f.value is None)


answer = st.fixed_dictionaries(
    {},
    optional={
        "website": st.sampled_from(["nein", "https://x.example", "ja"]),
        "opening_hours": st.just("Mo-Fr 09:00-18:00"),
        "phone_listed": st.booleans(),
        "mail_listed": st.booleans(),
        "cashless": st.booleans(),
        "step_free": st.sampled_from(["yes", "no", "limited"]),
    },
)
towns = st.lists(st.tuples(answer, answer, st.booleans()), min_size=1, max_size=9)


@settings(max_examples=40)
@given(towns, st.randoms(use_true_random=False))
def test_answers_add_up_bounds_hold_and_the_order_of_rows_does_not_matter(town, rng):
    units = premises(
        **{f"u{i}": {**own, "in_register": reg} for i, (own, _, reg) in enumerate(town)}
    )
    osm = records(**{f"u{i}": entered for i, (_, entered, _) in enumerate(town) if entered})
    table = table_of(units, osm)
    figures = digital_figures(table, units, survey_day=TODAY)
    order = list(units.index)
    rng.shuffle(order)
    again = digital_figures(
        table_of(units.loc[order], osm.sample(frac=1, random_state=1)), units.loc[order],
        survey_day=TODAY,
    )  # fmt: skip

    for figure in figures[:7]:
        told = figure.parameters
        assert told["yes"] + told["no"] + told["unknown"] == len(units) == figure.denominator
        assert told["unknown"] == len(figure.unknown)
        if figure.value is not None:
            assert figure.bound_low <= figure.value <= figure.bound_high
    assert again == figures


@settings(max_examples=40)
@given(st.sampled_from(sorted(COLUMNS)), st.booleans(), st.booleans())
def test_whatever_openstreetmap_says_the_towns_answer_wins(name, town, osm):
    if name == "wheelchair":
        own, other = ("yes", "no")
    elif name in ("website", "opening_hours"):
        own, other = ("ja" if town else "nein"), ("x" if osm else None)
    else:
        own, other = town, osm
    table = table_of(premises(a={COLUMNS[name]: own}), records(a={COLUMNS[name]: other}))

    expected = "yes" if town or name == "wheelchair" else "no"
    assert table.loc["a", [name, f"{name}_by"]].tolist() == [expected, "town"]


# Musterstadt ---------------------------------------------------------------------


def test_musterstadt_counted_by_hand(musterstadt):
    figures = {f.key: f for f in ask_digital(Asked(musterstadt)).figures}

    # In use: 44 occupied + 2 partly vacant + 1 interim + 1 at risk, all of them in the extract,
    # + the school and the supermarket of OpenStreetMap alone.
    assert figures["website_listed"].denominator == 50
    # Every second unit of the list that is in use (25), and the supermarket.
    assert figures["website_listed"].numerator == 26
    assert figures["website_listed"].value == 0.52
    assert figures["opening_hours_listed"].numerator == 35  # two of three: 34, and the supermarket
    assert figures["step_free_stated"].numerator == 38  # four of five: 37, and the supermarket
    assert figures["phone_listed"].numerator == 0
    assert figures["found_in_osm"].value == 1.0
    assert figures["found_in_osm"].denominator == 48
    assert figures["checked_recently"].value == 1.0


@pytest.mark.parametrize("audience", ["workshop", "oeffentlich"])
def test_no_per_shop_answer_leaves_the_town_hall(finished, audience):
    columns = {*COLUMNS.values(), "association_member", "voucher", "joint_hours", "events"}

    done = finished(audience)

    for path in done.files:
        content = path.read_bytes()
        assert b"frischemarkt.example" not in content, path.name  # a website of OpenStreetMap
        assert b"Zwetschgenberg" not in content, path.name  # a remark of kooperation.xlsx
        if path.suffix == ".geojson":
            for feature in json.loads(content)["features"]:
                assert not columns & feature["properties"].keys(), path.name
    summary = json.loads((done.out / "summary.json").read_text("utf-8"))
    for figure in summary["figures"]:
        if figure["id"][0] in "DK":
            assert not any(figure.get(k) for k in ("counted", "numerator_ids", "unknown"))


def test_the_town_hall_itself_sees_the_answers(finished):
    done = finished("intern")

    told = (done.out / "report" / "premises.geojson").read_text("utf-8")
    entered = (done.out / "report" / "osm_premises.geojson").read_text("utf-8")

    assert "frischemarkt.example" in entered
    assert '"association_member": true' in told or '"association_member":true' in told


# truth ---------------------------------------------------------------------------


@pytest.mark.realdata
def test_lauf_as_osmium_counts_it(shared, tmp_path):
    import osmium

    extract = shared / "data" / "lauf" / "lauf-200115.osm.pbf"
    (tmp_path / "study.toml").write_text(
        f'[town]\nname = "Lauf"\nsurvey_day = 2020-01-15\n[sources]\nosm = "{extract.resolve().as_posix()}"\n',
        "utf-8",
    )
    town = pipeline.read_town(tmp_path)
    table = digital_table(town.premises, town.records, town.links, survey_day=town.survey_day)
    shops = {
        f"osm:{o.type_str()}{o.id}"
        for o in osmium.FileProcessor(extract)
        if "opening_hours" in o.tags and "shop" in o.tags
    }

    # Every shop tagged with hours was read with them, but for those that are mapped twice.
    read = town.records[town.records["opening_hours"].notna()]
    twice = town.log.sources[0].explained["shops:counted_once"]
    assert len(shops) > 50
    assert len(shops - set(read.index)) <= twice
    assert (table["opening_hours"] == "yes").sum() == in_use(town.premises)["opening_hours"].count()
    # 151 of 424 were edited within 24 months: too few for any share.
    figures = {f.key: f for f in digital_figures(table, town.premises, survey_day=town.survey_day)}
    assert figures["checked_recently"].value < 0.5
    assert all(figures[k].value is None for k in ("website_listed", "phone_listed"))
    assert set(PROPERTIES) <= set(table.columns)
