"""Colours as people see them: WCAG 2.2 contrast, CIE 1976 differences, and three ways of seeing fewer.

All take arrays of RGB from 0 to 255 in the last axis.
"""

from __future__ import annotations

import numpy as np

#: Linear RGB to the responses of the three cones (Hunt, Pointer, Estévez; as Viénot 1999 uses them).
_CONES = np.array(
    [[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]]
)
#: Which response is missing, and how the other two stand in for it (Viénot, Brettel, Mollon 1999).
_SEEN = {
    "normal": np.eye(3),
    "protan": np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]]),
    "deutan": np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]]),
    "tritan": np.array([[1, 0, 0], [0, 1, 0], [-0.395913, 0.801109, 0]]),
}
SIGHTS = tuple(_SEEN)
_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = _XYZ.sum(axis=1)


def linear(rgb):
    """Light that a screen gives off for values from 0 to 255, from 0 to 1."""
    part = np.asarray(rgb, dtype=float) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def luminance(rgb):
    """Relative luminance of the WCAG."""
    return linear(rgb) @ _XYZ[1]


def contrasts(one, other):
    """Ratio of the WCAG of luminances, from 1 to 21."""
    return (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)


def seen(rgb, sight="normal", stray=0.0):
    """Light as it reaches an eye: stray light of a share of full white, and cones that are missing."""
    light = linear(rgb) + stray
    light /= 1 + stray  # the eye gets used to the brightest
    change = np.linalg.inv(_CONES) @ _SEEN[sight] @ _CONES
    return np.clip(light @ change.T, 0, 1)


def lab(light):
    """CIE L*a*b* of linear light."""
    share = light @ _XYZ.T / _WHITE
    root = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def apart(one, other, sight="normal", stray=0.0):
    """CIE 1976 difference of two colours."""
    return np.linalg.norm(lab(seen(one, sight, stray)) - lab(seen(other, sight, stray)), axis=-1)
