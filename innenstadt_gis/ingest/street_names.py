"""The streets of a town, to ask for one by a name as somebody wrote it.

Spelling, abbreviations, initials, typos, former names are forgiven, each with its code. A
name that could mean two streets means none, and another street is no typo.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, Editop, Levenshtein

from innenstadt_gis.ingest.streets import street_key, street_words

__all__ = ["StreetHit", "StreetNames"]

_KIND = re.compile(
    r"(?:straße|gaße|gaeßchen|platz|weg|ring|allee|ufer|hof|steig|damm|promenade|berg)$"
)
_TITLES = {"dr", "prof", "sankt", "pfarrer", "pfr", "buergermeister", "bgm", "med"}
_PREPOSITIONS = {"am", "an", "auf", "beim", "bei", "im", "in", "zum", "zur", "unter", "hinter",
                 "vor", "der", "dem", "den", "das", "die", "des"}  # fmt: skip
_ROWS_OF_KEYS = ("1234567890ß", "qwertzuiopü", "asdfghjklöä", "yxcvbnm")
# Letters that ears mix up.
_ALIKE = [set(pair) for pair in ("dt", "bp", "gk", "vf", "vw", "sz", "ck", "cz", "iy", "mn", "sß")]
_VOWELS = set("aeiouy")
_PLACED = re.compile(r"^(?:am|im|an|in|auf|zum|zur|beim|unter|hinter|vor)(?=\w{4})")
_LONG_STEM = 9
# More dots than that are no initials of a street, but a sentence.
_MOST_INITIALS = 3
_LONGEST_NAME = 80
_LEAST_LETTERS = 4
_MOST_CANDIDATES = 3


class StreetHit(NamedTuple):
    """Key of the street that a name means (None: none surely), how, and what comes close."""

    key: str | None = None
    repairs: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StreetNames:
    """Streets by key; build with `of`, ask with `find` (each name is looked up once)."""

    names: Mapping[str, str]  # key -> name as the address list spells it
    said: Mapping[str, str]  # key -> key: a person's word
    aliases: Mapping[str, frozenset[str]]  # key of a former or local name -> keys
    spelled: Mapping[str, str]  # long spelling -> key
    folded: Mapping[str, frozenset[str]]
    known: dict[str, StreetHit] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        names: Mapping[str, str],
        *,
        aliases: Iterable[tuple[str, str]] = (),
        said: Mapping[str, str] | None = None,
    ) -> StreetNames:
        """
        Index streets.

        Parameters
        ----------
        names
            Street key to the name as the town spells it.
        aliases
            Pairs of another name (former, local) and the street key.
        said
            A person's table: name in the list to the right name.
        """
        other: dict[str, set[str]] = {}
        for name, key in aliases:
            if street_key(name) != key:
                other.setdefault(street_key(name), set()).add(key)
        folded: dict[str, set[str]] = {}
        for key in names:
            folded.setdefault(_fold(_long(key)), set()).add(key)
        return cls(
            names=names,
            said={street_key(old): street_key(new) for old, new in (said or {}).items()},
            aliases={name: frozenset(keys) for name, keys in other.items() if name},
            spelled={_long(key): key for key in sorted(names)},
            folded={fold: frozenset(keys) for fold, keys in folded.items()},
        )

    def find(self, text: str) -> StreetHit:
        """
        Find the street that a name means.

        Examples
        --------
        >>> streets = StreetNames.of({street_key(s): s for s in ("Marktplatz", "Bergstraße")})
        >>> streets.find("Markplatz")
        StreetHit(key='marktplatz', repairs=('street_fuzzy',), near=('marktplatz',))
        >>> streets.find("Burgstr.").key is None
        True
        """
        if text not in self.known:
            self.known[text] = self._find(text)
        return self.known[text]

    def exactly(self, text: str) -> str | None:
        """Key of the street if the name is known as it stands (or by a person's word)."""
        key = street_key(text)
        key = self.said.get(key, key)
        return key if key in self.names else None

    def _find(self, text: str) -> StreetHit:
        key = street_key(text)
        if key in self.said:
            hit = StreetHit() if self.said[key] == key else self.find(self.said[key])
            if hit.key is not None:
                return StreetHit(hit.key, ("street_renamed",))
        if key in self.names:
            return StreetHit(key)
        if not key:
            return StreetHit()
        for keys, code in (
            (self.aliases.get(key, frozenset()), "street_renamed"),
            (self._abbreviated(text), "street_initials"),
            (self._without_preposition(text), "street_preposition"),
            (self._with_lost_letters(text), "street_fuzzy"),
            (self.folded.get(_fold(_long(key)), frozenset()), "street_fuzzy"),
        ):
            if len(keys) == 1:
                return StreetHit(next(iter(keys)), (code,))
            if keys:  # two streets: nobody guesses
                return StreetHit(near=tuple(sorted(keys))[:_MOST_CANDIDATES])
        return self._misspelled(key)

    def _abbreviated(self, text: str) -> frozenset[str]:
        """Streets that "Dr.-W.-Külz-Str.", "Hint. Gasse", "Bgm.-Huber-Pl." may stand for."""
        tokens = re.findall(r"([^\W_]+)(\.?)", text)
        dots = sum(bool(dot) for _, dot in tokens[:-1])
        if not 1 <= dots <= _MOST_INITIALS or len(text) > _LONGEST_NAME:
            return frozenset()
        words = [(street_key(word + dot), bool(dot)) for word, dot in tokens]
        if sum(len(word) for word, _ in words if word != "str") < _LEAST_LETTERS:
            return frozenset()
        untitled = [w for w in words if w[0] not in _TITLES] or words
        for parts, loose in ((words, False), (words, True), (untitled, False)):
            pattern = re.compile("".join(_pattern(word, dot, loose) for word, dot in parts))
            title = parts is untitled and untitled != words
            found = frozenset(
                key for key in self.names
                if pattern.fullmatch(_untitled(self.names[key]) if title else key)
            )  # fmt: skip
            if found:
                return found
        pattern = re.compile("".join(_pattern(word, dot, False) for word, dot in untitled))
        return frozenset(k for k, name in self.names.items() if pattern.fullmatch(_untitled(name)))

    def _without_preposition(self, text: str) -> frozenset[str]:
        """Find "Markt" for "Am Markt" or the other way round, if there is only the other one."""
        bare = _bare(text)
        if bare != street_key(text):
            return frozenset({bare} & set(self.names))
        return frozenset(key for key, name in self.names.items() if _bare(name) == bare)

    def _with_lost_letters(self, text: str) -> frozenset[str]:
        """Streets that fit where a file lost letters ("M?ller", U+FFFD)."""
        lost = len(re.findall(r"[?\ufffd]+", text))
        if not 1 <= lost <= _MOST_INITIALS or len(text) > _LONGEST_NAME:
            return frozenset()
        key = _long(street_key(re.sub(r"[?\ufffd]+", "qxq", text)))
        pattern = re.compile(re.escape(key).replace("qxq", r"\w{1,3}"))
        return frozenset(k for long, k in self.spelled.items() if pattern.fullmatch(long))

    def _misspelled(self, key: str) -> StreetHit:
        asked = _long(key)
        close = process.extract(
            asked, self.spelled.keys(), scorer=OSA.normalized_similarity, score_cutoff=0.5,
            limit=_MOST_CANDIDATES,
        )  # fmt: skip
        near = tuple(self.spelled[name] for name, _, _ in close)
        slips = process.extract(
            asked, self.spelled.keys(), scorer=OSA.distance, score_cutoff=2, limit=2
        )
        if not slips or (len(slips) > 1 and slips[1][1] == slips[0][1]):
            return StreetHit(near=near)
        name, distance, _ = slips[0]
        if not _is_slip(asked, name, int(distance)):
            return StreetHit(near=near)
        return StreetHit(self.spelled[name], ("street_fuzzy",), near)


def _pattern(word: str, dot: bool, loose: bool) -> str:  # noqa: FBT001  a pair and its mode
    if not dot or word == "str":
        return re.escape(word)
    # "Nbg." leaves letters out in the middle too, "Joh." at the end alone
    if loose and 2 < len(word) < 6:
        return r"\w*".join(map(re.escape, word)) + r"\w*"
    return re.escape(word) + r"\w*"


def _untitled(name: str) -> str:
    words = street_words(name)
    return street_key(" ".join([w for w in words if w not in _TITLES] or words))


def _bare(name: str) -> str:
    words = street_words(name)
    while len(words) > 1 and words[0] in _PREPOSITIONS:
        words = words[1:]
    return street_key(" ".join(words))


def _long(key: str) -> str:
    """Street key with its ending written out, so that a typo in it weighs like any other."""
    return re.sub(r"str$", "strasse", key).replace("ss", "ß")


def _fold(key: str) -> str:
    """Key without what ears and old typewriters mix up: lost umlauts, doubled letters."""
    for loud, plain in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("th", "t"), ("ph", "f"),
                        ("ck", "k"), ("ß", "s"), ("tz", "z"), ("dt", "t"), ("y", "i")):  # fmt: skip
        key = key.replace(loud, plain)
    return re.sub(r"(.)\1+", r"\1", key)


