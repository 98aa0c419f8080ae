"""How persons and contacts show in free text: patterns, and what they must not take for one."""

from __future__ import annotations

import re

from innenstadt_gis.ingest.registers.names import is_first_name, is_ordinary, is_trade

__all__ = ["holds_contact", "holds_title", "names_person", "pieces", "without_places"]

_MAIL = re.compile(
    r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\{at\})\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]+)+",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}\s?[A-Z0-9]{0,4}\b", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.,/])(?:(?:\+|00)\d{2,3}[\s/.-]*(?:\(0\))?|\(?0)[\s/()-]*[1-9](?:[\s/().-]{0,3}\d){5,13}"
)
_PHONE_WORD = re.compile(
    r"\b(?:tel|telefon|telefonnummer|fon|phone|fax|handy|handynr|mobil|mobilnr|mobilnummer"
    r"|rufnummer|rufnr|durchwahl|whatsapp|konto|kto|kontonummer|blz)\b"
    r"[\s.:/-]*(?:nr|nummer)?[\s.:/+(-]*\d(?:[\s/().-]{0,3}\d){3,}",
    re.IGNORECASE,
)
# Days, months, clock times and money are no phones: "01.10.2024", "05/2024", "09.00-18.30".
_NO_PHONE = re.compile(
    r"(?<!\d)(?:\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d{2})?|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{4}"
    r"|fl(?:u)?r?st\w*\.?\s?(?:nr\.?\s?)?\d+(?:/\d+)?|\d{1,2}[.:]\d{2}(?:\s?(?:-|–|bis)\s?\d{1,2}[.:]\d{2}|\s?uhr))(?!\d)",
    re.IGNORECASE,
)
_CAP = r"[A-ZÄÖÜ][\wäöüß'-]+"
_DEGREES = (
    r"(?:(?:Dr|Prof|Dipl|Ing|med|jur|RA|Mag)\.?-?\s*)*(?:[A-ZÄÖÜ]\.\s*)?(?:von (?:der )?|van |zu )?"
)
_TITLED = re.compile(
    r"(?<![-\w])(?:Herrn?|Hr\.?|HERRN?|herrn?|hr\.|Frau|FRAU|frau|Fr\.?|fr\.|Fam\.?|fam\.|\w*[Ff]amilie"
    r"|Eheleute|Ehepaar|Erbengemeinschaft|Erbengem\.?|Witwer?|Geschwister|Gebr\.|Brüder|Erben)"
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
    r"|betreuer(?:in)?|vermittler(?:in)?|rentner(?:in)?|eigent\.|bes\.|ansprechp\.|interess\.)"
    r"|\b(?:et|inh\.|ap|kontakt|erbe|erbin|investor|sohn|tochter|witwe|mutter|vater|bruder|schwester|ehefrau"
    r"|ehemann|chef(?:in)?|gf|erfasst von|erhoben von|aufgenommen von|name))(?!\w))"
)
_ROLE = re.compile(
    rf"(?={_ROLES}\s*(?:\((?:[^)]{{1,20}})\)\s*)?(?:ist|heißt|=|:|-|–|,|\()?\s*(?:\b(?:ist|jetzt|neu|war)\s+)?"
    rf"(?:{_DEGREES})({_CAP}))"
)
_OWNED = re.compile(
    r"\(?\b(?i:inh\.?|inhaber(?:in)?|eigent(?:ü|ue)mer(?:in)?|besitzer(?:in)?)(?!\w)[\s:=-]*"
    rf"(?:{_DEGREES})({_CAP})(?:\s+{_CAP})?\)?"
)
_ASIDE = re.compile(rf"{_ROLES}.*\(({_CAP})\)")
_HEIRS = re.compile(rf"\b({_CAP}?)(?:['’]?sche)?\s+(?:Erben|Nachlass)\b")
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
    r"|verkauft|verkaufte|betreibt|führt|vermietet nicht|anrufen|anschreiben|kontaktieren|ansprechen|informieren|anfragen|reagiert|antwortet|zögert|ist (?:verstorben|tot|krank|verzogen|eigentümer"
    r"|besitzer|inhaber|ansprechpartner|dagegen|dafür|bereit|gesprächsbereit|interessiert|nicht erreichbar"
    r"|verkaufsbereit|unbekannt verzogen|umgezogen|eigentümerin|in rente|im heim)|hat (?:geerbt|gekauft|abgelehnt|gekündigt|interesse"
    r"|kein interesse|erworben|abgesagt|zugesagt|angerufen|den|die|das|verkauft|gebaut|saniert|(?:den|das|die) \w+)|geht in rente|gibt (?:auf|das)|zieht (?:weg|ins)"
    r"|sucht (?:mieter|nachmieter|nachfolger|käufer|einen|eine)|plant|kauft|kaufte|übernimmt|informiert)\b"
)
_WANTING = re.compile(rf"(?:^|[.,;:!?(]\s*|\s)({_CAP})(?:\s+({_CAP}))?\s+(?i:{_WANTS})")
_LOW_WANTING = re.compile(rf"^([a-zäöüß]{{3,}})\s+{_WANTS}")
_NAME = re.compile(rf"\b(?=({_CAP})\s+(?:[A-ZÄÖÜ]\.\s*|von\s+|van\s+|de\s+)?({_CAP}))")
_TURNED = re.compile(rf"\b(?=({_CAP}),\s*({_CAP}|[A-ZÄÖÜ]\.(?!\s?[A-ZÄÖÜ])))")
_BOUGHT = re.compile(
    rf"\b(?:von|durch)\s+({_CAP})\s+(?:gekauft|erworben|geerbt|übernommen|betreut|verwaltet|betrieben|bewohnt)"
)
_INITIAL = re.compile(rf"(?<![\w.])[A-ZÄÖÜ]\.\s?(?:-?[A-ZÄÖÜ]\.\s?)?({_CAP})")
_NO_INITIAL = re.compile(r"\b(?:Haus|Gebäude|Lage|Teil|Block|Typ|Kategorie|Klasse|Bauteil|Halle|Variante|Nr\.?|Eingang|Stufe|[a-z]\.)\s*$")  # fmt: skip
_LIFE = re.compile(
    r"\bgeb(?:oren|\.)\s*(?:am\s*)?\d{1,2}\.\d{1,2}\.\d{2,4}|\bwohnhaft\b|\bPrivatadresse\b", re.IGNORECASE
)  # fmt: skip
_LEGAL = re.compile(
    r"^[\s\w&+.,'-]{0,40}?\b(?:GmbH|mbH|AG|KG|OHG|eG|SE|UG|e\.\s?V|e\.\s?G|Stiftung|Co)\b"
)
_STREET = re.compile(
    r"(?:[A-ZÄÖÜ][\wäöüß.]*-){1,4}(?:[Ss]tra(?:ß|ss)e|[Ss]tr\b\.?|[Gg]asse|[Ww]eg|[Pp]latz|[Aa]llee|[Rr]ing|[Uu]fer|[Mm]arkt"
    r"|[Pp]ark|[Bb]rücke|[Ss]teig|[Dd]amm|[Hh]of|[Ss]chule|[Hh]aus|[Gg]ymnasium|[Hh]alle|[Dd]enkmal)"
    r"|\b[A-ZÄÖÜ]?[\wäöüß.-]+(?:stra(?:ß|ss)e|str\b\.?|gasse|platz|allee|weg|ring|ufer)\b"
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


def holds_contact(text: str) -> bool:
    """
    Tell whether text holds a phone number, mail address or bank account.

    Examples
    --------
    >>> holds_contact("+49 (0)371 5385-0"), holds_contact("frei ab 01.10.2024")
    (True, False)
    """
    if not any(c.isdigit() or c in "@([{" for c in text):
        return False
    bare = _NO_PHONE.sub(" ", text)
    return any(p.search(bare) for p in (_MAIL, _IBAN, _PHONE, _PHONE_WORD))


def without_places(text: str) -> str:
    """Put a mark for each street and place that is called after a person."""

    def mark(found: re.Match[str]) -> str:
        return found.group() if _HEAD_OF_STREET.match(found.group()) else " § "

    return _STREET.sub(mark, text)


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
            ("Erb", "Wit", "Ges", "Geb", "Brü")
        )  # "Erben", "Witwe": an ordinary noun may follow
        if (
            (heirs and is_ordinary(name))
            or _NO_NAME.match(name)
            or _DAY_WORDS.search(text[: hit.start()])
        ):
            continue
        found.append(hit)
    return found


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
    if any(part.isupper() for part in re.split(r"[.,;] ", text)):
        text = text.title()
    bare = without_places(text)
    if holds_title(text) or _LIFE.search(bare):
        return True
    return (
        _by_role(bare)
        or _by_verb(bare)
        or _by_first_name(bare)
        or _by_initial(bare)
        or any(not is_ordinary(hit[1]) for hit in _GRADED.finditer(bare))
    )


