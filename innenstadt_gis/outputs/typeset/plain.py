"""Text that every paper can hold: no control characters, nothing that turns a line around."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["printable"]

#: Marks that turn the direction of what follows: a name must not rewrite its neighbours.
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
_SUSPECT = re.compile(
    f"[^\\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u20ac]|[{_TURNS}]"
)


def printable(value: Any) -> Any:
    r"""
    Return text, or a tree of text, without what a paper cannot hold.

    Control characters become blanks, marks of direction vanish, halves of characters and
    private ones become the replacement mark.

    Examples
    --------
    >>> printable({"name": "Bäcker\x07ei\u202e #1"})
    {'name': 'Bäcker ei #1'}
    """
    if isinstance(value, str):
        return _SUSPECT.sub(_instead, value)
    if isinstance(value, Mapping):
        return {key: printable(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [printable(one) for one in value]
    return value


def _instead(found: re.Match[str]) -> str:
    sign = found.group()
    if sign in _TURNS or sign == "\u00ad":
        return ""
    kind = unicodedata.category(sign)
    if kind == "Cc":
        return " "
    return "\ufffd" if kind in {"Cs", "Co", "Cn"} else sign
