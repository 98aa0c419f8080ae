"""Codes in logs and how products say them: roles, counts, reasons, repairs.

A code is stable and stands in ``import.json``; the words for it may become better.
"""

from __future__ import annotations

from types import MappingProxyType

from innenstadt_gis.codes.photos import PHOTO_REASONS
from innenstadt_gis.codes.repairs import REPAIRS
from innenstadt_gis.words import Lang, Text

__all__ = ["CODES", "REASONS", "REPAIRS", "told"]

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
        **PHOTO_REASONS,
        "correction_unread": Text("Korrektur nicht verstanden", "correction not understood"),
        "correction_without_unit": Text(
            "Einheit der Korrektur nicht gefunden oder nicht eindeutig",
            "unit of the correction not found or not unique",
        ),
        "not_filled_in": Text("noch nichts eingetragen", "nothing filled in yet"),
        "told_twice": Text(
            "Einheit steht weiter unten noch einmal; die untere Zeile gilt",
            "unit stands there again further down; that row holds",
        ),
        "cooperation_unread": Text("Angabe nicht verstanden", "statement not understood"),
        "cooperation_without_unit": Text(
            "Einheit nicht gefunden oder nicht eindeutig", "unit not found or not unique"
        ),
        "not_located": Text("Ort nicht gefunden", "place not found"),
        "example_row": Text("Beispielzeile", "example row"),
        "measure_unread": Text(
            "Maßnahme fehlt oder nennt eine Person", "measure missing or names a person"
        ),
        "idea_deleted": Text("gelöschter Hinweis", "deleted note"),
        "idea_hidden": Text("ausgeblendeter Hinweis", "hidden note"),
        "idea_feature": Text("kein Hinweis", "no note"),
        "idea_id": Text("Hinweis ohne gültige Kennung", "note without a valid id"),
        "idea_kind": Text("Hinweis unbekannter Art", "note of unknown kind"),
        "idea_time": Text("Hinweis ohne Zeitpunkt", "note without a time"),
        "idea_geometry": Text("Ort des Hinweises nicht lesbar", "place of the note not readable"),
        "idea_many": Text("zu viele Hinweise in einer Datei", "too many notes in one file"),
        "scene_unread": Text("keine lesbare Szene", "no readable scene"),
        "nothing_to_identify": Text(
            "weder Adresse noch Flurstück, Lage oder Name",
            "neither address nor parcel, position or name",
        ),
    }
)

