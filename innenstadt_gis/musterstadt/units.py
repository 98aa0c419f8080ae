"""The 66 units of Musterstadt's register, each as the town hall sees it, and OpenStreetMap.

Counted by hand (the table below, street by street):

| street | units | occupied | vacant | other |
|---|---|---|---|---|
| Marktplatz | 16 | 14 | 1 | 1 at risk |
| Lange Straße | 18 | 13 | 2 | 1 partly vacant, 1 interim use, 1 unknown |
| Bahnhofstraße | 15 | 6 | 7 | 1 under construction, 1 unknown |
| Marktgasse | 6 | 4 | 1 | 1 unknown |
| Kirchgasse | 4 | 3 | 0 | 1 partly vacant |
| Schulstraße | 3 | 2 | 1 | |
| elsewhere | 4 | 2 | 0 | 1 gone, 1 unknown (an address that does not exist) |
| all | 66 | 44 | 12 | 2 partly vacant, 1 interim, 1 at risk, 1 under construction, 1 gone, 4 unknown |

Vacancy rate: 12 of 60 (= 44 + 12 + 2 + 1 + 1), 20.0 %; 4 unknown, so between 12/64 = 18.75 %
and 16/64 = 25.0 %. Seven of the twelve vacancies lie on Bahnhofstraße.
"""

from __future__ import annotations

from typing import NamedTuple


class Unit(NamedTuple):
    """One unit: where, what, its state in the register's own words, what OSM says."""

    street: str
    number: str
    floor: str
    name: str  # present name, blank when vacant
    use: str  # present or former use, in the register's words
    status: str  # our word
    written: str | None  # the register's word
    area: str | float | None
    since: str | None
    remark: str | None
    osm: str  # "key=value;..." or blank: not in OpenStreetMap


#: Units by status: what every reader of the register must find.
TRUTH: dict[str, int] = {
    "occupied": 44,
    "vacant": 12,
    "partly_vacant": 2,
    "interim_use": 1,
    "at_risk": 1,
    "under_construction": 1,
    "gone": 1,
    "unknown": 4,
}

_M, _L, _B = "Marktplatz", "Lange Straße", "Bahnhofstraße"
_A, _K, _S = "Marktgasse", "Kirchgasse", "Schulstraße"
_V = "vacant"
_O = "occupied"

#: Two remarks hold personal data; all persons and numbers are made up (0171 39200xx is kept
#: free in Germany for films and examples).
REMARK_OWNER = "Hr. Quittenbaum-Muster will nicht verkaufen, Tel. 0171 3920013"
REMARK_HEIRS = "Erbengemeinschaft Zwetschgenberg, Ansprechpartnerin Fr. Zwetschgenberg"

