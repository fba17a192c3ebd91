"""From files to documents: formats, encodings, page furniture, kind of text, title, place and year."""

from .documents import read_document, read_documents, read_file
from .overrides import NO_OVERRIDES, Overrides
from .sources import find_documents, shown_path

__all__ = [
    "NO_OVERRIDES",
    "Overrides",
    "find_documents",
    "read_document",
    "read_documents",
    "read_file",
    "shown_path",
]
