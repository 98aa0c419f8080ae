"""`Town` (the tables and the import log) and `Findings` (tables and `Figure` objects)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, TypeVar

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from innenstadt_gis.crs import to_metres
from innenstadt_gis.errors import InputError
from innenstadt_gis.importlog import ImportLog, Missing
from innenstadt_gis.tables import TOWN_TABLES, Audience
from innenstadt_gis.timetable import Timetable
from innenstadt_gis.words import Text

T = TypeVar("T")


class Shown:
    """
    What a notebook shows as a page; the page is written by who knows the words.

    A page is made by a room on a floor above (`outputs.display`), which tells by `page_of`
    whose page it makes. Where that room was never entered, notebooks show the ``repr``.
    """

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        page = _PAGES.get(type(self))
        return page(self) if page is not None else None


_PAGES: dict[type, Callable[[Any], str]] = {}


def page_of(kind: type[T]) -> Callable[[Callable[[T], str]], Callable[[T], str]]:
    """Register the function that writes the page of a kind of `Shown` (a decorator)."""

    def keep(write: Callable[[T], str]) -> Callable[[T], str]:
        _PAGES[kind] = write
        return write

    return keep


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Town(Shown):
    """
    A town: its checked tables in metres, what was read of them, and its name and day.

    Make one with `innenstadt_gis.read_town` from files or `Town.from_tables` from your
    own frames; change it with `replace`. Every table keeps the contract of the same
    name in `innenstadt_gis.tables`.
    """

    name: str
    crs: CRS
    survey_day: dt.date
    ags: str | None = None
    study_area: Any = None  # shapely polygon in metres; None: all that was loaded
    scope: str | None = None  # "all_units" | "vacancies_only"; None without a register
    records: gpd.GeoDataFrame
    premises: gpd.GeoDataFrame
    history: pd.DataFrame
    links: pd.DataFrame
    conflicts: pd.DataFrame
    parcels: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    addresses: gpd.GeoDataFrame
    brownfields: gpd.GeoDataFrame
    amenities: gpd.GeoDataFrame
    population: gpd.GeoDataFrame
    centres: gpd.GeoDataFrame
    retail_parks: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame
    basemap: gpd.GeoDataFrame
    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    sections: gpd.GeoDataFrame
    measures: gpd.GeoDataFrame
    ideas: gpd.GeoDataFrame
    photos: gpd.GeoDataFrame
    scenes: pd.DataFrame
    photo_files: Mapping[str, bytes] = field(default_factory=dict, repr=False)  # by photo_id
    timetable: Timetable | None = None  # None: no timetable was given, or none could be read
    log: ImportLog = field(default_factory=ImportLog)
    # Names and contacts from the sources; in memory only, so that free text can be
    # searched for them. Never part of repr, never written.
    personal: frozenset[str] = field(default=frozenset(), repr=False)

    def __repr__(self) -> str:
        rows = ((key, len(getattr(self, key))) for key in TOWN_TABLES)
        held = ", ".join(f"{n} {key}" for key, n in rows if n) or "no rows"
        ags = f" ({self.ags})" if self.ags else ""
        gaps = (
            f"; missing: {', '.join(m.what for m in self.log.missing)}" if self.log.missing else ""
        )
        return f"<Town {self.name}{ags}, {self.survey_day}, {self.crs.name}: {held}{gaps}>"

    @classmethod
    def from_tables(
        cls,
        *,
        name: str,
        crs: Any,
        survey_day: dt.date,
        ags: str | None = None,
        study_area: Any = None,
        scope: str | None = None,
        timetable: Timetable | None = None,
        photo_files: Mapping[str, bytes] | None = None,
        log: ImportLog | None = None,
        personal: frozenset[str] = frozenset(),
        **tables: pd.DataFrame,
    ) -> Town:
        """
        Build a town from your own frames; no file is needed.

        Parameters
        ----------
        name, survey_day, ags
            Place and day, as they are printed on every product.
        crs
            A CRS in metres; frames in another CRS are brought into it.
        study_area
            Polygon in ``crs`` to report on; None reports on all that the tables hold.
        scope
            ``"all_units"`` if the register lists every unit, ``"vacancies_only"`` if it
            lists vacancies alone; None takes ``"all_units"`` when any unit stands in a
            register.
        timetable
            Buses and trains, from `read_gtfs`; None where there are none to ask of.
        photo_files
            Pictures (JPEG) by the ids of ``photos=``; one without a picture is not shown.
        log, personal
            What was read of which source, and words that must never be written.
        tables
            Frames by table name (``premises=``, ``edges=`` …); columns that the contract
            knows and the frame lacks become NA, missing tables are empty.

        Returns
        -------
        Town
            The checked town.

        Raises
        ------
        InputError
            If a frame breaks its contract; all breaches of the frame at once.
        """
        foreign = sorted(set(tables) - set(TOWN_TABLES))
        if foreign:
            raise InputError(
                de=f"Unbekannte Tabellen {foreign}; es gibt {sorted(TOWN_TABLES)}",
                en=f"unknown tables {foreign}; there are {sorted(TOWN_TABLES)}",
            )
        metres = CRS.from_user_input(crs)
        checked = {key: _checked(key, tables.get(key), metres) for key in TOWN_TABLES}
        premises = checked["premises"]
        if scope is None and bool(premises["in_register"].fillna(False).any()):
            scope = "all_units"
        return cls(
            name=name,
            crs=metres,
            survey_day=survey_day,
            ags=ags,
            study_area=study_area,
            scope=scope,
            timetable=timetable,
            photo_files=dict(photo_files or {}),
            log=log or ImportLog(),
            personal=personal,
            **checked,
        )

    def replace(self, **changes: Any) -> Town:
        """
        Return a copy with some fields changed; changed tables are checked again.

        Examples
        --------
        >>> from innenstadt_gis.tables import PREMISES  # doctest: +SKIP
        >>> let = town.premises.assign(status="occupied")  # doctest: +SKIP
        >>> better = town.replace(premises=let)  # doctest: +SKIP
        """
        known = {f.name for f in fields(self)}
        foreign = sorted(set(changes) - known)
        if foreign:
            raise InputError(
                de=f"Town hat keine Felder {foreign}; es gibt {sorted(known)}",
                en=f"Town has no fields {foreign}; there are {sorted(known)}",
            )
        for key in set(changes) & set(TOWN_TABLES):
            changes[key] = _checked(key, changes[key], self.crs)
        return replace(self, **changes)


def _checked(key: str, rows: pd.DataFrame | None, crs: CRS) -> Any:
    table = TOWN_TABLES[key]
    if rows is None:
        return table.empty(crs)
    if table.geometry and isinstance(rows, gpd.GeoDataFrame) and rows.crs is not None:
        rows = to_metres(rows, crs)
    extra = [c for c in rows.columns if c not in table.names and c != "geometry"]
    done = table.conform(rows, crs=crs)
    for name in extra:
        if name not in done.columns and name != getattr(rows, "_geometry_column_name", None):
            done[name] = rows[name]
    table.check(done)
    return done


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Figure(Shown):
    """
    One figure that people quote, with all that is needed to stand behind it.

    Attributes
    ----------
    id
        Short mark printed on map, report and workbook, such as ``"L-01"``.
    key
        Name in code, such as ``"vacancy_rate"``.
    label, unit
        What it is and in which unit (``"share"``, ``"units/ha"``, ``"min"`` …).
    value
        The figure; None when it was not computed, then ``why`` says why.
    numerator, denominator
        The counts or sums behind a share or density.
    low, high, interval
        Interval estimate and its name, such as ``"Wilson 95 %"``.
    bound_low, bound_high
        Bounds if every unknown stood on the one or the other side.
    coverage
        Share of the rows asked about (0 to 1) for which the answer is known; None where the
        question does not arise.
    method, parameters, base_table
        How it was computed, with which parameters, from which table.
    base
        Whose units are counted: ``"register"``, ``"osm"``, ``"all"`` (both); blank for
        figures that count no units.
    cell
        For one cell of a breakdown: the found table and the row of it that hold the same
        numbers; what is withheld there is withheld here.
    group
        What that cell is, in words (a street, a branch …).
    counted, numerator_ids, left_out, unknown
        Ids of the rows in the denominator, in the numerator, of rows left out (gone,
        under construction, outside of the area) and of rows of unknown status.
    audience
        Widest circle that may see the figure itself.
    rows_audience
        Widest circle that may see the lists of ids, where knowing who is on them tells
        more than the figure (a gap of a single shop).
    """

    id: str
    key: str
    label: Text
    unit: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    bound_low: float | None = None
    bound_high: float | None = None
    coverage: float | None = None
    method: Text = Text("", "")
    parameters: Mapping[str, Any] = field(default_factory=dict)
    base_table: str = ""
    base: Literal["", "register", "osm", "all"] = ""
    cell: tuple[str, str] | None = None
    group: Text | None = None
    counted: tuple[str, ...] = ()
    numerator_ids: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    audience: Audience = "oeffentlich"
    rows_audience: Audience = "workshop"
    why: Text | None = None

    def __repr__(self) -> str:
        said = [f"{self.value:.6g} {self.unit}" if self.value is not None else "not computed"]
        if self.value is None and self.why:
            said.append(self.why.en)
        if self.numerator is not None and self.denominator is not None:
            said.append(f"{self.numerator:.6g} of {self.denominator:.6g}")
        elif self.denominator is not None:
            said.append(f"of {self.denominator:.6g}")
        if self.low is not None and self.high is not None:
            said.append(f"{self.interval} {self.low:.6g} to {self.high:.6g}".strip())
        if self.bound_low is not None and self.bound_high is not None:
            said.append(f"bounds {self.bound_low:.6g} to {self.bound_high:.6g}")
        if self.coverage is not None:
            said.append(f"known for {self.coverage:.6g}")
        group = f" [{self.group.en}]" if self.group else ""
        return f"<Figure {self.id} {self.key}{group}: {'; '.join(said)}>"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Findings(Shown):
    """
    What `pipeline.analyse` found: figures, tables by name, and what was not computed.

    Tables (contracts in `innenstadt_gis.tables.findings`): ``walking`` (minutes per
    building and address), ``isochrones``, ``section_density``, ``area`` (the polygon of
    "per hectare") and those that later questions add.
    """

    figures: tuple[Figure, ...] = ()
    tables: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()

    def __repr__(self) -> str:
        told = [f for f in self.figures if f.value is not None]
        rate = next((f" {f!r}" for f in told if f.key == "vacancy_rate"), "")
        gaps = f"; missing: {', '.join(m.what for m in self.missing)}" if self.missing else ""
        return (
            f"<Findings: {len(told)} of {len(self.figures)} figures have a value, "
            f"{len(self.tables)} tables{gaps}.{rate}>"
        )

    def figure(self, key: str) -> Figure:
        """Return the figure of that key or id; ``KeyError`` names those there are."""
        for figure in self.figures:
            if key in (figure.key, figure.id):
                return figure
        raise KeyError(f"no figure {key!r}; there are {[f.key for f in self.figures]}")