def _is_company(text: str, at: int) -> bool:
    return bool(_LEGAL.match(text[at:]))


def _by_role(text: str) -> bool:
    for hit in _ROLE.finditer(text):
        if not is_ordinary(hit[1]) and not _is_company(text, hit.start(1)):
            return True
    if any(not is_ordinary(hit[1]) for p in (_ASIDE, _HEIRS, _BOUGHT) for hit in p.finditer(text)):
        return True
    for hit in _NEAR.finditer(text):
        name, rest = hit[1], text[hit.end() :]
        if is_ordinary(name) or _is_company(text, hit.start(1)):
            continue
        if not _SURE_NEAR.match(hit.group()):
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
    for hit in _WANTING.finditer(text):
        first, second = hit[1], hit[2]
        if second is None:
            if not is_ordinary(first):
                return True
        elif not is_ordinary(second):
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
    return any(
        (is_first_name(hit[2]) or len(hit[2]) == 2) and not is_ordinary(hit[1])
        for hit in _TURNED.finditer(text)
    )


def _by_initial(text: str) -> bool:
    return any(
        not is_ordinary(hit[1]) and not _NO_INITIAL.search(text[: hit.start()])
        for hit in _INITIAL.finditer(text)
    )


def pieces(text: str, *, contacts_only: bool = False) -> list[str]:
    """List the parts of a text that are contacts, titled persons or "c/o" with its name."""
    bare = _NO_PHONE.sub(lambda m: "#" * len(m.group()), text)
    found = [
        text[hit.start() : hit.end()].strip()
        for pattern in (_PHONE_WORD, _MAIL, _IBAN, _PHONE)
        for hit in pattern.finditer(bare)
        if not (contacts_only and pattern is _PHONE_WORD)
    ]
    if contacts_only:
        return found
    found += [hit.group() for hit in _titled(without_places(text))]
    found += [hit.group() for hit in _OWNED.finditer(text) if not is_ordinary(hit[1])]
    found += re.findall(r"\bc/o\s+[^,;/()]+", text)
    return sorted(found, key=len, reverse=True)
