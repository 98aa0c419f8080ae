"""What README and docs promise can be done as it is written there."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import re
from pathlib import Path

import folium
import pytest

import innenstadt_gis
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.outputs.chapters import chapter_of, family
from innenstadt_gis.outputs.town_map import map_model

REPOSITORY = Path(__file__).parent.parent
README = REPOSITORY / "README.md"
DOCS = REPOSITORY / "docs"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
PAGES = {
    page.relative_to(REPOSITORY).as_posix(): page
    for page in (README, *sorted(DOCS.rglob("*.md")))
    if BLOCK.search(page.read_text("utf-8"))
}


@pytest.fixture(scope="module")
def text():
    return README.read_text("utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder as the pages take it for granted: `meine-stadt` is Musterstadt."""
    folder = tmp_path_factory.mktemp("home")
    write_musterstadt(folder / "meine-stadt", past=True)
    return folder


@pytest.fixture(scope="module")
def ran(home):
    """
    Run the Python lines of a page from top to bottom, once: its names, and what it said.

    All pages read and analyse the same town, so that is done for the first of them.
    """
    known = {}
    with pytest.MonkeyPatch.context() as patch:
        for name in ("read_town", "analyse"):
            patch.setattr(innenstadt_gis, name, once(getattr(innenstadt_gis, name)), raising=False)
        yield runner(home, known)


def once(function):
    """Answer the same question once."""
    known = {}

    def asked(of):
        key = of if isinstance(of, str) else id(of)
        if key not in known:
            known[key] = of, function(of)  # what is held keeps its id
        return known[key][1]

    return asked


def runner(home, known):

    def run(name):
        if name not in known:
            code = "\n".join(BLOCK.findall(PAGES[name].read_text("utf-8")))
            names, said = {}, io.StringIO()
            with contextlib.chdir(home), contextlib.redirect_stdout(said):
                exec(compile(code, name, "exec"), names)
            known[name] = names, said.getvalue()
        return known[name]

    return run


@pytest.mark.parametrize("name", PAGES)
def test_the_python_lines_of_a_page_run_as_they_stand(ran, name):
    ran(name)


def test_the_lines_of_the_readme_say_what_they_promise_and_show_the_map(ran):
    names, said = ran("README.md")

    assert "12 of 60 empty: 0.2" in said
    shown = names["ig"].workshop_map(names["town"], names["findings"])
    assert isinstance(shown, folium.Map)
    assert "Ladenlokalen mit bekanntem Status" in shown._repr_html_()


def test_every_public_function_is_called_in_an_example_that_runs():
    package = REPOSITORY / "innenstadt_gis"
    doctests = "\n".join(
        "\n".join(re.findall(r"^ *(?:>>>|\.\.\.) (?!.*\+SKIP)(.*)$", path.read_text("utf-8"), re.MULTILINE))
        for path in package.rglob("*.py")
    )  # fmt: skip
    lines = "\n".join("\n".join(BLOCK.findall(page.read_text("utf-8"))) for page in PAGES.values())

    functions = [n for n in innenstadt_gis.__all__ if n.islower() and n[0] != "_"]
    silent = [n for n in functions if not re.search(rf"\b{n}\(", doctests + "\n" + lines)]
    assert set(silent) <= {"compare", "run", "write_report"}  # whole runs: the journeys make them


@pytest.fixture(scope="module")
def script():
    """The script that writes the pages of the run sheets."""
    spec = importlib.util.spec_from_file_location("seiten", DOCS / "seiten.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def seen(ran, script):
    return script.seen_by_workshop(ran("docs/fragen.md")[0]["town"])


def test_the_pages_of_run_sheets_and_method_cards_say_what_a_run_says(script, seen):
    pages = script.pages(script.sheets_of(seen))

    written = {name: (DOCS / name).read_text("utf-8") for name in pages}
    stale = [name for name, page in pages.items() if written[name] != page]
    assert stale == [], "python docs/seiten.py writes them anew"
    sheets = {page.name for page in (DOCS / "workshop").glob("*.md")}
    assert sheets == {Path(name).name for name in pages if "workshop" in name} | {"index.md"}


def test_the_answers_that_the_questions_quote_are_sentences_of_musterstadt(seen):
    scenes = map_model(seen, walk=None).scenes
    said = [" ".join(one.sentences).replace("\u00a0", " ") for one in scenes]

    quoted = re.findall(r"^> (.+)$", PAGES["docs/fragen.md"].read_text("utf-8"), re.MULTILINE)
    assert len(quoted) >= 12
    assert [line for line in quoted if not any(line in one for one in said)] == []


def test_the_two_commands_are_those_of_start_py(text):
    start = (REPOSITORY / "start.py").read_text("utf-8")

    for command in ("demo", "test", "notebooks", "docs", "install"):
        assert f"python3 start.py {command}" in text
        assert f'"{command}"' in start


def of_any_day(label: str) -> str:
    """A label as the docs write it: of no certain day."""
    label = re.sub(r" seit \d\d\.\d\d\.\d{4}$", " seit der vorigen Erhebung", label)
    return re.sub(r" am \d\d\.\d\d\.\d{4}$", " am Stichtag", label)


def test_every_figure_is_explained_in_the_docs_by_its_label(ran):
    rows = re.compile(r"^\| ([A-Z]-\d\d)(?::…)? \| (.*?) \| .* \|$", re.MULTILINE)
    told = dict(rows.findall((DOCS / "kennzahlen.md").read_text("utf-8")))

    figures = ran("docs/fragen.md")[0]["findings"].figures
    labels = {}
    for figure in figures:
        labels.setdefault(family(figure), set()).add(of_any_day(figure.label.de))

    assert len(labels) > 100
    assert sorted(set(labels) - set(told)) == []
    assert {k: told[k] for k, names in labels.items() if told[k] not in names} == {}
    assert all(chapter_of(f) for f in figures)
    assert len({f.id for f in figures}) == len(figures)
    assert len({f.key for f in figures if f.group is None}) == sum(f.group is None for f in figures)
