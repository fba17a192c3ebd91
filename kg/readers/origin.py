"""Tell which place and year a report is of: said in its head, or inferred from its words, never guessed in silence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from kg.gazetteer import load_gazetteer
from kg.lexicon import PatternRule, read_rules, read_toml
from kg.types import Division

from .inference import named_place, own_level, planned_year
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
    other_places: tuple[Division, ...] = ()
    """Those that other lines of the head say instead."""
    other_years: tuple[int, ...] = ()


def find_origin(lines: Sequence[str]) -> Origin:
    """Find title, place and year of a report by its lines."""
    head = [line.strip().strip(_MARKS)[:HEAD_CHARACTERS] for line in lines[:HEAD_LINES]]
    places = list({one.code: one for one in _stated_places(head)}.values())
    years = _stated_years(head)
    place, place_words = _choose_place(places, lines)
    year, year_words = _choose_year(years, lines)
    inferred = {"place": place_words, "year": year_words}
    return Origin(
        _title(head),
        place,
        year,
        {name: words for name, words in inferred.items() if words},
        tuple(one for one in places if one != place),
        tuple(one for one in years if one != year),
    )


def _choose_place(places: Sequence[Division], lines: Sequence[str]) -> tuple[Division | None, str]:
    """Return the first place of the level that the text speaks of, and the words where it is inferred."""
    if not places:
        return named_place(lines)
    level = own_level(lines) if len(places) > 1 else None
    fitting = (one for one in places if level and one.name.endswith(level.endings))
    return next(fitting, places[0]), ""


def _choose_year(years: Mapping[int, str], lines: Sequence[str]) -> tuple[int | None, str]:
    """Return the first year that is sure, and the words where it is inferred; plans of a year make it sure."""
    if not years:
        return planned_year(lines)
    planned = planned_year(lines)[0] if any(years.values()) else None
    sure = (year for year, words in years.items() if not words or year == planned)
    return next(((year, "") for year in sure), next(iter(years.items())))


def _title(head: Sequence[str]) -> str:
    for line in head:
        if len(line) <= _TITLE and re.search(r"工\s*作\s*报\s*告", line):
            return line
    return _shorten(head[0]) if head else ""


def _shorten(line: str) -> str:
    return line if len(line) <= _TITLE else line[: _TITLE // 2] + "…"


def stated_place(head: Sequence[str]) -> Division | None:
    """Return the place that the first lines of a report say."""
    return next(_stated_places(head), None)


def _stated_places(head: Sequence[str]) -> Iterator[Division]:
    """Yield the first place that each rule finds, the surest rule first."""
    for rule in origin_rules("place"):
        matches = (match for line in head for match in rule.pattern.finditer(line))
        found = (find_division_at_end(match["place"]) for match in matches)
        yield from islice(filter(None, found), 1)


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
    return next(iter(_stated_years(head)), None)


def _stated_years(head: Sequence[str]) -> dict[int, str]:
    """Return the years that the first lines say, of each rule the first, in the order of the lines.

    With each the line that it was inferred from, where only a date at the end of the year before says it.
    """
    years: dict[int, str] = {}
    waiting = list(origin_rules("year"))
    for line in head:
        for rule in tuple(waiting):
            if match := rule.pattern.search(line):
                waiting.remove(rule)
                late = is_late_month(match.groupdict().get("month"))
                year = read_year(match["year"]) + late
                said = not late or years.get(year) == ""
                years[year] = "" if said else _shorten(line)
    return years


def is_late_month(month: str | None) -> bool:
    """Tell whether a report given in this month is that of the next year."""
    return month in _LATE_MONTHS


@cache
def origin_rules(table: str) -> tuple[PatternRule, ...]:
    """Read the rules of one table of lexicons/origin.toml."""
    cited = read_toml("origin.toml")["cited"]
    return tuple(read_rules("origin.toml", table, replace={"YEAR": YEAR, "CITED": cited}))
