"""What scenes say: templates filled from figures of the release, no number typed by hand."""

from __future__ import annotations

from collections.abc import Iterator

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.sentences import headline, mix_sentence, pattern, reach, supply_sentence
from innenstadt_gis.outputs.town_map.streets import FEWEST_KNOWN
from innenstadt_gis.outputs.values import value_text
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, number, percent

_LANGS: tuple[Lang, Lang] = ("de", "en")

#: Classes of duration of two years and more.
_LONG = ("L-16:24-60", "L-16:>60")


def known(release: Release, key: str) -> Figure | None:
    """Return the figure of a key if it has a value."""
    figure = release.figure(key)
    return figure if figure is not None and figure.value is not None else None


def _fill(de: str, en: str, **values: dict[Lang, str]) -> Text:
    """Fill a template in both languages; each value is written as its language does."""
    done = [
        text.format(**{k: v[lang] for k, v in values.items()})
        for text, lang in zip((de, en), _LANGS, strict=True)
    ]
    return Text(*done)


def _and(told: Text, de: str, en: str, **values: dict[Lang, str]) -> Text:
    """Go on with a sentence: the room is read one."""
    more = _fill(de, en, **values)
    return Text(f"{told.de[:-1]}; {more.de}", f"{told.en[:-1]}; {more.en}")


def _number(value: float | None, digits: int = 0) -> dict[Lang, str]:
    return {lang: number(value, digits=digits, lang=lang) for lang in _LANGS}


def _percent(value: float | None, digits: int = 0) -> dict[Lang, str]:
    return {lang: percent(value, digits=digits, lang=lang) for lang in _LANGS}


def _value(figure: Figure) -> dict[Lang, str]:
    return {lang: value_text(figure, lang) for lang in _LANGS}


def _sentence(why: Text) -> Text:
    """Write a reason as a sentence of its own."""
    return Text(*(f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in why))


def where(release: Release) -> Iterator[Text]:
    """Ask whether this is the town that people know, and say what the map holds."""
    register = release.figure("status_occupied")
    count = register.denominator if register is not None else None
    if count:
        yield _fill(
            "Die Liste der Stadt nennt {n} Ladenlokale. Wo sind wir? Was fehlt, was hat sich geändert?",
            "The town's register names {n} units. Where are we? What is missing, what has changed?",
            n=_number(count),
        )
    else:
        yield Text(
            "Wo sind wir? Was fehlt auf dieser Karte, was hat sich geändert?",
            "Where are we? What is missing on this map, what has changed?",
        )


def vacancy(release: Release) -> Iterator[Text]:
    """Say the headline, in the words of all products."""
    rate = release.figure("vacancy_rate")
    if rate is not None and headline(rate).de:
        yield headline(rate)


def place(release: Release) -> Iterator[Text]:
    """Say what the test of the place of the vacancies says, and nothing else."""
    said = pattern(release)
    if said is not None:
        yield said


def _fullest(release: Release) -> list[Figure]:
    """Up to three streets with most vacancies, of those of which enough units are known."""
    streets = [f for f in release.figures if f.key.startswith("vacancy_street_")]
    told = [
        f for f in streets
        if f.value is not None and f.numerator and (f.denominator or 0) >= FEWEST_KNOWN
    ]  # fmt: skip
    return sorted(told, key=lambda f: (-(f.numerator or 0), f.id))[:3]


def streets_told(release: Release) -> tuple[str, ...]:
    """Ids of the figures of `by_street`."""
    return tuple(f.id for f in _fullest(release))


def by_street(release: Release) -> Iterator[Text]:
    """Say how many stand empty in the streets that have most of them."""
    told = _fullest(release)
    if not told:
        return
    said = []
    for lang, word in zip(_LANGS, ("von", "of"), strict=True):
        said.append(
            ", ".join(
                f"{f.group.to(lang) if f.group else f.label.to(lang)} "
                f"{number(f.numerator, lang=lang)} {word} {number(f.denominator, lang=lang)}"
                for f in told
            )
        )
    yield Text(
        f"Von den Ladenlokalen mit bekanntem Status stehen leer: {said[0]}. "
        "Bei kleinen Zahlen macht ein Laden viel aus.",
        f"Of the units of known status these are vacant: {said[1]}. "
        "With small numbers one shop makes a great difference.",
    )


