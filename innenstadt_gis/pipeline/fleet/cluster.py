"""Towns on the workers of a Dask cluster that is there already."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from innenstadt_gis.errors import InputError
from innenstadt_gis.pipeline.fleet.job import Job, Outcome, died
from innenstadt_gis.pipeline.fleet.processes import Event, patient
from innenstadt_gis.pipeline.fleet.worker import Worker

__all__ = ["outcomes_on"]

_WAIT_S = 10


def outcomes_on(scheduler: str, jobs: Sequence[Job]) -> Generator[Event, None, None]:
    """
    Have jobs done by the workers of a cluster, and tell of each as it ends.

    Every town runs in a process of its own beside the worker that took it, by the same code as
    on one machine, so that the bytes are the same and memory does not outlive a town. A worker
    that is gone is the scheduler's affair: it gives the town to another.

    Raises
    ------
    InputError
        If Dask is not installed, nobody answers at the address, or no worker is there.
    """
    client = _client(scheduler)
    try:
        futures = {
            client.submit(_apart, job, pure=False, priority=-number): number
            for number, job in enumerate(jobs)
        }
        yield from ((number, None) for number in range(len(jobs)))
        yield from _ended(client, futures, jobs)
        client.run(_dismiss)
    finally:
        client.close()  # forgets what was not fetched


def _client(scheduler: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise InputError(
            de="--scheduler braucht den Zusatz [cluster]: pip install 'innenstadt_gis[cluster]'",
            en="--scheduler needs the extra [cluster]: pip install 'innenstadt_gis[cluster]'",
        ) from error
    try:
        client: Any = distributed.Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=_WAIT_S, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            de=f"Unter {scheduler} antwortet kein Dask-Scheduler (gewartet: {_WAIT_S} s); Adresse prüfen, "
            "z. B. tcp://rechner:8786",
            en=f"no Dask scheduler answers at {scheduler} (waited {_WAIT_S} s); check the address, "
            "e.g. tcp://machine:8786",
        ) from error
    if not client.scheduler_info(n_workers=-1)["workers"]:
        client.close()
        raise InputError(
            de=f"Am Scheduler {scheduler} ist kein Arbeiter angemeldet; starten mit: "
            f"dask worker {scheduler} --nthreads 1",
            en=f"no worker is known to the scheduler {scheduler}; start one by: "
            f"dask worker {scheduler} --nthreads 1",
        )
    return client


def _ended(
    client: Any, futures: dict[Any, int], jobs: Sequence[Job]
) -> Generator[Event, None, None]:
    import distributed

    ended: Any = distributed.as_completed(  # type: ignore[no-untyped-call]
        futures, loop=client.loop
    )
    for future in ended:
        number = futures[future]
        try:
            outcome = future.result()
        except distributed.scheduler.KilledWorker:
            outcome = Outcome(why=died(jobs[number].memory_mb), killed=True)
        yield number, patient(outcome, jobs[number])


#: Workers of ours beside a worker of Dask, between two towns.
_IDLE: list[Worker] = []


def _apart(job: Job) -> Outcome:
    """Run a town on the machine of a worker; once more if its process is killed."""
    outcome = Outcome(killed=True)
    for _ in range(2):
        try:
            worker = _IDLE.pop()
        except IndexError:
            worker = Worker()
        outcome = worker.run(job)
        if not outcome.killed and worker.usable():
            _IDLE.append(worker)
        else:
            worker.stop()
        if not outcome.killed:
            break
    return outcome


def _dismiss() -> None:
    while _IDLE:
        _IDLE.pop().stop()
