"""What everybody may see of a town, whoever a run is for."""

from __future__ import annotations

from innenstadt_gis.outputs.audience import Release, release, soften
from innenstadt_gis.pipeline.questions import analyse
from innenstadt_gis.town import Findings, Town

__all__ = ["public_release"]


def public_release(town: Town, found: tuple[Town, Findings]) -> Release:
    """
    Cut a town down to what everybody may see, whoever the run is for.

    Parameters
    ----------
    town
        As it was read.
    found
        What a run softened and found; used again where nothing is to be softened further: at
        the town hall, a unit at risk counts as one, and so all is found anew.
    """
    softened = soften(town, "oeffentlich")
    frames = ("premises", "records", "history")
    same = all(
        getattr(softened, f)["status"].equals(getattr(found[0], f)["status"]) for f in frames
    )
    return release(softened, found[1] if same else analyse(softened), "oeffentlich")
