"""Name and value pairs that map programs write into the description of a placemark."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["pairs", "plain_text", "rest"]

_PAIR = re.compile(r"^\s*([^:=]{1,40}?)\s*[:=]\s*(.*)$", re.DOTALL)
_CELLS = ("td", "th", "dt")
_BREAKS = ("br", "p", "div", "li", "tr", "dd", "h1", "h2", "h3", "h4")
_MARKUP = re.compile(r"<\s*/?\s*[a-zA-Z][^>]*>|&\w+;")


def pairs(text: str) -> dict[str, str]:
    """
    Read the attributes out of a description: table rows, lists, "Name: Wert" lines.

    A row of a table counts with two filled cells; a table of one header row above one row
    of values is read across. Nothing found is an empty dictionary.

    Examples
    --------
    >>> pairs("<table><tr><th>Status</th><td>leer</td></tr></table>")
    {'Status': 'leer'}
    >>> pairs("<b>Straße:</b> Markt 1<br/>Fläche = 80 m²")
    {'Straße': 'Markt 1', 'Fläche': '80 m²'}
    """
    root = _parsed(text)
    if root is None:
        return _lines(text.splitlines())
    rows = [
        [_said(cell) for cell in row if cell.tag in ("td", "th")]
        for row in root.iter("tr")
        if not any(True for _ in row.iter("table"))
    ]
    found = {r[0].rstrip(": "): r[1] for r in rows if len(r) == 2 and r[0]}
    wide = [row for row in rows if len(row) > 2]
    if not found and len(wide) == 2 and len(wide[0]) == len(wide[1]):
        found = {name: value for name, value in zip(*wide, strict=True) if name}
    if not found:
        names, values = [_said(n) for n in root.iter("dt")], [_said(n) for n in root.iter("dd")]
        found = dict(zip(names, values, strict=False)) if names else {}
    return found or _lines(plain_text(text).splitlines())


def plain_text(text: str) -> str:
    r"""
    Text of a description without its markup, a line for each line shown.

    Examples
    --------
    >>> plain_text("<p>leer seit <b>2019</b></p><p>EG</p>")
    'leer seit 2019\nEG'
    """
    root = _parsed(text)
    if root is None:
        return text.strip()
    for node in root.iter(*_CELLS):
        node.tail = " " + (node.tail or "")
    for node in root.iter(*_BREAKS):
        node.tail = "\n" + (node.tail or "")
    lines = (" ".join(line.split()) for line in _all_text(root).splitlines())
    return "\n".join(line for line in lines if line)


def rest(text: str, told: dict[str, str]) -> str:
    """
    Return what a description says besides the pairs that were read out of it.

    Examples
    --------
    >>> rest("<b>A:</b> 1<br>B: 2<br>Eckladen", {"A": "1", "B": "2"})
    'Eckladen'
    """
    known = {*told, *told.values(), *(f"{k}:" for k in told)}
    known |= {" ".join(f"{k}{mark} {v}".split()) for k, v in told.items() for mark in ("", ":")}
    lines = [" ".join(line.split()) for line in plain_text(text).splitlines()]
    pairs_read = {found[1].strip() for line in lines if (found := _PAIR.match(line))} & set(told)
    return "\n".join(
        line
        for line in lines
        if line not in known
        and not ((found := _PAIR.match(line)) and found[1].strip() in pairs_read)
    )


def _parsed(text: str) -> Any:
    from lxml import etree, html

    if not _MARKUP.search(text):
        return None
    try:
        return html.fragment_fromstring(text, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _all_text(node: Any) -> str:
    skipped = {"style", "script", "head"}
    parts = [node.text or ""] if node.tag not in skipped and isinstance(node.tag, str) else []
    for part in node:
        if isinstance(part.tag, str) and part.tag not in skipped:
            parts.append(_all_text(part))
        parts.append(part.tail or "")
    return "".join(parts)


def _said(node: Any) -> str:
    return " ".join(_all_text(node).split())


def _lines(lines: list[str]) -> dict[str, str]:
    """Lines "Name: Wert"; one such line alone may be a sentence, two are a list."""
    told = [found for line in lines if (found := _PAIR.match(line)) and "//" not in found[0]]
    listed = {match[1].strip(): match[2].strip() for match in told}
    return listed if len(listed) >= 2 else {}
