"""What stands around a text and says whose and of when it is: page title, file name, folders, signature."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.gazetteer import load_gazetteer
from kg.types import Division

from .content import Content
from .origin import (
    HEAD_LINES,
    find_division_at_end,
    is_late_month,
    origin_rules,
    stated_place,
    stated_year,
)
from .years import read_year

_FOLDERS = 4
"""Folders around a file, at most, that are looked at."""
_SIGNATURE_LINES = 4
"""Lines at the end in which a report is signed."""
_SIGNATURE = 40
"""Characters of such a line at most."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Place and year that something beside the text says; None where it does not."""

    where: str
    place: Division | None = None
    year: int | None = None
    words: str = ""
    """Those that the year was inferred from; none where it is said outright."""


def find_hints(path: Path, content: Content, lines: Sequence[str]) -> list[Hint]:
    """Return what is known beside a text's head, the surest first."""
    hints = [
        Hint("page title", stated_place([content.title]), stated_year([content.title])),
        _file_name(path.stem),
        _folders(path),
        _signature(lines),
        Hint("date of the page", None, _year_of(content.date), content.date),
    ]
    return [hint for hint in hints if hint.place or hint.year]


def _year_of(date: str) -> int | None:
    """Return the year of the report that was published on a date like 2024-01-15."""
    match = re.match(r"\s*((?:19|20)\d\d)\D{0,2}(\d{0,2})", date)
    return int(match[1]) + is_late_month(match[2]) if match else None


def _file_name(stem: str) -> Hint:
    place: Division | None = None
    year: int | None = None
    for rule in origin_rules("file"):
        match = rule.pattern.search(stem)
        if match is None:
            continue
        groups = match.groupdict()
        if place is None and groups.get("place"):
            place = find_division_at_end(groups["place"])
        if year is None and groups.get("year"):
            year = read_year(groups["year"])
    return Hint("file name", place, year)


def _folders(path: Path) -> Hint:
    """Read folders that are called as a division or as a year: 江苏省/徐州市/泉山区/2024/."""
    names = [part for part in path.parent.parts if part not in ("/", ".", "..")][-_FOLDERS:]
    place: Division | None = None
    year: int | None = None
    for name in names:
        if match := re.fullmatch(r"((?:19|20)\d\d)年?", name):
            year = int(match[1])
        elif any(one.name == name for one in load_gazetteer().candidates(name)):
            place = load_gazetteer().find(name, near=place)
    return Hint("folder", place, year)


def _signature(lines: Sequence[str]) -> Hint:
    """Read who signed at the end, and when: 泉山区人民政府, 2024年1月10日."""
    last = [line.strip() for line in lines[HEAD_LINES:][-_SIGNATURE_LINES:]]
    short = [line for line in last if len(line) <= _SIGNATURE]
    place = next(_signed_places(short), None)
    return Hint("signature", place, _signed_year(short) if place else None)


def _signed_places(lines: Iterable[str]) -> Iterator[Division]:
    for line in lines:
        for rule in origin_rules("signature"):
            match = rule.pattern.search(line)
            place = find_division_at_end(match["place"]) if match else None
            if place:
                yield place


def _signed_year(lines: Iterable[str]) -> int | None:
    for line in lines:
        if match := re.fullmatch(r".*?(20\d\d)年(\d{1,2})月\d{1,2}日", line):
            return int(match[1]) + is_late_month(match[2])
    return None
