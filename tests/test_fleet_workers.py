"""How towns are given to workers: told by programs that only act as workers, so that it is quick."""

from __future__ import annotations

import sys
import time
from contextlib import closing

import psutil
import pytest

from innenstadt_gis.pipeline.fleet.job import Job, Outcome
from innenstadt_gis.pipeline.fleet.processes import outcomes

# Answers a town with its name. "slow" takes its time, "once" ends its process the first time,
# "always" every time, "half" breaks off in the middle of its answer the first time.
_ACTOR = """
import json, os, signal, sys, time
folder = sys.argv[1]
for line in sys.stdin.buffer:
    name = json.loads(line)["study"]
    mark = os.path.join(folder, name)
    first = not os.path.exists(mark)
    open(mark, "a").write("x")
    if name.startswith("slow"):
        time.sleep(0.4 if name == "slow" else 60)
    head = {"why": None, "peak_mb": 1.0, "killed": False, "modules": [], "content": len(name)}
    whole = json.dumps(head).encode() + b"\\n" + name.encode()
    if name == "always" or (name == "once" and first):
        os._exit(9)
    if name == "half" and first:
        sys.stdout.buffer.write(whole[:-2])
        sys.stdout.buffer.flush()
        os._exit(0)
    sys.stdout.buffer.write(whole)
    sys.stdout.buffer.flush()
"""


@pytest.fixture
def run(tmp_path):
    """Have towns of these names done; the outcomes by name, and how often each was tried."""

    def done(names, *, workers):
        jobs = [Job(study=name, code="") for name in names]
        command = (sys.executable, "-c", _ACTOR, str(tmp_path))
        with closing(outcomes(jobs, workers=workers, command=command)) as events:
            ended = [(names[n], outcome) for n, outcome in events if outcome is not None]
        tries = {name: len((tmp_path / name).read_text()) for name in names}
        return ended, tries

    return done


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_town_is_answered_once_by_however_many_workers(run, workers):
    ended, tries = run(["a", "b", "c", "d"], workers=workers)

    assert sorted((name, o.content) for name, o in ended) == [(n, n.encode()) for n in "abcd"]
    assert set(tries.values()) == {1}


def test_a_worker_does_not_wait_for_the_slow_town_of_another(run):
    ended, _ = run(["slow", "b", "c"], workers=2)

    assert [name for name, _ in ended] == ["b", "c", "slow"]


@pytest.mark.parametrize("name", ["once", "half"])
def test_a_town_whose_worker_was_killed_is_tried_again_and_done(run, name):
    ended, tries = run(["a", name, "b"], workers=1)

    assert [(n, o.content) for n, o in ended] == [("a", b"a"), (name, name.encode()), ("b", b"b")]
    assert tries == {"a": 1, name: 2, "b": 1}


def test_a_town_that_kills_its_worker_twice_is_a_stated_failure_and_the_others_are_done(run):
    ended, tries = run(["a", "always", "b"], workers=2)

    told = dict(ended)
    assert (told["a"].content, told["b"].content) == (b"a", b"b")
    assert told["always"].content is None
    assert told["always"].why.de.startswith("Der Rechenprozess endete zweimal ohne Antwort")
    assert tries["always"] == 2


def test_who_stops_listening_leaves_no_worker_behind(tmp_path):
    jobs = [Job(study="slowest", code=""), Job(study="b", code="")]
    command = (sys.executable, "-c", _ACTOR, str(tmp_path))

    with closing(outcomes(jobs, workers=2, command=command)) as events:
        assert next(o for _, o in events if o is not None) == Outcome(content=b"b", peak_mb=1.0)
        for _ in range(2000):  # b may end before the other has begun, and its worker with it
            if (tmp_path / "slowest").exists():
                break
            time.sleep(0.01)
        assert _actors(tmp_path) != []

    assert _actors(tmp_path) == []


def _actors(folder):
    return [p for p in psutil.Process().children() if str(folder) in p.cmdline()]
