"""What a table promises: `Column`, `Table`, and the check at every door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from innenstadt_gis import crs as crs_
from innenstadt_gis.errors import InputError
from innenstadt_gis.words import Text

Kind = Literal["text", "number", "integer", "flag", "day"]
Audience = Literal["intern", "workshop", "oeffentlich"]

#: From the closed room to the open street; a later one may see what it is allowed and no more.
AUDIENCES: tuple[Audience, ...] = ("intern", "workshop", "oeffentlich")

_DTYPES: dict[Kind, str] = {
    "text": "str",
    "number": "float64",
    "integer": "Int64",
    "flag": "boolean",
    "day": "datetime64[s]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """
    One column of a table.

    ``audience`` is the widest circle that may see it: ``"intern"`` stays in the town
    hall, ``"workshop"`` may be projected, ``"oeffentlich"`` may be published.
    """

    name: str
    kind: Kind
    label: Text
    audience: Audience = "oeffentlich"
    allowed: tuple[str, ...] = ()
    required: bool = False  # present and never blank


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    The contract of one table: index, geometry, columns, allowed values.

    ``audience`` is the widest circle that may see single rows of it. ``geometry`` names
    the geometry types allowed, or is empty for a table without places. ``cells`` names the
    columns that hold counts of units, or what is reckoned from them: in public they are
    blanked in rows that rest on too few (`outputs.audience.suppress_cells` reads ``units``,
    ``known`` and ``vacant``). ``within`` names columns whose values part the rows into sets
    with a total of their own (``""``: all rows are one): no set may be left with a single
    blanked row. The smaller sets stand first. ``twin`` names
    another table that holds the same numbers, and what its row ids begin with; a row that is
    blanked in one is blanked in both. ``whole`` names a column and a value of it: within a set
    of the first kind such a row is the total of the others (a street and its sections).
    ``follows`` names another table and the column that holds its row ids (``""``: the index):
    where that table withholds a row, this one does too, even if it counts none there (shops in
    use beside all shops would tell of the vacant ones).
    """

    name: str
    label: Text
    index: str
    index_kind: Literal["text", "integer"] = "text"
    columns: tuple[Column, ...]
    geometry: tuple[str, ...] = ()
    geometry_required: bool = False
    audience: Audience = "oeffentlich"
    cells: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    twin: tuple[str, str] | None = None
    whole: tuple[str, str] | None = None
    follows: tuple[str, str] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns but the geometry, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column of that name; ``KeyError`` if the contract has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}")

    def seen_by(self, audience: Audience) -> tuple[str, ...]:
        """Names of the columns that ``audience`` may see."""
        reach = AUDIENCES.index(audience)
        return tuple(c.name for c in self.columns if AUDIENCES.index(c.audience) >= reach)

    def empty(self, crs: Any = None) -> Any:
        """Return the table without rows (a GeoDataFrame if it has places)."""
        return self.conform(pd.DataFrame(index=pd.Index([], name=self.index)), crs=crs)

    def conform(self, rows: pd.DataFrame, *, crs: Any = None) -> Any:
        """
        Give a frame this table's columns, order and types; missing columns become NA.

        Columns that the contract does not know are dropped: what a table holds is decided
        here and nowhere else. Geometry is kept; with ``crs`` a frame without any place
        still becomes a GeoDataFrame in that CRS.
        """
        done: dict[str, Any] = {}
        for column in self.columns:
            if column.name in rows.columns:
                values = rows[column.name].astype(_DTYPES[column.kind])
            else:
                values = pd.Series(None, index=rows.index, dtype=_DTYPES[column.kind])
            done[column.name] = values
        frame = pd.DataFrame(done, index=rows.index)
        frame.index = frame.index.astype("int64" if self.index_kind == "integer" else "str")
        frame.index.name = self.index
        if not self.geometry:
            return frame
        if isinstance(rows, gpd.GeoDataFrame) and rows.active_geometry_name is not None:
            points = rows.geometry
            return gpd.GeoDataFrame(frame, geometry=points.to_numpy(), crs=rows.crs or crs)
        nowhere = gpd.GeoSeries([None] * len(frame), index=frame.index, crs=crs)
        return gpd.GeoDataFrame(frame, geometry=nowhere, crs=crs)

    def check(self, rows: pd.DataFrame) -> None:
        """
        Raise one `InputError` naming every breach of the contract (`CrsError` for a CRS).

        Extra columns are welcome: an analyst's own columns ride along, and no figure
        reads them.
        """
        faults = [*self._index_faults(rows), *self._column_faults(rows)]
        if self.geometry:
            faults += self._geometry_faults(rows)
        if faults:
            lines = "".join(f"\n  - {fault.en}" for fault in faults)
            zeilen = "".join(f"\n  - {fault.de}" for fault in faults)
            raise InputError(
                de=f"{self.name}: {len(faults)} Fehler{zeilen}",
                en=f"{self.name}: {len(faults)} problem(s){lines}",
            )
        if self.geometry and len(rows):
            assert isinstance(rows, gpd.GeoDataFrame)  # _geometry_faults made sure
            crs_.require_metres(rows, self.name)

    def _index_faults(self, rows: pd.DataFrame) -> list[Text]:
        faults = []
        if not rows.index.is_unique:
            twice = sorted(map(str, rows.index[rows.index.duplicated()].unique()))[:5]
            faults.append(
                Text(
                    de=f"Der Index muss eindeutig sein; doppelt: {twice}",
                    en=f"index must be unique; these ids occur twice: {twice}",
                )
            )
        if rows.index.hasnans:
            faults.append(
                Text(de="Der Index hat leere Werte", en="index must not hold missing values")
            )
        return faults

    def _column_faults(self, rows: pd.DataFrame) -> list[Text]:
        faults = []
        for column in self.columns:
            if column.name not in rows.columns:
                faults.append(
                    Text(
                        de=f"Spalte '{column.name}' fehlt ({column.label.de})",
                        en=f"column '{column.name}' is missing ({column.label.en})",
                    )
                )
                continue
            faults += _value_faults(column, rows[column.name])
        return faults

    def _geometry_faults(self, rows: pd.DataFrame) -> list[Text]:
        if not isinstance(rows, gpd.GeoDataFrame) or rows.active_geometry_name is None:
            return [
                Text(
                    de="ist keine Geotabelle; geopandas.GeoDataFrame mit Geometriespalte nötig",
                    en="is no GeoDataFrame with an active geometry column",
                )
            ]
        faults = []
        missing = rows.geometry.isna() | rows.geometry.is_empty
        if self.geometry_required and missing.any():
            ids = list(map(str, rows.index[missing][:5]))
            faults.append(
                Text(
                    de=f"{int(missing.sum())} Zeilen ohne Geometrie, z. B. {ids}",
                    en=f"{int(missing.sum())} rows have no geometry, e.g. {ids}",
                )
            )
        kinds = set(rows.geometry[~missing].geom_type.unique()) - set(self.geometry)
        if kinds:
            faults.append(
                Text(
                    de=f"Geometrie hat {sorted(kinds)}; erlaubt: {sorted(self.geometry)}",
                    en=f"geometry holds {sorted(kinds)}; allowed: {sorted(self.geometry)}",
                )
            )
        return faults


