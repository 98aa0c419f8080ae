from collections import Counter

import pytest

from innenstadt_gis.branches import BRANCH_OF_TAG, BRANCHES, branch_of_word
from innenstadt_gis.tables import FUNCTIONS, NEED_TIERS


def test_no_tag_means_two_branches():
    tags = Counter(tag for branch in BRANCHES.values() for tag in branch.osm)
    assert [tag for tag, times in tags.items() if times > 1] == []


def test_every_branch_has_a_known_function_and_only_retail_a_need_tier():
    assert {b.function for b in BRANCHES.values()} <= set(FUNCTIONS)
    assert {b.need_tier for b in BRANCHES.values() if b.function == "retail"} == set(NEED_TIERS)
    assert {b.need_tier for b in BRANCHES.values() if b.function != "retail"} == {None}


def test_every_word_of_a_branch_finds_a_branch_and_the_first_word_its_own():
    for branch in BRANCHES.values():
        assert branch_of_word(branch.words[0]) == branch.slug
        assert all(branch_of_word(word) for word in branch.words)


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("Bäckerei", "bakery"), ("BAECKEREI", "bakery"), ("Frisör", "hairdresser"),
        ("Café", "cafe"), ("Cafe", "cafe"), ("Gaststätte", "restaurant"),
        ("Versicherung", "insurance"), ("Reisebüro", "travel_agency"), ("Schuhe", "shoes"),
        ("Schmuck", "jewelry"), ("Drogerie", "drugstore"), ("Sonstiges", None), ("", None),
        ("Leerstand", None),
    ],
)  # fmt: skip
def test_words_of_german_lists_are_known(word, slug):
    assert branch_of_word(word) == slug


def test_chemist_is_a_drugstore_and_pharmacy_is_not():
    assert BRANCH_OF_TAG["shop", "chemist"] == "drugstore"
    assert BRANCH_OF_TAG["amenity", "pharmacy"] == "pharmacy"
