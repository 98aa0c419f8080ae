"""One file: whole or not at all, beside one that is open, and in one line if the system refuses."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from pathlib import Path

import pytest

import innenstadt_gis
from innenstadt_gis.errors import WriteError
from innenstadt_gis.files import copy_atomic, full_disk, make_atomic, write_atomic, write_error
from innenstadt_gis.files.lock import take


@pytest.fixture
def opened(monkeypatch):
    """Names of files that another program keeps open, as Windows shows it: they refuse a new name."""
    names: set[str] = set()
    replace, unlink = Path.replace, Path.unlink

    def kept(path):
        return Path(path).name in names and ".innenstadt-neu" not in Path(path).parts

    def refusing(path, target):
        if kept(path) or kept(target):
            raise PermissionError(errno.EACCES, "Access is denied", str(target))
        return replace(path, target)

    def keeping(path, missing_ok=False):
        if kept(path):
            raise PermissionError(errno.EACCES, "Access is denied", str(path))
        return unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", refusing)
    monkeypatch.setattr(Path, "unlink", keeping)
    return names


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_text_is_utf8_with_plain_line_ends_in_folders_that_are_made(tmp_path):
    path = write_atomic(tmp_path / "a" / "b" / "x.txt", "ä\n€")

    assert path.read_bytes() == "ä\n€".encode()
    assert names(path.parent) == ["x.txt"]


def test_the_bytes_are_on_the_disk_before_the_name_promises_them(tmp_path, monkeypatch):
    said = []
    fsync, replace = os.fsync, Path.replace

    def syncing(handle):
        said.append("dir" if stat.S_ISDIR(os.fstat(handle).st_mode) else "bytes")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(Path, "replace", lambda a, b: said.append("name") or replace(a, b))

    write_atomic(tmp_path / "x", b"x")

    assert said[:2] == ["bytes", "name"]
    assert said[2:] == ([] if sys.platform == "win32" else ["dir"])


@pytest.mark.skipif(sys.platform == "win32", reason="rights and links of POSIX")
def test_a_link_stays_a_link_and_rights_stay_as_they_were(tmp_path):
    real = tmp_path / "elsewhere" / "x.txt"
    write_atomic(real, "old")
    real.chmod(0o640)
    link = tmp_path / "x.txt"
    link.symlink_to(real)

    assert write_atomic(link, "new") == link
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_what_a_dead_run_left_is_taken_away_and_what_is_being_written_is_not(tmp_path):
    dead = tmp_path / ".innenstadt-0123456789ab.tmp"
    dead.write_bytes(b"half")
    foreign = tmp_path / ".innenstadt-notiz.tmp"
    foreign.write_bytes(b"somebody's")
    alive = tmp_path / ".innenstadt-ba9876543210.tmp"
    handle = os.open(alive, os.O_RDWR | os.O_CREAT)
    try:
        assert take(handle)
        write_atomic(tmp_path / "x", b"x")
        assert names(tmp_path) == [alive.name, foreign.name, "x"]
    finally:
        os.close(handle)
    write_atomic(tmp_path / "x", b"x")
    assert names(tmp_path) == [foreign.name, "x"]


def test_a_file_that_is_open_gets_a_neighbour_that_goes_when_it_is_closed(tmp_path, opened):
    path = write_atomic(tmp_path / "kennzahlen.xlsx", b"1")
    opened.add(path.name)
    beside = tmp_path / "kennzahlen_neu.xlsx"

    assert write_atomic(path, b"2") == beside
    assert write_atomic(path, b"3") == beside
    assert (path.read_bytes(), beside.read_bytes()) == (b"1", b"3")

    opened.clear()
    assert write_atomic(path, b"4") == path
    assert names(tmp_path) == ["kennzahlen.xlsx"]


def test_a_neighbour_that_somebody_changed_or_laid_there_stays(tmp_path, opened):
    path, beside = tmp_path / "liste.xlsx", tmp_path / "liste_neu.xlsx"
    beside.write_bytes(b"of the town's own")
    write_atomic(path, b"1")
    assert beside.read_bytes() == b"of the town's own"

    opened.add(path.name)
    write_atomic(path, b"2")
    beside.write_bytes(b"2, and a remark")
    opened.clear()
    write_atomic(path, b"3")

    assert (path.read_bytes(), beside.read_bytes()) == (b"3", b"2, and a remark")
    assert names(tmp_path) == ["liste.xlsx", "liste_neu.xlsx"]


def test_a_neighbour_that_is_open_too_is_told_and_goes_later(tmp_path, opened):
    path = write_atomic(tmp_path / "x.pdf", b"1")
    opened.add("x.pdf")
    write_atomic(path, b"2")
    opened.add("x_neu.pdf")
    with pytest.raises(WriteError, match=r"x\.pdf.*no access"):
        write_atomic(path, b"3")
    opened.remove("x.pdf")
    write_atomic(path, b"4")
    assert names(tmp_path) == [".x_neu.pdf.innenstadt", "x.pdf", "x_neu.pdf"]
    opened.clear()
    write_atomic(path, b"5")
    assert names(tmp_path) == ["x.pdf"]


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("kennzahlen.xlsx", ".~lock.kennzahlen.xlsx#"),  # LibreOffice
        ("kennzahlen.xlsx", "~$kennzahlen.xlsx"),  # Excel
        ("bericht.docx", "~$richt.docx"),  # Word
        ("Stadt.gpkg", "Stadt.gpkg-wal"),  # QGIS: what is in it belongs to the old file
    ],
)
def test_a_note_beside_a_file_says_that_it_is_open(tmp_path, name, note):
    path = write_atomic(tmp_path / name, b"1")
    (tmp_path / note).write_bytes(b"")

    with pytest.raises(WriteError) as told:
        write_atomic(path, b"2", beside=False)
    assert told.value.text.de.startswith(f"{name} ist in einem anderen Programm geöffnet")
    assert ("löschen" in told.value.text.de) == (not note.endswith("-wal"))
    assert write_atomic(path, b"2").name == f"{path.stem}_neu{path.suffix}"
    assert path.read_bytes() == b"1"

    (tmp_path / note).unlink()
    write_atomic(path, b"3")
    assert names(tmp_path) == [name]


class Full:
    """A disk with room for some bytes."""

    def __init__(self, stream, room):
        self.stream, self.room = stream, room

    def write(self, data):
        self.stream.write(data[: self.room])
        if len(data) > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def __getattr__(self, name):
        return getattr(self.stream, name)


@pytest.mark.parametrize("room", [0, 3])
def test_a_full_disk_is_one_line_and_leaves_the_old_file_alone(tmp_path, monkeypatch, room):
    path = write_atomic(tmp_path / "x.json", b"old")
    fdopen = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda *a, **k: Full(fdopen(*a, **k), room))

    with pytest.raises(WriteError) as told:
        write_atomic(path, b"newer")

    assert (
        "x.json: der Datenträger ist voll. Was schon da war, ist unverändert" in told.value.text.de
    )
    assert told.value.errno == errno.ENOSPC
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["x.json"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "kein Zugriff"), (errno.EFBIG, "größer, als das System"),
        (errno.ENAMETOOLONG, "zu lang"), (errno.EIO, "das System meldet"),
    ],
)  # fmt: skip
def test_every_refusal_says_where_and_what_in_one_line(number, words):
    told = write_error(OSError(number, os.strerror(number), "K:/ergebnis/x.html")).text

    assert told.de.startswith("K:/ergebnis/x.html: ")
    assert words in told.de
    assert "\n" not in told.de + told.en


def test_a_path_through_a_file_and_a_folder_in_the_place_of_a_file_are_told(tmp_path):
    (tmp_path / "datei").write_text("x")
    with pytest.raises(WriteError) as told:
        write_atomic(tmp_path / "datei" / "x.txt", "x")
    assert "ein Teil des Weges eine Datei ist" in told.value.text.de
    (tmp_path / "x.txt").mkdir()
    with pytest.raises(WriteError) as told:
        write_atomic(tmp_path / "x.txt", "x")
    assert "ein Ordner, wo eine Datei hingehört" in told.value.text.de


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write everywhere")
def test_a_folder_that_nobody_may_write_into_is_told(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(WriteError) as told:
            write_atomic(tmp_path / "x.txt", "x")
    finally:
        tmp_path.chmod(0o700)
    assert "kein Zugriff" in told.value.text.de


def test_a_library_that_fails_halfway_leaves_nothing(tmp_path):
    path = tmp_path / "x.gpkg"

    def half(part):
        part.write_bytes(b"half")
        raise ValueError

    with pytest.raises(ValueError):
        make_atomic(path, half)
    assert names(tmp_path) == []

    assert make_atomic(path, lambda part: part.write_bytes(b"whole")) == path
    assert path.read_bytes() == b"whole"
    assert copy_atomic(path, tmp_path / "y") == tmp_path / "y"
    assert names(tmp_path) == ["x.gpkg", "y"]


@pytest.mark.parametrize(
    "said",
    [
        "sqlite3_exec(COMMIT) failed: database or disk is full",
        "Could not resize file: Not enough space on filesystem: No space left on device",
    ],
)
def test_a_full_disk_is_known_from_what_libraries_say(said, tmp_path):
    assert "voll" in full_disk(RuntimeError(said), tmp_path).text.de
    assert full_disk(RuntimeError("no such column: full"), tmp_path) is None


#: Rooms that unpack foreign files into a folder that goes again, or write where `make_atomic` says.
PASSING = {
    "ingest/gtfs/large.py", "ingest/registers/grids/entry.py", "ingest/registers/grids/packed.py",
    "ingest/registers/grids/vector.py", "ingest/wfs/harvest.py", "musterstadt/ground.py",
}  # fmt: skip


def test_no_other_room_writes_files_by_itself():
    package = Path(innenstadt_gis.__file__).parent
    writes = re.compile(r"\.write_(?:text|bytes)\(|\.open\(\"[wax]|\bopen\([^)]*\"[wax]b?\"")
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if writes.search(path.read_text("utf-8"))
    }

    assert {name for name in found if not name.startswith("files/")} <= PASSING
    assert {"files/atomic.py", "files/outbox.py"} <= found  # the pattern finds what it looks for
