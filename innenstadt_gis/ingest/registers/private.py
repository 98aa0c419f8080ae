"""Personal data: taken out on read, kept in memory only to search free text for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from innenstadt_gis.ingest.registers.flags import YES_NO, is_answer
from innenstadt_gis.ingest.registers.names import is_first_name, is_ordinary
from innenstadt_gis.ingest.registers.persons import (
    holds_contact,
    holds_title,
    names_person,
    pieces,
    without_places,
)
from innenstadt_gis.ingest.registers.sheets import Sheet
from innenstadt_gis.mapping import SHEET_BY_PLACE

__all__ = [
    "Personal",
    "collect",
    "holds_contact",
    "looks_personal",
    "name_for_all",
    "without_persons",
]

_SURNAME_FIRST = re.compile(
    r"^\s*([A-ZÄÖÜ][\wäöüß'-]+(?: [A-ZÄÖÜ][\wäöüß'-]+)?),\s*([A-ZÄÖÜ][\wäöüß'-]+)\b"
)
_TITLES = re.compile(
    r"\b(?:Herrn?|Hr|Frau|Fr|Fam|Familie|Eheleute|Ehepaar|Erbengemeinschaft|Erben|Witwe|Dr|Prof"
    r"|Dipl|Ing|med|Tel|Telefon|Mobil|Handy|Fax|Mail)\b\.?-?:?"
)
_BODY = re.compile(
    r"\b(?:gmbh|mbh|ag|kg|ohg|ug|se|eg|e\.\s?g|e\.\s?v|co|stadt|gemeinde|kommun\w*|kirch\w*"
    r"|landkreis|freistaat|\w*genossenschaft|\w*gesellschaft|\w*verwaltung|\w*sparkasse|\w*bank"
    r"|stiftung|verein|immobilien|wohnbau\w*|bund)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'-]+")
_SENTENCE = re.compile(r"\s*(?:;|\n|\s[-–]\s|(?<=[a-zäöüß)\d]{3})[.!?]\s+(?=[A-ZÄÖÜ\d]))\s*")
_LETTER = re.compile(r"[^\W\d_]")
_FREE = frozenset({"reason", "remark", "marketing", "condition", "interim", "unknown", "kept"})
_NAMES = frozenset({"name", "plain_name", "use", "branch", "previous_branch", "brand"})
_PLACES = frozenset({"street", "address", "place", "district", "house_number", "status"})
_SHORTEST = 3
# Owners that are no persons: searching every product for "Stadt" would find it everywhere.
_NOBODY = {
    "privat", "privatperson", "privateigentum", "k.a.", "ja", "nein", "siehe oben", "s.o.",
    "dito", "wie vor", "unbekannt", "nicht bekannt", "mehrere", "verschiedene",
}  # fmt: skip

_UNIT_ID = re.compile(r"u-[0-9a-f]{10}")


@dataclass(frozen=True, slots=True)
class Personal:
    """
    What stood in personal columns.

    ``values`` are what nobody may ever write: full names, phones, mails, whole cells of more
    than one word. ``surnames`` serve to search remarks alone: a bare word ("Vogel", "Markt")
    is also a street's or a shop's name, and searching products for it would call every one of
    them leaky. Bodies ("Stadt", "Wohnbau GmbH") are no persons and stand in neither.
    """

    values: frozenset[str]
    surnames: frozenset[str]
    _by_word: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    _asked: dict[tuple[str, str], str | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Sort the values by their first word: a remark is asked for few of them."""
        sorted_in: dict[str, list[str]] = {}
        for value in self.values:
            sorted_in.setdefault(_first(value), []).append(value)
        self._by_word.update({word: tuple(values) for word, values in sorted_in.items()})

    def __repr__(self) -> str:
        """Count, and show nothing."""
        return f"Personal({len(self.values)} values)"

    def found_in(self, text: str) -> bool:
        """Tell whether free text holds a contact, a person or one of these names."""
        parts = [text, *_SENTENCE.split(text)] if _SENTENCE.search(text) else [text]
        return (
            holds_contact(text)
            or any(names_person(part) for part in parts)
            or self._knows(without_places(text))
        )

    def found_in_name(self, text: str) -> bool:
        """
        Tell whether the name of a shop is none: a contact, a titled person, a whole value.

        Shops are called after persons ("Optik Vogel", "Dr. Roth, Zahnarzt"), and their names
        are public.
        """
        return text.strip() in self.values or bool(pieces(text))

    def public(self, text: str, means: str) -> str | None:
        """
        Give what may be kept of a cell by what its column means; None if nothing may.

        Free text loses sentences (`cleaned`), the name of a shop what is no name, a place
        what stands beside it; columns of numbers and days are only asked for contacts.
        """
        known = self._asked.get((text, means), "")
        if known == "":
            known = self._asked[text, means] = self._public(text, means)
        return known

    def _public(self, text: str, means: str) -> str | None:
        if means in YES_NO:
            return text if is_answer(text) else None
        if not _LETTER.search(text) and means not in _FREE:
            return text
        if means == "unit_id" and _UNIT_ID.fullmatch(text.strip()):
            return text  # ten digits in a row are no phone number here
        if means in _FREE:
            return self.cleaned(text)
        if means in _NAMES and not self.found_in_name(text):
            return text
        if means in _NAMES or means in _PLACES:
            left = without_persons(text)
            return left if left and left not in self.values and _LETTER.search(left) else None
        return None if holds_contact(text) or holds_title(text) else text

    def cleaned(self, text: str) -> str | None:
        """
        Cut the sentences that speak of persons; None if nothing is left for certain.

        Once a person was found, another sentence stays only if each word that is written
        with a capital is an ordinary one.

        Examples
        --------
        >>> told = collect(["Muster, Eva"])
        >>> told.cleaned("Stufe am Eingang. Frau Muster will verkaufen.")
        'Stufe am Eingang'
        >>> told.cleaned("Muster, Klee und Co.") is None
        True
        """
        if not self.found_in(text):
            return text
        kept = [
            part.strip(" .")
            for part in _SENTENCE.split(text)
            if part and not self.found_in(part) and _harmless(part)
        ]
        left = ". ".join(part for part in kept if part)
        return left if left and not self.found_in(left) else None

    def _knows(self, text: str) -> bool:
        words = _WORD.findall(text)
        for word in words:
            low = word.casefold()
            if low in self.surnames or (low.endswith("s") and low[:-1] in self.surnames):
                return True
        starts = {_first(word) for word in re.findall(r"[^\s,;()]+", text)}
        return any(value in text for word in starts for value in self._by_word.get(word, ()))


