"""Find the files to read: paths, folders, archives and standard input."""

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.resources import data_folder

from .archive import LARGEST, read_archive
from .formats import ACCEPTED, is_accepted, sniff

STDIN = Path("-")
_DEEPEST = 3
"""Archives within archives at most."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it came."""

    path: Path
    """On the disk, or as if its archive were a folder."""
    name: str
    """As seen from the working directory, with forward slashes."""
    data: bytes
    sidecar: bytes | None = None
    """Of the TOML file beside it."""


def find_documents(paths: Sequence[Path]) -> list[Path]:
    """Return the report files among `paths` and in the folders among them, sorted, each once; - is standard input.

    In a folder, hidden files, README and links that lead out of it are none.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            inside = [one for one in path.rglob("*") if is_accepted(one.name)]
            inside = [one for one in inside if _is_report(one, path)]
            if not inside:
                raise InputError(f"{path}: no report in this folder; accepted: {ACCEPTED} files")
            found.update(inside)
        elif path != STDIN and not path.exists():
            raise InputError(
                f"{path}: no such file or folder; a report or a folder of reports is needed"
            )
        elif path != STDIN and not path.is_file():
            raise InputError(f"{path}: neither a file nor a folder; accepted: {ACCEPTED} files")
        else:
            found.add(path)
    return sorted(found)


def open_sources(
    path: Path, refuse: Callable[[InputError], None] | None = None
) -> Iterator[Source]:
    """Yield the file at `path`, or those in it where it is an archive.

    What cannot be read is an InputError, or is given to `refuse` where there is one.
    """
    try:
        if path == STDIN:
            data = sys.stdin.buffer.read(LARGEST + 1)
            # By what it is, so that one report piped in does not take the place of another.
            name = f"-/{hashlib.sha256(data).hexdigest()[:16]}{sniff(data, '-') or '.txt'}"
        else:
            name, data = shown_path(path), _read_bytes(path)
        if len(data) > LARGEST:
            raise InputError(f"{name}: over {LARGEST >> 20} MiB; no report is as long")
        sidecar = path.with_suffix(".toml")
        own = _read_bytes(sidecar) if path != STDIN and sidecar.is_file() else None
        yield from _unpack(Source(path, name, data, own), 0, refuse)
    except InputError as error:
        if refuse is None:
            raise
        refuse(error)


def _unpack(
    source: Source, depth: int, refuse: Callable[[InputError], None] | None
) -> Iterator[Source]:
    """Yield a file, or the reports in it where it is an archive."""
    if sniff(source.data, source.name) != ".zip":
        yield source
        return
    if depth == _DEEPEST:
        raise InputError(f"{source.name}: archives in archives over {_DEEPEST} deep; unpack it")
    members = dict(read_archive(source.data, source.name))
    reports = [path for path in members if is_accepted(path) and not _is_aside(Path(path))]
    if not reports:
        raise InputError(f"{source.name}: no report in this archive; accepted: {ACCEPTED} files")
    for path in reports:
        beside = Path(path).with_suffix(".toml").as_posix()
        member = Source(
            source.path / path, f"{source.name}/{path}", members[path], members.get(beside)
        )
        try:
            yield from _unpack(member, depth + 1, refuse)
        except InputError as error:
            if refuse is None:
                raise
            refuse(error)


def _is_report(path: Path, folder: Path) -> bool:
    if _is_aside(path.relative_to(folder)) or not path.is_file():
        return False
    return path.resolve().is_relative_to(folder.resolve())


def _is_aside(path: Path) -> bool:
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
    return hidden or path.stem.upper() == "README"


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error


def shown_path(path: Path) -> str:
    r"""Return a path as seen from the working directory, or from the shipped data, with forward slashes.

    Bytes of a name that are no text are shown as \xff: what is stored must be text.
    """
    absolute = path.absolute()
    bases = (base for base in _bases() if absolute.is_relative_to(base))
    shown = next((absolute.relative_to(base) for base in bases), absolute)
    return os.fsencode(shown.as_posix()).decode("utf-8", "backslashreplace")


def _bases() -> Iterable[Path]:
    return Path.cwd(), data_folder("seeds").parent
