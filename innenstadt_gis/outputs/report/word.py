"""``bericht.docx``: the report for those who go on writing, with real headings and tables."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from html import escape
from typing import Any

from innenstadt_gis.outputs.report.model import Chart, Light, Page, Paper, Photo, Section, Table
from innenstadt_gis.outputs.report.printed import printed_sections, widths
from innenstadt_gis.outputs.typeset import printable

__all__ = ["report_docx"]

#: A4 less two margins of 20 mm, in twentieths of a point.
_TEXT_TWIPS = 9638
_TEXT_MM = 170.0
_PHOTO_MM = 80.0
_LANGUAGES = {"de": "de-DE", "en": "en-GB"}
_LIGHTS = ("1B7837", "8A5A00", "B2182B")
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def report_docx(paper: Paper, *, day: dt.date) -> bytes:
    """
    Return the report as a Word document; the same paper and day give the same bytes.

    Headings have heading styles, tables repeat their heads, pictures have alternative texts,
    the document tells its language.
    """
    writer = _Writer(paper)
    writer.cover()
    writer.situation()
    for page in paper.pages:
        writer.theme(page)
    writer.annex()
    return writer.bytes(day)


class _Writer:
    """Writes one document, from its first heading to its last source."""

    def __init__(self, paper: Paper) -> None:
        from docx import Document

        self.paper = paper
        self.doc: Any = Document()
        self._ids: dict[str, str | None] = {}
        self._styles()
        self._frame()

    # looks --------------------------------------------------------------------

    def _styles(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        styles = self.doc.styles
        language = _LANGUAGES[self.paper.lang]
        default = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
        lang = default.find(qn("w:rPr")).find(qn("w:lang"))
        for key in ("w:val", "w:eastAsia"):
            lang.set(qn(key), language)
        styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(10.5)
        styles["Normal"].paragraph_format.space_after = Pt(5)
        styles["Normal"].paragraph_format.line_spacing = 1.1
        for level, size in ((0, 24), (1, 17), (2, 13), (3, 11)):
            style = styles["Title" if level == 0 else f"Heading {level}"]
            style.font.name, style.font.size = "Calibri", Pt(size)
            style.font.color.rgb = RGBColor(0x1F, 0x3A, 0x5F)
            fonts = style.element.rPr.rFonts
            for key in list(fonts.attrib):
                if "Theme" in key:
                    del fonts.attrib[key]

    def _frame(self) -> None:
        """A4, a head with town, day and audience, a foot with sources and page numbers."""
        from docx.shared import Mm, Pt

        section = self.doc.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(22)
        p, w = self.paper, self.paper.words
        head = section.header.paragraphs[0]
        head.add_run(printable(f"{p.title} · {w['stand']} {p.day} · {p.stamp}")).font.size = Pt(8)
        foot = section.footer.paragraphs[0]
        foot.add_run(printable(" · ".join(p.sources) + f" · {w['page']} ")).font.size = Pt(7.5)
        foot._p.append(  # noqa: SLF001 - python-docx has no other door to fields
            _xml(f'<w:fldSimple {_NS} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )

    # parts --------------------------------------------------------------------

    def cover(self) -> None:
        p, w = self.paper, self.paper.words
        self.heading(printable(p.title), level=0)
        self.line(f"{w['stand']} {p.day} · {p.stamp}")
        if p.headline:
            self.add(printable(f"{p.headline} ({p.headline_id})"), "Intense Quote")
        self.heading(w["summary"], level=2)
        head = (w["theme"], w["said"])
        rows = tuple((page.title, page.glance) for page in p.pages)
        self.table(Table(title=w["summary"], head=head, rows=rows, wide=(1, 3)))
        self.heading(w["fixes"], level=2)
        self.items(p.fixes or (w["no_fixes"],), style="List Number" if p.fixes else "Normal")

    def situation(self) -> None:
        w = self.paper.words
        self.heading(w["situation"], level=1)
        head = tuple(w[key] for key in ("light_head", "light_word", "light_why", "light_todo"))
        rows = tuple(
            (one.what, f"{one.sign} {one.word}", one.why, one.todo) for one in self.paper.lights
        )
        self.table(
            Table(title=w["situation"], head=head, rows=rows, wide=(3.2, 2, 4, 4)),
            colours=self.paper.lights,
        )

    def theme(self, page: Page) -> None:
        w = self.paper.words
        heading = self.heading(page.title, level=1)
        heading.paragraph_format.page_break_before = True
        self.add(printable(page.question), "Subtitle")
        for said in page.answers:
            self.line(said)
        for chart in page.charts:
            self.chart(chart)
        if page.figures is not None:
            self.heading(page.figures.title, level=2)
            self.table(page.figures)
        if page.missing:
            self.heading(w["missing"], level=2)
            self.items(page.missing)
        self.heading(w["limits"], level=2)
        self.items(page.limits)
        for photo in page.photos:
            self.photo(photo)
        self.heading(printable(page.card.title), level=2)
        head = (w["card"], page.title)
        self.table(Table(title=page.card.title, head=head, rows=page.card.lines, wide=(1, 4)))

    def annex(self) -> None:
        p, w = self.paper, self.paper.words
        self.heading(w["annex"], level=1).paragraph_format.page_break_before = True
        for page in p.pages:
            if page.more:
                self.heading(page.title, level=2)
                for section in printed_sections(page.more, p):
                    self.section(section, 3)
        self.heading(w["data"], level=1)
        for section in printed_sections(p.data, p):
            self.section(section, 2)
        self.heading(w["sources"], level=1)
        self.items(p.sources)
        self.line(f"{w['made']} {p.version}")

    def section(self, section: Section, level: int) -> None:
        self.heading(printable(section.title), level=level)
        for table in section.tables:
            self.table(table)
        self.items(section.lines)

    # pieces -------------------------------------------------------------------

    def add(self, text: str, style: str = "Normal") -> Any:
        """Add a paragraph; python-docx would search all styles of its template for each."""
        from docx.enum.style import WD_STYLE_TYPE

        if style not in self._ids:
            self._ids[style] = self.doc.styles.get_style_id(style, WD_STYLE_TYPE.PARAGRAPH)
        added = self.doc.add_paragraph(text)
        if self._ids[style] is not None:  # the default has no id
            added._p.style = self._ids[style]  # noqa: SLF001 - the other door is the slow one
        return added

    def heading(self, text: str, level: int) -> Any:
        return self.add(text, f"Heading {level}" if level else "Title")

    def line(self, text: str) -> None:
        self.add(printable(text))

    def items(self, lines: tuple[str, ...], style: str = "List Bullet") -> None:
        for text in lines:
            self.add(printable(text), style)

    def chart(self, chart: Chart) -> None:
        self._picture(chart.picture.png, chart.picture.alt, chart.picture.width_mm)
        self.add(printable(chart.caption), "Caption")

    def photo(self, photo: Photo) -> None:
        self._picture(photo.data, photo.alt, _PHOTO_MM)
        said = " · ".join(part for part in (photo.place, photo.caption) if part)
        self.add(printable(said), "Caption")

    def _picture(self, data: bytes, alt: str, width_mm: float) -> None:
        from docx.shared import Mm

        line = self.doc.add_paragraph()
        line.paragraph_format.keep_with_next = True
        shape = line.add_run().add_picture(io.BytesIO(data), width=Mm(min(width_mm, _TEXT_MM)))
        shape._inline.docPr.set("descr", printable(alt))  # noqa: SLF001 - nor to alternative texts

    def table(self, table: Table, colours: tuple[Light, ...] = ()) -> None:
        """Add a table at once: built cell by cell a long one takes seconds."""
        shares = widths(table)
        wide = [round(_TEXT_TWIPS * share / sum(shares)) for share in shares]
        size = 14 if len(wide) > 8 else 17
        grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in wide)
        head = "".join(
            _cell(text, width, size=size, fill="E9EDF3", bold=True)
            for text, width in zip(table.head, wide, strict=True)
        )
        rows = []
        for nth, row in enumerate(table.rows):
            cells = []
            for at, (text, width) in enumerate(zip(row, wide, strict=True)):
                colour = _LIGHTS[colours[nth].level] if colours and at == 1 else ""
                right = at in table.right
                cells.append(_cell(text, width, size=size, colour=colour, right=right))
            rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
        title = escape(printable(table.title), quote=True)
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:color="BBBBBB"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        xml = (
            f'<w:tbl {_NS}><w:tblPr><w:tblW w:w="{_TEXT_TWIPS}" w:type="dxa"/>'
            f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val="{title}"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>"
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{''.join(rows)}</w:tbl>"
        )
        body = self.doc.element.body
        body.insert(len(body) - 1, _xml(xml))  # before the last section's properties
        self.doc.add_paragraph().paragraph_format.space_after = 0

    # out ----------------------------------------------------------------------

    def bytes(self, day: dt.date) -> bytes:
        """Finish: properties of the day, and every entry of the archive at one time."""
        told = os.environ.get("SOURCE_DATE_EPOCH", "")
        when = (
            dt.datetime.fromtimestamp(int(told), dt.UTC).replace(tzinfo=None)
            if told.isdigit()
            else dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Word knows no zones
        )
        core = self.doc.core_properties
        core.title, core.author = printable(self.paper.title), "innenstadt_gis"
        core.language, core.subject = _LANGUAGES[self.paper.lang], printable(self.paper.town)
        core.created = core.modified = when
        core.last_modified_by, core.comments, core.revision = "", "", 1
        stream = io.BytesIO()
        self.doc.save(stream)
        return _packed(stream.getvalue())


def _xml(text: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(text)


def _cell(
    text: str, width: int, *, size: int, fill: str = "", colour: str = "", bold: bool = False,
    right: bool = False,
) -> str:  # fmt: skip
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    look = "<w:b/>" if bold or colour else ""
    look += f'<w:color w:val="{colour}"/>' if colour else ""
    side = '<w:jc w:val="right"/>' if right else ""
    said = escape(printable(text), quote=False)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p><w:pPr>'
        f'<w:spacing w:before="20" w:after="20"/>{side}</w:pPr><w:r><w:rPr>{look}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{said}</w:t></w:r></w:p></w:tc>'
    )


def _packed(made: bytes) -> bytes:
    """Pack an archive anew, so that no entry tells when it was made."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            kept = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            kept.compress_type = zipfile.ZIP_DEFLATED
            kept.external_attr = 0o644 << 16
            new.writestr(kept, old.read(entry))
    return stream.getvalue()
