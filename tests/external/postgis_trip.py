# ruff: noqa: T201  a script that prints what it saw; table names come from our own file
"""PostGIS takes in all that a run wrote, and gives it back: is anything lost?

    /usr/bin/python3 tests/external/postgis_trip.py OUT

A database of its own in a temporary folder, reached by a socket alone. Every table of the
GeoPackage and every GeoJSON of ``OUT/report`` is written into a table with a geometry column and
columns of the same types, read back and compared: rows, columns, types, values, geometries to
the last bit (GeoPackage) or to the seventh decimal (GeoJSON). Needs psycopg2 and PostGIS of the
system; fails where anything differs.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

try:  # of the system, not of our environment
    import psycopg2
    from psycopg2.extras import Json, execute_values
except ModuleNotFoundError:
    psycopg2 = None

BIN = max(Path("/usr/lib/postgresql").glob("*/bin"))
#: Types of a GeoPackage and of PostgreSQL that hold the same values.
TYPES = {"INTEGER": "bigint", "MEDIUMINT": "bigint", "REAL": "double precision",
         "BOOLEAN": "boolean", "DATE": "date"}  # fmt: skip
ENVELOPE = (0, 32, 48, 48, 64)  # bytes by the code in the flags of a GeoPackage geometry


def served(folder: Path) -> Any:
    """A new server that listens on a socket in the folder, and a connection to it."""
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_owner:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    for command in (
        [BIN / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"],
        [BIN / "pg_ctl", "-D", data, "-w", "-l", folder / "log",
         "-o", f"-k {folder} -c listen_addresses=", "start"],
    ):  # fmt: skip
        subprocess.run([*as_owner, *map(str, command)], check=True, capture_output=True)
    connection = psycopg2.connect(host=str(folder), user="postgres", dbname="postgres")
    with connection.cursor() as cursor:
        cursor.execute("create extension postgis")
    return connection


def stop(folder: Path) -> None:
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [BIN / "pg_ctl", "-D", folder / "data", "-m", "fast", "stop"]
    subprocess.run([*as_owner, *map(str, command)], check=True, capture_output=True)


def wkb(blob: bytes | None) -> bytes | None:
    """The geometry of a GeoPackage without its own head."""
    if blob is None:
        return None
    return blob[8 + ENVELOPE[blob[3] >> 1 & 7] :]


def there_and_back(
    cursor: Any, name: str, types: dict[str, str], rows: list[tuple], srid: int | None
) -> list[tuple]:
    """Write rows into a new table and read them again in their order."""
    columns = ", ".join(f'"{one}" {kind}' for one, kind in types.items())
    cursor.execute(f'create table "{name}" (row_number serial, {columns})')
    names = ", ".join(f'"{one}"' for one in types)
    marks = ", ".join(
        f"ST_SetSRID(ST_GeomFromWKB(%s), {srid})" if kind.startswith("geometry") else "%s"
        for kind in types.values()
    )
    execute_values(cursor, f'insert into "{name}" ({names}) values %s', rows, f"({marks})")
    told = ", ".join(
        f"ST_AsBinary(\"{one}\", 'NDR')" if kind.startswith("geometry") else f'"{one}"'
        for one, kind in types.items()
    )
    cursor.execute(f'select {told} from "{name}" order by row_number')
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in r) for r in cursor]


def package(cursor: Any, path: Path) -> tuple[int, int, list[str]]:
    """Tables and rows of a GeoPackage, and what differs."""
    book = sqlite3.connect(path)
    shapes = {t: (c, s) for t, c, s in book.execute(
        "select table_name, column_name, srs_id from gpkg_geometry_columns")}  # fmt: skip
    wrong, count = [], 0
    tables = [t for (t,) in book.execute("select table_name from gpkg_contents")]
    for table in tables:
        geometry, srid = shapes.get(table, (None, None))
        types = {}
        for _, column, kind, *_rest in book.execute(f'pragma table_info("{table}")'):
            plain = kind.partition("(")[0].upper()
            types[column] = (
                f"geometry(Geometry, {srid})" if column == geometry else TYPES.get(plain, "text")
            )
        rows = []
        for row in book.execute(f'select * from "{table}"'):
            values = [
                wkb(v)
                if c == geometry
                else (None if v is None else bool(v))
                if k == "boolean"
                else v
                for v, (c, k) in zip(row, types.items(), strict=True)
            ]
            rows.append(tuple(values))
        back = there_and_back(cursor, f"gpkg_{table}", types, rows, srid) if rows else []
        days = [n for n, kind in enumerate(types.values()) if kind == "date"]
        for before, after in zip(rows, back, strict=False):
            told = tuple(str(v) if n in days and v is not None else v for n, v in enumerate(after))
            if told != before:
                wrong.append(f"{table}: {before} became {told}"[:400])
        if len(rows) != len(back):
            wrong.append(f"{table}: {len(rows)} rows became {len(back)}")
        count += len(rows)
    return len(tables), count, wrong


def theme(cursor: Any, path: Path) -> tuple[int, list[str]]:
    """Features of a GeoJSON, and what differs."""
    features = json.loads(path.read_text("utf-8"))["features"]
    name = f"json_{path.stem}"
    cursor.execute(
        f'create table "{name}" (row_number serial, id text, shape geometry(Geometry, 4326), told jsonb)'
    )
    execute_values(
        cursor, f'insert into "{name}" (id, shape, told) values %s',
        [(f["id"], f["geometry"] and json.dumps(f["geometry"]), Json(f["properties"])) for f in features],
        "(%s, ST_GeomFromGeoJSON(%s), %s)",
    )  # fmt: skip
    cursor.execute(f'select id, ST_AsGeoJSON(shape, 7, 0), told from "{name}" order by row_number')
    back = [(i, shape and json.loads(shape), told) for i, shape, told in cursor]
    before = [(f["id"], f["geometry"], f["properties"]) for f in features]
    wrong = [
        f"{path.name}: {a} became {b}"[:400] for a, b in zip(before, back, strict=False) if a != b
    ]
    if len(back) != len(before):
        wrong.append(f"{path.name}: {len(before)} features became {len(back)}")
    return len(features), wrong


def main(out: str) -> int:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    connection = served(folder)
    try:
        with connection.cursor() as cursor:
            cursor.execute("select postgis_lib_version(), current_setting('server_version')")
            versions = cursor.fetchone()
            (path,) = Path(out).glob("*.gpkg")
            tables, rows, wrong = package(cursor, path)
            files = sorted((Path(out) / "report").glob("*.geojson"))
            features = 0
            for file in files:
                count, more = theme(cursor, file)
                features, wrong = features + count, wrong + more
    finally:
        connection.close()
        stop(folder)
        shutil.rmtree(folder)
    print(f"PostGIS {versions[0]}, PostgreSQL {versions[1]}")
    print(f"{path.name}: {tables} tables, {rows} rows; {len(files)} GeoJSON, {features} features")
    print("\n".join(wrong[:20]) or "nothing differs")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
