"""The words town halls put over a column, and what each of them means."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from innenstadt_gis.mapping import FIELDS

__all__ = ["PERSONAL_WORDS", "UNDECIDED", "meaning", "near_meaning", "plain"]

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_UNIT = re.compile(
    r"[\[(].*?[\])]|\b(?:in )?m[?\ufffd]|\b(?:in )?(?:qm|m2|m²|eur|€|lfm|ca|sq ?ft|sqft)\b|²",
    re.IGNORECASE,
)

#: Meanings that only the content of the column decides (see `columns.settle`).
UNDECIDED = ("any_number", "condition_or_status", "plain_name", "any_object", "any_location")

# field | header words in plain spelling (see `plain`), from the surest to the loosest
_SYNONYMS = """
object_number|lfd nr,lfdnr,lfd,id,objectid,fid,objekt nr,objektnr,objektnummer,kataster nr,katasternummer,objekt id,aktenzeichen,az,laufende nummer,laufende nr,object id,object number,record id,lfd num
any_number|nr,nummer,no,number
unit_id|einheit u,unit id u,unit id,einheit id
street|strasse,str,strasse platz,strassenname,strname,stn,street,street name,strassen name,str name,strasse name
address|adresse,anschrift,standort,strasse und hausnummer,strasse hausnummer,strasse nr,strasse hausnr,strasse und nr,strasse u nr,strasse u hausnr,strasse und hausnr,address,street address,full address,objektadresse,objektanschrift,belegenheit,business address
any_location|lage
any_object|objekt,object
house_number|hausnr,hnr,hsnr,haus nr,hausnummer,hs nr,house number,house no,street number,hausnum,haus no,hausn
house_suffix|hsnrzu,zusatz,hnz,adz,hausnummernzusatz,hausnr zusatz,hausnummer zusatz,hsnr zusatz,hnrzu
postcode|plz,postleitzahl,postcode,zip,zip code,postal code,zipcode
place|ort,stadt,gemeinde,wohnplatz,city,town,municipality,ortsname,gemeindename
district|ortsteil,ot,stadtteil,quartier,stadtbezirk,bezirk,viertel,stadtviertel,ortslage,district,neighbourhood,neighborhood,commercial district
parcel_id|flstkennz,fsk,flurstueckskennzeichen,flurstuecks kennzeichen,flst kennz,flurstueckkennzeichen,flstkz,parcel id
gemarkung|gemarkung,gmk,gem,gemarkungsname,gemaschl,gemarkungsnummer,gemarkungsnr,gemarkung nr,gemarkungsschluessel
flur|flur,flurnr,flurnummer,flur nr
parcel|flst,flst nr,flurstueck,flurstueck nr,flurstuecksnr,flurstuecksnummer,flurstuecke,flstnr,flst nummer,fl nr,flnr,flurstuecks nr,parcel number,parcel
x|rechtswert,ostwert,rechts,east,easting,e,rw,x,lon,lng,laenge,laengengrad,geogr laenge,longitude,x koordinate,koord x,coord x,xkoord,x coord,point x
y|hochwert,nordwert,hoch,north,northing,n,hw,y,lat,breite,breitengrad,geogr breite,latitude,y koordinate,koord y,coord y,ykoord,y coord,point y
point|koordinate,koordinaten,coordinates,wkt,geom,geometry,geometrie,geo point,koord,coordinate,geokoordinate,geokoordinaten
status|status,nutzungsstatus,status nutzung,leerstandsstatus,belegungsstatus,zustand nutzung,objektstatus,stat,vacancy status,status aktuell,aktueller status,vermietungsstatus,belegungssituation
vacant|leerstand,leer,ls,leerstand ja nein,leerstehend,steht leer,leerstand j n,vacant,empty,leerstehend ja nein,leer ja nein,leer j n,ist leer
occupied|belegt,belegung,vermietet,genutzt,in nutzung,belegt ja nein,besetzt,occupied,vermietet ja nein,in betrieb,genutzt ja nein
condition_or_status|zustand,state
condition|baulicher zustand,bauzustand,sanierungsstand,zustand gebaeude,gebaeudezustand,zustand objekt,objektzustand,condition,zustand bau,bausubstanz
since|leer seit,leerstand seit,leerstandsbeginn,seit,seit wann,frei ab,verfuegbar ab,leerstehend seit,beginn leerstand,datum leerstand,vacant since,empty since,leer ab,leerstand ab,beginn des leerstands,leerst seit,leerstseit
duration|leerstandsdauer,dauer,dauer leerstand,dauer des leerstands,lsd,length of vacancy,vacancy duration,leerstandszeit,leerstand dauer,leerstandsdauer jahre,leerstandsdauer monate,leer monate,leer jahre
sales_area|verkaufsflaeche,vkf,vk,vk flaeche,ladenflaeche,verkaufsfl,sales area,retail area,vk fl,verkaufs flaeche,verkflaech
usable_area|nutzflaeche,nf,ngf,nutzfl,mietflaeche,mf g,mf,gewerbeflaeche,gesamtflaeche,bgf,usable area,floor area,gross floor area,gesamtfl,nutzflaech,bueroflaeche,vermietbare flaeche
area|flaeche,groesse,flaechengroesse,qm,m2,in qm,in m2,ca qm,ca m2,area,size,square footage,objektgroesse,flaeche objekt
plot_area|grundstuecksflaeche,grundst fl,grundstueck flaeche,flst flaeche,flurstuecksflaeche,amtl flaeche,amtliche flaeche,grundstuecksgroesse,plot area,grundstfl
floor|geschoss,etage,stockwerk,lage im haus,lage im gebaeude,stock,floor,level,geschosslage,ebene,geschoss lage
frontage|schaufensterfront,front,schaufenster,schaufensterlaenge,frontlaenge,frontage,schaufensterbreite,schaufenstermeter
step_free|barrierefrei,stufenlos,stufen,zugang barrierefrei,barrierefreiheit,barrierefreier zugang,step free,accessible,barriefrei
use|nutzung,art,art der nutzung,ehem aktuell,nutzungsart,nutzer,aktuelle nutzung,geschaeft,nutzung aktuell,use,current use,jetzige nutzung,derzeitige nutzung,heutige nutzung
branch|branche,sortiment,branche aktuell,hauptsortiment,warengruppe,branch,sector,category,branchengruppe,betriebstyp,wirtschaftszweig
previous_branch|ehem nutzung,vornutzung,letzte nutzung,fruehere nutzung,ehemalige nutzung,fruehere branche,previous use,former use,ehem branche,letzte branche,vorherige nutzung,nutzung frueher,nutzung vorher,vormals,ehemals,letztes sortiment
name|firma,name des geschaefts,geschaeftsname,ladenname,betrieb,firmenname,name geschaeft,name betrieb,bezeichnung,shop,objektname,name des betriebs,name der firma,unternehmen,business name,store name,shop name,geschaeftsbezeichnung,name laden,name des ladens
plain_name|name
brand|marke,filialist,kette,brand,chain,filialunternehmen
reason|grund,ursache,leerstandsgrund,bemerkung leerstand,grund leerstand,grund des leerstands,reason,ursache leerstand
remark|bemerkung,bemerkungen,anmerkung,anmerkungen,notiz,notizen,hinweis,hinweise,kommentar,sonstige angaben,remark,remarks,notes,note,comment,comments,beschreibung,sonstiges,info,bem
marketing|vermarktung,vermarktungsstatus,verkaufsbereitschaft,verfuegbarkeit,marketing,leasing activity,angebotsart,vermarktungsart
interim|zwischennutzung,interim use,temporaere nutzung
photo|foto,bild,jpg,fotonr,foto nr,fotos,bilder,photo,picture,image
observed_on|erfasst am,erhebungsdatum,begehung,stand,aktualisiert,erhoben am,datum,begehung am,aktualisiert am,letzte aktualisierung,observed on,survey date,date,last modified,erfassungsdatum,begehungsdatum,stand vom,aufgenommen am,datum erhebung,datum begehung
website|website,webseite,homepage,internet,internetseite,url,web,internetadresse
opening_hours|oeffnungszeiten,opening hours
phone_listed|telefon vorhanden,telefon eingetragen,telefon ja nein,telefon angegeben
mail_listed|e mail vorhanden,email vorhanden,mail vorhanden,e mail eingetragen,e mail ja nein,email ja nein
social_listed|social media,soziale medien,soziale netzwerke,facebook,instagram,facebook instagram,social media ja nein
cashless|kartenzahlung,bargeldlos,bargeldlose zahlung,kartenzahlung moeglich,ec zahlung,ec karte,ec kartenzahlung,kartenzahlung ja nein,cashless,card payment
association_member|gewerbeverein,haendlergemeinschaft,werbegemeinschaft,werbering,citygemeinschaft,mitglied gewerbeverein,mitglied im gewerbeverein,mitglied werbegemeinschaft,haendlergemeinschaft gewerbeverein,traders association
voucher|gutschein,stadtgutschein,city gutschein,citygutschein,gutscheinannahme,einkaufsgutschein,nimmt gutschein,town voucher
joint_hours|gemeinsame oeffnungszeiten,kernoeffnungszeiten,kernoeffnungszeit,joint opening hours
kept|miete,kaltmiete,mietpreis,kaufpreis,preis,denkmal,denkmalschutz,eigentuemertyp,eigentumsform,eigentumsart,leerstandsart,einheiten,davon leer,geschosse,anz geschosse,anzahl geschosse,sanierungsgebiet,b plan,planungsrecht,lageklasse,we,ge,ownership type,state province,country,land,baujahr,nebenkosten,provision,stellplaetze,kd,einzeldenkmal,lagequalitaet,nutzflaeche lager
"""

_KNOWN: dict[str, str] = {
    word: line.partition("|")[0]
    for line in _SYNONYMS.strip().splitlines()
    for word in line.partition("|")[2].split(",")
}

#: A column whose header holds such a word is quarantined unless the whole header is known.
PERSONAL_WORDS = re.compile(
    r"\b(eigentuemer|eigentum\b|ansprech|besitzer|inhaber|vermieter|verpaechter|makler|mieter"
    r"|letzter mieter|paechter|betreiber|kontakt|tel\b|telefon|telefax|fax\b|handy|mobil\b"
    r"|mobilnummer|mail|e mail|email|erfasser|erfasst von|erhoben von|bearbeiter|sachbearbeiter"
    r"|verwalter|vorname|nachname|familienname|geburts|iban|konto|et\b|owner|contact|phone"
    r"|hauseigen|landlord|tenant|nachfolger|hausverwaltung|person\b)"
)
_BETWEEN = re.compile(r"\s*[/|+&,;]\s*|\s+(?:und|u\.|bzw\.?|oder)\s+", re.IGNORECASE)
_TENANTS = {"mieter", "paechter", "betreiber", "tenant", "mieterin"}
_USES = {"name", "plain_name", "use", "branch", "tenant"}
_FUZZY_FROM = 88
_LONGEST_HEADER = 70


@lru_cache(maxsize=65536)
def _plain(text: str) -> str:
    folded = text.casefold().translate(_FOLD)
    without = re.sub(r"[^a-z0-9]+", " ", _UNIT.sub(" ", folded)).strip()
    if without:
        return without
    # Nothing but a unit: "m²" is a word then, and "€/m²" is another one.
    spelt = re.sub(r"m[²?\ufffd]", "m2", folded).replace("€", " eur ")
    return re.sub(r"[^a-z0-9]+", " ", spelt).strip()


def plain(text: Any) -> str:
    r"""
    Bring a header or cell into plain spelling: no case, umlauts, units, brackets, signs.

    Examples
    --------
    >>> plain("Verkaufsfläche (qm)"), plain("lfd.\nNr."), plain("Ansprechp. / Tel.")
    ('verkaufsflaeche', 'lfd nr', 'ansprechp tel')
    """
    return _plain(str(text))


# The labels by which this program itself calls a field, in both languages, as they stand.
_OWN: dict[str, str] = {
    re.sub(r"\s+", " ", label).casefold(): name for name, text in FIELDS.items() for label in text
}


@lru_cache(maxsize=65536)
def meaning(label: str) -> str | None:
    """
    Tell what one header text means for certain: a key of `FIELDS`, `UNDECIDED`, or None.

    Examples
    --------
    >>> meaning("Verkaufsfl. (qm)"), meaning("Ansprechp. / Tel."), meaning("Einheit (u-…)")
    ('sales_area', 'personal', 'unit_id')
    >>> meaning("Firma / Nutzung"), meaning("Nutzung/Mieter"), meaning("Name / Tel.")
    ('use', 'use', 'personal')
    """
    if len(label) > _LONGEST_HEADER:
        return None
    own = _OWN.get(re.sub(r"\s+", " ", label).strip().casefold())
    text = _plain(label)
    if own is not None and text != "name":
        return own
    if text in _KNOWN:
        return _KNOWN[text]
    if "_" in label or label.isupper():  # a GIS export: STR_NAME, HAUSNR_ZUS, FLAECHE_M2
        cut = re.sub(r"\b(?:txt|bez|dat|n|c|m2|qm)\b", " ", text).strip()
        if cut in _KNOWN:
            return _KNOWN[cut]
    return _pair(label) or ("personal" if PERSONAL_WORDS.search(text) else None)


def _pair(label: str) -> str | None:
    """Meaning of two words for one thing: "Firma / Nutzung", "Name und Branche" are a use."""
    words = [_plain(part) for part in _BETWEEN.split(label) if part.strip()]
    if len(words) < 2:
        return None
    # Who rents a shop is mostly a firm; the cells of a person's column are caught by content.
    means = {"tenant" if word in _TENANTS else _KNOWN.get(word, "") for word in words}
    if len(means) == 1 and "tenant" not in means:
        return means.pop() or None
    return "use" if means <= _USES and means & {"use", "branch", "name"} else None


_BAGS: dict[str, set[str]] = {}
for _word, _name in _KNOWN.items():
    _BAGS.setdefault(" ".join(sorted(_word.split())), set()).add(_name)
_FILLERS = {
    "bitte", "ca", "circa", "etwa", "ungefaehr", "genaue", "genauer", "genaues", "geworden",
    "steht", "ist", "der", "die", "das", "des", "den", "angabe", "angaben", "zur", "zum",
    "welche", "welcher", "welches", "eigentlich", "jetzt", "bereits", "schon",
}  # fmt: skip
_QUESTIONS = {"wann", "seit", "ab", "wie", "lang", "lange", "im", "in", "datum", "jahr", "monat"}
_EMPTY = re.compile(r"leer|frei(?:gezogen|geworden)?$|unvermietet|ungenutzt|vakant|geschlossen$")
_SEEN = re.compile(r"erhoben|erfasst|begangen|aufgenommen|besichtigt|gesehen|geprueft")


def _asked(text: str) -> str | None:
    """Meaning of a header in other words: "seit wann leer?", "Name der Straße", "wie lange leer"."""
    words = text.split()
    rest = [word for word in words if word not in _FILLERS]
    bare = [word for word in rest if word not in _QUESTIONS]
    length = "wie" in rest and bool({"lang", "lange"} & set(rest))
    if "wann" in rest or length:
        if bare and all(_EMPTY.match(word) for word in bare):
            return "duration" if length else "since"
        seen = bool(bare) and not length and all(_SEEN.match(word) for word in bare)
        return "observed_on" if seen else None
    told = _BAGS.get(" ".join(sorted(rest)), set())
    return next(iter(told)) if len(told) == 1 and len("".join(rest)) >= 5 else None


@lru_cache(maxsize=4096)
def near_meaning(label: str) -> tuple[str, float] | None:
    """
    Tell what a header with a typo, cut at ten characters or in other words most likely means.

    Examples
    --------
    >>> near_meaning("Verkaufsfläsche"), near_meaning("VERKAUFSFL"), near_meaning("Wetter")
    (('sales_area', 0.97), ('sales_area', 1.0), None)
    >>> near_meaning("leerstehend seit wann?"), near_meaning("wann neu vermietet?")
    (('since', 0.95), None)
    """
    text = _plain(label)
    if len(text) < 5:
        return None
    if text in _KNOWN:
        return _KNOWN[text], 1.0
    asked = _asked(text)
    if asked:
        return asked, 0.95
    if len(label.strip()) in (9, 10):  # the length at which a shapefile cuts names
        cut = text.replace(" ", "")
        begun = {name for word, name in _KNOWN.items() if word.replace(" ", "").startswith(cut)}
        if len(begun) == 1:
            return begun.pop(), 0.9
    near = process.extractOne(text, _KNOWN.keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY_FROM)
    return (_KNOWN[near[0]], round(near[1] / 100, 2)) if near else None
