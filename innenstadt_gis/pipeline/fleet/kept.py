"""What a town was computed from, so that an interrupted or repeated comparison need not do it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from innenstadt_gis import __version__
from innenstadt_gis.files import Outbox
from innenstadt_gis.study import Study
from innenstadt_gis.study_init import DROP_FOLDER

__all__ = ["code_print", "inputs_print", "keep", "kept", "weight"]

_RESULT, _STATE = "austausch.json", "stand.json"


@cache
def code_print() -> str:
    """Fingerprint of this package: version and source, so that no old result outlives a new method."""
    home = Path(__file__).resolve().parents[2]
    whole = hashlib.sha256(__version__.encode())
    for path in sorted(home.rglob("*.py")):
        whole.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def inputs_print(study: Study) -> str | None:
    """
    Fingerprint of the code and of every file that may change a study's result.

    Those that it names, all beside it (corrections, mappings) and all in ``daten/``, for a file
    that lies there unnamed is told as well. None if one of them cannot be read.
    """
    whole = hashlib.sha256(code_print().encode())
    try:
        for path in sorted(set(_files(study))):
            print_ = _file_print(path, *_size_and_time(path))
            whole.update(f"{study.relative(path)}\0{print_}\n".encode())
    except OSError:
        return None
    return whole.hexdigest()


def weight(study: Study) -> int:
    """Bytes of what a study names: the heaviest towns go first, so that workers end together."""
    named = {study.path, *(path for _, path in study.files())}
    return sum(path.stat().st_size for path in named if path.is_file())


def kept(folder: Path, inputs: str | None) -> Path | None:
    """Return the result of an earlier run if it is whole and of the same inputs."""
    result, state = folder / _RESULT, folder / _STATE
    try:
        told = json.loads(state.read_bytes())
        if inputs is None or told["inputs"] != inputs:
            return None
        whole = hashlib.sha256(result.read_bytes()).hexdigest() == told["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return result if whole else None


def keep(folder: Path, content: bytes, inputs: str | None) -> Path:
    """Write a town's result, and what it was computed from; returns where the result lies."""
    told = {"inputs": inputs, "sha256": hashlib.sha256(content).hexdigest()}
    with Outbox(folder) as box:
        path = box.put(_RESULT, content)
        box.put(_STATE, json.dumps(told, indent=1) + "\n")
        return box.deliver().placed[path]


def _files(study: Study) -> Iterator[Path]:
    yield study.path
    for _, path in study.files():
        yield from _inside(path) if path.is_dir() else (path,)
    for path in study.folder.iterdir():
        if path.is_file() and not path.name.startswith((".", "~$")):
            yield path
    yield from _inside(study.folder / DROP_FOLDER)


def _inside(folder: Path) -> Iterator[Path]:
    return (p for p in folder.rglob("*") if p.is_file() and not p.name.startswith((".", "~$")))


def _size_and_time(path: Path) -> tuple[int, int]:
    if not path.is_file():
        return -1, 0
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


@cache
def _file_print(path: Path, size: int, _time: int) -> str:
    """Checksum of a content; many towns name the same timetable of the whole country."""
    if size < 0:
        return "none"
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
