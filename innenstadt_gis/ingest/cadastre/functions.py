"""AX_Gebaeudefunktion: the official building functions met in inner cities."""

from __future__ import annotations

#: Code of the catalogue to its German term, as the simplified schema writes it.
FUNCTIONS: dict[str, str] = {
    "1000": "Wohngebäude", "1010": "Wohnhaus", "1020": "Wohnheim", "1022": "Seniorenheim",
    "1100": "Gemischt genutztes Gebäude mit Wohnen",
    "1110": "Wohngebäude mit Gemeinbedarf",
    "1120": "Wohngebäude mit Handel und Dienstleistungen",
    "1130": "Wohngebäude mit Gewerbe und Industrie",
    "2000": "Gebäude für Wirtschaft oder Gewerbe",
    "2010": "Gebäude für Handel und Dienstleistungen", "2020": "Bürogebäude",
    "2030": "Kreditinstitut", "2050": "Geschäftsgebäude", "2051": "Kaufhaus",
    "2052": "Einkaufszentrum", "2053": "Markthalle", "2054": "Laden", "2055": "Kiosk",
    "2056": "Apotheke", "2060": "Messehalle", "2070": "Gebäude für Beherbergung",
    "2071": "Hotel, Motel, Pension", "2080": "Gebäude für Bewirtung",
    "2081": "Gaststätte, Restaurant", "2090": "Freizeit- und Vergnügungsstätte",
    "2092": "Kino", "2100": "Gebäude für Gewerbe und Industrie",
    "2300": "Wohn- und Wirtschaftsgebäude", "2310": "Gebäude für Handel und Dienstleistung mit Wohnen",
    "2320": "Gebäude für Gewerbe und Industrie mit Wohnen", "2460": "Gebäude zum Parken",
    "2461": "Parkhaus", "2463": "Garage", "2465": "Tiefgarage",
    "2500": "Gebäude zur Versorgung", "2523": "Gebäude zur Energieversorgung",
    "2700": "Gebäude für Land- und Forstwirtschaft",
    "3000": "Gebäude für öffentliche Zwecke", "3010": "Verwaltungsgebäude", "3012": "Rathaus",
    "3013": "Post", "3015": "Gericht", "3020": "Gebäude für Bildung und Forschung",
    "3021": "Allgemein bildende Schule", "3022": "Berufsbildende Schule",
    "3030": "Gebäude für kulturelle Zwecke", "3031": "Schloss", "3032": "Theater, Oper",
    "3034": "Museum", "3037": "Bibliothek, Bücherei", "3038": "Burg, Festung",
    "3040": "Gebäude für religiöse Zwecke", "3041": "Kirche", "3050": "Gebäude für Gesundheitswesen",
    "3051": "Krankenhaus", "3060": "Gebäude für soziale Zwecke", "3065": "Kindertagesstätte",
    "3070": "Gebäude für Sicherheit und Ordnung", "3071": "Polizei", "3072": "Feuerwehr",
    "3080": "Friedhofsgebäude", "3090": "Empfangsgebäude", "3210": "Gebäude für Sportzwecke",
    "3211": "Sport-, Turnhalle", "3221": "Hallenbad", "9998": "Nach Quellenlage nicht zu spezifizieren",
}  # fmt: skip
