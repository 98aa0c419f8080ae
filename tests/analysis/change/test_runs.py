"""What moved the vacancy rate between two runs: one cause per unit, and the causes add up."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innenstadt_gis.analysis.change.runs import CAUSES, attribute, causes
from innenstadt_gis.analysis.vacancy import KNOWN
from innenstadt_gis.tables.units import STATUS


def state(units):
    """Make a state of a dict from unit to (status, row as told, correction as told)."""
    rows = [(s, True, True, row, by_hand) for s, row, by_hand in units.values()]
    return pd.DataFrame(
        rows, columns=["status", "inside", "listed", "source", "corrections"],
        index=pd.Index(list(units), dtype="object"),
    )  # fmt: skip


def cause(before, now, *, new_version=False, other_sources=False):
    moved = attribute(
        state({"u": before} if before else {}), state({"u": now} if now else {}),
        new_version=new_version, other_sources=other_sources,
    )  # fmt: skip
    return moved["cause"].tolist()


@pytest.mark.parametrize(
    ("before", "now", "why"),
    [
        (("vacant", "leer", ""), ("occupied", "belegt", ""), ["let_again"]),
        (("vacant", "leer", ""), ("partly_vacant", "teils", ""), ["let_again"]),
        (("vacant", "leer", ""), ("interim_use", "Pop-up", ""), ["interim"]),
        (("occupied", "belegt", ""), ("vacant", "leer", ""), ["newly_vacant"]),
        (("vacant", "leer", ""), ("gone", "abgerissen", ""), ["gone"]),
        (("vacant", "leer", ""), ("under_construction", "Umbau", ""), ["works"]),
        (("unknown", "k.A.", ""), ("vacant", "leer", ""), ["now_known"]),
        (("vacant", "leer", ""), ("unknown", "k.A.", ""), ["now_unknown"]),
        (None, ("vacant", "leer", ""), ["new_unit"]),
        (("occupied", "belegt", ""), None, ["not_listed"]),
        (("vacant", "leer", ""), ("occupied", "leer", "belegt"), ["correction"]),
        (("occupied", "leer", "belegt"), ("vacant", "leer", ""), ["correction"]),
        (None, ("vacant", "", "leer"), ["correction"]),
        (("vacant", "leer", ""), ("occupied", "leer", ""), ["other_source"]),
        # what counts as before has no cause, whatever was written about it
        (("occupied", "belegt", ""), ("at_risk", "Nachfolge offen", ""), []),
        (("vacant", "leer", ""), ("vacant", "steht leer", "leer"), []),
        (("unknown", "k.A.", ""), ("gone", "abgerissen", ""), []),
    ],
)
def test_each_unit_that_counts_otherwise_has_the_cause_that_a_person_would_name(before, now, why):
    assert cause(before, now) == why


def test_the_same_words_read_otherwise_are_a_new_version_unless_something_else_changed_too():
    before, now = ("vacant", "zu vermieten", ""), ("occupied", "zu vermieten", "")

    assert cause(before, now, new_version=True) == ["version"]
    assert cause(before, now, new_version=True, other_sources=True) == ["version_or_source"]
    assert cause(before, now, other_sources=True) == ["other_source"]


def test_with_the_same_files_nothing_is_news_of_the_register():
    before = state({"read": ("vacant", "leer", ""), "lost": ("vacant", "leer", "")})
    now = state({"read": ("occupied", "leer ", ""), "found": ("occupied", "belegt", "")})

    moved = attribute(
        before, now, new_version=True, other_sources=False, new_registers=False
    )  # fmt: skip

    assert causes(moved) == {"version": 3}


def test_a_unit_that_is_not_listed_again_is_told_apart_from_one_whose_status_nobody_knows():
    now = state({"u": ("unknown", "leer|late", "")}).assign(listed=False)

    moved = attribute(
        state({"u": ("vacant", "leer", "")}), now, new_version=False, other_sources=False
    )

    assert causes(moved) == {"not_listed": 1}


def test_a_unit_that_leaves_the_study_area_is_no_change_of_the_register():
    now = state({"u": ("vacant", "leer", "")}).assign(inside=False)

    moved = attribute(
        state({"u": ("vacant", "leer", "")}), now, new_version=False, other_sources=True
    )

    assert moved.loc["u"].tolist() == ["other_source", -1, -1]


units = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(
        st.sampled_from([*STATUS]), st.sampled_from(["x", "y"]), st.sampled_from(["", "k"]),
        st.booleans(),
    ),
)  # fmt: skip


@settings(max_examples=60)
@given(units, units, st.booleans(), st.booleans())
def test_the_changes_of_all_units_add_up_to_the_change_of_the_rate(old, new, version, sources):
    states = []
    for told in (old, new):
        rows = state({u: (s, row, k) for u, (s, row, k, _) in told.items()})
        states.append(rows.assign(inside=[bool(i) for *_, i in told.values()]))
    moved = attribute(*states, new_version=version, other_sources=sources)

    def sides(told):
        inside = [s for s, _, _, i in told.values() if i]
        return inside.count("vacant"), sum(s in KNOWN for s in inside)

    (k0, n0), (k1, n1) = sides(old), sides(new)
    assert moved["vacant"].sum() == k1 - k0
    assert moved["known"].sum() == n1 - n0
    assert sum(causes(moved).values()) == len(moved)
    assert set(moved["cause"]) <= set(CAUSES)
    assert version or "version" not in set(moved["cause"])
