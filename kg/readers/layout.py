"""Put the glyphs of printed pages back into paragraphs: lines, columns, running heads, wrapped lines."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

_EDGE = 0.12
"""Share of a page's height at its top and bottom where running heads and page numbers stand."""
_GAP = 1.8
"""Ems between glyphs of one row from which on they are apart: cells of a table, columns."""
_ROW = 0.5
"""Share of its size by which a glyph may stand above or below its row."""
_COLUMN_SHARE = 0.3
"""Share of a page's lines that each of two columns holds."""
_SHORT = 1.6
"""Ems that a paragraph's last line ends before the margin, at least."""
_INDENT = 1.2
"""Ems that a paragraph's first line begins behind the margin, at least."""
_PITCH = 1.7
"""Times the usual distance of lines from which on another paragraph begins."""
_SIZES = 0.12
"""Share by which the type of a heading differs."""
_PAGE_NUMBER = re.compile(r"[-—–·~\s]*(第?\s*\d{1,4}\s*页?)([\s,，/]*共?\s*\d{1,4}\s*页?)?[-—–·~\s]*")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and where it stands, in points from the left and the bottom of its page."""

    char: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page; glyphs in the order in which they were drawn."""

    width: float
    height: float
    glyphs: list[Glyph]


@dataclass(slots=True)
class Line:
    """Glyphs that follow each other on one row."""

    text: str
    left: float
    right: float
    base: float
    size: float
    column: int = 0
    """0 over the whole width, 1 in the left of two columns, 2 in the right one."""


def paragraphs(pages: Sequence[Page]) -> list[str]:
    """Return the paragraphs of a document in reading order."""
    printed = [(page, _lines(page.glyphs)) for page in pages]
    heads = _running_heads(printed)
    ordered: list[Line] = []
    for page, lines in printed:
        own = [line for line in lines if not _is_head(line, page, heads)]
        ordered.extend(_in_reading_order(page, own))
    return _join(ordered)


def _lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Group glyphs to rows, and rows to lines at wide gaps; from the top down, from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: (-one.bottom, one.left)):
        base = rows[-1][0].bottom if rows else None
        if base is not None and abs(base - glyph.bottom) <= _ROW * max(glyph.size, 1):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [line for row in rows for line in _split_row(row)]


def _split_row(row: list[Glyph]) -> Iterable[Line]:
    row.sort(key=lambda glyph: glyph.left)
    size = median(glyph.size for glyph in row)
    part: list[Glyph] = []
    for glyph in row:
        if part and glyph.left - part[-1].right > _GAP * size:
            yield _line(part)
            part = []
        # Bold type is drawn twice by some printers.
        if not part or part[-1].char != glyph.char or glyph.left - part[-1].left > 0.2 * size:
            part.append(glyph)
    yield _line(part)


def _line(glyphs: Sequence[Glyph]) -> Line:
    words = [glyphs[0].char]
    for before, glyph in zip(glyphs, glyphs[1:], strict=False):
        apart = glyph.left - before.right > 0.2 * glyph.size
        if apart and (before.char.isascii() or glyph.char.isascii()):
            words.append(" ")
        words.append(glyph.char)
    return Line(
        text="".join(words),
        left=glyphs[0].left,
        right=glyphs[-1].right,
        base=median(glyph.bottom for glyph in glyphs),
        size=median(glyph.size for glyph in glyphs),
    )


def _running_heads(printed: Sequence[tuple[Page, list[Line]]]) -> set[str]:
    """Return the lines, digits aside, that stand at the edge of several pages."""
    counts: Counter[str] = Counter()
    for page, lines in printed:
        counts.update({_shape(line.text) for line in lines if _is_at_edge(line, page)})
    least = max(2, min(3, len(printed) // 2))
    return {shape for shape, count in counts.items() if count >= least and len(shape) < 60}


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s", "", text))


def _is_at_edge(line: Line, page: Page) -> bool:
    return not _EDGE * page.height < line.base < (1 - _EDGE) * page.height


def _is_head(line: Line, page: Page, heads: set[str]) -> bool:
    if not _is_at_edge(line, page):
        return False
    return _shape(line.text) in heads or _PAGE_NUMBER.fullmatch(line.text) is not None


def _in_reading_order(page: Page, lines: list[Line]) -> Iterable[Line]:
    """Yield the lines of a page: two columns one after the other between the lines that span both."""
    gutter = _gutter(page, lines)
    if gutter is None:
        yield from _as_rows(lines)
        return
    band: list[Line] = []
    for line in lines:
        if line.left < gutter < line.right:
            yield from _columns(band, gutter)
            yield line
            band = []
        else:
            band.append(line)
    yield from _columns(band, gutter)


def _columns(band: list[Line], gutter: float) -> Iterable[Line]:
    for line in band:
        line.column = 1 if line.right <= gutter else 2
    for column in (1, 2):
        yield from _as_rows([line for line in band if line.column == column])


def _gutter(page: Page, lines: Sequence[Line]) -> float | None:
    """Return where a page of two columns parts, None for one of a single column."""
    if len(lines) < 8:
        return None
    middle = (0.4 * page.width, 0.6 * page.width)
    edges = sorted({line.left - 1 for line in lines if middle[0] < line.left < middle[1]})
    for edge in edges:
        left = sum(line.right <= edge and line.right > 0.3 * page.width for line in lines)
        right = sum(line.left >= edge for line in lines)
        if min(left, right) >= _COLUMN_SHARE * len(lines) and left + right >= 0.75 * len(lines):
            return edge
    return None


def _as_rows(lines: Sequence[Line]) -> list[Line]:
    """Join what stands on one row: the cells of a table."""
    rows: list[Line] = []
    for line in lines:
        above = rows[-1] if rows else None
        if above and abs(above.base - line.base) <= _ROW * line.size and line.left >= above.right:
            above.text += "\t" + line.text
            above.right = line.right
        else:
            rows.append(line)
    return rows


def _margins(lines: Sequence[Line]) -> dict[int, tuple[float, float]]:
    """Return left and right margin of each column of a document."""
    columns = {line.column for line in lines}
    return {
        column: (
            min(line.left for line in lines if line.column == column),
            max(line.right for line in lines if line.column == column),
        )
        for column in columns
    }


def _join(lines: Sequence[Line]) -> list[str]:
    """Join wrapped lines to paragraphs, across columns and pages."""
    pitches = [one.base - two.base for one, two in zip(lines, lines[1:], strict=False)]
    pitch = median([gap for gap in pitches if gap > 0] or [0.0])
    margins = _margins(lines)
    texts: list[str] = []
    for number, line in enumerate(lines):
        if number and _goes_on(lines[number - 1], line, margins, pitch):
            latin = texts[-1][-1].isascii() and line.text[0].isascii()
            wrapped = latin and texts[-1][-1].isalpha() and line.text[0].isalpha()
            texts[-1] += (" " if wrapped else "") + line.text
        else:
            texts.append(line.text)
    return texts


def _goes_on(
    line: Line, following: Line, margins: dict[int, tuple[float, float]], pitch: float
) -> bool:
    """Tell whether a paragraph goes on from one line to the next."""
    size = max(line.size, 1.0)
    if "\t" in line.text or "\t" in following.text:
        return False
    if abs(line.size - following.size) > _SIZES * size:
        return False
    if line.right < margins[line.column][1] - _SHORT * size:
        return False
    if following.left > margins[following.column][0] + _INDENT * size:
        return False
    below = line.base - following.base
    return below < 0 or below <= _PITCH * max(pitch, size)
