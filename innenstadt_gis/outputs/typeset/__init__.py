"""
Papers as PDF: a template of our own, values as data, pictures as bytes.

Values reach the template through ``json("data.json")`` alone. They are never pasted into its
source, so that no ``#``, ``$``, ``[`` or ``@`` in the name of a shop can run. Everything stays
in memory: no folder to write to, no network, no fonts of the system.
"""

from innenstadt_gis.outputs.typeset.plain import printable
from innenstadt_gis.outputs.typeset.press import typeset, typeset_query

__all__ = ["printable", "typeset", "typeset_query"]
