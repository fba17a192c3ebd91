"""Keep what was read in each document, one JSON file a path: the truth of a store."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from difflib import get_close_matches
from pathlib import Path, PurePath

import msgspec

from kg.errors import InputError, StoreError
from kg.stores.lock import hold
from kg.types import Reading

FORMAT = 2
"""Raised whenever the files of an older version can no longer be read as they stand."""


class _Version(msgspec.Struct):
    format: int


class _File(msgspec.Struct):
    format: int
    reading: Reading


class Readings:
    """The readings of one store directory, by the path of their document."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.folder = store / "readings"

    def lock(self) -> AbstractContextManager[None]:
        """Hold the store for one build; StoreError where another process is building."""
        return hold(self.store / "build.lock")

    def save(self, reading: Reading) -> None:
        """Write a reading in the place of an older one of its path; a crash leaves the old file or the new one."""
        data = msgspec.json.encode(_File(FORMAT, reading), order="sorted")
        path = self._path(reading.document.path)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(path, msgspec.json.format(data, indent=1) + b"\n")
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror}") from error

    def all(self) -> dict[str, Reading]:
        """Return every reading by the path of its document, in order of path."""
        found = map(_load, self.folder.glob("*.json"))
        return dict(sorted((reading.document.path, reading) for reading in found))

    def remove(self, document: str) -> None:
        """Forget the reading of the document at this path; nothing happens where there is none."""
        self._path(document).unlink(missing_ok=True)

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(1 for _ in self.folder.glob("*.json"))

    def _path(self, document: str) -> Path:
        return self.folder / f"{hashlib.sha256(document.encode()).hexdigest()[:16]}.json"


def distinct(readings: Iterable[Reading]) -> list[Reading]:
    """Return one reading of each text, sorted by document id: of a text at several paths that of the first path."""
    by_id: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda reading: reading.document.path):
        by_id.setdefault(reading.document.id, reading)
    return [by_id[identity] for identity in sorted(by_id)]


def choose(targets: Iterable[str], stored: Mapping[str, Reading]) -> list[str]:
    """Return the paths of the documents that `targets` name: an id, a path, or a folder with all in it.

    InputError names a target at which nothing was read.
    """
    chosen: set[str] = set()
    for target in targets:
        path = PurePath(target).as_posix()
        named = {
            key
            for key, reading in stored.items()
            if target in (reading.document.id, reading.document.id.removeprefix("Document/"))
            or key == path
            or PurePath(path) in PurePath(key).parents
        }
        if not named:
            raise InputError(f"{target}: nothing was read from there; {_accepted(path, stored)}")
        chosen |= named
    return sorted(chosen)


def _accepted(path: str, stored: Mapping[str, Reading]) -> str:
    near = get_close_matches(path, stored, n=3, cutoff=0.4) or sorted(stored)[:3]
    return f"accepted: a path, a folder or an id of what was read, such as {', '.join(near)}"


def _load(path: Path) -> Reading:
    try:
        data = path.read_bytes()
        found = msgspec.json.decode(data, type=_Version).format
        if found != FORMAT:
            raise StoreError(
                f"{path} has format {found}, this version reads format {FORMAT}; "
                f"remove {path.parent} and build again"
            )
        return msgspec.json.decode(data, type=_File).reading
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}; build again") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} is damaged ({error}); remove the file and build again") from error


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, onto the disk, then rename it over `path`."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
