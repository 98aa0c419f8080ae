"""The numbers of a page as it is written: lists of integers as text, repeated words once.

`payload` tells what the page shows in plain lists; this is the last step before JSON, and
`assets/grid.js` undoes it as the first thing in the page. Both name each list, so that no text
of a town is ever taken for numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from innenstadt_gis.outputs.map.digits import write

#: Lists of integers of a layer, and those that only grow or run on (kept as differences).
_PLAIN = ("code",)
_RUNNING = ("row", "unit", "fills", "mixed")
_LISTS = ("members", "sharing")
_HUNDREDTHS = 100  # offsets of marks have two decimals


def fold(data: dict[str, Any]) -> dict[str, Any]:
    """Write the geometry of the ground and all of each layer as text; the rest stays."""
    ground = data["ground"]
    folded = {
        "layers": [_shapes(one) for one in ground["layers"]],
        "names": _shapes(ground["names"]),
        "places": ground["places"] | {"xy": _points(ground["places"]["xy"])},
    }
    figures = {
        key: one | {"units": {part: _running(some) for part, some in one["units"].items() if some}}
        for key, one in data["figures"].items()
    }
    layers = [_layer(one) for one in data["layers"]]
    return data | {"ground": folded, "layers": layers, "figures": figures}


def _shapes(packed: dict[str, Any]) -> dict[str, Any]:
    """
    Join sizes of rings and rings per feature in one list.

    The first ring of a feature stands as its number of points, further ones as that number
    below zero; a feature without rings is 0.
    """
    sizes, rings = np.asarray(packed["n"], np.int64), np.asarray(packed["r"], np.int64)
    told = -sizes
    begin = np.cumsum(rings) - rings
    told[begin[rings > 0]] *= -1
    told = np.insert(told, begin[rings == 0], 0)
    kept = {key: value for key, value in packed.items() if key not in {"d", "n", "r"}}
    return kept | {"d": write(packed["d"]), "n": write(told)}


def _running(numbers: Any) -> str:
    return write(np.diff(np.asarray(numbers, np.int64), prepend=0))


def _points(flat: Any) -> str:
    """Points as differences from the one before: x, y, x, y …"""
    points = np.asarray(flat, np.int64).reshape(-1, 2)
    return write(np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64)))


def _layer(layer: dict[str, Any]) -> dict[str, Any]:
    done = layer | {key: write(layer[key]) for key in _PLAIN if key in layer}
    done |= {key: _running(layer[key]) for key in _RUNNING if key in layer}
    for key in _LISTS:
        if key in layer:
            flat = [row for rows in layer[key] for row in rows]
            done[key] = {"n": write([len(rows) for rows in layer[key]]), "v": _running(flat)}
    if "shapes" in layer:
        done["shapes"] = _shapes(layer["shapes"])
    if "inside" in layer:
        done["inside"] = _points(layer["inside"])
        marks = layer["marks"]
        off = np.rint(np.asarray(marks["off"], float) * _HUNDREDTHS)
        done["marks"] = {
            "row": _running(marks["row"]),
            "xy": _points(marks["xy"]),
            "off": write(off.astype(np.int64)) if off.any() else "",
        }
    if "filters" in layer:
        done["filters"] = [one | {"code": write(one["code"])} for one in layer["filters"]]
    return done | {"rows": [_words(column) for column in layer["rows"]]}


def _words(column: list[str]) -> list[str] | dict[str, Any]:
    """Spell the words of a column once each, where that is shorter."""
    spelled = list(dict.fromkeys(column))
    if 2 * len(spelled) > len(column):
        return column
    number = {word: n for n, word in enumerate(spelled)}
    return {"words": spelled, "at": write([number[word] for word in column])}
