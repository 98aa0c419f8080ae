"""Towns on workers of this machine."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import replace

from innenstadt_gis.pipeline.fleet.job import Job, Outcome, died
from innenstadt_gis.pipeline.fleet.worker import COMMAND, Worker

__all__ = ["Event", "outcomes", "patient"]

#: Number of a job and its outcome, or None when it begins.
Event = tuple[int, Outcome | None]


def outcomes(
    jobs: Sequence[Job], *, workers: int, command: Sequence[str] = COMMAND
) -> Generator[Event, None, None]:
    """
    Have jobs done by so many workers, the first ones first, and tell of each as it ends.

    A job whose worker ends without an answer is tried once more; if that ends so as well, it
    is a stated failure. Closing the iterator stops all workers.
    """
    left = deque(enumerate(jobs))
    events: queue.SimpleQueue[Event | BaseException] = queue.SimpleQueue()
    crew = [_Seat(left, events, command) for _ in range(min(workers, len(jobs)))]
    for seat in crew:
        seat.start()
    try:
        ended = 0
        while ended < len(jobs):
            try:
                event = events.get(timeout=0.5)  # so that Ctrl-C is heard on Windows as well
            except queue.Empty:
                continue
            if isinstance(event, BaseException):
                raise event
            ended += event[1] is not None
            yield event
    finally:
        for seat in crew:
            seat.leave()


class _Seat(threading.Thread):
    """Gives one worker its jobs, and another worker when it is gone."""

    def __init__(
        self,
        left: deque[tuple[int, Job]],
        events: queue.SimpleQueue[Event | BaseException],
        command: Sequence[str],
    ) -> None:
        super().__init__(daemon=True)
        self._left, self._events, self._command = left, events, command
        self._worker: Worker | None = None
        self._leaving = threading.Event()
        self._lock = threading.Lock()

    def run(self) -> None:
        try:
            while not self._leaving.is_set():
                number, job = self._left.popleft()
                self._events.put((number, None))
                outcome = self._try(job)
                if self._leaving.is_set():
                    return
                if outcome.killed:
                    outcome = self._try(job)
                self._events.put((number, patient(outcome, job)))
        except IndexError:
            return  # no job is left
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            self._events.put(error)

    def leave(self) -> None:
        """Stop the worker, whatever it does, and then the thread."""
        self._leaving.set()
        with self._lock:
            if self._worker is not None:
                self._worker.stop()
        self.join()

    def _try(self, job: Job) -> Outcome:
        with self._lock:
            if self._leaving.is_set():
                return Outcome(killed=True)
            if self._worker is None or not self._worker.usable():
                if self._worker is not None:
                    self._worker.stop()
                self._worker = Worker(self._command)
            worker = self._worker
        outcome = worker.run(job)
        if outcome.killed:
            with self._lock:
                worker.stop()
                self._worker = None
        return outcome


def patient(outcome: Outcome, job: Job) -> Outcome:
    """Say of a job that was killed again that it will not be tried a third time."""
    return replace(outcome, why=died(job.memory_mb)) if outcome.killed else outcome
