"""Parcels, cadastral buildings and house coordinates as the survey office delivers them."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from innenstadt_gis.musterstadt import plan

if TYPE_CHECKING:
    from pathlib import Path

    from innenstadt_gis.musterstadt.layout import Layout

_DAY = "2026-06-30"
_FUNCTION = {  # OSM building -> (name, last four digits of the function code)
    "house": ("Wohngebäude", "1000"),
    "detached": ("Wohngebäude", "1000"),
    "apartments": ("Gemischt genutztes Gebäude mit Wohnen", "1100"),
    "outbuilding": ("Gebäude für Wirtschaft oder Gewerbe", "2000"),
    "garage": ("Garage", "2463"),
    "shed": ("Gebäude für Wirtschaft oder Gewerbe", "2000"),
    "townhall": ("Rathaus", "3012"),
    "school": ("Allgemein bildende Schule", "3021"),
    "church": ("Kirche", "3041"),
    "chapel": ("Kapelle", "3041"),
    "retail": ("Gebäude für Handel und Dienstleistungen", "2010"),
    "industrial": ("Gebäude für Gewerbe und Industrie", "2100"),
    "train_station": ("Gebäude zum Verkehr", "2400"),
}


def parcel_key(numerator: int, denominator: int | None) -> str:
    """
    Flurstückskennzeichen of 20 characters; Saxon districts have no Flur.

    Examples
    --------
    >>> parcel_key(12, 3), parcel_key(12, None)
    ('149999___000120003__', '149999___00012______')
    """
    below = f"{denominator:04d}" if denominator else "____"
    return f"{plan.DISTRICT_KEY}___{numerator:05d}{below}__"


def write_parcels(path: Path, town: Layout) -> Path:
    """Write the GeoPackage with both layers of the vereinfachtes Schema."""
    path.unlink(missing_ok=True)
    parcels = gpd.GeoDataFrame(_parcel_rows(town), crs=plan.EPSG)
    buildings = gpd.GeoDataFrame(_building_rows(town), crs=plan.EPSG)
    for name, rows in (("Flurstueck", parcels), ("GebaeudeBauwerk", buildings)):
        rows.to_file(
            path,
            layer=name,
            driver="GPKG",
            engine="pyogrio",
            index=False,
            geometry_type="MultiPolygon",
            promote_to_multi=True,
        )
    with sqlite3.connect(path) as book:
        book.execute("UPDATE gpkg_contents SET last_change = ?", (f"{_DAY}T00:00:00.000Z",))
    book.close()
    return path


def _parcel_rows(town: Layout) -> list[dict[str, Any]]:
    at = {
        town.houses[a.house].plot: a
        for a in town.addresses.values()
        if town.houses[a.house].plot >= 0
    }
    rows: list[dict[str, Any]] = []
    taken = []
    for k, plot in enumerate(town.plots):
        place = f"{at[k].street} {at[k].number}" if k in at else None
        use = "Wohnbaufläche" if plot.zone == "open" else "Fläche gemischter Nutzung"
        rows.append(_parcel(len(rows), plot.shape, place, use))
        taken.append(plot.shape)
    for ground in plan.GROUNDS:
        rows.append(
            _parcel(len(rows), town.grounds[ground.key], ground.tags.get("name"), ground.use)
        )
        taken.append(town.grounds[ground.key])
    used = shapely.union_all(taken)
    for street in town.streets:
        if street.plan.name is None or street.plan.highway == "track":
            continue
        left = shapely.difference(street.surface, used)
        used = used.union(street.surface)
        parts = [p for p in shapely.get_parts(left) if p.area > 20]
        if parts:
            rows.append(
                _parcel(len(rows), shapely.MultiPolygon(parts), street.plan.name, "Straßenverkehr")
            )
    return rows


def _parcel(
    k: int, shape: shapely.Polygon | shapely.MultiPolygon, place: str | None, use: str
) -> dict[str, Any]:
    """Every fourth number is divided into /1, /2, /3, as old plots are."""
    numerator, denominator = (k // 3 + 1, k % 3 + 1) if k % 12 < 3 else (10_000 + k, None)
    key = parcel_key(numerator, denominator)
    area = round(shape.area)
    return {
        "oid": f"DESNvAAA{k:08d}FL",
        "aktualit": _DAY,
        "idflurst": f"DESNAL{k:010d}",
        "flaeche": float(area),
        "flstkennz": key,
        "land": "Sachsen",
        "landschl": "14",
        "gemarkung": plan.NAME,
        "gemaschl": plan.DISTRICT_KEY,
        "flur": None,
        "flurschl": None,
        "flstnrzae": str(numerator),
        "flstnrnen": str(denominator) if denominator else None,
        "gemeinde": plan.NAME,
        "gmdschl": plan.AGS,
        "lagebeztxt": place,
        "tntxt": f"{use};{area}",
        "geometry": shape,
    }


def _building_rows(town: Layout) -> list[dict[str, Any]]:
    at = {a.house: f"{a.street} {a.number}" for a in town.addresses.values()}
    rows = []
    for k, house in enumerate(town.houses):
        name, code = _FUNCTION[house.kind]
        rows.append(
            {
                "oid": f"DESNvAAA{k:08d}BL",
                "aktualit": _DAY,
                "gebnutzbez": "Gebäude",
                "funktion": name,
                "gfkzshh": f"31001_{code}",
                "name": house.name,
                "anzahlgs": house.levels,
                "gmdschl": plan.AGS,
                "lagebeztxt": at.get(k),
                "geometry": house.shape,
            }
        )
    return rows


def house_coordinates(town: Layout) -> str:
    """Amtliche Hauskoordinaten as text, one address a line, metres in zone 33."""
    head = (
        "nba;oid;qua;landschl;land;regbezschl;regbez;kreisschl;kreis;gmdschl;gmd;ottschl;ott;"
        "strschl;str;hnr;adz;zone;ostwert;nordwert;datum;postplz;postonm"
    )
    names = sorted({a.street for a in town.addresses.values()})
    rows = [head]
    for k, a in enumerate(sorted(town.addresses.values(), key=lambda a: (a.street, int(a.number)))):
        street = f"{names.index(a.street) + 1:05d}"
        rows.append(
            f"N;DESNvAHK{k:08d};A;14;Sachsen;5;;21;Musterkreis;999;{plan.NAME};;;{street};"
            f"{a.street};{a.number};;33;{a.x:.3f};{a.y:.3f};{_DAY};{plan.POSTCODE};{plan.NAME}"
        )
    return "\r\n".join((*rows, ""))
