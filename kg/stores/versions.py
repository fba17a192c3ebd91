"""Which format a store has: an older one is brought up to date, a newer one is refused, none is misread."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import StoreError
from kg.stores.files import replace_file

FORMAT = 2
"""Raised whenever the files of an older version can no longer be read as they stand, with a step of `_STEPS`."""
_FILE = "format"


def stored_format(store: Path) -> int:
    """Return the format of a store directory, FORMAT where there is nothing yet; StoreError for a newer one."""
    path = store / _FILE
    try:
        text = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        # The first format had no such file.
        return 1 if any((store / "readings").glob("*.json")) else FORMAT
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} cannot be read: {error}; remove it and build again") from error
    if not re.fullmatch("[1-9][0-9]{0,5}", text):
        raise StoreError(f"{path} is damaged ({text[:20]!r}); remove it and build again")
    if int(text) > FORMAT:
        raise StoreError(
            f"{store} has format {text} of a newer version, this one reads up to {FORMAT}; "
            "upgrade with: pip install --upgrade gov-report-graph, or name another store with --store"
        )
    return int(text)


def upgrade(store: Path) -> None:
    """Bring the files of a store to FORMAT and note it; broken off, the next call completes it."""
    for step in range(stored_format(store), FORMAT):
        _STEPS[step](store / "readings")
    replace_file(store / _FILE, f"{FORMAT}\n".encode())


def reading_name(document: str) -> str:
    """Return the name of the file that keeps what was read in the document at this path."""
    return f"{hashlib.sha256(document.encode()).hexdigest()[:16]}.json"


def encode(value: Any) -> bytes:
    """Return a value as the JSON of a store's files: sorted keys, one a line."""
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=1) + b"\n"


def _name_by_path(folder: Path) -> None:
    """Rename readings that are named by their document's id after its path."""
    for path in sorted(folder.glob("*.json")):
        try:
            file = msgspec.json.decode(path.read_bytes())
            named = folder / reading_name(file["reading"]["document"]["path"])
        except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError):
            # Whoever reads it names it and says what to do.
            continue
        if file["format"] == 1:
            replace_file(named, encode(file | {"format": 2}))
            if named != path:
                path.unlink()


_STEPS: dict[int, Callable[[Path], None]] = {1: _name_by_path}
"""What brings readings of a format to the next one."""
