"""The notebooks: questions that run in a fresh kernel, and claim no number that is not asserted."""

from __future__ import annotations

import ast
import html
import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from traitlets import default

from tests.prose import number_words, numbers, unproven

REPOSITORY = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
NAMES = (
    "01_leerstand", "02_besatz_und_mischung", "03_erreichbarkeit", "04_workshop_karte",
    "05_staedtevergleich",
)  # fmt: skip

#: What an analyst has at hand: our public door, the usual libraries, and Python itself.
AT_HAND = {"innenstadt_gis", "pandas", "geopandas", "numpy", "matplotlib", "folium", "shapely"}
AT_HAND |= {"tempfile", "pathlib", "math", "datetime"}

#: Where further made-up towns come from; a user's own need no such room.
MADE_UP = "innenstadt_gis.musterstadt"

#: Run before the notebook: no network, warnings are errors, fonts are found (told once, on stderr).
PRELUDE = """
import logging, warnings
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
import matplotlib.font_manager
import pytest_socket
pytest_socket.socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
warnings.simplefilter("error")
warnings.simplefilter("ignore", PendingDeprecationWarning)  # of the kernel, when it stops
"""

FAILS = """
def _fails(statement):
    try:
        exec(statement, globals())
    except (AssertionError, LookupError):  # another number, or no such label
        return True
    return False
"""


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def book(request):
    return nbformat.read(request.param, as_version=nbformat.NO_CONVERT)


def code_cells(book):
    return [cell for cell in book.cells if cell.cell_type == "code"]


def text_cells(book):
    return [cell for cell in book.cells if cell.cell_type == "markdown"]


def beside(book, at):
    """Code directly above and below a cell."""
    near = [book.cells[n] for n in (at - 1, at + 1) if 0 <= n < len(book.cells)]
    return [cell.source for cell in near if cell.cell_type == "code"]


class OwnKernels(AsyncKernelManager):
    """Kernels of this very Python: of ipykernel beside it, not one that lies about under that name."""

    @default("kernel_spec_manager")
    def _kernel_spec_manager_default(self):
        return KernelSpecManager(kernel_dirs=[])


class Kernel:
    """A fresh kernel in an empty folder; the user's own settings do not matter."""

    def __init__(self, book, home: Path) -> None:
        self.home = home
        self.client = NotebookClient(
            book, kernel_name="python3", kernel_manager_class=OwnKernels, timeout=300,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(home)}},
        )  # fmt: skip

    def run(self, code: str) -> list:
        cell = nbformat.v4.new_code_cell(code)
        self.client.execute_cell(cell, 0)
        return cell.outputs

    def environment(self) -> dict[str, str]:
        paths = [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]
        own = {"IPYTHONDIR": str(self.home / "ipython"), "INNENSTADT_LANG": "de"}
        return {**os.environ, **own, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def html_of(cell):
    return [out["data"]["text/html"] for out in cell.outputs if "text/html" in out.get("data", {})]


def is_sealed(page):
    """Neither scripts nor anything to fetch; a map stands in a frame that may talk to nobody."""
    frames = re.findall(r"<iframe[^>]*>", page)
    told = [html.unescape(re.search(r'srcdoc="([^"]*)"', frame)[1]) for frame in frames]
    rest = re.sub(r"<iframe[^>]*>", "", page)
    return (
        all(
            'sandbox="allow-scripts' in frame and "allow-same-origin" not in frame
            for frame in frames
        )
        and all("default-src 'none'" in inner and "<script src" not in inner for inner in told)
        and not re.search(r"<script|<link|<img|src=|@import|url\(", rest)
    )


@pytest.fixture
def kernel(book, tmp_path, monkeypatch):
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    monkeypatch.delenv("PYTHONSTARTUP", raising=False)
    work = tmp_path / "work"
    work.mkdir()
    started = Kernel(book, work)
    with started.client.setup_kernel(env=started.environment()):
        yield started


def test_every_notebook_runs_in_a_fresh_kernel_and_its_numbers_are_those_of_its_prose(book, kernel):
    kernel.run(PRELUDE)
    kernel.run(FAILS)

    def fails(statement: str) -> bool:
        return kernel.run(f"_fails({statement!r})")[0]["data"]["text/plain"] == "True"

    for at, cell in enumerate(book.cells):
        if cell.cell_type == "code":
            kernel.client.execute_cell(cell, at)
            told = [out.get("text", "") for out in cell.outputs if out.get("name") == "stderr"]
            assert told == [], cell.source
    claims = {
        number: text.source
        for at, text in enumerate(book.cells)
        if text.cell_type == "markdown"
        for number in unproven(text.source, beside(book, at), fails)
    }
    assert claims == {}
    pages = [page for cell in code_cells(book) for page in html_of(cell)]
    shown = any("innenstadt-gis" in page for page in pages)  # the town shows itself
    assert shown == any("ig.musterstadt(" in cell.source for cell in code_cells(book))
    assert [page for page in pages if not is_sealed(page)] == []
    shows_map = any("workshop_map" in cell.source for cell in code_cells(book))
    assert any("<iframe" in page for page in pages) == shows_map
    assert [p.name for p in kernel.home.iterdir() if p.name != "ipython"] == []  # nothing is left


def test_all_are_there_and_the_readme_names_them():
    readme = (REPOSITORY / "README.md").read_text("utf-8")

    assert tuple(path.stem for path in NOTEBOOKS) == NAMES
    assert [name for name in NAMES if f"notebooks/{name}.ipynb" not in readme] == []


def test_outputs_are_stripped_and_nothing_tells_of_a_machine(book):
    nbformat.validate(book)

    assert all(cell.outputs == [] and cell.execution_count is None for cell in code_cells(book))
    assert all(cell.metadata == {} for cell in book.cells)
    assert json.loads(json.dumps(book.metadata)) == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert book.nbformat == 4 and book.nbformat_minor == 5


def test_a_notebook_asks_first_answers_last_and_is_short(book):
    assert re.match(r"# .*\?\n", book.cells[0].source)
    assert "Daten: Musterstadt" in book.cells[0].source
    assert book.cells[-1].source.startswith("**Antwort.** ")
    assert len(book.cells) <= 12
    assert all(cell.source.count("\n") < 18 for cell in book.cells)


def test_a_notebook_uses_the_public_door_and_defines_nothing(book):
    for cell in code_cells(book):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)
            if isinstance(node, ast.Import):
                assert {name.name.split(".")[0] for name in node.names} <= AT_HAND
                assert not any(name.name.startswith("innenstadt_gis.") for name in node.names)
            if isinstance(node, ast.ImportFrom):
                allowed = AT_HAND - {"innenstadt_gis"} | {MADE_UP}
                assert {node.module, node.module.split(".")[0]} & allowed
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_")


