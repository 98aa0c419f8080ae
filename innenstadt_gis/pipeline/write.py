"""A `Release` to files: map, GeoJSON, summary, import log, report."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from innenstadt_gis.errors import InputError
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.map import sealed_html
from innenstadt_gis.outputs.report import report_html
from innenstadt_gis.outputs.summary import import_json, summary_json
from innenstadt_gis.outputs.themes import THEMES, geojson_files
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.tables import AUDIENCES
from innenstadt_gis.words import Lang

Writer = Callable[[Release, Path, str, Lang], list[Path]]


def _map(release: Release, out: Path, _: str, lang: Lang) -> list[Path]:
    page = sealed_html(map_model(release, lang=lang))
    named = release.write(out / map_name(release), page)
    return [named, release.write(out / "workshop.html", page)]


def map_name(release: Release) -> str:
    """Return the map's file name: town, day and audience, safe on every system."""
    town = "".join(c if c.isalnum() else "-" for c in release.name).strip("-")
    while "--" in town:
        town = town.replace("--", "-")
    return f"{town}_{release.survey_day.isoformat()}_{release.audience.upper()}.html"


def _geojson(release: Release, out: Path, version: str, lang: Lang) -> list[Path]:
    folder = out / "report"
    files = dict(geojson_files(release, version=version, lang=lang))
    # A theme that this run may not show must not lie there from a run for others.
    for theme in THEMES:
        stale = folder / f"{theme.file}.geojson"
        if stale.name not in files and stale.exists():
            stale.unlink()
    return [release.write(folder / name, text) for name, text in files.items()]


def _summary(release: Release, out: Path, version: str, lang: Lang) -> list[Path]:
    text = summary_json(release, version=version, lang=lang)
    return [release.write(out / "summary.json", text)]


def _import(release: Release, out: Path, version: str, lang: Lang) -> list[Path]:
    return [release.write(out / "import.json", import_json(release, version=version, lang=lang))]


def _report(release: Release, out: Path, version: str, lang: Lang) -> list[Path]:
    return [release.write(out / "bericht.html", report_html(release, version=version, lang=lang))]


#: What `run --only` can name, in the order of writing.
PARTS: dict[str, Writer] = {
    "map": _map,
    "geojson": _geojson,
    "summary": _summary,
    "import": _import,
    "report": _report,
}


def known_part(only: str | None) -> None:
    """Raise `InputError` unless ``only`` names one of `PARTS` or nothing."""
    if only is not None and only not in PARTS:
        raise InputError(
            de=f"--only {only}: gibt es nicht; möglich: {', '.join(PARTS)}",
            en=f"--only {only}: there is no such part; there are: {', '.join(PARTS)}",
        )


def write(
    release: Release, out: Path, *, version: str, lang: Lang, only: str | None = None
) -> tuple[Path, ...]:
    """
    Write a release; ``only`` names one of `PARTS`.

    Files of an earlier run for another audience are taken away first: a folder handed to
    the public must not hold what was written for the town hall.
    """
    known_part(only)
    _clear_other_audiences(release, out)
    files: list[Path] = []
    for part, writer in PARTS.items():
        if only in (None, part):
            files += writer(release, out, version, lang)
    return tuple(files)


def _clear_other_audiences(release: Release, out: Path) -> None:
    stamp = out / ".zielgruppe"
    before, town = _stamped(stamp)
    if town not in (None, release.name):
        raise InputError(
            de=f"In {out.name} liegen Ergebnisse von {town}; mit --out einen eigenen Ordner für "
            f"{release.name} angeben",
            en=f"{out.name} holds results of {town}; give a folder of its own for {release.name} "
            "by --out",
        )
    if before not in (None, release.audience):
        for name in ("summary.json", "import.json", "bericht.html", "workshop.html"):
            (out / name).unlink(missing_ok=True)
        for audience in AUDIENCES:
            for old in out.glob(f"*_{audience.upper()}.html"):
                old.unlink()
        shutil.rmtree(out / "report", ignore_errors=True)
    release.write(stamp, f"{release.audience}\n{release.name}\n")


def _stamped(stamp: Path) -> tuple[str | None, str | None]:
    """For whom and for which town the results in a folder are."""
    if not stamp.is_file():
        return None, None
    audience, _, town = stamp.read_text("utf-8").partition("\n")
    return audience, town.strip() or None
