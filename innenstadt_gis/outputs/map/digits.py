r"""Integers as text: short to write, quick to read, and safe inside of JSON and HTML.

The digits are the 90 printable signs of ASCII without ``"``, ``\``, ``<``, ``>`` and ``&``, so
that no sign is ever escaped. The first sign of a number tells how many follow it: most
differences between neighbouring corners are one sign long. `assets/grid.js` reads them back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]

SIGNS = "".join(chr(code) for code in range(32, 127) if chr(code) not in '"\\<>&')
_BASE = len(SIGNS)
_CODES = np.frombuffer(SIGNS.encode("ascii"), np.uint8)
# Numbers of one, two, three and six signs: the first sign they begin with, the smallest of
# them, the signs that follow. Towns that were measured are shortest so; the last sign begins
# whatever else has 32 bits.
_LEAD = np.array([0, 76, 87, 89])
_LEAST = np.array([0, 76, 76 + 11 * 90, 76 + 11 * 90 + 2 * 90**2])
_AFTER = np.array([0, 1, 2, 5])
_BEYOND = 2**31


def write(numbers: ArrayLike) -> str:
    """
    Write integers of 32 bits as text.

    Parameters
    ----------
    numbers
        Any sequence or array of integers; an array is written row by row.

    Raises
    ------
    OverflowError
        If a number needs more than 32 bits.

    Examples
    --------
    >>> write([1, -1, 37, 38, -2000])
    '#!oq |DY'
    """
    values = np.asarray(numbers, dtype=np.int64).ravel()
    if (values < -_BEYOND).any() or (values >= _BEYOND).any():
        raise OverflowError("numbers of a page have 32 bits")
    rest = np.where(values >= 0, 2 * values, -2 * values - 1)  # small ones first, of either sign
    form = np.searchsorted(_LEAST, rest, side="right") - 1
    rest -= _LEAST[form]
    after, lead = _AFTER[form], _LEAD[form]
    end = np.cumsum(after + 1)
    text = np.empty(end[-1] if len(end) else 0, np.uint8)
    for place in range(int(after.max(initial=0)) + 1):
        here = np.flatnonzero(after >= place)
        digit = rest[here] // _BASE**place
        first = after[here] == place
        text[end[here] - 1 - place] = _CODES[np.where(first, digit + lead[here], digit % _BASE)]
    return text.tobytes().decode("ascii")


def read(text: str) -> Ints:
    """Read what `write` wrote, into an array of whole numbers."""
    codes = iter(np.searchsorted(_CODES, np.frombuffer(text.encode("ascii"), np.uint8)).tolist())
    numbers = []
    for code in codes:
        form = int(np.searchsorted(_LEAD, code, side="right")) - 1
        value = code - int(_LEAD[form])
        for _ in range(int(_AFTER[form])):
            value = value * _BASE + next(codes)
        value += int(_LEAST[form])
        numbers.append(-(value + 1) // 2 if value % 2 else value // 2)
    return np.array(numbers, np.int64)
