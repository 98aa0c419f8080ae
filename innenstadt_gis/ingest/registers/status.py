"""Status words of registers: what is vacant, occupied or neither. Blank is unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from innenstadt_gis.ingest.registers.headers import plain
from innenstadt_gis.tables import STATUS

__all__ = ["Told", "read_hint", "read_status", "speaks_of_status"]

_WORDS: dict[str, str] = {
    word: status
    for status, words in {
        "vacant": "leer,leerstehend,leer stehend,leerstand,ls,vacant,frei,unvermietet,ungenutzt,"
        "zu vermieten,geschlossen,dauerhaft geschlossen,nicht belegt,unbelegt,nicht vermietet,"
        "nicht genutzt,steht leer,komplett leer,empty,vakant,zu verkaufen,verfuegbar,available,"
        "leerstehendes ladenlokal,leer gezogen,leergezogen,freistehend,vollstaendig leer,"
        "ladenleerstand,nicht in nutzung,ohne nutzung,keine nutzung,unbenutzt,nicht besetzt,closed,"
        "struktureller leerstand,fluktuationsleerstand,langzeitleerstand,dauerleerstand,zu mieten,"
        "ganz leer,laden leer,for rent,to let",
        "occupied": "belegt,vermietet,genutzt,besetzt,in nutzung,in betrieb,aktiv,geoeffnet,"
        "bewirtschaftet,kein leerstand,nicht leer,occupied,offen,neu belegt,wieder belegt,open,"
        "nicht frei,nicht leerstehend,eroeffnet,neu vermietet,neu eroeffnet,wieder vermietet,"
        "eigennutzung,eigengenutzt,in gebrauch,leerstand behoben,leerstand beseitigt,in use,"
        "nachvermietet,neuvermietet,voll vermietet,vollvermietet,betrieben,bestand,laufender betrieb",
        "partly_vacant": "teilw leer,teilweise leer,teilleerstand,eg leer,og leer,teilleer,"
        "teilweise belegt,teilw belegt,teilw,teilweise,tlw leer,tlw,zum teil leer,z t leer,halb leer,"
        "teilweise vermietet,teilgenutzt,teilvermietet,partly vacant,partially vacant,teils leer",
        "under_construction": "sanierung,in sanierung,umbau,im umbau,im bau,baustelle,neubau,"
        "wird saniert,wird umgebaut,renovierung,in renovierung,modernisierung,in umbau,in bau,"
        "rohbau,wird renoviert,under construction,sanierungsobjekt in arbeit,in modernisierung",
        "interim_use": "zwischennutzung,pop up,popup,pop up store,lager,lagernutzung,zwischengenutzt,"
        "schaufenster dekoriert,temporaer,temporaere nutzung,interim,interim use,zwischenvermietet,"
        "befristete nutzung,befristet vermietet,nur lager,als lager genutzt",
        "at_risk": "absehbar,gekuendigt,nachfolge offen,leerstandsrisiko,demnaechst frei,"
        "leerstand droht,drohender leerstand,bald leer,nachfolger gesucht,nachfolge ungeklaert,"
        "drohend,demnaechst leer,bald frei,nachfolge gesucht,inhaber ueber 60,inhaber 60,wird frei,wird leer,"
        "schliesst,schliesst bald,gefaehrdet,at risk,auszug geplant,schliessung geplant",
        "gone": "abriss,abgerissen,zusammengelegt,abgegangen,umgewandelt,abgebrochen,entfallen,"
        "umgenutzt,demolished,rueckgebaut,rueckbau,nicht mehr vorhanden,gone,weggefallen,abbruch,"
        "umgewandelt in wohnraum,in wohnung umgewandelt,umnutzung wohnen",
        "unknown": "unbekannt,k a,ka,unklar,nicht erhoben,nicht bekannt,n a,unknown,offen unklar,"
        "nicht erfasst,keine angabe,nicht ermittelbar,fraglich,zu pruefen,pruefen,nn,n n,"
        "nicht feststellbar,nicht ersichtlich,entfaellt",
    }.items()
    for word in words.split(",")
}  # fmt: skip
_YES = {"ja", "j", "x", "1", "yes", "y", "wahr", "true", "xx", "1 0", "ja x", "xxx", "stimmt"}
_NO = {"nein", "n", "0", "no", "falsch", "false", "0 0", "ne", "nee", "f"}
_SIGNS_YES = {"✓", "✔", "☑", "✗", "✘", "☒", "✕", "×", "●", "•", "■", "▪", "⬤"}
_FUZZY_FROM = 85

# A negated word is read as one before anything else is looked for.
_NOT = r"(?:nicht(?: mehr| laenger)?|kein(?:e|er|en)?(?: mehr)?|ohne|noch nicht|not|no)"
_NEGATED = (
    ("occupied", rf"\b{_NOT} (?:aktuelle?r? |weiterer? )?(?:leer\w*|frei|vakant|unvermietet|ungenutzt|geschlossen|vacant|vacancy)\b"),
    ("occupied", r"\bleerstand (?:ist |wurde |war )?(?:behoben|beseitigt|beendet|erledigt|gefuellt|aufgeloest)\b"),
    ("vacant", rf"\b{_NOT} (?:belegt|vermietet|genutzt|besetzt|in (?:betrieb|nutzung)|bewirtschaftet|geoeffnet|nutzung|nutzer|mieter|occupied)\b"),
)  # fmt: skip
_AT_RISK = (
    r"gekuendigt|nachfolge\w* (?:offen|gesucht|ungeklaert|fehlt|unklar)|sucht nachfolge|absehbar|demnaechst"
    r"|leerstand droht|drohend|risiko|\bschliesst\b|bald (?:leer|frei)|(?:wird|werden) (?:\w+ )?(?:leer|frei)\b"
    r"|gibt (?:\w+ )?auf\b|zieht (?:\w+ ){0,3}aus\b|raeumungsverkauf|ausverkauf|schliessung|geht in rente"
)
_PARTS = (
    r"\bteil(?:w|weise|s|leer\w*|belegt|vermietet)?\b|\btlw\b|\bhaelfte|\bhalb"
    r"|\b(?:eg|og|ug|dg|erdgeschoss|obergeschoss) (?:ist |steht )?leer|\beinheit(?:en)? leer\b"
    r"|\bleer\w* (?:im |in )?(?:eg|og|dg|ug)\b|\d+ (?:von|v) \d+ (?:\w+ )?leer|\b(?:og|dg|eg) belegt\b"
)
# Tried in this order: "gekündigt, noch belegt" is at risk, "EG leer, OG belegt" partly vacant.
_PHRASES = (
    ("gone", r"\babriss\b|\babgerissen|\bzusammengelegt|\babgebrochen|\babgegangen|\bumgewandelt"),
    ("under_construction", r"\bumbau\b|\bsanierung(?!sb|sg|sst)|renovier|\bim bau\b|\bbaustelle|umgebaut|\bsaniert wird|modernisier|in sanierung"),
    ("interim_use", r"zwischennutz|zwischengenutzt|pop ?up|schaufenster (?:ist )?dekoriert|temporaer|nur (?:als )?lager|als lager"),
    ("vacant", r"\bleer(?:stand|stehend\w*|steht|gezogen|gefallen|geraeumt|\b)|\bzu ver(?:mieten|kaufen)\b|\bvakant\b|\bgeschlossen\b|\bunvermietet\b|\bungenutzt\b|\baufgegeben\b|\bfrei\b|\bmieter gesucht"),
    ("occupied", r"\bbelegt\b|\b(?:neu|wieder)?vermietet\b|\bgenutzt\b|\bbesetzt\b|\bin (?:nutzung|betrieb)\b|\bgeoeffnet\b|\beroeffnet\b|\bbetrieben\b|\beigennutz"),
)  # fmt: skip
# Two times in one sentence ("bis 06/2024 leer, jetzt Bäckerei") are no plain status.
_PLANNED = r"\b(?:um|neu|aus|rueck)?(?:bau|abriss|sanierung|abbruch|renovierung|umnutzung)\w* (?:ist )?(?:geplant|vorgesehen|beantragt|moeglich)\b|\bgeplante[rs]? \w+"
_CLOSED_AWHILE = (
    r"voruebergehend (?:zu|geschlossen)|betriebsferien|\burlaub\b|saisonal|\bwinterpause"
)
_THEN = r"\bbis(?: (?:zum?|ende|anfang|mitte))? ?\d|\bbis (?:jan|feb|maerz|april|mai|juni|juli|aug|sept|okt|nov|dez|\w+jahr|vor)|\b(?:war|wurde|frueher|zuvor|vorher|zuletzt|ehemals|damals)\b"
_NOW = r"\b(?:jetzt|nun|inzwischen|mittlerweile|aktuell|derzeit|heute|seitdem|danach|neu)\b"
_SOON = r"\bab(?: (?:zum?|ende|anfang|mitte))? ?(?:\d{1,2} )?(?:\d|jan|feb|maerz|april|mai|juni|juli|aug|sept|okt|nov|dez|herbst|fruehjahr|sommer|winter)|\bdemnaechst\b|\bkuenftig\b"


class Told(NamedTuple):
    """A status and what was needed to read it."""

    status: str
    repairs: tuple[str, ...] = ()


def read_status(
    value: Any, *, header: str = "status", legend: Mapping[str, str] | None = None
) -> Told:
    """
    Read a status cell; blank, "?" and "k.A." are unknown, never vacant or occupied.

    Parameters
    ----------
    value
        What the cell holds.
    header
        ``"vacant"`` when yes means vacant ("Leerstand: ja"), ``"occupied"`` when yes means
        occupied ("belegt: nein"), ``"status"`` when yes means nothing.
    legend
        Abbreviations of the sheet's own legend (also numbers: "1 = belegt"), in plain
        spelling, and their status. They win over every other reading.

    Returns
    -------
    Told
        A key of `tables.STATUS`; ``status_unread`` marks words nobody knows, ``status_mixed``
        sentences that speak of two times or of both states: unknown, not guessed.

    Examples
    --------
    >>> read_status("nein", header="occupied").status, read_status("x", header="vacant").status
    ('vacant', 'vacant')
    >>> read_status("Leerstnad"), read_status("").status
    (Told(status='vacant', repairs=('status_fuzzy',)), 'unknown')
    >>> read_status("bis 06/2024 leer, jetzt Bäckerei")
    Told(status='unknown', repairs=('status_mixed',))
    """
    if value is None:
        return Told("unknown")
    if isinstance(value, bool):
        text = "ja" if value else "nein"
    elif isinstance(value, str) and value.strip() in _SIGNS_YES:
        text = "x"
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        text = plain(value)
        if text and str(value).rstrip().endswith("?"):  # "leer?" asks, and does not say
            return Told("unknown", ("status_unread",))
    if not text:
        return Told("unknown")
    if legend and text in legend:
        return Told(legend[text])
    return _read(text, header)


@lru_cache(maxsize=32_768)
def _read(text: str, header: str) -> Told:
    if text in _YES | _NO:
        return _flag(header, yes=text in _YES)
    if text in _WORDS:
        return Told(_WORDS[text])
    if text.replace(" ", "_") in STATUS:
        return Told(text.replace(" ", "_"))
    opening = re.match(r"(ja|nein|j|n)\b (.+)$", text)
    if opening and header in ("vacant", "occupied"):  # "ja, seit 2021"; "nein (Bäckerei)"
        flag, rest = _flag(header, yes=opening[1][0] == "j"), _sentence(opening[2])
        agrees = rest.status in (flag.status, "unknown") and "status_mixed" not in rest.repairs
        if agrees:
            return flag
        if rest.status not in ("vacant", "occupied", "unknown"):
            return rest
        return Told("unknown", ("status_contradiction",))
    told = _sentence(text)
    if "status_unread" in told.repairs:
        return _typo(text)
    return told


def _sentence(text: str) -> Told:
    """Read a phrase: what is negated first, then times, then parts, then the plain words."""
    rest, seen = re.sub(_PLANNED, " ", text), []
    for status, pattern in _NEGATED:
        if re.search(pattern, rest):
            seen.append(status)
            rest = re.sub(pattern, " ", rest)
    mixed = Told("unknown", ("status_mixed",))
    if re.search(_CLOSED_AWHILE, rest):
        return mixed
    if re.search(_PARTS, rest):
        return Told("partly_vacant")
    if re.search(_AT_RISK, rest):
        return mixed if "vacant" in seen else Told("at_risk")
    found = seen + [status for status, pattern in _PHRASES if re.search(pattern, rest)]
    states = set(found) & {"vacant", "occupied"}
    then, now = re.search(_THEN, rest), re.search(_NOW, rest)
    if len(states) > 1 or (states and then and (now or not seen)):
        return mixed
    if states and re.search(_SOON, rest):
        # "frei ab 01.10.": still let; "vermietet ab Mai": still empty. The day decides, not we.
        return Told("at_risk", ("status_hint",)) if "vacant" in states else mixed
    if not found:
        return Told("unknown", ("status_unread",))
    return Told(found[0], ("status_hint",) if len(set(found)) > 1 else ())


def _flag(header: str, *, yes: bool) -> Told:
    if header not in ("vacant", "occupied"):
        return Told("unknown", ("status_unread",))
    return Told("vacant" if yes == (header == "vacant") else "occupied")


def _typo(text: str) -> Told:
    near = process.extract(text, _WORDS.keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY_FROM)
    if len(text) < 4 or not near:
        return Told("unknown", ("status_unread",))
    best = near[0][1]
    meant = {_WORDS[word] for word, score, _ in near if score > best - 5}
    if len(meant) > 1:  # "vermietet" and "unvermietet" are one typo apart: no guess
        return Told("unknown", ("status_unread",))
    return Told(_WORDS[near[0][0]], ("status_fuzzy",))


def read_hint(use: Any) -> Told | None:
    """
    Tell what a column of uses says of the status, where no column says it; None if nothing.

    "Leerstand" and "leer (ehem. Bäckerei)" say vacant; "ehem. Metzgerei" alone is a hint that
    is flagged and leaves the status unknown.

    Examples
    --------
    >>> read_hint("leer (ehem. Bäckerei)"), read_hint("Bäckerei") is None
    (Told(status='vacant', repairs=('status_hint',)), True)
    >>> read_hint("ehem. Metzgerei")
    Told(status='unknown', repairs=('status_hint',))
    """
    if not isinstance(use, str):
        return None
    text = plain(use)
    bare = re.sub(r"\b(?:ehem\w*|vormals|frueher\w*|zuletzt|vorher)\b.*$", "", text).strip()
    if bare in _WORDS and _WORDS[bare] in ("vacant", "partly_vacant"):
        return Told(_WORDS[bare], ("status_hint",))
    told = _sentence(text) if re.search(r"leer|vakant|zu vermieten|unvermietet", text) else None
    if told and told.status != "unknown":
        return Told(told.status, ("status_hint",))
    if told or re.match(r"(?:ehem\w*|vormals|frueher\w*|ex)\b", text):
        return Told("unknown", ("status_hint",))
    return None


def speaks_of_status(values: list[Any]) -> bool:
    """Tell whether a column "Zustand" tells the status (rather than the condition)."""
    words = [value for value in values if isinstance(value, str) and plain(value)]
    read = [read_status(value) for value in words]
    known = sum("status_unread" not in told.repairs for told in read)
    return bool(words) and known * 2 >= len(words)
