"""
A worker: a process that runs town after town, each in a process of its own.

Where the system can fork, the worker loads the program once and forks for every town; what a
town loads besides is loaded before the next one. So memory never outlives a town, and a town
that kills its process does not take the worker with it. Elsewhere (Windows) a worker runs one
town and ends, and another is started.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO

from innenstadt_gis.pipeline.fleet.job import (
    ONE_THREAD,
    Job,
    Outcome,
    do,
    read_frame,
    write_frame,
)

__all__ = ["COMMAND", "FORKS", "Worker", "serve"]

#: Not ``-m``: a worker must start from a notebook and from a script without a guard.
COMMAND = (
    sys.executable, "-W", "ignore", "-c",
    "from innenstadt_gis.pipeline.fleet.worker import serve; serve()",
)  # fmt: skip
FORKS = hasattr(os, "fork")


class Worker:
    """The handle of a worker in the process that gives it its towns."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        home = str(Path(__file__).resolve().parents[3])
        seen = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
        # In a group of its own: Ctrl-C is for the process that gives out the towns.
        group = (
            {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
            if sys.platform == "win32"
            else {"start_new_session": True}
        )
        told = None if os.environ.get("INNENSTADT_DEBUG") else subprocess.DEVNULL
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=told,
            env=os.environ | ONE_THREAD | {"PYTHONPATH": seen}, **group,
        )  # fmt: skip

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def run(self, job: Job) -> Outcome:
        """Have a town done; an end without an answer is an outcome too."""
        calls, answers = self._process.stdin, self._process.stdout
        assert calls is not None
        assert answers is not None
        try:
            calls.write(json.dumps(asdict(job)).encode("ascii") + b"\n")
            calls.flush()
            return read_frame(answers) or Outcome(killed=True)
        except (OSError, ValueError):  # gone before it heard, or stopped
            return Outcome(killed=True)

    def usable(self) -> bool:
        """Tell whether it can take another town."""
        return FORKS and self._process.poll() is None

    def stop(self) -> None:
        """End it, whatever it does, and what it started."""
        if FORKS:
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()
        # Not before: whoever waits for an answer holds the stream until it ends.
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def serve() -> None:
    """Take jobs from the standard input, one a line, until it ends."""
    # What libraries print must not run into the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    calls = os.fdopen(0, "rb", buffering=0)
    if not FORKS:
        _serve_one(calls, answers)
        return
    from innenstadt_gis import pipeline  # noqa: F401 - loaded once, for all towns

    for line in calls:
        outcome = _apart(Job(**json.loads(line)), calls, answers)
        if outcome is None:
            return
        write_frame(answers, outcome)
        _load(outcome.modules)


def _apart(job: Job, calls: IO[bytes], answers: IO[bytes]) -> Outcome | None:
    """Run a town in a fork and wait for it; None if nobody waits for the answer any more."""
    back, answer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(back)
            answers.close()  # else its reader would not learn that this worker is gone
            with os.fdopen(answer, "wb") as stream:
                write_frame(stream, do(job))
        finally:
            os._exit(0)
    os.close(answer)
    with os.fdopen(back, "rb") as stream:
        # Nothing is asked before the answer: what can be read of the calls is their end.
        ready, _, _ = select.select([stream, calls], [], [])
        if calls in ready:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        outcome = read_frame(stream)
    os.waitpid(child, 0)
    return outcome or Outcome(killed=True)


def _load(modules: tuple[str, ...]) -> None:
    """Load here what a town loaded, so that no other has to; it is only about time."""
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def _serve_one(calls: IO[bytes], answers: IO[bytes]) -> None:
    job = Job(**json.loads(calls.readline()))

    def leave_with_the_giver() -> None:
        calls.read(1)
        os._exit(1)

    threading.Thread(target=leave_with_the_giver, daemon=True).start()
    write_frame(answers, do(job))
