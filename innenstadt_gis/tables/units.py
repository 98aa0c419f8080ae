"""Tables about units: source rows, shop units, their history, links and conflicts."""

from __future__ import annotations

from innenstadt_gis.tables.contract import Column, Table
from innenstadt_gis.words import Text

#: Status of a unit. Unknown is unknown: never vacant, never occupied.
STATUS: dict[str, Text] = {
    "occupied": Text("belegt", "occupied"),
    "vacant": Text("leer", "vacant"),
    "partly_vacant": Text("teilweise leer", "partly vacant"),
    "interim_use": Text("Zwischennutzung", "interim use"),
    "under_construction": Text("im Umbau", "under construction"),
    "at_risk": Text("Leerstand droht", "at risk"),
    "gone": Text("abgegangen", "gone"),
    "unknown": Text("unbekannt", "unknown"),
}

#: What a unit is used for. Vacancy is a status, not a function.
FUNCTIONS: dict[str, Text] = {
    "retail": Text("Einzelhandel", "retail"),
    "gastronomy": Text("Gastronomie", "gastronomy"),
    "service": Text("Dienstleistung", "service"),
    "health": Text("Gesundheit", "health"),
    "education_care": Text("Bildung und Betreuung", "education and care"),
    "culture_leisure": Text("Kultur und Freizeit", "culture and leisure"),
    "administration": Text("Verwaltung, öffentlich", "administration"),
    "accommodation": Text("Beherbergung", "accommodation"),
    "craft": Text("Handwerk und Gewerbe", "craft and trade"),
    "office": Text("Büro", "office"),
    "housing": Text("Wohnen im Erdgeschoss", "ground-floor housing"),
    "religion_social": Text("Religion und Soziales", "religion and social"),
    "other": Text("Sonstiges", "other"),
}

NEED_TIERS: dict[str, Text] = {
    "short": Text("kurzfristiger Bedarf", "daily needs"),
    "medium": Text("mittelfristiger Bedarf", "medium-term needs"),
    "long": Text("langfristiger Bedarf", "long-term needs"),
}

PRECISIONS: dict[str, Text] = {
    "day": Text("Tag", "day"),
    "month": Text("Monat", "month"),
    "quarter": Text("Quartal", "quarter"),
    "year": Text("Jahr", "year"),
}

#: How long a unit has been vacant, in months; the last one says that nobody knows.
DURATION_CLASSES: dict[str, Text] = {
    "<3": Text("unter 3 Monate", "under 3 months"),
    "3-6": Text("3 bis 6 Monate", "3 to 6 months"),
    "6-12": Text("6 bis 12 Monate", "6 to 12 months"),
    "12-24": Text("1 bis 2 Jahre", "1 to 2 years"),
    "24-60": Text("2 bis 5 Jahre", "2 to 5 years"),
    ">60": Text("5 Jahre und länger", "5 years and longer"),
    "unknown": Text("keine Angabe", "not stated"),
}

#: How a row got its place, from the surest to none.
LOCATED_BY: dict[str, Text] = {
    "coordinate": Text("Koordinate", "coordinate"),
    "parcel": Text("Flurstück", "parcel"),
    "address": Text("Adresse", "address"),
    "street": Text("nur Straße", "street only"),
    "none": Text("nicht gefunden", "not found"),
}

SOURCE = Column(name="source", kind="text", label=Text("Quelle", "source"), required=True)
REPAIRS = Column(name="repairs", kind="text", label=Text("Korrekturen", "repairs"))

_PLACE = (
    Column(name="street", kind="text", label=Text("Straße", "street"), audience="workshop"),
    Column(
        name="house_number", kind="text", label=Text("Hausnummer", "house number"),
        audience="workshop",
    ),
    Column(name="postcode", kind="text", label=Text("PLZ", "postcode")),
    Column(name="place", kind="text", label=Text("Ort", "place")),
    Column(name="floor", kind="text", label=Text("Geschoss", "floor"), audience="workshop"),
)

