"""Personal data: taken out on read, kept in memory only to search free text for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

__all__ = ["Personal", "collect", "holds_contact", "looks_personal"]

_MAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}\s?[A-Z0-9]{0,4}\b")
_PHONE = re.compile(r"(?<![\d.,])(?:\+49|0049|0)[\s/()-]*[1-9]\d?(?:[\s/().-]*\d){4,12}")
_DAY = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d{2})?(?!\d)")  # "01.10.2024" is no phone
_PHONE_WORD = re.compile(r"\b(?:tel|telefon|fax|handy|mobil)\b\.?:?\s*\+?\d", re.IGNORECASE)
_TITLED = re.compile(
    r"\b(?:Herrn?|Hr\.|Frau|Fr\.|Fam\.|Familie|Eheleute|Erbengemeinschaft|Witwe)\s+"
    r"(?:(?:Dr|Prof)\.\s*)*[A-ZÄÖÜ][\wäöüß-]+"
)
_SURNAME_FIRST = re.compile(
    r"^\s*([A-ZÄÖÜ][\wäöüß'-]+(?: [A-ZÄÖÜ][\wäöüß'-]+)?),\s*([A-ZÄÖÜ][\wäöüß'-]+)\b"
)
_TITLES = re.compile(
    r"\b(?:Herrn?|Hr|Frau|Fr|Fam|Familie|Eheleute|Dr|Prof|Dipl|Ing|Tel|Telefon|Mobil|Fax)\b\.?"
)
_SHORTEST = 3
# Owners that are no persons: searching every product for "Stadt" would find it everywhere.
_NOBODY = {
    "stadt", "gemeinde", "kommune", "kommunal", "kirche", "kirchgemeinde", "landkreis", "kreis",
    "bund", "land", "freistaat", "privat", "privatperson", "unbekannt", "sparkasse", "bank",
    "genossenschaft", "erbengemeinschaft", "eigentümergemeinschaft", "stadtverwaltung", "k.a.",
    "ja", "nein", "eigentümer", "makler", "siehe oben", "s.o.", "dito", "wie vor", "insolvenz",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Personal:
    """
    What stood in personal columns.

    ``values`` (whole cells, full names, phones, mails) are what nobody may ever write;
    ``surnames`` serve to search remarks alone, for a surname can also be a street's or a
    shop's name.
    """

    values: frozenset[str]
    surnames: frozenset[str]

    def __repr__(self) -> str:
        """Count, and show nothing."""
        return f"Personal({len(self.values)} values)"

    def found_in(self, text: str) -> bool:
        """Tell whether free text holds a contact, a titled person or one of these names."""
        if holds_contact(text) or _TITLED.search(text):
            return True
        if any(value in text for value in self.values):
            return True
        words = {word.casefold() for word in re.findall(r"[^\W\d_][\w'-]+", text)}
        return bool(words & self.surnames)


def holds_contact(text: str) -> bool:
    """Tell whether text holds a phone number, mail address or bank account."""
    without_days = _DAY.sub(" ", text)
    return any(p.search(without_days) for p in (_MAIL, _IBAN, _PHONE, _PHONE_WORD))


def looks_personal(values: Iterable[Any]) -> bool:
    """Tell whether most cells of an unknown column are "Surname, First name" or contacts."""
    words = [value for value in values if isinstance(value, str) and value.strip()]
    hits = sum(bool(_SURNAME_FIRST.match(w)) or holds_contact(w) for w in words)
    return bool(words) and hits * 2 >= len(words)


def collect(cells: Iterable[Any]) -> Personal:
    """
    Take personal cells apart into what must be searched for.

    Examples
    --------
    >>> told = collect(["Muster, Eva / 0170 0000000"])
    >>> sorted(told.values)
    ['0170 0000000', 'Eva Muster', 'Muster, Eva', 'Muster, Eva / 0170 0000000']
    >>> told.found_in("will Muster nicht verkaufen"), told.found_in("Stufe am Eingang")
    (True, False)
    """
    values: set[str] = set()
    surnames: set[str] = set()
    for cell in cells:
        if cell is None:
            continue
        whole = re.sub(r"\s+", " ", str(cell)).strip()
        if len(re.sub(r"\W", "", whole)) < _SHORTEST:
            continue
        if whole.casefold() in _NOBODY:
            continue
        values.add(whole)
        for pattern in (_MAIL, _IBAN, _PHONE):
            values.update(found.group().strip() for found in pattern.finditer(whole))
        _add_names(whole, values, surnames)
    return Personal(frozenset(values), frozenset(surnames))


def _add_names(whole: str, values: set[str], surnames: set[str]) -> None:
    rest = _MAIL.sub(";", _PHONE.sub(";", _IBAN.sub(";", whole)))
    for part in re.split(r"[/;|\n]", _TITLES.sub("", rest)):
        name = part.strip(" .,:-")
        words = re.findall(r"[^\W\d_][\w'-]+", name)
        if not words or len(words) > 4:
            continue
        turned = _SURNAME_FIRST.match(name)
        if turned:
            values.update({f"{turned[1]}, {turned[2]}", f"{turned[2]} {turned[1]}"})
            surnames.add(turned[1].casefold())
        else:
            if len(words) > 1:
                values.add(name)
            surnames.add(words[-1].casefold())
