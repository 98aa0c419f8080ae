"""Name and branches of a unit, from columns that may hold either of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from innenstadt_gis.branches import BRANCHES, read_branch
from innenstadt_gis.ingest.registers.headers import plain

__all__ = ["Use", "read_use", "use_columns"]

_ANY_BRANCH = {
    "sonstiges", "sonstige", "andere", "sonstiger einzelhandel", "divers", "other", "diverse",
    "verschiedenes", "sonstige nutzung", "sonst", "anderes",
}  # fmt: skip
_NOTHING = re.compile(
    r"^(?:k a|ka|keine?|unbekannt|n a|nn|leer\w*|leerstand|ls|vakant|frei|steht leer|unvermietet"
    r"|zu vermieten|zu verkaufen|ohne nutzung|keine nutzung|nicht genutzt|geschlossen)$"
)
_FORMER = re.compile(
    r"\b(?:ehem(?:als|alige[rsn]?)?|vormals|fr(?:ü|ue)her(?:e[rsn]?)?|zuletzt|vorher|bisher|ex|letzte nutzung|war)\b"
    r"[.:]*\s*(.+)$",
    re.IGNORECASE,
)
_FUZZY_FROM = 88


class Use(NamedTuple):
    """One text read: the name in it, its branch, what was there before, and what was repaired."""

    name: str | None = None
    branch: str | None = None
    previous: str | None = None
    any_branch: bool = False
    repairs: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _fuzzy_words() -> dict[str, str]:
    """Words that a typo may be read as: long ones, and none that is a surname as well."""
    return {
        plain(word): branch.slug
        for branch in BRANCHES.values()
        for word in branch.words
        if len(word) >= 6 and read_branch(word, name=True).slug is not None
    }


def _typo(text: str) -> str | None:
    """Slug that a misspelt word means; None where two branches are as near."""
    low = plain(text)
    if not 5 <= len(low) <= 30 or text.casefold().endswith(("er", "mann")):
        return None
    words = _fuzzy_words()
    near = process.extract(low, words.keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY_FROM, limit=4)
    meant = {words[word] for word, score, _ in near if score > near[0][1] - 4}
    return meant.pop() if len(meant) == 1 else None


@lru_cache(maxsize=32_768)
def read_use(text: str, *, means: str = "branch") -> Use:
    """
    Read a text as a branch (``means="branch"``), a name (``"name"``) or either (``"use"``).

    "ehem. X" and "leer (ehem. X)" tell the previous branch. A misspelt word is read where one
    branch alone is near and flagged ``branch_fuzzy``; a surname is never read as a branch.

    Examples
    --------
    >>> read_use("Bäckrei").branch, read_use("Friesör").repairs
    ('bakery', ('branch_fuzzy',))
    >>> read_use("Bäckerei Huber", means="use")[:2], read_use("Metzger", means="name").branch
    (('Bäckerei Huber', 'bakery'), None)
    >>> read_use("leer (ehem. Schuhladen)", means="use")[:3]
    (None, None, 'shoes')
    """
    former = _FORMER.search(text)
    if former and means != "name":
        before = read_use(re.sub(r"[)\]]\s*$", "", former[1]).strip(), means="branch")
        rest = text[: former.start()].strip(" (,;-/[")
        now = read_use(rest, means=means) if rest and not _NOTHING.match(plain(rest)) else Use()
        return now._replace(previous=before.branch, repairs=(*now.repairs, *before.repairs))
    low = plain(text)
    if not low or _NOTHING.match(low):
        return Use()
    if low in _ANY_BRANCH:
        return Use(any_branch=True)
    if means == "name":
        told = read_branch(text, name=True)
        flag = ("branch_from_name",) if told.slug else ()
        return Use(name=text, branch=told.slug, repairs=flag)
    told = read_branch(text)
    if told.how == "word":
        return Use(branch=told.slug)
    if means == "use":
        return _either(text)
    if told.slug:
        return Use(branch=told.slug, repairs=("branch_combined",) if told.several else ())
    guessed = _typo(text)
    return Use(branch=guessed, repairs=("branch_fuzzy",) if guessed else ("branch_unread",))


def _either(text: str) -> Use:
    """A text that is not simply the word for a branch: branches in a row, a typo, or a name."""
    parts = [part.strip() for part in re.split(r"\s*[/,;+&|]\s*|\s+und\s+", text) if part.strip()]
    read = [read_branch(part) for part in parts]
    if len(parts) > 1 and all(one.how == "word" for one in read):
        several = len({one.slug for one in read}) > 1
        return Use(branch=read[0].slug, repairs=("branch_combined",) if several else ())
    guessed = _typo(text)
    if guessed:
        return Use(branch=guessed, repairs=("branch_fuzzy",))
    single = re.fullmatch(r"[^\W\d_]+", text)
    told = read_branch(text, name=True)
    if single and told.slug and not text.isupper():  # "Damenschuhe": a compound, no name
        return Use(branch=told.slug)
    return Use(name=text, branch=told.slug, repairs=("branch_from_name",) if told.slug else ())


def use_columns(texts: Mapping[str, str | None], status: str, repairs: list[str]) -> dict[str, Any]:
    """
    Tell name, branches, function and need tier from "name", "use", "branch", "previous_branch".

    The branch of a vacant unit is its previous one; a branch column wins over what a column of
    uses or the name says.
    """
    name, use = texts["name"], texts["use"]
    written, former = texts["branch"], texts["previous_branch"]
    main = read_use(written) if written is not None else Use()
    if use is not None and (written is None or name is None):
        either = read_use(use, means="use" if name is None else "branch")
        name = name or either.name
        main = either if written is None else main
    branch, previous = main.branch, main.previous
    repairs.extend(main.repairs)
    if branch is None and name and not main.any_branch and written is None:
        told = read_use(name, means="name")
        branch = told.branch
        repairs.extend(told.repairs)
    if former is not None:
        before = read_use(former)
        previous = before.branch or before.previous or previous
        repairs.extend(before.repairs)
    if status == "vacant" and branch is not None:
        previous, branch = previous or branch, None
    known = BRANCHES[branch] if branch else None
    function = known.function if known else None
    if function is None and status == "occupied" and main.any_branch:
        function = "other"
    return {
        "name": name, "branch": branch, "previous_branch": previous, "function": function,
        "need_tier": known.need_tier if known else None,
    }  # fmt: skip
