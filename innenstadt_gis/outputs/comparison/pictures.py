"""Pictures of a comparison: funnels, shrunken rates, and every town at one scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from innenstadt_gis.exchange.comparison import Cell, Comparison, FigureCompared
from innenstadt_gis.outputs.comparison.wording import not_comparable, position, word
from innenstadt_gis.outputs.map.model import Hatch
from innenstadt_gis.outputs.pictures import INK, RULE, SOFT, Picture, filled, painted
from innenstadt_gis.outputs.town_map.streets import RATE_CLASSES
from innenstadt_gis.outputs.typeset import printable
from innenstadt_gis.words import Lang, number, percent

__all__ = ["MULTIPLES", "comparison_pictures"]

#: Shares that every panel shows, in this order: one scale, 0 to 100 %.
MULTIPLES = (
    "vacancy_rate", "vacancy_rate_by_area", "persons_within_10_min",
    "persons_within_15_min_at_75_84", "persons_transit_class_a_to_d", "opening_hours_listed",
    "association_members",
)  # fmt: skip
_COLOUR = "#0072B2"
_PALE = "#F2F2F2"
_COLUMNS, _PANEL_MM, _LINE_MM = 2, 7.0, 4.6
_FUNNEL_MM, _ROW_MM = 96.0, 7.0
#: With more towns than these, their names would cover one another: they get numbers.
_MOST_NAMES = 14


def comparison_pictures(comparison: Comparison, lang: Lang) -> tuple[Picture, ...]:
    """
    Draw all pictures of a comparison.

    Parameters
    ----------
    comparison
        From `compare_towns`.
    lang
        Language of all words.

    Returns
    -------
    tuple of Picture
        ``staedte`` (small multiples), ``trichter_<key>`` for every share of units that two towns
        and more can be compared by, ``geglaettet_<key>`` where rates are shrunken to each other.
    """
    made = [_multiples(comparison, lang)] if comparison.towns else []
    for figure in comparison.figures:
        if figure.pooled is not None:
            made.append(_funnel(figure, comparison, lang))
        if figure.spread is not None:
            made.append(_shrunken(figure, comparison, lang))
    return tuple(made)


def _credit(comparison: Comparison, figure: FigureCompared | None) -> str:
    days = sorted({town.survey_day.year for town in comparison.towns})
    span = f"{days[0]}–{days[-1]}" if days[0] != days[-1] else str(days[0])
    parts = [figure.id if figure else "", comparison.name, span, "austausch.json, innenstadt_gis"]
    return " · ".join(part for part in parts if part)


# funnel ------------------------------------------------------------------------------


def _funnel(figure: FigureCompared, comparison: Comparison, lang: Lang) -> Picture:
    cells = [c for c in figure.cells if c.comparable and c.limits is not None]
    keyed = len(cells) > _MOST_NAMES
    height = _FUNNEL_MM + (math.ceil(len(cells) / 3) * 4.2 if keyed else 0.0)
    told = "; ".join(
        f"{c.town.town} {percent(c.value, digits=1, lang=lang)} ({_place(c, lang)})" for c in cells
    )
    label = figure.label.to(lang)
    return painted(
        partial(_draw_funnel, figure, cells, lang), name=f"trichter_{figure.key}",
        title=f"{word('funnel', lang)}: {label}",
        alt=f"{word('funnel', lang)}, {label}. {word('common_rate', lang)} "
        f"{percent(figure.pooled, digits=1, lang=lang)}. {told}.",
        height_mm=height, credit=_credit(comparison, figure),
    )  # fmt: skip


def _place(cell: Cell, lang: Lang) -> str:
    at = position(cell)
    return word(at, lang) if at else "–"


def _draw_funnel(figure: FigureCompared, cells: Sequence[Cell], lang: Lang, sheet: Any) -> None:
    width, height = sheet.get_size_inches() * 25.4
    keyed, below = len(cells) > _MOST_NAMES, height - _FUNNEL_MM
    axes = sheet.add_axes(
        (16 / width, (16 + below) / height, 1 - 20 / width, 1 - (24 + below) / height)
    )
    n = [at for at, _ in figure.funnel]
    for name, style, key in (("95", (0, (4, 2)), "limits_95"), ("998", "solid", "limits_998")):
        for end in ("low", "high"):
            axes.plot(
                n, [getattr(limits, f"{end}_{name}") for _, limits in figure.funnel], color=SOFT,
                lw=0.9, ls=style, label=word(key, lang) if end == "low" else None,
            )  # fmt: skip
    axes.axhline(figure.pooled, color=INK, lw=1.0, ls=":", label=word("common_rate", lang))
    counts = [_units(cell) for cell in cells]
    values = [cell.value or 0.0 for cell in cells]
    axes.plot(counts, values, ls="none", marker="o", ms=5.5, mfc=_COLOUR, mec=INK, mew=0.6)
    outer = max(limits.high_998 for at, limits in figure.funnel if at >= min(counts) * 0.8)
    top = min(1.0, max(*values, outer) * 1.08)
    axes.set_ylim(0, top)
    axes.set_xlim(0, n[-1])
    names = [str(nth) if keyed else cell.town.town for nth, cell in enumerate(cells, start=1)]
    _name_all(axes, counts, values, names)
    axes.yaxis.set_major_formatter(lambda value, _: percent(value, lang=lang))
    axes.xaxis.set_major_formatter(lambda value, _: number(value, lang=lang))
    axes.grid(axis="y", color=RULE, lw=0.4)
    axes.set_xlabel(word("units_axis", lang), size=7.5, color=SOFT)
    axes.legend(
        loc="lower right", bbox_to_anchor=(1, 1.0), ncols=3, frameon=False, fontsize=7,
        handlelength=2.4, borderaxespad=0.2,
    )  # fmt: skip
    if keyed:
        for nth, cell in enumerate(cells, start=1):
            column, row = (nth - 1) % 3, (nth - 1) // 3
            sheet.text(
                (16 + column * 50) / width, (below + 3 - row * 4.2) / height,
                printable(f"{nth} {cell.town.town}"), size=7, va="center",
            )  # fmt: skip


#: Where a name may stand beside its point, in points: right of it, left of it, above, below.
_PLACES = ((6, 4), (6, -8), (-6, 4), (-6, -8), (6, 12), (-6, 12), (6, -16), (-6, -16))
_NAME_PT = 7.5


def _name_all(axes: Any, x: Sequence[float], y: Sequence[float], names: Sequence[str]) -> None:
    """Write names beside their points, each at the first place where it covers no other."""
    to_points = 72.0 / axes.figure.dpi
    spots = [tuple(axes.transData.transform(xy) * to_points) for xy in zip(x, y, strict=True)]
    edge = axes.bbox.x1 * to_points
    taken = [(px - 4, py - 4, px + 4, py + 4) for px, py in spots]
    for (px, py), name, *at in zip(spots, names, x, y, strict=True):
        wide = 0.62 * _NAME_PT * len(name)
        boxes = []
        for dx, dy in _PLACES:
            left = px + dx if dx > 0 else px + dx - wide
            boxes.append(((dx, dy), (left, py + dy - 1, left + wide, py + dy + _NAME_PT)))
        free = [
            one for one in boxes if one[1][2] < edge and not any(_meet(one[1], t) for t in taken)
        ]
        (dx, dy), box = (free or boxes)[0]
        taken.append(box)
        axes.annotate(
            printable(name), tuple(at), xytext=(dx, dy), textcoords="offset points", size=_NAME_PT,
            ha="left" if dx > 0 else "right", va="baseline",
            bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 0.4},
        )  # fmt: skip


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _units(cell: Cell) -> float:
    return float(cell.figure.denominator or 0) if cell.figure is not None else 0.0


# shrunken rates ----------------------------------------------------------------------


def _shrunken(figure: FigureCompared, comparison: Comparison, lang: Lang) -> Picture:
    cells = [c for c in figure.cells if c.shrunk is not None]
    label = figure.label.to(lang)
    told = "; ".join(
        f"{c.town.town} {percent(c.value, digits=1, lang=lang)} → {percent(c.shrunk, digits=1, lang=lang)}"
        for c in cells
    )
    return painted(
        partial(_draw_shrunken, figure, cells, lang), name=f"geglaettet_{figure.key}",
        title=f"{word('shrunken', lang)}: {label}", alt=f"{word('shrunken', lang)}, {label}. {told}.",
        height_mm=30.0 + len(cells) * _ROW_MM, credit=_credit(comparison, figure),
    )  # fmt: skip


def _draw_shrunken(figure: FigureCompared, cells: Sequence[Cell], lang: Lang, sheet: Any) -> None:
    width, height = sheet.get_size_inches() * 25.4
    axes = sheet.add_axes((46 / width, 16 / height, 1 - 52 / width, 1 - 26 / height))
    axes.axvline(figure.pooled, color=INK, lw=1.0, ls=":", label=word("common_rate", lang))
    for at, cell in enumerate(cells):
        if cell.shrunk_low is not None and cell.shrunk_high is not None:
            axes.plot([cell.shrunk_low, cell.shrunk_high], [at, at], color=_COLOUR, lw=1.4)
        axes.plot(
            [cell.value or 0.0, cell.shrunk or 0.0], [at, at], color=SOFT, lw=0.8, ls=(0, (1, 1))
        )
        axes.plot(
            [cell.value], [at], ls="none", marker="o", ms=6, mfc="white", mec=INK, mew=0.9,
            label=word("own_rate", lang) if at == 0 else None,
        )  # fmt: skip
        axes.plot(
            [cell.shrunk], [at], ls="none", marker="o", ms=5, mfc=_COLOUR, mec=INK, mew=0.5,
            label=word("shrunk_rate", lang) if at == 0 else None,
        )  # fmt: skip
    names = [printable(f"{c.town.town} ({number(_units(c), lang=lang)})") for c in cells]
    axes.set_yticks(range(len(cells)), names)
    axes.set_ylim(len(cells) - 0.4, -0.6)
    ends = [x for c in cells for x in (c.value, c.shrunk_high, c.shrunk) if x is not None]
    axes.set_xlim(0, min(1.0, max(ends, default=1.0) * 1.1) or 1.0)
    axes.xaxis.set_major_formatter(lambda value, _: percent(value, lang=lang))
    axes.grid(axis="x", color=RULE, lw=0.4)
    axes.set_xlabel(figure.label.to(lang), size=7.5, color=SOFT)
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1, 1.0),
        ncols=3,
        frameon=False,
        fontsize=7,
        borderaxespad=0.2,
    )


# small multiples -----------------------------------------------------------------------


def _multiples(comparison: Comparison, lang: Lang) -> Picture:
    figures = [f for key in MULTIPLES for f in comparison.figures if f.key == key]
    rows = math.ceil(len(comparison.towns) / _COLUMNS)
    panel = _PANEL_MM + len(figures) * _LINE_MM + 6.0
    told = ". ".join(
        f"{town.town}: "
        + "; ".join(f"{f.label.to(lang)} {_written(f.cells[nth], lang)}" for f in figures)
        for nth, town in enumerate(comparison.towns)
    )
    return painted(
        partial(_draw_multiples, comparison, figures, panel, lang), name="staedte",
        title=word("multiples", lang), alt=f"{word('multiples', lang)}. {told}.",
        height_mm=rows * panel + 24.0, credit=_credit(comparison, None),
    )  # fmt: skip


def _written(cell: Cell, lang: Lang) -> str:
    value = percent(cell.value, digits=1, lang=lang)
    return value if not cell.reasons else f"{value}, {not_comparable(cell, lang)}"


def _draw_multiples(
    comparison: Comparison, figures: Sequence[FigureCompared], panel: float, lang: Lang, sheet: Any
) -> None:
    width, height = sheet.get_size_inches() * 25.4
    wide, label_mm = (width - 4.0) / _COLUMNS, 34.0
    for nth, town in enumerate(comparison.towns):
        left = 2.0 + nth % _COLUMNS * wide
        top = 2.0 + nth // _COLUMNS * panel
        size = len(figures) * _LINE_MM
        axes = sheet.add_axes(
            ((left + label_mm) / width, 1 - (top + _PANEL_MM + size) / height,
             (wide - label_mm - 16.0) / width, size / height)
        )  # fmt: skip
        sheet.text(
            left / width, 1 - (top + 4.2) / height, printable(town.town), size=9, weight="bold",
            va="center",
        )  # fmt: skip
        sheet.text(
            (left + wide - 3) / width, 1 - (top + 4.2) / height,
            f"{number(town.size.persons, lang=lang)} {word('persons', lang)}", size=6.5, color=SOFT,
            va="center", ha="right",
        )  # fmt: skip
        for at, figure in enumerate(figures):
            _bar(axes, at, figure.key, figure.cells[nth], lang)
        axes.set_xlim(0, 1)
        axes.set_ylim(len(figures) - 0.5, -0.5)
        axes.set_yticks(range(len(figures)), [_short(f.key, lang) for f in figures], size=6.5)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
        axes.xaxis.set_major_formatter(lambda value, _: number(value * 100, lang=lang))
        axes.tick_params(axis="x", labelsize=6)
        axes.grid(axis="x", color=RULE, lw=0.4)
    _legend(sheet, lang)


def _bar(axes: Any, at: int, key: str, cell: Cell, lang: Lang) -> None:
    from matplotlib.patches import Rectangle

    if cell.value is None:
        axes.text(0.01, at, "–*" if cell.reasons else "–", va="center", size=7)
        return
    colour, hatch = _class(key, cell.value)
    shape: Callable[..., Any] = partial(Rectangle, (0, at - 0.34), cell.value, 0.68)
    if cell.reasons:
        axes.add_patch(shape(facecolor=_PALE, edgecolor=SOFT, linewidth=0.7, linestyle="--"))
    else:
        filled(axes, shape, colour, hatch)
    if cell.low is not None and cell.high is not None:
        axes.plot([cell.low, cell.high], [at, at], color="#ffffff", lw=2.4, solid_capstyle="butt")
        axes.plot([cell.low, cell.high], [at, at], color=INK, lw=0.9, marker="|", ms=4)
    axes.annotate(
        percent(cell.value, lang=lang) + ("*" if cell.reasons else ""), (1, at),
        xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points", va="center",
        size=7,
    )  # fmt: skip


def _class(key: str, value: float) -> tuple[str, Hatch]:
    """Colour and hatch: of the vacancy rate by the classes of the maps, of all others one."""
    if not key.startswith("vacancy_rate"):
        return _COLOUR, "none"
    for end, _, colour, hatch in RATE_CLASSES:
        if value <= end:
            return colour, hatch
    return RATE_CLASSES[-1][2], RATE_CLASSES[-1][3]


_SHORT = {
    "vacancy_rate": ("Leerstand", "vacant"),
    "vacancy_rate_by_area": ("Leerstand, Fläche", "vacant, by area"),
    "persons_within_10_min": ("Zentrum in 10 min", "centre in 10 min"),
    "persons_within_15_min_at_75_84": ("… Ältere, 15 min", "… older, 15 min"),
    "persons_transit_class_a_to_d": ("ÖV-Güteklasse A–D", "transit class A–D"),
    "opening_hours_listed": ("Zeiten online (OSM)", "hours online (OSM)"),
    "association_members": ("Händlergemeinschaft", "association"),
}


def _short(key: str, lang: Lang) -> str:
    de, en = _SHORT[key]
    return de if lang == "de" else en


def _legend(sheet: Any, lang: Lang) -> None:
    from matplotlib.patches import Rectangle

    width, height = sheet.get_size_inches() * 25.4
    axes = sheet.add_axes((0, 0, 1, 18 / height))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(18, 0)
    axes.text(2, 4, word("class", lang), va="center", size=7, weight="bold")
    x = 30.0
    for _, label, colour, hatch in RATE_CLASSES:
        filled(axes, partial(Rectangle, (x, 2), 6, 4), colour, hatch)
        axes.text(x + 7.5, 4, label.to(lang), va="center", size=7)
        x += 25.0
    axes.add_patch(Rectangle((2, 9), 6, 4, facecolor=_PALE, edgecolor=SOFT, linestyle="--", lw=0.7))
    axes.text(9.5, 11, f"* {word('not_comparable', lang)} …", va="center", size=7)
    axes.plot([62, 72], [11, 11], color=INK, lw=0.9, marker="|", ms=4)
    axes.text(74, 11, word("interval", lang), va="center", size=7)
