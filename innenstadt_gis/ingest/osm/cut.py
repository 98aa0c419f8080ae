"""Cutting a town out of a larger OpenStreetMap extract, without the network."""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from rapidfuzz import process

from innenstadt_gis.errors import InnenstadtError, InputError, MissingSourceError, SourceError
from innenstadt_gis.files import full_disk
from innenstadt_gis.ingest.osm.cut_look import Looked, border_lines, look
from innenstadt_gis.ingest.osm.cut_write import AT_A_TIME, Counts, widened, write_areas
from innenstadt_gis.words import Text

__all__ = [
    "CutResult",
    "TownAsked",
    "cut_by_polygon",
    "cut_town",
    "cut_towns",
    "other_name",
]

_AGS_KEYS = ("de:amtlicher_gemeindeschluessel", "ref:AGS")
_NAME_KEYS = ("name", "name:de", "official_name", "short_name", "alt_name")
# 8 is a Gemeinde, 6 a kreisfreie Stadt (and a Landkreis, which nobody calls a town).
_LEVELS = ("8", "6")
_DISTRICT = re.compile(r"^(land)?kreis\b|\b(land)?kreis$")
_SHORT = (
    (r"\ba ?d\b", "an der"), (r"\bi ?d\b", "in der"), (r"\bo ?d\b", "ob der"),
    (r"\bv ?d\b", "vor der"), (r"\berzgeb\b", "erzgebirge"), (r"\bi (?=erzgebirge)", "im "),
    (r"\bst\b", "sankt"), (r"\ba (?=\w{3})", "am "),
)  # fmt: skip
# An extract no wider than this is the town already, or its neighbourhood.
_TOWN_SIZED_KM = 60.0
# So many nodes tell how far they reach.
_ENOUGH_NODES = 1_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class CutResult:
    """
    The town that was cut out: its boundary (degrees, without margin), name and key.

    ``note`` says when the town bears another name than was asked for.
    """

    boundary: Any
    name: str
    ags: str | None
    nodes: int
    ways: int
    relations: int
    note: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TownAsked:
    """A town to be cut out, by name or official key, and where to write it."""

    out: Path
    place: str | None = None
    ags: str | None = None


@dataclass(frozen=True, slots=True)
class _Border:
    name: str
    names: tuple[str, ...]
    ags: str
    level: str
    ways: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.name} (AGS {self.ags or '–'})"


def cut_town(
    extract_path: Path,
    out_path: Path,
    *,
    place: str | None = None,
    ags: str | None = None,
    margin_m: float = 500.0,
) -> CutResult:
    """
    Cut a town with a margin out of a larger extract.

    Parameters
    ----------
    extract_path
        ``.osm.pbf`` (or another OSM file, sorted) of a state, district or neighbourhood.
    out_path
        Where to write; the suffix decides on the format. Written whole or not at all.
    place, ags
        Name of the town, or its official municipality key (8 digits), which is surer.
    margin_m
        Metres around the boundary that are kept, so that ways across it stay whole.

    Returns
    -------
    CutResult
        Boundary, name and key of the town as OpenStreetMap has them.

    Raises
    ------
    InputError
        If several towns bear the name, or a large extract holds none of that name.
    SourceError
        If the boundary is cut off at the edge of the extract, or a town-sized extract has
        no such boundary; the extract may then be used whole.
    MissingSourceError
        If there is no such file.

    Examples
    --------
    >>> cut_town(Path("sachsen.osm.pbf"), Path("town.osm.pbf"), ags="14521020")  # doctest: +SKIP
    """
    (done,) = cut_towns(
        [TownAsked(out=out_path, place=place, ags=ags)], extract_path, margin_m=margin_m
    )
    if isinstance(done, InnenstadtError):
        raise done
    return done


def cut_towns(
    towns: Sequence[TownAsked], extract_path: Path, *, margin_m: float = 500.0
) -> tuple[CutResult | InnenstadtError, ...]:
    """
    Cut many towns out of one larger extract in one pass through it.

    A look comes before: where a town lies stands at the end of such a file, in relations, and
    these lead back to ways and nodes. It is one reading, whatever the number of towns, and one
    of the ways alone if a border runs along a way that is not tagged as one. The pass then cuts
    all towns, `AT_A_TIME` at a time. In memory are borders, relations of relations and the ids
    of what belongs to the towns; where the nodes are, and what was cut, stand in files.

    Parameters
    ----------
    towns
        The towns and where to write each.
    extract_path, margin_m
        As for `cut_town`.

    Returns
    -------
    tuple
        For each town what `cut_town` returns, or the error that it raises: the others are cut.

    Raises
    ------
    MissingSourceError, SourceError
        If there is no such file, or it cannot be read.
    WriteError
        If there is no room for what is kept meanwhile, in the system's folder for that.
    """
    if not extract_path.is_file():
        raise MissingSourceError(
            de=f"Die OSM-Datei {extract_path} gibt es nicht; Pfad prüfen",
            en=f"there is no OSM file {extract_path}; check the path",
        )
    with _looked(extract_path) as looked:
        return _cut(towns, extract_path, looked, margin_m)