def _value_faults(column: Column, values: pd.Series) -> list[Text]:
    if values.dtype == _DTYPES[column.kind] and not (column.required or column.allowed):
        return []  # most columns: nothing to look at but their type
    faults = []
    known = values.dropna()
    if column.required and len(known) < len(values):
        ids = list(map(str, values.index[values.isna()][:5]))
        faults.append(
            Text(
                de=f"'{column.name}' darf nicht leer sein, ist es aber in {ids}",
                en=f"'{column.name}' must not be blank, but is in {ids}",
            )
        )
    if column.allowed and len(known):
        foreign = sorted(set(map(str, known.unique())) - set(column.allowed))
        if foreign:
            faults.append(
                Text(
                    de=f"'{column.name}' enthält {foreign[:5]}; erlaubt: {sorted(column.allowed)}",
                    en=f"'{column.name}' holds {foreign[:5]}; allowed: {sorted(column.allowed)}",
                )
            )
    if len(known) and not _is_of_kind(known, column.kind):
        found = type(known.iloc[0]).__name__
        faults.append(
            Text(
                de=f"'{column.name}' soll {column.kind} sein, enthält aber {found}",
                en=f"'{column.name}' should be {column.kind} but holds {found}",
            )
        )
    return faults


def _is_of_kind(known: pd.Series, kind: Kind) -> bool:
    types = pd.api.types
    if kind == "text":
        return bool(types.is_string_dtype(known.infer_objects()))
    if kind == "flag":
        return bool(types.is_bool_dtype(known.infer_objects()))
    if kind == "day":
        return bool(types.is_datetime64_any_dtype(known))
    return bool(types.is_numeric_dtype(known)) and not bool(types.is_bool_dtype(known))
