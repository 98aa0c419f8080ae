"""A network of 27 towns on two workers against one, and through a Dask scheduler.

    python benchmarks/network.py [--towns 27] [--runs 3] [--only workers]

Musterstadt with 27 seeds and sizes, each to its ``austausch.json``, one thread a town. Peer: ours
on one worker. Both start their workers anew, and their files must be the same to the byte. The
case "dask" has a scheduler and two workers in processes of their own, which are there before; its
ratio is told, and that the bytes are the same. The case "broken" is not timed: half of a town's
OpenStreetMap file is cut off and the workers are killed once halfway; all other towns must come to
the same bytes, the broken one must be one stated failure, and a second run with the file mended
must compute that town alone. Making the towns is not timed. The numbers hold
for a machine on which nothing else runs: ``load`` is what it had to do before.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _race import ONE_THREAD, _machine, _table
from ingest import _CACHE

_LEAST = 1.7


def _towns(count: int) -> list[Path]:
    from innenstadt_gis.musterstadt import write_network

    home = _CACHE / "network"
    marks = [home / f"musterstadt-{n:02d}" / "study.toml" for n in range(1, count + 1)]
    if not all(mark.is_file() for mark in marks):
        print(f"making {count} towns …", file=sys.stderr, flush=True)
        write_network(home, towns=count)
    return marks


def _run(studies: list[Path], **how) -> tuple[float, dict[str, bytes], float]:
    """Seconds, the files by town, and the most memory of one town's process."""
    from innenstadt_gis.pipeline.fleet import run_many

    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        runs = run_many(studies, out=Path(out), **how)
        seconds = time.perf_counter() - start
        lost = [run.why for run in runs if run.path is None]
        if lost:
            sys.exit(f"not all towns were computed: {lost[0]}")
        files = {run.study.parent.name: run.path.read_bytes() for run in runs}
    return seconds, files, max(run.peak_mb or 0 for run in runs)


@contextmanager
def _cluster(workers: int):
    """A scheduler and its workers, each a process of its own; gives the address."""
    from distributed import Client

    with tempfile.TemporaryDirectory() as home:
        address = Path(home) / "scheduler.json"
        common = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": home}
        plain = ["--no-dashboard", "--scheduler-file", str(address)]
        start = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0"]
        crew = [subprocess.Popen([*start, "--host", "127.0.0.1", *plain], **common)]
        start = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1"]
        paths = os.environ | ONE_THREAD
        paths["PYTHONPATH"] = str(Path(__file__).resolve().parent.parent)
        crew += [
            subprocess.Popen([*start, "--no-nanny", *plain], env=paths, **common)
            for _ in range(workers)
        ]
        try:
            with Client(scheduler_file=str(address), set_as_default=False, timeout=60) as client:
                client.wait_for_workers(workers, timeout=60)
                yield client.scheduler.address
        finally:
            for process in crew:
                process.kill()
                process.wait()


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _row(case: str, ours: list, peer: list, least: float | None) -> dict:
    seconds = [_median([run[0] for run in runs]) for runs in (ours, peer)]
    ratio = round(seconds[1] / seconds[0], 2)
    same = all(run[1] == peer[0][1] for run in (*ours, *peer))
    return {
        "case": case,
        "ours_s": round(seconds[0], 2),
        "peer": "1 worker",
        "peer_s": round(seconds[1], 2),
        "ratio": ratio,
        "ours_mb": max(run[2] for run in ours),
        "peer_mb": max(run[2] for run in peer),
        "same_bytes": same,
        "runs": len(ours),
        "least_ratio": least,
        "met": same and (least is None or ratio >= least),
    }


def _broken(studies: list[Path], whole: dict[str, bytes]) -> dict:
    """Kill the workers halfway, with one town's file cut off; then mend it and run again."""
    import psutil

    from innenstadt_gis.pipeline.fleet import run_many

    killed: list[int] = []
    half = len(studies) // 2

    def kill_once(text) -> None:
        if text.de.startswith(f"{half} von") and not killed:
            for child in psutil.Process().children(recursive=True):
                if "fleet.worker" in " ".join(child.cmdline()):
                    child.kill()
                    killed.append(child.pid)

    with tempfile.TemporaryDirectory() as home:
        town = studies[half].parent
        shutil.copytree(town, Path(home) / town.name)
        towns = [*studies[:half], Path(home) / town.name / "study.toml", *studies[half + 1 :]]
        osm = Path(home) / town.name / "daten" / "musterstadt.osm"
        content = osm.read_bytes()
        osm.write_bytes(content[: len(content) // 2])
        out = Path(home) / "out"
        runs = run_many(towns, out=out, workers=2, progress=kill_once)
        files = {run.study.parent.name: run.path.read_bytes() for run in runs if run.path}
        osm.write_bytes(content)
        again = run_many(towns, out=out, workers=2)
        mended = {run.study.parent.name: run.path.read_bytes() for run in again if run.path}
    failed = [run.why.de for run in runs if run.path is None]
    others = {name: b for name, b in whole.items() if name != town.name}
    computed = sum(not run.reused for run in again)
    return {
        "case": "broken, 2 workers", "killed": len(killed), "results": len(files), "failed": failed,
        "computed_again": computed, "same_bytes": files == others and mended == whole,
        "met": bool(killed) and len(failed) == computed == 1 and files == others and mended == whole,
    }  # fmt: skip


def main() -> None:
    words = argparse.ArgumentParser(description="Benchmark network: many towns on workers.")
    words.add_argument("--towns", type=int, default=27)
    words.add_argument("--runs", type=int, default=3, help="runs of each; medians are printed")
    words.add_argument("--only", default="", help="only cases whose name holds this")
    said = words.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    studies = _towns(said.towns)
    _run(studies[:1], workers=1)  # compiles what is compiled
    one, two, dask = [], [], []
    for _ in range(said.runs):
        one.append(_run(studies, workers=1))
        if said.only in "2 workers":
            two.append(_run(studies, workers=2))
        if said.only in "dask, 2 workers":
            with _cluster(2) as address:
                dask.append(_run(studies, scheduler=address))
        print(f"{one[-1][0]:.1f} s on one worker …", file=sys.stderr, flush=True)
    rows = [_row(f"{said.towns} towns, 2 workers", two, one, _LEAST)] if two else []
    rows += [_row(f"{said.towns} towns, dask, 2 workers", dask, one, None)] if dask else []
    _table(rows)
    if said.only in "broken, 2 workers":
        rows.append(_broken(studies, one[0][1]))
    told = {"benchmark": "network", "machine": _machine(), "load": load, "cases": rows}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
