"""Let the JVM keep what it loads for the embedded engine in a file: with it the engine starts half a second sooner.

The file, of some 50 MB, is made once for an installation and stands where Python keeps its compiled modules. A JVM that
it does not fit, as after an update, starts as if it were not there.
"""

import hashlib
import time
from contextlib import suppress
from importlib.util import cache_from_source, find_spec
from pathlib import Path

from kg.errors import StoreError
from kg.stores.files import part_of

_SECONDS = 5


def cache_file() -> Path:
    """Return where the file of the installed engine stands, or would."""
    engine = find_spec("arcadedb_embedded")
    assert engine and engine.origin
    jars = sorted((Path(engine.origin).parent / "jars").glob("*.jar"))
    states = [(str(jar), jar.stat().st_size, jar.stat().st_mtime_ns) for jar in jars]
    key = hashlib.blake2b(repr(states).encode(), digest_size=8).hexdigest()
    return Path(cache_from_source(__file__)).with_name(f"engine-{key}.aot")


def is_kept() -> bool:
    """Return whether there is such a file; an empty one says that the installed engine cannot make it."""
    with suppress(OSError):
        return cache_file().stat().st_size > 0
    return False


def keep_classes(store: Path) -> None:
    """Make the file from what it takes to open `store` and to answer, unless it is there or cannot be made."""
    path = cache_file()
    if path.exists():
        return
    part = part_of(path)
    try:
        with suppress(OSError, StoreError):
            path.parent.mkdir(parents=True, exist_ok=True)
            part.touch()
            _show_queries(store, part)
            part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _show_queries(store: Path, keep: Path) -> None:
    """Let the engine answer saved queries, as many as a large graph allows in a few seconds."""
    from kg.queries import load_queries
    from kg.stores.bolt import BoltStore

    with BoltStore.connect_embedded(store, read_only=True, keep=keep) as opened:
        patience = time.monotonic() + _SECONDS
        for query in load_queries().values():
            if time.monotonic() < patience:
                opened.run(query.text, query.bind_example(), limit=9)
