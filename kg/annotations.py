"""Gold and predictions in the guidelines' format: one paragraph a line, names as spans, facts as triples of names."""

import csv
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.clean import part_furniture
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
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            paragraph = from_row(json.loads(line))
            _check_spans(paragraph, f"{path}, line {number}")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{path}, line {number}: {type(error).__name__}: {error}; needed is an object with "
                "doc, p, text, mentions (t, s, b, e) and relations (r, h, t)"
            ) from None
        yield paragraph


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file without the mark that editors on Windows put in front."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} cannot be read as UTF-8 text: {error.reason}") from None


def from_row(row: dict[str, Any]) -> Paragraph:
    """Return the paragraph that an object of the format holds."""
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
        found = paragraph.text[max(0, mention.start) : max(0, mention.end)]
        if found != mention.surface or not found:
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
    return join_triples(triples, passage.mentions)


def join_triples(triples: Iterable[Triple], mentions: Iterable[Mention]) -> tuple[Triple, ...]:
    """Say each fact once, in order: with the furthest stage, and as sure as where it is surest.

    Where mentions of one name have several full names, its facts may be several too and are left alone.
    """
    order, several = list(Stage), ambiguous_surfaces(mentions)
    joined: dict[tuple[object, ...], Triple] = {}
    for number, triple in enumerate(triples):
        apart = (number,) if several.intersection((triple.head, triple.tail)) else ()
        key = (triple.type, triple.head, triple.tail, *apart)
        other = joined.get(key, triple)
        stages = [one.stage for one in (other, triple) if one.stage]
        joined[key] = replace(
            other,
            stage=max(stages, key=order.index, default=None),
            confidence=max(other.confidence, triple.confidence),
        )
    return tuple(joined.values())


def ambiguous_surfaces(mentions: Iterable[Mention]) -> set[str]:
    """Return what stands for several things of a type in a paragraph: 左权 among stations and among roads."""
    names: dict[tuple[EntityType, str], set[str | None]] = defaultdict(set)
    for mention in mentions:
        names[mention.type, mention.surface].add(mention.name)
    return {surface for (_, surface), full in names.items() if len(full) > 1}


def index_path(path: Path) -> Path:
    """Return where the index of annotations is kept: in their folder."""
    return (path if path.is_dir() else path.parent) / "index.tsv"


def read_index(path: Path) -> dict[str, dict[str, str]]:
    """Return the rows of index.tsv by file, of the folder `path` or beside that file; none without one.

    Columns are file and place, and what else is known: level, year, title, code of the place.
    """
    index = index_path(path)
    if not index.is_file():
        return {}
    rows = list(csv.DictReader(io.StringIO(read_text(index)), delimiter="\t", restval=""))
    for row in rows:
        if not {"file", "place"} <= row.keys():
            raise InputError(f"{index}: needed are columns file and place, parted by tabs")
    return {row["file"]: row for row in rows}


def read_places(path: Path) -> dict[str, Division]:
    """Return the places of documents by name as `read_index` finds them; an unknown one is an InputError."""
    gazetteer, places = load_gazetteer(), {}
    for name, row in read_index(path).items():
        meant = (one for one in gazetteer.candidates(row["place"]) if one.code == row.get("code"))
        division = next(meant, None) or gazetteer.find(row["place"])
        if division:
            places[name] = division
        elif row["place"]:
            raise InputError(
                f"{index_path(path)}: {name} is of {row['place']!r}, which is no known division; "
                "give its full name, for example 泉山区"
            )
    return places


def documents_of(
    paragraphs: Sequence[Paragraph], places: Mapping[str, Division]
) -> dict[str, Document]:
    """Rebuild the annotated texts by name; a place that is not in `places` is found as in any text.

    Page furniture is dropped, as it is when a report is read.
    """
    lines: dict[str, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        lines[paragraph.document].append(paragraph)
    documents = {}
    for name, own in lines.items():
        texts = [paragraph.text for paragraph in own]
        origin = find_origin(texts)
        sha256 = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        passages, dropped = part_furniture(Passage(one.index, one.text) for one in own)
        documents[name] = Document(
            id=f"Document/{sha256[:16]}",
            path=f"{name}.txt",
            sha256=sha256,
            title=origin.title,
            place=places.get(name, origin.place),
            year=origin.year,
            passages=passages,
            dropped=dropped,
        )
    return documents


def to_row(paragraph: Paragraph, *, confidences: bool = True) -> dict[str, Any]:
    """Return a paragraph as an object of the format, values that are missing left out; gold has no confidences."""
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
                conf=mention.confidence if confidences else None,
            )
            for mention in paragraph.mentions
        ],
        "relations": [
            _present(
                r=str(triple.type),
                h=triple.head,
                t=triple.tail,
                stage=str(triple.stage) if triple.stage else None,
                conf=triple.confidence if confidences else None,
            )
            for triple in paragraph.triples
        ],
    }


def _present(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None}