_UNIT = (
    Column(name="name", kind="text", label=Text("Name", "name"), audience="workshop"),
    *_PLACE,
    Column(
        name="status", kind="text", label=Text("Status", "status"), allowed=tuple(STATUS),
        required=True, audience="workshop",
    ),
    Column(
        name="function", kind="text", label=Text("Funktion", "function"),
        allowed=tuple(FUNCTIONS), audience="workshop",
    ),
    Column(name="branch", kind="text", label=Text("Branche", "branch"), audience="workshop"),
    Column(
        name="need_tier", kind="text", label=Text("Bedarfsstufe", "need tier"),
        allowed=tuple(NEED_TIERS), audience="workshop",
    ),
    Column(
        name="previous_branch", kind="text", label=Text("frühere Branche", "previous branch"),
        audience="workshop",
    ),
    Column(
        name="retail_capable", kind="flag", label=Text("handelsgeeignet", "fit for retail"),
        audience="intern",
    ),
    Column(name="brand", kind="text", label=Text("Marke", "brand"), audience="workshop"),
    Column(
        name="sales_area_m2", kind="number", label=Text("Verkaufsfläche m²", "sales area m²"),
        audience="intern",
    ),
    Column(
        name="usable_area_m2", kind="number", label=Text("Nutzfläche m²", "usable area m²"),
        audience="intern",
    ),
    Column(
        name="unspecified_area_m2", kind="number",
        label=Text("Fläche m² (Art nicht angegeben)", "area m² (kind not stated)"),
        audience="intern",
    ),
    Column(
        name="area_low_m2", kind="number",
        label=Text("Fläche m² (mindestens)", "area m² (at least)"), audience="intern",
    ),
    Column(
        name="area_high_m2", kind="number",
        label=Text("Fläche m² (höchstens)", "area m² (at most)"), audience="intern",
    ),
    Column(
        name="frontage_m", kind="number", label=Text("Schaufensterfront m", "frontage m"),
        audience="intern",
    ),
    Column(
        name="vacant_since", kind="day", label=Text("leer seit", "vacant since"),
        audience="intern",
    ),
    Column(
        name="vacant_since_precision", kind="text", allowed=tuple(PRECISIONS),
        label=Text("leer seit: Genauigkeit", "vacant since: precision"), audience="intern",
    ),
    Column(
        name="vacant_months", kind="number",
        label=Text("leer seit Monaten (am Stichtag)", "months vacant on the survey day"),
        audience="intern",
    ),
    Column(
        name="duration_class", kind="text", label=Text("leer seit (Klasse)", "vacant for (class)"),
        allowed=tuple(DURATION_CLASSES), audience="workshop",
    ),
    Column(name="website", kind="text", label=Text("Website", "website"), audience="intern"),
    Column(
        name="opening_hours", kind="text", label=Text("Öffnungszeiten", "opening hours"),
        audience="intern",
    ),
    Column(
        name="phone_listed", kind="flag", label=Text("Telefon eingetragen", "phone listed"),
        audience="intern",
    ),
    Column(
        name="mail_listed", kind="flag", label=Text("E-Mail eingetragen", "mail listed"),
        audience="intern",
    ),
    Column(
        name="social_listed", kind="flag",
        label=Text("soziale Medien eingetragen", "social media listed"), audience="intern",
    ),
    Column(
        name="cashless", kind="flag", label=Text("zahlt bargeldlos", "takes cashless payment"),
        audience="intern",
    ),
    Column(
        name="step_free", kind="text", label=Text("stufenlos", "step-free"),
        allowed=("yes", "limited", "no"), audience="intern",
    ),
    Column(
        name="association_member", kind="flag",
        label=Text("in der Händlergemeinschaft", "member of the traders' association"),
        audience="intern",
    ),
    Column(
        name="voucher", kind="flag",
        label=Text("nimmt den Stadtgutschein", "takes the town's voucher"), audience="intern",
    ),
    Column(
        name="joint_hours", kind="flag",
        label=Text("hält gemeinsame Öffnungszeiten", "keeps joint opening hours"),
        audience="intern",
    ),
    Column(
        name="events", kind="number",
        label=Text("gemeinsame Veranstaltungen im Jahr", "joint events a year"),
        audience="intern",
    ),
    Column(name="condition", kind="text", label=Text("Zustand", "condition"), audience="intern"),
    Column(
        name="marketing", kind="text", label=Text("Vermarktung", "marketing"), audience="intern"
    ),
    Column(name="reason", kind="text", label=Text("Grund", "reason"), audience="intern"),
    Column(
        name="observed_on", kind="day", label=Text("gesehen am", "observed on"),
        audience="workshop",
    ),
    Column(name="photo", kind="text", label=Text("Foto", "photo"), audience="intern"),
)

_ORIGIN = (
    Column(
        name="source_file", kind="text", label=Text("Datei", "file"), audience="intern"
    ),
    Column(name="source_sheet", kind="text", label=Text("Blatt", "sheet"), audience="intern"),
    Column(
        name="source_row", kind="integer", label=Text("Zeile", "row"), audience="intern"
    ),
)

