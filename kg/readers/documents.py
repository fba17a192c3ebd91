"""Find report files and read each as a document."""

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from kg.clean import part_furniture
from kg.errors import InputError
from kg.gazetteer import load_gazetteer
from kg.resources import data_folder
from kg.types import Division, Document, Passage

from .origin import Origin, find_division_at_end, find_origin
from .text import read_text, split_passages

SUFFIXES = (".txt", ".md")
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


def read_documents(
    paths: Sequence[Path],
    overrides: Overrides = NO_OVERRIDES,
    refuse: Callable[[InputError], None] | None = None,
) -> list[tuple[Path, Document]]:
    """Read every report under `paths`, in order of path.

    Why a file cannot be read goes to `refuse`, and the others are read; without, or if none can, it is raised.
    Title, place and year of `overrides` are for a single report: with several, InputError.
    """
    found = find_documents(paths)
    if overrides != NO_OVERRIDES and len(found) > 1:
        raise InputError(
            f"title, place and year can be given for one report, not for {len(found)}; "
            "put them into a sidecar file beside each (NAME.toml)"
        )
    documents: list[tuple[Path, Document]] = []
    for path in found:
        try:
            documents.append((path, read_document(path, overrides)))
        except InputError as error:
            if refuse is None or (path == found[-1] and not documents):
                raise
            refuse(error)
    return documents


def find_documents(paths: Sequence[Path]) -> list[Path]:
    """Return the report files among `paths` and in the folders among them, sorted, each once.

    In a folder, hidden files and README are none.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            inside = [one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES]
            inside = [one for one in inside if one.is_file() and not _is_aside(one)]
            if not inside:
                raise InputError(f"{path}: no report in this folder; accepted: {_accepted()} files")
            found.update(inside)
        elif not path.exists():
            raise InputError(
                f"{path}: no such file or folder; a report or a folder of reports is needed"
            )
        elif path.suffix.lower() not in SUFFIXES:
            raise InputError(f"{path}: unknown format {path.suffix!r}; accepted: {_accepted()}")
        else:
            found.add(path)
    return sorted(found)


def _is_aside(path: Path) -> bool:
    return path.name.startswith(".") or path.stem.upper() == "README"


def read_document(path: Path, overrides: Overrides = NO_OVERRIDES) -> Document:
    """Read one report; `overrides` hold before a sidecar file (NAME.toml), the sidecar before the text."""
    text = read_text(path)
    passages, dropped = part_furniture(split_passages(text))
    sidecar = path.with_suffix(".toml")
    said = _first(overrides, read_sidecar(sidecar) if sidecar.is_file() else NO_OVERRIDES)
    origin = _with(find_origin(_without_foot(passages, dropped)), said)
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(
        id=f"Document/{sha256[:16]}",
        path=shown_path(path),
        sha256=sha256,
        title=origin.title,
        place=origin.place,
        year=origin.year,
        passages=passages,
        dropped=dropped,
        warnings=tuple(_warnings(origin, sidecar.name)),
    )


def _without_foot(passages: Sequence[Passage], dropped: Iterable[Passage]) -> list[str]:
    """Return the lines of a page up to the report's last one.

    Furniture among them may be its head, as in "…区2023年政府工作报告汇编(第15/28页)"; after it come other reports.
    """
    last = passages[-1].index if passages else -1
    before = (one for one in dropped if one.index < last)
    return [one.text for one in sorted((*passages, *before), key=lambda one: one.index)]


def read_sidecar(path: Path) -> Overrides:
    """Read title, place and year of a report from the TOML file beside it."""
    accepted = {
        field.name: kind for field, kind in zip(fields(Overrides), (str, str, int), strict=True)
    }
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputError(f"{path}: not a TOML file ({error})") from error
    for key, value in data.items():
        if key not in accepted:
            raise InputError(f"{path}: unknown key {key!r}; accepted: {', '.join(accepted)}")
        if type(value) is not accepted[key]:
            raise InputError(f"{path}: {key} is {value!r}; {_kind(accepted[key])} is needed")
    try:
        sidecar = Overrides(**data)
        if sidecar.place is not None:
            parse_place(sidecar.place)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
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
            f"{''.join((*one.parents, one.name))} {one.code}"
            for one in sorted(candidates, key=lambda one: one.code)
        )
        raise InputError(f"place {value!r} is ambiguous; give the code: {listed}")
    raise InputError(f"unknown place {value!r}; a division's full name or six-digit code is needed")


def shown_path(path: Path) -> str:
    """Return a path as seen from the working directory, or from the shipped data, with forward slashes."""
    absolute = path.absolute()
    for base in (Path.cwd(), data_folder("seeds").parent):
        if absolute.is_relative_to(base):
            return absolute.relative_to(base).as_posix()
    return absolute.as_posix()


def _first(one: Overrides, other: Overrides) -> Overrides:
    return Overrides(
        title=one.title if one.title is not None else other.title,
        place=one.place if one.place is not None else other.place,
        year=one.year if one.year is not None else other.year,
    )


def _with(origin: Origin, said: Overrides) -> Origin:
    """Put what the user says in the place of what the text says."""
    given = {name for name in ("place", "year") if getattr(said, name) is not None}
    return replace(
        origin,
        title=said.title or origin.title,
        place=parse_place(said.place) if said.place is not None else origin.place,
        year=said.year if said.year is not None else origin.year,
        inferred={name: words for name, words in origin.inferred.items() if name not in given},
    )


def _warnings(origin: Origin, sidecar: str) -> Iterable[str]:
    """Yield one sentence if place or year is missing or inferred."""
    found = {"place": origin.place.name if origin.place else None, "year": origin.year}
    doubts = []
    for name, value in found.items():
        if value is None:
            doubts.append(f"the text does not say the {name}")
        elif name in origin.inferred:
            doubts.append(f"the {name} {value} is inferred from “{origin.inferred[name]}”")
    if doubts:
        flags = [f"--{name}" for name in found if found[name] is None or name in origin.inferred]
        yield f"{' and '.join(doubts)}; settle it with {' and '.join(flags)} or in {sidecar}"


def _accepted() -> str:
    return ", ".join(SUFFIXES)


def _kind(kind: type) -> str:
    return "a whole number" if kind is int else "a text in quotes"