def _first(value: str) -> str:
    """First run of letters and digits, folded."""
    found = re.search(r"[^\W_]+", value)
    return found.group().casefold() if found else ""


def _harmless(part: str) -> bool:
    """Tell whether a sentence holds ordinary words alone (of those with a capital)."""
    words = [w for w in _WORD.findall(part) if w[0].isupper()]
    return bool(_WORD.search(part)) and all(is_ordinary(w) for w in words)


def looks_personal(values: Iterable[Any]) -> bool:
    """
    Tell whether most cells of an unknown column are names of persons or contacts.

    Examples
    --------
    >>> looks_personal(["Muster, Eva", "Karl Beispiel"]), looks_personal(["Optik Muster"])
    (True, False)
    """
    words = [value for value in values if isinstance(value, str) and value.strip()]
    return bool(words) and sum(map(_is_person, words)) * 2 >= len(words)


def _is_person(text: str) -> bool:
    turned = _SURNAME_FIRST.match(text)
    if turned and not (is_ordinary(turned[1]) and not is_first_name(turned[2])):
        return True
    if holds_contact(text) or holds_title(text):
        return True
    words = _WORD.findall(text)
    return 2 <= len(words) <= 3 and is_first_name(words[0]) and not is_ordinary(words[-1])


def without_persons(text: str) -> str:
    """
    Cut persons and contacts out of a short text that must stay (an address, a sheet's name).

    Examples
    --------
    >>> without_persons("Markt 5, c/o Muster"), without_persons("Markt 3 (Frau Muster)")
    ('Markt 5', 'Markt 3')
    >>> without_persons("Dr.-Külz-Straße 4"), without_persons("Muster GmbH")
    ('Dr.-Külz-Straße 4', 'Muster GmbH')
    """
    cut = text
    for piece in pieces(text):
        cut = cut.replace(piece, " ")
    if cut == text:
        return text
    return re.sub(r"\(\s*\)|\s+(?=[,;])", "", re.sub(r"\s+", " ", cut)).strip(" ,;:-/(")


def collect(cells: Iterable[Any], *, public: Iterable[Any] = ()) -> Personal:
    """
    Take personal cells apart into what must be searched for.

    ``public`` are the names of shops and streets in the same file: a value that stands in one
    of them as it is ("Fotostudio Eva Muster") is no secret there and is not searched for in
    products; remarks are searched for its surname all the same.

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
    for whole in {re.sub(r"\s+", " ", str(cell)).strip() for cell in cells if cell is not None}:
        if len(re.sub(r"\W", "", whole)) < _SHORTEST or whole.casefold() in _NOBODY:
            continue
        contacts = pieces(whole, contacts_only=True)
        values.update(contacts)
        if _BODY.search(whole) and not holds_title(whole):
            if contacts:
                values.add(whole)
            continue
        if contacts or len(_WORD.findall(whole)) > 1:
            values.add(whole)
        _add_names(whole, contacts, values, surnames)
    shown = "\n".join({str(text) for text in public if text is not None})
    hidden = {v for v in values if not shown or v not in shown}
    return Personal(frozenset(hidden), frozenset(surnames))


def _add_names(whole: str, contacts: list[str], values: set[str], surnames: set[str]) -> None:
    rest = whole
    for contact in contacts:
        rest = rest.replace(contact, ";")
    for part in re.split(r"[/;|\n+&()]| und ", _TITLES.sub("", rest)):
        name = part.strip(" .,:-")
        words = [w for w in _WORD.findall(name) if not is_ordinary(w) or is_first_name(w)]
        if not words or len(words) > 4 or len(_WORD.findall(name)) > 5:
            continue
        turned = _SURNAME_FIRST.match(name)
        if turned:
            values.update({f"{turned[1]}, {turned[2]}", f"{turned[2]} {turned[1]}"})
            surnames.add(turned[1].casefold())
        else:
            if len(words) > 1:
                values.add(name)
            if not is_first_name(words[-1]) or len(words) == 1:
                surnames.add(words[-1].casefold())


def name_for_all(sheets: Iterable[Sheet]) -> None:
    """
    Call sheets whose name holds a person by their place ("Blatt 2"): names of sheets are told.

    Examples
    --------
    >>> told = [Sheet("Ring", []), Sheet("Frau Muster", [])]
    >>> name_for_all(told)
    >>> [sheet.name for sheet in told]
    ['Ring', 'Blatt 2']
    """
    for number, sheet in enumerate(sheets, start=1):
        if sheet.name and without_persons(sheet.name) != sheet.name:
            sheet.name = SHEET_BY_PLACE.format(number)
