"""Shares of square metres or of metres of shop front instead of units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from innenstadt_gis.analysis.counting import ids
from innenstadt_gis.analysis.vacancy.headline import KNOWN, Sides
from innenstadt_gis.analysis.vacancy.parts import FEWEST, gated
from innenstadt_gis.tables import Audience
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

#: A partly vacant unit counts so far as vacant where nobody says how far.
PARTLY = 0.5
#: Fewer units give no interval: drawing from them again and again tells nothing.
_LEAST_UNITS = 10
_DRAWS = 2000
_SEED = 20240930
_AT_ONCE = 250
_SHARES = {"vacant": (1.0, 1.0, 1.0), "partly_vacant": (PARTLY, 0.0, 1.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Sizes of units (index as theirs): as stated, at least, at most; blank where not stated."""

    stated: pd.Series
    least: pd.Series
    most: pd.Series
    unit: str
    method: Text
    name: Text
    parameters: Mapping[str, Any] = field(default_factory=dict)


def area_sizes(premises: pd.DataFrame) -> Sizes:
    """
    Area of each unit: the sales area, else the usable, else the one of unstated kind.

    A range ("80 to 100") gives its ends where it holds the area that is taken; 0 is no area.
    """
    columns = {
        "sales": premises["sales_area_m2"], "usable": premises["usable_area_m2"],
        "unspecified": premises["unspecified_area_m2"],
    }  # fmt: skip
    stated = pd.Series(np.nan, index=premises.index)
    taken: dict[str, int] = {}
    for name, values in columns.items():
        new = stated.isna() & (values > 0)
        taken[f"units_with_{name}_area"] = int(new.sum())
        stated = stated.mask(new, values)
    low, high = premises["area_low_m2"], premises["area_high_m2"]
    return Sizes(
        stated=stated,
        least=low.where((low > 0) & (low <= stated), stated),
        most=high.where(high >= stated, stated),
        unit="m²",
        method=_method("m² leer / m²", "m² vacant / m²", Text(
            "Verkaufsfläche, sonst Nutzfläche, sonst Fläche ohne Angabe der Art",
            "sales area, else usable area, else area of unstated kind",
        )),
        name=Text("Fläche", "area"),
        parameters=taken,
    )  # fmt: skip


def frontage_sizes(premises: pd.DataFrame) -> Sizes:
    """Metres of shop front of each unit; 0 is no shop front that somebody measured."""
    metres = premises["frontage_m"]
    stated = metres.where(metres > 0)
    return Sizes(
        stated=stated, least=stated, most=stated, unit="m",
        method=_method("m Front leer / m Front", "metres vacant / metres", Text(
            "Schaufensterfront, wie im Register angegeben", "shop front as the register states it",
        )),
        name=Text("Schaufensterfront", "frontage"),
    )  # fmt: skip


def _method(de: str, en: str, of: Text) -> Text:
    return Text(
        f"{de} der Ladenlokale mit bekanntem Status ({of.de}); teilweise leere zur Hälfte, in der "
        "Spanne ganz oder gar nicht; fehlende Größen in der Spanne zwischen der kleinsten und der "
        "größten angegebenen",
        f"{en} of units of known status ({of.en}); partly vacant ones by half, in the bounds "
        "wholly or not at all; sizes not stated are in the bounds between the smallest and the "
        "largest stated",
    )


