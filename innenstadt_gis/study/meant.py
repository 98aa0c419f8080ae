"""What somebody meant who wrote another word: German ones for English keys, and slips."""

from __future__ import annotations

import difflib

__all__ = ["nearest"]

# German words that planners try; English keys are what the file takes.
_MEANT = {
    "stadt": "town", "ort": "town", "gemeinde": "town", "quellen": "sources", "daten": "sources",
    "register": "registers", "kataster": "registers", "zentren": "centres", "zentrum": "centres",
    "fachmarktzentren": "retail_parks",
    "fachmarktzentrum": "retail_parks", "fachmärkte": "retail_parks", "fachmaerkte": "retail_parks",
    "center": "centres", "centers": "centres", "centre": "centres", "fahrplan": "gtfs",
    "verkehr": "transit", "schluessel": "ags", "gemeindeschluessel": "ags", "stichtag": "survey_day",
    "stand": "survey_day", "datum": "survey_day", "date": "survey_day", "grenze": "boundary",
    "gebiet": "boundary", "flurstuecke": "parcels", "flurstücke": "parcels", "adressen": "addresses",
    "hauskoordinaten": "addresses", "hoehe": "elevation", "höhe": "elevation", "dgm": "elevation",
    "einwohner": "population", "zensus": "population", "brachen": "brownfields", "pfad": "path",
    "datei": "path", "file": "path", "adresse": "at", "lage": "at", "polygone": "polygon",
    "umfang": "scope", "tag": "day", "ideen": "ideas", "massnahmen": "measures", "kooperation": "cooperation", "fotos": "photos", "szenen": "scenes",
    "lizenz": "licence", "lizenzen": "licences", "nennung": "attribution", "quellenvermerk": "attribution", "license": "licence", "herausgeber": "publisher", "kontakt": "contact", "veroeffentlichung": "publication", "freigabe": "released", "freigegeben": "released",
    "alle": "all_units", "alle_einheiten": "all_units", "leerstand": "vacancies_only",
    "nur_leerstand": "vacancies_only", "leerstaende": "vacancies_only", "zuordnung": "mapping",
}  # fmt: skip


def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """Return the known word that was meant; None if none comes close."""
    meant = _MEANT.get(word.strip().casefold().replace(" ", "_"))
    if meant in known:
        return meant
    close = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return close[0] if close else None
