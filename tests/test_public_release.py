"""What a run for the public tells: attacked with all that its numbers say together."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from math import ceil, floor

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from shapely import LineString, Point, box

from innenstadt_gis import pipeline
from innenstadt_gis.analysis.vacancy import (
    status_figures,
    vacancy_cells,
    vacancy_figures,
    variant_figures,
)
from innenstadt_gis.importlog import ImportLog, SourceLog
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.outputs.audience import release, soften
from innenstadt_gis.town import Findings, Town
from innenstadt_gis.words import Text

CRS = "EPSG:25833"
X0, Y0 = 362_000.0, 5_610_000.0


# the attack ----------------------------------------------------------------------


#: Who is counted there hangs on the status itself (vacancies of known duration).
HANGS_ON_STATUS = {"L-09", "L-24"}


def told_sets(public, findings, vacant):
    """
    Every set of units of which the public is told how many are vacant, and how many.

    The attacker is a strong one: knows of each unit which sets it is in, but not its status.
    """
    whole = {f.id: f for f in findings.figures}
    told = []
    for figure in public.figures:
        behind = whole[figure.id]
        counted = frozenset(behind.counted)
        if figure.numerator is None or not figure.id.startswith("L-"):
            continue
        if figure.id in HANGS_ON_STATUS or counted <= vacant:
            continue
        k = len(counted & vacant)
        if frozenset(behind.numerator_ids) == counted & vacant and figure.numerator == k:
            told.append((counted, k))
    for name, row, units in regions(findings):
        seen = public.tables[name]["vacant"].reindex([row]).iloc[0]
        if pd.notna(seen):
            known = units & frozenset(whole["L-01"].counted)
            assert seen == len(known & vacant)
            told.append((known, int(seen)))
    return told


def regions(findings):
    """Rows of tables that tell of vacant units without a figure of their own."""
    clusters, zone = findings.tables.get("clusters"), findings.tables.get("zone")
    if clusters is not None:
        for row, members in clusters["unit_ids"].items():
            yield "clusters", row, frozenset(members.split(";"))
    if zone is not None:
        inside = findings.tables["zone_units"]["proposed"]
        for row, kind in zone["kind"].items():
            yield "zone", row, frozenset(inside.index[inside == kind])


def bounds(told, target):
    """Fewest and most vacant units of ``target`` that all numbers told allow (by a linear program)."""
    units = sorted(frozenset().union(target, *(some for some, _ in told)))
    member = np.array(
        [[u in some for u in units] for some, _ in told] + [[u in target for u in units]]
    )
    atoms, size = np.unique(member, axis=1, return_counts=True)
    total = atoms[-1].astype(float)
    equal = {"A_eq": atoms[:-1].astype(float), "b_eq": [k for _, k in told]} if told else {}
    limits = list(zip(np.zeros(len(size)), size, strict=True))
    least = linprog(total, bounds=limits, **equal)
    most = linprog(-total, bounds=limits, **equal)
    assert least.success and most.success
    return ceil(least.fun - 1e-6), floor(-most.fun + 1e-6)


def given_away(public, findings, premises):
    """Cells that must not be known, of which the numbers leave but one possibility."""
    registered = premises[premises["in_register"].fillna(value=False).astype(bool)]
    vacant = frozenset(registered.index[registered["status"] == "vacant"])
    told = told_sets(public, findings, vacant)
    found = []
    for figure in findings.figures:
        counted = frozenset(figure.counted)
        k = len(counted & vacant)
        few = 0 < k < 3 or 0 < k == len(counted)
        if not figure.cell or figure.cell[0] != "vacancy_cells" or not few:
            continue
        if figure.id.startswith("L-16"):  # all of them are vacant
            continue
        low, high = bounds(told, counted)
        if low == high:
            found.append((figure.id, k, len(counted)))
    return found


def released(town):
    softened = soften(town, "oeffentlich")
    findings = pipeline.analyse(softened)
    return release(softened, findings, "oeffentlich"), findings


# made-up registers ---------------------------------------------------------------


def streets_of(units):
    """A town of streets with two sections each; a unit is (street, section, status)."""
    where = [(street, section) for street, section, _ in units]
    premises = gpd.GeoDataFrame(
        {
            "status": pd.array([status for _, _, status in units], dtype="str"),
            "in_register": True, "located_by": "address", "source": "test",
            "street": [f"Weg {street}" for street, _ in where],
            "section_id": [f"weg{street}-{section}" if section else None for street, section in where],
        },
        index=pd.Index([f"u-{i:010x}" for i in range(len(units))], dtype="str"),
        geometry=[
            Point(X0 + 100 * section + i / 10, Y0 + 50 * street)
            for i, (street, section) in enumerate(where)
        ],
        crs=CRS,
    )  # fmt: skip
    names = [(street, section) for street in range(5) for section in (1, 2)]
    sections = gpd.GeoDataFrame(
        {
            "street": [f"Weg {street}" for street, _ in names],
            "number": [section for _, section in names],
            "centreline_m": 100.0, "frontage_m": 100.0, "source": "test",
        },
        index=[f"weg{street}-{section}" for street, section in names],
        geometry=[
            LineString([(X0 + 100 * n, Y0 + 50 * s), (X0 + 100 * n + 100, Y0 + 50 * s)])
            for s, n in names
        ],
        crs=CRS,
    )  # fmt: skip
    return Town.from_tables(
        name="Ort", crs=CRS, survey_day=dt.date(2026, 1, 1), premises=premises, sections=sections
    )


def vacancy_of(town):
    """The figures on vacancy alone, in the order of the pipeline."""
    area = gpd.GeoDataFrame(
        {"kind": ["walk_400m"]}, geometry=[box(X0, Y0 - 10, X0 + 400, Y0 + 110)], crs=CRS
    )  # the first three streets
    table, figures = vacancy_cells(town.premises, sections=town.sections, area=area)
    return Findings(
        figures=(
            *vacancy_figures(town.premises, scope="all_units"),
            *variant_figures(town.premises, scope="all_units"),
            *status_figures(town.premises), *figures,
        ),
        tables={"vacancy_cells": table},
    )  # fmt: skip


UNIT = st.tuples(
    st.integers(0, 4),
    st.sampled_from([1, 1, 2, 2, 0]),  # 0: no section is known
    st.sampled_from(["occupied"] * 5 + ["vacant"] * 3 + ["unknown", "partly_vacant"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(UNIT, min_size=5, max_size=60))
def test_no_numbers_of_streets_and_sections_give_away_one_or_two_vacancies(units):
    town = streets_of(units)
    findings = vacancy_of(town)

    public = release(town, findings, "oeffentlich")

    assert given_away(public, findings, town.premises) == []


@settings(max_examples=20, deadline=None)
@given(st.lists(UNIT, min_size=5, max_size=60), st.randoms(use_true_random=False))
def test_what_is_withheld_does_not_hang_on_the_order_of_the_rows(units, random):
    town = streets_of(units)
    order = list(range(len(units)))
    random.shuffle(order)
    mixed = town.replace(premises=town.premises.iloc[order])

    one, other = (release(t, vacancy_of(t), "oeffentlich") for t in (town, mixed))

    assert [(f.id, f.value) for f in one.figures] == [(f.id, f.value) for f in other.figures]


def test_the_attack_finds_a_lone_cell_where_nothing_is_withheld_with_it():
    # so that the attack itself can fail: 9 vacant in all, 8 of them in the other street
    units = [(0, 1, "vacant")] * 8 + [(0, 1, "occupied")] * 8
    units += [(1, 1, "vacant")] + [(1, 1, "occupied")] * 7
    town = streets_of(units)
    findings = vacancy_of(town)
    inside = release(town, findings, "intern")
    one = Findings(figures=tuple(f for f in findings.figures if f.id in ("L-01", "L-11:weg0")))

    careless = release(town, one, "intern")

    assert ("L-11:weg1", 1, 8) in given_away(careless, findings, town.premises)
    assert ("L-11:weg1", 1, 8) in given_away(inside, findings, town.premises)
    assert given_away(release(town, findings, "oeffentlich"), findings, town.premises) == []


def test_a_centre_of_whole_streets_does_not_tell_of_the_one_that_is_withheld():
    # the centre is streets 0, 1 and 2: 9 vacant of 30, less 3 of 12 and 5 of 9, were 1 of 9
    made = {0: (1, 9), 1: (3, 12), 2: (5, 9), 3: (0, 4), 4: (3, 8)}
    units = [
        (street, 0, "vacant" if i < k else "occupied")
        for street, (k, n) in made.items()
        for i in range(n)
    ]
    town = streets_of(units)
    findings = vacancy_of(town)

    public = release(town, findings, "oeffentlich")

    told = {f.id for f in public.figures if f.numerator is not None}
    assert {"L-01", "L-13:core", "L-13:rest"} <= told
    assert not {"L-11:weg0", "L-11:weg1", "L-11:weg2"} <= told
    assert given_away(public, findings, town.premises) == []


# whole towns ---------------------------------------------------------------------


def test_the_numbers_of_musterstadt_give_no_small_cell_away(musterstadt):
    public, findings = released(musterstadt)

    assert given_away(public, findings, musterstadt.premises) == []
    assert public.figure("vacancy_rate").numerator == 12  # all the same it says a lot
    assert public.tables["clusters"]["vacant"].tolist() == [8]
    assert public.figure("vacancy_street_bahnhofstrasse").numerator == 7


@pytest.mark.parametrize("seed", range(4))
def test_no_statuses_dealt_anew_to_musterstadt_give_a_small_cell_away(musterstadt, seed):
    rng = np.random.default_rng(seed)
    premises = musterstadt.premises
    dealt = musterstadt.replace(
        premises=premises.assign(status=rng.permutation(premises["status"].to_numpy()))
    )

    public, findings = released(dealt)

    assert given_away(public, findings, dealt.premises) == []


def test_one_vacancy_of_unknown_duration_is_told_by_no_two_figures(musterstadt):
    # Musterstadt by hand: of 12 vacancies one has no known beginning
    public, findings = released(musterstadt)
    vacant = {i for i, s in musterstadt.premises["status"].items() if s == "vacant"}

    def without(one):
        return vacant & (set(rate.counted) - set(one.counted))

    rate = findings.figure("vacancy_rate")
    assert [len(without(findings.figure(i))) for i in ("L-09", "L-24")] == [1, 1]
    for figure in (public.figure("L-09"), public.figure("L-24")):
        assert (figure.value, figure.denominator, figure.coverage) == (None, None, None)
        assert not figure.parameters


def test_what_is_withheld_leaves_no_number_behind(musterstadt):
    public, _ = released(musterstadt)
    withheld = [f for f in public.figures if f.why is not None and "zu wenige Fälle" in f.why.de]

    assert len(withheld) > 100
    for f in withheld:
        left = (f.value, f.numerator, f.low, f.high, f.bound_low, f.bound_high, f.coverage)
        assert set(left) == {None}, f.id
        assert not f.parameters and not f.counted, f.id
        assert f.denominator is None, f.id


def test_no_reason_counts_one_or_two(musterstadt):
    premises = musterstadt.premises
    vacant = premises.index[premises["status"] == "vacant"]
    two = musterstadt.replace(
        premises=premises.assign(
            status=premises["status"].mask(premises.index.isin(vacant[2:]), "occupied")
        )
    )

    public, findings = released(two)

    said = [f.why.de for f in findings.figures if f.why] + [m.why.de for m in findings.missing]
    assert [s for s in said if re.match("2 leere unter", s)]  # it would be said
    told = [f.why.de for f in public.figures if f.why] + [m.why.de for m in public.missing]
    assert not [s for s in told if re.search(r"(?<!\d)[12] (von|leere|Leerst|Ladenlok)", s)]
    assert public.figure("vacancy_rate").numerator is None
    assert public.figure("status_occupied").value is None  # else: all known less these


def test_notes_that_name_a_row_stay_inside(musterstadt):
    notes = (Text("Kooperation, Zeile 12: keine Einheit", "row 12: no unit"), Text("a", "a"))
    log = ImportLog((SourceLog(role="cooperation", file="k.xlsx", kind="xlsx", notes=notes),))
    town = musterstadt.replace(log=log)

    assert release(town, Findings(), "workshop").log.sources[0].notes == notes
    assert release(town, Findings(), "oeffentlich").log.sources[0].notes == notes[1:]


def text_of(path):
    """All that a file holds: a workbook unpacked, a GeoPackage told as statements."""
    if path.suffix == ".gpkg":
        with closing(sqlite3.connect(path)) as base:
            return "\n".join(base.iterdump())
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "\n".join(book.read(name).decode("utf-8") for name in book.namelist())
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as packed:
            return "".join(packed.read(name).decode("latin-1") for name in packed.namelist())
    if path.suffix in {".pdf", ".png"}:
        return path.read_bytes().decode("latin-1")
    return path.read_text("utf-8")


def files_of(out):
    """Text of every file by its name, without checksums of the sources and the run's clock."""
    return {
        path.relative_to(out).as_posix(): re.sub("[0-9a-f]{64}", "", text_of(path))
        for path in out.rglob("*")
        if path.is_file() and path.name != "run.log.json"
    }


