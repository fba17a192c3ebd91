"""What the user says of a report: on the command line, or in a sidecar file beside it."""

import tomllib
from dataclasses import dataclass, fields

from kg.errors import InputError
from kg.gazetteer import load_gazetteer
from kg.types import Division

from .origin import find_division_at_end

YEARS = range(1949, 2100)


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user says of a report, which no text gainsays; None leaves it to the text."""

    title: str | None = None
    place: str | None = None
    """Name or six-digit code of a division."""
    year: int | None = None

    def __post_init__(self) -> None:
        """Refuse a year that no report can be of."""
        if self.year is not None and self.year not in YEARS:
            raise InputError(f"year {self.year}; accepted: {YEARS[0]} to {YEARS[-1]}")


NO_OVERRIDES = Overrides()


def read_sidecar(data: bytes, name: str) -> Overrides:
    """Read title, place and year of a report from the bytes of the TOML file `name` beside it."""
    accepted = {
        field.name: kind for field, kind in zip(fields(Overrides), (str, str, int), strict=True)
    }
    try:
        said = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{name}: not a TOML file ({error})") from error
    for key, value in said.items():
        if key not in accepted:
            raise InputError(f"{name}: unknown key {key!r}; accepted: {', '.join(accepted)}")
        if type(value) is not accepted[key]:
            raise InputError(f"{name}: {key} is {value!r}; {_kind(accepted[key])} is needed")
    try:
        sidecar = Overrides(**said)
        if sidecar.place is not None:
            parse_place(sidecar.place)
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    return sidecar


def parse_place(value: str) -> Division:
    """Return the division of a code or name, also with those around it: 320404, 钟楼区, 江苏省常州市钟楼区.

    An unknown or ambiguous one is an InputError with the candidates.
    """
    gazetteer = load_gazetteer()
    place = gazetteer.by_code(value) if value.isdigit() else find_division_at_end(value)
    if place:
        return place
    endings = (gazetteer.candidates(value[start:]) for start in range(len(value)))
    if candidates := next(filter(None, endings), ()):
        listed = ", ".join(
            f"{one.full_name} {one.code}" for one in sorted(candidates, key=lambda one: one.code)
        )
        raise InputError(f"place {value!r} is ambiguous; give the code: {listed}")
    raise InputError(f"unknown place {value!r}; a division's full name or six-digit code is needed")


def _kind(kind: type) -> str:
    return "a whole number" if kind is int else "a text in quotes"
