"""Settle whose and of when a report is from all that says so, and say where the sources disagree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kg.gazetteer import load_gazetteer
from kg.types import Division

from .hints import Hint
from .inference import named_place
from .origin import Origin
from .overrides import Overrides, parse_place

T = TypeVar("T", Division, int)

_HEAD = "rest of its head"
"""Where other lines say another place or year than the one that says it best."""


@dataclass(frozen=True, slots=True)
class Claim(Generic[T]):
    """A place or year and who says it."""

    value: T
    where: str
    words: str = ""
    """Those that it was inferred from; none where it is said outright."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Place and year of a report with where they were found, and one sentence on what is doubtful."""

    place: Claim[Division] | None
    year: Claim[int] | None
    doubts: tuple[str, ...]
    open: tuple[str, ...]
    """The options that settle the doubts."""


def settle(
    said: Mapping[str, Overrides], origin: Origin, hints: Sequence[Hint], lines: Sequence[str]
) -> Settled:
    """Take the first that says it: the user, the text's head, what stands around it, the words of the text."""
    places = list(_places(said, origin, hints, lines))
    years = list(_years(said, origin, hints))
    doubts = {
        "place": None if places and places[0].where in said else _doubt_place(places),
        "year": None if years and years[0].where in said else _doubt_year(years),
    }
    return Settled(
        place=places[0] if places else None,
        year=years[0] if years else None,
        doubts=tuple(doubt for doubt in doubts.values() if doubt),
        open=tuple(f"--{name}" for name, doubt in doubts.items() if doubt),
    )


def _places(
    said: Mapping[str, Overrides], origin: Origin, hints: Sequence[Hint], lines: Sequence[str]
) -> Iterator[Claim[Division]]:
    for where, overrides in said.items():
        if overrides.place is not None:
            yield Claim(parse_place(overrides.place), where)
    words = origin.inferred.get("place")
    if origin.place and not words:
        yield Claim(origin.place, "text")
    yield from (Claim(place, _HEAD) for place in origin.other_places)
    yield from (Claim(hint.place, hint.where) for hint in hints if hint.place)
    place, words = (origin.place, words) if words else named_place(lines)
    if place:
        yield Claim(place, "words", words)


def _years(
    said: Mapping[str, Overrides], origin: Origin, hints: Sequence[Hint]
) -> Iterator[Claim[int]]:
    for where, overrides in said.items():
        if overrides.year is not None:
            yield Claim(overrides.year, where)
    words = origin.inferred.get("year")
    if origin.year and not words:
        yield Claim(origin.year, "text")
        yield from (Claim(year, _HEAD) for year in origin.other_years)
    sure = [hint for hint in hints if hint.year and not hint.words]
    unsure = [hint for hint in hints if hint.year and hint.words]
    yield from (Claim(hint.year, hint.where) for hint in sure if hint.year)
    if origin.year and words:
        yield Claim(origin.year, "words", words)
    yield from (Claim(hint.year, hint.where, hint.words) for hint in unsure if hint.year)


def _doubt_place(claims: Sequence[Claim[Division]]) -> str | None:
    if not claims:
        return "the text does not say the place"
    first = claims[0]
    if first.words:
        return f"the place {first.value.name} is inferred from “{first.words}”"
    others = [one for one in claims[1:] if not _may_be_one(first, one)]
    return _conflict(
        "place", first.value.name, first.where, [(one.value.name, one.where) for one in others]
    )


def _doubt_year(claims: Sequence[Claim[int]]) -> str | None:
    if not claims:
        return "the text does not say the year"
    first = claims[0]
    if first.words:
        return f"the year {first.value} is inferred from “{first.words}”"
    # Of a year that is said, what the text plans says little: many look back on or ahead to another.
    others = [one for one in claims[1:] if one.value != first.value and not one.words]
    return _conflict("year", first.value, first.where, [(one.value, one.where) for one in others])


def _conflict(
    name: str, value: object, where: str, others: Sequence[tuple[object, str]]
) -> str | None:
    if not others:
        return None
    against = " and ".join(f"{other} by the {place}" for other, place in others)
    return f"the {name} is {value} by the {where}, but {against}"


def _may_be_one(first: Claim[Division], other: Claim[Division]) -> bool:
    """Tell whether a place and another are the same, or one lies in the other.

    Of two in a head only the outer may stand there for the inner: a district's report tells its city's congress.
    """
    gazetteer = load_gazetteer()
    if first.value.code == other.value.code or gazetteer.contains(other.value, first.value):
        return True
    return other.where != _HEAD and gazetteer.contains(first.value, other.value)
