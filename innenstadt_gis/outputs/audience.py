"""Who may see what: the one place where a town is cut down to its audience.

Every writer takes a `Release`, and only `release` makes one. What a release does not
hold cannot reach a map, a table or a page, whoever writes it.

=============  ==========================  ==============================  ===============
               intern                      workshop                        oeffentlich
=============  ==========================  ==============================  ===============
personal data  never                       never                           never
columns        all                         those marked workshop or wider  public ones
single units   yes                         name, status, branch, duration  none
cells          all                         all                             safe ones
=============  ==========================  ==============================  ===============
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
from pyproj import CRS

from innenstadt_gis.errors import InputError, UnsafeOutputError
from innenstadt_gis.files import write_atomic
from innenstadt_gis.importlog import ImportLog, Missing, SourceLog
from innenstadt_gis.outputs.differences import Told, refused_cells
from innenstadt_gis.outputs.suppression import (
    public_figures,
    public_reason,
    suppress_tables,
    without_rows,
)
from innenstadt_gis.tables import AUDIENCES, TOWN_TABLES, Audience, Table
from innenstadt_gis.tables.findings import FINDINGS_TABLES
from innenstadt_gis.town import Figure, Findings, Town

#: How a unit was located that somebody could go and look at.
_PLACED = ("coordinate", "parcel", "address")

#: A note that tells of a single row: "Kooperation, Zeile 12: …".
_NAMES_A_ROW = re.compile(r"\b(?:Zeilen?|Nr\.?) \d")

#: The table of places at the end of a PDF is all digits; any telephone number may seem to stand in it.
_PLACES = re.compile(rb"\nxref\s[\d nf\r\n]*trailer")

#: Tables whose words were typed by people.
_FREE_TEXT = (
    "records", "premises", "measures", "ideas", "milestones", "brownfields", "sites", "photos",
    "scenes",
)  # fmt: skip


#: What other towns may read of a measure: no place, no unit, no remark.
HANDED_ON = (
    "measure", "theme", "responsible", "due", "status", "indicator", "baseline", "target",
    "value_unit",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Release:
    """
    A town and its findings, cut down to what one audience may see.

    ``tables`` holds the town's and the findings' tables by name, with the columns that
    the audience may see; a table it may not see is missing. ``photos`` are the pictures of the
    rows of ``tables["photos"]``, which are those released for this audience. ``handed_on`` are the
    measures of which the town lets others read, in the columns that tell of no place.
    """

    audience: Audience
    name: str
    ags: str | None
    survey_day: dt.date
    crs: CRS
    scope: str | None
    study_area: Any
    tables: Mapping[str, Any]
    figures: tuple[Figure, ...]
    log: ImportLog
    missing: tuple[Missing, ...]
    photos: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    handed_on: Any = None
    _secrets: tuple[str, ...] = field(default=(), repr=False)

    def figure(self, key: str) -> Figure | None:
        """Return the figure of that key or id, None if this audience has none."""
        return next((f for f in self.figures if key in (f.key, f.id)), None)

    def write(self, path: Path, content: str | bytes) -> Path:
        """
        Write one file of this release, whole or not at all.

        The last gate: a file that holds a contact or name from the sources is not
        written, however it got there.
        """
        self.check(content, path.name)
        return write_atomic(path, content)

    def check(self, content: str | bytes, name: str) -> None:
        """Refuse what would be written or shown if it held a contact or name from the sources."""
        data = content.encode("utf-8") if isinstance(content, str) else content
        if data.startswith(b"%PDF"):
            data = _PLACES.sub(b"", data)
        if any(secret.encode("utf-8") in data for secret in self._secrets):
            raise UnsafeOutputError(
                de=f"{name} enthielte personenbezogene Angaben aus den Quellen und wurde "
                "nicht geschrieben; bitte melden",
                en=f"{name} would hold personal data of the sources; not written",
            )


def soften(town: Town, audience: Audience) -> Town:
    """
    Blur what an audience may not tell apart, before anything is counted.

    Outside of the town hall a unit at risk is an occupied one: counting first and
    hiding afterwards would let it be told from the sums.
    """
    if audience not in AUDIENCES:
        raise InputError(
            de=f"Zielgruppe '{audience}' gibt es nicht; möglich: {', '.join(AUDIENCES)}",
            en=f"there is no audience '{audience}'; there are: {', '.join(AUDIENCES)}",
        )
    if audience == "intern":
        return town
    return town.replace(
        premises=_calm(town.premises), records=_calm(town.records), history=_calm(town.history)
    )


def _calm(rows: Any) -> Any:
    return rows.assign(status=rows["status"].replace("at_risk", "occupied"))


def release(town: Town, findings: Findings, audience: Audience) -> Release:
    """Cut a softened town and its findings down to what ``audience`` may see."""
    scrub = _scrubber(town.personal)
    found, figures = dict(findings.tables), findings.figures
    missing = (*town.log.missing, *findings.missing)
    log = town.log
    figures = tuple(f for f in figures if _sees(audience, f.audience))
    if audience == "oeffentlich":
        found, figures = _safe_findings(town, found, figures)
        missing = tuple(replace(m, why=public_reason(m.why) or m.why) for m in missing)
        log = replace(log, sources=tuple(map(_without_source_rows, log.sources)))
    tables: dict[str, Any] = {}
    for name, table in TOWN_TABLES.items():
        if _sees(audience, table.audience):
            tables[name] = _visible(getattr(town, name), table, audience, scrub)
    for name, rows in found.items():
        table = FINDINGS_TABLES[name]
        if _sees(audience, table.audience):
            tables[name] = _visible(rows, table, audience, scrub)
    if audience == "oeffentlich":
        tables["brownfields"] = _public_brownfields(tables["brownfields"])
    tables["photos"] = _told_to(tables["photos"], "audience", audience)
    tables["scenes"] = _told_to(tables["scenes"], "written_for", audience)
    return Release(
        audience=audience, name=town.name, ags=town.ags, survey_day=town.survey_day,
        crs=town.crs, scope=town.scope, study_area=town.study_area, tables=tables,
        figures=tuple(
            f if _sees(audience, f.rows_audience) else without_rows(f) for f in figures
        ),
        log=log, missing=missing,
        handed_on=_handed_on(town.measures, scrub),
        photos={i: town.photo_files[i] for i in tables["photos"].index if i in town.photo_files},
        _secrets=_shortest(s for s in town.personal if _unmistakable(s)),
    )  # fmt: skip


def _safe_findings(
    town: Town, tables: dict[str, Any], figures: tuple[Figure, ...]
) -> tuple[dict[str, Any], tuple[Figure, ...]]:
    """
    Withhold what tells of too few: cell by cell, and what two numbers tell together.

    A row that is refused for what it tells beside others may leave a cell alone; so all is
    asked again until nothing more is refused.
    """
    units = town.premises[town.premises["in_register"].fillna(value=False).astype(bool)]
    placed = units["located_by"].isin(_PLACED) & units.geometry.notna()
    vacant = units["status"] == "vacant"
    here, lost = (frozenset(map(str, units.index[vacant & where])) for where in (placed, ~placed))
    refused = _durations_alone(tables, figures)
    while True:
        safe, withheld = suppress_tables(tables, FINDINGS_TABLES, also=refused)
        told = Told(here, lost)
        done = public_figures(figures, withheld, told=told)
        more = refused_cells(tables, figures, withheld, told=told) - withheld
        if not more:
            if "clusters" in safe:  # a place that is drawn is told
                safe["clusters"] = safe["clusters"][safe["clusters"]["vacant"].notna()]
            return safe, done
        refused |= more


def _durations_alone(
    tables: Mapping[str, Any], figures: tuple[Figure, ...]
) -> set[tuple[str, str]]:
    """Classes of duration without a figure: beside all vacancies they tell of the unknown ones."""
    cells = tables.get("vacancy_cells")
    if cells is None:
        return set()
    behind = {f.cell for f in figures}
    rows = {("vacancy_cells", str(row)) for row in cells.index[cells["dimension"] == "duration"]}
    return rows - behind


def _without_source_rows(source: SourceLog) -> SourceLog:
    """A source without its rows, and without notes that name one."""
    notes = tuple(note for note in source.notes if not _NAMES_A_ROW.search(note.de))
    return replace(source, rows=(), notes=notes)


def _public_brownfields(rows: Any) -> Any:
    """Leave what everybody may see on the map of the world: the town's own list stays inside."""
    return rows[rows["source"] == "osm"]


