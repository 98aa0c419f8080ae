"""Registers that went through many hands: mutated copies of real ones, from file to products.

Whatever happens to a list, the reader either says in its own words that it cannot use it, or
accounts for every row and lets no personal value through.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from innenstadt_gis.errors import InnenstadtError
from innenstadt_gis.ingest.registers import read_register
from innenstadt_gis.ingest.registers.sheets import read_sheets
from innenstadt_gis.musterstadt import PLANTED_PERSONAL, write_musterstadt

DAY = dt.date(2026, 9, 15)
SOME = settings(max_examples=25, suppress_health_check=list(HealthCheck))

CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "", " ", "-", "?", "k.A.", "leer", "belegt", "ja", "nein", "x", "Summe", "Legende",
            "Straße", "Hausnr.", "1.234,50 m²", "80-100", "Q3/21", "12-14", "o. Nr.", "=1+1",
            "\ufffd", "StraÃŸe", "\x0b", "a\nb", "#REF!", "31.02.2024", "99999999999", "-5",
            "1e309", "nan", "∞", "١٢", "🏚", "<script>", "{{ x }}", "0", "00", "Nr.", "Status",
        ]
    ),
    st.text(max_size=12),
    st.integers(-10, 10**12),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)).map(
        lambda d: dt.datetime(d.year, d.month, d.day)  # noqa: DTZ001 - Excel knows no zones
    ),
)  # fmt: skip
MUTATION = st.tuples(
    st.sampled_from(
        ["set", "drop_row", "double_row", "blank_row", "drop_column", "double_column",
         "swap_rows", "swap_columns", "merge", "cut"]
    ),
    st.integers(0, 400), st.integers(0, 20), CELLS,
)  # fmt: skip


def grid_of(path: Path) -> list[list]:
    return [list(row) for row in read_sheets(path)[1][0].rows]


def _set(grid, row, column, value):
    grid[row] += [None] * (column + 1 - len(grid[row]))
    grid[row][column] = value


def _swap_rows(grid, row, column, value):
    other = (row * 7 + 3) % len(grid)
    grid[row], grid[other] = grid[other], grid[row]


def _each(change):
    def over_all(grid, row, column, value):
        for line in grid:
            if column < len(line):
                change(line, column)

    return over_all


def _swap_columns(line, column):
    line[column], line[0] = line[0], line[column]


MUTATIONS = {
    "set": _set,
    "drop_row": lambda grid, row, column, value: grid.pop(row),
    "double_row": lambda grid, row, column, value: grid.insert(row, list(grid[row])),
    "blank_row": lambda grid, row, column, value: grid.insert(row, [None] * len(grid[row])),
    "cut": lambda grid, row, column, value: grid.__delitem__(slice(max(row, 5), None)),
    "swap_rows": _swap_rows,
    "drop_column": _each(lambda line, column: line.pop(column)),
    "double_column": _each(lambda line, column: line.insert(column, line[column])),
    "swap_columns": _each(_swap_columns),
}


def mutate(grid: list[list], mutations) -> tuple[list[list], list[tuple]]:
    merges = []
    for kind, r, c, value in mutations:
        if not grid:
            break
        row, column = r % len(grid), c % max(len(grid[0]), 1)
        if kind == "merge":
            merges.append((row + 1, column + 1, min(row + 4, len(grid)), column + 1))
        else:
            MUTATIONS[kind](grid, row, column, value)
    return grid, merges


def as_xlsx(grid: list[list], merges: list[tuple]) -> bytes:
    book = Workbook()
    page = book.active
    for r, row in enumerate(grid, start=1):
        for c, value in enumerate(row, start=1):
            try:
                page.cell(r, c).value = value
            except (
                ValueError,
                IllegalCharacterError,
            ):  # Excel itself cannot hold a control character
                page.cell(r, c).value = None
    for r1, c1, r2, c2 in merges:
        page.merge_cells(start_row=r1, start_column=c1, end_row=r2, end_column=c2)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def as_csv(grid: list[list], encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([["" if v is None else v for v in r] for r in grid])
    return text.getvalue().encode(encoding, "replace")


def told_of(register) -> str:
    """Everything that a register hands on to products, logs and screens."""
    records = register.records.drop(columns="geometry")
    return "\n".join(
        (
            records.to_csv(),
            json.dumps(asdict(register.log), default=str, ensure_ascii=False),
            repr(getattr(register, "reading", None)),
            repr(register),
        )
    )


def hold(content: bytes, name: str, secrets: tuple[str, ...]) -> None:
    """The law: our own error, or every row accounted for and nobody named."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            register = read_register(path, survey_day=DAY)
        except InnenstadtError as error:
            said = f"{error.text.de}\n{error.text.en}"
        else:
            said = told_of(register)
            assert register.log.adds_up()
            assert len(register.records) == register.log.records
            rows = [(row.source_sheet, row.source_row) for row in register.log.rows]
            assert len(set(rows)) == len(rows)
    assert [secret for secret in secrets if secret in said] == []


