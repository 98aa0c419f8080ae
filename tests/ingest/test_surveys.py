"""Units from year to year: ids stay, links state their confidence, doubt is asked about."""

import datetime as dt
import random
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from innenstadt_gis.ingest.linking.surveys import LINK_FROM, SURE_FROM
from innenstadt_gis.ingest.registers import read_register
from innenstadt_gis.ingest.units import Units, confirmed_links, found_units, row_identity, unit_id
from innenstadt_gis.tables import BUILDINGS, RECORDS

UTM = CRS.from_epsg(25832)


def survey(year: int, *rows: dict[str, Any], file: str = "liste", month: int = 10) -> Any:
    base = {
        "survey_day": pd.Timestamp(year, month, 1), "status": "occupied", "located_by": "none",
        "source": f"register:{file}{year}-{month}.xlsx",
    }  # fmt: skip
    frame = pd.DataFrame([{**base, **row} for row in rows], dtype=object)
    frame.index = [f"reg:{file}{year}-{month}::{i + 2}" for i in range(len(rows))]
    done = RECORDS.conform(frame)
    if "unit_given" in frame:
        done["unit_given"] = frame["unit_given"]
    return done


def unit(address: str, name: str | None = None, **more: Any) -> dict[str, Any]:
    street, _, number = address.rpartition(" ")
    return {"street": street, "house_number": number, "name": name, **more}


def found(*surveys: Any, **more: Any) -> Units:
    return found_units(
        pd.concat(surveys), ags="1", scope="all_units", survey_day=dt.date(2024, 10, 1),
        buildings=BUILDINGS.empty(UTM), crs=UTM, **more,
    )  # fmt: skip


def ids(told: Units, year: int) -> list[str]:
    rows = told.records[told.records["survey_day"].dt.year == year]
    return rows["unit_id"].tolist()


def test_a_unit_keeps_its_id_while_its_shop_changes() -> None:
    told = found(
        survey(2023, unit("Markt 1", "Bäckerei Huber")), survey(2024, unit("Markt 1", "Handy Eck"))
    )
    assert ids(told, 2023) == ids(told, 2024)
    assert told.candidates.empty  # the only one there: sure


def test_names_find_each_other_whatever_the_order_of_rows() -> None:
    told = found(
        survey(2023, unit("Markt 1", "Bäckerei Huber"), unit("Markt 1", "Optik Blick")),
        survey(2024, unit("Markt 1", "Optik Blick GmbH"), unit("Markt 1", "Bäckerei Huber")),
    )
    assert ids(told, 2024) == ids(told, 2023)[::-1]
    assert told.candidates.empty


def test_of_many_at_one_address_the_one_left_over_is_linked_and_asked_about() -> None:
    told = found(
        survey(2023, unit("Markt 1", "Bäckerei Huber"), unit("Markt 1", "Optik Blick")),
        survey(2024, unit("Markt 1", "Bäckerei Huber"), unit("Markt 1", "Handy Eck")),
    )
    assert ids(told, 2024) == ids(told, 2023)
    asked = told.candidates.iloc[0]
    assert len(told.candidates) == 1
    assert (asked["identity"], asked["linked"]) == ("Markt 1 | Handy Eck", True)
    assert asked["before"] == "Markt 1 | Optik Blick: belegt, Stand 2023-10-01"
    assert LINK_FROM <= asked["confidence"] < SURE_FROM


def test_a_split_unit_is_a_new_unit_with_a_question() -> None:
    told = found(
        survey(2023, unit("Markt 1", "Möbelhaus Groß")),
        survey(2024, unit("Markt 1", "Eisdiele Venezia"), unit("Markt 1", "Nagelstudio Lack")),
    )
    assert not set(ids(told, 2023)) & set(ids(told, 2024))
    assert told.candidates["linked"].tolist() == [False, False]
    assert set(told.candidates["unit_id"]) == set(ids(told, 2023))


