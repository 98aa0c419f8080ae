"""What recognising a file gives."""

from __future__ import annotations

from dataclasses import dataclass

from innenstadt_gis.words import Text

__all__ = ["ROLES", "Recognised", "unknown"]

#: What a file can be; the names are those of ``[sources]`` in study.toml, besides what
#: people said about a study: ``edits``, ``corrections``.
ROLES = (
    "osm", "register", "parcels", "addresses", "elevation", "population", "boundary", "gtfs",
    "brownfields", "measures", "cooperation", "ideas", "scenes", "photos", "edits", "corrections", "unknown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognised:
    """
    What a file is: its role in study.toml, the kind of file, and why it was taken so.

    For ``"unknown"`` ``why`` says what it looks like and what to do.
    """

    role: str
    kind: str
    why: Text


def unknown(kind: str, de: str, en: str) -> Recognised:
    """Say why nobody can tell what a file is, or why it cannot be used."""
    return Recognised("unknown", kind, Text(de, en))
