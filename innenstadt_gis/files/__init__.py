"""Writing files: whole or not at all, one by one (`write_atomic`) or together (`Outbox`).

What is promised, on Linux and Windows:

- Under a final name lies the old file or the whole new one, whenever the program dies.
- Files of one `Outbox` are all composed before the first of them takes its name. A run that dies
  before leaves all files as they were; one that dies while they take their names (some
  milliseconds) is finished by the next run, before it does anything else.
- What a dead run left half-made has names of ours and is taken away by the next one; what another
  run is writing is not, because the system knows who holds it.
- A file that another program keeps open is not touched: the new one lies beside it as ``…_neu``
  and is taken away when the file itself can be written, unless somebody changed it.
- One run at a time writes into a folder; the second is told in one line.
- A full disk and a folder that cannot be written are one line, a `WriteError`.
"""

from __future__ import annotations

from innenstadt_gis.files.atomic import copy_atomic, make_atomic, write_atomic
from innenstadt_gis.files.faults import explained, full_disk, write_error
from innenstadt_gis.files.held import held_by
from innenstadt_gis.files.outbox import Delivered, Outbox

__all__ = [
    "Delivered",
    "Outbox",
    "copy_atomic",
    "explained",
    "full_disk",
    "held_by",
    "make_atomic",
    "write_atomic",
    "write_error",
]
