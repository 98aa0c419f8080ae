"""Status words of registers: what is vacant, occupied or neither. Blank is unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from innenstadt_gis.ingest.registers.headers import plain

__all__ = ["Told", "read_status", "speaks_of_status"]

_WORDS: dict[str, str] = {
    word: status
    for status, words in {
        "vacant": "leer,leerstehend,leer stehend,leerstand,ls,vacant,frei,unvermietet,ungenutzt,"
        "zu vermieten,geschlossen,dauerhaft geschlossen,nicht belegt,unbelegt,nicht vermietet,"
        "nicht genutzt,steht leer,komplett leer,empty",
        "occupied": "belegt,vermietet,genutzt,besetzt,in nutzung,in betrieb,aktiv,geoeffnet,"
        "bewirtschaftet,kein leerstand,nicht leer,occupied,offen,neu belegt,wieder belegt",
        "partly_vacant": "teilw leer,teilweise leer,teilleerstand,eg leer,og leer,teilleer,"
        "teilweise belegt,teilw belegt",
        "under_construction": "sanierung,in sanierung,umbau,im umbau,im bau,baustelle,neubau,"
        "wird saniert,wird umgebaut,renovierung,in renovierung,modernisierung",
        "interim_use": "zwischennutzung,pop up,popup,pop up store,lager,lagernutzung,"
        "schaufenster dekoriert,temporaer,temporaere nutzung",
        "at_risk": "absehbar,gekuendigt,nachfolge offen,leerstandsrisiko,demnaechst frei,"
        "leerstand droht,drohender leerstand,bald leer,nachfolger gesucht,nachfolge ungeklaert",
        "gone": "abriss,abgerissen,zusammengelegt,abgegangen,umgewandelt,abgebrochen,entfallen",
        "unknown": "unbekannt,k a,ka,unklar,nicht erhoben,nicht bekannt,n a,unknown,offen unklar",
    }.items()
    for word in words.split(",")
}
_YES = {"ja", "j", "x", "1", "yes", "y", "wahr", "true", "xx", "1 0"}
_NO = {"nein", "n", "0", "no", "falsch", "false", "0 0"}

# Tried in this order: "gekündigt, noch belegt" is at risk, "EG leer, OG belegt" partly vacant.
_PHRASES = (
    ("at_risk", r"gekuendigt|nachfolge|absehbar|demnaechst|droht|risiko|schliesst|bald (?:leer|frei)"),
    ("partly_vacant", r"\bteil|\b[eu]g (?:ist )?leer|\bog (?:ist )?leer|haelfte leer"),
    ("gone", r"\babriss|abgerissen|zusammengelegt|abgebrochen"),
    ("under_construction", r"\bumbau|\bsanierung|renovier|\bim bau\b|baustelle|umgebaut"),
    ("interim_use", r"zwischennutz|pop ?up|schaufenster dekoriert|temporaer"),
    ("occupied", r"\b(?:nicht|kein|keine) (?:leer|leerstand|leerstehend|frei)\b"),
    ("vacant", r"\b(?:nicht|un)(?: ?)(?:belegt|vermietet|genutzt|besetzt)\b"),
    ("vacant", r"\bleer(?:stand|steh|\b)|\bzu vermieten\b|\bvakant\b|\bgeschlossen\b|\bunvermietet\b"),
    ("occupied", r"\bbelegt\b|\bvermietet\b|\bgenutzt\b|\bbesetzt\b|\bin (?:nutzung|betrieb)\b"),
)  # fmt: skip
_FUZZY_FROM = 85


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
        Abbreviations of the sheet's own legend, in plain spelling, and their status.

    Returns
    -------
    Told
        A key of `tables.STATUS`; ``status_unread`` marks words nobody knows.

    Examples
    --------
    >>> read_status("nein", header="occupied").status, read_status("x", header="vacant").status
    ('vacant', 'vacant')
    >>> read_status("Leerstnad"), read_status("").status
    (Told(status='vacant', repairs=('status_fuzzy',)), 'unknown')
    """
    if value is None:
        return Told("unknown")
    text = {True: "ja", False: "nein"}[value] if isinstance(value, bool) else plain(value)
    if not text:
        return Told("unknown")
    if legend and text in legend:
        return Told(legend[text])
    if text in _YES | _NO:
        return _flag(header, yes=text in _YES)
    if text in _WORDS:
        return Told(_WORDS[text])
    for status, pattern in _PHRASES:
        if re.search(pattern, text):
            return Told(status)
    return _typo(text)


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


def speaks_of_status(values: list[Any]) -> bool:
    """Tell whether a column "Zustand" tells the status (rather than the condition)."""
    words = [value for value in values if isinstance(value, str) and plain(value)]
    read = [read_status(value) for value in words]
    known = sum("status_unread" not in told.repairs for told in read)
    return bool(words) and known * 2 >= len(words)
