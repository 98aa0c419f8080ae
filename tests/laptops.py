"""A map opened as on a laptop of its own, without a network."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path


@contextmanager
def laptop(browser, path, *, context=None):
    """
    Open a page from disk; at the end nothing was asked for and nothing was said.

    What the browser remembers ends with it, unless a ``context`` is given. Questions of the
    page ("leave?") are answered with yes.
    """
    asked, said = [], []
    mine = context or browser.new_context(
        viewport={"width": 1280, "height": 720}, accept_downloads=True
    )
    page = mine.new_page()
    inner = ("file:", "data:", "blob:")
    page.on("request", lambda r: None if r.url.startswith(inner) else asked.append(r.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(Path(path).as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    yield page
    assert (asked, said) == ([], [])
    if context is None:
        mine.close()


def until(page, script, seconds=20):
    """Ask again and again, each time anew: the page's policy lets no question wait inside of it."""
    for _ in range(seconds * 20):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {script}")
