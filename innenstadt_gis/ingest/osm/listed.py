"""Whether OpenStreetMap lists ways to reach and pay a unit; never the numbers themselves."""

from __future__ import annotations

__all__ = ["listed"]

_PHONES = ("phone", "contact:phone", "contact:mobile", "mobile")
_MAILS = ("email", "contact:email")
_SOCIAL = tuple(
    f"{prefix}{name}"
    for prefix in ("", "contact:")
    for name in ("facebook", "instagram", "tiktok", "youtube", "mastodon", "twitter", "linkedin")
)
_CASH = frozenset(("cash", "coins", "notes", "cheque"))
_REFUSED = ("no", "none")


def listed(tags: dict[str, str]) -> dict[str, bool | None]:
    """
    Tell what is entered, as `tables.RECORDS` holds it.

    ``cashless`` is blank unless a tag of payment speaks of it; for the others False means
    "not entered", never "has none".

    Examples
    --------
    >>> listed({"phone": "+49 1234", "payment:girocard": "yes"})
    {'phone_listed': True, 'mail_listed': False, 'social_listed': False, 'cashless': True}
    """
    return {
        "phone_listed": _entered(tags, _PHONES),
        "mail_listed": _entered(tags, _MAILS),
        "social_listed": _entered(tags, _SOCIAL),
        "cashless": _cashless(tags),
    }


def _entered(tags: dict[str, str], keys: tuple[str, ...]) -> bool:
    return any(tags.get(key, "no") not in _REFUSED for key in keys)


def _cashless(tags: dict[str, str]) -> bool | None:
    """
    Cards, phones and the like; a shop that takes cash only says no.

    Examples
    --------
    >>> _cashless({"payment:cash": "only"}), _cashless({"payment:cash": "yes"})
    (False, None)
    """
    kinds = {
        key.removeprefix("payment:"): value
        for key, value in tags.items()
        if key.startswith("payment:")
    }
    other = [value for kind, value in kinds.items() if kind not in _CASH]
    if any(value not in _REFUSED for value in other):
        return True
    if other or kinds.get("cash") == "only" or tags.get("cash_only") == "yes":
        return False
    return None