@pytest.fixture(scope="module")
def list_of_musterstadt(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("stadt")
    write_musterstadt(folder)
    return next((folder / "daten").glob("leerstand*.xlsx"))


@SOME
@given(mutations=st.lists(MUTATION, max_size=12), kind=st.sampled_from(["xlsx", "utf-8", "cp1252"]))
def test_a_mutated_list_is_refused_in_words_or_accounted_for(list_of_musterstadt, mutations, kind):
    grid, merges = mutate(grid_of(list_of_musterstadt), mutations)
    content = as_xlsx(grid, merges) if kind == "xlsx" else as_csv(grid, kind)

    # A list whose header was hit may hold a name in a column that nothing tells from others:
    # numbers and addresses of people are found by what they are, whatever stands above.
    contacts = tuple(p for p in PLANTED_PERSONAL if "@" in p or sum(x.isdigit() for x in p) > 6)
    hold(content, "liste.xlsx" if kind == "xlsx" else "liste.csv", contacts)


@SOME
@given(
    mutations=st.lists(
        MUTATION.filter(lambda m: m[0] in {"set", "double_row", "blank_row", "drop_row", "cut"}),
        max_size=12,
    )
)
def test_below_an_unhurt_header_no_name_gets_through_either(list_of_musterstadt, mutations):
    grid = grid_of(list_of_musterstadt)
    head = next(i for i, row in enumerate(grid) if sum(v is not None for v in row) > 6) + 2
    body, _ = mutate([list(row) for row in grid[head:]], mutations)

    hold(as_xlsx([*grid[:head], *body], []), "liste.xlsx", tuple(PLANTED_PERSONAL))


@pytest.mark.realdata
@pytest.mark.parametrize(
    "name", ["lauf_register_a.xlsx", "lauf_register_b.csv", "lauf_register_c.xlsx"]
)
@SOME
@given(mutations=st.lists(MUTATION, max_size=15))
def test_a_mutated_real_list_is_refused_in_words_or_accounted_for(shared, name, mutations):
    path = shared / "data/lauf/registers" / name
    grid, merges = mutate(grid_of(path), mutations)

    hold(as_xlsx(grid, merges), "liste.xlsx", ())


@pytest.mark.realdata
@SOME
@given(
    cuts=st.lists(st.tuples(st.integers(0, 60_000), st.binary(max_size=6)), min_size=1, max_size=8),
    name=st.sampled_from(["lauf_register_a.xlsx", "lauf_register_b.csv", "lauf_register_c.xlsx"]),
)
def test_damaged_bytes_are_refused_in_words_or_read(shared, cuts, name):
    content = bytearray((shared / "data/lauf/registers" / name).read_bytes())
    for at, bytes_ in cuts:
        content[at % len(content) : at % len(content) + len(bytes_)] = bytes_

    hold(bytes(content), name, ())


def test_the_mutations_do_reach_the_reader(list_of_musterstadt):
    grid, _ = mutate(grid_of(list_of_musterstadt), [("cut", 30, 0, None)])

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "liste.xlsx"
        path.write_bytes(as_xlsx(grid, []))
        whole = len(read_register(list_of_musterstadt).records)
        assert load_workbook(path).active.max_row == 30
        assert 0 < len(read_register(path, survey_day=DAY).records) < whole
