"""The walk on paper: an overview map with the way, and a sheet to write on for every stop."""

from __future__ import annotations

import html

import numpy as np
import shapely

from innenstadt_gis.outputs.paper import (
    GROUND_STYLE,
    HEIGHT_MM,
    LABEL_MM,
    WIDTH_MM,
    Frame,
    drawn_ground,
    drawn_names,
    frame_around,
    furniture,
    label_places,
    path_of,
)
from innenstadt_gis.outputs.photos import picture_html
from innenstadt_gis.outputs.town_walk.model import BESIDE_M, Leg, Stop, TownWalk
from innenstadt_gis.outputs.town_walk.words import paper_word
from innenstadt_gis.town import Town
from innenstadt_gis.words import Lang, Text, number

__all__ = ["walk_sheets_html"]

_STYLE = (
    """
@page { size: A4 landscape; margin: 8mm; }
* { box-sizing: border-box; }
body { margin: 0; font-family: "Noto Sans", Arial, Helvetica, sans-serif; color: #1b1b1b; background: #fff; }
section { width: 281mm; height: 193mm; break-after: page; overflow: hidden; }
section:last-of-type { break-after: auto; }
header { display: flex; justify-content: space-between; align-items: baseline; height: 9mm; }
h1 { font-size: 5mm; margin: 0; } header p { font-size: 3.6mm; margin: 0; }
footer { font-size: 2.9mm; height: 7mm; padding-top: 1mm; display: flex; justify-content: space-between; }
svg { display: block; outline: 0.3mm solid #444; outline-offset: -0.3mm; width: 281mm; height: 174mm; }
.way { fill: none; stroke: #fff; stroke-width: 2.6; stroke-linejoin: round; stroke-linecap: round; }
.way.top { stroke: #c8102e; stroke-width: 1.4; }
.disc { fill: #c8102e; stroke: #fff; stroke-width: 0.5; } .end { fill: #1b1b1b; stroke: #fff; stroke-width: 0.5; }
.number { font-size: 3.6px; font-weight: 700; fill: #fff; text-anchor: middle; dominant-baseline: central; }
.leader { stroke: #c8102e; stroke-width: 0.3; }
table { border-collapse: collapse; width: 100%; font-size: 3.6mm; }
th, td { border: 0.2mm solid #999; padding: 1mm 1.6mm; text-align: left; vertical-align: top; }
th { background: #eee; } td.n { text-align: right; white-space: nowrap; }
.stop h2 { font-size: 8mm; margin: 2mm 0 1mm; } .stop .theme { font-size: 4mm; color: #444; margin: 0; }
.stop .question { font-size: 6.4mm; margin: 5mm 0 4mm; border-left: 1.4mm solid #c8102e; padding-left: 4mm; }
.stop .told { font-size: 4mm; margin: 0 0 3mm; } .lines { border-top: 0.3mm solid #bbb; }
.photos { float: right; max-width: 150mm; display: flex; gap: 3mm; margin: 2mm 0 3mm 6mm; }
.photos figure { margin: 0; max-width: 72mm; } .photos figcaption { font-size: 3mm; }
.photos img { display: block; max-width: 72mm; max-height: 54mm; width: auto; height: auto; }
.photos + .theme { margin-top: 0; } .lines { clear: both; }
.lines div { border-bottom: 0.3mm solid #bbb; height: 10.5mm; }
"""
    + GROUND_STYLE
    + "@media screen { section { margin: 4mm auto; } }\n"
)

_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_ROWS_A_PAGE = 16


def walk_sheets_html(town: Town, walk: TownWalk, *, lang: Lang = "de") -> str:
    """
    Write the papers of a walk as one page of HTML without scripts.

    Parameters
    ----------
    town
        Its base map, buildings and sections are drawn.
    walk
        Stops, legs and times.
    lang
        Language of the words.

    Returns
    -------
    str
        A4 landscape: the overview at a true scale, the timetable, and a sheet for every stop.
    """
    title = html.escape(_title(walk, lang))
    pages = [_overview(town, walk, lang), *_timetable(walk, lang)]
    pages += [
        _sheet(walk, stop, leg, lang) for stop, leg in zip(walk.stops, walk.legs, strict=False)
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_CSP}">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(pages)
        + "\n</body></html>\n"
    )


def _title(walk: TownWalk, lang: Lang) -> str:
    return paper_word("title", lang, town=walk.town)


def _told(walk: TownWalk, lang: Lang) -> str:
    metres = sum(leg.metres for leg in walk.legs)
    return paper_word(
        "told", lang, stops=number(len(walk.stops), lang=lang), metres=number(metres, lang=lang),
        minutes=number(walk.minutes, lang=lang), at_stop=number(walk.at_stop_min, lang=lang),
        pace=walk.pace.to(lang),
    )  # fmt: skip


def _head(title: str, told: str) -> str:
    return f"<header><h1>{html.escape(title)}</h1><p>{html.escape(told)}</p></header>"


