"""Remember what a database holds by checksums, part by part, so that a save need not read it to find what differs."""

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import msgspec

from kg.errors import StoreError
from kg.graph import Key, Part, Properties, owner_of

Sums: TypeAlias = dict[Key, bytes]
"""The checksum of every node and edge of a part."""

_TWICE = b"twice"
"""Checksum of what a database holds more than once: it is deleted and made anew."""
_LAYOUT = """\
CREATE TABLE IF NOT EXISTS whole (yes INTEGER);
CREATE TABLE IF NOT EXISTS parts (id TEXT PRIMARY KEY, digest BLOB, sums BLOB) WITHOUT ROWID;
"""

_encoder = msgspec.msgpack.Encoder(order="sorted")
_decoder = msgspec.msgpack.Decoder(Sums)


@dataclass(frozen=True)
class Difference:
    """What must be deleted, created and updated to get from the stored part to the wanted one."""

    created: list[Key]
    updated: list[Key]
    deleted: list[Key]


@contextmanager
def open_checksums(path: Path | None) -> Iterator["Checksums"]:
    """Open the file for one change; StoreError where it turns out to be damaged: then nothing is remembered."""
    try:
        with closing(Checksums(path)) as checksums:
            yield checksums
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path} cannot be written: {error}") from error
    except sqlite3.DatabaseError as error:
        if path:
            path.unlink(missing_ok=True)
        raise _damaged(path) from error


class Checksums:
    """What a database holds: in a file beside it for the next save, or for one save alone."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the file, where there is one; what is damaged, or of another version, counts as nothing."""
        self._path = path
        self._seen: set[str] = set()
        try:
            self._open()
        except sqlite3.DatabaseError:
            if path:
                path.unlink()
            self._open()

    def _open(self) -> None:
        # Without a name SQLite keeps a file of its own for as long as the connection lasts.
        self._file = sqlite3.connect(self._path or "", isolation_level="DEFERRED")
        self._file.executescript(_LAYOUT)
        self.whole = bool(self._file.execute("SELECT yes FROM whole").fetchone())

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def forget(self) -> None:
        """Count as nothing from now on, before the database changes; until `keep`."""
        if self.whole:
            self._file.execute("DELETE FROM whole")
            self._file.commit()
            self.whole = False

    def fill(self, rows: Iterable[tuple[Key, Properties]]) -> None:
        """Take what a database holds from its nodes and edges."""
        self._file.execute("DELETE FROM parts")
        found: defaultdict[str, Sums] = defaultdict(dict)
        for key, properties in rows:
            sums = found[owner_of(key, properties)]
            sums[key] = _TWICE if key in sums else _sum(key, properties)
        for identity, sums in found.items():
            self._put(identity, sums)

    def compare(self, part: Part) -> Difference:
        """Return what differs in a part, and count it as done."""
        self._seen.add(part.id)
        wanted = {key: _sum(key, properties) for key, properties in part.rows.items()}
        row = self._file.execute("SELECT digest FROM parts WHERE id = ?", (part.id,)).fetchone()
        if row and row[0] == _digest(wanted):
            return Difference([], [], [])
        stored = self._take(part.id) if row else {}
        self._put(part.id, wanted)
        twice = [key for key, old in stored.items() if old == _TWICE and key in wanted]
        return Difference(
            created=[*(key for key in wanted if key not in stored), *twice],
            updated=[
                key for key, new in wanted.items() if stored.get(key, new) not in (new, _TWICE)
            ],
            deleted=[*(key for key in stored if key not in wanted), *twice],
        )

    def gone(self) -> Iterator[Difference]:
        """Yield what is stored of parts that nobody compared."""
        for (identity,) in self._file.execute("SELECT id FROM parts").fetchall():
            if identity not in self._seen:
                yield Difference([], [], list(self._take(identity)))
                self._file.execute("DELETE FROM parts WHERE id = ?", (identity,))

    def keep(self) -> None:
        """Say that the database is now what was compared."""
        if not self.whole:
            self._file.execute("INSERT INTO whole VALUES (1)")
        self._file.commit()

    def _put(self, identity: str, sums: Sums) -> None:
        row = identity, _digest(sums), msgspec.msgpack.encode(sums)
        self._file.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", row)

    def _take(self, identity: str) -> Sums:
        row = self._file.execute("SELECT sums FROM parts WHERE id = ?", (identity,)).fetchone()
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            return _decoder.decode(row[0])
        self.forget()
        raise _damaged(self._path)


def _damaged(path: Path | None) -> StoreError:
    return StoreError(f"{path} is damaged; run it again: the database itself is read then")


def _sum(key: Key, properties: Properties) -> bytes:
    return hashlib.blake2b(_encoder.encode((key, properties)), digest_size=12).digest()


def _digest(sums: Sums) -> bytes:
    return hashlib.blake2b(b"".join(sorted(sums.values())), digest_size=16).digest()
