"""The page itself: our scripts and styles, their hashes, one block of data, and a last look.

What may run is decided before any data is seen: the policy in the head lists the hashes of
the scripts in this folder and of Leaflet, nothing else. Data stand in one block of JSON and
reach the screen as text. The finished page is parsed once more and counted.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

from innenstadt_gis.errors import UnsafeOutputError
from innenstadt_gis.garbage import few_collections
from innenstadt_gis.outputs.map import corrections, photos, surveys, walk
from innenstadt_gis.outputs.map.model import MapModel
from innenstadt_gis.outputs.map.payload import as_json, page_data
from innenstadt_gis.outputs.map.wording import wording

#: Our scripts in the order in which they run.
SCRIPTS = (
    "core.js", "state.js", "keys.js", "palette.js", "grid.js", "field.js", "dots.js", "ground.js", "names.js",
    "symbols.js", "themes.js", "filters.js", "filter_fields.js", "frame.js", "legend.js", "view.js",
    "story.js", "scenes.js", "story_edit.js", "xlsx.js", "exports.js", "figures.js",
    "list_order.js", "list.js", "print.js", "print_numbers.js", "print_sheet.js", "print_ask.js",
    "notes.js",
    "ideas.js", "copy.js", "ideas_draw.js", "ideas_enter.js", "ideas_votes.js",
    "ideas_twice.js", "ideas_list.js",
    "ideas_paper.js", "ideas_files.js", "main.js",
)  # fmt: skip

#: Our styles; later ones win.
STYLES = ("map.css", "print.css", "ideas.css")

LEAFLET_NOTICE = """\
Leaflet, a JavaScript library for interactive maps, is part of this page (links and map images
removed). It is free software under the following terms (BSD 2-Clause License):

Copyright (c) 2010-2023, Volodymyr Agafonkin
Copyright (c) 2010-2011, CloudMade
All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted
provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of
   conditions and the following disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice, this list of
   conditions and the following disclaimer in the documentation and/or other materials
   provided with the distribution.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR
IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR
CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE,
DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER
IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT
OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""

_ODBL_NOTICE = """\
The base map in this page is made from OpenStreetMap data, (c) OpenStreetMap contributors, and is
available under the Open Database License 1.0 (ODbL).
"""


@few_collections()
def sealed_html(model: MapModel) -> str:
    """
    Write a map as one HTML page that fetches nothing and runs nothing but its own scripts.

    The same model gives the same bytes.

    Parameters
    ----------
    model
        What the page shows.

    Returns
    -------
    str
        The page; write it with `innenstadt_gis.files.write_atomic`.

    Raises
    ------
    UnsafeOutputError
        If the finished page holds a script, a link or a handler that we did not put there.
    """
    scripts, styles = _scripts(_more(model)), _styles(_more(model))
    said = wording(model.lang)
    head = [
        "<!doctype html>",
        f'<html lang="{model.lang}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(scripts, styles)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html.escape(_plain(f'{model.title} · {model.town} · {model.day_text}'))}</title>",
        f"<!--\n{LEAFLET_NOTICE}\n{_ODBL_NOTICE}-->",
        *(f"<style>{text}</style>" for text in styles),
        "</head>",
        "<body>",
        f"<noscript>{html.escape(said['noscript'])}</noscript>",
        '<main><div id="map"></div></main>',
    ]
    data = [f'<script type="application/json" id="ig-data">{page_data(model)}</script>']
    if model.saved:
        kept = as_json(dict(model.saved))
        data.append(f'<script type="application/json" id="ig-saved">{kept}</script>')
    tail = [*(f"<script>{text}</script>" for text in scripts), "</body>", "</html>", ""]
    page = "\n".join([*head, *data, *tail])
    _look_again(page, scripts=len(scripts) + len(data))
    return page


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


#: What a page has besides what every page has: whether a model wants it, its scripts, its styles.
_PARTS: tuple[tuple[Callable[[MapModel], bool], tuple[str, ...], tuple[str, ...]], ...] = (
    (lambda model: model.corrections is not None, corrections.SCRIPTS, corrections.STYLES),
    (lambda model: bool(model.photos), photos.SCRIPTS, photos.STYLES),
    (lambda model: model.surveys is not None, surveys.SCRIPTS, surveys.STYLES),
    (lambda model: model.walk is not None, walk.SCRIPTS, walk.STYLES),
)


