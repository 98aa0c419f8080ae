"""What was repaired, guessed or left out in a row, as codes with their words."""

from __future__ import annotations

from types import MappingProxyType

from innenstadt_gis.words import Text

__all__ = ["REPAIRS"]

# What became of the place of a row.
_PLACES: dict[str, Text] = {
    "coordinate_swapped": Text(
        "Ost- und Nordwert waren vertauscht", "easting and northing were exchanged"),
    "coordinate_other_crs": Text("Koordinate in anderem Koordinatensystem als die übrigen",
        "coordinate in another CRS than the others"),
    "coordinate_decimal_restored": Text("fehlendes Komma der Koordinate ergänzt",
        "lost decimal mark of the coordinate restored"),
    "coordinate_contradicts_address": Text("Koordinate und Adresse liegen weit auseinander",
        "coordinate and address lie far apart"),
    "crs_mismatch": Text("Koordinate liegt in einem anderen Koordinatensystem als angegeben",
        "coordinate is in another CRS than declared"),
    "crs_uncertain": Text("Koordinatensystem nicht eindeutig, das üblichere genommen",
        "CRS not certain, the more usual one taken"),
    "placed_by_hand": Text("Lage von Hand zugeordnet", "place assigned by hand"),
    "street_renamed": Text(
        "Straße unter früherem oder örtlichem Namen", "street by a former or local name"),
    "street_preposition": Text("Straßenname ohne oder mit „Am“, „An der“ gefunden",
        "street found without or with its preposition"),
    "corner_address": Text("Eckhaus: erste Adresse genommen", "corner house: first address taken"),
    "beside_address": Text(
        "Lage nur neben einer Adresse beschrieben", "described as beside an address only"),
    "postcode_differs": Text(
        "Postleitzahl passt nicht zur Straße", "postcode does not fit the street"),
    "district_contradicts": Text("Straße gibt es nur in einem anderen Ortsteil; nicht geraten",
        "street exists in another district only; no guess"),
    "parcel_contradicts_address": Text(
        "Flurstück und Adresse liegen auseinander", "parcel and address lie apart"),
    "parcel_historic": Text("Flurstück gibt es nicht mehr (geteilt oder verschmolzen)",
        "parcel exists no more (split or merged)"),
    "hand_not_found": Text(
        "von Hand zugeordnete Adresse nicht gefunden", "address assigned by hand not found"),
    "parcel_unread": Text("Flurstücksangabe nicht verstanden", "parcel not understood"),
    "parcel_ambiguous": Text("Flurstück gibt es in mehreren Gemarkungen oder Fluren; nicht geraten",
        "parcel exists in several districts; no guess"),
    "parcel_was_date": Text("Flurstück war von Excel in ein Datum verwandelt",
        "parcel had been turned into a date by Excel"),
    "district_unknown": Text("Gemarkung nicht gefunden", "cadastral district not found"),
    "district_variant": Text(
        "Gemarkung in anderer Schreibweise", "cadastral district spelled differently"),
    "district_found": Text("Gemarkung aus der Flurstücksnummer erschlossen",
        "cadastral district told by the parcel number"),
    "flur_found": Text("Flur ergänzt", "Flur added"),
    "flur_ignored": Text(
        "Flur nicht beachtet, die Gemarkung hat keine", "Flur ignored, the district has none"),
    "parcel_several": Text("mehrere Flurstücke", "several parcels"),
    "parcel_part": Text("nur ein Teil des Flurstücks", "part of the parcel only"),
}  # fmt: skip

