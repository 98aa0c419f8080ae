"""A command typed in a folder, in this process: what the program says and how it ends."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from innenstadt_gis import cli


def types(home: Path, *words: str) -> str:
    """Type ``innenstadt …`` in a folder; it must end well and without a warning."""
    said = io.StringIO()
    with (
        contextlib.chdir(home), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said),
        pytest.raises(SystemExit) as end,
    ):  # fmt: skip
        cli.main(list(words))
    text = said.getvalue()
    assert end.value.code in (0, None), text
    assert "Traceback" not in text
    assert "Warning" not in text
    return text