#: Roles of sources, kinds of things counted, and why a thing was not read.
CODES: dict[str, Text] = {
    "osm": Text("OpenStreetMap", "OpenStreetMap"),
    "register": Text("Leerstandskataster", "vacancy register"),
    "registers": Text("Leerstandskataster", "vacancy register"),
    "corrections": Text("Korrekturen von Hand", "corrections by hand"),
    "cooperation": Text("Zusammenarbeit", "cooperation"),
    "digital": Text("digitale Angaben", "digital presence"),
    "core_hours": Text("gemeinsame Öffnungszeiten", "common opening hours"),
    "image": Text("Aufenthalt und Sehenswertes", "sights and places to stay"),
    "edits": Text("bearbeitete Kopie der Einheiten", "edited copy of the units"),
    "unknown": Text("nicht erkannt", "not recognised"),
    "parcels": Text("Flurstücke", "parcels"),
    "buildings": Text("Gebäude", "buildings"),
    "addresses": Text("Hauskoordinaten", "house coordinates"),
    "elevation": Text("Höhen", "elevation"),
    "population": Text("Einwohner", "population"),
    "boundary": Text("Stadtgrenze", "boundary"),
    "brownfields": Text("Brachen", "brownfields"),
    "gtfs": Text("Fahrplan", "timetable"),
    "centres": Text("Zentren", "centres"),
    "walking": Text("Gehminuten", "walking minutes"),
    "personas": Text("Gehprofile und Barrieren", "paces and barriers"),
    "transit": Text("Bus und Bahn", "public transport"),
    "door_to_door": Text("von Tür zu Tür mit Bus und Bahn", "door to door by public transport"),
    "isochrones": Text("Gehzeitzonen", "isochrones"),
    "vacancy_rate": Text("Leerstandsquote", "vacancy rate"),
    "vacancy_cells": Text("Leerstand nach Straße und Branche", "vacancy by street and branch"),
    "vacancy_pattern": Text("Lage der Leerstände", "place of the vacancies"),
    "gaps": Text("Baulücken", "gap sites"),
    "vacant_buildings": Text("ganz leere Gebäude", "vacant buildings"),
    "change": Text("Veränderung", "change"),
    "vacancies_new": Text("neu leer", "newly vacant"),
    "vacancies_let_again": Text("wieder belegt", "let again"),
    "vacancies_lasting": Text("weiterhin leer", "still vacant"),
    "units_gone": Text("abgegangen", "gone"),
    "churn_per_year": Text("Wechsel je Jahr", "changes a year"),
    "vacancy_median_months": Text("Dauer der Leerstände", "duration of vacancies"),
    "mix": Text("Branchenmix", "mix of branches"),
    "local_supply": Text("Nahversorgung", "local supply"),
    "zone": Text("Einkaufsbereich (Vorschlag)", "shopping area (proposal)"),
    "centre": Text("Innenstadt", "centre"),
    "park": Text("Fachmarktstandort", "retail park"),
    "retail_parks": Text("Fachmarktstandorte", "retail parks"),
    "unit": Text("Ladenlokal", "unit"),
    "density": Text("Dichte", "density"),
    "section_density": Text("Einheiten je Straßenabschnitt", "units by street section"),
    "area": Text("Bezugsfläche", "area of reference"),
    "map": Text("Karte", "map"),
    "units": Text("Läden und andere Einheiten", "units"),
    "amenities": Text("Ausstattung", "amenities"),
    "stops": Text("Haltestellen", "stops"),
    "routes": Text("Linien", "routes"),
    "platforms": Text("Haltepunkte", "platforms"),
    "stations": Text("übergeordnete Haltestellen", "stations"),
    "trips": Text("Fahrten", "trips"),
    "stop_times": Text("Halte", "stop times"),
    "trips_on_day": Text("Fahrten am Stichtag", "trips on the day of reference"),
    "nodes": Text("Knoten", "nodes"),
    "edges": Text("Wegstücke", "walk edges"),
    "sections": Text("Straßenabschnitte", "street sections"),
    "basemap": Text("Kartengrundlage", "base map"),
    "records": Text("Datensätze", "records"),
    "shops": Text("Läden", "shops"),
    "cells": Text("Zellen", "cells"),
    "persons": Text("Personen", "persons"),
    "buildings_tagged": Text("Objekte mit building", "objects tagged building"),
    "addresses_tagged": Text("Objekte mit Hausnummer", "objects with a house number"),
    "shops_tagged": Text("Objekte mit shop", "objects tagged shop"),
    "vacancy_evidence": Text("Hinweise auf Leerstand", "hints at vacancy"),
    "brownfields_tagged": Text("Objekte mit brownfield", "objects tagged brownfield"),
    "brownfield_sites": Text("Brach- und Baustellenflächen", "brownfield and building sites"),
    "bus_stops_tagged": Text("Objekte mit bus_stop", "objects tagged bus_stop"),
    "bus_stops": Text("Bushaltestellen", "bus stops"),
    "highway_ways": Text("Wege mit highway", "ways tagged highway"),
    "ways_read": Text("davon begehbar gelesen", "of which walkable and read"),
    "steps_read": Text("Treppen", "steps"),
    "nodes_missing": Text("Punkte fehlen im Auszug", "nodes missing in the extract"),
    "ways_clipped": Text("abgeschnittene Wege", "clipped ways"),
    "points": Text("Punkte", "points"),
    "points_known": Text("Punkte mit Höhe", "points with a height"),
    "edges_sloped": Text("Wegstücke mit bekannter Steigung", "edges of known slope"),
    "metres_unsloped": Text("Meter ohne bekannte Steigung", "metres of unknown slope"),
    "outside_tiles": Text("außerhalb der Höhenkacheln", "outside of the elevation tiles"),
    "no_data": Text("ohne Höhenwert", "without a height"),
    "outside": Text("außerhalb des Gebiets", "outside of the area"),
    "suppressed": Text("geheim gehalten", "suppressed"),
    "counted_once": Text("doppelt erfasst, einmal gezählt", "mapped twice, counted once"),
    "building_no": Text("building=no", "building=no"),
    "point_only": Text("nur ein Punkt", "a point only"),
    "part_of_a_stop": Text("Teil einer Haltestelle", "part of a stop"),
    "part_without_stop": Text("Haltestellenteil ohne Haltestelle", "part without a stop"),
    "relation_incomplete": Text("unvollständige Relation", "incomplete relation"),
    "relation_without_outline": Text("Relation ohne Umriss", "relation without outline"),
    "access_no": Text("Zugang verboten", "no access"),
    "access_private": Text("Privatweg", "private way"),
    "cycleway": Text("Radweg", "cycleway"),
    "bridleway": Text("Reitweg", "bridleway"),
    "foot_no": Text("für Fußgänger verboten", "not for pedestrians"),
    "highway_unknown": Text("unbekannte Wegart", "unknown kind of way"),
    "motorway": Text("Autobahn", "motorway"),
    "motorroad": Text("Kraftfahrstraße", "motorroad"),
    "trunk": Text("Schnellstraße", "trunk road"),
    "no_nodes_in_extract": Text("liegt außerhalb des Auszugs", "lies outside of the extract"),
    "not_built": Text("nicht gebaut", "not built"),
    "site": Text("Bauplatz oder Anlage", "site"),
    "coordinate": Text("Koordinate", "coordinate"),
    "parcel": Text("Flurstück", "parcel"),
    "address": Text("Adresse", "address"),
    "street": Text("nur Straße", "street only"),
    "none": Text("nicht gefunden", "not found"),
    "daten": Text("Ordner daten/", "folder daten/"),
    "ideas": Text("Hinweise aus Workshops", "notes of workshops"),
    "measures": Text("Maßnahmen", "measures"),
    "photos": Text("Fotos", "photos"),
    "scenes": Text("Szenen", "scenes"),
    "index": Text("Bildliste", "list of photos"),
    "column": Text("Spalte Foto", "column photo"),
    "historic": Text("historisch", "historic"),
    "building_part": Text("Gebäudeteil", "part of a building"),
    "underground": Text("unter der Erdoberfläche", "below ground"),
    "no_surface": Text("ohne Fläche", "without a surface"),
    "no_coordinate": Text("ohne Koordinate", "without a coordinate"),
    "no_house_number": Text("ohne Hausnummer", "without a house number"),
}


def told(code: str, lang: Lang) -> str:
    """
    Say a code in words; ``"shops:counted_once"`` says both of its halves.

    Examples
    --------
    >>> told("parcels", "de"), told("shops:counted_once", "de")
    ('Flurstücke', 'Läden: doppelt erfasst, einmal gezählt')
    """
    return ": ".join(
        next((book[p].to(lang) for book in (CODES, REASONS, REPAIRS) if p in book), p)
        for p in code.split(":")
    )