RECORDS = Table(
    name="records",
    label=Text("Datensätze, wie geliefert", "records as delivered"),
    index="record_id",
    geometry=("Point",),
    audience="intern",
    columns=(
        *_ORIGIN,
        Column(
            name="survey_day", kind="day", label=Text("Stichtag", "survey day"), required=True
        ),
        *_UNIT,
        Column(
            name="object_number", kind="text", label=Text("Objekt-Nr.", "object number"),
            audience="intern",
        ),
        Column(
            name="parcel_id", kind="text",
            label=Text("Flurstückskennzeichen", "parcel id"), audience="intern",
        ),
        Column(
            name="evidence", kind="text",
            label=Text("Beleg für Leerstand", "evidence of vacancy"), audience="intern",
        ),
        Column(
            name="raw", kind="text",
            label=Text("Rohwerte (JSON)", "raw values (JSON)"), audience="intern",
        ),
        Column(name="unit_id", kind="text", label=Text("Einheit", "unit"), audience="intern"),
        Column(
            name="link_confidence", kind="number",
            label=Text("Sicherheit der Zuordnung 0 bis 1", "confidence of the link 0 to 1"),
            audience="intern",
        ),
        Column(
            name="located_by", kind="text", allowed=tuple(LOCATED_BY), required=True,
            label=Text("verortet über", "located by"), audience="intern",
        ),
        Column(
            name="location_accuracy_m", kind="number",
            label=Text("Lagegenauigkeit m", "location accuracy m"), audience="intern",
        ),
        Column(
            name="other_address", kind="text",
            label=Text("weitere Adresse (Eckhaus)", "other address (corner house)"),
            audience="intern",
        ),
        Column(
            name="candidates", kind="text",
            label=Text("ähnliche Adressen", "nearest candidates"), audience="intern",
        ),
        SOURCE,
        REPAIRS,
    ),
)

PREMISES = Table(
    name="premises",
    label=Text("Ladenlokale und andere öffentlich zugängliche Einheiten", "units"),
    index="unit_id",
    geometry=("Point",),
    audience="workshop",
    columns=(
        *_UNIT,
        Column(
            name="in_register", kind="flag", required=True,
            label=Text("im Register der Stadt", "in the town's register"),
        ),
        Column(
            name="parcel_id", kind="text",
            label=Text("Flurstückskennzeichen", "parcel id"), audience="intern",
        ),
        Column(
            name="building_id", kind="text", label=Text("Gebäude", "building"),
            audience="workshop",
        ),
        Column(
            name="section_id", kind="text",
            label=Text("Straßenabschnitt", "street section"), audience="workshop",
        ),
        *_ORIGIN,
        Column(
            name="located_by", kind="text", allowed=tuple(LOCATED_BY), required=True,
            label=Text("verortet über", "located by"), audience="intern",
        ),
        SOURCE,
        REPAIRS,
    ),
)

HISTORY = Table(
    name="history",
    label=Text("Status je Einheit und Stichtag", "status by unit and survey day"),
    index="history_id",
    audience="intern",
    columns=(
        Column(name="unit_id", kind="text", label=Text("Einheit", "unit"), required=True),
        Column(
            name="survey_day", kind="day", label=Text("Stichtag", "survey day"), required=True
        ),
        Column(
            name="status", kind="text", label=Text("Status", "status"), allowed=tuple(STATUS),
            required=True,
        ),
        SOURCE,
        REPAIRS,
    ),
)

LINKS = Table(
    name="links",
    label=Text("Verknüpfungen", "links"),
    index="link_id",
    audience="intern",
    columns=(
        Column(name="unit_id", kind="text", label=Text("Einheit", "unit"), required=True),
        Column(name="record_id", kind="text", label=Text("Datensatz", "record"), required=True),
        Column(
            name="linked_id", kind="text",
            label=Text("verknüpft mit (Datensatz, Flurstück, Gebäude, Adresse)",
                       "linked with (record, parcel, building, address)"),
        ),
        Column(
            name="confidence", kind="number",
            label=Text("Sicherheit 0 bis 1", "confidence 0 to 1"), required=True,
        ),
        Column(name="kind", kind="text", label=Text("Art", "kind"), required=True),
        SOURCE,
        REPAIRS,
    ),
)

CONFLICTS = Table(
    name="conflicts",
    label=Text("Widersprüche zwischen Quellen", "contradictions between sources"),
    index="conflict_id",
    audience="intern",
    columns=(
        Column(name="unit_id", kind="text", label=Text("Einheit", "unit"), required=True),
        Column(name="field", kind="text", label=Text("Feld", "field"), required=True),
        Column(name="value", kind="text", label=Text("geltender Wert", "value that holds")),
        Column(name="value_source", kind="text", label=Text("dessen Quelle", "its source")),
        Column(name="value_day", kind="day", label=Text("dessen Stand", "its day")),
        Column(name="other", kind="text", label=Text("anderer Wert", "other value")),
        Column(name="other_source", kind="text", label=Text("dessen Quelle", "its source")),
        Column(name="other_day", kind="day", label=Text("dessen Stand", "its day")),
        Column(
            name="other_checked", kind="flag", label=Text("vor Ort geprüft", "checked on site")
        ),
        Column(
            name="confidence", kind="number",
            label=Text("Sicherheit der Verknüpfung", "confidence of the link"),
        ),
        SOURCE,
        REPAIRS,
    ),
)