def conflicts(release: Release) -> Iterator[Text]:
    """Ask to look where sources disagree; in the town hall alone."""
    rows = release.tables.get("conflicts")
    if rows is not None and len(rows):
        yield Text(
            "Hier sagen zwei Quellen Verschiedenes. Was stimmt? „Korrigieren“ nimmt die Antwort auf.",
            "Two sources say different things here. Which is right? “Correct” takes the answer.",
        )


def duration(release: Release) -> Iterator[Text]:
    """Say how many stand empty for two years and more, or why nobody can say."""
    whole = release.figure("vacancy_duration")
    if whole is not None and whole.value is None and whole.why is not None:
        yield _sentence(whole.why)
        return
    cells = [known(release, one) for one in _LONG]
    if any(cell is None or cell.numerator is None for cell in cells):
        return
    many = sum(cell.numerator or 0 for cell in cells if cell is not None)
    first = cells[0]
    if first is None:
        return
    unknown = first.parameters.get("unknown", 0)
    yield _fill(
        "{k} von {n} Leerständen mit bekannter Dauer stehen seit 2 Jahren oder länger leer"
        + ("; bei {u} weiteren ist die Dauer nicht bekannt." if unknown else "."),
        "{k} of {n} vacancies of known length have been vacant for 2 years or longer"
        + ("; for {u} more the length is not known." if unknown else "."),
        k=_number(many), n=_number(first.denominator), u=_number(unknown),
    )  # fmt: skip


def mix(release: Release) -> Iterator[Text]:
    """Say how mixed the branches are."""
    figure = known(release, "effective_branches") or known(release, "effective_branches_town")
    if figure is not None:
        yield mix_sentence(figure)


def supply(release: Release) -> Iterator[Text]:
    """Say how densely units stand along the streets, and where the longest gap is."""
    density, gap = known(release, "units_per_100m"), known(release, "longest_gap_m")
    if density is None:
        return
    told = _fill(
        "Auf 100 m Straße im Zentrum kommen {n} Ladenlokale und Dienste, belegt oder nicht.",
        "Along 100 m of street in the centre stand {n} units, in use or not.",
        n=_number(density.value, 1),
    )
    yield told if gap is None else _and(
        told, "die längste Strecke ohne genutztes Erdgeschoss misst {m}.",
        "the longest stretch without a ground floor in use is {m}.", m=_value(gap),
    )  # fmt: skip


def minutes(release: Release) -> Iterator[Text]:
    """Say how many persons live within ten and fifteen minutes of the centre."""
    ten, fifteen = known(release, "persons_within_10_min"), known(release, "persons_within_15_min")
    if ten is None:
        return
    told = _fill(
        "{k} von {n} Personen ({p}) wohnen höchstens 10 Gehminuten vom Zentrum.",
        "{k} of {n} persons ({p}) live within 10 minutes on foot of the centre.",
        k=_number(ten.numerator), n=_number(ten.denominator), p=_percent(ten.value, 1),
    )  # fmt: skip
    yield told if fifteen is None else _and(
        told, "in 15 Minuten sind es {p}.", "within 15 minutes it is {p}.",
        p=_percent(fifteen.value, 1),
    )  # fmt: skip


def walking(release: Release) -> Iterator[Text]:
    """Say who is in the centre on foot within a quarter of an hour."""
    said = reach.on_foot(release.figure)
    if said is not None:
        yield said


def barred(release: Release) -> Iterator[Text]:
    """Say to whom the way to the centre is barred, and how far one walks without a bench."""
    for say_ in (reach.barred, reach.benches):
        said = say_(release.figure)
        if said is not None:
            yield said


def transit(release: Release) -> Iterator[Text]:
    """Say who comes by bus and train, and until when one gets home again."""
    for say_ in (reach.by_transit, reach.service):
        said = say_(release.figure)
        if said is not None:
            yield said


def local_supply(release: Release) -> Iterator[Text]:
    """Say what people reach on foot."""
    score = known(release, "local_supply_score")
    if score is not None:
        yield supply_sentence(score)


