"""The press: a template of the package, a value and pictures to the bytes of a PDF."""

from __future__ import annotations

import base64
import datetime as dt
import importlib.util
import io
import json
import os
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from innenstadt_gis.outputs.typeset.plain import printable

__all__ = ["typeset", "typeset_query"]


def typeset(
    template: str, value: Mapping[str, Any], *, day: dt.date,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:  # fmt: skip
    """
    Set a paper as tagged PDF (PDF/UA-1); the same value gives the same bytes.

    Parameters
    ----------
    template
        File of the package, such as ``"report/bericht.typ"`` under `innenstadt_gis.outputs`.
        It reads ``json("data.json")`` and may import ``"paper.typ"``, the style of the house.
    value
        What the paper says: text, numbers, lists and mappings. Nothing of it is ever run.
    day
        Stands as the day of making, unless ``SOURCE_DATE_EPOCH`` gives another.
    pictures
        Bytes of SVG, PNG or JPEG by the name under which the template shows them, which ends in
        ``.svg``: the press takes text alone, so photos are framed by a drawing.

    Returns
    -------
    bytes
        The PDF.

    Raises
    ------
    ValueError
        If the name of a picture ends otherwise.
    """
    import typst

    made: bytes = typst.compile(
        _files(template, value, pictures or {}), format="pdf", pdf_standards="ua-1",
        font_paths=_fonts(), ignore_system_fonts=True, timestamp=_made(day),
    )  # fmt: skip
    return made


def typeset_query(
    template: str, value: Mapping[str, Any], selector: str, *,
    pictures: Mapping[str, bytes] | None = None,
) -> list[Any]:  # fmt: skip
    """Return the elements of a set paper that a selector such as ``"heading"`` finds."""
    import typst

    found = typst.query(
        _files(template, value, pictures or {}), selector,
        font_paths=_fonts(), ignore_system_fonts=True,
    )  # fmt: skip
    return list(json.loads(found))


def _files(
    template: str, value: Mapping[str, Any], pictures: Mapping[str, bytes]
) -> dict[str, bytes]:
    """All that the press may read; there is no other file for it."""
    ours = {
        "main": _template(template),
        "paper.typ": _template("typeset/paper.typ"),
        "data.json": json.dumps(printable(value), ensure_ascii=False, allow_nan=False).encode(),
    }
    wrong = sorted(name for name in pictures if not name.endswith(".svg"))
    if wrong:
        raise ValueError(f"pictures end in .svg, unlike {wrong}")
    return {**ours, **{name: _drawing(data) for name, data in pictures.items()}}


def _drawing(data: bytes) -> bytes:
    """Return a drawing as it is, and pixels framed by one."""
    if data.lstrip().startswith(b"<"):
        return data
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        width, height, kind = *image.size, Image.MIME[image.format or "PNG"]
    pixels = base64.b64encode(data).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:{kind};base64,{pixels}"/></svg>'
    ).encode("ascii")


@cache
def _template(name: str) -> bytes:
    return resources.files("innenstadt_gis.outputs").joinpath(name).read_bytes()


@cache
def _fonts() -> Any:
    """
    Fonts that come with our own dependencies, never those of the machine.

    The press brings Libertinus Serif; the sans serif, also of all charts, is the one that
    matplotlib ships, found without loading matplotlib.
    """
    import typst

    found = importlib.util.find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)]
    )


def _made(day: dt.date) -> int:
    """Seconds that stand as the time of making: no clock, so that bytes do not change."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if told.isdigit():
        return int(told)
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp())
