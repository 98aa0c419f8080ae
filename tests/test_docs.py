"""The site: it builds, fetches nothing, leads nowhere into the void, and is as true as the code."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

import innenstadt_gis
from innenstadt_gis.cli import program
from innenstadt_gis.outputs.chapters import CHAPTERS
from innenstadt_gis.outputs.town_map.compose import STAMPS
from innenstadt_gis.personas import personas
from innenstadt_gis.tables import (
    AUDIENCES,
    DURATION_CLASSES,
    FUNCTIONS,
    IDEA_KINDS,
    LOCATED_BY,
    MEASURE_STATUS,
    NEED_TIERS,
    NETWORK_THEMES,
    STATUS,
)
from innenstadt_gis.words import number

REPOSITORY = Path(__file__).parents[1]
DOCS = REPOSITORY / "docs"
PAGES = sorted([REPOSITORY / "README.md", *DOCS.rglob("*.md")])
PLACES = {page: page.relative_to(REPOSITORY).as_posix() for page in PAGES}


def text_of(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


# the site ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the site as `start.py docs` does: a warning of the builder is an error."""
    out = tmp_path_factory.mktemp("site").resolve()
    options = ["-q", "-W", "--keep-going", "-b", "html"]
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, str(DOCS), str(out)],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (built.returncode, built.stderr) == (0, "")
    return out


FETCHED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*?(?:src|data)=[\"']?\s*(?:https?:)?//"
    r"|<link\b[^>]*?href=[\"']?\s*(?:https?:)?//"
    r"|url\(\s*[\"']?\s*(?:https?:)?//|@import\s+[\"']?\s*(?:https?:)?//"
)


def test_the_site_is_built_without_a_warning_and_fetches_nothing(site):
    files = [p for p in site.rglob("*") if p.suffix in {".html", ".css"}]

    assert len(files) >= len(PAGES)
    assert [p.name for p in files if FETCHED.search(p.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "line",
    ['<script src="https://cdn.example/x.js">', "<link rel=x href='//fonts.example'>",
     "a{background:url(http://x.example/y.png)}", '<img alt="a" src="https://x.example/a.png">'],
)  # fmt: skip
def test_the_search_for_fetching_sees_a_planted_one(line):
    assert FETCHED.search(line)


def test_every_public_name_has_its_entry_on_the_page_of_the_api(site):
    page = (site / "api.html").read_text("utf-8")

    lacking = [n for n in innenstadt_gis.__all__ if f'id="innenstadt_gis.{n}"' not in page]
    assert lacking == []


def test_every_page_can_be_reached_from_the_first(site):
    to_visit, seen = [site / "index.html"], set()
    while to_visit:
        page = to_visit.pop()
        if page in seen:
            continue
        seen.add(page)
        links = re.findall(r'<a [^>]*href="([^"#:]+\.html)', page.read_text("utf-8"))
        to_visit += [(page.parent / link).resolve() for link in links]

    made = {site / page.relative_to(DOCS).with_suffix(".html") for page in DOCS.rglob("*.md")}
    assert made - seen == set()


# links ------------------------------------------------------------------------

LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """Anchors of the headings, as GitHub and the site write them."""
    heads = re.findall(r"^#+ (.+)$", without_code(page.read_text("utf-8")), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", head.strip().lower(), flags=re.UNICODE).replace(" ", "-")
        for head in heads
    }


def broken(page: Path, text: str) -> list[str]:
    told = []
    for link in LINK.findall(without_code(text)):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        lost = anchor and target.suffix == ".md" and anchor not in anchors(target)
        if not target.exists() or lost:
            told.append(link)
    return told


@pytest.mark.parametrize("page", PAGES, ids=PLACES.get)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page):
    assert broken(page, page.read_text("utf-8")) == []


def test_a_broken_link_is_seen():
    page = DOCS / "fragen.md"

    assert broken(page, "[a](nirgends.md) [b](glossar.md#keins) [c](glossar.md#zielgruppen)") == [
        "nirgends.md", "glossar.md#keins"
    ]  # fmt: skip


# commands ---------------------------------------------------------------------

COMMAND = re.compile(r"^(?:\$ )?((?:innenstadt|python3 start\.py) .+?)(?:\s+#.*)?$")


