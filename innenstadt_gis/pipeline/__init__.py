"""The whole flow on one screen: read -> soften -> analyse -> release -> write.

Notebook and command line both call these functions; the command line adds words.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innenstadt_gis import __version__
from innenstadt_gis.crs import to_degrees
from innenstadt_gis.files import Outbox, write_atomic
from innenstadt_gis.garbage import few_collections
from innenstadt_gis.importlog import ImportLog, Missing
from innenstadt_gis.outputs.audience import Release, release, soften
from innenstadt_gis.outputs.display import Findings, Town  # with what notebooks show of them
from innenstadt_gis.outputs.report import report_paper
from innenstadt_gis.outputs.sentences import headline, pattern
from innenstadt_gis.outputs.town_map import map_model
from innenstadt_gis.pipeline.gather import Progress, quiet
from innenstadt_gis.pipeline.last_run import RunChange, compare_with_last
from innenstadt_gis.pipeline.photos import keep_photos
from innenstadt_gis.pipeline.public import public_release
from innenstadt_gis.pipeline.questions import QUESTIONS, Question, analyse
from innenstadt_gis.pipeline.read import gather_town
from innenstadt_gis.pipeline.read import read_town as town_of
from innenstadt_gis.pipeline.setup import InitResult, init
from innenstadt_gis.pipeline.walk_map import map_walk
from innenstadt_gis.pipeline.write import (
    PARTS,
    chosen_parts,
    deliver,
    known_paper,
    map_name,
    paper_as,
    write,
)
from innenstadt_gis.study import Study, add_centre, read_study
from innenstadt_gis.tables import Audience
from innenstadt_gis.words import Lang, Text

if TYPE_CHECKING:
    from innenstadt_gis.outputs.map import MapLayer, SealedMap
    from innenstadt_gis.pipeline.checking import CheckResult
    from innenstadt_gis.pipeline.comparing import CompareResult
    from innenstadt_gis.pipeline.walks import WalkResult

__all__ = [
    "PARTS",
    "InitResult",
    "RunResult",
    "analyse",
    "check",
    "compare",
    "demo",
    "init",
    "musterstadt",
    "read_town",
    "run",
    "workshop_map",
    "write_report",
]


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """
    What a run wrote, said and could not say.

    ``change`` compares it with the run before, None on a first run; ``notes`` say why that
    could not be done or kept.
    """

    out: Path
    files: tuple[Path, ...]
    map: Path | None
    sentences: tuple[Text, ...]
    missing: tuple[Missing, ...]
    log: ImportLog
    change: RunChange | None = None
    notes: tuple[Text, ...] = ()


def read_town(study: Study | str | os.PathLike[str], *, progress: Progress = quiet) -> Town:
    """
    Read a town from its study: a `Study`, the path of a ``study.toml``, or its folder.

    Examples
    --------
    >>> town = read_town("study.toml")  # doctest: +SKIP
    """
    known = study if isinstance(study, Study) else read_study(study)
    return town_of(known, progress=progress)


def musterstadt(folder: str | os.PathLike[str]) -> Town:
    """Write the made-up town's files into ``folder`` and read them as a real town's."""
    from innenstadt_gis.musterstadt import write_musterstadt

    return read_town(write_musterstadt(Path(folder)))


def run(
    study_path: Path, *, out: Path | None = None, audience: Audience = "workshop",
    only: str | None = None, lang: Lang = "de", progress: Progress = quiet,
) -> RunResult:  # fmt: skip
    """
    Read a study, compute everything, write everything.

    Parameters
    ----------
    study_path
        ``study.toml`` or its folder.
    out
        Where to write; ``ergebnis/`` beside the study if None.
    audience
        Who may see the files (see `innenstadt_gis.outputs.audience`).
    only
        Some of `PARTS`, with commas between them; None for all.
    lang
        Language of the products.
    progress
        Called with a `Text` before each step.

    Returns
    -------
    RunResult
        The files, the sentences and what was not computed.

    Raises
    ------
    WriteError
        If another run writes into ``out``, the disk is full, or the folder cannot be written;
        what an earlier run wrote is left as it is.
    """
    start = time.monotonic()
    parts = chosen_parts(only)
    with few_collections():
        study = read_study(study_path)
        folder = out if out is not None else study.folder / "ergebnis"
        with Outbox(folder) as box:  # before anything is computed: a second run learns it at once
            town, got = gather_town(study, progress=progress)
            _propose_centre(study, town)
            found = _found(town, audience, progress, questions=_needed(parts))
            seen = release(*found, audience)
            progress(Text("Karte und Bericht schreiben", "writing map and report"))
            done = deliver(
                seen, box, version=__version__, lang=lang, only=only,
                public=lambda: seen if audience == "oeffentlich" else public_release(town, found),
                publication=study.publication,
            )  # fmt: skip
            files = tuple(done.placed.values())
            change, notes = compare_with_last(
                study, town, version=__version__, out=folder, audience=audience
            )
            notes = (*done.notes, *notes, *keep_photos(got))
            _run_log(folder, seen, files, time.monotonic() - start, change=change, lang=lang)
        return RunResult(
            out=folder, files=files, map=done.placed.get(folder / map_name(seen)),
            sentences=_sentences(seen), missing=seen.missing, log=seen.log,
            change=change, notes=notes,
        )  # fmt: skip


def _sentences(seen: Release) -> tuple[Text, ...]:
    """The headline, and whether the vacancies stand together."""
    rate, place = seen.figure("vacancy_rate"), pattern(seen)
    return (*((headline(rate),) if rate else ()), *((place,) if place else ()))


def _needed(parts: tuple[str, ...]) -> tuple[Question, ...]:
    """Questions that the parts to be written ask: the import log none, all others all."""
    return () if parts == ("import",) else QUESTIONS


def _released(town: Town, audience: Audience, progress: Progress = quiet) -> Release:
    return release(*_found(town, audience, progress), audience)


def _found(
    town: Town, audience: Audience, progress: Progress = quiet, *,
    questions: tuple[Question, ...] = QUESTIONS,
) -> tuple[Town, Findings]:  # fmt: skip
    """Soften a town for an audience and analyse it."""
    progress(Text("Kennzahlen und Gehzeiten rechnen", "computing figures and walking times"))
    softened = soften(town, audience)
    return softened, analyse(softened, questions=questions)


def _propose_centre(study: Study, town: Town) -> None:
    """Write the proposed centre into a study that names none, for people to correct."""
    proposed = town.centres[town.centres["proposed"].fillna(False).astype(bool)]
    if study.centres or proposed.empty:
        return
    point = to_degrees(proposed[["geometry"]]).geometry.iloc[0]
    add_centre(study.path, str(proposed["name"].iloc[0]), float(point.x), float(point.y))


def _run_log(
    folder: Path, seen: Release, files: tuple[Path, ...], seconds: float, *,
    change: RunChange | None, lang: Lang,
) -> None:  # fmt: skip
    """The one file that knows the clock, and the run before."""
    now = dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
    content = {
        "finished": now, "seconds": round(seconds, 2), "audience": seen.audience,
        "version": __version__, "files": [f.relative_to(folder).as_posix() for f in files],
        "change": {**asdict(change), "sentence": change.sentence.to(lang)} if change else None,
    }  # fmt: skip
    write_atomic(folder / "run.log.json", json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def check(
    study_path: Path, *, mapping: bool = False, copy: Path | None = None, lang: Lang = "de",
    progress: Progress = quiet,
) -> CheckResult:  # fmt: skip
    """
    Read all sources and report; write mappings or return copies on request.

    See `innenstadt_gis.pipeline.checking.check`, which is loaded only now: a run needs no
    workbooks.
    """
    from innenstadt_gis.pipeline import checking

    return checking.check(study_path, mapping=mapping, copy=copy, lang=lang, progress=progress)


def compare(
    places: Sequence[str | os.PathLike[str]], *, progress: Progress = quiet, **asked: Any
) -> CompareResult:
    """Compare towns as `innenstadt_gis.pipeline.comparing.compare` does, which is loaded only now."""
    from innenstadt_gis.pipeline import comparing

    return comparing.compare(places, progress=progress, **asked)


def demo(
    out: Path, *, audience: Audience = "workshop", lang: Lang = "de", progress: Progress = quiet
) -> RunResult:
    """Write Musterstadt's files into ``out`` and run everything on them."""
    from innenstadt_gis.musterstadt import write_musterstadt  # no run but the demo needs it

    progress(Text("Musterstadt bauen", "building Musterstadt"))
    study = write_musterstadt(out, past=True)
    return run(study, audience=audience, lang=lang, progress=progress)


