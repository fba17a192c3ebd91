"""Part a report's own lines from the furniture of the page that it was copied from."""

from collections.abc import Iterable
from functools import cache

from kg.lexicon import PatternRule, read_rules
from kg.types import Passage


def part_furniture(passages: Iterable[Passage]) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Return (the report's lines, the dropped lines), both in order."""
    kept: list[Passage] = []
    dropped: list[Passage] = []
    for passage in passages:
        (dropped if is_furniture(passage.text) else kept).append(passage)
    return tuple(kept), tuple(dropped)


def is_furniture(line: str) -> bool:
    """Tell whether a rule of lexicons/furniture.toml knows the line."""
    stripped = line.strip()
    return any(rule.pattern.search(stripped) for rule in furniture_rules())


@cache
def furniture_rules() -> tuple[PatternRule, ...]:
    """Read lexicons/furniture.toml."""
    return tuple(read_rules("furniture.toml", "rule"))
