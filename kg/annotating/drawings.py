"""A paragraph as tools draw it: below the name of its place, names as spans and facts as arrows between spans.

The guidelines' format joins names, and a fact's end may be the report's own place, which the paragraph need not
name. Tools join spans. So the place stands in a line of its own in front, as a span to start arrows from; offsets
are code points of the text with that line.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from kg.annotating.pages import Page
from kg.annotations import Paragraph, Triple, ambiguous_surfaces, join_triples
from kg.errors import InputError
from kg.names import place_key
from kg.ontology import ALLOWED_ENDS, EntityType, RelationType, Stage
from kg.types import Mention

SPAN_LABELS = tuple(str(kind) for kind in EntityType)
ARROW_LABELS = tuple(
    label
    for kind in RelationType
    for label in (
        *([f"{kind}:{stage}" for stage in Stage] if kind is RelationType.PLANS else []),
        str(kind),
    )
)
"""PLANS:build is a PLANS with the stage build."""
COLOURS = dict(
    zip(
        SPAN_LABELS,
        ("#0072B2", "#009E73", "#E69F00", "#CC79A7", "#D55E00", "#56B4E9"),
        strict=True,
    )
)
"""Those of the browser's style sheet."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a drawing's text with the label of an entity type."""

    id: str
    start: int
    end: int
    label: str
    name: str | None = None
    amount: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Arrow:
    """A labelled arrow from one span to another, by their ids."""

    head: str
    tail: str
    label: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A paragraph with its place in front, as a tool shows it."""

    text: str
    spans: tuple[Span, ...]
    arrows: tuple[Arrow, ...]


def heading(place: str) -> str:
    """Return what stands in front of every paragraph of a text of `place`."""
    return f"{place}\n" if place else ""


def draw(paragraph: Paragraph, place: str) -> Drawing:
    """Draw a paragraph; InputError where names overlap, or an end of a fact is neither a name nor the place."""
    where = f"paragraph {paragraph.index} of {paragraph.document}"
    _refuse_overlaps(paragraph.mentions, where)
    head = heading(place)
    spans = [Span("0", 0, len(place), EntityType.DISTRICT)] if place else []
    spans += [
        Span(
            id=str(number),
            start=mention.start + len(head),
            end=mention.end + len(head),
            label=mention.type,
            name=mention.name,
            amount=mention.amount,
            confidence=mention.confidence,
        )
        for number, mention in enumerate(paragraph.mentions, start=len(spans))
    ]
    text = head + paragraph.text
    arrows = _Ends(text, spans, place, where).join(paragraph.triples)
    return Drawing(text, tuple(spans), tuple(arrows))


def _refuse_overlaps(mentions: Iterable[Mention], where: str) -> None:
    for one, other in pairwise(sorted(mentions, key=lambda mention: mention.start)):
        if one.end > other.start:
            raise InputError(
                f"{where}: {one.type} {one.surface} and {other.type} {other.surface} overlap at "
                f"{other.start}; accepted: names side by side"
            )


class _Ends:
    """Finds the spans that the ends of facts mean."""

    def __init__(self, text: str, spans: Sequence[Span], place: str, where: str) -> None:
        self._spans, self._place, self._where = spans, place, where
        self._surfaces = [text[span.start : span.end] for span in spans]

    def join(self, triples: Iterable[Triple]) -> Iterator[Arrow]:
        """Yield an arrow for each fact: from the place where it is meant, else between the nearest spans."""
        taken: set[tuple[int, int]] = set()
        for triple in triples:
            heads, tails = self._candidates(triple.head), self._candidates(triple.tail)
            pairs = [pair for pair in product(heads, tails) if self._may(triple.type, *pair)]
            if not pairs:
                said = (
                    f"{self._spans[ends[0]].label} {self._surfaces[ends[0]]}"
                    for ends in (heads, tails)
                )
                raise _wrong_ends(self._where, triple.type, *said)
            pair = min(pairs, key=lambda pair: self._cost(triple, pair, taken))
            taken.add(pair)
            head, tail = (self._spans[one].id for one in pair)
            yield Arrow(head, tail, self._label(triple), triple.confidence)

    def _label(self, triple: Triple) -> str:
        label = f"{triple.type}:{triple.stage}" if triple.stage else str(triple.type)
        if label not in ARROW_LABELS:
            raise InputError(f"{self._where}: {triple.type} has a stage; accepted: on PLANS alone")
        return label

    def _candidates(self, name: str) -> list[int]:
        """Return the spans that read so or have this full name, else the place if this is a short form of it."""
        found = [
            at
            for at, (span, surface) in enumerate(zip(self._spans, self._surfaces, strict=True))
            if name in (surface, span.name)
        ]
        if not found and self._place and place_key(name) == place_key(self._place):
            found = [0]
        if not found:
            raise InputError(
                f"{self._where}: {name!r} is an end of a relation, but neither a mention nor the "
                f"text's place {self._place!r}"
            )
        return found

    def _may(self, kind: RelationType, head: int, tail: int) -> bool:
        types = (EntityType(self._spans[one].label) for one in (head, tail))
        return head != tail and tuple(types) in ALLOWED_ENDS[kind]

    def _cost(
        self, triple: Triple, pair: tuple[int, int], taken: Container[tuple[int, int]]
    ) -> tuple[int, bool, bool, int]:
        """Return what makes a pair less likely to be meant, the weightiest first."""
        ends = zip(pair, (triple.head, triple.tail), strict=True)
        inexact = sum((self._spans[at].name or self._surfaces[at]) != name for at, name in ends)
        from_place = bool(self._place) and 0 in pair
        head, tail = pair
        distance = abs(self._spans[head].start - self._spans[tail].start)
        return inexact, pair in taken, not from_place, distance


