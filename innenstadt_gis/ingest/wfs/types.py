"""Which type of a service holds what is asked for, and in which ways a box can be written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyproj import CRS
from pyproj.exceptions import CRSError

from innenstadt_gis.errors import SourceError
from innenstadt_gis.ingest.crs_guess import Bounds, CrsGuess, box_in
from innenstadt_gis.ingest.wfs.client import Capabilities, FeatureType, WfsClient
from innenstadt_gis.words import Text

#: What the types of a role are called, the surest first (AdV simplified schema, NAS, INSPIRE).
TYPES: dict[str, tuple[str, ...]] = {
    "parcels": ("flurstueck", "axflurstueck", "cadastralparcel", "flurstuecke", "parcel"),
    "addresses": (
        "hauskoordinate", "hauskoordinaten", "axgeoreferenziertegebaeudeadresse", "gebaeudeadresse",
        "adresse", "adressen", "address", "gebref", "lagebezeichnungmithausnummer",
    ),
}  # fmt: skip
WHAT = {"parcels": Text("Flurstücke", "parcels"), "addresses": Text("Adressen", "addresses")}
# What hangs on a parcel but is none: its boundary, its label, its owner, its zone.
_BESIDE = re.compile(
    r"punkt|point|grenz|boundary|linie|line|text|label|nummer|zoning|buchung|pfeil"
)


def choose_type(client: WfsClient, offer: Capabilities, role: str) -> FeatureType:
    """The type that holds what the role asks for, or the one that the address names."""
    plain = [(_letters(kind.local), kind) for kind in offer.types]
    if client.chosen:
        wanted = _letters(client.chosen.rpartition(":")[2])
        fit = [kind for name, kind in plain if name == wanted]
    else:
        fit = [kind for word in TYPES[role] for name, kind in plain if name == word]
        fit += [
            kind
            for word in TYPES[role]
            for name, kind in plain
            if word in name + _letters(kind.title) and not _BESIDE.search(name)
        ]
    if fit:
        return fit[0]
    names = ", ".join(kind.name for kind in offer.types[:12]) or "–"
    what = WHAT[role]
    raise SourceError(
        de=f"Der Dienst {client.label} hat keine Ebene für {what.de}; es gibt: {names}. Die richtige "
        "an die Adresse hängen: ?typenames=NAME",
        en=f"the service {client.label} has no type for {what.en}; there are: {names}. Add the "
        "right one to the address: ?typenames=NAME",
    )


def _letters(text: str) -> str:
    text = text.lower().replace("ü", "ue").replace("ä", "ae").replace("ö", "oe")
    return re.sub(r"[^a-z0-9]", "", text)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a box: which CRS, under which name, which axis first."""

    name: str
    crs: CRS
    swapped: bool

    def box(self, bounds: Bounds, town: CRS) -> Bounds:
        """Write a box in the town's metres this way."""
        return box_in(bounds, CrsGuess(self.crs, self.swapped), town)


def ways_to_ask(kind: FeatureType, town: CRS) -> Iterator[Form]:
    """
    The ways to ask, most usual first; the next one is tried where nothing comes back.

    Of a CRS as URN the axes are in the order of its authority, of ``EPSG:n`` east comes
    first; services that hold it otherwise are why there is a third way.
    """
    codes = [(_epsg(text), text) for text in kind.crs]
    here = town.to_epsg()
    code, text = next(((c, t) for c, t in codes if c == here), None) or next(
        ((c, t) for c, t in codes if c is not None), (here or 25832, "")
    )
    crs = CRS.from_epsg(code or 25832)
    north_first = crs.axis_info[0].direction.lower() == "north"
    urn = text if "urn:" in text or "/def/crs/" in text else f"urn:ogc:def:crs:EPSG::{code}"
    yield Form(urn, crs, swapped=north_first)
    yield Form(f"EPSG:{code}", crs, swapped=False)
    yield Form(urn, crs, swapped=not north_first)


def _epsg(text: str) -> int | None:
    found = re.search(r"(?:EPSG|epsg)\D+(?:[\d.]+[:/])?(\d{4,6})$", text.strip())
    if not found:
        return None
    try:
        return CRS.from_epsg(int(found.group(1))).to_epsg()
    except CRSError:
        return None
