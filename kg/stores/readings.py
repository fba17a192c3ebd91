"""Keep what was read in each document, one JSON file a path: the truth of a store."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import TypeVar

import msgspec

from kg.errors import InputError, StoreError
from kg.stores.files import part_of, replace_file, sweep, written
from kg.stores.lock import check_held, hold
from kg.stores.versions import FORMAT, encode, reading_name, stored_format, upgrade
from kg.types import Document, Reading

_T = TypeVar("_T")
_WRITING = "writing"
_LEAST_SPACE = 1 << 20
"""Bytes under which a disk is full: the engine writes in blocks of 64 KiB."""


class _Version(msgspec.Struct):
    format: int


class _File(msgspec.Struct):
    format: int
    reading: Reading


class _Head(msgspec.Struct):
    document: Document
    reader: str


class _FileHead(msgspec.Struct):
    format: int
    reading: _Head


@dataclass(frozen=True, slots=True)
class Head:
    """What of a stored reading a build has to know, whatever was read."""

    path: str
    id: str
    """Of the document."""
    content: bytes
    """Checksum of what a reading depends on."""
    document: bytes
    """Checksum of the document as a whole."""
    reader: str


def head_of(document: Document, reader: str) -> Head:
    """Return the head of a document's reading by a reader."""
    content = (document.id, document.place, document.passages)
    return Head(document.path, document.id, _digest(content), _digest(document), reader)


def _digest(value: object) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(value), digest_size=16).digest()


class Readings:
    """The readings of one store directory, by the path of their document."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.folder = store / "readings"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the store for one build; StoreError where another process is building.

        A store of an older version is brought up to date, and what killed builds left is cleared away.
        """
        lock = self.store / "build.lock"
        with hold(lock):
            with written(self.store):
                self.folder.mkdir(exist_ok=True)
                if stored_format(self.store) < FORMAT:
                    self._note(0.0, writing=True)
                upgrade(self.store)
                sweep(self.store)
                sweep(self.folder)
                self._drop_half_written_graph()
            try:
                yield
            except StoreError as error:
                check_held(lock)
                self._check_space(error)
                raise
            check_held(lock)

    def _check_space(self, error: StoreError) -> None:
        """Say it outright where a fault comes from a full disk: the engine hides that among its own words."""
        free = shutil.disk_usage(self.store).free
        if free < _LEAST_SPACE:
            raise StoreError(
                f"{self.store}: the disk is full, {free >> 10} KiB are left; make room and run it again, "
                "what is read is kept"
            ) from error

    @contextmanager
    def changing(self, min_confidence: float) -> Iterator[Callable[[], None]]:
        """Note that the graph is behind the readings, until the end of a change that ends well.

        Gives a function to call before the graph is touched: one that was half written is made anew.
        """
        self._note(min_confidence, writing=False)
        yield lambda: self._note(min_confidence, writing=True)
        with written(self._unfinished):
            self._unfinished.unlink(missing_ok=True)

    def unfinished(self) -> float | None:
        """Return the least confidence of the change that was broken off, None where none was."""
        if stored_format(self.store) < FORMAT:
            return 0.0
        try:
            least = float(self._unfinished.read_bytes().split()[0])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, IndexError):
            return 0.0
        return least if 0 <= least <= 1 else 0.0

    def _note(self, min_confidence: float, *, writing: bool) -> None:
        with written(self._unfinished):
            replace_file(
                self._unfinished, f"{min_confidence} {_WRITING if writing else ''}".encode()
            )

    def _drop_half_written_graph(self) -> None:
        """Put away a database that a killed build or a full disk may have left with half of a change in it."""
        database = self.store / "database"
        if self._unfinished.is_file() and database.is_dir():
            if _WRITING.encode() in self._unfinished.read_bytes():
                database.rename(part_of(database))
            sweep(self.store)

    def save(self, reading: Reading) -> None:
        """Write a reading in the place of an older one of its path; a crash leaves the old file or the new one."""
        path = self._path(reading.document.path)
        with written(path):
            self.folder.mkdir(exist_ok=True)
            replace_file(path, encode(_File(FORMAT, reading)))

    def all(self) -> dict[str, Reading]:
        """Return every reading by the path of its document, in order of path."""
        found = map(_load_reading, self.folder.glob("*.json"))
        return dict(sorted((reading.document.path, reading) for reading in found))

    def heads(self) -> dict[str, Head]:
        """Return the head of every reading by the path of its document, in order of path."""
        found = (_load(path, _FileHead) for path in self.folder.glob("*.json"))
        heads = [head_of(one.reading.document, one.reading.reader) for one in found]
        return {head.path: head for head in sorted(heads, key=lambda head: head.path)}

    def load(self, document: str) -> Reading:
        """Return the reading of the document at this path."""
        return _load_reading(self._path(document))

    def documents(self) -> Iterator[Document]:
        """Yield the document of every reading that can be read as it stands."""
        for path in sorted(self.folder.glob("*.json")):
            with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
                yield msgspec.json.decode(path.read_bytes(), type=_FileHead).reading.document

    def remove(self, document: str) -> None:
        """Forget the reading of the document at this path; nothing happens where there is none."""
        path = self._path(document)
        with written(path):
            path.unlink(missing_ok=True)

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(1 for _ in self.folder.glob("*.json"))

    def _path(self, document: str) -> Path:
        return self.folder / reading_name(document)

    @property
    def _unfinished(self) -> Path:
        return self.store / "unfinished"