def town_walk(
    study_path: Path, *, out: Path | None = None, audience: Audience = "workshop", lang: Lang = "de",
    progress: Progress = quiet, **asked: Any,
) -> WalkResult:  # fmt: skip
    """
    Plan a walk through the centre of a study and write its papers and GPX.

    Parameters
    ----------
    study_path
        ``study.toml`` or its folder.
    out
        Where to write; ``rundgang/`` beside the study if None.
    audience
        Who goes along: stops are proposed from what they may see.
    lang
        Language of the papers.
    progress
        Called with a `Text` before each step.
    asked
        Fields of `innenstadt_gis.pipeline.walks.WalkAsk`: minutes, pace, start, end, stops.

    Returns
    -------
    WalkResult
        The walk, its files, and what to say about it.
    """
    from innenstadt_gis.pipeline import walks  # no run needs it

    study = read_study(study_path)
    town = town_of(study, progress=progress)
    seen = _released(town, audience, progress)
    folder = out if out is not None else study.folder / "rundgang"
    return walks.write_walk(
        town, seen, walks.WalkAsk(**asked), folder, lang=lang, progress=progress
    )


def workshop_map(
    town: Town, findings: Findings | None = None, *, audience: Audience = "workshop",
    lang: Lang = "de", layers: Iterable[MapLayer] = (),
) -> SealedMap:  # fmt: skip
    """
    Return the map of a town as a `folium.Map` that saves and shows itself sealed.

    Parameters
    ----------
    town, findings
        What to show; ``findings`` of the same audience save computing them again.
    audience
        Who may see it; single units need ``"intern"`` or ``"workshop"``.
    lang
        Language of the map.
    layers
        Your own, from `innenstadt_gis.layer`, the first the lowest; all of them above the
        town's, in every scene. What you add you answer for: it is not cut down to what
        ``audience`` may see, but persons named in the town's sources still stop the file.

    Raises
    ------
    InputError
        For layers with the same title, or that lie elsewhere.

    Examples
    --------
    >>> import tempfile, geopandas as gpd, innenstadt_gis as ig
    >>> home = tempfile.TemporaryDirectory()
    >>> town = ig.musterstadt(home.name)
    >>> stops = ig.layer(town.stops, title="Alle Haltestellen", tooltip={"name": "Haltestelle"})
    >>> m = ig.workshop_map(town, layers=[stops])
    >>> m.save(home.name + "/karte.html")
    >>> home.cleanup()
    """
    from innenstadt_gis.outputs.map import SealedMap
    from innenstadt_gis.outputs.map.own import add_layers

    softened = soften(town, audience)
    found = findings if findings is not None and audience == "intern" else analyse(softened)
    seen = release(softened, found, audience)
    model = map_model(seen, lang=lang, walk=map_walk(seen, lang=lang))
    return SealedMap(add_layers(model, layers), gate=seen.check)


