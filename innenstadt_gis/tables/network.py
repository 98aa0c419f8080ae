"""Tables of the walk network: nodes, edges, street sections."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.tables.units import REPAIRS, SOURCE
from innenstadt_gis.words import Text

NODES = Table(
    name="nodes",
    label=Text("Knoten des Fußwegenetzes", "nodes of the walk network"),
    index="node_id",  # the OSM node id
    index_kind="integer",
    geometry=("Point",),
    geometry_required=True,
    columns=(
        Column(name="elevation_m", kind="number", label=Text("Höhe m", "elevation m")),
        SOURCE,
        REPAIRS,
    ),
)

EDGES = Table(
    name="edges",
    label=Text("Kanten des Fußwegenetzes", "edges of the walk network"),
    index="edge_id",
    index_kind="integer",
    geometry=("LineString",),
    geometry_required=True,
    columns=(
        Column(name="u", kind="integer", label=Text("von Knoten", "from node"), required=True),
        Column(name="v", kind="integer", label=Text("nach Knoten", "to node"), required=True),
        Column(name="way_id", kind="integer", label=Text("OSM-Weg", "OSM way")),
        Column(name="length_m", kind="number", label=Text("Länge m", "length m"), required=True),
        Column(name="highway", kind="text", label=Text("Wegart", "kind of way")),
        Column(name="name", kind="text", label=Text("Straßenname", "street name")),
        Column(
            name="other_names", kind="text",
            label=Text("frühere und örtliche Namen", "former and local names"),
        ),
        Column(name="steps", kind="flag", label=Text("Treppe", "steps"), required=True),
        Column(
            name="foot_oneway", kind="text", label=Text("nur in Richtung", "one-way on foot"),
            allowed=("both", "forward", "backward"), required=True,
        ),
        Column(
            name="slope", kind="number",
            label=Text("Steigung in Richtung der Kante (0,1 = 10 %)", "slope along the edge"),
        ),
        # Where the sums along the way are blank, readers take ``slope`` for the whole edge.
        Column(
            name="steepest", kind="number",
            label=Text(
                "steilstes Stück der Kante, in beiden Richtungen (0,1 = 10 %)",
                "steepest stretch of the edge, either way (0.1 = 10 %)",
            ),
        ),
        Column(
            name="pace_forward", kind="number",
            label=Text(
                "Gehzeit in Richtung der Kante, Vielfaches der Ebene",
                "time to walk along the edge, relative to the flat",
            ),
        ),
        Column(
            name="pace_backward", kind="number",
            label=Text(
                "Gehzeit gegen die Richtung der Kante, Vielfaches der Ebene",
                "time to walk back along the edge, relative to the flat",
            ),
        ),
        Column(name="incline", kind="text", label=Text("incline (OSM)", "incline (OSM)")),
        Column(name="surface", kind="text", label=Text("Belag", "surface")),
        Column(name="smoothness", kind="text", label=Text("Ebenheit", "smoothness")),
        Column(name="wheelchair", kind="text", label=Text("rollstuhlgerecht", "wheelchair")),
        Column(name="kerb", kind="text", label=Text("Bordstein", "kerb")),
        Column(name="lit", kind="text", label=Text("beleuchtet", "lit")),
        Column(name="bridge", kind="flag", label=Text("Brücke", "bridge"), required=True),
        Column(name="tunnel", kind="flag", label=Text("Tunnel", "tunnel"), required=True),
        Column(
            name="section_id", kind="text", label=Text("Straßenabschnitt", "street section")
        ),
        SOURCE,
        REPAIRS,
    ),
)

SECTIONS = Table(
    name="sections",
    label=Text("Straßenabschnitte", "street sections"),
    index="section_id",
    geometry=("LineString", "MultiLineString"),
    geometry_required=True,
    columns=(
        Column(name="street", kind="text", label=Text("Straße", "street"), required=True),
        Column(name="number", kind="integer", label=Text("Nummer", "number"), required=True),
        Column(
            name="centreline_m", kind="number", label=Text("Länge der Achse m", "centreline m"),
            required=True,
        ),
        Column(
            name="frontage_m", kind="number",
            label=Text("Gebäudefront beider Seiten m", "building front, both sides, m"),
        ),
        SOURCE,
        REPAIRS,
    ),
)