# fmt: off
UNITS: tuple[Unit, ...] = (
    Unit(_M, "1", "EG", "Bürgerbüro im Rathaus", "Verwaltung", _O, "belegt", None, None,
         "Aufzug vorhanden", "amenity=townhall"),
    Unit(_M, "2", "EG", "Rats-Apotheke", "Apotheke", _O, "belegt", 112.5, None, None,
         "amenity=pharmacy"),
    Unit(_M, "3", "EG", "Gasthof Goldener Anker", "Gaststätte", _O, "genutzt", "180 qm", None,
         None, "amenity=restaurant"),
    Unit(_M, "4", "EG", "Buchhandlung am Markt", "Bücher", _O, "vermietet", 95.0, None, None,
         "shop=books"),
    Unit(_M, "5", "EG", "Bäckerei Sommer", "Bäckerei", _O, "belegt", "48,5", None, None,
         "shop=bakery"),
    Unit(_M, "5", "EG", "Stadtsparkasse", "Bank", _O, "in Nutzung", 140.0, None, None,
         "amenity=bank"),
    Unit(_M, "6", "EG", "Modehaus am Brunnen", "Bekleidung", _O, "BELEGT", "210", None, None,
         "shop=clothes"),
    Unit(_M, "7", "EG", "", "Drogerie", _V, "leer", 86.0, "03/2024", "Schaufenster dekoriert",
         "disused:shop=chemist;shop=vacant"),
    Unit(_M, "8", "EG", "Zeitlos Uhren und Schmuck", "Schmuck", _O, "vermietet", 38.0, None, None,
         "shop=jewelry"),
    Unit(_M, "9", "EG", "Eiscafé Polar", "Eisdiele", _O, "genutzt", "62 m²", None, None,
         "amenity=ice_cream"),
    Unit(_M, "10", "EG", "Optik Klarblick", "Optiker", _O, "belegt", 70.0, None,
         "Stufe am Eingang", "shop=optician"),
    Unit(_M, "11", "EG", "Tintenklecks", "Schreibwaren", _O, "besetzt", "ca. 55", None, None,
         "shop=stationery"),
    Unit(_M, "12", "EG", "Tourist-Information", "Verwaltung", _O, "belegt", 44.0, None, None,
         "tourism=information;information=office"),
    Unit(_M, "13", "EG", "Café Rosine", "Café", _O, "in Nutzung", 58.0, None, None,
         "amenity=cafe"),
    Unit(_M, "13", "1. OG", "Zahnarztpraxis am Markt", "Arztpraxis", _O, "belegt", None, None,
         None, "amenity=dentist"),
    Unit(_M, "14", "EG", "Schuhhaus Leisetritt", "Schuhe", "at_risk", "Nachfolge offen", 120.0,
         None, None, "shop=shoes"),
    Unit(_L, "1", "EG", "Fleischerei Zur Mühle", "Fleischerei", _O, "belegt", 42.0, None, None,
         "shop=butcher"),
    Unit(_L, "2", "EG", "Friseur Haarscharf", "Friseur", _O, "vermietet", "36,0", None, None,
         "shop=hairdresser"),
    Unit(_L, "3", "EG", "Teehaus Samowar", "Tee", _O, "belegt", 28.0, None, None, "shop=tea"),
    Unit(_L, "4", "EG", "", "Spielwaren", _V, "leerstehend", 92.0, "Q2/2023", None,
         "disused:shop=toys"),
    Unit(_L, "5", "EG", "Handy-Treff", "Mobilfunk", _O, "genutzt", 33.0, None, None,
         "shop=mobile_phone"),
    Unit(_L, "6", "EG", "Blumen Klatschmohn", "Blumen", _O, "belegt", "41 qm", None, None,
         "shop=florist"),
    Unit(_L, "7", "EG", "Kunsthandwerk Nussknacker", "Geschenke", _O, "belegt", 64.0, None, None,
         "shop=gift"),
    Unit(_L, "8", "EG", "Drogerie Seifenblase", "Drogerie", _O, "in Nutzung", 210.0, None, None,
         "shop=chemist"),
    Unit(_L, "9", "EG", "", "", "unknown", None, "k.A.", None, "nicht zugänglich", ""),
    Unit(_L, "10", "EG", "Zoohandlung Pfötchen", "Zoobedarf", _O, "belegt ", 80.0, None, None,
         "shop=pet"),
    Unit(_L, "11", "EG", "Stoffe und Wolle", "Handarbeit", _O, "vermietet", 52.0, None, None,
         "shop=fabric"),
    Unit(_L, "11", "EG", "", "Reisebüro", _V, "LS", 31.0, "15.01.2026", None, "shop=vacant"),
    Unit(_L, "12", "EG", "Fahrrad Kettenblatt", "Fahrräder", _O, "besetzt", 105.0, None, None,
         "shop=bicycle"),
    Unit(_L, "13", "EG", "Kaufhaus am Tor", "Kaufhaus", "partly_vacant", "Teilleerstand",
         "640,00", "2025", None, "shop=department_store"),
    Unit(_L, "14", "EG", "Hörakustik Lauschohr", "Hörgeräte", _O, "belegt", 47.0, None, None,
         "shop=hearing_aids"),
    Unit(_L, "15", "EG", "Bioladen Kornblume", "Lebensmittel", _O, "vermietet", 76.0, None, None,
         "shop=health_food;bakery"),
    Unit(_L, "16", "EG", "Pop-up-Galerie", "Kunst", "interim_use", "Zwischennutzung", 54.0, None,
         None, "shop=art"),
    Unit(_L, "18", "EG", "Pizzeria Vesuvio", "Imbiss", _O, "genutzt", "45", None, None,
         "amenity=fast_food"),
    Unit(_B, "1", "EG", "Kiosk am Eck", "Kiosk", _O, "belegt", 18.0, None, None, "shop=kiosk"),
    Unit(_B, "2", "EG", "Versicherungsbüro am Ring", "Versicherung", _O, "vermietet", 40.0, None,
         None, "office=insurance"),
    Unit(_B, "3", "EG", "", "Bekleidung", _V, "leer", 88.0, "seit 2019", None,
         "disused:shop=clothes;shop=vacant"),
    Unit(_B, "4", "EG", "", "Elektro", _V, "Leerstand", "64,5", "04/2021", REMARK_OWNER,
         "shop=vacant"),
    Unit(_B, "5", "EG", "", "Gaststätte", _V, "leer stehend", 130.0, "Q3/2020", None,
         "disused:amenity=restaurant"),
    Unit(_B, "6", "EG", "Grillstube Feuerzange", "Imbiss", _O, "belegt", 35.0, None, None,
         "amenity=fast_food"),
    Unit(_B, "7", "EG", "", "Möbel", _V, "LS", 240.0, "2018", REMARK_HEIRS,
         "shop=vacant"),
    Unit(_B, "8", "EG", "", "Lebensmittel", _V, "zu vermieten", 150.0, "01.11.2025", None, ""),
    Unit(_B, "9", "EG", "Elektro Funke", "Elektro", _O, "genutzt", "77 m²", None, None,
         "shop=electronics"),
    Unit(_B, "10", "EG", "", "", "unknown", "k.A.", None, None, None, ""),
    Unit(_B, "11", "EG", "", "Fotograf", _V, "LEER", 43.0, None, None, "disused:shop=photo"),
    Unit(_B, "12", "EG", "", "Hotel", "under_construction", "Umbau", 310.0, None,
         "Gerüst steht", ""),
    Unit(_B, "13", "EG", "Fahrschule Gegenverkehr", "Fahrschule", _O, "belegt", 50.0, None, None,
         "amenity=driving_school"),
    Unit(_B, "14", "EG", "", "Bäckerei", _V, "leer", 39.0, "06/2022", None, "shop=vacant"),
    Unit(_B, "16", "EG", "Nagelstudio Glanzlicht", "Kosmetik", _O, "vermietet", 29.0, None, None,
         "shop=beauty"),
    Unit(_A, "1", "EG", "Weinhandlung Rebstock", "Wein", _O, "belegt", 46.0, None, None,
         "shop=wine"),
    Unit(_A, "2", "EG", "Goldschmiede Feingehalt", "Schmuck", _O, "in Nutzung", 26.0, None, None,
         "craft=jeweller"),
    Unit(_A, "3", "EG", "Schneiderei Nadelöhr", "Schneiderei", _O, "genutzt", 30.0, None, None,
         "craft=tailor"),
    Unit(_A, "4", "EG", "", "Antiquitäten", _V, "unvermietet", 58.0, "09/2025", None,
         "disused:shop=antiques"),
    Unit(_A, "5", "EG", "Wohnstube Geschenke", "Geschenke", _O, "vermietet", "49,00", None, None,
         "shop=gift"),
    Unit(_A, "6", "EG", "", "", "unknown", "unbekannt", None, None, None, ""),
    Unit(_K, "1", "EG", "Musikschule Dreiklang", "Musikschule", _O, "belegt", 90.0, None, None,
         "amenity=music_school"),
    Unit(_K, "2", "EG", "Lichterwerkstatt", "Kunsthandwerk", _O, "belegt", 34.0, None, None,
         "shop=craft"),
    Unit(_K, "3", "EG", "Kleines Museum", "Museum", "partly_vacant", "teilw. leer", 110.0, None,
         None, "tourism=museum"),
    Unit(_K, "4", "EG", "Eine-Welt-Laden", "Lebensmittel", _O, "besetzt", 32.0, None, None,
         "shop=charity"),
    Unit(_S, "1", "EG", "Stadtbibliothek", "Bibliothek", _O, "belegt", 260.0, None,
         "Rampe vorhanden", "amenity=library"),
    Unit(_S, "2", "EG", "Hausarztpraxis am Ring", "Arztpraxis", _O, "vermietet", 95.0, None, None,
         "amenity=doctors"),
    Unit(_S, "3", "EG", "", "Schreibwaren", _V, "frei", 37.0, "12/2024", None, ""),
    Unit("Obere Gasse", "3", "EG", "Steuerbüro Soll und Haben", "Steuerberatung", _O, "belegt",
         60.0, None, None, "office=tax_advisor"),
    Unit("Untere Gasse", "4", "EG", "Tischlerei Hobelspan", "Tischlerei", _O, "genutzt", 85.0,
         None, None, "craft=carpenter"),
    Unit("Untere Gasse", "6", "EG", "", "Getränke", "gone", "abgerissen", None, None, None, ""),
    Unit(_L, "199", "EG", "", "", "unknown", None, None, None, "Adresse prüfen", ""),
)

# fmt: on
#: Made-up owners with made-up numbers, dealt to the units in turn (every third row has none).
OWNERS: tuple[str, ...] = (
    "Pflaumenrost, Hedwiga / 0171 3920001",
    "Mirabellinger, Quirin / 0171 3920002",
    "Schlehdornfeld, Ottokara / 0171 3920003",
    "Hagebuttner, Wunibald / 0171 3920004",
    "Holunderbeck, Kunigunde / 0171 3920005",
    "Sanddornsen, Eilif / 0171 3920006",
    "Quittenbaum-Muster, Adalbero / 0171 3920013",
)

#: Unmistakable pieces of personal data; none of them may be found in any product.
PLANTED_PERSONAL: tuple[str, ...] = (
    *(part for owner in OWNERS for part in (owner.split(",")[0], owner.split(" / ")[1])),
    *("Hedwiga", "Quirin", "Ottokara", "Wunibald", "Kunigunde", "Eilif", "Adalbero"),
    "Zwetschgenberg",
)