def commands(text: str) -> list[str]:
    """Commands in blocks of a console or without a language, and between backticks."""
    found = []
    for language, block in re.findall(r"^ *```(\w*)\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
        if language in {"", "console", "sh"}:
            found += [hit[1] for line in block.splitlines() if (hit := COMMAND.match(line.strip()))]
    for inline in re.findall(r"`([^`\n]+(?:\n[^`\n]+)?)`", without_code(text)):
        if hit := COMMAND.match(" ".join(inline.split())):
            found.append(hit[1])
    return [line for line in found if "…" not in line]


def understood(line: str) -> None:
    """Let the command line read a command, without running it."""
    words = shlex.split(line)
    if words[0] == "python3":
        start = (REPOSITORY / "start.py").read_text("utf-8")
        assert f'"{words[2]}"' in start, line
        return
    command: click.Command = program("de")
    rest = words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        assert rest[0] in command.commands, f"{line}: no command {rest[0]}"
        command, rest = command.commands[rest[0]], rest[1:]
    options = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    unknown = [w.partition("=")[0] for w in rest if w.startswith("-")]
    assert [w for w in unknown if w not in options | {"--help", "--version"}] == [], line
    if rest and "--help" not in rest:
        command.make_context(words[1], list(rest))


@pytest.mark.parametrize("page", PAGES, ids=PLACES.get)
def test_every_command_in_the_docs_is_one_that_the_program_understands(page):
    for line in commands(page.read_text("utf-8")):
        understood(line)


@pytest.mark.parametrize(
    "line", ["innenstadt rum x", "innenstadt run x --audiance intern", "python3 start.py dox",
             "innenstadt run x --audience alle", "innenstadt ideas merge a.geojson"],
)  # fmt: skip
def test_a_command_that_does_not_exist_is_seen(line):
    with pytest.raises((AssertionError, click.UsageError)):
        understood(line)


def test_commands_are_found_in_blocks_and_in_the_text():
    found = commands(
        "`innenstadt run stadt` and\n```console\ninnenstadt check x  # y\n```\n`innenstadt …`"
    )

    assert found == ["innenstadt check x", "innenstadt run stadt"]
    assert len(commands((REPOSITORY / "README.md").read_text("utf-8"))) >= 10


# words ------------------------------------------------------------------------

CELLS = re.compile(r"^\| (.+?) \| `(.+?)` \|", re.MULTILINE)


@pytest.mark.parametrize(
    "words",
    [STATUS, DURATION_CLASSES, FUNCTIONS, NEED_TIERS, LOCATED_BY, NETWORK_THEMES, IDEA_KINDS,
     MEASURE_STATUS, {one.key: one.title for one in CHAPTERS}],
)  # fmt: skip
def test_every_word_of_the_products_stands_in_the_glossary_beside_its_code(words):
    told = set(CELLS.findall(text_of("glossar.md")))

    assert len(words) >= 3
    assert [key for key, text in words.items() if (text.de, key) not in told] == []


def test_every_audience_stands_in_the_glossary_as_it_is_stamped():
    told = set(CELLS.findall(text_of("glossar.md")))
    assert [key for key in AUDIENCES if (STAMPS[key].de, key) not in told] == []


def test_every_function_and_class_that_the_questions_name_is_public():
    named = set(
        re.findall(r"Funktion(?:en)? ((?:`\w+`(?:, | und )?[^`.]*)+)", text_of("fragen.md"))
    )
    functions = {name for part in named for name in re.findall(r"`(\w+)`", part)}

    assert len(functions) >= 15
    assert functions - set(innenstadt_gis.__all__) == set()


# methods ----------------------------------------------------------------------

METHODS = sorted(
    set((DOCS / "methoden").glob("*.md"))
    - {DOCS / "methoden" / name for name in ("index.md", "karten.md")}
)
DEFAULT = re.compile(r"^\| `([\w.]+)` \| `(\w+)` \| `(.+?)` \| .+ \|$", re.MULTILINE)


def default_of(place: str, name: str) -> object:
    if name.isupper():
        return getattr(importlib.import_module(f"innenstadt_gis.analysis.{place}"), name)
    module, _, function = place.rpartition(".")
    called = getattr(importlib.import_module(f"innenstadt_gis.analysis.{module}"), function)
    return inspect.signature(called).parameters[name].default


@pytest.mark.parametrize("page", METHODS, ids=lambda p: p.stem)
def test_the_defaults_that_a_method_quotes_are_those_of_the_code(page):
    told = DEFAULT.findall(page.read_text("utf-8"))

    assert told
    wrong = [
        (place, name, value) for place, name, value in told
        if default_of(place, name) != ast.literal_eval(value)
    ]  # fmt: skip
    assert wrong == []


def test_there_is_a_method_for_every_chapter_and_it_names_its_letters():
    index = text_of("methoden/index.md")

    rows = dict(re.findall(r"^\| \[(.+?)\]\(\w+\.md\) \| (.+?) \|$", index, re.MULTILINE))
    assert rows == {one.title.de: ", ".join(one.letters) for one in CHAPTERS}


def test_the_walking_profiles_of_the_method_are_those_of_the_program():
    rows = re.findall(
        r"^\| (.+?) \| `(\w+)` \| ([\d,]+) \| (ja|nein) \| (.+?) \|$",
        text_of("methoden/erreichbarkeit.md"), re.MULTILINE,
    )  # fmt: skip

    def speed(kmh):
        return number(kmh, digits=3).rstrip("0")

    assert rows == [
        (p.label.de, p.key, speed(p.speed_kmh), "nein" if p.steps_up is None else "ja",
         f"{p.steepest:.0%}".replace("%", " %") if p.steepest else "–")
        for p in personas()
    ]  # fmt: skip


def test_questions_and_methods_name_figures_that_are_explained():
    known = set(re.findall(r"^\| ([A-Z]-\d\d)", text_of("kennzahlen.md"), re.MULTILINE))
    texts = [
        text_of("fragen.md"),
        *(p.read_text("utf-8") for p in (DOCS / "methoden").glob("*.md")),
    ]
    named = {one for text in texts for one in re.findall(r"\b([A-Z]-\d\d)\b", text)}

    assert len(named) > 60
    assert named - known == set()
