"""Part a report's own lines from the furniture of the page that it was copied from."""

from collections.abc import Iterable, Sequence
from functools import cache

from kg.lexicon import PatternRule, read_rules
from kg.types import Passage

_LINK = 60
"""Characters of a line at most in the foot of a page."""


def part_furniture(passages: Iterable[Passage]) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Return (the report's lines, the dropped lines), both in order."""
    lines = tuple(passages)
    foot = _find_foot(lines)
    kept: list[Passage] = []
    dropped: list[Passage] = []
    for position, passage in enumerate(lines):
        (dropped if position >= foot or is_furniture(passage.text) else kept).append(passage)
    return tuple(kept), tuple(dropped)


def is_furniture(line: str) -> bool:
    """Tell whether a rule of lexicons/furniture.toml knows the line."""
    return _matches("line", line)


def _find_foot(passages: Sequence[Passage]) -> int:
    """Return the position from which on there are only links to other articles and sites."""
    start = len(passages)
    for position in range(len(passages) - 1, -1, -1):
        line = passages[position].text
        if len(line.strip()) > _LINK:
            break
        if _matches("foot", line):
            start = position
    return start


def _matches(table: str, line: str) -> bool:
    stripped = line.strip()
    return any(rule.pattern.search(stripped) for rule in furniture_rules(table))


@cache
def furniture_rules(table: str) -> tuple[PatternRule, ...]:
    """Read the rules of lexicons/furniture.toml for single lines (`line`) or the foot of a page (`foot`)."""
    return tuple(read_rules("furniture.toml", table))
