"""Mend the borders of mentions that cut a pair of quotes or brackets, or a prefecture's name."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from kg.gazetteer import load_gazetteer
from kg.ontology import EntityType

from .decode import FoundSpan

_CLOSING: Final = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "「": "」"}
_OPENING: Final = {close: opening for opening, close in _CLOSING.items()}
_REACH: Final = 25
"""Characters before a mention in which the mark that opens its pair is looked for."""
_PREFECTURE: Final = "地区"


def mend_borders(text: str, spans: list[FoundSpan]) -> list[FoundSpan]:
    """Return the mentions of `text` with borders that cut no pair of marks, in order and apart.

    A mention that grows over others takes their place.
    """
    mended: list[FoundSpan] = []
    for span in spans:
        new = _mend_marks(text, _mend_prefecture(text, span))
        while mended and mended[-1].end > new.start:
            new = replace(
                new, start=min(new.start, mended[-1].start), end=max(new.end, mended[-1].end)
            )
            mended.pop()
        mended.append(new)
    return mended


def _mend_prefecture(text: str, span: FoundSpan) -> FoundSpan:
    end = span.end + len(_PREFECTURE)
    if span.type is EntityType.DISTRICT and text[span.start : end] in _prefectures():
        return replace(span, end=end)
    return span


@cache
def _prefectures() -> frozenset[str]:
    names = (division.name for division in load_gazetteer().divisions)
    return frozenset(name for name in names if name.endswith(_PREFECTURE))


def _mend_marks(text: str, span: FoundSpan) -> FoundSpan:
    """Return the mention with its one lonely mark left out or with the mark's other half."""
    start, end = span.start, span.end
    lonely = next(_lonely_marks(text, start, end), None)
    if lonely is None:
        return span
    if text[lonely] in _CLOSING:
        closed_behind = text[end : end + 1] == _CLOSING[text[lonely]]
        if lonely == start:
            start += closed_behind
        elif closed_behind:
            end += 1
        elif text[lonely] in "（(":
            end = lonely
    elif lonely == end - 1:
        end -= 1
    else:
        start = _find_opening(text, start, _OPENING[text[lonely]])
    return replace(span, start=start, end=end) if start < end else span


def _find_opening(text: str, start: int, mark: str) -> int:
    """Return where the pair opens that is closed in a mention that begins at `start`; `start` if nowhere near."""
    position = text.rfind(mark, max(0, start - _REACH), start)
    between = text[position + 1 : start]
    return position if position >= 0 and _OPENING.keys().isdisjoint(between) else start


def _lonely_marks(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the marks of a range that have no other half in it."""
    opened: list[int] = []
    for position in range(start, end):
        mark = text[position]
        if mark in _CLOSING:
            opened.append(position)
        elif mark in _OPENING:
            if opened and _CLOSING[text[opened[-1]]] == mark:
                opened.pop()
            else:
                yield position
    yield from opened
