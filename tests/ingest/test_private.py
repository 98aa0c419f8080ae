"""No person leaves the door: remarks that speak of persons, and remarks that do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innenstadt_gis.ingest.registers.private import collect, looks_personal, without_persons

#: Personal remarks as surveyors write them; each must be caught without an owner column.
PERSONAL = """
Frau Müller will verkaufen
Fr. Anders fragt nach Förderung
Hr. Krause hat Interesse
Herr Dr. Weiß lehnt ab
Herrn Schulze anschreiben
Fam. Richter wohnt im OG
Familie Lorenz nutzt den Laden als Abstellraum
Eheleute Berger verkaufsbereit
Erbengemeinschaft Naumann zerstritten
Erbengem. Fiedler, keine Einigung
Witwe Uhlig möchte nicht vermieten
Geschwister Haase haben geerbt
Eigentümer Müller
Eigentümer: Lindner, München
Eigentümerin Hofmann nicht erreichbar
Eigentümer ist K. Muster
Besitzer Schubert im Pflegeheim
Vermieter: Wagner
Ansprechpartnerin: Sommerfeld
Ansprechpartner Weber (Hausverwaltung)
Kontakt: Petzold
Inhaber Bergmann geht in Rente
Inh. Yildiz zieht um
Mieter Kowalski zahlt nicht
Pächter Nguyen sucht Nachfolge
Nachfolger Hempel ab Januar
Makler Steinbach, Exposé vorhanden
Hausmeister Kunze hat Schlüssel
Sohn Michael übernimmt
Tochter Anke erbt
Verwalter: Grünert
Geschäftsführer Adler verlängert nicht
Bearbeiter: Lehmann
erfasst von Roscher am 12.03.2024
ET: Baumgärtel
Karl Muster will verkaufen
Eva Beispiel plant Umbau
K. Muster will verkaufen
Laden gehört K.-H. Seidel
M. Schröder, Zwickau
Muster, Karl
Schmidt, Sabine (Nürnberg)
Anna-Lena Hartmann hat den Schlüssel
Lindner lehnt Zwischennutzung ab
Seidel verlangt 12 €/m²
Oehme will nicht verkaufen
Löffler wohnt in Bayern
Neubert verstorben
Dr. Schmidt sucht Nachfolger
Prof. Dr. Ulbricht besitzt auch Nr. 7
RA Hellwig vertritt die Erben
laut Uhlmann bald vermietet
lt. Hiller kein Interesse
Auskunft Richter: ab Mai frei
gehört Steudel
gehört Herrn Franke
vermietet an Pohl
verkauft an Reichelt 2023
gekauft von Drechsel
Schlüssel bei Zimmermann
Rücksprache mit Hübner nötig
c/o Weigel, Hamburg
z. Hd. Markgraf
Im Eigentum von Petra Claus
Tel. 03733 12345
Tel.: 0371/5385-0
Telefon 23456
Handy 0170/1234567
0170 1234567 anrufen
mobil: 0151-23456789
+49 (0)371 53850
+49 170 1234567
0049 3733 67890
03733-12345
(03733) 12 34 56
Fax 03733/12346
Rückruf unter 0173 / 98 76 543
a.muster@example.org
Mail an karl(at)example.de
info [at] example [dot] com
IBAN DE89 3704 0044 0532 0130 00
DE02120300000000202051
Konto 1234567 bei der Sparkasse
geb. 12.03.1950, gibt auf
wohnhaft in Dresden
frau meier ruft zurück
müller will nicht verkaufen
HERR SCHULZE RUFT AN
Stufe am Eingang, Frau Vogt verkauft evtl.
Leer seit 2020; Eigentümer Fuchs im Ausland
Heizung defekt - Hr. Popp kümmert sich
Monika Reuter und Uwe Reuter je zur Hälfte
Besitz der Familie von Arnim
""".strip().splitlines()

#: Clean remarks; they name shops, streets, days, sizes and bodies, but no person.
CLEAN = """
Stufe am Eingang
Schaufenster dekoriert
frei ab 01.10.2024
ehem. Bäckerei
gehört der Stadt
Eigentümer will nicht verkaufen
Eigentümer unbekannt
Eigentümer: Stadt
Eigentümer: Wohnungsgesellschaft mbH
Eigentümer Müller GmbH
Eigentümerin möchte sanieren
Erbengemeinschaft, keine Einigung
Erben zerstritten
Familie sucht Nachfolger
Inhaber geht in Rente
Inhaber 67 Jahre, Nachfolge offen
Mieter zieht zum 31.12.2024 aus
Mieter: Bäckerei
Nachmieter gesucht
Pächter hat gekündigt
Makler eingeschaltet
Hausverwaltung nicht erreichbar
Investor plant Abriss
Stadt will ankaufen
Gemeinde verhandelt
Kirche vermietet nicht
Sparkasse prüft Standort
Betreiber insolvent
ca. 120 m², 2. OG, 1998
2 Stufen, 15 cm hoch
Wasserschaden im Keller
Heizung defekt
Denkmalschutz, Einzeldenkmal
KD, Sachgesamtheit
Sanierung bis 05/2025 geplant
Umbau seit 06/2023
bis 06/2024 Schuhgeschäft
zuletzt Drogerie (bis 2019)
früher Modehaus
ehem. Schlecker
ehem. Fleischerei Huber
Optik Müller nebenan
Gasthof Karl geschlossen
Bäckerei Huber im Nachbarhaus
Umzug in die Karl-Marx-Straße
Ecke Dr.-Külz-Straße
Zugang über Ernst-Thälmann-Str.
Eingang Clara-Zetkin-Platz
Hintereingang Wilhelm-Pieck-Straße 4
Nebeneingang Robert Koch Straße
Anlieferung über Fritz-Reuter-Gasse
gegenüber Adam-Ries-Haus
am Johannes-R.-Becher-Platz
neben Geschwister-Scholl-Schule
Mo-Fr 9-18 Uhr
Mo.-Fr. 09.00-18.30 Uhr
Di + Do 10:00-12:00, Fr. geschlossen
Sa 9-12 Uhr
Öffnungszeiten nur nach Vereinbarung
Fr. Nachmittag geschlossen
Miete 6,50 €/m² kalt
Kaufpreis 120.000 €
Miete zu hoch
Mietforderung nicht marktgerecht
Flurstück 123/4
Flst. 0123/0004
PLZ 09456
Objekt 2024-017
Foto IMG_2034.jpg
Foto 017 und 018
siehe Exposé Nr. 12/2023
Stand 01.10.2024
begangen am 12.03.2024
Daten aus 2019
z. B. Café möglich
geeignet für Gastronomie, Büro o. Ä.
k. A.
u. U. Abriss
barrierefrei über Hof
Rampe vorhanden
kein Aufzug
Schaufenster 4,5 m
Deckenhöhe 3,20 m
Fläche teilbar
80 qm Laden + 20 qm Lager
Lager im UG
Wohnung im OG bewohnt
EG leer, OG bewohnt
Hinterhaus ruinös
Fassade 2021 saniert
Dach undicht
Vandalismus, Scheibe eingeschlagen
Schaufenster mit Folie beklebt
Plakat "Zu vermieten"
Schild: zu vermieten
Räumungsverkauf läuft
Ausverkauf bis Ende Januar
Eröffnung im Frühjahr 2025
Neueröffnung als Imbiss geplant
Pop-up-Store im Advent
Zwischennutzung durch Kunstverein
Ausstellung der Grundschule
genutzt von Verein
vermietet an Physiotherapie
vermietet an Netto
laut Aushang ab Mai geschlossen
laut Nachbarn seit Jahren leer
laut Gewerbeamt abgemeldet
Filiale geschlossen, Kette insolvent
Konkurrenz durch Onlinehandel
Frequenz gering
Randlage
1a-Lage
B-Lage, wenig Laufkundschaft
Fußgängerzone
Stellplätze im Hof
kein Stellplatz
Förderung beantragt (Lebendige Zentren)
Städtebauförderung möglich
Zwangsversteigerung
Eigenbedarf
Leerstand behoben
kein Leerstand
steht seit 2022 leer
seit Corona geschlossen
nach Insolvenz 2020 leer
war im Vorjahr noch belegt
Nutzung als Lager
wird als Abstellraum genutzt
Briefkasten beschriftet
Klingelschild entfernt
Automat in der Fassade
Paketstation außen
Außengastronomie möglich
Brandschutzauflagen offen
Statik ungeklärt
Schimmel
Geruch
Baustelle bis August 2025
Sperrung der Straße wirkt sich aus
""".strip().splitlines()


@pytest.mark.parametrize("remark", PERSONAL)
def test_each_remark_about_a_person_is_caught(remark: str) -> None:
    assert collect([]).found_in(remark)


def test_the_lists_are_long_and_hold_nothing_twice() -> None:
    assert len(set(PERSONAL)) == len(PERSONAL) >= 80
    assert len(set(CLEAN)) == len(CLEAN) >= 120


def test_at_most_one_clean_remark_in_twenty_is_touched() -> None:
    owners = collect(["Geheim, Zita / 0170 1234567", "Stadt", "privat", "Wohnbau GmbH"])
    touched = [remark for remark in CLEAN if owners.cleaned(remark) != remark]
    assert len(touched) <= 0.05 * len(CLEAN), touched


def test_what_is_left_of_a_touched_remark_speaks_of_nobody() -> None:
    told = collect(["Geheim, Zita"])
    assert told.cleaned("Stufe am Eingang; Frau Geheim will verkaufen") == "Stufe am Eingang"
    assert told.cleaned("Heizung defekt. Tel. 03733 12345") == "Heizung defekt"
    # A second sentence with a word that may be a name goes too: in doubt nothing stays.
    assert told.cleaned("Frau Geheim verkauft. Grünert auch") is None


@given(
    st.sampled_from(PERSONAL), st.sampled_from(CLEAN), st.sampled_from(["; ", ". ", " - ", ", "])
)
def test_a_person_beside_a_clean_remark_is_caught_and_cut(
    personal: str, clean: str, between: str
) -> None:
    told = collect([])
    left = told.cleaned(clean + between + personal)
    assert left is None or (personal not in left and not told.found_in(left))


@given(st.text(max_size=40))
def test_any_text_is_asked_without_harm(text: str) -> None:
    told = collect([text, "Geheim, Zita"])
    assert told.cleaned("Zita Geheim " + text) is None or "Geheim" not in str(
        told.cleaned("Zita Geheim " + text)
    )


def test_a_surname_of_any_row_is_found_in_every_remark() -> None:
    told = collect(["Geheim, Zita", "Yps"])
    for text in ("mit Geheim besprochen", "Geheims Laden", "Schlüssel: Yps"):
        assert told.found_in(text), text


def test_bodies_and_ordinary_words_are_nobody() -> None:
    told = collect(["Stadt", "Wohnbau Muster GmbH", "Sparkasse Mittelland", "privat", "k.A."])
    assert (told.values, told.surnames) == (frozenset(), frozenset())


def test_a_bare_surname_is_not_searched_for_in_products() -> None:
    told = collect(["Vogel", "Vogel, Eva"])
    assert told.values == {"Vogel, Eva", "Eva Vogel"}
    assert told.surnames == {"vogel"}


def test_a_value_that_is_a_shops_name_is_public_there() -> None:
    told = collect(["Eva Vogel"], public=["Fotostudio Eva Vogel"])
    assert not told.values
    assert told.found_in("Vogel verlängert nicht")


@pytest.mark.parametrize(
    "name",
    ["Bäckerei Huber", "Optik Müller", "Gasthof Karl", "Dr. Schmidt Zahnarzt", "Foto Eva Muster",
     "Fahrschule Karl Beispiel", "Lindner & Feierlein Notare", "Anna und Max", "Müller GmbH",
     "Praxis Dr. med. Eva Muster", "Schneider", "Immobilienmakler Müller"],
)  # fmt: skip
def test_the_name_of_a_shop_is_public(name: str) -> None:
    assert collect(["Huber, Eva"]).public(name, "name") == name


def test_a_person_beside_the_name_of_a_shop_is_cut() -> None:
    told = collect([])
    assert told.public("Café Mitte (Frau Muster)", "name") == "Café Mitte"
    assert told.public("Salon Lilie, Inh. Eva Muster", "use") == "Salon Lilie"
    assert told.public("Frau Muster", "previous_branch") is None


def test_a_place_loses_what_is_no_place() -> None:
    assert without_persons("Markt 5, c/o Muster") == "Markt 5"
    for street in ("Karl-Marx-Straße 4", "Dr.-Külz-Str. 12a", "Robert Koch Straße 1"):
        assert without_persons(street) == street


def test_a_sheet_called_after_a_person_is_told_from_one_of_a_firm() -> None:
    assert without_persons("Frau Meier") == ""
    assert without_persons("Müller GmbH") == "Müller GmbH"


def test_columns_of_persons_are_seen_and_columns_of_shops_are_not() -> None:
    assert looks_personal(["Eva Muster", "Karl Beispiel", None, "k.A."])
    assert looks_personal(["Frau Muster", "Hr. Beispiel"])
    assert not looks_personal(["Optik Muster", "Bäckerei Beispiel", "Schuhe, Taschen"])


def test_input_61_owner_phone_and_mail_leave_and_a_remark_about_a_person_is_flagged() -> None:
    told = collect(["Müller, Eva / 0170 1234567 / eva@mueller.example"])
    assert {"Müller, Eva", "0170 1234567", "eva@mueller.example"} <= told.values
    assert told.cleaned("Frau Müller will verkaufen") is None
    assert told.cleaned("Mail an eva@mueller.example") is None


FRESH_NAMES = ("Wippler", "Szczepaniak", "Żak", "Döring", "Kovač", "D'Angelo", "Papadopoulos")
FRESH = """
Erben nach {n}
Eigentümergemeinschaft {n}/Krug
{n} / Rabenstein
Nachlasspfleger {n}
Hausverw. {n}
Notar {n} beurkundet
Baron {n}
Schlüssel beim Nachbarn {n}
bei {n} nachfragen
an {n} vermietet
gemeldet von {n}
{n} (ET) will verkaufen
{n} seit 2019 im Pflegeheim
{n} fragen
Käufer {n}
gez. {n}
Ottokar {n}
{n}, Fatima
Karl {n} e.K.
""".strip().splitlines()


@pytest.mark.parametrize("remark", FRESH)
def test_a_name_that_stands_in_no_list_is_caught_by_what_stands_around_it(remark: str) -> None:
    told = collect([])
    assert [n for n in FRESH_NAMES if n in (told.cleaned(remark.format(n=n)) or "")] == []


@pytest.mark.parametrize(
    "remark",
    ["T: 45678", "telefonisch 45678", "name [ät] gmx.example", "name AT web DOT de",
     "DE89-3704-0044-0532-0130-00", "geboren 1950", "*12.03.1950", "Kennzeichen ERZ-AB 123",
     "https://www.xing.com/profile/x", "www.karl-wippler.example", "Steuernr. 217/123/45678"],
)  # fmt: skip
def test_a_contact_in_disguise_is_caught(remark: str) -> None:
    assert collect([]).cleaned(remark) is None


@pytest.mark.parametrize(
    "remark",
    ["Netto hat kein Interesse", "Lidl plant Neubau", "Tom Tailor Store", "Peter Hahn Filiale",
     "Freistaat Sachsen verkauft", "Bäckerei Wippler verkauft noch Restposten", "Altstadtring 5"],
)  # fmt: skip
def test_chains_and_bodies_are_nobody(remark: str) -> None:
    assert collect([]).cleaned(remark) == remark


@pytest.mark.parametrize(
    "text",
    [
        "Rückmeldung von Kowalczyk fehlt",
        "Schlüssel liegt bei Seyfarth",
        "Mietvertrag mit Popescu läuft aus",
        "Wohlrab verhandelt mit der Stadt",
        "reserviert für Ziegelmüller",
        "Ärztin Lindqvist sucht Räume",
        "im Besitz von Meyer-Landrut",
        "Müller zieht aus",
    ],
)
def test_a_name_that_no_list_holds_is_known_by_being_no_word(text):
    assert collect([]).cleaned(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Schaufensterbeschädigung an der Südseite",
        "Brandschutzauflage offen, Ladeneinheit zu klein",
        "Oster-Deko im Fenster",
        "Coworking geplant, Second Hand möglich",
        "Optik Kowalczyk zieht um",
        "Fotostudio Seyfarth ist ausgezogen",
        "seit Sommer geschlossen",
    ],
)
def test_compounds_shops_and_firms_are_no_persons(text):
    assert collect([]).cleaned(text) == text


@pytest.mark.parametrize("name", ["Drombusch", "Proft", "Ingwer", "Medler", "Magnus", "Rademacher"])
def test_a_name_that_begins_like_a_degree_is_a_name(name):
    assert without_persons(f"Frau {name}") == ""
    assert without_persons(f"Herr Dr. {name}") == ""
