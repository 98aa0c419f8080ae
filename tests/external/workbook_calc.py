# ruff: noqa: T201  a script that prints what it saw
"""LibreOffice Calc opens ``kennzahlen.xlsx``: are its values those of ``summary.json``?

    python tests/external/workbook_calc.py OUT

Calc, headless, reads the workbook and writes each sheet as text without formats. Every value,
numerator and denominator of the two sheets of figures is held against ``summary.json``. Prints
what was compared; fails where a number differs. That nothing is repaired on opening is shown by
``office_whole.py``.
"""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

FORM = "csv:Text - txt - csv (StarCalc):59,34,76,1,,1033,false,false,false,false,false,-1"
COLUMNS = {"Wert": "value", "Zähler": "numerator", "Nenner": "denominator"}


def sheets(book: Path, folder: Path) -> dict[str, list[list[str]]]:
    """Rows of every sheet as Calc reads it."""
    home = f"-env:UserInstallation=file://{folder}/home"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", FORM, "--outdir", str(folder), str(book)],
        check=True, capture_output=True,
    )  # fmt: skip
    done = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            done[path.stem.removeprefix(f"{book.stem}-")] = list(csv.reader(file, delimiter=";"))
    return done


def number(text: str) -> float | None:
    """A number as Calc's input line has it: shares stand there in per cent, at full length."""
    if not text:
        return None
    plain = float(text.rstrip("%").replace(",", "."))
    return plain / 100 if text.endswith("%") else plain


def main(out: str) -> int:
    figures = json.loads((Path(out) / "summary.json").read_text("utf-8"))["figures"]
    with tempfile.TemporaryDirectory() as folder:
        read = sheets(Path(out) / "kennzahlen.xlsx", Path(folder))
    wrong, compared = [], 0
    for name, some in (
        ("Kennzahlen", [f for f in figures if not f["group"]]),
        ("Aufschlüsselungen", [f for f in figures if f["group"]]),
    ):
        rows = read[name]
        head = next(n for n, row in enumerate(rows) if row[0] == "Nr.")
        lines = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
        wrong += [name] if len(lines) != len(some) else []
        for line, figure in zip(lines, some, strict=False):
            for word, key in COLUMNS.items():
                told, ours = number(line[word]), figure[key]
                compared += told is not None
                same = told is None if ours is None else told is not None and (
                    abs(told - ours) <= 1e-9 * max(1, abs(ours))
                )  # fmt: skip
                wrong += [] if same else [f"{figure['id']} {word}: {told}, ours {ours}"]
    faults = [n for n, rows in read.items() for row in rows if any(c.startswith("#") for c in row)]
    print(
        f"{len(read)} sheets, {compared} numbers compared, {len(wrong)} differ, {len(faults)} errors"
    )
    print("\n".join(wrong[:20]))
    return 1 if wrong or faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
