"""What tools carry along with a paragraph: which it is, and what the index says of its text."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from kg.annotating.gold import Excerpt
from kg.annotations import Paragraph
from kg.errors import InputError


class Page(msgspec.Struct, kw_only=True):
    """A paragraph's text with its place in front, and fields of its excerpt; tools keep all as they are."""

    text: str
    doc: str
    p: int
    place: str = ""
    level: str = ""
    year: str = ""
    title: str = ""
    code: str = ""


def page_fields(excerpt: Excerpt, paragraph: Paragraph) -> dict[str, str | int]:
    """Return the fields of a paragraph's page but its text."""
    return {
        "doc": excerpt.name,
        "p": paragraph.index,
        "place": excerpt.place,
        "level": excerpt.level,
        "year": excerpt.year,
        "title": excerpt.title,
        "code": excerpt.code,
    }


def gather(found: Iterable[tuple[Page, Paragraph, str]]) -> list[Excerpt]:
    """Put paragraphs, each with where it was found, together to excerpts; one that comes twice is an InputError."""
    pages: dict[str, Page] = {}
    paragraphs: dict[str, dict[int, Paragraph]] = defaultdict(dict)
    for page, paragraph, where in found:
        if page.p in paragraphs[page.doc]:
            raise InputError(f"{where}: paragraph {page.p} of {page.doc} is there already")
        paragraphs[page.doc][page.p] = paragraph
        pages.setdefault(page.doc, page)
    return [
        Excerpt(
            name=name,
            place=page.place,
            level=page.level,
            paragraphs=tuple(own for _, own in sorted(paragraphs[name].items())),
            year=page.year,
            title=page.title,
            code=page.code,
        )
        for name, page in pages.items()
    ]
