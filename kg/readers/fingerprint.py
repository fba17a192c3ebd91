"""Tell whether a file would be read as it was before, without reading it as a document."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from kg.types import Document

from .overrides import Overrides
from .sources import STDIN, shown_path

_PACKAGE = Path(__file__).resolve().parent.parent


def fingerprint(path: Path, overrides: Overrides, *, force: bool) -> str | None:
    """Return what a file's documents depend on: its bytes and name, its sidecar, what the user says and this code.

    None for what can be read only once, or not at all.
    """
    sidecar = path.with_suffix(".toml")
    try:
        if path == STDIN:
            return None
        parts = [path.read_bytes(), sidecar.read_bytes() if sidecar.is_file() else b""]
    except OSError:
        return None
    said = f"{shown_path(path)}\n{overrides}\n{force}\n{_code()}"
    digests = [hashlib.sha256(part).hexdigest() for part in (*parts, said.encode())]
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:32]


def mark(documents: Sequence[Document], source: str | None) -> list[Document]:
    """Return the documents of a file with its fingerprint and their number."""
    return [
        replace(one, source=f"{source}:{len(documents)}" if source else "") for one in documents
    ]


def find_known(documents: Iterable[Document]) -> dict[str, list[Document]]:
    """Return by fingerprint what was read in files of which every document is still there."""
    files: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        files[document.source].append(document)
    return {
        source.partition(":")[0]: found
        for source, found in files.items()
        if source.endswith(f":{len(found)}")
    }


@cache
def _code() -> str:
    """Return a checksum of the code and the word lists that make a document of a file."""
    files = [*_PACKAGE.glob("*.py"), *(_PACKAGE / "readers").glob("*.py")]
    files += [path for path in (_PACKAGE / "lexicons").rglob("*") if path.is_file()]
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
