"""A writer that dies: in a forked child, at the n-th touch of a folder, or when the disk is full.

Run as a program, since a test process has threads and must not fork. It prints what went wrong.
"""

from __future__ import annotations

import datetime as dt
import gc
import importlib
import itertools
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from innenstadt_gis.errors import WriteError
from innenstadt_gis.files import Outbox
from innenstadt_gis.importlog import ImportLog
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.pipeline.stamp import STAMP, read_stamp

#: The module: the package has a function of its name.
writing = importlib.import_module("innenstadt_gis.pipeline.write")
#: What changes a folder; the system tells each one before it happens.
TOUCHES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}
Files = dict[str, bytes]


def files(folder: Path) -> Files:
    """Every file below a folder, whatever it is, by its name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def lay(folder: Path, old: Path) -> None:
    """Lay finished files into an empty folder: as links, so that writing into one would show."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(old, folder, copy_function=os.link)


def deliver(new: Path, out: Path) -> None:
    """Deliver again what a run over a town delivered, part by part."""
    stamp = read_stamp(new)
    release = Release(
        audience=stamp.audience, name=stamp.town, ags=None, survey_day=dt.date(2026, 9, 15),
        crs=None, scope=None, study_area=None, tables={}, figures=(), log=ImportLog(), missing=(),
    )  # fmt: skip
    parts = {part: names for part, names in stamp.parts.items() if part != "log"}

    def writer(names: tuple[str, ...]) -> Callable[[Any], list[Path]]:
        return lambda job: [job.write(name, (new / name).read_bytes()) for name in names]

    writing.PARTS = {part: writer(names) for part, names in parts.items()}
    with Outbox(out) as box:
        writing.deliver(release, box, version="1", lang="de")


def child(work: Callable[[], object]) -> int:
    """Do something in a child; 0 if it ended well, 1 if it was told, else the signal's number."""
    number = os.fork()
    if not number:
        code = 70
        try:
            work()
            code = 0
        except WriteError:
            code = 1
        finally:
            os._exit(code)
    _, status = os.waitpid(number, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def dying(work: Callable[[], object], out: Path, nth: int) -> Callable[[], None]:
    """Do something until the folder is touched for the nth time, and die there."""
    left = nth
    below = (str(out), str(out) + os.sep)

    def touched(event: str, told: tuple[object, ...]) -> None:
        nonlocal left
        if event in TOUCHES and str(told[0]).startswith(below):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def done() -> None:
        sys.addaudithook(touched)
        work()

    return done


def full(work: Callable[[], object], size: int) -> Callable[[], None]:
    """Do something where the system lets no file grow beyond a size."""

    def done() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        work()

    return done


def faults(out: Path, old: Files, new: Files, *, others: bool) -> Iterator[str]:
    """What lies under a final name and is neither the old file nor the new one, whole."""
    now = {n: data for n, data in files(out).items() if not n.startswith(".innenstadt-")}
    for name, data in now.items():
        if data not in (old.get(name), new.get(name)):
            yield f"{name}: {len(data)} bytes, neither old nor new"
    now.pop(STAMP, None)  # says for whom the folder was, until the last file is there
    came = {n for n, data in now.items() if n in new and data != old.get(n)}
    stays = {n for n, data in now.items() if n in old and data != new.get(n)}
    if others and came and stays:
        yield f"{min(came)} lies beside {min(stays)}, which is for others"
    for name in (old.keys() & new.keys()) - files(out).keys():
        if not (out / ".innenstadt-neu").exists():
            yield f"{name} is gone"


def repaired(new: Path, out: Path, wanted: Files) -> Iterator[str]:
    """What another run over the same folder leaves that an undisturbed one would not."""
    deliver(new, out)
    got = files(out)
    got.pop("run.log.json", None)  # the one file that knows the clock
    yield from (f"{name} is not new" for name in wanted if got.get(name) != wanted[name])
    yield from (f"{name} is left" for name in got.keys() - wanted.keys())


def undisturbed(new: Path, out: Path) -> Files:
    """What lies there after a run into an empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    deliver(new, out)
    wanted = files(out)
    wanted.pop("run.log.json", None)
    return wanted


def killed(old: Path, new: Path, out: Path) -> Iterator[str]:
    """Die at every touch of the folder; say what was wrong then, or after the next run."""
    before, wanted = files(old), undisturbed(new, out)
    others = read_stamp(old).audience != read_stamp(new).audience
    for nth in itertools.count(1):
        lay(out, old)
        if child(dying(lambda: deliver(new, out), out, nth)) == 0:
            sys.stdout.write(f"{nth - 1} moments\n")
            return
        said = [*faults(out, before, wanted, others=others), *repaired(new, out, wanted)]
        yield from (f"{nth}: {one}" for one in said)
        if files(old) != before:
            yield f"{nth}: an old file was written into"


def no_room(old: Path, new: Path, out: Path) -> Iterator[str]:
    """Let files grow to some size only; say what was wrong then, or after the next run."""
    before, wanted = files(old), undisturbed(new, out)
    sizes = sorted(len(data) for data in wanted.values())
    for size in (0, sizes[1] - 1, sizes[len(sizes) // 2] - 1, sizes[-1] - 1):
        lay(out, old)
        if (code := child(full(lambda size=size: deliver(new, out), size))) != 1:
            yield f"{size}: ended with {code}"
        if files(out) != before:
            yield f"{size}: the old files are not what they were"
        yield from (f"{size}: {one}" for one in repaired(new, out, wanted))


def main() -> None:
    """Take folders by twos, old files and new ones, and die over them; prints what was wrong."""
    out, *pairs = map(Path, sys.argv[1:])
    os.fsync = lambda _handle: None  # power stays on here
    gc.freeze()  # children share what is there
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        for one in (*killed(old, new, out), *no_room(old, new, out)):
            sys.stdout.write(f"WRONG {one}\n")


if __name__ == "__main__":
    main()
