"""Size classes of towns, by inhabitants."""

from __future__ import annotations

from dataclasses import dataclass

from innenstadt_gis.words import Text

__all__ = ["SIZE_CLASSES", "SizeClass", "size_class"]


@dataclass(frozen=True, slots=True)
class SizeClass:
    """A class of towns: from so many inhabitants on."""

    key: str
    least: int
    label: Text


#: After the types of towns of the BBSR (Stadt- und Gemeindetypen): small towns to 20,000, middle-sized
#: to 100,000, each in two. Below 5,000 a municipality is a small town by its functions only.
SIZE_CLASSES: tuple[SizeClass, ...] = (
    SizeClass("under_5000", 0, Text("unter 5.000 Einwohner", "below 5,000 inhabitants")),
    SizeClass(
        "small_town_small", 5_000,
        Text("Kleine Kleinstadt (5.000 bis unter 10.000)", "smaller small town (5,000 to 10,000)"),
    ),
    SizeClass(
        "small_town_large", 10_000,
        Text("Größere Kleinstadt (10.000 bis unter 20.000)", "larger small town (10,000 to 20,000)"),
    ),
    SizeClass(
        "middle_town_small", 20_000,
        Text("Kleine Mittelstadt (20.000 bis unter 50.000)", "smaller town (20,000 to 50,000)"),
    ),
    SizeClass(
        "middle_town_large", 50_000,
        Text("Größere Mittelstadt (50.000 bis unter 100.000)", "larger town (50,000 to 100,000)"),
    ),
    SizeClass("city", 100_000, Text("Großstadt (ab 100.000)", "city (100,000 and more)")),
)  # fmt: skip
_UNKNOWN = SizeClass(
    "unknown", 1_000_000_000, Text("Einwohner nicht bekannt", "inhabitants not known")
)


def size_class(persons: float | None) -> SizeClass:
    """
    Tell the size class of a town.

    Parameters
    ----------
    persons
        Inhabitants; None: not known.

    Examples
    --------
    >>> size_class(19_883).label.en, size_class(None).key
    ('larger small town (10,000 to 20,000)', 'unknown')
    """
    if persons is None:
        return _UNKNOWN
    return next(one for one in reversed(SIZE_CLASSES) if persons >= one.least)
