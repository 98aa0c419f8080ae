"""``kennzahlen.xlsx``: every figure with the rows behind it, in real numbers and dates."""

from innenstadt_gis.outputs.workbook.write import kennzahlen_xlsx

__all__ = ["kennzahlen_xlsx"]
