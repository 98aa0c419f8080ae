"""Several files on their way into one folder: composed apart, named together."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from innenstadt_gis.errors import WriteError
from innenstadt_gis.files.atomic import (
    beside_of,
    forget_beside,
    keep,
    keep_names,
    place,
    sweep,
)
from innenstadt_gis.files.faults import explained
from innenstadt_gis.files.held import if_stale
from innenstadt_gis.files.lock import only_one
from innenstadt_gis.words import Text

__all__ = ["Delivered", "Outbox"]

#: Where files wait in the folder that they go to: on the same disk, so that naming them is all.
_WAITING = ".innenstadt-neu"
#: The list of what is ready; where it lies, a delivery has begun and must be finished.
_READY = "fertig.json"
#: The same list, when what must not lie beside the new files is gone.
_CLEARED = "geraeumt.json"
_STEPS = (_READY, _CLEARED)
_OLD = "alt"


@dataclass(frozen=True)
class Delivered:
    """
    Where files lie now that they have their names.

    ``placed`` maps each name asked for to its file: another one, ``…_neu``, where the old file
    is open in another program; ``notes`` say so.
    """

    placed: dict[Path, Path] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()


class Outbox:
    """
    Files on their way into a folder, all of them or none.

    Used as a context: it makes the folder, keeps other runs out of it, and finishes what a dead
    run began. What was put in and not delivered is thrown away at the end.

    Parameters
    ----------
    folder
        Where the files go.

    Raises
    ------
    WriteError
        If another run writes there, the folder cannot be written, or the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> home = tempfile.TemporaryDirectory()
    >>> with Outbox(Path(home.name)) as box:
    ...     box.put("a.txt", "A"), box.put("b.txt", "B")
    ...     before = sorted(p.name for p in Path(home.name).glob("*.txt"))
    ...     _ = box.deliver()
    (..., ...)
    >>> before, sorted(p.name for p in Path(home.name).glob("*.txt"))
    ([], ['a.txt', 'b.txt'])
    >>> home.cleanup()
    """

    def __init__(self, folder: Path) -> None:
        """Take note of the folder; nothing is touched before the context is entered."""
        self.folder = folder
        self._waiting = folder / _WAITING
        self._names: list[str] = []
        self._left: set[str] = set()
        self._open = ExitStack()
        self._made: Path | None = None

    def __enter__(self) -> Self:
        """Lock the folder, finish what a dead run began and take away what it left."""
        with explained(self.folder):
            self._made = _first_missing(self.folder)
            self.folder.mkdir(parents=True, exist_ok=True)
        with explained(self.folder), ExitStack() as opening:
            opening.enter_context(only_one(self.folder))
            sweep(self.folder)
            self._finish()
            self._open = opening.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Throw away what was not delivered, and let others in."""
        if not any((self._waiting / name).exists() for name in _STEPS):
            shutil.rmtree(self._waiting, ignore_errors=True)
        self._open.close()
        if kind is not None and self._made is not None:
            _remove_empty(self.folder, self._made)

    def put(self, name: str, content: str | bytes) -> Path:
        """
        Write a file where it waits; returns the path that it will have.

        Parameters
        ----------
        name
            Below the folder, with ``/``.
        content
            Bytes, or text in UTF-8.
        """
        data = content.encode("utf-8") if isinstance(content, str) else content
        path = self._waiting / name
        with explained(self.folder / name):
            if (self.folder / name).is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as stream:
                stream.write(data)
                keep(stream)
        if name not in self._names:
            self._names.append(name)
        return self.folder / name

    def deliver(self, *, drop: Iterable[str] = (), clear: Iterable[str] = ()) -> Delivered:
        """
        Give all files their names.

        Parameters
        ----------
        drop
            Files that are no longer true and go.
        clear
            Files that must not lie beside the new ones for a moment: they go before the first new
            one comes, all of them, or nothing is changed at all.

        Raises
        ------
        WriteError
            If a file of ``clear``, or a file and its neighbour ``…_neu``, are open elsewhere.
        """
        job = {
            "put": self._names,
            "drop": sorted({*drop, *self._left} - {*self._names}),
            "clear": sorted(set(clear)),
        }
        with explained(self.folder):
            for name in self._names:  # on a full disk a folder may be what cannot be made
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            for name in job["clear"]:
                (self._waiting / _OLD / name).parent.mkdir(parents=True, exist_ok=True)
            _keep_all_names(self._waiting)
            first = self._waiting / f"{_READY}.tmp"
            with first.open("wb") as stream:
                stream.write(json.dumps(job).encode("utf-8"))
                keep(stream)
            first.replace(self._waiting / _READY)
            keep_names(self._waiting)
            self._names = []
            return self._deliver(job)

    def _finish(self) -> None:
        """Finish the delivery of a run that died, else throw its half-made files away."""
        ready = next((self._waiting / n for n in _STEPS if (self._waiting / n).exists()), None)
        if ready is not None:
            job = json.loads(ready.read_text("utf-8"))
            self._deliver(job)
            self._left = {name for name in job["drop"] if (self.folder / name).exists()}
        shutil.rmtree(self._waiting, ignore_errors=True)

    def _deliver(self, job: dict[str, Any]) -> Delivered:
        if (self._waiting / _READY).exists():
            self._clear(job["clear"])
            # Renamed, because on a full disk nothing can be written: what is new must not be cleared.
            (self._waiting / _READY).replace(self._waiting / _CLEARED)
        notes = [note for name in job["drop"] if (note := self._drop(name)) is not None]
        placed: dict[Path, Path] = {}
        stuck: list[str] = []
        for name in job["put"]:
            waits, path = self._waiting / name, self.folder / name
            if not waits.exists():
                continue  # a run that died had named it already
            try:
                placed[path] = place(waits, path)
            except PermissionError:
                if not path.exists():
                    raise
                stuck.append(name)
        if stuck:
            raise _both_open(stuck)
        for name in job["clear"]:
            self._drop_folder((self.folder / name).parent)
        for folder in {path.parent for path in placed}:
            keep_names(folder)
        if not notes:  # what waits to be dropped is dropped by the next run
            with suppress(OSError):
                (self._waiting / _CLEARED).unlink()
            shutil.rmtree(self._waiting, ignore_errors=True)
        return Delivered(placed, (*notes, *_told_beside(placed)))

    def _drop(self, name: str) -> Text | None:
        """Take a file away, and its neighbour; say so if it is open elsewhere."""
        path = self.folder / name
        forget_beside(path)
        try:
            path.unlink(missing_ok=True)
        except PermissionError:
            return Text(
                f"{name} gilt nicht mehr, ist aber in einem anderen Programm geöffnet; der nächste Lauf "
                "nimmt es weg",
                f"{name} is no longer true, but open in another program; the next run takes it away",
            )
        self._drop_folder(path.parent)
        return None

    def _drop_folder(self, folder: Path) -> None:
        while folder != self.folder:
            try:
                folder.rmdir()  # leaves one that holds anything
            except OSError:
                return
            folder = folder.parent

    def _clear(self, names: list[str]) -> None:
        """Take all these files away, or none: a file that is open elsewhere keeps them all."""
        for name in names:
            path = self.folder / name
            for one in (path, beside_of(path)):
                try:
                    one.replace(self._waiting / _OLD / one.relative_to(self.folder))
                except FileNotFoundError:
                    continue
                except PermissionError as error:
                    self._put_back()
                    raise _in_the_way(one.name) from error
        for name in names:
            forget_beside(self.folder / name, changed=True)

    def _put_back(self) -> None:
        old = self._waiting / _OLD
        for below, _, names in os.walk(old):
            for name in names:
                waits = Path(below) / name
                waits.replace(self.folder / waits.relative_to(old))
        (self._waiting / _READY).unlink()