#: What was repaired, guessed or left out in a row; the row itself is kept.
REPAIRS: MappingProxyType[str, Text] = MappingProxyType(
    {
        "merged_street": Text(
            "Straße aus verbundenen Zellen übernommen", "street taken from merged cells"
        ),
        "street_from_sheet": Text("Straße aus dem Blattnamen", "street from the sheet name"),
        "street_from_heading": Text(
            "Straße aus der Zwischenüberschrift", "street from the group heading"
        ),
        "district_from_heading": Text(
            "Ortsteil aus der Zwischenüberschrift", "district from the group heading"
        ),
        "district_from_sheet": Text("Ortsteil aus dem Blattnamen", "district from the sheet name"),
        "floor_from_header": Text(
            "Geschoss aus der Spaltenüberschrift", "floor from the column's header"
        ),
        "value_from_mapping": Text("Angabe aus der Zuordnung", "stated by the mapping"),
        "status_from_use": Text(
            "Status aus der Spalte Nutzung gelesen", "status read from the column of uses"
        ),
        "status_from_counts": Text(
            "Status aus der Zahl der Einheiten und der leeren", "status from units and vacant units"
        ),
        "status_from_marks": Text(
            "Status aus der angekreuzten Spalte", "status from the column that is marked"
        ),
        "status_from_title": Text(
            "leer, weil die Liste nur Leerstände nennt", "vacant: the list names vacancies only"
        ),
        "status_from_sheet": Text(
            "Status aus dem Namen des Blattes", "status from the name of the sheet"
        ),
        "status_from_since": Text(
            "leer, weil ein Leerstand seit genannt ist", "vacant: a vacancy since is stated"
        ),
        "struck_through": Text(
            "durchgestrichen, gilt als abgegangen", "crossed out, taken as gone"
        ),
        "marked_done": Text(
            "als erledigt vermerkt, gilt als belegt", "marked done, taken as occupied"
        ),
        "address_split": Text("Adresse zerlegt", "address split"),
        "number_was_date": Text(
            "Hausnummer war von Excel in ein Datum verwandelt",
            "house number had been turned into a date by Excel",
        ),
        "mojibake": Text("Zeichensatz repariert", "character set repaired"),
        "characters_lost": Text(
            "Zeichen sind in der Datei verloren", "characters are lost in the file"
        ),
        "formula_without_value": Text(
            "Formel ohne gespeicherten Wert", "formula without a stored value"
        ),
        "cell_error": Text("Fehlerwert in einer Zelle", "error value in a cell"),
        "text_cut": Text("Text in der Datei abgeschnitten", "text cut off in the file"),
        "partly_struck": Text("Teil einer Zelle durchgestrichen", "part of a cell is crossed out"),
        "personal_removed": Text(
            "Freitext mit persönlichen Angaben entfernt", "free text with personal data removed"
        ),
        "possible_duplicate": Text(
            "gleicht einer anderen Zeile vollständig", "equals another row completely"
        ),
        "status_unread": Text("Status nicht verstanden", "status not understood"),
        "status_fuzzy": Text("Status trotz Tippfehler erkannt", "status read despite a typo"),
        "status_from_flag": Text(
            "ja/nein nach der Spaltenüberschrift gedeutet", "yes/no read by its header"
        ),
        "status_contradiction": Text(
            "Statusspalten widersprechen sich", "status columns contradict each other"
        ),
        "status_from_colour": Text("Status aus der Farblegende", "status from the colour legend"),
        "colour_only": Text("Bedeutung nur als Farbe", "meaning told by colour only"),
        "area_approximate": Text("Fläche ungefähr", "area approximate"),
        "area_range": Text("Flächenspanne, Mitte genommen", "area range, middle taken"),
        "area_minimum": Text("Fläche ist Mindestwert", "area is a minimum"),
        "area_maximum": Text("Fläche ist Höchstwert", "area is a maximum"),
        "area_composite": Text("erste von mehreren Flächen", "first of several areas"),
        "area_thousands": Text(
            "Punkt als Tausendertrennung gelesen", "dot read as thousands separator"
        ),
        "area_converted": Text("Flächeneinheit umgerechnet", "unit of area converted"),
        "area_implausible": Text(
            "Fläche unplausibel, nicht übernommen", "area implausible, not taken over"
        ),
        "area_zero": Text("Fläche 0 heißt nicht angegeben", "area 0 means not stated"),
        "area_ambiguous": Text(
            "Punkt vor drei Ziffern: als Tausender gelesen, bitte prüfen",
            "dot before three digits: read as thousands, please check",
        ),
        "area_doubtful": Text(
            "Verkaufsfläche größer als Nutzfläche", "sales area larger than usable area"
        ),
        "area_unread": Text("Fläche nicht verstanden", "area not understood"),
        "area_kind_unstated": Text("Art der Fläche nicht angegeben", "kind of area not stated"),
        "since_vague": Text("Zeitangabe unbestimmt", "date too vague"),
        "since_unread": Text("Zeitangabe nicht verstanden", "date not understood"),
        "since_serial": Text("Datum war als Excel-Zahl geschrieben", "date was an Excel number"),
        "since_relative": Text("Datum aus einer Dauer errechnet", "date computed from a duration"),
        "since_season": Text("Jahreszeit als Jahr gelesen", "season read as year"),
        "since_placeholder": Text("Platzhalterdatum", "placeholder date"),
        "since_after_survey": Text("Datum liegt nach dem Stichtag", "date after the survey day"),
        "since_before_1945": Text("Datum liegt vor 1945", "date before 1945"),
        "since_range": Text("Zeitspanne, Anfang genommen", "span of time, its beginning taken"),
        "since_before": Text(
            "nur 'vor' einem Jahr: spätestens seit",
            "told 'before' a year only: at the latest since",
        ),
        "since_two_digits": Text("Jahr aus zwei Ziffern", "year of two digits"),
        "duration_unread": Text("Dauer nicht verstanden", "length of vacancy not understood"),
        "duration_contradicts": Text(
            "Dauer und Datum widersprechen sich; das Datum gilt",
            "length and date contradict each other; the date holds",
        ),
        "since_not_vacant": Text(
            "'leer seit' bei einer nicht leeren Einheit", "'vacant since' at a unit not vacant"
        ),
        "floor_is_storeys": Text(
            "Geschosszahl des Hauses, nicht das Geschoss der Einheit",
            "number of storeys of the house, not the unit's floor",
        ),
        "floor_unread": Text("Geschoss nicht verstanden", "floor not understood"),
        "scale_undeclared": Text(
            "Note oder Ampel ohne erklärte Richtung", "grade or colour of undeclared direction"
        ),
        "yes_no_unread": Text("weder ja noch nein", "neither yes nor no"),
        "step_free_unread": Text("stufenlos: nicht verstanden", "step-free not understood"),
        "status_hint": Text(
            "Status aus einem Hinweis in Worten gedeutet", "status read from a hint in words"
        ),
        "status_mixed": Text(
            "Status nennt mehrere Zeiten oder Teile; bitte prüfen",
            "status speaks of several times or parts; please check",
        ),
        "branch_combined": Text(
            "mehrere Branchen, die erste gilt", "several branches, first holds"
        ),
        "branch_from_name": Text("Branche aus dem Namen gelesen", "branch read from the name"),
        "branch_fuzzy": Text("Branche trotz Tippfehler erkannt", "branch read despite a typo"),
        "branch_unread": Text("Branche nicht erkannt", "branch not recognised"),
        "street_fuzzy": Text("Straßenname trotz Tippfehler erkannt", "street despite a typo"),
        "street_initials": Text(
            "Straßenname an Abkürzungen erkannt", "street recognised by its initials"
        ),
        "house_number_suffix": Text(
            "Hausnummer ohne oder mit anderem Zusatz gefunden",
            "house number found with another suffix",
        ),
        "house_number_range": Text("Mitte mehrerer Hausnummern", "centre of several house numbers"),
        "interpolated": Text(
            "Hausnummer zwischen den nächsten vorhandenen geschätzt",
            "house number estimated between the nearest ones",
        ),
        "ambiguous_address": Text(
            "Adresse gibt es mehrfach; nicht geraten", "address exists several times; no guess"
        ),
        "coordinate_unused": Text("Koordinate nicht brauchbar", "coordinate not usable"),
        **_PLACES,
        "not_listed_again": Text(
            "in der neuesten Erhebung nicht mehr aufgeführt: unbekannt, nicht abgegangen",
            "not listed again in the newest survey: unknown, not gone",
        ),
        "corrected": Text("von Hand berichtigt", "corrected by hand"),
        "parcel_unknown": Text("Flurstück nicht gefunden", "parcel not found"),
        "FSK_BLANK": Text("ohne Flurstückskennzeichen", "without parcel id"),
        "FSK_BUILT_FROM_PARTS": Text(
            "Flurstückskennzeichen aus seinen Teilen gebildet", "parcel id built from its parts"
        ),
        "FSK_CHARACTERS": Text(
            "Flurstückskennzeichen mit fremden Zeichen", "parcel id with foreign characters"
        ),
        "FSK_DISPLAY_FORM": Text(
            "Flurstückskennzeichen aus der Anzeigeform", "parcel id from its display form"
        ),
        "FSK_FLOAT_PRECISION_LOST": Text(
            "Flurstückskennzeichen von Excel gerundet; als Text speichern",
            "parcel id rounded by Excel; store it as text",
        ),
        "FSK_LENGTH": Text(
            "Flurstückskennzeichen hat nicht 20 Zeichen", "parcel id has not 20 characters"
        ),
        "FSK_LETTER_O": Text("Buchstabe O als Null gelesen", "letter O read as zero"),
        "FSK_NUMERATOR_ZERO": Text(
            "Flurstückskennzeichen ohne Flurstücksnummer", "parcel id without a parcel number"
        ),
        "FSK_PADDED": Text("Unterstriche ergänzt", "underscores added"),
        "FSK_PATTERN": Text(
            "Flurstückskennzeichen falsch aufgebaut", "parcel id of a wrong structure"
        ),
        "FSK_SEPARATORS": Text("Trennzeichen entfernt", "separators removed"),
        "FSK_SPACES": Text("Leerzeichen entfernt", "blanks removed"),
        "FSK_STATE": Text("Flurstück eines anderen Landes", "parcel of another state"),
        "FSK_ZERO_BLOCKS": Text("Nullen als Unterstriche gelesen", "zeros read as underscores"),
        "AREA_DIFFERS": Text(
            "gemessene und amtliche Fläche weichen voneinander ab",
            "measured and official area differ",
        ),
        "AREA_UNSTATED": Text("ohne amtliche Fläche", "without official area"),
        "GEOMETRY_REPAIRED": Text("Geometrie repariert", "geometry repaired"),
        "GEOMETRY_CHANGED": Text(
            "Reparatur der Geometrie ändert die Fläche um mehr als 1 %",
            "repairing the geometry changes its area by more than 1 %",
        ),
        "GEOMETRY_DIFFERS": Text(
            "mehrfach geliefert mit anderer Geometrie; die neueste gilt",
            "delivered several times with another geometry; the newest is taken",
        ),
        "ARCS_LINEARISED": Text("Kreisbögen in Strecken zerlegt", "arcs made of straight lines"),
        "TEXT_CUT": Text("Text in der Datei abgeschnitten", "text cut off in the file"),
        "gtfs_agency_missing": Text("Verkehrsunternehmen fehlt", "agency missing"),
        "gtfs_agency_unknown": Text("Verkehrsunternehmen unbekannt", "agency unknown"),
        "gtfs_cells_few": Text("Fahrplanzeile mit zu wenig Feldern", "feed row with few cells"),
        "gtfs_cells_many": Text("Fahrplanzeile mit zu vielen Feldern", "feed row with many cells"),
        "gtfs_cells_shifted": Text("verschobene Zeile ausgelassen", "shifted row left out"),
        "gtfs_date_format": Text("Datum anders geschrieben", "date written another way"),
        "gtfs_date_unread": Text("Verkehrstag nicht verstanden", "service day not understood"),
        "gtfs_dates_turned": Text(
            "Gültigkeit endet vor ihrem Anfang", "validity ends before start"
        ),
        "gtfs_delimiter": Text("andere Feldtrennung", "other delimiter"),
        "gtfs_direction_missing": Text("Fahrt ohne Richtung", "trip without direction"),
        "gtfs_encoding": Text("Datei in UTF-16", "file in UTF-16"),
        "gtfs_frequency_trips": Text("Fahrt aus Takt ausgeschrieben", "trip made from a headway"),
        "gtfs_frequency_unread": Text("Taktangabe unbrauchbar", "headway not usable"),
        "gtfs_id_blank": Text("Zeile ohne Kennung ausgelassen", "row without id left out"),
        "gtfs_mode_doubt": Text("Bahn hält so oft wie ein Bus", "railway halts like a bus"),
        "gtfs_mode_named_bus": Text("Bahn heißt Bus, als Bus gezählt", "railway named bus: a bus"),
        "gtfs_mode_unknown": Text("Verkehrsmittel unbekannt", "mode unknown"),
        "photo_position": Text(
            "Foto mit Ort; er wird nie kopiert", "photo with position, never copied"
        ),
        "bridge_flat": Text("Brücke: eben gerechnet", "bridge: taken as flat"),
        "elevation_unknown": Text("Höhe unbekannt, keine Steigung", "height unknown, no slope"),
        "incline_tagged": Text("Steigung wie vor Ort eingetragen", "slope as tagged on the spot"),
        "tunnel_flat": Text("Tunnel: eben gerechnet", "tunnel: taken as flat"),
        "gtfs_nul": Text("Nullzeichen entfernt", "NUL characters removed"),
        "gtfs_on_demand": Text("Fahrt nur auf Anruf", "trip on demand only"),
        "gtfs_parent_unknown": Text("übergeordnete Haltestelle fehlt", "parent station missing"),
        "gtfs_past_midnight": Text("Zeit nach Mitternacht ergänzt", "time past midnight mended"),
        "gtfs_route_twice": Text("Linie doppelt, erste zählt", "route twice, first counts"),
        "gtfs_route_unknown": Text("Linie fehlt, Art unbekannt", "route missing, mode unknown"),
        "gtfs_sequence_negative": Text("negative Haltefolge", "negative stop sequence"),
        "gtfs_sequence_twice": Text("Haltefolge doppelt, nach Zeit geordnet", "sequence by time"),
        "gtfs_sequence_unread": Text("Haltefolge nach Zeilen", "sequence by rows"),
        "gtfs_service_twice": Text("Verkehrstage doppelt, vereint", "service twice, united"),
        "gtfs_service_unknown": Text("Fahrt ohne Verkehrstage", "trip without service days"),
        "gtfs_station_from_id": Text("Haltestelle aus der Kennung", "station from its id"),
        "gtfs_stop_twice": Text("Haltestelle doppelt, erste zählt", "stop twice, first counts"),
        "gtfs_stop_unknown": Text("Halt an unbekannter Haltestelle", "call at an unknown stop"),
        "gtfs_stop_without_place": Text("Haltestelle ohne Koordinate", "stop without coordinates"),
        "gtfs_swapped": Text("Länge und Breite vertauscht", "longitude and latitude swapped"),
        "gtfs_time_backwards": Text("Fahrt rückwärts in der Zeit", "trip runs backwards in time"),
        "gtfs_time_filled": Text("Ankunft für Abfahrt genommen", "arrival taken for departure"),
        "gtfs_time_interpolated": Text("Zeit zwischen Halten geschätzt", "time estimated"),
        "gtfs_time_missing_end": Text("erster oder letzter Halt ohne Zeit", "end without a time"),
        "gtfs_time_unread": Text("Uhrzeit nicht verstanden", "time not understood"),
        "gtfs_trip_duplicate": Text("Fahrt doppelt, einmal gezählt", "trip twice, counted once"),
        "gtfs_trip_twice": Text("Fahrtkennung doppelt, erste zählt", "trip id twice, first counts"),
        "gtfs_trip_unknown": Text("Halt einer unbekannten Fahrt", "call of an unknown trip"),
        "gtfs_trip_unusable": Text("Fahrt ohne brauchbare Zeiten", "trip without usable times"),
    }
)
