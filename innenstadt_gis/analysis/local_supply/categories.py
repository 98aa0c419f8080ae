"""
Which places supply what, and how sure that is.

The data say "food", "doctor" and "school"; the score of the BBSR asks for a supermarket or
discounter, a general practitioner (Hausarzt) and a primary school (Grundschule). Names tell most of
them apart. A name that tells nothing gets the benefit of the doubt in the value and none in
the lower bound.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from innenstadt_gis.analysis.mix.base import IN_USE
from innenstadt_gis.words import Text

#: How sure a place is of its category: named so; named nothing else; of unknown status.
Level = Literal["sure", "likely", "possible"]
LEVELS: tuple[Level, ...] = ("sure", "likely", "possible")

#: A shop for food below this is a small one, from the other on a supermarket (EHI).
SMALL_M2, SUPERMARKET_M2 = 200.0, 400.0
_SAME_SITE_M = 100.0


class Category(NamedTuple):
    """One kind of supply: the branches and amenities that may be it, and what names say."""

    key: str
    label: Text
    one: Text  # as in "kein/e …" of sentences
    branches: tuple[str, ...]
    amenities: tuple[str, ...]
    yes: str = ""  # names that are surely one of the kind; blank: all are
    no: str = ""  # names that are none


_SUPERMARKET_YES = (
    r"\b(?:aldi|lidl|rewe|edeka|netto|norma|penny|kaufland|tegut|nahkauf|markant|globus|marktkauf|"
    r"e[\s-]?center|nah\s*(?:und|u\.|&|\+)\s*gut|diska|np[\s-]markt|cap[\s-]?markt|hit|combi|famila|"
    r"wasgau|feneberg|v[\s-]markt|konsum|treff\s?3000|alnatura|denn'?s|bio\s?company|mix[\s-]?markt)\b|"
    r"supermarkt|discount|verbrauchermarkt|vollsortiment|lebensmittelmarkt|frische-?markt|"
    r"frische-?center|bio-?(?:super)?markt"
)
_SUPERMARKET_NO = (
    r"welt[\s-]?laden|hofladen|feinkost|reformhaus|asia|orient|unverpackt|bio-?laden|kiosk|tankstelle|"
    r"späti|spätkauf|getränke|automat|tiefkühl|naturkost"
)
_OF_A_KIND = r"[\s-]*(?:und|u\.|&)?[\s-]*(?:arzt|ärzt|aerzt|praxis|zentrum|klinik|heil|med|jugend)"
_GP_YES = (
    r"haus-?(?:arzt|ärzt|aerzt)|allgemein-?(?:med|arzt|ärzt|aerzt)|praktische[rn]?\s(?:arzt|ärzt)|"
    r"familienmed"
)
_DENTIST = r"zahn|kiefer|dental"
_GP_NO = (
    rf"{_DENTIST}|(?:haut|augen|kinder|frauen|lungen|nerven|venen|hno|schmerz|jugend|tier){_OF_A_KIND}|"
    r"hals-?nasen|orthop|dermat|pädiat|ophthal|gyn[äa]|urolog|radiolog|kardiolog|neurolog|psych|"
    r"chirurg|physio|heilprakt|naturheil|osteopath|bereitschaft|notdienst|labor\b|patholog|onkolog|"
    r"rheuma|nephro|dialyse|pneumo|gastroenter|anästh|nuklear|logop|ergother|podolog|krankenhaus|"
    r"klinik|strahlen|endokr|allergolog|betriebsarzt|arbeitsmed"
)
_PRIMARY_YES = r"grundschul|grund-|grund\s*(?:u\.|und|&)|volksschul|primarschul"
_PRIMARY_NO = (
    r"gymnas|realschul|mittelschul|oberschul|hauptschul|gesamtschul|berufs|fachschul|fachober|"
    r"\bfos\b|\bbos\b|förder|sonderpäd|hochschul|\bvhs\b|musikschul|abendschul|college|akadem|"
    r"lebenshilfe|gehörlos|blinden|kolleg|sekundar|wirtschaftsschul|betreuung|\baula\b|halle\b|fahrschul"
)

#: The five of the BBSR's score, then more.
CATEGORIES: tuple[Category, ...] = (
    Category(
        "supermarket", Text("Supermarkt oder Discounter", "supermarket or discounter"),
        Text("kein Supermarkt oder Discounter", "no supermarket or discounter"),
        ("food",), (), _SUPERMARKET_YES, _SUPERMARKET_NO,
    ),
    Category(
        "gp", Text("Hausarzt", "general practitioner"),
        Text("keine Hausarztpraxis", "no general practitioner"),
        ("doctor",), ("doctors",), _GP_YES, _GP_NO,
    ),
    Category(
        "primary_school", Text("Grundschule", "primary school"),
        Text("keine Grundschule", "no primary school"),
        ("school",), ("school",), _PRIMARY_YES, _PRIMARY_NO,
    ),
    Category(
        "pharmacy", Text("Apotheke", "pharmacy"), Text("keine Apotheke", "no pharmacy"),
        ("pharmacy",), ("pharmacy",),
    ),
    Category("stop", Text("Haltestelle", "stop"), Text("keine Haltestelle", "no stop"), (), ()),
    Category(
        "bakery", Text("Bäckerei", "bakery"), Text("keine Bäckerei", "no bakery"), ("bakery",), (),
    ),
    Category(
        "drugstore", Text("Drogerie", "drugstore"), Text("keine Drogerie", "no drugstore"),
        ("drugstore",), (),
    ),
    Category(
        "bank_atm", Text("Bank oder Geldautomat", "bank or cash machine"),
        Text("keine Bank, kein Geldautomat", "no bank or cash machine"),
        ("bank",), ("bank", "atm"),
    ),
    Category(
        "post", Text("Post oder Paketdienst", "post or parcel shop"),
        Text("keine Post", "no post office"), ("post",), ("post_office",),
    ),
    Category(
        "dentist", Text("Zahnarzt", "dentist"), Text("keine Zahnarztpraxis", "no dentist"),
        ("dentist",), ("dentist",),
    ),
    Category(
        "kindergarten", Text("Kita", "kindergarten"), Text("keine Kita", "no kindergarten"),
        ("kindergarten",), ("kindergarten", "childcare"),
    ),
)  # fmt: skip

#: The five that the score counts (BBSR).
CORE: tuple[str, ...] = ("supermarket", "gp", "primary_school", "pharmacy", "stop")
BY_KEY: dict[str, Category] = {category.key: category for category in CATEGORIES}


def _level_by_name(names: pd.Series, category: Category) -> pd.Series:
    """``"sure"``, ``"likely"`` or blank (none of the kind), by the names of places."""
    if not category.yes:
        return pd.Series("sure", index=names.index, dtype="object")
    text = names.astype("str").fillna("")
    yes = text.str.contains(category.yes, flags=re.IGNORECASE, regex=True)
    no = text.str.contains(category.no, flags=re.IGNORECASE, regex=True) & ~yes
    return pd.Series(np.where(yes, "sure", np.where(no, None, "likely")), index=names.index)


def _units(premises: gpd.GeoDataFrame, category: Category) -> pd.Series:
    """Level of the units of a category, in use or of unknown status; blank for all others."""
    of = premises["branch"].isin(category.branches)
    names = premises["name"].astype("str").fillna("")
    names = names + " " + premises["brand"].astype("str").fillna("")
    level = _level_by_name(names, category)
    if category.key == "supermarket":
        area = premises["sales_area_m2"].astype("float64")
        level = level.mask(area < SMALL_M2, None)
        level = level.mask((area >= SUPERMARKET_M2) & level.notna(), "sure")
    if category.key == "dentist":  # lists call them "Arztpraxis" too
        of |= (premises["branch"] == "doctor").fillna(value=False) & names.str.contains(
            _DENTIST, flags=re.IGNORECASE, regex=True
        )
    level = level.where(of)
    unsure = premises["status"] == "unknown"
    return level.mask(level.notna() & unsure, "possible").where(
        unsure | premises["status"].isin(IN_USE)
    )


def facilities(
    premises: gpd.GeoDataFrame,
    amenities: gpd.GeoDataFrame,
    stops: gpd.GeoDataFrame,
    *,
    linked: Collection[str] = (),
) -> gpd.GeoDataFrame:
    """
    Places that supply people, by category, with how sure each is of it.

    Parameters
    ----------
    premises
        Contract in `tables.PREMISES`: units in use; those of unknown status are ``"possible"``;
        vacant ones supply nobody.
    amenities, stops
        Contracts in `tables.AMENITIES` and `tables.STOPS`.
    linked
        Ids of amenities that stand among the units too: there the unit speaks, which the
        town may know to be vacant.

    Returns
    -------
    gpd.GeoDataFrame
        ``category``, ``level`` and the point, one row per place and category; index: the
        place's id. Places without a point are left out.
    """
    free = amenities[~amenities.index.isin(list(linked))]
    parts = [_part("stop", pd.Series("sure", index=stops.index, dtype="object"), stops)]
    for category in CATEGORIES:
        if category.branches:
            parts.append(_part(category.key, _units(premises, category), premises))
        if category.amenities:
            some = _apart(free[free["kind"].isin(category.amenities)], premises, category)
            parts.append(_part(category.key, _level_by_name(some["name"], category), some))
    frame = pd.concat([part for part in parts if len(part)] or parts[:1])
    return gpd.GeoDataFrame(frame, geometry="place", crs=premises.crs)


def _apart(
    amenities: gpd.GeoDataFrame, premises: gpd.GeoDataFrame, category: Category
) -> gpd.GeoDataFrame:
    """Drop nameless amenities beside a unit of the branch: grounds or buildings of the same."""
    units = premises[premises["branch"].isin(category.branches)].geometry.dropna()
    tree = shapely.STRtree(np.asarray(units.to_numpy(), dtype=object))
    points = np.asarray(amenities.geometry.to_numpy(), dtype=object)
    beside = np.zeros(len(amenities), dtype=bool)
    beside[tree.query(points, predicate="dwithin", distance=_SAME_SITE_M)[0]] = True
    return amenities[~(beside & amenities["name"].isna().to_numpy())]


def _part(key: str, level: pd.Series, rows: gpd.GeoDataFrame) -> pd.DataFrame:
    there = level.notna() & rows.geometry.notna()
    return pd.DataFrame(
        {"category": key, "level": level[there], "place": rows.geometry[there].to_numpy()},
        index=rows.index[there],
    )
