"""What a prediction missed and what it invented, each in its context."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.annotations import Paragraph, Triple
from kg.evaluate import pair_paragraphs, span_of, triple_key
from kg.types import Mention

_CONTEXT = 24
"""Characters shown on either side."""


class FaultKind(StrEnum):
    """How a prediction differs from gold."""

    BORDER = "border"
    """The type is right, a border is not."""
    TYPE = "type"
    """Something of another type stands there."""
    MISSED = "missed"
    INVENTED = "invented"
    STAGE = "stage"
    NAME = "name"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Fault:
    """One difference; gold or predicted is None where that side has nothing."""

    kind: FaultKind
    type: str
    """Entity or relation type, gold's where both have one."""
    document: str
    paragraph: int
    gold: str | None
    predicted: str | None
    context: str


def find_faults(gold: Sequence[Paragraph], predicted: Sequence[Paragraph]) -> list[Fault]:
    """Return every difference, in the order of gold: names of each paragraph before its facts."""
    faults: list[Fault] = []
    for wanted, found in pair_paragraphs(gold, predicted):
        faults += _mention_faults(wanted, found)
        faults += _triple_faults(wanted, found)
    return faults


def _mention_faults(gold: Paragraph, predicted: Paragraph) -> Iterator[Fault]:
    found = {(*span_of(mention), mention.type): mention for mention in predicted.mentions}
    wanted = {(*span_of(mention), mention.type) for mention in gold.mentions}
    wrong = [mention for key, mention in found.items() if key not in wanted]
    explained: set[tuple[int, int]] = set()
    for mention in gold.mentions:
        same = found.get((*span_of(mention), mention.type))
        if same:
            yield from _value_faults(gold, mention, same)
            continue
        other = _nearest(mention, wrong)
        if other is None:
            yield _fault(FaultKind.MISSED, gold, mention, None)
            continue
        explained.add(span_of(other))
        kind = FaultKind.BORDER if other.type is mention.type else FaultKind.TYPE
        yield _fault(kind, gold, mention, other)
    for mention in wrong:
        if span_of(mention) not in explained:
            yield _fault(FaultKind.INVENTED, gold, None, mention)


def _nearest(mention: Mention, others: Iterable[Mention]) -> Mention | None:
    """Return the one that overlaps, of several one of the same type before others, then the longest overlap."""
    overlaps = [
        (
            other.type is mention.type,
            min(mention.end, other.end) - max(mention.start, other.start),
            other,
        )
        for other in others
        if mention.start < other.end and other.start < mention.end
    ]
    return max(overlaps, key=lambda overlap: overlap[:2])[2] if overlaps else None


def _value_faults(paragraph: Paragraph, gold: Mention, predicted: Mention) -> Iterator[Fault]:
    values = (
        (FaultKind.NAME, gold.name, predicted.name),
        (FaultKind.AMOUNT, gold.amount, predicted.amount),
    )
    for kind, wanted, found in values:
        if wanted != found:
            context = _excerpt(paragraph.text, gold.start, gold.end)
            yield Fault(
                kind, gold.type, paragraph.document, paragraph.index, wanted, found, context
            )


def _fault(
    kind: FaultKind, paragraph: Paragraph, gold: Mention | None, predicted: Mention | None
) -> Fault:
    shown = gold or predicted
    assert shown is not None
    return Fault(
        kind=kind,
        type=shown.type,
        document=paragraph.document,
        paragraph=paragraph.index,
        gold=f"{gold.type} {gold.surface}" if gold else None,
        predicted=f"{predicted.type} {predicted.surface}" if predicted else None,
        context=_excerpt(paragraph.text, shown.start, shown.end),
    )


def _triple_faults(gold: Paragraph, predicted: Paragraph) -> Iterator[Fault]:
    wanted = {triple_key(triple): triple for triple in gold.triples}
    found = {triple_key(triple): triple for triple in predicted.triples}
    for key, triple in wanted.items():
        other = found.get(key)
        if other is None:
            yield _triple_fault(FaultKind.MISSED, gold, triple, triple_text(triple), None)
        elif triple.stage and triple.stage is not other.stage:
            yield _triple_fault(FaultKind.STAGE, gold, triple, triple.stage, other.stage)
    for key, triple in found.items():
        if key not in wanted:
            yield _triple_fault(FaultKind.INVENTED, gold, triple, None, triple_text(triple))


def triple_text(triple: Triple) -> str:
    """Write a triple as head, arrow, tail."""
    return f"{triple.head} → {triple.tail}"


def _triple_fault(
    kind: FaultKind, paragraph: Paragraph, triple: Triple, gold: str | None, predicted: str | None
) -> Fault:
    start = max(0, paragraph.text.find(triple.tail))
    context = _excerpt(paragraph.text, start, start + len(triple.tail))
    return Fault(kind, triple.type, paragraph.document, paragraph.index, gold, predicted, context)


def _excerpt(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    return f"{before}【{text[start:end]}】{after}".replace("\n", " ")
