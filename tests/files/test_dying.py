"""A run that is killed at any moment, or finds no room: what lies there then, and after the next run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from innenstadt_gis import pipeline
from innenstadt_gis.errors import WriteError
from innenstadt_gis.pipeline.stamp import STAMP, Stamp, read_stamp

REPOSITORY = Path(__file__).resolve().parents[2]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="children are forked")


def few(
    out: Path, into: Path, *, count: int, audience: str = "workshop", text: str = "",
    more: tuple[str, ...] = (),
) -> Path:  # fmt: skip
    """Take the smallest files of every part of a finished run; with a text, as an earlier one."""
    stamp = read_stamp(out)
    parts = {}
    for part, names in stamp.parts.items():
        parts[part] = tuple(sorted(names, key=lambda n: (out / n).stat().st_size)[:count])
    parts["geojson"] += more
    for name in {name for names in parts.values() for name in names}:
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_bytes(f"{text} {name}".encode() if text else (out / name).read_bytes())
    (into / STAMP).write_text(Stamp(audience, stamp.town, parts).text(), "utf-8")
    return into


@POSIX
def test_killed_at_any_moment_or_out_of_room_leaves_whole_files_and_the_next_run_repairs(
    finished, tmp_path
):
    # over an earlier run for the same people, and over one that was for the town hall alone
    out, gone = finished("workshop").out, ("report/gibt_es_nicht_mehr.geojson",)
    pairs = [
        few(out, tmp_path / "a", count=1, text="alt", more=gone),
        few(out, tmp_path / "b", count=1),
        few(out, tmp_path / "c", count=1, text="intern", audience="intern", more=gone),
        few(out, tmp_path / "d", count=1, audience="oeffentlich"),
    ]
    for folder in pairs:
        assert len(read_stamp(folder).parts) >= 8

    done = subprocess.run(
        [sys.executable, "-m", "tests.files.dying", str(tmp_path / "out"), *map(str, pairs)],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    moments = [int(line.split()[0]) for line in done.stdout.splitlines() if "moments" in line]
    assert len(moments) == 2
    assert min(moments) > 30  # each file is opened and named
    assert [line for line in done.stdout.splitlines() if "WRONG" in line] == []


def started(study: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "innenstadt_gis", "run", str(study), "--out", str(out), *more]
    return subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip


def everything(out: Path) -> dict[str, bytes]:
    return {
        p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*")
        if p.is_file() and p.name != "run.log.json"
    }  # fmt: skip


@POSIX
def test_a_second_run_is_told_of_the_first_and_a_killed_one_stops_nobody(finished, tmp_path):
    out = tmp_path / "ergebnis"
    pipeline.run(finished.study, out=out, only="import")
    before = everything(out)
    first = started(finished.study, out)
    try:
        while not (out / ".innenstadt-neu").exists():  # it has read, asked, and begins to compose
            assert first.poll() is None, first.communicate()
            time.sleep(0.01)
        with pytest.raises(WriteError) as told:
            pipeline.run(finished.study, out=out)
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()

    assert f"schreibt gerade ein anderer Lauf (Prozess {first.pid} auf" in told.value.text.de
    assert "\n" not in told.value.text.de
    assert {n: d for n, d in everything(out).items() if n in before} == before
    assert [n for n in everything(out).keys() - before.keys() if ".innenstadt-" not in n] == []
    (out / ".~lock.import.json#").write_text("open in an office program")
    again = started(finished.study, out, "--only", "import")
    said, wrong = again.communicate(timeout=300)
    assert (again.returncode, wrong) == (0, "")
    assert "import.json ist in einem anderen Programm geöffnet; das neue Ergebnis liegt" in said
    after = everything(out)
    assert {name: after[name] for name in before} == before
    assert after["import_neu.json"] == before["import.json"]
    assert sorted(after.keys() - before.keys()) == [
        ".import_neu.json.innenstadt", ".~lock.import.json#", "import_neu.json",
    ]  # fmt: skip
