"""What a town hands to others: nothing that the public may not see, and read with care."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from innenstadt_gis import __version__, hill_at_coverage
from innenstadt_gis.analysis.mix.base import centre_base
from innenstadt_gis.errors import InputError, MissingSourceError, SourceError
from innenstadt_gis.exchange import SCHEMA
from innenstadt_gis.ingest.exchange import parse_exchange, read_exchange
from innenstadt_gis.musterstadt import PLANTED_PERSONAL
from innenstadt_gis.outputs.exchange import exchange_json, exchange_of
from innenstadt_gis.pipeline.public import public_release
from innenstadt_gis.town import Findings


def parsed(told):
    return parse_exchange(json.dumps(told).encode(), "austausch.json")


def figure(told, figure_id):
    return next(f for f in told["figures"] if f["id"] == figure_id)


# what is in it ------------------------------------------------------------------


def test_the_headline_is_handed_on_with_its_counts_and_its_definition(told):
    rate = figure(told, "L-01")

    assert (rate["numerator"], rate["denominator"], rate["value"]) == (12, 60, 0.2)
    assert rate["method"]["de"].startswith("leere Ladenlokale / Ladenlokale mit bekanntem Status")
    assert rate["parameters"]["most_unknown"] == 0.2
    assert told["situation"]["unknown"] == 4
    assert told["situation"]["unknown_share"] == pytest.approx(4 / 64, abs=1e-6)
    assert told["situation"]["scope"] == "all_units" and told["situation"]["boundary"] is True
    assert told["size"] == {"persons": 3012, "units": 66, "in_use": 49}
    assert (told["town"], told["ags"], told["schema"]) == ("Musterstadt", "14521999", SCHEMA)


def test_the_town_hall_hands_on_the_same_bytes_although_it_sees_more(
    past_musterstadt_for, exchange_text
):
    """A unit at risk counts as one in the town hall alone; what leaves it does not tell."""
    town = past_musterstadt_for.town
    assert (town.premises["status"] == "at_risk").sum() == 1

    public = public_release(town, (town, Findings()))

    assert exchange_json(public, version="0.1.0") == exchange_text


def test_a_run_for_a_workshop_writes_it_by_public_rules(finished, musterstadt_for):
    written = (finished("workshop").out / "austausch.json").read_text("utf-8")

    assert written == exchange_json(musterstadt_for["oeffentlich"], version=__version__)


def test_another_release_than_the_public_one_is_refused(musterstadt_for):
    with pytest.raises(InputError, match="public release alone"):
        exchange_of(musterstadt_for["workshop"], version="0")


def test_no_single_unit_no_name_and_no_row_is_in_it(past_musterstadt_for, exchange_text):
    town = past_musterstadt_for.town
    names = town.premises["name"].dropna()
    ids = [*town.premises.index, *town.records.index]

    assert [n for n in names if n in exchange_text] == []
    assert [i for i in ids if i in exchange_text] == []
    assert [p for p in PLANTED_PERSONAL if p in exchange_text] == []
    for word in ("leerstand_2026.xlsx", '"counted"', "numerator_ids", "left_out"):
        assert word not in exchange_text, word


def test_what_public_rules_withhold_is_withheld_here(past_musterstadt_for, told):
    public = past_musterstadt_for["oeffentlich"]
    withheld = {f.id for f in public.figures if f.value is None and f.numerator is None}

    assert "S-03" in withheld  # 2 partly vacant units
    for one in told["figures"]:
        if one["id"] in withheld:
            assert (one["value"], one["numerator"]) == (None, None), one["id"]
        assert ":" not in one["id"]  # cells of breakdowns stay at home
    assert all(b["units"] >= 3 for b in told["mix"]["branches"])
    assert sum(b["units"] for b in told["mix"]["branches"]) + told["mix"]["withheld_units"] == 49


def test_diversity_is_handed_on_by_coverage_as_the_counts_give_it(musterstadt_for, told):
    seen = musterstadt_for["workshop"].tables  # all of Musterstadt lies in the area
    base = centre_base(seen["premises"], seen["area"])
    assert base is not None
    counts = base.used["branch"].value_counts()
    steps = {(s["order"], s["coverage"]): s for s in told["mix"]["steps"]}

    at = hill_at_coverage(counts, 0.4, 1)
    step = steps[1, 0.4]
    assert step["value"] == pytest.approx(at.value, abs=0.005)
    assert step["low"] <= step["value"] <= step["high"]
    assert steps[1, 0.6]["value"] is None  # twice 49 units in 40 branches do not cover 60 %


def test_measures_are_handed_on_only_where_the_town_said_yes(told):
    measures = {m["measure"] for m in told["measures"]}

    assert measures == {
        "Neue Bänke", "Ladenbörse für leere Läden", "Stadtgutschein in mehr Läden",
        "Frühstück der Händlerinnen und Händler",
    }  # fmt: skip
    assert all("place" not in m and "remark" not in m for m in told["measures"])


# reading ------------------------------------------------------------------------


def test_what_was_written_is_read_again_as_it_was(past_musterstadt_for, exchange_text):
    written = exchange_of(past_musterstadt_for["oeffentlich"], version="0.1.0")

    read = parse_exchange(exchange_text.encode(), "austausch.json")

    assert (read.town, read.ags, read.survey_day) == (
        "Musterstadt",
        "14521999",
        dt.date(2026, 9, 15),
    )
    assert (read.size, read.steps, read.measures) == (written.size, written.steps, written.measures)
    assert read.situation == written.situation
    for ours, theirs in zip(written.figures, read.figures, strict=True):
        assert (ours.id, ours.method, ours.why) == (theirs.id, theirs.method, theirs.why)
        assert theirs.value == (None if ours.value is None else pytest.approx(ours.value, abs=1e-6))


def spoilt(told, path, value):
    place = told
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return told


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["kind"], "andere/datei", "ist kein Austausch von innenstadt_gis"),
        (["schema"], SCHEMA + 1, "neueren Fassung (Format 2; hier lesbar: 1)"),
        (["schema"], "x", "kein bekanntes Format"),
        (["rules", "audience"], "intern", "folgt nicht den öffentlichen Regeln"),
        (["ags"], "1452", "hat nicht 8 Ziffern"),
        (["town"], "", "nennt keine Stadt"),
        (["survey_day"], "31.02.2026", "survey_day"),
        (["figures"], None, "figures fehlt"),
        (["figures", 0, "numerator"], 61, "L-01: mehr gezählt (61) als es gibt (60)"),
        (["figures", 0, "value"], 0.9, "L-01: 12 von 60 ist nicht 0.9"),
        (["figures", 0, "value"], 1.2, "L-01: ein Anteil über 100 %"),
        (["figures", 0, "low"], 0.9, "L-01: Spanne verkehrt herum"),
        (["figures", 0, "numerator"], "viele", "numerator"),
        (["figures", 0, "id"], "<script>", "figures"),
        (["figures", 1, "id"], "L-01", "L-01 zweimal"),
        (["mix", "branches"], [{"branch": "x", "units": 1}], "weniger als 3 Einheiten"),
        (["size", "persons"], -3, "persons"),
        (["situation", "unknown_share"], 7, "unknown_share"),
        (["measures"], [{"measure": ""}], "measures"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_one_line(told, path, value, said):
    with pytest.raises(SourceError) as error:
        parsed(spoilt(told, path, value))

    assert said in error.value.text.de
    assert error.value.text.de.startswith("austausch.json: ")
    assert "\n" not in error.value.text.de


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe\x00", b'{"kind": NaN}', b"[" * 100_000, b"PK\x03\x04"],
)
def test_damaged_and_foreign_files_are_told_not_crashed_on(content):
    with pytest.raises(SourceError, match=r"^austausch\.json: "):
        parse_exchange(content, "austausch.json")


def test_hostile_text_loses_what_turns_or_hides_it(told):
    told["town"] = "Muster\u202estadt\u0000\nzwei"
    told["measures"][0]["measure"] = "<img src=x onerror=alert(1)>\u200b"

    read = parsed(told)

    assert read.town == "Musterstadt zwei"
    assert read.measures[0].measure == "<img src=x onerror=alert(1)>"  # pages write it as text


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(MissingSourceError, match="there is no"):
        read_exchange(tmp_path / "austausch.json")
