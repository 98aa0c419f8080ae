"""All features of a box from a service that may cut its answers off, each once."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.crs_guess import Bounds
from innenstadt_gis.ingest.wfs.client import Capabilities, FeatureType, WfsClient
from innenstadt_gis.ingest.wfs.types import WHAT, Form
from innenstadt_gis.words import Text, number

_PAGE = 5000
_SURELY_WHOLE = 20  # no service cuts off at fewer
_MOST_REQUESTS = 4000
# A service without a primary key makes up another id for each answer (fid--1f3a…).
_FLEETING = re.compile(r"fid-+[0-9a-f]*[_-]")
# Text as it stands: a first page of numbers must not take the zeros off the next. And an
# answer names its schema: GDAL would open that address by itself.
_GML = {
    "GML_FIELDTYPES": "ALWAYS_STRING", "GML_DOWNLOAD_SCHEMA": "NO", "GML_EXPOSE_GML_ID": "YES",
}  # fmt: skip
_COLLECTION = re.compile(rb"<(?:\w+:)?FeatureCollection[\s>]")
_MEMBER = re.compile(rb"<(?:\w+:)?(?:member|featureMembers?)[\s>]")

Progress = Callable[[Text], None]


@dataclass
class Harvest:
    """Features gathered from one service, each once, until nothing is cut off."""

    client: WfsClient
    offer: Capabilities
    kind: FeatureType
    form: Form
    page: Path
    progress: Progress
    role: str
    frames: list[gpd.GeoDataFrame] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    largest: int = 0
    requests: int = 0

    def collect(self, box: Bounds) -> None:
        """Take the box, and where an answer may be cut off its quarters."""
        undone = [] if self._whole(box) else [box]
        while undone:
            before, quarters = len(self.known), _quarters(undone.pop())
            cut = [quarter for quarter in quarters if not self._whole(quarter)]
            # Four quarters that show nothing new: the answer was whole, or the box is ignored.
            if len(self.known) > before:
                undone += cut

    def _whole(self, box: Bounds) -> bool:
        """Take all pages of a box; False where the answer may have been cut off."""
        asked = min(self.offer.limit or _PAGE, _PAGE)
        here: set[str] = set()
        start = 0
        while True:
            matched, names = self._page(box, asked, start)
            new = [name for name in names if name not in here]
            here.update(names)
            self.largest = max(self.largest, len(names))
            told = matched is not None and len(here) >= matched
            if told and not (start == 0 and len(names) % 10 == 0 and names):
                return True  # a round number may be the limit, told as if it were the truth
            if told or not new or not self.offer.pages:
                few = len(names) < min(self.largest, asked) or len(names) < _SURELY_WHOLE
                return few and (matched is None or len(here) >= matched)
            start += len(names)

    def _page(self, box: Bounds, asked: int, start: int) -> tuple[int | None, list[str]]:
        self.requests += 1
        if self.requests > _MOST_REQUESTS:
            raise SourceError(
                de=f"Der Dienst {self.client.label} schneidet jede Antwort ab; nach "
                f"{_MOST_REQUESTS} Anfragen aufgegeben. Die Daten als Datei besorgen.",
                en=f"the service {self.client.label} cuts off every answer; given up after "
                f"{_MOST_REQUESTS} requests. Get the data as a file.",
            )
        content = self.client.ask(self._query(box, asked, start))
        frame = _features(content, self.page, self.kind.local, self.client.label)
        names = identities(frame)
        fresh = ~pd.Series(names, dtype="object").isin(self.known).to_numpy()
        fresh &= ~pd.Series(names, dtype="object").duplicated().to_numpy()
        if fresh.any():
            self.frames.append(frame[fresh])
            self.known.update(names)
        what, have = WHAT[self.role], len(self.known)
        self.progress(
            Text(
                f"{what.de} vom Dienst holen: {number(have)}",
                f"fetching {what.en} from the service: {number(have, lang='en')}",
            )
        )
        return _matched(content), names

    def _query(self, box: Bounds, asked: int, start: int) -> dict[str, str]:
        paging, corners = self.offer.pages, ",".join(f"{v:.7f}" for v in box)
        query = {
            "VERSION": self.offer.version,
            "REQUEST": "GetFeature",
            "TYPENAMES" if paging else "TYPENAME": self.kind.name,
            "SRSNAME": self.form.name,
            "BBOX": f"{corners},{self.form.name}" if self.offer.version >= "1.1" else corners,
            "COUNT" if paging else "MAXFEATURES": str(asked),
        }
        return {**query, "STARTINDEX": str(start)} if start else query


def _quarters(box: Bounds) -> list[Bounds]:
    a, b, c, d = box
    x, y = (a + c) / 2, (b + d) / 2
    return [(a, b, x, y), (x, b, c, y), (a, y, x, d), (x, y, c, d)]


def _matched(content: bytes) -> int | None:
    """How many features the service says lie in the box (2.0 alone says it in an answer)."""
    found = re.search(rb'\bnumberMatched="(\d+)"', content[:8192])
    return int(found.group(1)) if found else None


def _features(content: bytes, page: Path, name: str, what: str) -> gpd.GeoDataFrame:
    if not _MEMBER.search(content):
        if _COLLECTION.search(content[:8192]):
            return gpd.GeoDataFrame(geometry=[])
        raise _no_gml(what)
    for old in page.parent.glob("page.*"):  # GDAL's notes on the page before
        old.unlink()
    page.write_bytes(content)
    before = {key: pyogrio.get_gdal_config_option(key) for key in _GML}
    pyogrio.set_gdal_config_options(_GML)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            layers = [str(layer) for layer in pyogrio.list_layers(page)[:, 0]]
            own = next((x for x in layers if x.rpartition(":")[2] == name), None)
            if own is None and not layers:
                return gpd.GeoDataFrame(geometry=[])
            frame = pyogrio.read_dataframe(page, layer=own or layers[0])
    except (DataSourceError, DataLayerError) as error:
        raise _no_gml(what) from error
    finally:
        pyogrio.set_gdal_config_options(before)
    # a table may have a column gml_id of its own, beside the id of the answer (the first)
    twice = frame.columns.duplicated()
    frame.columns = [f"{c}_2" if t else c for c, t in zip(frame.columns, twice, strict=True)]
    return frame


def _no_gml(what: str) -> SourceError:
    return SourceError(
        de=f"Die Antwort des Dienstes {what} ist kein lesbares GML (abgebrochen oder beschädigt).",
        en=f"the answer of the service {what} is no readable GML (broken off or damaged).",
    )


def identities(frame: gpd.GeoDataFrame) -> list[str]:
    """Name each feature by its gml:id; by its content where the id is made up anew each time."""
    if frame.empty:
        return []
    ids = frame["gml_id"] if "gml_id" in frame else pd.Series(pd.NA, frame.index, dtype="object")
    plain = ids.notna() & ~ids.astype("str").str.match(_FLEETING)
    if plain.all():
        return [str(name) for name in ids]
    values = frame.drop(columns=["geometry", "gml_id"], errors="ignore").astype("str")
    shapes = shapely.to_wkb(frame.geometry.to_numpy(), hex=True)
    told = [
        hashlib.sha256("\x1f".join((*row, str(shape))).encode()).hexdigest()
        for row, shape in zip(values.itertuples(index=False), shapes, strict=True)
    ]
    return [str(i) if keep else name for i, keep, name in zip(ids, plain, told, strict=True)]
