"""Coordinates as people write them: numbers, degrees and minutes, WKT, map links, grids.

Here a text becomes two numbers, and what it says about their order and CRS is kept. Where
they lie, and in which CRS if nothing is said, is decided in `positions`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

__all__ = ["GivenPoint", "read_number", "read_point"]


class GivenPoint(NamedTuple):
    """
    Two numbers as given: ``x`` is the easting or longitude if ``ordered``, else the first.

    ``epsg`` is what the text itself tells (0: nothing); ``step`` is the worth of the last
    digit written, from which the accuracy of rounded degrees follows.
    """

    x: float
    y: float
    epsg: int = 0
    ordered: bool = False
    step: float = 0.0


class _Value(NamedTuple):
    value: float
    axis: str  # "x", "y" or "" if nothing tells
    step: float


_EAST = {"e", "o", "w", "ost", "ostwert", "east", "easting", "rechts", "rechtswert", "rw", "r",
         "länge", "laenge", "lon", "long", "lng", "longitude", "x"}  # fmt: skip
_NORTH = {"n", "s", "nord", "nordwert", "north", "northing", "hoch", "hochwert", "hw", "h",
          "breite", "lat", "latitude", "y"}  # fmt: skip
_NEGATIVE = {"w", "s"}
_LABEL = "|".join(sorted(_EAST | _NORTH, key=len, reverse=True))
_DECIMAL = r"\d+(?:[.,]\d+)?"
_GROUPED = (
    r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?"
)
_DEGREES = (
    rf"{_DECIMAL}\s*°(?:\s*{_DECIMAL}\s*['′])?(?:\s*{_DECIMAL}\s*(?:\"|″|''))?"
    rf"|\d{{1,3}}\s+\d{{1,2}}\s+\d{{1,2}}(?:[.,]\d+)?(?=\s*[NSEOW]\b)"
)
_ONE = re.compile(
    rf"(?:(?<![a-zäöü])(?P<before>{_LABEL})\s*[.:=]?\s*)?"
    rf"(?P<sign>[-+]?)(?P<number>{_DEGREES}|{_GROUPED}|{_DECIMAL})"
    r"(?:\s*(?P<after>[nsewo])(?![a-zäöü0-9]))?",
    re.IGNORECASE,
)
_WKT = re.compile(
    r"^(?:SRID=(?P<srid>\d+);)?\s*POINT\s*(?:Z|M|ZM)?\s*\(\s*"
    r"(?P<x>[-+\d.eE]+)[\s,]+(?P<y>[-+\d.eE]+)",
    re.IGNORECASE,
)
_PAIR = r"(-?\d{1,3}\.\d+)(?:,|/|\s|%2C)\s*(-?\d{1,3}\.\d+)"
# Where map links keep their place, the marked one before the middle of the view.
_LINKS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"!3d(-?[\d.]+)!4d(-?[\d.]+)",
        r"mlat=(-?[\d.]+)&mlon=(-?[\d.]+)",
        r"\blat=(-?[\d.]+)&lo?ng?=(-?[\d.]+)",
        rf"geo:{_PAIR}",
        rf"[?&](?:q|query|ll|center|destination|daddr|cp|loc)=(?:loc:)?{_PAIR}",
        rf"#map=[\d.]+/{_PAIR}",
        rf"@{_PAIR}",
        rf"/{_PAIR}",
    )
)
_UTM = re.compile(
    r"^(?:UTM)?\s*(?:zone)?\s*(3[123])\s*([N-U])?[\s,;:]+(?:E\s*)?(\d{6}(?:[.,]\d+)?)"
    r"\s*(?:m?E)?[\s,;/]+(?:N\s*)?(\d{7}(?:[.,]\d+)?)\s*(?:m?N)?$",
    re.IGNORECASE,
)
_MGRS = re.compile(
    r"^(3[123])([NPQRSTU])\s*([A-HJ-NP-Z])([A-HJ-NP-V])\s*([\d\s]{4,11})$", re.IGNORECASE
)


def read_number(value: object) -> float | None:
    r"""
    Read one coordinate value; None if it is none.

    Examples
    --------
    >>> read_number("13,0022"), read_number("5.605.026,12"), read_number("4 532 200")
    (13.0022, 5605026.12, 4532200.0)
    >>> round(read_number("50°34'48\""), 6), read_number("-"), read_number("358.560 m")
    (50.58, None, 358560.0)
    """
    told = _value(value)
    return told.value if told else None


def read_point(x: object, y: object, point: object = None) -> GivenPoint | None:
    r"""
    Read a point from two cells, or from one cell that holds both values.

    Parameters
    ----------
    x, y
        Cells of the columns "x" and "y", as written; a pair in one of them is read too.
    point
        Cell that holds both: "50.58, 13.00", "50°34'48\" N, 13°0'8\" O", "POINT (13 50.58)",
        "R 4532200 H 5605026", "32U 678901 5489012", a ``geo:`` URI, a map link, MGRS.

    Returns
    -------
    GivenPoint or None
        None where there are no two values. Degrees with a hemisphere, and labelled values,
        come in the order east, north whatever the order in the text.

    Examples
    --------
    >>> read_point("13,0022", "50,58")[:2]
    (13.0022, 50.58)
    >>> read_point(None, None, "N 50.58 E 13.0022")[:4]
    (13.0022, 50.58, 4326, True)
    >>> read_point(None, None, "32U 678901 5489012")[:3]
    (678901.0, 5489012.0, 25832)
    """
    first, second = _value(x), _value(y)
    if first and second:
        return _pair(first, second)
    for cell in (point, x, y):
        if isinstance(cell, str) and cell.strip():
            both = _from_text(cell)
            if both is not None:
                return both
    return None


def _from_text(cell: str) -> GivenPoint | None:
    text = unicodedata.normalize("NFKC", unquote(cell.replace("″", '"').replace("′", "'")))
    text = text.replace("″", '"').replace("′′", '"').replace("′", "'").replace("’", "'")
    text = text.replace("”", '"').replace("º", "°").replace("−", "-").strip()
    wkt = _WKT.match(text)
    if wkt:
        return _wkt(wkt)
    if "://" in text or text.lower().startswith("geo:"):
        return _link(text)
    grid = _grid(text)
    if grid is not None:
        return grid
    text = text.strip("()[]{} ")
    found = [_taken(match) for match in _ONE.finditer(text)]
    if len(found) == 1 and text.count(",") == 1:  # "358560,5605026" is no decimal comma
        found = [_taken(m) for part in text.split(",") if (m := _ONE.search(part))]
    if len(found) == 3 and not found[2].axis:  # a height behind the position
        found = found[:2]
    return _pair(*found) if len(found) == 2 else None


def _wkt(found: re.Match[str]) -> GivenPoint | None:
    try:
        x, y = float(found["x"]), float(found["y"])
    except ValueError:
        return None
    return GivenPoint(
        x, y, int(found["srid"] or 0), True, min(_step(found["x"]), _step(found["y"]))
    )


def _link(text: str) -> GivenPoint | None:
    for form in _LINKS:
        found = form.search(text)
        if found:
            lat, lon = found[1].strip("."), found[2].strip(".")
            if abs(float(lat)) <= 90 and abs(float(lon)) <= 180:
                step = min(_step(lat), _step(lon))
                return GivenPoint(float(lon), float(lat), 4326, True, step)
    return None


def _grid(text: str) -> GivenPoint | None:
    """Read a UTM pair with its zone, or MGRS, in the zones of Germany."""
    utm = _UTM.match(text)
    if utm:
        east, north = (float(utm[i].replace(",", ".")) for i in (3, 4))
        return GivenPoint(east, north, 25800 + int(utm[1]), True)
    mgrs = _MGRS.match(text)
    if mgrs is None:
        return None
    digits = re.sub(r"\s", "", mgrs[5])
    if len(digits) % 2:
        return None
    zone, half = int(mgrs[1]), len(digits) // 2
    size = 10.0 ** (5 - half)
    columns = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    column = columns.index(mgrs[3].upper()) - 8 * ((zone - 1) % 3)
    row = "ABCDEFGHJKLMNPQRSTUV".index(mgrs[4].upper()) - (5 if zone % 2 == 0 else 0)
    if not 0 <= column < 8:
        return None
    east = (column + 1) * 100_000 + (int(digits[:half]) + 0.5) * size
    north = (row % 20) * 100_000 + (int(digits[half:]) + 0.5) * size
    # rows repeat every 2,000 km; the band (8° of latitude) tells which of them
    south = ("CDEFGHJKLMNPQRSTUVWX".index(mgrs[2].upper()) * 8 - 80) * 110_500.0
    while north < south - 100_000:
        north += 2_000_000
    return GivenPoint(east, north, 25800 + zone, True, size)


def _pair(first: _Value, second: _Value) -> GivenPoint:
    step = min(first.step, second.step)
    if first.axis == "y" or second.axis == "x":
        first, second = second, first
    ordered = bool(first.axis or second.axis)
    degrees = abs(first.value) <= 180 and abs(second.value) <= 90
    told = ordered and degrees and not float(first.value).is_integer()
    return GivenPoint(first.value, second.value, 4326 if told else 0, ordered, step)


def _value(cell: object) -> _Value | None:
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)) or hasattr(cell, "__float__"):
        number = float(cell)  # type: ignore[arg-type]
        return _Value(number, "", _step(repr(number))) if math.isfinite(number) else None
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", str(cell))).strip()
    text = text.replace("″", '"').replace("′", "'").replace("’", "'").replace("−", "-")
    text = text.replace("”", '"').replace("º", "°")
    if re.fullmatch(r"[-+]?\d{1,3}(?:[ '`]\d{3})+(?:[.,]\d+)?", text):
        text = re.sub(r"[ '`]", "", text)
    found = list(_ONE.finditer(text))
    rest = _ONE.sub("", text).strip(" .;:=m") if len(found) == 1 else "-"
    if len(found) != 1 or rest:
        return None
    told = _taken(found[0])
    lone = re.fullmatch(r"[-+]?\d{1,3}[.]\d{3}", found[0]["sign"] + found[0]["number"])
    # No longitude is 358.56: then the dot parts thousands.
    if lone and abs(told.value) > 180:
        return _Value(told.value * 1000, told.axis, 1.0)
    return told


def _taken(found: re.Match[str]) -> _Value:
    said = (found["before"] or found["after"] or "").lower()
    axis = "x" if said in _EAST else "y" if said in _NORTH else ""
    value, step = _size(found["number"])
    behind = (found["after"] or "").lower()
    # "W" and "S" in front of degrees are hemispheres too
    negative = found["sign"] == "-" or (behind or said) in _NEGATIVE
    return _Value(-value if negative else value, axis, step)


def _size(text: str) -> tuple[float, float]:
    parts = re.findall(_DECIMAL, text)
    if "°" in text or re.fullmatch(rf"\d+\s+\d+\s+{_DECIMAL}", text):
        numbers = [float(part.replace(",", ".")) for part in parts]
        value = sum(number / 60**i for i, number in enumerate(numbers))
        return value, _step(parts[-1]) / 60 ** (len(parts) - 1)
    if re.fullmatch(_GROUPED, text):
        mark = "." if text.count(".") > 1 or text.find(",") > text.find(".") > 0 else ","
        plain = text.replace(mark, "").replace(",", ".")
    else:
        plain = text.replace(",", ".")
    return float(plain), _step(plain)


def _step(text: str) -> float:
    """Worth of the last digit that is not a zero behind the decimal mark."""
    whole, _, digits = text.replace(",", ".").partition(".")
    del whole
    return float(10.0 ** -len(digits.rstrip("0"))) if digits else 1.0
