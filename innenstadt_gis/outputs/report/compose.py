"""A release as a report: headline, data situation, one page a theme, annex, sources."""

from __future__ import annotations

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.beside import sentences_of
from innenstadt_gis.outputs.chapters import CHAPTERS, Chapter
from innenstadt_gis.outputs.map import MapModel
from innenstadt_gis.outputs.photos import PhotoPlace, report_photos
from innenstadt_gis.outputs.report.cards import THEMES, Theme
from innenstadt_gis.outputs.report.charts import Studio
from innenstadt_gis.outputs.report.figures import annex, figure_table, figures_of
from innenstadt_gis.outputs.report.model import Card, Chart, Page, Paper, Photo
from innenstadt_gis.outputs.report.situation import data_sections, fixes, lights, missing_of
from innenstadt_gis.outputs.sentences import headline
from innenstadt_gis.outputs.town_map.compose import STAMPS, source_lines, town_layers
from innenstadt_gis.outputs.town_map.scenes import scenes_of
from innenstadt_gis.outputs.typeset import printable
from innenstadt_gis.outputs.values import value_text
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Lang, Text, day, percent

__all__ = ["method_card", "report_paper"]

_TITLE = Text("Innenstadtbericht", "Town centre report")
#: Below so many counted things a single one moves a share by more than three points.
_SMALL = 30
#: Known for less than this, a figure says so on its page.
_KNOWN = 0.80

WORDS: dict[str, Text] = {
    "stand": Text("Stand", "As of"), "page": Text("Seite", "page"),
    "situation": Text("Datenlage", "Data situation"),
    "light_head": Text("Quelle oder Thema", "source or theme"), "light_word": Text("Lage", "state"),
    "light_why": Text("Warum", "why"), "light_todo": Text("Was hilft", "what helps"),
    "fixes": Text("Was zu tun ist, das Wichtigste zuerst", "What to do, the most useful first"),
    "no_fixes": Text("Nichts zu tun.", "Nothing to do."),
    "first": Text("Die Zahlen dazu", "The figures"),
    "limits": Text("Was es nicht sagt", "What it does not say"),
    "missing": Text("Nicht berechnet, weil …", "Not computed, because …"),
    "card": Text("Methodenkarte", "Method card"), "photos": Text("Fotos", "Photos"),
    "annex": Text("Anhang", "Annex"), "data": Text("Datenlage im Einzelnen", "Data in detail"),
    "sources": Text("Quellen und Lizenzen", "Sources and licences"),
    "contents": Text("Inhalt", "Contents"), "question": Text("Frage", "question"),
    "too_long": Text("{} Zeilen; vollständig in bericht.html und kennzahlen.xlsx",
                     "{} rows; in full in bericht.html and kennzahlen.xlsx"),
    "made": Text("Erstellt mit innenstadt_gis", "Made with innenstadt_gis"),
    "summary": Text("Auf einen Blick", "At a glance"),
    "theme": Text("Thema", "theme"), "said": Text("Aussage", "statement"),
}  # fmt: skip


def report_paper(
    release: Release,
    drawn: MapModel | None = None,
    *,
    version: str,
    lang: Lang = "de",
    pictures: bool = True,
) -> Paper:
    """
    Say all that the report says, and draw its pictures.

    Parameters
    ----------
    release
        What the audience may see; nothing else is asked.
    drawn
        Its map if there is one already: its scenes are printed, the same layers, classes and
        words. None composes them here; a report needs no base map and no source for that.
    version
        Of the program, stands in the foot.
    lang
        Language of every word.
    pictures
        False says all in words alone, at once.

    Returns
    -------
    Paper
        For the writers of HTML, PDF and Word.
    """
    layers = tuple(town_layers(release, lang)) if drawn is None else drawn.layers
    scenes = scenes_of(release, layers, lang=lang) if drawn is None else drawn.scenes
    studio = Studio(release, layers, scenes, lang, drawing=pictures)
    rate = release.figure("vacancy_rate")
    pages, shown = [], 0
    for chapter in CHAPTERS:
        page, shown = _page(release, chapter, studio, shown)
        pages.append(page)
    return Paper(
        lang=lang, title=f"{_TITLE.to(lang)} {printable(release.name)}", town=release.name,
        day=day(release.survey_day, lang=lang), stamp=STAMPS[release.audience].to(lang),
        headline=headline(rate).to(lang) if rate is not None else "",
        headline_id=rate.id if rate is not None else "",
        lights=lights(release, lang), fixes=fixes(release, lang), pages=tuple(pages),
        data=data_sections(release, lang), sources=source_lines(release), version=version,
        words={key: text.to(lang) for key, text in WORDS.items()},
    )  # fmt: skip


def _page(release: Release, chapter: Chapter, studio: Studio, shown: int) -> tuple[Page, int]:
    lang, theme = studio.lang, THEMES[chapter.key]
    charts = []
    for picture, caption in studio.charts(chapter.key):
        shown += 1
        word = Text("Abb.", "Fig.").to(lang)
        charts.append(Chart(picture=picture, caption=f"{word} {shown}: {caption}"))
    figures = figures_of(release, chapter)
    first = [f for key in theme.first for f in figures if f.key == key]
    answers = _answers(release, chapter, studio)
    missing = _missing(release, chapter, first, lang)
    page = Page(
        key=chapter.key, title=chapter.title.to(lang), question=theme.question.to(lang),
        answers=answers, charts=tuple(charts), glance=_glance(answers, first, missing, lang),
        figures=figure_table(first, lang, WORDS["first"]),
        limits=_limits(theme, first, lang), missing=missing,
        card=method_card(chapter, theme, lang), more=annex(release, chapter, lang),
        photos=_photos(release, lang) if chapter.key == "change" else (),
    )  # fmt: skip
    return page, shown


