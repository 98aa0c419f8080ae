"""``innenstadt check``: read everything, report, and on request ask back in writing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from innenstadt_gis.errors import InputError
from innenstadt_gis.files import write_atomic
from innenstadt_gis.importlog import ImportLog, Missing
from innenstadt_gis.ingest.registers.book import open_book
from innenstadt_gis.ingest.registers.mapping_file import mapping_path
from innenstadt_gis.ingest.registers.mapping_text import write_mapping
from innenstadt_gis.outputs.audience import release
from innenstadt_gis.outputs.conflicts import conflict_lines
from innenstadt_gis.outputs.import_report import RegisterReport, register_reports
from innenstadt_gis.outputs.return_copy import Candidate, marks_of, return_copy
from innenstadt_gis.outputs.sentences import headline
from innenstadt_gis.pipeline.gather import Gathered, Progress, file_name, quiet, uncredited
from innenstadt_gis.pipeline.questions import analyse
from innenstadt_gis.pipeline.read import gather_town
from innenstadt_gis.study import Study, read_study
from innenstadt_gis.words import Lang, Text

_OUT = "ergebnis"


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """
    What was read, what a person should look at, and what was written on request.

    ``usable`` is False if a source cannot be used.
    """

    sentences: tuple[Text, ...]
    reports: tuple[RegisterReport, ...]
    missing: tuple[Missing, ...]
    log: ImportLog
    usable: bool
    conflicts: tuple[Text, ...] = ()
    files: tuple[Path, ...] = ()
    warnings: tuple[Text, ...] = ()


def check(
    study_path: Path,
    *,
    mapping: bool = False,
    copy: Path | None = None,
    lang: Lang = "de",
    progress: Progress = quiet,
) -> CheckResult:
    """
    Read all sources of a study and tell what was read and what was not found.

    Parameters
    ----------
    study_path
        ``study.toml`` or its folder.
    mapping
        Write what was understood of each register beside it
        (``<register>.zuordnung.toml``), to be edited; one that is there stays.
    copy
        Write the register back, coloured, with its questions and the report. It holds
        what the town's own list holds, persons included, and never lies under OUT. With
        several registers each gets its own file, ``<copy>_<register>.xlsx``.
    lang
        Language of the return copy.
    progress
        Called with a `Text` before each step.
    """
    study = read_study(study_path)
    if copy is not None:
        _refuse_place(study, copy)
    town, got = gather_town(study, progress=progress)
    findings = analyse(town)
    seen = release(town, findings, "intern")
    reports = register_reports(seen)
    files: list[Path] = []
    warnings: list[Text] = []
    if mapping:
        files += _write_mappings(got, warnings)
    if copy is not None:
        files += _write_copies(got, reports, copy, lang=lang)
        warnings.append(_PERSONAL)
    warnings += uncredited(town.log)
    rate = findings.figure("vacancy_rate")
    return CheckResult(
        sentences=(headline(rate),), reports=reports,
        missing=(*town.log.missing, *findings.missing), log=town.log,
        usable="register_file" not in {m.what for m in town.log.missing},
        conflicts=conflict_lines(seen), files=tuple(files), warnings=tuple(warnings),
    )  # fmt: skip


_PERSONAL = Text(
    "Achtung: Die Rückgabekopie ist die Liste der Stadt selbst, mit allen persönlichen Angaben darin. "
    "Nicht in die Ergebnisse legen, nicht weitergeben.",
    "Mind: the return copy is the town's own list with all personal data in it. Do not put it among "
    "the results, do not pass it on.",
)


def _refuse_place(study: Study, copy: Path) -> None:
    """A copy with persons in it must not lie among the results, nor on the list itself."""
    place = copy.resolve()
    if place.is_relative_to((study.folder / _OUT).resolve()):
        raise InputError(
            de=f"--copy {copy}: Die Rückgabekopie enthält persönliche Angaben und gehört nicht in {_OUT}/; "
            "einen anderen Ort nennen",
            en=f"--copy {copy}: the return copy holds personal data and does not belong into {_OUT}/; "
            "name another place",
        )
    if any(place == source.path.resolve() for source in study.registers):
        raise InputError(
            de=f"--copy {copy}: Das ist die Liste selbst; einen anderen Namen wählen",
            en=f"--copy {copy}: that is the list itself; choose another name",
        )


def _write_mappings(got: Gathered, warnings: list[Text]) -> list[Path]:
    written = []
    for source, register in got.registers:
        path = mapping_path(source.path)
        if path.exists():
            name = file_name(got.study, path)
            warnings.append(
                Text(
                    f"{name} gibt es schon und bleibt, wie es ist; zum Erneuern erst umbenennen",
                    f"{name} is there already and stays as it is; rename it to have a new one",
                )
            )
            continue
        text = write_mapping(register.reading, file=source.path.name)
        written.append(write_atomic(path, text))
    return written


def _write_copies(
    got: Gathered, reports: tuple[RegisterReport, ...], copy: Path, *, lang: Lang
) -> list[Path]:
    written = []
    records, logs = got.table("records"), [s for s in got.log.sources if s.role == "register"]
    for (source, register), log, report in zip(got.registers, logs, reports, strict=True):
        mine = records[(records["source_file"] == source.path.name) & (records["source"] != "osm")]
        content = return_copy(
            open_book(source.path),
            reading=register.reading,
            marks=marks_of(register.reading, log, mine, lang=lang),
            report=report,
            candidates=_candidates(got, mine),
            day=register.survey_day,
            lang=lang,
        )
        name = copy.name if len(got.registers) == 1 else f"{copy.stem}_{source.path.stem}.xlsx"
        written.append(write_atomic(copy.with_name(name).with_suffix(".xlsx"), content))
    return written


def _candidates(got: Gathered, records: object) -> list[Candidate]:
    """Links to an earlier survey that were not certain, for a person to confirm."""
    rows = got.candidates
    if rows is None or not len(rows):
        return []
    mine = rows[rows["record_id"].isin(records.index)]  # type: ignore[attr-defined]
    return [
        Candidate(
            sheet=r.source_sheet if isinstance(r.source_sheet, str) else "",
            row=int(r.source_row),
            identity=r.identity,
            unit_id=r.unit_id,
            before=r.before,
            confidence=float(r.confidence),
        )
        for r in mine.itertuples()
    ]
