"""Cut a text into its lines, and those that are longer than the network's positions at sentence ends."""

import re
from collections.abc import Iterator

WINDOW = 500
"""Characters a window holds at most; the network has 512 positions, two of them for its start and end."""

_ENDS = "。；;！？"
_LINE = re.compile(r"[^\r\n]+")


def find_lines(text: str) -> list[tuple[int, int]]:
    """Return half-open character ranges of the non-empty lines of `text`."""
    return [line.span() for line in _LINE.finditer(text) if line[0].strip()]


def cut_windows(text: str, limit: int = WINDOW) -> list[tuple[int, int]]:
    """Return half-open character ranges that cover the lines of `text` in order, each at most `limit` long.

    A window ends behind the last sentence end of its second half; a line without one is cut hard.
    """
    return [
        window for start, end in find_lines(text) for window in _cut_line(text, start, end, limit)
    ]


def _cut_line(text: str, start: int, stop: int, limit: int) -> Iterator[tuple[int, int]]:
    while stop - start > limit:
        last = max(text.rfind(end, start + limit // 2, start + limit) for end in _ENDS)
        middle = last + 1 if last >= 0 else start + limit
        yield start, middle
        start = middle
    yield start, stop
