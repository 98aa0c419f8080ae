"""What the map says of a figure when somebody asks: how, of how many, how sure, which units."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.behind import rows_behind
from innenstadt_gis.outputs.map import MapFigure, MapLayer
from innenstadt_gis.outputs.map.numbering import unit_ids
from innenstadt_gis.outputs.values import interval_text, value_text
from innenstadt_gis.tables import STATUS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, number, percent


def map_figures(
    release: Release, ids: Iterable[str], *, layers: Iterable[MapLayer], lang: Lang
) -> tuple[MapFigure, ...]:
    """
    Figures of these ids, each once, with what this audience may know of them.

    Units that none of ``layers`` lists (they are gone, or OpenStreetMap alone knows them) are
    named in words: a figure's list on the map is the same as its sheet in the workbook.
    """
    units = [one for one in layers if one.kind == "units" and one.listed is not False]
    listed = {i for one in units for i in unit_ids(one)}
    beside = _names(release, listed, lang)
    found = [release.figure(one) for one in dict.fromkeys(ids)]
    return tuple(_told(one, beside, lang) for one in found if one is not None)


def _names(release: Release, listed: set[Hashable], lang: Lang) -> dict[str, str]:
    """What units are called that the map does not list."""
    units = release.tables.get("premises")
    if units is None:
        return {}
    rest = units[~units.index.isin(listed)]
    address = (rest["street"].fillna("") + " " + rest["house_number"].fillna("")).str.strip()
    status = rest["status"].map({code: word.to(lang) for code, word in STATUS.items()})
    told = zip(rest.index, rest["name"].fillna(""), address, status.fillna(""), strict=True)
    return {str(i): ", ".join(filter(None, words)) for i, *words in told}


def _told(figure: Figure, beside: Mapping[str, str], lang: Lang) -> MapFigure:
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
    behind = rows_behind(figure)
    more = {part: tuple(beside[i] for i in ids if i in beside) for part, ids in behind.items()}
    return MapFigure(
        id=figure.id, label=label, value=value_text(figure, lang),
        facts=tuple((word.to(lang), text) for word, text in facts if text),
        rows=tuple((part, ids) for part, ids in behind.items() if ids),
        more=tuple((part, names) for part, names in more.items() if names),
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
