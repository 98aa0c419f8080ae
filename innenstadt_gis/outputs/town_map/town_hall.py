"""Layers for the town hall alone: what OpenStreetMap lists of each shop, and where sources disagree.

Which of their rows an audience may see is decided in `outputs.audience`: other releases lack
the tables, and these layers with them.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from innenstadt_gis.outputs.conflicts import conflict_text
from innenstadt_gis.outputs.map import MapClass, MapLayer
from innenstadt_gis.outputs.map.model import Hatch
from innenstadt_gis.outputs.town_map.layers import worded
from innenstadt_gis.words import Lang, Text

__all__ = ["conflict_layer", "digital_layer"]

# (value, words, colour, hatch)
_DIGITAL: tuple[tuple[str, Text, str, Hatch], ...] = (
    ("both", Text("Website und Öffnungszeiten", "website and opening hours"), "#1B7837", "lines"),
    ("one", Text("eins von beiden", "one of the two"), "#E69F00", "diagonal"),
    ("none", Text("keins von beiden", "neither"), "#B2182B", "cross"),
    ("absent", Text("nicht in OpenStreetMap gefunden", "not found in OpenStreetMap"), "#FFFFFF", "dots"),
)  # fmt: skip
_ASKED = ("website", "opening_hours")
_OSM = "osm"

# (value, words, colour, hatch, fields); the first that fits a unit is its class
_CONFLICTS: tuple[tuple[str, Text, str, Hatch, tuple[str, ...]], ...] = (
    ("status", Text("Status", "status"), "#B2182B", "cross", ("status",)),
    ("position", Text("Lage", "position"), "#6A3D9A", "lines", ("position",)),
    ("other", Text("Name, Branche oder anderes", "name, branch or other"), "#E69F00", "diagonal", ()),
)  # fmt: skip


def digital_layer(units: Any, digital: Any, lang: Lang) -> MapLayer:
    """
    Units in use by what OpenStreetMap lists of them: website and opening hours, one, none.

    What the town itself states is not counted here: the question is what somebody from
    elsewhere finds.
    """
    frame = worded(units[units.index.isin(digital.index)], lang)
    told = digital.reindex(frame.index)
    many = sum(
        ((told[one] == "yes") & (told[f"{one}_by"] == _OSM)).astype("int64") for one in _ASKED
    )
    group = many.map({2: "both", 1: "one", 0: "none"})
    group = group.where(told["in_osm"].fillna(value=False).astype(bool), "absent")
    frame = frame.assign(group=group)
    found = set(group)
    title = Text("In OpenStreetMap eingetragen", "Listed in OpenStreetMap")
    note = Text(
        "Nicht eingetragen heißt nicht, dass es das nicht gibt.",
        "Not listed does not mean that there is none.",
    )
    return MapLayer(
        key="digital", title=title.to(lang), kind="units", frame=frame, class_column="group",
        classes=tuple(
            MapClass(value, label.to(lang), colour, hatch)
            for value, label, colour, hatch in _DIGITAL if value in found
        ),
        visible=False, listed=False, notes=(note.to(lang),),
    )  # fmt: skip


def conflict_layer(units: Any, conflicts: Any, lang: Lang) -> MapLayer:
    """Units of which two sources say different things; a pointer shows both sides with their days."""
    order = {key: n for n, (key, *_) in enumerate(_CONFLICTS)}
    kinds = {field: key for key, *_, fields in _CONFLICTS for field in fields}
    rows = conflicts[conflicts["unit_id"].isin(units.index)].sort_values(["unit_id", "field"])
    told = pd.DataFrame(
        {
            "unit": rows["unit_id"].to_numpy(),
            "kind": rows["field"].map(kinds).fillna("other").map(order).to_numpy(),
            "said": [conflict_text(row).to(lang) for row in rows.to_dict("records")],
        }
    ).groupby("unit")  # fmt: skip
    worst, said = told["kind"].min(), told["said"].agg(" · ".join)
    frame = worded(units, lang)
    frame = frame[frame.index.isin(worst.index)]
    frame = frame.assign(
        group=[_CONFLICTS[n][0] for n in worst.reindex(frame.index)],
        said=said.reindex(frame.index).to_numpy(),
    )
    found = set(frame["group"])
    return MapLayer(
        key="conflicts", title=Text("Quellen widersprechen sich", "Sources disagree").to(lang),
        kind="units", frame=frame, class_column="group",
        classes=tuple(
            MapClass(value, label.to(lang), colour, hatch)
            for value, label, colour, hatch, _ in _CONFLICTS if value in found
        ),
        tooltip=(
            ("title", Text("Name", "name").to(lang)),
            ("said", Text("beide Seiten", "both sides").to(lang)),
        ),
        visible=False, listed=False,
    )  # fmt: skip
