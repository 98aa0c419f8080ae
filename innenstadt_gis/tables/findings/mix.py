"""Found tables about the mix of uses: shares, what stands beside what, local quotients."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.tables.units import FUNCTIONS
from innenstadt_gis.words import Text

MIX_CELLS = Table(
    name="mix_cells",
    label=Text("Nutzungsmischung in Anteilen", "shares of functions, branches, need tiers"),
    index="cell_id",  # "centre:function:retail"
    cells=("units", "share", "low", "high", "bound_low", "bound_high", "quotient"),
    within=("part",),
    columns=(
        Column(
            name="part", kind="text", label=Text("Gebiet und Gliederung", "place and breakdown"),
            required=True,
        ),
        Column(
            name="place", kind="text", label=Text("Gebiet", "place"),
            allowed=("centre", "town"), required=True,
        ),
        Column(
            name="dimension", kind="text", label=Text("Gliederung", "breakdown"),
            allowed=("function", "branch", "need_tier"), required=True,
        ),
        Column(name="cell", kind="text", label=Text("Schlüssel", "key"), required=True),
        Column(name="label", kind="text", label=Text("Bezeichnung", "label"), required=True),
        Column(name="units", kind="integer", label=Text("Einheiten", "units"), required=True),
        Column(
            name="of", kind="integer", label=Text("von Einheiten mit Angabe", "of units that tell"),
            required=True,
        ),
        Column(name="share", kind="number", label=Text("Anteil", "share")),
        Column(name="low", kind="number", label=Text("Anteil: ab (95 %)", "share: from (95%)")),
        Column(name="high", kind="number", label=Text("Anteil: bis (95 %)", "share: to (95%)")),
        Column(
            name="bound_low", kind="number",
            label=Text("wenn keine unbekannte dazugehört", "if no unknown one belongs to it"),
        ),
        Column(
            name="bound_high", kind="number",
            label=Text("wenn alle unbekannten dazugehören", "if all unknown ones belong to it"),
        ),
        Column(
            name="quotient", kind="number",
            label=Text("Anteil im Zentrum / Anteil in der Stadt", "share in centre / in town"),
        ),
    ),
)

MIX_AT_COVERAGE = Table(
    name="mix_at_coverage",
    label=Text("Branchenmix bei gleicher Abdeckung", "branch mix at steps of coverage"),
    index="step_id",  # "centre:1:0.6"
    columns=(
        Column(
            name="place", kind="text", label=Text("Gebiet", "place"),
            allowed=("centre", "town"), required=True,
        ),
        Column(
            name="diversity_order", kind="integer", label=Text("Ordnung", "order"), required=True
        ),
        Column(
            name="coverage", kind="number", label=Text("Abdeckung", "coverage"), required=True
        ),
        Column(
            name="value", kind="number",
            label=Text("wirkt wie … gleich häufige Branchen", "works like … equally common branches"),
        ),
        Column(name="low", kind="number", label=Text("ab (95 %)", "from (95%)")),
        Column(name="high", kind="number", label=Text("bis (95 %)", "to (95%)")),
        Column(
            name="units", kind="number",
            label=Text("bei so vielen Einheiten", "shown by so many units"),
        ),
    ),
)

MIX_NEIGHBOURS = Table(
    name="mix_neighbours",
    label=Text("Mischung im Umkreis jeder Einheit", "mix around each unit"),
    index="unit_id",
    geometry=("Point",),
    audience="workshop",
    columns=(
        Column(
            name="units", kind="integer",
            label=Text("Einheiten bis 100 m Fußweg", "units within 100 m on foot"),
        ),
        Column(
            name="functions", kind="integer",
            label=Text("Funktionen bis 100 m", "functions within 100 m"),
        ),
        Column(
            name="branches", kind="integer",
            label=Text("Branchen bis 100 m", "branches within 100 m"),
        ),
        Column(
            name="effective_branches", kind="number",
            label=Text("wirkt wie … gleich häufige Branchen", "works like … equally common branches"),
        ),
    ),
)

SECTION_MIX = Table(
    name="section_mix",
    label=Text("Mischung je Straßenabschnitt", "mix by street section"),
    index="section_id",
    geometry=("LineString", "MultiLineString"),
    geometry_required=True,
    cells=("units", "functions", "branches", "effective_branches", "effective_functions"),
    follows=("section_density", ""),
    columns=(
        Column(name="street", kind="text", label=Text("Straße", "street"), required=True),
        Column(name="number", kind="integer", label=Text("Nummer", "number"), required=True),
        Column(
            name="units", kind="integer", label=Text("genutzte Einheiten", "units in use"),
            required=True,
        ),
        Column(name="functions", kind="integer", label=Text("Funktionen", "functions")),
        Column(name="branches", kind="integer", label=Text("Branchen", "branches")),
        Column(
            name="effective_branches", kind="number",
            label=Text("wirkt wie … gleich häufige Branchen", "works like … equally common branches"),
        ),
        Column(
            name="effective_functions", kind="number",
            label=Text(
                "wirkt wie … gleich häufige Funktionen", "works like … equally common functions"
            ),
        ),
    ),
)

LOCATION_QUOTIENTS = Table(
    name="location_quotients",
    label=Text("Funktionen je Straßenabschnitt, am Ort gemessen", "functions by section"),
    index="quotient_id",  # "<section_id>:<function>"
    cells=("units", "share", "quotient"),
    within=("section_id", "function"),
    follows=("section_density", "section_id"),
    columns=(
        Column(
            name="section_id", kind="text", label=Text("Straßenabschnitt", "street section"),
            required=True,
        ),
        Column(
            name="function", kind="text", label=Text("Funktion", "function"),
            allowed=tuple(FUNCTIONS), required=True,
        ),
        Column(name="units", kind="integer", label=Text("Einheiten", "units"), required=True),
        Column(
            name="share", kind="number",
            label=Text("Anteil im Abschnitt", "share in the section"),
        ),
        Column(
            name="town_share", kind="number",
            label=Text("Anteil in allen Abschnitten", "share in all sections"),
        ),
        Column(
            name="quotient", kind="number",
            label=Text("Vielfaches des Anteils in allen", "multiple of the share in all"),
        ),
    ),
)

DISSIMILARITY = Table(
    name="dissimilarity",
    label=Text("Wie ungleich Funktionen über die Straßen verteilt sind", "spread over streets"),
    index="function",
    cells=("units", "index", "by_chance", "p_value"),
    columns=(
        Column(name="units", kind="integer", label=Text("Einheiten", "units"), required=True),
        Column(
            name="sections", kind="integer",
            label=Text("Straßenabschnitte mit Einheiten", "sections with units"),
        ),
        Column(
            name="index", kind="number",
            label=Text("Dissimilaritätsindex 0 bis 1", "dissimilarity index 0 to 1"),
        ),
        Column(
            name="by_chance", kind="number",
            label=Text("bei zufälliger Verteilung im Mittel", "mean of random placement"),
        ),
        Column(name="p_value", kind="number", label=Text("p", "p")),
    ),
)
