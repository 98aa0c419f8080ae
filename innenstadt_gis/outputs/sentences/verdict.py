"""The vacancy rate, and whether the vacancies stand together, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from innenstadt_gis.outputs.values import p_text
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, number, percent

if TYPE_CHECKING:
    from innenstadt_gis.outputs.audience import Release


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


def pattern(release: Release) -> Text | None:
    """
    Say whether the place of the vacancies is more than chance, and what could be shown.

    The words for standing together are said only where the test says so. None where nothing
    was asked (no register).
    """
    figure = release.figure("vacancy_pattern")
    if figure is None or figure.value is None:
        return None
    if figure.value > figure.parameters["level"]:
        return _chance(figure)
    return _together(figure, release.tables.get("clusters"))


def _chance(f: Figure) -> Text:
    said = f.parameters
    odds, radius = number(said["power_odds"]), number(said["power_radius_m"])
    times = number(said["power"] * 100)
    return Text(
        f"Wo die {number(f.numerator)} Leerstände liegen, ist durch Zufall erklärbar "
        f"(p = {p_text(float(f.value or 0), 'de')}). Das heißt nicht: kein Problem. Was diese Zahlen "
        f"hätten zeigen können: eine Lage mit {odds}-facher Leerstandschance im Umkreis von "
        f"{radius} m wäre in etwa {times} von 100 Fällen erkannt worden.",
        f"Where the {number(f.numerator, lang='en')} vacancies lie can be explained by chance "
        f"(p = {p_text(float(f.value or 0), 'en')}). That does not mean: no problem. What these "
        f"numbers could have shown: a place with {odds} times the odds of vacancy within "
        f"{radius} m would have been found in about {times} of 100 cases.",
    )


def _together(f: Figure, clusters: Any) -> Text:
    p = {lang: p_text(float(f.value or 0), lang) for lang in ("de", "en")}
    start = Text(
        f"Die Leerstände ballen sich mehr, als der Zufall erklärt (p = {p['de']})",
        f"The vacancies cluster more than chance explains (p = {p['en']})",
    )
    if clusters is None or not clusters["vacant"].notna().any():
        return Text(f"{start.de}.", f"{start.en}.")
    known = clusters[clusters["vacant"].notna()].sort_values("rank")
    first = known.iloc[0]
    de, en = _place(first, "de"), _place(first, "en")
    if float(first["p_value"]) > f.parameters["level"]:
        return Text(
            f"{start.de}; wo genau, ist unsicher, am ehesten {de}.",
            f"{start.en}; where exactly is uncertain, most likely {en}.",
        )
    more = len(known) - 1
    and_de = f" Weitere Schwerpunkte: {more}." if more else ""
    and_en = f" Further clusters: {more}." if more else ""
    return Text(
        f"{start.de}: am deutlichsten {de}.{and_de}", f"{start.en}: most clearly {en}.{and_en}"
    )


def _place(row: Any, lang: Lang) -> str:
    streets = str(row["streets"]).replace(";", ", ") if isinstance(row["streets"], str) else ""
    vacant, known = number(row["vacant"], lang=lang), number(row["known"], lang=lang)
    elsewhere = percent(row["outside_rate"], lang=lang)
    radius = number(row["radius_m"], lang=lang)
    if lang == "de":
        around = (
            f"um {streets} (Umkreis {radius} m Fußweg)" if streets else f"in {radius} m Umkreis"
        )
        return f"{around}: {vacant} von {known} Ladenlokalen leer, sonst {elsewhere}"
    around = f"around {streets} ({radius} m on foot)" if streets else f"within {radius} m"
    return f"{around}: {vacant} of {known} units vacant, elsewhere {elsewhere}"
