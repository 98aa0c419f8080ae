"""What all public products tell together is attacked: no count that was withheld comes out."""

from __future__ import annotations

import random

import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.outputs.audience import release, soften
from tests.attack import FEW, Products, Secrets, broken, numbers, read_folder, read_release
from tests.test_public_release import streets_of, vacancy_of


@pytest.fixture(scope="module")
def planted_town(planted):
    """The planted town as the public's analysis sees it, and what is to be kept of it."""
    town = soften(pipeline.read_town(planted.folder), "oeffentlich")
    findings = pipeline.analyse(town)
    return town, findings, Secrets(town.premises, findings)


def test_the_products_of_a_run_give_no_withheld_count_away(planted, planted_town):
    _, _, secrets = planted_town

    told = numbers(read_folder(planted.run("oeffentlich")[0]), secrets)

    assert broken(told, secrets) == []
    said = {one.said.partition(":")[0].partition(" ")[0] for one in told}
    assert said >= {"L-01", "L-11", "L-12", "L-13", "S-02", "sections", "clusters", "section_mix"}
    assert len(list(secrets.targets())) > 20


def test_the_attack_breaks_a_release_where_nothing_is_withheld(planted_town):
    town, findings, secrets = planted_town

    told = numbers(read_release(release(town, findings, "intern")), secrets)

    assert len(broken(told, secrets)) == len(list(secrets.targets()))


def test_the_attack_breaks_a_release_where_small_cells_alone_are_blanked(planted_town):
    # the naive way: each small cell is withheld, and its total less its neighbours tells it
    town, findings, secrets = planted_town
    whole = read_release(release(town, findings, "intern"))
    small = {one for one, place in secrets.places.items() if 0 < len(place & secrets.vacant) < FEW}
    naive = Products({one: told for one, told in whole.figures.items() if one not in small}, {})

    assert broken(numbers(naive, secrets), secrets) != []


def test_shops_in_use_beside_all_shops_do_not_tell_of_the_vacant_one(planted_town):
    # Marktgasse by hand: one of five is vacant, so four in use would tell
    town, findings, secrets = planted_town
    public = release(town, findings, "oeffentlich")
    inside = findings.tables["section_mix"]

    assert inside.loc["marktgasse-1", "units"] == 4
    assert public.tables["section_mix"]["units"].isna()["marktgasse-1"]
    withheld = public.tables["section_density"]["units"].isna()
    mixed = public.tables["section_mix"]["units"].notna()
    assert not (withheld & mixed.reindex(withheld.index, fill_value=False)).any()
    products = read_release(public)
    products.tables["section_mix"]["marktgasse-1"]["units"] = 4  # as it was told once

    found = {one.what for one in broken(numbers(products, secrets), secrets)}

    assert "L-12:marktgasse-1" in found


@pytest.mark.parametrize("seed", range(4))
def test_small_towns_dealt_at_random_give_no_withheld_count_away_exactly(seed):
    dealt = random.Random(seed)
    states = ["occupied"] * 5 + ["vacant"] * dealt.choice([1, 3, 6]) + ["unknown", "partly_vacant"]
    town = streets_of(
        [
            (dealt.randint(0, 4), dealt.choice([1, 1, 2, 2, 0]), dealt.choice(states))
            for _ in range(dealt.randint(5, 60))
        ]
    )
    findings = vacancy_of(town)
    secrets = Secrets(town.premises, findings)

    told = numbers(read_release(release(town, findings, "oeffentlich")), secrets)

    assert [one for one in broken(told, secrets) if one.low == one.high] == []
