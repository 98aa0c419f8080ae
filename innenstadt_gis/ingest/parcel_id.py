"""The Flurstückskennzeichen: 20 characters that name one German parcel for ever.

| characters | part | absent |
|---|---|---|
| 1-2 | state (Land) | never |
| 3-6 | cadastral district (Gemarkung) | never |
| 7-9 | Flur | ``___`` |
| 10-14 | numerator (Zähler) | never |
| 15-18 | denominator (Nenner) | ``____`` |
| 19-20 | sequence (Flurstücksfolge) | ``__`` |

Town halls send it with stripped underscores, zeros in the place of underscores, blanks,
dashes, and as a rounded Excel number. All but the last can be repaired.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from innenstadt_gis.ingest.parcel_names import district_codes, fold, said_parcels

_FULL = re.compile(r"(\d{2})(\d{4})(\d{3}|_{3})(\d{5})(\d{4}|_{4})(\d{2}|_{2})")
_DISPLAY = re.compile(r"(\d{6})-(?:(\d{1,3}|_{3})-)?(\d{1,5})(?:/(\d{1,4}))?(?:-(\d{1,2}))?")
_SPACED = re.compile(r"\d{6}(?:\d{3}| {3})\d{5}(?:(?:\d{4}| {4})(?:\d{2}| {0,2})| {0,4})")
_COLLAPSED = re.compile(r"(\d{6}) (\d{5})(\d{4})?(?: ?(\d{2}))?")  # a blank for the underscores
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}|\d{14,}[.,]0+", re.IGNORECASE)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_CLEAN = r"(?:0[1-9]|1[0-6])\d{4}(?:\d{3}|_{3})\d{5}(?:\d{4}|_{4})(?:\d{2}|_{2})"
_ZERO_BLOCK = r".{6}000.*|.{14}0000.*|.{18}00"
_NO_NUMERATOR = r".{9}00000.*"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelId:
    """
    The parts of a Flurstückskennzeichen.

    Examples
    --------
    >>> ParcelId(state=14, district=5678, numerator=12, denominator=3).format()
    '145678___000120003__'
    >>> ParcelId(state=5, district=1406, flur=4, numerator=1355).format()
    '05140600401355______'
    """

    state: int
    district: int
    numerator: int
    flur: int | None = None
    denominator: int | None = None
    sequence: int | None = None

    def format(self) -> str:
        """Write the 20 characters."""
        return (
            f"{self.state:02d}{self.district:04d}{_block(self.flur, 3)}{self.numerator:05d}"
            f"{_block(self.denominator, 4)}{_block(self.sequence, 2)}"
        )

    @property
    def label(self) -> str:
        """The number as people say it, such as ``12/3``."""
        under = "" if self.denominator is None else f"/{self.denominator}"
        return f"{self.numerator}{under}"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What became of one value: the 20 characters, or None and the reason.

    Reasons: ``FSK_BLANK``, ``FSK_FLOAT_PRECISION_LOST`` (a spreadsheet rounded it),
    ``FSK_LENGTH``, ``FSK_CHARACTERS``, ``FSK_PATTERN`` (underscores where none may be),
    ``FSK_STATE`` (no such Land, or not the one asked for), ``FSK_NUMERATOR_ZERO``.
    Repairs: ``FSK_PADDED``, ``FSK_SPACES``, ``FSK_SEPARATORS``, ``FSK_DISPLAY_FORM``,
    ``FSK_LETTER_O``, ``FSK_ZERO_BLOCKS``.
    """

    parcel_id: str | None
    repairs: tuple[str, ...] = ()
    reason: str = ""


def split_parcel_id(parcel_id: str) -> ParcelId:
    """
    Take a valid Flurstückskennzeichen apart.

    Raises
    ------
    ValueError
        If it is none; `read_parcel_id` repairs and says why.

    Examples
    --------
    >>> split_parcel_id("053001001000070009__").label
    '7/9'
    """
    parts = _FULL.fullmatch(parcel_id)
    if parts is None:
        raise ValueError(f"{parcel_id!r} is no Flurstückskennzeichen of 20 characters")
    land, district, flur, numerator, denominator, sequence = parts.groups()
    return ParcelId(
        state=int(land),
        district=int(district),
        flur=_number(flur),
        numerator=int(numerator),
        denominator=_number(denominator),
        sequence=_number(sequence),
    )


