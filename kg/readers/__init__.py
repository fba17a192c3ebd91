"""From files to documents: encoding, page furniture, title, place and year."""

from .documents import (
    NO_OVERRIDES,
    Overrides,
    find_documents,
    read_document,
    read_documents,
    shown_path,
)

__all__ = [
    "NO_OVERRIDES",
    "Overrides",
    "find_documents",
    "read_document",
    "read_documents",
    "shown_path",
]
