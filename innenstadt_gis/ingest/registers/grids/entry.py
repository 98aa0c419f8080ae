"""`read_sheets`: the one entrance for table files of any kind."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from innenstadt_gis.errors import MissingSourceError, SourceError
from innenstadt_gis.ingest.registers.grids.kinds import kind_of, why_not
from innenstadt_gis.ingest.registers.grids.ods import read_ods
from innenstadt_gis.ingest.registers.grids.packed import unpack, what_zip
from innenstadt_gis.ingest.registers.grids.repair import repair_cells
from innenstadt_gis.ingest.registers.grids.sheet import BAD_ZIP, Sheet, broken, locked
from innenstadt_gis.ingest.registers.grids.text import read_text
from innenstadt_gis.ingest.registers.grids.vector import read_vector
from innenstadt_gis.ingest.registers.grids.xls import read_xls
from innenstadt_gis.ingest.registers.grids.xlsx import read_xlsx
from innenstadt_gis.words import Text

__all__ = ["read_sheets"]

_VECTOR = ("gpkg", "shp", "dbf", "geojson", "kml", "gml", "dxf", "fgb")
#: Files that belong to another one of the same stem.
_SIDES = (".dbf", ".shx", ".prj", ".cpg", ".qpj", ".dbt", ".fpt", ".xsd", ".gpkg-wal")


def read_sheets(path: Path) -> tuple[str, list[Sheet]]:
    """
    Read a table file into grids and tell what kind it is by its content.

    A zip gives the tables in it, several ones named by their files; a vector file gives a
    sheet per layer.

    Returns
    -------
    tuple
        ``"xlsx"``, ``"xls"``, ``"ods"``, ``"csv"``, ``"json"``, ``"zip"``,
        ``"gpkg"``, ``"shp"``, ``"dbf"``, ``"geojson"``, ``"kml"``, ``"gml"``, ``"dxf"`` or
        ``"fgb"``, and the sheets in their order.

    Raises
    ------
    MissingSourceError
        If there is no such file.
    SourceError
        If it is empty, protected, truncated, or no table at all.
    """
    if not path.is_file():
        raise MissingSourceError(
            de=f"{path.name}: Die Datei liegt nicht unter {path}",
            en=f"{path.name}: there is no file at {path}",
        )
    return _read(path, name=path.name, packed=False)


def _read(path: Path, *, name: str, packed: bool) -> tuple[str, list[Sheet]]:
    content = path.read_bytes()
    if not content:
        raise SourceError(
            de=f"{name}: Die Datei ist leer (0 Byte); bitte neu ausleiten",
            en=f"{name}: the file is empty (0 bytes); export it again",
        )
    kind = kind_of(content)
    if kind == "zip":
        kind = what_zip(path, name=name)
    if kind == "locked":
        raise locked(name)
    _refuse(kind, path, name=name)
    if kind == "xlsx":
        return kind, read_xlsx(content, name=name)
    if kind == "xls":
        return kind, read_xls(content, name=name)
    if kind == "ods":
        return kind, read_ods(content, name=name)
    if kind == "zip":
        if packed:
            raise SourceError(
                de=f"{name}: ein Zip im Zip; bitte entpacken",
                en=f"{name}: a zip within a zip; unpack it",
            )
        return kind, _tables_in(path, name=name)
    if kind in _VECTOR:
        return kind, _vector(path, content, kind, name=name)
    if kind == "json":
        return kind, [_listed(content, name=name)]
    return "csv", [read_text(content, name=name)]


def _refuse(kind: str, path: Path, *, name: str) -> None:
    if kind == "json":
        return  # may be a plain list of objects
    if kind == "csv" and path.suffix.lower() in (".shx", ".sbn", ".prj"):
        kind = "shx"
    told = why_not(kind)
    if told is not None:
        what, remedy = told
        raise SourceError(
            de=f"{name}: Das ist {what.de}; {remedy.de}",
            en=f"{name}: this is {what.en}; {remedy.en}",
        )


def _vector(path: Path, content: bytes, kind: str, *, name: str) -> list[Sheet]:
    """Read a copy in a folder of its own: reading must leave nothing beside the town's file."""
    if kind in ("kml", "gml") and b"<!ENTITY" in content:
        raise SourceError(
            de=f"{name}: XML mit Entitäten wird nicht gelesen",
            en=f"{name}: XML with entities is not read",
        )
    with tempfile.TemporaryDirectory(prefix="innenstadt-") as folder:
        copy = Path(folder) / f"table.{kind}"
        copy.write_bytes(content)
        for side in path.parent.iterdir():
            own = side.suffix.lower()
            if side.stem == path.stem and own in _SIDES and own != copy.suffix and side.is_file():
                shutil.copyfile(side, copy.with_suffix(own))
        if kind == "shp" and not copy.with_suffix(".dbf").is_file():
            raise SourceError(
                de=f"{name}: Die .dbf-Datei mit den Angaben fehlt daneben; bitte mitliefern",
                en=f"{name}: the .dbf with the attributes is missing beside it; deliver it too",
            )
        sheets = read_vector(copy, name=name, kind=kind)
    for sheet in sheets:
        if sheet.name == copy.stem:
            sheet.name = None
    return sheets


