"""Write files so that a crash leaves the old one or the new one, and a fault says what to do."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import StoreError

_PART = ".part"


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, onto the disk, then rename it over `path`."""
    part = part_of(path)
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def part_of(path: Path) -> Path:
    """Return where this process keeps what is not yet, or no longer, at `path`."""
    return path.with_name(f".{path.name}.{os.getpid()}{_PART}")


def sweep(folder: Path) -> None:
    """Remove what killed processes left half written; nobody else may be writing."""
    for part in folder.glob(f".*{_PART}"):
        if part.is_dir():
            # The engine of a killed build may still be closing it.
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Turn the system's faults while `path` is written into a StoreError."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