def test_numbers_are_written_in_digits_so_that_they_can_be_checked(book):
    assert [word for cell in text_cells(book) for word in number_words(cell.source)] == []
    assert sum(len(numbers(cell.source)) for cell in text_cells(book)) >= 8


# the check itself -------------------------------------------------------------


def fails_in(code):
    names = {}
    exec(code, names)

    def fails(statement):
        try:
            exec(statement, names)
        except AssertionError:
            return True
        return False

    return fails


@pytest.mark.parametrize(
    ("prose", "code", "left"),
    [
        ("12 von 60", "a, b = 12, 60\nassert (a, b) == (12, 60)", []),
        ("37,6 Branchen", "a = 37.61\nassert round(a, 1) == 37.6", []),
        ("1.804 Personen", "a = 1804.4\nassert round(a) == 1804", []),
        ("um 19:43", "a = '19:43'\nassert a == '19:43'", []),
        ("am 15.09.2026", "a = '15.09.2026'\nassert a == '15.09.2026'", []),
        ("unter 1,2 MB", "a = 0.6\nassert a < 1.2", []),
        ("in `ig.nearest_10` und L-20", "a = 1", []),
        ("12 von 60", "a = 12\nassert a == 12", ["60"]),  # nobody asserts it
        ("20 leer", "a = 20\nb = 20", ["20"]),  # said, not asserted
        ("12 leer", "assert 12 == 12", ["12"]),  # asks nothing
        ("12 leer", "a = 1\nassert a and 12", ["12"]),  # always true
        ("12 leer", "a = 12\nassert a == 12 or a", ["12"]),  # cannot fail
        ("37,6 Branchen", "a = 37.61\nassert round(a) == 38", ["37,6"]),  # another precision
        ("1 leer", "a = 0.21\nassert round(a, 1) == 0.2", ["1"]),  # digits to round to
        ("2 leer", "a = [7, 8, 9]\nassert a[2] == 9", ["2"]),  # a place in a list
        ("7 von 13", "a = '17 von 131'\nassert a == '17 von 131'", ["7", "13"]),
    ],
)
def test_the_check_sees_what_is_proven_and_what_is_not(prose, code, left):
    assert unproven(prose, [code], fails_in(code)) == left
    assert number_words("Zwei Drittel stehen leer, ein Laden nicht") == ["Zwei", "Drittel"]