@contextmanager
def _looked(path: Path) -> Iterator[Looked]:
    """Look through an extract, and say what it means if reading it ends early."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        looked = None
        try:
            looked = look(path, Path(folder) / "nodes")
            yield looked
        except RuntimeError as error:
            if (full := full_disk(error, Path(folder).parent)) is not None:
                raise full from error
            raise SourceError(
                de=f"{path.name}: keine lesbare OSM-Datei oder beschädigt ({error}); "
                "neu herunterladen",
                en=f"{path.name}: no readable OSM file, or damaged ({error}); download it again",
            ) from error
        finally:
            if looked is not None:
                looked.nodes = None  # Windows cannot remove a file that is still mapped


def _cut(
    towns: Sequence[TownAsked], path: Path, looked: Looked, margin_m: float
) -> tuple[CutResult | InnenstadtError, ...]:
    borders = _borders(looked)
    found = [_tried(_find, path, looked.nodes, borders, place=t.place, ags=t.ags) for t in towns]
    along = {way for border in found if isinstance(border, _Border) for way in border.ways}
    lines = border_lines(path, looked, along)
    areas = [_tried(_outline, path, b, lines) if isinstance(b, _Border) else b for b in found]
    whole = [k for k, area in enumerate(areas) if not isinstance(area, InnenstadtError)]
    done: dict[int, CutResult | InnenstadtError] = {}
    for start in range(0, len(whole), AT_A_TIME):
        lot = whole[start : start + AT_A_TIME]
        parts = [(towns[k].out, widened(areas[k], margin_m)) for k in lot]
        for k, told in zip(lot, write_areas(path, parts, looked), strict=True):
            done[k] = (
                told
                if isinstance(told, InnenstadtError)
                else _told(towns[k], found[k], areas[k], told)
            )
    return tuple(done.get(k, area) for k, area in enumerate(areas))


def _tried(step: Callable[..., Any], *asked: Any, **named: Any) -> Any:
    """What a step returns, or the error that says why this town cannot be cut."""
    try:
        return step(*asked, **named)
    except InnenstadtError as error:
        return error


def _told(town: TownAsked, border: _Border, boundary: Any, counts: Counts) -> CutResult:
    note = other_name(town.place, border.name, border.ags) if not town.ags else None
    return CutResult(
        boundary=boundary, name=border.name, ags=border.ags or None, note=note, **counts
    )  # fmt: skip


def other_name(asked: str | None, name: str, ags: str | None = None) -> Text | None:
    """
    Say that a town is called otherwise than was asked for; None if it is the same name.

    Towns merge and share names: "Aue" is a part of a larger town today, and several
    towns are called "Auerbach".

    Examples
    --------
    >>> other_name("Neustadt a.d. Aue", "Neustadt an der Aue") is None
    True
    >>> other_name("Neustadt", "Neustadt-Altdorf", "00000000").en
    "'Neustadt' was taken for 'Neustadt-Altdorf' (AGS 00000000); if that is wrong, give --ags"
    """
    if not asked or _key(asked) == _key(name):
        return None
    key = f" (AGS {ags})" if ags else ""
    return Text(
        de=f"'{asked}' wurde als '{name}'{key} verstanden; wenn das nicht stimmt, --ags angeben",
        en=f"'{asked}' was taken for '{name}'{key}; if that is wrong, give --ags",
    )


def cut_by_polygon(
    extract_path: Path, out_path: Path, polygon: Any, *, margin_m: float = 500.0
) -> dict[str, int]:
    """
    Cut what lies in a polygon (degrees) and its margin out of a larger extract.

    Ways that reach into it are kept whole; relations keep the members that are inside.
    Returns how many nodes, ways and relations were written.
    """
    with _looked(extract_path) as looked:
        (told,) = write_areas(extract_path, [(out_path, widened(polygon, margin_m))], looked)
    if isinstance(told, InnenstadtError):
        raise told
    return told


def _key(name: str) -> str:
    """Fold a town's name so that "Ort a.d. Fluss" is "Ort an der Fluss"."""
    plain = re.sub(r"\W+", " ", name.casefold().replace("ß", "ss")).strip()
    for short, long in _SHORT:
        plain = re.sub(short, long, plain)
    return plain


