"""The parcels of a town, to ask for one by its id or as people say it.

book = ParcelBook(parcels)
book.find(district="Buchholz", flur=None, parcel="12/3, 12/4 und TF von 15")
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from innenstadt_gis.ingest.parcel_id import ParcelId, read_parcel_id
from innenstadt_gis.ingest.parcel_names import Said, district_codes, fold, plain, said_parcels

__all__ = ["ParcelBook", "ParcelMention", "parcel_ids_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelMention:
    """
    One parcel that a row names.

    ``parcel_id`` is None where several fit (``candidates``) or none; ``known`` tells
    whether the parcels at hand hold it. ``part`` marks a part of a parcel (Teilfläche,
    TF), whose area is not the parcel's. ``reason`` is blank where the id is known, else
    ``parcel_ambiguous``, ``parcel_historic`` (a sound id that the cadastre at hand does
    not hold: merged, split, or of another town), ``parcel_unknown``, ``parcel_unread``,
    ``district_unknown``, or one of `parcel_id.Reading`. ``repairs``:
    ``parcel_was_date``, ``district_variant``, ``flur_found``, ``flur_ignored``,
    ``district_found`` and those of `parcel_id.Reading`.
    """

    text: str
    parcel_id: str | None = None
    known: bool = False
    part: bool = False
    candidates: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    reason: str = ""


class ParcelBook:
    """
    An index of parcels by district, Flur and number.

    Parameters
    ----------
    parcels
        `tables.PARCELS`: the id is the index, ``district`` the name of the Gemarkung
        (blank where the source has none; then districts are found by number alone).
    """

    def __init__(self, parcels: gpd.GeoDataFrame) -> None:
        """Index the parcels once; asking is cheap."""
        # plain lists: pandas takes ten times as long to hand out single strings
        ids = [text for text in map(str, parcels.index.tolist()) if len(text) == 20]
        self._ids = frozenset(ids)
        self._by_label: dict[str, list[str]] = defaultdict(list)
        for parcel_id in ids:
            self._by_label[parcel_id[9:18]].append(parcel_id)
        sheets = {parcel_id[:9] for parcel_id in ids}
        self._with_flur = {sheet[:6] for sheet in sheets if not sheet.endswith("_")}
        self._codes = _codes(parcels, {sheet[:6] for sheet in sheets})
        self._every = {code for codes in self._codes.values() for code in codes}

    def __contains__(self, parcel_id: str) -> bool:
        """Tell whether the parcels at hand hold an id."""
        return parcel_id in self._ids

    def find(
        self, *, parcel: object, district: object = None, flur: object = None
    ) -> tuple[ParcelMention, ...]:
        """
        Find the parcels that the cells of one row name; one entry for each, in their order.

        Parameters
        ----------
        parcel
            An id of 20 characters or the number as people write it; a list; a date that
            Excel made of it. Blank gives an empty tuple.
        district
            Gemarkung by name or number; what the parcel's cell says itself wins.
        flur
            Flur; blank or 0 where the district has none.
        """
        whole = read_parcel_id(parcel)
        if whole.parcel_id is not None:
            return (self._by_id(plain(parcel), whole.parcel_id, whole.repairs),)
        lost = whole.reason == "FSK_FLOAT_PRECISION_LOST"
        if lost and (isinstance(parcel, str) or _looks_like_id(parcel)):
            return (ParcelMention(text=plain(parcel), reason=whole.reason),)
        told = []
        for piece in said_parcels(parcel):
            read = read_parcel_id(piece.bare or piece.text)
            if read.parcel_id is not None:
                told.append(self._by_id(piece.text, read.parcel_id, read.repairs, part=piece.part))
            elif not piece.readings and _looks_like_id(piece.text):
                told.append(ParcelMention(text=piece.text, part=piece.part, reason=read.reason))
            else:
                told.append(self._by_number(piece, district=district, flur=flur))
        return tuple(told)

    def _by_id(
        self, text: str, parcel_id: str, repairs: tuple[str, ...], *, part: bool = False
    ) -> ParcelMention:
        known = parcel_id in self._ids
        return ParcelMention(
            text=text, parcel_id=parcel_id, known=known, part=part, repairs=repairs,
            reason="" if known else "parcel_historic",
        )  # fmt: skip

    def _by_number(self, said: Said, *, district: object, flur: object) -> ParcelMention:
        repairs = ["parcel_was_date"] if said.was_date else []
        if not said.readings:
            return ParcelMention(text=said.text, part=said.part, reason="parcel_unread")
        name = said.district or district
        codes, exact = district_codes(name, self._codes)
        if plain(name) and not codes:
            return ParcelMention(
                text=said.text, part=said.part, repairs=tuple(repairs), reason="district_unknown"
            )
        if not exact:
            repairs.append("district_variant")
        sheet = said.flur if said.flur is not None else _whole(flur)
        found: dict[str, str] = {}
        for numerator, denominator in said.readings:
            label = f"{numerator:05d}{'____' if denominator is None else f'{denominator:04d}'}"
            for parcel_id in self._by_label.get(label, ()):
                fits = self._fits(parcel_id, codes, sheet)
                if fits is not None:
                    found[parcel_id] = fits
        if not codes and found:
            repairs.append("district_found")
        if len(found) == 1:
            parcel_id, repair = next(iter(found.items()))
            repairs += [repair] if repair else []
            return ParcelMention(
                text=said.text, parcel_id=parcel_id, known=True, part=said.part,
                repairs=tuple(repairs),
            )  # fmt: skip
        if found:
            return ParcelMention(
                text=said.text, part=said.part, candidates=tuple(sorted(found)),
                repairs=tuple(repairs), reason="parcel_ambiguous",
            )  # fmt: skip
        built = self._built(said, codes, sheet)
        return ParcelMention(
            text=said.text, parcel_id=built, part=said.part, repairs=tuple(repairs),
            reason="parcel_historic" if built else "parcel_unknown",
        )  # fmt: skip

    def _fits(self, parcel_id: str, codes: list[str], flur: int | None) -> str | None:
        """Say how a parcel fits district and Flur: a repair, blank, or None for not at all."""
        code, own = parcel_id[:6], parcel_id[6:9]
        if codes and code not in codes:
            return None
        if flur is None:
            return "" if own == "___" else "flur_found"
        if own == f"{flur:03d}":
            return ""
        return "flur_ignored" if code not in self._with_flur else None

    def _built(self, said: Said, codes: list[str], flur: int | None) -> str | None:
        """Build the id of a parcel that the cadastre at hand no longer holds."""
        if len(codes) != 1 or len(said.readings) != 1 or said.was_date:
            return None
        if flur is None and (codes[0] in self._with_flur or codes[0] not in self._every):
            return None
        numerator, denominator = said.readings[0]
        return ParcelId(
            state=int(codes[0][:2]),
            district=int(codes[0][2:]),
            flur=flur if codes[0] in self._with_flur or codes[0] not in self._every else None,
            numerator=numerator,
            denominator=denominator,
        ).format()


def parcel_ids_of(
    district: object, flur: object, parcel: object, parcels: gpd.GeoDataFrame | ParcelBook
) -> tuple[ParcelMention, ...]:
    """
    Find the parcels that a row names by Gemarkung, Flur and number.

    Parameters
    ----------
    district, flur, parcel
        The cells as they stand in the list; blank where it has no such column.
    parcels
        `tables.PARCELS`, or a `ParcelBook` of it (make one for many rows).

    Returns
    -------
    tuple of ParcelMention
        One for each parcel named, in the order of the cell. Nothing is guessed between
        two parcels: then ``candidates`` names both.

    Examples
    --------
    >>> town = gpd.GeoDataFrame(
    ...     {"district": ["Obertal", "Obertal", "Buchholz"]},
    ...     index=["145678___000120003__", "145678___00015______", "145679___000120003__"],
    ... )
    >>> [m.parcel_id for m in parcel_ids_of("Obertal", None, "12/3 und TF von 15", town)]
    ['145678___000120003__', '145678___00015______']
    >>> parcel_ids_of(None, None, "12/3", town)[0].candidates
    ('145678___000120003__', '145679___000120003__')
    """
    book = parcels if isinstance(parcels, ParcelBook) else ParcelBook(parcels)
    return book.find(parcel=parcel, district=district, flur=flur)


def _codes(parcels: gpd.GeoDataFrame, every: set[str]) -> dict[str, list[str]]:
    """Folded names of districts to their codes; codes without a name stand under blank."""
    codes: dict[str, set[str]] = defaultdict(set)
    if "district" in parcels:
        names = pd.Series(parcels["district"].to_numpy(), dtype="object")
        pairs = pd.DataFrame({"name": names, "code": parcels.index.astype("str").str[:6]})
        for name, code in pairs.dropna().drop_duplicates().itertuples(index=False):
            if code in every:
                codes[fold(str(name))].add(code)
    codes[""] |= every - {code for those in codes.values() for code in those}
    return {name: sorted(those) for name, those in codes.items()}


def _looks_like_id(value: Any) -> bool:
    """Tell a spoilt id from a number: more digits than any Zähler/Nenner has."""
    return sum(letter.isdigit() for letter in plain(value)) > 9


def _whole(value: object) -> int | None:
    digits = plain(value)
    for word in ("Flur", "flur", "FLUR"):
        digits = digits.replace(word, "")
    digits = digits.strip(" .:")
    return (int(digits) or None) if digits.isdigit() else None
