"""What the files are that somebody dropped into ``daten/``."""

from innenstadt_gis.ingest.recognise.files import also, recognise
from innenstadt_gis.ingest.recognise.found import ROLES, Recognised

__all__ = ["ROLES", "Recognised", "also", "recognise"]
