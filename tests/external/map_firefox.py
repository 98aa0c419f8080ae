"""The maps of two towns in Firefox, from disk and without a network (see .ci/external)."""

# ruff: noqa: T201  a script that prints what it saw
from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from innenstadt_gis import pipeline
from innenstadt_gis.musterstadt import write_musterstadt
from tests.external.marionette import Firefox
from tests.studies import REAL

WIDTH, HEIGHT = 1280, 720
SIZE = "return parseFloat(getComputedStyle(document.getElementById('ig-sentence')).fontSize) / innerHeight"


def demand(claim: str, holds: object) -> None:
    """Say a claim that was seen; one that does not hold ends the run."""
    if not holds:
        raise SystemExit(f"Firefox: not so: {claim}")
    print(f"  {claim}")


def scenes(firefox: Firefox) -> None:
    """Step through the story as a presenter's clicker does."""
    titles = firefox.page("return __ig.ig.story.played().map(one => one.title)")
    seen = []
    for _ in titles:
        seen.append(firefox.page("return document.getElementById('ig-scene-title').textContent"))
        firefox.press("PageDown")
    demand(f"{len(titles)} scenes by PageDown", seen == titles)
    firefox.press("2", "g")
    demand("large type is 4.2 % of the height", firefox.page(SIZE) >= 0.0419)
    firefox.press("g", "t")
    rows = firefox.page("return document.querySelectorAll('#ig-list tbody tr').length")
    firefox.press("Escape")
    focus = firefox.page("return document.activeElement.id")
    demand(f"list of {rows} rows, and Escape leads back to the map", rows > 10 and focus == "map")
    firefox.press("?")
    keys = firefox.page("return document.querySelectorAll('#ig-help tr').length")
    firefox.press("Escape")
    demand(f"help with {keys} lines of keys", keys > 15)


def idea(firefox: Firefox, path: Path) -> None:
    """Enter a note by key, mouse and text; it is saved, remembered and carried in a copy."""
    firefox.press("1", "n", "Enter")
    firefox.click(900, 300)
    firefox.wait("return document.getElementById('ig-note-text') !== null")
    firefox.page("document.getElementById('ig-note-text').focus()")
    firefox.press(*"Bank unter Linden")
    firefox.press("Escape", "Escape", "Escape")
    texts = "return __ig.ig.ideas.shown().map(one => one.text)"
    demand("a note is entered", firefox.page(texts) == ["Bank unter Linden"])
    firefox.page("__ig.ig.saveNotes()")
    saved = json.loads(firefox.downloaded(".geojson").read_text("utf-8"))
    demand(
        "and saved as GeoJSON", saved["features"][0]["properties"]["text"] == "Bank unter Linden"
    )
    firefox.open(path, width=WIDTH, height=HEIGHT)
    demand(
        "and remembered when the page is opened again", firefox.page(texts) == ["Bank unter Linden"]
    )
    firefox.page("__ig.ig.saveCopy()")
    copy = firefox.downloaded(".html")
    elsewhere = path.parent / "anderswo" / "kopie.html"
    elsewhere.parent.mkdir(exist_ok=True)
    elsewhere.write_bytes(copy.read_bytes())
    firefox.open(elsewhere, width=WIDTH, height=HEIGHT)
    demand("and carried in a saved copy", firefox.page(texts) == ["Bank unter Linden"])


def look(name: str, page: str, folder: Path, pictures: Path) -> None:
    """Open one map in a Firefox of its own."""
    path = folder / f"{name}.html"
    path.write_text(page, "utf-8")
    firefox = Firefox()
    try:
        print(f"{name} in Firefox {firefox.version}, {len(page.encode()) / 1e6:.2f} MB")
        start = time.monotonic()
        firefox.open(path, width=WIDTH, height=HEIGHT)
        print(f"  ready after {time.monotonic() - start:.1f} s, the start of the window included")
        scenes(firefox)
        firefox.press("2")
        time.sleep(0.5)
        firefox.picture(pictures / f"firefox_{name}.png")
        (pictures / f"firefox_{name}.pdf").write_bytes(firefox.paper())
        told = subprocess.run(
            ["pdfinfo", pictures / f"firefox_{name}.pdf"],
            capture_output=True,
            text=True,
            check=True,
        )
        demand(
            "one page of paper, A3", re.search(r"Pages: +1\n", told.stdout) and "A3" in told.stdout
        )
        idea(firefox, path)
        heard = firefox.heard()
        demand("nothing asked of the network", heard["asked"] == [])
        demand(f"nothing said in the console {heard['said'][:3]}", heard["said"] == [])
    finally:
        firefox.close()


def main(shared: Path) -> None:
    """Make the maps and look at them; pictures stay beside them."""
    folder = Path(tempfile.mkdtemp(prefix="innenstadt-firefox-maps-"))
    write_musterstadt(folder / "musterstadt", past=True)
    (folder / "lauf").mkdir()
    text = REAL["lauf"].format((shared / "data" / "lauf").resolve().as_posix())
    (folder / "lauf" / "study.toml").write_text(text, "utf-8")
    for name in ("musterstadt", "lauf"):
        done = pipeline.run(folder / name, out=folder / name / "ergebnis", only="map")
        look(name, done.map.read_text("utf-8"), folder, folder)
    print(f"pictures: {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
