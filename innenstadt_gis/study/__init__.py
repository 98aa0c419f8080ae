"""`Study`: which town, which files, which day; read from study.toml.

All faults are told at once, each with the key and the line to write. A file that is
not there is no fault of the study: the pipeline says what is not computed without it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from innenstadt_gis.errors import MissingSourceError
from innenstadt_gis.files import write_atomic
from innenstadt_gis.study.model import CentreSpec, RegisterSource, Service, Sources, Study
from innenstadt_gis.study.publication import UNSAID, Publication
from innenstadt_gis.study.reader import Reader
from innenstadt_gis.study.text import complain, decode, repaired, statements

__all__ = [
    "UNSAID",
    "CentreSpec",
    "Publication",
    "RegisterSource",
    "Service",
    "Sources",
    "Study",
    "add_centre",
    "read_study",
    "toml_text",
]


def read_study(path: str | os.PathLike[str]) -> Study:
    """
    Read ``study.toml``, or the one in a folder.

    Parameters
    ----------
    path
        The file, or the folder that holds ``study.toml``.

    Returns
    -------
    Study
        Paths are made absolute from the folder of the file; whether they exist is asked
        by `Study.missing_files`.

    Raises
    ------
    MissingSourceError
        If there is no study.
    StudyError
        All faults of the file at once, each with its line, key and what to write.
    """
    file = Path(path)
    if file.is_dir():
        file /= "study.toml"
    if not file.is_file():
        raise MissingSourceError(
            de=f"{file} gibt es nicht. Anlegen mit: innenstadt init {file.parent} --place ORT",
            en=f"there is no {file}. Make one with: innenstadt init {file.parent} --place NAME",
        )
    file = file.resolve()
    text, faults = decode(file.read_bytes())
    text, slips = repaired(text)
    faults += slips
    reader = Reader(file, list(statements(text)), faults)
    table = reader.parse(text)
    study = reader.study(table) if table is not None else None
    if faults or study is None:
        complain(file, faults)
    return study


def add_centre(path: Path, name: str, lon: float, lat: float) -> bool:
    """
    Write a proposed centre at the end of a study that names none.

    Parameters
    ----------
    path
        The study file.
    name
        How the map calls the place.
    lon, lat
        Degrees; written with six decimals, that is to 0.1 m.

    Returns
    -------
    bool
        False if the study names a centre already; then nothing is written.
    """
    content = path.read_bytes()
    text, _ = decode(content)
    if any(s.section == "centres" for s in statements(text)):
        return False
    end = "\r\n" if "\r\n" in text else "\n"
    lines = [
        "",
        "# Vorschlag des Programms: hier liegen die meisten Ladenlokale beieinander. Stimmt der Ort,",
        "# dann die Zeile 'proposed = true' löschen; sonst bei 'at' die Adresse der Mitte eintragen,",
        '# z. B. at = "Marktplatz 1".',
        "[[centres]]",
        f"name = {toml_text(name)}",
        f"at = [{lon:.6f}, {lat:.6f}]",
        "proposed = true",
    ]
    whole = text if text.endswith(("\n", "\r")) or not text else text + end
    text = whole + "".join(line + end for line in lines)
    write_atomic(path, text.encode("utf-8"), beside=False)
    return True


def toml_text(value: str) -> str:
    """Write a text as TOML does; JSON strings are TOML strings."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
