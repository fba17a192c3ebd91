"""Take the lines out of a Markdown file."""

from .content import Content
from .html import html_lines
from .text import decode

_KEPT_AS_WRITTEN = ("code", "list", "lheading")
"""What Markdown would number anew, or take for code or a heading although a report only indents or rules it."""


def read_markdown(data: bytes, name: str) -> Content:
    """Read Markdown without its marks; lines, numbers and indents stay those of the file."""
    from markdown_it import MarkdownIt

    decoded = decode(data, name)
    parser = MarkdownIt("commonmark", {"breaks": True}).enable("table").disable(_KEPT_AS_WRITTEN)
    lines = html_lines(parser.render(decoded.text))
    return Content(text="\n".join(lines), warnings=decoded.warnings)
