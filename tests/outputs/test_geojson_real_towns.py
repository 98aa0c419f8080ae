"""Every GeoJSON file of every real town, for every audience: RFC 7946 to the letter."""

from __future__ import annotations

import pytest
from geojson_pydantic import FeatureCollection

from innenstadt_gis.outputs.themes import geojson_files
from innenstadt_gis.tables import AUDIENCES
from tests.rfc7946 import faults

pytestmark = pytest.mark.realdata

#: West, south, east, north of each town with what belongs to it: its retail parks and stops.
REGIONS = {
    "lauf": (10.9, 49.3, 11.7, 49.8),
    "hoyerswerda": (14.0, 51.3, 14.5, 51.6),
    "heidelberg": (8.4, 49.2, 9.0, 49.6),
}


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", REGIONS)
def test_every_file_is_valid_to_the_letter_and_lies_in_its_town(name, audience, request):
    seen = request.getfixturevalue(f"{name}_for")[audience]
    files = dict(geojson_files(seen, version="1", lang="de"))

    assert len(files) >= 8
    for file, text in files.items():
        assert faults(text.encode("utf-8"), within=REGIONS[name]) == [], file
        FeatureCollection.model_validate_json(text)