def test_merged_units_link_by_name_and_the_other_is_not_listed_again() -> None:
    told = found(
        survey(2023, unit("Markt 1", "Bäckerei Huber"), unit("Markt 1", "Optik Blick")),
        survey(2024, unit("Markt 1", "Bäckerei Huber")),
    )
    huber, optik = ids(told, 2023)
    assert ids(told, 2024) == [huber]
    assert told.premises.loc[optik, ["status", "repairs"]].tolist() == [
        "unknown", "not_listed_again",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now"), [("12-14", "12"), ("12", "12-14"), ("12", "12a"), ("12, 14", "14")]
)
def test_a_house_number_written_otherwise_is_the_same_unit_by_its_name(
    before: str, now: str
) -> None:
    told = found(
        survey(2023, unit(f"Markt {before.replace(' ', '')}", "Bäckerei Huber")),
        survey(2024, unit(f"Markt {now}", "Bäckerei Huber")),
    )
    assert ids(told, 2024) == ids(told, 2023)
    assert told.candidates.empty


def test_a_shop_that_moves_is_another_unit() -> None:
    told = found(
        survey(2023, unit("Markt 1", "Bäckerei Huber")),
        survey(2024, unit("Ring 9", "Bäckerei Huber")),
    )
    assert not set(ids(told, 2023)) & set(ids(told, 2024))
    assert told.candidates.empty


def test_a_house_number_that_one_survey_leaves_out_is_no_other_unit() -> None:
    street_only = {"street": "Markt", "name": "Bäckerei Huber"}
    one = survey(2023, unit("Markt 1", "Bäckerei Huber"), unit("Markt 9", "Optik Blick"))
    two = survey(2024, street_only)
    three = survey(2025, unit("Markt 1", "Bäckerei Huber"))
    told = found(one, two, three)
    assert ids(told, 2024) == ids(told, 2023)[:1] == ids(told, 2025)
    assert told.candidates.empty


def test_a_shop_that_moves_along_its_street_is_another_unit() -> None:
    told = found(
        survey(2023, unit("Markt 1", "Bäckerei Huber")),
        survey(2024, unit("Markt 9", "Bäckerei Huber")),
    )
    assert not set(ids(told, 2023)) & set(ids(told, 2024))


def test_two_shops_of_one_name_are_told_apart_by_area_and_branch() -> None:
    told = found(
        survey(
            2023, unit("Markt 1", "Müller", sales_area_m2=900.0),
            unit("Markt 1", "Müller", sales_area_m2=60.0),
        ),
        survey(
            2024, unit("Markt 1", "Müller", sales_area_m2=62.0),
            unit("Markt 1", "Müller", sales_area_m2=890.0),
        ),
    )  # fmt: skip
    assert ids(told, 2024) == ids(told, 2023)[::-1]


def test_a_branch_that_two_names_begin_with_makes_no_two_shops_one() -> None:
    told = found(
        survey(
            2023, unit("Markt 1", "Reisebüro Graf", sales_area_m2=300.0),
            unit("Markt 1", "Reisebüro Jung", sales_area_m2=310.0),
        ),
        survey(
            2024, unit("Markt 1", "Reisebüro Graf", sales_area_m2=310.0),
            unit("Markt 1", None, status="vacant", sales_area_m2=310.0),
        ),
    )  # fmt: skip
    assert ids(told, 2024) == ids(told, 2023)


def test_a_line_of_a_list_whose_columns_are_years_is_one_unit() -> None:
    def line(row: int, name: str, **more: Any) -> dict[str, Any]:
        where = {"source": "register:breit.xlsx", "source_sheet": "Liste", "source_row": row}
        return unit("Markt 1", name, **where, **more)

    first = survey(2023, line(2, "Huber"), line(3, "Blick"), line(4, "Rose"))
    second = survey(2024, line(4, "Huber"), line(2, "Handy Eck"), line(3, "Nagel"))
    told = found(first, second)
    huber, blick, rose = ids(told, 2023)
    assert ids(told, 2024) == [rose, huber, blick]
    assert told.candidates.empty


