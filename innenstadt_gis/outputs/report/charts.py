"""Which pictures a theme is shown with: printed scenes of the map, and charts of its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from innenstadt_gis.codes import told
from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.chapters import family
from innenstadt_gis.outputs.map import MapLayer, MapScene
from innenstadt_gis.outputs.map.model import Hatch
from innenstadt_gis.outputs.paper import Frame
from innenstadt_gis.outputs.pictures import (
    Bar,
    Part,
    Picture,
    Point,
    bars,
    curve,
    height_of,
    painted,
    parts,
    parts_height,
)
from innenstadt_gis.outputs.pictures.maps import Ground, frame_of, map_height, printed_map
from innenstadt_gis.outputs.report.cards import THEMES
from innenstadt_gis.outputs.town_map.compose import STAMPS
from innenstadt_gis.outputs.town_map.looks import look_of
from innenstadt_gis.outputs.town_map.streets import FEWEST_KNOWN
from innenstadt_gis.outputs.values import of_text, plain_value, value_text
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, day, number, percent

__all__ = ["Studio"]

#: More bars than this do not fit beside a text; those with most units behind them are drawn.
_MOST_BARS = 14
_LONGEST_CREDIT = 150
_PLAIN: tuple[str, Hatch] = ("#0072B2", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """A chart of figures: its name, theme, title, axis, sources, and which figures it shows."""

    name: str
    theme: str
    title: Text
    axis: Text
    roles: tuple[str, ...]
    keys: tuple[str, ...] = ()
    family: str = ""
    whole: bool = False  # shares of one whole: the axis ends at 100 %
    as_parts: bool = False
    sizes: bool = False  # only groups with enough behind them


_OF_UNITS = Text("Anteil der Einheiten mit Angabe, Strich: 95-%-Intervall",
                 "share of units with an answer, line: 95 % interval")  # fmt: skip
_OF_PERSONS = Text("Anteil der Einwohner", "share of inhabitants")

_WISHES: tuple[_Wish, ...] = (
    _Wish(name="S_status", theme="vacancy", title=Text("Ladenlokale nach Status", "Units by status"),
          axis=Text("Ladenlokale", "units"), roles=("register",), as_parts=True,
          keys=("status_vacant", "status_partly_vacant", "status_interim_use", "status_at_risk",
                "status_under_construction", "status_occupied", "status_unknown")),
    _Wish(name="L-11_strassen", theme="vacancy", sizes=True, whole=True,
          title=Text("Leerstandsquote je Straße, in der Reihenfolge der Namen",
                     "Vacancy rate by street, in the order of names"),
          axis=Text("Leerstandsquote, Strich: Wilson 95 %; kleine Zahlen, keine Rangfolge",
                    "vacancy rate, line: Wilson 95 %; small numbers, no ranking"),
          roles=("register",), family="L-11"),
    _Wish(name="L-16_dauer", theme="vacancy", title=Text("Leerstände nach Dauer", "Vacancies by length"),
          axis=Text("Anteil der Leerstände mit bekannter Dauer, Strich: Wilson 95 %",
                    "share of vacancies of known length, line: Wilson 95 %"),
          roles=("register",), family="L-16", whole=True),
    _Wish(name="V_wechsel", theme="change", title=Text("Was aus den Ladenlokalen wurde", "What became of the units"),
          axis=Text("Anteil der Ladenlokale, deren Status an beiden Tagen bekannt ist; Strich: Wilson 95 %",
                    "share of units of known status on both days; line: Wilson 95 %"),
          roles=("register",),
          keys=("vacancies_new", "vacancies_let_again", "vacancies_lasting", "units_gone")),
    _Wish(name="V-11_massnahmen", theme="change", title=Text("Maßnahmen nach Stand", "Measures by state"),
          axis=Text("Maßnahmen", "measures"), roles=("measures",), family="V-11", as_parts=True),
    _Wish(name="M-11_nutzungen", theme="mix", title=Text("Nutzungen im Zentrum", "What units of the centre are used for"),
          axis=_OF_UNITS, roles=("register", "osm"), family="M-11"),
    _Wish(name="N_nahversorgung", theme="supply",
          title=Text("Einwohner mit dem Angebot bis 1.000 m Fußweg", "Inhabitants with the supply within 1,000 m on foot"),
          axis=_OF_PERSONS, roles=("population", "osm"), whole=True,
          keys=("persons_near_supermarket", "persons_near_gp", "persons_near_primary_school",
                "persons_near_pharmacy", "persons_near_stop", "persons_near_bakery",
                "persons_near_drugstore", "persons_near_bank_atm", "persons_near_post",
                "persons_near_dentist", "persons_near_kindergarten")),
    _Wish(name="E-05_gruppen", theme="reach",
          title=Text("Höchstens 15 Gehminuten vom Zentrum, gingen alle wie …",
                     "At most 15 minutes from the centre, if all walked like …"),
          axis=_OF_PERSONS, roles=("population", "osm", "elevation"), family="E-05", whole=True),
    _Wish(name="E-28_gueteklassen", theme="reach",
          title=Text("Einwohner nach ÖV-Güteklasse", "Inhabitants by class of public transport"),
          axis=_OF_PERSONS, roles=("population", "gtfs"), family="E-28", whole=True),
    _Wish(name="D_angaben", theme="digital",
          title=Text("In OpenStreetMap eingetragen", "Entered in OpenStreetMap"),
          axis=Text("Anteil der genutzten Einheiten, Strich: Wilson 95 %",
                    "share of units in use, line: Wilson 95 %"),
          roles=("osm",), whole=True,
          keys=("website_listed", "opening_hours_listed", "phone_listed", "mail_listed", "social_listed",
                "cashless_listed", "step_free_stated")),
    _Wish(name="K_zusammenarbeit", theme="cooperation",
          title=Text("Zusammenarbeit und Öffnungszeiten", "Cooperation and opening hours"),
          axis=_OF_UNITS, roles=("cooperation", "osm"), whole=True,
          keys=("association_members", "voucher_accepted", "joint_hours", "joint_events", "lunch_gap",
                "saturday_afternoon", "evening_open")),
    _Wish(name="I_ausstattung", theme="image",
          title=Text("Ausstattung des Zentrums, in OpenStreetMap eingetragen",
                     "Amenities of the centre, entered in OpenStreetMap"),
          axis=Text("Anzahl je 100 m Straße", "number per 100 m of street"), roles=("osm",),
          keys=("sights_per_100m", "heritage_per_100m", "art_per_100m", "seats_per_100m",
                "trees_per_100m", "toilets_per_100m", "play_per_100m", "water_per_100m")),
    _Wish(name="H_hinweise", theme="ideas", title=Text("Hinweise nach Art", "Notes by kind"),
          axis=Text("Hinweise", "notes"), roles=("ideas",), family="H-01"),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Studio:
    """Makes the pictures of a report."""

    release: Release
    layers: tuple[MapLayer, ...]
    scenes: tuple[MapScene, ...]
    lang: Lang
    drawing: bool = True

    def charts(self, theme: str) -> Iterator[tuple[Picture, str]]:
        """Pictures of a theme that the release has anything for, each with its caption."""
        if not self.drawing:
            return
        first, *others = [*THEMES[theme].scenes, ""]
        yield from self._scene(first)
        if theme == "change" and (picture := self._trend()) is not None:
            yield picture, picture.title
        for wish in _WISHES:
            figures = self._figures(wish) if wish.theme == theme else []
            if len([f for f in figures if f.value is not None]) > 1:
                picture = self._chart(wish, figures)
                yield picture, _caption(picture.title, _ids(figures))
        for said in others:
            yield from self._scene(said)

    # maps ---------------------------------------------------------------------

    def _scene(self, said: str) -> Iterator[tuple[Picture, str]]:
        """Print the first scene of several that the map tells and that shows anything."""
        for key in said.split("|"):
            scene = next((one for one in self.scenes if one.id == key), None)
            picture = self._map(scene) if scene is not None else None
            if scene is not None and picture is not None:
                yield picture, _caption(scene.title, scene.figures)
                return

    def _map(self, scene: MapScene) -> Picture | None:
        """Print a scene, if it shows more than where units are."""
        by_key = {layer.key: layer for layer in self.layers}
        shown = [by_key[key] for key in by_key if key in scene.layers and key != "places"]
        frame = self._frame(scene, shown) if shown else None
        if frame is None:
            return None
        alt = Text("Karte", "Map").to(self.lang) + f": {scene.title}. " + " ".join(scene.sentences)
        return painted(
            printed_map(shown, self._ground, frame, lang=self.lang),
            name=f"karte_{scene.id}", title=scene.title, alt=alt, height_mm=map_height(shown),
            credit=self._credit(scene.figures, ("osm", *_SCENE_ROLES.get(scene.id, ()))),
        )  # fmt: skip

    @property
    def _ground(self) -> Ground:
        if "ground" not in self.__dict__:
            tables = self.release.tables
            made = Ground(tables["basemap"], tables["buildings"], tables["sections"])
            self.__dict__["ground"] = made
        kept: Ground = self.__dict__["ground"]
        return kept

    def _frame(self, scene: MapScene, shown: Sequence[MapLayer]) -> Frame | None:
        """Frame the area that a scene is about, else the core of the town with what lies around."""
        by_key = {layer.key: layer for layer in self.layers}
        about = by_key.get(scene.view) if isinstance(scene.view, str) else None
        if about is not None and about.key != "clusters":
            return frame_of([about])
        core = next((by_key[k] for k in ("units", "sections", "osm_units") if k in by_key), None)
        around = [one for one in shown if one.key == "clusters"]
        return frame_of([core, *around] if core is not None else list(shown))

    # charts -------------------------------------------------------------------

    def _figures(self, wish: _Wish) -> list[Figure]:
        if wish.keys:
            found = [f for key in wish.keys if (f := self.release.figure(key)) is not None]
            return [f for f in found if f.value is not None]
        cells = [
            f for f in self.release.figures if f.group is not None and family(f) == wish.family
        ]
        if wish.sizes:
            cells = [
                f for f in cells if f.value is not None and (f.denominator or 0) >= FEWEST_KNOWN
            ]
            most = sorted(cells, key=lambda f: (-(f.denominator or 0), f.id))[:_MOST_BARS]
            cells = [f for f in cells if f in most]
        return cells

    def _chart(self, wish: _Wish, figures: list[Figure]) -> Picture:
        rows = [(_label(f, self.lang), *(look_of(f) or _PLAIN), f) for f in figures]
        if wish.as_parts:
            rows = [row for row in rows if row[3].value]
            one = [
                Part(label=label, value=f.value or 0, said=number(f.value, lang=self.lang),
                     colour=colour, hatch=hatch)
                for label, colour, hatch, f in rows
            ]  # fmt: skip
            paint, high = parts(one), parts_height(len(one))
            said = [(part.label, part.said) for part in one]
        else:
            every = [
                Bar(label=label, value=f.value, said=self._said(f), low=f.low, high=f.high,
                    colour=colour, hatch=hatch)
                for label, colour, hatch, f in rows
            ]  # fmt: skip
            paint = bars(every, tick=self._tick(figures[0].unit), axis=wish.axis.to(self.lang),
                         top=1.0 if wish.whole else None)  # fmt: skip
            high, said = height_of(len(every)), [(bar.label, bar.said) for bar in every]
        title = wish.title.to(self.lang)
        word = Text("Diagramm", "Chart").to(self.lang)
        alt = f"{word}: {title}. " + "; ".join(f"{label}: {words}" for label, words in said) + "."
        return painted(
            paint, name=wish.name, title=title, alt=alt, height_mm=high,
            credit=self._credit(_ids(figures), wish.roles),
        )  # fmt: skip

    def _said(self, figure: Figure) -> str:
        """Value with what it was counted of; a withheld one says so."""
        if figure.value is None:
            return Text("nicht gezeigt", "not shown").to(self.lang)
        base = of_text(figure, self.lang)
        text = value_text(figure, self.lang)
        return f"{text} ({base})" if base and figure.unit == "share" else text

    def _tick(self, unit: str) -> Callable[[float], str]:
        if unit == "share":
            return lambda value: percent(value, lang=self.lang)
        return lambda value: plain_value(round(value, 6), "count", self.lang)

    def _trend(self) -> Picture | None:
        """The rate of every survey, if there are two at least."""
        rows = self.release.tables.get("trend")
        if rows is None or rows["vacancy_rate"].notna().sum() < 2:
            return None
        known = rows[rows["vacancy_rate"].notna()]
        link = Text("von", "of").to(self.lang)
        points = [
            Point(
                at=float(row["day"].toordinal()), day=day(row["day"].date(), lang=self.lang),
                value=float(row["vacancy_rate"]), low=float(row["low"]), high=float(row["high"]),
                said=f"{percent(row['vacancy_rate'], digits=1, lang=self.lang)} "
                f"({number(row['vacant'], lang=self.lang)} {link} {number(row['known'], lang=self.lang)})",
            )
            for _, row in known.iterrows()
        ]  # fmt: skip
        title = Text("Leerstandsquote je Erhebung", "Vacancy rate by survey").to(self.lang)
        axis = Text("Leerstandsquote, Strich: Wilson 95 %", "vacancy rate, line: Wilson 95 %")
        word = Text("Diagramm", "Chart").to(self.lang)
        alt = f"{word}: {title}. " + "; ".join(f"{p.day}: {p.said}" for p in points) + "."
        return painted(
            curve(points, tick=lambda v: percent(v, lang=self.lang), axis=axis.to(self.lang)),
            name="V_erhebungen", title=title, alt=alt, height_mm=62,
            credit=self._credit(("L-01",), ("register",)),
        )  # fmt: skip

    def _credit(self, ids: Sequence[str], roles: Sequence[str]) -> str:
        """Ids, town and day, audience and sources: what must survive every copy of a picture."""
        logs = [log for log in self.release.log.sources if log.role in roles]
        named = dict.fromkeys(log.attribution or told(log.role, self.lang) for log in logs)
        stand = Text("Stand", "as of").to(self.lang)
        parts = [
            ", ".join(ids[:4]), self.release.name,
            f"{stand} {day(self.release.survey_day, lang=self.lang)}", STAMPS[self.release.audience].to(self.lang),
            Text("Quelle: ", "source: ").to(self.lang) + ", ".join(named) if named else "",
        ]  # fmt: skip
        line = " · ".join(part for part in parts if part)
        return line if len(line) <= _LONGEST_CREDIT else line[: _LONGEST_CREDIT - 1] + "…"


#: Sources of a scene beside the map itself.
_SCENE_ROLES = {
    "place": ("register",), "vacancy": ("register",), "change": ("register",), "mix": ("register",),
    "sites": ("parcels", "brownfields"), "walking": ("elevation",), "transit": ("gtfs",),
    "cooperation": ("measures",),
}  # fmt: skip


def _label(figure: Figure, lang: Lang) -> str:
    """Words of a bar: its group, or its name without what all bars of a chart share."""
    text = (figure.group or figure.label).to(lang)
    for shared in _SHARED:
        text = text.replace(shared, "")
    return text[:1].upper() + text[1:]


_SHARED = (
    " in OpenStreetMap eingetragen", " entered in OpenStreetMap", "Personen mit ", "persons with ",
    " bis 1.000 m Fußweg", " within 1,000 m on foot", " je 100 m Straße,", " per 100 m of street,",
)  # fmt: skip


def _ids(figures: Sequence[Figure]) -> tuple[str, ...]:
    """Ids of figures, of a breakdown that of all of it."""
    return tuple(dict.fromkeys(family(f) for f in figures))


def _caption(title: str, ids: Sequence[str]) -> str:
    return f"{title} ({', '.join(ids)})" if ids else title
