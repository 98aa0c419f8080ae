"""Who works together in Musterstadt, as its town hall filled in kooperation.xlsx.

Counted by hand, of the rows below: 8 of 13 in the traders' association, 7 of 11 take the
voucher, 6 of 12 keep joint hours, 7 of 11 take part in events (14 times in all). One row was
left blank, one names an address where there is no unit.
"""

from __future__ import annotations

from innenstadt_gis.musterstadt.register import settled

#: Address, name, association, voucher, joint hours, events, remark.
ROWS: tuple[tuple[str | int | None, ...], ...] = (
    ("Marktplatz 2", "Rats-Apotheke", "ja", "ja", "ja", 2, None),
    ("Marktplatz 4", "Buchhandlung am Markt", "ja", "ja", "ja", "Lesenacht; Lichterfest", None),
    ("Marktplatz 5", "Bäckerei Sommer", "ja", "ja", "nein", 1, None),
    ("Marktplatz 6", "Modehaus am Brunnen", "ja", "ja", "ja", 3, "Sprecherin: Fr. Zwetschgenberg"),
    ("Marktplatz 9", "Eiscafé Polar", "nein", "nein", "nein", 0, None),
    ("Marktplatz 13", "Café Rosine", "ja", "nein", "nein", "Lichterfest", None),
    ("Lange Str. 1", "Fleischerei Zur Mühle", "nein", "ja", "nein", "keine", None),
    ("Lange Straße 3", "Teehaus Samowar", None, None, None, None, "noch fragen"),
    ("Lange Straße 7", "Kunsthandwerk Nussknacker", "ja", "ja", "ja", 2, None),
    ("Lange Straße 8", "Drogerie Seifenblase", "nein", "nein", "ja", None, None),
    ("Lange Straße 77", "Laden ohne Haus", "ja", "ja", "ja", 1, None),
    ("Bahnhofstraße 1", "Kiosk am Eck", "nein", "nein", "nein", 0, None),
    ("Bahnhofstraße 9", "Elektro Funke", "nein", None, "nein", 0, None),
    ("Marktgasse 1", "Weinhandlung Rebstock", "x", None, None, None, None),
    ("Kirchgasse 2", "Lichterwerkstatt", "ja", "ja", "ja", 3, None),
)
_HEADER = (
    "Adresse", "Name", "Händlergemeinschaft", "Gutschein (ja/nein)", "Gemeinsame Öffnungszeiten",
    "Veranstaltungen", "Bemerkung",
)  # fmt: skip


def cooperation() -> bytes:
    """The workbook, as bytes that depend on the rows alone."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Kooperation"
    for row, cells in enumerate((_HEADER, *ROWS), start=1):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column, value)
    return settled(book)
