"""One town as a job for a worker: what it is asked, what it answers, how it is done."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from innenstadt_gis import __version__
from innenstadt_gis.errors import InnenstadtError, SourceError
from innenstadt_gis.garbage import few_collections
from innenstadt_gis.pipeline.fleet.kept import code_print
from innenstadt_gis.words import Text, number

__all__ = [
    "ONE_THREAD",
    "Job",
    "Outcome",
    "died",
    "do",
    "machine_mb",
    "read_frame",
    "why_of",
    "write_frame",
]

#: Threads are pinned, so that two workers on two cores do not wait for each other.
ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS",
        "GDAL_NUM_THREADS", "OSMIUM_POOL_THREADS", "VECLIB_MAXIMUM_THREADS",
    ),
    "1",
)  # fmt: skip

_MB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Job:
    """A study to be run, the code that must run it, and the memory (MB) that it may take."""

    study: str
    code: str
    memory_mb: int | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """
    What became of a job: the file's content, or why there is none.

    ``peak_mb`` is the most memory that the process held, None where the system does not tell;
    ``killed`` says that the process ended without an answer, and that trying again may help.
    ``modules`` were loaded for it.
    """

    content: bytes | None = None
    why: Text | None = None
    peak_mb: float | None = None
    killed: bool = False
    modules: tuple[str, ...] = ()


def do(job: Job) -> Outcome:
    """Run a study and return its ``austausch.json``; whatever goes wrong is told, not raised."""
    before = frozenset(sys.modules)
    try:
        _bound(job.memory_mb)
        content = _exchange(job)
    except Exception as error:  # noqa: BLE001 - one town's failure is a row
        return Outcome(why=why_of(error, memory_mb=job.memory_mb), peak_mb=_peak_mb())
    loaded = tuple(name for name in sys.modules if name not in before)
    return Outcome(content=content, peak_mb=_peak_mb(), modules=loaded)


def _exchange(job: Job) -> bytes:
    from innenstadt_gis.outputs.audience import release, soften
    from innenstadt_gis.outputs.exchange import exchange_json
    from innenstadt_gis.pipeline.questions import analyse
    from innenstadt_gis.pipeline.read import read_town
    from innenstadt_gis.study import read_study

    _same_house(job)
    with few_collections():
        town = soften(read_town(read_study(job.study)), "oeffentlich")
        seen = release(town, analyse(town), "oeffentlich")
        text = exchange_json(seen, version=__version__)
        seen.check(text, "austausch.json")
    return text.encode("utf-8")


def _same_house(job: Job) -> None:
    """Refuse to answer from other code or without the files: only another machine can differ."""
    import platform

    machine = platform.node()
    if job.code != code_print():
        raise SourceError(
            de=f"Auf dem Rechner {machine} ist eine andere Fassung von innenstadt_gis installiert; "
            "überall dieselbe installieren",
            en=f"another version of innenstadt_gis is installed on {machine}; install the same "
            "everywhere",
        )
    if not Path(job.study).is_file():
        raise SourceError(
            de=f"{job.study} ist auf dem Rechner {machine} nicht zu sehen; die Studien müssen in einem "
            "Ordner liegen, den alle Rechner unter demselben Pfad erreichen",
            en=f"{job.study} cannot be seen on {machine}; the studies must lie in a folder that all "
            "machines reach by the same path",
        )


def why_of(error: BaseException, *, memory_mb: int | None = None) -> Text:
    """Say in one line why there is no result."""
    if isinstance(error, InnenstadtError):
        return Text(_one_line(error.text.de), _one_line(error.text.en))
    if isinstance(error, MemoryError):
        return _too_large(memory_mb)
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return Text(f"{where}{error.strerror}", f"{where}{error.strerror}")
    told = f"{type(error).__name__}: {_one_line(str(error))[:200]}"
    return Text(
        f"Unerwarteter Fehler ({told}); das ist ein Mangel des Programms. Einzelheiten zeigt "
        "innenstadt run mit dieser Studie",
        f"unexpected error ({told}); this is a fault of the program. innenstadt run with this study "
        "shows the details",
    )


def died(memory_mb: int | None = None) -> Text:
    """Say that a town ended its process twice."""
    told = _too_large(memory_mb)
    return Text(
        f"Der Rechenprozess endete zweimal ohne Antwort; vermutlich: {told.de}",
        f"the process ended twice without an answer; probably: {told.en}",
    )


def _too_large(memory_mb: int | None) -> Text:
    if memory_mb is None:
        return Text(
            "nicht genug Arbeitsspeicher; weniger Arbeiter nehmen",
            "not enough memory; take fewer workers",
        )
    return Text(
        f"nicht genug Arbeitsspeicher ({number(memory_mb)} MB je Arbeiter); weniger Arbeiter nehmen",
        f"not enough memory ({number(memory_mb, lang='en')} MB for each worker); take fewer workers",
    )


def _one_line(text: str) -> str:
    """A message of several lines as one: "study.toml: 2 Fehler: …; …"."""
    head, *rest = (line.strip().removeprefix("- ") for line in text.splitlines() if line.strip())
    return f"{head}: {'; '.join(rest)}" if rest else head


# memory -----------------------------------------------------------------------


def _bound(memory_mb: int | None) -> None:
    """Bound this process's memory; only Linux counts what libraries map."""
    if memory_mb is None or not sys.platform.startswith("linux"):
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = memory_mb * _MB
    resource.setrlimit(
        resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )


def _peak_mb() -> float | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = _MB if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)


def machine_mb() -> int | None:
    """Memory that this machine or its container has; None where it does not say."""
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
    with contextlib.suppress(OSError, ValueError):  # no container, or one that may take all ("max")
        whole = min(whole, int(Path("/sys/fs/cgroup/memory.max").read_text("ascii")))
    return int(whole // _MB)


# frames: a line that says what, then the content ------------------------------


def write_frame(stream: IO[bytes], outcome: Outcome) -> None:
    """Write an outcome so that a reader can tell a whole one from half of one."""
    content = outcome.content or b""
    head = asdict(outcome) | {"content": None if outcome.content is None else len(content)}
    stream.write(json.dumps(head).encode("ascii") + b"\n" + content)
    stream.flush()


def read_frame(stream: IO[bytes]) -> Outcome | None:
    """Read an outcome; None if the stream ends before it is whole."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    head = json.loads(line)
    size = head.pop("content")
    content = None if size is None else stream.read(size)
    if content is not None and len(content) < size:
        return None
    why = head.pop("why")
    return Outcome(
        content=content, why=Text(*why) if why else None, peak_mb=head["peak_mb"],
        killed=head["killed"], modules=tuple(head["modules"]),
    )  # fmt: skip
