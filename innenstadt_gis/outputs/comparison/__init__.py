"""
What a comparison of towns looks like: a page, a workbook, data, pictures, the host's sheet.

Nothing here orders towns by a value: they stand by size class and name wherever they stand.
"""

from innenstadt_gis.outputs.comparison.book import vergleich_xlsx
from innenstadt_gis.outputs.comparison.data import vergleich_json
from innenstadt_gis.outputs.comparison.host import HostSheet, gastgeber_pdf
from innenstadt_gis.outputs.comparison.page import vergleich_html
from innenstadt_gis.outputs.comparison.pictures import comparison_pictures

__all__ = [
    "HostSheet",
    "comparison_pictures",
    "gastgeber_pdf",
    "vergleich_html",
    "vergleich_json",
    "vergleich_xlsx",
]
