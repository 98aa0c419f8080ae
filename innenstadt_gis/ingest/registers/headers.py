"""Which row is the header, and which column means what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.mapping import ColumnRule

__all__ = ["Header", "find_header", "plain"]

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_UNIT = re.compile(r"[\[(].*?[\])]|\b(?:in )?(?:qm|m2|m²|eur|€|lfm|ca)\b|²")

# field | header words in plain spelling (see `plain`), from the surest to the loosest
_SYNONYMS = """
object_number|lfd nr,lfdnr,lfd,id,objectid,fid,objekt nr,objektnr,objektnummer,kataster nr,objekt id,aktenzeichen,laufende nummer,nummer,object id
street|strasse,str,strasse platz,strassenname,strname,stn,street
address|adresse,anschrift,lage,standort,strasse und hausnummer,strasse hausnummer,strasse nr,strasse hausnr,address,objekt
house_number|hausnr,hnr,hsnr,haus nr,hausnummer,hs nr,house number
house_suffix|hsnrzu,zusatz,hnz,adz,hausnummernzusatz,hausnr zusatz
postcode|plz,postleitzahl,postcode
place|ort,stadt,gemeinde,ortsteil,ot,wohnplatz,stadtteil
parcel_id|flstkennz,fsk,flurstueckskennzeichen,flurstuecks kennzeichen
parcel|flst,flst nr,flurstueck,flurstueck nr,flurstuecksnr,flurstuecksnummer
x|rechtswert,ostwert,east,easting,rw,x,lon,laenge,laengengrad,longitude,x koordinate
y|hochwert,nordwert,north,northing,hw,y,lat,breite,breitengrad,latitude,y koordinate
status|status,nutzungsstatus,status nutzung,leerstandsstatus,belegungsstatus,zustand nutzung
vacant|leerstand,leer,ls,leerstand ja nein,leerstehend,steht leer,leerstand j n,vacant
occupied|belegt,belegung,vermietet,genutzt,in nutzung,belegt ja nein,besetzt,occupied
condition_or_status|zustand
condition|baulicher zustand,bauzustand,sanierungsstand,zustand gebaeude,gebaeudezustand
since|leer seit,leerstand seit,leerstandsbeginn,seit,seit wann,frei ab,leerstehend seit,beginn leerstand,datum leerstand,vacant since
sales_area|verkaufsflaeche,vkf,vk,vk flaeche,ladenflaeche,verkaufsfl,sales area
usable_area|nutzflaeche,nf,ngf,nutzfl,mietflaeche,gewerbeflaeche,gesamtflaeche,bgf
area|flaeche,groesse,flaechengroesse,qm,m2,area
floor|geschoss,etage,stockwerk,lage im haus,stock,floor
frontage|schaufensterfront,front,schaufenster,schaufensterlaenge,frontlaenge
step_free|barrierefrei,stufenlos,stufen,zugang barrierefrei,barrierefreiheit
use|nutzung,art,art der nutzung,ehem aktuell,nutzungsart,nutzer,aktuelle nutzung,geschaeft,nutzung aktuell
branch|branche,sortiment,branche aktuell,hauptsortiment,warengruppe
previous_branch|ehem nutzung,vornutzung,letzte nutzung,fruehere nutzung,ehemalige nutzung,fruehere branche
name|firma,name des geschaefts,geschaeftsname,ladenname,betrieb,firmenname,name geschaeft,name betrieb,bezeichnung,shop
plain_name|name
brand|marke,filialist,kette
reason|grund,ursache,leerstandsgrund,bemerkung leerstand,grund leerstand
remark|bemerkung,bemerkungen,anmerkung,anmerkungen,notiz,hinweis,hinweise,kommentar,sonstige angaben
marketing|vermarktung,vermarktungsstatus,verkaufsbereitschaft,verfuegbarkeit
interim|zwischennutzung
photo|foto,bild,jpg,fotonr,foto nr
observed_on|erfasst am,erhebungsdatum,begehung,stand,aktualisiert,erhoben am,datum,begehung am
website|website,webseite,homepage,internet,internetseite
opening_hours|oeffnungszeiten
kept|gemarkung,flur,gmk,miete,kaltmiete,mietpreis,kaufpreis,preis,denkmal,denkmalschutz,eigentuemertyp,eigentumsform,eigentumsart,leerstandsdauer,dauer,leerstandsart,einheiten,sanierungsgebiet,b plan,grundstuecksflaeche,lageklasse,we,ge
"""

_KNOWN: dict[str, str] = {
    word: line.partition("|")[0]
    for line in _SYNONYMS.strip().splitlines()
    for word in line.partition("|")[2].split(",")
}

# A column whose header holds such a word is quarantined unless the whole header is known.
_PERSONAL = re.compile(
    r"\b(eigentuemer|ansprech|besitzer|inhaber|vermieter|verpaechter|makler|mieter|letzter mieter"
    r"|paechter|betreiber|kontakt|tel\b|telefon|telefax|fax\b|handy|mobil\b|mobilnummer|mail|e mail"
    r"|erfasser|erfasst von|erhoben von|bearbeiter|sachbearbeiter|verwalter|vorname|nachname"
    r"|familienname|geburts|iban|konto|et\b|owner|contact|phone|hauseigen)"
)

_PLACE_FIELDS = {"street", "address", "house_number", "parcel_id", "parcel", "x", "y", "name"}
_DEEPEST_HEADER = 40
_FUZZY_FROM = 88


@dataclass(frozen=True, slots=True)
class Header:
    """
    The header of one sheet.

    ``first`` and ``last`` are its rows (from 0), ``labels`` the flattened headers by
    column ("Fläche › VK"), ``fields`` what each column means ("personal" is quarantined,
    "unknown" is kept as it is), ``fuzzy`` the columns recognised despite a typo, ``rules``
    what a person said about a column (its unit, its words).
    """

    first: int
    last: int
    labels: dict[int, str]
    fields: dict[int, str]
    fuzzy: dict[int, float] = field(default_factory=dict)
    rules: dict[int, ColumnRule] = field(default_factory=dict)

    def columns(self, *names: str) -> list[int]:
        """Columns that mean one of these, in their order."""
        return [column for column, name in self.fields.items() if name in names]


def plain(text: Any) -> str:
    r"""
    Bring a header or cell into plain spelling: no case, umlauts, units, brackets, signs.

    Examples
    --------
    >>> plain("Verkaufsfläche (qm)"), plain("lfd.\nNr."), plain("Ansprechp. / Tel.")
    ('verkaufsflaeche', 'lfd nr', 'ansprechp tel')
    """
    folded = str(text).casefold().translate(_FOLD)
    without = re.sub(r"[^a-z0-9]+", " ", _UNIT.sub(" ", folded)).strip()
    return without or re.sub(r"[^a-z0-9]+", " ", folded).strip()


def _meaning(label: str) -> str | None:
    """What one header text means for certain."""
    text = plain(label)
    if text in _KNOWN:
        return _KNOWN[text]
    return "personal" if _PERSONAL.search(text) else None


def find_header(sheet: Sheet) -> Header | None:
    """
    Find the header of a sheet by how many of its cells are known header words.

    Title rows above are passed over; a second header row below merged cells is joined.
    None if no row names at least two known things, one of them a place, name or status.
    """
    hits = [_hits(row) for row in sheet.rows[:_DEEPEST_HEADER]]
    best = max(hits, default=0)
    if best < 2:
        return None
    # The first row that comes near the best: further down the header may be repeated.
    chosen = next(i for i, many in enumerate(hits) if many >= max(2, 0.6 * best))
    first, last = _extent(sheet, chosen)
    labels = _labels(sheet, first, last)
    fields: dict[int, str] = {}
    fuzzy: dict[int, float] = {}
    for column, parts in labels.items():
        found, sure = _field_of(parts)
        fields[column] = found
        if sure < 1:
            fuzzy[column] = sure
    flat = {column: " › ".join(parts) for column, parts in labels.items()}
    return Header(first, last, flat, _settle(fields), fuzzy)


def _hits(row: list[Any]) -> int:
    """How many different things a row names, if one of them is a place, name or status."""
    found = {m for v in row if isinstance(v, str) and (m := _meaning(v))}
    telling = _PLACE_FIELDS | {"status", "vacant", "occupied"}
    return len(found) if found & telling else 0


def _extent(sheet: Sheet, row: int) -> tuple[int, int]:
    """First and last header row around the row with most known words."""

    def wide(number: int) -> bool:
        return any(r1 == number and (c2 > c1 or r2 > r1) for r1, c1, r2, c2 in sheet.merged)

    def words(number: int) -> int:
        if not 0 <= number < len(sheet.rows):
            return 0
        values = [v for v in sheet.rows[number] if v is not None]
        known = sum(isinstance(v, str) and _meaning(v) is not None for v in values)
        return known if known * 2 >= len(values) else 0

    if wide(row) and words(row + 1) >= 1:
        return row, row + 1
    if row and wide(row - 1) and words(row - 1) >= 1:
        return row - 1, row
    return row, row


def _labels(sheet: Sheet, first: int, last: int) -> dict[int, list[str]]:
    spread: dict[tuple[int, int], Any] = {}
    for r1, c1, r2, c2 in sheet.merged:
        if first <= r1 <= last:
            for r in range(r1, min(r2, last) + 1):
                for c in range(c1, c2 + 1):
                    spread[r, c] = sheet.rows[r1][c1]
    width = max(len(row) for row in sheet.rows[first:])
    labels: dict[int, list[str]] = {}
    for column in range(width):
        parts: list[str] = []
        for number in range(first, last + 1):
            row = sheet.rows[number]
            value = spread.get((number, column), row[column] if column < len(row) else None)
            text = re.sub(r"\s+", " ", str(value)).strip() if value is not None else ""
            if text and text not in parts:
                parts.append(text)
        labels[column] = parts
    return labels


def _field_of(parts: list[str]) -> tuple[str, float]:
    """Meaning of a flattened header and how sure it is (1 certain)."""
    if not parts:
        return "unknown", 1.0
    if len(parts) == 2 and plain(parts[1]) == "name":
        above = _meaning(parts[0])
        return ("personal" if above == "personal" else "name"), 1.0
    for label in (" ".join(parts), *reversed(parts)):
        found = _meaning(label)
        if found:
            return found, 1.0
    text = plain(parts[-1])
    if len(text) >= 5:
        near = process.extractOne(text, _KNOWN.keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY_FROM)
        if near:
            return _KNOWN[near[0]], round(near[1] / 100, 2)
    return "unknown", 1.0


def _settle(fields: dict[int, str]) -> dict[int, str]:
    """Resolve what only the whole header tells."""
    names = list(fields.values())
    settled = dict(fields)
    for column, name in fields.items():
        if name == "street" and "house_number" not in names:
            settled[column] = "address"
        elif name == "address" and "street" in names:
            settled[column] = "unknown"
        elif name == "condition_or_status" and any(
            other in names for other in ("status", "vacant", "occupied")
        ):
            settled[column] = "condition"
    single = {"street", "address", "house_number", "object_number", "since", "name", "status"}
    seen: set[str] = set()
    for column, name in settled.items():
        if name in single and name in seen:
            settled[column] = "unknown"
        seen.add(name)
    return settled
