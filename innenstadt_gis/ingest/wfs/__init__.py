"""Parcels and addresses from a download service (WFS), fetched once and kept as a file.

Services cut their answers off: some say so, some do not. A box whose answer may have been
cut off is asked for again in quarters, until nothing new turns up.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS

from innenstadt_gis.errors import SourceError
from innenstadt_gis.files import write_atomic
from innenstadt_gis.ingest.crs_guess import Bounds, guess_crs, into_metres
from innenstadt_gis.ingest.wfs.client import WfsClient
from innenstadt_gis.ingest.wfs.harvest import Harvest, Progress, identities
from innenstadt_gis.ingest.wfs.types import WHAT, choose_type, ways_to_ask
from innenstadt_gis.words import Text

__all__ = ["fetch_wfs", "fetched_note", "is_kept"]


def fetch_wfs(
    url: str,
    *,
    role: str,
    bounds: Bounds,
    crs: CRS,
    into: Path,
    progress: Progress = lambda _: None,
    today: dt.date | None = None,
    timeout_s: float = 60.0,
    version: str | None = None,
) -> Path:
    """
    Fetch what a download service (WFS 2.0, 1.1 or 1.0) holds in a box, and keep it as a file.

    Parameters
    ----------
    url
        Address of the service; parameters of its own (``map=``, a key) are kept, and
        ``typenames=`` chooses the type where its name does not tell.
    role
        ``"parcels"`` or ``"addresses"``.
    bounds
        Box in metres of ``crs``.
    crs
        The town's CRS; the kept file is in it.
    into
        Where to write (GeoPackage), whole or not at all.
    progress
        Called with a `Text` after each answer.
    today
        The day that is noted as day of the fetch; today if None.
    timeout_s
        Seconds that one answer may take.
    version
        Version of WFS to ask in; None takes the newest that the service offers.

    Returns
    -------
    Path
        Where the file lies. Every feature stands in it once; values are text as the
        service writes them (so that leading zeros stay).

    Raises
    ------
    DownloadError
        If the service does not answer; the message names the way by hand.
    SourceError
        If the service complains, is no WFS, has no such type, or has nothing in the box.

    Examples
    --------
    >>> fetch_wfs(
    ...     "https://karten.example/wfs", role="parcels", bounds=(478e3, 5555e3, 481e3, 5558e3),
    ...     crs=CRS.from_epsg(25832), into=Path("daten/wfs_parcels.gpkg"),
    ... )  # doctest: +SKIP
    """
    client = WfsClient(url, timeout_s=timeout_s)
    offer = client.capabilities(version)
    kind = choose_type(client, offer, role)
    frames: list[gpd.GeoDataFrame] = []
    requests = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for form in ways_to_ask(kind, crs):
            harvest = Harvest(client, offer, kind, form, Path(folder) / "page.gml", progress, role)
            harvest.collect(form.box(bounds, crs))
            requests += harvest.requests
            if harvest.frames:
                frames = harvest.frames
                break
    if not frames:
        what = WHAT[role]
        raise SourceError(
            de=f"Der Dienst {client.label} hat im Ausschnitt der Stadt keine {what.de} (Ebene "
            f"{kind.name}). Stimmt das Bundesland, stimmt die Ebene?",
            en=f"the service {client.label} has no {what.en} within the town's box (type "
            f"{kind.name}). Is it the right state, the right type?",
        )
    told = {
        "wfs_address": client.label, "wfs_type": kind.name, "wfs_key": _key(url),
        "wfs_fetched": (today or dt.datetime.now(tz=dt.UTC).date()).isoformat(),
        "wfs_requests": str(requests),
    }  # fmt: skip
    rows = _joined(frames, bounds=bounds, crs=crs, what=client.label)
    return write_atomic(into, _gpkg(rows, kind.local, told))


def is_kept(path: Path, url: str) -> bool:
    """Tell whether ``path`` holds what was fetched from ``url`` (delete it to fetch anew)."""
    if not path.is_file():
        return False
    key = _metadata(path).get("wfs_key")
    return key is None or key == _key(url)  # a file that a person put there holds, too


def fetched_note(path: Path) -> Text | None:
    """Say from where and when a kept file was fetched; None if it was not."""
    told = _metadata(path)
    if "wfs_fetched" not in told:
        return None
    day, whence, kind = told["wfs_fetched"], told["wfs_address"], told["wfs_type"]
    return Text(
        de=f"{path.name}: am {day} vom Dienst {whence} geholt (Ebene {kind}); zum Auffrischen die "
        "Datei löschen.",
        en=f"{path.name}: fetched from the service {whence} on {day} (type {kind}); delete the "
        "file to fetch it anew.",
    )


def _metadata(path: Path) -> dict[str, str]:
    try:
        return dict(pyogrio.read_info(path).get("dataset_metadata") or {})
    except (DataSourceError, DataLayerError):
        return {}


def _key(url: str) -> str:
    """Tell one address from another without keeping a password or key that may stand in it."""
    return hashlib.sha256(url.strip().encode()).hexdigest()[:16]


def _joined(
    frames: list[gpd.GeoDataFrame], *, bounds: Bounds, crs: CRS, what: str
) -> gpd.GeoDataFrame:
    """One frame in the town's metres; what the values say wins over the service's CRS."""
    rows: Any = pd.concat(frames, ignore_index=True)
    boxes = shapely.bounds(rows.geometry.to_numpy())
    guess = guess_crs(
        boxes[:, [0, 2]].ravel(), boxes[:, [1, 3]].ravel(), town=crs, declared=rows.crs,
        near=bounds, what=what,
    )  # fmt: skip
    for column in rows.columns.drop("geometry"):  # repeated elements come as lists
        rows[column] = [
            ";".join(map(str, v)) if isinstance(v, list | tuple) or hasattr(v, "tolist") else v
            for v in rows[column]
        ]
    order = identities(rows)
    rows = rows.iloc[sorted(range(len(rows)), key=order.__getitem__)].reset_index(drop=True)
    return into_metres(rows, guess, crs)


def _gpkg(rows: gpd.GeoDataFrame, layer: str, told: dict[str, str]) -> bytes:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "kept.gpkg"
        pyogrio.write_dataframe(rows, file, layer=layer, dataset_metadata=told)
        return file.read_bytes()
