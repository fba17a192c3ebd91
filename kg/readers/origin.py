"""Tell which place and year a report is of: said in its head, or inferred from its words, never guessed in silence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from kg.gazetteer import load_gazetteer
from kg.lexicon import PatternRule, read_rules, read_toml
from kg.types import Division

from .inference import named_place, planned_year
from .years import YEAR, read_year

HEAD_LINES = 12
"""Lines in which a report may say whose and of when it is."""
HEAD_CHARACTERS = 120
"""Characters of such a line that are looked at."""
_MARKS = "*#_>—–―─- \t\u3000"
"""Markdown, dashes and blanks around a line."""
_TITLE = 60
"""Characters of a title at most."""
_LATE_MONTHS = {"11", "12", "十一", "十二"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Title, place and year of a report."""

    title: str
    place: Division | None
    year: int | None
    inferred: dict[str, str] = field(default_factory=dict)
    """For place or year that the text does not say outright: the words it was inferred from."""


def find_origin(lines: Sequence[str]) -> Origin:
    """Find title, place and year of a report by its lines."""
    head = [line.strip().strip(_MARKS)[:HEAD_CHARACTERS] for line in lines[:HEAD_LINES]]
    inferred: dict[str, str] = {}
    place = stated_place(head)
    if place is None:
        place, words = named_place(lines)
        if place:
            inferred["place"] = words
    year = stated_year(head)
    if year is None:
        year, words = planned_year(lines)
        if year:
            inferred["year"] = words
    return Origin(_title(head), place, year, inferred)


def _title(head: Sequence[str]) -> str:
    for line in head:
        if len(line) <= _TITLE and re.search(r"工\s*作\s*报\s*告", line):
            return line
    first = head[0] if head else ""
    return first if len(first) <= _TITLE else first[: _TITLE // 2] + "…"


def stated_place(head: Sequence[str]) -> Division | None:
    """Return the place that the first lines of a report say."""
    for rule in origin_rules("place"):
        for line in head:
            for match in rule.pattern.finditer(line):
                place = find_division_at_end(match["place"])
                if place:
                    return place
    return None


def find_division_at_end(words: str) -> Division | None:
    """Return the division that `words` end with, in the light of those before it: (江苏省)徐州市泉山区."""
    gazetteer = load_gazetteer()
    text = re.sub(r"[\s()（）*#“”\"'《》]|20\d\d年度?", "", words)
    found: Division | None = None
    position = 0
    while position < len(text):
        ends = range(min(len(text), position + 16), position + 1, -1)
        divisions = ((end, gazetteer.find(text[position:end], near=found)) for end in ends)
        end, division = next(((e, one) for e, one in divisions if one), (position + 1, None))
        if division:
            found = division
        elif found:
            return None
        position = end
    return found


def stated_year(head: Sequence[str]) -> int | None:
    """Return the year that the first lines of a report say."""
    for line in head:
        for rule in origin_rules("year"):
            match = rule.pattern.search(line)
            if match:
                year = read_year(match["year"])
                return year + is_late_month(match.groupdict().get("month"))
    return None


def is_late_month(month: str | None) -> bool:
    """Tell whether a report given in this month is that of the next year."""
    return month in _LATE_MONTHS


@cache
def origin_rules(table: str) -> tuple[PatternRule, ...]:
    """Read the rules of one table of lexicons/origin.toml."""
    cited = read_toml("origin.toml")["cited"]
    return tuple(read_rules("origin.toml", table, replace={"YEAR": YEAR, "CITED": cited}))
