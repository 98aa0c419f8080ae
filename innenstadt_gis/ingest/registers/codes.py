"""Reason and repair codes of registers, and how products say them."""

from __future__ import annotations

from types import MappingProxyType

from innenstadt_gis.words import Text

__all__ = ["REASONS", "REPAIRS"]

#: Why a row is no record (nonrecord) or cannot become one (rejected).
REASONS: MappingProxyType[str, Text] = MappingProxyType(
    {
        "subtotal": Text("Summenzeile", "subtotal row"),
        "legend": Text("Legende oder Hinweis", "legend or note"),
        "repeated_header": Text("wiederholte Kopfzeile", "repeated header"),
        "heading": Text("Zwischenüberschrift", "group heading"),
        "duplicate": Text(
            "genaue Kopie einer Zeile mit derselben Objektnummer",
            "exact copy of a row with the same object number",
        ),
        "nothing_to_identify": Text(
            "weder Adresse noch Flurstück, Lage oder Name",
            "neither address nor parcel, position or name",
        ),
    }
)

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
        "parcel_unknown": Text("Flurstück nicht gefunden", "parcel not found"),
    }
)
