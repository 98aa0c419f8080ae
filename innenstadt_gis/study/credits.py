"""Who must be named with a source and under which licence it comes: ``[attribution]``, ``[licences]``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["CREDITED", "UNCREDITED", "Credits"]

#: Sources of which a study may say it; OpenStreetMap's terms are known and stay.
CREDITED = (
    "boundary", "parcels", "addresses", "elevation", "population", "brownfields", "gtfs", "measures",
    "cooperation", "photos", "registers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Credits:
    """
    What a study says of its sources, by their names under ``[sources]``; blank unless it does.

    Attributes
    ----------
    attribution
        The line that the owner of the data asks for, such as "© GeoSN 2026".
    licences
        Name of the licence, such as "dl-de/by-2-0".
    """

    attribution: Mapping[str, str] = field(default_factory=dict)
    licences: Mapping[str, str] = field(default_factory=dict)

    def of(self, role: str) -> tuple[str, str]:
        """Return attribution and licence of the sources of a role, blank where nothing is said."""
        key = "registers" if role == "register" else role
        return self.attribution.get(key, ""), self.licences.get(key, "")


#: What a study says that has no such sections.
UNCREDITED = Credits()
