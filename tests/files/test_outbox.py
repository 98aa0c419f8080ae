"""Files that belong together: named together, kept from other runs, finished by the next one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from innenstadt_gis.errors import InputError, UnsafeOutputError, WriteError
from innenstadt_gis.files import Outbox, write_atomic
from innenstadt_gis.files.lock import LOCK
from tests.files.test_atomic import names, opened

__all__ = ["opened"]


def sent(folder: Path, contents: dict[str, str], **how):
    with Outbox(folder) as box:
        for name, text in contents.items():
            box.put(name, text)
        return box.deliver(**how)


def texts(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()
    }


def test_no_name_is_taken_before_all_files_are_there_and_nothing_else_is_left(tmp_path):
    sent(tmp_path, {"a": "1", "r/b": "1"})
    with Outbox(tmp_path) as box:
        box.put("a", "2")
        box.put("r/b", "2")
        assert ((tmp_path / "a").read_text(), (tmp_path / "r/b").read_text()) == ("1", "1")
        placed = box.deliver().placed

    assert placed == {tmp_path / "a": tmp_path / "a", tmp_path / "r/b": tmp_path / "r/b"}
    assert texts(tmp_path) == {"a": "2", "r/b": "2"}
    assert names(tmp_path) == ["a", "r"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), UnsafeOutputError(de="x", en="x")])
def test_what_fails_on_the_way_changes_nothing(tmp_path, error):
    def fails():
        with Outbox(tmp_path) as box:
            box.put("a", "2")
            raise error

    sent(tmp_path, {"a": "1"})
    with pytest.raises(type(error)):
        fails()

    assert texts(tmp_path) == {"a": "1"}
    assert names(tmp_path) == ["a"]


def test_a_folder_that_was_made_for_nothing_goes_again(tmp_path):
    with pytest.raises(InputError), Outbox(tmp_path / "x" / "y"):
        raise InputError(de="x", en="x")
    assert names(tmp_path) == []


def test_a_second_one_is_told_at_once_and_comes_in_after_the_first(tmp_path):
    with Outbox(tmp_path):
        with pytest.raises(WriteError) as told, Outbox(tmp_path):
            pytest.fail("two at once")
        assert f"(Prozess {os.getpid()} auf " in told.value.text.de
        assert "Warten, bis er fertig ist" in told.value.text.de
    sent(tmp_path, {"a": "1"})
    assert names(tmp_path) == ["a"]


def test_the_lock_of_a_dead_run_stops_nobody(tmp_path):
    (tmp_path / LOCK).write_text("4711 anderer-rechner")

    sent(tmp_path, {"a": "1"})

    assert names(tmp_path) == ["a"]


def test_an_open_file_gets_a_neighbour_while_the_others_take_their_names(tmp_path, opened):
    sent(tmp_path, {"a.xlsx": "1", "b": "1"})
    opened.add("a.xlsx")

    done = sent(tmp_path, {"a.xlsx": "2", "b": "2"})

    assert done.placed[tmp_path / "a.xlsx"] == tmp_path / "a_neu.xlsx"
    (note,) = done.notes
    assert note.de.startswith(
        "a.xlsx ist in einem anderen Programm geöffnet; das neue Ergebnis liegt"
    )
    assert (tmp_path / "b").read_text() == "2"
    opened.clear()
    assert sent(tmp_path, {"a.xlsx": "3", "b": "3"}).notes == ()
    assert texts(tmp_path) == {"a.xlsx": "3", "b": "3"}


def test_a_file_that_is_open_with_its_neighbour_waits_for_the_next_run(tmp_path, opened):
    sent(tmp_path, {"a.xlsx": "1"})
    opened.add("a.xlsx")
    sent(tmp_path, {"a.xlsx": "2"})
    opened.add("a_neu.xlsx")

    with pytest.raises(WriteError) as told:
        sent(tmp_path, {"a.xlsx": "3", "b": "3"})
    assert "geöffnet sind: a.xlsx" in told.value.text.de
    assert (tmp_path / "b").read_text() == "3"

    opened.clear()
    with Outbox(tmp_path):  # comes in, and finishes
        assert texts(tmp_path)["a.xlsx"] == "3"
    assert texts(tmp_path) == {"a.xlsx": "3", "b": "3"}


def test_what_must_not_lie_beside_goes_first_or_nothing_is_changed(tmp_path, opened):
    old = {"a.xlsx": "intern", "r/units": "intern", "own": "of the town"}
    sent(tmp_path, old)
    opened.add("units")
    clear = {"a.xlsx", "r/units"}

    with pytest.raises(WriteError) as told:
        sent(tmp_path, {"a.xlsx": "public"}, clear=clear)
    assert "units ist in einem anderen Programm geöffnet und darf" in told.value.text.de
    assert texts(tmp_path) == old

    opened.clear()
    sent(tmp_path, {"a.xlsx": "public"}, clear=clear)
    assert texts(tmp_path) == {"a.xlsx": "public", "own": "of the town"}
    assert names(tmp_path) == ["a.xlsx", "own"]


def test_a_neighbour_for_others_goes_even_if_somebody_changed_it(tmp_path, opened):
    sent(tmp_path, {"a.xlsx": "intern"})
    opened.add("a.xlsx")
    sent(tmp_path, {"a.xlsx": "intern too"})
    (tmp_path / "a_neu.xlsx").write_text("intern, with a remark")
    opened.clear()

    sent(tmp_path, {"a.xlsx": "public"}, clear={"a.xlsx"})

    assert texts(tmp_path) == {"a.xlsx": "public"}


def test_what_is_no_longer_true_goes_at_last_if_it_is_open_now(tmp_path, opened):
    sent(tmp_path, {"a": "1", "r/old": "1"})
    opened.add("old")

    (note,) = sent(tmp_path, {"a": "2"}, drop={"r/old"}).notes
    assert note.de.startswith("r/old gilt nicht mehr")
    sent(tmp_path, {"a": "3"})
    assert texts(tmp_path)["r/old"] == "1"
    opened.clear()
    sent(tmp_path, {"a": "4"})

    assert texts(tmp_path) == {"a": "4"}
    assert names(tmp_path) == ["a"]


def test_files_of_people_are_left_alone(tmp_path):
    (tmp_path / "notizen.txt").write_text("mine")
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "mine").write_text("mine")
    sent(tmp_path, {"r/a": "1"})
    sent(tmp_path, {"b": "1"}, clear={"r/a"})

    assert texts(tmp_path) == {"b": "1", "notizen.txt": "mine", "r/mine": "mine"}


def test_a_folder_on_another_disk_is_written_whole_all_the_same(tmp_path, monkeypatch):
    replace = Path.replace

    def far(path, target):
        if path.parts[-2:] == ("r", "a"):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", far)
    sent(tmp_path, {"r/a": "1"})
    assert texts(tmp_path) == {"r/a": "1"}


def test_a_folder_in_the_place_of_a_file_stops_before_anything_is_named(tmp_path):
    write_atomic(tmp_path / "a", "1")
    (tmp_path / "b").mkdir()
    with pytest.raises(WriteError) as told:
        sent(tmp_path, {"a": "2", "b": "2"})
    assert str(tmp_path / "b") in told.value.text.de
    assert (tmp_path / "a").read_text() == "1"