def _answers(release: Release, chapter: Chapter, studio: Studio) -> tuple[str, ...]:
    """What the sentences of a theme and of its scenes say, each once."""
    lang = studio.lang
    said = [one.to(lang) for one in sentences_of(release, chapter.key)]
    rate = release.figure("vacancy_rate")
    if chapter.key == "vacancy" and rate is not None:
        said.insert(0, headline(rate).to(lang))
    scenes = {scene.id: scene for scene in studio.scenes}
    if chapter.key != "reach":  # its sentences say all that its scenes do
        for key in _SAYING.get(chapter.key, ()):
            said += scenes[key].sentences if key in scenes else ()
    return tuple(dict.fromkeys(one for one in said if one))


def _glance(
    answers: tuple[str, ...], first: list[Figure], missing: tuple[str, ...], lang: Lang
) -> str:
    """Say a theme in one sentence: its first answer, else its first figure, else what is missing."""
    if answers:
        return answers[0]
    known = next((f for f in first if f.value is not None), None)
    if known is not None:
        return f"{_capital(known.label.to(lang))}: {value_text(known, lang)} ({known.id})"
    return f"{WORDS['missing'].to(lang)} {missing[0]}" if missing else ""


#: Scenes whose sentences answer a theme, also where their map is not printed.
_SAYING = {
    "vacancy": ("streets", "duration", "sites"), "mix": ("mix",), "supply": ("supply", "local_supply"),
    "digital": ("digital",), "cooperation": ("cooperation",), "image": ("stay",),
}  # fmt: skip


def _limits(theme: Theme, first: list[Figure], lang: Lang) -> tuple[str, ...]:
    """What the figures of this very town do not carry, after what such figures never say."""
    lines = [theme.limits.to(lang)]
    small = [f for f in first if f.unit == "share" and 0 < (f.denominator or 0) < _SMALL]
    if small:
        ids = ", ".join(f.id for f in small)
        lines.append(
            Text(
                f"Kleine Zahlen: hinter {ids} stehen unter {_SMALL} Fälle; einer mehr oder weniger "
                "verschiebt den Anteil spürbar.",
                f"Small numbers: behind {ids} stand fewer than {_SMALL} cases; one more or less moves "
                "the share a good deal.",
            ).to(lang)
        )
    partly = [
        f for f in first if f.coverage is not None and f.coverage < _KNOWN and f.value is not None
    ]
    if partly:
        said = ", ".join(f"{f.id} ({percent(f.coverage, lang=lang)})" for f in partly)
        lines.append(
            Text(
                f"Nur für einen Teil bekannt: {said}. Die Spanne in der Tabelle sagt, wie weit das die "
                "Zahl noch verschieben kann.",
                f"Known for a part only: {said}. The range in the table says how far that may move the number.",
            ).to(lang)
        )
    return tuple(lines)


def _missing(
    release: Release, chapter: Chapter, first: list[Figure], lang: Lang
) -> tuple[str, ...]:
    """What was not computed, why, and what would help; a theme without any figure says so."""
    lines = []
    for gap in missing_of(release, chapter):
        todo = gap.todo.to(lang)
        lines.append(f"{_capital(gap.why.to(lang))}" + (f". {_capital(todo)}" if todo else ""))
    for figure in first:
        if figure.value is None and figure.why is not None:
            why = figure.why.to(lang)
            if not any(_capital(why) in line for line in lines):
                lines.append(f"{figure.id} {figure.label.to(lang)}: {why}")
    if not lines and not any(f.value is not None for f in first):
        lines.append(
            Text(
                "In den Daten dieser Stadt steht dazu nichts. Was die Karte dafür braucht, steht in DATEN.md.",
                "The data of this town hold nothing about it. DATEN.md tells what is needed.",
            ).to(lang)
        )
    return tuple(dict.fromkeys(lines))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".")


def method_card(chapter: Chapter, theme: Theme, lang: Lang) -> Card:
    """Question, data, method, limits and use in a workshop of a theme."""
    rows = (
        (Text("Frage", "Question"), theme.question), (Text("Daten", "Data"), theme.data),
        (Text("Methode", "Method"), theme.method),
        (Text("Aussagegrenze", "What it cannot say"), theme.limits),
        (Text("Im Workshop nutzen", "Use in a workshop"), theme.workshop),
    )  # fmt: skip
    title = f"{WORDS['card'].to(lang)}: {chapter.title.to(lang)}"
    return Card(title=title, lines=tuple((word.to(lang), text.to(lang)) for word, text in rows))


def _photos(release: Release, lang: Lang) -> tuple[Photo, ...]:
    """Photos of before and after, and of measures."""
    pairs, others = report_photos(release)
    return tuple(photo for place in (*pairs, *others) for photo in _of_place(place, lang))


def _of_place(place: PhotoPlace, lang: Lang) -> tuple[Photo, ...]:
    title = place.title.to(lang)
    word = Text("Foto", "photo").to(lang)
    done = []
    for one in place.photos:
        said = one.told(lang, title)
        alt = f"{word}: " + ", ".join(part for part in (title, said) if part)
        done.append(
            Photo(
                data=one.data,
                width=one.width,
                height=one.height,
                place=title,
                alt=alt,
                caption=said,
            )
        )
    return tuple(done)