def read_parcel_id(
    value: object, *, state: str | None = None, districts: Mapping[str, str] | None = None
) -> Reading:
    """
    Read a Flurstückskennzeichen as it stands in a file, with the repairs that lose nothing.

    Parameters
    ----------
    value
        Text or whole number; a float is rejected even when it looks whole, because a
        float keeps 16 of the 20 digits. None, NaN and blank text are ``FSK_BLANK``.
    state
        Two digits of the Land that alone may occur, such as ``"14"``.
    districts
        Names of Gemarkungen to their six-digit numbers, for the display form with a name.

    Examples
    --------
    >>> read_parcel_id("Buchholz-12/3", districts={"Buchholz": "145678"}).parcel_id
    '145678___000120003__'
    >>> read_parcel_id("145678___00012").parcel_id
    '145678___00012______'
    >>> read_parcel_id("053001-001-00007/0009").parcel_id
    '053001001000070009__'
    >>> read_parcel_id(1.45678e19).reason
    'FSK_FLOAT_PRECISION_LOST'
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return Reading(None, reason="FSK_BLANK")
    if isinstance(value, (float, np.floating)):
        lost = "FSK_BLANK" if np.isnan(value) else "FSK_FLOAT_PRECISION_LOST"
        return Reading(None, reason=lost)
    text = unicodedata.normalize("NFKC", str(value)).translate(_DASHES)
    if not text.strip():
        return Reading(None, reason="FSK_BLANK")
    if _SCIENTIFIC.fullmatch(text.strip()):
        return Reading(None, reason="FSK_FLOAT_PRECISION_LOST")
    repairs: list[str] = []
    if districts and (named := _named(text, districts)) is not None:
        text = named
    text = _without_separators(text, repairs)
    if len(text) in {14, 18}:
        text = text.ljust(20, "_")
        repairs.append("FSK_PADDED")
    return _judged(text, repairs, state)


def read_parcel_ids(values: pd.Series, *, state: str | None = None) -> pd.DataFrame:
    """
    Read a column of Flurstückskennzeichen.

    Returns
    -------
    pd.DataFrame
        ``parcel_id`` (NA where invalid), ``repairs`` (codes joined by ``;``) and
        ``reason`` (blank where valid), same index as ``values``.
    """
    text = values.astype("object").where(values.map(lambda v: isinstance(v, str)), "")
    text = text.astype("str")
    good = text.str.fullmatch(_CLEAN) & ~text.str.match(_NO_NUMERATOR)
    good &= ~text.str.fullmatch(_ZERO_BLOCK)
    if state is not None:
        good &= text.str.startswith(state)
    done = pd.DataFrame({"parcel_id": text.where(good), "repairs": "", "reason": ""})
    rest = ~good
    if rest.any():
        readings = [read_parcel_id(value, state=state) for value in values[rest]]
        done.loc[rest, "parcel_id"] = pd.Series(
            [r.parcel_id for r in readings], index=done.index[rest], dtype="str"
        )
        done.loc[rest, "repairs"] = [";".join(r.repairs) for r in readings]
        done.loc[rest, "reason"] = [r.reason for r in readings]
    return done


def _named(text: str, districts: Mapping[str, str]) -> str | None:
    """Put the number of a district in the place of its name: ``145678-2-12/3``."""
    said = said_parcels(text)
    if len(said) != 1 or not said[0].district or len(said[0].readings) != 1:
        return None
    codes, _ = district_codes(said[0].district, {fold(n): [c] for n, c in districts.items()})
    if len(codes) != 1:
        return None
    numerator, denominator = said[0].readings[0]
    flur = f"{said[0].flur}-" if said[0].flur else ""
    return f"{codes[0]}-{flur}{numerator}" + (f"/{denominator}" if denominator else "")


def _without_separators(text: str, repairs: list[str]) -> str:
    """Return the bare 14, 18 or 20 characters; what was done goes to ``repairs``."""
    if _SPACED.fullmatch(text) and text[6:9].strip() == "":
        repairs.append("FSK_SPACES")
        return text.rstrip().replace(" ", "_").ljust(20, "_")
    text = text.strip()
    collapsed = _COLLAPSED.fullmatch(text)
    if collapsed is not None:
        repairs.append("FSK_SPACES")
        head, numerator, denominator, sequence = collapsed.groups()
        return f"{head}___{numerator}{denominator or '____'}{sequence or '__'}"
    if re.search(r"[oO]", text):
        text = re.sub(r"[oO]", "0", text)
        repairs.append("FSK_LETTER_O")
    display = _DISPLAY.fullmatch(re.sub(r"\s*([-/])\s*", r"\1", text))
    if display is not None:
        repairs.append("FSK_DISPLAY_FORM")
        head, flur, numerator, denominator, sequence = display.groups()
        return (
            f"{head}{(flur or '___').rjust(3, '0')}{numerator.rjust(5, '0')}"
            f"{denominator.rjust(4, '0') if denominator else '____'}"
            f"{sequence.rjust(2, '0') if sequence else '__'}"
        )
    bare = re.sub(r"\s", "", text)
    if bare != text:
        repairs.append("FSK_SPACES")
    plain = re.sub(r"[-/.]", "", bare)
    if plain != bare:
        repairs.append("FSK_SEPARATORS")
    return plain


def _judged(text: str, repairs: list[str], state: str | None) -> Reading:
    if re.fullmatch(r"[0-9_]*", text) is None:
        return Reading(None, tuple(repairs), "FSK_CHARACTERS")
    if len(text) != 20:
        return Reading(None, tuple(repairs), "FSK_LENGTH")
    if _FULL.fullmatch(text) is None:
        return Reading(None, tuple(repairs), "FSK_PATTERN")
    if not 1 <= int(text[:2]) <= 16 or (state is not None and text[:2] != state):
        return Reading(None, tuple(repairs), "FSK_STATE")
    if text[9:14] == "00000":
        return Reading(None, tuple(repairs), "FSK_NUMERATOR_ZERO")
    flur, denominator, sequence = text[6:9], text[14:18], text[18:]
    blank = {"000": "___", "0000": "____", "00": "__"}
    done = "".join((
        text[:6], blank.get(flur, flur), text[9:14],
        blank.get(denominator, denominator), blank.get(sequence, sequence),
    ))  # fmt: skip
    if done != text:
        repairs.append("FSK_ZERO_BLOCKS")
    return Reading(done, tuple(repairs))


def _block(part: int | None, width: int) -> str:
    return "_" * width if part is None else f"{part:0{width}d}"


def _number(block: str) -> int | None:
    return None if block.startswith("_") else int(block)
