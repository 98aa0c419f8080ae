"""The block of saved parts in a copy of the map: taken out as text, nothing of the page is run."""

from __future__ import annotations

from html.parser import HTMLParser

__all__ = ["SAVED_ID", "is_page", "saved_text"]

#: Id of the element that holds the parts.
SAVED_ID = "ig-saved"


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
