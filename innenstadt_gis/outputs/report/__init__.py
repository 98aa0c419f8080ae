"""
The report: one model of words and pictures, written as HTML, PDF and Word.

`report_paper` says everything once; the three writers only set it. The headline is the very
sentence of map, workbook and summary.
"""

from innenstadt_gis.outputs.report.compose import report_paper
from innenstadt_gis.outputs.report.html import report_html
from innenstadt_gis.outputs.report.model import Paper
from innenstadt_gis.outputs.report.pdf import report_pdf
from innenstadt_gis.outputs.report.word import report_docx

__all__ = ["Paper", "report_docx", "report_html", "report_paper", "report_pdf"]
