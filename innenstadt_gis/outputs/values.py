"""Values of figures as people write them: with their unit, their interval, their bounds."""

from __future__ import annotations

from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, number, percent

__all__ = [
    "UNITS",
    "coverage_text",
    "interval_text",
    "of_text",
    "p_text",
    "plain_value",
    "span_text",
    "value_text",
]

#: Every unit of a figure but "share" and "p", and how it is written behind a number.
UNITS: dict[str, Text] = {
    "units": Text("Einheiten", "units"),
    "units/ha": Text("Einheiten je ha", "units per ha"),
    "units/100 m": Text("Einheiten je 100 m", "units per 100 m"),
    "units/1000": Text("je 1.000 Einwohner", "per 1,000 inhabitants"),
    "1/100 m": Text("je 100 m", "per 100 m"),
    "min": Text("min", "min"),
    "m": Text("m", "m"),
    "m²": Text("m²", "m²"),
    "m²/person": Text("m² je Einwohner", "m² per inhabitant"),
    "ha": Text("ha", "ha"),
    "persons": Text("Personen", "persons"),
    "pairs": Text("Paare", "pairs"),
    "branches": Text("Branchen", "branches"),
    "index": Text("", ""),
    "points": Text("Punkte", "points"),
    "gaps": Text("Lücken", "gaps"),
    "plots": Text("Grundstücke", "plots"),
    "sites": Text("Flächen", "sites"),
    "buildings": Text("Gebäude", "buildings"),
    "months": Text("Monate", "months"),
    "h/week": Text("Stunden je Woche", "hours per week"),
    "o'clock": Text("Uhr", "o'clock"),
    "changes/100 units/year": Text("Wechsel je 100 Einheiten und Jahr", "changes per 100 units a year"),
    "measures": Text("Maßnahmen", "measures"),
    "departures": Text("Abfahrten", "departures"),
    "count": Text("", ""),
}  # fmt: skip

#: How a unit is written behind exactly one, where that is another word.
_ONE: dict[str, Text] = {
    "units": Text("Einheit", "unit"),
    "units/ha": Text("Einheit je ha", "unit per ha"),
    "units/100 m": Text("Einheit je 100 m", "unit per 100 m"),
    "persons": Text("Person", "person"),
    "departures": Text("Abfahrt", "departure"),
    "pairs": Text("Paar", "pair"),
    "branches": Text("Branche", "branch"),
    "points": Text("Punkt", "point"),
    "gaps": Text("Lücke", "gap"),
    "plots": Text("Grundstück", "plot"),
    "sites": Text("Fläche", "site"),
    "buildings": Text("Gebäude", "building"),
    "months": Text("Monat", "month"),
    "h/week": Text("Stunde je Woche", "hour per week"),
    "measures": Text("Maßnahme", "measure"),
}

#: Words in the names of intervals, which figures state in German.
_INTERVALS = {"Rangstatistik": "order statistics", "exakt": "exact", " %": "%"}

#: Numbers so small are told by their second digit, from the other on without any.
_SMALL, _LARGE = 1.0, 100.0


def p_text(value: float, lang: Lang) -> str:
    """
    Write a p value; what is small is told finer.

    Examples
    --------
    >>> p_text(0.0021, "de"), p_text(0.434, "de")
    ('0,002', '0,43')
    """
    return number(value, digits=3 if value < 0.1 else 2, lang=lang)


def _plain(value: float, lang: Lang) -> str:
    if float(value).is_integer():
        return number(value, lang=lang)
    return number(value, digits=_digits(value), lang=lang)


def _digits(value: float) -> int:
    return 2 if abs(value) < _SMALL else 1 if abs(value) < _LARGE else 0


def _clock(hour: float, lang: Lang) -> str:
    """Write a time of the day; half past six is no "18.5 o'clock"."""
    whole, minutes = divmod(round(hour * 60), 60)
    if lang == "en":
        return f"{whole}:{minutes:02d}"
    return f"{whole}:{minutes:02d}\u00a0Uhr" if minutes else f"{whole}\u00a0Uhr"


