"""Write a brief as Markdown, HTML or docx."""

import io
import re
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from jinja2 import Environment, FileSystemLoader

from kg.errors import InputError
from kg.report.brief import Brief
from kg.report.words import WORDS

SUFFIXES = (".md", ".html", ".docx")
# XML 1.0 has no place for these.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def brief_bytes(brief: Brief, suffix: str) -> bytes:
    """Return the file of a brief; `suffix` is one of SUFFIXES."""
    if suffix not in SUFFIXES:
        raise InputError(
            f"{suffix or 'no suffix'!r} is no format of a brief; accepted: .md, .html, .docx"
        )
    if suffix == ".docx":
        return _docx(brief)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent),
        autoescape=suffix == ".html",
        trim_blocks=False,
    )
    environment.filters["md"] = _markdown
    template = environment.get_template(f"brief{suffix}.j2")
    return template.render(brief=brief, words=WORDS[brief.language]).encode()


def _markdown(text: str) -> str:
    """Escape what Markdown would read as its own signs."""
    return re.sub(r"([\\`*_|<>\[\]#])", r"\\\1", " ".join(text.split()))


def _docx(brief: Brief) -> bytes:
    words, file = WORDS[brief.language], Document()
    normal = file.styles["Normal"]
    normal.font.name = "Microsoft YaHei"
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Microsoft YaHei")
    file.add_heading(_clean(brief.title), 0)
    file.add_heading(words["overview"], 1)
    for text in brief.overview:
        file.add_paragraph(_clean(text), "List Bullet")
    for section in brief.sections:
        file.add_heading(section.title, 1)
        if not section.lines:
            file.add_paragraph(words["none"])
            continue
        table = file.add_table(1, len(section.columns) + 1, "Light Grid Accent 1")
        rows = [(*section.columns, words["source"])]
        rows += [(*one.cells, "".join(f"[{n}]" for n in one.notes)) for one in section.lines]
        for at, row in enumerate(rows):
            cells = table.rows[0].cells if at == 0 else table.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                cell.text = _clean(text)
    file.add_heading(words["notes"], 1)
    for note in brief.notes:
        file.add_paragraph(_clean(f"[{note.number}] {note.text} — {note.source}"))
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)
