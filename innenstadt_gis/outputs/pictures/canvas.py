"""A sheet to draw on: fixed font, fixed size, no clock, no state that outlives a picture."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from innenstadt_gis.outputs.map.model import Hatch
from innenstadt_gis.outputs.typeset import printable

__all__ = ["DPI", "INK", "RULE", "SOFT", "WIDTH_MM", "Picture", "filled", "painted"]

#: Fine enough for print.
DPI = 300
#: Width of text on an A4 page.
WIDTH_MM = 170.0
#: Ink, soft ink and rules of the map's light palette.
INK, SOFT, RULE = "#1a1a1a", "#444444", "#bbbbbb"

_MM = 1 / 25.4
_SHIPPED = "DejaVu Sans"
# Whoever opens an SVG without that font sees one of the same widths.
_FAMILY = f"'{_SHIPPED}', Verdana, sans-serif"
_PATTERNS: dict[str, str] = {
    "none": "", "cross": "xxx", "diagonal": "////", "dots": "...", "lines": "---",
}  # fmt: skip

# A point of an outline; what is finer than a hundredth of a point nobody sees.
_FINE = re.compile(r"(?<=[ML] )(-?\d+\.\d\d)\d+ (-?\d+\.\d\d)\d+(?= ?\n)")

#: Set for every picture anew, over matplotlib's own defaults, whatever a notebook has changed.
_RC: Any = {
    "font.family": [_SHIPPED], "font.size": 8.0, "svg.fonttype": "none", "svg.hashsalt": "ig",
    "text.color": INK, "axes.edgecolor": SOFT, "axes.labelcolor": INK, "xtick.color": SOFT,
    "ytick.color": INK, "axes.linewidth": 0.6, "hatch.linewidth": 0.7, "lines.linewidth": 1.6,
    "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
    "text.usetex": False, "text.parse_math": False, "axes.unicode_minus": True,
    "xtick.major.size": 2.5, "ytick.major.size": 0.0, "path.simplify": True, "axes.facecolor": "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """
    A picture for paper.

    Attributes
    ----------
    name
        File name without its ending.
    title
        What stands above or below it.
    alt
        What it shows, for those who do not see it.
    png, svg
        The picture at 300 dpi, and as drawing.
    width_mm
        How wide it is meant to be printed.
    """

    name: str
    title: str
    alt: str
    png: bytes
    svg: bytes
    width_mm: float = WIDTH_MM


def painted(
    paint: Callable[[Any], None], *, name: str, title: str, alt: str, height_mm: float,
    width_mm: float = WIDTH_MM, credit: str = "",
) -> Picture:  # fmt: skip
    """
    Draw a picture.

    Parameters
    ----------
    paint
        Gets a `matplotlib.figure.Figure` of the right size and draws on it. It may use all of the
        figure but the lowest 5 mm, where ``credit`` stands.
    name, title, alt
        See `Picture`.
    height_mm, width_mm
        Size on paper.
    credit
        Id of the figure, source and day; survives every copy of the picture.

    Returns
    -------
    Picture
        The same call gives the same bytes.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_RC)
        sheet = Figure(figsize=(width_mm * _MM, height_mm * _MM), dpi=DPI, facecolor="white")
        canvas: Any = FigureCanvasAgg(sheet)
        paint(sheet)
        if credit:
            sheet.text(
                1.0 / width_mm, 1.2 / height_mm, printable(credit), size=6, color=SOFT, va="bottom"
            )
        svg = _svg(sheet)
        canvas.draw()
        png = _png(canvas)
    return Picture(name=name, title=title, alt=alt, png=png, svg=svg, width_mm=width_mm)


def _svg(sheet: Any) -> bytes:
    stream = io.BytesIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    sheet.savefig(stream, format="svg", metadata=nothing)
    text = stream.getvalue().decode("utf-8")
    _, _, body = text.partition(
        "<svg "
    )  # without its document type, which names a place on the web
    body = _FINE.sub(r"\1 \2", body)
    return ("<svg " + body.replace(f"'{_SHIPPED}'", _FAMILY)).encode("utf-8")


def _png(canvas: Any) -> bytes:
    """Write a PNG of at most 256 colours: a drawing has no more, and a paper stays small."""
    from PIL import Image

    size = canvas.get_width_height(physical=True)
    image = Image.frombuffer("RGBA", size, canvas.buffer_rgba()).convert("RGB")
    few = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    few.save(stream, format="PNG", dpi=(DPI, DPI), compress_level=6)
    return stream.getvalue()


def filled(
    axes: Any, shape: Any, colour: str, hatch: Hatch = "none", *, quiet: bool = False
) -> None:
    """
    Add a patch in the colour and hatch of a class.

    Parameters
    ----------
    axes
        Where to.
    shape
        Makes the patch: called with the keyword arguments of a `matplotlib.patches.Patch`.
    colour, hatch, quiet
        As in `innenstadt_gis.outputs.map.MapClass`.
    """
    edge = SOFT if quiet else INK
    axes.add_artist(shape(facecolor=colour, edgecolor=edge, linewidth=0.3 if quiet else 0.5))
    if _PATTERNS[hatch]:
        on = INK if _bright(colour) else "#ffffff"
        axes.add_artist(shape(facecolor="none", edgecolor=on, linewidth=0, hatch=_PATTERNS[hatch]))


def _bright(colour: str) -> bool:
    """Tell whether dark lines are seen better than white ones, on paper and in grey."""
    r, g, b = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * r + 0.587 * g + 0.114 * b > 140
