"""A release as a `MapModel`: which layers, which classes, which words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.map import MapClass, MapLayer, MapModel
from innenstadt_gis.outputs.map.model import Hatch
from innenstadt_gis.outputs.sentences import headline
from innenstadt_gis.tables import DURATION_CLASSES, STATUS
from innenstadt_gis.tables.findings.zone import ZONE_KINDS
from innenstadt_gis.words import Lang, Text, day, number

# Five classes, told apart by hatch as well as by colour (findings on projectors: the
# smallest colour distance of these four is 21 under stray light).
_GROUPS: tuple[tuple[str, Text, str, Hatch, tuple[str, ...]], ...] = (
    ("vacant", Text("Leer", "vacant"), "#B2182B", "cross", ("vacant",)),
    (
        "partly",
        Text("", ""),  # named by what it holds: outside of the town hall nothing is at risk
        "#E69F00", "diagonal", ("partly_vacant", "interim_use", "at_risk"),
    ),
    ("building", Text("Im Umbau", "under construction"), "#8C8C8C", "lines",
     ("under_construction",)),
    ("occupied", Text("Belegt", "occupied"), "#0072B2", "none", ("occupied",)),
    ("unknown", Text("Unbekannt", "unknown"), "#FFFFFF", "dots", ("unknown",)),
)  # fmt: skip

_RATE_BREAKS = (0.0, 0.1, 0.2, 0.35)
_RATE_COLOURS = ("#fde0c5", "#f8a472", "#d9583f", "#8c1d1d")

_TITLE = Text("Leerstand in der Innenstadt", "Vacancy in the town centre")
_TITLE_OSM = Text("Läden und Dienste in der Innenstadt", "Shops and services in the centre")


def map_model(release: Release, *, lang: Lang = "de") -> MapModel:
    """
    Compose the map of a release.

    Parameters
    ----------
    release
        What the audience may see; without single units the streets are drawn by class.
    lang
        Language of every word on the map.

    Returns
    -------
    MapModel
        For `sealed_html` or `SealedMap.from_model`.
    """
    rate = release.figure("vacancy_rate")
    layers = [layer for layer in _layers(release, lang) if len(layer.frame)]
    has_register = rate is not None and (rate.value is not None or rate.denominator)
    return MapModel(
        title=(_TITLE if has_register else _TITLE_OSM).to(lang),
        town=release.name,
        day_text=Text("Stand: ", "As of ").to(lang) + day(release.survey_day, lang=lang),
        audience_stamp=release.audience.upper(),
        sentence=headline(rate).to(lang) if rate is not None else "",
        figure_id=rate.id if rate is not None else "",
        sources=_sources(release),
        basemap=release.tables["basemap"],
        buildings=release.tables["buildings"],
        layers=tuple(layers),
        lang=lang,
    )


def _layers(release: Release, lang: Lang) -> list[MapLayer]:
    """From the lowest to the one on top."""
    layers = []
    if "isochrones" in release.tables:
        layers.append(_isochrone_layer(release.tables["isochrones"], lang))
    if "zone" in release.tables:
        layers.append(_zone_layer(release.tables["zone"], lang))
    if "clusters" in release.tables:
        layers.append(_cluster_layer(release.tables["clusters"], lang))
    units = release.tables.get("premises")
    if units is not None:
        register = units[units["in_register"].fillna(False).astype(bool)]
        others = units[~units.index.isin(register.index)]
        layers.append(_osm_layer(others, lang, visible=not len(register)))
        if len(register):
            layers.append(_unit_layer(register, "units", _UNITS, lang))
    elif "section_density" in release.tables:
        layers.append(_section_layer(release.tables["section_density"], lang))
    return layers


_UNITS = Text("Ladenlokale", "Units")


def _unit_layer(units: Any, key: str, title: Text, lang: Lang) -> MapLayer:
    group = {status: value for value, _, _, _, many in _GROUPS for status in many}
    shown = units[units["status"] != "gone"]
    frame = shown.assign(
        group=shown["status"].map(group),
        status_text=shown["status"].map({k: v.to(lang) for k, v in STATUS.items()}),
        address=(shown["street"].fillna("") + " " + shown["house_number"].fillna("")).str.strip(),
    )
    frame["title"] = frame["name"].fillna(frame["address"])
    tooltip = [("title", Text("Name", "name").to(lang))]
    if "duration_class" in frame:
        words = {k: v.to(lang) for k, v in DURATION_CLASSES.items()}
        frame["duration_text"] = frame["duration_class"].map(words)
        tooltip.append(("duration_text", Text("leer seit", "vacant for").to(lang)))
    tooltip += [
        ("address", Text("Adresse", "address").to(lang)),
        ("status_text", Text("Status", "status").to(lang)),
    ]
    if "reason" in frame:
        tooltip.append(("reason", Text("Grund", "reason").to(lang)))
    counts = frame["group"].value_counts()
    classes = tuple(
        MapClass(
            value, label.to(lang) or _joined(frame, many, lang), colour, hatch, int(counts[value])
        )
        for value, label, colour, hatch, many in _GROUPS
        if value in counts
    )
    return MapLayer(
        key=key, title=title.to(lang), kind="units", frame=frame, class_column="group",
        classes=classes, tooltip=tuple(tooltip),
    )  # fmt: skip


def _joined(frame: Any, statuses: tuple[str, ...], lang: Lang) -> str:
    """Name a class by the statuses that occur in it."""
    held = set(frame["status"].unique())
    words = ", ".join(STATUS[s].to(lang) for s in statuses if s in held)
    return words[:1].upper() + words[1:]


def _osm_layer(units: Any, lang: Lang, *, visible: bool) -> MapLayer:
    used = units[units["status"] == "occupied"].assign(group="occupied")
    address = (used["street"].fillna("") + " " + used["house_number"].fillna("")).str.strip()
    used = used.assign(address=address, title=used["name"].fillna(address))
    title = Text("Weitere laut OpenStreetMap", "Others in OpenStreetMap")
    if visible:
        title = Text("Einheiten laut OpenStreetMap", "Units in OpenStreetMap")
    label = Text("genutzt laut OSM", "in use, OSM")
    return MapLayer(
        key="osm_units", title=title.to(lang), kind="units", frame=used, class_column="group",
        classes=(MapClass("occupied", label.to(lang), "#7FB2D5", "none", len(used)),),
        tooltip=(
            ("title", Text("Name", "name").to(lang)),
            ("address", Text("Adresse", "address").to(lang)),
        ),
        visible=visible,
    )  # fmt: skip


def _section_layer(section_density: Any, lang: Lang) -> MapLayer:
    """Colour streets by the class of their rate, where the rate may be published."""
    rate = section_density["vacancy_rate"]
    place = sum((rate > edge).astype(int) for edge in _RATE_BREAKS[1:])
    frame = section_density.assign(group=place.astype("str").where(rate.notna(), "none"))
    frame = frame[frame["units"].fillna(1) > 0]
    names = ("0–10 %", "10–20 %", "20–35 %", "> 35 %")
    counts = frame["group"].value_counts()
    classes = [
        MapClass(str(i), names[i], _RATE_COLOURS[i], "none", int(counts[str(i)]))
        for i in range(len(names))
        if str(i) in counts
    ]
    if "none" in counts:
        label = Text("keine Angabe oder zu wenige", "not stated or too few").to(lang)
        classes.append(MapClass("none", label, "#FFFFFF", "dots", int(counts["none"])))
    return MapLayer(
        key="sections", title=Text("Leerstand je Straßenabschnitt", "Vacancy by section").to(lang),
        kind="line", frame=frame, class_column="group", classes=tuple(classes),
        tooltip=(("street", Text("Straße", "street").to(lang)),),
    )  # fmt: skip


def _isochrone_layer(rows: Any, lang: Lang) -> MapLayer:
    frame = rows.sort_values("walk_min", ascending=False)
    frame = frame.assign(group=frame["walk_min"].astype(int).astype("str"))
    colours = {"5": "#08519c", "10": "#6baed6", "15": "#c6dbef"}
    word = Text("bis {} Gehminuten", "up to {} minutes on foot").to(lang)
    classes = tuple(
        MapClass(value, word.format(value), colours.get(value, "#9ecae1"))
        for value in sorted(frame["group"].unique(), key=int)
    )
    return MapLayer(
        key="isochrones", title=Text("Zu Fuß ins Zentrum", "On foot to the centre").to(lang),
        kind="area", frame=frame, class_column="group", classes=classes,
        visible=False,
    )  # fmt: skip


def _zone_layer(rows: Any, lang: Lang) -> MapLayer:
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


def _cluster_layer(rows: Any, lang: Lang) -> MapLayer:
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


def _sources(release: Release) -> tuple[str, ...]:
    lines = dict.fromkeys(
        f"{s.attribution} ({s.licence})" if s.licence else s.attribution
        for s in release.log.sources
        if s.attribution
    )
    return tuple(lines)
