"""Keep what was read in each document, one JSON file a document: the truth of a store."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import msgspec

from kg.errors import StoreError
from kg.stores.lock import hold
from kg.types import Reading

FORMAT = 1
"""Raised whenever the files of an older version can no longer be read as they stand."""


class _Version(msgspec.Struct):
    format: int


class _File(msgspec.Struct):
    format: int
    reading: Reading


class Readings:
    """The readings of one store directory."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.folder = store / "readings"

    def lock(self) -> AbstractContextManager[None]:
        """Hold the store for one build; StoreError where another process is building."""
        return hold(self.store / "build.lock")

    def save(self, reading: Reading) -> None:
        """Write a reading; a crash leaves the old file or the new one, never a part."""
        data = msgspec.json.encode(_File(FORMAT, reading), order="sorted")
        path = self._path(reading.document.id)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(path, msgspec.json.format(data, indent=1) + b"\n")
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror}") from error

    def find(self, document: str) -> Reading | None:
        """Return the reading of the document of this id, None where there is none."""
        path = self._path(document)
        return _load(path) if path.is_file() else None

    def load(self, document: str) -> Reading:
        """Return the reading of the document of this id; StoreError where there is none."""
        return _load(self._path(document))

    def all(self) -> Iterator[Reading]:
        """Yield every reading in order of document id."""
        for path in sorted(self.folder.glob("*.json")):
            yield _load(path)

    def remove(self, document: str) -> None:
        """Forget the reading of a document; nothing happens where there is none."""
        self._path(document).unlink(missing_ok=True)

    def _path(self, document: str) -> Path:
        return self.folder / f"{document.rpartition('/')[2]}.json"


def _load(path: Path) -> Reading:
    try:
        data = path.read_bytes()
        found = msgspec.json.decode(data, type=_Version).format
        if found != FORMAT:
            raise StoreError(
                f"{path} has format {found}, this version reads format {FORMAT}; "
                "remove the file and build again"
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
