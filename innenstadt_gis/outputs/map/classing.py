"""A column of an analyst as the classes of a legend: five at most, every row in one of them."""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from innenstadt_gis import words
from innenstadt_gis.errors import InputError
from innenstadt_gis.outputs.map.breaks import equal, given, quantiles
from innenstadt_gis.outputs.map.model import NOT_STATED_COLOUR, Hatch, MapClass, Shape
from innenstadt_gis.outputs.map.themes import NOT_STATED, shown
from innenstadt_gis.words import NBSP, Lang, Text

#: More classes than this cannot be told apart on a projector.
MOST_CLASSES = 5

#: Pale to dark, of one hue. The smallest distance of two of them (CIE76, worst of normal sight
#: and the three colour blindnesses, 15 % stray light) is 13; of viridis or YlOrRd it is 12.
SEQUENTIAL = ("#d5ebff", "#5dbffd", "#008fcc", "#006089", "#002c47")

#: For names: smallest distance 21, and a hatch and a shape each.
_NAMED: tuple[tuple[str, Hatch, Shape], ...] = (
    ("#5e3c99", "none", "circle"), ("#e69f00", "diagonal", "triangle"),
    ("#56b4e9", "cross", "square"), ("#882255", "lines", "diamond"),
    ("#b3b3b3", "dots", "square"),
)  # fmt: skip
_SAID = {"equal": equal, "quantiles": quantiles}

Breaks = Literal["quantiles", "equal"] | Sequence[float]
Colours = Sequence[str] | Mapping[Any, str]

