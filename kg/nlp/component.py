"""The spaCy component that reads: exact entity spans, and relations between them."""

from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
from spacy.attrs import LENGTH
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from kg.names import place_key
from kg.ontology import EntityType
from kg.types import Relation

from . import attributes
from .decode import Found, FoundSpan, decode_relations
from .network import Network, load_network
from .settings import read_settings
from .windows import cut_windows

attributes.register()


@Language.factory("kg_reader", default_config={"reader": "accurate", "threads": None})
def create_reader(nlp: Language, name: str, reader: str, threads: int | None) -> "ReaderComponent":
    """Create the component with the models of a reader, on all processors unless `threads` are given."""
    return ReaderComponent(load_network(read_settings(reader).models, threads))


class ReaderComponent:
    """Set doc.ents, their confidence and doc._.relations (kg.types.Relation between indices of doc.ents).

    doc._.place, the report's own place as a kg.types.Division, may be set before.
    """

    def __init__(self, network: Network) -> None:
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
    own_place = place_key(doc._.place.name) if doc._.place else None
    for offset, found in windows:
        in_window = [
            FoundSpan(span.start + offset, span.end + offset, span.type, span.confidence)
            for span in found.spans
        ]
        own = [_is_own(text, span, own_place) for span in in_window]
        relations.extend(_shift(one, len(spans)) for one in decode_relations(found, own))
        spans.extend(in_window)
    doc.ents = exact_spans(doc, spans)
    for ent, span in zip(doc.ents, spans, strict=True):
        ent._.confidence = round(span.confidence, 4)
    doc._.relations = tuple(relations)


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


def exact_spans(doc: Doc, spans: list[FoundSpan]) -> list[Span]:
    """Return spans of whole tokens; a token that a border (a character offset) cuts is split first."""
    ends = _token_ends(doc)
    borders = {edge for span in spans for edge in (span.start, span.end)}
    if cut := borders - {0, *ends}:
        _split_tokens(doc, ends, sorted(cut))
        ends = _token_ends(doc)
    token_at = {end: index for index, end in enumerate([0, *ends])}
    return [Span(doc, token_at[span.start], token_at[span.end], label=span.type) for span in spans]


def _token_ends(doc: Doc) -> list[int]:
    # The tokenizer leaves no space between tokens, so that lengths add up to offsets.
    ends: list[int] = np.cumsum(doc.to_array([LENGTH])).tolist()
    return ends


def _split_tokens(doc: Doc, ends: list[int], borders: list[int]) -> None:
    cuts: dict[int, list[int]] = {}
    for border in borders:
        cuts.setdefault(bisect(ends, border), []).append(border)
    with doc.retokenize() as retokenizer:
        for index, offsets in cuts.items():
            token = doc[index]
            edges = pairwise([0, *(offset - token.idx for offset in offsets), len(token)])
            pieces = [token.text[start:end] for start, end in edges]
            retokenizer.split(token, pieces, heads=[(token, 0)] * len(pieces))
