"""What the map says of a figure when somebody asks: how, of how many, how sure, which units."""

from __future__ import annotations

from collections.abc import Iterable

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.map import MapFigure
from innenstadt_gis.outputs.values import interval_text, value_text
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, number, percent


def map_figures(release: Release, ids: Iterable[str], *, lang: Lang) -> tuple[MapFigure, ...]:
    """Figures of these ids, each once, with what this audience may know of them."""
    found = [release.figure(one) for one in dict.fromkeys(ids)]
    return tuple(_told(one, lang) for one in found if one is not None)


def _told(figure: Figure, lang: Lang) -> MapFigure:
    label = figure.label.to(lang)
    if figure.group is not None and not label.endswith(figure.group.to(lang)):
        label += f": {figure.group.to(lang)}"
    facts = (
        (Text("Wie gerechnet", "How it is computed"), figure.method.to(lang)),
        (Text("Gezählt", "Counted"), _counted(figure, lang)),
        (Text("Wie sicher", "How sure"), interval_text(figure, lang)),
        (Text("Bekannt für", "Known for"), _coverage(figure, lang)),
        (Text("Warum keine Zahl", "Why there is no figure"), figure.why.to(lang) if figure.why else ""),
    )  # fmt: skip
    return MapFigure(
        id=figure.id, label=label, value=value_text(figure, lang),
        facts=tuple((word.to(lang), text) for word, text in facts if text),
        rows=figure.numerator_ids,
    )  # fmt: skip


def _counted(figure: Figure, lang: Lang) -> str:
    """Write numerator and denominator, and how many of the rows asked about are not known."""
    if figure.unit not in {"share", "p"} or figure.numerator is None or figure.denominator is None:
        return ""
    of = Text("von", "of").to(lang)
    text = f"{number(figure.numerator, lang=lang)} {of} {number(figure.denominator, lang=lang)}"
    if figure.unknown:
        word = Text("unbekannt", "unknown").to(lang)
        text += f"; {number(len(figure.unknown), lang=lang)} {word}"
    return text


def _coverage(figure: Figure, lang: Lang) -> str:
    return "" if figure.coverage is None else percent(figure.coverage, digits=1, lang=lang)