def test_columns_named_for_their_year_are_surveys_with_all_they_say(tmp_path: Path) -> None:
    path = tmp_path / "breit.csv"
    path.write_text(
        "Straße;Hausnr.;Nutzung 2022;Status 2022;Nutzung 2023;Status 2023\n"
        "Markt;1;Bäckerei Huber;belegt;Handy Eck;belegt\n"
        "Markt;1;Optik Blick;belegt;;leer\n"
        "Ring;3;Friseur Roth;belegt;Friseur Roth;belegt\n",
        "utf-8",
    )
    rows = read_register(path).records
    told = found(rows)
    assert rows["name"].tolist()[:4] == [
        "Bäckerei Huber",
        "Optik Blick",
        "Friseur Roth",
        "Handy Eck",
    ]
    assert ids(told, 2022) == ids(told, 2023)
    assert sorted(told.premises["status"]) == ["occupied", "occupied", "vacant"]
    assert told.candidates.empty


def test_tables_that_lie_abreast_share_lines_and_no_units() -> None:
    at = {"source": "register:breit.xlsx", "source_sheet": "Liste", "source_row": 2}
    told = found(
        survey(2023, unit("Markt 1", "Huber", **at)), survey(2024, unit("Ring 9", "Blick", **at))
    )
    assert not set(ids(told, 2023)) & set(ids(told, 2024))


def test_rows_alike_but_for_their_status_keep_their_ids_in_any_order() -> None:
    rows = [unit("Markt 1", status=status) for status in ("vacant", "occupied", "unknown")]
    once = ids(found(survey(2024, *rows)), 2024)
    assert ids(found(survey(2024, *rows[::-1])), 2024) == once[::-1]


def test_a_shop_that_may_have_moved_upstairs_is_asked_about() -> None:
    told = found(
        survey(2023, unit("Markt 1", "Optik Blick", floor="EG")),
        survey(2024, unit("Markt 1", "Optik Blick", floor="1. OG")),
    )
    assert told.candidates["confidence"].between(LINK_FROM, SURE_FROM).all()
    assert len(told.candidates) == 1
    untold = found(
        survey(2023, unit("Markt 1", "Optik Blick")),
        survey(2024, unit("Markt 1", "Optik Blick", floor="1. OG")),
    )
    assert untold.candidates.empty


def test_a_unit_confirmed_for_two_rows_is_one_of_them_and_the_other_is_asked_about() -> None:
    first = survey(2023, unit("Markt 1", "Möbelhaus Groß"))
    second = survey(2024, unit("Markt 1", "Eisdiele Venezia"), unit("Markt 1", "Nagelstudio Lack"))
    old = ids(found(first), 2023)[0]
    told = found(first, second, confirmed=dict.fromkeys(second.index, old))
    assert ids(told, 2024).count(old) == 1
    assert told.candidates["unit_id"].tolist() == [old]
    assert told.candidates["linked"].tolist() == [False]


def test_a_confirmed_unit_that_is_no_unit_id_says_nothing() -> None:
    second = survey(2024, unit("Markt 1", "Eisdiele Venezia"))
    told = found(second, confirmed={second.index[0]: "Haus 3"})
    assert ids(told, 2024) == ids(found(second), 2024)


def test_a_unit_id_in_the_list_holds_and_a_column_sorted_alone_does_not() -> None:
    first = survey(2023, unit("Markt 1", "Bäckerei Huber"), unit("Ring 9", "Optik Blick"))
    huber, optik = ids(found(first), 2023)
    kept = survey(2024, unit("Markt 1a", "Handy Eck", unit_given=huber))
    moved_away = survey(2024, unit("Gasse 8", "Handy Eck", unit_given=huber))
    swapped = survey(
        2024, unit("Markt 1", "Bäckerei Huber", unit_given=optik),
        unit("Ring 9", "Optik Blick", unit_given=huber),
    )  # fmt: skip
    assert ids(found(survey(2024, unit("Markt 5", "Neu", unit_given="u-0123456789"))), 2024) == [
        "u-0123456789"
    ]
    told = found(first, swapped)
    assert ids(told, 2024) == [huber, optik]
    assert len(told.candidates) == 2
    assert ids(found(first, kept), 2024) == [huber]
    moved = found(first, moved_away)
    assert ids(moved, 2024) != [huber]
    assert moved.candidates["unit_id"].tolist()[0] == huber


