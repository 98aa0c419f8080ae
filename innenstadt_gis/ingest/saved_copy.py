"""The block of saved parts in a copy of the map: taken out as text, nothing of the page is run."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from innenstadt_gis.errors import SourceError
from innenstadt_gis.words import Text, number

__all__ = ["SAVED_ID", "bytes_of", "is_page", "saved_text"]

#: A saved copy holds its base map and pictures.
_LARGEST_BYTES = 60_000_000

#: Id of the element that holds the parts.
SAVED_ID = "ig-saved"


def bytes_of(path: Path, *, of: Text) -> bytes:
    """
    Read a file that a map has saved.

    Raises
    ------
    SourceError
        If the file is not there, or larger than any file of ``of`` (notes, scenes …).
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= _LARGEST_BYTES else b""
    except OSError as error:
        raise SourceError(
            de=f"{path.name}: Datei gibt es nicht oder sie ist nicht lesbar",
            en=f"{path.name}: there is no such file, or it cannot be read",
        ) from error
    if size > _LARGEST_BYTES:
        raise SourceError(
            de=f"{path.name}: {number(size / 1e6)} MB sind zu viel für {of.de} (höchstens 60 MB)",
            en=f"{path.name}: {size / 1e6:.0f} MB are too much for {of.en} (at most 60 MB)",
        )
    return content


def is_page(content: bytes) -> bool:
    """Tell a page from JSON by its first sign."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def saved_text(content: bytes) -> str:
    """
    Take the text of the first block of saved parts out of a page; blank if it has none.

    Examples
    --------
    >>> saved_text(b'<p>x</p><script id="ig-saved">{"a":1}</script><script id="ig-saved">2</script>')
    '{"a":1}'
    """
    look = _Saved()
    look.feed(content.decode("utf-8", "replace"))
    look.close()
    return "".join(look.text)


class _Saved(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._here = False
        self._done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        mine = tag == "script" and dict(attrs).get("id") == SAVED_ID
        self._here = mine and not self._done
        self._done |= mine

    def handle_endtag(self, _tag: str) -> None:
        self._here = False

    def handle_data(self, data: str) -> None:
        if self._here:
            self.text.append(data)
