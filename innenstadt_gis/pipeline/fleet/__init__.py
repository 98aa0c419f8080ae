"""
Many towns: each study to its ``austausch.json``, on the workers of this machine or of a cluster.

The result depends on the studies alone: not on how many workers there are, nor where they are,
nor on who ends first.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from innenstadt_gis.errors import InnenstadtError, InputError
from innenstadt_gis.pipeline.fleet.job import Job, Outcome, machine_mb, why_of
from innenstadt_gis.pipeline.fleet.kept import code_print, inputs_print, keep, kept, weight
from innenstadt_gis.pipeline.gather import Progress, quiet
from innenstadt_gis.study import Study, read_study
from innenstadt_gis.words import Text

__all__ = ["TownRun", "run_many"]

#: Of the machine's memory, what the workers may share; the rest is the system's.
_SHARED = 0.8
#: What the program and a small town take at least (MB); below, libraries fail in odd ways.
_LEAST_MB = 250
_LONGEST_LIST = 3


@dataclass(frozen=True, kw_only=True)
class TownRun:
    """
    What became of one town of many.

    Attributes
    ----------
    study
        Its ``study.toml``.
    name, ags
        Of the town as the study says; the folder's name if the study cannot be read.
    path
        Its ``austausch.json``; None if there is none, for the reason in ``why``.
    reused
        Taken from an earlier run, as neither its files nor this program have changed.
    peak_mb
        Most memory (MB) of the process that computed it; None where it was not computed, or the
        system does not tell.
    """

    study: Path
    name: str
    ags: str | None = None
    path: Path | None = None
    why: Text | None = None
    reused: bool = False
    peak_mb: float | None = None


def run_many(
    studies: Iterable[Path | str], *, out: Path, workers: int = 1, scheduler: str | None = None,
    memory_mb: int | None = None, progress: Progress = quiet,
) -> tuple[TownRun, ...]:  # fmt: skip
    """
    Run every study and write its ``austausch.json`` into a folder of its own below ``out``.

    Every town runs in a process of its own, with one thread, and is bounded in memory; a town
    that fails, however it fails, is a `TownRun` with the reason, and the others go on. A process
    that is killed is tried again once. What is done stays done: a second call takes a town from
    the first if its files and this program have not changed, and an interrupted one leaves the
    towns that were ready.

    Parameters
    ----------
    studies
        ``study.toml`` files or their folders. One that is named twice runs once.
    out
        Where to write; made if it is not there.
    workers
        Processes at a time on this machine.
    scheduler
        Address of a Dask scheduler (``tcp://machine:8786``) whose workers do it instead; the
        studies must lie in a folder that they reach by the same path.
    memory_mb
        Memory that one town may take, kept on Linux. None: 80 % of this machine's, shared by
        ``workers``; on a cluster what its workers are bound to.
    progress
        Called with a `Text` whenever a town begins or ends.

    Returns
    -------
    tuple
        One `TownRun` for each study, in their order.

    Raises
    ------
    InputError
        For fewer than one worker, less memory than any town takes, or a cluster that is not there.

    Examples
    --------
    >>> runs = run_many(["aue/study.toml", "lauf/study.toml"], out=Path("netz"), workers=2)  # doctest: +SKIP
    >>> [(run.name, run.why) for run in runs if run.path is None]  # doctest: +SKIP
    []
    """
    _check(workers, memory_mb)
    asked = [_file(path) for path in studies]
    read = {path: _read(path) for path in dict.fromkeys(asked)}
    known = {path: one for path, one in read.items() if isinstance(one, Study)}
    runs = {path: one for path, one in read.items() if isinstance(one, TownRun)}
    folders = _folders([one.folder for one in known.values()], out)
    todo: list[tuple[Study, str | None]] = []
    for path, study in known.items():
        inputs = inputs_print(study)
        there = kept(folders[study.folder], inputs)
        if there is None:
            todo.append((study, inputs))
        else:
            runs[path] = replace(_row(study), path=there, reused=True)
    todo.sort(key=lambda one: weight(one[0]), reverse=True)  # so that workers end together
    share = memory_mb or (None if scheduler else _share(workers))
    jobs = [Job(study=str(one.path), code=code_print(), memory_mb=share) for one, _ in todo]
    telling = _Telling([one.name for one, _ in todo], progress)
    with closing(_events(jobs, workers=workers, scheduler=scheduler)) as events:
        for number, outcome in events:
            study, inputs = todo[number]
            if outcome is not None:
                runs[study.path] = _ended(study, outcome, folders[study.folder], inputs)
            telling.heard(number, runs.get(study.path))
    return tuple(runs[path] for path in asked)


def _check(workers: int, memory_mb: int | None) -> None:
    if workers < 1:
        raise InputError(
            de=f"Mindestens ein Arbeiter wird gebraucht, nicht {workers}",
            en=f"at least one worker is needed, not {workers}",
        )
    if memory_mb is not None and memory_mb < _LEAST_MB:
        raise InputError(
            de=f"Je Stadt werden mindestens {_LEAST_MB} MB gebraucht, nicht {memory_mb}",
            en=f"a town needs {_LEAST_MB} MB at least, not {memory_mb}",
        )


def _events(
    jobs: Sequence[Job], *, workers: int, scheduler: str | None
) -> Generator[tuple[int, Outcome | None], None, None]:
    # Loaded where they are used: a comparison of files needs no workers.
    if not jobs:
        return
    if scheduler is not None:
        from innenstadt_gis.pipeline.fleet.cluster import outcomes_on

        yield from outcomes_on(scheduler, jobs)
    else:
        from innenstadt_gis.pipeline.fleet.processes import outcomes

        yield from outcomes(jobs, workers=workers)


def _file(path: Path | str) -> Path:
    file = Path(path)
    whole = file.is_dir() or file.suffix != ".toml"
    return (file / "study.toml" if whole else file).resolve()


def _read(path: Path) -> Study | TownRun:
    try:
        return read_study(path)
    except (InnenstadtError, OSError) as error:
        return TownRun(study=path, name=path.parent.name, why=why_of(error))


def _row(study: Study) -> TownRun:
    return TownRun(study=study.path, name=study.name, ags=study.ags)


def _share(workers: int) -> int | None:
    whole = machine_mb()
    return None if whole is None else int(whole * _SHARED / workers)


def _ended(study: Study, outcome: Outcome, folder: Path, inputs: str | None) -> TownRun:
    """Write what a worker answered; what cannot be written is this town's failure alone."""
    row = replace(_row(study), peak_mb=outcome.peak_mb, why=outcome.why)
    if outcome.content is None:
        return row
    try:
        return replace(row, path=keep(folder, outcome.content, inputs))
    except (InnenstadtError, OSError) as error:
        return replace(row, why=why_of(error))


def _folders(studies: Sequence[Path], out: Path) -> dict[Path, Path]:
    """A folder for each study, called as the study's; with its parents' names where two are alike."""
    depth = dict.fromkeys(studies, 1)
    while True:
        names = {one: "-".join(one.parts[-depth[one] :]) for one in studies}
        seen: dict[str, list[Path]] = {}
        for one, name in names.items():
            seen.setdefault(name.casefold(), []).append(one)
        alike = [one for many in seen.values() if len(many) > 1 for one in many]
        if not alike:
            return {one: out / _plain(name) for one, name in names.items()}
        for one in alike:
            depth[one] += 1


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in name).strip("-.") or "stadt"


class _Telling:
    """How far it is: how many are done, how many of them failed, who is at it now."""

    def __init__(self, names: Sequence[str], progress: Progress) -> None:
        self._names, self._progress = names, progress
        self._now: dict[int, str] = {}
        self._ended = self._failed = 0

    def heard(self, number: int, run: TownRun | None) -> None:
        """Note that a town began (None) or ended, and tell."""
        if run is None:
            self._now[number] = self._names[number]
        else:
            self._now.pop(number, None)
            self._ended += 1
            self._failed += run.path is None
        whole, now = len(self._names), list(self._now.values())
        more = f" + {len(now) - _LONGEST_LIST}" if len(now) > _LONGEST_LIST else ""
        names = ", ".join(now[:_LONGEST_LIST]) + more
        lost = self._failed
        self._progress(
            Text(
                f"{self._ended} von {whole} Städten gerechnet"
                + (f", {lost} nicht" * bool(lost))
                + (f"; jetzt: {names}" * bool(now)),
                f"{self._ended} of {whole} towns done"
                + (f", {lost} failed" * bool(lost))
                + (f"; now: {names}" * bool(now)),
            )
        )
