"""Contacts in free text: phones, mails, accounts, number plates, days of birth."""

from __future__ import annotations

import re

from innenstadt_gis.ingest.registers.names import is_first_name

__all__ = ["contact_pieces", "holds_contact", "holds_life"]

_AT = r"(?:\s?@\s?|\s?[(\[{]\s?(?:at|ät|a)\s?[)\]}]\s?|\s(?:at|AT|ät)\s)"
_DOT = r"(?:\s?\.\s?|\s?[(\[{]\s?(?:dot|punkt|pkt)\s?[)\]}]\s?|\s(?:dot|DOT|punkt|PUNKT)\s)"
_MAIL = re.compile(
    rf"[\w.+-]+{_AT}[\w-]+(?:{_DOT}[\w-]+)+|\w[\w.+-]*@\w+|(?<!\w)@[\w.]{{3,}}"
    r"|\be-?mail\b(?:-?adr\w*)?\.?\s*:\s*\S+",
    re.IGNORECASE,
)
_IBAN = re.compile(
    r"\b[A-Z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]{4}){3,7}[ -]?[A-Z0-9]{0,4}\b", re.IGNORECASE
)
_PHONE = re.compile(
    r"(?<![\w.,/])(?:(?:\+|00)\d{2,3}[\s/.-]*(?:\(0\))?|\(?0)[\s/()-]*[1-9](?:[\s/().-]{0,3}\d){5,13}"
)
_PHONE_WORD = re.compile(
    r"(?:\b(?:tel|telefon|telefonnummer|telefonisch|fon|phone|fax|telefax|handy|handynr|mobil"
    r"|mobilnr|mob|funk|mobilnummer|rufnummer|rufnr|rückruf|durchwahl|whatsapp|signal|konto|kto"
    r"|ktonr|kontonr|kontonummer|blz|steuernr|steuernummer|steuer-id|steuerid|ausweisnr|ust-?id(?:nr)?"
    r"|anruf|anrufen|ruf(?:t|en)?\s+an|(?<![\w.])t(?=\s?[.:]))\b|[☎📞📱✆])"
    r"[\s.:/-]*(?:nr|nummer|unter)?[\s.:/+(-]*\d(?:[\s/().-]{0,3}\d){3,}",
    re.IGNORECASE,
)
_BANK = re.compile(r"\bBIC:?\s+[A-Z0-9]{8,11}\b|\bAusweis\w*\.?\s?:?\s*[A-Z0-9]{6,}\b")
# Days, months, clock times and money are no phones: "01.10.2024", "05/2024", "09.00-18.30".
_NO_PHONE = re.compile(
    r"(?<!\d)(?:\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d{2})?|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{4}"
    r"|fl(?:u)?r?st\w*\.?\s?(?:nr\.?\s?)?\d+(?:/\d+)?|\d{1,2}[.:]\d{2}(?:\s?(?:-|–|bis)\s?\d{1,2}[.:]\d{2}|\s?uhr))(?!\d)",
    re.IGNORECASE,
)
_CAR = r"[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[ -]?\d{1,4}[EH]?\b"
_LIFE = re.compile(
    r"\b[Gg]eb(?:oren|urts\w*|\.)\s*:?\s*(?:am\s*|ist\s*)?\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}"
    r"|\b(?:geb\.|geboren|Jg\.|Jahrgang)\s*(?:am\s*|in\s*)?:?\s*(?:19|20)\d\d\b"
    r"|(?<!\w)\*\s?\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}"
    r"|\b(?i:wohnhaft|Privatadresse|Privatanschrift|Geburtstag|Geburtsdatum)\b"
    rf"|\b(?:Kennz\w*|Kfz|KFZ|Auto|PKW|Pkw)\b[^\n]{{0,12}}?\b{_CAR}|\b[A-ZÄÖÜ]{{1,3}}-[A-Z]{{1,2}} \d{{1,4}}\b"
)
_PROFILE = re.compile(
    r"\b(?:facebook|xing|linkedin|instagram|tiktok)\.(?:com|de)/\S*", re.IGNORECASE
)
_HOST = re.compile(r"\b(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)*\.[a-z]{2,})\b", re.IGNORECASE)
_MAY = re.compile(r"\d|[@(\[{]| at | ät | AT |mail|www\.|\.(?:de|com|net|org)\b", re.IGNORECASE)


def holds_contact(text: str) -> bool:
    """
    Tell whether text holds a phone number, mail address or bank account.

    Examples
    --------
    >>> holds_contact("+49 (0)371 5385-0"), holds_contact("frei ab 01.10.2024")
    (True, False)
    """
    if not _MAY.search(text):
        return False
    bare = _NO_PHONE.sub(" ", text)
    return any(p.search(bare) for p in (_MAIL, _IBAN, _PHONE, _PHONE_WORD, _BANK))


def holds_life(text: str) -> bool:
    """
    Tell whether text tells a birth, a home, a number plate or a person's own page.

    Examples
    --------
    >>> holds_life("geb. 12.03.1950"), holds_life("Baujahr 1950")
    (True, False)
    >>> holds_life("xing.com/profile/x"), holds_life("www.optik-muster.example")
    (True, False)
    """
    return bool(
        _LIFE.search(text)
        or _PROFILE.search(text)
        or any(_own_page(hit[1]) for hit in _HOST.finditer(text))
    )


def _own_page(host: str) -> bool:
    """Tell whether a host is called after a person: "karl-muster.example"."""
    words = host.lower().removeprefix("www.").rpartition(".")[0].split("-")
    return len(words) == 2 and is_first_name(words[0])


def contact_pieces(text: str, *, sure: bool = False) -> list[str]:
    """List the contacts in a text as they stand; ``sure`` leaves out short phone numbers."""
    if not _MAY.search(text):
        return []
    bare = _NO_PHONE.sub(lambda m: "#" * len(m.group()), text)
    patterns = (_MAIL, _IBAN, _PHONE) if sure else (_PHONE_WORD, _MAIL, _IBAN, _PHONE, _BANK)
    return [
        text[hit.start() : hit.end()].strip()
        for pattern in patterns
        for hit in pattern.finditer(bare)
    ]
