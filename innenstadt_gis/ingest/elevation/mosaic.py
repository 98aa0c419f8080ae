"""Tiles laid side by side, so that no seam is seen, and heights between their cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from innenstadt_gis.ingest.elevation.tiles import Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from innenstadt_gis.ingest.elevation.tiles import Strip, Tile

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

#: Finer cells are averaged to about this size: kerbs, steps and noise are no slope.
CELL_M = 5.0
_DEGREE_M = 111_320.0
# Origins of one grid differ by whole cells, but for what rounding in the file leaves.
_OFF_GRID = 0.02
# 10 km of a fine model at a time; a town is smaller.
_BLOCK_CELLS = 2048


class Found(NamedTuple):
    """Heights at places, NaN where unknown, and which places lie on a tile at all."""

    height: Floats
    inside: Flags


def in_grids(tiles: Sequence[Tile]) -> list[list[Tile]]:
    """Sort tiles into those that are parts of one grid; order is kept."""
    grids: list[list[Tile]] = []
    for tile in tiles:
        for grid in grids:
            if _same_grid(grid[0], tile):
                grid.append(tile)
                break
        else:
            grids.append([tile])
    return grids


def heights_on(tiles: Sequence[Tile], x: Floats, y: Floats) -> Found:
    """
    Read heights at places, bilinear between the cells of all tiles of one grid.

    Parameters
    ----------
    tiles
        Parts of one grid (`in_grids`). Where they overlap, the first that knows wins.
        Cells finer than `CELL_M` are averaged; such an average needs half of its cells.
    x, y
        Places in the CRS of the tiles.
    """
    step = _step(tiles[0])
    column, row = (np.round(at / step - 0.5, 9) for at in _cells(tiles[0], x, y))
    offsets = [_offset(tiles[0], tile) for tile in tiles]
    found = Found(np.full(len(x), np.nan), np.zeros(len(x), dtype=bool))
    reach = _reach(tiles, offsets, step)
    here = (
        (row >= reach.top - 0.5)
        & (row <= reach.bottom - 0.5)
        & (column >= reach.left - 0.5)
        & (column <= reach.right - 0.5)
    )
    for part in _blocks(row, column, here):
        sheet = _Sheet.over(row[part], column[part], reach, step)
        for tile, offset in zip(tiles, offsets, strict=True):
            sheet.lay(tile, offset)
        got = bilinear(
            sheet.heights(), sheet.held > 0, row[part] - sheet.top, column[part] - sheet.left,
            points=tiles[0].points,
        )  # fmt: skip
        found.height[part] = got.height
        found.inside[part] = got.inside
    return found


def _blocks(row: Floats, column: Floats, here: Flags) -> Iterator[NDArray[np.intp]]:
    """Yield places block by block, so that a stray far away makes no huge sheet."""
    places = np.flatnonzero(here)
    if not len(places):
        return
    r, c = ((at[places] - at[places].min()) // _BLOCK_CELLS for at in (row, column))
    block = (r * (c.max() + 1) + c).astype(np.intp)
    order = np.argsort(block, kind="stable")
    yield from np.split(places[order], np.flatnonzero(np.diff(block[order])) + 1)


def bilinear(
    cells: NDArray[np.floating], covered: Flags, row: Floats, column: Floats, *, points: bool
) -> Found:
    """
    Weigh the four cells around each place; cells of weight 0 need not be known.

    Parameters
    ----------
    cells
        Heights, NaN where unknown.
    covered
        Which cells lie on a tile.
    row, column
        Places, counted between the middles of cells.
    points
        True if heights are known at the middles alone: then a place needs all four cells
        on tiles. Else cells are areas, and beyond the outermost middle the outermost counts.
    """
    top, left = np.floor(row).astype(np.intp), np.floor(column).astype(np.intp)
    near = _Corner(np.floor(row + 0.5).astype(np.intp), np.floor(column + 0.5).astype(np.intp))
    inside = np.ones(len(row), dtype=bool) if points else _on(covered, near)
    if not points:
        # the far border of a tile belongs to it
        edge = _Corner(*(np.ceil(at - 0.5).astype(np.intp) for at in (row, column)))
        near = _Corner(*(np.where(inside, a, b) for a, b in zip(near, edge, strict=True)))
        inside |= _on(covered, edge)
    total = np.zeros(len(row))
    for down in (0, 1):
        for over in (0, 1):
            weight = np.abs(1 - down - (row - top)) * np.abs(1 - over - (column - left))
            corner = _Corner(top + down, left + over)
            if points:
                inside &= _on(covered, corner) | (weight == 0)
            else:
                corner = _nearest(covered, corner, near)
            value = _at(cells, corner)
            total += np.where(weight > 0, weight * value, 0.0)
    return Found(np.where(inside, total, np.nan), inside)


class _Corner(NamedTuple):
    row: NDArray[np.intp]
    column: NDArray[np.intp]


def _on(covered: Flags, at: _Corner) -> Flags:
    """Tell which cells exist and are covered."""
    rows, columns = covered.shape
    there = (at.row >= 0) & (at.row < rows) & (at.column >= 0) & (at.column < columns)
    return there & covered[at.row.clip(0, rows - 1), at.column.clip(0, columns - 1)]


def _at(cells: NDArray[np.floating], at: _Corner) -> Floats:
    rows, columns = cells.shape
    found = cells[at.row.clip(0, rows - 1), at.column.clip(0, columns - 1)]
    return np.asarray(found, dtype="float64")


def _nearest(covered: Flags, corner: _Corner, near: _Corner) -> _Corner:
    """Take for a corner off the tiles the next cell on them: that beside, else one's own."""
    row, column = corner.row.copy(), corner.column.copy()
    lost = ~_on(covered, corner)
    for rows, columns in ((near.row, corner.column), (corner.row, near.column), near):
        if not lost.any():
            break
        take = lost & _on(covered, _Corner(rows, columns))
        row[take], column[take] = rows[take], columns[take]
        lost &= ~take
    return _Corner(row, column)


