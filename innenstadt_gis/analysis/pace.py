"""Minutes along the edges of the walk network for a persona, and what stops that persona."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.arcs import Floats
from innenstadt_gis.personas import Persona, personas
from innenstadt_gis.slopes import tobler_pace

__all__ = ["BARRIERS", "edge_barriers", "edge_minutes", "flags", "walker"]

#: What may stop a persona, in the order in which it is named where several do.
BARRIERS = ("steps", "wheelchair_no", "slope", "kerb", "surface", "smoothness")


def edge_minutes(
    edges: gpd.GeoDataFrame, *, persona: Persona | None = None, speed_kmh: float | None = None
) -> tuple[Floats, Floats]:
    """
    Minutes to walk each edge forward and backward, one-ways not yet regarded.

    ``minutes = length / speed · pace``. The pace on a slope is that of Tobler's hiking
    function as a ratio to the flat, integrated along the edge where the table knows it
    (``pace_forward``, ``pace_backward``), else that of its mean ``slope``. Only the ratio
    is Tobler's: the speed on the flat stays the persona's. Stairs take the persona's
    factor instead, the slower one both ways where nobody knows which way is up.

    Parameters
    ----------
    edges
        The walk network, contract in `tables.EDGES`. A blank slope counts as flat, a
        blank surface as smooth, a blank kerb as none: see `edge_barriers` for what of it
        is known.
    persona
        Who walks; None: an adult.
    speed_kmh
        Another speed on the flat, km/h.

    Returns
    -------
    tuple of np.ndarray
        Minutes forward (``u`` to ``v``) and backward, one per edge; infinite where
        something stops the persona.

    Raises
    ------
    InputError
        If ``speed_kmh`` is not above 0.

    Examples
    --------
    >>> import pandas as pd
    >>> forward, backward = edge_minutes(pd.DataFrame({"length_m": [80.0], "slope": [0.1]}))
    >>> float(forward[0].round(2)), float(backward[0].round(2))
    (1.42, 1.0)
    """
    who = walker(persona, speed_kmh)
    flat = edges["length_m"].to_numpy("float64") * who.per_metre
    slow = _said(edges, "surface", who.slow_surfaces)
    flat = np.where(slow, flat * who.slow_factor, flat)
    forward, backward = _paces(edges, who)
    stopped = edge_barriers(edges, persona=who) != ""
    return np.where(stopped, np.inf, flat * forward), np.where(stopped, np.inf, flat * backward)


def walker(persona: Persona | None, speed_kmh: float | None) -> Persona:
    """Return the persona that is meant: adults if none is named, at another speed if one is."""
    who = persona or personas()[0]
    return who if speed_kmh is None else who.at_speed(speed_kmh)


def _paces(edges: gpd.GeoDataFrame, who: Persona) -> tuple[Floats, Floats]:
    """Time over the time on the flat, forward and backward."""
    slope = np.nan_to_num(_number(edges, "slope"))
    if who.slope == "level":
        forward, backward = np.ones(len(edges)), np.ones(len(edges))
    else:
        forward, backward = _number(edges, "pace_forward"), _number(edges, "pace_backward")
        forward = np.where(np.isnan(forward), tobler_pace(slope), forward)
        backward = np.where(np.isnan(backward), tobler_pace(-slope), backward)
    if who.steps_up is None or who.steps_down is None:
        return forward, backward
    steps = flags(edges, "steps")
    up = (slope > 0) | _said(edges, "incline", frozenset({"up"}))
    down = (slope < 0) | _said(edges, "incline", frozenset({"down"}))
    slower = max(who.steps_up, who.steps_down)
    there = np.where(up & ~down, who.steps_up, np.where(down & ~up, who.steps_down, slower))
    back = np.where(up & ~down, who.steps_down, np.where(down & ~up, who.steps_up, slower))
    return np.where(steps, there, forward), np.where(steps, back, backward)


def edge_barriers(edges: gpd.GeoDataFrame, *, persona: Persona) -> NDArray[np.object_]:
    """
    Tell what stops a persona on each edge: one of `BARRIERS`, blank where nothing does.

    What is not known (no slope, no kerb, no surface tagged) stops nobody. Whoever heeds the
    tag ``wheelchair`` is stopped by "no", and by neither kerb, surface nor smoothness where it
    says "yes": somebody looked.

    Examples
    --------
    >>> import pandas as pd
    >>> from innenstadt_gis.personas import persona
    >>> ways = pd.DataFrame({"steps": [True, False], "slope": [0.3, -0.07]})
    >>> edge_barriers(ways, persona=persona("wheelchair")).tolist()
    ['steps', 'slope']
    >>> edge_barriers(ways, persona=persona("adult")).tolist()
    ['', '']
    """
    stopped: dict[str, NDArray[np.bool_]] = {
        "smoothness": _said(edges, "smoothness", persona.smoothness),
        "surface": _said(edges, "surface", persona.surfaces),
        "kerb": _said(edges, "kerb", persona.kerbs),
    }
    if persona.wheelchair_tag:
        looked = _said(edges, "wheelchair", frozenset({"yes", "designated"}))
        stopped = {reason: said & ~looked for reason, said in stopped.items()}
        stopped["wheelchair_no"] = _said(edges, "wheelchair", frozenset({"no"}))
    if persona.steepest is not None:
        mean = np.abs(_number(edges, "slope"))
        steepest = _number(edges, "steepest")
        slope = np.where(np.isnan(steepest), mean, steepest)
        stopped["slope"] = np.nan_to_num(slope) > persona.steepest
    if persona.steps_up is None:
        stopped["steps"] = flags(edges, "steps")
    found = np.full(len(edges), "", dtype=object)
    for reason in reversed(BARRIERS):
        if reason in stopped:
            found[stopped[reason]] = reason
    return found


# Own frames need not hold every column of the contract: what is not there is not known.
def _number(edges: pd.DataFrame, name: str) -> Floats:
    if name not in edges:
        return np.full(len(edges), np.nan)
    return edges[name].to_numpy("float64", na_value=np.nan)


def _said(edges: pd.DataFrame, name: str, values: frozenset[str]) -> NDArray[np.bool_]:
    """Tell where a tag holds one of some values, also as one of several ("gravel;sand")."""
    if not values or name not in edges:
        return np.zeros(len(edges), dtype=bool)
    codes, said = pd.factorize(edges[name].to_numpy(dtype=object))
    hit = [not values.isdisjoint(v.strip() for v in str(one).split(";")) for one in said]
    return np.array([*hit, False], dtype=bool)[codes]  # a blank has the code -1


def flags(edges: pd.DataFrame, name: str) -> NDArray[np.bool_]:
    """Read a column of flags; blank, or no such column, is False."""
    if name not in edges:
        return np.zeros(len(edges), dtype=bool)
    return edges[name].fillna(value=False).to_numpy(dtype=bool)