def value_text(figure: Figure, lang: Lang) -> str:
    """Write the value of a figure with its unit; a missing one is an en dash."""
    return plain_value(figure.value, figure.unit, lang)


def plain_value(value: float | None, unit: str, lang: Lang) -> str:
    """
    Write a value with its unit.

    Examples
    --------
    >>> plain_value(0.125, "share", "en"), plain_value(0.002, "p", "en")
    ('12.5%', 'p = 0.002')
    >>> plain_value(1.0, "units", "en").split(), plain_value(18.5, "o'clock", "en")
    (['1', 'unit'], '18:30')
    """
    if value is None:
        return "–"
    if unit == "share":
        return percent(value, digits=1, lang=lang)
    if unit == "p":
        return f"p = {p_text(value, lang)}"
    if unit == "o'clock":
        return _clock(value, lang)
    words = _ONE if value == 1 and unit in _ONE else UNITS
    word = words.get(unit, Text(unit, unit)).to(lang)
    return f"{_plain(value, lang)}\u00a0{word}".rstrip("\u00a0")


def interval_text(figure: Figure, lang: Lang) -> str:
    """
    Write the interval and the bounds of a figure, blank where it has none.

    Bounds that leave nothing open (all rows are known), or so little that both ends are
    written alike, are not written.
    """
    parts = []
    if figure.low is not None and figure.high is not None:
        parts.append(
            f"{_named(figure.interval, lang)}: {span_text(figure.low, figure.high, figure.unit, lang)}"
        )
    low, high = figure.bound_low, figure.bound_high
    if low is not None and high is not None and _apart(low, high, figure.unit, lang):
        word = Text("je nach den Unbekannten", "by the unknown").to(lang)
        parts.append(f"{word}: {span_text(low, high, figure.unit, lang)}")
    return "; ".join(parts)


def _named(interval: str, lang: Lang) -> str:
    """Name an interval as the reader's language does."""
    if lang == "de":
        return interval
    for german, english in _INTERVALS.items():
        interval = interval.replace(german, english)
    return interval


def _apart(low: float, high: float, unit: str, lang: Lang) -> bool:
    if unit == "share":
        return percent(low, digits=1, lang=lang) != percent(high, digits=1, lang=lang)
    first, last = span_text(low, high, unit, lang).split("–")
    return first != last


def span_text(low: float, high: float, unit: str, lang: Lang) -> str:
    """
    Write two ends with their unit, both equally fine.

    Examples
    --------
    >>> span_text(0.118, 0.318, "share", "en")
    '11.8–31.8%'
    """
    if unit == "share":
        return f"{number(low * 100, digits=1, lang=lang)}–{percent(high, digits=1, lang=lang)}"
    whole = float(low).is_integer() and float(high).is_integer()
    digits = 0 if whole else _digits(max(abs(low), abs(high)))  # both ends equally fine
    return f"{number(low, digits=digits, lang=lang)}–{number(high, digits=digits, lang=lang)}"


def of_text(figure: Figure, lang: Lang) -> str:
    """Write what a figure was counted from, "12 von 60"; blank where it has no two sides."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    link = " von " if lang == "de" else " of "
    persons = figure.base_table == "population"  # nobody is a tenth of a person
    top, base = (_count(v, lang, whole=persons) for v in (figure.numerator, figure.denominator))
    unit = figure.parameters.get("unit_of_size")  # square metres of square metres, not shops
    said = f"{top}{link if figure.unit in ('share', 'p', 'units') else ' / '}{base}"
    return f"{said}\u00a0{unit}" if unit else said


def _count(value: float, lang: Lang, *, whole: bool = False) -> str:
    none = whole or float(value).is_integer() or value >= 100
    return number(value, digits=0 if none else 1, lang=lang)


def coverage_text(share: float | None, lang: Lang) -> str:
    """Write for which part the answer is known; what is not all is not written as 100 %."""
    if share is None:
        return ""
    nearly = share < 1 and percent(share) == percent(1.0)
    if nearly and percent(share, digits=1) == percent(1.0, digits=1):
        return Text("fast alle", "nearly all").to(lang)
    return percent(share, digits=1 if nearly else 0, lang=lang)
