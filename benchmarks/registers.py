"""Large registers: 20,000 rows read, located and founded, without a peer.

    python benchmarks/registers.py [--runs 3]

The register is made of the rows of Lauf's register b, each unit with another floor, so that
every address is real. Each row has an owner and a remark of its own, no two alike: every
eighth remark speaks of a person, some at length, so that the search for personal data has
20,000 different texts to read and 20,000 names to know. No package of the field reads such
lists, so the cases have limits instead of a peer, on a quiet machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _race import Limit, main
from ingest import _CACHE, _LAUF, _town

ROWS = 20_000
CASES = [
    Limit(
        case=f"{ROWS} rows of {kind}: {what}", ours=ours, ours_file=file, limit_s=limit, limit_mb=400
    )
    for kind, file in (("xlsx", "varied.xlsx"), ("csv", "varied.csv"))
    for what, ours, limit in (("read", "our_read", 18.0), ("read, locate, found", "our_units", 20.0))
]  # fmt: skip


def our_read(register: Path):
    """Reading alone."""
    from innenstadt_gis.ingest.registers import read_register

    def work() -> int:
        return len(read_register(register).records)

    return work


def our_units(register: Path):
    """Reading, locating at Lauf's addresses and founding the units."""
    import datetime as dt

    from innenstadt_gis.ingest.locate import locate
    from innenstadt_gis.ingest.osm.features import read_features
    from innenstadt_gis.ingest.osm.source import open_extract
    from innenstadt_gis.ingest.registers import read_register
    from innenstadt_gis.ingest.units import found_units

    extract = open_extract(_town(_LAUF))
    features = read_features(extract, crs=extract.crs)

    def work() -> int:
        read = read_register(register)
        placed = locate(read.records, addresses=features.addresses, crs=extract.crs)
        units = found_units(
            placed,
            ags="09574138",
            scope=read.scope,
            survey_day=dt.date(2024, 10, 1),
            buildings=features.buildings,
            crs=extract.crs,
        )
        return len(units.premises)

    return work


def _rows() -> list[list]:
    """Rows of the small register with another floor each time they come round."""
    import csv

    text = _town("lauf/registers/lauf_register_b.csv").read_text("cp1252")
    head, *rows = csv.reader(text.splitlines(), delimiter=";")
    made = [["Stand: 01.10.2024"], [], [*head, "Geschoss", "Eigentümer", "Bemerkung"]]
    for number in range(ROWS):
        row = list(rows[number % len(rows)])
        turn = number // len(rows)
        row[0] = str(number + 1)
        floor = "EG" if turn == 0 else f"{turn}. OG"
        made.append([*row, floor, f"{_name(number)}, Karl", _remark(number)])
    return made


def _name(number: int) -> str:
    """A made-up surname for each number, no two alike."""
    syllables = [
        "ba",
        "de",
        "fi",
        "go",
        "hu",
        "ka",
        "le",
        "mi",
        "no",
        "pu",
        "ra",
        "se",
        "ti",
        "vo",
        "wu",
        "zel",
        "brin",
        "dorf",
        "stet",
        "gru",
    ]
    size = len(syllables)
    first, rest = number % size, number // size
    told = syllables[first] + syllables[rest % size] + syllables[rest // size % size]
    return told.capitalize() + ("mann" if number // size**3 % 2 else "berg")


def _remark(number: int) -> str:
    """A remark for each number, no two alike; every eighth speaks of a person."""
    things = ["Heizung defekt", "Schaufenster dekoriert", "Wasserschaden im Keller",
              "Eigentümer plant Umbau", "Stufe am Eingang", "Nachmieter gesucht",
              "Zugang über den Hof", "Fassade saniert"]  # fmt: skip
    told = f"{things[number % 7]}, Begehung {number % 28 + 1:02}.03.2024 (Foto {number:05})"
    if number % 5 == 0:
        told += f". {things[(number + 3) % 8]} bis {number % 12 + 1:02}/2025; Miete {number % 19},50 €/m²"
    if number % 8 == 0:
        told += f". Frau {_name(number * 7 % ROWS)} will verkaufen, Tel. 03733 {100_000 + number}"
    return told


def _csv() -> Path:
    import csv

    path = _CACHE / "varied.csv"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="cp1252", newline="") as stream:
            csv.writer(stream, delimiter=";").writerows(_rows())
    return path


def _xlsx() -> Path:
    from openpyxl import Workbook

    path = _CACHE / "varied.xlsx"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        book = Workbook()
        for row in _rows():
            book.active.append(row)
        book.save(path)
    return path


RUNNERS = {runner.__name__: runner for runner in (our_read, our_units)}
FILES = {"varied.csv": _csv, "varied.xlsx": _xlsx}

if __name__ == "__main__":
    main(__file__, "registers", CASES, RUNNERS, FILES)
