"""Reading a cadastre: NAS, 200,000 parcels, and the parcel around each of 20,000 points.

    python benchmarks/cadastre.py [--runs 5] [--only nas]

Data: Massenheim as NAS, and its parcels copied 82 times side by side as GeoPackage, from
the folder that ``INNENSTADT_SHARED`` names (default: ``../shared`` beside the repository).
There is no peer: the limits are those of a quiet machine of today. Memory is the peak of
the whole process, libraries included.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from _race import Limit, main

_HERE = Path(__file__).resolve().parent.parent
_SHARED = Path(os.environ.get("INNENSTADT_SHARED") or _HERE.parent / "shared")
_CACHE = Path(tempfile.gettempdir()) / "innenstadt_gis_benchmarks"
_COPIES = 82  # of 2,453 parcels: 201,146
_POINTS = 20_000

CASES = [
    Limit(case="nas Massenheim", ours="our_nas", ours_file="nas", limit_s=6.0, limit_mb=400.0),
    Limit(
        case="parcels x 82, joined to 20,000 points",
        ours="our_join",
        ours_file="parcels82.gpkg",
        limit_s=10.0,
        limit_mb=1500.0,
    ),
]


def our_nas(path: Path):
    """Parcels, buildings and house numbers of one NAS file."""
    from pyproj import CRS

    from innenstadt_gis.ingest.addresses import read_addresses
    from innenstadt_gis.ingest.parcels import read_cadastre_buildings, read_parcels

    crs = CRS.from_epsg(25832)
    readers = (read_parcels, read_cadastre_buildings, read_addresses)
    return lambda: sum(len(read(path, crs=crs)[0]) for read in readers)


def our_join(path: Path):
    """All parcels, an index of them, and the parcel around each point."""
    import numpy as np
    import shapely
    from pyproj import CRS

    from innenstadt_gis.ingest.parcel_book import ParcelBook
    from innenstadt_gis.ingest.parcels import read_parcels

    crs = CRS.from_epsg(25832)

    def work() -> int:
        parcels, _ = read_parcels(path, crs=crs)
        ParcelBook(parcels)
        west, south, east, north = parcels.total_bounds
        at = np.random.default_rng(7).uniform((west, south), (east, north), (_POINTS, 2))
        shapes = parcels.geometry.to_numpy()
        inside = shapely.STRtree(shapes).query(shapely.points(at), predicate="within")
        return len(np.unique(inside[0]))

    return work


def _town(name: str) -> Path:
    path = _SHARED / "data" / name
    if not path.is_file():
        sys.exit(f"no data at {path}; set INNENSTADT_SHARED to the folder that holds data/")
    return path


def _copies() -> Path:
    """Write the parcels side by side; each copy has a district number of its own."""
    target = _CACHE / "parcels82.gpkg"
    if target.is_file():
        return target
    import geopandas as gpd
    import pandas as pd
    import pyogrio

    target.parent.mkdir(parents=True, exist_ok=True)
    one = pyogrio.read_dataframe(_town("alkis_massenheim/massenheim.gpkg"), layer="flurstueck")
    many = []
    for k in range(_COPIES):
        copy = one[["flstkennz", "amtliche_flaeche"]].copy()
        copy["flstkennz"] = "06" + f"{1000 + k}" + one["flstkennz"].str[6:]
        shapes = one.geometry.translate(k % 10 * 4200.0, k // 10 * 3900.0)
        many.append(gpd.GeoDataFrame(copy, geometry=shapes, crs=one.crs))
    half = target.with_name("half_" + target.name)
    pyogrio.write_dataframe(pd.concat(many, ignore_index=True), half, layer="Flurstueck")
    half.replace(target)
    return target


RUNNERS = {runner.__name__: runner for runner in (our_nas, our_join)}
FILES = {
    "nas": lambda: _town("alkis_massenheim/massenheim.nas.xml.gz"),
    "parcels82.gpkg": _copies,
}

if __name__ == "__main__":
    main(__file__, "cadastre", CASES, RUNNERS, FILES)
