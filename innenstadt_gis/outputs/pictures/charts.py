"""Three charts that are enough: bars with their intervals, one bar in parts, a curve over days."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from innenstadt_gis.outputs.map.model import Hatch
from innenstadt_gis.outputs.pictures.canvas import INK, RULE, SOFT, filled
from innenstadt_gis.outputs.typeset import printable

__all__ = ["Bar", "Part", "Point", "bars", "curve", "height_of", "parts", "parts_height"]

#: Millimetres: a bar with its gap, room for axis and credit, room above.
BAR_MM, BELOW_MM, ABOVE_MM = 5.3, 13.0, 1.5
_LABEL_MM, _VALUE_MM = 58.0, 40.0
#: Letters in a line of a label, of which there are two at most.
_LETTERS = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """
    One bar: its words, its value with the interval around it, and what stands behind it.

    ``value`` None draws no bar, only ``said``: "nicht gezeigt", "keine Angabe".
    """

    label: str
    value: float | None
    said: str
    low: float | None = None
    high: float | None = None
    colour: str = "#0072B2"
    hatch: Hatch = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a whole: its words, its size, how it is written."""

    label: str
    value: float
    said: str
    colour: str
    hatch: Hatch = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A value on a day: the day as a number and in words, the value with its interval and words."""

    at: float
    day: str
    value: float
    said: str
    low: float | None = None
    high: float | None = None


def height_of(count: int) -> float:
    """Height in millimetres of a chart of that many bars."""
    return count * BAR_MM + BELOW_MM + ABOVE_MM


def bars(
    rows: Sequence[Bar], *, tick: Callable[[float], str], axis: str, top: float | None = None
) -> Callable[[Any], None]:
    """
    Return the drawing of horizontal bars from nought, each with its interval as a line.

    Parameters
    ----------
    rows
        From the top.
    tick
        Writes a number on the axis as the reader's language does.
    axis
        What is measured, with its unit.
    top
        End of the axis; None: the largest value or end of an interval.
    """
    return partial(_bars, tuple(rows), tick, axis, top)


def _bars(
    rows: tuple[Bar, ...], tick: Callable[[float], str], axis: str, top: float | None, sheet: Any
) -> None:
    from matplotlib.patches import Rectangle

    axes = _axes(sheet, left=_LABEL_MM, right=_VALUE_MM)
    ends = [x for row in rows for x in (row.value, row.high) if x is not None]
    end = top if top is not None else max(ends, default=1.0) or 1.0
    for at, row in enumerate(rows):
        if row.value is not None:
            shape = partial(Rectangle, (0, at - 0.34), row.value, 0.68)
            filled(axes, shape, row.colour, row.hatch)
        if row.low is not None and row.high is not None:
            axes.plot([row.low, row.high], [at, at], color="#ffffff", lw=3.2, solid_capstyle="butt")
            axes.plot([row.low, row.high], [at, at], color=INK, lw=1.1, marker="|", ms=5)
        axes.annotate(
            printable(row.said), (1, at), xycoords=("axes fraction", "data"), xytext=(6, 0),
            textcoords="offset points", va="center", size=7.5,
        )  # fmt: skip
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, end)
    labels = [_short(row.label) for row in rows]
    axes.set_yticks(range(len(rows)), labels, linespacing=0.95)
    for written, label in zip(axes.get_yticklabels(), labels, strict=True):
        written.set_fontsize(6.6 if "\n" in label else 8)
    _numbers(axes, tick, axis)


def parts(rows: Sequence[Part]) -> Callable[[Any], None]:
    """Return the drawing of one bar in parts, its words and numbers in a legend below it."""
    return partial(_parts, tuple(rows))


def parts_height(count: int) -> float:
    """Height in millimetres of a bar in that many parts."""
    return 16.0 + math.ceil(count / 2) * 5.6 + 7.0


def _parts(rows: tuple[Part, ...], sheet: Any) -> None:
    from matplotlib.patches import Rectangle

    width, height = sheet.get_size_inches() * 25.4
    axes = sheet.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    whole, x = sum(row.value for row in rows) or 1.0, 1.0
    for row in rows:
        long = row.value / whole * (width - 2)
        filled(axes, partial(Rectangle, (x, 2), long, 10), row.colour, row.hatch)
        x += long
    for nth, row in enumerate(rows):
        left, y = 1.0 + nth % 2 * width / 2, 16.0 + nth // 2 * 5.6
        filled(axes, partial(Rectangle, (left, y), 6, 4), row.colour, row.hatch)
        axes.text(left + 8, y + 2, printable(f"{row.label}: {row.said}"), va="center", size=7.5)


def curve(
    points: Sequence[Point], *, tick: Callable[[float], str], axis: str, colour: str = "#B2182B"
) -> Callable[[Any], None]:
    """Return the drawing of a value over days, from nought; ``tick`` and ``axis`` as in `bars`."""
    return partial(_curve, tuple(points), tick, axis, colour)


def _curve(
    points: tuple[Point, ...], tick: Callable[[float], str], axis: str, colour: str, sheet: Any
) -> None:
    width, height = sheet.get_size_inches() * 25.4
    axes = sheet.add_axes((16 / width, 12 / height, 1 - 24 / width, 1 - 20 / height))
    x = [p.at for p in points]
    for p in points:
        if p.low is not None and p.high is not None:
            axes.plot([p.at, p.at], [p.low, p.high], color=SOFT, lw=1.1, marker="_", ms=6)
    axes.plot(x, [p.value for p in points], color=colour, marker="o", ms=5, mec=INK, mew=0.6)
    for p in points:
        axes.annotate(
            printable(p.said), (p.at, p.value), xytext=(6, 8), textcoords="offset points", size=7.5
        )
    room = (max(x) - min(x)) * 0.08 or 1.0
    axes.set_xlim(min(x) - room, max(x) + 2 * room)
    axes.set_ylim(0, max(v for p in points for v in (p.value, p.high or 0.0)) * 1.15 or 1.0)
    axes.set_xticks(x, [p.day for p in points])
    axes.yaxis.set_major_formatter(lambda value, _: tick(value))
    axes.locator_params(axis="y", nbins=5)
    axes.grid(axis="y", color=RULE, lw=0.4)
    axes.set_title(axis, loc="left", size=7.5, color=SOFT)


def _axes(sheet: Any, *, left: float, right: float) -> Any:
    width, height = sheet.get_size_inches() * 25.4
    return sheet.add_axes(
        (left / width, BELOW_MM / height, 1 - (left + right) / width,
         1 - (BELOW_MM + ABOVE_MM) / height)
    )  # fmt: skip


def _numbers(axes: Any, tick: Callable[[float], str], axis: str) -> None:
    axes.xaxis.set_major_formatter(lambda value, _: tick(value))
    axes.locator_params(axis="x", nbins=6)
    axes.grid(axis="x", color=RULE, lw=0.4)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", labelsize=7)
    axes.set_xlabel(axis, size=7.5, color=SOFT)


def _short(label: str) -> str:
    """Break a label into two lines at most; what is longer still ends in an ellipsis."""
    lines = textwrap.wrap(str(printable(label)), _LETTERS, max_lines=2, placeholder=" …")
    return "\n".join(lines)
