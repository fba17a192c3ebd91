"""Take the lines out of the text layer of a PDF file."""

from typing import TYPE_CHECKING

from kg.errors import InputError

from .content import Content
from .layout import Glyph, Page, paragraphs
from .text import chinese_share

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_MOST_PAGES = 1000
_LEAST_ON_A_PAGE = 15
"""Characters of a page of text on average; scanned pages have none or a stamp's."""
_CHINESE_SHARE = 0.1
_OCR = "run OCR first, for example ocrmypdf -l chi_sim"


def read_pdf(data: bytes, name: str) -> Content:
    """Read paragraphs in reading order, without running heads and page numbers; InputError without a text layer."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        protected = "password" in str(error).lower()
        what = "protected by a password; save it without" if protected else "not a sound PDF file"
        raise InputError(f"{name}: {what} ({error})") from error
    try:
        pages = _pages(document, name)
        title = document.get_metadata_value("Title").strip()
    except pypdfium2.PdfiumError as error:
        raise InputError(f"{name}: a page cannot be read ({error}); save it again") from error
    finally:
        document.close()
    characters = sum(len(page.glyphs) for page in pages)
    if characters < _LEAST_ON_A_PAGE * len(pages):
        raise InputError(f"{name}: {len(pages)} pages without a text layer (scanned?); {_OCR}")
    text = "\n".join(paragraphs(pages))
    if chinese_share(text) < _CHINESE_SHARE:
        raise InputError(f"{name}: the text layer is no Chinese (fonts without Unicode?); {_OCR}")
    return Content(text=text, title=title)


def _pages(document: "PdfDocument", name: str) -> list[Page]:
    if len(document) > _MOST_PAGES:
        raise InputError(f"{name}: {len(document)} pages; accepted: {_MOST_PAGES}")
    pages = []
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        pages.append(Page(width, height, _glyphs(page)))
        page.close()
    return pages


def _glyphs(page: "PdfPage") -> list[Glyph]:
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    glyphs: list[Glyph] = []
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        char = chr(code) if code and code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if not char.strip() or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        box = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(text, index, box):
            continue
        size = pdfium.FPDFText_GetFontSize(text, index)
        glyphs.append(Glyph(char, box.left, box.right, box.bottom, box.top, size))
    text.close()
    return glyphs
