"""What is tried by hand (.ci/external) still fits the program: every name of ours that it uses exists."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = sorted((Path(__file__).parent / "external").glob("*.py"))
OURS = ("innenstadt_gis", "tests")


def lost_names(source: str) -> list[str]:
    """Names that a script takes from our modules, or reads of them, and that are not there."""
    tree = ast.parse(source)
    lost, modules = [], {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OURS:
            home = importlib.import_module(node.module)
            for one in node.names:
                found = getattr(home, one.name, None) or _module(f"{node.module}.{one.name}")
                lost += [] if found else [f"{node.module}.{one.name}"]
                if isinstance(found, ModuleType):
                    modules[one.asname or one.name] = found
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            home = modules.get(node.value.id)
            if home is not None and not hasattr(home, node.attr):
                lost.append(f"{home.__name__}.{node.attr}")
    return lost


def _module(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return None


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_every_name_that_a_script_takes_from_us_exists(script):
    assert lost_names(script.read_text("utf-8")) == []


def test_a_name_that_is_gone_is_seen():
    assert lost_names("from tests.outputs.map import towns\ntowns.read('lauf')") == [
        "tests.outputs.map.towns.read"
    ]
    assert lost_names("from tests.studies import NOWHERE") == ["tests.studies.NOWHERE"]
