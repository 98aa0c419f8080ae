"""What became of the rows of a cadastre: counts by reason, repairs, notes; shared checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.importlog import SourceLog
from innenstadt_gis.ingest.vector import surfaces
from innenstadt_gis.words import Text, number

#: A repair that changes an area by more than this is told apart from a harmless one.
_CHANGED = 0.01


@dataclass(slots=True)
class Tally:
    """Counts while rows are sorted out."""

    nonrecords: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    repairs: dict[str, int] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)

    def drop(self, rows: Any, which: Any, why: str, *, reject: bool = False) -> Any:
        """Return the rows without ``which``, counted under ``why``."""
        where = np.asarray(which, dtype=bool)
        if where.any():
            into = self.rejected if reject else self.nonrecords
            into[why] = into.get(why, 0) + int(where.sum())
        return rows.loc[~where]

    def mark(self, rows: Any, which: Any, code: str) -> Any:
        """Return the rows with a repair code added to some; the code is counted."""
        where = pd.Series(np.asarray(which, dtype=bool), rows.index)
        codes = rows["repairs"] if "repairs" in rows else pd.Series("", rows.index)
        if where.any():
            self.repairs[code] = self.repairs.get(code, 0) + int(where.sum())
            codes = codes.mask(where, codes.where(codes == "", codes + ";") + code)
        return rows.assign(repairs=codes)

    def log(self, **told: Any) -> SourceLog:
        """Write the log of the source."""
        nonrecords, rejected = sum(self.nonrecords.values()), sum(self.rejected.values())
        return SourceLog(
            **told,
            nonrecords=nonrecords,
            rejected=rejected,
            repairs=dict(sorted(self.repairs.items())),
            explained=dict(sorted({**self.nonrecords, **self.rejected}.items())),
            notes=tuple(self.notes),
        )


def with_surfaces(rows: Any, tally: Tally) -> Any:
    """
    Repair surfaces; reject rows without one.

    A repair that changes the area (as written, by the shoelace formula) by more than
    1 % gets the code ``GEOMETRY_CHANGED`` beside ``GEOMETRY_REPAIRED``.
    """
    before = shapely.area(rows.geometry.to_numpy())
    shapes, repaired = surfaces(rows.geometry.to_numpy())
    after = shapely.area(shapes)
    changed = repaired & (np.abs(after - before) > _CHANGED * np.maximum(before, 1e-9))
    rows = tally.mark(rows, repaired, "GEOMETRY_REPAIRED")
    rows = tally.mark(rows, changed, "GEOMETRY_CHANGED")
    if changed.any():
        count = int(changed.sum())
        tally.notes.append(
            Text(
                de=f"Bei {number(count)} fehlerhaften Umrissen ändert die Reparatur die Fläche um "
                "mehr als 1 %; bitte in der Karte ansehen.",
                en=f"{number(count, lang='en')} faulty outlines change their area by more than "
                "1 % when repaired; look at them on the map.",
            )
        )
    rows = rows.set_geometry(gpd.GeoSeries(shapes, rows.index, crs=rows.crs))
    return tally.drop(rows, shapely.is_missing(shapes), "no_surface", reject=True)
