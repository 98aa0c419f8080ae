"""The run sheets as they stand in ``sheets/*.toml``: texts to be argued about and changed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from innenstadt_gis.words import Text

__all__ = ["SHEETS", "Handout", "RunSheet", "Step", "run_sheets"]

#: Files of `sheets`, in the order in which a town meets them.
SHEETS = (
    "begehung", "ideenwerkstatt", "jugend", "familien", "senioren", "rundgang", "austausch",
)  # fmt: skip

_PARTS = ("room", "material", "rules", "after", "pitfalls")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    One row of the timetable.

    Attributes
    ----------
    minutes
        How long it takes.
    title, do
        What it is, and what whoever leads does; keys and scenes stand in braces.
    say
        What to say besides the sentences of the scenes; None: nothing.
    scenes
        Scenes of the map to show, as far as the town's map has them.
    """

    minutes: int
    title: Text
    do: Text
    say: Text | None = None
    scenes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """A page for participants in plain language (Leichte Sprache), with room to write."""

    title: Text
    lines: tuple[Text, ...]
    questions: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSheet:
    """
    One kind of workshop.

    Attributes
    ----------
    key
        Name of its file.
    minutes
        Length that is promised; the steps add up to it.
    title, goal, who
        What it is, what is there in the end, and with whom.
    room, material, rules, after, pitfalls
        Lines of their own first, then those that hold for all; ``common`` in the file names
        the parts in which they do.
    steps
        The timetable.
    handout
        Page for participants, None where they get none.
    """

    key: str
    minutes: int
    title: Text
    goal: Text
    who: Text
    room: tuple[Text, ...]
    material: tuple[Text, ...]
    rules: tuple[Text, ...]
    after: tuple[Text, ...]
    pitfalls: tuple[Text, ...]
    steps: tuple[Step, ...]
    handout: Handout | None = None


@cache
def run_sheets() -> tuple[RunSheet, ...]:
    """
    Every run sheet of the program.

    Examples
    --------
    >>> [(sheet.key, sheet.minutes) for sheet in run_sheets()][1]
    ('ideenwerkstatt', 90)
    """
    common = _table("common")
    return tuple(_sheet(key, _table(key), common) for key in SHEETS)


def _table(name: str) -> dict[str, Any]:
    found = files(__package__).joinpath("sheets", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(found)


def _sheet(key: str, said: dict[str, Any], common: dict[str, Any]) -> RunSheet:
    handout, shared = said.get("handout"), said.get("common", _PARTS)
    return RunSheet(
        key=key, minutes=said["minutes"],
        title=Text(**said["title"]), goal=Text(**said["goal"]), who=Text(**said["who"]),
        **{
            part: _texts([*said.get(part, []), *(common.get(part, []) if part in shared else [])])
            for part in _PARTS
        },
        steps=tuple(_step(row) for row in said["steps"]),
        handout=Handout(
            title=Text(**handout["title"]), lines=_texts(handout["lines"]),
            questions=_texts(handout["questions"]),
        ) if handout else None,
    )  # fmt: skip


def _step(row: dict[str, Any]) -> Step:
    return Step(
        minutes=row["minutes"], title=Text(**row["title"]), do=Text(**row["do"]),
        say=Text(**row["say"]) if "say" in row else None, scenes=tuple(row.get("scenes", ())),
    )  # fmt: skip


def _texts(rows: list[dict[str, str]]) -> tuple[Text, ...]:
    return tuple(Text(**row) for row in rows)
