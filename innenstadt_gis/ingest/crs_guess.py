"""Which CRS coordinates really are in: what the file declares, checked against the values.

A ``.prj`` is lost or wrong more often than coordinates are. What the numbers say wins,
with a note; nothing is moved silently. Where the numbers fit two datums (GDR lists in
S42/83 lie 588 m off RD/83), buildings or parcels under the points decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from innenstadt_gis.crs import WGS84, project, to_metres
from innenstadt_gis.errors import SourceError
from innenstadt_gis.words import Text

Bounds = tuple[float, float, float, float]

# What German offices deliver, in the order of how often: ETRS89/UTM, the same with the
# zone before the easting, Gauß-Krüger in DHDN, web maps, degrees, the European grids, then
# Gauß-Krüger of the eastern states (RD/83, PD/83, S42/83) and Soldner Berlin.
_GERMAN = (25832, 25833, 25831, 4647, 5650, 5649, 31467, 31468, 31469, 31466, 4326, 3857, 3035,
           3398, 3399, 3396, 3397, 2398, 2399, 2397, 3034, 3068)  # fmt: skip
_ELSEWHERE = (4326, 3857)
_GAUSS_KRUEGER = frozenset((31466, 31467, 31468, 31469, *range(3396, 3400), *range(2397, 2400)))
# Used in a few states only: elsewhere they are no rival of DHDN.
_REGIONAL = frozenset((*range(3396, 3400), *range(2397, 2400), 3068))
_REGION_DEG = 0.5
# Its origin lies in the middle of Berlin: degrees would be metres from there.
_SOLDNER = 3068
_LEAST_SOLDNER_M = 1_000.0
_GERMANY: Bounds = (5.0, 46.9, 16.0, 55.6)
# Two readings of the same numbers: nearer than this they are one place, farther than
# that the town's box tells them apart.
_SAME_PLACE_M = 100.0
_RIVAL_M = 5_000.0
# A witness speaks where at least half of the points lie on it (or this near), and half
# as many again as with any other CRS.
_ON_WITNESS_M = 5.0
_WITNESS_SHARE = 0.5
_WITNESS_LEAD = 1.5
_SAMPLE = 400
# How German cadastres name their CRS, but for signs between; EPSG knows none of these.
_ADV_NAMES = {
    "ETRS89UTM31": 25831, "ETRS89UTM32": 25832, "ETRS89UTM33": 25833, "ETRS89LATLON": 4258,
    "DEDHDN3GK2": 31466, "DEDHDN3GK3": 31467, "DEDHDN3GK4": 31468, "DEDHDN3GK5": 31469,
    "DEPD833GK4": 3397, "DERD833GK4": 3398, "DERD833GK5": 3399,
    "DE42833GK4": 2398, "DE42833GK5": 2399, "DES42833GK4": 2398, "DES42833GK5": 2399,
}  # fmt: skip
# A file may reach over the town's edge; a neighbouring town is no proof of a wrong CRS.
_NEAR_M = 10_000.0


@dataclass(frozen=True, slots=True)
class CrsGuess:
    """
    The CRS to take, whether x and y have to be exchanged, and what to tell people.

    ``code`` is blank (as declared), ``CRS_MISSING``, ``CRS_DECLARED_MISMATCH`` or
    ``AXES_SWAPPED``; ``note`` says it in words. ``alternatives`` are CRS that fit as well
    and put the points elsewhere: nothing decided between them.
    """

    crs: CRS
    swapped: bool = False
    code: str = ""
    note: Text | None = None
    alternatives: tuple[CRS, ...] = ()


def known_crs(text: str | None) -> CRS | None:
    """
    Read the name of a CRS; None if it is blank or unknown.

    Besides what PROJ knows: the names of German cadastres (``urn:adv:crs:...``) and ESRI's
    codes under the name of EPSG, as WFS servers write them.

    Examples
    --------
    >>> known_crs("urn:adv:crs:ETRS89_UTM33").to_epsg()
    25833
    >>> known_crs("urn:ogc:def:crs:EPSG::102329").name
    'ETRS_1989_UTM_Zone_32N_8stellen'
    >>> known_crs("plan") is None
    True
    """
    if not text or not text.strip():
        return None
    text = text.strip()
    adv = _ADV_NAMES.get(re.sub(r"^URN:ADV:CRS:|[^A-Z0-9]", "", text.upper()))
    if adv is not None:
        return CRS.from_epsg(adv)
    esri = re.fullmatch(r".*EPSG\W+(?:[\d.]*:)?(10[2-4]\d{3})", text, re.IGNORECASE)
    bare = re.fullmatch(r"\d{4,5}", text)
    try:
        return CRS.from_user_input(f"ESRI:{esri[1]}" if esri else int(text) if bare else text)
    except CRSError:
        return None


def guess_crs(
    x: ArrayLike,
    y: ArrayLike,
    *,
    town: CRS,
    declared: CRS | None = None,
    near: Bounds | None = None,
    witness: Any = None,
    what: str = "",
) -> CrsGuess:
    """
    Find the CRS in which coordinates lie where the town is.

    Tried in turn: the declared CRS, the town's own, ETRS89/UTM 31 to 33 with and without
    zone prefix, Gauß-Krüger 2 to 5 in DHDN, degrees, Web Mercator, LAEA and LCC Europe,
    Gauß-Krüger in RD/83, PD/83 and S42/83, Soldner Berlin; each also with x and y
    exchanged. The first that puts the coordinates near the town wins, unless the witness
    clearly speaks for another one that does so too.

    Parameters
    ----------
    x, y
        Coordinates as they stand in the file; unknown ones (NaN, 0/0) are left out.
    town
        The town's CRS; with no ``near`` its zone is where the town may be.
    declared
        What the file says; None if it says nothing.
    near
        Box of the town in ``town`` metres.
    witness
        Buildings or parcels (GeoDataFrame or array of shapes, in ``town`` metres) on which
        the points should lie.
    what
        File, for the note.

    Raises
    ------
    SourceError
        If the file declares nothing and no CRS fits. (A declared CRS that fits nowhere
        near is kept: the file then is of another place, which the caller will notice.)

    Examples
    --------
    >>> utm33 = CRS.from_epsg(25833)
    >>> guess_crs([358560.0], [5605026.0], town=utm33).crs.to_epsg()
    25833
    >>> guess_crs([4532200.0], [5605026.0], town=utm33).crs.to_epsg()
    31468
    >>> guess_crs([50.58], [13.0], town=utm33).swapped
    True
    """
    x, y = np.asarray(x, dtype="float64"), np.asarray(y, dtype="float64")
    box = _box(x, y)
    if box is not None:
        fitting = (
            (candidate, swapped)
            for candidate, swapped in crs_candidates(declared, town)
            if _fits(box, candidate, swapped=swapped, town=town, near=near)
        )
        first = next(fitting, None)
        if first is not None:
            crs, swapped = first
            rivals = [c for c, other in fitting if other == swapped] if _may_err(crs) else []
            best, others = choose_crs(
                x, y, [crs, *rivals], swapped=swapped, town=town, witness=witness
            )
            if declared is not None and best == declared:
                others = ()
            return _told(best, swapped=swapped, declared=declared, what=what, others=others)
    if declared is not None:
        return CrsGuess(declared)
    raise SourceError(
        de=f"{what}: Das Koordinatensystem fehlt und lässt sich aus den Werten nicht erkennen"
        f"{_example(box)}. Beim Amt erfragen und mitspeichern (z. B. .prj-Datei, EPSG:25832).",
        en=f"{what}: the CRS is missing and the values do not tell it{_example(box)}. "
        "Ask the office and save it with the file (e.g. a .prj file, EPSG:25832).",
    )


def into_metres(frame: gpd.GeoDataFrame, guess: CrsGuess, crs: CRS) -> gpd.GeoDataFrame:
    """Bring a frame whose CRS was guessed into the town's metres, in two dimensions."""
    shapes = frame.geometry.to_numpy()
    if shapely.has_z(shapes).any():  # dropping what is not there takes as long
        shapes = shapely.force_2d(shapes)
    if guess.swapped:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    placed = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=guess.crs))
    return to_metres(placed, crs)


