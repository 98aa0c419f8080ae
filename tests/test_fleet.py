"""Many towns at once: the same bytes whoever computes them, one failure a row, nothing done twice."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from innenstadt_gis.errors import InputError
from innenstadt_gis.musterstadt import write_musterstadt
from innenstadt_gis.pipeline import fleet
from innenstadt_gis.pipeline.fleet import run_many

NAMES = ("anger", "berg", "tal")


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    """Three small towns with little beside OpenStreetMap and a register, to be quick."""
    home = tmp_path_factory.mktemp("netz")
    for seed, name in enumerate(NAMES, start=1):
        study = write_musterstadt(home / name, seed=seed, size=0.5, name=name.title())
        text = study.read_text("utf-8")
        text = re.sub(r"(?m)^(parcels|elevation|population|gtfs) = .*\n", "", text)
        study.write_text(text, encoding="utf-8")
    return [home / name for name in NAMES]


@pytest.fixture(scope="module")
def alone(studies, tmp_path_factory):
    """What one worker makes of them: the bytes that all others must come to."""
    out = tmp_path_factory.mktemp("allein")
    return run_many(studies, out=out), out


def read(out):
    """Every file below a folder, by its name."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def test_every_town_has_its_file_in_the_order_asked_and_its_memory_is_told(alone, studies):
    runs, out = alone

    assert [run.name for run in runs] == ["Anger", "Berg", "Tal"]
    assert [run.path for run in runs] == [out / name / "austausch.json" for name in NAMES]
    assert all(b'"Anger"' in run.path.read_bytes() for run in runs[:1])
    assert all(100 < run.peak_mb < 1500 for run in runs)
    assert {run.why for run in runs} == {None}


