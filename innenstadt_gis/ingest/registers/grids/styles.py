"""What the styles of an .xlsx say about a cell: colour, crossed out, number format."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from typing import Any

__all__ = ["PLAIN", "Style", "colour_name", "read_styles", "style_of", "theme_colours"]

_COLOURLESS = 16  # of 255: what differs less between red, green and blue is a grey
_THEME_ORDER = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
)  # fmt: skip
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_TELLING = re.compile(r'%|^0{2,}(?:;|$)|"[^"]*[^\W_][^"]*"|"[^"]*[€$²][^"]*"|\[\$[^\]-]+')


@dataclass(frozen=True, slots=True)
class Style:
    """One cell style: fill as six hex digits or blank; how a number in it is to be read."""

    fill: str = ""
    struck: bool = False
    kind: str = ""  # "date", "duration" or blank
    telling: str = ""  # number format that changes what the number says


PLAIN = Style()


def local(tag: Any) -> str:
    """Name of an element without its namespace (the strict dialect has another one)."""
    return str(tag).rpartition("}")[2]


def child(node: Any, name: str) -> Any:
    """First child of that name, or None."""
    return None if node is None else next((c for c in node if local(c.tag) == name), None)


def read_styles(root: Any, theme: list[str]) -> list[Style]:
    """List the cell styles (``cellXfs``) of a parsed ``styles.xml``, in their order."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    formats = dict(BUILTIN_FORMATS)
    for node in child(root, "numFmts") if child(root, "numFmts") is not None else ():
        formats[_int(node.get("numFmtId"))] = node.get("formatCode") or ""
    palette = _palette(root)
    fills = [_fill(node, theme, palette) for node in _list(root, "fills")]
    struck = [_on(child(node, "strike")) for node in _list(root, "fonts")]
    styles = []
    for node in _list(root, "cellXfs"):
        code = formats.get(_int(node.get("numFmtId")), "") or ""
        fill, font = _int(node.get("fillId")), _int(node.get("fontId"))
        styles.append(
            style_of(
                code,
                fill=fills[fill] if 0 <= fill < len(fills) else "",
                struck=0 <= font < len(struck) and struck[font],
            )
        )
    return styles


def style_of(code: str, *, fill: str, struck: bool) -> Style:
    """Style of a cell with this number format, fill and font."""
    kind = _kind(code)
    telling = code if code and not kind and _TELLING.search(code) else ""
    return Style(fill=fill, struck=struck, kind=kind, telling=telling)


def theme_colours(root: Any) -> list[str]:
    """Colours of a parsed theme in the order in which cells number them."""
    found: dict[str, str] = {}
    for scheme in root.iter("{*}clrScheme"):
        for node in scheme:
            tone = next(iter(node), None)
            if tone is not None:
                found[local(node.tag)] = (tone.get("lastClr") or tone.get("val") or "").upper()
    return [found.get(name, "") for name in _THEME_ORDER]


def colour_name(red_green_blue: str) -> str:
    """
    Name a colour that may mean something; blank for white, grey and black.

    Examples
    --------
    >>> colour_name("FFFF0000"), colour_name("D9D9D9"), colour_name("fde9d9")
    ('FF0000', '', 'FDE9D9')
    """
    text = red_green_blue[-6:].upper()
    if not re.fullmatch(r"[0-9A-F]{6}", text):
        return ""
    tones = [int(text[i : i + 2], 16) for i in (0, 2, 4)]
    return text if max(tones) - min(tones) > _COLOURLESS else ""


def _kind(code: str) -> str:
    from openpyxl.styles.numbers import is_timedelta_format

    first = code.split(";", maxsplit=1)[0]
    if not first or first.casefold() in ("general", "standard", "@"):
        return ""
    if is_timedelta_format(first):
        return "duration"
    return "date" if re.search(r"[dmhysDMHYSjJtT]", _QUOTED.sub("", first)) else ""


def _fill(node: Any, theme: list[str], palette: list[str]) -> str:
    pattern = child(node, "patternFill")
    if pattern is None:
        stop = child(child(node, "gradientFill"), "stop")
        return colour_name(_rgb(child(stop, "color"), theme, palette))
    kind = pattern.get("patternType") or "none"
    if kind == "none":
        return ""
    front = colour_name(_rgb(child(pattern, "fgColor"), theme, palette))
    if kind == "solid" or front:
        return front
    return colour_name(_rgb(child(pattern, "bgColor"), theme, palette))


def _rgb(node: Any, theme: list[str], palette: list[str]) -> str:
    if node is None:
        return ""
    if node.get("rgb"):
        base = str(node.get("rgb"))[-6:]
    elif node.get("theme") is not None:
        at = _int(node.get("theme"))
        base = theme[at] if 0 <= at < len(theme) else ""
    else:
        at = _int(node.get("indexed"))
        base = palette[at] if 0 <= at < len(palette) else ""
    return _tinted(base, node.get("tint"))


def _tinted(base: str, tint: str | None) -> str:
    """Lighten or darken a colour as Excel does: by its lightness alone."""
    try:
        share = float(tint or 0)
        tones = [int(base[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    except ValueError:
        return base
    if not share or not base:
        return base
    hue, light, colour = colorsys.rgb_to_hls(*tones)
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    return "".join(
        f"{round(min(max(tone, 0), 1) * 255):02X}"
        for tone in colorsys.hls_to_rgb(hue, min(max(light, 0), 1), colour)
    )


def _palette(root: Any) -> list[str]:
    from openpyxl.styles.colors import COLOR_INDEX

    own = child(child(root, "colors"), "indexedColors")
    if own is not None:
        return [(node.get("rgb") or "")[-6:] for node in own]
    return [str(colour)[-6:] for colour in COLOR_INDEX]


def _list(root: Any, name: str) -> list[Any]:
    node = child(root, name)
    return [] if node is None else list(node)


def _on(node: Any) -> bool:
    return node is not None and (node.get("val") or "1") not in ("0", "false", "off")


def _int(text: str | None) -> int:
    try:
        return int(text or 0)
    except ValueError:
        return 0
