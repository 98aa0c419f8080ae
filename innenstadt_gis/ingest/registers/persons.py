"""How persons and contacts show in free text: patterns, and what they must not take for one."""

from __future__ import annotations

import re
from functools import lru_cache

from innenstadt_gis.ingest.registers.contacts import contact_pieces, holds_contact, holds_life
from innenstadt_gis.ingest.registers.lexicon import common_surname, known_word
from innenstadt_gis.ingest.registers.names import (
    is_body,
    is_first_name,
    is_ordinary,
    is_trade,
    may_be_name,
    without_chains,
)

__all__ = ["holds_contact", "holds_title", "names_person", "pieces", "without_places"]

_UP = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())
_LOW = "".join(c for c in map(chr, range(0x61, 0x530)) if c.islower())
_CAP = rf"[{_UP}][\w'’-]+"
_DEGREES = r"(?:(?:Dr|Prof|Dipl|Ing|med|jur|RA|Mag)\b\.?-?\s*)*(?:[A-ZÄÖÜ]\.\s*)?(?:von (?:der )?|van |zu )?"
_TITLED = re.compile(
    r"(?<![-\w])(?:Herrn?|Hrn?\.?|Frl\.?|Fräulein|Mrs?\.?|Ms\.?|HERRN?|herrn?|hr\.|Frau|FRAU|frau|Fr\.?|fr\.|Fam\.?|fam\.|\w*[Ff]amilie"
    r"|Eheleute|Ehepaar|Erbengemeinschaft|Erbengem\.?|Witwer?|Geschwister|Schwestern|Gebrüder|Gebr\.|Brüder|Erben|Baron(?:in)?|Graf|Gräfin|Freiherr|Freifrau|Fürst)"
    rf"(?:(?<=\.)|(?![\w-]))\s*(?:{_DEGREES})({_CAP}|[A-ZÄÖÜ](?!\w)|[a-zäöüß]{{3,}})"
)
_GRADED = re.compile(
    rf"\b(?:Dr|Prof|Dipl\.-\w+|RA|RAin)\.?\s+(?:(?:med|jur|dent|Dr|h\.c)\.\s*)*(?:[A-ZÄÖÜ]\.\s*)?({_CAP})"
)
_ROLES = (
    r"(?i:(?:\b\w*(?:eigent(?:ü|ue)mer(?:in|s)?|besitzer(?:in|s)?|vermieter(?:in)?|p(?:ä|ae)chter(?:in)?"
    r"|mieter(?:in)?|inhaber(?:in)?|betreiber(?:in)?|ansprechpartner(?:in)?|kontaktperson|verwalter(?:in)?"
    r"|makler(?:in)?|nachfolger(?:in)?|k(?:ä|ae)ufer(?:in)?|interessent(?:in)?|nachbar(?:in)?|hausmeister(?:in)?"
    r"|gesch(?:ä|ae)ftsf(?:ü|ue)hrer(?:in)?|bearbeiter(?:in)?|erfasser(?:in)?|bevollm(?:ä|ae)chtigter?"
    r"|betreuer(?:in)?|pfleger(?:in)?|verk(?:ä|ae)ufer(?:in)?|ansprechperson|gesellschafter(?:in)?|notar(?:in)?|anwalt|anw(?:ä|ae)ltin"
    r"|architekt(?:in)?|berater(?:in)?|leiter(?:in)?|pfarrer(?:in)?|vorstand|vorsitzende[rn]?|gl(?:ä|ae)ubiger(?:in)?|verm(?:ä|ae)chtnis"
    r"|berechtigte?[rn]?|vermittler(?:in)?|rentner(?:in)?|eigent\.|bes\.|ansprechp\.|interess\.)"
    r"|\b(?:et\.|et|inh\.|ap|kontakt(?: über| zu| mit)?|contact|owner|tenant|zust\.|zuständig|bearb\.|erf\.|erfasst|fotografiert|foto von|gez\.|unterschrift"
    r"|unterzeichnet|grundbuch|hausverwaltung|hausverw\.|verwaltung|vollmacht(?: hat)?|eigentum|nachfolge|schlüssel|info|meldung|weg|gbr|hausgemeinschaft"
    r"|eigentümergemeinschaft|einzelunternehmen|einzelunternehmer(?:in)?|großvater|großmutter|opa|oma|enkel(?:in)?|neffe|nichte|onkel|tante|schwager"
    r"|schwiegersohn|schwiegertochter|bürgermeister(?:in)?|ortsvorsteher(?:in)?|erbe|erbin|investor|sohn|tochter|witwe|mutter|vater|bruder|schwester|ehefrau"
    r"|ehemann|chef(?:in)?|gf|erfasst von|erhoben von|aufgenommen von|name))(?!\w))"
)
_ROLE = re.compile(
    rf"(?={_ROLES}\s*(?:\((?:[^)]{{1,20}})\)\s*)?(?:ist|heißt|=|:|-|–|,|\(|/)?\s*(?:\b(?:ist|jetzt|neu|war|nach|des|der|von|über|mit)\s+)?"
    rf"(?:{_DEGREES})({_CAP}))"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_OWNED = re.compile(
    r"\(?\b(?i:inh\.?|inhaber(?:in)?|eigent(?:ü|ue)mer(?:in)?|besitzer(?:in)?)(?!\w)[\s:=-]*"
    rf"(?:{_DEGREES})({_CAP})(?:\s+{_CAP})?\)?"
)
_ASIDE = re.compile(rf"{_ROLES}.*\(({_CAP})\)")
_HEIRS = re.compile(rf"\b({_CAP}?)(?:['’]?sche)?\s+(?:Erben|Nachlass)\b")
_HEIRS_OF = re.compile(rf"\b(?:Erben|Nachlass)\s+(?:nach|des|der|von|d\.)\s+(?:{_DEGREES})({_CAP})")
_NEAR = re.compile(
    r"(?i:\b(?:gehört(?:e)?|laut|lt\.?|gem\.|c/o|z\.?\s?hd\.?|zu händen|rücksprache mit|absprache mit"
    r"|gespräch mit|telefonat mit|kontakt (?:mit|über|zu)|auskunft(?: von| durch)?|(?:verkauft|vermietet"
    r"|verpachtet|veräußert|vererbt|übergeben|verschenkt) an|(?:gekauft|erworben|geerbt|betreut|geführt|genutzt"
    r"|bewohnt|übernommen|verwaltet|betrieben) (?:von|durch)|schlüssel (?:bei|von|hat)|(?:melden|anfragen|nachfragen|fragen)"
    r" bei|(?:im )?(?:besitz|eigentum)(?: von| der| des)?|kommt von|info von|meldung (?:von|durch)|anruf(?:en)?(?: von)?"
    r"|erreichbar über|ansprechen|rückruf(?: an| von)?|nachlass|wechsel(?:te|t)? zu|überschrieben (?:an|auf)|wegen|durch|mit|von|an|bei)(?!\w))"
    rf"\s*:?\s*(?:{_DEGREES})({_CAP})"
)
_SURE_NEAR = re.compile(r"(?i:^(?:durch|mit|von|an|bei|wegen|im|eigentum|besitz))\b")
_WANTS = (
    r"(?:will|wollen|wollte|möchte|möchten|moechte|wünscht|lehnt|weigert|verweigert|verlangt|fordert|ruft"
    r"|rief|wohnt|lebt|besitzt|bittet|überlegt|sagt|sagte|meldet|meldete|verstorben|gestorben|erbt|erbte"
    r"|verkauft|verkaufte|fragen|zieht|bewohnt|nutzt|zahlt|wants|owns|lives|asks|betreibt|führt|vermietet nicht|anrufen|anschreiben|kontaktieren|ansprechen|informieren|anfragen|reagiert|antwortet|zögert|ist (?:verstorben|tot|krank|verzogen|eigentümer"
    r"|besitzer|inhaber|ansprechpartner|dagegen|dafür|bereit|gesprächsbereit|interessiert|nicht erreichbar"
    r"|verkaufsbereit|unbekannt verzogen|umgezogen|eigentümerin|in rente|im heim)|hat (?:insolvenz|schulden|angeboten|keine|keinen|den|noch|vor|bereits|schon|gemeldet|geerbt|gekauft|abgelehnt|gekündigt|interesse"
    r"|kein interesse|erworben|abgesagt|zugesagt|angerufen|den|die|das|verkauft|gebaut|saniert|(?:den|das|die) \w+)|geht in rente|gibt (?:auf|das)|zieht (?:weg|ins)"
    r"|sucht (?:mieter|nachmieter|nachfolger|käufer|einen|eine)|plant|kauft|kaufte|übernimmt|informiert)\b"
)
_WANTING = re.compile(rf"(?:^|[.,;:!?(/]\s*|\s)({_CAP})(?:\s+({_CAP}))?\s+(?i:{_WANTS})")
_ASKED = re.compile(
    rf"(?i:\b(?:mit|bei|beim|an|von|durch|dem|der|für))\s+(?:{_DEGREES})({_CAP})\s+(?i:sprechen|gesprochen|nachfragen|fragen"
    r"|melden|anfragen|erfragen|klären|abgestimmt|abstimmen|vermietet|verkauft|verpachtet|vererbt|übergeben|gehört|gehörte|gemeldet)\b"
)
_FROM = re.compile(
    r"(?i:\b(?:haus|laden|geschäft|objekt|grundstück|sohn|tochter|bruder|schwester|mutter|vater|hinweis|info|anruf|mail"
    r"|brief|schreiben|gemeldet|verkauft|angeboten|verwaltet|aufgenommen|erhoben|erfasst|begangen|besprochen|abgestimmt"
    r"|telefoniert|gesprochen|beim|schlüssel|nachbarn?)\s+(?:beim |bei |von |vom |durch |mit |)(?:nachbarn? |eigentümer |inhaber )?)"
    rf"(?:{_DEGREES})({_CAP})"
)
_BESIDE = re.compile(
    rf"(?:^|[.;:!?]\s*)({_CAP})\s*(?:[,(]\s*|seit\s+)(?i:{_ROLES}|tel\b|mobil\b|handy\b|\d{{4}}\s+(?:im|in|tot))"
)
_PAIR = re.compile(
    rf"^\W*(?:(?:je\s+)?1/2\s+|gbr\s+|weg\s+)?({_CAP})\s*(?:/|&|\+|und|u\.)\s*(?:1/2\s+)?({_CAP})(?:\s+(?:gemeinsam|je|zu|GbR)\b.*)?\W*$"
)
_WHOSE = re.compile(
    rf"\b([{_UP}][\w'’-]+)['’]?s\s+(?:Haus|Laden|Geschäft|Grundstück|Erben|Sohn|Tochter|Witwe|Garage|Eigentum|Anwesen)\b"
)
_NOW = re.compile(rf"\b(?i:jetzt|nun|künftig|der alte|die alte)\s+({_CAP})\s*(?:$|[.,;)])")
_BEHIND = re.compile(rf"\b({_CAP})\s+(?:\(({_CAP})\)|[{_UP}]\.\W*$)")
_LOW_ROLE = re.compile(rf"^(?:der |die )?{_ROLES}\s+([{_LOW}][\w'’-]{{2,}})\s+{_WANTS}")
_LOW_WANTING = re.compile(rf"^([{_LOW}][\w'’-]{{2,}})\s+{_WANTS}")
_NAME = re.compile(rf"\b(?=({_CAP})\s+(?:[A-ZÄÖÜ]\.\s*|von\s+|van\s+|de\s+)?({_CAP}))")
_TURNED = re.compile(rf"\b(?=({_CAP}),\s*({_CAP}|[A-ZÄÖÜ]\.(?!\s?[A-ZÄÖÜ])))")
_BOUGHT = re.compile(
    rf"\b(?:von|durch)\s+({_CAP})\s+(?:gekauft|erworben|geerbt|übernommen|betreut|verwaltet|betrieben|bewohnt)"
)
_INITIAL = re.compile(rf"(?<![\w.])[A-ZÄÖÜ]\.\s?(?:-?[A-ZÄÖÜ]\.\s?)?({_CAP})")
_NO_INITIAL = re.compile(r"\b(?:Haus|Gebäude|Lage|Teil|Block|Typ|Kategorie|Klasse|Bauteil|Halle|Variante|Nr\.?|Eingang|Stufe|[a-z]\.)\s*$")  # fmt: skip
_LEGAL = re.compile(
    r"^[\s\w&+.,'-]{0,40}?\b(?:GmbH|mbH|AG|KG|OHG|eG|SE|UG|e\.\s?V|e\.\s?G|Stiftung|Co)\b"
)
_STREET = re.compile(
    r"(?:[A-ZÄÖÜ][\wäöüß.]*-){1,4}(?:[Ss]tra(?:ß|ss)e|[Ss]tr\b\.?|[Gg]asse|[Ww]eg|[Pp]latz|[Aa]llee|[Rr]ing|[Uu]fer|[Mm]arkt"
    r"|[Pp]ark|[Bb]rücke|[Ss]teig|[Dd]amm|[Hh]of|[Ss]chule|[Hh]aus|[Gg]ymnasium|[Hh]alle|[Dd]enkmal)"
    r"|\b[A-ZÄÖÜ]?[\wäöüß.-]+(?:stra(?:ß|ss)e|str\b\.?|gasse|platz|allee)\b"
    r"|\b[\w.-]{5,}(?:weg|ring|(?<!ä)ufer)\b"  # "Döring", "Käufer" are none
    r"|\b(?:(?:Dr|Prof)\.\s*)*(?:[A-ZÄÖÜ][\wäöüß.]+[ -]){1,2}(?:Stra(?:ß|ss)e|Str\.|Platz|Allee|Weg|Ring|Ufer)(?!\w)"
)
_HEAD_OF_STREET = re.compile(
    r"^(?:Herrn?|Frau|Fr|Hr|Fam|Familie|Eigent|Mieter|Inhaber|Erben|Witwe)", re.IGNORECASE
)
_DAY_WORDS = re.compile(r"\b(?:Mo|Di|Mi|Do|Sa|So)\.?\s*(?:-|–|bis|,|und|u\.)\s*$")
_NO_NAME = re.compile(
    r"(?i:(?:nach|vor)?mittags?|abends?|ruhetag|geschlossen|offen|zu|ab|bis|nur|sucht|will|und|ist|hat)$"
)
_SHOP = re.compile(r"([A-ZÄÖÜ][\wäöüß-]+)\s+$")


@lru_cache(maxsize=16_384)
def without_places(text: str) -> str:
    """Put a mark for each street and place that is called after a person."""

    def mark(found: re.Match[str]) -> str:
        return found.group() if _HEAD_OF_STREET.match(found.group()) else " § "

    return _STREET.sub(mark, without_chains(text))


def holds_title(text: str) -> bool:
    """Tell whether text names a person by title ("Frau X", "Familie X", "c/o X")."""
    bare = without_places(text)
    return any(True for _ in _titled(bare)) or bool(re.search(r"\bc/o\s+\w", bare))


def _titled(text: str) -> list[re.Match[str]]:
    found = []
    for hit in _TITLED.finditer(text):
        name = hit[1]
        if name[0].islower() and (hit.group()[0].isupper() or is_ordinary(name)):
            continue
        heirs = hit.group().startswith(
            ("Erb", "Wit", "Ges", "Geb", "Brü", "Schw", "Graf", "Fürst")
        )  # "Erben", "Witwe": an ordinary noun may follow
        if (
            (heirs and not may_be_name(name))
            or _NO_NAME.match(name)
            or _DAY_WORDS.search(text[: hit.start()])
        ):
            continue
        found.append(hit)
    return found


@lru_cache(maxsize=65_536)
def names_person(text: str) -> bool:
    """
    Tell whether free text speaks of a person, by title, role, verb, initial or first name.

    Examples
    --------
    >>> names_person("Karl Muster will verkaufen"), names_person("Eigentümer Lindner lehnt ab")
    (True, True)
    >>> names_person("Eigentümer will verkaufen"), names_person("Ecke Karl-Marx-Straße")
    (False, False)
    """
    # Shouted text is read as written; "VHB" alone is an abbreviation.
    if any(part.isupper() and len(part) > 5 for part in re.split(r"[.,;] ", text)):
        text = text.title()
    bare = without_places(text)
    if holds_title(text) or holds_life(text):
        return True
    if text != text.lower() and not any(may_be_name(word) for word in _WORD.findall(bare)):
        return False  # nobody is called by ordinary words alone
    return (  # the quickest first, the dearest last
        _by_strange_word(bare)
        or _by_verb(bare)
        or _by_first_name(bare)
        or _by_initial(bare)
        or any(may_be_name(hit[1]) for hit in _GRADED.finditer(bare))
        or _by_role(bare)
    )


# Trades that are people or homes, not shops: who stands behind them is a person.
_SOMEBODY = re.compile(r"(?:(?:er|st|zt|af|ur|nt)in|wohnung(?:en)?|wohnhaus)$", re.IGNORECASE)


def _by_strange_word(text: str) -> bool:
    """
    Tell whether a word with a capital is none that the language knows, or a frequent surname.

    Behind a trade it is the name of a shop, before a legal form that of a firm; both are
    public.
    """
    text = without_chains(text)
    for hit in _WORD.finditer(text):
        word = hit.group().rstrip("-'’")
        if not word[0].isupper() or len(word) < 3 or (word.isupper() and len(word) <= 5):
            continue
        if not common_surname(word) and (is_ordinary(word) or known_word(word)):
            continue
        before = _SHOP.search(text[: hit.start()])
        if before and is_trade(before[1]) and not _SOMEBODY.search(before[1]):
            continue
        if not _is_company(text, hit.end()):
            return True
    return False


def _is_company(text: str, at: int) -> bool:
    return bool(_LEGAL.match(text[at:]))


def _by_role(text: str) -> bool:
    for hit in _ROLE.finditer(text):
        if may_be_name(hit[1]) and not _is_company(text, hit.start(1)):
            return True
    aside = (_ASIDE,) if "(" in text else ()
    for pattern in (*aside, _HEIRS, _HEIRS_OF, _BOUGHT, _ASKED, _FROM, _BESIDE, _WHOSE, _NOW):
        for hit in pattern.finditer(text):
            if not is_ordinary(hit[1]) and not _is_company(text, hit.start(1)):
                return True
    pair = _PAIR.match(text)
    if pair and not is_ordinary(pair[1]) and not is_ordinary(pair[2]):
        return True
    for hit in _NEAR.finditer(text):
        name, rest = hit[1], text[hit.end() :]
        sure = not _SURE_NEAR.match(hit.group())
        if not (may_be_name(name) if sure else not is_ordinary(name)) or _is_company(
            text, hit.start(1)
        ):
            continue
        if sure:
            return True
        # "von Lindner", "mit Lindner" alone may be a brand or a place; with a name it is none.
        if is_first_name(name) and re.match(rf"\s+{_CAP}", rest):
            return True
    return False


def _by_verb(text: str) -> bool:
    for part in re.split(r"[.,;:!?(]\s*|\s[-–]\s", text):
        low = _LOW_WANTING.match(part)
        if low and not is_ordinary(low[1]):
            return True
        role = _LOW_ROLE.match(part) if part == part.lower() else None
        if role and not is_ordinary(role[1]):
            return True
    for hit in _WANTING.finditer(text):
        first, second = hit[1], hit[2]
        if second is None:
            if not is_ordinary(first):
                return True
        elif not is_ordinary(second) and not is_trade(first) and not is_body(first):
            return True
    return False


def _by_first_name(text: str) -> bool:
    for hit in _NAME.finditer(text):
        one, other = hit[1], hit[2]
        plainly = is_first_name(one) and (not is_ordinary(other) or is_first_name(other))
        if not plainly and not (is_first_name(other) and not is_ordinary(one)):
            continue
        before = _SHOP.search(text[: hit.start()])
        if before and is_trade(before[1]):  # "Fotostudio Eva Muster": a shop's public name
            continue
        return True
    if any(
        is_first_name(hit[2]) if hit[2] else not is_ordinary(hit[1])
        for hit in _BEHIND.finditer(text)
        if not is_ordinary(hit[1])
    ):
        return True
    return any(
        (is_first_name(hit[2]) or len(hit[2]) == 2) and may_be_name(hit[1])
        for hit in _TURNED.finditer(text)
    )


def _by_initial(text: str) -> bool:
    return any(
        not is_ordinary(hit[1]) and not _NO_INITIAL.search(text[: hit.start()])
        for hit in _INITIAL.finditer(text)
    )


def pieces(text: str, *, contacts_only: bool = False) -> list[str]:
    """List the parts of a text that are contacts, titled persons or "c/o" with its name."""
    found = contact_pieces(text, sure=contacts_only)
    if contacts_only:
        return found
    found += [hit.group() for hit in _titled(without_places(text))]
    found += [hit.group() for hit in _OWNED.finditer(text) if not is_ordinary(hit[1])]
    found += re.findall(r"\bc/o\s+[^,;/()]+", text)
    return sorted(found, key=len, reverse=True)
