"""What could not be computed is named in words, never by its key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import innenstadt_gis
from innenstadt_gis.codes import CODES

_MISSING = re.compile(r'Missing\(\s*"([a-z_]+)"')
_PACKAGE = Path(innenstadt_gis.__file__).parent


def keys() -> set[str]:
    texts = (path.read_text("utf-8") for path in _PACKAGE.rglob("*.py"))
    return {key for text in texts for key in _MISSING.findall(text)}


@pytest.mark.parametrize("key", sorted(keys()))
def test_a_question_without_an_answer_has_a_name(key):
    assert key in CODES


def test_the_names_of_such_questions_are_found():
    assert {"personas", "door_to_door", "retail_parks", "transit"} <= keys()
