"""Towns reckon alike: what tells one town's figure from another's definition is an assumption alone."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from innenstadt_gis.analysis.comparison.flags import definition_of

#: What towns may differ in although they reckon alike: how old a census, heights known or not,
#: a register or OpenStreetMap alone. Anything else that differs would be called another definition.
ASSUMED = re.compile(
    r"zensus \d{4}|, (mit|ohne) steigung( \(für (unter )?# % der wege bekannt\))?"
    r"|; alle einheiten aus openstreetmap, das nicht alle führt: untergrenze"
)
CENSUS = re.compile(r'"census": "Zensus [^"]*"')


@pytest.mark.realdata
def test_real_towns_reckon_alike_but_for_what_they_must_assume(
    lauf_for, hoyerswerda_for, musterstadt_for
):
    told = defaultdict(lambda: defaultdict(list))
    for town in (lauf_for, hoyerswerda_for, musterstadt_for):
        release = town["intern"]
        for figure in release.figures:
            if figure.value is not None:
                plain = CENSUS.sub("", ASSUMED.sub("", definition_of(figure)))
                told[figure.id][re.sub(r"[\s,]+", " ", plain)].append(release.name)

    shared = {key: ways for key, ways in told.items() if sum(map(len, ways.values())) > 1}
    assert len(shared) > 80
    assert {key: dict(ways) for key, ways in shared.items() if len(ways) > 1} == {}


@pytest.mark.realdata
def test_another_census_is_another_definition_in_every_figure_of_persons(lauf_for, musterstadt_for):
    """Lauf has the census of 2011, Musterstadt that of 2022."""
    figures = [{f.id: f for f in town["intern"].figures} for town in (lauf_for, musterstadt_for)]
    both = [
        (f, figures[1][key])
        for key, f in figures[0].items()
        if key in figures[1] and "Zensus" in f.method.de and f.value is not None
    ]

    assert len(both) > 30
    assert [f.id for f, other in both if definition_of(f) == definition_of(other)] == []
