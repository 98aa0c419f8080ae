"""The command line: words to arguments, results to lines, errors to one line."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

import innenstadt_gis
from innenstadt_gis import cli
from innenstadt_gis.cli_words import source_line
from innenstadt_gis.errors import SourceError
from innenstadt_gis.importlog import ImportLog, Missing, SourceLog
from innenstadt_gis.outputs.import_report import LostRow, RegisterReport
from innenstadt_gis.words import Text

LOG = ImportLog(
    sources=(
        SourceLog(role="register", file="l.csv", kind="csv", rows_in=5, records=4, nonrecords=1),
        SourceLog(role="osm", file="s.pbf", kind="osm.pbf", counts={"buildings": 1200}),
    )
)
GAP = Missing("walking", Text("kein Zentrum.", "no centre."), Text("at nennen.", "name at."))


REPORT = RegisterReport(
    file="l.csv",
    counts=(Text("4 Einheiten.", "4 units."),),
    repairs=(),
    helps=(),
    lost=(LostRow("l.csv", "", 7, "Markt 99", ("Markt 9", "Markt 19"), street=True),),
)


@dataclass
class Answer:
    """Looks like any result of the pipeline."""

    out: Path = Path("ergebnis")
    files: tuple[Path, ...] = (Path("study.toml"),)
    map: Path | None = Path("ergebnis/workshop.html")
    sentences: tuple[Text, ...] = (Text("25 von 201", "25 of 201"),)
    missing: tuple[Missing, ...] = (GAP,)
    log: ImportLog = LOG
    reports: tuple[RegisterReport, ...] = (REPORT,)
    conflicts: tuple[Text, ...] = ()
    warnings: tuple[Text, ...] = ()
    change: None = None
    notes: tuple[Text, ...] = ()
    usable: bool = True
    study: Path = Path("stadt/study.toml")
    calls: list = field(default_factory=list)


@pytest.fixture
def pipeline(monkeypatch):
    """A pipeline that notes what it was asked."""
    answer = Answer()
    fake = ModuleType("innenstadt_gis.pipeline")
    for name in ("run", "check", "init", "demo"):

        def called(*args, _name=name, **words):
            words.pop("progress")(Text("liest", "reads"))
            answer.calls.append((_name, args, words))
            return answer

        setattr(fake, name, called)
    monkeypatch.setitem(sys.modules, "innenstadt_gis.pipeline", fake)
    monkeypatch.setattr(innenstadt_gis, "pipeline", fake, raising=False)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    return answer


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


def test_run_hands_its_words_to_the_pipeline(pipeline, capsys):
    code, out, err = call(
        capsys, "run", "stadt", "--out", "o", "--audience", "intern", "--only", "map", "--lang=en"
    )

    assert (code, err) == (0, "")
    words = {"out": Path("o"), "audience": "intern", "only": "map", "lang": "en"}
    assert pipeline.calls == [("run", (Path("stadt"),), words)]
    assert "25 of 201" in out


def test_run_says_what_was_read_found_missing_and_where_the_map_lies(pipeline, capsys):
    code, out, _ = call(capsys, "run", "stadt")

    assert code == 0
    assert pipeline.calls[0][2]["audience"] == "workshop"
    lines = out.splitlines()
    assert lines[1] == "  Leerstandskataster l.csv: 5 Zeilen, davon 4 Datensätze, 1 ohne Datensatz"
    assert lines[2] == "  OpenStreetMap s.pbf: 1.200 Gebäude"
    assert "25 von 201" in lines
    assert "  Gehminuten: kein Zentrum; at nennen." in lines
    assert lines[-1].endswith(str(Path("ergebnis/workshop.html")))


def test_check_names_the_rows_that_were_not_found(pipeline, capsys):
    code, out, _ = call(capsys, "check", "stadt")

    assert code == 0
    lines = out.splitlines()
    assert lines[lines.index("Importbericht l.csv") + 1 :][:4] == [
        "  Gelesen:",
        "    4 Einheiten.",
        "  Bitte zuordnen:",
        "    Zeile 7: Markt 99 (ähnlich: Markt 9; Markt 19)",
    ]


def test_check_says_what_to_look_at_in_the_towns_own_sheets(pipeline, capsys):
    note = Text("Maßnahmen, Zeile 5: leer", "Measures, row 5: blank")
    log = SourceLog(
        role="measures", file="m.xlsx", kind="xlsx", rows_in=26, records=1, rejected=25,
        notes=(note,) * 25,
    )  # fmt: skip
    pipeline.log = ImportLog(sources=(log,))

    code, out, _ = call(capsys, "check", "stadt")

    assert code == 0
    assert "26 Zeilen, davon 1 Datensatz, 25 nicht lesbar (welche: innenstadt check)" in out
    assert "Hinweise zu m.xlsx:" in out
    assert out.count("Maßnahmen, Zeile 5: leer") == 20
    assert "… und 5 weitere: innenstadt run --audience intern schreibt alle" in out


@pytest.mark.parametrize(
    ("log", "line"),
    [
        (SourceLog(role="measures", file="m.xlsx", kind="xlsx"), "m.xlsx: noch nichts eingetragen"),
        (
            SourceLog(role="cooperation", file="k.xlsx", kind="xlsx", rows_in=1, records=1),
            "k.xlsx: 1 Zeile, davon 1 Datensatz",
        ),
        (
            SourceLog(role="brownfields", file="b.shp", kind="shp", counts={"brownfields": 1}),
            "b.shp: Brachen: 1",
        ),
    ],
)
def test_one_is_said_as_one_and_nothing_as_nothing(log, line):
    assert source_line(log, "de").endswith(line)


def test_check_hands_its_words_to_the_pipeline_and_warns_of_the_copy(pipeline, capsys):
    pipeline.warnings = (Text("Achtung", "Mind"),)

    code, out, err = call(capsys, "check", "stadt", "--write-mapping", "--copy", "r.xlsx")

    words = {"mapping": True, "copy": Path("r.xlsx"), "lang": "de"}
    assert code == 0
    assert pipeline.calls == [("check", (Path("stadt"),), words)]
    assert "Geschrieben: study.toml" in out
    assert err == "Achtung\n"


def test_check_leaves_with_1_when_a_source_cannot_be_used(pipeline, capsys):
    pipeline.usable = False

    code, _, err = call(capsys, "check", "stadt")

    assert code == 1
    assert err.count("\n") == 1


def test_init_needs_a_place_or_a_key(pipeline, capsys):
    assert call(capsys, "init", "stadt")[0] == 2
    assert pipeline.calls == []

    code, out, _ = call(capsys, "init", "stadt", "--place", "M", "--osm", "land.osm.pbf")

    words = {"place": "M", "ags": None, "osm": Path("land.osm.pbf")}
    assert code == 0
    assert pipeline.calls == [("init", (Path("stadt"),), words)]
    assert "innenstadt check" in out


def test_demo_writes_into_musterstadt_unless_told_otherwise(pipeline, capsys):
    call(capsys, "demo")
    call(capsys, "demo", "--out", "x")

    assert [args for _, args, _ in pipeline.calls] == [(Path("musterstadt"),), (Path("x"),)]


def test_the_demo_never_overwrites_a_study_of_a_town(pipeline, capsys, tmp_path):
    study = tmp_path / "study.toml"
    study.write_text('[town]\nname = "Andersheim"\n', "utf-8")

    code, _, err = call(capsys, "demo", "--out", str(tmp_path))
    assert code == 1 and "enthält schon eine eigene Studie" in err and pipeline.calls == []

    study.write_text("# Musterstadt ist erfunden: Ort, Läden, Personen und Zahlen.\n", "utf-8")
    assert call(capsys, "demo", "--out", str(tmp_path))[0] == 0


def test_an_error_of_ours_is_one_line_without_traceback(pipeline, capsys, monkeypatch):
    def fails(*_args, **_words):
        raise SourceError(de="l.csv ist leer", en="l.csv is empty")

    monkeypatch.setattr(innenstadt_gis.pipeline, "run", fails)

    assert call(capsys, "run", "stadt") == (1, "", "Fehler: l.csv ist leer\n")
    assert call(capsys, "--lang", "en", "run", "stadt") == (1, "", "error: l.csv is empty\n")


def test_a_file_that_the_system_refuses_is_one_line(pipeline, capsys, monkeypatch):
    def fails(*_args, **_words):
        raise PermissionError(13, "Permission denied", "ergebnis/x.html")

    monkeypatch.setattr(innenstadt_gis.pipeline, "run", fails)

    code, out, err = call(capsys, "run", "s")
    assert (code, out) == (1, "")
    assert err.startswith("Fehler: ergebnis/x.html: kein Zugriff.") and "mit --out" in err
    assert err.count("\n") == 1


def test_a_fault_of_the_program_tells_how_to_see_more(pipeline, capsys, monkeypatch):
    def fails(*_args, **_words):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(innenstadt_gis.pipeline, "run", fails)
    monkeypatch.delenv("INNENSTADT_DEBUG", raising=False)

    with pytest.raises(ZeroDivisionError) as caught:
        cli.main(["run", "stadt"])
    sys.excepthook(caught.type, caught.value, None)
    said = capsys.readouterr().err

    assert "INNENSTADT_DEBUG=1" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [("fly",), ("run", "s", "--audience", "all"), ("run", "s", "--fast")]
)
def test_a_wrong_call_is_one_line_and_leaves_with_2(pipeline, capsys, arguments):
    code, out, err = call(capsys, *arguments)

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "--help" in err


@pytest.mark.parametrize("command", ["demo", "init", "check", "run"])
def test_help_speaks_german_unless_told_otherwise(command, capsys, monkeypatch):
    monkeypatch.delenv("INNENSTADT_LANG", raising=False)
    assert "Beispiele:" in call(capsys, command, "--help")[1]

    monkeypatch.setenv("INNENSTADT_LANG", "en")
    assert "Examples:" in call(capsys, command, "--help")[1]


def test_a_missing_study_is_one_line_from_the_real_program(tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != "INNENSTADT_LANG"}

    done = subprocess.run(
        [sys.executable, "-m", "innenstadt_gis", "run", str(tmp_path)],
        capture_output=True, encoding="utf-8", check=False,
        env=environment | {"PYTHONUTF8": "1"},
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Fehler: ")
    assert "innenstadt init" in done.stderr
    assert done.stderr.count("\n") == 1