def test_killed_halfway_and_one_file_corrupted_the_others_have_the_same_bytes(
    alone, studies, tmp_path
):
    home = tmp_path / "netz"
    for study in studies:
        shutil.copytree(study, home / study.name)
    broken = home / "berg" / "daten" / "musterstadt.osm"
    whole = broken.read_bytes()
    broken.write_bytes(whole[: len(whole) // 2])
    killed = []

    def kill_once(_text):
        if not killed:
            killed.extend(children())
            for child in killed:
                child.send_signal(signal.SIGKILL)

    towns, out = [home / name for name in NAMES], tmp_path / "out"
    runs = run_many(towns, out=out, workers=2, progress=kill_once)

    assert killed
    assert [run.path is not None for run in runs] == [True, False, True]
    assert "musterstadt.osm: Die Datei ist beschädigt" in runs[1].why.de
    assert "\n" not in runs[1].why.de
    for run, expected in zip(runs[::2], alone[0][::2], strict=True):
        assert run.path.read_bytes() == expected.path.read_bytes()

    broken.write_bytes(whole)
    told = []
    again = run_many(towns, out=out, workers=2, progress=told.append)

    assert [run.reused for run in again] == [True, False, True]
    assert told[-1].de == "1 von 1 Städten gerechnet"
    assert {n: b for n, b in read(out).items() if n.endswith("austausch.json")} == {
        n: b for n, b in read(alone[1]).items() if n.endswith("austausch.json")
    }


def test_a_town_is_taken_from_the_last_run_until_one_of_its_files_changes(
    alone, studies, tmp_path, monkeypatch
):
    out = tmp_path / "out"
    shutil.copytree(alone[1], out)
    asked = []
    monkeypatch.setattr(fleet, "_events", lambda jobs, **_: _refuse(jobs, asked))

    assert [run.reused for run in run_many(studies, out=out)] == [True, True, True]
    (out / "tal" / "austausch.json").write_bytes(b"half")
    mapping = studies[0] / "daten" / "leerstand_2026.zuordnung.toml"
    mapping.write_text("", encoding="utf-8")
    runs = run_many(studies, out=out)
    mapping.unlink()

    assert [run.reused for run in runs] == [False, True, False]
    assert [Path(job.study).parent.name for job in asked] == ["anger", "tal"]


def _refuse(jobs, asked):
    asked.extend(jobs)
    for number, _ in enumerate(jobs):
        yield number, fleet.Outcome(why=fleet.Text("nein", "no"))


def test_who_interrupts_keeps_the_towns_that_were_ready_and_stops_the_workers(
    studies, tmp_path, monkeypatch
):
    stopped = []

    def events(_jobs, **_):
        try:
            yield 0, None
            yield 1, None
            yield 1, fleet.Outcome(content=b"{}")
            yield 0, fleet.Outcome(content=b"{}")
        finally:
            stopped.append(True)

    def interrupt(text):
        if text.de.startswith("1 von"):
            raise KeyboardInterrupt

    monkeypatch.setattr(fleet, "_events", events)
    with pytest.raises(KeyboardInterrupt):
        run_many(studies[:2], out=tmp_path, progress=interrupt)

    assert len(list(tmp_path.rglob("austausch.json"))) == 1
    assert stopped == [True]


def test_a_town_that_needs_more_memory_than_it_may_take_is_a_row(studies, tmp_path):
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux bounds the memory of a process")

    (run,) = run_many(studies[:1], out=tmp_path, memory_mb=250)

    assert run.path is None
    assert "nicht genug Arbeitsspeicher (250 MB je Arbeiter)" in run.why.de


def test_a_study_that_is_not_there_or_named_twice_is_a_row_each(alone, studies, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(alone[1], out)

    runs = run_many([studies[0], tmp_path / "nirgends", studies[0] / "study.toml"], out=out)

    assert [run.name for run in runs] == ["Anger", "nirgends", "Anger"]
    assert runs[0] == runs[2]
    assert "nirgends/study.toml gibt es nicht" in runs[1].why.de.replace("\\", "/")


def test_studies_in_folders_of_the_same_name_do_not_write_over_each_other(tmp_path):
    folders = [tmp_path / "a" / "studie", tmp_path / "b" / "studie", tmp_path / "c"]

    named = fleet._folders(folders, Path("out"))

    assert [p.as_posix() for p in named.values()] == ["out/a-studie", "out/b-studie", "out/c"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [({"workers": 0}, "at least one worker"), ({"memory_mb": 60}, "needs 250 MB at least")],
)
def test_what_cannot_work_is_refused_before_anything_is_done(tmp_path, asked, told):
    with pytest.raises(InputError, match=told):
        run_many([], out=tmp_path, **asked)


# Dask ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and two workers, each a process of its own; its address and the workers."""
    home = tmp_path_factory.mktemp("cluster")
    address = home / "scheduler.json"
    common = {"cwd": home, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    plain = ["--no-dashboard", "--scheduler-file", str(address)]
    crew = [subprocess.Popen([*start, "--port", "0", "--host", "127.0.0.1", *plain], **common)]
    start = [sys.executable, "-m", "distributed.cli.dask_worker"]
    for _ in range(2):
        words = ["--nthreads", "1", "--no-nanny", *plain]
        crew.append(subprocess.Popen([*start, *words], **common))
    distributed = pytest.importorskip("distributed")
    with distributed.Client(scheduler_file=str(address), set_as_default=False, timeout=60) as one:
        one.wait_for_workers(2, timeout=60)
        told = one.scheduler.address
    yield told, crew[1:]
    for process in crew:  # a worker that is asked to end waits for its scheduler
        process.kill()
        process.wait()


def test_a_cluster_comes_to_the_same_bytes_even_if_one_of_its_workers_is_killed_halfway(
    alone, studies, cluster, tmp_path
):
    address, workers = cluster

    orphans = []

    def kill_when_both_are_at_it(text):
        if text.de.endswith("Anger, Berg") and not orphans:
            victim = psutil.Process(workers[0].pid)
            until = time.monotonic() + 60
            while not orphans and time.monotonic() < until:
                time.sleep(0.1)
                orphans.extend(victim.children())
            victim.kill()

    runs = run_many(studies[:2], out=tmp_path, scheduler=address, progress=kill_when_both_are_at_it)

    assert orphans
    assert psutil.wait_procs(orphans, timeout=60)[1] == []  # nobody works for the dead
    assert workers[0].poll() is not None
    assert workers[1].poll() is None
    assert [run.why for run in runs] == [None, None]
    expected = {n: b for n, b in read(alone[1]).items() if not n.startswith("tal/")}
    assert read(tmp_path) == expected


def test_an_address_where_nobody_answers_is_one_line(studies, tmp_path, monkeypatch):
    from innenstadt_gis.pipeline.fleet import cluster as dask

    monkeypatch.setattr(dask, "_WAIT_S", 1)

    with pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9 "):
        run_many(studies, out=tmp_path, scheduler="tcp://127.0.0.1:9")


def test_without_the_extra_it_is_said_which_one_is_missing(studies, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(InputError, match=r"needs the extra \[cluster\]"):
        run_many(studies, out=tmp_path, scheduler="tcp://127.0.0.1:9")


def test_a_machine_that_does_not_see_the_study_or_runs_other_code_says_so(tmp_path):
    here = fleet.code_print()

    other = fleet_do(study=str(tmp_path / "study.toml"), code=here).why
    assert "ist auf dem Rechner" in other.de
    assert "unter demselben Pfad" in other.de
    assert "andere Fassung" in fleet_do(study=str(tmp_path / "study.toml"), code="x").why.de


def fleet_do(**job):
    from innenstadt_gis.pipeline.fleet.job import do

    return do(fleet.Job(**job))


def children():
    """Our workers and what they started."""
    started = psutil.Process().children(recursive=True)
    return [p for p in started if "fleet.worker" in " ".join(p.cmdline())]
