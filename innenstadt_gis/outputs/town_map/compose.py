"""A release as a `MapModel`: its layers, its story, its words."""

from __future__ import annotations

from functools import partial
from typing import Any

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.ideas import saved_ideas
from innenstadt_gis.outputs.map import MapCorrections, MapLayer, MapModel, MapWalk
from innenstadt_gis.outputs.saved_scenes import saved_scenes
from innenstadt_gis.outputs.sentences import headline
from innenstadt_gis.outputs.town_map import layers as base
from innenstadt_gis.outputs.town_map import streets, themes
from innenstadt_gis.outputs.town_map.figures import map_figures
from innenstadt_gis.outputs.town_map.photos import map_photos, photo_layer
from innenstadt_gis.outputs.town_map.plans import plan_layers
from innenstadt_gis.outputs.town_map.reach import reach_layers
from innenstadt_gis.outputs.town_map.scenes import STORY, WALK, scenes_of
from innenstadt_gis.outputs.town_map.surveys import map_surveys, survey_layers
from innenstadt_gis.outputs.town_map.town_hall import conflict_layer, digital_layer
from innenstadt_gis.words import Lang, Text, day

_TITLE = Text("Unsere Innenstadt", "Our town centre")  # of every theme; the scenes say of which

#: Whom a map is for, as it is stamped on it.
STAMPS: dict[str, Text] = {
    "intern": Text("INTERN", "INTERNAL"),
    "workshop": Text("WORKSHOP", "WORKSHOP"),
    "oeffentlich": Text("ÖFFENTLICH", "PUBLIC"),
}


def map_model(release: Release, *, lang: Lang = "de", walk: MapWalk | None = None) -> MapModel:
    """
    Compose the map of a release.

    Parameters
    ----------
    release
        What the audience may see; without single units the streets are drawn by class.
    lang
        Language of every word on the map.
    walk
        What the page needs to plan a walk; without it it offers none.

    Returns
    -------
    MapModel
        For `sealed_html` or `SealedMap.from_model`.
    """
    rate = release.figure("vacancy_rate")
    layers = town_layers(release, lang)
    story = STORY if walk is not None else tuple(row for row in STORY if row.id != WALK)
    scenes = scenes_of(release, layers, lang=lang, story=story)
    return MapModel(
        title=_TITLE.to(lang),
        town=release.name,
        day_text=Text("Stand: ", "As of ").to(lang) + day(release.survey_day, lang=lang),
        audience_stamp=STAMPS[release.audience].to(lang),
        sentence=headline(rate).to(lang) if rate is not None else "",
        figure_id=rate.id if rate is not None else "",
        sources=source_lines(release),
        basemap=release.tables["basemap"],
        buildings=release.tables["buildings"],
        layers=tuple(layers),
        lang=lang,
        scenes=scenes,
        figures=map_figures(
            release, [i for one in scenes for i in one.figures], layers=layers, lang=lang
        ),
        saved={**saved_ideas(release), **saved_scenes(release)},
        corrections=_correctable(release),
        photos=map_photos(release, lang=lang),
        surveys=map_surveys(release, layers, lang=lang),
        walk=walk,
    )


def town_layers(release: Release, lang: Lang) -> list[MapLayer]:
    """Layers of a release that hold anything, from the lowest to the one on top."""
    marked = photo_layer(release, lang)
    every = [*_layers(release, lang), *([marked] if marked is not None else [])]
    return [layer for layer in every if len(layer.frame)]


def _correctable(release: Release) -> MapCorrections | None:
    """Units that the town hall may correct on its map; nobody else's map holds an id."""
    units = release.tables.get("premises")
    if release.audience != "intern" or units is None or not len(units):
        return None
    return MapCorrections(units[units["status"] != "gone"])


def _layers(release: Release, lang: Lang) -> list[MapLayer]:
    """From the lowest to the one on top."""
    made = reach_layers(release, lang)
    tables = release.tables
    units = tables.get("premises")
    for name, make in (
        ("zone", base.zone_layer), ("sites", themes.site_layer),
        ("section_density", streets.supply_layer),
        ("section_density", partial(streets.rate_layer, visible=units is None)),
        ("clusters", base.cluster_layer),
    ):  # fmt: skip
        if name in tables:
            made.append(make(tables[name], lang))
    if units is not None:
        made += _unit_layers(release, units, lang)
    if "amenities" in tables:  # above all else: a bench in front of a shop is not hidden by it
        made.append(themes.amenity_layer(tables["amenities"], lang))
    return [*made, *plan_layers(release, lang)]


def _unit_layers(release: Release, units: Any, lang: Lang) -> list[MapLayer]:
    """Units in all classes that the release can tell; the one by status on top."""
    tables = release.tables
    register = units[units["in_register"].fillna(False).astype(bool)]
    others = units[~units.index.isin(register.index)]
    made = themes.unit_themes(units, register, tables.get("transitions"), lang)
    made += survey_layers(release, lang)
    if "digital" in tables:
        made.append(digital_layer(units, tables["digital"], lang))
    if "conflicts" in tables:
        made.append(conflict_layer(units, tables["conflicts"], lang))
    made.append(base.osm_layer(others, lang, alone=not len(register)))
    if len(register):
        made.append(base.unit_layer(register, lang))
    return made


def source_lines(release: Release) -> tuple[str, ...]:
    """Who must be named with what is drawn: attribution and licence of every source, once."""
    lines = dict.fromkeys(
        f"{s.attribution} ({s.licence})" if s.licence else s.attribution
        for s in release.log.sources
        if s.attribution
    )
    return tuple(lines)
