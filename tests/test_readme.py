"""What the README promises can be done as it is written there."""

from __future__ import annotations

import re
from pathlib import Path

import folium
import pytest

from innenstadt_gis.musterstadt import write_musterstadt

README = Path(__file__).parent.parent / "README.md"


@pytest.fixture(scope="module")
def text():
    return README.read_text("utf-8")


def test_the_notebook_lines_run_as_they_stand(text, tmp_path, monkeypatch, capsys):
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    write_musterstadt(tmp_path / "meine-stadt")
    monkeypatch.chdir(tmp_path)
    names = {}

    exec(compile(code, "README.md", "exec"), names)

    assert "12 of 60 empty: 0.2" in capsys.readouterr().out
    shown = names["ig"].workshop_map(names["town"], names["findings"])
    assert isinstance(shown, folium.Map)
    assert "Ladenlokalen mit bekanntem Status" in shown._repr_html_()


def test_the_two_commands_are_those_of_start_py(text):
    start = (README.parent / "start.py").read_text("utf-8")

    for command in ("demo", "test", "install"):
        assert f"python3 start.py {command}" in text
        assert f'"{command}"' in start


def test_every_file_that_the_readme_names_is_there(text):
    named = re.findall(r"\]\(([^)#:]+)\)", text)

    assert len(named) >= 4
    assert [name for name in named if not (README.parent / name).exists()] == []


def test_every_figure_is_explained_in_the_docs(tmp_path):
    from innenstadt_gis import pipeline
    from innenstadt_gis.outputs.chapters import chapter_of, family

    explained = set(
        re.findall(
            r"^\| ([A-Z]-\d\d)", (README.parent / "docs/kennzahlen.md").read_text("utf-8"),
            re.MULTILINE,
        )
    )  # fmt: skip

    figures = pipeline.analyse(pipeline.musterstadt(tmp_path)).figures

    assert len({family(f) for f in figures}) > 100
    assert {family(f) for f in figures} - explained == set()
    assert all(chapter_of(f) for f in figures)
    assert len({f.id for f in figures}) == len(figures)
    assert len({f.key for f in figures if f.group is None}) == sum(f.group is None for f in figures)
