"""One Musterstadt, read and found once for all tests about what towns tell each other."""

from __future__ import annotations

import json

import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.outputs.exchange import exchange_json
from innenstadt_gis.pipeline.public import public_release


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """Musterstadt with its measures, of which four are released to others."""
    return pipeline.read_town(write_musterstadt(tmp_path_factory.mktemp("stadt"), past=True))


@pytest.fixture(scope="session")
def workshop(town):
    """Musterstadt softened for a workshop, and what was found in it."""
    softened = pipeline.soften(town, "workshop")
    return softened, pipeline.analyse(softened)


@pytest.fixture(scope="session")
def exchange_text(town, workshop):
    """Its austausch.json, as a run for a workshop writes it."""
    return exchange_json(public_release(town, workshop), version="0.1.0")


@pytest.fixture
def told(exchange_text):
    """The same as an object, to be spoilt or changed by a test."""
    return json.loads(exchange_text)
