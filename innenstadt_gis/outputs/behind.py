"""The rows behind a figure, each in one part: "which 41?" is answered alike by every product."""

from __future__ import annotations

from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = ["PARTS", "parts_of", "rows_behind"]

#: What a row does in a figure, in the order in which it is asked for.
PARTS: dict[str, Text] = {
    "numerator": Text("gezählt, im Zähler", "counted, in the numerator"),
    "denominator": Text("gezählt, im Nenner", "counted, in the denominator"),
    "counted": Text("gezählt", "counted"),
    "open": Text(
        "gezählt, im Nenner; Antwort unbekannt", "counted, in the denominator; answer unknown"
    ),
    "unknown": Text("unbekannt", "unknown"),
    "left_out": Text("ausgelassen", "left out"),
}


def rows_behind(figure: Figure) -> dict[str, tuple[str, ...]]:
    """
    Part the rows of a figure: every row that it names stands in one of `PARTS`.

    ``numerator`` and ``denominator`` make up what was counted, with ``open`` where a row
    counts though its answer is not known (a shop of which OpenStreetMap says nothing);
    ``counted`` stands for both where a figure has no two sides. Parts without rows are missing.

    Examples
    --------
    >>> rate = Figure(id="L-01", key="rate", label=Text("", ""), unit="share", value=0.5,
    ...               counted=("a", "b"), numerator_ids=("a",), unknown=("c",), numerator=1)
    >>> rows_behind(rate)
    {'numerator': ('a',), 'denominator': ('b',), 'unknown': ('c',)}
    """
    done: dict[str, list[str]] = {name: [] for name in PARTS}
    above, unsure = set(figure.numerator_ids), set(figure.unknown)
    two_sides = bool(above) or figure.numerator is not None
    below = "denominator" if two_sides else "counted"
    done["numerator"] = list(dict.fromkeys(map(str, figure.numerator_ids)))
    for one in dict.fromkeys(figure.counted):
        if one not in above:
            done["open" if one in unsure else below].append(str(one))
    counted = above | set(figure.counted)
    done["unknown"] = [str(i) for i in dict.fromkeys(figure.unknown) if i not in counted]
    beside = counted | unsure
    done["left_out"] = [str(i) for i in dict.fromkeys(figure.left_out) if i not in beside]
    return {name: tuple(ids) for name, ids in done.items() if ids}


def parts_of(figure: Figure) -> dict[str, str]:
    """Return the part of each row by its id, in the order of the parts."""
    return {one: name for name, ids in rows_behind(figure).items() for one in ids}
