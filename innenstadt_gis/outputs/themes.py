"""One file a theme: which table goes out under which name, with its metadata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.chapters import family
from innenstadt_gis.outputs.contracts import CONTRACTS
from innenstadt_gis.outputs.geojson import DECIMALS, feature_collection
from innenstadt_gis.outputs.theme_methods import METHODS, RELATED
from innenstadt_gis.tables.contract import Column
from innenstadt_gis.words import Lang, Text


@dataclass(frozen=True, slots=True)
class Theme:
    """A published file: its name, the table behind it, and the rows that go into it."""

    file: str
    table: str
    title: Text
    register: bool | None = None  # True: register units only, False: OSM units only


#: Register and OSM units are published apart because of the ODbL.
THEMES: tuple[Theme, ...] = (
    Theme("premises", "premises", Text("Ladenlokale laut Register", "register units"), True),
    Theme("osm_premises", "premises", Text("Einheiten laut OSM", "OSM units"), False),
    Theme("sections", "section_density", Text("Straßenabschnitte", "street sections")),
    Theme("clusters", "clusters", Text("Schwerpunkte des Leerstands", "clusters of vacancy")),
    Theme(
        "vacancy_neighbours", "vacancy_neighbours",
        Text("Leerstände und ihre Nachbarn", "vacancies and their neighbours"),
    ),
    Theme("sites", "sites", Text("Brachen und Baulücken", "brownfields and gaps")),
    Theme(
        "underused_plots", "underused_plots",
        Text("gering genutzte Grundstücke", "under-used plots"),
    ),
    Theme("zone", "zone", Text("Einkaufsbereich (Vorschlag)", "shopping area (proposal)")),
    Theme("front_gaps", "front_gaps", Text("Besatzlücken", "gaps in the shop front")),
    Theme("magnets", "magnets", Text("Magnetbetriebe", "magnets")),
    Theme(
        "supply_sections", "supply_sections",
        Text("Besatz je Straßenabschnitt", "units by street section"),
    ),
    Theme("supply_density", "supply_density", Text("Dichte des Besatzes", "density of units")),
    Theme("section_mix", "section_mix", Text("Mischung je Abschnitt", "mix by section")),
    Theme("local_supply", "local_supply", Text("Nahversorgung", "local supply")),
    Theme(
        "image_sections", "image_sections",
        Text("Ausstattung je Straßenabschnitt", "amenities by street section"),
    ),
    Theme("area", "area", Text("Bezugsfläche", "area of reference")),
    Theme("centres", "centres", Text("Zentren", "centres")),
    Theme("isochrones", "isochrones", Text("Gehzeitzonen", "walking isochrones")),
    Theme("walking", "walking", Text("Gehminuten je Gebäude und Adresse", "walking minutes")),
    Theme(
        "personas", "persona_walking",
        Text("Gehminuten je Wohnung und Gehprofil", "walking minutes by home and persona"),
    ),
    Theme("barriers", "barriers", Text("Barrieren auf den Wegen", "barriers on the ways")),
    Theme(
        "bench_gaps", "bench_gaps",
        Text("lange Stücke ohne Bank", "long stretches without a bench"),
    ),
    Theme(
        "transit_classes", "transit_class_areas",
        Text("ÖV-Güteklassen", "transit quality classes"),
    ),
    Theme("stop_service", "stop_service", Text("Haltestellen nach Fahrplan", "stops by timetable")),
    Theme(
        "door_to_door", "door_to_door",
        Text("von Tür zu Tür ins Zentrum", "from door to door to the centre"),
    ),
    Theme(
        "catchment", "catchment",
        Text("Einzugsgebiet mit Bus und Bahn", "catchment by public transport"),
    ),
    Theme(
        "retail_parks", "retail_park_reach",
        Text("Zentrum und Fachmarktstandorte", "the centre and the retail parks"),
    ),
    Theme("brownfields", "brownfields", Text("Brachflächen", "brownfields")),
    Theme("amenities", "amenities", Text("Ausstattung", "amenities")),
    Theme("ideas", "ideas", Text("Hinweise aus Workshops", "notes of workshops")),
    Theme("stops", "stops", Text("Haltestellen", "stops")),
)  # fmt: skip


def theme_rows(release: Release) -> Iterator[tuple[Theme, gpd.GeoDataFrame]]:
    """Yield every theme that this audience may see, with its rows; a theme without rows is none."""
    for theme in THEMES:
        rows = release.tables.get(theme.table)
        if rows is None or rows.empty:
            continue
        if theme.register is not None:
            rows = rows[rows["in_register"].fillna(False).astype(bool) == theme.register]
            if rows.empty:
                continue
        yield theme, rows


def geojson_files(release: Release, *, version: str, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield file name and GeoJSON text of every theme that this audience may see."""
    for theme, rows in theme_rows(release):
        yield (
            f"{theme.file}.geojson",
            feature_collection(rows, _metadata(release, theme, rows, version=version, lang=lang)),
        )


