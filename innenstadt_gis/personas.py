"""Walking profiles: how fast who walks, and what stops them; the data are in personas.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from innenstadt_gis.errors import InputError
from innenstadt_gis.words import Text, number

__all__ = ["Persona", "persona", "personas"]

_SETS = ("kerbs", "surfaces", "smoothness", "slow_surfaces")


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """
    One way of walking.

    Attributes
    ----------
    key, label
        Name in code, and in words.
    speed_kmh
        Speed on the flat.
    steps_up, steps_down
        Time on stairs over the time for the same horizontal metres on the flat; None makes
        stairs a barrier. Stairs have no further time for their slope.
    slope
        ``"tobler"``: time on a slope after Tobler's hiking function, as ratio to the flat;
        ``"level"``: the speed stays.
    steepest
        A steeper stretch (0.06 = 6 %) is a barrier; None: none is.
    kerbs, surfaces, smoothness
        Values of these OSM tags that are a barrier; what is not tagged is passable.
    slow_surfaces, slow_factor
        Surfaces that take ``slow_factor`` times as long.
    wheelchair_no
        Whether ``wheelchair=no`` is a barrier.
    sources
        Where the numbers are from.
    """

    key: str
    label: Text
    speed_kmh: float
    steps_up: float | None = None
    steps_down: float | None = None
    slope: Literal["tobler", "level"] = "tobler"
    steepest: float | None = None
    kerbs: frozenset[str] = frozenset()
    surfaces: frozenset[str] = frozenset()
    smoothness: frozenset[str] = frozenset()
    slow_surfaces: frozenset[str] = frozenset()
    slow_factor: float = 1.0
    wheelchair_no: bool = False
    sources: str = ""

    def __post_init__(self) -> None:
        """Refuse numbers with which nobody walks."""
        if not self.speed_kmh > 0:
            raise _wrong(self.key, "speed_kmh", self.speed_kmh, "größer als 0", "above 0")
        for name in ("steps_up", "steps_down", "steepest", "slow_factor"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise _wrong(self.key, name, value, "größer als 0", "above 0")
        if self.slope not in {"tobler", "level"}:
            raise _wrong(
                self.key, "slope", self.slope, '"tobler" oder "level"', '"tobler" or "level"'
            )

    @property
    def per_metre(self) -> float:
        """Minutes for a metre on the flat."""
        return 60.0 / (self.speed_kmh * 1000.0)

    def at_speed(self, speed_kmh: float) -> Persona:
        """Return the same persona, walking faster or slower on the flat."""
        return replace(self, speed_kmh=speed_kmh)


def _wrong(key: str, name: str, value: object, de: str, en: str) -> InputError:
    said = number(value, digits=1) if isinstance(value, int | float) else value
    return InputError(
        de=f"Gehprofil {key}: {name} = {said}; es muss {de} sein",
        en=f"persona {key}: {name} = {value}; it must be {en}",
    )


@cache
def personas() -> tuple[Persona, ...]:
    """
    Every walking profile of the program, adults first.

    Examples
    --------
    >>> [p.key for p in personas()][:4]
    ['adult', 'youth', 'pram', 'senior_65_74']
    >>> personas()[0].speed_kmh
    4.8
    """
    text = files("innenstadt_gis").joinpath("personas.toml").read_text("utf-8")
    return tuple(_read(key, said) for key, said in tomllib.loads(text).items())


def _read(key: str, said: dict[str, Any]) -> Persona:
    sets = {name: frozenset(said[name]) for name in _SETS if name in said}
    return Persona(key=key, **{**said, **sets, "label": Text(**said["label"])})


def persona(key: str) -> Persona:
    """
    Return the walking profile of that key; `InputError` names those there are.

    Examples
    --------
    >>> persona("wheelchair").steepest
    0.06
    """
    found = {p.key: p for p in personas()}
    if key not in found:
        raise InputError(
            de=f"Gehprofil {key!r} gibt es nicht; es gibt {', '.join(found)}",
            en=f"there is no persona {key!r}; there are {', '.join(found)}",
        )
    return found[key]
