"""The layers that every map has: units by status, streets, walking zones, the shopping area."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.outputs.map import MapClass, MapLayer
from innenstadt_gis.outputs.map.model import Hatch
from innenstadt_gis.tables import DURATION_CLASSES, STATUS
from innenstadt_gis.tables.findings.zone import ZONE_KINDS
from innenstadt_gis.words import Lang, Text, number

#: Fill of what is as it should be: pale, so that it neither shouts nor is missing.
QUIET_BLUE = "#C5CBEA"

# Five classes, told apart by hatch as well as by colour (findings on projectors: the
# smallest colour distance of these four is 21 under stray light).
_GROUPS: tuple[tuple[str, Text, str, Hatch, tuple[str, ...]], ...] = (
    ("vacant", Text("Leer", "Vacant"), "#B2182B", "cross", ("vacant",)),
    (
        "partly",
        Text("", ""),  # named by what it holds: outside of the town hall nothing is at risk
        "#E69F00", "diagonal", ("partly_vacant", "interim_use", "at_risk"),
    ),
    ("building", Text("Im Umbau", "Under construction"), "#8C8C8C", "lines",
     ("under_construction",)),
    ("occupied", Text("Belegt", "Occupied"), QUIET_BLUE, "none", ("occupied",)),
    ("unknown", Text("Unbekannt", "Unknown"), "#FFFFFF", "dots", ("unknown",)),
)  # fmt: skip

_ABOVE, _BELOW = re.compile(r"(\d+)\. OG"), re.compile(r"(?:(\d+)\. )?UG")
_GROUND = {"EG": "ground floor", "DG": "attic", "ZG": "mezzanine"}

_UNITS = Text("Ladenlokale", "Units")


def unit_layer(units: Any, lang: Lang) -> MapLayer:
    """Units of the register by status."""
    frame, classes = status_classes(worded(units, lang), lang)
    return MapLayer(
        key="units", title=_UNITS.to(lang), kind="units", frame=frame, class_column="group",
        classes=classes, tooltip=_tooltip(frame, lang), filters=filters(frame, lang),
    )  # fmt: skip


def status_classes(frame: Any, lang: Lang) -> tuple[Any, tuple[MapClass, ...]]:
    """Group units by status, and name the classes that occur."""
    group = {status: value for value, _, _, _, many in _GROUPS for status in many}
    frame = frame.assign(group=frame["status"].map(group))
    counts = frame["group"].value_counts()
    return frame, tuple(
        MapClass(
            value,
            label.to(lang) or _joined(frame, many, lang),
            colour,
            hatch,
            int(counts[value]),
            quiet=value == "occupied",
        )
        for value, label, colour, hatch, many in _GROUPS
        if value in counts
    )


#: Columns of `worded` that the page filters by, in the order of its fields.
_FILTERS: tuple[tuple[str, Text], ...] = (
    ("status_text", Text("Status", "status")),
    ("branch_text", Text("Branche", "branch")),
    ("duration_text", Text("leer seit", "vacant for")),
    ("street", Text("Straße", "street")),
    ("floor", Text("Geschoss", "floor")),
)


def worded(units: Any, lang: Lang) -> Any:
    """Units that are not gone, with their words: what they are called, where, in which state."""
    shown = units[units["status"] != "gone"]
    address = (shown["street"].fillna("") + " " + shown["house_number"].fillna("")).str.strip()
    branches = {slug: one.label.to(lang) for slug, one in BRANCHES.items()}
    frame = shown.assign(
        status_text=_ordered(shown["status"], {k: v.to(lang) for k, v in STATUS.items()}),
        branch_text=shown["branch"].map(branches).fillna(shown["branch"]),
        address=address,
    )
    frame["title"] = frame["name"].fillna(frame["address"])
    if lang == "en":
        frame["floor"] = frame["floor"].map(_floor, na_action="ignore")
    if "duration_class" in frame:
        words = {k: v.to(lang) for k, v in DURATION_CLASSES.items()}
        frame["duration_text"] = _ordered(frame["duration_class"], words)
    return frame


def _floor(german: str) -> str:
    """Say a floor in English; what is none of ours stays as it is."""
    above, below = _ABOVE.fullmatch(german), _BELOW.fullmatch(german)
    if above:
        return f"floor {above[1]}"
    return f"basement {below[1] or ''}".strip() if below else _GROUND.get(german, german)


def _ordered(column: Any, words: dict[str, str]) -> Any:
    """Say a column in words that keep the order of their table."""
    return column.map(words).astype(pd.CategoricalDtype(list(dict.fromkeys(words.values()))))


def filters(frame: Any, lang: Lang) -> tuple[tuple[str, str], ...]:
    """Columns of a frame of units that the page may filter by: those that it may see."""
    return tuple((key, label.to(lang)) for key, label in _FILTERS if key in frame)


def _tooltip(frame: Any, lang: Lang) -> tuple[tuple[str, str], ...]:
    wanted = (
        ("title", Text("Name", "name")), ("duration_text", Text("leer seit", "vacant for")),
        ("branch_text", Text("Branche", "branch")), ("address", Text("Adresse", "address")),
        ("status_text", Text("Status", "status")), ("reason", Text("Grund", "reason")),
    )  # fmt: skip
    return tuple((key, label.to(lang)) for key, label in wanted if key in frame)


def _joined(frame: Any, statuses: tuple[str, ...], lang: Lang) -> str:
    """Name a class by the statuses that occur in it."""
    held = set(frame["status"].unique())
    words = ", ".join(STATUS[s].to(lang) for s in statuses if s in held)
    return words[:1].upper() + words[1:]


def osm_layer(units: Any, lang: Lang, *, alone: bool) -> MapLayer:
    """Units that OpenStreetMap alone knows; it says nothing of vacancy."""
    used = worded(units[units["status"] == "occupied"], lang).assign(group="occupied")
    title = Text("Weitere laut OpenStreetMap", "Others in OpenStreetMap")
    if alone:
        title = Text("Einheiten laut OpenStreetMap", "Units in OpenStreetMap")
    label = Text("genutzt laut OSM", "in use, OSM")
    wanted = ("title", "branch_text", "address")
    return MapLayer(
        key="osm_units", title=title.to(lang), kind="units", frame=used, class_column="group",
        classes=(MapClass("occupied", label.to(lang), "#E4E7F5", "none", len(used), quiet=True),),
        tooltip=tuple(one for one in _tooltip(used, lang) if one[0] in wanted),
        filters=filters(used, lang), visible=False,
    )  # fmt: skip


def zone_layer(rows: Any, lang: Lang) -> MapLayer:
    """Draw the proposed shopping area; hidden until somebody asks, for it is a proposal."""
    title = Text("Einkaufsbereich (Vorschlag)", "Shopping area (proposal)").to(lang)
    colours = {"core": "#1B7837", "fringe": "#A6DBA0"}
    return MapLayer(
        key="zone", title=title, kind="area", frame=rows, class_column="kind",
        classes=tuple(
            MapClass(kind, ZONE_KINDS[kind].to(lang), colours[kind])
            for kind in ZONE_KINDS
            if kind in set(rows["kind"])
        ),
        visible=False,
    )  # fmt: skip


def cluster_layer(rows: Any, lang: Lang) -> MapLayer:
    """Where vacancies stand together more than chance explains; the test alone fills it."""
    title = Text("Schwerpunkte des Leerstands", "Clusters of vacancy").to(lang)
    frame = rows.assign(
        group="cluster",
        title=rows["streets"].fillna("").str.replace(";", ", "),
        share=[
            "" if pd.isna(k) else f"{number(k, lang=lang)} / {number(n, lang=lang)}"
            for k, n in zip(rows["vacant"], rows["known"], strict=True)
        ],
    )
    return MapLayer(
        key="clusters", title=title, kind="area", frame=frame, class_column="group",
        classes=(
            MapClass(
                "cluster",
                Text("ballt sich mehr als Zufall", "closer together than by chance").to(lang),
                "#6A3D9A", "lines",
            ),
        ),
        tooltip=(
            ("title", Text("Straßen", "streets").to(lang)),
            ("share", Text("leer / Ladenlokale", "vacant / units").to(lang)),
        ),
    )  # fmt: skip
