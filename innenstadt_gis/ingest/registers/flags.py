"""Columns that ask for yes or no: whatever else stands in a cell, nothing more is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from innenstadt_gis.ingest.registers.vocabulary import plain

__all__ = ["YES_NO", "flags", "is_answer", "yes_no"]

#: Keys of `mapping.FIELDS` (and columns of `tables.RECORDS`) that hold yes or no.
YES_NO = (
    "phone_listed", "mail_listed", "social_listed", "cashless", "association_member", "voucher",
    "joint_hours",
)  # fmt: skip
_LISTED = {"phone_listed", "mail_listed", "social_listed"}
_YES = {"ja", "j", "x", "yes", "y", "1", "wahr", "true", "vorhanden", "teilweise", "mitglied"}
_NO = {"nein", "n", "no", "0", "falsch", "false", "kein", "keine", "keins", "nicht vorhanden", "nichtmitglied"}  # fmt: skip
_TOLD = re.compile(r"^(?:(ja|yes)|(nein|no|kein\w*|nicht|noch nicht))\b")
_CARDS = re.compile(r"\b(?:ec|girocard|karten?|kartenzahlung|visa|mastercard|bargeldlos|kontaktlos|apple|google|paypal)\b")  # fmt: skip
_CASH_ONLY = re.compile(r"\b(?:nur bar|nur barzahlung|bar|barzahlung|cash only)\b")
_CONTACT = re.compile(r"@|www|https?|\.(?:de|com)\b|\d(?:[\s/().-]{0,3}\d){5,}")
_SILENT = {"k a", "ka", "unbekannt", "unklar", "n a", ""}


def yes_no(value: Any, name: str = "") -> bool | None:
    """
    Read a cell of a yes-or-no column; None if it says neither.

    Where a column asks whether something is listed, an address or number in the cell says
    yes; it is not kept.

    Examples
    --------
    >>> yes_no("ja, seit 2020"), yes_no("Nein"), yes_no(1.0), yes_no("k. A.")
    (True, False, True, None)
    >>> yes_no("EC ab 10 Euro", "cashless"), yes_no("nur bar", "cashless")
    (True, False)
    >>> yes_no("kontakt@laden.example", "mail_listed")
    True
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        number = {0.0: False, 1.0: True}.get(float(value))
        return True if number is None and name in _LISTED and value > 99_999 else number
    text = str(value).strip()
    low = plain(text)
    if low in _YES or text in ("✓", "✔", "+"):
        return True
    if low in _NO or text in ("-", "–"):
        return False
    told = _TOLD.match(low)
    if told:
        return told[1] is not None
    if name == "cashless":
        return True if _CARDS.search(low) else False if _CASH_ONLY.search(low) else None
    if name in _LISTED and low not in _SILENT:
        return True if _CONTACT.search(text.casefold()) else None
    return None


def is_answer(text: str) -> bool:
    """Tell whether a cell holds nothing but yes or no, so that it may be shown as it is."""
    low = plain(text)
    return low in _YES or low in _NO


def flags(by_field: Mapping[str, Any]) -> dict[str, bool | None]:
    """Read all yes-or-no columns of a row."""
    return {
        name: None if by_field.get(name) is None else yes_no(by_field[name], name)
        for name in YES_NO
    }
