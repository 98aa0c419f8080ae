"""Musterstadt with its past as other towns see it, and a small network made of it."""

from __future__ import annotations

import json

import pytest

from innenstadt_gis.analysis.counting import wilson
from innenstadt_gis.ingest.exchange import parse_exchange
from innenstadt_gis.outputs.exchange import exchange_json


@pytest.fixture(scope="session")
def exchange_text(past_musterstadt_for):
    """Its austausch.json; four measures of it are released to others."""
    return exchange_json(past_musterstadt_for["oeffentlich"], version="0.1.0")


@pytest.fixture
def told(exchange_text):
    """The same as an object, to be spoilt or changed by a test."""
    return json.loads(exchange_text)


@pytest.fixture(scope="session")
def another(exchange_text):
    """Make another town out of Musterstadt: its name, key, and what differs."""

    def make(name, ags, *, vacant=None, persons=None, **changes):
        town = json.loads(exchange_text) | {"town": name, "ags": ags}
        if vacant is not None:
            k, n = vacant
            low, high = wilson(k, n)
            town["figures"][0] |= {
                "numerator": k, "denominator": n, "value": k / n, "low": low, "high": high,
                "bound_low": None, "bound_high": None,
            }  # fmt: skip
        if persons is not None:
            town["size"]["persons"] = persons
        for path, value in changes.items():
            place, *rest = path.split("__")
            if rest:
                town[place][rest[0]] = value
            else:
                town[place] = value
        return town

    return make


@pytest.fixture(scope="session")
def exchange(another):
    """The same, read as another town's file is."""
    return lambda *args, **changes: parse_exchange(
        json.dumps(another(*args, **changes)).encode(), "austausch.json"
    )
