"""Infer place and year of a report that does not say them in its head."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add

from kg.gazetteer import load_gazetteer
from kg.lexicon import PatternRule, read_rules, read_toml
from kg.names import place_key
from kg.types import Division

from .years import YEAR, read_year

_MENTIONS = 3
"""How often a text must name a place that it nowhere says to be its own."""
_MARGIN = 2
"""How many times more often than any other place of its level."""
_LEVEL_SHARE = 0.4
"""Share of the commonest level's words from which on a lower level is the government's own."""


@dataclass(frozen=True, slots=True)
class Level:
    """How a government of one level speaks of its place."""

    id: str
    endings: tuple[str, ...]
    """What the names of such places end with."""
    words: tuple[str, ...]


def planned_year(lines: Iterable[str]) -> tuple[int | None, str]:
    """Return the year that most plans of a text are of, and the words of one of them; None if two have as many."""
    rules = [(rule, 0) for rule in inference_rules("plan")]
    rules += [(rule, 1) for rule in inference_rules("review")]
    votes: Counter[int] = Counter()
    words: dict[int, str] = {}
    for line in lines:
        for rule, years_later in rules:
            for match in rule.pattern.finditer(line):
                year = read_year(match["year"]) + years_later
                votes[year] += 1
                words.setdefault(year, match[0])
    best = votes.most_common(2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return None, ""
    return best[0][0], words[best[0][0]]


def named_place(lines: Sequence[str]) -> tuple[Division | None, str]:
    """Return the place of the government's own level that a text names by far the most, and the words that say so."""
    level = own_level(lines)
    if level is None:
        return None, ""
    text = "\n".join(lines)
    counts = _count_names(text, _names_of(level))
    (name, count), (_, next_count) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    if count < _MENTIONS or count < _MARGIN * next_count:
        return None, ""
    place = _nearest(text, _names_of(level)[name])
    return place, f"{count} × {name}"


def _count_names(text: str, names: Iterable[str]) -> Counter[str]:
    """Count each name where it is not part of a longer one: 防城 not in 防城港."""
    # Few of the thousands of names can be there at all: looking up how they begin is 50 times as fast as searching.
    begins = set(map(add, text, text[1:]))
    present = {name: text.count(name) for name in _all_forms() if name[:2] in begins}
    present = {name: count for name, count in present.items() if count}
    return Counter(
        {
            name: present[name] - sum(n for longer, n in present.items() if name in longer != name)
            for name in names
            if name in present
        }
    )


@cache
def _all_forms() -> dict[str, list[Division]]:
    """Return the divisions by the form in which texts name them: short, but for 唐县 and its like."""
    gazetteer = load_gazetteer()
    forms = {form: list(named) for form, named in gazetteer.short_forms().items()}
    for division in gazetteer.divisions:
        if place_key(division.name) == division.name:
            forms.setdefault(division.name, []).append(division)
    return forms


def own_level(lines: Sequence[str]) -> Level | None:
    """Return the level whose words a government uses of its own place; None where it uses none."""
    text = "\n".join(lines)
    counts = {level: sum(map(text.count, level.words)) for level in _levels()}
    least = max(1.0, _LEVEL_SHARE * max(counts.values()))
    return next((level for level in reversed(_levels()) if counts[level] >= least), None)


@cache
def _names_of(level: Level) -> dict[str, tuple[Division, ...]]:
    """Return the divisions of a level by form, but for forms that are common words or mean a province."""
    common = set(read_toml("origin.toml")["common_words"])
    names: dict[str, tuple[Division, ...]] = {}
    for form, divisions in _all_forms().items():
        named = tuple(one for one in divisions if one.name.endswith(level.endings))
        provinces = {one for one in divisions if one.level == "province"}
        if named and form not in common and provinces.issubset(named):
            names[form] = named
    return names


def _nearest(text: str, divisions: Sequence[Division]) -> Division | None:
    """Return the one whose province and city the text names the most."""
    if len({division.code for division in divisions}) == 1:
        return divisions[0]
    counts = [sum(text.count(place_key(p)) for p in one.parents) for one in divisions]
    best = max(counts)
    nearest = [one for one, count in zip(divisions, counts, strict=True) if count == best]
    return nearest[0] if best and len(nearest) == 1 else None


@cache
def _levels() -> tuple[Level, ...]:
    return tuple(
        Level(entry["id"], tuple(entry["endings"]), tuple(entry["words"]))
        for entry in read_toml("origin.toml")["level"]
    )


@cache
def inference_rules(table: str) -> tuple[PatternRule, ...]:
    """Read the rules by which a text tells the year that it plans or reviews."""
    return tuple(read_rules("origin.toml", table, replace={"YEAR": YEAR}))
