"""The year after, on Musterstadt: a second list comes in, and the run says what moved."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from innenstadt_gis import __version__, cli, pipeline
from innenstadt_gis.ingest.corrections import NewRow, append_corrections
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.pipeline import last_run
from innenstadt_gis.pipeline.last_run import compare_with_last
from innenstadt_gis.pipeline.questions.asked import Asked
from innenstadt_gis.pipeline.questions.change import ask_change
from innenstadt_gis.study import read_study

FIRST_ROW, STREET, NUMBER, STATUS, SINCE, NAME = 6, 1, 2, 4, 6, 8
STATE = Path(".innenstadt") / "letzter_lauf.json"

# Of 12 vacant in 60 known (see musterstadt.units): three are let, one shop closes, one vacant
# house is pulled down; so 12 - 3 + 1 - 1 = 9 vacant in 60 - 1 = 59 known: 15.3 %.
NEXT_YEAR = {
    ("Bahnhofstraße", "3"): "vermietet", ("Bahnhofstraße", "5"): "belegt",
    ("Lange Straße", "4"): "vermietet", ("Marktplatz", "3"): "leer",
    ("Bahnhofstraße", "7"): "abgerissen",
}  # fmt: skip


def set_status(path: Path, changes: dict[tuple[str, str], str]) -> None:
    """Change the status of units in a register as Musterstadt writes it (street cells merged)."""
    book = load_workbook(path)
    page, street, left = book.active, "", dict(changes)
    for row in page.iter_rows(min_row=FIRST_ROW):
        street = str(row[STREET].value or street)
        number = str(row[NUMBER].value or "").removeprefix("Nr. ")
        key = next((k for k in left if street.startswith(k[0][:6]) and number == k[1]), None)
        if key is not None:
            row[STATUS].value, row[SINCE].value = left.pop(key), None
    assert not left, f"no such units: {left}"
    book.save(path)


def next_year(folder: Path, changes=NEXT_YEAR) -> None:
    path = folder / "daten/leerstand_2027.xlsx"
    book = load_workbook(folder / "daten/leerstand_2026.xlsx")
    book.active["A2"] = "Stand: 15.09.2027"
    book.save(path)
    set_status(path, changes)
    study = folder / "study.toml"
    study.write_text(
        study.read_text("utf-8").replace("survey_day = 2026-09-15", "survey_day = 2027-09-15")
        + '\n[[registers]]\npath = "daten/leerstand_2027.xlsx"\nsurvey_day = 2027-09-15\n',
        "utf-8",
    )


def run(folder: Path, **words):
    return pipeline.run(folder, out=folder / "ergebnis", only="summary", **words)


def compared(folder: Path, *, audience="workshop", read=None):
    """What a run compares, without the figures and products that it makes besides."""
    study = read_study(folder)
    return compare_with_last(
        study, read or pipeline.read_town(study), version=__version__, out=folder / "ergebnis",
        audience=audience,
    )  # fmt: skip


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """Musterstadt after its first run, and what that run said."""
    folder = tmp_path_factory.mktemp("erster_lauf") / "musterstadt"
    write_musterstadt(folder)
    return folder, run(folder)


@pytest.fixture(scope="module")
def unchanged(first_run):
    """The town as it was at its first run, read once for all that damage the state alone."""
    return pipeline.read_town(first_run[0])


@pytest.fixture
def town(first_run, tmp_path):
    """A copy of Musterstadt after its first run."""
    return shutil.copytree(first_run[0], tmp_path / "musterstadt")


def test_the_second_list_is_compared_with_the_run_before_unit_by_unit(town, first_run):
    first = first_run[1]
    next_year(town)
    second = run(town)

    assert first.change is None and first.notes == ()
    assert second.change.causes == {"let_again": 3, "newly_vacant": 1, "gone": 1}
    assert second.change.sentence.de.replace("\u00a0", " ") == (
        "Gegenüber dem vorigen Lauf: Leerstandsquote 20,0 % → 15,3 %: 3 neu vermietet, 1 neu leer, "
        "1 abgegangen, 0 durch neue Programmversion."
    )
    log = json.loads((town / "ergebnis/run.log.json").read_text("utf-8"))
    assert log["change"]["sentence"] == second.change.sentence.de
    assert log["change"]["vacant_before"] == 12


def test_running_again_says_the_same_and_keeps_the_same_bytes(town):
    next_year(town)
    read = pipeline.read_town(town)
    one = compared(town, read=read)
    kept = (town / STATE).read_bytes()
    again = compared(town, audience="intern", read=read)

    assert one[0] is not None and again == one
    assert (town / STATE).read_bytes() == kept


def test_a_correction_is_told_apart_from_a_new_let(town):
    next_year(town, {("Bahnhofstraße", "3"): "vermietet"})
    read = pipeline.read_town(town)
    vacant = read.premises[(read.premises["status"] == "vacant") & read.premises["in_register"]]
    some = vacant[vacant["street"] == "Bahnhofstraße"].index[0]
    append_corrections(
        town / "korrekturen.xlsx",
        [
            NewRow(unit=some, field="status", value="belegt"),
            NewRow(
                unit=vacant[vacant["street"] == "Marktplatz"].index[0], field="name", value="Rad"
            ),
        ],
    )

    assert compared(town)[0].causes == {"let_again": 1, "correction": 1}


def test_what_a_new_version_reads_otherwise_is_told_apart(town, unchanged):
    path = town / STATE
    content = json.loads(path.read_text("utf-8"))
    content["now"]["version"] = "0.0.0"
    vacant = [u for u, row in content["now"]["units"].items() if row[0] == "occupied"][:2]
    for unit in vacant:  # as if the version before had read two of the words otherwise
        content["now"]["units"][unit][0] = "vacant"
    content["now"] |= {"vacant": 14, "rate": 14 / 60}
    path.write_text(json.dumps(content), "utf-8")

    change, _ = compared(town, read=unchanged)

    assert change.causes == {"version": 2} and change.version_before == "0.0.0"
    assert "2 durch neue Programmversion" in change.sentence.de
    assert "23,3\u00a0% → 20,0\u00a0%" in change.sentence.de


def test_one_or_two_units_are_not_told_to_the_public(town):
    next_year(town)
    change = run(town, audience="oeffentlich").change

    assert change.causes == {} and change.rate_before is None
    assert "zu wenige Fälle" in change.sentence.de
    assert "15,3" not in change.sentence.de
    log = (town / "ergebnis/run.log.json").read_text("utf-8")
    assert "let_again" not in log and "u-" not in log


def test_three_and_more_are_told_to_the_public(town):
    next_year(
        town, {k: "vermietet" for k in (*NEXT_YEAR, ("Bahnhofstraße", "14")) if k[0][0] != "M"}
    )

    change, _ = compared(town, audience="oeffentlich")

    assert change.causes == {"let_again": 5}
    assert "5 neu vermietet" in change.sentence.de


@pytest.mark.parametrize(
    "damage",
    ["", "{", '{"format": 99}', '{"format": 1, "now": {"units": 3}, "before": null}', "[]"],
)
def test_a_damaged_state_is_a_note_and_made_anew(town, unchanged, damage):
    kept = (town / STATE).read_bytes()
    (town / STATE).write_text(damage, "utf-8")

    change, notes = compared(town, read=unchanged)

    assert change is None and "beschädigt" in notes[0].de
    assert (town / STATE).read_bytes() == kept


def test_a_folder_that_cannot_be_written_is_a_note(town, monkeypatch):
    def closed(path, content, *, beside):
        raise PermissionError(13, "denied", str(path))

    next_year(town)
    monkeypatch.setattr(last_run, "write_atomic", closed)

    change, notes = compared(town)

    assert "schreibgeschützt" in notes[0].de
    assert change.causes["let_again"] == 3


def test_the_state_never_lies_among_the_results(town):
    shutil.rmtree(town / STATE.parent)

    done = pipeline.run(town, out=town, only="summary")

    assert not (town / STATE).exists()
    assert "--out" in done.notes[0].de


def test_the_state_holds_no_name_and_no_word_of_a_row(town):
    text = (town / STATE).read_text("utf-8")

    for word in ("Rats-Apotheke", "Marktplatz", "nicht verkaufen", "0171", "Quittenbaum"):
        assert word not in text


def test_the_command_line_says_what_moved_below_the_headline(town, capsys):
    next_year(town)
    with pytest.raises(SystemExit):
        cli.main(["run", str(town), "--only", "summary"])
    lines = capsys.readouterr().out.splitlines()
    headline = next(i for i, line in enumerate(lines) if "9 von 59 Ladenlokalen" in line)

    assert lines[headline + 1].startswith("Gegenüber dem vorigen Lauf: Leerstandsquote 20,0")


def test_the_question_of_change_counts_the_same_year(town):
    next_year(town)
    read = pipeline.read_town(town)
    answer = ask_change(Asked(read))
    found = {f.id: f for f in answer.figures}

    # 66 units; 1 was gone before, 4 are unknown both years: 61 are told
    assert [found[f"V-0{n}"].numerator for n in (1, 2, 3, 4)] == [1, 3, 8, 1]
    assert {found[f"V-0{n}"].denominator for n in (1, 2, 3, 4)} == {61}
    assert found["V-06"].value is None and found["V-06"].why.de == "unter 30 Enden"
    newest = answer.tables["transitions"].set_index("unit_id")["to_status"]
    known = read.premises.loc[newest.index, "status"].astype("str")
    assert newest.astype("str").equals(known)
    # the rate of each survey is what its own run says: 12 of 60, then 9 of 59
    trend = answer.tables["trend"]
    assert trend[["vacant", "known", "unknown"]].to_numpy().tolist() == [[12, 60, 4], [9, 59, 4]]
    assert trend["vacancy_rate"].tolist() == [12 / 60, 9 / 59]
    assert trend["bound_high"].iloc[0] == 16 / 64


def test_one_survey_alone_is_told_and_not_guessed(unchanged):
    answer = ask_change(Asked(unchanged))

    assert answer.figures == () and answer.tables == {}
    assert answer.missing[0].why.de == "nur eine Erhebung: Veränderung braucht zwei"


@pytest.mark.parametrize(
    "left", [b"\xe6\xff\x00", b"", b"null", b"[]", b"[" * 100_000, b'{"format": 2}', b'{"format": 1}']
)  # fmt: skip
def test_a_damaged_state_is_told_once_and_made_anew(town, unchanged, left):
    path = town / STATE
    path.write_bytes(left)

    change, notes = compared(town, read=unchanged)
    assert change is None
    assert [note.de.partition(":")[0] for note in notes] == [
        "Kein Vergleich mit dem vorigen Lauf"
    ]  # fmt: skip
    assert json.loads(path.read_text("utf-8"))["format"] == 1
    assert compared(town, read=unchanged)[1] == ()
