"""Gold and predictions in the guidelines' format: one paragraph a line, names as spans, facts as triples of names."""

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.confidence import keep_confident
from kg.errors import InputError
from kg.gazetteer import load_gazetteer
from kg.ontology import EntityType, RelationType, Stage
from kg.readers.origin import find_origin
from kg.types import Division, Document, Mention, Passage, PassageReading, Reading


@dataclass(frozen=True, slots=True)
class Triple:
    """A relation by the names of its ends, as they stand in the text; the report's own place by its full name."""

    type: RelationType
    head: str
    tail: str
    stage: Stage | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """An annotated line of a text; `document` is the file's name without suffix."""

    document: str
    index: int
    text: str
    mentions: tuple[Mention, ...]
    triples: tuple[Triple, ...]


def read_annotations(path: Path) -> list[Paragraph]:
    """Read a .jsonl file or every .jsonl file of a folder, in order of name.

    A missing path, a folder without such files, a malformed line and a paragraph that occurs twice are InputErrors.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise InputError(f"{path}: no annotations; give a .jsonl file or a folder of .jsonl files")
    paragraphs: dict[tuple[str, int], Paragraph] = {}
    for file in files:
        for paragraph in _read_file(file):
            key = paragraph.document, paragraph.index
            if key in paragraphs:
                raise InputError(f"{file}: paragraph {key[1]} of {key[0]} is there already")
            paragraphs[key] = paragraph
    return list(paragraphs.values())


def _read_file(path: Path) -> Iterator[Paragraph]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                paragraph = _paragraph(json.loads(line))
                _check_spans(paragraph, f"{path}, line {number}")
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError(
                    f"{path}, line {number}: {type(error).__name__}: {error}; needed is an object with "
                    "doc, p, text, mentions (t, s, b, e) and relations (r, h, t)"
                ) from None
            yield paragraph


def _paragraph(row: dict[str, Any]) -> Paragraph:
    mentions = tuple(
        Mention(
            type=EntityType(mention["t"]),
            start=mention["b"],
            end=mention["e"],
            surface=mention["s"],
            confidence=mention.get("conf", 1.0),
            name=mention.get("c"),
            amount=mention.get("amt"),
        )
        for mention in row["mentions"]
    )
    triples = tuple(
        Triple(
            type=RelationType(relation["r"]),
            head=relation["h"],
            tail=relation["t"],
            stage=Stage(relation["stage"]) if relation.get("stage") else None,
            confidence=relation.get("conf", 1.0),
        )
        for relation in row["relations"]
    )
    return Paragraph(row["doc"], row["p"], row["text"], mentions, triples)


def _check_spans(paragraph: Paragraph, where: str) -> None:
    for mention in paragraph.mentions:
        found = paragraph.text[mention.start : mention.end]
        if found != mention.surface:
            raise InputError(
                f"{where}: {mention.surface!r} is not at {mention.start}-{mention.end}, "
                f"where {found!r} stands; b and e count code points of text"
            )


def annotations_of(reading: Reading, name: str, min_confidence: float = 0.0) -> list[Paragraph]:
    """Return what was read in each line of a document as annotations under `name`.

    Lines that are page furniture have none; facts of an unknown place are left out.
    """
    document = reading.document
    place = document.place.name if document.place else None
    read = {one.index: keep_confident(one, min_confidence) for one in reading.passages}
    lines = sorted((*document.passages, *document.dropped), key=lambda line: line.index)
    paragraphs = []
    for line in lines:
        passage = read.get(line.index, PassageReading(line.index))
        triples = _triples(passage, place)
        paragraphs.append(Paragraph(name, line.index, line.text, passage.mentions, triples))
    return paragraphs


def _triples(passage: PassageReading, place: str | None) -> tuple[Triple, ...]:
    surfaces: Sequence[str | None] = [*(mention.surface for mention in passage.mentions), place]
    triples = []
    for relation in passage.relations:
        head = surfaces[-1 if relation.head is None else relation.head]
        tail = surfaces[-1 if relation.tail is None else relation.tail]
        if head and tail:
            triples.append(Triple(relation.type, head, tail, relation.stage, relation.confidence))
    return tuple(triples)


def read_places(path: Path) -> dict[str, Division]:
    """Return the places of documents by name from index.tsv (columns file, place) in the folder `path` or beside it.

    Without that file there are none; a place that is no division is an InputError.
    """
    index = (path if path.is_dir() else path.parent) / "index.tsv"
    if not index.is_file():
        return {}
    places = {}
    with index.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            division = load_gazetteer().find(row["place"])
            if division is None:
                raise InputError(
                    f"{index}: {row['file']} is of {row['place']!r}, which is no known division; "
                    "give its full name, for example 泉山区"
                )
            places[row["file"]] = division
    return places


def documents_of(
    paragraphs: Sequence[Paragraph], places: Mapping[str, Division]
) -> dict[str, Document]:
    """Rebuild the annotated texts by name; a place that is not in `places` is found as in any text."""
    lines: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        lines[paragraph.document].append(paragraph)
    documents = {}
    for name, own in lines.items():
        texts = [paragraph.text for paragraph in own]
        origin = find_origin(texts)
        sha256 = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        documents[name] = Document(
            id=f"Document/{sha256[:16]}",
            path=f"{name}.txt",
            sha256=sha256,
            title=origin.title,
            place=places.get(name, origin.place),
            year=origin.year,
            passages=tuple(Passage(paragraph.index, paragraph.text) for paragraph in own),
        )
    return documents


def to_row(paragraph: Paragraph) -> dict[str, Any]:
    """Return a paragraph as an object of the format, values that are missing left out."""
    return {
        "doc": paragraph.document,
        "p": paragraph.index,
        "text": paragraph.text,
        "mentions": [
            _present(
                t=str(mention.type),
                s=mention.surface,
                b=mention.start,
                e=mention.end,
                c=mention.name,
                amt=mention.amount,
                conf=mention.confidence,
            )
            for mention in paragraph.mentions
        ],
        "relations": [
            _present(
                r=str(triple.type),
                h=triple.head,
                t=triple.tail,
                stage=str(triple.stage) if triple.stage else None,
                conf=triple.confidence,
            )
            for triple in paragraph.triples
        ],
    }


def _present(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None}
