"""Read the mentions and relations of documents."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from kg.ontology import EntityType
from kg.resources import models_path
from kg.types import Document, Mention, Passage, PassageReading, Reading

from .models import check_model
from .settings import read_settings

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

RULES = 2
"""Raised whenever the rules around the network change what is read, so that stored readings are made anew."""


class Reader:
    """One of the shipped readers; its pipeline is loaded when the first document comes."""

    def __init__(self, name: str = "accurate") -> None:
        self.name = name
        checksums = [check_model(models_path(model))[:12] for model in read_settings(name).models]
        self.version = "-".join((name, *checksums, str(RULES)))

    @cached_property
    def nlp(self) -> "Language":
        """The spaCy pipeline."""
        from .language import load

        return load(self.name)

    def read(self, documents: Iterable[Document]) -> Iterator[Reading]:
        """Read each document, in order; what is read in one depends on no other."""
        for document in documents:
            docs = [self._make_doc(passage, document) for passage in document.passages]
            read = self.nlp.pipe(docs, batch_size=max(1, len(docs)))
            passages = tuple(
                passage_reading(passage, doc)
                for passage, doc in zip(document.passages, read, strict=True)
            )
            yield Reading(document, passages, self.version)

    def _make_doc(self, passage: Passage, document: Document) -> "Doc":
        doc = self.nlp.make_doc(passage.text)
        doc._.place = document.place
        return doc


def passage_reading(passage: Passage, doc: "Doc") -> PassageReading:
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