def write_report(
    town: Town, path: str | os.PathLike[str], *, audience: Audience = "workshop",
    lang: Lang = "de",
) -> Path:  # fmt: skip
    """
    Write the report of a town: as page, PDF or Word, or all of them with their pictures.

    Parameters
    ----------
    town
        Its figures are computed anew, for this audience.
    path
        A file that ends in ``.html``, ``.pdf`` or ``.docx``; or a folder, which gets
        ``bericht.html``, ``bericht.pdf``, ``bericht.docx`` and ``abbildungen/`` with every
        picture as PNG (300 dpi) and SVG. A folder with results for others is cleared of them.
    audience
        Who may see it.
    lang
        Language of the report.

    Returns
    -------
    Path
        Where it lies.

    Raises
    ------
    InputError
        For a file of another ending, or a folder that holds results of another town.

    Examples
    --------
    >>> import tempfile, innenstadt_gis as ig
    >>> home = tempfile.TemporaryDirectory()
    >>> town = ig.musterstadt(home.name)
    >>> ig.write_report(town, home.name + "/rat.pdf").name
    'rat.pdf'
    >>> home.cleanup()
    """
    named = Path(path)
    end = known_paper(named)
    seen = _released(town, audience)
    if end is None:
        write(seen, named, version=__version__, lang=lang, only="report")
        return named
    paper = report_paper(seen, version=__version__, lang=lang)
    return seen.write(named, paper_as(end, paper, seen))
