"""A sheet of charts: status, duration and functions as bars, in the colours of the map."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from innenstadt_gis.outputs.audience import Release
from innenstadt_gis.outputs.workbook.paper import Book
from innenstadt_gis.town import Figure
from innenstadt_gis.words import Text

CHARTS = Text("Diagramme", "Charts")
_COLOURS = {
    "status_vacant": "#B2182B", "status_partly_vacant": "#E69F00", "status_interim_use": "#E69F00",
    "status_at_risk": "#E69F00", "status_under_construction": "#8C8C8C", "status_occupied": "#C5CBEA",
    "status_unknown": "#FFFFFF",
}  # fmt: skip
_PLAIN = "#0072B2"
_ROWS_A_CHART = 18
_LABEL_CHARACTERS = 34

#: (title, beginning of the keys of its figures, word of the axis)
_CHARTS: tuple[tuple[Text, str, Text], ...] = (
    (Text("Ladenlokale nach Status", "Units by status"), "status_", Text("Ladenlokale", "units")),
    (Text("Dauer des Leerstands", "Length of vacancy"), "vacancy_duration_", Text("Leerstände", "vacancies")),
    (Text("Nutzungen im Zentrum", "Functions in the centre"), "share_centre_function_",
     Text("Anteil", "share")),
)  # fmt: skip


def charts_of(release: Release) -> list[tuple[Text, Text, list[Figure]]]:
    """Title, word of the axis and figures of each breakdown that has at least two bars."""
    found = [
        (
            title,
            axis,
            [f for f in release.figures if f.key.startswith(start) and f.value is not None],
        )
        for title, start, axis in _CHARTS
    ]
    return [one for one in found if len(one[2]) > 1]


def add_charts(book: Book, release: Release) -> None:
    """Add a sheet with a bar chart for each breakdown that has at least two bars."""
    charts = charts_of(release)
    if not charts:
        return
    page, at = book.sheet(CHARTS.to(book.lang), CHARTS.to(book.lang))
    page.set_column(0, 0, _LABEL_CHARACTERS)
    for title, axis, figures in charts:
        _chart(book, page, at, figures, title=title, axis=axis)
        at += max(_ROWS_A_CHART, len(figures) + 3)


def _chart(
    book: Book, page: Worksheet, at: int, figures: list[Figure], *, title: Text, axis: Text
) -> None:
    name = CHARTS.to(book.lang)
    number = "0%" if figures[0].unit == "share" else "#,##0"
    for row, figure in enumerate(figures, start=at):
        label = figure.group or figure.label
        page.write_string(row, 0, label.to(book.lang))
        page.write_number(row, 1, figure.value, book.form(number))
    last = at + len(figures) - 1
    chart = book.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": [name, at, 0, last, 0], "values": [name, at, 1, last, 1],
            "points": [{"fill": {"color": _COLOURS.get(f.key, _PLAIN)}, "border": {"color": "#1a1a1a"}}
                       for f in figures],
            "data_labels": {"value": True, "num_format": number}, "gap": 40,
        }
    )  # fmt: skip
    chart.set_title({"name": title.to(book.lang)})
    chart.set_legend({"none": True})
    chart.set_x_axis({"name": axis.to(book.lang), "num_format": number, "min": 0})
    chart.set_y_axis({"reverse": True})
    page.insert_chart(at, 3, chart, {"x_scale": 1.3})
