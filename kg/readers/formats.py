"""Which reader reads which format, told by a file's first bytes and its name."""

from collections.abc import Callable
from pathlib import PurePath

from kg.errors import InputError

from .content import Content
from .docx import read_docx
from .html import read_html
from .markdown import read_markdown
from .pdf import read_pdf
from .text import decode

Read = Callable[[bytes, str], Content]


def _read_text(data: bytes, name: str) -> Content:
    decoded = decode(data, name)
    return Content(text=decoded.text, warnings=decoded.warnings)


READERS: dict[str, Read] = {
    ".txt": _read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
}
"""By suffix; to read another format is to add a line."""
ARCHIVES = (".zip",)
REFUSED = {
    ".doc": "the binary Word format has no well-kept reader",
    ".wps": "the format of WPS has no well-kept reader",
    ".rtf": "RTF is not read",
    ".ofd": "OFD is not read",
}
"""Formats that reports come in and that are not read, with the reason; save them as .docx or .pdf."""
ACCEPTED = ", ".join((*READERS, *ARCHIVES))
_HOW = "open it in Word, WPS or LibreOffice and save it as .docx or .pdf"


def read_content(data: bytes, name: str) -> Content:
    """Read the text of a file by its format; `name` is what messages call it."""
    suffix = sniff(data, name)
    if suffix in REFUSED:
        raise InputError(f"{name}: {REFUSED[suffix]}; {_HOW}")
    if suffix not in READERS:
        raise InputError(f"{name}: unknown format {suffix!r}; accepted: {ACCEPTED}")
    return READERS[suffix](data, name)


def sniff(data: bytes, name: str) -> str:
    """Return the suffix of the format that a file has, whatever it is called: .doc is often a page or a .docx."""
    suffix = PurePath(name).suffix.lower()
    start = data[:1024].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if b"%PDF-" in start:
        return ".pdf"
    if start.startswith(b"PK\x03\x04"):
        return ".docx" if b"word/" in data and b"[Content_Types].xml" in data else ".zip"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return suffix if suffix in REFUSED else ".doc"
    if start.startswith(b"{\\rtf"):
        return ".rtf"
    if suffix in REFUSED or suffix not in READERS:
        page = start[:200].lower().startswith((b"<!doctype html", b"<html", b"<?xml"))
        return ".html" if page else suffix
    return suffix


def is_accepted(name: str) -> bool:
    """Tell whether a file of this name is looked at in a folder or an archive: read, or refused by name."""
    return PurePath(name).suffix.lower() in (*READERS, *ARCHIVES, *REFUSED)