def read_drawing(drawing: Drawing, page: Page, where: str) -> Paragraph:
    """Return the paragraph that somebody has drawn.

    A span in the line of the place is the place, whatever its label. What no paragraph can hold is an InputError,
    which begins with `where`.
    """
    head = heading(page.place)
    if not drawing.text.startswith(head):
        raise InputError(
            f"{where}: the text does not begin with its place {page.place!r} in a line of its own"
        )
    found = {one.id: _mention(one, drawing.text, len(head), where) for one in drawing.spans}
    mentions = sorted(filter(None, found.values()), key=lambda mention: mention.start)
    _refuse_overlaps(mentions, where)
    several = ambiguous_surfaces(mentions)
    ends = {id: _end(mention, several, page.place) for id, mention in found.items()}
    triples = [_triple(arrow, ends, where) for arrow in drawing.arrows]
    text = drawing.text[len(head) :]
    return Paragraph(page.doc, page.p, text, tuple(mentions), join_triples(triples, mentions))


def _mention(span: Span, text: str, shift: int, where: str) -> Mention | None:
    """Return the mention that a span is; None where it is the place."""
    if not 0 <= span.start < span.end <= len(text):
        raise InputError(
            f"{where}: span {span.start}-{span.end} is not in the text of {len(text)} characters"
        )
    if span.label not in SPAN_LABELS:
        raise InputError(
            f"{where}: unknown label {span.label!r}; accepted: {', '.join(SPAN_LABELS)}"
        )
    if span.end <= shift:
        return None
    if span.start < shift:
        raise InputError(f"{where}: span {span.start}-{span.end} goes beyond the line of the place")
    return Mention(
        type=EntityType(span.label),
        start=span.start - shift,
        end=span.end - shift,
        surface=text[span.start : span.end],
        confidence=span.confidence,
        name=span.name,
        amount=span.amount,
    )


def _end(mention: Mention | None, several: Container[str], place: str) -> tuple[EntityType, str]:
    """Return type and name of what an arrow joins: as it reads, by its full name only where that is not enough."""
    if mention is None:
        return EntityType.DISTRICT, place
    full = mention.name if mention.surface in several else None
    return mention.type, full or mention.surface


def _triple(arrow: Arrow, ends: Mapping[str, tuple[EntityType, str]], where: str) -> Triple:
    for end in (arrow.head, arrow.tail):
        if end not in ends:
            raise InputError(f"{where}: {arrow.label} joins {end!r}, the id of no span")
    head, tail = ends[arrow.head], ends[arrow.tail]
    if arrow.label not in ARROW_LABELS:
        raise InputError(
            f"{where}: unknown relation {arrow.label!r} from {head[1]} to {tail[1]}; "
            f"accepted: {', '.join(ARROW_LABELS)}"
        )
    kind, _, stage = arrow.label.partition(":")
    relation = RelationType(kind)
    if (head[0], tail[0]) not in ALLOWED_ENDS[relation] or arrow.head == arrow.tail:
        raise _wrong_ends(where, relation, " ".join(head), " ".join(tail))
    return Triple(relation, head[1], tail[1], Stage(stage) if stage else None, arrow.confidence)


def _wrong_ends(where: str, kind: RelationType, head: str, tail: str) -> InputError:
    accepted = ", ".join(sorted(f"{one} → {other}" for one, other in ALLOWED_ENDS[kind]))
    return InputError(f"{where}: {kind} joins {head} and {tail}; accepted: {accepted}")
