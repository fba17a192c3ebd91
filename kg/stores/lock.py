"""Let one process at a time use a part of a store, and tell the next one who holds it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from kg.errors import StoreError

PATIENCE = 3.0
"""Seconds to wait for another holder: a query is over sooner."""


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock file `path`; the system frees it when the process ends, however it ends.

    StoreError says who holds it, if somebody else goes on doing so.
    """
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=PATIENCE)
    except Timeout:
        raise StoreError(
            f"{path.parent} is held by another process ({_holder(path)}); "
            "wait until it has ended, or name another store with --store"
        ) from None
    except OSError as error:
        raise StoreError(f"{path.parent} cannot be written: {error.strerror}") from error
    try:
        holder = {"pid": os.getpid(), "since": datetime.now().isoformat(" ", "seconds")}
        # Only a courtesy to others: a full disk must not be what stops a query.
        with suppress(OSError):
            _note(path).write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            _note(path).unlink(missing_ok=True)
        lock.release()


def check_held(path: Path) -> None:
    """Raise StoreError if the held lock file is gone: somebody has removed the store under way."""
    if not path.is_file():
        raise StoreError(f"{path.parent} was removed under way, nothing is kept; run it again")


def _holder(path: Path) -> str:
    try:
        holder = json.loads(_note(path).read_text(encoding="utf-8"))
        return f"process {holder['pid']}, since {holder['since']}"
    except (OSError, ValueError, KeyError):
        return "process unknown"


def _note(path: Path) -> Path:
    """Return where the holder is noted: beside the lock file, which Windows lets nobody else read."""
    return path.with_suffix(".holder")
