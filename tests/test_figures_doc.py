"""The list of figures in the docs is the list of figures in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from innenstadt_gis import pipeline

DOC = Path(__file__).parents[1] / "docs/kennzahlen.md"
ROW = re.compile(r"^\| ([A-Z]-\d\d)(?::…)? \| (.*?) \| .* \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    return pipeline.analyse(pipeline.musterstadt(tmp_path_factory.mktemp("town"))).figures


def test_every_figure_stands_in_the_docs_by_its_label(figures):
    told = dict(ROW.findall(DOC.read_text("utf-8")))
    labels = {}
    for figure in figures:
        labels.setdefault(figure.id.partition(":")[0], set()).add(figure.label.de)

    assert sorted(set(labels) - set(told)) == []
    assert {k: told[k] for k, names in labels.items() if told[k] not in names} == {}
