"""Tell whether a text is a government's work report or another document that is easily taken for one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from kg.lexicon import PatternRule, read_rules

from .years import YEAR

_HEAD_LINES = 6
_LINES = 400
"""Lines that are looked at."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a text is rather than a report, and the line that says so."""

    name: str
    words: str


def find_other_kind(lines: Sequence[str]) -> Kind | None:
    """Return what a text is by its words; None for a report and for what no rule knows."""
    seen = [line.strip().strip("*#_") for line in lines[:_LINES]]
    report = sum(int(rule.fields["weight"]) for rule, _ in _signs("report", seen))
    others: dict[str, tuple[int, str]] = {}
    for rule, line in _signs("other", seen):
        weight, words = others.get(rule.fields["kind"], (0, line))
        others[rule.fields["kind"]] = (weight + int(rule.fields["weight"]), words)
    if not others:
        return None
    name, (weight, words) = max(others.items(), key=lambda other: other[1][0])
    return Kind(name, words[:40]) if weight > report else None


def _signs(table: str, lines: Sequence[str]) -> Iterable[tuple[PatternRule, str]]:
    for rule in kind_rules(table):
        looked_at = lines[:_HEAD_LINES] if rule.fields["where"] == "head" else lines
        line = next((one for one in looked_at if rule.pattern.search(one)), None)
        if line is not None:
            yield rule, line


@cache
def kind_rules(table: str) -> tuple[PatternRule, ...]:
    """Read the rules of lexicons/kinds.toml for a work report (`report`) or for another kind (`other`)."""
    extra = ("where", "weight") if table == "report" else ("kind", "where", "weight")
    return tuple(read_rules("kinds.toml", table, extra=extra, replace={"YEAR": YEAR}))
