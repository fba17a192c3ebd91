"""Tell the reports apart that stand in one file."""

from collections.abc import Sequence
from functools import cache

from kg.lexicon import PatternRule, read_rules
from kg.types import Passage

from .origin import stated_place, stated_year

_TITLE = 50
"""Characters of a title at most."""
_LEAST = 300
"""Characters of a report at least; links to other reports have none."""
_NEXT = 3
"""Lines under a title that may say the place and year."""


def part_reports(passages: Sequence[Passage]) -> list[tuple[Passage, ...]]:
    """Part a text at the titles of reports of other places or years; most texts are one part.

    Every line is in exactly one part; what stands before the first title is in the first.
    """
    starts = [0]
    origin = None
    for position, passage in enumerate(passages):
        if not _is_title(passage.text):
            continue
        found = _origin(passages[position : position + _NEXT])
        if origin is not None and _differ(origin, found) and _size(passages[starts[-1] : position]) >= _LEAST:
            starts.append(position)
            origin = found
        elif origin is None or found != (None, None):
            origin = origin or found
    parts = [
        tuple(passages[start:end])
        for start, end in zip(starts, [*starts[1:], len(passages)], strict=True)
    ]
    return parts if _size(parts[-1]) >= _LEAST else _join_last(parts)


def _join_last(parts: list[tuple[Passage, ...]]) -> list[tuple[Passage, ...]]:
    """Give a last part that is no report back to the one before."""
    return [*parts[:-2], (*parts[-2], *parts[-1])] if len(parts) > 1 else parts


def _is_title(line: str) -> bool:
    stripped = line.strip().strip("*#_ ")
    return len(stripped) <= _TITLE and any(rule.pattern.search(stripped) for rule in title_rules())


def _origin(passages: Sequence[Passage]) -> tuple[str | None, int | None]:
    """Return code and year that a title and the lines under it say."""
    lines = [passage.text.strip().strip("*#_ ") for passage in passages if len(passage.text) <= 100]
    place = stated_place(lines)
    return (place.code if place else None, stated_year(lines))


def _differ(one: tuple[str | None, int | None], other: tuple[str | None, int | None]) -> bool:
    """Tell whether two titles are of two reports: of different places, or of different years."""
    return any(a is not None and b is not None and a != b for a, b in zip(one, other, strict=True))


def _size(passages: Sequence[Passage]) -> int:
    """Count the characters of prose."""
    return sum(len(passage.text) for passage in passages if "。" in passage.text)


@cache
def title_rules() -> tuple[PatternRule, ...]:
    """Read the rules by which a line is the title of a report of its own."""
    return tuple(read_rules("compilation.toml", "title"))