def sites(release: Release) -> Iterator[Text]:
    """Say how many brownfields and gaps maps and lists tell of; all of them are proposals."""
    fields, gaps = known(release, "brownfields"), known(release, "gaps")
    area = known(release, "brownfield_hectares")
    if fields is None and gaps is None:
        return
    parts: list[Text] = []
    if fields is not None:
        hectares = f" ({value_text(area, 'de')})" if area and fields.value else ""
        acres = f" ({value_text(area, 'en')})" if area and fields.value else ""
        parts.append(
            Text(
                f"bekannte Brachflächen: {number(fields.value)}{hectares}",
                f"known brownfields: {number(fields.value, lang='en')}{acres}",
            )
        )
    if gaps is not None:
        parts.append(_fill("Baulücken: {n}", "gaps between buildings: {n}", n=_number(gaps.value)))
    de, en = "; ".join(p.de for p in parts), "; ".join(p.en for p in parts)
    yield Text(
        f"{de[:1].upper()}{de[1:]}. Vorschläge aus Karten und Listen, vor Ort zu prüfen.",
        f"{en[:1].upper()}{en[1:]}. Proposals from maps and lists, to be checked on the ground.",
    )


def change(release: Release) -> Iterator[Text]:
    """Say what became of the units between the last two surveys."""
    keys = ("vacancies_new", "vacancies_let_again", "vacancies_lasting")
    figures = [release.figure(key) for key in keys]
    told = [f for f in figures if f is not None and f.numerator is not None]
    if len(told) < len(keys):
        return
    new, again, lasting = told
    yield _fill(
        "Seit der vorigen Erhebung: {a} neu leer, {b} wieder belegt, {c} weiterhin leer, von {n} "
        "Ladenlokalen mit bekanntem Status an beiden Tagen.",
        "Since the survey before: {a} newly vacant, {b} let again, {c} still vacant, of {n} units of "
        "known status on both days.",
        a=_number(new.numerator), b=_number(again.numerator), c=_number(lasting.numerator),
        n=_number(new.denominator),
    )  # fmt: skip


def digital(release: Release) -> Iterator[Text]:
    """Say what OpenStreetMap lists; not listed does not mean not there."""
    hours, site = release.figure("opening_hours_listed"), release.figure("website_listed")
    if hours is None or site is None or not hours.denominator:
        return
    if hours.value is not None and site.value is not None:
        shown, why = (_percent(hours.value), _percent(site.value)), None
    elif hours.numerator is not None and site.numerator is not None:
        shown, why = (_number(hours.numerator), _number(site.numerator)), hours.why
    else:
        return
    yield _fill(
        "In OpenStreetMap eingetragen, von {n} Einheiten in Nutzung: Öffnungszeiten {h}, Website {w}. "
        "Nicht eingetragen heißt nicht, dass es das nicht gibt.",
        "Listed in OpenStreetMap, of {n} units in use: opening hours {h}, website {w}. "
        "Not listed does not mean that there is none.",
        n=_number(hours.denominator), h=shown[0], w=shown[1],
    )  # fmt: skip
    if why is not None:
        yield _sentence(why)


def amenities(release: Release) -> Iterator[Text]:
    """Say how far one walks to sit down."""
    seats, far = known(release, "seats_per_100m"), known(release, "farthest_from_seats")
    if seats is None or seats.numerator is None:
        return
    told = _fill(
        "In OpenStreetMap eingetragen: {n} Sitzgelegenheiten im Zentrum.",
        "Listed in OpenStreetMap: {n} seats in the centre.",
        n=_number(seats.numerator),
    )
    yield told if far is None else _and(
        told, "der weiteste Fußweg zur nächsten misst {m}.",
        "the farthest way on foot to the next one is {m}.", m=_value(far),
    )  # fmt: skip


def walk(release: Release) -> Iterator[Text]:
    """Say how a walk through the centre is planned on the page, where there are ways to walk."""
    if any(not len(release.tables.get(name, ())) for name in ("edges", "centres")):
        return
    yield Text(
        "Der Knopf „Rundgang“ (Taste R) plant einen Weg durch die Innenstadt: in Ihrer Zeit, im "
        "Tempo der langsamsten Gruppe, auf Wunsch ohne Treppen.",
        "The button “Walk” (key R) plans a way through the centre: within your time, at the pace "
        "of the slowest group, without stairs if asked.",
    )
