"""Objects as places: one point each, whatever shape they are mapped in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from innenstadt_gis.ingest.osm.objects import Layer, Objects


@dataclass(frozen=True, slots=True)
class Places:
    """
    Objects with one point each (metres), nodes first, then areas, lines, broken outlines.

    ``points`` is None where the file holds no place of the object, then ``reasons`` says
    why; ``outlines`` is None for nodes, lines and broken outlines.
    """

    ids: list[str]
    tags: list[dict[str, str]]
    days: list[dt.date | None]
    points: NDArray[np.object_]
    outlines: NDArray[np.object_]
    reasons: list[str]

    def where(self, fits: Callable[[dict[str, str]], bool]) -> Places:
        """Choose some of the places by their tags."""
        at = [i for i, tags in enumerate(self.tags) if fits(tags)]
        chosen = np.array(at, dtype=np.intp)
        return Places(
            ids=[self.ids[i] for i in at],
            tags=[self.tags[i] for i in at],
            days=[self.days[i] for i in at],
            points=self.points[chosen],
            outlines=self.outlines[chosen],
            reasons=[self.reasons[i] for i in at],
        )


def places_of(objects: Objects, *, where: Callable[[dict[str, str]], bool]) -> Places:
    """
    Choose objects by their tags and give each a point.

    The point of an area lies on its surface, that of a line in its middle, that of a
    clipped outline amid the nodes that the file holds.
    """
    layers = (objects.nodes, objects.areas, objects.lines, objects.broken)
    chosen = [_chosen(layer, where) for layer in layers]
    nodes, areas, lines, broken = (
        layer.shapes[at] for layer, at in zip(layers, chosen, strict=True)
    )
    middles = [
        nodes,
        shapely.point_on_surface(areas),
        shapely.line_interpolate_point(shapely.get_geometry(lines, 0), 0.5, normalized=True),
        broken,
    ]
    outlines = np.full(sum(map(len, middles)), None, dtype=object)
    outlines[len(nodes) : len(nodes) + len(areas)] = areas
    empty = [""] * (len(nodes) + len(areas) + len(lines))
    picked = [(layer, i) for layer, at in zip(layers, chosen, strict=True) for i in at.tolist()]
    # An area that is mapped as a line too (a circular street) is there once.
    once = ~pd.Index([layer.ids[i] for layer, i in picked], dtype="object").duplicated()
    keep = [pick for pick, ok in zip(picked, once, strict=True) if ok]
    reasons = empty + [objects.reasons[i] for i in chosen[3].tolist()]
    return Places(
        ids=[layer.ids[i] for layer, i in keep],
        tags=[layer.tags[i] for layer, i in keep],
        days=[layer.days[i] for layer, i in keep],
        points=np.concatenate(middles).astype(object)[once],
        outlines=outlines[once],
        reasons=[reason for reason, ok in zip(reasons, once, strict=True) if ok],
    )


def _chosen(layer: Layer, where: Callable[[dict[str, str]], bool]) -> NDArray[np.intp]:
    return np.array([i for i, tags in enumerate(layer.tags) if where(tags)], dtype=np.intp)
