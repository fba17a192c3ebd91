"""The spaCy component that reads: mentions as exact spans, and relations between them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from kg.names import place_key
from kg.ontology import EntityType
from kg.types import Relation

from . import attributes
from .amounts import set_amounts
from .calibration import load_calibration
from .decode import Found, FoundSpan, decode_relations
from .elision import set_full_names
from .nesting import relate_nested_districts
from .settings import read_settings
from .spans import exact_spans
from .windows import cut_windows

if TYPE_CHECKING:
    from .network import Network

attributes.register()


@Language.factory("kg_reader", default_config={"reader": "accurate", "threads": None, "ents": True})
def create_reader(
    nlp: Language, name: str, reader: str, threads: int | None, ents: bool
) -> "ReaderComponent":
    """Create the component; an unknown reader is an InputError, a missing or damaged model a ModelError."""
    return ReaderComponent(reader, threads, ents)


class ReaderComponent:
    """Read docs of any tokenizer, each line by itself, as `kg build` reads the lines of a report.

    Sets doc.spans["kg"] with confidence, full name and own investment (span._.kg_confidence, kg_full_name,
    kg_amount), and doc._.kg_relations (kg.types.Relation between numbers of these spans). With `ents` they are
    doc.ents too: those of other components stay where they overlap with none. doc._.kg_place, the report's own
    place as a kg.types.Division, may be set before. Tokens are split where a name ends inside one. All processors
    are used unless `threads` are given.
    """

    def __init__(
        self, reader: str = "accurate", threads: int | None = None, ents: bool = True
    ) -> None:
        # Imported only where something is read: spaCy imports this module for whoever makes any pipeline.
        from .network import load_network

        self.reader = reader
        self.threads = threads
        self.ents = ents
        self._network = NetworkStep(load_network(read_settings(reader).models, threads))
        self._rules: tuple[Callable[[Doc], Doc], ...] = (
            load_calibration(reader),
            set_full_names,
            set_amounts,
            relate_nested_districts,
        )

    def __call__(self, doc: Doc) -> Doc:
        """Read one text."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Read texts batch by batch."""
        for doc in self._network.pipe(stream, batch_size):
            for rule in self._rules:
                rule(doc)
            if self.ents:
                _set_ents(doc)
            yield doc

    def __reduce__(self) -> tuple[type["ReaderComponent"], tuple[str, int | None, bool]]:
        """Let another process load the models anew, which cannot be copied."""
        return ReaderComponent, (self.reader, self.threads, self.ents)


class NetworkStep:
    """Set what the network sees: doc.spans["kg"], their confidence, and doc._.kg_relations."""

    def __init__(self, network: "Network") -> None:
        self.network = network

    def __call__(self, doc: Doc) -> Doc:
        """Read one text."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Read texts batch by batch."""
        for docs in minibatch(stream, size=batch_size):  # type: ignore[no-untyped-call]
            yield from self._read(docs)

    def _read(self, docs: list[Doc]) -> Iterator[Doc]:
        texts = [doc.text for doc in docs]
        windows = [cut_windows(text) for text in texts]
        pieces = [
            text[start:end]
            for text, ranges in zip(texts, windows, strict=True)
            for start, end in ranges
        ]
        found = iter(self.network.read(pieces))
        for doc, text, ranges in zip(docs, texts, windows, strict=True):
            annotate(doc, text, [(start, next(found)) for start, _ in ranges])
            yield doc


def annotate(doc: Doc, text: str, windows: list[tuple[int, Found]]) -> None:
    """Write what was found in each window of `text`, with its offset, into `doc`."""
    spans: list[FoundSpan] = []
    relations: list[Relation] = []
    own_place = place_key(doc._.kg_place.name) if doc._.kg_place else None
    for offset, found in windows:
        in_window = [
            FoundSpan(span.start + offset, span.end + offset, span.type, span.confidence)
            for span in found.spans
        ]
        own = [_is_own(text, span, own_place) for span in in_window]
        relations.extend(_shift(one, len(spans)) for one in decode_relations(found, own))
        spans.extend(in_window)
    mentions = exact_spans(doc, spans)
    for mention, span in zip(mentions, spans, strict=True):
        mention._.kg_confidence = round(span.confidence, 4)
    doc.spans[attributes.KEY] = mentions
    doc._.kg_relations = tuple(relations)


def _is_own(text: str, span: FoundSpan, own_place: str | None) -> bool:
    if own_place is None or span.type is not EntityType.DISTRICT:
        return False
    return place_key(text[span.start : span.end]) == own_place


def _shift(relation: Relation, by: int) -> Relation:
    """Number the ends of a window's relation as mentions of the whole passage."""
    return replace(
        relation,
        head=None if relation.head is None else relation.head + by,
        tail=None if relation.tail is None else relation.tail + by,
    )


def _set_ents(doc: Doc) -> None:
    """Make the mentions entities, and keep those of other components that overlap with none."""
    ents: list[Span] = []
    taken: set[int] = set()
    for span in (*doc.spans[attributes.KEY], *doc.ents):
        tokens = set(range(span.start, span.end))
        if taken.isdisjoint(tokens):
            ents.append(span)
            taken |= tokens
    doc.ents = ents
