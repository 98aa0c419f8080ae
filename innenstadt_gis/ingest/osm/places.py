"""Objects as places: one point each, whatever shape they are mapped in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.ingest.osm.tags import Tags

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from innenstadt_gis.ingest.osm.objects import Objects


@dataclass(frozen=True, slots=True)
class Places:
    """
    Objects with one point each (metres), nodes first, then areas, lines, broken outlines.

    ``points`` is None where the file holds no place of the object, then ``reasons`` says
    why; ``outlines`` is None for nodes, lines and broken outlines.
    """

    ids: NDArray[np.object_]
    tags: Tags
    days: NDArray[np.object_]
    points: NDArray[np.object_]
    outlines: NDArray[np.object_]
    reasons: NDArray[np.object_]

    def where(self, fits: Callable[[dict[str, str]], bool]) -> Places:
        """Choose some of the places by their tags."""
        return self.take(self.tags.fit(fits))

    def take(self, which: NDArray[np.bool_]) -> Places:
        """Choose some of the places."""
        return Places(
            ids=self.ids[which],
            tags=self.tags.take(which),
            days=self.days[which],
            points=self.points[which],
            outlines=self.outlines[which],
            reasons=self.reasons[which],
        )


def places_of(objects: Objects, *, where: Callable[[dict[str, str]], bool]) -> Places:
    """
    Choose objects by their tags and give each a point.

    The point of an area lies on its surface, that of a line in its middle, that of a
    clipped outline amid the nodes that the file holds.
    """
    layers = (objects.nodes, objects.areas, objects.lines, objects.broken)
    chosen = [np.flatnonzero(layer.tags.fit(where)) for layer in layers]
    picked = list(zip(layers, chosen, strict=True))
    nodes, areas, lines, broken = (layer.shapes[at] for layer, at in picked)
    middles = [
        nodes,
        shapely.point_on_surface(areas),
        shapely.line_interpolate_point(shapely.get_geometry(lines, 0), 0.5, normalized=True),
        broken,
    ]
    size = sum(map(len, middles))
    outlines = np.full(size, None, dtype=object)
    outlines[len(nodes) : len(nodes) + len(areas)] = areas
    reasons = np.full(size, "", dtype=object)
    reasons[size - len(broken) :] = [objects.reasons[i] for i in chosen[3].tolist()]
    ids = np.concatenate([layer.ids[at] for layer, at in picked])
    codes = np.concatenate([layer.tags.codes[at] for layer, at in picked])
    places = Places(
        ids=ids,
        tags=Tags(objects.nodes.tags.said, codes),
        days=np.concatenate([layer.days[at] for layer, at in picked]),
        points=np.concatenate(middles).astype(object),
        outlines=outlines,
        reasons=reasons,
    )
    # An area that is mapped as a line too (a circular street) is there once.
    return places.take(~pd.Index(ids, dtype="object").duplicated())