def _listed(content: bytes, *, name: str) -> Sheet:
    """A JSON list of flat objects is a table: its keys are the columns."""
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise broken(name) from error
    rows = found if isinstance(found, list) else []
    if not rows or not all(isinstance(row, dict) for row in rows):
        what, remedy = why_not("json") or (Text("", ""), Text("", ""))
        raise SourceError(
            de=f"{name}: Das ist {what.de}; {remedy.de}",
            en=f"{name}: this is {what.en}; {remedy.en}",
        )
    keys = list(dict.fromkeys(key for row in rows for key in row))
    values = [[_flat(row.get(key)) for key in keys] for row in rows]
    sheet = Sheet(None, [[*keys], *values])
    repair_cells(sheet)
    return sheet


def _flat(value: object) -> object:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return value


def _tables_in(path: Path, *, name: str) -> list[Sheet]:
    with tempfile.TemporaryDirectory(prefix="innenstadt-") as folder:
        try:
            files = unpack(path, Path(folder), name=name)
        except BAD_ZIP as error:
            raise broken(name) from error
        read: list[tuple[str, list[Sheet]]] = []
        failed: list[SourceError] = []
        for inner, file in files:
            try:
                read.append((inner, _read(file, name=f"{name}: {inner}", packed=True)[1]))
            except SourceError as error:
                failed.append(error)
    tables = [pair for pair in read if any(_is_table(sheet) for sheet in pair[1])]
    if not tables and len(failed) == 1:
        raise failed[0]
    if not tables:
        raise SourceError(
            de=f"{name}: ein Zip-Archiv ohne Tabelle; bitte die Tabelle selbst angeben",
            en=f"{name}: a zip archive without a table; name the table itself",
        )
    sheets = _named(tables)
    sheets[0].notes += [error.text for error in failed]
    return sheets


def _is_table(sheet: Sheet) -> bool:
    """Two columns at least; a "Liesmich.txt" is none."""
    return sum(sum(value is not None for value in row) > 1 for row in sheet.rows[:200]) > 1


def _named(tables: list[tuple[str, list[Sheet]]]) -> list[Sheet]:
    if len(tables) == 1:
        return tables[0][1]
    stems = [Path(inner).stem for inner, _ in tables]
    told = []
    for (inner, sheets), stem in zip(tables, stems, strict=True):
        file = stem if stems.count(stem) == 1 else inner
        for sheet in sheets:
            alone = len(sheets) == 1
            sheet.name = file if alone or not sheet.name else f"{file}/{sheet.name}"
            told.append(sheet)
    return told
