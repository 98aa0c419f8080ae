"""Figures in sentences: every product says the same words."""

from __future__ import annotations

from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, number, percent


def headline(figure: Figure) -> Text:
    """
    Say the vacancy rate with its denominator, its unknowns and its bounds.

    ``"25 von 201 Ladenlokalen mit bekanntem Status stehen leer (12,4 %); 16 unbekannt,
    also zwischen 11,5 und 18,9 %."`` Without a value it says why there is none.
    """
    return Text(_headline(figure, "de"), _headline(figure, "en"))


def _headline(f: Figure, lang: Lang) -> str:
    if f.value is None:
        why = f.why.to(lang).rstrip(".") if f.why else ""
        return why and why[0].upper() + why[1:] + "."
    vacant, known = number(f.numerator, lang=lang), number(f.denominator, lang=lang)
    rate, unknown = percent(f.value, digits=1, lang=lang), len(f.unknown) or _unknown(f)
    if lang == "de":
        text = f"{vacant} von {known} Ladenlokalen mit bekanntem Status stehen leer ({rate})"
    else:
        text = f"{vacant} of {known} units of known status are vacant ({rate})"
    if unknown and f.bound_low is not None and f.bound_high is not None:
        low = number(f.bound_low * 100, digits=1, lang=lang)
        high = percent(f.bound_high, digits=1, lang=lang)
        if lang == "de":
            text += f"; {unknown} unbekannt, also zwischen {low} und {high}"
        else:
            text += f"; {unknown} unknown, so between {low} and {high}"
    return text + "."


def _unknown(f: Figure) -> int:
    return int(f.parameters.get("unknown", 0))


def value_text(figure: Figure, lang: Lang) -> str:
    """Write the value of a figure with its unit; a missing one is an en dash."""
    if figure.value is None:
        return "–"
    if figure.unit == "share":
        return percent(figure.value, digits=1, lang=lang)
    digits = 0 if float(figure.value).is_integer() else 1
    unit = _UNITS.get(figure.unit, Text(figure.unit, figure.unit)).to(lang)
    return f"{number(figure.value, digits=digits, lang=lang)}\u00a0{unit}".rstrip("\u00a0")


def interval_text(figure: Figure, lang: Lang) -> str:
    """Write the interval and the bounds of a figure, blank where it has none."""
    parts = []
    if figure.low is not None and figure.high is not None:
        low = number(figure.low * 100, digits=1, lang=lang)
        parts.append(f"{figure.interval}: {low}–{percent(figure.high, digits=1, lang=lang)}")
    if figure.bound_low is not None and figure.bound_high is not None:
        low = number(figure.bound_low * 100, digits=1, lang=lang)
        span = f"{low}–{percent(figure.bound_high, digits=1, lang=lang)}"
        parts.append(
            f"je nach den Unbekannten: {span}" if lang == "de" else f"by the unknown: {span}"
        )
    return "; ".join(parts)


_UNITS: dict[str, Text] = {
    "units": Text("Einheiten", "units"),
    "units/ha": Text("Einheiten je ha", "units per ha"),
    "units/100 m": Text("Einheiten je 100 m", "units per 100 m"),
    "min": Text("min", "min"),
    "m": Text("m", "m"),
    "persons": Text("Personen", "persons"),
    "count": Text("", ""),
}
