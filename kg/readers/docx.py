"""Take the lines out of a Word file."""

import io
import zipfile

from kg.errors import InputError

from .archive import check_archive
from .content import Content
from .html import html_lines


def read_docx(data: bytes, name: str) -> Content:
    """Read the paragraphs, tables and text boxes of a .docx file; deleted text is left out, inserted text is read."""
    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive, name)
        html = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(lambda image: {})
        ).value
    except InputError:
        raise
    except Exception as error:  # the library lets faults of every kind through
        raise InputError(
            f"{name}: not a sound .docx file ({type(error).__name__}: {error}); "
            "open it in Word or LibreOffice and save it again"
        ) from error
    lines = html_lines(html)
    if not lines:
        raise InputError(f"{name}: a Word file without text; scanned pages need OCR first")
    return Content(text="\n".join(lines))
