"""What two published counts tell together: the few units by which they differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from innenstadt_gis.town import Figure

__all__ = ["FEWEST", "Region", "Told", "refused_cells", "regions_of"]

#: So many vacant units must be told of together, or none.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Region:
    """A row of a found table that tells of ``units``, and where it stands."""

    cell: tuple[str, str]
    units: frozenset[str]


@dataclass
class Told:
    """
    Sets of units that the public is told the number of, vacant and in all.

    A set may join them if, with none of those there, it leaves one or two vacant units over:
    whoever knows both numbers would know of these.

    ``vacant`` are the vacant units that have a place of their own, ``lost`` those that have
    none: where many are lost, one vacant unit among them is told by no difference, but where
    fewer than three are left over it is.

    Examples
    --------
    >>> told = Told(vacant=frozenset("abcde"))
    >>> told.adds(frozenset("abcdexyz")), told.adds(frozenset("abcxy")), told.adds(frozenset("abz"))
    (True, False, True)
    """

    vacant: frozenset[str]
    lost: frozenset[str] = frozenset()
    _counted: dict[int, set[frozenset[str]]] = field(default_factory=dict)
    _numerators: dict[int, set[frozenset[str]]] = field(default_factory=dict)

    def adds(self, units: frozenset[str]) -> bool:
        """Add a set unless it tells of one or two vacant units; say whether it was added."""
        return self._adds(units, to=self._counted, beside=(self._counted,))

    def adds_figure(self, figure: Figure) -> bool:
        """
        Add what a figure counts, and what it counts of that, as far as it says how many.

        Of which units a numerator counts is clear from its definition alone, so numerators
        are held against figures on the whole town, not against streets or other cells.
        """
        numbers = {figure.numerator, figure.denominator}
        counted, part = (frozenset(some) for some in (figure.counted, figure.numerator_ids))
        if counted and len(counted) in numbers:
            beside = (self._counted,) if figure.cell else (self._counted, self._numerators)
            if not self._adds(counted, to=self._counted, beside=beside):
                return False
        if part and len(part) in numbers and figure.cell is None:
            both = (self._counted, self._numerators)
            return self._adds(part, to=self._numerators, beside=both)
        return True

    def _adds(
        self,
        units: frozenset[str],
        *,
        to: dict[int, set[frozenset[str]]],
        beside: Iterable[dict[int, set[frozenset[str]]]],
    ) -> bool:
        some = len(units & self.vacant)
        for sets in beside:
            for k in range(some - FEWEST + 1, some + FEWEST):
                if any(self._tells(units, other) for other in sets.get(k, ())):
                    return False
        to.setdefault(some, set()).add(units)
        return True

    def _tells(self, one: frozenset[str], other: frozenset[str]) -> bool:
        if not (one < other or other < one):
            return False
        left = one ^ other
        alone = one | other <= self.vacant | self.lost  # two numerators
        return bool(left & self.vacant) or (
            len(left) < FEWEST and not alone and bool(left & self.lost)
        )

    def leaves_few(self, region: frozenset[str], pieces: Iterable[frozenset[str]]) -> bool:
        """
        Tell whether a region and ``pieces``, apart from each other, leave too few over.

        That is one or two vacant units, or vacant ones alone, in the region less the pieces
        within it, or in the pieces that cover it less the region.
        """
        touching = [piece for piece in pieces if piece & region]
        within = frozenset[str]().union(*(p for p in touching if p <= region))
        cover = frozenset[str]().union(*touching)
        rests = [region - within] if within else []
        rests += [cover - region] if region <= cover else []
        counts = [(len(rest & self.vacant), len(rest)) for rest in rests]
        return any(0 < k < FEWEST or 0 < k == n for k, n in counts)


def refused_cells(
    tables: Mapping[str, Any],
    figures: Iterable[Figure],
    withheld: Collection[tuple[str, str]],
    *,
    told: Told,
) -> set[tuple[str, str]]:
    """
    Name the rows of found tables that tell too much beside what ``told`` already holds.

    Parameters
    ----------
    tables
        Found tables by name, with the ids of their members.
    figures
        All figures with their lists; those of a cell stand for its row.
    withheld
        Table and row of what is not published anyway.
    told
        What is published besides; the cells that may be published are added.
    """
    figures = list(figures)
    shown = [
        f for f in figures if f.cell is not None and f.base == "register" and f.cell not in withheld
    ]
    refused = {f.cell for f in shown if f.cell is not None and not told.adds_figure(f)}
    cells = [(f.cell, frozenset(f.counted)) for f in shown if f.cell and f.cell not in refused]
    known = next((frozenset(f.counted) for f in figures if f.key == "vacancy_rate"), frozenset())
    places = [(cell, units) for cell, units in cells if cell[1].startswith(_PLACES)]
    pieces = _pieces([units for _, units in places], known)
    for cell, units in cells:
        if not cell[1].startswith(_PLACES) and told.leaves_few(units, pieces):
            refused.add(_smallest(units, places) or cell)
    for region in regions_of(tables, known):
        if region.cell in withheld or region.cell in refused:
            continue
        if told.leaves_few(region.units, pieces) or not told.adds(region.units):
            refused.add(region.cell)
    return refused


#: Cells of streets and of their sections: of all cells they alone lie within each other.
_PLACES = ("street:", "section:")


def _pieces(places: list[frozenset[str]], known: frozenset[str]) -> list[frozenset[str]]:
    """
    Part all units into the smallest pieces that published streets and sections tell of.

    That is each section, what is left of each street beside its sections, and all the rest.
    """
    done: list[frozenset[str]] = []
    seen = frozenset[str]()
    for units in sorted(set(places), key=lambda one: (len(one), sorted(one))):
        if left := units - seen:
            done.append(left)
        seen |= units
    return [*done, known - seen] if known - seen else done


def _smallest(
    units: frozenset[str], places: list[tuple[tuple[str, str], frozenset[str]]]
) -> tuple[str, str] | None:
    """The smallest published street or section that has units in a set, those within it first."""
    touching = [(not some <= units, len(some), cell) for cell, some in places if some & units]
    return min(touching)[2] if touching else None


def regions_of(tables: Mapping[str, Any], known: frozenset[str]) -> list[Region]:
    """
    Name the units of known status in each place where vacancies stand together and in each
    part of the proposed shopping area, and in all parts of these together.
    """
    found = []
    clusters = tables.get("clusters")
    if clusters is not None and len(clusters):
        members = clusters["unit_ids"].fillna("").str.split(";")
        found += _with_union("clusters", {str(i): known & set(m) for i, m in members.items()})
    zone, units = tables.get("zone"), tables.get("zone_units")
    if zone is not None and units is not None and len(zone):
        parts = {
            str(i): known & set(units.index[units["proposed"].eq(kind).fillna(value=False)])
            for i, kind in zone["kind"].items()
        }
        found += _with_union("zone", parts)
    return found


def _with_union(table: str, parts: Mapping[str, frozenset[str]]) -> list[Region]:
    """Regions one by one; each from the second on stands for all up to it, too."""
    done, so_far = [], frozenset[str]()
    for row, units in parts.items():
        done.append(Region((table, row), units))
        if so_far:
            done.append(Region((table, row), so_far | units))
        so_far |= units
    return done
