"""The walls of the house: floors, doors, contracts, dependencies, no strangers' names."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import innenstadt_gis
from innenstadt_gis.cli import program
from innenstadt_gis.tables import TOWN_TABLES
from innenstadt_gis.tables.findings import FINDINGS_TABLES

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "innenstadt_gis"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Floors from the top; a room may import rooms on lower floors, and itself.
FLOORS = (
    ("__main__",),
    ("cli",),
    ("cli_telling",),
    ("pipeline", "cli_words"),
    ("ingest", "analysis", "outputs", "musterstadt"),
    ("study_init", "exchange"),
    ("study", "town"),
    ("timetable",),
    ("ideas", "importlog", "codes", "mapping"),
    ("tables", "branches"),
    ("cells", "crs", "files", "garbage", "licences", "municipalities", "personas", "slopes"),
    ("errors",),
    ("words",),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

TEXT_ENDS = {".py", ".md", ".toml", ".txt", ".js", ".css", ".html", ".json", ".yml", ".cfg", ""}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> list[tuple[str, int]]:
    """Every import, also those in functions and under TYPE_CHECKING; relative ones as '.'."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                found.append((".", node.lineno))
            elif node.module == "innenstadt_gis":
                found += [(f"innenstadt_gis.{a.name}", node.lineno) for a in node.names]
            else:
                found.append((node.module or "", node.lineno))
    return found


def breaches_of_floors(room: str, source: str) -> list[str]:
    told = []
    for name, line in imports(ast.parse(source)):
        if name == ".":
            told.append(f"line {line}: relative import")
        if not name.startswith("innenstadt_gis"):
            continue
        other = [*name.split("."), ""][1]
        if other in {"", room, "__version__"}:
            continue
        if FLOOR[other] <= FLOOR[room]:
            told.append(f"line {line}: {room} imports {other}")
    return told


def test_every_room_stands_on_a_floor():
    rooms = {room_of(path) for path in MODULES} - {"__init__"}

    assert rooms <= set(FLOOR)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_down_only_and_wings_do_not_know_each_other(path):
    if path == PACKAGE / "__init__.py":
        pytest.skip("the front door names every room, lazily")

    assert breaches_of_floors(room_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("analysis", "from innenstadt_gis.outputs.geojson import x"),
        ("analysis", "from innenstadt_gis import pipeline"),
        ("tables", "def f():\n    import innenstadt_gis.town"),
        ("words", "if TYPE_CHECKING:\n    from innenstadt_gis.errors import InputError"),
        ("ingest", "from .streets import x"),
    ],
)
def test_the_floor_test_sees_a_planted_breach(room, source):
    assert len(breaches_of_floors(room, source)) == 1


def test_the_door_is_sorted_and_every_name_opens():
    names = innenstadt_gis.__all__

    assert names == sorted(names)
    assert len(names) == len(set(names))
    for name in names:
        assert getattr(innenstadt_gis, name) is not None, name
    assert isinstance(innenstadt_gis.Town, type)


@pytest.mark.parametrize("name", [n for n in innenstadt_gis.__all__ if n.islower() and n[0] != "_"])
def test_a_lower_case_name_at_the_door_is_a_function_even_after_its_room_was_entered(name):
    importlib.import_module("innenstadt_gis.pipeline")

    assert callable(getattr(innenstadt_gis, name))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_all_is_sorted_and_true(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names = ast.literal_eval(node.value)
            # constants, classes, functions: the order of ruff's RUF022
            kind = [0 if n.isupper() else 1 if n[0].isupper() else 2 for n in names]
            assert names in (sorted(names), [n for _, n in sorted(zip(kind, names, strict=True))])


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_command_has_help_and_an_example(lang):
    group = program(lang)

    assert group.help
    assert sorted(group.commands) == [
        "check",
        "compare",
        "demo",
        "ideas",
        "init",
        "run",
        "survey",
        "walk",
    ]
    for name, command in group.commands.items():
        assert command.help, name
        assert f"innenstadt {name}" in command.epilog, name
        for param in command.params:
            assert param.param_type_name == "argument" or param.help, (name, param.name)


def test_to_crs_is_called_in_one_room_alone():
    calls = [
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if re.search(
            r"\.to_crs\(", re.sub(r"[\"'`].*?[\"'`]", "", path.read_text(encoding="utf-8"))
        )
    ]

    assert set(calls) <= {"crs.py"}


def test_folium_is_known_to_the_outputs_alone():
    knows = {
        room_of(path)
        for path in MODULES
        for name, _ in imports(ast.parse(path.read_text(encoding="utf-8")))
        if name.split(".")[0] in {"folium", "branca"}
    }

    # pipeline returns the folium.Map of the outputs and may name its type
    assert knows <= {"outputs", "pipeline"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_file_and_no_body_grows_out_of_hand(path):
    source = path.read_text(encoding="utf-8")
    long = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1
            if lines > 60:
                long.append((node.name, lines))

    assert source.count("\n") <= 400
    assert long == []


# columns ----------------------------------------------------------------------

CONTRACTS = {
    name: set(table.names) | {"geometry", table.index}
    for name, table in (TOWN_TABLES | FINDINGS_TABLES).items()
}


def columns_outside_the_contract(source: str) -> list[str]:
    """
    Columns read of a table by name (`premises["x"]`, `town.premises["x"]`, `premises[["x"]]`)
    that its contract lacks, unless the same function writes them first.
    """
    told = []
    for scope in ast.walk(ast.parse(source)):
        if isinstance(scope, ast.FunctionDef):
            made = made_columns(scope)
            for node in ast.walk(scope):
                if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
                    table = table_name(node.value)
                    told += [
                        f"line {node.lineno}: {table}[{column!r}]"
                        for column in (literals(node.slice) if table else [])
                        if column not in CONTRACTS[table] | made
                    ]
    return sorted(set(told))


def table_name(node: ast.expr) -> str:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name if name in CONTRACTS else ""


def literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.List):
        return [text for item in node.elts for text in literals(item)]
    return []


def made_columns(scope: ast.FunctionDef) -> set[str]:
    made = set()
    for node in ast.walk(scope):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            made.update(literals(node.slice))
        elif isinstance(node, ast.Call):
            made.update(word.arg for word in node.keywords if word.arg)  # assign(x=), agg(x=)
            if isinstance(node.func, ast.Attribute) and node.func.attr == "rename":
                made.update(
                    value.value
                    for mapping in ast.walk(node)
                    if isinstance(mapping, ast.Dict)
                    for value in mapping.values
                    if isinstance(value, ast.Constant)
                )
    return made


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if room_of(p) in {"analysis", "outputs"}],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_figures_and_products_read_columns_of_the_contract_alone(path):
    assert columns_outside_the_contract(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("line", "breaches"),
    [
        ("premises['rent_eur']", 1),
        ("town.premises['rent_eur'].sum()", 1),
        ("town.edges[['length_m', 'colour']]", 1),
        ("premises['status'] == 'vacant'", 0),
        ("town.edges.geometry", 0),
        ("(premises.assign(known=1), premises['known'])", 0),
        ("parameters['anything']", 0),
    ],
)
def test_the_column_test_sees_a_planted_breach(line, breaches):
    source = f"def f(town, premises, parameters):\n    return {line}\n"

    assert len(columns_outside_the_contract(source)) == breaches


