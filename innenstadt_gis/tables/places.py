"""Tables about places: parcels, buildings, addresses, amenities, people, centres, base map."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.tables.units import REPAIRS, SOURCE
from innenstadt_gis.words import Text

_SURFACE = ("Polygon", "MultiPolygon")

PARCELS = Table(
    name="parcels",
    label=Text("Flurstücke", "parcels"),
    index="parcel_id",
    geometry=_SURFACE,
    geometry_required=True,
    columns=(
        Column(
            name="official_area_m2", kind="number",
            label=Text("amtliche Fläche m²", "official area m²"),
        ),
        Column(name="area_m2", kind="number", label=Text("Fläche m² (gemessen)", "area m²")),
        Column(name="district", kind="text", label=Text("Gemarkung", "cadastral district")),
        Column(name="situation", kind="text", label=Text("Lagebezeichnung", "situation")),
        Column(name="land_use", kind="text", label=Text("tatsächliche Nutzung", "land use")),
        Column(name="updated_on", kind="day", label=Text("Aktualität", "updated on")),
        SOURCE,
        REPAIRS,
    ),
)

BUILDINGS = Table(
    name="buildings",
    label=Text("Gebäude", "buildings"),
    index="building_id",
    geometry=_SURFACE,
    geometry_required=True,
    columns=(
        Column(name="use", kind="text", label=Text("Gebäudeart", "building type")),
        Column(name="name", kind="text", label=Text("Name", "name")),
        Column(name="street", kind="text", label=Text("Straße", "street")),
        Column(name="house_number", kind="text", label=Text("Hausnummer", "house number")),
        Column(name="levels", kind="number", label=Text("Geschosse", "levels")),
        Column(name="area_m2", kind="number", label=Text("Grundfläche m²", "footprint m²")),
        SOURCE,
        REPAIRS,
    ),
)

ADDRESSES = Table(
    name="addresses",
    label=Text("Adressen", "addresses"),
    index="address_id",
    geometry=("Point",),
    geometry_required=True,
    columns=(
        Column(name="street", kind="text", label=Text("Straße", "street")),
        Column(
            name="house_number", kind="text", label=Text("Hausnummer", "house number"),
            required=True,
        ),
        Column(name="postcode", kind="text", label=Text("PLZ", "postcode")),
        Column(name="place", kind="text", label=Text("Ort", "place")),
        Column(name="district", kind="text", label=Text("Ortsteil", "district")),
        Column(name="building_id", kind="text", label=Text("Gebäude", "building")),
        SOURCE,
        REPAIRS,
    ),
)

BROWNFIELDS = Table(
    name="brownfields",
    label=Text("Brachflächen", "brownfields"),
    index="brownfield_id",
    geometry=("Point", *_SURFACE),
    geometry_required=True,
    columns=(
        Column(name="kind", kind="text", label=Text("Art", "kind"), required=True),
        Column(name="name", kind="text", label=Text("Name", "name")),
        Column(name="area_m2", kind="number", label=Text("Fläche m²", "area m²")),
        Column(name="observed_on", kind="day", label=Text("gesehen am", "observed on")),
        SOURCE,
        REPAIRS,
    ),
)

AMENITIES = Table(
    name="amenities",
    label=Text("Ausstattung", "amenities"),
    index="amenity_id",
    geometry=("Point",),
    geometry_required=True,
    columns=(
        Column(name="kind", kind="text", label=Text("Art", "kind"), required=True),
        Column(name="name", kind="text", label=Text("Name", "name")),
        Column(name="wheelchair", kind="text", label=Text("rollstuhlgerecht", "wheelchair")),
        Column(
            name="heritage", kind="flag", label=Text("historisch oder Denkmal", "heritage")
        ),
        SOURCE,
        REPAIRS,
    ),
)

POPULATION = Table(
    name="population",
    label=Text("Bevölkerung je Zelle", "population by cell"),
    index="cell_id",
    geometry=_SURFACE,
    geometry_required=True,
    columns=(
        Column(
            name="persons", kind="number", label=Text("Personen", "persons"), required=True
        ),
        SOURCE,
        REPAIRS,
    ),
)

CENTRES = Table(
    name="centres",
    label=Text("Zentren", "centres"),
    index="centre_id",
    geometry=("Point", *_SURFACE),
    geometry_required=True,
    columns=(
        Column(name="name", kind="text", label=Text("Name", "name"), required=True),
        Column(
            name="located_by", kind="text", label=Text("bestimmt über", "located by"),
            allowed=("address", "coordinate", "polygon", "proposed"), required=True,
        ),
        Column(
            name="proposed", kind="flag", label=Text("Vorschlag", "proposal"), required=True
        ),
        SOURCE,
        REPAIRS,
    ),
)

RETAIL_PARKS = Table(
    name="retail_parks",
    label=Text("Fachmarktstandorte", "retail parks"),
    index="park_id",
    geometry=("Point", *_SURFACE),
    geometry_required=True,
    columns=CENTRES.columns,
)

STOPS = Table(
    name="stops",
    label=Text("Haltestellen", "stops"),
    index="stop_id",
    geometry=("Point",),
    geometry_required=True,
    columns=(
        Column(name="name", kind="text", label=Text("Name", "name")),
        Column(
            name="mode", kind="text", label=Text("Verkehrsmittel", "mode"),
            allowed=("bus", "tram", "rail", "ferry", "other"),
        ),
        Column(name="shelter", kind="text", label=Text("Wetterschutz", "shelter")),
        Column(name="bench", kind="text", label=Text("Bank", "bench")),
        Column(name="wheelchair", kind="text", label=Text("rollstuhlgerecht", "wheelchair")),
        SOURCE,
        REPAIRS,
    ),
)

#: Layers of the base map, from the ground up, in the order in which they are drawn.
BASEMAP_LAYERS = ("land", "green", "water", "square", "waterway", "rail", "street", "place")

BASEMAP = Table(
    name="basemap",
    label=Text("Kartengrundlage", "base map"),
    index="basemap_id",
    geometry=("Point", "LineString", "MultiLineString", *_SURFACE),
    geometry_required=True,
    columns=(
        Column(
            name="layer", kind="text", label=Text("Ebene", "layer"), allowed=BASEMAP_LAYERS,
            required=True,
        ),
        Column(name="kind", kind="text", label=Text("Art", "kind")),
        Column(name="name", kind="text", label=Text("Name", "name")),
        Column(name="bridge", kind="flag", label=Text("Brücke", "bridge")),
        Column(name="tunnel", kind="flag", label=Text("Tunnel", "tunnel")),
        SOURCE,
        REPAIRS,
    ),
)