def test_no_file_outside_the_town_hall_hangs_on_a_unit_being_at_risk(finished, tmp_path):
    from openpyxl import load_workbook

    study = write_musterstadt(tmp_path)
    path = tmp_path / "daten/leerstand_2026.xlsx"
    book = load_workbook(path)
    (cell,) = [r[4] for r in book.active.iter_rows() if r[4].value == "Nachfolge offen"]
    cell.value = "belegt"
    book.save(path)

    def occupied(audience, only=None):
        out = tmp_path / audience
        pipeline.run(study, out=out, audience=audience, only=only)
        return files_of(out)

    inside, summary = files_of(finished("intern").out), "summary.json"
    assert inside[summary] != occupied("intern", "summary")[summary]
    for audience in ("workshop", "oeffentlich"):
        assert files_of(finished(audience).out) == occupied(audience)


def test_no_public_file_holds_the_id_of_a_unit_or_of_a_row(finished, musterstadt):
    out = finished("oeffentlich").out

    text = "".join(files_of(out).values())

    assert not [unit for unit in musterstadt.premises.index if unit in text]
    assert not re.search(r"u-[0-9a-f]{10}|\breg:", text)
    assert not re.search(r'"(source_row|unit_ids?|vacant_ids|front_units)"', text)
    assert json.loads((out / "summary.json").read_text("utf-8"))["audience"] == "oeffentlich"
