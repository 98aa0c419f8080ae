"""Found tables about walking by persona: who reaches what, what bars the way, where to sit."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

_LINE = ("LineString", "MultiLineString")

#: Walking profiles as columns name them; a test holds them to those in personas.toml.
PERSONA_LABELS = {
    "adult": Text("Erwachsene", "adults"),
    "youth": Text("Jugendliche", "youths"),
    "pram": Text("mit Kinderwagen", "with a pram"),
    "senior_65_74": Text("Ältere 65 bis 74", "seniors 65 to 74"),
    "senior_75_84": Text("Ältere 75 bis 84", "seniors 75 to 84"),
    "senior_85": Text("Ältere ab 85", "seniors 85 and over"),
    "rollator": Text("mit Rollator", "with a rollator"),
    "wheelchair": Text("mit Rollstuhl, von Hand", "in a manual wheelchair"),
    "wheelchair_electric": Text("mit Elektrorollstuhl", "in an electric wheelchair"),
}

PERSONA_REACH = Table(
    name="persona_reach",
    label=Text("Erreichbarkeit zu Fuß nach Gehprofil", "reach on foot by persona"),
    index="persona_goal",  # as in "wheelchair:centre"
    columns=(
        Column(name="persona", kind="text", label=Text("Gehprofil", "persona"), required=True),
        Column(
            name="persona_label", kind="text", label=Text("wer", "who"), required=True,
        ),
        Column(name="goal", kind="text", label=Text("Ziel (Schlüssel)", "goal (key)"), required=True),
        Column(name="goal_label", kind="text", label=Text("Ziel", "goal"), required=True),
        Column(
            name="goals", kind="integer", required=True,
            label=Text("Ziele mit Anschluss ans Wegenetz", "goals joined to the network"),
        ),
        Column(
            name="persons", kind="number",
            label=Text("Personen mit bekanntem Weg", "persons whose way is known"),
        ),
        *(
            Column(
                name=f"within_{limit}_min", kind="number",
                label=Text(
                    f"Personen bis {limit} Minuten, gingen alle so",
                    f"persons within {limit} minutes if all walked so",
                ),
            )
            for limit in (5, 10, 15)
        ),
        Column(
            name="median_min", kind="number",
            label=Text("Minuten hin, halbe Bevölkerung", "minutes there, half of the people"),
        ),
        Column(
            name="median_back_min", kind="number",
            label=Text("Minuten zurück, halbe Bevölkerung", "minutes back, half of the people"),
        ),
        Column(
            name="cut_off", kind="number",
            label=Text(
                "Personen, die Erwachsene erreichen und dieses Profil nicht",
                "persons cut off: adults get there, this persona does not",
            ),
        ),
        Column(
            name="coverage", kind="number",
            label=Text("Anteil der Personen mit bekanntem Weg", "share of persons with a known way"),
        ),
    ),
)  # fmt: skip

PERSONA_WALKING = Table(
    name="persona_walking",
    label=Text("Gehminuten ins Zentrum nach Gehprofil", "minutes to the centre by persona"),
    index="home_id",  # address_id, else building_id
    geometry=("Point",),
    geometry_required=True,
    columns=(
        *(
            column
            for key, who in PERSONA_LABELS.items()
            for column in (
                Column(
                    name=f"{key}_min",
                    kind="number",
                    label=Text(f"Min. ins Zentrum, {who.de}", f"min to the centre, {who.en}"),
                ),
                Column(
                    name=f"{key}_back_min",
                    kind="number",
                    label=Text(f"Min. zurück, {who.de}", f"min back, {who.en}"),
                ),
            )
        ),
        Column(
            name="bench_gap_m",
            kind="number",
            label=Text(
                "längstes Stück ohne Bank auf dem Weg ins Zentrum, m (Bänke aus OpenStreetMap)",
                "longest stretch without a bench on the way to the centre, m (OpenStreetMap)",
            ),
        ),
    ),
)

BARRIERS = Table(
    name="barriers",
    label=Text("Barrieren auf Fußwegen", "barriers on foot"),
    index="barrier_id",
    geometry=_LINE,
    geometry_required=True,
    columns=(
        Column(name="persona", kind="text", label=Text("Gehprofil", "persona"), required=True),
        Column(name="persona_label", kind="text", label=Text("wer", "who"), required=True),
        Column(
            name="goal", kind="text", label=Text("Ziel (Schlüssel)", "goal (key)"), required=True
        ),
        Column(
            name="kind",
            kind="text",
            label=Text("Art", "kind"),
            required=True,
            allowed=("steps", "wheelchair_no", "slope", "kerb", "surface", "smoothness"),
        ),
        Column(name="street", kind="text", label=Text("Straße", "street")),
        Column(name="metres", kind="number", label=Text("Länge m", "length m"), required=True),
        Column(
            name="steepest",
            kind="number",
            label=Text("steilstes Stück (0,1 = 10 %)", "steepest stretch (0.1 = 10 %)"),
        ),
        Column(
            name="persons",
            kind="number",
            required=True,
            label=Text("Personen dahinter, vom Ziel abgeschnitten", "persons behind it, cut off"),
        ),
        Column(
            name="persons_alone",
            kind="number",
            required=True,
            label=Text(
                "davon mit keiner anderen auf dem Weg", "of them with no other one on the way"
            ),
        ),
        Column(
            name="homes",
            kind="integer",
            required=True,
            label=Text("Adressen dahinter", "homes behind it"),
        ),
        Column(
            name="persons_detour",
            kind="number",
            required=True,
            label=Text(
                "Personen mit mehr als 5 Minuten Umweg", "persons with a detour above 5 minutes"
            ),
        ),
    ),
)

BENCH_GAPS = Table(
    name="bench_gaps",
    label=Text(
        "Wege ins Zentrum ohne Bank (Bänke aus OpenStreetMap)",
        "ways to the centre without a bench (benches of OpenStreetMap)",
    ),
    index="gap_id",
    geometry=_LINE,
    geometry_required=True,
    columns=(
        Column(name="street", kind="text", label=Text("Straße", "street")),
        Column(name="metres", kind="number", label=Text("Länge m", "length m"), required=True),
        Column(
            name="persons",
            kind="number",
            required=True,
            label=Text(
                "Personen, die hier auf mehr als 200 m keine Bank haben",
                "persons who pass it on more than 200 m without a bench",
            ),
        ),
    ),
)