def test_input_40_object_numbers_that_only_count_rows_are_not_trusted() -> None:
    streets = ["Markt", "Ring", "Gasse", "Weg", "Platz", "Hof"]
    first = [unit(f"{s} 1", object_number=str(n)) for n, s in enumerate(streets)]
    second = [unit("Allee 7", object_number="0")]
    second += [unit(f"{s} 1", object_number=str(n + 1)) for n, s in enumerate(streets)]
    told = found(survey(2023, *first), survey(2024, *second))
    assert ids(told, 2024)[1:] == ids(told, 2023)
    assert ids(told, 2024)[0] not in ids(told, 2023)


def test_input_40_the_same_neu1_in_two_lists_links_nothing() -> None:
    told = found(
        survey(2023, unit("Markt 1", object_number="neu1")),
        survey(2024, unit("Ring 9", object_number="neu1")),
    )
    assert not set(ids(told, 2023)) & set(ids(told, 2024))


def test_proven_object_numbers_tell_nameless_units_of_one_address_apart() -> None:
    single = [unit(f"Ring {n}", object_number=f"A{n}") for n in range(1, 6)]
    pair = [unit("Markt 1", object_number="B1"), unit("Markt 1", object_number="B2")]
    told = found(survey(2023, *single, *pair), survey(2024, *pair[::-1], *single))
    assert ids(told, 2024)[:2] == ids(told, 2023)[-2:][::-1]
    assert told.candidates.empty


def test_what_a_person_confirmed_always_holds() -> None:
    first = survey(2023, unit("Markt 1", "Bäckerei Huber"))
    second = survey(2024, unit("Markt 1", "Bäckerei Huber"), unit("Ring 9", "Handy Eck"))
    huber = ids(found(first), 2023)[0]
    said = confirmed_links(
        second, {"Markt 1 | Bäckerei Huber": "new", "ring 9  | Handy Eck": huber}
    )
    told = found(first, second, confirmed=said)
    assert ids(told, 2024)[1] == huber
    assert ids(told, 2024)[0] != huber
    assert told.candidates.empty
    assert "confirmed" in told.links["kind"].tolist()


def test_the_answer_to_a_question_finds_its_row_in_the_register() -> None:
    first = survey(2023, unit("Markt 1", "Möbelhaus Groß"))
    second = survey(2024, unit("Markt 1"), unit("Markt 1", "Nagelstudio Lack"))
    asked = found(first, second).candidates
    answers = {row.identity: row.unit_id for row in asked.itertuples()}
    said = confirmed_links(second, answers)
    assert said.keys() == set(asked["record_id"])
    told = found(first, second, confirmed={**said, second.index[0]: "new"})
    assert told.candidates.empty
    assert ids(told, 2024)[1] == ids(told, 2023)[0]


def test_rows_are_named_by_what_they_say() -> None:
    rows = survey(
        2024, unit("Marktplatz 3", "Bäckerei Huber", floor="EG"), unit("Marktplatz 3"),
        unit("Marktplatz 3"), unit("Ring 1", object_number="17"),
        {"parcel_id": "091234___00012______", "branch": "bakery"},
    )  # fmt: skip
    told = row_identity(rows).tolist()
    assert told[:4] == [
        "Marktplatz 3 | EG | Bäckerei Huber", "Marktplatz 3", "Marktplatz 3 #2", "Ring 1 | Nr. 17",
    ]  # fmt: skip
    assert told[4].startswith("091234___00012______")
    assert row_identity(rows).is_unique