def sized_share(figure: Figure, sides: Sides, sizes: Sizes) -> Figure:
    """
    Share of the size that stands empty.

    ``value = Σ f·size / Σ size`` over units of known status and size, where ``f`` is 1 for a
    vacant unit, 0.5 for a partly vacant one (no register says how far), else 0.
    ``coverage`` is the share of units that are in it. The bounds hold for any filling: an
    unknown status is let or vacant, partly vacant is 0 to 1, a size that is not stated lies
    between the smallest and the largest that are; they hold ``value``, too. The
    interval is a percentile bootstrap over units (2,000 draws, seeded), for there is no
    Wilson interval of metres; none under 10 units, or where nothing or all is vacant.

    Parameters
    ----------
    figure
        What it is called; filled here.
    sides
        Register units by side of the rate.
    sizes
        From `area_sizes` or `frontage_sizes`.
    """
    rows = sides.asked
    figure = replace(figure, method=sizes.method, parameters={
        **sizes.parameters, "unit_of_size": sizes.unit, "partly_vacant_share": PARTLY, "draws": _DRAWS, "seed": _SEED,
    })  # fmt: skip
    if not sizes.stated.notna().any():
        return replace(figure, why=Text(
            f"{sizes.name.de}: im Register bei keinem Ladenlokal angegeben",
            f"{sizes.name.en}: stated for no unit of the register",
        ))  # fmt: skip
    certain = rows["status"].isin(KNOWN) & sizes.stated.notna()
    status = rows["status"]
    middle = status.map({key: told[0] for key, told in _SHARES.items()}).fillna(0.0)
    counted, empty = rows[certain], rows[certain & (middle > 0)]
    vacant_m = _sum((middle * sizes.stated)[certain])
    all_m = _sum(sizes.stated[certain])
    bound_low, bound_high = _bounds(status, sizes)
    done = replace(
        figure, numerator=vacant_m, denominator=all_m, counted=ids(counted),
        numerator_ids=ids(empty), unknown=ids(rows[~certain]), left_out=ids(sides.left_out),
        bound_low=bound_low, bound_high=bound_high, coverage=len(counted) / len(rows),
        audience=_reach(len(empty), len(counted)),
        parameters={**figure.parameters, "unknown": int((~certain).sum())},
    )  # fmt: skip
    if not len(counted):
        return replace(done, why=Text(
            "kein Ladenlokal mit bekanntem Status und Größe", "no unit of known status and size"
        ))  # fmt: skip
    low, high = _bootstrap(middle[certain].to_numpy(), sizes.stated[certain].to_numpy())
    named = "Bootstrap 95 %" if low is not None else ""
    value = vacant_m / all_m
    done = replace(
        done, value=value, low=low, high=high, interval=named,
        # a let unit without a size lowers every filling, but not the share of the known ones
        bound_low=min(value, bound_low), bound_high=max(value, bound_high),
    )  # fmt: skip
    lacking = Text(
        f"bekannten Status oder ohne {sizes.name.de}", f"known status or without {sizes.name.en}"
    )
    unsure = len(sides.vacant) - int((certain & (status == "vacant")).sum())
    done = gated(done, vacant=len(sides.vacant), vacant_unsure=unsure, lacking=lacking)
    # sums over the part that happens to be known are nothing to be quoted
    return done if done.value is not None else replace(done, numerator=None, denominator=None)


def _reach(empty: int, counted: int) -> Audience:
    """Sums over one or two units tell the size of one: only the town hall may see that."""
    few = min(empty, counted - empty) < FEWEST and empty > 0
    return "intern" if few else "oeffentlich"


def _bounds(status: pd.Series, sizes: Sizes) -> tuple[float, float]:
    """More vacant metres raise the share, more let ones lower it: fill each to its end."""
    least = sizes.least.fillna(float(sizes.least.min()))
    most = sizes.most.fillna(float(sizes.most.max()))
    ends = {**_SHARES, "unknown": (0.0, 0.0, 1.0)}
    lowest = status.map({key: told[1] for key, told in ends.items()}).fillna(0.0)
    highest = status.map({key: told[2] for key, told in ends.items()}).fillna(0.0)
    small = least.where(lowest > 0, most)
    large = most.where(highest > 0, least)
    return _sum(lowest * small) / _sum(small), _sum(highest * large) / _sum(large)


def _sum(sizes: pd.Series) -> float:
    """Exact, so that it is the same in any order of the rows."""
    return math.fsum(sizes)


def _bootstrap(share: Any, size: Any) -> tuple[float | None, float | None]:
    """Percentile interval over units; sorted first, so that their order does not matter."""
    order = np.lexsort((share, size))
    size, empty = size[order], (share * size)[order]
    n = len(size)
    if n < _LEAST_UNITS or not 0 < empty.sum() < size.sum():
        return None, None
    random = np.random.default_rng(_SEED)
    found = []
    for _ in range(0, _DRAWS, _AT_ONCE):
        drawn = random.integers(0, n, size=(_AT_ONCE, n), dtype=np.int32)
        found.append(empty[drawn].sum(axis=1) / size[drawn].sum(axis=1))
    low, high = np.quantile(np.concatenate(found), [0.025, 0.975])
    return float(low), float(high)
