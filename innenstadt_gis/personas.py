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

#: Faster than this on foot is a slip of the pen: marathons are won at 20 km/h.
_FASTEST_KMH = 20
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
    wheelchair_tag
        Whether the tag ``wheelchair`` is heeded: "no" is a barrier, "yes" outweighs kerb,
        surface and smoothness.
    note
        What is to be said with every figure of this persona; blank: nothing.
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
    wheelchair_tag: bool = False
    note: Text = Text("", "")
    sources: str = ""

    def __post_init__(self) -> None:
        """Refuse numbers with which nobody walks."""
        if not 0 < self.speed_kmh <= _FASTEST_KMH:
            raise _wrong(
                self.key, "speed_kmh", self.speed_kmh,
                f"größer als 0 und höchstens {_FASTEST_KMH}", f"above 0 and at most {_FASTEST_KMH}",
            )  # fmt: skip
        for name in ("steps_up", "steps_down", "steepest"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise _wrong(self.key, name, value, "größer als 0", "above 0")
        if not self.slow_factor >= 1:
            raise _wrong(self.key, "slow_factor", self.slow_factor, "mindestens 1", "at least 1")
        if (self.steps_up is None) != (self.steps_down is None):
            raise _wrong(
                self.key, "steps_up, steps_down", f"{self.steps_up}, {self.steps_down}",
                "beides angegeben oder beides weggelassen sein", "both given or both left out",
            )  # fmt: skip
        if self.slope not in {"tobler", "level"}:
            raise _wrong(
                self.key, "slope", self.slope, '"tobler" oder "level"', '"tobler" or "level"'
            )
        for name in _SETS:
            if isinstance(getattr(self, name), str):
                raise _wrong(self.key, name, getattr(self, name), "eine Liste", "a list")
            object.__setattr__(self, name, frozenset(getattr(self, name)))

    @property
    def per_metre(self) -> float:
        """Minutes for a metre on the flat."""
        return 60.0 / (self.speed_kmh * 1000.0)

    def at_speed(self, speed_kmh: float) -> Persona:
        """Return the same persona, walking faster or slower on the flat."""
        return replace(self, speed_kmh=speed_kmh)

    def unstopped(self) -> Persona:
        """
        Return the same persona, stopped by nothing and as slow on slopes and bad surfaces.

        On stairs it is as slow as an adult: with a pram they are no barrier to those who
        carry it.
        """
        adult = personas()[0]
        up = adult.steps_up if self.steps_up is None else self.steps_up
        down = adult.steps_down if self.steps_down is None else self.steps_down
        return replace(
            self, steps_up=up, steps_down=down, steepest=None, wheelchair_tag=False,
            kerbs=frozenset(), surfaces=frozenset(), smoothness=frozenset(),
        )  # fmt: skip


def _wrong(key: str, name: str, value: object, de: str, en: str) -> InputError:
    said = number(value, digits=2) if isinstance(value, int | float) else value
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
    for name in {"label", "note"} & said.keys():
        said[name] = Text(**said[name])
    return Persona(key=key, **said)


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