def _is_slip(asked: str, name: str, distance: int) -> bool:
    """
    Tell a slip of the finger from another street.

    Exchanged, doubled and left-out letters and neighbouring keys are slips. "Burgstraße" for
    "Bergstraße" is one letter too, but a different street: in short names another letter
    is no slip, and another digit never is.
    """
    if re.sub(r"\D", "", asked) != re.sub(r"\D", "", name):
        return False
    stem = _KIND.sub("", name)
    here, there = (_PLACED.match(key) for key in (asked, name))
    if here and there and here[0] != there[0]:  # "Im Linsenbühl" lies by "Am Linsenbühl"
        return False
    edits: list[Editop] = list(Levenshtein.editops(asked, name))  # type: ignore[arg-type]
    if distance > 1:
        longer, shorter = sorted((asked, name), key=len, reverse=True)
        # "Lindenbergst" lacks its ending and is not "Lindenberg"
        return (
            len(stem) >= _LONG_STEM - 1
            and asked[0] == name[0]
            and not longer.startswith(shorter)
            and (len(edits) > distance or all(_is_easy(asked, name, edit) for edit in edits))
        )
    if sorted(asked) == sorted(name) or (asked.startswith(stem) and len(stem) >= 4):
        return True
    edit = edits[0]
    if edit.src_pos == edit.dest_pos == 0:
        return len(stem) >= _LONG_STEM
    if edit.tag == "replace":
        least = 3 if _is_easy(asked, name, edit) else 6
        vowels = {asked[edit.src_pos], name[edit.dest_pos]} <= _VOWELS
        return len(stem) >= least and (least == 3 or not vowels)
    return len(stem) >= 4


def _is_easy(asked: str, name: str, edit: Editop) -> bool:
    """Tell whether fingers or ears make that edit: Robert-Bosch is no slip for Robert-Koch."""
    if edit.tag != "replace":
        return True
    pair = asked[edit.src_pos], name[edit.dest_pos]
    return _neighbours(*pair) or set(pair) in _ALIKE


def _neighbours(one: str, other: str) -> bool:
    """Tell whether two keys touch on a German keyboard."""
    for row, keys in enumerate(_ROWS_OF_KEYS):
        if one in keys:
            at = keys.index(one)
            rows = _ROWS_OF_KEYS[max(0, row - 1) : row + 2]
            return any(other in line and abs(line.index(other) - at) <= 1 for line in rows)
    return False