def box_in(bounds: Bounds, guess: CrsGuess, crs: CRS) -> Bounds:
    """Carry a box in ``crs`` metres into the axes of a file, a little wider than needed."""
    x, y = _outline(bounds)
    east, north = project(x, y, source=crs, target=guess.crs)
    ok = np.isfinite(east) & np.isfinite(north)
    east, north = east[ok], north[ok]
    if guess.swapped:
        east, north = north, east
    return float(east.min()), float(north.min()), float(east.max()), float(north.max())


def crs_candidates(declared: CRS | None, town: CRS) -> Iterator[tuple[CRS, bool]]:
    """CRS to try for a town, the likeliest first, as they stand and with axes exchanged."""
    german = town.to_epsg() in {25831, 25832, 25833}
    listed = [CRS.from_epsg(code) for code in (_GERMAN if german else _ELSEWHERE)]
    tried = list(dict.fromkeys([*([declared] if declared is not None else []), town, *listed]))
    for swapped in (False, True):
        for candidate in tried:
            yield candidate, swapped


def choose_crs(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    candidates: list[CRS],
    *,
    swapped: bool,
    town: CRS,
    witness: Any = None,
) -> tuple[CRS, tuple[CRS, ...]]:
    """
    Choose among CRS that all put points into the town: by the witness, else the first.

    Returns the CRS and those that fit as well but put the points elsewhere.
    """
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y) & ((x != 0) | (y != 0)))
    some = known[:: max(1, len(known) // _SAMPLE)]
    a, b = (y[some], x[some]) if swapped else (x[some], y[some])
    first = candidates[0]
    places = {first: np.column_stack(project(a, b, source=first, target=town))}
    for other in candidates[1:]:
        xy = np.column_stack(project(a, b, source=other, target=town))
        if not np.isfinite(xy).all():
            continue
        apart = [float(np.median(np.hypot(*(xy - seen).T))) for seen in places.values()]
        if min(apart) > _SAME_PLACE_M and apart[0] < _RIVAL_M:
            places[other] = xy
    if len(places) == 1:
        return first, ()
    best = _by_witness(places, witness)
    if best is not None:
        return best, ()
    return first, tuple(c for c in places if c != first)


def _by_witness(places: dict[CRS, Any], witness: Any) -> CRS | None:
    if witness is None or not len(witness):
        return None
    shapes = witness.geometry if hasattr(witness, "geometry") else witness
    tree = shapely.STRtree(np.asarray(shapes))
    share = {}
    for crs, xy in places.items():
        hit = tree.query(shapely.points(xy), predicate="dwithin", distance=_ON_WITNESS_M)[0]
        share[crs] = len(np.unique(hit)) / len(xy)
    ranked = sorted(share, key=lambda crs: -share[crs])
    clear = share[ranked[0]] >= max(_WITNESS_SHARE, _WITNESS_LEAD * share[ranked[1]])
    return ranked[0] if clear else None


def _may_err(crs: CRS) -> bool:
    """Tell whether the datum may be mistaken: only Gauß-Krüger was used with several."""
    return crs.to_epsg() in _GAUSS_KRUEGER


def _box(x: NDArray[np.float64], y: NDArray[np.float64]) -> Bounds | None:
    known = np.isfinite(x) & np.isfinite(y) & ((x != 0) | (y != 0))
    if not known.any():
        return None
    x, y = x[known], y[known]
    if len(x) > 50:  # single strays must not stretch the box
        (west, east), (south, north) = (np.percentile(v, (2, 98)) for v in (x, y))
    else:
        west, east, south, north = x.min(), x.max(), y.min(), y.max()
    return float(west), float(south), float(east), float(north)


def _outline(box: Bounds) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    west, south, east, north = box
    x, y = np.meshgrid(np.linspace(west, east, 5), np.linspace(south, north, 5))
    return x.ravel(), y.ravel()


def _fits(box: Bounds, crs: CRS, *, swapped: bool, town: CRS, near: Bounds | None) -> bool:
    x, y = _outline(box)
    if swapped:
        x, y = y, x
    if crs.to_epsg() == _SOLDNER and max(map(abs, box)) < _LEAST_SOLDNER_M:
        return False
    try:
        lon, lat = project(x, y, source=crs, target=WGS84)
    except (CRSError, ProjError):
        return False
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        return False
    seen = (lon.min(), lat.min(), lon.max(), lat.max())
    if not _meet(seen, home_of(town)) or not _meet(seen, region_of(crs)):
        return False
    if near is None:
        return True
    east, north = project(lon, lat, source=WGS84, target=town)
    if not (np.isfinite(east).all() and np.isfinite(north).all()):
        return False
    west_, south_, east_, north_ = near
    wide = (west_ - _NEAR_M, south_ - _NEAR_M, east_ + _NEAR_M, north_ + _NEAR_M)
    return _meet((east.min(), north.min(), east.max(), north.max()), wide)


def region_of(crs: CRS) -> Bounds:
    """Box in degrees where a CRS is in use; everywhere unless it is a regional one."""
    area = crs.area_of_use
    if area is None or crs.to_epsg() not in _REGIONAL:
        return (-180.0, -90.0, 180.0, 90.0)
    pad = _REGION_DEG
    return (area.west - pad, area.south - pad, area.east + pad, area.north + pad)


def home_of(town: CRS) -> Bounds:
    """Where a town of that CRS may be: its zone, one degree more, in Germany if German."""
    area = town.area_of_use
    if town.to_epsg() == 25832:
        return (_GERMANY[0], _GERMANY[1], 13.0, _GERMANY[3])
    if town.to_epsg() == 25833:
        return (11.0, _GERMANY[1], _GERMANY[2], _GERMANY[3])
    if area is None:
        return (-180.0, -90.0, 180.0, 90.0)
    return (area.west - 1, area.south - 1, area.east + 1, area.north + 1)


def _meet(a: Any, b: Bounds) -> bool:
    return bool(a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3])


def _told(
    crs: CRS, *, swapped: bool, declared: CRS | None, what: str, others: tuple[CRS, ...] = ()
) -> CrsGuess:
    rough = crs.to_epsg() in _GAUSS_KRUEGER
    de = " Gauß-Krüger: Lage auf etwa 1 bis 3 m genau." if rough else ""
    en = " Gauß-Krüger: positions are good to about 1 to 3 m." if rough else ""
    if swapped:
        de, en = f" Ost- und Nordwert waren vertauscht.{de}", f" X and Y were exchanged.{en}"
    if others:
        names = ", ".join(other.name for other in others)
        de += (
            f" Ebenso möglich: {names} (einige hundert Meter daneben). Gebäude oder Flurstücke "
            "mitgeben oder beim Amt nachfragen."
        )
        en += (
            f" As possible: {names} (some hundred metres off). Give buildings or parcels, or "
            "ask the office."
        )
    if declared is None:
        note = Text(
            de=f"{what}: Koordinatensystem fehlt; nach den Werten {crs.name}.{de}",
            en=f"{what}: no CRS is given; by its values it is {crs.name}.{en}",
        )
        return CrsGuess(crs, swapped, "CRS_MISSING", note, others)
    if crs != declared:
        note = Text(
            de=f"{what}: angegeben ist {declared.name}, die Werte liegen aber in {crs.name}; "
            f"die Werte gelten.{de}",
            en=f"{what}: declared as {declared.name}, but the values lie in {crs.name}; "
            f"the values win.{en}",
        )
        return CrsGuess(crs, swapped, "CRS_DECLARED_MISMATCH", note, others)
    if swapped:
        return CrsGuess(crs, swapped, "AXES_SWAPPED", Text(f"{what}:{de}", f"{what}:{en}"))
    return CrsGuess(crs, note=Text(f"{what}:{de}", f"{what}:{en}") if rough else None)


def _example(box: Bounds | None) -> str:
    return "" if box is None else f" ({box[0]:.6g} / {box[1]:.6g})"
