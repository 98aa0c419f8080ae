"""
Take a picture of every scene of a map, and write the page that shows them.

    python docs/bilder.py Lauf=ergebnis/workshop.html Musterstadt=maps/ergebnis/workshop.html

Each picture is what a projector of 1280 x 720 shows, with the sources of the base map in it; kept
at three quarters of its size in ``docs/bilder/``, so finely that all together fit into 1.5 MB.
``docs/karte.md`` shows all of them, each with the title and the sentence of its scene. Needs
Playwright and Chromium, as the tests do.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).resolve().parent
MOST_BYTES = 1_500_000
SIZE = (960, 540)
QUALITIES = (70, 60, 50, 42, 35, 28, 22)  # at 22 names can still be read

HEAD = """\
# The map, scene by scene

Made by `python docs/bilder.py TOWN=MAP.html ...` from the maps that `innenstadt run` writes; the words
are the map's own. Base maps: © OpenStreetMap contributors, ODbL 1.0.
"""


def taken(page: Any, path: Path) -> list[tuple[str, str, Image.Image]]:
    """Play the scenes of a map; title, sentence and picture of each."""
    page.goto(path.resolve().as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    scenes = []
    for at in range(page.evaluate("() => __ig.ig.story.played().length")):
        page.evaluate("at => __ig.ig.play(__ig.ig.story.played()[at])", at)
        page.wait_for_timeout(300)
        if "OpenStreetMap" not in page.locator("#ig-sources").inner_text():
            raise SystemExit(f"{path}: the picture would not name OpenStreetMap")
        words = page.evaluate("() => [__ig.ig.scene().title, __ig.ig.scene().text.join(' ')]")
        scenes.append((*words, Image.open(io.BytesIO(page.screenshot())).convert("RGB")))
    return scenes


def packed(pictures: list[Image.Image]) -> list[bytes]:
    """All pictures as WebP, at the best quality at which they fit."""
    small = [one.resize(SIZE, Image.Resampling.LANCZOS) for one in pictures]
    for quality in QUALITIES:
        files = []
        for one in small:
            kept = io.BytesIO()
            one.save(kept, "WEBP", quality=quality, method=6)
            files.append(kept.getvalue())
        if sum(map(len, files)) <= MOST_BYTES:
            return files
    raise SystemExit(f"{len(pictures)} pictures do not fit into {MOST_BYTES / 1e6} MB")


def main(maps: list[str]) -> None:
    """Write the pictures and their page anew."""
    from playwright.sync_api import sync_playwright

    scenes = []
    with sync_playwright() as start:
        chromium = next(
            filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
        )
        browser = start.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="de-DE")
        for one in maps:
            town, _, path = one.partition("=")
            scenes += [
                (town, number, *scene)
                for number, scene in enumerate(taken(page, Path(path)), start=1)
            ]
        browser.close()
    files = packed([picture for *_, picture in scenes])
    folder = HERE / "bilder"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.webp"):  # others' pictures stay
        old.unlink()
    lines = [HEAD]
    for (town, number, title, sentence, _), file in zip(scenes, files, strict=True):
        name = f"{town.lower()}-{number:02d}.webp"
        (folder / name).write_bytes(file)
        head = f"## {town}\n\n" if number == 1 else ""
        lines.append(f"{head}**{title}** {sentence}\n\n![{title}](bilder/{name})\n")
    (HERE / "karte.md").write_text("\n".join(lines).rstrip() + "\n", "utf-8")
    print(f"{len(files)} pictures, {sum(map(len, files)) / 1e6:.2f} MB, {HERE / 'karte.md'}")


if __name__ == "__main__":
    main(sys.argv[1:])
