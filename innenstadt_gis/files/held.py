"""Who holds a file open: programs lay notes beside it, and keep their own journals there."""

from __future__ import annotations

from pathlib import Path

from innenstadt_gis.words import Text

__all__ = ["held_by", "if_stale"]


def held_by(path: Path) -> Path | None:
    """
    Return what tells that another program has a file open, None if nothing does.

    Excel and Word (``~$…``) and LibreOffice (``.~lock.…#``) lay a note beside an open file; the
    system itself refuses to replace it on Windows alone. A GeoPackage that QGIS has open has a
    journal beside it (``-wal``, ``-journal``): what is in it belongs to the old file and would be
    written into a new one of the same name.
    """
    if not path.exists():
        return None
    name = path.name
    notes = [f".~lock.{name}#", f"~${name}"]
    if path.suffix == ".docx":  # Word puts its two letters in the place of the first ones
        notes += [f"~${name[1:]}", f"~${name[2:]}"]
    if path.suffix in {".gpkg", ".sqlite"}:
        notes += [f"{name}-wal", f"{name}-journal"]
    return next((path.parent / note for note in notes if (path.parent / note).exists()), None)


def if_stale(path: Path) -> Text:
    """Say what to do where the program is gone and only its note is left; blank if there is none."""
    note = held_by(path)
    if note is None:
        return Text("", "")
    if note.name.endswith(("-wal", "-journal")):  # it may hold edits that were saved
        return Text(
            " (ist sie nirgends mehr offen: in QGIS öffnen und wieder schließen)",
            " (if it is open nowhere: open it in QGIS and close it again)",
        )
    return Text(
        f" (ist sie nirgends mehr offen: {note.name} löschen)",
        f" (if it is open nowhere: delete {note.name})",
    )
