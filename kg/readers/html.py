"""Take a report's lines out of a web page."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import InputError

from .content import Content
from .text import decode

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_BLOCKS = frozenset(
    "address article blockquote body br caption center dd div dl dt fieldset figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main ol p pre section table td th tr ul".split()
)
_SKIPPED = frozenset(
    "aside button footer form head iframe nav noscript object script select style svg template textarea".split()
)
_CELLS = frozenset(("td", "th"))
_FORMAT_TAGS = re.compile(
    r"</?(?:font|b|i|u|em|strong|big|small|strike|tt|nobr|o:p)(?:\s[^<>]{0,2000})?>", re.IGNORECASE
)
"""Left out before parsing: old pages leave thousands open, and each is opened anew in every paragraph."""
_NESTING = re.compile(r"<(/?)(?:div|section|article|center|blockquote|span|ul|ol|table)\b", re.I)
_DEEPEST = 3000
"""Levels of nesting at most; the time to parse grows with the square, and real pages have under a hundred."""
_CELL = 100
"""Characters of a cell of a table of data at most; longer ones are the page's layout."""
_PROSE = 30
"""Characters from which on a line with a full stop is prose."""
_MAIN_SHARE = 0.9
"""Share of a page's prose that the element with the report holds."""
_LINKED_SHARE = 0.8
"""Share of a line in links from which on it is navigation."""
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_TITLES = ('meta[name="ArticleTitle"]', 'meta[property="og:title"]', 'meta[name="title"]')
_DATES = (
    'meta[name="PubDate"]',
    'meta[property="article:published_time"]',
    'meta[name="publishdate"]',
)


@dataclass(slots=True)
class _Line:
    text: str
    owners: tuple[int, ...]
    """Ids of the elements around it, outermost first."""


def read_html(data: bytes, name: str) -> Content:
    """Read a page: the lines of the element that holds its prose, its title and its date."""
    declared = _CHARSET.search(data[:4096])
    decoded = decode(data, name, declared[1].decode() if declared else "")
    _refuse_depth(decoded.text, name)
    tree = _parse(decoded.text)
    lines = _main(list(_lines(tree)))
    if not lines:
        raise InputError(f"{name}: a page without text; save the page as it is shown, or its text")
    return Content(
        text="\n".join(line.text for line in lines),
        title=_meta(tree, _TITLES) or _heading(tree),
        date=_meta(tree, _DATES),
        warnings=decoded.warnings,
    )


def html_lines(html: str) -> list[str]:
    """Return the lines of HTML that another reader made: all of it is text."""
    return [line.text for line in _lines(_parse(html))]


def _refuse_depth(html: str, name: str) -> None:
    depth = 0
    for match in _NESTING.finditer(html):
        depth += -1 if match[1] else 1
        if depth > _DEEPEST:
            raise InputError(f"{name}: elements nested over {_DEEPEST} deep; no page of a report is")


def _parse(html: str) -> "LexborHTMLParser":
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(_FORMAT_TAGS.sub("", html))


def _lines(tree: "LexborHTMLParser") -> Iterator[_Line]:
    """Yield the lines of a page in order; those that are links alone are none of a text."""
    if tree.body is None:
        return
    data_rows = _data_rows(tree)
    words: list[str] = []
    linked = 0
    owners: list[int] = []
    # Depth first without recursion: an element stands twice, to be entered and to be left.
    stack: list[tuple[LexborNode, bool, bool, bool]] = [(tree.body, False, False, False)]
    while stack:
        node, leaving, in_row, in_link = stack.pop()
        tag = node.tag or ""
        if tag == "-text":
            words.append(node.text(deep=False))
            linked += len(words[-1].strip()) if in_link else 0
            continue
        if not leaving and _is_skipped(node, tag):
            continue
        if in_row and tag in _CELLS:
            words.append("\t" if leaving else "")
        elif tag in _BLOCKS and not in_row:
            text = _tidy("".join(words))
            if text and linked < _LINKED_SHARE * len(text):
                yield _Line(text, tuple(owners))
            words, linked = [], 0
        if leaving:
            owners.pop()
            continue
        owners.append(node.mem_id)
        stack.append((node, True, in_row, in_link))
        inside = in_row or node.mem_id in data_rows
        link = in_link or tag == "a"
        children = list(node.iter(include_text=True))
        stack.extend((child, False, inside, link) for child in reversed(children))


def _is_skipped(node: "LexborNode", tag: str) -> bool:
    if tag in _SKIPPED or tag.startswith(("-", "!")):
        return True
    attributes = node.attributes
    if tag == "sup":
        return node.css_first("a") is not None  # the number of a footnote
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style


def _data_rows(tree: "LexborHTMLParser") -> set[int]:
    """Return the ids of the rows whose cells belong on one line: those of tables of data, not of layout."""
    rows: set[int] = set()
    for table in tree.css("table"):
        if table.css_first("table") not in (None, table):
            continue
        own = table.css("tr")
        cells = [row.css("td, th") for row in own]
        if len(own) < 2 or max(map(len, cells)) < 2:
            continue
        if all(len(_tidy(cell.text())) <= _CELL for row in cells for cell in row):
            rows.update(row.mem_id for row in own)
    return rows


def _main(lines: list[_Line]) -> list[_Line]:
    """Return the lines of the innermost element that holds nearly all prose; all without prose."""
    prose: Counter[int] = Counter()
    total = 0
    for line in lines:
        if len(line.text) >= _PROSE and "。" in line.text:
            total += len(line.text)
            for owner in line.owners:
                prose[owner] += len(line.text)
    if not total:
        return lines
    depth = {owner: n for line in lines for n, owner in enumerate(line.owners)}
    holders = [owner for owner, size in prose.items() if size >= _MAIN_SHARE * total]
    main = max(holders, key=lambda owner: depth[owner])
    return [line for line in lines if main in line.owners]


def _tidy(text: str) -> str:
    """Fold blanks as a browser does, but break no Chinese word where the source breaks a line."""
    text = re.sub(r"[\u200b-\u200d\u2060\ufeff\xad]", "", text)
    text = re.sub(r"(?<=[^\x00-\xff])[ \r]*\n\s*(?=[^\x00-\xff])", "", text)
    text = re.sub(r"[ \n\r\f\xa0]+", " ", text)
    return re.sub(r" ?\t[\t ]*", "\t", text).strip()


def _meta(tree: "LexborHTMLParser", selectors: tuple[str, ...]) -> str:
    for selector in selectors:
        node = tree.css_first(selector)
        if node is not None and (value := (node.attributes.get("content") or "").strip()):
            return value
    return ""


def _heading(tree: "LexborHTMLParser") -> str:
    for selector in ("h1", "title"):
        node = tree.css_first(selector)
        if node is not None and (text := _tidy(node.text())):
            return text
    return ""
