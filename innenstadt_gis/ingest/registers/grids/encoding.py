"""The character set of a text, told by what the text then says."""

from __future__ import annotations

import codecs
import re

__all__ = ["decode", "likeliest"]

# What German offices wrote in: Windows, DOS, Macintosh.
_OLD = ("cp1252", "cp850", "mac_roman")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LETTERS = set("äöüßÄÖÜéèêáàâçñóúíåøæÉëïšžčřěąęłńśżźŠŽČŚ")
_GERMAN = set("äöüßÄÖÜ")
_SIGNS = set("–—„“”‚‘’…€§°²³½¼×·•´©®™µ\u00a0")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def decode(content: bytes) -> tuple[str, str]:
    """
    Decode a whole file.

    Returns
    -------
    tuple
        The text and the name of the character set. Bytes that mean nothing become U+FFFD.

    Examples
    --------
    >>> [decode("Gänsestraße".encode(old))[1] for old in ("utf-8", "cp1252", "cp850")]
    ['utf-8', 'cp1252', 'cp850']
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, errors="replace"), name
    wide = _without_mark(content)
    if wide:
        return content.decode(wide, errors="replace"), wide
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _nearly_utf8(content, error):
            return content.decode("utf-8", errors="replace"), "utf-8"
    name = likeliest(content)
    return content.decode(name, errors="replace"), name


def likeliest(content: bytes) -> str:
    """
    Name the old character set in which the bytes make the best German.

    Examples
    --------
    >>> likeliest("Größe".encode("mac_roman")), likeliest("80 m²".encode("cp1252"))
    ('mac_roman', 'cp1252')
    """
    pieces = _around(content)
    return max(_OLD, key=lambda name: _sense(pieces, name))


def _without_mark(content: bytes) -> str:
    """UTF-16 without its mark: every other byte is NUL."""
    head = content[:4000]
    if len(head) < 4 or len(content) % 2:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _nearly_utf8(content: bytes, error: UnicodeDecodeError) -> bool:
    """A letter cut off at the end, or a few strays among many good letters."""
    if error.start >= len(content) - 3 and error.reason == "unexpected end of data":
        return True
    good = len(_NOT_ASCII.findall(content.decode("utf-8", errors="ignore")))
    bad = content.decode("utf-8", errors="replace").count("\ufffd") - content.count(b"\xef\xbf\xbd")
    return good > 10 * max(bad, 1)


def _around(content: bytes) -> list[bytes]:
    """The bytes above ASCII with their neighbours; the first 20,000 tell enough."""
    found = re.finditer(rb"[\x00-\x7f]?[\x80-\xff]+[\x00-\x7f]?", content)
    return [match[0] for match, _ in zip(found, range(20_000), strict=False)]


def _sense(pieces: list[bytes], name: str) -> float:
    score = 0.0
    for piece in pieces:
        text = piece.decode(name, errors="replace")
        for at, sign in enumerate(text):
            if sign < "\x80":
                continue
            beside = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
            in_word = any(other.isalpha() for other in beside)
            if sign in _GERMAN:
                score += 2.0 if in_word else 0.5
            elif sign in _LETTERS:
                score += 0.5 if in_word else 0.0
            elif sign in _SIGNS:
                score += 0.5 if sum(other.isalpha() for other in beside) < 2 else -0.5
            else:
                score -= 1.0
    return score
