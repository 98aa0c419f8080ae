"""A door to the network: a town's OpenStreetMap data, fetched once.

`innenstadt_gis.ingest.wfs` is the other one, for a service that the study names; nothing
else of this package opens a connection. Where the door is shut (a proxy, a town
hall without internet) the error names the way by hand.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import osmium
from osmium.osm import mutable

from innenstadt_gis.errors import DownloadError, InputError
from innenstadt_gis.ingest.osm.cut import CutResult, cut_by_polygon, other_name
from innenstadt_gis.ingest.osm.writing import osm_writer

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["download_town", "write_answer"]

_AGENT = "innenstadt_gis (town centre analysis)"
_TIMEOUT_S = 300
_ORDER = {"node": 0, "way": 1, "relation": 2}
# Of the data themselves, never of who entered them: users' names stay where they are.
_ALL_IN_BOX = (
    "[out:json][timeout:240][bbox:{south:.6f},{west:.6f},{north:.6f},{east:.6f}];"
    "way->.w;node(w.w)->.a;node->.b;(.a;.b;.w;);out meta;relation;out meta;"
)
_BY_KEY = (
    '[out:json][timeout:60];relation["boundary"="administrative"]'
    '["de:amtlicher_gemeindeschluessel"="{ags}"];out tags;'
)


def download_town(
    out_path: Path,
    *,
    place: str | None = None,
    ags: str | None = None,
    margin_m: float = 500.0,
    ask: Callable[[str], dict[str, Any]] | None = None,
) -> CutResult:
    """
    Download a town with a margin, once, as an OpenStreetMap file.

    Parameters
    ----------
    out_path
        Where to write; the suffix decides on the format.
    place, ags
        Name of the town, or its official municipality key (8 digits), which is surer.
    margin_m
        Metres around the boundary that are kept.
    ask
        Sends a query to an Overpass service and returns its JSON answer; None asks the
        service that osmnx is set to.

    Returns
    -------
    CutResult
        Boundary, name and key of the town.

    Raises
    ------
    DownloadError
        If the network is closed or the service fails; the message names the manual way.
    InputError
        If no town is named.
    """
    if not (place or ags):
        raise InputError(
            de="Welche Stadt? Name oder Gemeindeschlüssel angeben",
            en="which town? give its name or municipality key",
        )
    import osmnx

    ask = ask or (lambda query: _ask(osmnx.settings.overpass_url, query))
    wanted = place or ags or ""
    try:
        boundary, name = _boundary(osmnx, ask, place=place, ags=ags)
        west, south, east, north = boundary.bounds
        # The margin in degrees, at least: 1° of longitude is 68 km in the middle of Germany.
        pad = margin_m / 60_000
        box = {
            "south": south - pad, "west": west - pad, "north": north + pad, "east": east + pad,
        }  # fmt: skip
        answer = ask(_ALL_IN_BOX.format(**box))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _manual(wanted, error) from error
    if not answer.get("elements"):
        raise _manual(wanted, answer.get("remark", "empty answer"))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        whole = Path(folder) / "whole.osm.pbf"
        write_answer(answer["elements"], whole)
        told = cut_by_polygon(whole, out_path, boundary, margin_m=margin_m)
    note = other_name(place, name) if not ags else None
    return CutResult(boundary=boundary, name=name, ags=ags, note=note, **told)


def _boundary(
    osmnx: ModuleType,
    ask: Callable[[str], dict[str, Any]],
    *,
    place: str | None,
    ags: str | None,
) -> tuple[Any, str]:
    """Boundary in degrees and name: by key through Overpass, then both from Nominatim."""
    cached = osmnx.settings.use_cache
    osmnx.settings.use_cache = False  # it would leave a folder where the user stands
    try:
        if ags:
            found = ask(_BY_KEY.format(ags="".join(filter(str.isdigit, ags))))["elements"]
            if not found:
                raise ValueError(f"no town has the key {ags}")
            table = osmnx.geocode_to_gdf(f"R{found[0]['id']}", by_osmid=True)
        else:
            table = osmnx.geocode_to_gdf({"city": place, "country": "Deutschland"})
    finally:
        osmnx.settings.use_cache = cached
    return table.geometry.iloc[0], str(table["name"].iloc[0])


def _ask(service: str, query: str) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310  the address is osmnx's setting
        service.rstrip("/") + "/interpreter",
        data=urllib.parse.urlencode({"data": query}).encode(),
        headers={"User-Agent": _AGENT},
    )
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310
        return dict(json.load(answer))


def _manual(wanted: str, error: object) -> DownloadError:
    why = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return DownloadError(
        de=f"'{wanted}' konnte nicht heruntergeladen werden ({why}). Ohne Internet: den Auszug "
        "des Bundeslandes (.osm.pbf) an einem anderen Rechner von einer Download-Seite für "
        "OpenStreetMap-Auszüge laden, z. B. Geofabrik, und dann: "
        "innenstadt init ORDNER --place NAME --osm DATEI",
        en=f"'{wanted}' could not be downloaded ({why}). Without internet: on another computer "
        "fetch the state's extract (.osm.pbf) from a download site for OpenStreetMap extracts, "
        "e.g. Geofabrik, then: innenstadt init FOLDER --place NAME --osm FILE",
    )


def write_answer(elements: Iterable[dict[str, Any]], out_path: Path) -> int:
    """
    Write the elements of an Overpass JSON answer as an OpenStreetMap file.

    Elements are sorted and doubles left out; users' names and numbers are not written.
    Returns how many objects were written.
    """
    known = {(item["type"], item["id"]): item for item in elements if item["type"] in _ORDER}
    with osm_writer(out_path, overwrite=True) as writer:
        for kind, number in sorted(known, key=lambda key: (_ORDER[key[0]], key[1])):
            _add(writer, known[kind, number])
    return len(known)


def _add(writer: osmium.SimpleWriter, item: dict[str, Any]) -> None:
    said: dict[str, Any] = {
        "id": item["id"],
        "tags": item.get("tags", {}),
        "version": item.get("version", 1),
        "timestamp": _stamp(item.get("timestamp")),
        "visible": True,
    }
    if item["type"] == "node":
        writer.add_node(mutable.Node(location=(item["lon"], item["lat"]), **said))
    elif item["type"] == "way":
        writer.add_way(mutable.Way(nodes=item.get("nodes", []), **said))
    else:
        members = [(m["type"][0], m["ref"], m.get("role", "")) for m in item.get("members", [])]
        writer.add_relation(mutable.Relation(members=members, **said))


def _stamp(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
