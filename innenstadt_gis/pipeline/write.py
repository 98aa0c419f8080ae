"""A `Release` to files: map, GeoJSON, GeoPackage, workbook, summary, import log, report, run sheets.

All files of a run are composed before the first takes its name (`innenstadt_gis.files.Outbox`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from innenstadt_gis.errors import InputError
from innenstadt_gis.exchange import EXCHANGE_FILE
from innenstadt_gis.files import Delivered, Outbox
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.catalogue import CATALOGUE_FILE, FileFacts, catalogue_jsonld
from innenstadt_gis.outputs.exchange import exchange_json
from innenstadt_gis.outputs.geopackage import geopackage
from innenstadt_gis.outputs.map import MapModel, sealed_html
from innenstadt_gis.outputs.map.numbering import unit_numbers
from innenstadt_gis.outputs.report import Paper, report_docx, report_html, report_paper, report_pdf
from innenstadt_gis.outputs.summary import import_json, summary_json
from innenstadt_gis.outputs.themes import geojson_files
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.pipeline.stamp import STAMP, Stamp, read_stamp
from innenstadt_gis.pipeline.walk_map import map_walk
from innenstadt_gis.study import UNSAID, Publication
from innenstadt_gis.tables import Audience
from innenstadt_gis.words import Lang, Text


@dataclass(frozen=True)
class Job:
    """A release on its way into a folder; its map is composed once for all that show it."""

    release: Release
    box: Outbox
    version: str
    lang: Lang
    public: Callable[[], Release] | None = None
    publication: Publication = UNSAID
    #: What lies in the folder when all is done: what stays of before, then what is composed.
    files: dict[str, FileFacts] = field(default_factory=dict)

    @cached_property
    def map_model(self) -> MapModel:
        """The map, whose classes and words the GeoPackage shares."""
        walk = map_walk(self.release, lang=self.lang)
        return map_model(self.release, lang=self.lang, walk=walk)

    def write(self, name: str, content: str | bytes) -> Path:
        """Compose one file of the release; it takes its name when all are composed."""
        self.release.check(content, name)
        self.files[name] = FileFacts.of(content)
        return self.box.put(name, content)


Writer = Callable[[Job], list[Path]]


def _map(job: Job) -> list[Path]:
    page = sealed_html(job.map_model)
    return [job.write(map_name(job.release), page), job.write("workshop.html", page)]


def map_name(release: Release) -> str:
    """Return the map's file name: town, day and audience, safe on every system."""
    day = release.survey_day.isoformat()
    return f"{_town(release)}_{day}_{release.audience.upper()}.html"


def _town(release: Release) -> str:
    """Name of the town as it can stand in a file name on every system."""
    town = "".join(c if c.isalnum() else "-" for c in release.name).strip("-")
    while "--" in town:
        town = town.replace("--", "-")
    return town


def _geojson(job: Job) -> list[Path]:
    files = geojson_files(job.release, version=job.version, lang=job.lang)
    return [job.write(f"report/{name}", text) for name, text in files]


def _geopackage(job: Job) -> list[Path]:
    drawn = job.map_model.layers
    package = geopackage(job.release, drawn, version=job.version, lang=job.lang)
    return [job.write(f"{_town(job.release)}.gpkg", package)]


def _workbook(job: Job) -> list[Path]:
    from innenstadt_gis.outputs.workbook import kennzahlen_xlsx

    numbers = unit_numbers(job.map_model.layers)
    book = kennzahlen_xlsx(job.release, version=job.version, lang=job.lang, numbers=numbers)
    return [job.write("kennzahlen.xlsx", book)]


def _summary(job: Job) -> list[Path]:
    text = summary_json(job.release, version=job.version, lang=job.lang)
    return [job.write("summary.json", text)]


def _import(job: Job) -> list[Path]:
    return [job.write("import.json", import_json(job.release, version=job.version, lang=job.lang))]


def _report(job: Job) -> list[Path]:
    """Write the report as page, PDF and Word, and every picture of it."""
    paper = report_paper(job.release, job.map_model, version=job.version, lang=job.lang)
    files = {f"bericht.{end}": paper_as(end, paper, job.release) for end in PAPERS}
    for chart in paper.charts:
        files[f"abbildungen/{chart.picture.name}.png"] = chart.picture.png
        files[f"abbildungen/{chart.picture.name}.svg"] = chart.picture.svg
    return [job.write(name, content) for name, content in files.items()]


#: As what a report is written.
PAPERS = ("html", "pdf", "docx")


def paper_as(end: str, paper: Paper, release: Release) -> str | bytes:
    """Set a report as one of `PAPERS`; its words pass the last gate before they are packed."""
    page = report_html(paper)
    release.check(page, f"bericht.{end}")
    if end == "html":
        return page
    return (report_pdf if end == "pdf" else report_docx)(paper, day=release.survey_day)


def known_paper(path: Path) -> str | None:
    """Tell as what a path names a report, None for a folder; `InputError` for another file."""
    end = path.suffix.lower().removeprefix(".")
    if end in PAPERS:
        return end
    if end and not path.is_dir():
        raise InputError(
            de=f"{path.name}: ein Bericht endet auf .html, .pdf oder .docx; ein Ordner bekommt alle drei",
            en=f"{path.name}: a report ends in .html, .pdf or .docx; a folder gets all three",
        )
    return None