def _more(model: MapModel) -> tuple[bool, ...]:
    """Tell which of the further parts a page has."""
    return tuple(wanted(model) for wanted, _, _ in _PARTS)


@lru_cache(maxsize=8)
def _scripts(more: tuple[bool, ...]) -> tuple[str, ...]:
    """Texts of all scripts; the one that starts the page stays the last."""
    names = _chosen(more, (scripts for _, scripts, _ in _PARTS))
    return (_leaflet_js(), *map(_asset, (*SCRIPTS[:-1], *names, SCRIPTS[-1])))


@lru_cache(maxsize=8)
def _styles(more: tuple[bool, ...]) -> tuple[str, ...]:
    names = _chosen(more, (styles for _, _, styles in _PARTS))
    return (_leaflet_css(), *map(_asset, (*STYLES, *names)))


def _chosen(more: tuple[bool, ...], parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(name for wanted, part in zip(more, parts, strict=True) if wanted for name in part)


def _asset(name: str) -> str:
    folder = resources.files("innenstadt_gis.outputs.map") / "assets"
    return _whole(lean((folder / name).read_text(encoding="utf-8")), name)


def lean(text: str) -> str:
    r"""
    Leave out of our own scripts and styles what only their authors read.

    Indentation, blank lines, and comments that have lines of their own; nothing else, so
    that no text within a line changes.

    Examples
    --------
    >>> lean("/** Says it. */\n  // why\n  say('// it');\n\n")
    "say('// it');"
    """
    kept, inside = [], False
    for line in map(str.strip, text.splitlines()):
        inside = inside or line.startswith("/*")
        if not inside and line and not line.startswith("//"):
            kept.append(line)
        if inside and "*/" in line:
            inside = False
    return "\n".join(kept)


def _whole(text: str, name: str) -> str:
    """Refuse a script that would end its own element, as it would no longer be what we hashed."""
    if re.search(r"</(?:script|style)|<!--", text, re.IGNORECASE):
        raise UnsafeOutputError(
            de=f"{name} enthält das Ende eines Skript-Elements",
            en=f"{name} holds the end of a script element",
        )
    return text.replace("\r\n", "\n").strip()


def _leaflet(name: str) -> str:
    from xstatic.pkg import leaflet

    return (Path(leaflet.BASE_DIR) / name).read_text(encoding="utf-8")


def _leaflet_js() -> str:
    """Leaflet without its links: the page shows none, and no address may stand in it."""
    text = re.sub(r"^//# sourceMappingURL=.*$", "", _leaflet("leaflet.js"), flags=re.MULTILINE)
    text = text.replace('href="https://leafletjs.com"', 'href="#"')
    text = text.replace("https://leafletjs.com", "leafletjs.com")
    # the name of the SVG namespace, spelled so that it reads as no address
    return _whole(text.replace("http://www.w3.org", r"http:\/\/www.w3.org"), "leaflet.js")


def _leaflet_css() -> str:
    text = re.sub(r"/\*.*?\*/", "", _leaflet("leaflet.css"), flags=re.DOTALL)
    text = re.sub(r"[^;{}]*:\s*url\([^)]*\)\s*;", "", text)  # images of controls we do not use
    return _whole(re.sub(r"\n\s*\n+", "\n", text), "leaflet.css")


def _policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {' '.join(map(_hash, styles))}",
            "img-src data: blob:",
            "connect-src 'none'",
            "form-action 'none'",
            "base-uri 'none'",
        )
    )


@lru_cache(maxsize=64)
def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


class _Look(HTMLParser):
    """Counts scripts and collects what has no place in a sealed page."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts = 0
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag in {"link", "base", "iframe", "object", "embed", "img", "form", "a", "svg"}:
            self.foreign.append(f"<{tag}>")
        for name, _ in attrs:
            if name.startswith("on") or name in {"src", "href", "style", "srcdoc", "action"}:
                self.foreign.append(f"<{tag} {name}>")


def _look_again(page: str, *, scripts: int) -> None:
    look = _Look()
    look.feed(page)
    look.close()
    if look.scripts != scripts or look.foreign:
        found = f"{look.scripts} scripts, {look.foreign[:3]}"
        raise UnsafeOutputError(
            de=f"Die Karte enthielte Fremdes ({found}, erwartet {scripts}); nichts geschrieben",
            en=f"the map would hold what is not ours ({found}, expected {scripts}); not written",
        )