def _overview(town: Town, walk: TownWalk, lang: Lang) -> str:
    lines = [leg.line for leg in walk.legs]
    xy = shapely.get_coordinates(lines)
    frame = frame_around(xy[:, 0].tolist(), xy[:, 1].tolist())
    drawn = [*drawn_ground(town, frame), *drawn_names(town.sections, frame)]
    drawn += [
        f'<path class="way{top}" d="{path_of(line, frame)}"/>'
        for top in ("", " top")
        for line in lines
    ]
    drawn += [*_marks(walk, frame), *furniture(frame, lang)]
    scale = paper_word("scale", lang, scale=number(frame.scale, lang=lang))
    source = Text(
        "Kartengrundlage © OpenStreetMap-Mitwirkende, ODbL 1.0",
        "base map © OpenStreetMap contributors, ODbL 1.0",
    )
    label = html.escape(_title(walk, lang))
    return (
        f"<section>{_head(_title(walk, lang), _told(walk, lang))}\n"
        f'<svg viewBox="-1 -1 {WIDTH_MM + 2:.0f} {HEIGHT_MM + 2:.0f}" role="img" aria-label="{label}">\n'
        + "\n".join(drawn)
        + f"\n</svg>\n<footer><span>{source.to(lang)}</span><span>{scale}</span></footer></section>"
    )


def _marks(walk: TownWalk, frame: Frame) -> list[str]:
    """Start and end as squares, stops as numbers beside the place they stand for."""
    drawn = []
    ends = shapely.get_coordinates([walk.start_point, walk.end_point])
    for x, y in frame.to_mm(ends):
        drawn.append(
            f'<rect class="end" x="{x - 1.8:.2f}" y="{y - 1.8:.2f}" width="3.6" height="3.6"/>'
        )
    if not walk.stops:
        return drawn
    places = frame.to_mm(shapely.get_coordinates([stop.point for stop in walk.stops]))
    labels = label_places(np.asarray(places))
    for (x, y), (a, b) in zip(places, labels, strict=True):
        drawn.append(f'<line class="leader" x1="{x:.2f}" y1="{y:.2f}" x2="{a:.2f}" y2="{b:.2f}"/>')
    for stop, (a, b) in zip(walk.stops, labels, strict=True):
        drawn.append(f'<circle class="disc" cx="{a:.2f}" cy="{b:.2f}" r="{LABEL_MM}"/>')
        drawn.append(f'<text class="number" x="{a:.2f}" y="{b:.2f}">{stop.number}</text>')
    return drawn


def _timetable(walk: TownWalk, lang: Lang) -> list[str]:
    heads = ("number", "stop", "theme", "after", "way", "benches", "no_bench", "toilets")
    top = "".join(f"<th>{html.escape(paper_word(key, lang))}</th>" for key in heads)
    rows = [_row(("", walk.start.to(lang), ""), "0", None, lang)]
    rows += [
        _row((str(s.number), s.title.to(lang), s.theme.to(lang)),
             number(s.arrives_min, lang=lang), leg, lang)
        for s, leg in zip(walk.stops, walk.legs, strict=False)
    ]  # fmt: skip
    rows.append(
        _row(("", walk.end.to(lang), ""), number(walk.minutes, lang=lang), walk.legs[-1], lang)
    )
    note = paper_word("entered", lang, beside=number(BESIDE_M, lang=lang))
    pages = []
    for start in range(0, len(rows), _ROWS_A_PAGE):
        body = "\n".join(rows[start : start + _ROWS_A_PAGE])
        pages.append(
            f"<section>{_head(_title(walk, lang), _told(walk, lang))}\n"
            f"<table><thead><tr>{top}</tr></thead><tbody>\n{body}\n</tbody></table>\n"
            f"<footer><span>{html.escape(note)}</span></footer></section>"
        )
    return pages


def _row(words: tuple[str, str, str], after: str, leg: Leg | None, lang: Lang) -> str:
    more = [after]
    if leg is None:
        more += ["", "", "", ""]
    else:
        more += [
            f"{number(leg.metres, lang=lang)} m, {number(leg.minutes, digits=1, lang=lang)} min",
            number(leg.seats, lang=lang), f"{number(leg.longest_without_seat_m, lang=lang)} m",
            number(leg.toilets, lang=lang),
        ]  # fmt: skip
    return (
        "<tr>"
        + "".join(f"<td>{html.escape(c)}</td>" for c in words)
        + "".join(f'<td class="n">{html.escape(c)}</td>' for c in more)
        + "</tr>"
    )


def _sheet(walk: TownWalk, stop: Stop, leg: Leg, lang: Lang) -> str:
    told = paper_word(
        "arrives", lang, minutes=number(stop.arrives_min, lang=lang),
        metres=number(leg.metres, lang=lang),
    )  # fmt: skip
    ask = paper_word("ask", lang)
    of = paper_word("of", lang, number=str(stop.number))
    lines = "<div></div>" * 9
    pictures = "".join(picture_html(one, stop.title.to(lang), lang) for one in stop.photos)
    shown = f'<div class="photos">{pictures}</div>' if pictures else ""
    return (
        f'<section class="stop">{_head(_title(walk, lang), of)}{shown}\n'
        f'<p class="theme">{html.escape(stop.theme.to(lang))}</p>'
        f"<h2>{stop.number} {html.escape(stop.title.to(lang))}</h2>"
        f'<p class="told">{html.escape(told)}</p>'
        f'<p class="question">{html.escape(stop.question.to(lang))}</p>'
        f'<p class="told">{html.escape(ask)}</p><div class="lines">{lines}</div></section>'
    )