def _borders(looked: Looked) -> list[_Border]:
    found = []
    for border in looked.borders:
        tags = border.tags
        name, level = tags.get("name"), tags.get("admin_level")
        if not name or level not in _LEVELS:
            continue
        spoken = [tags.get(key) or "" for key in _NAME_KEYS]
        spoken += [part for text in spoken for part in re.split(r" [-–/] |/|;", text)]
        ags = next((tags.get(key) for key in _AGS_KEYS if tags.get(key)), "") or ""
        names = tuple(dict.fromkeys(_key(text) for text in spoken if text))
        found.append(_Border(name, names, re.sub(r"\D", "", ags), level, border.ways))
    return sorted(found, key=lambda border: (border.name, border.ags))


def _find(
    path: Path, nodes: Any, borders: list[_Border], *, place: str | None, ags: str | None
) -> _Border:
    if ags:
        key = re.sub(r"\D", "", ags)
        fits = [b for b in borders if b.ags == key]
        # Town districts bear the key of five digits, or of eight with zeros.
        fits = fits or [b for b in borders if key.endswith("000") and b.ags == key[:5]]
    elif place:
        key = _key(place)
        towns = [b for b in borders if not _DISTRICT.search(_key(b.name))]
        fits = [b for b in towns if key in b.names]
        fits = fits or [b for b in towns if any(n.startswith(f"{key} ") for n in b.names)]
    else:
        raise InputError(
            de="Welche Stadt? Name oder Gemeindeschlüssel angeben",
            en="which town? give its name or municipality key",
        )
    if len(fits) == 1:
        return fits[0]
    if fits:
        several = "; ".join(map(str, fits))
        raise InputError(
            de=f"{path.name}: Mehrere Orte heißen '{place}': {several}. "
            "Bitte mit --ags den richtigen nennen",
            en=f"{path.name}: several towns are called '{place}': {several}. "
            "Name the right one with --ags",
        )
    raise _not_found(path, nodes, borders, place or ags or "", by_key=bool(ags))


def _not_found(
    path: Path, nodes: Any, borders: list[_Border], wanted: str, *, by_key: bool
) -> InputError:
    """Say what there is; a town-sized extract may be used whole, a state may not."""
    if by_key:
        near = [b for b in borders if b.ags[:5] == wanted[:5]][:8]
    else:
        names = [b.name for b in borders]
        near = [borders[hit[2]] for hit in process.extract(wanted, names, limit=5)]
    seen = "; ".join(map(str, near or borders[:8])) or "–"
    kind = SourceError if _width_km(nodes) <= _TOWN_SIZED_KM else InputError
    return kind(
        de=f"{path.name}: Keine Gemeindegrenze '{wanted}' gefunden; es gibt: {seen}. "
        "Schreibweise prüfen, --ags angeben, den Auszug ganz verwenden oder die Grenze "
        "als Datei unter [sources] boundary nennen",
        en=f"{path.name}: no town boundary '{wanted}' found; there are: {seen}. "
        "Check the spelling, give --ags, use the extract whole or name a boundary file "
        "under [sources] boundary",
    )


def _width_km(nodes: Any) -> float:
    """
    Width of what a file covers, whichever way it is wider.

    Without the outermost hundredth on each side: an extract of a town holds whole motorways and
    railways, which lead far out of it.
    """
    some = nodes[:: max(1, len(nodes) // _ENOUGH_NODES)]
    some = some[some["id"] != 0]
    if not len(some):
        return 0.0
    west, east = np.percentile(some["x"], (1, 99)) / 1e7
    south, north = np.percentile(some["y"], (1, 99)) / 1e7
    middle = math.radians((south + north) / 2)
    return float(max((east - west) * math.cos(middle), north - south)) * 111.2


def _outline(path: Path, border: _Border, lines: dict[int, Any]) -> Any:
    """Boundary as a polygon in degrees, from the members of its relation."""
    there = [way for way in sorted(set(border.ways)) if way in lines]
    whole = len(there)
    outline = shapely.build_area(shapely.GeometryCollection([lines[way] for way in there]))
    if whole < len(set(border.ways)) or outline.is_empty:
        raise SourceError(
            de=f"{path.name}: Die Grenze von {border} ist am Rand des Auszugs abgeschnitten "
            f"({whole} von {len(border.ways)} Teilen vollständig). Einen größeren Auszug nehmen, "
            "diesen Auszug ganz verwenden oder die Grenze als Datei unter [sources] boundary "
            "nennen",
            en=f"{path.name}: the boundary of {border} is cut off at the edge of the extract "
            f"({whole} of {len(border.ways)} parts are whole). Take a larger extract, use this "
            "one whole or name a boundary file under [sources] boundary",
        )
    return outline
