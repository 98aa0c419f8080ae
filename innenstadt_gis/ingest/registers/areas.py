"""Areas and lengths in cells: German numbers, ranges, units; a column read as a whole."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from statistics import median
from typing import Any, NamedTuple

from innenstadt_gis.mapping import UNITS

__all__ = ["Area", "AreaStyle", "area_style", "not_stated", "read_area"]

_NOT_STATED = {
    "", "-", "–", "—", "--", "---", "?", "??", "k.a.", "k. a.", "ka", "k.a", "k/a", "n/a", "na",
    "n.a.", "nan", "null", "none", "unbekannt", "unbek.", "nn", "n.n.", "/", ".", "keine angabe",
    "keine angaben", "nicht bekannt", "offen", "unklar", "fehlt", "#", "xxx", "...", "…",
}  # fmt: skip
_LARGEST_M2 = 50_000
_NUMBER = r"\d{1,3}(?:[.'’ ]\d{3})+(?:,\d+)?(?!\d)|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?(?!\d)|\d{1,3}(?:,\d{3})+\.\d+|\d+(?:[.,]\d+)?"
_UNIT = r"(?:m²|m2|qm|m\^2|quadratmeter|ha|hektar|ar|a|sq\.?\s?ft\.?|sqft|ft²|ft2|square f(?:ee|oo)t|m\b)"
_RANGE = re.compile(rf"({_NUMBER})\s*{_UNIT}?\s*(?:-|–|—|bis|/)\s*({_NUMBER})")
_FACTORS = (
    (re.compile(r"\d\s*(?:ha|hektar)\b"), UNITS["ha"]),
    (re.compile(r"\d\s*(?:sq\.?\s?ft|sqft|ft²|ft2|square f(?:ee|oo)t)"), UNITS["ft2"]),
    (re.compile(r"\d\s*(?:ar|a)\b"), UNITS["a"]),
)


class Area(NamedTuple):
    """
    An area in m² (None: not stated or not readable) and what was repaired.

    ``low`` and ``high`` are the ends of a range, None where it is open or none was told.
    """

    m2: float | None
    repairs: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


class AreaStyle(NamedTuple):
    """How a column writes numbers: what a lone dot before three digits is, and its unit."""

    dot_is_thousands: bool | None = None
    factor: float = 1.0


def not_stated(value: Any) -> bool:
    """Tell whether a cell says that nothing is known ("k.A.", "?", "-")."""
    return value is None or (isinstance(value, str) and value.casefold().strip() in _NOT_STATED)


#: A column of German numbers, where nothing else is known of it.
_GERMAN = AreaStyle(dot_is_thousands=True)


def area_style(values: Iterable[Any], *, unit: str | None = None, header: str = "") -> AreaStyle:
    """
    Look at a whole column: is "1.234" a thousand or a decimal, and what is its unit.

    A dot before three digits parts thousands if the column's plain numbers are large (median
    at least 20) and no cell has a decimal dot ("59.0"); where cells with other decimals after
    the dot prevail it is a decimal; None where the column does not tell.

    Examples
    --------
    >>> area_style(["1.234", "80", "120,5"]).dot_is_thousands
    True
    >>> area_style(["1.234", "2.5", "3.25"]).dot_is_thousands
    False
    >>> area_style(["12"], header="Fläche (ha)").factor
    10000.0
    """
    texts = [v.strip() for v in values if isinstance(v, str)]
    sizes = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    decimal = sum(bool(re.search(r"\d\.\d{1,2}(?!\d)", t)) for t in texts)
    comma = sum(bool(re.search(r"\d,\d{1,2}(?!\d)", t)) for t in texts)
    for text in texts:
        plainly = re.fullmatch(r"(\d+)(?:[.,]\d{1,2})?", re.sub(rf"\s*{_UNIT}$", "", text.lower()))
        if plainly:
            sizes.append(float(plainly[1]))
    told: bool | None = None
    if decimal > comma:
        told = False
    elif comma or (sizes and median(sizes) >= 20):
        told = True
    return AreaStyle(told, UNITS[unit] if unit else _unit_of_header(header))


def _unit_of_header(header: str) -> float:
    low = header.casefold()
    for pattern, name in (
        (r"\bha\b|hektar", "ha"), (r"sq\.?\s?f(?:ee)?t|\bsf\b|ft²|ft2|square f", "ft2"),
        (r"[\[(]\s*ar?\s*[\])]", "a"),
    ):  # fmt: skip
        if re.search(pattern, low) and not re.search(r"m²|m2|\bqm\b", low):
            return UNITS[name]
    return UNITS["m2"]


@lru_cache(maxsize=32_768)
def _number(text: str, *, decimal_dot: bool = False) -> tuple[float, bool]:
    """A German number; True if a dot was read as thousands separator without a comma."""
    tight = re.sub(r"['’ ]", "", text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}", tight):
        return float(tight.replace(",", "")), False
    if re.fullmatch(r"\d{1,3}\.\d{3}", tight) and decimal_dot:
        return float(tight), False
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", tight):
        return float(tight.replace(".", "").replace(",", ".")), "," not in tight
    return float(tight.replace(",", ".")), False


def read_area(value: Any, style: AreaStyle = _GERMAN) -> Area:
    """
    Read an area in m² as towns write it; 0 means not stated.

    Parameters
    ----------
    value
        What the cell holds; blank, "k.A." and "?" are not stated.
    style
        What `area_style` says of the column. Where a column does not tell whether "1.234" is
        a thousand, it is read as one and flagged ``area_ambiguous``.

    Returns
    -------
    Area
        In m², the middle of a range; NA with ``area_implausible`` for a negative one or one
        above 50,000 m².

    Examples
    --------
    >>> read_area("1.234,50 m²").m2, read_area("ca. 80").repairs
    (1234.5, ('area_approximate',))
    >>> read_area("58-78")
    Area(m2=68.0, repairs=('area_range',), low=58.0, high=78.0)
    >>> read_area("k.A.").m2 is None, read_area(0).repairs
    (True, ('area_zero',))
    """
    if value is None or isinstance(value, bool):
        return Area(None)
    if isinstance(value, int | float):
        if math.isnan(value):  # as tables from databases write "nothing"
            return Area(None)
        converted = ("area_converted",) if style.factor != 1 else ()
        return _plausible(float(value) * style.factor, list(converted))
    if not isinstance(value, str):
        return Area(None, ("area_unread",))
    return _read_text(value.casefold().strip(), style)


@lru_cache(maxsize=65_536)
def _read_text(text: str, style: AreaStyle) -> Area:
    if text in _NOT_STATED:
        return Area(None)
    bare = re.sub(r"m²|m2\b|m\^2|quadratmeter|qm", " qm", text)
    bare = re.sub(rf"zwischen\s+({_NUMBER})\s*(?:qm)?\s*und", r"\1 bis", bare)
    found = re.findall(_NUMBER, bare)
    if not found:
        return Area(None, ("area_unread",))
    if re.match(r"-\s*\d", bare):
        return Area(None, ("area_implausible",))
    decimal_dot = style.dot_is_thousands is False
    first, thousands = _number(found[0], decimal_dot=decimal_dot)
    repairs: list[str] = []
    if thousands:
        repairs.append("area_thousands" if style.dot_is_thousands else "area_ambiguous")
    if re.search(r"\b(ca|circa|etwa|rd|rund|ungef\w*|gesch\w*)\b|~|≈|±", bare):
        repairs.append("area_approximate")
    factor = next((f for pattern, f in _FACTORS if pattern.search(bare)), None)
    if factor is None:
        factor = 1.0 if "qm" in bare else style.factor
    if factor != 1:
        repairs.append("area_converted")
    low, high, middle = _ends(bare, first, found, repairs, decimal_dot=decimal_dot)
    read = _plausible(middle * factor, repairs)
    if read.m2 is None:
        return read
    ends = [None if end is None else round(end * factor, 2) for end in (low, high)]
    return read._replace(low=ends[0], high=ends[1])


def _ends(
    text: str, first: float, found: list[str], repairs: list[str], *, decimal_dot: bool
) -> tuple[float | None, float | None, float]:
    """Low end, high end and the value taken; what kind of value it is goes into repairs."""
    span = _RANGE.search(text)
    if span and "+" not in text:
        one = _number(span[1], decimal_dot=decimal_dot)[0]
        other = _number(span[2], decimal_dot=decimal_dot)[0]
        if one <= other:
            repairs.append("area_range")
            return one, other, (one + other) / 2
    if len(found) > 1:
        repairs.append("area_composite")
    if re.search(r">|≥|\bmind|\büber\b|\bab\b|\bmehr als\b|\d\s*\+$", text):
        repairs.append("area_minimum")
        return first, None, first
    if re.search(r"<|≤|\bmax|\bbis\b|\bunter\b|\bweniger als\b", text):
        repairs.append("area_maximum")
        return None, first, first
    return None, None, first


def _plausible(m2: float, repairs: list[str]) -> Area:
    if m2 == 0:
        return Area(None, (*repairs, "area_zero"))
    if not 0 < m2 < _LARGEST_M2:
        return Area(None, (*repairs, "area_implausible"))
    return Area(round(m2, 2), tuple(repairs))
