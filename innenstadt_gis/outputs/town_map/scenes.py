"""The story that comes with the map: one scene a theme, where there is something to show.

A scene is a row of `STORY`. Layers and figures that a release does not hold drop out of it;
a scene that then has nothing to say, or shows none of the layers that it needs, drops out of
the story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from innenstadt_gis.branches import BRANCHES
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.map import MapLayer, MapScene
from innenstadt_gis.outputs.sentences import ideas_sentences
from innenstadt_gis.outputs.town_map import easy, say
from innenstadt_gis.outputs.town_map.photos import said_of_photos
from innenstadt_gis.outputs.town_map.plans import said_of_plans
from innenstadt_gis.outputs.town_map.surveys import said_of_surveys, survey_keys
from innenstadt_gis.words import Lang, Text

__all__ = ["STORY", "WALK", "Told", "scenes_of"]

#: Scene that leads to the walk; a page without one has not got it.
WALK = "walk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """
    One row of the story.

    Attributes
    ----------
    id, title
        Name in code, and what stands above the sentences.
    say
        Makes the sentences from a release; none: the scene drops out.
    figures
        Keys of the figures that the sentences quote, or what finds them in a release.
    layers
        Keys of the layers to show, as far as the map has them; of ``"units|sections"`` the
        first that it has. Or what finds them for a release.
    needs
        Layers of which one at least must be there; empty: none is needed.
    off
        (layer, value of a class) that is left out.
    branches
        Slugs of branches that the filter lets through; empty: no filter.
    around
        Layer that the view frames whole; blank frames the core of the units.
    easy
        In Leichte Sprache, the legend too.
    """

    id: str
    title: Text
    say: Callable[[Release], Iterator[Text]]
    figures: tuple[str, ...] | Callable[[Release], tuple[str, ...]] = ()
    layers: tuple[str, ...] | Callable[[Release], tuple[str, ...]] = ()
    needs: tuple[str, ...] = ()
    off: tuple[tuple[str, Any], ...] = ()
    branches: tuple[str, ...] = ()
    around: str = ""
    easy: bool = False


#: In the order in which the story is told.
STORY: tuple[Told, ...] = (
    Told(
        id="start", title=Text("Ist das Ihre Innenstadt?", "Is this your town centre?"),
        say=say.where, layers=("places",),
    ),
    Told(
        id="vacancy", title=Text("Leerstand", "Vacancy"), say=say.vacancy,
        figures=("vacancy_rate",), layers=("units|sections",), needs=("units", "sections"),
    ),
    Told(
        id="place", title=Text("Lage der Leerstände", "Where the vacancies lie"), say=say.place,
        figures=("vacancy_pattern",), layers=("units|sections", "clusters"),
        needs=("units", "sections"), around="clusters",
    ),
    Told(
        id="streets", title=Text("Leerstand nach Straßen", "Vacancy by street"), say=say.by_street,
        figures=say.streets_told, layers=("sections",), needs=("sections",),
    ),
    Told(
        id="duration", title=Text("Wie lange stehen sie leer?", "Vacant for how long?"),
        say=say.duration, figures=("vacancy_duration", "vacancy_duration_24_60", "vacancy_duration_over_60"),
        layers=("duration",), needs=("duration",),
    ),
    Told(
        id="change", title=Text("Was hat sich verändert?", "What has changed?"), say=say.change,
        figures=("vacancies_new", "vacancies_let_again", "vacancies_lasting"), layers=("change",),
        needs=("change",),
    ),
    Told(
        id="surveys", title=Text("Damals und heute", "Then and now"), say=said_of_surveys,
        layers=lambda release: survey_keys(release)[-2:], needs=("change",),
    ),
    Told(
        id="photos", title=Text("Vorher und nachher", "Before and after"), say=said_of_photos,
        layers=("places", "photos"), needs=("photos",), around="photos",
    ),
    Told(
        id="mix", title=Text("Branchenmix", "Mix of branches"), say=say.mix,
        figures=("effective_branches",), layers=("mix",), needs=("mix",),
    ),
    Told(
        id="supply", title=Text("Besatz der Straßen", "Units along the streets"), say=say.supply,
        figures=("units_per_100m", "longest_gap_m"), layers=("supply",), needs=("supply",),
    ),
    Told(
        id="walking", title=Text("Zu Fuß ins Zentrum", "On foot to the centre"), say=say.minutes,
        figures=("persons_within_10_min", "persons_within_15_min"), layers=("isochrones",),
        needs=("isochrones",), around="isochrones",
    ),
    Told(
        id="paces", title=Text("Wer wie weit kommt", "Who gets how far"), say=say.walking,
        figures=("persons_within_15_min", "persons_within_15_min_at_75_84"), layers=("paces",),
        needs=("paces",), around="paces",
    ),
    Told(
        id="barriers", title=Text("Was im Weg ist", "What is in the way"), say=say.barred,
        figures=("persons_cut_off_wheelchair", "persons_cut_off_rollator"), layers=("barriers",),
        needs=("barriers",), around="paces",
    ),
    Told(
        id="transit", title=Text("Mit Bus und Bahn", "By public transport"), say=say.transit,
        figures=("persons_within_15_min_by_transit", "persons_within_15_min_by_transit_at_75_84",
                 "centre_stop_departures"),
        layers=("transit", "bus_stops"), needs=("transit",), around="transit",
    ),
    Told(
        id="local_supply", title=Text("Nahversorgung", "Local supply"), say=say.local_supply,
        figures=("local_supply_score",), layers=("mix",), needs=("mix",),
        off=(("mix", "gastronomy"), ("mix", "service"), ("mix", "other")),
        branches=("food", "pharmacy", "drugstore", "bakery", "doctor"),
    ),
    Told(
        id="sites", title=Text("Brachen und Baulücken", "Brownfields and gaps"), say=say.sites,
        figures=("brownfields", "gaps"), layers=("sites",), needs=("sites",),
    ),
    Told(
        id="digital", title=Text("Digitale Innenstadt", "Digital town centre"), say=say.digital,
        figures=("opening_hours_listed", "website_listed"), layers=("digital|places",),
        needs=("digital", "places"),
    ),
    Told(
        id="cooperation", title=Text("Zusammenarbeit", "Working together"),
        say=said_of_plans,
        figures=("association_members", "voucher_accepted", "joint_hours", "measures",
                 "measures_done", "measures_running", "measures_overdue"),
        layers=("places", "measures", "examples"),
    ),
    Told(
        id="stay", title=Text("Verweilen", "Staying"), say=say.amenities,
        figures=("seats_per_100m", "farthest_from_seats"), layers=("amenities",),
        needs=("amenities",),
    ),
    Told(
        id="conflicts", title=Text("Wo sich Quellen widersprechen", "Where sources disagree"),
        say=say.conflicts, layers=("conflicts",), needs=("conflicts",), around="conflicts",
    ),
    Told(
        id=WALK, title=Text("Gehen wir gemeinsam?", "Shall we walk it together?"), say=say.walk,
        layers=("places",),
    ),
    Told(
        id="ideas", title=Text("Was gesagt wurde", "What people said"), say=ideas_sentences,
        figures=("ideas", "idea_votes"), layers=("places",),
    ),
    Told(
        id="young", title=Text("Für junge Leute", "For young people"), say=easy.young,
        figures=("share_centre_function_gastronomy",), layers=("mix", "amenities"),
        needs=("mix", "amenities"),
        off=(("mix", "service"), ("mix", "other"), ("amenities", "toilet"), ("amenities", "seat")),
        easy=True,
    ),
    Told(
        id="families", title=Text("Für Familien", "For families"), say=easy.families,
        figures=("play_per_100m", "toilets_per_100m"), layers=("places", "amenities"),
        needs=("amenities",), off=(("amenities", "leisure"),), easy=True,
    ),
    Told(
        id="seniors", title=Text("Für ältere Menschen", "For older people"), say=easy.seniors,
        figures=("seats_per_100m", "toilets_per_100m"), layers=("places", "amenities"),
        needs=("amenities",), off=(("amenities", "leisure"), ("amenities", "play")), easy=True,
    ),
)  # fmt: skip


def scenes_of(
    release: Release, layers: Sequence[MapLayer], *, lang: Lang, story: tuple[Told, ...] = STORY
) -> tuple[MapScene, ...]:
    """
    Tell the story of a release with the layers that its map has.

    Parameters
    ----------
    release
        What the audience may see; every number in the sentences is one of its figures.
    layers
        Layers of the map.
    lang
        Language of the scenes.
    story
        Rows to tell, in their order.

    Returns
    -------
    tuple of MapScene
        Scenes that have something to say and to show.
    """
    made = (_scene(row, release, {one.key: one for one in layers}, lang) for row in story)
    return tuple(one for one in made if one is not None)


def _scene(row: Told, release: Release, layers: dict[str, MapLayer], lang: Lang) -> MapScene | None:
    wanted = row.layers(release) if callable(row.layers) else row.layers
    firsts = [next((k for k in key.split("|") if k in layers), "") for key in wanted]
    shown = tuple(key for key in firsts if key)
    if row.needs and not any(key in layers for key in row.needs):
        return None
    sentences = tuple(text.to(lang) for text in row.say(release))
    if not sentences:
        return None
    keys = row.figures(release) if callable(row.figures) else row.figures
    asked = [f for key in keys if (f := release.figure(key)) is not None]
    told = [f for f in asked if f.value is not None] or asked
    return MapScene(
        id=row.id, title=row.title.to(lang), sentences=sentences,
        figures=tuple(f.id for f in told),
        layers=shown, off=tuple(one for one in row.off if one[0] in shown),
        filter=(("branch_text", _labels(row.branches, lang)),) if row.branches else (),
        view=row.around if row.around in layers else None,
        words=tuple(
            (key, value, text.to(lang)) for key, value, text in easy.WORDS if key in shown
        ) if row.easy else (),
        easy=row.easy,
    )  # fmt: skip


def _labels(slugs: tuple[str, ...], lang: Lang) -> tuple[str, ...]:
    return tuple(BRANCHES[slug].label.to(lang) for slug in slugs)