def test_not_listed_again_is_unknown_and_history_says_what_was_said() -> None:
    gone = {"status": "vacant", "vacant_since": pd.Timestamp("2022-01-01"), "reason": "Umsatz"}
    told = found(
        survey(2022, unit("Ring 9", "Optik Blick", **gone), unit("Markt 1")),
        survey(2024, unit("Markt 1")),
    )
    lost = told.premises[told.premises["street"] == "Ring"].iloc[0]
    assert (lost["status"], bool(lost["in_register"])) == ("unknown", True)
    assert lost["repairs"] == "not_listed_again"
    assert lost[["vacant_since", "vacant_months", "reason"]].isna().all()
    assert lost["observed_on"] == pd.Timestamp("2022-10-01")
    mine = told.history[told.history["unit_id"] == lost.name]
    assert mine["status"].tolist() == ["vacant"]


def test_who_was_told_gone_stays_gone() -> None:
    told = found(
        survey(2022, unit("Ring 9", status="gone"), unit("Markt 1")), survey(2024, unit("Markt 1"))
    )
    assert sorted(told.premises["status"]) == ["gone", "occupied"]


def test_quarters_of_one_round_are_two_lines_of_history_and_one_unit() -> None:
    told = found(
        survey(2024, unit("Markt 1", "Huber"), unit("Ring 9", "Optik"), month=7),
        survey(2024, unit("Markt 1", "Huber", status="vacant"), month=10),
    )
    assert sorted(told.premises["status"]) == ["occupied", "vacant"]  # none is unknown
    assert len(told.history) == 3
    assert not told.premises["repairs"].notna().any()


def test_units_without_an_address_meet_by_parcel_or_coordinate() -> None:
    def at(rows: Any, x: float) -> Any:
        points = [None, shapely.Point(x, 5_000_000)]
        return rows.set_geometry(gpd.GeoSeries(points, index=rows.index, crs=UTM))

    parcel, kiosk = {"parcel_id": "091234___00012______"}, {"located_by": "coordinate"}
    told = found(
        at(survey(2023, parcel, kiosk), 600_003.9), at(survey(2024, parcel, kiosk), 600_004.1)
    )
    assert ids(told, 2024) == ids(told, 2023)


NAMES = ["Bäckerei Huber", "Optik Blick", "Handy Eck", "Schuhhaus Adler", "Blumen Rose", None]
ROWS = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(NAMES)), min_size=1, max_size=8,
    unique_by=lambda row: (row[0], row[1]),
)  # fmt: skip


@settings(max_examples=25)
@given(rows=ROWS, seed=st.integers(0, 99))
def test_ids_do_not_depend_on_the_order_of_rows(
    rows: list[tuple[int, str | None]], seed: int
) -> None:
    first = [unit(f"Markt {number}", name) for number, name in rows]
    mixed = random.Random(seed).sample(range(len(first)), len(first))
    once = ids(found(survey(2024, *first)), 2024)
    again = ids(found(survey(2024, *[first[n] for n in mixed])), 2024)
    both = found(survey(2023, *first), survey(2024, *[first[n] for n in mixed]))
    assert [once[n] for n in mixed] == again
    assert ids(both, 2023) == once
    assert ids(both, 2024) == again
    assert len(set(once)) == len(once)


@settings(max_examples=25)
@given(rows=ROWS, number=st.integers(1, 4))
def test_a_unit_that_is_added_renumbers_no_other(
    rows: list[tuple[int, str | None]], number: int
) -> None:
    first = [unit(f"Markt {n}", name) for n, name in rows if name]
    if not first:
        return
    new = unit(f"Markt {number}", "Zoohandlung Ara")
    told = found(survey(2023, *first), survey(2024, new, *first))
    assert ids(told, 2024)[1:] == ids(told, 2023)
    assert ids(told, 2024)[0] not in ids(told, 2023)


def test_an_id_is_that_of_its_place() -> None:
    assert ids(found(survey(2024, unit("Markt 1"))), 2024) == [unit_id("1", "markt", "1", "", 0)]