def _step(tile: Tile) -> int:
    """How many cells of a tile are averaged along each side."""
    size = np.sqrt(abs(np.linalg.det(tile.ground[:, :2])))
    metres = size * (_DEGREE_M if tile.crs.is_geographic else 1.0)
    return int(np.clip(np.floor(CELL_M / metres + 1e-6), 1, 200))


def _cells(tile: Tile, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Columns and rows of places, counted from the corner of the tile's first cell."""
    inverse = np.linalg.inv(tile.ground[:, :2])
    shift = np.array([x - tile.ground[0, 2], y - tile.ground[1, 2]])
    column, row = inverse @ shift
    return column, row


def _offset(first: Tile, tile: Tile) -> tuple[int, int]:
    """Row and column of a tile's first cell, counted from that of the first tile."""
    column, row = _cells(first, tile.ground[:1, 2], tile.ground[1:, 2])
    return int(np.rint(row[0])), int(np.rint(column[0]))


def _same_grid(first: Tile, tile: Tile) -> bool:
    same = np.allclose(first.ground[:, :2], tile.ground[:, :2], rtol=1e-6, atol=1e-15)
    if first.points != tile.points or not same or first.crs != tile.crs:
        return False
    at = np.array(_cells(first, tile.ground[:1, 2], tile.ground[1:, 2]))
    return bool(np.abs(at - np.rint(at)).max() < _OFF_GRID)


def _reach(tiles: Sequence[Tile], offsets: list[tuple[int, int]], step: int) -> Window:
    """Return the averaged cells that hold all tiles."""
    top, left = (min(o[axis] for o in offsets) // step for axis in (0, 1))
    bottom, right = (
        max((o[axis] + t.shape[axis] - 1) // step for o, t in zip(offsets, tiles, strict=True)) + 1
        for axis in (0, 1)
    )
    return Window(top, left, bottom, right)


@dataclass(slots=True)
class _Sheet:
    """Sums and counts of cells, averaged or single, around the places asked for."""

    top: int
    left: int
    step: int
    total: Floats
    known: NDArray[np.int32]
    held: NDArray[np.int32]

    @classmethod
    def over(cls, row: Floats, column: Floats, reach: Window, step: int) -> _Sheet:
        top = max(int(np.floor(row.min())), reach.top)
        left = max(int(np.floor(column.min())), reach.left)
        bottom = min(int(np.floor(row.max())) + 2, reach.bottom)
        right = min(int(np.floor(column.max())) + 2, reach.right)
        shape = (bottom - top, right - left)
        counts = np.zeros(shape, dtype="int32")
        return cls(top, left, step, np.zeros(shape), counts, counts.copy())

    def lay(self, tile: Tile, offset: tuple[int, int]) -> None:
        """Add what a tile knows of the cells that no earlier one filled."""
        rows, columns = self.total.shape
        window = Window(
            max(self.top * self.step - offset[0], 0),
            max(self.left * self.step - offset[1], 0),
            min((self.top + rows) * self.step - offset[0], tile.shape[0]),
            min((self.left + columns) * self.step - offset[1], tile.shape[1]),
        )
        if window.top >= window.bottom or window.left >= window.right:
            return
        for strip in tile.strips(window):
            self._add(strip, offset)

    def _add(self, strip: Strip, offset: tuple[int, int]) -> None:
        known = np.isfinite(strip.cells)
        rows = (np.arange(known.shape[0]) + offset[0] + strip.top) // self.step
        columns = (np.arange(known.shape[1]) + offset[1] + strip.left) // self.step
        at = (
            slice(rows[0] - self.top, rows[-1] - self.top + 1),
            slice(columns[0] - self.left, columns[-1] - self.left + 1),
        )
        cut = [np.flatnonzero(np.diff(i, prepend=i[0] - 1)) for i in (rows, columns)]
        full = self.step * self.step
        free = self.known[at] < full
        for sheet, values in (
            (self.total, np.where(known, strip.cells, 0.0).astype("float64")),
            (self.known, known.astype("int32")),
            (self.held, np.ones(known.shape, dtype="int32")),
        ):
            blocks = np.add.reduceat(np.add.reduceat(values, cut[0], axis=0), cut[1], axis=1)
            sheet[at] += np.where(free, blocks, 0)
        np.minimum(self.held[at], full, out=self.held[at])

    def heights(self) -> Floats:
        enough = (self.known > 0) & (2 * self.known >= self.held)
        return np.where(enough, self.total / np.maximum(self.known, 1), np.nan)
