"""Values as spreadsheet cells: nothing from an input may become a formula."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["safe_cell"]

# Excel, Calc and their kin start a formula with one of these; a number may start so too.
_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
_NUMBER = re.compile(r"^\s*[+-]?[\d.,\s]+%?$")
# openpyxl refuses these, and no text needs them
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def safe_cell(value: Any) -> Any:
    """
    Make a value safe to stand in a cell: text that would be a formula gets a leading ``'``.

    Numbers, dates and None stay what they are; control characters are taken out.

    Examples
    --------
    >>> safe_cell("=HYPERLINK(1)"), safe_cell("-12,5"), safe_cell(12.5), safe_cell("Markt 1")
    ("'=HYPERLINK(1)", '-12,5', 12.5, 'Markt 1')
    """
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    if _FORMULA.match(text) and not _NUMBER.match(text):
        return "'" + text
    return text
