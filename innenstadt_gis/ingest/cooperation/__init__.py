"""Who works together (`kooperation.xlsx`): read, put beside the units, prepared."""

from innenstadt_gis.ingest.cooperation.apply import with_cooperation
from innenstadt_gis.ingest.cooperation.model import ANSWERS, Cooperation, header_of
from innenstadt_gis.ingest.cooperation.read import is_header, read_cooperation
from innenstadt_gis.ingest.cooperation.write import write_cooperation_template

__all__ = [
    "ANSWERS",
    "Cooperation",
    "header_of",
    "is_header",
    "read_cooperation",
    "with_cooperation",
    "write_cooperation_template",
]