_UP_TO, _OVER = Text("bis", "up to"), Text("über", "over")
_AFTER = Text("nach", "after")
_TO = Text("bis", "to")
_OTHERS = Text("Sonstige ({} Werte)", "others ({} values)")
_ENDLESS = Text("{} unendlich, gezählt als keine Angabe", "{} infinite, counted as not stated")
_RULES = {
    "quantiles": Text("möglichst gleich viele je Klasse", "classes of as equal numbers as possible"),
    "equal": Text("Klassen gleich breit", "classes of equal width"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Classed:
    """
    What became of a column.

    Attributes
    ----------
    mark
        Class of each row, None where nothing is stated.
    classes
        Their lines in the legend, with counts.
    told
        Each value in words, blank where it is missing.
    notes
        Range and rule of numbers, and what was counted otherwise.
    exact
        Whether a class says all that the value says.
    """

    mark: list[str | None]
    classes: tuple[MapClass, ...]
    told: list[str]
    notes: tuple[str, ...] = ()
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How an analyst wants a column to be classed; see `innenstadt_gis.layer`."""

    title: str
    unit: str = ""
    classes: int = MOST_CLASSES
    breaks: Breaks = "quantiles"
    colours: Colours | None = None
    lang: Lang = "de"

    def __post_init__(self) -> None:
        """Refuse more classes than can be told apart, and rules that do not exist."""
        if self.classes not in range(1, MOST_CLASSES + 1):
            raise self.fault(
                f"classes={self.classes!r}; 1 bis {MOST_CLASSES}, mehr lassen sich am Beamer nicht "
                "unterscheiden",
                f"classes={self.classes!r}; 1 to {MOST_CLASSES}, more cannot be told apart on a projector",
            )
        if isinstance(self.breaks, str) and self.breaks not in _SAID:
            raise self.fault(
                f"breaks={self.breaks!r}; möglich: 'quantiles', 'equal' oder Grenzen wie [2, 5, 10]",
                f"breaks={self.breaks!r}; possible: 'quantiles', 'equal' or edges such as [2, 5, 10]",
            )

    def fault(self, de: str, en: str) -> InputError:
        """Error that names the layer."""
        return InputError(de=f"Ebene '{self.title}': {de}", en=f"layer '{self.title}': {en}")

    def with_unit(self, text: str) -> str:
        """Words with the unit behind them, never broken apart."""
        return f"{text}{NBSP}{self.unit}" if self.unit and text else text


def classed(values: pd.Series, wish: Wish) -> Classed:
    """
    Class a column by what it holds.

    Numbers with at most ``wish.classes`` different values get one class each, others
    ranges; days go by years, months or days, whichever first tells them apart; everything
    else is names, of which the commonest have a class each and the others share one.
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        return _names(values, wish)
    blank = values.isna().to_numpy(dtype=bool)
    plain = [None if gone else value for value, gone in zip(values, blank, strict=True)]
    kind = pd.api.types.infer_dtype(plain, skipna=True)
    if kind in {"integer", "floating", "mixed-integer-float", "decimal"}:
        return _numbers(plain, wish)
    if kind in {"datetime64", "datetime", "date"}:
        return _days(plain, wish)
    if kind in {"timedelta64", "timedelta", "complex"}:
        raise wish.fault(
            "Dauern und komplexe Zahlen bitte als Zahl, z. B. gdf['x'].dt.total_seconds() / 60",
            "durations and complex numbers as plain numbers, e.g. gdf['x'].dt.total_seconds() / 60",
        )
    return _names(values, wish)


# --------------------------------------------------------------------------- numbers and days


def _float(value: Any) -> float:
    try:
        return math.nan if value is None else float(value)
    except (OverflowError, decimal.InvalidOperation, ValueError):
        return math.inf


def exactly(value: float, *, lang: Lang = "de") -> str:
    """
    Write a number with four significant digits, whole ones whole.

    Examples
    --------
    >>> exactly(1234.0), exactly(3.14159), exactly(0.00321), exactly(3e21)
    ('1.234', '3,142', '0,00321', '3e+21')
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else "-∞"
    size = abs(value)
    if size >= 1e15 or 0 < size < 1e-9:
        text = f"{value:.4g}"
        return text.replace(".", ",") if lang == "de" else text
    if float(value).is_integer():
        return words.number(value, lang=lang)
    digits = min(12, max(1, 3 - math.floor(math.log10(size))))
    while digits > 1 and round(value, digits) == round(value, digits - 1):
        digits -= 1
    return words.number(value, digits=digits, lang=lang)


def _numbers(plain: list[Any], wish: Wish) -> Classed:
    x = np.array([_float(value) for value in plain], dtype=float)

    def write(value: float) -> str:
        return exactly(value, lang=wish.lang)

    told = ["" if math.isnan(value) else wish.with_unit(write(value)) for value in x.tolist()]
    endless = int(np.isinf(x).sum())
    done = _ranges(np.where(np.isinf(x), np.nan, x), told, wish, write, _OVER, spread=True)
    if not endless:
        return done
    note = _ENDLESS.to(wish.lang).format(words.number(endless, lang=wish.lang))
    return Classed(done.mark, done.classes, done.told, (*done.notes, note), done.exact)


def _days(plain: list[Any], wish: Wish) -> Classed:
    """By years; if all lie in one, by months; if all lie in one, by days."""
    if not isinstance(wish.breaks, str):
        raise wish.fault(
            "breaks= braucht Zahlen; für Tage z. B. gdf['x'].dt.year",
            "breaks= needs numbers; for days e.g. gdf['x'].dt.year",
        )
    years = [None if d is None else d.year for d in plain]
    months = [None if d is None else d.year * 12 + d.month - 1 for d in plain]
    ordinals = [None if d is None else d.toordinal() for d in plain]
    told = ["" if d is None else _day(d.toordinal(), wish.lang) for d in plain]

    def month(value: float) -> str:
        year, number = divmod(int(value), 12)
        return f"{number + 1:02d}/{year}" if wish.lang == "de" else f"{year}-{number + 1:02d}"

    if len(set(years) - {None}) > 1:
        x = _floats(years)
        return _ranges(x, told, wish, lambda year: str(int(year)), _AFTER, spread=True)
    if len(set(months) - {None}) > 1:
        return _ranges(_floats(months), told, wish, month, _AFTER, spread=False)
    x = _floats(ordinals)
    return _ranges(x, told, wish, lambda d: _day(int(d), wish.lang), _AFTER, spread=False)


def _day(ordinal: int, lang: Lang) -> str:
    return words.day(dt.date.fromordinal(ordinal), lang=lang)


def _floats(values: list[Any]) -> NDArray[np.float64]:
    return np.array([math.nan if v is None else v for v in values], dtype=float)


def _ranges(
    x: NDArray[np.float64], told: list[str], wish: Wish, write: Callable[[float], str],
    over: Text, *, spread: bool,
) -> Classed:  # fmt: skip
    """Class finite numbers; ``spread`` lets edges be rounded."""
    known = x[np.isfinite(x)]
    if not len(known):
        return Classed([None] * len(x), _legend([], len(x), wish), told)
    values = np.unique(known)
    if isinstance(wish.breaks, str) and len(values) <= wish.classes:
        place = np.where(np.isfinite(x), np.searchsorted(values, x), -1)
        labels = [wish.with_unit(write(one)) for one in values.tolist()]
        return _placed(place, labels, told, wish)
    if isinstance(wish.breaks, str):
        edges = _SAID[wish.breaks](known, wish.classes, round_edges=spread)
        rule = f"{write(values[0])} {_TO.to(wish.lang)} {wish.with_unit(write(values[-1]))}; "
        notes: tuple[str, ...] = (rule + _RULES[wish.breaks].to(wish.lang),)
    else:
        edges, notes = given(wish.breaks, wish.fault, most=MOST_CLASSES), ()
    place = np.where(np.isfinite(x), np.searchsorted(edges, x, side="left"), -1)
    labels = _between(edges.tolist(), values, wish, write, over)
    return _placed(place, labels, told, wish, notes=notes, exact=False)


def _between(
    edges: list[float], values: NDArray[np.float64], wish: Wish,
    write: Callable[[float], str], over: Text,
) -> list[str]:  # fmt: skip
    """Label ranges: bis 2, über 2 bis 5, über 5; a first class of one single value is that value."""
    if not edges:
        return [f"{write(values[0])} {_TO.to(wish.lang)} {wish.with_unit(write(values[-1]))}"]
    alone = isinstance(wish.breaks, str) and values[0] == edges[0]
    first = wish.with_unit(write(edges[0]))
    labels = [first if alone else f"{_UP_TO.to(wish.lang)} {first}"]
    for low, high in itertools.pairwise(edges):
        upper = wish.with_unit(write(high))
        labels.append(f"{over.to(wish.lang)} {write(low)} {_TO.to(wish.lang)} {upper}")
    return [*labels, f"{over.to(wish.lang)} {wish.with_unit(write(edges[-1]))}"]


def _placed(
    place: NDArray[np.int64], labels: list[str], told: list[str], wish: Wish,
    *, notes: tuple[str, ...] = (), exact: bool = True,
) -> Classed:  # fmt: skip
    """Classes by their number; -1 is none."""
    known = place >= 0
    counts = np.bincount(place[known], minlength=len(labels))
    colours = _colours(wish, [*map(str, range(len(labels)))], _ramp(len(labels)))
    made = [
        MapClass(str(i), label, colours[i], count=int(counts[i])) for i, label in enumerate(labels)
    ]
    mark = [str(int(p)) if ok else None for p, ok in zip(place, known, strict=True)]
    return Classed(mark, _legend(made, int((~known).sum()), wish), told, notes, exact)


def _ramp(size: int) -> list[str]:
    """Steps of the ramp that lie farthest apart."""
    if size == 1:
        return [SEQUENTIAL[2]]
    last = len(SEQUENTIAL) - 1
    return [SEQUENTIAL[round(i * last / (size - 1))] for i in range(size)]


# --------------------------------------------------------------------------------------- names


def _names(values: pd.Series, wish: Wish) -> Classed:
    if not isinstance(wish.breaks, str):
        raise wish.fault(
            "breaks= braucht eine Spalte mit Zahlen", "breaks= needs a column of numbers"
        )
    said = [in_words(value, wish.lang) for value in values]
    nothing = {"", NOT_STATED.de, NOT_STATED.en}
    names = [None if (text := one.strip()) in nothing else text for one in said]
    counts = Counter(name for name in names if name is not None)
    ranked = sorted(counts, key=_order(values, counts, wish))
    kept = ranked if len(ranked) <= wish.classes else _commonest(ranked, counts, wish)
    colours = _colours(wish, kept, [colour for colour, _, _ in _NAMED])
    made = [
        MapClass(f"={name}", wish.with_unit(name), colours[i], hatch, counts[name], shape)
        for i, (name, (_, hatch, shape)) in enumerate(zip(kept, _NAMED, strict=False))
    ]
    rest = [name for name in ranked if name not in set(kept)]
    if rest:
        label = _OTHERS.to(wish.lang).format(words.number(len(rest), lang=wish.lang))
        colour, hatch, shape = _NAMED[-1]
        total = sum(counts[name] for name in rest)
        made.append(MapClass("+", label, colour, hatch, total, shape))
    own = {name: f"={name}" for name in kept}
    mark = [None if name is None else own.get(name, "+") for name in names]
    return Classed(
        mark, _legend(made, names.count(None), wish), list(map(wish.with_unit, said)),
        exact=not rest,
    )  # fmt: skip


def in_words(value: Any, lang: Lang) -> str:
    """One value in words; lists and the like as Python writes them."""
    if isinstance(value, (float, np.floating)) and not math.isnan(value):
        return exactly(float(value), lang=lang)
    known = pd.api.types.is_scalar(value) or isinstance(value, dt.date)
    return shown(value, lang) if known else shown(str(value), lang)


def _order(
    values: pd.Series, counts: Mapping[str, int], wish: Wish
) -> Callable[[str], tuple[int, int, str]]:
    """Order of categories or of the colours given, yes before no, else the commonest first."""
    fixed: list[str] = []
    if isinstance(wish.colours, Mapping):
        fixed = [in_words(value, wish.lang).strip() for value in wish.colours]
    elif isinstance(values.dtype, pd.CategoricalDtype):
        fixed = [in_words(value, wish.lang).strip() for value in values.cat.categories]
    elif set(counts) <= (yes := {shown(True, wish.lang): 0, shown(False, wish.lang): 1}).keys():
        fixed = list(yes)
    place = {name: i for i, name in reversed([*enumerate(fixed)])}
    return lambda name: (place.get(name, len(fixed)), -counts[name], name)


def _commonest(ranked: list[str], counts: Mapping[str, int], wish: Wish) -> list[str]:
    """One fewer than there may be classes, in the order of the legend; named ones first."""
    named = set()
    if isinstance(wish.colours, Mapping):
        named = {in_words(value, wish.lang).strip() for value in wish.colours}
    wanted = sorted(ranked, key=lambda name: (name not in named, -counts[name], name))
    kept = set(wanted[: wish.classes - 1])
    return [name for name in ranked if name in kept]


# -------------------------------------------------------------------------------------- colours


def _colours(wish: Wish, names: list[str], palette: list[str]) -> list[str]:
    """Colours of the classes: as given, else of the palette."""
    if wish.colours is None:
        return palette
    if isinstance(wish.colours, Mapping):
        if palette[0] != _NAMED[0][0]:
            raise wish.fault(
                "colours= braucht für Zahlen und Tage eine Liste, eine Farbe je Klasse",
                "colours= needs a list for numbers and days, one colour a class",
            )
        asked = {in_words(key, wish.lang).strip(): value for key, value in wish.colours.items()}
        if names and not set(names) & asked.keys():
            raise wish.fault(
                f"colours= nennt keinen der Werte {names}", f"colours= names none of {names}"
            )
        spare = iter([one for one in palette if one not in asked.values()] or palette)
        return [asked[one] if one in asked else next(spare, palette[-1]) for one in names]
    colours = [wish.colours] if isinstance(wish.colours, str) else list(wish.colours)
    if len(colours) != len(names):
        raise wish.fault(
            f"{len(colours)} Farben für {len(names)} Klassen",
            f"{len(colours)} colours for {len(names)} classes",
        )
    return colours


def _legend(made: list[MapClass], missing: int, wish: Wish) -> tuple[MapClass, ...]:
    """Classes, and "keine Angabe" where there is something that was not stated."""
    if not missing:
        return tuple(made)
    label = NOT_STATED.to(wish.lang)
    return (*made, MapClass(None, label, NOT_STATED_COLOUR, "dots", missing))
