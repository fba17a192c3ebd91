"""Read the mentions and relations of documents."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from spacy.tokens import Doc

from kg.errors import InputError
from kg.ontology import EntityType
from kg.types import Document, Mention, Passage, PassageReading, Reading

from .language import READERS, load

if TYPE_CHECKING:
    from .component import ReaderComponent


class Reader:
    """One of the shipped readers, loaded."""

    def __init__(self, name: str = "accurate") -> None:
        if name not in READERS:
            raise InputError(f"unknown reader {name!r}; accepted: {', '.join(READERS)}")
        self._nlp = load(name)
        self.version = cast("ReaderComponent", self._nlp.get_pipe("kg_reader")).network.version

    def read(self, documents: Iterable[Document]) -> Iterator[Reading]:
        """Read each document, in order; what is read in one depends on no other."""
        for document in documents:
            docs = [self._make_doc(passage, document) for passage in document.passages]
            read = self._nlp.pipe(docs, batch_size=max(1, len(docs)))
            passages = tuple(
                passage_reading(passage, doc)
                for passage, doc in zip(document.passages, read, strict=True)
            )
            yield Reading(document, passages, self.version)

    def _make_doc(self, passage: Passage, document: Document) -> Doc:
        doc = self._nlp.make_doc(passage.text)
        doc._.place = document.place.name if document.place else None
        return doc


def passage_reading(passage: Passage, doc: Doc) -> PassageReading:
    """Return what the pipeline wrote into `doc` as values of the project."""
    mentions = tuple(
        Mention(
            type=EntityType(ent.label_),
            start=ent.start_char,
            end=ent.end_char,
            surface=ent.text,
            confidence=ent._.confidence,
            name=ent._.full_name,
            amount=ent._.amount,
        )
        for ent in doc.ents
    )
    return PassageReading(passage.index, mentions, doc._.relations)
