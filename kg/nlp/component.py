"""The spaCy component that reads: exact entity spans, and relations between them."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from kg.ontology import EntityType
from kg.names import place_key
from kg.types import Relation

from .decode import Found, FoundSpan, decode_relations
from .network import Network
from .windows import cut_windows

Doc.set_extension("place", default=None)
Doc.set_extension("relations", default=())
Span.set_extension("confidence", default=1.0)
Span.set_extension("full_name", default=None)
Span.set_extension("amount", default=None)


@Language.factory("kg_reader", default_config={"model": "accurate"})
def create_reader(nlp: Language, name: str, model: str) -> "ReaderComponent":
    """Create the component for one of the shipped models."""
    return ReaderComponent(Network(model))


class ReaderComponent:
    """Set doc.ents, their confidence and doc._.relations (kg.types.Relation between indices of doc.ents).

    doc._.place, the name of the report's own place, may be set before.
    """

    def __init__(self, network: Network) -> None:
        self.network = network

    def __call__(self, doc: Doc) -> Doc:
        """Read one text."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Read texts batch by batch."""
        for docs in minibatch(stream, size=batch_size):
            yield from self._read(docs)

    def _read(self, docs: list[Doc]) -> Iterator[Doc]:
        places = [(doc, window) for doc in docs for window in cut_windows(doc.text)]
        found = iter(self.network.read([doc.text[start:end] for doc, (start, end) in places]))
        for doc in docs:
            windows = cut_windows(doc.text)
            annotate(doc, [(start, next(found)) for start, _ in windows])
            yield doc


def annotate(doc: Doc, windows: list[tuple[int, Found]]) -> None:
    """Write what was found in each window, with its offset, into `doc`."""
    spans: list[FoundSpan] = []
    relations: list[Relation] = []
    own_place = place_key(doc._.place) if doc._.place else None
    for offset, found in windows:
        own = [_is_own(doc.text, offset, span, own_place) for span in found.spans]
        shift = len(spans)
        for relation in decode_relations(found, own):
            relations.append(
                Relation(
                    type=relation.type,
                    head=None if relation.head is None else relation.head + shift,
                    tail=None if relation.tail is None else relation.tail + shift,
                    confidence=relation.confidence,
                    stage=relation.stage,
                )
            )
        spans.extend(
            FoundSpan(span.start + offset, span.end + offset, span.type, span.confidence)
            for span in found.spans
        )
    split_tokens(doc, sorted({edge for span in spans for edge in (span.start, span.end)}))
    ents = [doc.char_span(span.start, span.end, label=span.type) for span in spans]
    doc.ents = [ent for ent in ents if ent is not None]
    for ent, span in zip(doc.ents, spans, strict=True):
        ent._.confidence = round(span.confidence, 4)
    doc._.relations = tuple(relations)


def _is_own(text: str, offset: int, span: FoundSpan, own_place: str | None) -> bool:
    if own_place is None or span.type is not EntityType.DISTRICT:
        return False
    return place_key(text[offset + span.start : offset + span.end]) == own_place


def split_tokens(doc: Doc, borders: list[int]) -> None:
    """Split the tokens that a border (a character offset) cuts, so that every name is whole tokens."""
    cuts: dict[int, list[int]] = {}
    remaining = iter(borders)
    border = next(remaining, None)
    for token in doc:
        end = token.idx + len(token)
        while border is not None and border < end:
            if border > token.idx:
                cuts.setdefault(token.i, []).append(border - token.idx)
            border = next(remaining, None)
    with doc.retokenize() as retokenizer:
        for index, offsets in cuts.items():
            token = doc[index]
            edges = pairwise([0, *offsets, len(token)])
            pieces = [token.text[start:end] for start, end in edges]
            retokenizer.split(token, pieces, heads=[(token, 0)] * len(pieces))