# dependencies -----------------------------------------------------------------

# distributions whose module has another name
MODULE_OF = {
    "opening-hours-py": "opening_hours", "pillow": "PIL", "python-docx": "docx",
    "xstatic-leaflet": "xstatic",
}  # fmt: skip
NO_IMPORT = {
    "tzdata",  # zone data for pandas on Windows
    "networkx",  # comes through osmnx; to_osmnx names its type
}


def declared(extra: str | None = None) -> set[str]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts = project["optional-dependencies"][extra] if extra else project["dependencies"]
    names = [re.split(r"[<>=\[; ]", text)[0] for text in texts]
    return {MODULE_OF.get(name, name) for name in names}


def test_the_package_imports_what_it_declares_and_nothing_else():
    used = {
        name.split(".")[0]
        for path in MODULES
        for name, _ in imports(ast.parse(path.read_text(encoding="utf-8")))
    }
    foreign = used - set(sys.stdlib_module_names) - {"innenstadt_gis", "."}

    assert foreign - declared() - declared("cluster") == set(), "imported but not declared"
    assert (declared() | declared("cluster")) - foreign - NO_IMPORT == set(), (
        "declared but not imported"
    )


def test_importing_the_package_and_its_help_loads_no_heavy_library():
    code = (
        "import sys, innenstadt_gis, innenstadt_gis.cli as c\n"
        "try:\n    c.main(['run', '--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'geopandas', 'pandas', 'numpy', 'shapely', 'osmnx', 'folium', 'rich', 'scipy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_module_can_be_imported_alone_of_the_others(path):
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    name = ".".join(p for p in parts if p != "__init__")

    assert importlib.import_module(name).__doc__, f"{name} does not say what it is"


# no strangers' names ----------------------------------------------------------


def tracked() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("no git checkout")
    return [REPOSITORY / name for name in done.stdout.split("\0") if name]


# written in pieces, so that this file does not find itself
STRANGERS = re.compile(
    "|".join(["/" + "work/", "/" + "root/", "/" + "opt/", "pypi" + r"[.-]\w", "file:/" + "//"])
)


def test_no_file_names_this_machine_or_a_package_host():
    told = []
    for path in tracked():
        if path.suffix in TEXT_ENDS and path.exists():
            text = path.read_text(encoding="utf-8", errors="replace")
            told += [f"{path.name}: {found}" for found in STRANGERS.findall(text)]

    assert told == []


def test_the_pattern_for_strangers_finds_a_planted_one():
    assert STRANGERS.search("see /" + "work/main")
    assert STRANGERS.search("--index-url https://" + "pypi" + ".example/simple")


def test_the_code_knows_no_town():
    towns = re.compile(r"\b(Lauf a|Lauf an|Hoyerswerda|Heidelberg|Annaberg|Erzgebirg)")

    found = [str(p) for p in MODULES if towns.search(p.read_text(encoding="utf-8"))]

    assert found == []


def test_the_constraints_pin_every_declared_package_and_name_no_host():
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(name for extra in extras for name in extra)]

    assert all(re.fullmatch(r"[a-z0-9._-]+==[0-9][\w.]*", pin) for pin in pins)
    assert {re.split(r"[<>=\[; ]", w)[0] for w in wanted} <= {pin.split("==")[0] for pin in pins}


def test_the_version_stands_in_one_place():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert "version" in project["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", innenstadt_gis.__version__)
