"""Texts and errors in cells, whatever file they come from: one pass over every sheet."""

from __future__ import annotations

import re
from typing import Any

from innenstadt_gis.ingest.registers.grids.sheet import Sheet

__all__ = ["repair_cells", "repair_text"]

_ERRORS = {
    "#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#DIV/0!", "#NAME?", "#NULL!",
    "#NUM!", "#ZAHL!", "#SPILL!", "#ÜBERLAUF!", "#CALC!", "#KALK!", "#GETTING_DATA",
}  # fmt: skip
# Letters that German, French, Czech, Polish and Sorbian names use, and the signs that offices
# type. Not ą, ę, ě: garbled they look like an Ä before a closing quote.
_SIGNS = "".join(map(chr, range(0xA1, 0x100))) + "šžčřłńśźćŠŽČ\u00a0"
_SIGNS += bytes(range(0x80, 0xA0)).decode("cp1252", errors="ignore")


def _garbled() -> dict[str, str]:
    """Map what UTF-8 bytes look like in an old character set to what they mean."""
    told: dict[str, str] = {}
    for sign in _SIGNS:
        for old in ("mac_roman", "cp850", "latin-1", "cp1252"):
            try:
                seen = sign.encode("utf-8").decode(old)
            except UnicodeDecodeError:  # five bytes mean nothing in cp1252
                continue
            told[seen] = sign
    return told


_GARBLED = _garbled()
_GARBLED_RE = re.compile("|".join(re.escape(g) for g in sorted(_GARBLED, key=len, reverse=True)))
_STARTS = "".join(sorted({seen[0] for seen in _GARBLED}))
# control characters mean nothing in a cell; tab and line breaks do
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LOST = re.compile(r"\ufffd|[A-Za-zÄÖÜäöüß]\?[a-zäöüß]")
_ADDRESS = re.compile(r"://|www\.|\?\w+=")
_SUSPECT = re.compile(f"[{re.escape(_STARTS)}\ufffd?\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")


def repair_text(text: str) -> tuple[str, str]:
    """
    Undo a text that was decoded twice, and tell what is lost.

    Returns
    -------
    tuple
        The text, and the code of the repair: blank, ``"mojibake"`` or
        ``"characters_lost"``.

    Examples
    --------
    >>> repair_text("KÃ¶nigstraÃŸe"), repair_text("Stra?e"), repair_text("leer?")
    (('Königstraße', 'mojibake'), ('Stra?e', 'characters_lost'), ('leer?', ''))
    """
    if not _SUSPECT.search(text):
        return text, ""
    fault = ""
    cleaned = _CONTROL.sub("", text)
    for _ in range(3):  # some files went round more than once
        again = _GARBLED_RE.sub(lambda found: _GARBLED[found[0]], cleaned)
        if again == cleaned:
            break
        cleaned, fault = again, "mojibake"
    if _LOST.search(cleaned) and not _ADDRESS.search(cleaned):
        fault = "characters_lost"
    return cleaned, fault


def repair_cells(sheet: Sheet) -> None:
    """Blank texts become None, error values too (flagged); garbled texts are repaired."""
    known: dict[str, tuple[Any, str]] = {}
    for r, row in enumerate(sheet.rows):
        for c, value in enumerate(row):
            if not isinstance(value, str):
                continue
            told = known.get(value)
            if told is None:
                told = known[value] = _settle(value)
            if told[0] is not value:
                row[c] = told[0]
            if told[1]:
                sheet.faults.setdefault((r, c), told[1])


def _settle(value: str) -> tuple[Any, str]:
    if not value.strip():
        return None, ""
    if value.strip() in _ERRORS:
        return None, "cell_error"
    text, fault = repair_text(value)
    return (text if text.strip() else None), fault
