"""Found tables about sites: brownfields (Brachen), gaps (Baulücken), under-used plots."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: Kinds of sites, after the land management of towns (Flächenmanagement).
SITE_KINDS: dict[str, Text] = {
    "brownfield": Text("Brachfläche", "brownfield"),
    "commercial_brownfield": Text("Gewerbebrache", "commercial brownfield"),
    "commercial_brownfield_in_part_use": Text(
        "Gewerbebrache mit Restnutzung", "commercial brownfield in part use"
    ),
    "construction_site": Text("Baustelle (wird bebaut)", "building site"),
    "gap": Text("Baulücke (klassisch)", "gap between buildings"),
    "vacant_building": Text(
        "Gebäude, dessen erfasste Einheiten alle leer stehen",
        "building whose surveyed units are all vacant",
    ),
}

#: Kinds of under-used plots.
PLOT_KINDS: dict[str, Text] = {
    "slightly_built": Text("geringfügig bebautes Grundstück", "slightly built plot"),
    "low_coverage": Text("gering ausgenutztes Grundstück", "plot of low coverage"),
}

_GEOMETRY = ("Point", "Polygon", "MultiPolygon")
_AREA = Column(name="area_m2", kind="number", label=Text("Fläche m²", "area m²"))
_WHY = Column(name="why", kind="text", label=Text("warum vorgeschlagen", "why proposed"))
_CHECK = Column(
    name="needs_check", kind="flag",
    label=Text("anders genutzt oder widersprüchlich: besonders prüfen",
               "used otherwise or contradictory: look twice"),
)  # fmt: skip
_PARCELS = Column(name="parcel_ids", kind="text", label=Text("Flurstücke", "parcels"))
_NAME = Column(name="name", kind="text", label=Text("Name oder Lage", "name or place"))

SITES = Table(
    name="sites",
    label=Text("Brachen, Baulücken, leere Gebäude (Vorschlag, vor Ort prüfen)",
               "brownfields, gaps, vacant buildings (proposal, check on site)"),
    index="site_id",
    geometry=_GEOMETRY,
    geometry_required=True,
    audience="workshop",
    columns=(
        Column(
            name="kind", kind="text", label=Text("Art", "kind"), allowed=tuple(SITE_KINDS),
            required=True,
        ),
        _NAME,
        _AREA,
        Column(name="sources", kind="text", label=Text("Quellen", "sources"), required=True),
        _WHY,
        Column(
            name="proposed", kind="flag", required=True,
            label=Text("aus Karten erschlossen (Vorschlag)", "inferred from maps (proposal)"),
        ),
        _CHECK,
        Column(
            name="below_threshold", kind="flag",
            label=Text("unter der Flächenschwelle", "below the threshold of area"),
        ),
        Column(
            name="units_in_use", kind="integer",
            label=Text("Einheiten in Nutzung auf der Fläche", "units in use on the site"),
        ),
        Column(
            name="observed_on", kind="day", label=Text("gesehen am", "observed on"),
        ),
        _PARCELS,
    ),
)  # fmt: skip

UNDERUSED_PLOTS = Table(
    name="underused_plots",
    label=Text("gering genutzte Grundstücke (Vorschlag, vor Ort prüfen)",
               "under-used plots (proposal, check on site)"),
    index="plot_id",
    geometry=("Polygon", "MultiPolygon"),
    geometry_required=True,
    audience="intern",
    columns=(
        Column(
            name="kind", kind="text", label=Text("Art", "kind"), allowed=tuple(PLOT_KINDS),
            required=True,
        ),
        _NAME,
        _AREA,
        Column(name="built_m2", kind="number", label=Text("überbaut m²", "built over m²")),
        Column(
            name="coverage", kind="number",
            label=Text("überbauter Anteil", "share built over"),
        ),
        _WHY,
        _CHECK,
        _PARCELS,
    ),
)  # fmt: skip