def _run_sheets(job: Job) -> list[Path]:
    from innenstadt_gis.outputs.runsheets import filled_sheets, run_sheet_pdf

    made = []
    for sheet in filled_sheets(job.release, job.map_model.scenes, lang=job.lang):
        name = f"ablauf/{sheet.key}.pdf"
        job.release.check(sheet.text, name)  # a PDF is packed: its words are looked at before
        made.append(job.write(name, run_sheet_pdf(sheet, day=job.release.survey_day)))
    return made


def _exchange(job: Job) -> list[Path]:
    """Write what other towns may have; the same whoever the other files are for."""
    if job.public is None:
        return []
    public = job.public()
    text = exchange_json(public, version=job.version)
    return [job.write(EXCHANGE_FILE, text)]


def _catalogue(job: Job) -> list[Path]:
    """Describe the files that lie there when the run is done; the last to be composed."""
    text = catalogue_jsonld(
        job.release, job.files, publication=job.publication, lang=job.lang
    )  # fmt: skip
    return [job.write(CATALOGUE_FILE, text)]


def _for_a_portal(
    said: Publication, audience: Audience, parts: tuple[str, ...]
) -> tuple[Text, ...]:  # fmt: skip
    """Say what the catalogue lacks that only the town can say, where the files are for everybody."""
    if audience != "oeffentlich" or "catalogue" not in parts or not said.lacking:
        return ()
    names = ", ".join(said.lacking)
    return (
        Text(
            f"katalog.jsonld: Für ein Datenportal fehlt in study.toml unter [publication]: {names}",
            f"katalog.jsonld: for a data portal study.toml lacks under [publication]: {names}",
        ),
    )


def _staying(before: Stamp, parts: tuple[str, ...], folder: Path) -> dict[str, FileFacts]:
    """Files of parts that an earlier run wrote and this one leaves as they are."""
    names = [n for part, some in before.parts.items() if part not in (*parts, "log") for n in some]
    return {n: FileFacts.of((folder / n).read_bytes()) for n in names if (folder / n).is_file()}


#: What `run --only` can name, in the order of writing.
PARTS: dict[str, Writer] = {
    "map": _map,
    "geojson": _geojson,
    "geopackage": _geopackage,
    "workbook": _workbook,
    "summary": _summary,
    "import": _import,
    "report": _report,
    "runsheets": _run_sheets,
    "exchange": _exchange,
    "catalogue": _catalogue,
}


def chosen_parts(only: str | None) -> tuple[str, ...]:
    """
    Parts that ``only`` names, with commas between them; nothing names all of `PARTS`.

    Raises
    ------
    InputError
        If it names one that does not exist.

    Examples
    --------
    >>> chosen_parts("summary, map")
    ('map', 'summary')
    """
    if only is None:
        return tuple(PARTS)
    named = [one.strip() for one in only.split(",")]
    for one in named:
        if one not in PARTS:
            raise InputError(
                de=f"--only {one}: gibt es nicht; möglich: {', '.join(PARTS)}",
                en=f"--only {one}: there is no such part; there are: {', '.join(PARTS)}",
            )
    return tuple(one for one in PARTS if one in named)


def write(
    release: Release, out: Path, *, version: str, lang: Lang, only: str | None = None,
    public: Callable[[], Release] | None = None, publication: Publication = UNSAID,
) -> tuple[Path, ...]:  # fmt: skip
    """Write a release into a folder, as `deliver` does; returns its files."""
    with Outbox(out) as box:
        done = deliver(
            release, box, version=version, lang=lang, only=only, public=public,
            publication=publication,
        )  # fmt: skip
    return tuple(done.placed.values())


def deliver(
    release: Release, box: Outbox, *, version: str, lang: Lang, only: str | None = None,
    public: Callable[[], Release] | None = None, publication: Publication = UNSAID,
) -> Delivered:  # fmt: skip
    """
    Compose a release and give its files their names; ``only`` names some of
    `PARTS`, with commas between them.

    What an earlier run wrote and this one does not is taken away: of the same part, and all of
    it if it was for another audience: a folder handed to the public must not hold what was
    written for the town hall. ``public`` gives the public release of the same town, of which
    ``austausch.json`` is made; without it there is none. A catalogue that lies there is written
    anew whatever ``only`` says, as its checksums must be those of the files beside it.

    Raises
    ------
    InputError
        If the folder holds results of another town.
    WriteError
        If the disk is full, or a file for another audience is open in another program.
    """
    parts = chosen_parts(only)
    before = read_stamp(box.folder)
    if before.town not in (None, release.name):
        raise InputError(
            de=f"In {box.folder.name} liegen Ergebnisse von {before.town}; mit --out einen eigenen Ordner "
            f"für {release.name} angeben",
            en=f"{box.folder.name} holds results of {before.town}; give a folder of its own for "
            f"{release.name} by --out",
        )
    stays = before.fits(release.audience)
    if stays and "catalogue" in before.parts and "catalogue" not in parts:
        parts = (*parts, "catalogue")
    job = Job(release, box, version, lang, public, publication)
    job.files.update(_staying(before, parts, box.folder) if stays else {})
    made = {
        part: [path.relative_to(box.folder).as_posix() for path in PARTS[part](job)]
        for part in parts
    }
    stamp = before.after(release.audience, release.name, made)
    job.write(STAMP, stamp.text())
    gone = before.names() - stamp.names()
    done = box.deliver(drop=gone) if stays else box.deliver(clear=before.names())
    del done.placed[box.folder / STAMP]  # is no product
    unsaid = _for_a_portal(publication, release.audience, parts)
    return replace(done, notes=(*done.notes, *unsaid))
