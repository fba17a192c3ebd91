"""Write a brief as a Word document: tables, charts that Word draws itself, and links to the sentences."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from docx import Document
from docx.document import Document as File
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from jinja2 import Environment, FileSystemLoader

from kg.report.brief import Brief, Chart, Line, Note, Section

_FONT = "Microsoft YaHei"
_INK = RGBColor(0x0B, 0x4F, 0x8A)
_PAGE = 17.0
"""Centimetres between the margins."""
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_CHART_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_MADE = (1980, 1, 1, 0, 0, 0)
"""Time of the files in the archive: the same brief always gives the same bytes."""
# XML 1.0 has no place for these.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_docx(brief: Brief, words: Mapping[str, str]) -> bytes:
    """Return the document."""
    return _Writer(brief, words).write()


class _Writer:
    def __init__(self, brief: Brief, words: Mapping[str, str]) -> None:
        self._brief, self._words = brief, words
        self._file: File = Document()
        self._numbers: Iterator[int] = count(1)
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).resolve().parent), autoescape=True
        )
        self._chart_xml = environment.get_template("chart.xml.j2")

    def write(self) -> bytes:
        self._set_styles()
        self._file.add_heading(_clean(self._brief.title), 0)
        self._file.add_heading(self._words["overview"], 1)
        for one in self._brief.overview:
            paragraph = self._file.add_paragraph(_clean(one.text), "List Bullet")
            if one.section:
                _add_link(paragraph, f" → {self._words[one.section]}", one.section)
        for section in self._brief.sections:
            self._add_section(section)
        self._file.add_heading(self._words["notes"], 1)
        for note in self._brief.notes:
            self._add_note(note)
        data = io.BytesIO()
        self._file.save(data)
        return _without_times(data)

    def _set_styles(self) -> None:
        for name in ("Normal", "Title", "Heading 1", "List Bullet"):
            style = self._file.styles[name]
            style.font.name = _FONT
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme"):
                fonts.attrib.pop(qn(f"w:{key}"), None)
            fonts.set(qn("w:eastAsia"), _FONT)
        self._file.styles["Normal"].font.size = Pt(10)
        for name, size in (("Title", 22), ("Heading 1", 14)):
            style = self._file.styles[name]
            style.font.size, style.font.color.rgb = Pt(size), _INK
        page = self._file.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2)
        about = self._file.core_properties
        about.title, about.author, about.comments = _clean(self._brief.title), "", ""
        about.language = self._brief.language

    def _add_section(self, section: Section) -> None:
        heading = self._file.add_heading(section.title, 1)
        self._mark(heading, section.key)
        if not section.lines:
            self._file.add_paragraph(section.empty)
            return
        for chart in section.charts:
            self._add_chart(chart)
        titles = [*section.columns, *([self._words["column_source"]] if section.cited else ())]
        table = self._file.add_table(1, len(titles), "Table Grid")
        _set_borders(table)
        for cell, title in zip(table.rows[0].cells, titles, strict=True):
            _fill(cell, title, bold=True, shade="EEF3F8")
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for line in section.lines:
            _add_line(table, line, cited=section.cited)
        _set_widths(table, titles, section.lines)

    def _add_note(self, note: Note) -> None:
        paragraph = self._file.add_paragraph()
        self._mark(paragraph, f"note-{note.number}")
        paragraph.add_run(f"[{note.number}] ").bold = True
        for text, name in note.pieces:
            run = paragraph.add_run(_clean(text))
            if name:
                run._r.get_or_add_rPr().append(_shading("FFE9A8"))
        source = paragraph.add_run(_clean(f" — {note.source}"))
        source.font.size, source.font.color.rgb = Pt(8.5), RGBColor(0x51, 0x60, 0x6F)

    def _mark(self, paragraph: Paragraph, name: str) -> None:
        """Put a bookmark round the beginning of a paragraph."""
        identity = str(next(self._numbers))
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            element = OxmlElement(tag, {qn("w:id"): identity})
            if tag == "w:bookmarkStart":
                element.set(qn("w:name"), name)
            paragraph._p.append(element)

    def _add_chart(self, chart: Chart) -> None:
        number, package = next(self._numbers), self._file.part.package
        data = _clean(self._chart_xml.render(chart=chart, font=_FONT)).encode()
        name = PackURI(f"/word/charts/chart{number}.xml")
        relation = self._file.part.relate_to(
            Part(name, _CHART_TYPE, data, package), RELATIONSHIP_TYPE.CHART
        )
        high = Cm(1.6 + 0.62 * len(chart.bars) + 0.7 * (len(chart.series) > 1))
        run = self._file.add_paragraph().add_run()
        run._r.append(_drawing(relation, number, chart.title, Cm(16), high))


def _add_line(table: Any, line: Line, *, cited: bool) -> None:
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    shade = "F6F9FC" if line.strong else None
    for cell, text in zip(row.cells, [*line.cells, *([""] if cited else ())], strict=True):
        _fill(cell, text, bold=line.strong, shade=shade)
    for number in line.notes:
        _add_link(row.cells[-1].paragraphs[0], f"[{number}]", f"note-{number}")


def _drawing(relation: str, number: int, title: str, wide: int, high: int) -> Any:
    drawing = parse_xml(
        f"<w:drawing {nsdecls('w', 'wp', 'a', 'r')}><wp:inline><wp:extent cx='{wide}' cy='{high}'/>"
        f"<wp:docPr id='{number}' name='chart{number}'/><wp:cNvGraphicFramePr/><a:graphic>"
        f"<a:graphicData uri='{_CHART_URI}'><c:chart xmlns:c='{_CHART_URI}' r:id='{relation}'/>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    drawing.find(f".//{qn('wp:docPr')}").set("descr", title)
    return drawing


def _add_link(paragraph: Paragraph, text: str, anchor: str) -> None:
    """Add a link to a bookmark of the document."""
    link = OxmlElement("w:hyperlink", {qn("w:anchor"): anchor, qn("w:history"): "1"})
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.size = _INK, Pt(9)
    link.append(run._r)
    paragraph._p.append(link)


def _fill(cell: Any, text: str, *, bold: bool = False, shade: str | None = None) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(_clean(text))
    run.bold, run.font.size = bold or None, Pt(9)
    if shade:
        cell._tc.get_or_add_tcPr().append(_shading(shade))


def _shading(colour: str) -> Any:
    values = {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): colour}
    return OxmlElement("w:shd", values)


def _set_widths(table: Table, titles: Sequence[str], lines: Sequence[Line]) -> None:
    """Give every column the part of the page that its longest text asks for, within bounds."""
    longest = [_width(title) for title in titles]
    for line in lines:
        cited = 4 * min(4, len(line.notes))
        for at, width in enumerate([*map(_width, line.cells), cited][: len(titles)]):
            longest[at] = max(longest[at], width)
    parts = [min(36, max(9, width + 3)) for width in longest]
    for column, part in zip(table.columns, parts, strict=True):
        column.width = Cm(_PAGE * part / sum(parts))
        for cell in column.cells:
            cell.width = column.width


def _width(text: str) -> int:
    """Return the width of a text in half characters."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _set_borders(table: Table) -> None:
    """Keep thin lines between the rows only."""
    sides: Sequence[str] = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = OxmlElement("w:tblBorders")
    for side in sides:
        line = "nil" if side in {"left", "right", "insideV"} else "single"
        values = {qn("w:val"): line, qn("w:sz"): "4", qn("w:space"): "0", qn("w:color"): "D5DCE4"}
        borders.append(OxmlElement(f"w:{side}", values))
    table._tbl.tblPr.append(borders)


def _without_times(data: io.BytesIO) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _MADE), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)
