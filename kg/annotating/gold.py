"""Gold as a folder: a .jsonl file for each text, and index.tsv, which says of which place it is."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kg.annotations import (
    Paragraph,
    annotations_of,
    index_path,
    read_annotations,
    read_index,
    to_row,
)
from kg.errors import InputError
from kg.types import Document, Reading

COLUMNS = ("file", "place", "level", "year", "title", "chars", "code")
Warn = Callable[[str], None]
"""Called with what is lost on the way from a tool."""
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An annotated text, or a part of one, and what index.tsv says of it."""

    name: str
    place: str
    """Full name of the place that it reports on: 泉山区; empty where that is not known."""
    level: str
    paragraphs: tuple[Paragraph, ...]
    year: str = ""
    title: str = ""
    code: str = ""
    """Of the place, for names that several places have."""
    reader: str = ""
    """The reader whose proposal it is; empty where people have annotated."""


def excerpt_of(reading: Reading, min_confidence: float = 0.0) -> Excerpt:
    """Return what was read in a document as annotations for somebody to mend."""
    document, place = reading.document, reading.document.place
    name = name_of(document)
    return Excerpt(
        name=name,
        place=place.name if place else "",
        level=place.level if place else "",
        paragraphs=tuple(annotations_of(reading, name, min_confidence)),
        year=str(document.year or ""),
        title=document.title,
        code=place.code if place else "",
        reader=reading.reader,
    )


def name_of(document: Document) -> str:
    """Return the name of a document's file without suffix; of several in one file with their number."""
    path = PurePosixPath(document.path)
    _, _, number = path.suffix.partition("#")
    return _NOT_IN_NAMES.sub("_", f"{path.stem}-{number}" if number else path.stem)


def read(paths: Iterable[Path], warn: Warn) -> list[Excerpt]:
    """Read folders and files of gold, of which nothing is lost."""
    return [excerpt for path in paths for excerpt in read_gold(path)]


def read_gold(path: Path) -> list[Excerpt]:
    """Read a .jsonl file, or a folder of them, with the index in its folder; a text that is not in it has no place."""
    paragraphs: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in read_annotations(path):
        paragraphs[paragraph.document].append(paragraph)
    index = read_index(path)
    names = [name for name in index if name in paragraphs]
    names += [name for name in paragraphs if name not in index]
    return [_excerpt(index.get(name, {}), name, paragraphs[name]) for name in names]


def _excerpt(row: dict[str, str], name: str, paragraphs: Iterable[Paragraph]) -> Excerpt:
    said = {key: row.get(key, "") for key in ("place", "level", "year", "title", "code")}
    return Excerpt(name=name, paragraphs=tuple(paragraphs), **said)


def targets(names: Iterable[str]) -> list[str]:
    """Return the files that texts of these names go to; one that no file can have is an InputError."""
    files = []
    for name in names:
        if not name or _NOT_IN_NAMES.search(name):
            raise InputError(f"{name!r} is no name for a file; give the text another in doc")
        files.append(f"{name}.jsonl")
    return files


def files(excerpts: Sequence[Excerpt], folder: Path) -> dict[str, bytes]:
    """Return the files by name, with the index of `folder` brought up to date."""
    made = {f"{excerpt.name}.jsonl": _lines(excerpt) for excerpt in excerpts}
    return {**made, index_path(folder).name: _index(excerpts, folder)}


def _lines(excerpt: Excerpt) -> bytes:
    rows = (to_row(paragraph, confidences=False) for paragraph in excerpt.paragraphs)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _index(excerpts: Iterable[Excerpt], folder: Path) -> bytes:
    rows = read_index(folder)
    rows |= {excerpt.name: _index_row(excerpt) for excerpt in excerpts}
    columns = dict.fromkeys([*COLUMNS, *(name for row in rows.values() for name in row)])
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), delimiter="\t", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows.values())
    return text.getvalue().encode()


def _index_row(excerpt: Excerpt) -> dict[str, str]:
    return {
        "file": excerpt.name,
        "place": excerpt.place,
        "level": excerpt.level,
        "year": excerpt.year,
        "title": excerpt.title,
        "chars": str(sum(len(paragraph.text) for paragraph in excerpt.paragraphs)),
        "code": excerpt.code,
    }