@dataclass(frozen=True)
class Told:
    """Stored readings, loaded one after the other whenever somebody goes through them: never all in memory."""

    readings: Readings
    paths: Sequence[str]

    def __iter__(self) -> Iterator[Reading]:
        return map(self.readings.load, self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def load_readings(store: Path) -> Told:
    """Return one reading of each text of a store; InputError where there is no store."""
    readings = Readings(store)
    if not readings.folder.is_dir():
        raise InputError(f"{store} holds no readings; make some with: kg build --store {store}")
    return distinct(readings, readings.heads().values())


def distinct(readings: Readings, heads: Iterable[Head]) -> Told:
    """Return one reading of each text, sorted by document id: of a text at several paths that of the first path."""
    by_id: dict[str, str] = {}
    for head in sorted(heads, key=lambda head: head.path):
        by_id.setdefault(head.id, head.path)
    return Told(readings, [by_id[identity] for identity in sorted(by_id)])


def choose(targets: Iterable[str], stored: Mapping[str, Head]) -> list[str]:
    """Return the paths of the documents that `targets` name: an id, a path, or a folder with all in it.

    InputError names a target at which nothing was read.
    """
    chosen: set[str] = set()
    for target in targets:
        path = PurePath(target).as_posix()
        named = {
            key
            for key, head in stored.items()
            if target in (head.id, head.id.removeprefix("Document/"))
            or key == path
            or PurePath(path) in PurePath(key).parents
        }
        if not named:
            raise InputError(f"{target}: nothing was read from there; {_accepted(path, stored)}")
        chosen |= named
    return sorted(chosen)


def _accepted(path: str, stored: Mapping[str, Head]) -> str:
    near = get_close_matches(path, stored, n=3, cutoff=0.4) or sorted(stored)[:3]
    return f"accepted: a path, a folder or an id of what was read, such as {', '.join(near)}"


def _load_reading(path: Path) -> Reading:
    reading = _load(path, _File).reading
    if not _fits(reading):
        fault = "its mentions do not fit its text"
        raise StoreError(f"{path} is damaged ({fault}); remove the file and build again")
    return reading


def _fits(reading: Reading) -> bool:
    """Tell whether every mention stands in the text and every relation joins mentions."""
    texts = {passage.index: passage.text for passage in reading.document.passages}
    return all(
        all(texts.get(one.index, "")[m.start : m.end] == m.surface for m in one.mentions)
        and all({r.head, r.tail} <= {None, *range(len(one.mentions))} for r in one.relations)
        for one in reading.passages
    )


def _load(path: Path, kind: type[_T]) -> _T:
    try:
        data = path.read_bytes()
        found = msgspec.json.decode(data, type=_Version).format
        if found != FORMAT:
            raise StoreError(
                f"{path} has format {found}, this version reads format {FORMAT}; "
                f"remove {path.parent} and build again"
            )
        return msgspec.json.decode(data, type=kind)
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}; build again") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StoreError(f"{path} is damaged ({error}); remove the file and build again") from error
