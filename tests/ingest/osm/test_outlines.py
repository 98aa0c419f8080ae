"""Outlines that are built all at once are those that osmium assembles one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely

from innenstadt_gis.ingest.osm import opl
from innenstadt_gis.ingest.osm.outlines import assembled, simple_polygons
from innenstadt_gis.ingest.osm.source import open_extract
from innenstadt_gis.ingest.osm.tags import Tags


@pytest.mark.realdata
def test_simple_polygons_are_exactly_those_of_osmium(shared: Path) -> None:
    extract = open_extract(shared / "data" / "lauf" / "lauf-200115.osm.pbf")
    wanted = osmium.filter.KeyFilter("building")
    ways = [
        way
        for way in opl.lines(extract.file, osmium.osm.WAY, wanted)
        if way.refs.split(",")[0] == way.refs.split(",")[-1]
    ]
    ours = simple_polygons([way.refs for way in ways], extract)
    theirs, found = assembled([f"w{way.id}" for way in ways], extract, ("building",))
    built = np.array([shape is not None for shape in ours])
    assert built.sum() > 6000
    assert found[built].all()
    assert shapely.equals_exact(ours[built], theirs[built]).all()


def test_every_object_gets_the_answer_of_its_own_tags() -> None:
    said = np.array([{"building": "yes"}, {"shop": "books"}, {"never": "asked"}], dtype=object)
    tags = Tags(said, np.array([1, 0, 1]))
    assert tags.get("shop").tolist() == ["books", None, "books"]
    assert tags.take(np.array([1])).fit(lambda one: "building" in one).tolist() == [True]
    asked = []
    tags.each(asked.append)
    assert asked == [{"building": "yes"}, {"shop": "books"}]
