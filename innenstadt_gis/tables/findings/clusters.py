"""Found tables about where vacancies stand together; only what the test shows is in them."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

CLUSTERS = Table(
    name="clusters",
    label=Text("Schwerpunkte des Leerstands", "clusters of vacancy"),
    index="cluster_id",
    geometry=("Polygon", "MultiPolygon"),
    geometry_required=True,
    cells=(
        "units",
        "known",
        "vacant",
        "vacancy_rate",
        "outside_rate",
        "expected",
        "relative_risk",
        "llr",
        "p_value",
        "radius_m",
        "streets",
        "section_ids",
    ),
    columns=(
        Column(name="rank", kind="integer", label=Text("Rang", "rank"), required=True),
        Column(name="streets", kind="text", label=Text("Straßen", "streets")),
        Column(name="units", kind="integer", label=Text("Ladenlokale", "units")),
        Column(name="known", kind="integer", label=Text("mit bekanntem Status", "of known status")),
        Column(name="vacant", kind="integer", label=Text("davon leer", "vacant")),
        Column(name="vacancy_rate", kind="number", label=Text("Anteil leer", "share vacant")),
        Column(
            name="outside_rate",
            kind="number",
            label=Text("Anteil leer sonst", "share vacant elsewhere"),
        ),
        Column(
            name="expected",
            kind="number",
            label=Text("leer, wenn überall gleich", "vacant if the same everywhere"),
        ),
        Column(
            name="relative_risk",
            kind="number",
            label=Text("Anteil leer, Vielfaches von sonst", "relative risk"),
        ),
        Column(
            name="llr",
            kind="number",
            label=Text("Log-Likelihood-Quotient", "log-likelihood ratio"),
        ),
        Column(name="p_value", kind="number", label=Text("p (Monte Carlo)", "p (Monte Carlo)")),
        Column(name="radius_m", kind="number", label=Text("Umkreis m Fußweg", "radius m on foot")),
        Column(name="section_ids", kind="text", label=Text("Straßenabschnitte", "street sections")),
        Column(name="unit_ids", kind="text", label=Text("Einheiten", "units"), audience="workshop"),
        Column(
            name="vacant_ids",
            kind="text",
            label=Text("davon leer", "vacant ones"),
            audience="workshop",
        ),
    ),
)

VACANCY_NEIGHBOURS = Table(
    name="vacancy_neighbours",
    label=Text("Leerstände und ihre Nachbarn", "vacancies and their neighbours"),
    index="unit_id",
    geometry=("Point",),
    geometry_required=True,
    audience="workshop",
    columns=(
        Column(
            name="neighbours",
            kind="integer",
            label=Text("Nachbarn bis 100 m", "neighbours within 100 m"),
            required=True,
        ),
        Column(
            name="vacant_neighbours",
            kind="integer",
            label=Text("davon leer", "vacant"),
            required=True,
        ),
        Column(
            name="expected",
            kind="number",
            label=Text("leer nach Zufall", "vacant by chance"),
        ),
        Column(name="p_value", kind="number", label=Text("p (exakt)", "p (exact)")),
        Column(
            name="q_value",
            kind="number",
            label=Text("q (Anteil falscher Funde)", "q (false discovery rate)"),
        ),
    ),
)

LABEL_SCANS = Table(
    name="label_scans",
    label=Text("Lage langer Leerstände und einzelner Branchen", "long vacancies and branches"),
    index="scan_id",
    columns=(
        Column(name="what", kind="text", label=Text("Was", "what"), required=True),
        Column(name="units", kind="integer", label=Text("Einheiten", "units"), audience="workshop"),
        Column(name="cases", kind="integer", label=Text("davon", "of them"), audience="workshop"),
        Column(name="p_value", kind="number", label=Text("p", "p")),
        Column(
            name="p_adjusted",
            kind="number",
            label=Text("p, für die Zahl der Fragen berichtigt (Holm)", "p, Holm-adjusted"),
        ),
        Column(
            name="streets",
            kind="text",
            label=Text("am ehesten um", "most likely around"),
            audience="workshop",
        ),
    ),
)
