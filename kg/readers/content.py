"""What a format's reader takes out of a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one file, a line a paragraph, and what the file says of itself."""

    text: str
    title: str = ""
    """Of the page or the document's properties, which need not be a line of the text."""
    date: str = ""
    """When it was published, as the file says it."""
    warnings: tuple[str, ...] = ()