def _metadata(
    release: Release, theme: Theme, rows: gpd.GeoDataFrame, *, version: str, lang: Lang
) -> dict[str, Any]:
    columns = [c for c in CONTRACTS[theme.table].columns if c.name in rows.columns]
    return {
        "title": theme.title.to(lang),
        "method": METHODS[theme.file].to(lang),
        "town": release.name,
        "ags": release.ags,
        "survey_day": release.survey_day.isoformat(),
        "audience": release.audience,
        "rows": len(rows),
        "labels": {c.name: c.label.to(lang) for c in columns},
        "units": {c.name: unit.to(lang) for c in columns if (unit := unit_of(c)).de},
        "accuracy": _accuracy(rows),
        "figures": _methods(release, theme, lang),
        "sources": sources(release),
        "version": version,
    }


def _same(unit: str) -> Text:
    return Text(unit, unit)


_SHARE, _PERSONS = Text("Anteil, 0 bis 1", "share, 0 to 1"), Text("Personen", "persons")
#: Ends of the names of columns, and the unit that they tell.
_UNITS = (
    ("_per_100m", _same("1/100 m")), ("_per_100m_frontage", _same("1/100 m")),
    ("_per_ha", _same("1/ha")), ("_per_1000", _same("1/1000")),
    ("_months", Text("Monate", "months")), ("_m2", _same("m²")), ("_m", _same("m")),
    ("_ha", _same("ha")), ("_min", _same("min")), ("_km", _same("km")), ("metres", _same("m")),
    ("density_mean", _same("1/100 m")), ("density_max", _same("1/100 m")),
    ("_rate", _SHARE), ("_share", _SHARE), ("coverage", _SHARE), ("steepest", _SHARE),
    ("_within_30", _SHARE), ("p_value", _SHARE), ("q_value", _SHARE),
)  # fmt: skip


def unit_of(column: Column) -> Text:
    """
    Unit of the numbers in a column, as its name tells it; blank for counts and text.

    Examples
    --------
    >>> unit_of(Column(name="sales_area_m2", kind="number", label=Text("", ""))).de
    'm²'
    """
    if column.kind not in {"number", "integer"}:
        return Text("", "")
    if column.name.startswith("persons"):
        return _PERSONS
    return next((unit for end, unit in _UNITS if column.name.endswith(end)), Text("", ""))


def _accuracy(rows: gpd.GeoDataFrame) -> dict[str, Any]:
    """How sure the places are: decimals written and, for units, how they were located."""
    told: dict[str, Any] = {"decimals": DECIMALS, "without_place": int(rows.geometry.isna().sum())}
    if "located_by" in rows:
        told["located_by"] = {
            k: int(n) for k, n in sorted(rows["located_by"].value_counts().items())
        }
    if "location_accuracy_m" in rows and rows["location_accuracy_m"].notna().any():
        told["median_m"] = round(float(rows["location_accuracy_m"].median()), 1)
    return told


def _methods(release: Release, theme: Theme, lang: Lang) -> dict[str, dict[str, Any]]:
    """Figures that were counted in a table or tell of it: what they are, how, with which parameters."""
    table, related = theme.table, RELATED.get(theme.file, ())
    told: dict[str, dict[str, Any]] = {}
    for figure in release.figures:
        counted = table in (figure.base_table, figure.cell[0] if figure.cell else None)
        if counted or figure.id in related:
            told.setdefault(
                family(figure),
                {
                    "label": figure.label.to(lang),
                    "method": figure.method.to(lang),
                    "parameters": dict(figure.parameters),
                },
            )
    return told


def sources(release: Release) -> list[dict[str, Any]]:
    """
    Return file, day, licence, attribution, checksum and counts of every source, in order.

    How many rows were found by address, parcel or street is told where it cannot point at a row.
    """
    inside = release.audience != "oeffentlich"
    return [
        {
            "role": s.role,
            "file": s.file,
            "day": s.day,
            "licence": s.licence,
            "attribution": s.attribution,
            "sha256": s.sha256,
            "rows_in": s.rows_in,
            "records": s.records,
            "nonrecords": s.nonrecords,
            "rejected": s.rejected,
            # a source without rows of its own (OpenStreetMap) tells its objects by kind
            **({"counts": dict(s.counts)} if s.counts and not s.rows_in else {}),
            **({"located": dict(s.located)} if s.located and inside else {}),
        }
        for s in release.log.sources
    ]