def _first_missing(folder: Path) -> Path | None:
    """Return the highest folder that has to be made."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    return missing[-1] if missing else None


def _remove_empty(folder: Path, highest: Path) -> None:
    """Take away what was made for nothing."""
    with suppress(OSError):
        folder.rmdir()
        while folder != highest:
            folder = folder.parent
            folder.rmdir()


def _keep_all_names(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for below, _, _ in os.walk(folder):
        keep_names(Path(below))


def _told_beside(placed: dict[Path, Path]) -> list[Text]:
    said = []
    for path, real in placed.items():
        if real != path:
            more = if_stale(path)
            said.append(
                Text(
                    f"{path.name} ist in einem anderen Programm geöffnet; das neue Ergebnis liegt daneben: "
                    f"{real.name}. Schließen und noch einmal aufrufen, dann steht es unter seinem Namen"
                    + more.de,
                    f"{path.name} is open in another program; the new result lies beside it: {real.name}. "
                    f"Close it and run again, then it has its name{more.en}",
                )
            )
    return said


def _both_open(names: list[str]) -> WriteError:
    many = ", ".join(names)
    return WriteError(
        de=f"Nicht geschrieben, weil sie und ihre Fassung _neu in anderen Programmen geöffnet sind: {many}. "
        "Schließen und noch einmal aufrufen",
        en=f"not written, because they and their version _neu are open in other programs: {many}. Close "
        "them and run again",
    )


def _in_the_way(name: str) -> WriteError:
    return WriteError(
        de=f"{name} ist in einem anderen Programm geöffnet und darf in einem Ordner für andere nicht liegen "
        "bleiben. Nichts geändert; die Datei schließen und noch einmal aufrufen, oder mit --out einen anderen "
        "Ordner wählen",
        en=f"{name} is open in another program and must not stay in a folder for others. Nothing changed; "
        "close the file and run again, or choose another folder with --out",
    )
