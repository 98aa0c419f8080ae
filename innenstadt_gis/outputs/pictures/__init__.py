"""
Pictures for paper: charts and small maps as PNG (300 dpi) and SVG, the same bytes every time.

Colours, hatches and words are those of the map, so that a class looks alike on the screen, on
paper and in grey. matplotlib is loaded when the first picture is drawn, not before.
"""

from innenstadt_gis.outputs.pictures.canvas import (
    DPI,
    INK,
    RULE,
    SOFT,
    WIDTH_MM,
    Picture,
    filled,
    painted,
)
from innenstadt_gis.outputs.pictures.charts import (
    Bar,
    Part,
    Point,
    bars,
    curve,
    height_of,
    parts,
    parts_height,
)

__all__ = [
    "DPI", "INK", "RULE", "SOFT", "WIDTH_MM", "Bar", "Part", "Picture", "Point", "bars", "curve",
    "filled", "height_of", "painted", "parts", "parts_height",
]  # fmt: skip
