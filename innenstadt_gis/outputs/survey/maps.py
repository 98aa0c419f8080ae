"""Numbered map sheets of the survey: one A4 page each, one file, no script, no request."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np

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
)
from innenstadt_gis.outputs.survey.stops import SurveyStop
from innenstadt_gis.town import Town
from innenstadt_gis.words import Lang, Text, number

__all__ = ["map_sheets_html"]

_STYLE = (
    GROUND_STYLE
    + """
@page { size: A4 landscape; margin: 8mm; }
* { box-sizing: border-box; }
body { margin: 0; font-family: "Noto Sans", Arial, Helvetica, sans-serif; color: #1b1b1b; background: #fff; }
section { width: 281mm; height: 193mm; page-break-after: always; break-after: page; overflow: hidden; }
section:last-of-type { page-break-after: auto; break-after: auto; }
header { display: flex; justify-content: space-between; align-items: baseline; height: 9mm; }
h1 { font-size: 5mm; margin: 0; } header p { font-size: 3.6mm; margin: 0; }
footer { font-size: 2.9mm; height: 7mm; padding-top: 1mm; display: flex; justify-content: space-between; }
svg { display: block; outline: 0.3mm solid #444; outline-offset: -0.3mm; width: 281mm; height: 174mm; }
.walk { fill: none; stroke: #c8102e; stroke-width: 0.35; stroke-dasharray: 1.2 1; opacity: 0.55; }
.leader { stroke: #c8102e; stroke-width: 0.25; } .door { fill: #c8102e; }
.disc { fill: #fff; stroke: #c8102e; stroke-width: 0.35; }
.number { font-size: 3.1px; font-weight: 700; text-anchor: middle; dominant-baseline: central; }
@media screen { section { margin: 4mm auto; } }
"""
)


def map_sheets_html(town: Town, stops: Sequence[SurveyStop], *, lang: Lang = "de") -> str:
    """
    Draw the map sheets of a survey.

    Parameters
    ----------
    town
        Its base map, buildings and sections are drawn.
    stops
        From `survey_stops`: every one stands with its number on the page of its sheet.
    lang
        Language of the words.

    Returns
    -------
    str
        A page of HTML with one A4 page of inline SVG a sheet; the stated scale is true when
        printed at 100 %.
    """
    sheets = sorted({stop.sheet for stop in stops} - {0})
    pages = [
        _page(town, [s for s in stops if s.sheet == sheet], sheet, len(sheets), lang)
        for sheet in sheets
    ]
    title = html.escape(f"{Text('Erhebung', 'survey').to(lang)} {town.name}")
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(pages)
        + "\n</body></html>\n"
    )


def _page(town: Town, stops: Sequence[SurveyStop], sheet: int, of: int, lang: Lang) -> str:
    frame = frame_around([s.x for s in stops], [s.y for s in stops])
    first, last = stops[0].number, stops[-1].number
    title = Text(
        f"Erhebung {town.name}: Blatt {sheet} von {of}",
        f"survey {town.name}: sheet {sheet} of {of}",
    )
    told = Text(f"Nr. {first} bis {last}", f"no. {first} to {last}").to(lang)
    scale = Text(
        f"Maßstab 1:{number(frame.scale)} (beim Drucken: A4 quer, 100 %)",
        f"scale 1:{number(frame.scale, lang='en')} (print on A4 landscape at 100 %)",
    )
    drawn = [*drawn_ground(town, frame), *drawn_names(town.sections, frame), *_doors(stops, frame)]
    source = Text(
        "Kartengrundlage © OpenStreetMap-Mitwirkende, ODbL 1.0",
        "base map © OpenStreetMap contributors, ODbL 1.0",
    )
    return (
        f"<section><header><h1>{html.escape(title.to(lang))}</h1><p>{told} · "
        f"{html.escape(scale.to(lang))}</p></header>\n"
        f'<svg viewBox="-1 -1 {WIDTH_MM + 2:.0f} {HEIGHT_MM + 2:.0f}" role="img" '
        f'aria-label="{html.escape(title.to(lang))}">\n'
        + "\n".join((*drawn, *furniture(frame, lang)))
        + f"\n</svg>\n<footer><span>{source.to(lang)}</span><span>"
        + Text("gestrichelt: der Weg von Nummer zu Nummer", "dashed: the way from number to number").to(lang)
        + "</span></footer></section>"
    )  # fmt: skip


def _doors(stops: Sequence[SurveyStop], frame: Frame) -> list[str]:
    doors = frame.to_mm(np.array([[s.x, s.y] for s in stops]))
    labels = label_places(doors)
    walk = "L".join(f"{x:.2f} {y:.2f}" for x, y in doors)
    drawn = [f'<path class="walk" d="M{walk}"/>']
    for (x, y), (a, b) in zip(doors, labels, strict=True):
        drawn.append(f'<line class="leader" x1="{x:.2f}" y1="{y:.2f}" x2="{a:.2f}" y2="{b:.2f}"/>')
        drawn.append(f'<circle class="door" cx="{x:.2f}" cy="{y:.2f}" r="0.7"/>')
    for stop, (a, b) in zip(stops, labels, strict=True):
        drawn.append(f'<circle class="disc" cx="{a:.2f}" cy="{b:.2f}" r="{LABEL_MM}"/>')
        drawn.append(f'<text class="number" x="{a:.2f}" y="{b:.2f}">{stop.number}</text>')
    return drawn
