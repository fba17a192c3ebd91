"""doccano: JSON Lines of a sequence labelling project with relations.

doccano shows and stores offsets as its browser counts them, in UTF-16 units, whatever its documentation calls them.
Spans carry a label alone, so full names and amounts travel as metadata, which doccano shows and gives back but does
not let anybody change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from kg.annotating.drawings import (
    ARROW_LABELS,
    COLOURS,
    Arrow,
    Drawing,
    Span,
    draw,
    heading,
    read_drawing,
)
from kg.annotating.gold import Excerpt, Warn
from kg.annotating.pages import Page, gather, page_fields
from kg.annotations import Paragraph, read_text
from kg.errors import InputError

FILE = "doccano.jsonl"
SPAN_FILE, RELATION_FILE = "doccano-span-labels.json", "doccano-relation-labels.json"
"""Labels for doccano's pages Labels and Relations: what no paragraph has yet can be chosen too."""


class Entity(msgspec.Struct):
    """A span; doccano gives it an id of its own."""

    id: int
    label: str
    start_offset: int
    end_offset: int


class Relation(msgspec.Struct):
    """An arrow between two entities of the same example."""

    id: int
    from_id: int
    to_id: int
    type: str


class Value(msgspec.Struct, omit_defaults=True):
    """What a mention has beside its label, keyed as in the guidelines' format."""

    s: str
    b: int
    e: int
    c: str | None = None
    amt: str | None = None


class Example(Page, kw_only=True):
    """A line of the file; in exports there is more in it, which says nothing new."""

    values: list[Value] = msgspec.field(default_factory=list)
    entities: list[Entity]
    relations: list[Relation]


def targets(names: Iterable[str]) -> list[str]:
    """Return the files that texts go to, whatever their names."""
    return [FILE, SPAN_FILE, RELATION_FILE]


def files(excerpts: Sequence[Excerpt], folder: Path) -> dict[str, bytes]:
    """Return the examples of all excerpts, and the labels that they may have."""
    examples = [
        _example(excerpt, paragraph) for excerpt in excerpts for paragraph in excerpt.paragraphs
    ]
    spans = [
        {"text": label, "suffix_key": str(number), "background_color": colour}
        for number, (label, colour) in enumerate(COLOURS.items(), start=1)
    ]
    relations = [{"text": label} for label in ARROW_LABELS]
    return {
        FILE: b"".join(msgspec.json.encode(example) + b"\n" for example in examples),
        SPAN_FILE: msgspec.json.encode(spans),
        RELATION_FILE: msgspec.json.encode(relations),
    }


def _example(excerpt: Excerpt, paragraph: Paragraph) -> Example:
    drawing = draw(paragraph, excerpt.place)
    units = list(_units(drawing.text))
    return Example(
        text=drawing.text,
        **page_fields(excerpt, paragraph),  # type: ignore[arg-type]
        values=[
            Value(one.surface, one.start, one.end, one.name, one.amount)
            for one in paragraph.mentions
            if one.name or one.amount
        ],
        entities=[
            Entity(int(span.id), span.label, units[span.start], units[span.end])
            for span in drawing.spans
        ],
        relations=[
            Relation(number, int(arrow.head), int(arrow.tail), arrow.label)
            for number, arrow in enumerate(drawing.arrows)
        ],
    )


def _units(text: str) -> Iterator[int]:
    """Yield the offset in UTF-16 of each code point of a text, and of its end."""
    at = 0
    for char in text:
        yield at
        at += 2 if ord(char) > 0xFFFF else 1
    yield at


def read(paths: Iterable[Path], warn: Warn) -> list[Excerpt]:
    """Read exports of doccano; `warn` is told of full names and amounts whose mention is not there any more."""
    return gather(found for path in paths for found in _read_file(path, warn))


def _read_file(path: Path, warn: Warn) -> Iterator[tuple[Page, Paragraph, str]]:
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            example = msgspec.json.decode(line, type=Example)
        except msgspec.MsgspecError as error:
            raise InputError(
                f"{where}: {error}; needed is the JSONL export of a doccano project with relations"
            ) from None
        yield example, read_drawing(_drawing(example, where, warn), example, where), where


def _drawing(example: Example, where: str, warn: Warn) -> Drawing:
    """Return what is drawn, with full names and amounts where there is still a span."""
    points = {unit: point for point, unit in enumerate(_units(example.text))}
    shift = len(heading(example.place))
    left = {(value.b + shift, value.e + shift): value for value in example.values}
    spans = []
    for one in example.entities:
        start = _point(one.start_offset, points, where)
        end = _point(one.end_offset, points, where)
        value = left.pop((start, end), Value("", start, end))
        spans.append(Span(str(one.id), start, end, one.label, value.c, value.amt))
    for value in left.values():
        said = ", ".join(filter(None, (value.c, value.amt)))
        warn(f"{where}: {value.s!r} is no mention any more, {said!r} is lost")
    arrows = (Arrow(str(one.from_id), str(one.to_id), one.type) for one in example.relations)
    return Drawing(example.text, tuple(spans), tuple(arrows))


def _point(unit: int, points: Mapping[int, int], where: str) -> int:
    if unit not in points:
        raise InputError(
            f"{where}: offset {unit} is no border of a character in a text of {max(points)} UTF-16 units"
        )
    return points[unit]
