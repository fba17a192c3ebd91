"""Find the damage of a database's files that its engine passes over in silence, and then shows less than there is."""

import json
import re
from pathlib import Path

from kg.errors import StoreError

_NO_TYPE = re.compile(r"_(in_edges|out_edges|sn_stripe_\d+)$")
"""What the names of files end with that no type has: lists of edges, in stripes where a node has very many."""


def check_files(folder: Path, database: str) -> None:
    """Raise StoreError where the schema of a database in `folder` does not know all of its data.

    Without its schema the engine takes an older copy, or begins with an empty database.
    """
    inside = folder / database
    files = {path.name.partition(".")[0] for path in inside.glob("*.bucket")}
    data = {name for name in files if not _NO_TYPE.search(name)}
    emptied = (folder / "checksums").exists() and not data
    if emptied or not data <= _known(inside / "schema.json"):
        raise StoreError(
            f"{folder}: the embedded database is damaged (its schema does not fit its files); remove this "
            "folder and build again: it is made from the readings"
        )


def _known(schema: Path) -> set[str]:
    """Return the files that a schema names; none where it cannot be read."""
    try:
        types = json.loads(schema.read_bytes())["types"]
        return {name for one in types.values() for name in one["buckets"]}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return set()