def _handed_on(measures: Any, scrub: re.Pattern[str] | None) -> Any:
    """Leave the measures that the town released to others; one that names a person is none."""
    told = measures["handed_on"].fillna(value=False).astype(bool)
    rows = _visible(measures[told], TOWN_TABLES["measures"], "oeffentlich", scrub)
    return rows.loc[rows["measure"].notna(), list(HANDED_ON)]


def _told_to(rows: Any, column: str, audience: Audience) -> Any:
    """Leave the rows that are meant for this audience or a wider one."""
    return rows[rows[column].isin(AUDIENCES[AUDIENCES.index(audience) :])]


def _sees(audience: Audience, widest: Audience) -> bool:
    return AUDIENCES.index(widest) >= AUDIENCES.index(audience)


def _visible(rows: Any, table: Table, audience: Audience, scrub: re.Pattern[str] | None) -> Any:
    """Keep the columns that the audience may see; an analyst's own only inside the house."""
    keep = [c for c in table.seen_by(audience) if c in rows.columns]
    if audience == "intern":
        keep += [c for c in rows.columns if c not in table.names and c != "geometry"]
    done = rows[[*keep, "geometry"]] if table.geometry else rows[keep]
    if scrub is None or table.name not in _FREE_TEXT:
        return done
    for name in keep:
        if pd.api.types.is_string_dtype(done[name]):
            hits = [v for v in done[name].dropna().unique() if scrub.search(v)]
            if hits:
                done = done.assign(**{name: done[name].mask(done[name].isin(hits))})
    return done


def _scrubber(personal: frozenset[str]) -> re.Pattern[str] | None:
    """Match any personal value that is more than a bare word, as a whole."""
    words = sorted((s for s in personal if len(s) >= 6 and re.search(r"[\d@, ]", s)), key=len)
    if not words:
        return None
    return re.compile("|".join(rf"(?<!\w){re.escape(w)}(?!\w)" for w in reversed(words)))


def _shortest(secrets: Iterable[str]) -> tuple[str, ...]:
    """Drop what holds another secret: a file with the longer one holds the shorter one too."""
    done: list[str] = []
    for secret in sorted(secrets, key=lambda s: (len(s), s)):
        if not any(known in secret for known in done):
            done.append(secret)
    return tuple(done)


def _unmistakable(value: str) -> bool:
    """Tell whether a value can be nothing but a contact: a mail, or seven digits and more."""
    return "@" in value or sum(c.isdigit() for c in value) >= 7
