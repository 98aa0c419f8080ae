"""Ours and a peer in turn: each measurement in a process of its own, threads pinned to 1.

A benchmark is a script with a table of `Case`. Each runner is a function of that script
``(path) -> work``: it imports what it needs and returns the work as a function, so that
imports and warming are not timed. Memory is the peak of the whole process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMBA_NUM_THREADS",
        "GDAL_NUM_THREADS",
        "OSMIUM_POOL_THREADS",
    ),
    "1",
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One race: two runners by name, the file that each of them reads, what to beat."""

    case: str
    ours: str
    ours_file: str
    peer: str
    peer_runner: str
    peer_file: str
    least_ratio: float  # peer_s / ours_s must not be less
    most_memory: float | None = None  # ours_mb / peer_mb must not be more
    most_size: float | None = None  # ours_size / peer_size must not be more


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A case without a peer: what it may take on a quiet machine of today."""

    case: str
    ours: str
    ours_file: str
    limit_s: float
    limit_mb: float | None = None


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Frames a second that a page must reach, with those of a page that shows nothing beside it."""

    case: str
    ours: str
    ours_file: str
    peer: str
    peer_file: str
    least_fps: float


def main(
    script: str, name: str, cases: list[Case | Limit | Rate], runners: dict, files: dict
) -> None:
    """Run a benchmark script: the races, or one measurement of its own (``--one``)."""
    words = argparse.ArgumentParser(description=f"Benchmark {name}: ours and peers in turn.")
    words.add_argument("--runs", type=int, default=5, help="runs of each; medians are printed")
    words.add_argument("--only", default="", help="only cases whose name holds this")
    words.add_argument("--one", nargs=2, metavar=("RUNNER", "FILE"), help=argparse.SUPPRESS)
    words.add_argument("--make", metavar="FILE", help=argparse.SUPPRESS)
    said = words.parse_args()
    if said.one:
        print(json.dumps(_measure(runners[said.one[0]], Path(said.one[1]))))
    elif said.make:
        print(json.dumps(str(files[said.make]())))
    else:
        rows = [_race(script, case, said.runs) for case in cases if said.only in case.case]
        _table(rows)
        print(json.dumps({"benchmark": name, "machine": _machine(), "cases": rows}))


def _measure(runner, path: Path) -> dict:
    work = runner(path)
    start = time.perf_counter()
    told = work()
    taken = {"s": time.perf_counter() - start, "mb": _peak_mb()}
    return taken | (told if isinstance(told, dict) else {"size": told})


def _peak_mb() -> float:
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _child(script: str, *words: str):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", script, *words],
        env=os.environ | ONE_THREAD,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _race(script: str, case: Case | Limit | Rate, runs: int) -> dict:
    if isinstance(case, Limit):
        return _alone(script, case, runs)
    if isinstance(case, Rate):
        return _frames(script, case, runs)
    print(f"{case.case}: ours and {case.peer} …", file=sys.stderr, flush=True)
    ours_file, peer_file = (_child(script, "--make", f) for f in (case.ours_file, case.peer_file))
    ours, peer = [], []
    for _ in range(runs):
        ours.append(_child(script, "--one", case.ours, ours_file))
        peer.append(_child(script, "--one", case.peer_runner, peer_file))
    row = {
        "case": case.case,
        "ours_s": round(_median(ours, "s"), 3),
        "peer": case.peer,
        "peer_s": round(_median(peer, "s"), 3),
        "ratio": round(_median(peer, "s") / _median(ours, "s"), 2),
        "ours_mb": round(_median(ours, "mb"), 1),
        "peer_mb": round(_median(peer, "mb"), 1),
        "ours_size": ours[0]["size"],
        "peer_size": peer[0]["size"],
        "runs": runs,
        "least_ratio": case.least_ratio,
        "most_memory": case.most_memory,
    }
    if any(one.get("unfinished") for one in peer):
        row["peer_unfinished"] = True  # peer_s and ratio are the least that they can be
    if case.most_size is not None:
        row |= {
            "size_ratio": round(row["ours_size"] / row["peer_size"], 3),
            "most_size": case.most_size,
        }
    enough = row["ratio"] >= case.least_ratio
    small = case.most_memory is None or row["ours_mb"] <= case.most_memory * row["peer_mb"]
    short = case.most_size is None or row["ours_size"] <= case.most_size * row["peer_size"]
    return row | {"met": enough and small and short}


def _frames(script: str, case: Rate, runs: int) -> dict:
    print(f"{case.case}: ours and {case.peer} …", file=sys.stderr, flush=True)
    ours_file, peer_file = (_child(script, "--make", f) for f in (case.ours_file, case.peer_file))
    ours, peer = [], []
    for _ in range(runs):
        ours.append(_child(script, "--one", case.ours, ours_file))
        peer.append(_child(script, "--one", case.ours, peer_file))
    row = {
        "case": case.case,
        "ours_fps": round(_median(ours, "fps"), 1),
        "ours_longest_ms": round(_median(ours, "longest_ms")),
        "peer": case.peer,
        "peer_fps": round(_median(peer, "fps"), 1),
        "peer_longest_ms": round(_median(peer, "longest_ms")),
        "runs": runs,
        "least_fps": case.least_fps,
    }
    return row | {"met": row["ours_fps"] >= case.least_fps}


def _alone(script: str, case: Limit, runs: int) -> dict:
    print(f"{case.case}: ours …", file=sys.stderr, flush=True)
    path = _child(script, "--make", case.ours_file)
    ours = [_child(script, "--one", case.ours, path) for _ in range(runs)]
    row = {
        "case": case.case,
        "ours_s": round(_median(ours, "s"), 3),
        "ours_mb": round(_median(ours, "mb"), 1),
        "ours_size": ours[0]["size"],
        "limit_s": case.limit_s,
        "limit_mb": case.limit_mb,
        "runs": runs,
    }
    light = case.limit_mb is None or row["ours_mb"] <= case.limit_mb
    return row | {"met": row["ours_s"] <= case.limit_s and light}


def _median(runs: list[dict], key: str) -> float:
    return statistics.median(run[key] for run in runs)


def _machine() -> str:
    return f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"


def _table(rows: list[dict]) -> None:
    heads = ["case", "peer", "ours s", "peer s", "ratio", "ours MB", "peer MB", "met"]
    keys = ["case", "peer", "ours_s", "peer_s", "ratio", "ours_mb", "peer_mb", "met"]
    if any("ours_fps" in row for row in rows):
        heads[-1:-1], keys[-1:-1] = ["ours fps", "peer fps"], ["ours_fps", "peer_fps"]
    if any("size_ratio" in row for row in rows):
        heads[-1:-1], keys[-1:-1] = ["size ratio"], ["size_ratio"]
    table = [heads, *([str(row.get(key, "–")) for key in keys] for row in rows)]
    widths = [max(len(line[i]) for line in table) for i in range(len(heads))]
    for line in table:
        print(
            "  ".join(f"{cell:<{w}}" for cell, w in zip(line, widths, strict=True)), file=sys.stderr
        )
