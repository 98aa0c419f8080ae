"""What was said in workshops, in sentences: counts of notes, never per cent."""

from __future__ import annotations

from collections.abc import Iterator

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text, number

__all__ = ["ideas_sentences"]

_MOST = 4


def ideas_sentences(release: Release) -> Iterator[Text]:
    """
    Say how many notes there are, and of which themes, groups and streets most.

    Yields
    ------
    Text
        Nothing where there are no notes, or where their number is withheld.
    """
    total = release.figure("ideas")
    if total is None or total.value is None:
        return
    count = int(total.value)
    yield Text(
        f"{number(count)} {'Hinweis' if count == 1 else 'Hinweise'} aus Workshops; sie sind kein "
        "Querschnitt der Stadt.",
        f"{number(count, lang='en')} {'note' if count == 1 else 'notes'} of workshops; they are no "
        "sample of the town.",
    )
    for start, de, en in (
        ("H-02:", "Themen", "Themes"),
        ("H-03:", "Gruppen", "Groups"),
        ("H-04:", "Straßen", "Streets"),
    ):
        said = _most(release, start)
        if said:
            yield Text(
                f"{de}: " + ", ".join(f"{n.de} {number(v)}" for n, v in said) + ".",
                f"{en}: " + ", ".join(f"{n.en} {number(v, lang='en')}" for n, v in said) + ".",
            )


def _most(release: Release, start: str) -> list[tuple[Text, int]]:
    """Cells of a breakdown with most notes, the largest first."""
    found: list[Figure] = [
        f for f in release.figures if f.id.startswith(start) and f.value and f.id != "H-03:open"
    ]
    found.sort(key=lambda f: (-int(f.value or 0), f.id))
    return [(f.group or f.label, int(f.value or 0)) for f in found[:_MOST]]
