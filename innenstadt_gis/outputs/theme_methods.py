"""How the rows of each published theme came to be, and which figures tell more of it."""

from __future__ import annotations

from innenstadt_gis.words import Text

__all__ = ["METHODS", "RELATED"]

_ENTERED = "in OpenStreetMap eingetragen; was nicht eingetragen ist, kann trotzdem dort sein"
_MAPPED = "as entered in OpenStreetMap; what is not entered may be there all the same"

#: By the name of the file.
METHODS: dict[str, Text] = {
    "premises": Text(
        "Eine Zeile je Ladenlokal der neuesten Erhebung; Korrekturen der Stadt zuletzt angewendet; Ort aus "
        "Koordinate, Flurstück, Adresse oder Straße (located_by)",
        "one row for each unit of the newest survey; the town's corrections applied last; placed by "
        "coordinate, parcel, address or street (located_by)",
    ),
    "osm_premises": Text(
        f"Einheiten, die das Register nicht nennt, {_ENTERED}; zählen in keiner Leerstandsquote",
        f"units that the register does not name, {_MAPPED}; they count in no vacancy rate",
    ),
    "sections": Text(
        "Straßenabschnitte zwischen Kreuzungen mit anderen benannten Straßen; eine Einheit zählt im nächsten "
        "Abschnitt ihrer Straße",
        "street sections between junctions with other named streets; a unit counts in the nearest section "
        "of its street",
    ),
    "clusters": Text(
        "Umkreise entlang der Wege, in denen mehr Ladenlokale leer stehen, als der Zufall bei gleicher Lage der "
        "Ladenlokale erklärt; nur, wenn die ganze Stadt die Prüfung besteht",
        "windows along the ways in which more units are vacant than chance explains, given where the units "
        "are; only if the town as a whole passes the test",
    ),
    "vacancy_neighbours": Text(
        "Leere Ladenlokale und ihre leeren Nachbarn entlang der Wege; falsche Funde begrenzt",
        "vacant units and their vacant neighbours along the ways; false discoveries are limited",
    ),
    "sites": Text(
        "Brachen aus Liste, OpenStreetMap, Kataster und Register, jede einmal, dazu Baulücken und ganz leere "
        "Gebäude; Vorschlag aus Karten, vor Ort prüfen",
        "brownfields of list, OpenStreetMap, cadastre and register, each once, with gaps and wholly vacant "
        "buildings; a proposal from maps, to be checked on site",
    ),
    "underused_plots": Text(
        "Flurstücke, von denen wenig überbaut ist; Vorschlag aus Karten, vor Ort prüfen",
        "plots of which little is built over; a proposal from maps, to be checked on site",
    ),
    "zone": Text(
        "Straßenabschnitte mit dichtem Besatz, zu einem Bereich verbunden und entlang von Flurstücken oder "
        "Gebäuden gezeichnet; Vorschlag aus den Daten, keine amtliche Abgrenzung",
        "street sections with a dense front of units, joined to one area and drawn along parcels or "
        "buildings; a proposal from the data, no official border",
    ),
    "front_gaps": Text(
        "Strecken einer Straßenseite zwischen zwei genutzten Einheiten im Erdgeschoss",
        "stretches of a side of a street between two units in use on the ground floor",
    ),
    "magnets": Text(
        "Was Wege anzieht: große Geschäfte, Lebensmittel, Drogerie, Kaufhaus, Markt, Rathaus, Bibliothek, "
        "Ärztehaus; jedes einmal",
        "what draws people: large shops, groceries, chemists, department stores, market, town hall, "
        "library, doctors' houses; each once",
    ),
    "supply_sections": Text(
        "Einheiten im Erdgeschoss je 100 m Gebäudefront beider Straßenseiten",
        "units on the ground floor per 100 m of building front on both sides of the street",
    ),
    "supply_density": Text(
        "Dichte der Einheiten entlang der Wege, nicht in Luftlinie",
        "density of units along the ways, not as the crow flies",
    ),
    "section_mix": Text(
        "Wie viele gleich häufige Branchen und Funktionen um die Einheiten eines Straßenabschnitts stehen "
        "(Hill-Zahlen)",
        "how many equally frequent branches and functions stand around the units of a street section (Hill "
        "numbers)",
    ),
    "local_supply": Text(
        "Fußweg von jeder Adresse zum nächsten Ort jeder Art, von Tür zu Tür entlang der Wege",
        "walk from every address to the nearest place of each kind, from door to door along the ways",
    ),
    "image_sections": Text(
        f"Was die Straße ausstattet, je Straßenabschnitt, {_ENTERED}",
        f"what furnishes the street, by section, {_MAPPED}",
    ),
    "area": Text(
        "Fläche, auf die sich Zahlen je Hektar beziehen: amtliches Zentrum, sonst der Bereich im Fußweg um das "
        "Zentrum",
        "area to which numbers per hectare refer: the official centre, else what lies within a walk of the "
        "centre",
    ),
    "centres": Text(
        "Aus der Studie; ohne Angabe ein Vorschlag: der Ort, an dem die meisten Einheiten beieinander liegen",
        "as the study names them; else a proposal: where most units lie together",
    ),
    "isochrones": Text(
        "Was in so vielen Gehminuten vom nächsten Zentrum liegt, entlang der Wege, mit Steigung",
        "what lies within so many minutes on foot of the nearest centre, along the ways, with slope",
    ),
    "walking": Text(
        "Kürzester Fußweg von jedem Gebäude und jeder Adresse zum nächsten Zentrum entlang der Wege, mit "
        "Steigung",
        "shortest walk from every building and address to the nearest centre along the ways, with slope",
    ),
    "personas": Text(
        "Kürzester Fußweg jeder Wohnadresse ins Zentrum je Gehprofil: Tempo, Steigung, Stufen; Rechenfall, keine "
        "Zählung derer, die so gehen",
        "shortest walk of every home to the centre by persona: pace, slope, steps; a case worked out, no "
        "count of those who walk like that",
    ),
    "barriers": Text(
        "Stellen, die ein Gehprofil vom Zentrum fernhalten oder auf einen Umweg schicken, den andere nicht gehen",
        "places that keep a persona from the centre, or send it on a detour that others do not walk",
    ),
    "bench_gaps": Text(
        f"Lange Stücke auf den Wegen ins Zentrum ohne Bank, {_ENTERED}",
        f"long stretches on the ways to the centre without a bench, {_MAPPED}",
    ),
    "transit_classes": Text(
        "Beste Güteklasse aller Haltestellen in Luftlinie, nach dem Fahrplan des Stichtags",
        "best quality class of all stops as the crow flies, by the timetable of the day",
    ),
    "stop_service": Text(
        "Abfahrten je Haltestelle nach dem Fahrplan des Stichtags",
        "departures by stop, by the timetable of the day",
    ),
    "door_to_door": Text(
        "Von jeder Wohnadresse ins Zentrum, zu Fuß oder mit Bus und Bahn, nach dem Fahrplan des Stichtags",
        "from every home to the centre, on foot or by bus and train, by the timetable of the day",
    ),
    "catchment": Text(
        "Haltestellen, von denen man mit Bus und Bahn ins Zentrum kommt, nach dem Fahrplan des Stichtags",
        "stops from which the centre is reached by bus and train, by the timetable of the day",
    ),
    "retail_parks": Text(
        "Wer das Zentrum und wer die Fachmarktstandorte außerhalb erreicht; Standorte, die die Studie nicht "
        "nennt, sind ein Vorschlag",
        "who reaches the centre, and who the retail parks outside of it; parks that the study does not name "
        "are a proposal",
    ),
    "brownfields": Text(
        "Wie die Quellen sie nennen: Liste der Stadt und OpenStreetMap",
        "as the sources name them: the town's list and OpenStreetMap",
    ),
    "amenities": Text(
        f"Bänke, Bäume, Spielplätze, Praxen, Schulen und anderes, {_ENTERED}",
        f"benches, trees, playgrounds, practices, schools and more, {_MAPPED}",
    ),
    "ideas": Text(
        "Hinweise der Teilnehmenden aus Workshops, wie sie eingetragen wurden; keine Zählung von Meinungen",
        "notes of participants of workshops, as they were entered; no count of opinions",
    ),
    "stops": Text(
        f"Haltestellen, {_ENTERED}",
        f"stops, {_MAPPED}",
    ),
}

#: Figures that were not counted in a theme's own table, but tell its method and parameters.
RELATED: dict[str, tuple[str, ...]] = {
    "sections": ("B-02", "L-01"),
    "clusters": ("L-20",),
    "vacancy_neighbours": ("L-23",),
    "magnets": ("B-08", "B-12"),
    "supply_density": ("B-03",),
    "section_mix": ("M-01", "M-02"),
    "area": ("B-01",),
    "isochrones": ("E-02", "E-03"),
    "personas": ("E-04", "E-06", "E-07", "E-08"),
    "barriers": ("E-06", "E-07", "E-08", "E-15"),
    "bench_gaps": ("E-11", "E-12"),
    "transit_classes": ("E-20", "E-21"),
    "door_to_door": ("E-30", "E-31", "E-32", "E-33"),
    "retail_parks": ("E-40", "E-42"),
}
