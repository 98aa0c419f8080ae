"""When the shops of a town are open together (K-01 to K-07)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis.analysis.cooperation.saying import core_text
from innenstadt_gis.analysis.cooperation.week import Weeks, weeks_of
from innenstadt_gis.analysis.counting import flag, ids, share
from innenstadt_gis.analysis.digital import in_use, said
from innenstadt_gis.tables.findings.cooperation import GROUPS, OPEN_HOURS, WEEKDAYS
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

__all__ = ["CORE_SHARE", "hours_figures", "open_hours", "stated_weeks"]

#: An hour belongs to the core if this share of the units of known hours is open.
CORE_SHARE = 0.75
#: Of fewer units nothing in common is said, and single ones could be told.
FEWEST_STATING = 5
_NOON, _TWO, _ONE, _SIX = 48, 56, 52, 72  # quarters of an hour since midnight
_SATURDAY = 5

_NO_UNITS = Text("keine Einheit in Nutzung", "no unit in use")


def stated_weeks(
    premises: pd.DataFrame, records: pd.DataFrame, links: pd.DataFrame, *, survey_day: dt.date
) -> Weeks:
    """
    One week of every unit in use, by the town's word, else by OpenStreetMap's.

    Parameters
    ----------
    premises, records, links
        Tables of the town, contracts in `tables`.
    survey_day
        A day of the week that is asked.
    """
    units = in_use(premises)
    texts, _ = said(units, records, links, "opening_hours")
    return weeks_of(texts, survey_day=survey_day)


def _groups(units: pd.DataFrame) -> dict[str, pd.Series]:
    every = pd.Series(data=True, index=units.index)
    return {"all": every, "retail": (units["function"] == "retail").fillna(value=False)}


def open_hours(units: pd.DataFrame, weeks: Weeks) -> pd.DataFrame:
    """
    Share of the units of known hours that are open, for every hour of the week.

    Parameters
    ----------
    units
        Units in use (`digital.in_use`), contract in `tables.PREMISES`.
    weeks
        From `stated_weeks`, in the order of ``units``.

    Returns
    -------
    pd.DataFrame
        Contract in `tables.findings.cooperation.OPEN_HOURS`: 168 rows for all units and 168
        for shops. ``share`` is blank where nobody states hours.
    """
    frames = []
    for group, chosen in _groups(units).items():
        stating = weeks.of(chosen).stating()
        opened = stating.hours().sum(axis=0)
        frames.append(
            pd.DataFrame(
                {
                    "group": group,
                    "weekday": np.repeat(list(WEEKDAYS), 24),
                    "hour": np.tile(np.arange(24), 7),
                    "units": len(stating),
                    "open": opened,
                    "share": opened / len(stating) if len(stating) else np.nan,
                }
            )
        )
    table = pd.concat(frames, ignore_index=True)
    hours = table["hour"].astype("str").str.zfill(2)
    table.index = pd.Index(table["group"] + "-" + table["weekday"] + "-" + hours)
    done: pd.DataFrame = OPEN_HOURS.conform(table)
    return done


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Group:
    """Units of a group, their weeks, and what all of its figures state alike."""

    key: str
    units: pd.DataFrame
    weeks: Weeks
    premises: pd.DataFrame
    not_read: int
    checked: int | None

    @property
    def stating(self) -> Weeks:
        return self.weeks.stating()

    def facts(self, figure_id: str, key: str, label: Text, method: Text) -> dict[str, Any]:
        known, units = len(self.stating), len(self.units)
        every = self.key == "all"
        osm = (~flag(self.units["in_register"])).mean() if units else None
        beside = Text(
            f"; von {number(known)} der {number(units)} Einheiten in Nutzung sind die Zeiten bekannt",
            f"; of {known} of the {units} units in use the hours are known",
        )
        if self.checked is not None:
            beside = Text(
                f"{beside.de}, davon {number(self.checked)} in den letzten 24 Monaten geprüft",
                f"{beside.en}, {self.checked} of them checked within 24 months",
            )
        return {
            "id": figure_id if every else f"{figure_id}:{self.key}",
            "key": key if every else f"{key}_{self.key}",
            "label": label,
            "group": None if every else GROUPS[self.key],
            "method": Text(method.de + beside.de, method.en + beside.en),
            "parameters": {
                "not_read": self.not_read,
                "checked_recently": self.checked,
                "osm_share": None if osm is None else float(osm),
            },
            "base_table": "premises",
            "base": "all",
            "rows_audience": "intern",
            "audience": "oeffentlich" if known >= FEWEST_STATING else "intern",
        }

    def lists(self, asked: NDArray[np.bool_] | None = None) -> dict[str, Any]:
        """Ids by side; units of known hours that are not ``asked`` are left out."""
        stating = self.stating.index
        counted = stating if asked is None else stating[asked]
        unknown = self.units.index.difference(stating)
        told = len(counted) + len(unknown)
        return {
            "coverage": len(counted) / told if told else None,
            "counted": ids(counted),
            "unknown": ids(unknown),
            "left_out": ids(self.premises.index.difference(counted).difference(unknown)),
        }

    def too_few(self) -> Text | None:
        known = len(self.stating)
        if known >= FEWEST_STATING:
            return None
        return Text(
            f"nur von {known} Einheiten sind die Öffnungszeiten bekannt, mindestens "
            f"{FEWEST_STATING} sind nötig",
            f"opening hours of {known} units known, at least {FEWEST_STATING} are needed",
        )


def hours_figures(
    premises: pd.DataFrame,
    weeks: Weeks,
    *,
    stated: pd.Series | None = None,
    checked: pd.Series | None = None,
) -> tuple[Figure, ...]:
    """
    What opening hours the units in use have in common; each for all and for shops alone.

    K-01 share of known hours, K-02 core hours (hours a week in which at least 75 % are open),
    K-03 share that closes over lunch (at least half an hour between 12 and 14, on most of the
    days Monday to Friday on which it opens before noon and after two), K-04 share open on
    Saturday after 13:00, K-05 until when half are open on Saturday, K-06 share open after
    18:00 on a day from Monday to Friday, K-07 usual time of closing Monday to Friday (median).

    Units of unknown hours stand on neither side and make the bounds. Of fewer than 5 units of
    known hours nothing is said.

    Parameters
    ----------
    premises
        All units asked about, contract in `tables.PREMISES`.
    weeks
        From `stated_weeks`.
    stated
        Text of the hours as stated, index of the units in use: those stated but not
        understood are counted in ``parameters["not_read"]``.
    checked
        Whether each unit in use was checked recently (`digital.digital_table`), to be said
        beside; hours of old entries may have changed.
    """
    units = in_use(premises)
    figures: list[Figure] = []
    for key, chosen in _groups(units).items():
        some = weeks.of(chosen)
        unread = 0
        if stated is not None:
            texts = stated.reindex(some.index).notna().to_numpy()
            unread = int((texts & ~some.known).sum())
        fresh = None
        if checked is not None:
            fresh = int(flag(checked.reindex(some.stating().index)).sum())
        group = _Group(
            key=key,
            units=units[chosen],
            weeks=some,
            premises=premises,
            not_read=unread,
            checked=fresh,
        )
        figures += [
            _known(group), _core(group), _lunch(group), _saturday(group), _half(group),
            _evening(group), _closing(group),
        ]  # fmt: skip
    return tuple(sorted(figures, key=lambda f: (f.group is not None, f.id)))


def _known(group: _Group) -> Figure:
    facts = group.facts(
        "K-01", "hours_known", Text("Öffnungszeiten bekannt", "opening hours known"),
        Text(
            "in OpenStreetMap eingetragen oder von der Stadt angegeben, und verstanden",
            "entered in OpenStreetMap or stated by the town, and understood",
        ),
    )  # fmt: skip
    known = pd.Series(group.weeks.known, index=group.weeks.index)
    return share(
        group.units, known.reindex(group.units.index), asked=group.premises, nothing=_NO_UNITS,
        **facts,
    )  # fmt: skip


def _core(group: _Group) -> Figure:
    stating = group.stating
    parts = stating.hours().mean(axis=0) if len(stating) else np.zeros(168)
    core = np.asarray(parts >= CORE_SHARE - 1e-9, dtype=bool)
    when = core_text(core)
    facts = group.facts(
        "K-02", "core_hours",
        Text("Kernzeit: Stunden je Woche", "core hours a week"),
        Text(
            f"Stunden, in denen mindestens {CORE_SHARE * 100:.0f} % geöffnet haben: {when.de}",
            f"hours in which at least {CORE_SHARE * 100:.0f}% are open: {when.en}",
        ),
    )  # fmt: skip
    facts["parameters"] |= {"core_share": CORE_SHARE, "core": when.de}
    why = group.too_few()
    if why is not None:
        facts["method"] = Text("", "")
        facts["parameters"].pop("core")
    return Figure(
        **facts, **group.lists(), unit="h/week", value=None if why else float(core.sum()),
        numerator=None if why else float(core.sum()), denominator=168.0, why=why,
    )  # fmt: skip


def _shares(
    group: _Group, hit: NDArray[np.bool_], asked: NDArray[np.bool_], facts: dict[str, Any]
) -> Figure:
    """Share of the units of known hours; ``asked`` are those to which the question applies."""
    units = group.units[(~group.weeks.known) | asked]
    index = group.weeks.index
    figure = share(
        units, pd.Series(hit, index=index).reindex(units.index),
        known=pd.Series(group.weeks.known & asked, index=index).reindex(units.index),
        asked=group.premises, nothing=_NO_UNITS, **facts,
    )  # fmt: skip
    why = group.too_few()
    if why is None:
        return figure
    return replace(
        figure, value=None, low=None, high=None, interval="", bound_low=None, bound_high=None,
        why=why,
    )  # fmt: skip


def _lunch(group: _Group) -> Figure:
    days = group.weeks.days()[:, :5]
    closed = ~days[:, :, _NOON:_TWO]
    both = days[:, :, :_NOON].any(axis=2) & days[:, :, _TWO:].any(axis=2)
    gap = both & (closed[:, :, :-1] & closed[:, :, 1:]).any(axis=2)
    facts = group.facts(
        "K-03", "lunch_gap",
        Text("Mittagspause zwischen 12 und 14 Uhr", "closed over lunch between 12 and 14"),
        Text(
            "mindestens eine halbe Stunde zu, davor und danach geöffnet, an den meisten Tagen "
            "Mo–Fr mit Vor- und Nachmittag; unter Einheiten, die Mo–Fr öffnen",
            "closed for at least half an hour, open before and after, on most days Mon–Fri with "
            "morning and afternoon; of units that open Mon–Fri",
        ),
    )  # fmt: skip
    often = gap.sum(axis=1) * 2 > both.sum(axis=1)
    return _shares(group, often, np.asarray(days.any(axis=(1, 2)), dtype=bool), facts)


def _saturday(group: _Group) -> Figure:
    late = group.weeks.days()[:, _SATURDAY, _ONE:].sum(axis=1) >= 2
    facts = group.facts(
        "K-04", "saturday_afternoon",
        Text("samstags nach 13 Uhr geöffnet", "open on Saturdays after 13:00"),
        Text("mindestens eine halbe Stunde", "for at least half an hour"),
    )  # fmt: skip
    return _shares(group, late, np.ones(len(group.weeks), dtype=bool), facts)


def _half(group: _Group) -> Figure:
    stating = group.stating
    facts = group.facts(
        "K-05", "saturday_half_open_until",
        Text("samstags mindestens zur Hälfte geöffnet bis", "half open on Saturdays until"),
        Text(
            "letzte Viertelstunde, in der mindestens die Hälfte geöffnet hat",
            "last quarter of an hour in which at least half are open",
        ),
    )  # fmt: skip
    why = group.too_few()
    until = None
    if why is None:
        full = np.flatnonzero(stating.days()[:, _SATURDAY].mean(axis=0) >= 0.5)
        until = float(full[-1] + 1) / 4 if len(full) else None
        if until is None:
            why = Text(
                "samstags hat nie die Hälfte geöffnet", "never are half of them open on Saturdays"
            )
    return Figure(
        **facts, **group.lists(), unit="o'clock", value=until, denominator=len(stating), why=why
    )


def _evening(group: _Group) -> Figure:
    late = (group.weeks.days()[:, :5, _SIX:].sum(axis=2) >= 2).any(axis=1)
    facts = group.facts(
        "K-06", "evening_open",
        Text("an einem Werktag nach 18 Uhr geöffnet", "open after 18:00 on a weekday"),
        Text(
            "mindestens eine halbe Stunde an mindestens einem Tag Mo–Fr",
            "for at least half an hour on at least one day Mon–Fri",
        ),
    )  # fmt: skip
    return _shares(group, late, np.ones(len(group.weeks), dtype=bool), facts)


def _closing(group: _Group) -> Figure:
    stating = group.stating
    days = stating.days()[:, :5]
    open_on = np.asarray(days.any(axis=2), dtype=bool)
    last = np.where(open_on, 96 - days[:, :, ::-1].argmax(axis=2), 0)
    usual = [
        float(np.bincount(row[on]).argmax()) / 4
        for row, on in zip(last, open_on, strict=True)
        if on.any()
    ]
    facts = group.facts(
        "K-07", "usual_closing",
        Text("üblicher Ladenschluss Mo–Fr (Median)", "usual time of closing Mon–Fri (median)"),
        Text(
            "je Einheit die häufigste Schließzeit Mo–Fr, davon der Median",
            "median of the units' most frequent time of closing Mon–Fri",
        ),
    )  # fmt: skip
    why = group.too_few()
    if why is None and not usual:
        why = Text("keine Einheit öffnet Mo–Fr", "no unit opens Mon–Fri")
    if why is None:
        middle = float(np.median(usual))
        exact = sum(abs(closing - middle) < 0.01 for closing in usual) / len(usual)
        facts["parameters"] |= {"share_closing_then": exact}
    return Figure(
        **facts, **group.lists(np.asarray(open_on.any(axis=1), dtype=bool)), unit="o'clock",
        value=None if why else float(np.median(usual)),
        denominator=len(usual), why=why,
    )  # fmt: skip
