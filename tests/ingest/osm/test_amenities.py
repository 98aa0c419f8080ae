"""What of OpenStreetMap counts as which amenity, and as old."""

from __future__ import annotations

import pytest

from innenstadt_gis.ingest.osm.features import _amenity_kind, _has_amenity, _is_old


@pytest.mark.parametrize(
    ("tags", "kind", "old"),
    [
        ({"amenity": "bench"}, "bench", False),
        ({"tourism": "museum", "historic": "castle"}, "museum", True),
        ({"historic": "memorial"}, "memorial", True),
        ({"historic": "building", "building": "yes"}, "historic", True),
        ({"building": "yes", "heritage": "4"}, "heritage", True),
        ({"building": "yes", "heritage": "no"}, None, False),
        ({"historic": "no"}, None, False),
        ({"natural": "tree", "denotation": "natural_monument"}, "tree", False),
        ({"building": "house"}, None, False),
    ],
)
def test_kind_and_age(tags, kind, old):
    assert _amenity_kind(tags) == kind
    assert _has_amenity(tags) == (kind is not None)
    assert _is_old(tags) is old
