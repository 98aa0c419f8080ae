"""A run sheet filled in for a town: its name, its scenes and sentences, the keys of its map."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.map import MapScene
from innenstadt_gis.outputs.runsheets.model import RunSheet, Step, run_sheets
from innenstadt_gis.outputs.runsheets.wording import (
    ALWAYS,
    KEYS,
    button,
    key_cap,
    key_meaning,
    sheet_word,
)
from innenstadt_gis.outputs.town_map.compose import STAMPS
from innenstadt_gis.words import Lang, Text, day

__all__ = ["Filled", "FilledHandout", "Row", "filled_sheets"]

_HOLE = re.compile(r"\{(\w+)(?::([^}]+))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """
    One row of the timetable: from and to which minute, what to do, what to show and say.

    ``scenes`` are pairs of a scene's name on this map and its sentences, ``note`` says that the
    map has none of the scenes that this row asks for, ``say`` is what to say besides.
    """

    start: int
    end: int
    title: str
    do: str
    scenes: tuple[tuple[str, str], ...]
    note: str
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledHandout:
    """The page for participants."""

    title: str
    lines: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """
    A run sheet in one language, with everything filled in.

    ``parts`` are headings with their lines, by name; ``keys`` pairs of key and meaning, none
    where the map is not shown; ``warning`` is blank where the sheet may be used as it is.
    """

    key: str
    minutes: int
    lang: Lang
    title: str
    town: str
    told: str
    stamp: str
    warning: str
    parts: Mapping[str, tuple[str, ...]]
    rows: tuple[Row, ...]
    keys: tuple[tuple[str, str], ...]
    handout: FilledHandout | None

    @property
    def text(self) -> str:
        """All words of the sheet, to be looked through before they are packed."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True)
class _Pen:
    """Fills holes in texts, and remembers which keys it named."""

    release: Release
    scenes: Mapping[str, tuple[int, MapScene]]
    numbered: bool
    lang: Lang
    used: set[str]

    def __call__(self, text: Text) -> str:
        return _HOLE.sub(self._filled, text.to(self.lang))

    def _filled(self, found: re.Match[str]) -> str:
        kind, what = found.groups()
        if kind == "key":
            assert what in KEYS, what
            self.used.add(what)
            return f"[{key_cap(what, self.lang)}]"
        if kind == "button":
            return button(what, self.lang)
        values = {"town": self.release.name, "day": day(self.release.survey_day, lang=self.lang)}
        return values[kind]

    def _number(self, key: str) -> int:
        return self.scenes[key][0]

    def scene(self, key: str) -> str:
        """Name a scene of this map as people find it there."""
        number, scene = self.scenes[key]
        word = "scene" if self.numbered else "sceneUnnumbered"
        return sheet_word(word, self.lang, number=number, title=scene.title)

    def row(self, step: Step, start: int) -> Row:
        """Fill in one row of the timetable."""
        # as the map tells them: whoever leads turns pages forward
        there = sorted((key for key in step.scenes if key in self.scenes), key=self._number)
        return Row(
            start=start, end=start + step.minutes, title=self(step.title), do=self(step.do),
            scenes=tuple(
                (self.scene(key), " ".join(self.scenes[key][1].sentences)) for key in there
            ),
            note=sheet_word("noScene", self.lang) if step.scenes and not there else "",
            say=self(step.say) if step.say else "",
        )  # fmt: skip


def filled_sheets(
    release: Release, scenes: Sequence[MapScene], *, lang: Lang = "de"
) -> tuple[Filled, ...]:
    """
    Fill in every run sheet for a release and the scenes of its map.

    Parameters
    ----------
    release
        What the audience of the map may see.
    scenes
        Scenes of the map in their order; their sentences are what the sheets say. A scene
        that the map lacks is named as missing, never made up.
    lang
        Language of the sheets.

    Returns
    -------
    tuple of Filled
        In the order of `run_sheets`.
    """
    return tuple(_filled(sheet, release, scenes, lang) for sheet in run_sheets())


def _filled(sheet: RunSheet, release: Release, scenes: Sequence[MapScene], lang: Lang) -> Filled:
    # people who have ordered the story anew find scenes by their titles, not by our numbers
    own = release.tables.get("scenes")
    pen = _Pen(
        release, {one.id: (number, one) for number, one in enumerate(scenes, start=1)},
        numbered=own is None or own.empty, lang=lang, used=set(),
    )  # fmt: skip
    rows, minute = [], 0
    for step in sheet.steps:
        rows.append(pen.row(step, minute))
        minute += step.minutes
    parts = {
        "goal": (pen(sheet.goal),), "who": (pen(sheet.who),),
        **{
            name: tuple(pen(text) for text in getattr(sheet, name))
            for name in ("room", "material", "rules", "after", "pitfalls")
        },
    }  # fmt: skip
    if pen.used or any(step.scenes for step in sheet.steps):
        pen.used.update(ALWAYS)
    paper = sheet.handout
    return Filled(
        key=sheet.key, minutes=sheet.minutes, lang=lang, title=pen(sheet.title), town=release.name,
        told=sheet_word(
            "told", lang, minutes=sheet.minutes, day=day(release.survey_day, lang=lang)
        ),
        stamp=STAMPS[release.audience].to(lang),
        warning=sheet_word("internal", lang) if release.audience == "intern" else "",
        parts=parts, rows=tuple(rows),
        keys=tuple((key_cap(k, lang), key_meaning(k, lang)) for k in KEYS if k in pen.used),
        handout=FilledHandout(
            title=pen(paper.title), lines=tuple(map(pen, paper.lines)),
            questions=tuple(map(pen, paper.questions)),
        ) if paper else None,
    )  # fmt: skip
