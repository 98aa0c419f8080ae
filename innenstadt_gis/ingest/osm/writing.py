"""Writing OpenStreetMap files so that a full disk is an error, and not the end of the process."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import osmium

from innenstadt_gis.files import full_disk

__all__ = ["osm_writer"]


@contextmanager
def osm_writer(
    path: Path, form: str = "", *, told: Path | None = None, **options: Any
) -> Iterator[osmium.SimpleWriter]:
    """
    Give a writer that is closed at the end of the block.

    A writer of osmium that could not write tries once more when it is thrown away, and as nobody
    can catch what comes of that, the whole process ends. So such a one is never thrown away: it
    stays, with a few megabytes, until the process ends by itself.

    Parameters
    ----------
    path
        Where to write; its ending says in which form, unless ``form`` does.
    form
        As osmium names it, with options: ``"pbf,pbf_compression=none"``.
    told
        What is written, in the words of whoever asked for it, if that is not ``path``.
    options
        Of ``osmium.SimpleWriter``.

    Raises
    ------
    WriteError
        If the disk is full.
    """
    target = osmium.io.File(str(path), form) if form else osmium.io.File(str(path))
    writer = osmium.SimpleWriter(target, **options)
    try:
        yield writer
        writer.close()
    except BaseException as error:
        _give_up(writer)
        full = full_disk(error, told or path) if isinstance(error, RuntimeError) else None
        if full is not None:
            raise full from error
        raise


def _give_up(writer: osmium.SimpleWriter) -> None:
    try:
        writer.close()
    except RuntimeError:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(writer))
