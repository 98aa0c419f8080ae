"""Notes of workshops, counted: by kind, theme, group and street. Counts alone, no per cent."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from innenstadt_gis.analysis.counting import ids
from innenstadt_gis.tables.findings.ideas import IDEA_COUNTS
from innenstadt_gis.tables.ideas import IDEA_GROUPS, IDEA_KINDS
from innenstadt_gis.tables.measures import NETWORK_THEMES
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

__all__ = ["FEWEST_PUBLIC", "NEAR_STREET_M", "idea_counts", "idea_figures", "idea_streets"]

#: A note belongs to the nearest street within so many metres: a house front and a pavement.
NEAR_STREET_M = 40.0
#: Fewer notes than these, or beside so few others, are for the workshop alone.
FEWEST_PUBLIC = 3

_METHOD = Text(
    "Hinweise gezählt; wer mitmachte, war kein Querschnitt der Stadt",
    "notes counted; those who took part were no sample of the town",
)
_WORDS = {"kind": IDEA_KINDS, "theme": NETWORK_THEMES, "group": IDEA_GROUPS}
#: Number, key and label of the total that the cells of a dimension add up to.
_TOTALS = {
    "kind": ("H-01", "ideas", Text("Hinweise", "notes")),
    "theme": ("H-02", "ideas_with_theme", Text("Hinweise mit Thema", "notes with a theme")),
    "group": ("H-03", "ideas_by_group", Text("Hinweise nach Gruppe", "notes by group")),
    "street": (
        "H-04", "ideas_at_street",
        Text("Hinweise an einer Straße", "notes at a street"),
    ),
}  # fmt: skip


def idea_streets(ideas: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> pd.Series:
    """
    Name the street at which each note stands: the nearest within 40 m of its middle.

    Blank for notes without a place and for those away from every named street. Of streets
    equally near the first by name counts.

    Parameters
    ----------
    ideas, sections
        `tables.IDEAS` and `tables.SECTIONS`, both in metres.
    """
    street = pd.Series(None, index=ideas.index, dtype="str")
    placed = ideas[ideas.geometry.notna() & ~ideas.geometry.is_empty]
    named = sections[sections["street"].notna() & sections.geometry.notna()]
    if placed.empty or named.empty:
        return street
    middles = gpd.GeoDataFrame(geometry=placed.geometry.centroid)
    near = gpd.sjoin_nearest(middles, named[["street", "geometry"]], max_distance=NEAR_STREET_M)
    first = near.sort_values("street", kind="stable").groupby(level=0)["street"].first()
    street.loc[first.index] = first.astype("str")
    return street


def idea_counts(ideas: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Count notes and their dots by kind, theme, group and street.

    Parameters
    ----------
    ideas, sections
        `tables.IDEAS` (without deleted and hidden ones) and `tables.SECTIONS`.

    Returns
    -------
    pd.DataFrame
        `tables.findings.IDEA_COUNTS`. Kinds, themes and groups stand in their own order, with
        0 where nothing was said; streets by number of notes.
    """
    parts = [
        _by(ideas, ideas[name], name, list(words)) for name, words in _WORDS.items()
    ]  # fmt: skip
    street = idea_streets(ideas, sections)
    order = sorted(street.value_counts().items(), key=lambda pair: (-pair[1], str(pair[0])))
    parts.append(_by(ideas, street, "street", [str(name) for name, _ in order]))
    done: pd.DataFrame = IDEA_COUNTS.conform(pd.concat(parts))
    IDEA_COUNTS.check(done)
    return done


def _by(ideas: pd.DataFrame, key: pd.Series, dimension: str, values: list[str]) -> pd.DataFrame:
    votes = ideas["votes"].astype("int64")
    return pd.DataFrame(
        {
            "dimension": dimension,
            "value": values,
            "units": [int((key == value).sum()) for value in values],
            "votes": [int(votes[(key == value).fillna(value=False)].sum()) for value in values],
        },
        index=[f"{dimension}:{value}" for value in values],
    )


def idea_figures(ideas: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> tuple[Figure, ...]:
    """
    Notes counted, each with its cells; nothing is said in per cent.

    H-01 ``ideas`` all notes, by kind; H-02 ``ideas_with_theme`` those with a theme, by theme;
    H-03 ``ideas_by_group`` all, by group; H-04 ``ideas_at_street`` those within 40 m of a named
    street, by street; H-05 ``idea_votes`` all dots. No figures without notes. ``unknown`` are
    those without a theme (a street); a coverage would be a per cent, and is not given.

    Parameters
    ----------
    ideas, sections
        As for `idea_counts`.
    """
    if not len(ideas):
        return ()
    keys = {name: ideas[name] for name in _WORDS} | {"street": idea_streets(ideas, sections)}
    done: list[Figure] = []
    for dimension, key in keys.items():
        known = ideas[key.notna()]
        done.append(_total(ideas, known, dimension))
        words = _WORDS.get(dimension)
        streets = sorted(map(str, key.dropna().unique()))
        for value in words or streets:
            some = ideas[(key == value).fillna(value=False).to_numpy(dtype=bool)]
            label = words[value] if words else Text(value, value)
            done.append(_cell(known, some, dimension, value, label))
    votes = int(np.asarray(ideas["votes"], dtype="int64").sum())
    return (*done, _dots(ideas, votes))


def _total(ideas: pd.DataFrame, known: pd.DataFrame, dimension: str) -> Figure:
    number, key, label = _TOTALS[dimension]
    rest = len(ideas) - len(known)
    few = len(known) < FEWEST_PUBLIC or 0 < rest < FEWEST_PUBLIC
    return Figure(
        id=number, key=key, label=label, unit="count", value=float(len(known)),
        numerator=len(known), denominator=len(ideas),
        method=_METHOD, base_table="ideas", counted=ids(ideas), numerator_ids=ids(known),
        unknown=ids(ideas[~ideas.index.isin(known.index)]),
        audience="workshop" if few else "oeffentlich",
        parameters={"near_street_m": NEAR_STREET_M} if dimension == "street" else {},
    )  # fmt: skip


def _cell(
    known: pd.DataFrame, some: pd.DataFrame, dimension: str, value: str, label: Text
) -> Figure:
    number, key, total = _TOTALS[dimension]
    return Figure(
        id=f"{number}:{value}", key=f"{key}_{value}", unit="count", value=float(len(some)),
        label=Text(f"{total.de}: {label.de}", f"{total.en}: {label.en}"), group=label,
        numerator=len(some), denominator=len(known), method=_METHOD, base_table="ideas",
        counted=ids(known), numerator_ids=ids(some), cell=("idea_counts", f"{dimension}:{value}"),
    )  # fmt: skip


def _dots(ideas: pd.DataFrame, votes: int) -> Figure:
    given = ideas[(ideas["votes"] > 0).fillna(value=False)]
    return Figure(
        id="H-05", key="idea_votes", label=Text("vergebene Punkte", "dots given"), unit="count",
        value=float(votes), numerator=len(given), denominator=len(ideas), method=_METHOD,
        base_table="ideas", counted=ids(ideas), numerator_ids=ids(given), audience="workshop",
    )  # fmt: skip
